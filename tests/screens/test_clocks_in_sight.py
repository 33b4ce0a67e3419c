"""One list of clocks: F4, the strip, the banner and the bell say the same, on every screen."""

from datetime import timedelta

import pytest
from textual.pilot import Pilot

from screens.app import WarroomApp
from screens.dialogs.due_list import DueList
from screens.due import due_items
from tests.screens import panel_rooms
from tests.screens.kit import NOW, Place, as_text, entry, opened, shown, the_room, type_line, until
from tests.screens.rooms_with_owners import plan
from warroom.clock import to_stamp, zone
from warroom.clocks import running
from warroom.state.decisions import DecisionMade
from warroom.state.tasks import TaskSet


def made(number: int, payload: object, minutes_ago: float = 10) -> object:
    return panel_rooms.said(number, payload, "wei", minutes_ago)


async def later(app: WarroomApp, pilot: Pilot[None], where: Place, **span: float) -> None:
    """Let the clock go on, and what moves with it."""
    where.clock.now += timedelta(**span)
    the_room(app)._second()
    await pilot.pause()


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_a_task_whose_time_is_up_is_called_out_on_every_screen_until_it_is_heard(
    where: Place, size: tuple[int, int]
) -> None:
    where.create([*opened(), made(30, TaskSet(text="roll back in the US", assignee="bob", time_box=10), 9.5)])
    async with shown(where, size=size) as (app, pilot):
        assert "TIME IS UP" not in as_text(app)
        await later(app, pilot, where, seconds=31)
        await pilot.press("ctrl+g")
        for key in "1235":
            await pilot.press(key)
            await pilot.pause()
            assert "TIME IS UP: roll back in the US (bob), A on screen 3" in as_text(app), key
        await pilot.press("3")
        await later(app, pilot, where, seconds=59)
        assert "TIME IS UP for 1m" in as_text(app)
        await pilot.press("A")
        await until(pilot, lambda: "TIME IS UP" not in as_text(app))


async def test_the_bell_rings_when_a_time_is_up_and_again_every_five_minutes(
    where: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    where.create([*opened(), made(30, TaskSet(text="roll back", assignee="bob", time_box=10), 9.5)])
    rung: list[float] = []
    async with shown(where) as (app, pilot):
        monkeypatch.setattr(app, "call_out", lambda: rung.append((where.clock.now - NOW).total_seconds()))
        for _ in range(12 * 60 // 15):
            await later(app, pilot, where, seconds=15)
    assert rung[0] == 30 and {30 + 300, 30 + 600} <= set(rung)
    assert len([one for one in rung if one in (30, 330, 630)]) == 3


async def test_entries_with_a_time_stand_in_f4_and_enter_goes_to_them(where: Place) -> None:
    where.create([*opened(), *(entry(n, f"line {n}", at=f"13:{n:02}") for n in range(1, 60))])
    async with shown(where) as (app, pilot):
        await type_line(app, pilot, "bob: ! drain node 3 ~15m")
        await type_line(app, pilot, "ask the bank >16:00")
        await type_line(app, pilot, "later words")
        assert "Doing   bob drain node 3 15m" in as_text(app) and "Next  ask the bank 16:00" in as_text(app)
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, DueList))
        lines = as_text(app).splitlines()
        assert any("14:29" in line and "bob" in line and "drain node 3" in line for line in lines)
        assert any("16:00" in line and "ask the bank" in line and line.count("16:00") == 1 for line in lines)
        items = app.screen._items
        place = next(n for n, one in enumerate(items) if "ask the bank" in one.row.text)
        app.screen._list.move_to(place)
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, DueList))
        room = the_room(app)
        await until(pilot, lambda: room.timeline.current is not None and "ask the bank" in room.timeline.current.text)


async def test_the_strip_names_a_review_as_one_and_the_task_in_progress(where: Place) -> None:
    review = to_stamp(NOW + timedelta(minutes=46))
    where.create([*opened(), made(30, DecisionMade(text="Stay on v411", decided_by="wei", review_at=review))])
    async with shown(where) as (app, _):
        assert "Next  review: Stay on v411 15:00" in as_text(app)


def test_another_day_is_named_and_no_time_is_said_twice() -> None:
    utc = zone("UTC")
    today = running("task", "", "drain", NOW, NOW + timedelta(minutes=26), "t1", who="bob")
    far = running("report", "Acme", "report to Acme", NOW, NOW + timedelta(days=5), "Acme")
    late = running("task", "", "old", NOW - timedelta(days=2), NOW - timedelta(days=1, minutes=4), "t2")
    rows = [one.row for one in due_items([today, far, late._replace(standing="due")], utc, NOW)]
    assert [(row.time, row.who, row.note) for row in rows] == [
        ("14:40", "bob", "in 26m"),
        ("27Nov", "Acme", "14:14, in 5 d"),
        ("21Nov", "INTERNAL", "14:10, late 24h04"),
    ]


async def test_questions_of_one_moment_stand_in_the_order_in_which_they_were_asked(where: Place) -> None:
    """Their ids are random; people read them as they were written down."""
    where.create([*opened(), panel_rooms.said(23, plan("Acme"), "wei", 30)])
    async with shown(where) as (app, pilot):
        room = the_room(app).room
        for number in range(9):
            await room.questions.ask("Acme", f"question {number}")
        await pilot.press("ctrl+g", "5")
        await until(pilot, lambda: "question 8" in as_text(app))
        text = as_text(app)
        for pane in (body.owed, body.thread) if (body := the_room(app).body) is not None else ():
            said = [one.row.text for one in pane._shown if "question" in one.row.text]
            assert said == [f"question {number}" for number in range(9)], text
        f4 = [one.text for one in the_room(app).sight.due(where.clock.now) if one.kind == "question"]
        assert [one.rpartition(" ")[2] for one in f4] == [str(number) for number in range(9)]
