"""Reading a room in a thread: what is read in the middle of a fold is read again, what is really wrong is said."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from screens.update.beside import beside
from warroom.room import Room
from warroom.state.room_state import RoomState


def room_with(state: RoomState) -> Room:
    return cast(Room, SimpleNamespace(state=state))


async def test_what_is_asked_in_the_middle_of_a_fold_is_read_after_it() -> None:
    state = RoomState()
    looks: list[int] = []

    def read() -> str:
        looks.append(state.turns)
        return "whole"

    state.turns += 1  # an event is known already, its panel not yet
    asked = asyncio.create_task(beside(room_with(state), read))
    while not asked.done() and state.turns < 2:
        await asyncio.sleep(0.01)
        state.turns = 2
    assert await asked == "whole"
    assert looks == [2]


async def test_a_list_that_grew_under_its_eyes_is_read_again() -> None:
    state = RoomState()
    looks: list[int] = []

    def read() -> str:
        looks.append(state.turns)
        if len(looks) == 1:
            state.apply([])  # as the loop would meanwhile
            raise RuntimeError("dictionary changed size during iteration")
        return "whole"

    assert await beside(room_with(state), read) == "whole"
    assert len(looks) == 2


async def test_what_is_wrong_by_itself_is_said() -> None:
    def read() -> Any:
        raise RuntimeError("a fault of ours")

    with pytest.raises(RuntimeError, match="a fault of ours"):
        await beside(room_with(RoomState()), read)
