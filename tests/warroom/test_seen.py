"""What a person set replaces what they saw when they began, however much came in while their dialog was open."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.warroom.live_rooms import Hands, joined, new_room
from warroom.clock import to_stamp
from warroom.errors import WarroomError
from warroom.events import Event
from warroom.room import Room
from warroom.seen import as_of, look_again
from warroom.state.conflicts import conflicts
from warroom.state.incident import Severity, Status
from warroom.state.owners import Plan

Set = Callable[[Room, Any], Awaitable[Any]]


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
async def two(tmp_path: Path, hands: Hands) -> tuple[Room, Room]:
    """Ana and bob at one room, each in a process of their own."""
    ana = await new_room(tmp_path / "data", hands)
    await ana.set_severity("SEV3")
    return ana, await joined(tmp_path / "data", ana, hands, "bob")


async def both_see(*rooms: Room) -> None:
    for room in rooms:
        await room.refresh()


async def while_a_dialog_is_open(
    ana: Room, bob: Room, first: Awaitable[Any], then: Callable[[], Awaitable[Any]]
) -> Any:
    """Bob opens a dialog; ana does something, and bob's room folds it; then bob chooses."""
    await both_see(ana, bob)
    look = bob.look()
    await first
    await both_see(bob)
    with as_of(look):
        made = await then()
    await both_see(ana, bob)
    return made


async def test_a_severity_that_came_while_the_dialog_was_open_is_a_shown_conflict(two: tuple[Room, Room]) -> None:
    ana, bob = two
    made = await while_a_dialog_is_open(ana, bob, ana.set_severity("SEV1"), lambda: bob.set_severity("SEV2", "calm"))
    for one in two:
        assert set(one.state.incident.severity.conflict) == {"SEV1", "SEV2"}
    assert made.payload["was"] == "SEV3", "what bob saw, not what had come since"
    await ana.set_severity("SEV1")
    await bob.refresh()
    assert conflicts(bob.state) == []


async def severity(room: Room, value: Severity) -> Event:
    return await room.set_severity(value)


async def status(room: Room, value: Status) -> Event:
    return await room.set_status(value)


async def cause(room: Room, value: Any) -> Event:
    return await room.causes.set_state(first(room.state.causes.hypotheses), value, "because")


async def sure(room: Room, value: int) -> Event:
    return await room.causes.set_confidence(first(room.state.causes.hypotheses), value)


async def primary(room: Room, value: int) -> Event:
    return await room.causes.set_primary([one.eid for one in room.state.causes.factors][value])


async def assignee(room: Room, value: str) -> Event:
    return await room.tasks.assign(first(room.state.tasks.tasks), value)


async def task(room: Room, value: Any) -> Event:
    return await room.tasks.set_state(first(room.state.tasks.tasks), value, "because")


async def follow_up(room: Room, value: str) -> Event:
    return await room.tasks.assign(first(room.state.tasks.follow_ups), value)


async def promise(room: Room, minutes: int) -> Event:
    until = to_stamp(Hands().now.replace(hour=16, minute=minutes))
    return await room.promises.move(first(room.state.commitments.made), until, "slow")


async def kept(room: Room, value: bool) -> Event:
    promise = first(room.state.commitments.made)
    return await (room.promises.keep(promise) if value else room.promises.break_(promise, "slow"))


async def scribe(room: Room, value: str) -> Event:
    return await room.take_role("scribe", value)


async def command(room: Room, value: str) -> Event:
    return await room.take_role("incident_commander", value)


async def plan(room: Room, value: str) -> Event:
    return await room.owners.set_plan("Acme", detail=value)


def first(records: Any) -> str:
    return str(next(iter(records)).eid)


async def everything(room: Room) -> None:
    """One of each thing that people may disagree on."""
    await room.causes.propose("DNS")
    await room.causes.factor("trigger", "a rotation")
    await room.causes.factor("systemic", "no alert")
    await room.tasks.add("drain node 3", assignee="carl")
    await room.tasks.follow_up("alert on expiry")
    await room.owners.attach(Plan(owner_id="Acme"))
    await room.promises.make("Acme", "a report", to_stamp(Hands().now.replace(hour=15)))


