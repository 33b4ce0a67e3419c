"""Each metric on a history whose numbers are plain to see; formulas as owner-updates.md 6.3 has them."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest

from tests.warroom.importing import sealed
from warroom.cadence import DEFAULT, minutes
from warroom.events import Draft
from warroom.state.room_state import RoomState, fold
from warroom.summary.across import Measured, across
from warroom.summary.finding import Act, Rule
from warroom.summary.measured import Metric, ValueState, shown, spell
from warroom.summary.metrics import metrics
from warroom.summary.stated import How

ROOM = "01890000-0000-7000-8000-0000000000aa"
NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)


def stamp(clock: str) -> str:
    return f"2026-11-22T{clock}:00.000000Z"


def at(clock: str, kind: str, /, **payload: Any) -> Draft:
    """Something that was recorded as it happened, at ``clock`` of the day."""
    return Draft(kind=kind, payload=payload, author="ana", recorded_at=stamp(clock))


def passed(clock: str, name: str) -> Draft:
    return at(clock, "incident.milestone_set", milestone=name)


def status(clock: str, value: str, *bases: Draft, reason: str = "") -> Draft:
    return at(clock, "incident.status_set", status=value, reason=reason, bases=[one.eid for one in bases])


def told(clock: str, owner: str = "Acme", *facts: str, **more: Any) -> Draft:
    held = [{"key": key, "was": "x"} for key in facts or ("status",)]  # words alone are no notice
    return at(clock, "update.told", owner_id=owner, facts=held, means="phone", **more)


def promised(clock: str, due: str, kind: str = "next_update", owner: str = "Acme") -> Draft:
    return at(clock, "commitment.made", owner_id=owner, kind=kind, due=stamp(due), text=kind)


def room(*drafts: Draft, drill: bool = False) -> RoomState:
    opening = at("12:00", "incident.opened", title="Checkout", zone="UTC", drill=drill)
    return fold(sealed([opening, *drafts], ROOM))


def measured(name: str, *drafts: Draft, owner: str = "", now: datetime = NOW) -> Metric:
    return metrics(room(*drafts), now).get(name, owner)


def minutes_of(name: str, *drafts: Draft, owner: str = "", now: datetime = NOW) -> float:
    one = measured(name, *drafts, owner=owner, now=now)
    assert one.state == "recorded" and one.value is not None, one
    return one.value / 60


WHOLE: Sequence[Draft] = (
    passed("12:00", "impact_started"),
    passed("12:07", "detected"),
    passed("12:09", "acknowledged"),
    passed("12:11", "declared"),
    status("12:11", "investigating"),
    told("12:25"),
    passed("12:40", "identified"),
    passed("13:00", "mitigated"),
    passed("14:30", "resolved"),
    status("14:30", "resolved"),
    told("16:00", "Acme", "report"),
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("time_to_detect", 7),
        ("time_to_acknowledge", 2),
        ("time_to_declare", 4),
        ("time_to_first_notice", 18),
        ("time_to_identify", 33),
        ("time_to_mitigate", 60),
        ("time_to_resolve", 150),
        ("mitigated_after_detection", 53),
        ("resolved_after_detection", 143),
        ("monitoring_time", 90),
        ("time_to_close", 90),
    ],
)
def test_lengths_of_a_whole_incident(name: str, expected: int) -> None:
    assert minutes_of(name, *WHOLE) == expected


def test_what_nobody_marked_is_never_zero() -> None:
    for one in metrics(room(status("12:01", "investigating")), NOW).room:
        assert (one.value, one.state) == (None, "pending"), one
    ended = metrics(room(status("12:01", "resolved")), NOW)
    assert {one.state for one in ended.room} == {"not_applicable"}
    assert ended.get("time_to_detect").why == "nobody marked 'impact started' nor 'detected'"
    assert ended.get("time_to_first_notice").why == "nobody marked 'detected', and no update was told"


def test_a_start_may_be_set_back_and_the_metric_follows() -> None:
    start = passed("12:05", "impact_started")
    held = [start, passed("12:07", "detected")]
    assert minutes_of("time_to_detect", *held) == 2
    edit = at("15:00", "timeline.edit", target=start.eid, occurred_at=stamp("11:00"))
    assert minutes_of("time_to_detect", *held, edit) == 67
    strike = at("15:01", "timeline.retract", target=start.eid, retracted=True)
    assert measured("time_to_detect", *held, edit, strike).state == "pending"


def test_stamps_that_contradict_give_no_number() -> None:
    one = measured("mitigated_after_detection", passed("12:30", "mitigated"), passed("12:40", "detected"))
    assert (one.state, one.value, one.why) == ("invalid", None, "mitigated stands before detected")
    early = datetime(2026, 11, 22, 12, 35, tzinfo=UTC)
    ahead = measured("time_to_declare", passed("12:30", "detected"), passed("12:40", "declared"), now=early)
    assert ahead.state == "invalid" and "in the future" in ahead.why


def test_an_incident_that_was_opened_again_has_a_first_and_a_last_end() -> None:
    start, first = passed("12:00", "impact_started"), status("13:00", "resolved")
    again = status("14:00", "investigating", first, reason="it is back")
    last = status("16:00", "resolved", again)
    open_again = metrics(room(start, first, again), NOW)
    resolve = open_again.get("time_to_resolve")
    assert (resolve.state, resolve.value, resolve.first, open_again.reopened) == ("pending", None, 3600, 1)
    assert resolve.why == "open again after 'resolved'"
    over = metrics(room(start, first, again, last), NOW).get("time_to_resolve")
    assert (over.value, over.first) == (4 * 3600, 3600)
    assert shown(over) == "4 h (first 1 h)"


def test_an_incident_opened_again_in_the_minute_of_its_end_goes_on() -> None:
    first = status("13:00", "resolved")
    again = status("13:00", "investigating", first, reason="it is not")
    assert measured("time_to_resolve", passed("12:00", "impact_started"), first, again).state == "pending"


def test_an_end_that_was_a_slip_and_undone_never_was() -> None:
    start, before = passed("12:00", "impact_started"), status("12:10", "investigating")
    slip = status("12:20", "resolved", before)
    undone = status("12:21", "investigating", slip, reason="undone")
    made = metrics(room(start, before, slip, undone), NOW)
    assert (made.reopened, made.get("time_to_resolve").state, made.get("time_to_resolve").first) == (0, "pending", None)
    over = metrics(room(start, before, slip, undone, status("14:00", "resolved", undone)), NOW)
    assert (over.get("time_to_resolve").value, over.get("time_to_resolve").first) == (2 * 3600, None)


def test_the_closure_report_is_waited_for_after_the_end() -> None:
    over = (passed("12:07", "detected"), status("14:30", "resolved"))
    assert measured("time_to_close", *over).state == "not_applicable", "nobody to report to"
    waiting = measured("time_to_close", told("12:30"), *over)
    assert (waiting.state, waiting.why) == ("pending", "no closure report was told")
    assert minutes_of("time_to_close", told("12:30"), *over, status("15:00", "closed", over[1])) == 30
    reported = (told("14:30", "Acme", "report"), told("16:00", "City", "report"))
    assert minutes_of("time_to_close", *over, *reported) == 0, "with the end itself"
    early = measured("time_to_close", told("12:30", "Acme", "report"), *over)
    assert (early.state, early.why) == ("invalid", "closure report stands before resolved")


# -- owners ------------------------------------------------------------------------------------------------------------


def test_the_first_notice_is_the_first_update_told_and_of_each_owner_its_own() -> None:
    held = [passed("12:00", "detected"), passed("12:01", "first_notice"), told("12:30", "City"), told("12:20", "Acme")]
    assert minutes_of("time_to_first_notice", *held) == 20
    assert minutes_of("time_to_first_notice", *held, owner="City") == 30
    assert minutes_of("time_to_first_notice", passed("12:00", "detected"), passed("12:09", "first_notice")) == 9
    wrong = told("12:05", "Acme")
    back = at("12:06", "update.told", owner_id="Acme", taken_back=wrong.eid)
    assert minutes_of("time_to_first_notice", *held, wrong, back) == 20


def test_silence_is_counted_while_it_was_open_and_to_its_end() -> None:
    held = [passed("12:00", "detected"), told("12:20"), told("12:50"), told("13:35")]
    now = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
    open_ = measured("longest_silence", *held, now=now)
    assert (open_.value, open_.so_far, [one.at for one in open_.stamps]) == (
        45 * 60, True, [stamp("12:50"), stamp("13:35")],
    )  # fmt: skip
    assert minutes_of("longest_silence", *held, now=NOW) == (20 - 13) * 60 - 35, "it goes on"
    first = status("14:00", "resolved")
    assert minutes_of("longest_silence", *held, first) == 45, "after the end nobody waits"
    again = status("15:00", "investigating", first)
    assert minutes_of("longest_silence", *held, first, again, told("15:50")) == 4 * 60 + 10
    assert minutes_of("longest_silence", *held, first, again, told("15:50"), status("16:00", "resolved", again)) == 50


def test_coverage_is_the_part_of_the_silence_that_was_agreed() -> None:
    severity = at("12:00", "incident.severity_set", severity="SEV1")
    held = [severity, told("12:00"), told("12:30"), told("13:30"), status("14:00", "resolved")]
    one = measured("coverage", *held)
    assert one.value == pytest.approx((30 + 30 + 30) / (30 + 60 + 30))
    wider = at("12:30", "cadence.changed", owner_id="Acme", minutes=60, reason="long work")
    assert measured("coverage", *held, wider).value == 1
    made = metrics(room(*held), NOW, {**DEFAULT, "SEV1": type(DEFAULT["SEV1"])(update=minutes(15))})
    assert made.get("coverage").value == pytest.approx((15 + 15 + 15) / 120)


def test_cadence_adherence_is_of_promised_next_updates_only() -> None:
    held = [
        told("12:00"), promised("12:00", "12:30"), told("12:30"), promised("12:30", "13:00"), told("13:10"),
        promised("12:00", "18:00", "action"),
    ]  # fmt: skip
    one = measured("cadence_adherence", *held)
    assert (one.part, one.whole, one.value) == (1, 2, 0.5)
    assert shown(one) == "1 of 2 (50 %)"
    kept = measured("promises_kept", *held)
    assert (kept.part, kept.whole) == (1, 3), "the action was not done by 18:00"
    waiting = measured("cadence_adherence", told("12:00"), promised("12:00", "23:00"), status("12:05", "resolved"))
    assert (waiting.state, waiting.why) == ("pending", "1 not decided yet")
    noticed = promised("12:00", "13:00")
    withdrawn = at("12:30", "commitment.withdrawn", target=noticed.eid, reason="no need")
    one = measured("cadence_adherence", told("12:00"), noticed, withdrawn, status("12:40", "resolved"))
    assert one.state == "not_applicable", "taken back in time does not count"


def question(clock: str, owner: str = "Acme") -> Draft:
    return at(clock, "question.asked", owner_id=owner, text="when?")


def answer(clock: str, asked: Draft, *, told_now: bool = True) -> Draft:
    return at(clock, "question.answered", target=asked.eid, text="soon", told=told_now)


def test_the_answer_time_is_a_median_of_what_the_owner_heard() -> None:
    one, two, three, four = (question(f"12:0{minute}") for minute in range(4))
    ready = answer("12:03", four, told_now=False)
    held = [one, two, three, four, answer("12:10", one), answer("12:31", two), answer("13:02", three), ready]
    median = measured("answer_time", *held)
    assert (median.value, median.part, median.whole) == (30 * 60, 3, 4), "ready is not told"
    later = told("13:23", "Acme", f"answer:{four.eid}")
    assert measured("answer_time", *held, later).value == 45 * 60, "10, 30, 60 and 80 minutes"
    assert measured("answer_time", *held, owner="Acme").part == 3
    back = [question("12:30"), *held]
    early = answer("12:00", back[0])
    assert measured("answer_time", back[0], early).state == "invalid"
    assert measured("answer_time", *back, early).why == "1 left out: answered before it was asked"


def test_the_error_of_an_estimate_has_a_sense_and_no_sign() -> None:
    first = at("12:00", "expectation.set", about="eta", owner_id="Acme", low=stamp("13:00"), high=stamp("14:00"))
    moved = at("13:00", "expectation.set", about="eta", owner_id="Acme", high=stamp("15:00"), reason="worse")
    late = measured("eta_error", first, moved, status("14:45", "resolved"))
    assert (late.value, late.sense, shown(late)) == (45 * 60, "late", "45 min late")
    early = measured("eta_error", first, moved, status("13:30", "resolved"))
    assert (early.value, early.sense) == (30 * 60, "early")
    assert measured("eta_error", first).state == "pending"
    assert minutes_of("eta_error", promised("12:00", "13:00", "eta"), status("13:10", "resolved"), owner="Acme") == 10


def test_corrections_are_counted_by_what_was_corrected() -> None:
    wrong = told("12:00")
    one = measured("corrections", wrong, told("12:10"), told("12:20", "City"), told("12:30", corrects=wrong.eid))
    assert (one.part, one.whole) == (1, 4)
    assert measured("corrections", wrong, told("12:30", corrects=wrong.eid), owner="Acme").part == 1


def test_owners_have_their_own_metrics() -> None:
    made = metrics(room(told("12:00"), question("12:01", "City"), promised("12:02", "12:30", owner="Zed")), NOW)
    assert list(made.owners) == ["Acme", "City", "Zed"]
    assert {one.owner for one in made.owners["City"]} == {"City"}
    with pytest.raises(KeyError):
        made.get("time_to_nowhere")


# -- across rooms ------------------------------------------------------------------------------------------------------


def of(ref: str, resolved: str, severity: str, *, drill: bool = False) -> Measured:
    state = room(passed("12:00", "impact_started"), told("12:10", "Acme"), status(resolved, "resolved"), drill=drill)
    return Measured(ref=ref, severity=severity, metrics=metrics(state, NOW))


def test_medians_stand_with_their_counts_and_drills_are_left_out() -> None:
    open_room = Measured(ref="d", severity="", metrics=metrics(room(passed("12:00", "impact_started")), NOW))
    rooms = [of("a", "13:00", "SEV1"), of("b", "15:00", "SEV2"), of("c", "19:00", "SEV2"), open_room]
    made = across([*rooms, of("x", "12:01", "SEV1", drill=True)])
    assert made.drills_left_out == 1
    assert [(one.by, one.name, one.rooms) for one in made.groups] == [
        ("all", "", ("a", "b", "c", "d")),
        ("severity", "SEV1", ("a",)),
        ("severity", "SEV2", ("b", "c")),
        ("severity", "not set", ("d",)),
        ("owner", "Acme", ("a", "b", "c")),
    ]
    resolve = next(one for one in made.groups[0].metrics if one.name == "time_to_resolve")
    assert (resolve.median, resolve.lowest, resolve.highest) == (3 * 3600, 3600, 7 * 3600)
    assert resolve.counts == {"recorded": 3, "pending": 1, "not_applicable": 0, "invalid": 0}
    detect = next(one for one in made.groups[0].metrics if one.name == "time_to_detect")
    assert (detect.median, detect.counts["not_applicable"], detect.counts["pending"]) == (None, 3, 1)


def test_lengths_are_spelled() -> None:
    assert [spell(one) for one in (0, 59, 60, 107_220, 86_400)] == ["0 s", "59 s", "1 min", "1 d 5 h 47 min", "1 d"]


def test_the_page_of_docs_names_every_metric_with_its_formula() -> None:
    page = (Path(__file__).parents[2] / "docs" / "metrics.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (seconds|share) \|$", page, re.MULTILINE)
    assert rows == [(one.name, one.formula, one.unit) for one in metrics(room(), NOW).room]
    told_of = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    assert told_of >= {word for words in (ValueState, Rule, How, Act) for word in get_args(words)}
