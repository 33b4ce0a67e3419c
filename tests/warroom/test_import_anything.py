"""Whatever the bytes, a reader reads them or says what is wrong; it never crashes and never hangs."""

from datetime import date
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warroom.histories import HOSTILE
from tests.warroom.importing import REPORTS, state_of, take, take_all, timed
from warroom.errors import BadInput
from warroom.importers.reading import FORMATS
from warroom.seal import canonical
from warroom.state.snapshot import snapshot

_PIECES = [
    "2023-07-25 14:05",
    "24/07/25",
    "14:05",
    "1600",
    "25 July",
    "9999-12-31 23:59",
    "0001-01-01 00:00",
    "2999-12-31 23:59",
    "23:59",
    "00:01",
    "2023-02-30",
    "25:61",
    "12pm",
    "+99:99",
    "-05:00",
    "Z",
    "- ",
    "  - ",
    "* ",
    "1. ",
    "> ",
    "| ",
    " | ",
    "**",
    "**Key events**",
    "- **Impact**: ",
    "- **Time to repair**: 0h 1m",
    "# ",
    "```",
    "---",
    "title: x",
    "[14:05] ",
    "<ana> ",
    "=== ",
    "--- Day changed Sat May 28 2011",
    "time,text",
    '"',
    ",",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "\x1c",
    "\x85",
]
lines = st.lists(st.one_of(st.sampled_from(_PIECES), st.sampled_from(HOSTILE), st.text(max_size=6)), max_size=40).map(
    "".join
)


def try_to_take(data: bytes | str, format: str | None) -> None:
    try:
        readings = take_all(data, "x", format=format, zone="America/New_York", day=date(2023, 7, 25))
    except BadInput as refused:
        assert str(refused)
        return
    for reading in readings:
        assert len({draft.eid for draft in reading.drafts}) == len(reading.drafts)
        canonical(snapshot(state_of(reading)))


@settings(max_examples=400, deadline=None)
@given(lines, st.sampled_from([None, *FORMATS]))
def test_any_lines_are_read_or_refused(text: str, format: str | None) -> None:
    try_to_take(text.encode("utf-8", "replace"), format)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([None, *FORMATS]))
def test_any_bytes_are_read_or_refused(data: bytes, format: str | None) -> None:
    try_to_take(data, format)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(REPORTS), st.data())
def test_a_report_with_any_line_changed_is_read_or_refused(path: object, data: st.DataObject) -> None:
    rows = path.read_text(encoding="utf-8").split("\n")  # type: ignore[attr-defined]
    place = data.draw(st.integers(0, len(rows) - 1))
    rows[place] = data.draw(st.one_of(lines, st.just(rows[place][:-3]), st.just("")))
    try_to_take("\n".join(rows).encode("utf-8", "replace"), None)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_comes_through_every_reader_as_it_is(hostile: str) -> None:
    one_line = hostile.replace("\r\n", " ").replace("\n", " ")
    assert timed(take(f"2023-07-25 14:05: {one_line}\n"))[0][3] == one_line.strip(" ")
    assert timed(take(f"[14:05] <ana> {one_line}\n", day=date(2023, 7, 25)))[0][3] == one_line
    quoted = hostile.replace('"', '""')
    row = timed(take(f'time,text\n2023-07-25 14:05,"{quoted}"\n', "x.csv"))[0][3]
    assert row == hostile.replace("\r\n", "\n")


@pytest.mark.parametrize("hostile", [*HOSTILE, "half a character \udc80"])
def test_hostile_file_names_are_kept_and_break_nothing(hostile: str) -> None:
    reading = take("2023-07-25 14:05 x\n", hostile)
    canonical(snapshot(state_of(reading)))
    assert timed(reading)[0][3] == "x"


@pytest.mark.parametrize("format", ["report", "text", "irc", "csv"])
@pytest.mark.parametrize(
    "unit",
    [
        "2023-07-25 14:05 ",
        "](",
        "`",
        "# ",
        "- ",
        "**",
        "1:",
        "2023-",
        " ",
        "[14:05] ",
        '"',
        "```x\n",
        "| ",
        "\n",
        "at 9",
        "*_(",
    ],
)
def test_a_long_line_or_file_of_one_thing_takes_no_long_time(format: str, unit: str) -> None:
    start = process_time()
    try_to_take(f"time,text\n- 2023-07-25 14:05 {unit * 20_000}", format)
    assert process_time() - start < 20
