"""The CSV export: safe in a spreadsheet, and read back without loss."""

import csv
import io
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from tests.warroom.histories import ROOM, histories
from tests.warroom.importing import DATA, LONDON, REPORTS, remarks, sealed, state_of, take, take_file
from tests.warroom.test_export_json import draft, some_events
from warroom.errors import BadInput
from warroom.events import Event
from warroom.seal import canonical
from warroom.state.room_state import fold
from warroom.state.snapshot import snapshot
from warroom.summary.as_csv import COLUMNS, as_csv, safed
from warroom.summary.times import Times

UTC = Times(ZoneInfo("UTC"))


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@settings(max_examples=200, deadline=None)
@given(histories)
def test_export_and_import_give_the_same_state_byte_for_byte(events: list[Event]) -> None:
    state = fold(events)
    data = as_csv(state, Times(LONDON))
    reading = take(data, "room.csv")
    assert (reading.format, reading.room) == ("room", ROOM)
    again = state_of(reading)
    assert canonical(snapshot(again)) == canonical(snapshot(state))
    assert as_csv(again, Times(LONDON)) == data


@pytest.mark.parametrize("path", [*REPORTS, DATA / "irc-ubuntu" / "2008-04-27.train-a.raw.txt"], ids=lambda p: p.name)
def test_real_rooms_go_out_and_come_back_the_same(path: Any) -> None:
    reading = take_file(path)
    state = state_of(reading)
    again = take(as_csv(state, UTC), "any name.txt")
    assert again.room == reading.room
    assert canonical(snapshot(state_of(again))) == canonical(snapshot(state))
    assert take(as_csv(state, UTC), "x.csv", format="csv").sealed == again.sealed


def test_the_first_line_says_for_whom_it_is_and_no_cell_is_a_formula() -> None:
    texts = ["=1+1", "+x", "-x", "@SUM(A1)", "\t=1", "＝1", "plain", "a\r\nb"]
    events = [draft("timeline.log", kind="action", text=text, actor=text) for text in texts]
    data = as_csv(fold(sealed(events, ROOM)), UTC)
    assert data.startswith(b"\xef\xbb\xbfINTERNAL - do not forward,time,")
    rows = rows_of(data)
    assert tuple(rows[0]) == COLUMNS
    assert not [cell for row in rows for cell in row if re.match(r"[=+\-@\t\r＝＋－＠]", cell)]
    assert {row[5] for row in rows[1:]} >= {"'=1+1", "'+x", "'-x", "plain"}
    assert safed("-") == "'-"


def test_times_name_their_offset_and_rows_stand_in_their_order() -> None:
    path = next(path for path in REPORTS if path.name.startswith("2023-08-04"))
    rows = rows_of(as_csv(state_of(take_file(path, zone="Europe/London")), Times(LONDON)))[1:]
    times = [row[1] for row in rows]
    assert len(times) == 22
    assert times == sorted(times)
    assert {time[19:] for time in times if time.startswith("2023-08")} == {"+01:00"}


def changed(place: int, text: str) -> bytes:
    rows = rows_of(as_csv(fold(some_events()), UTC))
    rows[2][place] = text
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(rows)
    return stream.getvalue().encode()


@pytest.mark.parametrize(
    ("place", "text", "message"),
    [
        (5, "never said", "line 3: its text was changed to 'never said'"),
        (4, "bob", "line 3: its who was changed"),
        (1, "2026-11-22T15:05:00+00:00", "line 3: its time was changed"),
        (6, "", "line 3: its last cell is no event"),
        (6, '{"cut', "line 3: its last cell is no event"),
        (6, "[1]", "line 3: its last cell is no event"),
        (6, '{"eid":"x"}', "line 3: the file was changed after its export"),
    ],
)
def test_a_row_that_was_changed_is_named_and_nothing_comes_in(place: int, text: str, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)):
        take(changed(place, text), "room.csv")


def test_a_table_that_a_spreadsheet_saved_again_still_comes_in() -> None:
    data = changed(0, "other letters").replace(b"\r\n", b"\n")
    assert take(data, "room.csv").room == ROOM
    assert "attached files" not in remarks(take(data, "room.csv"))
