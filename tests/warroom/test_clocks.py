"""Times of entries, time on duty and silence stand in the one list: running, just passed, long passed, struck."""

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.warroom.live_rooms import Hands, new_room
from warroom import cadence
from warroom.cadence import Cadence, Span, minutes
from warroom.clock import to_stamp
from warroom.clocks import JUST_PASSED, Due
from warroom.countdowns import changes_at, clocks, due, may_call, nearest, standings
from warroom.events import Draft, Event
from warroom.owner_watch import OwnerWatch
from warroom.room_clocks import doing, next_up
from warroom.state.room_state import RoomState

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


def logged(number: int, text: str, *, minutes_ago: int, kind: str = "action", **more: object) -> Event:
    stamp = to_stamp(NOW - timedelta(minutes=minutes_ago))
    payload = {"kind": kind, "text": text, **more}
    return sealed(number, "timeline.log", payload, stamp)


def sealed(number: int, kind: str, payload: dict[str, object], stamp: str) -> Event:
    draft = Draft(kind=kind, payload=payload, author="ana", recorded_at=stamp, eid=f"01936b3c-{number:04x}-7000-8000-0")
    return Event(
        eid=draft.eid, room="r", origin="o", oseq=number, lam=number, author="ana", kind=kind, v=1,
        occurred_at=None, recorded_at=stamp, payload=payload, sha="",
    )  # fmt: skip


def state_of(*events: Event) -> RoomState:
    state = RoomState()
    state.apply(events)
    return state


def of_entries(state: RoomState, now: datetime = NOW) -> list[Due]:
    return [one for one in due(state, now) if one.kind in ("action", "entry")]


def test_actions_run_until_their_time_box_ends_and_what_ends_first_stands_first() -> None:
    state = state_of(
        logged(1, "first", minutes_ago=9, time_box=10),
        logged(2, "second", minutes_ago=5, time_box=20),
        logged(3, "untimed", minutes_ago=1),
        logged(4, "not an action", minutes_ago=1, kind="decision", time_box=30),
    )
    assert [(one.text, one.who, one.left(NOW)) for one in doing(state, due(state, NOW))] == [
        ("first", "ana", timedelta(minutes=1)),
        ("second", "ana", timedelta(minutes=15)),
    ]


def test_an_entry_whose_time_has_just_passed_is_late_and_then_goes_by_itself() -> None:
    state = state_of(logged(1, "late", minutes_ago=15, time_box=10))
    assert [(one.left(NOW), one.standing) for one in of_entries(state)] == [(timedelta(minutes=-5), "due")]
    assert of_entries(state, NOW + JUST_PASSED) == []


def test_the_next_at_a_set_time_is_the_earliest_of_any_kind() -> None:
    state = state_of(
        logged(1, "far", minutes_ago=5, due=to_stamp(NOW + timedelta(hours=2))),
        logged(2, "near", minutes_ago=5, kind="decision", due=to_stamp(NOW + timedelta(hours=1))),
        logged(3, "only boxed", minutes_ago=5, time_box=6),
    )
    found = next_up(due(state, NOW), NOW)
    assert found is not None
    assert found.text == "near"
    assert next_up([], NOW) is None


def test_a_struck_entry_has_no_clock() -> None:
    entry = logged(1, "drain node 3", minutes_ago=5, time_box=30)
    struck = sealed(2, "timeline.retract", {"target": entry.eid, "retracted": True}, to_stamp(NOW))
    assert of_entries(state_of(entry)) and of_entries(state_of(entry, struck)) == []


async def test_a_decision_is_named_once_and_as_a_review(tmp_path: Path) -> None:
    hands = Hands()
    room = await new_room(tmp_path, hands)
    await room.decisions.make("Stay on v411", review_at=to_stamp(hands.now + timedelta(minutes=20)))
    found = due(room.state, hands.now)
    assert [one.text for one in found if "v411" in one.text] == ["review: Stay on v411"]
    next_one = next_up(found, hands.now)
    assert next_one is not None and next_one.text == "review: Stay on v411"


async def test_what_is_done_now_are_timed_actions_and_tasks_in_progress(tmp_path: Path) -> None:
    hands = Hands()
    room = await new_room(tmp_path, hands)
    begun = await room.tasks.add("drain node 3", assignee="bob", time_box=30)
    await room.tasks.add("not begun", assignee="li", time_box=5)
    await room.tasks.set_state(begun.eid, "in_progress")
    await room.log("check the certificate", kind="action", actor="li", time_box=12)
    found = doing(room.state, due(room.state, hands.now))
    assert [(one.who, one.text) for one in found] == [("li", "check the certificate"), ("bob", "drain node 3")]


