"""The check of a draft beside the event loop: some time after the last key, in a thread, on what stands there then."""

from collections.abc import Callable
from typing import Final

from textual.timer import Timer
from textual.widget import Widget

from screens.update.beside import beside
from screens.update.working import WorkingCopy
from warroom.errors import WarroomError
from warroom.room import Room

PAUSE: Final = 0.15
"""Seconds after the last key."""


class Checker:
    """Looks at one working copy at a time; what was changed meanwhile is looked at again when typing pauses."""

    def __init__(self, widget: Widget, room: Room, done: Callable[[WorkingCopy], None]) -> None:
        """``done`` is called on the event loop when a copy has its findings."""
        self._widget = widget
        self._room = room
        self._done = done
        self._wanted: dict[str, WorkingCopy] = {}
        self._pause: Timer | None = None
        self._running = False

    def want(self, copy: WorkingCopy) -> None:
        """Look at this one when typing pauses."""
        self._wanted[copy.eid] = copy
        if self._pause is None:
            self._pause = self._widget.set_timer(PAUSE, self._begin)
        else:
            self._pause.reset()

    def _begin(self) -> None:
        self._pause = None
        if not self._running and self._wanted:
            self._running = True
            self._widget.run_worker(self._run(), group="check")

    async def _run(self) -> None:
        try:
            while self._wanted and self._pause is None:  # else somebody types: the timer comes back to it
                _, copy = self._wanted.popitem()
                await self._pass(copy)
        finally:
            self._running = False

    async def look(self, copy: WorkingCopy) -> None:
        """Check a copy now; returns when its findings are those of what it says."""
        await self._pass(copy)
        while copy.checked != copy.content and not copy.unchecked_because:
            await self._pass(copy)

    async def _pass(self, copy: WorkingCopy) -> None:
        self._wanted.pop(copy.eid, None)
        content, draft, check = copy.content, copy.draft, self._room.updates.check
        try:
            found = await beside(self._room, lambda: check(draft.owner, content, draft))
        except WarroomError as error:
            copy.unchecked_because = str(error)
        else:
            copy.found(content, found)
        self._done(copy)
