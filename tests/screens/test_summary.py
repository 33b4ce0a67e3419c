"""Screen 6: what it looks like, and what its keys do."""

import re
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len

from screens.app import WarroomApp
from screens.summary.body import SummaryBody
from screens.summary.drawing import drawn
from tests.screens import rooms_with_owners as rooms
from tests.screens.hands import go
from tests.screens.kit import NOW, ROOM, Place, as_text, eid, fixed, shown, still, the_room, until
from warroom.clock import to_stamp
from warroom.drills.original import sealed
from warroom.events import Draft
from warroom.making import draft
from warroom.state.causes import Proposed
from warroom.state.commitments import Kept, Made
from warroom.state.incident import MilestoneSet, StatusSet
from warroom.state.room_state import fold
from warroom.state.tasks import TaskSet
from warroom.summary.lanes import lanes


def busy(base: list[Draft]) -> list[Draft]:
    """With tasks, causes, a promise that was kept, milestones out of order and an end that nobody marked."""
    return [
        *base,
        rooms.made(400, TaskSet(text="roll back payments-api", assignee="bob", state="done"), 35, "wei"),
        rooms.made(401, TaskSet(text="向银行核对队列 and note its length", assignee="李工", state="in_progress"), 20),
        rooms.made(402, Proposed(text="the intermediate certificate expired", confidence=75), 25, "li"),
        rooms.made(403, Made(text="a list of orders", owner_id=owner(base), kind="action", due=rooms.ahead(-10)), 30),
        rooms.made(404, Kept(target=eid(403), bases=[eid(403)]), 15),
        fixed(draft("incident.milestone_set", MilestoneSet("mitigated", "Error rate back to normal"), "wei",
                    NOW - timedelta(minutes=5), to_stamp(NOW - timedelta(minutes=55))), 405),
        fixed(draft("incident.milestone_set", MilestoneSet("detected"), "wei",
                    NOW - timedelta(minutes=40), to_stamp(NOW - timedelta(minutes=48))), 406),
        rooms.made(407, StatusSet("resolved", "investigating", bases=[eid(3)]), 2, "wei"),
    ]  # fmt: skip


def owner(base: list[Draft]) -> str:
    return next(str(one.payload["owner_id"]) for one in base if one.kind == "owner.plan_set")


ROOMS = {"en": rooms.english, "zh": rooms.chinese}
Looks = Callable[[str, str], None]
SIZES = pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["120x36", "80x24"])


@SIZES
@pytest.mark.parametrize("name", ["en", "zh"])
async def test_screen_6(where: Place, looks_like: Looks, name: str, size: tuple[int, int]) -> None:
    where.create(busy(ROOMS[name]()))
    async with shown(where, size=size) as (app, pilot):
        await go(pilot, "ctrl+g", "6")
        await until(pilot, lambda: isinstance(the_room(app).body, SummaryBody))
        await still(pilot)
        looks_like(f"summary-{name}-{size[0]}x{size[1]}", as_text(app))
        await go(pilot, "tab")
        looks_like(f"summary-metrics-{name}-{size[0]}x{size[1]}", as_text(app))
        await go(pilot, "tab")
        looks_like(f"summary-checks-{name}-{size[0]}x{size[1]}", as_text(app))


async def test_a_check_is_mended_by_a_key_and_taken_back_by_z(where: Place) -> None:
    where.create(busy(rooms.english()))
    async with shown(where) as (app, pilot):
        await go(pilot, "ctrl+g", "6", "f")
        await until(pilot, lambda: "Time of" in as_text(app))
        await go(pilot, "=14:10", "enter")
        await until(pilot, lambda: "has its new time" in as_text(app))
        assert not [one for one in body(app)._found.open if one.rule == "milestones"]
        await go(pilot, "z")
        await until(pilot, lambda: any(one.rule == "milestones" for one in body(app)._found.open))


async def test_a_missing_milestone_is_marked_by_a_key(where: Place) -> None:
    where.create([*rooms.english(), rooms.made(407, StatusSet("resolved", "investigating", bases=[eid(3)]), 2, "wei")])
    async with shown(where) as (app, pilot):
        await go(pilot, "ctrl+g", "6")
        missing = {one.fix.milestone for one in body(app)._found.open if one.rule == "missing" and one.fix is not None}
        assert missing
        await go(pilot, "tab", "tab", "G", "f")
        await until(pilot, lambda: "Mark '" in as_text(app))
        await go(pilot, "=14:10", "enter")
        await until(pilot, lambda: "is marked" in as_text(app))
        left = {one.fix.milestone for one in body(app)._found.open if one.rule == "missing" and one.fix is not None}
        assert len(left) == len(missing) - 1