async def test_six_hours_on_duty_are_a_clock_from_half_an_hour_before(tmp_path: Path) -> None:
    hands = Hands()
    room = await new_room(tmp_path, hands)
    await room.come(["li"])

    def on_duty() -> list[tuple[str, str]]:
        return [(one.id, one.standing) for one in due(room.state, hands.now) if one.kind == "duty"]

    hands.move(5 * 60 + 29)
    assert on_duty() == []
    hands.move(1)
    assert on_duty() == [("duty:li", "warning")]
    hands.move(30)
    assert on_duty() == [("duty:li", "due")]
    assert may_call(room.card(), hands.now)
    await room.leave(["li"])
    assert on_duty() == []


async def test_a_silent_room_calls_once_until_something_is_written_down(tmp_path: Path) -> None:
    hands = Hands()
    room = await new_room(tmp_path, hands)
    await room.set_severity("SEV2")
    await room.take_role("incident_commander", "wei")
    watch = OwnerWatch()
    watch.look(room.state, hands.now)
    room.subscribe(lambda applied: watch.note(room.state, applied.added, hands.now) and None)

    def is_stale() -> bool:
        kinds = {one.kind for one in due(room.state, hands.now)}
        assert kinds == {one.kind for one in watch.due(hands.now)}
        return "stale" in kinds

    hands.move(239)
    assert not is_stale() and not may_call(room.card(), hands.now)
    hands.move(1)
    assert is_stale() and may_call(room.card(), hands.now)
    await room.log("still on it")
    assert not is_stale()
    hands.move(240)
    assert is_stale()
    await room.set_status("resolved")
    assert not is_stale()


@pytest.mark.parametrize(
    ("update", "hours"), [(minutes(30), 4), (minutes(24 * 60), 48), (None, 4), (Span(working_days=1), 52)]
)
async def test_where_owners_are_told_rarely_silence_is_longer(tmp_path: Path, update: Span | None, hours: int) -> None:
    hands = Hands()  # Sunday 14:00: two working days end on Tuesday at 18:00
    room = await new_room(tmp_path, hands)
    cadences = {**cadence.DEFAULT, "SEV1": Cadence(update=update)}
    last = hands.now
    hands.move(hours * 60 - 1)
    assert "stale" not in {one.kind for one in due(room.state, hands.now, cadences)}
    hands.move(1)
    found = [one for one in due(room.state, hands.now, cadences) if one.kind == "stale"]
    assert [one.at - last for one in found] == [timedelta(hours=hours)]


async def test_the_watch_agrees_with_the_engine_at_every_moment(tmp_path: Path) -> None:
    """It answers from what it found last until ``changes_at``: nothing may be missed in between."""
    hands = Hands()
    room = await new_room(tmp_path, hands)
    watch = OwnerWatch()
    watch.look(room.state, hands.now)
    room.subscribe(lambda applied: watch.note(room.state, applied.added, hands.now) and None)
    await room.log("boxed", kind="action", time_box=4)
    await room.log("due", due=to_stamp(hands.now + timedelta(minutes=7, seconds=13)))
    made = await room.tasks.add("drain", assignee="bob", time_box=9)
    await room.owners.snooze(
        f"task:{made.eid}", to_stamp(hands.now + timedelta(minutes=11, seconds=5)), "the bank calls back"
    )
    assert any(one.standing == "paused" and one.eid == made.eid for one in watch.due(hands.now))
    for step in range(2 * 60):
        hands.now += timedelta(seconds=13 if step % 7 else 1)
        assert watch.due(hands.now) == due(room.state, hands.now), step
    assert changes_at(room.state, clocks(room.state), hands.now) > hands.now
    assert standings(room.state, clocks(room.state), hands.now) == due(room.state, hands.now)


async def test_the_card_keeps_times_of_entries_apart_for_as_long_as_they_count(tmp_path: Path) -> None:
    hands = Hands()
    room = await new_room(tmp_path, hands)
    await room.set_severity("SEV2")
    await room.take_role("incident_commander", "wei")
    await room.log("ask the bank", due=to_stamp(hands.now + timedelta(minutes=30)))
    card = room.card()
    assert nearest(card, hands.now) == hands.now + timedelta(minutes=30)
    assert not may_call(card, hands.now)
    hands.move(30)
    assert may_call(card, hands.now)
    hands.now += JUST_PASSED + timedelta(seconds=1)
    assert nearest(card, hands.now) is None
    assert "ask the bank" not in str(card)
    assert nearest({"next_due": {"at": "?"}, "times": [{"at": 3}, "x"]}, hands.now) is None  # of another version
    assert may_call({"status": "closed"}, hands.now)


def test_clocks_are_the_same_in_whatever_order_the_events_come() -> None:
    entry = logged(1, "boxed", minutes_ago=1, time_box=5)
    struck = logged(2, "due", minutes_ago=3, due=to_stamp(NOW + timedelta(hours=1)))
    events = [entry, struck, sealed(3, "timeline.retract", {"target": struck.eid, "retracted": True}, to_stamp(NOW))]
    found = {
        (tuple(of_entries(state)), state.active_at)
        for order in itertools.permutations(events)
        for state in (state_of(*order),)
    }
    assert [(len(clocks), at) for clocks, at in found] == [(1, to_stamp(NOW))]
