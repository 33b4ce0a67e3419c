"""Processes that write into a room until they are killed; they say what was acknowledged, line by line."""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from store.cold import ColdLog
from store.room_log import RoomLog
from tests.store.rooms_kit import cold_draft, draft
from warroom.errors import NotSaved

BATCH = 40

Say = Callable[[int], None]


def fork(work: Callable[[Say], None]) -> tuple[int, int]:
    """Run ``work`` in a child; returns its pid and the pipe on which it says each number it has stored."""
    read, write = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        os.close(write)
        return pid, read
    code = 0
    try:
        os.close(read)
        work(lambda number: _say(write, number))
    except BaseException:  # noqa: BLE001 - whatever it was, a forked child must not run the parent's code
        traceback.print_exc()
        code = 1
    finally:
        sys.stderr.flush()
        os._exit(code)


def _say(fd: int, number: int) -> None:
    os.write(fd, b"%d\n" % number)


def said(fd: int) -> list[int]:
    """Everything a child said until it ended; a line cut by the kill was never said."""
    data = b""
    while more := os.read(fd, 1 << 16):
        data += more
    os.close(fd)
    return [int(line) for line in data.split(b"\n")[:-1]]


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def ended(pid: int) -> int:
    """Wait for a child; its exit code, or minus the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def writer(folder: Path, name: str, kind: str, start: int = 0) -> Callable[[Say], None]:
    """Store ``name start``, ``name start+1`` ... for ever, in one of the ways that exist."""

    def warm(say: Say) -> None:
        log = RoomLog(folder)
        number = start
        while True:
            log.append([draft(f"{name} {number}")])
            say(number)
            number += 1
            if kind == "compacting" and number % 25 == 0:
                log.compact()

    def batches(say: Say) -> None:
        log = RoomLog(folder)
        number = start
        while True:
            last = number + BATCH - 1
            log.append([draft(f"{name} {n}", filler="x" * 2000) for n in range(number, last + 1)])
            say(last)
            number = last + 1

    def cold(say: Say) -> None:
        data, room = folder.parent.parent, folder.name
        number = start
        with ColdLog(str(data), room) as log:
            while True:
                log.append([cold_draft(f"{name} {number}")])
                say(number)
                number += 1

    return {"batches": batches, "cold": cold}.get(kind, warm)


def until_refused(work: Callable[[], None]) -> bool:
    """Whether ``work`` went through; a refusal is no crash."""
    try:
        work()
    except NotSaved:
        return False
    return True
