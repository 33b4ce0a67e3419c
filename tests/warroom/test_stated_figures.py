"""The time to repair and to resolve that the real reports print, and the two stamps that give each.

The expected answers were worked out by hand from the reports' own lines, minute by minute (times as they print them).
"""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from tests.warroom.importing import LONDON, NOW, REPORTS, sealed, state_of, take, take_file
from warroom.clock import from_stamp
from warroom.events import Draft
from warroom.state.room_state import RoomState, fold
from warroom.summary.stated import Stated, given_by, stated
from warroom.summary.times import Times
from warroom.summary.worked import Hours, boundaries, worked


class Hand(NamedTuple):
    """What somebody with the report, a clock and a pencil finds."""

    how: str
    start: str
    """``declared 11:51``: the stamp's name and what the report prints as its time."""
    end: str
    why: str = ""
    """Words that must stand in the reason, where no pair gives the figure."""


def pair(start: str, end: str) -> Hand:
    return Hand("pair", start, end)


def none(start: str, end: str, why: str) -> Hand:
    return Hand("none", start, end, why)


DAYS = "; it fits if only working days of"

BY_HAND: dict[str, tuple[Hand, Hand]] = {
    # 11:51 + 16 min = 12:07; 11:45 + 22 min = 12:07
    "2020-02-12": (
        pair("declared 2020-02-12 11:51", "resolved 2020-02-12 12:07"),
        pair("impact_started 2020-02-12 11:45", "resolved 2020-02-12 12:07"),
    ),
    # 10:58 to 17:07 is 6:09, not 4:09. In 10:00-17:00 all of 07:32 to 17:07 but the ends is 7:00.
    "2020-02-25": (
        none("declared 2020-02-25 10:58", "resolved 2020-02-25 17:07", "6 h 9 min, exactly 2 h more"),
        Hand("hours", "impact_started 2020-02-25 07:32", "resolved 2020-02-25 17:07"),
    ),
    # 11:04 to 16:16 is 5:12. In 10:00-17:00: 13:30-17:00 is 3:30, and 10:00-16:16 is 6:16: 9:46.
    "2020-08-04": (
        none("declared 2020-08-05 11:04", "resolved 2020-08-05 16:16", "5 h 12 min, 4 min more"),
        none("impact_started 2020-08-04 13:30", "resolved 2020-08-05 16:16", "9 h 46 min in 10:00-17:00, 30 min more"),
    ),
    "2020-08-14": (
        pair("declared 2020-08-14 11:01", "resolved 2020-08-14 11:38"),
        pair("detected 2020-08-14 10:43", "resolved 2020-08-14 11:38"),
    ),
    "2020-09-07": (
        pair("declared 2020-09-07 12:54", "resolved 2020-09-07 15:56"),
        pair("detected 2020-09-07 12:39", "resolved 2020-09-07 15:56"),
    ),
    "2020-09-28": (
        pair("declared 2020-09-28 14:05", "mitigated 2020-09-28 14:20"),
        pair("detected 2020-09-28 13:14", "resolved 2020-09-28 14:44"),
    ),
    # 12:15 to 10:00 the next day is 21:45; 12:15-17:00 is the printed 4:45: a day of 10:00-17:00 lies between.
    "2021-05-10": (
        pair("detected 2021-05-10 12:15", "mitigated 2021-05-10 16:48"),
        none("detected 2021-05-10 12:15", "resolved 2021-05-11 10:00", f"21 h 45 min{DAYS} 7 h are"),
    ),
    # 15:44 to 11:49 the next day is 20:05, from the repair 15:51 19:58: 20:03 is between
    "2021-07-12": (
        pair("detected 2021-07-12 15:44", "mitigated 2021-07-12 15:51"),
        none("detected 2021-07-12 15:44", "resolved 2021-07-13 11:49", "20 h 5 min, 2 min more"),
    ),
    # 17:26 to 10:29 is 17:03, to 13:09 19:43: both printed 12 hours too short, as 5:26 to 10:29 is
    "2021-09-30": (
        none("declared 2021-09-30 17:26", "mitigated 2021-10-01 10:29", "17 h 3 min, exactly 12 h more"),
        none("declared 2021-09-30 17:26", "resolved 2021-10-01 13:09", "19 h 43 min, exactly 12 h more"),
    ),
    "2022-01-22": (
        pair("detected 2022-01-22 11:57", "mitigated 2022-01-22 13:59"),
        pair("detected 2022-01-22 11:57", "resolved 2022-01-22 14:38"),
    ),
    # 09:33 to 16:07 is 6:34; from the declaration 10:11 it is 5:56
    "2022-07-11": (
        none("detected 2022-07-11 09:33", "mitigated 2022-07-11 16:07", "6 h 34 min, 7 min more"),
        none("detected 2022-07-11 09:33", "resolved 2022-07-11 16:07", "6 h 34 min, 7 min more"),
    ),
    # The years are mistyped: 2022 for 2023. 5 January 08:56 to 1 February 10:30 is 27 days and 1:34, 649:34.
    "2023-01-05": (
        none("declared 2022-01-05 08:56", "mitigated 2023-02-01 10:30", "27 d 1 h 34 min, exactly 1 d less"),
        none("declared 2022-01-05 08:56", "resolved 2022-02-01 10:30", "27 d 1 h 34 min, exactly 1 d less"),
    ),
    # "Repaired" is printed as 10:20; 30 minutes lead from 10:14 to "10:44 Resolved status for CPU-Critical ..."
    "2023-02-02": (
        pair("detected 2023-02-02 10:14", "entry 2023-02-02 10:44"),
        pair("detected 2023-02-02 10:14", "resolved 2023-02-02 11:36"),
    ),
    "2023-07-21": (
        pair("detected 2023-07-21 08:15", "mitigated 2023-07-21 12:42"),
        pair("detected 2023-07-21 08:15", "resolved 2023-07-21 12:42"),
    ),
    # Friday to Thursday, four days' ends between: 33:14 - 3:14 = 30:00 and 35:33 - 5:33 = 30:00, four times 7:30
    "2023-08-04": (
        none("detected 2023-08-04 09:14", "mitigated 2023-08-10 12:28", f"6 d 3 h 14 min{DAYS} 7 h 30 min are"),
        none("detected 2023-08-04 09:14", "resolved 2023-08-10 14:47", f"6 d 5 h 33 min{DAYS} 7 h 30 min are"),
    ),
    # 10:41 to 14:38 two days later is 51:57, 10:15 to 14:38 52:23; 35:36 is neither, whatever hours are left out
    "2023-11-01": (
        none("declared 2023-11-01 10:41", "mitigated 2023-11-03 14:38", "2 d 3 h 57 min, 16 h 21 min more"),
        none("declared 2023-11-01 10:41", "resolved 2023-11-03 14:38", "2 d 3 h 57 min, 16 h 21 min more"),
    ),
    "2024-07-25": (
        pair("detected 2024-07-25 12:10", "mitigated 2024-07-25 15:18"),
        pair("detected 2024-07-25 12:10", "resolved 2024-07-25 16:19"),
    ),
    "2025-01-13": (
        pair("detected 2025-01-13 10:13", "mitigated 2025-01-14 16:00"),
        pair("detected 2025-01-13 10:13", "resolved 2025-01-14 16:53"),
    ),
}  # fmt: skip
"""By the day of the report: time to repair, time to resolve. The reports of 2025-07-23 and 2026-03-30 print neither."""
SILENT = {"2025-07-23", "2026-03-30"}


