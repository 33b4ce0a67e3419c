"""How soon an entry is seen by another process, and what waiting costs (G6 of docs/store.md 8).

    python benchmarks/store_follow.py [--short]

A writer process stores entries at random moments and writes the time of each into it; a reader follows the room,
once by polling alone and once with inotify, and takes the time when ``refresh`` gave it the entry. The floor is the
50 ms between two polls.
"""

import os
import queue
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.verdict import Verdicts, p50, p99, short_form
from store import follow
from store.room_log import RoomLog
from store.rooms import RoomsFolder
from warroom import seal
from warroom.events import Draft

IDLE_SECONDS = 5.0


def write(folder: Path, count: int) -> None:
    """The writer: an entry at random moments, each with the time just before it was stored."""
    log = RoomLog(folder)
    log.load()
    chance = random.Random(3)
    for _ in range(count):
        time.sleep(chance.uniform(0.02, 0.12))
        now = time.monotonic_ns()
        made = Draft(kind="timeline.log", payload={"at": now}, author="ana", recorded_at=seal.stamp(time.time_ns()))
        log.append([made])


def delays(folder: Path, count: int) -> list[float]:
    """Milliseconds from just before the append to the reader's having the event."""
    log = RoomLog(folder)
    log.load()
    woken: queue.SimpleQueue[None] = queue.SimpleQueue()
    stop = log.follow(lambda: woken.put(None))
    pid = os.fork()
    if pid == 0:
        write(folder, count)
        os._exit(0)
    taken: list[float] = []
    while len(taken) < count:
        woken.get(timeout=30)
        events = log.refresh()
        now = time.monotonic_ns()
        taken += [(now - event.payload["at"]) / 1e6 for event in events]
    os.waitpid(pid, 0)
    stop()
    log.close()
    return taken


def idle(folder: Path, seconds: float) -> float:
    """Per cent of one processor that a follower uses while nothing happens."""
    log = RoomLog(folder)
    log.load()
    stop = log.follow(log.refresh)
    done = threading.Event()
    start, used = time.monotonic(), time.process_time()
    done.wait(seconds)
    share = (time.process_time() - used) / (time.monotonic() - start) * 100
    stop()
    log.close()
    return share


def main() -> int:
    """Measure and print; 1 when a demand was missed."""
    short = short_form(__doc__)
    verdicts = Verdicts()
    count = 60 if short else 300
    with tempfile.TemporaryDirectory() as name:
        folder = RoomsFolder(Path(name)).create(seal.new_uuid()).folder
        real = follow._inotify
        follow._inotify = lambda: None
        polled = delays(folder, count)
        figure = f"p50 {p50(polled):.1f} ms, p99 {p99(polled):.1f} ms"
        verdicts.say("G6 visible in another process by polling, p99 <= 100 ms", figure, p99(polled) <= 100)
        share = idle(folder, 2.0 if short else IDLE_SECONDS)
        verdicts.say("G6 a reader that waits <= 1 % of a processor", f"{share:.2f} %", share <= 1)
        follow._inotify = real
        if real() is None:
            print("        inotify-simple is not installed: not measured")
        else:
            told = delays(folder, count)
            figure = f"p50 {p50(told):.2f} ms, p99 {p99(told):.2f} ms"
            verdicts.say("G6 visible in another process by inotify, p99 <= 20 ms", figure, p99(told) <= 20)
    return 1 if verdicts.missed else 0


if __name__ == "__main__":
    sys.exit(main())
