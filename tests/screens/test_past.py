"""The room as of a time: what is shown, how keys go through time, and that nothing is changed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from screens.dialogs.page import Page
from screens.past.screen import PastScreen
from screens.past.updates import PastUpdates
from screens.summary.body import SummaryBody
from tests.screens import panel_rooms as rooms
from tests.screens import rooms_with_owners as owners
from tests.screens.hands import go
from tests.screens.kit import NOW, Place, as_text, fixed, shown, still, the_room, until
from warroom.making import draft
from warroom.state.room_state import RoomState
from warroom.state.timeline import Log

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
        await still(pilot)
        looks_like(f"past-{name}-{size[0]}x{size[1]}", as_text(app))
        await go(pilot, "2")
        looks_like(f"past-causes-{name}-{size[0]}x{size[1]}", as_text(app))
        await go(pilot, "c", "=now", "enter")
        await still(pilot)
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


async def test_a_time_before_the_recording_but_not_before_what_happened_is_shown_as_it_happened(where: Place) -> None:
    early = fixed(
        draft("timeline.log", Log("action", "records deleted"), "wei", NOW, "2022-01-22T11:57:00.000000Z"), 70
    )
    where.create([*rooms.english(), early])
    async with shown(where) as (app, pilot):
        await go(pilot, "ctrl+g", "a", "=2022-01-22 14:00", "enter")
        await until(pilot, lambda: isinstance(app.screen, PastScreen))
        assert past(app).past.by == "occurred"
        await until(pilot, lambda: "shown as it happened" in as_text(app))
        text = as_text(app)
        assert "AS IT HAPPENED" in text and "22 Jan 2022" in text and "records deleted" in text


async def test_a_typed_time_is_not_asked_for_again(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await go(pilot, "=/at -6m", "enter")
        await until(pilot, lambda: isinstance(app.screen, PastScreen))
        assert past(app).past.moment == past(app).past.present - timedelta(minutes=6)


@SIZES
@pytest.mark.parametrize("name", ["english", "chinese"])
async def test_screens_4_and_6_show_what_was_told_and_measured_then(
    where: Place, looks_like: Looks, name: str, size: tuple[int, int]
) -> None:
    base = {"english": owners.english, "chinese": owners.chinese}[name]()
    where.create(base)
    async with shown(where, size=size) as (app, pilot):
        await until(pilot, lambda: the_room(app).room.loaded)
        await go(pilot, "f2")
        await until(pilot, lambda: the_room(app).room.state.revisions.drafts)
        await until(pilot, lambda: "drafted from the facts" in as_text(app))
        await go(pilot, "ctrl+g", "1")
        told = [one for one in the_room(app).room.state.events if one.kind == "update.told"]
        assert told
        await go(pilot, "a", "=now", "enter")
        await until(pilot, lambda: isinstance(app.screen, PastScreen))
        await go(pilot, "4")
        await until(pilot, lambda: isinstance(past(app).body, PastUpdates))
        looks_like(f"past-update-{name}-{size[0]}x{size[1]}", as_text(app))
        await go(pilot, "tab", "o")
        await until(pilot, lambda: isinstance(app.screen, Page))
        await go(pilot, "escape")
        await until(pilot, lambda: isinstance(app.screen, PastScreen))
        await go(pilot, "6")
        await until(pilot, lambda: isinstance(past(app).body, SummaryBody))
        looks_like(f"past-summary-{name}-{size[0]}x{size[1]}", as_text(app))
        before = len(the_room_of(past(app)))
        await go(pilot, "f", "a")
        await until(pilot, lambda: "can only be looked at" in as_text(app) or "no check" in as_text(app))
        assert len(the_room_of(past(app))) == before
        while past(app).past.step(-1) and "update.told" in {one.kind for one in past(app).room.state.events}:
            pass
        past(app).show_moment()
        await go(pilot, "4")
        await until(pilot, lambda: "0 tellings by then" in as_text(app))


def the_room_of(screen: PastScreen) -> RoomState:
    return screen.room.state


async def test_a_large_room_goes_through_time_beside_the_screen(where: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("screens.past.screen.AT_ONCE", 1)
    monkeypatch.setattr("screens.summary.body.AT_ONCE", 1)
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await go(pilot, "ctrl+g", "6")
        await until(pilot, lambda: "time to" in as_text(app))
        await go(pilot, "1", "a", "=-6m", "enter")
        await until(pilot, lambda: isinstance(app.screen, PastScreen))
        screen, then = past(app), past(app).past.moment
        await go(pilot, "left", "left", "left")
        await until(pilot, lambda: not screen._moving and screen.past.moment < then)
        await go(pilot, "6")
        await until(pilot, lambda: "time to" in as_text(app))
        await go(pilot, "c", "=now", "enter")
        await until(pilot, lambda: isinstance(app.screen, Page) and "What changed" in as_text(app))
        await go(pilot, "escape", "escape")
        await until(pilot, lambda: not isinstance(app.screen, PastScreen | Page))
