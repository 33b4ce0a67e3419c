"""What is being done and what is due: running, just passed, long passed, struck."""

from datetime import UTC, datetime, timedelta

from warroom.clock import to_stamp
from warroom.clocks import JUST_PASSED, Watch
from warroom.events import Draft, Event
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


def watched(*events: Event) -> Watch:
    state = RoomState()
    state.apply(events)
    watch = Watch()
    watch.look(state)
    return watch


def test_actions_run_until_their_time_box_ends_newest_first() -> None:
    watch = watched(
        logged(1, "first", minutes_ago=9, time_box=10),
        logged(2, "second", minutes_ago=5, time_box=20),
        logged(3, "untimed", minutes_ago=1),
        logged(4, "not an action", minutes_ago=1, kind="decision", time_box=30),
    )
    assert [(one.entry.text, one.left(NOW)) for one in watch.doing(NOW)] == [
        ("second", timedelta(minutes=15)),
        ("first", timedelta(minutes=1)),
    ]


def test_what_has_just_passed_is_still_shown_and_then_goes() -> None:
    watch = watched(logged(1, "late", minutes_ago=15, time_box=10))
    assert [one.left(NOW) for one in watch.doing(NOW)] == [timedelta(minutes=-5)]
    assert watch.doing(NOW + JUST_PASSED) == []


def test_the_next_due_is_the_earliest_of_any_kind() -> None:
    watch = watched(
        logged(1, "far", minutes_ago=5, due=to_stamp(NOW + timedelta(hours=2))),
        logged(2, "near", minutes_ago=5, kind="decision", due=to_stamp(NOW + timedelta(hours=1))),
        logged(3, "only boxed", minutes_ago=5, time_box=6),
    )
    due = watch.next_due(NOW)
    assert due is not None
    assert due.entry.text == "near"
    assert watched().next_due(NOW) is None


def test_a_struck_entry_has_no_clock() -> None:
    entry = logged(1, "drain node 3", minutes_ago=5, time_box=30)
    struck = sealed(2, "timeline.retract", {"target": entry.eid, "retracted": True}, to_stamp(NOW))
    assert watched(entry, struck).doing(NOW) == []


def test_new_events_are_noted_without_looking_at_the_whole_room() -> None:
    state = RoomState()
    watch = Watch()
    applied = state.apply([logged(1, "drain node 3", minutes_ago=5, time_box=30), logged(2, "plain", minutes_ago=1)])
    watch.note(state, applied.added)
    assert [one.entry.text for one in watch.doing(NOW)] == ["drain node 3"]
