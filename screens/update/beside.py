"""Reading the room in a thread while the event loop goes on folding what others log."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from warroom.errors import WarroomError
from warroom.room import Room

T = TypeVar("T")


async def beside(room: Room, read: Callable[[], T]) -> T:
    """What ``read`` makes of the room's state, from a thread; begun again when the state changed under its eyes."""

    def once() -> tuple[bool, T | None]:
        state = room.state
        before = state.turns
        if before % 2:
            return False, None  # in the middle of a fold, which is over before the loop asks again
        try:
            return True, read()
        except WarroomError:
            raise
        except Exception:
            # A list that grew while it was walked, a head that went: nothing but the room's going on explains it.
            if room.state is state and state.turns == before:
                raise
            return False, None

    while True:
        whole, found = await asyncio.to_thread(once)
        if whole:
            return found  # type: ignore[return-value]  # what read gave
