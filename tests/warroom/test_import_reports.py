"""Incident reports: every dated line becomes one event at its time, and nothing is dropped in silence."""

import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.warroom.importing import LONDON, REPORTS, remarks, state_of, take, take_file, timed
from warroom.clock import from_stamp
from warroom.errors import BadInput
from warroom.importers.reports import milestone_of, seconds_of
from warroom.state.snapshot import snapshot


def report(context: str, key: str = "  - First detected 2023-07-21 08:15\n") -> str:
    return f"---\ntitle: Incident on 2023-07-21 - Test\n---\n\n- **Key events**\n{key}\n- **Context**:\n{context}\n"


def below_key_events(context: str) -> list[tuple[str, str]]:
    rows = timed(take(report(context), "r.md"))
    assert rows[0][1:] == ("2023-07-21T08:15:00", "detected", "First detected")
    return [(at[:16].replace("T", " "), text) for _, at, _, text in rows[1:]]


def simple_count(path: Path) -> list[tuple[int, datetime]]:
    """The dated lines of a report and their times by a second, simple method that knows no Markdown but fences."""
    found, day, fenced = [], None, False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        fence = line.strip()
        if fence.startswith("```") and "```" not in fence[3:]:
            fenced = not fenced
        if fenced:
            continue
        if full := re.search(r"(\d{4})-(\d\d)-(\d\d) (\d\d):?(\d\d)\b", line):
            moment = datetime(*map(int, full.groups()))  # type: ignore[arg-type]
            day = day or moment.date()
            found.append((number, moment))
        elif clock := re.match(r"(\d\d):(\d\d) [–-] ", line):
            assert day is not None
            found.append((number, datetime(day.year, day.month, day.day, int(clock[1]), int(clock[2]))))
        elif bare := re.fullmatch(r"(\d\d)/(\d\d)/(\d\d)", line.strip()):
            day = date(2000 + int(bare[3]), int(bare[2]), int(bare[1]))
    return found


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem[:30])
def test_every_dated_line_is_exactly_one_event_at_its_time(path: Path) -> None:
    expected = simple_count(path)
    made = [
        (line, from_stamp(f"{at}.000000Z").astimezone(LONDON).replace(tzinfo=None))
        for line, at, _, _ in timed(take_file(path, zone="Europe/London"))
    ]
    assert made == expected
    assert len(made) >= 3
    assert len(state_of(take_file(path, zone="Europe/London")).timeline) == len(expected)


