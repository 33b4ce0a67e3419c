"""Several rooms appear together or not at all, and many events come in at once, whenever the writer is killed."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from store import doctor, pouring, resolve, together
from store.room_log import RoomLog
from store.rooms import NewRoom, RoomsFolder
from tests.store.rooms_kit import draft, new_room
from warroom import seal
from warroom.errors import NotSaved
from warroom.events import is_intact

KILLS = int(os.environ.get("WARROOM_KILLS", "8"))


def drafts(count, begin=0):
    return [draft(f"line {number}") for number in range(begin, begin + count)]


def texts(log):
    return [event.payload["text"] for event in log.load()]


def test_rooms_made_together_hold_their_events(tmp_path):
    rooms = RoomsFolder(tmp_path / "data")
    new = [NewRoom(seal.new_uuid(), drafts(450, number)) for number in range(3)]
    rooms.create_many(new)
    assert sorted(resolve.room_ids(str(tmp_path / "data"))) == sorted(one.room for one in new)
    for number, one in enumerate(new):
        log = rooms.open(one.room)
        assert texts(log) == [f"line {number + place}" for place in range(450)]
        log.append([draft("goes on")])
        log.close()
    assert doctor.check(tmp_path / "data") == []


def test_one_that_is_there_already_keeps_all_from_coming(tmp_path):
    rooms = RoomsFolder(tmp_path / "data")
    there, other = seal.new_uuid(), seal.new_uuid()
    rooms.create(there).close()
    with pytest.raises(NotSaved, match="already"):
        rooms.create_many([NewRoom(other, drafts(3)), NewRoom(there, drafts(3))])
    assert resolve.room_ids(str(tmp_path / "data")) == [there]
    assert [path.name for path in (tmp_path / "data" / "rooms").iterdir()] == [there]


def test_what_was_decided_is_finished_by_whoever_looks(tmp_path):
    rooms = RoomsFolder(tmp_path / "data")
    folder = tmp_path / "data" / "rooms"
    first, second = seal.new_uuid(), seal.new_uuid()
    rooms.create_many([NewRoom(first, drafts(2)), NewRoom(second, drafts(2))])
    # As a kill between two renames leaves it: the list is there, one room has its name, one has not.
    (folder / second).rename(folder / f"new-{second}.tmp-999999")
    (folder / "together-1-abc.todo").write_text(
        json.dumps({f"new-{first}.tmp-999999": first, f"new-{second}.tmp-999999": second})
    )
    assert rooms.exists(second)
    assert sorted(resolve.room_ids(str(tmp_path / "data"))) == sorted([first, second])
    assert not list(folder.glob("*.todo")) and not list(folder.glob("new-*"))
    assert doctor.check(tmp_path / "data") == []


def test_the_doctor_finishes_before_it_sweeps(tmp_path):
    rooms = RoomsFolder(tmp_path / "data")
    folder = tmp_path / "data" / "rooms"
    room = seal.new_uuid()
    rooms.create_many([NewRoom(room, drafts(2))])
    (folder / room).rename(folder / f"new-{room}.tmp-999999")
    (folder / "together-1-abc.todo").write_text(json.dumps({f"new-{room}.tmp-999999": room}))
    doctor.repair(tmp_path / "data")
    assert len(texts(rooms.open(room))) == 2


def test_a_list_that_leads_elsewhere_is_not_carried_out(tmp_path):
    rooms = tmp_path / "rooms"
    rooms.mkdir()
    (tmp_path / "victim").mkdir()
    (rooms / "together-1-abc.todo").write_text(json.dumps({"../victim": "mine"}))
    together.finish(str(rooms), os.listdir(rooms))
    assert (tmp_path / "victim").is_dir() and not (rooms / "mine").exists()


def test_many_come_in_as_a_group_and_only_what_is_new(tmp_path):
    log = new_room(tmp_path / "data")
    rooms, many = RoomsFolder(tmp_path / "data"), drafts(9000)
    log.append(many[:10])
    before = len(log.load())
    told = []
    assert rooms.add(log.room, many, told.append) == 8990 == sum(told)
    assert rooms.add(log.room, many) == 0
    assert [one.payload["text"] for one in log.load()][before - 10 :] == [one.payload["text"] for one in many]
    assert all(is_intact(event) for event in log.load())
    assert b'"p":[1,' in (log.folder / "journal.jsonl").read_bytes()
    fresh = RoomLog(log.folder)
    fresh.append([draft("goes on")])
    assert [one.payload["text"] for one in log.refresh()] == ["goes on"]
    assert len({event.oseq for event in log.load()}) == len(log.load())
    log.compact()
    assert rooms.add(log.room, many) == 0
    assert doctor.check(tmp_path / "data") == []


def test_an_entry_that_is_too_long_stores_nothing(tmp_path):
    log = new_room(tmp_path / "data")
    before, size = len(log.load()), (log.folder / "journal.jsonl").stat().st_size
    with pytest.raises(NotSaved, match="4 MB"):
        RoomsFolder(tmp_path / "data").add(log.room, [*drafts(6000), draft("x" * (5 << 20))])
    assert (log.folder / "journal.jsonl").stat().st_size == size and len(log.load()) == before
    room = seal.new_uuid()
    with pytest.raises(NotSaved, match="4 MB"):
        RoomsFolder(tmp_path / "data").create_many([NewRoom(room, [*drafts(300), draft("x" * (5 << 20))])])
    assert not RoomsFolder(tmp_path / "data").exists(room)


def test_memory_of_the_writer_does_not_grow_with_what_it_writes(tmp_path):
    """Ten times the events, less than 20 MB more: a live state would take ten times that."""
    peaks = [_peak(tmp_path / str(count), count) for count in (5_000, 50_000)]
    assert peaks[1] - peaks[0] < 20_000, peaks


_CHILD = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from store.rooms import NewRoom, RoomsFolder
from tests.store.rooms_kit import draft
from warroom.importers.spool import Drafts
from warroom import seal
many = Drafts()
for number in range(int(sys.argv[2])):
    many.append(draft(f"line {number}"))
rooms = RoomsFolder(Path(sys.argv[1]))
room, other = seal.new_uuid(), seal.new_uuid()
rooms.create_many([NewRoom(room, many)])
rooms.create(other).close()
rooms.add(other, many)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def _peak(data, count):
    repo = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(data), str(count), repo], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def test_parts_are_cut_by_size(tmp_path):
    long = [draft("x" * 300_000) for _ in range(10)]
    log = new_room(tmp_path / "data")
    assert RoomsFolder(tmp_path / "data").add(log.room, long) == 10
    lines = (log.folder / "journal.jsonl").read_bytes().split(b"\n")
    assert all(len(line) < pouring.MAX_RECORD for line in lines)
    assert len([one for one in log.load() if len(one.payload["text"]) == 300_000]) == 10


_IMPORT = [sys.executable, "-m", "warroom"]


def _killed(data, files, room, chance):
    """Start an import and kill it a random moment after it began to write; whether it had ended by itself."""
    more = ["--room", room] if room else []
    before = _written(data)
    child = subprocess.Popen(
        [*_IMPORT, "--data", str(data), "import", *map(str, files), *more],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "WARROOM_USER": "ana"},
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while child.poll() is None and _written(data) == before:
        assert time.monotonic() < deadline, "it never began to write"
        time.sleep(0.002)
    until = time.monotonic() + chance.uniform(0, 0.25)
    while child.poll() is None and time.monotonic() < until:
        time.sleep(0.002)
    ended = child.poll() is not None
    child.send_signal(signal.SIGKILL)
    child.wait()
    return ended


def _written(data):
    """The sizes of all files: whether anything was written."""
    sizes = []
    for path in data.rglob("*"):
        with contextlib.suppress(OSError):
            sizes.append(path.stat().st_size)
    return sum(sizes), len(sizes)


def _chat(path, lines, day):
    stamps = ((number // 3600 % 24, number // 60 % 60, number % 60) for number in range(lines))
    path.write_text(
        "".join(f"[2026-01-{day:02} {h:02}:{m:02}:{s:02}] <ana> {path.stem} {h}{m}{s}\n" for h, m, s in stamps)
    )
    return path


def test_a_killed_import_of_several_files_leaves_all_rooms_or_none(tmp_path):
    chance = random.Random(int(os.environ.get("WARROOM_SEED", "6")))
    files = [_chat(tmp_path / f"chat{number}.log", 4000, number + 1) for number in range(3)]
    ends = []
    for number in range(KILLS):
        data = tmp_path / f"data{number}"
        ended = _killed(data, files, None, chance)
        found = resolve.room_ids(str(data))
        assert len(found) in (0, 3), f"kill {number}: {len(found)} of 3 rooms"
        assert len(found) == 3 or not ended
        ends.append((len(found), ended))
        for room in found:
            log = RoomsFolder(data).open(room)
            assert len(log.load()) == 4001
            log.close()
        doctor.repair(data)
    assert any(not ended for _, ended in ends), "every import had ended before it was killed"
    again = subprocess.run(
        [*_IMPORT, "--data", str(data), "import", *map(str, files)], capture_output=True, text=True, check=True
    )
    assert len(again.stdout.split()) == 3 and len(resolve.room_ids(str(data))) == 3


def test_a_killed_import_into_a_room_leaves_all_lines_or_none(tmp_path):
    chance = random.Random(int(os.environ.get("WARROOM_SEED", "7")))
    data = tmp_path / "data"
    log = new_room(data)
    before = len(log.load())
    log.close()
    ends = []
    for number in range(KILLS):
        file = _chat(tmp_path / f"chat{number}.log", 7000, number % 28 + 1)
        ends.append(_killed(data, [file], resolve.shortest_ref(log.room, [log.room]), chance))
        fresh = RoomsFolder(data).open(log.room)
        count = len(fresh.load())
        assert count in (before, before + 7000), f"kill {number}: {count - before} of 7000 lines"
        fresh.append([draft(f"goes on {number}")])
        before = count + 1
        fresh.close()
    assert not all(ends), "every import had ended before it was killed"
    doctor.repair(data)
    assert doctor.check(data) == []
