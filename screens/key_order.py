"""Keys in the order in which they were typed: none is looked at before all that the one before it does is done.

Textual gives every key to whatever has the focus when it is read, and moves the focus some messages later: of three
keys in one burst the third can still be typed into a line that the second one has left. Here a key waits until the
one before it has been through every widget that could act on it, until the screen in sight is there, and until a
command that was begun asks something or has ended.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from textual import events
from textual.app import App
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

LAPS: Final = 2
"""How often a mark goes the way of a key: once behind the key, once behind what its handlers posted on that way."""
AGAIN: Final = 0.005
"""Seconds between two looks whether a key that waits may go on; only while one waits."""
COMMAND: Final = 1.0
"""Seconds that a command may keep keys waiting while it neither asks nor stores: afterwards it is called slow."""
WAY_OUT: Final = 1.0
"""Seconds after which the way out goes on whatever it waits for: who leaves is never kept."""
_LEAVES: Final = "ctrl+q"


class KeyDone(Message):
    """A mark behind a key: where it passes, the key has been."""


@dataclass(eq=False)
class _Busy:
    """A command on its way; ``free`` says whether keys may go on while it is."""

    free: Callable[[], bool]
    waited_since: float | None = None


class KeyOrder:
    """The keys and pastes of one application that were not looked at yet."""

    def __init__(self, app: App[Any], forward: Callable[[events.Event], Awaitable[None]]) -> None:
        """``forward`` is what the application does with a key by itself."""
        self._app = app
        self._forward = forward
        self._waiting: deque[events.Key | events.Paste] = deque()
        self._mark: KeyDone | None = None
        self._start: Widget | Screen[Any] | None = None
        """Where the mark that is on its way began."""
        self._laps = 0
        self._holds: list[Screen[Any]] = []
        self._busy: list[_Busy] = []
        self._entered: Screen[Any] | None = None
        """The screen in sight, once it is known to be there."""
        self._looks = False
        self._leaving: float | None = None

    # -- what keys wait for -------------------------------------------------------------------------------------------

    @contextmanager
    def hold(self, screen: Screen[Any]) -> Iterator[None]:
        """Have keys wait while ``screen`` is in sight: a place of it is on its way. What lies over it takes keys."""
        self._holds.append(screen)
        try:
            yield
        finally:
            self._holds.remove(screen)
            self._go_on()

    @contextmanager
    def busy(self, free: Callable[[], bool]) -> Iterator[None]:
        """Have keys wait for a command, but not while ``free`` says that it asks or stores, and not for long."""
        one = _Busy(free)
        self._busy.append(one)
        try:
            yield
        finally:
            self._busy.remove(one)
            self._go_on()

    @property
    def waiting(self) -> bool:
        """Whether any key waits."""
        return bool(self._waiting)

    @property
    def idle(self) -> bool:
        """Whether every key that was read has been everywhere."""
        return not self._waiting and (self._mark is None or self._lost())

    # -- keys ---------------------------------------------------------------------------------------------------------

    async def take(self, event: events.Key | events.Paste) -> None:
        """Take a key that was read; it is forwarded when its turn has come."""
        self._waiting.append(event)
        if self._leaving is None and isinstance(event, events.Key) and event.key == _LEAVES:
            self._leaving = monotonic()
        await self.go_on()

    async def passed(self, mark: KeyDone) -> None:
        """A mark has come to the application; one that was given up means nothing."""
        if mark is self._mark:
            await self._lap()

    async def go_on(self) -> None:
        """Forward what need not wait any longer; runs in the application's own task."""
        while self._waiting and self._app.screen_stack:  # without a screen the application is at its end
            if not self._free():
                self._look_again()
                return
            event = self._waiting.popleft()
            if not self._waiting:
                self._leaving = None
            self._start = self._app.screen.focused or self._app.screen
            self._laps = LAPS
            await self._forward(event)
            await self._lap()

    async def _lap(self) -> None:
        """Send a mark the way of the key, as often as that is wanted; then it is the next key's turn."""
        self._mark = None
        if self._laps and self._start is not None:
            self._laps -= 1
            self._send(self._start)
        else:
            await self.go_on()

    def _send(self, start: Widget | Screen[Any]) -> None:
        self._start, mark = start, KeyDone()
        if start.post_message(mark):
            self._mark = mark

    def _free(self) -> bool:
        if self._leaving is not None and monotonic() - self._leaving > WAY_OUT:
            return True
        if self._mark is not None and self._lost():
            self._mark = None
        if self._mark is not None:
            return False
        held = any(one is self._app.screen for one in self._holds)
        return not held and all(self._is_free(one) for one in self._busy) and self._is_there()

    def _lost(self) -> bool:
        """Whether the mark will not come any more: where it began, nothing runs now."""
        start = self._start
        return start is None or not (start.is_attached and (start.is_running or start is self._app.screen))

    def _is_free(self, one: _Busy) -> bool:
        if one.free():
            one.waited_since = None
            return True
        now = monotonic()
        one.waited_since = one.waited_since or now
        return now - one.waited_since > COMMAND

    def _is_there(self) -> bool:
        """Whether the screen in sight takes keys: one that has just come into sight is asked."""
        if self._entered is not self._app.screen:
            self._entered, self._laps = self._app.screen, LAPS - 1  # twice, as behind a key
            self._send(self._entered)
        return self._mark is None

    # -- looking again ------------------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        """From anywhere: what waits may have become free."""
        if self._waiting:
            self._app.call_later(self.go_on)

    def _look_again(self) -> None:
        """Some of what keys wait for says nothing when it ends: a widget that is gone, storing that begins."""
        if not self._looks:
            self._looks = True
            self._app.set_timer(AGAIN, self._look)

    async def _look(self) -> None:
        self._looks = False
        await self.go_on()
