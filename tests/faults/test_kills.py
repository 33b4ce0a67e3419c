"""kill -9, short form: random moments, and every single system call of each way to write."""

import os
import signal
from functools import partial
from pathlib import Path

import msgspec
import pytest

from store.cold import ColdLog
from store.drafts import RoomDrafts
from store.room_log import RoomLog
from tests.faults import children, kills
from tests.faults.syscalls import Calls
from tests.store.rooms_kit import again, cold_draft, draft, new_room, texts
from warroom.events import Draft, Event


def test_nothing_acknowledged_is_lost_to_random_kills() -> None:
    acknowledged, wrong = kills.run(24, seed=11)
    assert wrong == []
    assert acknowledged > 0


def _warm(folder: Path) -> None:
    RoomLog(folder).append([draft("new")])


def _cold(folder: Path) -> None:
    with ColdLog(str(folder.parent.parent), folder.name) as log:
        log.append([cold_draft("new")])


def _big_batch(folder: Path) -> None:
    RoomLog(folder).append([draft("new", filler="x" * 900_000, number=n) for n in range(6)])


def _compaction(folder: Path) -> None:
    log = RoomLog(folder)
    log.append([draft("new")])
    log.compact()


def _erasure(folder: Path) -> None:
    log = RoomLog(folder)
    log.append([draft("new")])
    with log.db.storage.alone():
        log.db.storage.rewrite({name: dict(table) for name, table in log.db.storage.tables.items()})


@pytest.mark.parametrize("work", [_warm, _cold, _big_batch, _compaction, _erasure])
@pytest.mark.parametrize("when", ["before", "after", "half"])
def test_a_kill_at_each_system_call_leaves_old_or_new_and_nothing_else(tmp_path: Path, work, when: str) -> None:
    log = new_room(tmp_path / "data", "one", "two")
    log.compact()
    log.append([draft("three")])
    live = again(log)
    live.load()
    for number in range(200):
        before = live.load()

        def killed(_: children.Say, number: int = number) -> None:
            with Calls(fail_at=number, how="kill", when=when):
                work(log.folder)

        pid, pipe = children.fork(killed)
        os.close(pipe)
        code = children.ended(pid)
        fresh = again(log)
        now = fresh.load()
        live.refresh()
        assert live.load() == now
        assert now[: len(before)] == before
        assert texts(now[len(before) :]) in ([], ["new"], ["new"] * 6)
        fresh.append([draft("goes on")])
        assert not any("damage" in notice for notice in fresh.health.notices)
        fresh.close()
        if code == 0:
            assert number >= 2  # a write and its sync at least
            return
        assert code == -signal.SIGKILL
    raise AssertionError("the work never ended")


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_kill_at_each_system_call_of_an_erasure_never_leaves_an_erased_text(tmp_path: Path, when: str) -> None:
    for number in range(200):
        log = new_room(tmp_path / str(number), "before", "the password is hunter2", "after")
        log.compact()
        typed = RoomDrafts(log.folder, "ana")
        typed.save("line", "the password is hunter2")
        typed.save("line", "")
        typed.close()
        target = log.load()[1]
        blank = msgspec.structs.replace(target, payload={"text": ""})
        erasure = Draft(kind="entry.erased", payload={}, author="ana", recorded_at=target.recorded_at)
        log.close()
        pid, pipe = children.fork(partial(_killed_erasure, log.folder, blank, erasure, number, when))
        os.close(pipe)
        code = children.ended(pid)
        fresh = RoomLog(log.folder)
        fresh.append([draft("goes on")])
        events = fresh.load()
        assert len(events) in (4, 5)
        if len(events) == 5:
            assert [event.erased for event in events[:3]] == [None, erasure.eid, None]
            for path in log.folder.rglob("*"):
                assert not path.is_file() or b"hunter2" not in path.read_bytes(), path
        else:
            assert events[1] == target
        fresh.close()
        if code == 0:
            assert len(events) == 5
            return
    raise AssertionError("the erasure never ended")


def _killed_erasure(folder: Path, blank: Event, erasure: Draft, number: int, when: str, _: children.Say) -> None:
    with Calls(fail_at=number, how="kill", when=when):
        RoomLog(folder).erase([blank], erasure)
