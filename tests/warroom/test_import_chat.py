"""IRC logs become discussion: who, when and every odd character."""

from datetime import date
from time import process_time

import pytest

from tests.warroom.importing import DATA, remarks, state_of, take, take_file, timed
from warroom.errors import BadInput

LONG = DATA / "irc-ubuntu" / "2008-04-27.train-a.raw.txt"
SHORT = DATA / "irc-ubuntu" / "2016-06-06_02.raw.txt"
NIGHT = DATA / "made" / "2026-02-27_night.irc.txt"


def said(text: str, day: date | None = date(2026, 2, 27)) -> list[tuple[str, str, str]]:
    reading = take(text, "chat.log", day=day, format="irc")
    messages = [draft for draft in reading.drafts if draft.kind == "discussion.say"]
    return [((one.occurred_at or "")[:19], one.payload.get("actor", ""), one.payload["text"]) for one in messages]


def test_every_line_of_the_long_log_is_one_message_and_no_character_is_lost() -> None:
    raw = LONG.read_text(encoding="utf-8").split("\n")
    lines = [line for line in raw if line.strip()]
    reading = take_file(LONG)
    messages = reading.drafts[1:]
    assert len(messages) == len(lines) == 1979
    for line, draft in zip(lines, messages, strict=True):
        text = draft.payload["text"]
        assert line.endswith(text) or line.rstrip() == text.rstrip()
        assert draft.kind == "discussion.say"
        assert draft.payload["via"] == "written"
        if line.startswith("["):
            assert (draft.occurred_at or "")[11:16] == line[1:6]
    state = state_of(reading)
    assert len(state.discussion) == 1979
    assert len(state.timeline) == 0
    assert [entry.text for entry in state.discussion] == [draft.payload["text"] for draft in messages]


def test_nicks_actions_and_renames() -> None:
    rows = {draft.payload["source"].split(":")[-1]: draft.payload for draft in take_file(LONG).drafts[1:]}
    assert rows["1"]["actor"] == "unperson"
    assert rows["2"] == {
        "text": "=== Sindacious_ is now known as Sindacious",
        "actor": "Sindacious_",
        "via": "written",
        "source": f"{LONG.name}:2",
    }
    assert rows["24"]["actor"] == "unperson"
    assert rows["24"]["text"] == "* unperson sits and listens"
    assert rows["26"]["text"].startswith("\ufeffis the AMD64")


def test_the_day_comes_from_the_name_and_that_is_said() -> None:
    reading = take_file(SHORT)
    assert (reading.drafts[1].occurred_at or "")[:10] == "2016-06-06"
    assert "taken from the file's name: 2016-06-06" in remarks(reading)
    given = take_file(SHORT, day=date(2020, 1, 2))
    assert (given.drafts[1].occurred_at or "")[:10] == "2020-01-02"


def test_without_a_day_the_log_is_refused_and_the_way_out_named() -> None:
    with pytest.raises(BadInput, match=r"line 1: .*--date"):
        take("[04:46] <a> x\n[04:47] <b> y\n", "chat.log")


def test_midnight_and_disorder_are_told_apart() -> None:
    reading = take_file(NIGHT)
    assert [(line, at[5:16]) for line, at, _, _ in timed(reading)] == [
        (1, "02-27T23:50"),
        (2, "02-27T23:52"),
        (3, "02-27T23:58"),
        (4, "02-27T23:57"),
        (5, "02-27T23:57"),
        (6, "02-28T00:03"),
        (7, "02-28T00:04"),
        (8, "02-28T12:30"),
        (9, "03-01T01:10"),
        (10, "03-02T00:00"),
        (11, "03-02T09:00"),
    ]
    notes = remarks(reading)
    assert "line 4: out of order" in notes
    assert "line 6: 00:03 stands below 23:57: read as the next day, 2026-02-28" in notes


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("[04:46] <ana> text", ("2026-02-27T04:46:00", "ana", "text")),
        ("[04:46:07] <@ana> text", ("2026-02-27T04:46:07", "ana", "text")),
        ("[04:46] <ana> <b>  two spaces", ("2026-02-27T04:46:00", "ana", "<b>  two spaces")),
        ("[04:46] <ana> ", ("2026-02-27T04:46:00", "ana", "")),
        ("[04:46]  * ana waves", ("2026-02-27T04:46:00", "ana", "* ana waves")),
        ("04:46 <+ana> text", ("2026-02-27T04:46:00", "ana", "text")),
        ("04:46 < ana> text", ("2026-02-27T04:46:00", "ana", "text")),
        ("04:46 -!- ana [a@b] has joined #x", ("2026-02-27T04:46:00", "ana", "-!- ana [a@b] has joined #x")),
        ("2016-06-06 02:16:03 <ana> text", ("2016-06-06T02:16:03", "ana", "text")),
        ("2016-06-06T02:16:03Z <ana> text", ("2016-06-06T02:16:03", "ana", "text")),
        ("[2016-06-06 02:16:03] <ana> text", ("2016-06-06T02:16:03", "ana", "text")),
        ("2016-06-06 02:16:03\tana\ttext", ("2016-06-06T02:16:03", "ana", "text")),
    ],
)
def test_a_line_is_read_in_every_form(line: str, expected: tuple[str, str, str]) -> None:
    assert said(line + "\n") == [expected]