def test_the_reports_hold_as_many_dated_lines_as_were_counted_by_hand() -> None:
    assert len(REPORTS) == 20
    counts = {path.name[:10]: len(timed(take_file(path))) for path in REPORTS}
    assert counts["2020-02-12"] == 3
    assert counts["2021-05-10"] == 3  # "Incident not declared" has no time
    assert counts["2023-01-05"] == 3  # "(Time TBC)" has none
    assert counts["2023-02-02"] == 16
    assert counts["2024-07-25"] == 22
    assert counts["2025-07-23"] == 24
    assert counts["2026-03-30"] == 21


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem[:30])
def test_every_word_of_a_report_is_kept(path: Path) -> None:
    reading = take_file(path)
    kept = Counter(
        word
        for draft in reading.drafts
        for value in draft.payload.values()
        for word in re.findall(r"\w+", str(value).removeprefix("time_to_"))
        if draft.kind != "incident.status_set"
    )
    # Out of the count: times, the title twice, page settings, table heads, and the names of sections that are fields.
    markup = (
        r"\d{4}-\d\d-\d\d( 1600)?|\d\d:\d\d|\d\d/\d\d/\d\d|^title:.*$|^weight:.*$|^\|[ :|-]+\|$|^\| Timestamp.*$"
        r"|^#+.*Timeline.*$|\*\*(Key events|Time to \w+|Impact|Context)\*\*"
    )
    text = re.sub(markup, " ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert Counter(re.findall(r"\w+", text)) - kept == Counter()


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem[:30])
def test_the_same_report_again_adds_nothing_whatever_the_zone_or_the_line_numbers(path: Path) -> None:
    first = take_file(path, zone="Europe/London")
    ids = [draft.eid for draft in first.drafts]
    assert len(set(ids)) == len(ids)
    data = path.read_bytes()
    again = [
        take_file(path, zone="Asia/Shanghai"),
        take(b"\n" + data, path.name),
        take(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"), path.name),
        take(data, f"elsewhere/{path.name}", room=first.room),
    ]
    for other in again:
        assert other.room == first.room
        assert {draft.eid for draft in other.drafts} <= set(ids)
    assert [draft.eid for draft in again[0].drafts] == ids
    on_top = take(b"A sentence somebody added.\n" + data, path.name)
    new = [draft for draft in on_top.drafts if draft.eid not in ids]
    assert on_top.room == first.room
    assert [(draft.kind, draft.payload.get("field")) for draft in new] == [("incident.field_set", "summary")]


def test_a_resolved_report_is_a_resolved_room_without_a_second_row() -> None:
    state = state_of(take_file(REPORTS[0], zone="Europe/London"))
    assert state.incident.status.value == "resolved"
    assert [entry.text for entry in state.timeline] == ["Fault occurs", "Incident declared", "Resolved"]
    shown = snapshot(state)
    assert shown["milestones"]["resolved"]["first"] == "2020-02-12T12:07:00.000000Z"
    assert shown["reported_figures"] == {
        "time_to_repair": {"text": "0h 16m", "seconds": 960},
        "time_to_resolve": {"text": "0h 22m", "seconds": 1320},
    }
    assert shown["title"] == "Incident on 2020-02-12"
    assert "cluster nodes where created" in state.incident.field("summary")
    assert not state.unread


def named(start: str) -> Path:
    return next(path for path in REPORTS if path.name.startswith(start))


def test_four_digits_are_a_time() -> None:
    rows = timed(take_file(named("2025-01-13"), zone="Europe/London"))
    assert (11, "2025-01-14T16:00:00", "mitigated", "Repaired") in rows


def test_lists_and_code_below_a_dated_line_belong_to_it() -> None:
    rows = {line: (at, text) for line, at, _, text in timed(take_file(named("2025-07-23"), zone="Europe/London"))}
    assert rows[28] == ("2025-07-23T15:48:00", "More secrets found:\n\n* K8s secrets\n* Service account\n* RDS")
    at, text = rows[48]
    assert at == "2025-07-23T17:04:00"
    assert text.startswith("Github API token revoke endpoint worked")
    assert text.endswith('"status": "401" }\n```')
    assert rows[78] == (
        "2025-07-24T11:34:00",
        "PR, plan file and commit removed from Github site entirely via Support ticket",
    )


def test_bold_words_and_undated_items_stay_where_they_were() -> None:
    reading = take_file(named("2023-02-02"), zone="Europe/London")
    rows = {line: text for line, _, _, text in timed(reading)}
    assert rows[25] == "**Incident is declared**."
    assert 28 not in rows
    assert "The live cluster has 60 nodes" in state_of(reading).incident.field("summary")


def test_a_table_is_a_timeline() -> None:
    rows = timed(take_file(named("2026-03-30"), zone="Europe/London"))
    assert rows[4][:2] == (47, "2026-03-12T14:06:00")
    assert rows[8][:2] == (51, "2026-03-30T06:11:00")
    assert rows[8][3].startswith("Cloud Platform begin the deployment")


def test_typos_are_imported_as_written_and_named() -> None:
    reading = take_file(named("2023-01-05"), zone="Europe/London")
    rows = [row[:3] for row in timed(reading)]
    assert rows[0] == (10, "2022-01-05T08:56:00", "declared")
    assert rows[2] == (12, "2022-02-01T10:30:00", "resolved")
    said = remarks(reading)
    assert "line 9: a day without a time" in said
    assert "line 10: 2022-01-05 08:56 is 365 days before the report's own date" in said
    assert "line 12: out of order: 2022-02-01 10:30 stands below 2023-02-01 10:30" in said
    assert "line 12: resolved 2022-02-01 10:30 is before mitigated 2023-02-01 10:30" in said
    assert "First detected 2023-01-04 (Time TBC)" in state_of(reading).incident.field("summary")


def test_lines_out_of_order_are_named() -> None:
    assert "line 26: out of order: 2024-07-25 12:35 stands below 2024-07-25 12:50" in remarks(
        take_file(named("2024-07-25"))
    )
    said = remarks(take_file(named("2022-01-22")))
    assert "line 12: resolved 2022-01-22 14:38 is before declared 2022-01-22 14:41" in said


def test_a_key_event_without_a_time_is_kept_and_named() -> None:
    reading = take_file(named("2021-05-10"))
    assert "Incident not declared, but later agreed it was one" in state_of(reading).incident.field("summary")
    assert "Incident not declared" in remarks(reading)


def test_the_zone_that_was_assumed_is_said() -> None:
    assert "read as Europe/London (--tz" in remarks(take_file(REPORTS[0], zone="Europe/London"))
    assert "no zone is named" not in remarks(take("2023-07-21 08:15Z x\n"))


@pytest.mark.parametrize(
    ("line", "at", "text"),
    [
        ("  - 2023-07-25 14:05 - text", "2023-07-25 14:05", "text"),
        ("  - 2023-07-25 14:05: text", "2023-07-25 14:05", "text"),
        ("  - 2023-07-25 14:05 text - with a dash", "2023-07-25 14:05", "text - with a dash"),
        ("  - 2023-07-25 1405 text", "2023-07-25 14:05", "text"),
        ("  - 2023-07-25, 14:05 – text", "2023-07-25 14:05", "text"),
        ("  - 2023-07-25 at 2:05pm text", "2023-07-25 14:05", "text"),
        ("  - 2023-07-25T14:05:00+01:00 text", "2023-07-25 13:05", "text"),
        ("  - 2023-07-25 14:05 UTC: text", "2023-07-25 14:05", "text"),
        ("  - [2023-07-25 14:05] text", "2023-07-25 14:05", "text"),
        ("  - **2023-07-25 14:05**: text", "2023-07-25 14:05", "text"),
        ("  - **2023-07-25 14:05:** text", "2023-07-25 14:05", "text"),
        ("  - **2023-07-25 14:05 text**", "2023-07-25 14:05", "**text**"),
        ("  - `14:05`: text", "2023-07-21 14:05", "text"),
        ("  - 14:05: text", "2023-07-21 14:05", "text"),
        ("  - 14:05 text", "2023-07-21 14:05", "text"),
        ("14:05 - text", "2023-07-21 14:05", "text"),
        ("  1. 14:05 text", "2023-07-21 14:05", "text"),
        ("  - at 14:05 text", "2023-07-21 14:05", "at 14:05 text"),
        ("  - ~14:05 text", "2023-07-21 14:05", "~14:05 text"),
        ("  - 14:05-14:20: text", "2023-07-21 14:05", "14:05-14:20: text"),
        ("  - 25 July 2023 14:05 text", "2023-07-25 14:05", "text"),
        ("  - 25th July 2023, 14:05: text", "2023-07-25 14:05", "text"),
        ("  - July 25, 2023 14:05 text", "2023-07-25 14:05", "text"),
        ("  - 25/07/2023 14:05 text", "2023-07-25 14:05", "text"),
        ("  - 25/07/23 14:05 text", "2023-07-25 14:05", "text"),
        ("  - 14:05 on 2023-07-25: text", "2023-07-25 14:05", "text"),
        (
            "  - the alert came at 2023-07-25 14:05 (late)",
            "2023-07-25 14:05",
            "the alert came at 2023-07-25 14:05 (late)",
        ),
        ("  | 2023-07-25 14:05 | text |", "2023-07-25 14:05", "text"),
        ("  | 2023-07-25 | 14:05 | bob | text \\| more |", "2023-07-25 14:05", "bob | text | more"),
        ("  - 14:05hrs text", "2023-07-21 14:05", "text"),
        ("  - 2023-07-25 - 14:05 - text", "2023-07-25 14:05", "text"),
        ("  - 2023-07-25 (Tuesday) 14:05 text", "2023-07-25 14:05", "text"),
        ("  - Tuesday 2023-07-25 14:05 text", "2023-07-25 14:05", "text"),
        ("  - Tue 25 July 14:05 text", "2023-07-25 14:05", "text"),
        ("  - 2023-07-25 14:05 (UTC): text", "2023-07-25 14:05", "text"),
        ("  - 2023-07-25 14:05 (BST): text", "2023-07-25 14:05", "(BST): text"),
        ("  - 2023-07-25 14:05ish text", "2023-07-25 14:05", "2023-07-25 14:05ish text"),
        ("\t- 14:05\ttext", "2023-07-21 14:05", "text"),
        ("#### 14:05 text", "2023-07-21 14:05", "text"),
        ("### Day 2 - 2023-07-25\n\n- 14:05 text", "2023-07-25 14:05", "text"),
        ("## Tuesday 25 July 2023\n- 14:05 text", "2023-07-25 14:05", "text"),
        ("- **2023-07-25 (Tuesday)**\n  - 14:05 text", "2023-07-25 14:05", "text"),
        ("  - 2023-07-25 14:05 text\n    10:15 wrapped", "2023-07-25 14:05", "text\n10:15 wrapped"),
        ("  - 2023-07-25 1405", "2023-07-25 14:05", "2023-07-25 1405"),
        ("  | Time | Note |\n  |---|---|\n  | 2023-07-25 14:05 | text |", "2023-07-25 14:05", "text"),
        ("> 2023-07-25 14:05 text", "2023-07-25 14:05", "text"),
        ("  - [x] 2023-07-25 14:05 text", "2023-07-25 14:05", "text"),
    ],
)
def test_a_time_is_read_in_every_form(line: str, at: str, text: str) -> None:
    assert below_key_events(line) == [(at, text)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["### 25 July 2023", "14:05: a", "1600 B"], ["2023-07-25 14:05", "2023-07-25 16:00"]),
        (["24/07/25", "", "14:05: a", "", "14:10 b"], ["2025-07-24 14:05", "2025-07-24 14:10"]),
        (["2023-07-25", "", "0905 review", "- 1600 Done"], ["2023-07-25 09:05", "2023-07-25 16:00"]),
        (["**2023-07-25**", "- 14:05 a"], ["2023-07-25 14:05"]),
        (
            ["- 2023-07-25 14:05 a", "- 1600: b", "- 16:30 c"],
            ["2023-07-25 14:05", "2023-07-25 16:00", "2023-07-25 16:30"],
        ),
        (
            ["- 2023-07-25 23:50 a", "- 00:10 b", "- 00:05 c"],
            ["2023-07-25 23:50", "2023-07-26 00:10", "2023-07-26 00:05"],
        ),
        (
            ["- 2023-07-25 14:05 a", "  - 14:06 below it", "- 14:07 c"],
            ["2023-07-25 14:05", "2023-07-25 14:06", "2023-07-25 14:07"],
        ),
        (["- 2023-07-25:", "  - 14:05 a"], ["2023-07-25 14:05"]),
    ],
)
def test_a_time_without_a_day_takes_that_above_it(lines: list[str], expected: list[str]) -> None:
    assert [at for at, _ in below_key_events("\n".join(lines))] == expected


