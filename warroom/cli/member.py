"""The demo's second member: a process of its own that logs every few seconds, until the demo that began it is gone."""

import os
import select
import shutil
import sys
import time

from store.cold import ColdLog
from warroom import demo, seal
from warroom.errors import WarroomError

FIRST = 2.0
"""Seconds until the first entry: a newcomer has just found the timeline."""


def main(data: str, room: str, every: float, temporary: bool) -> None:
    """Log into ``room`` every ``every`` seconds while the other end of standard input is open.

    That end closes with the process that holds it, however it ended; then a ``temporary`` folder is removed.
    """
    try:
        _log(data, room, every)
    except WarroomError:
        return  # the folder is gone or full: the newcomer sees that on the screen
    finally:
        if temporary and _over(0):
            shutil.rmtree(data, ignore_errors=True)


def _log(data: str, room: str, every: float) -> None:
    told = demo.script()
    coming = demo.live(told)
    wait = min(FIRST, every)
    said = 0
    with ColdLog(data, room) as log:
        while not _over(wait):
            kind, payload = next(coming)
            now = seal.stamp(time.time_ns())
            log.append([{"kind": kind, "payload": payload, "author": demo.LIVE_MEMBER, "recorded_at": now}])
            said += 1
            wait = every if said < len(told.live) else every * demo.SLOWER


def _over(seconds: float) -> bool:
    """Wait; whether the other end of standard input has closed."""
    ready, _, _ = select.select([0], [], [], seconds)
    return bool(ready) and os.read(0, 1) == b""


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4] == "temporary")