def test_day_headers_set_the_day() -> None:
    text = (
        "--- Log opened Sat May 28 00:00:01 2011\n00:05 <a> x\n--- Day changed Sun May 29 2011\n00:01 <b> y\n"
        "Session Start: Mon May 30 10:00:00 2011\n10:01 <c> z\n"
        "**** BEGIN LOGGING AT Tue May 31 11:00:00 2011\n11:01 <d> w\n"
    )
    assert [row[0] for row in said(text, day=None)] == [
        "2011-05-28T00:00:01",
        "2011-05-28T00:05:00",
        "2011-05-29T00:00:00",
        "2011-05-29T00:01:00",
        "2011-05-30T10:00:00",
        "2011-05-30T10:01:00",
        "2011-05-31T11:00:00",
        "2011-05-31T11:01:00",
    ]


def test_a_line_without_a_time_is_kept_at_the_time_above_and_named() -> None:
    reading = take("[04:46] <a> x\nlost line\n", "chat.log", day=date(2026, 2, 27), format="irc")
    assert timed(reading)[1] == (2, "2026-02-27T04:46:00", "say", "lost line")
    assert "line 2: no time" in remarks(reading)


def test_impossible_times_are_named_each_with_its_line() -> None:
    with pytest.raises(BadInput) as refused:
        take("[04:46] <a> x\n[25:61] <b> y\n[04:47] <c> z\n[24:00] <d> w\n", "chat.log", day=date(2026, 2, 27))
    assert "line 2" in str(refused.value)
    assert "line 4" in str(refused.value)
    assert "nothing was imported" in str(refused.value)


@pytest.mark.parametrize("line", ["9999-12-31 23:59 <a> x", "0001-01-01 00:00 <a> x", "2016-02-30 10:00 <a> x"])
def test_a_day_that_no_zone_can_show_is_refused(line: str) -> None:
    with pytest.raises(BadInput, match="line 1: there is no time"):
        take(line, "chat.log", zone="America/New_York", format="irc")


def test_lines_end_at_line_feeds_only() -> None:
    odd = "a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g\rh\x00i\x1b[31mj\u202ek"
    assert said(f"[04:46] <ana> {odd}\r\n[04:47] <bob> x") == [
        ("2026-02-27T04:46:00", "ana", odd),
        ("2026-02-27T04:47:00", "bob", "x"),
    ]


def test_bytes_that_are_no_utf8_are_shown_and_named() -> None:
    reading = take(b"[04:46] <ana> caf\xe9\n[04:47] <bob> ok\n", "chat.log", day=date(2026, 2, 27))
    assert timed(reading)[0][3] == "caf\ufffd"
    assert "line 1: some bytes are not UTF-8" in remarks(reading)
    assert "line 2" not in remarks(reading)


def test_the_same_log_again_adds_nothing_and_a_longer_one_adds_its_new_lines() -> None:
    whole = NIGHT.read_bytes()
    ids = [draft.eid for draft in take_file(NIGHT).drafts]
    assert len(set(ids)) == len(ids)
    assert [draft.eid for draft in take_file(NIGHT, zone="America/New_York").drafts] == ids
    longer = take(whole + b"[09:01] <ana> one more\n", NIGHT.name)
    assert [draft.eid for draft in longer.drafts][:-1] == ids


def test_equal_lines_are_all_kept() -> None:
    assert len(said("[04:46] <a> +1\n[04:46] <a> +1\n")) == 2
    ids = [draft.eid for draft in take("[04:46] <a> +1\n[04:46] <a> +1\n", "x", day=date(2026, 2, 27)).drafts]
    assert len(set(ids)) == 3


def test_reading_takes_time_in_proportion_to_the_length() -> None:
    data = LONG.read_bytes()

    def seconds(times: int) -> float:
        start = process_time()
        take(data * times, "2008-04-27.txt")
        return process_time() - start

    seconds(1)
    short = min(seconds(2) for _ in range(3))
    assert seconds(16) < short * 8 * 4  # linear is 8; quadratic would be 64