@pytest.mark.parametrize(
    "line",
    [
        "  - 1600 pods were evicted",
        "  - 16:9 is a ratio",
        "  - 10.12.20.1 is an address",
        "  - 2023 was calm",
        "  - 3 nodes",
    ],
)
def test_numbers_are_no_times(line: str) -> None:
    reading = take(report("  - 2023-07-25 14:05 a\n" + line), "r.md")
    assert len(timed(reading)) == 2
    assert line.strip("- ") in state_of(reading).incident.field("summary")


def test_a_number_that_might_be_a_time_is_named() -> None:
    said = remarks(take(report("  - 2023-07-25 14:05 a\n  - 1600 pods were evicted"), "r.md"))
    assert "line 10: '1600' is read as a number, not as a time: kept as text" in said


def test_what_can_be_no_time_is_kept_as_text_and_named() -> None:
    reading = take(report("  - 2023-02-30 10:00 leap\n  - 25:10 late\n  - 2023-07-25 some time"), "r.md")
    assert len(timed(reading)) == 1
    summary = state_of(reading).incident.field("summary")
    assert all(part in summary for part in ("2023-02-30 10:00 leap", "25:10 late", "2023-07-25 some time"))
    said = remarks(reading)
    assert "there is no day '2023-02-30'" in said
    assert "there is no time '25:10'" in said
    assert "a day without a time" in said


