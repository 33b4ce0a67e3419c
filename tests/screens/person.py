"""A person at the screens: keys and nothing else, and what they read after each."""

from collections.abc import Callable

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from screens.app import WarroomApp
from screens.dialogs.form import Form
from tests.screens.kit import as_text, the_room, until
from warroom.state.room_state import RoomState


class Person:
    """Types, presses and reads; never touches a widget."""

    def __init__(self, app: WarroomApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def state(self) -> RoomState:
        """What the room says."""
        return the_room(self.app).room.state

    @property
    def text(self) -> str:
        """The screen in one line, however it is wrapped."""
        return " ".join(as_text(self.app).split())

    async def keys(self, *keys: str) -> None:
        """Keys by their names or letters, each seen to its end before the next."""
        for key in keys:
            self._presses(key)
            await self.pilot.pause()

    def _presses(self, key: str) -> None:
        driver = self.app._driver
        assert driver is not None
        name = _character_to_key(key) if len(key) == 1 else key
        letter = " " if key == "space" else key if len(key) == 1 else None
        event = events.Key(name, letter)
        event.set_sender(self.app)
        driver.send_message(event)

    async def types(self, text: str) -> None:
        """Text, faster than any fingers: each character is a key."""
        for letter in text:
            self._presses(letter)
        await self.pilot.pause()

    async def reads(self, *words: str) -> None:
        """Wait until the screen says all of that."""
        await until(self.pilot, lambda: all(one in self.text for one in words))

    async def waits(self, ready: Callable[[], bool]) -> None:
        """Wait until something is so."""
        await until(self.pilot, ready)

    async def logs(self, text: str) -> None:
        """Type a line on the entry line, send it off, and wait until it is on disk and the line is clear."""
        screen = the_room(self.app)
        if not screen.typing:
            await self.keys("i")
            await until(self.pilot, lambda: screen.typing)
        before = len(self.state)
        await self.types(text)
        await self.keys("enter")
        await until(self.pilot, lambda: len(self.state) > before and not screen.line.busy and not screen.line.text)
        await until(self.pilot, lambda: not screen.behind)

    async def fills(self, *answers: str | None) -> None:
        """Answer the form's fields in their order, None leaving one as it is, in one go; wait until it is gone."""
        await until(self.pilot, lambda: isinstance(self.app.screen, Form))
        form = self.app.screen
        for number, answer in enumerate(answers):
            for key in ("tab",) * (number > 0) + (("ctrl+u", *answer) if answer is not None else ()):
                self._presses(key)
        self._presses("enter")
        await until(self.pilot, lambda: self.app.screen is not form)

    async def records(self, *answers: str | None) -> None:
        """The same, and wait for the event that it makes."""
        before = len(self.state)
        await self.fills(*answers)
        await until(self.pilot, lambda: len(self.state) > before)

    async def goes_to(self, key: str, is_there: Callable[[], bool], most: int = 40) -> None:
        """Press one key until the cursor is where it is wanted."""
        for _ in range(most):
            if is_there():
                return
            await self.keys(key)
        raise AssertionError(f"{key} never got there; the screen was:\n{as_text(self.app)}")
