"""Nobody is named for words that are not theirs: imported and erased entries, the same everywhere."""

from datetime import timedelta
from pathlib import Path

from screens.dialogs.words import entry_words
from screens.rows import row_maker
from tests.warroom.rooms import START, new_room
from warroom import brief
from warroom.cli import shown
from warroom.clock import to_stamp
from warroom.importers.detect import read
from warroom.room import Room
from warroom.state.feed import IMPORTED, UNKNOWN
from warroom.summary.markdown import markdown

CSV = b"time,who,text\n2026-11-22 05:40,bob,rolled it back\n2026-11-22 05:41,,error rate falls\n"


async def imported(room: Room) -> None:
    reading = read(CSV, source="call.csv", zone=room.zone, now=START, author="wei", room=room.room, format="csv")
    await room.record(reading.drafts)


def lines(text: str, words: str) -> str:
    (found,) = [line for line in text.splitlines() if words in line]
    return found


async def test_whoever_imports_a_file_said_nothing_of_it(tmp_path: Path) -> None:
    room = await new_room(tmp_path, me="wei")
    await imported(room)
    entries = {entry.text: entry for entry in room.state.timeline}
    named, nameless = entries["rolled it back"], entries["error rate falls"]
    assert (named.who, named.credit) == ("bob", "bob")
    assert (nameless.who, nameless.credit) == (IMPORTED, IMPORTED)
    as_row = row_maker(room.zone)
    assert (as_row(named).who, as_row(nameless).who) == ("bob", IMPORTED)
    page = entry_words(nameless, room.state, room.zone, "timeline")
    assert IMPORTED in lines(page, "who ")
    at = to_stamp(START)
    for text in (
        shown.state(room.state, room.room, room.zone, at),
        brief.changes(room.state, since=START - timedelta(hours=2), now=START, zone=room.zone),
        markdown(room.state, room.room, zone=room.zone),
    ):
        assert "wei" not in lines(text, "error rate falls") and IMPORTED in lines(text, "error rate falls")
        assert "wei" not in lines(text, "rolled it back") and "bob" in lines(text, "rolled it back")


async def test_an_erased_entry_is_nobodys_words(tmp_path: Path) -> None:
    room = await new_room(tmp_path, me="wei")
    made = await room.log("the password is x", actor="zoe", via="spoken")
    assert room.find(made.ref).credit == "zoe (by wei)"
    await room.erase(made.eid, "a password")
    entry = room.find(made.ref)
    assert (entry.who, entry.credit) == (UNKNOWN, "? (by wei)")
    assert row_maker(room.zone)(entry).who == "? (by wei)"
    assert "? (by wei)" in lines(shown.state(room.state, room.room, room.zone, to_stamp(START)), "[erased by wei")
    assert "| ? (by wei) |" in lines(markdown(room.state, room.room, zone=room.zone), "a password")
    assert "zoe" not in markdown(room.state, room.room, zone=room.zone)
