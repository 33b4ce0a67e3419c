"""Folders that are not safe, disks that refuse, locks that others hold, and what is said about it."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from store import safety
from store.cold import append_cold
from store.room_log import RoomLog
from store.rooms import RoomsFolder
from tests.store.rooms_kit import again, cold_draft, draft, new_room, texts
from warroom.errors import NotSaved, ReadOnly, UnsafeFolder


def test_a_folder_that_others_can_write_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "data"
    log = new_room(data, "one")
    for mode in (0o777, 0o770):
        data.chmod(mode)
        for opening in (lambda: RoomsFolder(data), lambda: append_cold(str(data), ".", [cold_draft("x")])):
            with pytest.raises(UnsafeFolder, match="chmod go-w"):
                opening()
    data.chmod(0o755)
    assert texts(RoomsFolder(data).open(log.room).load()) == ["one"]


_AS_NOBODY = """
import os, sys
from pathlib import Path
from store.room_log import RoomLog
from tests.store.rooms_kit import draft, texts
from warroom.errors import ReadOnly
if os.geteuid() == 0:
    os.setgid(65534); os.setuid(65534)
log = RoomLog(Path(sys.argv[1]))
assert texts(log.load()) == ["one"], log.load()
assert log.health.readonly and "can be read but not written" in log.health.readonly, log.health
assert texts(log.preview(5).events) == ["one"]
try:
    log.append([draft("x")])
except ReadOnly as error:
    print(error)
"""


def test_without_write_permission_a_room_opens_for_reading() -> None:
    with tempfile.TemporaryDirectory() as home:  # pytest's own folders are closed to other people
        Path(home).chmod(0o755)
        log = new_room(Path(home) / "data", "one")
        log.close()
        for path in (*(Path(home) / "data").rglob("*"), Path(home) / "data"):
            path.chmod(0o555 if path.is_dir() else 0o444)
        done = subprocess.run([sys.executable, "-c", _AS_NOBODY, str(log.folder)], capture_output=True, text=True)
        assert "can be read but not written" in done.stdout, done.stderr
        for path in (log.folder, log.folder.parent, log.folder.parent.parent):
            path.chmod(0o700)


_HOLD = """
import sys, time
from pathlib import Path
from store.room_log import RoomLog
log = RoomLog(Path(sys.argv[1]))
with log.db.transaction():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_stopped_lock_holder_is_named_and_readers_go_on(tmp_path: Path) -> None:
    log = new_room(tmp_path / "data", "one")
    log.load()
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(log.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        holder.send_signal(signal.SIGSTOP)
        deadline = time.monotonic() + 10
        impatient = RoomLog(log.folder, lock_timeout=0.05)
        message = ""
        while "stopped" not in message and time.monotonic() < deadline:
            with pytest.raises(NotSaved, match="held the lock") as caught:
                impatient.append([draft("x")])
            message = str(caught.value)
        assert f"process {holder.pid}, stopped" in message
        assert texts(again(log).load()) == ["one"]
        with pytest.raises(NotSaved, match="held the lock"):
            append_cold(str(tmp_path / "data"), ".", [cold_draft("x")], lock_timeout=0.05)
    finally:
        holder.send_signal(signal.SIGCONT)
        holder.kill()
        holder.wait()
    assert texts(impatient.append([draft("two")])) == ["one", "two"]


def test_who_waits_for_the_lock_says_so_to_other_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.room_log._LONG_WAIT", 0.02)
    log = new_room(tmp_path / "data", "one")
    log.load()
    other = again(log)
    with other.db.transaction():
        waiting = threading.Thread(target=lambda: log.append([draft("two")]))
        waiting.start()
        deadline = time.monotonic() + 10
        while not log.health.notices and time.monotonic() < deadline:
            time.sleep(0.005)
        assert f"(process {os.getpid()})" in log.health.notices[0]
        assert "holds this room's lock" in log.health.notices[0]
    waiting.join(10)
    assert log.health.notices == ()
    assert texts(other.refresh()) == ["one", "two"]


def test_network_file_systems_are_recognised_and_can_be_forced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert safety.filesystem(str(tmp_path)) not in ("", *safety.NETWORK_TYPES)
    assert safety.filesystem("/proc") == "proc"
    log = new_room(tmp_path / "data", "one")
    here = safety.filesystem(str(tmp_path))
    monkeypatch.setattr(safety, "NETWORK_TYPES", frozenset([here]))
    reading = RoomsFolder(tmp_path / "data").open(log.room)
    assert texts(reading.load()) == ["one"]
    assert "network file system" in (reading.health.readonly or "")
    with pytest.raises(ReadOnly, match=safety.FORCE_NETWORK):
        reading.append([draft("x")])
    with pytest.raises(ReadOnly, match=safety.FORCE_NETWORK):
        append_cold(str(tmp_path / "data"), ".", [cold_draft("x")])
    monkeypatch.setenv(safety.FORCE_NETWORK, "1")
    assert texts(RoomsFolder(tmp_path / "data").open(log.room).append([draft("two")])) == ["one", "two"]


def test_little_space_is_warned_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = new_room(tmp_path / "data")
    assert log.health.notices == ()
    monkeypatch.setattr("store.disk.LOW_SPACE", 1 << 60)
    assert any("nearly full" in notice for notice in log.health.notices)
