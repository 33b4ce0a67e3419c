"""Another process's entries are noticed, with and without inotify, by many writers at once."""

import sys
import threading
import time
from pathlib import Path

import pytest

from store import follow
from store.room_log import RoomLog
from tests.faults import children
from tests.store.rooms_kit import again, draft, new_room, texts

WRITERS, EACH = 2, 150


@pytest.mark.parametrize("inotify", [True, False])
def test_a_foreign_entry_wakes_the_follower(tmp_path: Path, inotify: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not inotify:
        monkeypatch.setitem(sys.modules, "inotify_simple", None)
    assert (follow._inotify() is not None) == inotify
    log = new_room(tmp_path / "data")
    log.load()
    woken = threading.Semaphore(0)
    stop = log.follow(woken.release)
    other = again(log)
    for number in range(5):
        other.append([draft(str(number))])
        seen: list[str] = []
        deadline = time.monotonic() + 10
        while not seen and time.monotonic() < deadline:
            assert woken.acquire(timeout=10)
            seen = texts(log.refresh())
        assert seen == [str(number)]
    other.compact()
    other.append([draft("after a compaction")])
    while "after a compaction" not in seen:
        assert woken.acquire(timeout=10)
        seen = texts(log.refresh())
    stop()
    stop()
    before = threading.active_count()
    log.follow(woken.release)
    log.close()
    assert threading.active_count() == before


def test_two_writers_and_a_reader_lose_nothing(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data")
    reader = again(log)

    def work(name: int) -> None:
        own = RoomLog(log.folder)
        for number in range(EACH):
            own.append([draft(f"{name} {number}")])

    running = [children.fork(lambda _, name=name: work(name)) for name in range(WRITERS)]
    read = reader.load()
    deadline = time.monotonic() + 60
    while len(read) < WRITERS * EACH and time.monotonic() < deadline:
        read += reader.refresh()
        opened = again(log)
        whole = opened.load()
        assert [event.oseq for event in whole] == list(range(1, len(whole) + 1))
        opened.close()
    assert [children.ended(pid) for pid, _ in running] == [0] * WRITERS
    read += reader.refresh()
    assert read == again(log).load()
    assert sorted(texts(read)) == sorted(f"{name} {number}" for name in range(WRITERS) for number in range(EACH))
    assert [event.lam for event in read] == list(range(1, len(read) + 1))
