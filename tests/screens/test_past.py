"""The room as of a time: what is shown, how keys go through time, and that nothing is changed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from screens.past.screen import PastScreen
from tests.screens import panel_rooms as rooms
from tests.screens.hands import go
from tests.screens.kit import Place, as_text, shown, the_room, until

Looks = Callable[[str, str], None]
SIZES = pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["120x36", "80x24"])


def past(app: object) -> PastScreen:
    screen = app.screen  # type: ignore[attr-defined]
    assert isinstance(screen, PastScreen)
    return screen


@SIZES
@pytest.mark.parametrize("name", ["english", "chinese"])
async def test_the_whole_room_as_of_a_time(where: Place, looks_like: Looks, name: str, size: tuple[int, int]) -> None:
    where.create({"english": rooms.english, "chinese": rooms.chinese}[name]())
    async with shown(where, size=size) as (app, pilot):
        await go(pilot, "ctrl+g", "a", "=-6m", "enter")
        await until(pilot, lambda: isinstance(app.screen, PastScreen))
        await pilot.pause()
        looks_like(f"past-{name}-{size[0]}x{size[1]}", as_text(app))
        await go(pilot, "2")
        looks_like(f"past-causes-{name}-{size[0]}x{size[1]}", as_text(app))
        await go(pilot, "c", "=now", "enter")
        await pilot.pause()
        looks_like(f"past-compare-{name}-{size[0]}x{size[1]}", as_text(app))


async def test_keys_go_through_time_and_back_to_now(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        before = len(the_room(app).room.state)
        await go(pilot, "ctrl+g", "a", "=-6m", "enter")
        await until(pilot, lambda: isinstance(app.screen, PastScreen))
        screen = past(app)
        then, held = screen.past.moment, len(screen.room.state)
        assert held < before
        await go(pilot, "left")
        assert screen.past.moment < then and len(screen.room.state) <= held
        await go(pilot, "right", "right")
        assert screen.past.moment > then
        await go(pilot, "<", ">", "{", "}")
        await go(pilot, "w")
        assert screen.past.by == "occurred"
        assert "AS IT HAPPENED" in as_text(app)
        await go(pilot, "3", "n")
        assert "can only be looked at" in as_text(app)
        await go(pilot, "escape")
        await until(pilot, lambda: not isinstance(app.screen, PastScreen))
        assert len(the_room(app).room.state) == before


async def test_a_time_before_the_room_is_said_to_be_one(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await go(pilot, "ctrl+g", "a", "=2026-11-01 10:00", "enter")
        await pilot.pause()
        assert not isinstance(app.screen, PastScreen)
        await until(pilot, lambda: "nothing was recorded before" in as_text(app))


async def test_a_typed_time_is_not_asked_for_again(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await go(pilot, "=/at -6m", "enter")
        await until(pilot, lambda: isinstance(app.screen, PastScreen))
        assert past(app).past.moment == past(app).past.present - timedelta(minutes=6)
