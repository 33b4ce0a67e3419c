"""Every kind of conflict: the banner says what picks, the key works from every screen, then the banner is gone."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from screens.app import WarroomApp
from screens.owner.body import OwnerBody
from screens.widgets.banner import Banner
from tests.screens.hands import go
from tests.screens.kit import NOW, ROOM, Place, as_text, opened, shown, the_room, until
from tests.warroom.test_seen import CLASHES, everything
from warroom.clock import to_stamp
from warroom.doing import do_line, read
from warroom.room import Room
from warroom.state.conflicts import conflicts, found

Act = Callable[[Room, Any], Awaitable[Any]]


async def entered(where: Place, me: str) -> Room:
    """The room as another process has it open."""
    room = Room(where.rooms.open(ROOM), me=me, clock=where.clock)
    await room.load()
    return room


async def disagreed(where: Place, act: Act, one: Any, other: Any) -> None:
    """Two people set something without seeing each other."""
    where.create(opened(severity="SEV4"))
    eve = await entered(where, "eve")
    await everything(eve)
    fay = await entered(where, "fay")
    await act(eve, one)
    await act(fay, other)
    await eve.close()
    await fay.close()


def banner(app: WarroomApp) -> str:
    return the_room(app).query_one(Banner).said("conflict")


async def agreed(app: WarroomApp, pilot: Pilot[None]) -> None:
    await until(pilot, lambda: not banner(app))
    assert "CONFLICT" not in as_text(app)
    assert conflicts(the_room(app).room.state) == []


@pytest.mark.parametrize(("act", "one", "other"), CLASHES, ids=lambda one: getattr(one, "__name__", ""))
@pytest.mark.parametrize("screen", ["1", "2", "3", "5"])
async def test_one_key_picks_from_every_screen(where: Place, act: Act, one: Any, other: Any, screen: str) -> None:
    await disagreed(where, act, one, other)
    async with shown(where) as (app, pilot):
        await until(pilot, lambda: banner(app).startswith("CONFLICT"))
        assert "alt+c or /pick picks" in " ".join(as_text(app).split())
        (conflict,) = found(the_room(app).room.state)
        await go(pilot, "ctrl+g", screen, "alt+c", "1")
        if "Why" in as_text(app):
            await go(pilot, "=we looked", "enter")
        await agreed(app, pilot)
        line = the_room(app).room.state.timeline.order[-1]
        assert line.author == "ana"
        if conflict.about == "plan":  # the whole plan is set again; the history of the room's copy says which
            assert line.text == "Acme: plan changed"
            assert the_room(app).room.state.owners.plan("Acme").detail == one
            return
        assert "picked of" in line.text or "we looked" in line.text, line.text
        assert conflict.sides[0].words in line.text or act.__name__ in ("promise", "primary"), line.text


@pytest.mark.parametrize(("act", "one", "other"), CLASHES, ids=lambda one: getattr(one, "__name__", ""))
async def test_while_one_types_the_same_key_and_a_command_pick(where: Place, act: Act, one: Any, other: Any) -> None:
    await disagreed(where, act, one, other)
    async with shown(where) as (app, pilot):
        await until(pilot, lambda: bool(banner(app)))
        await go(pilot, "=/pick", "enter", "2")
        if "Why" in as_text(app):
            await go(pilot, "=we looked", "enter")
        await agreed(app, pilot)


@pytest.mark.parametrize(("act", "one", "other"), CLASHES, ids=lambda one: getattr(one, "__name__", ""))
async def test_the_command_that_show_names_picks_for_a_script(where: Place, act: Act, one: Any, other: Any) -> None:
    await disagreed(where, act, one, other)
    room = await entered(where, "ana")
    (conflict,) = found(room.state)
    for side in reversed(conflict.sides):
        typed = conflict.order(side).replace("TIME", "16:05").replace("REASON", "we looked")
        meaning = read(typed, now=where.clock(), zone=room.zone, members=room.state.people)
        await do_line(room, meaning, pane="timeline")
        assert conflicts(room.state) == [], typed
        break


async def test_of_several_conflicts_one_is_chosen_first(where: Place) -> None:
    where.create(opened())
    eve, fay = await entered(where, "eve"), await entered(where, "fay")
    await eve.set_severity("SEV1")
    await fay.set_severity("SEV3")
    await eve.set_status("identified")
    await fay.set_status("monitoring")
    async with shown(where) as (app, pilot):
        await until(pilot, lambda: bool(banner(app)))
        await go(pilot, "alt+c")
        await until(pilot, lambda: "What do you pick about" in as_text(app))
        text = as_text(app)
        assert "severity: SEV1 or SEV3" in text and "status: identified or monitoring" in text
        await go(pilot, "2")
        await until(pilot, lambda: "status: what holds" in as_text(app))
        await go(pilot, "1")
        await until(pilot, lambda: "status" not in banner(app))
        assert "severity" in banner(app)
        await go(pilot, "alt+c")
        await until(pilot, lambda: "severity: what holds" in as_text(app))
        await go(pilot, "2")
        await agreed(app, pilot)
        assert the_room(app).room.state.incident.severity.value == "SEV3"
        await go(pilot, "alt+c")
        await until(pilot, lambda: "people agree on everything" in as_text(app))


async def test_a_dialog_held_open_while_others_go_on_makes_a_shown_conflict(where: Place) -> None:
    where.create(opened())
    eve = await entered(where, "eve")
    task = await eve.tasks.add("drain node 3")
    cause = await eve.causes.propose("DNS")
    async with shown(where) as (app, pilot):
        room = the_room(app).room
        await go(pilot, "ctrl+g", "3", "s")
        await until(pilot, lambda: "it is" in as_text(app))
        await eve.tasks.set_state(task.eid, "in_progress")
        await until(pilot, lambda: room.state.tasks.tasks.named(task.eid).now.state == "in_progress")
        await go(pilot, "d")
        await until(pilot, lambda: "task drain node 3: in progress or done" in banner(app))
        await go(pilot, "2", "s")
        await eve.refresh()
        await eve.causes.set_state(cause.eid, "confirmed")
        await until(pilot, lambda: room.state.causes.hypotheses.named(cause.eid).now.state == "confirmed")
        await go(pilot, "r", "=the resolver answers", "enter")
        await until(pilot, lambda: "cause DNS: confirmed or ruled out" in banner(app))


async def test_a_form_left_open_changes_only_what_was_typed_over(where: Place) -> None:
    where.create(opened())
    eve = await entered(where, "eve")
    task = await eve.tasks.add("drain node 3", assignee="bob")
    async with shown(where) as (app, pilot):
        room = the_room(app).room
        await go(pilot, "ctrl+g", "3", "e")
        await until(pilot, lambda: "Edit" in as_text(app))
        await eve.tasks.assign(task.eid, "carl")
        await until(pilot, lambda: room.state.tasks.tasks.named(task.eid).now.assignee == "carl")
        await go(pilot, "tab", "tab", "=15:00", "enter")
        await until(pilot, lambda: room.state.tasks.tasks.named(task.eid).now.due is not None)
        assert room.state.tasks.tasks.named(task.eid).now.assignee == "carl"
        assert conflicts(room.state) == []
        await eve.refresh()
        await go(pilot, "a")
        await eve.tasks.assign(task.eid, "dan")
        await until(pilot, lambda: room.state.tasks.tasks.named(task.eid).now.assignee == "dan")
        await go(pilot, "ctrl+u", "=ann", "enter")
        await until(pilot, lambda: "for whom: dan or ann" in banner(app))


async def test_a_line_carries_what_was_on_the_screen_at_enter(where: Place) -> None:
    where.create(opened())
    eve = await entered(where, "eve")
    async with shown(where) as (app, pilot):
        await eve.set_severity("SEV1")
        await until(pilot, lambda: the_room(app).room.state.incident.severity.value == "SEV1")
        await go(pilot, "=/sev 3", "enter")  # SEV1 was seen: it is replaced
        await until(pilot, lambda: the_room(app).room.state.incident.severity.value == "SEV3")
        assert not banner(app)
        await eve.set_severity("SEV4")  # she has not seen SEV3
        await until(pilot, lambda: "severity: SEV3 or SEV4" in banner(app))


async def test_a_promise_moved_in_a_form_while_somebody_else_moves_it(where: Place) -> None:
    where.create(opened())
    eve = await entered(where, "eve")
    await everything(eve)
    promise = next(iter(eve.state.commitments.made))
    async with shown(where) as (app, pilot):
        room = the_room(app).room
        await go(pilot, "ctrl+g", "5")
        body = the_room(app).query_one(OwnerBody)
        assert body.go_to_record(promise.eid)
        await go(pilot, "v")
        await until(pilot, lambda: "Move promise" in as_text(app))
        later = to_stamp(NOW.replace(hour=17))
        await eve.promises.move(promise.eid, later, "slow")
        await until(pilot, lambda: room.state.commitments.made.named(promise.eid).now.due == later)
        await go(pilot, "=18:00", "tab", "=slower", "enter")
        await until(pilot, lambda: "2026-11-22 17:14 UTC or 2026-11-22 18:00 UTC" in banner(app))


async def test_a_plan_is_changed_where_it_was_typed_over_and_keeps_what_others_changed(where: Place) -> None:
    where.create(opened())
    eve = await entered(where, "eve")
    await everything(eve)
    async with shown(where) as (app, pilot):
        room = the_room(app).room
        await go(pilot, "ctrl+g", "5", "P")
        await until(pilot, lambda: "language, words to avoid" in as_text(app))
        await go(pilot, "l")
        await until(pilot, lambda: "Words to avoid" in as_text(app))
        await eve.owners.set_plan("Acme", zone="Europe/Berlin")
        await until(pilot, lambda: room.state.owners.plan("Acme").zone == "Europe/Berlin")
        await go(pilot, "=zh", "enter")
        await until(pilot, lambda: room.state.owners.plan("Acme").lang == "zh")
        assert room.state.owners.plan("Acme").zone == "Europe/Berlin"
