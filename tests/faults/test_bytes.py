"""What rot, cuts and careless hands do to a journal: no wrong entry, little missing, and writing goes on."""

import random
import shutil
from pathlib import Path

import pytest

from store import doctor
from store.cold import append_cold
from store.room_log import RoomLog
from tests.store.rooms_kit import cold_draft, draft, new_room, texts
from warroom.events import Event, is_intact


def _room(data: Path, count: int = 8) -> RoomLog:
    log = new_room(data)
    for number in range(count):
        log.append([draft(f"entry {number}")])
    return log


def _opened(log: RoomLog, raw: bytes) -> list[Event]:
    """The events after the journal's bytes became ``raw``, and after one more append, warm or cold by turns."""
    path = log.folder / "journal.jsonl"
    path.write_bytes(raw)
    fresh = RoomLog(log.folder)
    events = fresh.load()
    if len(raw) % 2:
        fresh.append([draft("new")])
    else:
        append_cold(str(log.folder.parent.parent), ".", [cold_draft("new")])
        fresh.refresh()
    after = RoomLog(log.folder)
    assert texts(after.load()) == [*texts(events), "new"]
    assert fresh.load() == after.load()
    fresh.close()
    after.close()
    for leftover in log.folder.glob("*.bin"):
        leftover.unlink()
    return events


def test_a_cut_at_every_byte_of_the_last_records_keeps_all_before_it(tmp_path: Path) -> None:
    log = _room(tmp_path / "data")
    raw = (log.folder / "journal.jsonl").read_bytes()
    ends = [position + 1 for position, byte in enumerate(raw) if byte == 10]
    expected = [f"entry {number}" for number in range(8)]
    for end in range(ends[-3], len(raw) + 1):
        whole = sum(1 for position in ends[1:] if position <= end)
        assert texts(_opened(log, raw[:end])) == expected[:whole]


@pytest.mark.parametrize("tail", [b"\0" * 100, b"\0" * 50 + b"\n", b'{"c":"00000000","s":9}\n', b"\n", b"\xff\n\n{"])
def test_a_tail_of_garbage_is_set_aside(tmp_path: Path, tail: bytes) -> None:
    log = _room(tmp_path / "data")
    raw = (log.folder / "journal.jsonl").read_bytes()
    (log.folder / "journal.jsonl").write_bytes(raw + tail)
    fresh = RoomLog(log.folder)
    fresh.append([draft("new")])
    assert len(fresh.load()) == 9
    [kept] = log.folder.glob("torn-*.bin")
    assert kept.read_bytes() == tail
    assert any("interrupted write" in notice for notice in fresh.health.notices)
    assert doctor.check(tmp_path / "data") == []


def test_flipped_bits_deliver_no_wrong_entry_and_cost_at_most_two(tmp_path: Path) -> None:
    log = _room(tmp_path / "data")
    raw = (log.folder / "journal.jsonl").read_bytes()
    true = {event.eid: event for event in log.load()}
    chance = random.Random(5)
    for _ in range(400):
        bad = bytearray(raw)
        bad[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        events = _opened(log, bytes(bad))
        assert all(true[event.eid] == event for event in events)
        assert len(events) >= len(true) - 2


def test_garbled_sectors_deliver_no_wrong_entry(tmp_path: Path) -> None:
    log = _room(tmp_path / "data", 40)
    raw = (log.folder / "journal.jsonl").read_bytes()
    true = {event.eid: event for event in log.load()}
    chance = random.Random(6)
    for _ in range(60):
        start = chance.randrange(len(raw) // 512) * 512
        filler = bytes(512) if chance.random() < 0.5 else chance.randbytes(512)
        events = _opened(log, raw[:start] + filler + raw[start + 512 :])
        assert all(true[event.eid] == event for event in events)
        assert len(events) >= len(true) - 4


def test_deleted_repeated_and_swapped_lines(tmp_path: Path) -> None:
    log = _room(tmp_path / "data")
    raw = (log.folder / "journal.jsonl").read_bytes()
    lines = raw.splitlines(keepends=True)
    whole = [f"entry {number}" for number in range(8)]
    assert texts(_opened(log, b"".join(lines[:3] + lines[4:]))) == whole[:2] + whole[3:]
    assert texts(_opened(log, b"".join(lines[:4] + lines[3:]))) == whole
    swapped = texts(_opened(log, b"".join([*lines[:3], lines[4], lines[3], *lines[5:]])))
    assert set(swapped) >= set(whole) - {"entry 2"}
    (log.folder / "journal.jsonl").write_bytes(b"".join(lines[:3] + lines[4:]))
    assert any("missing" in finding.problem for finding in doctor.check(tmp_path / "data"))


def test_a_batch_of_parts_counts_only_when_it_is_complete(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data", "first")
    log.load()
    log.append([draft(f"part {number}", filler="x" * 1_000_000) for number in range(9)])
    path = log.folder / "journal.jsonl"
    raw = path.read_bytes()
    lines = raw.splitlines(keepends=True)
    assert [line[: line.index(b',"o"')].rsplit(b'"p":', 1)[-1] for line in lines[2:]] == [b"[1,3]", b"[2,3]", b"[3,3]"]
    assert all(len(line) <= 4 << 20 for line in lines)
    assert len(texts(_opened(log, raw))) == 10
    for cut in (len(raw) - 1, len(b"".join(lines[:4])), len(b"".join(lines[:3])), len(b"".join(lines[:3])) - 5):
        assert texts(_opened(log, raw[:cut])) == ["first"]
    torn_in_the_middle = b"".join([*lines[:3], b"\0" * len(lines[3]), lines[4]])
    assert texts(_opened(log, torn_in_the_middle)) == ["first"]
    # With an acknowledged record behind it the batch was complete once: what is readable of it is shown.
    path.write_bytes(raw)
    RoomLog(log.folder).append([draft("last")])
    behind = path.read_bytes()[len(raw) :]
    assert len(_opened(log, torn_in_the_middle + behind)) > 2


def test_snapshots_that_rot_are_said_and_cost_no_newer_entry(tmp_path: Path) -> None:
    log = _room(tmp_path / "data")
    log.compact()
    log.append([draft("newer")])
    base = log.folder / "base.json"
    good = base.read_bytes()
    base.chmod(0o600)
    for bad in (good[: len(good) // 2], b"", b"{}", b"[1, 2]", b'{"_meta": {"1": {}}}', b"\xff" * 100):
        base.write_bytes(bad)
        fresh = RoomLog(log.folder)
        assert "newer" in texts(fresh.load())
        assert any("base.json" in notice for notice in fresh.health.notices)
    base.write_bytes(good)
    assert texts(RoomLog(log.folder).load())[-1] == "newer"
    assert len(RoomLog(log.folder).load()) == 9


def test_an_older_snapshot_from_a_backup_is_noticed(tmp_path: Path) -> None:
    log = _room(tmp_path / "data")
    log.compact()
    shutil.copy(log.folder / "base.json", tmp_path / "old.json")
    for number in range(600):
        log.append([draft(f"later {number}")])
    log.compact()
    log.close()
    shutil.copy(tmp_path / "old.json", log.folder / "base.json")
    fresh = RoomLog(log.folder)
    events = fresh.load()
    assert texts(events)[-1] == "later 599"
    assert all(map(is_intact, events))
    assert any("base.json" in notice for notice in fresh.health.notices)
