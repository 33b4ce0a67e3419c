"""The chronology check: what is wrong with the times, which entry it is, and the act that mends it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.warroom.importing import LONDON, NOW, REPORTS, sealed, state_of, take, take_file
from tests.warroom.state_histories import EIDS, event
from tests.warroom.test_metrics import at, passed, question, room, stamp, status, told
from warroom.clock import from_stamp
from warroom.events import Draft
from warroom.state.room_state import RoomState, fold
from warroom.summary.chronology import checks
from warroom.summary.finding import Finding
from warroom.summary.metrics import metrics

EVENING = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)


def rules(state: RoomState, now: datetime = EVENING) -> list[str]:
    return [one.rule for one in checks(state, now)]


def typed(clock: str, happened: str, kind: str = "timeline.log", **payload: Any) -> Draft:
    """Something that was recorded at ``clock`` with another time."""
    body = {"kind": "action", "text": "x", **payload} if kind == "timeline.log" else payload
    return Draft(kind=kind, payload=body, author="ana", recorded_at=stamp(clock), occurred_at=happened)


def mended(drafts: list[Draft], found: Finding) -> RoomState:
    """The room once the fix was applied as a key would."""
    assert found.fix is not None and found.fix.act == "edit_time" and found.fix.at
    edit = at("19:00", "timeline.edit", target=found.fix.eid, occurred_at=found.fix.at)
    return room(*drafts, edit)


def test_a_room_whose_times_are_in_order_has_no_open_check() -> None:
    held = [passed("12:01", "detected"), passed("12:02", "declared"), passed("13:00", "mitigated")]
    assert checks(room(*held, passed("14:00", "resolved"), status("14:00", "resolved")), EVENING) == []


def test_a_milestone_out_of_order_is_named_with_its_entry_and_the_slip_that_explains_it() -> None:
    wrong = typed("13:00", "2025-11-22T13:00:00.000000Z", "incident.milestone_set", milestone="mitigated")
    drafts = [passed("12:01", "detected"), wrong]
    found = [one for one in checks(room(*drafts), EVENING) if one.rule == "milestones"]
    assert [one.key for one in found] == [wrong.eid]
    assert "mitigated 2025-11-22 13:00 UTC is before detected 2026-11-22 12:01 UTC" in found[0].text
    fix = found[0].fix
    assert fix is not None and (fix.at, fix.text) == ("2026-11-22T13:00:00.000000Z", "set the year to 2026")
    assert checks(mended(drafts, found[0]), EVENING) == []
    assert metrics(mended(drafts, found[0]), EVENING).get("mitigated_after_detection").value == 59 * 60


def test_where_no_slip_explains_it_a_person_has_to_give_the_time() -> None:
    found = checks(room(passed("12:30", "mitigated"), passed("12:40", "declared")), EVENING)
    assert [(one.rule, one.fix and (one.fix.act, one.fix.at)) for one in found] == [("milestones", ("edit_time", ""))]


def test_what_lies_in_the_future_is_named_and_a_clock_that_differs_a_little_is_not() -> None:
    drafts = [typed("13:00", "2026-12-22T13:00:00.000000Z"), typed("13:00", "2026-11-22T20:00:40.000000Z")]
    (found,) = [one for one in checks(room(*drafts), EVENING) if one.rule == "future"]
    assert found.key == drafts[0].eid
    assert found.fix is not None and found.fix.at == "2026-11-22T13:00:00.000000Z"
    assert "future" not in rules(mended(drafts, found))


def test_an_entry_far_from_its_neighbours_is_named_and_one_that_was_typed_as_it_happened_is_not() -> None:
    drafts = [at("12:01", "timeline.log", kind="action", text="a"), typed("13:00", "2025-11-22T12:50:00.000000Z")]
    (found,) = checks(room(*drafts), EVENING)
    assert (found.rule, found.key, found.fix and found.fix.text) == ("far", drafts[1].eid, "set the year to 2026")
    assert checks(mended(drafts, found), EVENING) == []
    later = Draft(kind="timeline.log", payload={"kind": "action", "text": "90 days on"}, author="ana",
                  recorded_at="2027-02-20T12:00:00.000000Z")  # fmt: skip
    assert rules(room(*drafts[:1], later), EVENING + timedelta(days=99)) == []


def test_an_answer_before_its_question_and_a_promise_kept_before_it_was_made_are_negative() -> None:
    asked, made = question("13:00"), at("13:00", "commitment.made", owner_id="Acme", kind="action", text="x")
    answered = typed("13:10", stamp("12:30"), "question.answered", target=asked.eid, text="y", told=True)
    kept = typed("13:10", stamp("12:40"), "commitment.kept", target=made.eid)
    found = checks(room(asked, made, answered, kept), EVENING)
    assert [(one.rule, one.key, one.fix and one.fix.act) for one in found] == [
        ("negative", answered.eid, "look"),
        ("negative", kept.eid, "look"),
    ]


def test_a_length_that_would_be_negative_is_named_though_its_milestones_may_come_in_any_order() -> None:
    notice = told("12:01")
    found = checks(room(notice, passed("12:10", "detected"), told("12:20", "City")), EVENING)
    assert [(one.rule, one.key, one.text) for one in found] == [
        ("negative", notice.eid, "time to first notice: told stands before detected")
    ], "named once, for the room and for its owner"
    found = checks(room(passed("12:01", "identified"), passed("12:10", "detected")), EVENING)
    assert [one.text for one in found] == ["time to identify: identified stands before detected"]


def test_missing_milestones_are_to_be_marked_at_the_time_that_a_status_tells() -> None:
    held = [passed("12:01", "detected"), status("13:00", "monitoring"), status("14:00", "resolved")]
    (found,) = checks(room(*held), EVENING)
    assert (found.rule, found.key) == ("missing", "")
    assert found.fix == ("mark", "", "mitigated", stamp("13:00"), "mark 'mitigated'")
    marked = typed("15:00", found.fix.at, "incident.milestone_set", milestone=found.fix.milestone)
    assert checks(room(*held, marked), EVENING) == []


# -- clocks ------------------------------------------------------------------------------------------------------------


def said(number: int, lam: int, origin: str, recorded: str, author: str, occurred: str | None = None) -> Any:
    log = {"kind": "action", "text": str(number)}
    stamp_of = (lam, origin, number)
    return event(EIDS[number], "timeline.log", log, stamp=stamp_of, author=author, recorded_at=stamp(recorded),
                 occurred_at=occurred)  # fmt: skip


def test_a_machine_whose_clock_runs_behind_one_it_heard_from_is_named() -> None:
    state = fold([
        said(0, 1, "a", "12:00", "ana"), said(1, 2, "a", "12:10", "ana"), said(2, 3, "b", "12:03", "bob"),
        said(3, 4, "b", "12:04", "bob"), said(4, 5, "a", "12:20", "ana"),
    ])  # fmt: skip
    (found,) = checks(state, EVENING)
    assert (found.rule, found.key) == ("skew", EIDS[2])
    assert "bob's machine is at least 7 min behind ana's" in found.text
    assert found.fix is not None and (found.fix.act, found.fix.at) == ("edit_time", stamp("12:10"))


def test_two_who_did_not_hear_of_each_other_prove_nothing_about_their_clocks() -> None:
    apart = [said(0, 1, "a", "12:00", "ana"), said(1, 2, "a", "12:30", "ana"), said(2, 2, "b", "12:05", "bob")]
    assert checks(fold(apart), EVENING) == []
    either = [*apart, said(3, 3, "b", "12:10", "bob")]
    assert checks(fold(either), EVENING) == [], "bob may have heard of his own second entry only"
    gap = [said(0, 1, "a", "12:30", "ana"), said(1, 3, "b", "12:00", "bob")]
    assert checks(fold(gap), EVENING) == [], "what bob had heard of is not here"


def test_a_clock_that_was_set_back_is_named_and_a_minute_is_forgiven() -> None:
    (found,) = checks(fold([said(0, 1, "a", "12:30", "ana"), said(1, 2, "a", "12:00", "ana")]), EVENING)
    assert "the clock of ana's machine was set back by 30 min" in found.text
    assert checks(fold([said(0, 1, "a", "12:01", "ana"), said(1, 2, "a", "12:00", "ana")]), EVENING) == []
    typed_in = said(1, 2, "a", "12:00", "ana", occurred=stamp("11:00"))
    (found,) = checks(fold([said(0, 1, "a", "12:30", "ana"), typed_in]), EVENING)
    assert found.fix is not None and found.fix.act == "look", "its time was typed: the clock has no part in it"


# -- the real reports --------------------------------------------------------------------------------------------------

OPEN = {
    "2020-02-12": ["missing", "missing"],
    "2020-02-25": ["missing"],
    "2020-08-04": ["missing"],
    "2020-08-14": ["missing"],
    "2020-09-07": ["missing"],
    "2021-07-12": ["milestones"],
    "2021-09-30": ["lines"],
    "2022-01-22": ["milestones", "milestones", "lines"],
    "2023-01-05": ["milestones", "lines", "far", "far", "missing"],
    "2024-07-25": ["lines"],
}
"""What is wrong with the times of the reports, by hand: repairs without a key event, a repair before the declaration,
lines of a list that go back in time, and the two years of 2023-01-05."""


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem[:10])
def test_the_reports_have_the_open_checks_that_were_found_by_hand(path: Path) -> None:
    found = checks(state_of(take_file(path, zone="Europe/London")), NOW, LONDON)
    assert [one.rule for one in found] == OPEN.get(path.name[:10], [])
    for one in found:
        assert one.fix is not None and one.fix.text


def test_the_mistyped_years_are_mended_by_their_fixes() -> None:
    path = next(path for path in REPORTS if path.name.startswith("2023-01-05"))
    reading = take_file(path, zone="Europe/London")
    found = [one for one in checks(state_of(reading), NOW, LONDON) if one.fix and one.fix.at]
    assert {one.fix.text for one in found if one.fix} == {"set the year to 2023"}
    edits = [
        Draft(kind="timeline.edit", payload={"target": eid, "occurred_at": stamp_}, author="ana",
              recorded_at="2026-11-22T14:06:00.000000Z")
        for eid, stamp_ in {(one.fix.eid, one.fix.at) for one in found if one.fix}
    ]  # fmt: skip
    assert len(edits) == 2
    state = fold(sealed([*reading.drafts, *edits], reading.room))
    assert [one.rule for one in checks(state, NOW, LONDON)] == ["missing"], "the detection has no time in the report"
    assert metrics(state, NOW).get("monitoring_time").value == 0
    declared, resolved = state.timeline.passed()["declared"][0], state.timeline.passed()["resolved"][1]
    assert from_stamp(resolved) - from_stamp(declared) == timedelta(days=27, hours=1, minutes=34)


@pytest.mark.parametrize(("day", "is_far"), [("2023-09-19", False), ("2023-10-20", True), ("2023-04-21", True)])
def test_a_quarter_from_the_day_in_the_title_is_far(day: str, is_far: bool) -> None:
    events = f"  - First detected 2023-07-21 13:00\n  - Resolved {day} 14:30\n"
    reading = take(f"# Incident on 2023-07-21\n\n- **Key events**\n{events}", "r.md")
    assert ("far" in [one.rule for one in checks(state_of(reading), NOW)]) == is_far
