"""The disk refuses: each system call in turn fails, once or for ever, with EIO or ENOSPC, whole or half way."""

import errno
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from store.cold import ColdLog
from store.room_log import RoomLog
from tests.faults.syscalls import Calls
from tests.store.rooms_kit import again, cold_draft, draft, new_room, texts
from warroom.errors import NotSaved, OutcomeUnknown, ReadOnly, WarroomError


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
@pytest.mark.parametrize("forever", [False, True])
@pytest.mark.parametrize("when", ["before", "half", "after"])
@pytest.mark.parametrize("kind", ["warm", "cold", "compacting"])
def test_no_single_refusal_loses_or_invents_an_entry(
    tmp_path: Path, kind: str, when: str, forever: bool, code: int
) -> None:
    for fail_at in range(200):
        data = tmp_path / str(fail_at)
        log = new_room(data, "one")
        live = again(log)
        live.load()
        acknowledged, unknown = ["one"], False
        with Calls(fail_at=fail_at, how=code, when=when, forever=forever) as calls:
            for number in range(4):
                try:
                    if kind == "cold":
                        with ColdLog(str(data), log.room) as cold:
                            cold.append([cold_draft(str(number))])
                    else:
                        log.append([draft(str(number))])
                    acknowledged.append(str(number))
                    if kind == "compacting":
                        log.compact()
                except OutcomeUnknown:
                    unknown = True
                except WarroomError:  # any other error than ours fails the test
                    pass
        fresh = again(log)
        found = texts(fresh.load())
        assert [text for text in found if text in acknowledged] == acknowledged
        if not (unknown or forever or when == "after"):
            assert found == acknowledged
        live.refresh()
        assert texts(live.load()) == found
        fresh.append([draft("again")])
        assert texts(again(log).load()) == [*found, "again"]
        assert not any("damage" in notice for notice in fresh.health.notices)
        for handle in (log, live, fresh):
            handle.close()
        if not calls.failed:
            assert fail_at >= 8
            return
    raise AssertionError("the sweep never ended")


def test_a_failed_sync_stops_this_handle_until_it_is_opened_again(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data", "one")
    log.append([draft("two")])
    with Calls(fail_at=1), pytest.raises(NotSaved, match="disk reported"):
        log.append([draft("not confirmed")])
    with pytest.raises(ReadOnly, match="open it again"):
        log.append([draft("refused")])
    assert log.health.readonly is not None
    assert texts(again(log).append([draft("three")])) == ["one", "two", "three"]
    assert texts(log.refresh()) == ["three"]  # reading goes on


def test_outcome_unknown_is_said_when_the_undo_fails_too(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data", "one")
    log.load()
    with Calls(fail_at=1, forever=True), pytest.raises(OutcomeUnknown, match="may or may not"):
        log.append([draft("who knows")])


_LIMITED = """
import resource, sys, time
from pathlib import Path
from store.room_log import RoomLog
from tests.store.rooms_kit import draft
from warroom.errors import NotSaved
log = RoomLog(Path(sys.argv[1]))
log.load()
kept = refused = 0
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
while refused < 20:
    try:
        log.append([draft(f"n {kept}", filler="x" * 500)])
        kept += 1
    except NotSaved as error:
        assert "full" in str(error), error
        refused += 1
assert kept > 50
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
log.append([draft("after")])
print(kept)
"""


def test_a_full_quota_loses_nothing_and_writing_resumes(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data")
    done = subprocess.run([sys.executable, "-c", _LIMITED, str(log.folder)], capture_output=True, text=True, check=True)
    kept = int(done.stdout)
    assert texts(log.load()) == [*(f"n {number}" for number in range(kept)), "after"]
    assert log.health.notices == ()
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def _mounted(path: Path) -> bool:
    path.mkdir()
    if os.geteuid() != 0:
        return False
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", str(path)], capture_output=True)
    return done.returncode == 0


def test_a_full_disk_loses_nothing_while_writing_and_compacting(tmp_path: Path) -> None:
    """On a real, small file system where one can be mounted; else the file size limit above has to speak for it."""
    disk = tmp_path / "disk"
    mounted = _mounted(disk)
    filler = disk / "filler"
    try:
        log = new_room(disk / "data")
        log.load()
        kept: list[str] = []
        size = 300_000 if mounted else 0
        filler.write_bytes(b"x" * size)
        for number in range(3000 if mounted else 50):
            try:
                log.append([draft(str(number), filler="x" * 300)])
                kept.append(str(number))
            except NotSaved as error:
                assert "full" in str(error)
                if number % 100 == 0:
                    with pytest.raises(WarroomError):
                        log.compact()
        assert texts(again(log).load()) == kept
        assert (len(kept) < 3000) == mounted or not mounted
        filler.unlink()
        log.append([draft("after")])
        assert texts(again(log).load()) == [*kept, "after"]
        log.close()
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(disk)], check=True)


def test_raw_errors_never_leave(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data", "one")
    log.load()
    log.folder.rename(tmp_path / "moved")
    for action in (lambda: log.append([draft("x")]), log.refresh, log.compact, lambda: log.attach(tmp_path / "moved")):
        with pytest.raises(WarroomError):
            action()
    log.save_summary({})
    log.close()  # closes its own files, none twice
    assert texts(RoomLog(tmp_path / "moved").append([draft("two")])) == ["one", "two"]
