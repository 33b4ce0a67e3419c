"""Plain text and tables with times: entries of the timeline, or an error that names every faulty line."""

from datetime import date

import pytest

from tests.warroom.importing import remarks, take, timed
from warroom.errors import BadInput
from warroom.importers.detect import detect


def test_text_lines_with_times_are_entries_and_the_lines_below_belong_to_them() -> None:
    reading = take("2023-07-25 22:05 alert\n  and more\n\n- 22:15: looked\n23:59 a\n00:10 b\n")
    assert timed(reading) == [
        (1, "2023-07-25T22:05:00", "observation", "alert\n  and more"),
        (4, "2023-07-25T22:15:00", "observation", "looked"),
        (5, "2023-07-25T23:59:00", "observation", "a"),
        (6, "2023-07-26T00:10:00", "observation", "b"),
    ]
    assert "line 6: 00:10 stands below 23:59: read as the next day" in remarks(reading)


def test_a_day_on_its_own_line_counts_for_the_times_below() -> None:
    reading = take("25 July 2023\n14:05 a\n2023-07-26\n09:00 b\n")
    assert [at for _, at, _, _ in timed(reading)] == ["2023-07-25T14:05:00", "2023-07-26T09:00:00"]


def test_text_above_the_first_time_is_kept() -> None:
    reading = take("War room\nof Tuesday\n2023-07-25 14:05 a\n")
    assert timed(reading)[0] == (1, "2023-07-25T14:05:00", "observation", "War room\nof Tuesday")
    assert "line 1: text above the first time" in remarks(reading)


def test_small_steps_back_are_disorder() -> None:
    reading = take("2023-07-25 14:05 a\n14:03 b\n")
    assert timed(reading)[1][1] == "2023-07-25T14:03:00"
    assert "line 2: out of order" in remarks(reading)


def test_text_without_a_time_says_what_was_expected() -> None:
    with pytest.raises(BadInput, match="expected lines such as"):
        take("hello\nworld\n")
    with pytest.raises(BadInput, match="is empty"):
        take(" \n\n")
    with pytest.raises(BadInput, match="UTF-16"):
        take("2023-07-25 14:05 a".encode("utf-16"))


def test_every_faulty_line_of_a_text_is_named() -> None:
    with pytest.raises(BadInput) as refused:
        take("14:05 no day yet\n2023-02-30 10:00 x\n2023-07-25 14:05 fine\n25:00 y\n")
    message = str(refused.value)
    assert all(f"line {number}: " in message for number in (1, 2, 4))
    assert "line 3" not in message
    assert "--date" in message


def test_times_that_a_zone_skips_or_shows_twice_are_said() -> None:
    reading = take("2026-03-29 01:30 skipped\n2026-10-25 01:30 twice\n", zone="Europe/London")
    assert "line 1: 2026-03-29 01:30 does not exist in Europe/London" in remarks(reading)
    assert "line 2: 2026-10-25 01:30 happened twice in Europe/London" in remarks(reading)


def test_a_line_on_top_moves_no_id() -> None:
    text = "2023-07-25 14:05 a\nmore\n2023-07-25 14:06 b\n"
    ids = {draft.eid for draft in take(text).drafts}
    moved = {draft.eid for draft in take("a word before\n" + text, zone="Asia/Tokyo").drafts}
    assert ids < moved
    assert len(moved - ids) == 1


CSV = (
    "time,kind,who,text,severity\n"
    '2023-07-25T14:05:00+02:00,action,bob,"rolled back,\nsecond ""line""",high\n'
    "2023-07-25 14:09,Decision,,stay,\n"
    "25/07/2023 14:10,,wei,seen\n"
)


def test_a_table_is_read_by_its_header() -> None:
    reading = take(CSV, "log.csv")
    assert timed(reading) == [
        (2, "2023-07-25T12:05:00", "action", 'rolled back,\nsecond "line"\nseverity: high'),
        (4, "2023-07-25T14:09:00", "decision", "stay"),
        (5, "2023-07-25T14:10:00", "observation", "seen"),
    ]
    assert [draft.payload.get("actor", "") for draft in reading.drafts[1:]] == ["bob", "", "wei"]
    assert "column 'severity' is kept in the text" in remarks(reading)


