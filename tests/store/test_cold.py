"""The append of ``warroom log``: standard library only, whatever the history, and with everybody else at work."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from store.cold import ColdLog, append_cold
from store.room_log import RoomLog
from store.rooms import RoomsFolder
from tests.store.rooms_kit import again, cold_draft, draft, new_room, texts
from warroom import seal
from warroom.errors import NotSaved

_GUARD = """
import sys
before = set(sys.modules)
import {module}
heavy = {{"msgspec", "tinydb", "textual", "click", "dataclasses", "typing", "asyncio", "threading", "inspect",
         "pathlib", "logging", "subprocess", "socket", "ssl", "datetime", "zoneinfo", "orjson"}}
loaded = set(sys.modules) - before
print(sorted(loaded & heavy))
top = {{name.partition(".")[0] for name in loaded}} - set(sys.stdlib_module_names)
print(sorted(top))
"""


@pytest.mark.parametrize(("module", "ours"), [("store", ["store"]), ("store.cold", ["store", "warroom"])])
def test_the_fast_path_imports_nothing_heavy(module: str, ours: list[str]) -> None:
    # -S: what an editable install imports at start-up is none of ours.
    paths = f"import sys; sys.path[:0] = {sys.path!r}\n"
    done = subprocess.run(
        [sys.executable, "-S", "-c", paths + _GUARD.format(module=module)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["[]", str(ours)]


def test_reading_for_an_append_does_not_grow_with_the_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = new_room(tmp_path / "data")
    log.append([draft(f"old {number}", filler="x" * 100) for number in range(20)])
    total = 0
    real = os.pread

    def counted(fd: int, size: int, offset: int) -> bytes:
        nonlocal total
        data = real(fd, size, offset)
        total += len(data)
        return data

    read = []
    for count in (10, 1500):
        for number in range(count):
            log.append([draft(f"entry {number}")])
        before = total
        with monkeypatch.context() as patch:
            patch.setattr(os, "pread", counted)
            append_cold(str(tmp_path / "data"), ".", [cold_draft("cold")])
        read.append(total - before)
    assert read[1] <= read[0] + 4096


def test_a_cold_append_repairs_a_torn_tail_first(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data", "one")
    with (log.folder / "journal.jsonl").open("ab") as file:
        file.write(b'{"c":"deadbeef","s":2,"n":3')
    with ColdLog(str(tmp_path / "data"), ".") as cold:
        cold.append([cold_draft("two")])
        assert any("interrupted write" in notice for notice in cold.notices)
    fresh = again(log)
    assert texts(fresh.load()) == ["one", "two"]
    assert fresh.health.notices == ()
    assert [path.read_bytes() for path in log.folder.glob("torn-*.bin")] == [b'{"c":"deadbeef","s":2,"n":3']


def test_cold_and_warm_writers_with_compactions_between(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data", "0")
    log.load()
    expected = ["0"]
    with ColdLog(str(tmp_path / "data"), log.room) as cold:
        for number in range(1, 40):
            if number % 3 == 0:
                log.append([draft(str(number))])
            else:
                cold.append([cold_draft(str(number))])
            if number % 10 == 0:
                log.compact()
            expected.append(str(number))
    events = RoomLog(log.folder).load()
    assert texts(events) == expected
    assert [event.oseq for event in events] == list(range(1, 41))
    assert [event.lam for event in events] == list(range(1, 41))


def test_what_cannot_be_stored_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data", "one")
    before = (log.folder / "journal.jsonl").read_bytes()
    for bad in ("\ud800", 1.5, object()):
        with pytest.raises(NotSaved, match="can't be stored"):
            append_cold(str(tmp_path / "data"), ".", [cold_draft("fine"), {**cold_draft("bad"), "payload": {"x": bad}}])
    with pytest.raises(NotSaved, match="4 MB"):
        append_cold(str(tmp_path / "data"), ".", [cold_draft("x" * (5 << 20))])
    assert (log.folder / "journal.jsonl").read_bytes() == before


def test_a_room_made_by_an_import_takes_cold_appends(tmp_path: Path) -> None:
    source = new_room(tmp_path / "a", "one", "two")
    room = seal.new_uuid()
    RoomsFolder(tmp_path / "b").create_with(room, [draft("imported")]).close()
    [stored] = append_cold(str(tmp_path / "b"), room, [cold_draft("cold")])
    assert (stored["room"], stored["oseq"], stored["lam"]) == (room, 2, 2)
    assert len(source.load()) == 2