def test_a_form_that_is_not_known_is_kept_as_text_and_named() -> None:
    reading = take(report("  - 25/7 14:05 text"), "r.md")
    assert "25/7 14:05 text" in state_of(reading).incident.field("summary")
    assert "line 9: a time that begins no entry: kept as text" in remarks(reading)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("  - **First detected**: 2023-07-21 08:15\n", ["First detected"]),
        ("  * First detected at 08:15 on 2023-07-21\n", ["First detected"]),
        ("- First detected: 2023-07-21 08:15\n- Incident declared: N/A\n", ["First detected"]),
        ("  - First detected 2023-07-21 08:15\n    - by pingdom\n", ["First detected\n- by pingdom"]),
        ("  - First detected 2023-07-21 08:15 - by Bob\n", ["First detected by Bob"]),
        ("  - 2023-07-21 08:15 First detected\n", ["First detected"]),
        ("\n| Event | Time |\n|---|---|\n| First detected | 2023-07-21 08:15 |\n", ["First detected"]),
    ],
)
def test_a_key_event_may_hold_its_time_anywhere(key: str, expected: list[str]) -> None:
    rows = timed(take(report("", key=key), "r.md"))
    assert [(at, kind, text) for _, at, kind, text in rows] == [
        ("2023-07-21T08:15:00", "detected", text) for text in expected
    ]


