"""Keeps a screen's room whole and fresh: load it, follow what others store, keep its card for the next start."""

import asyncio
from collections.abc import Callable
from typing import Final

from warroom.errors import WarroomError
from warroom.room import Room

CARD_PAUSE: Final = 5.0
"""Seconds after a change before the card is kept: a burst of entries costs one write."""


class Live:
    """One room's background work, run as a worker of its screen; everything lands on the event loop."""

    def __init__(self, room: Room, trouble: Callable[[str], None]) -> None:
        """``trouble`` is told why the room can't be read or followed, and ``""`` once it can again."""
        self._room = room
        self._trouble = trouble
        self._grown = asyncio.Event()
        self._stop: Callable[[], None] | None = None
        self.whole = asyncio.Event()
        """Set once the whole room is read."""

    async def run(self) -> None:
        """Load the room, then fold what others store as soon as it is there, until cancelled."""
        loop = asyncio.get_running_loop()
        try:
            await self._room.load()
        except WarroomError as error:
            self._trouble(f"the room can't be read whole: {error}")
            return
        self.whole.set()
        # Followed before the first refresh, so that nothing stored in between is missed.
        self._stop = self._room.follow(lambda: _wake(loop, self._grown))
        self._grown.set()
        while True:
            await self._grown.wait()
            self._grown.clear()
            try:
                await self._room.refresh()
                self._trouble("")
            except WarroomError as error:
                self._trouble(f"what others log can't be read now: {error}")

    async def keep_card(self) -> None:
        """Keep the room's card for the next first frame; losing it costs nothing, so a refusal is not told."""
        try:
            await self._room.save_summary()
        except WarroomError:
            return

    def stop(self) -> None:
        """Stop following."""
        if self._stop is not None:
            self._stop()
            self._stop = None


def _wake(loop: asyncio.AbstractEventLoop, grown: asyncio.Event) -> None:
    """From the follower's thread; the loop may have ended meanwhile."""
    try:
        loop.call_soon_threadsafe(grown.set)
    except RuntimeError:
        return
