"""What the owner's side looks like, as text. Look at the files under snapshots/ after --update-snapshots."""

from collections.abc import Callable

import pytest

from tests.screens import rooms_with_owners as rooms
from tests.screens.kit import Place, as_text, shown, still

Looks = Callable[[str, str], None]
ROOMS = {"en": rooms.english, "zh": rooms.chinese, "hostile": rooms.hostile, "call": rooms.listening}
KEYS = {
    "beside": [],
    "screen": ["ctrl+g", "5"],
    "thread": ["ctrl+g", "5", "shift+tab"],
    "not-told": ["ctrl+g", "5", "tab"],
    "plan": ["ctrl+g", "5", "P"],
    "told": ["ctrl+g", "5", "t", "a"],
    "due": ["f4"],
    "ledger": ["ctrl+g", "5", "L"],
    "present": ["f12", "1"],
    "leaving": ["f12", "1", "f12"],
}


@pytest.mark.parametrize("room", ["en", "zh"])
@pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["120x36", "80x24"])
@pytest.mark.parametrize("name", KEYS)
async def test_the_owner_side(where: Place, looks_like: Looks, room: str, size: tuple[int, int], name: str) -> None:
    where.create(ROOMS[room]())
    async with shown(where, size=size) as (app, pilot):
        for key in KEYS[name]:
            await pilot.press(key)
        await still(pilot)
        looks_like(f"owner-{name}-{room}-{size[0]}x{size[1]}", as_text(app))


@pytest.mark.parametrize("room", ["hostile", "call"])
@pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["120x36", "80x24"])
async def test_hostile_words_and_an_owner_on_the_call(
    where: Place, looks_like: Looks, room: str, size: tuple[int, int]
) -> None:
    where.create(ROOMS[room]())
    async with shown(where, size=size) as (app, pilot):
        await pilot.press("ctrl+g", "5")
        await still(pilot)
        looks_like(f"owner-screen-{room}-{size[0]}x{size[1]}", as_text(app))
