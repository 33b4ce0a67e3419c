"""What the screens look like, as text. Look at the files under snapshots/ after --update-snapshots."""

from collections.abc import Callable

import pytest

from tests.screens import rooms_for_pictures as rooms
from tests.screens.kit import Place, as_text, opened, shown, still, until

Looks = Callable[[str, str], None]
WIDE, NARROW = (120, 36), (80, 24)
ROOMS = {
    "english": rooms.english,
    "chinese": rooms.chinese,
    "empty": opened,
    "hostile": rooms.hostile,
    "conflict": rooms.in_conflict,
}
KEYS = {
    "keys": ["ctrl+g"],
    "search": ["ctrl+g", "slash", "c", "h", "a", "i", "n"],
    "detail": ["ctrl+g", "k", "o"],
    "help": ["f1"],
    "who": ["f3"],
    "brief": ["ctrl+g", "b"],
    "edit": ["ctrl+g", "e"],
    "erase": ["ctrl+g", "X"],
    "export": ["ctrl+g", "E"],
    "filter-asked": ["ctrl+g", "f"],
    "owner": ["ctrl+g", "tab", "tab"],
    "discussion": ["ctrl+g", "tab", "i"],
    "small": [],
}


@pytest.mark.parametrize("name", ROOMS)
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["120x36", "80x24"])
async def test_rooms(where: Place, looks_like: Looks, name: str, size: tuple[int, int]) -> None:
    where.create(ROOMS[name]())
    async with shown(where, size=size) as (app, pilot):
        await still(pilot)
        looks_like(f"{name}-{size[0]}x{size[1]}", as_text(app))


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["120x36", "80x24"])
async def test_keys(where: Place, looks_like: Looks, name: str, size: tuple[int, int]) -> None:
    where.create(rooms.english())
    if name == "small":
        size = (59, 15) if size == WIDE else (80, 15)
    async with shown(where, size=size) as (app, pilot):
        for key in KEYS[name]:
            await pilot.press(key)
        await still(pilot)
        looks_like(f"{name}-{size[0]}x{size[1]}", as_text(app))


async def test_filtered(where: Place, looks_like: Looks) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await pilot.press("ctrl+g", "f", *"act", "enter")
        await still(pilot)
        looks_like("filtered-120x36", as_text(app))


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["120x36", "80x24"])
async def test_the_lobby(where: Place, looks_like: Looks, size: tuple[int, int]) -> None:
    where.create(rooms.english())
    where.create(opened("支付回调大面积失败", severity="SEV1"), "01936b3c-9e00-7000-8000-00000000cafe")
    where.create(opened("[red]printer[/red] on fire", severity=None), "01936b3c-9e00-7000-8000-00000000face")
    async with shown(where, None, size=size) as (app, pilot):
        await until(pilot, lambda: "3 open" in as_text(app))
        looks_like(f"lobby-{size[0]}x{size[1]}", as_text(app))
