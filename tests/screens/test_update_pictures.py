"""What screen 4 looks like, as text. Look at the files under snapshots/ after --update-snapshots."""

from collections.abc import Callable

import pytest

from screens.update.body import UpdateBody
from tests.screens import rooms_with_owners as rooms
from tests.screens.kit import Place, as_text, shown, still, the_room, until

Looks = Callable[[str, str], None]
ROOMS = {"en": rooms.english, "zh": rooms.chinese, "hostile": rooms.hostile}
KEYS = {
    "draft": [],
    "known": ["shift+tab", "j"],
    "findings": ["f8"],
    "editing": ["j", "j", "e", "end", "!"],
    "signing": ["a"],
    "entries": ["p"],
}


@pytest.mark.parametrize("room", ["en", "zh"])
@pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["120x36", "80x24"])
@pytest.mark.parametrize("name", KEYS)
async def test_the_composer(where: Place, looks_like: Looks, room: str, size: tuple[int, int], name: str) -> None:
    where.create(ROOMS[room]())
    async with shown(where, size=size) as (app, pilot):
        await pilot.press("f2")
        body = the_room(app)
        await until(pilot, lambda: isinstance(body.body, UpdateBody) and body.body.copy is not None)
        screen = body.body
        assert isinstance(screen, UpdateBody)
        for key in KEYS[name]:
            await pilot.press(key)
            await pilot.pause()
        copy = screen.copy
        assert copy is not None
        await until(pilot, lambda: copy.checked == copy.content and screen._soon is None)
        looks_like(f"update-{name}-{room}-{size[0]}x{size[1]}", as_text(app))


@pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["120x36", "80x24"])
async def test_hostile_words_are_shown_and_obeyed_by_nobody(
    where: Place, looks_like: Looks, size: tuple[int, int]
) -> None:
    where.create(rooms.hostile())
    async with shown(where, size=size) as (app, pilot):
        await pilot.press("f2")
        body = the_room(app)
        await until(pilot, lambda: isinstance(body.body, UpdateBody) and body.body.copy is not None)
        screen = body.body
        assert isinstance(screen, UpdateBody) and screen.copy is not None
        copy = screen.copy
        await until(pilot, lambda: copy.checked == copy.content)
        looks_like(f"update-hostile-{size[0]}x{size[1]}", as_text(app))


@pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["120x36", "80x24"])
async def test_before_anything_is_written(where: Place, looks_like: Looks, size: tuple[int, int]) -> None:
    where.create(rooms.english())
    async with shown(where, size=size) as (app, pilot):
        await pilot.press("ctrl+g", "4")
        await still(pilot)
        looks_like(f"update-empty-{size[0]}x{size[1]}", as_text(app))