def figures(path: Path) -> tuple[RoomState, list[Stated]]:
    state = state_of(take_file(path, zone="Europe/London"))
    return state, stated(state, NOW)


def printed(name: str, at: str) -> str:
    return f"{name} {from_stamp(at).astimezone(LONDON):%Y-%m-%d %H:%M}"


def test_every_report_was_worked_out_by_hand() -> None:
    assert {path.name[:10] for path in REPORTS} == set(BY_HAND) | SILENT
    assert len(REPORTS) == 20


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem[:10])
def test_the_pair_of_stamps_is_the_one_found_by_hand(path: Path) -> None:
    state, found = figures(path)
    if path.name[:10] in SILENT:
        assert found == []
        return
    assert [one.figure for one in found] == ["time_to_repair", "time_to_resolve"]
    for one, by_hand in zip(found, BY_HAND[path.name[:10]], strict=True):
        assert one.how == by_hand.how, one
        assert one.pair is not None
        assert printed(one.pair.start.name, one.pair.start.at) == by_hand.start
        assert printed(one.pair.end.name, one.pair.end.at) == by_hand.end
        assert by_hand.why in one.why
        assert bool(one.why) == (one.how == "none")
        assert by_hand.why in given_by(one, state, Times(LONDON))


def test_a_found_pair_gives_the_figure_to_the_minute() -> None:
    exact = 0
    for path in REPORTS:
        for one in figures(path)[1]:
            if one.how == "pair":
                assert one.pair is not None and one.seconds is not None
                length = from_stamp(one.pair.end.at) - from_stamp(one.pair.start.at)
                assert length == timedelta(seconds=one.seconds)
                exact += 1
    assert exact == 20, "of 36 figures 20 are the time between two stamps; one more is in the hours that it names"


def test_the_mistyped_years_are_named_beside_the_figure_and_with_their_fix() -> None:
    path = next(path for path in REPORTS if path.name.startswith("2023-01-05"))
    repair, resolve = figures(path)[1]
    assert "with the times that the chronology check proposes" in repair.why
    assert any("365 days before the day in the title" in text for text in repair.checks)
    assert any("resolved 2022-02-01" in text for text in resolve.checks)


