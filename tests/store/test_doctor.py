"""``warroom doctor`` finds every problem, mends what can be mended, and loses nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

from store import doctor
from store.room_log import RoomLog
from store.rooms import RoomsFolder
from tests.store.rooms_kit import again, draft, new_room, texts
from warroom import seal


def _problems(data: Path) -> str:
    return "\n".join(finding.problem for finding in doctor.check(data))


def _room_of_ten(data: Path) -> RoomLog:
    log = new_room(data)
    for number in range(10):
        log.append([draft(f"entry {number}")])
    return log


def test_a_sound_room_has_no_problems(tmp_path: Path) -> None:
    log = _room_of_ten(tmp_path / "data")
    log.compact()
    log.append([draft("x")])
    source = tmp_path / "f"
    source.write_text("x")
    log.attach(source)
    assert doctor.check(tmp_path / "data") == []
    assert doctor.repair(tmp_path / "data") == []


def test_damage_is_named_copied_and_everything_readable_kept(tmp_path: Path) -> None:
    data = tmp_path / "data"
    log = _room_of_ten(data)
    raw = bytearray(log.folder.joinpath("journal.jsonl").read_bytes())
    lines = bytes(raw).split(b"\n")
    at = raw.index(b"entry 4")
    raw[at] ^= 1
    log.folder.joinpath("journal.jsonl").write_bytes(bytes(raw))
    found = _problems(data)
    assert "can't be read; record 5 is missing" in found
    assert "1 entry is missing of copy" in found
    reader = again(log)
    assert len(reader.load()) == 9
    assert any("damaged" in notice for notice in reader.health.notices)
    assert texts(reader.append([draft("goes on")])[-1:]) == ["goes on"]
    done = doctor.repair(data)
    assert any("copied to damaged-" in sentence for sentence in done)
    [copy] = log.folder.glob("damaged-*.bin")
    assert copy.read_bytes() == lines[5].replace(b"entry 4", b"dntry 4") + b"\n"
    assert texts(again(log).load()) == [f"entry {n}" for n in range(10) if n != 4] + ["goes on"]
    assert "can't be read" not in _problems(data)
    assert texts(reader.append([draft("and on")])[-1:]) == ["and on"]
    log.compact()


def test_a_damaged_first_line_costs_no_entry(tmp_path: Path) -> None:
    for compacted in (False, True):
        data = tmp_path / str(compacted)
        log = _room_of_ten(data)
        if compacted:
            log.compact()
            log.append([draft("entry 10")])
        path = log.folder / "journal.jsonl"
        raw = bytearray(path.read_bytes())
        raw[30] ^= 4
        path.write_bytes(bytes(raw))
        expected = [f"entry {n}" for n in range(11 if compacted else 10)]
        assert "first line" in _problems(data)
        reader = again(log)
        assert texts(reader.load()) == expected
        assert texts(reader.append([draft("new")])[-1:]) == ["new"]
        assert doctor.check(data) == []
        assert texts(again(log).load()) == [*expected, "new"]
        assert list(log.folder.glob("damaged-*.bin"))


def test_torn_tail_leftovers_modes_and_forged_events_are_found(tmp_path: Path) -> None:
    data = tmp_path / "data"
    log = _room_of_ten(data)
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True)
    pid = dead.stdout.strip()
    with (log.folder / "journal.jsonl").open("ab") as file:
        file.write(b'{"c":"12345678","s":11,')
    (log.folder / f"base.json.tmp-{pid}-abc").write_text("x")
    (data / "rooms" / f"new-{log.room}.tmp-{pid}").mkdir(mode=0o700)
    (log.folder / "journal.jsonl").chmod(0o644)
    found = _problems(data)
    for part in ("interrupted write left 23 bytes", "base.json.tmp-", "interrupted 'new'", "other people"):
        assert part in found
    doctor.repair(data)
    assert doctor.check(data) == []
    assert (log.folder / "journal.jsonl").stat().st_mode & 0o777 == 0o600
    assert [path.read_bytes() for path in log.folder.glob("torn-*.bin")] == [b'{"c":"12345678","s":11,']
    assert len(again(log).load()) == 10


def test_an_event_that_was_changed_outside_is_named(tmp_path: Path) -> None:
    data = tmp_path / "data"
    log = _room_of_ten(data)
    log.compact()
    log.close()
    base = log.folder / "base.json"
    content = json.loads(base.read_text())
    content["events"]["3"]["payload"]["text"] = "forged"
    base.chmod(0o600)
    base.write_text(json.dumps(content))
    ref = seal.entry_ref(content["events"]["3"]["eid"])
    assert f"Entry {ref} was changed after it was sealed" in _problems(data)
    assert "changed by another program" in _problems(data)


def test_a_lost_snapshot_is_said_and_the_newest_entries_stay_readable(tmp_path: Path) -> None:
    data = tmp_path / "data"
    log = _room_of_ten(data)
    log.compact()
    log.append([draft("after")])
    os.rename(log.folder / "base.json", tmp_path / "kept")
    assert "base.json" in _problems(data)
    reader = again(log)
    assert "after" in texts(reader.load())
    reader.append([draft("still writes")])
    os.rename(tmp_path / "kept", log.folder / "base.json")
    assert texts(again(log).load()) == [*(f"entry {n}" for n in range(10)), "after", "still writes"]


def test_a_room_without_a_journal_is_a_finding_not_a_crash(tmp_path: Path) -> None:
    data = tmp_path / "data"
    log = _room_of_ten(data)
    os.unlink(log.folder / "journal.jsonl")
    assert "journal.jsonl" in _problems(data)
    [card] = RoomsFolder(data).cards()
    assert card.problem is not None
    assert any("could not be repaired" in sentence for sentence in doctor.repair(data))