async def test_a_check_that_is_really_so_is_acknowledged_by_a_key_with_who_and_why(where: Place) -> None:
    where.create(busy(rooms.english()))
    async with shown(where) as (app, pilot):
        await go(pilot, "ctrl+g", "6", "a")
        await until(pilot, lambda: "Really so" in as_text(app))
        await go(pilot, "=it came back by itself first", "tab", "=wei", "enter")
        await until(pilot, lambda: "1 acknowledged" in as_text(app))
        (settled,) = body(app)._found.settled
        assert (settled.finding.rule, settled.by.who) == ("milestones", "wei")
        assert not [one for one in body(app)._found.open if one.rule == "milestones"]
        await go(pilot, "z")
        await until(pilot, lambda: any(one.rule == "milestones" for one in body(app)._found.open))


async def test_a_metric_is_shown_with_its_formula_and_stamps(where: Place) -> None:
    where.create(busy(rooms.english()))
    async with shown(where) as (app, pilot):
        await go(pilot, "ctrl+g", "6", "tab", "o")
        await until(pilot, lambda: "formula" in as_text(app))
        text = as_text(app)
        assert "value" in text and "stamps" in text and "UTC" in text


async def test_it_grows_with_what_comes_in(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await go(pilot, "ctrl+g", "6")
        before = body(app)._metrics
        await the_room(app).room.log("acknowledged by ana", kind="milestone", milestone="acknowledged")
        await until(pilot, lambda: body(app)._metrics is not before)
        found = body(app)._metrics
        assert found is not None and found.get("time_to_acknowledge").stamps


@pytest.mark.parametrize("width", [36, 50, 78, 118, 200])
@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("name", ROOMS)
def test_the_picture_keeps_its_width_in_cells(name: str, ascii: bool, width: int) -> None:
    state = fold(sealed(busy(ROOMS[name]()), ROOM))
    lines = drawn(lanes(state, NOW), ZoneInfo("Asia/Shanghai"), width, ascii=ascii)
    assert lines
    for line in lines:
        text = "".join(piece.text for piece in line)
        assert cell_len(text) <= width, text
    if ascii:
        own = [piece.text for line in lines[:3] for piece in line]
        assert all(text.isascii() for text in own)


def test_a_room_without_anything_draws_nothing() -> None:
    assert drawn(lanes(fold([]), NOW), ZoneInfo("UTC"), 100) == []


async def test_every_pane_is_reached_and_the_picture_scrolls(where: Place) -> None:
    where.create(busy(rooms.english()))
    async with shown(where, size=(80, 24)) as (app, pilot):
        await go(pilot, "ctrl+g", "6", "tab", "tab", "tab")
        assert body(app).current_list is body(app).picture
        await go(pilot, "G", "k", "g", "j", "pagedown", "pageup", "ctrl+d", "ctrl+u")


def body(app: WarroomApp) -> SummaryBody:
    found = the_room(app).body
    assert isinstance(found, SummaryBody)
    return found


def test_over_years_every_day_has_its_year() -> None:
    last = fixed(
        draft("incident.milestone_set", MilestoneSet("resolved"), "wei", NOW, "2024-02-01T10:30:00.000000Z"), 9
    )
    made = fold(sealed([*rooms.english(), last], ROOM))
    lines = ["".join(piece.text for piece in line) for line in drawn(lanes(made, NOW), ZoneInfo("UTC"), 118)]
    assert any("2024-02-01 10:30" in line for line in lines)
    assert not any("01 Feb 10:30" in line for line in lines)


@pytest.mark.parametrize("width", [78, 118])
def test_the_axis_over_years_says_a_day_once_and_then_the_clock(width: int) -> None:
    stamps = [f"2022-01-22T{clock}:00.000000Z" for clock in ("10:10", "11:20", "12:45", "13:40", "14:30")]
    marks = [
        fixed(draft("incident.milestone_set", MilestoneSet("detected"), "wei", NOW, at), 20 + number)
        for number, at in enumerate([*stamps, "2026-11-22T12:00:00.000000Z"])
    ]
    made = fold(sealed([rooms.english()[0], *marks], ROOM))
    axis = "".join(piece.text for piece in drawn(lanes(made, NOW), ZoneInfo("UTC"), width)[0])
    assert axis.count("2022-01-22") == 1
    assert len(re.findall(r"(?<![-\d])1[0-4]:\d\d", axis)) >= 2, axis