CLASHES: list[tuple[Set, Any, Any]] = [
    (severity, "SEV1", "SEV2"),
    (status, "identified", "monitoring"),
    (cause, "confirmed", "ruled_out"),
    (sure, 20, 90),
    (primary, 0, 1),
    (assignee, "ann", "ben"),
    (task, "blocked", "done"),
    (follow_up, "ann", "ben"),
    (promise, 10, 40),
    (kept, True, False),
    (scribe, "ann", "ben"),
    (command, "ann", "ben"),
    (plan, "full", "brief"),
]


@pytest.mark.parametrize(("act", "hers", "his"), CLASHES, ids=lambda one: getattr(one, "__name__", ""))
async def test_every_conflict_that_matters_is_shown_when_a_dialog_was_open(
    two: tuple[Room, Room], act: Set, hers: Any, his: Any
) -> None:
    ana, bob = two
    await everything(ana)
    try:
        await while_a_dialog_is_open(ana, bob, act(ana, hers), lambda: act(bob, his))
    except WarroomError as refusal:
        # Who sees meanwhile that somebody has it by now, or that it is over, is told so; nothing is replaced.
        assert act in (command, kept), refusal
        return
    assert len(conflicts(ana.state)) == len(conflicts(bob.state)) == 1


@pytest.mark.parametrize(("act", "hers", "his"), CLASHES, ids=lambda one: getattr(one, "__name__", ""))
async def test_between_reading_and_storing_nobody_is_replaced_either(
    two: tuple[Room, Room], act: Set, hers: Any, his: Any
) -> None:
    ana, bob = two
    await everything(ana)
    await both_see(ana, bob)
    await act(ana, hers)
    await act(bob, his)  # bob's room has not folded ana's: the store reads it under the lock, the heads stay
    await both_see(ana, bob)
    assert len(conflicts(ana.state)) == len(conflicts(bob.state)) == 1


async def test_what_i_did_myself_meanwhile_is_replaced(two: tuple[Room, Room]) -> None:
    _, bob = two
    look = bob.look()
    with as_of(look):
        await bob.set_severity("SEV1")
        await bob.set_severity("SEV2")  # two lines sent off one behind the other
    assert bob.state.incident.severity.conflict == ()
    assert bob.state.incident.severity.value == "SEV2"


async def test_of_several_that_came_only_what_was_seen_is_replaced(two: tuple[Room, Room]) -> None:
    ana, bob = two
    await both_see(ana, bob)
    look = bob.look()
    await ana.set_severity("SEV1")
    await ana.set_severity("SEV4")
    await bob.refresh()
    with as_of(look):
        made = await bob.set_severity("SEV2")
        assert set(bob.state.incident.severity.conflict) == {"SEV4", "SEV2"}
        look_again(bob.look())
        await bob.set_severity("SEV5")
    assert made.payload["was"] == "SEV3"
    assert bob.state.incident.severity.conflict == ()


async def test_picking_leaves_a_third_value_standing_that_came_while_one_picked(
    tmp_path: Path, two: tuple[Room, Room], hands: Hands
) -> None:
    ana, bob = two
    eve = await joined(tmp_path / "data", ana, hands, "eve")
    await while_a_dialog_is_open(ana, bob, ana.set_severity("SEV1"), lambda: bob.set_severity("SEV2"))
    look = bob.look()
    await eve.set_severity("SEV5")  # she has seen neither
    await bob.refresh()
    with as_of(look):
        await bob.set_severity("SEV1", "picked")
    assert set(bob.state.incident.severity.conflict) == {"SEV1", "SEV5"}


async def test_the_same_choice_twice_is_no_conflict(two: tuple[Room, Room]) -> None:
    ana, bob = two
    with pytest.raises(WarroomError, match="SEV1 already"):
        await while_a_dialog_is_open(ana, bob, ana.set_severity("SEV1"), lambda: bob.set_severity("SEV1"))
    assert bob.state.incident.severity.conflict == ()


async def test_words_of_two_edits_at_once_stand_both(two: tuple[Room, Room]) -> None:
    ana, bob = two
    entry = await ana.log("error rate 4 %")
    await while_a_dialog_is_open(
        ana, bob, ana.edit(entry.eid, text="error rate 5 %"), lambda: bob.edit(entry.eid, text="error rate 6 %")
    )
    assert bob.state.timeline.entries[entry.eid].conflict
