"""Keeps what is half typed, so that it survives a kill: saved shortly after typing pauses, never on the event loop."""

from collections.abc import Awaitable, Callable
from typing import Final

from textual.timer import Timer
from textual.widget import Widget

from warroom.errors import WarroomError

PAUSE: Final = 0.25
"""Seconds without a key after which the text is saved."""
LONGEST: Final = 2.0
"""Seconds after which it is saved while somebody types on."""

SaveDraft = Callable[[str], Awaitable[None]]
"""Keeps a text durably, an empty one forgets it; it must leave the event loop free while the disk works."""


class DraftKeeper:
    """Saves the newest text, one save at a time."""

    def __init__(self, widget: Widget, save: SaveDraft, failed: Callable[[str], None]) -> None:
        """``failed`` is told once why nothing is kept, until a save succeeds again."""
        self._widget = widget
        self._save = save
        self._failed = failed
        self._wanted = self._saved = ""
        self._pause: Timer | None = None
        self._longest: Timer | None = None
        self._saving = False
        self._told = False

    def known(self, text: str) -> None:
        """``text`` is what is kept already (it was just restored)."""
        self._wanted = self._saved = text

    def changed(self, text: str) -> None:
        """The text is now this; it is saved when typing pauses."""
        self._wanted = text
        if self._pause is not None:
            self._pause.stop()
        if text == self._saved:
            return
        self._pause = self._widget.set_timer(PAUSE, self.now)
        if self._longest is None:
            self._longest = self._widget.set_timer(LONGEST, self.now)

    def now(self) -> None:
        """Begin to save at once."""
        for timer in (self._pause, self._longest):
            if timer is not None:
                timer.stop()
        self._pause = self._longest = None
        if not self._saving and self._wanted != self._saved:
            self._saving = True
            self._widget.run_worker(self.flush(), group="draft", exit_on_error=True)

    async def flush(self) -> None:
        """Save until what is kept is what is wanted, or the store refuses."""
        self._saving = True
        try:
            while self._wanted != self._saved:
                text = self._wanted
                await self._save(text)
                self._saved = text
                self._told = False
        except WarroomError as error:
            if not self._told:
                self._told = True
                self._failed(str(error))
        finally:
            self._saving = False
