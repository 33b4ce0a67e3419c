"""What screens 2 and 3 look like, as text. Look at the files under snapshots/ after --update-snapshots."""

from collections.abc import Callable

import pytest

from tests.screens import panel_rooms as rooms
from tests.screens.hands import go
from tests.screens.kit import Place, as_text, shown, still

Looks = Callable[[str, str], None]
WIDE, NARROW = (120, 36), (80, 24)
ROOMS = {
    "english": rooms.english,
    "chinese": rooms.chinese,
    "hostile": rooms.hostile,
    "disputed": rooms.disputed,
}
KEYS = {
    "causes-detail": ["2", "tab"],
    "causes-factors": ["2", "shift+tab"],
    "causes-pick": ["2", "plus"],
    "causes-rule-out": ["2", "s", "r"],
    "team-people": ["3", "shift+tab"],
    "team-detail": ["3", "tab"],
    "team-due": ["3", "v"],
    "team-follow-ups": ["3", "u"],
    "team-risks": ["3", "r"],
    "team-decisions": ["3", "d"],
    "team-new": ["3", "n"],
    "team-handover": ["3", "h", "=li", "enter"],
}
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["120x36", "80x24"])


@SIZES
@pytest.mark.parametrize("screen", ["causes", "team"])
@pytest.mark.parametrize("name", ROOMS)
async def test_screens(where: Place, looks_like: Looks, name: str, screen: str, size: tuple[int, int]) -> None:
    where.create(ROOMS[name]())
    async with shown(where, size=size) as (app, pilot):
        await go(pilot, "ctrl+g", {"causes": "2", "team": "3"}[screen])
        await still(pilot)
        looks_like(f"{screen}-{name}-{size[0]}x{size[1]}", as_text(app))


@SIZES
@pytest.mark.parametrize("name", KEYS)
async def test_keys(where: Place, looks_like: Looks, name: str, size: tuple[int, int]) -> None:
    where.create(rooms.english())
    async with shown(where, size=size) as (app, pilot):
        await go(pilot, "ctrl+g", *KEYS[name])
        await still(pilot)
        looks_like(f"{name}-{size[0]}x{size[1]}", as_text(app))