def test_a_fence_that_nothing_closes_swallows_no_dated_line() -> None:
    reading = take(report("  - 2023-07-25 14:05 a\n```\n  - 2023-07-25 14:06 b\n"), "r.md")
    assert [row[3] for row in timed(reading)][1:] == ["a\n```", "b"]
    assert "never closed" in remarks(reading)


def test_a_dated_line_in_code_is_code() -> None:
    reading = take(report("  - 2023-07-25 14:05 a\n\n```\n2023-07-25 14:06 b\n\n- **Impact**: c\n```\n"), "r.md")
    assert [row[3] for row in timed(reading)][1:] == ["a\n\n```\n2023-07-25 14:06 b\n\n- **Impact**: c\n```"]


def test_a_report_without_a_single_time_is_refused_with_what_was_expected() -> None:
    with pytest.raises(BadInput, match="no line has a day and a time"):
        take("# Incident\n\n- **Key events**\n  - First detected (Time TBC)\n", "r.md")


def test_into_a_room_that_exists_a_report_opens_nothing_and_closes_nothing() -> None:
    room = "01890000-0000-7000-8000-000000000000"
    kinds = {draft.kind for draft in take_file(REPORTS[0], room=room).drafts}
    assert "incident.milestone_set" in kinds
    assert not kinds & {"incident.opened", "incident.status_set"}


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0h 16m", 960),
        ("7h (during support hours 10:00-17:00)", 25_200),
        ("1d 5h 47m", 107_220),
        ("673h 34m", 2_424_840),
        ("3h 02m", 10_920),
        ("2 hours and 5 minutes.", 7_500),
        ("about 1.5h", 5_400),
        ("45s", 45),
        ("TBC", None),
        ("4:33", None),
        ("2h - 3h", None),
        ("", None),
    ],
)
def test_a_stated_length_of_time_is_read_or_left_as_text(text: str, seconds: int | None) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize(
    ("text", "milestone"),
    [
        ("Fault occurs", "impact_started"),
        ("Impact started", "impact_started"),
        ("First detected", "detected"),
        ("Fault detected", "detected"),
        ("Team aware", "detected"),
        ("Incident declared", "declared"),
        ("declared", "declared"),
        ("Acknowledged", "acknowledged"),
        ("Team acknowledged", "acknowledged"),
        ("Identified", "identified"),
        ("Repaired declared", "mitigated"),
        ("Mitigated", "mitigated"),
        ("Resolved", "resolved"),
        ("Incident declared resolved", "resolved"),
        ("Incident not declared", None),
        ("Resumed payments", None),
        ("Customers call", None),
    ],
)
def test_key_events_are_known_by_their_words(text: str, milestone: str | None) -> None:
    assert milestone_of(text) == milestone


def test_a_key_event_of_another_name_is_a_milestone_with_its_text() -> None:
    reading = take(report("", key="  - Customers call 2023-07-21 08:15\n  - Resolved 09:00\n"), "r.md")
    assert timed(reading) == [
        (6, "2023-07-21T08:15:00", "milestone", "Customers call"),
        (7, "2023-07-21T09:00:00", "resolved", "Resolved"),
    ]
