"""Whatever the history: no metric raises, none that is recorded is negative, and none is there without its stamps."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import event as note
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warroom.state_histories import EIDS, PAYLOADS, TIMES, event, histories
from warroom.clock import from_stamp
from warroom.errors import BadInput
from warroom.events import Event
from warroom.state.incident import MILESTONES
from warroom.state.room_state import fold
from warroom.summary.across import Measured, across
from warroom.summary.chronology import checks
from warroom.summary.measured import Metric, Metrics, shown
from warroom.summary.metrics import metrics
from warroom.summary.stated import given_by, stated
from warroom.summary.times import Times

ODD = (
    "0001-01-01T00:00:00.000000Z", "9999-12-31T23:59:59.999999Z", "2026-11-22T14:03:00.5Z", "2026-11-22 14:03",
    "2027-11-22T14:03:00.000000Z", "2026-10-22T02:03:00.000000Z", "", "yesterday",
)  # fmt: skip
"""Times of other programs and of fingers that slipped."""
KINDS = (
    "incident.milestone_set", "incident.milestone_set", "incident.milestone_set", "incident.status_set",
    "incident.status_set", "incident.opened", "incident.severity_set", "incident.reported_figure", "update.told",
    "update.told", "update.told", "commitment.made", "commitment.moved", "commitment.kept", "commitment.broken",
    "commitment.withdrawn", "question.asked", "question.answered", "expectation.set", "owner.plan_set",
    "cadence.changed", "timeline.edit", "timeline.retract", "timeline.log", "entry.erased",
)  # fmt: skip
"""What the metrics are made from."""
moments = st.sampled_from([*TIMES, *TIMES, *ODD])
spans = st.fixed_dictionaries({"minutes": st.sampled_from([1, 30, 10**9, 2**62])})


@st.composite
def measured_histories(draw: st.DrawFn) -> list[Event]:
    """Histories of what is measured, at times that make sense and at others."""
    made = []
    for number, eid in enumerate(EIDS[: draw(st.integers(4, len(EIDS)))]):
        kind = draw(st.sampled_from(KINDS))
        payload = dict(draw(PAYLOADS[kind]))
        if kind == "incident.milestone_set":
            payload["milestone"] = draw(st.sampled_from(MILESTONES))
        for name in ("due", "high", "low", "occurred_at"):
            if payload.get(name):
                payload[name] = draw(moments)
        if kind == "cadence.changed":
            payload["minutes"] = draw(st.sampled_from([-5, 0, 30, 10**9, 2**62]))
        if kind == "owner.plan_set":
            payload["cadence"] = {"SEV1": {"update": draw(spans), "monitoring": draw(spans)}}
        stamp = draw(st.integers(1, 9)), draw(st.sampled_from("ab")), number + 1
        at, recorded = draw(st.none() | moments), draw(st.sampled_from([*TIMES, *ODD[:2]]))
        made.append(event(eid, kind, payload, stamp=stamp, occurred_at=at, recorded_at=recorded))
    return made


def sound(one: Metric) -> None:
    assert (one.value is not None) == (one.state == "recorded"), one
    for number in (one.value, one.first):
        assert number is None or number >= 0, one
    assert one.unit == "seconds" or one.value is None or one.value <= 1, one
    assert bool(one.why) or one.state == "recorded", one
    assert shown(one)
    if one.part is not None and one.whole is not None:
        assert 0 <= one.part <= one.whole


def all_of(made: Metrics) -> list[Metric]:
    return [*made.room, *(one for theirs in made.owners.values() for one in theirs)]


@settings(max_examples=400, deadline=None)
@given(measured_histories() | histories(), st.sampled_from([*TIMES, *ODD[:2]]), st.sampled_from(["UTC", "Asia/Tokyo"]))
def test_no_metric_raises_or_records_a_negative(made: list[Event], at: str, zone: str) -> None:
    state, now = fold(made), from_stamp(at)
    found = metrics(state, now)
    for one in all_of(found):
        sound(one)
    note(f"recorded: {min(6, sum(one.state == 'recorded' for one in found.room))}")
    assert metrics(fold(reversed(made)), now) == found, "the order in which events come changes nothing"
    for name in ("checks", "stated"):
        said = checks(state, now, ZoneInfo(zone)) if name == "checks" else stated(state, now)
        note(f"{name}: {min(3, len(said))}")
    keys = {one.key for one in checks(state, now)}
    for one in all_of(found):
        if one.state == "invalid" and one.stamps:
            assert keys & {mark.eid for mark in one.stamps}, f"{one} is not named by the chronology check"
    for figure in stated(state, now):
        assert given_by(figure, state, Times(ZoneInfo(zone)))
    msgspec.json.encode(found)
    assert across([Measured(ref="x", severity="", metrics=found)]).groups


def in_order(stamps: tuple[str, str]) -> bool:
    try:
        return from_stamp(stamps[0]) <= from_stamp(stamps[1])
    except BadInput:
        return False


@settings(max_examples=200, deadline=None)
@given(measured_histories())
def test_a_length_of_time_is_that_between_the_stamps_it_names(made: list[Event]) -> None:
    state = fold(made)
    for one in metrics(state, from_stamp(TIMES[4])).room[:11]:
        if one.value is not None:
            start, end = one.stamps
            assert in_order((start.at, end.at)), one
            length = from_stamp(end.at) - from_stamp(start.at)
            assert one.value == length // timedelta(seconds=1)
            for mark in one.stamps:
                entry = state.timeline.entries.get(mark.eid)
                assert mark.name in ("told", "closure report", "closed") or (entry and entry.at == mark.at)