@pytest.mark.parametrize(
    "data",
    [
        "Timestamp;Message\n2023-07-25 14:05;x\n",
        "occurred_at\tnote\n2023-07-25T14:05Z\tx\n",
        "\ufeffDate,Time,Description\n2023-07-25,14:05,x\n",
        "When|Event\r\n2023-07-25 14:05|x\r\n",
        "date,event\n2023-07-25 14:05:00.000,x\n",
    ],
)
def test_headers_and_delimiters_of_many_kinds(data: str) -> None:
    assert detect(data.encode(), "x.txt") == "csv"
    assert [row[1:] for row in timed(take(data))] == [("2023-07-25T14:05:00", "observation", "x")]


def test_a_kind_that_is_none_of_ours_is_kept_in_the_text() -> None:
    reading = take("time,type,text\n2023-07-25 14:05,alert,x\n")
    assert timed(reading)[0][2:] == ("observation", "x\nkind: alert")
    assert "line 2: kind 'alert'" in remarks(reading)


def test_every_faulty_row_is_named_by_its_first_line() -> None:
    with pytest.raises(BadInput) as refused:
        take('time,text\nnope,a\n2023-07-25 14:05,"b\nb"\n2023-02-30 14:05,c\n,d\n14:05,e\n2023-07-25 14:05,f,g\n')
    message = str(refused.value)
    assert all(f"line {number}: " in message for number in (2, 5, 6, 7, 8))
    assert "line 3" not in message


def test_a_time_without_a_day_takes_the_given_one() -> None:
    assert timed(take("time,text\n14:05,x\n", day=date(2023, 7, 25)))[0][1] == "2023-07-25T14:05:00"


def test_a_quote_that_never_ends_swallows_no_row() -> None:
    with pytest.raises(BadInput, match="line 3: the row that begins here"):
        take('time,text\n2023-07-25 14:05,a\n2023-07-25 14:06,"b\n2023-07-25 14:07,c\n')


def test_odd_line_ends_are_part_of_a_cell() -> None:
    assert timed(take("time,text\n2023-07-25 14:05,a\rb\u2028c\x0bd\x00\n"))[0][3] == "a\rb\u2028c\x0bd\x00"


def test_a_table_without_the_needed_columns_says_so() -> None:
    with pytest.raises(BadInput, match="the first row must name a time column"):
        take("a,b\n1,2\n", "x.csv")
    with pytest.raises(BadInput, match="no row below the header"):
        take("time,text\n", "x.csv")


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b'{"format":"warroom.room"', "x", "room"),
        (b"---\ntitle: x\n---\n", "x", "report"),
        (b"2023-07-25 14:05 x\n---\n2023-07-25 14:06 y\n---\n", "x", "text"),
        (b"# x\n\n- **Key events**\n", "x.txt", "report"),
        (b"[04:46] <a> b\n[04:46] <a> b\n", "x", "irc"),
        (b"=== a is now known as b\n[04:46] <a> b\n[04:47]  * c d\n", "x", "irc"),
        (b"time,text\n", "x", "csv"),
        (b"a,b\n", "x.csv", "csv"),
        (b"2023-07-25 14:05 x\n", "x", "text"),
        (b"- 2023-07-25 14:05 x\n", "x.md", "text"),
    ],
)
def test_the_format_is_told_by_the_content(data: bytes, name: str, expected: str) -> None:
    assert detect(data, name) == expected


def test_a_named_format_overrides_and_an_unknown_one_is_refused() -> None:
    assert take("[04:46] <a> b\n", day=date(2023, 7, 25), format="text").drafts[1].kind == "timeline.log"
    with pytest.raises(BadInput, match="--from takes room, report, irc, weechat, csv"):
        take("x", format="teams")
