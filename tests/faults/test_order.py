"""In which order the disk is asked: nothing is acknowledged, renamed or believed before it is durable."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from store.cold import append_cold
from store.room_log import RoomLog
from tests.store.rooms_kit import again, cold_draft, draft, new_room, texts
from warroom.errors import WarroomError

WATCHED = ("write", "fsync", "fdatasync", "rename", "ftruncate")


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the calls that change the disk, each with what it was done to, in order."""
    seen: list[str] = []

    def watched(name: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def call(target: Any, *rest: Any) -> Any:
            path = os.fspath(target) if not isinstance(target, int) else os.readlink(f"/proc/self/fd/{target}")
            kind = "folder" if os.path.isdir(path) else os.path.basename(path).split(".tmp-")[0]
            seen.append(f"{name} {kind}")
            return real(target, *rest)

        return call

    for name in WATCHED:
        monkeypatch.setattr(os, name, watched(name))
    return seen


def test_an_append_is_one_write_and_one_sync(tmp_path: Path, calls: list[str]) -> None:
    log = new_room(tmp_path / "data", "one")
    log.load()
    log.append([draft("first")])
    calls.clear()
    log.append([draft("two"), draft("three")])
    assert calls == ["write journal.jsonl", "fdatasync journal.jsonl"]
    calls.clear()
    append_cold(str(tmp_path / "data"), ".", [cold_draft("four")])
    assert calls == ["write journal.jsonl", "fdatasync journal.jsonl"]


def test_files_are_synced_before_they_are_renamed_and_folders_after(tmp_path: Path, calls: list[str]) -> None:
    log = new_room(tmp_path / "data", "one")
    log.append([draft("two")])
    calls.clear()
    log.compact()
    one_file = ["write {}", "fsync {}", "rename {}", "fsync folder"]
    expected = [step.format(name) for name in ("base.json", "journal.jsonl") for step in one_file]
    assert calls == expected


def test_a_torn_tail_is_kept_and_cut_durably_before_the_next_record(tmp_path: Path, calls: list[str]) -> None:
    log = new_room(tmp_path / "data", "one")
    with (log.folder / "journal.jsonl").open("ab") as file:
        file.write(b"torn")
    fresh = RoomLog(log.folder)
    calls.clear()
    fresh.append([draft("two")])
    kept = [call.split("-")[0] for call in calls]
    assert kept == [
        *("write torn", "fsync torn", "fsync folder", "ftruncate journal.jsonl", "fdatasync journal.jsonl"),
        *("write journal.jsonl", "fdatasync journal.jsonl"),
    ]


@pytest.mark.parametrize("fail_at", range(12))
def test_a_read_that_fails_leaves_no_half_state(tmp_path: Path, fail_at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    log = new_room(tmp_path / "data", "one")
    log.load()
    other = again(log)
    other.append([draft("two")])
    other.compact()
    other.append([draft("three")])
    count, real = 0, os.pread

    def pread(*arguments: int) -> bytes:
        nonlocal count
        count += 1
        if count == fail_at + 1:
            raise OSError(errno.EIO, "Input/output error")
        return real(*arguments)

    fresh = again(log)
    with monkeypatch.context() as patch:
        patch.setattr(os, "pread", pread)
        for handle in (log, fresh):
            try:
                handle.refresh()
            except WarroomError as error:
                assert "can't be read" in str(error) or "disk reported" in str(error)
    log.refresh()
    fresh.refresh()
    assert texts(log.load()) == texts(fresh.load()) == ["one", "two", "three"]
    assert texts(log.append([draft("four")])) == ["four"]