def test_other_milestones_of_the_same_moment_are_named() -> None:
    path = next(path for path in REPORTS if path.name.startswith("2023-07-21"))
    repair, resolve = figures(path)[1]
    assert [str(one) for one in repair.same] == ["detected to resolved"]
    assert [str(one) for one in resolve.same] == ["detected to mitigated"]


def test_what_gives_a_figure_is_said_in_words() -> None:
    state, (repair, _) = figures(next(path for path in REPORTS if path.name.startswith("2023-02-02")))
    said = given_by(repair, state, Times(LONDON))
    assert said == (
        "detected 2023-02-02 10:14 UTC to 'Resolved status for CPU-Critical high-priority alert.' 2023-02-02 10:44 UTC"
    )
    state, (_, resolve) = figures(next(path for path in REPORTS if path.name.startswith("2020-02-25")))
    assert ", only 10:00-17:00 of working days (so do detected to resolved)" in given_by(resolve, state, Times(LONDON))


REPORT = "# Incident on 2023-07-21\n\n- **Key events**\n{events}\n- **Time to repair**: {figure}\n"


@pytest.mark.parametrize(
    ("figure", "how"),
    [
        ("1h 30m", "pair"),  # 13:00 to 14:30
        ("1h", "pair"),  # printed to the hour
        ("2h", "pair"),
        ("3h", "none"),
        ("1h 31m", "none"),
        ("1h 29m 59s", "none"),  # printed to the second
        ("a while", "unread"),
        ("30m (during support hours 14:00-17:00)", "hours"),
        ("40m (during support hours 14:00-17:00)", "none"),
        ("1h 30m (during support hours 99:00-17:00)", "pair"),
        ("9999999d", "none"),
    ],
)
def test_a_figure_is_taken_as_exactly_as_it_is_printed(figure: str, how: str) -> None:
    events = "  - First detected 2023-07-21 13:00\n  - Repaired 2023-07-21 14:30\n"
    state = state_of(take(REPORT.format(events=events, figure=figure), "r.md"))
    (found,) = stated(state, NOW)
    assert found.how == how, found
    assert given_by(found, state, Times(LONDON))


def test_a_figure_without_two_stamps_says_so() -> None:
    state = state_of(take(REPORT.format(events="  - Repaired 2023-07-21 14:30\n", figure="2h"), "r.md"))
    (found,) = stated(state, NOW)
    assert (found.how, found.pair, found.why) == ("none", None, "no pair of stamps could be meant")


def test_a_figure_is_looked_for_anew_after_every_edit() -> None:
    reading = take(
        REPORT.format(events="  - First detected 2023-07-21 13:00\n  - Repaired 2023-07-21 15:30\n", figure="1h 30m"),
        "r.md",
    )
    repaired = next(one for one in reading.drafts if one.payload.get("milestone") == "mitigated")
    assert stated(state_of(reading), NOW)[0].how == "none"
    edit = Draft(
        kind="timeline.edit",
        payload={"target": repaired.eid, "occurred_at": "2023-07-21T14:30:00.000000Z"},
        author="ana",
        recorded_at="2026-11-22T14:00:00.000000Z",
    )
    state = fold(sealed([*reading.drafts, edit], reading.room))
    assert stated(state, NOW)[0].how == "pair"


SHIFT = Hours(time(10), time(17))


@pytest.mark.parametrize(
    ("start", "end", "hours", "days"),
    [
        ("2023-08-04T09:00", "2023-08-04T18:00", 7, 0),
        ("2023-08-04T16:00", "2023-08-07T11:00", 2, 1),  # Friday to Monday: the weekend is none
        ("2023-08-05T12:00", "2023-08-06T12:00", 0, 0),
        ("2023-08-04T12:00", "2023-08-18T12:00", 70, 10),
        ("2023-10-27T16:00", "2023-10-30T11:00", 2, 1),  # the clocks went back in between
        ("2023-08-04T17:00", "2023-08-04T10:00", 0, 0),  # the end before the start
    ],
)
def test_hours_of_working_days(start: str, end: str, hours: int, days: int) -> None:
    first, last = (datetime.fromisoformat(one).replace(tzinfo=LONDON).astimezone(UTC) for one in (start, end))
    assert worked(first, last, SHIFT, LONDON) == timedelta(hours=hours)
    assert boundaries(first, last, LONDON) == days


def test_hours_end_with_the_calendar() -> None:
    last = datetime.max.replace(tzinfo=UTC)
    assert worked(last - timedelta(days=1), last, SHIFT, ZoneInfo("UTC")) <= timedelta(hours=14)
