"""Two processes that write into one room at once (G7 of docs/store.md 8).

    python benchmarks/store_writers.py [--short]

Each stores 1,000 entries as fast as it can. The floor of the longest wait is one writer alone in the same run.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.verdict import TEXT, Verdicts, short_form
from store.room_log import RoomLog
from store.rooms import RoomsFolder
from warroom import seal
from warroom.errors import WarroomError
from warroom.events import Draft


def write(folder: Path, name: str, count: int) -> tuple[int, float]:
    """Errors and the longest single append in milliseconds."""
    log = RoomLog(folder)
    log.load()
    errors, longest = 0, 0.0
    for number in range(count):
        payload = {"text": f"{name} {number} {TEXT}"}
        made = Draft(kind="timeline.log", payload=payload, author=name, recorded_at=seal.stamp(time.time_ns()))
        start = time.perf_counter()
        try:
            log.append([made])
        except WarroomError:
            errors += 1
        longest = max(longest, (time.perf_counter() - start) * 1000)
    return errors, longest


def in_child(work: Callable[[], tuple[int, float]]) -> int:
    """Run ``work`` in a forked process; returns the pipe on which it tells its result."""
    read, send = os.pipe()
    if os.fork() == 0:
        errors, longest = work()
        os.write(send, f"{errors} {longest}".encode())
        os._exit(0)
    os.close(send)
    return read


def result(pipe: int) -> tuple[int, float]:
    """What a child told."""
    errors, longest = os.read(pipe, 100).split()
    os.wait()
    return int(errors), float(longest)


def main() -> int:
    """Measure and print; 1 when a demand was missed."""
    short = short_form(__doc__)
    verdicts = Verdicts()
    count = 300 if short else 1000
    with tempfile.TemporaryDirectory() as name:
        rooms = RoomsFolder(Path(name))
        alone = rooms.create(seal.new_uuid()).folder
        _, floor = result(in_child(lambda: write(alone, "a", count)))
        folder = rooms.create(seal.new_uuid()).folder
        start = time.perf_counter()
        pipes = [in_child(lambda who=who: write(folder, who, count)) for who in ("a", "b")]
        results = [result(pipe) for pipe in pipes]
        rate = 2 * count / (time.perf_counter() - start)
        events = RoomLog(folder).load()
    lost = 2 * count - len({event.eid for event in events})
    errors = sum(errors for errors, _ in results)
    longest = max(longest for _, longest in results)
    unbroken = [event.oseq for event in events] == list(range(1, len(events) + 1))
    verdicts.say(
        f"G7 two writers x {count}: 0 lost, 0 errors", f"{lost} lost, {errors} errors", not lost and not errors
    )
    verdicts.say("G7 oseq without a gap", "yes" if unbroken else "no", unbroken)
    figure = f"{longest:.1f} ms (one writer alone: {floor:.1f} ms), {rate:.0f} entries/s"
    verdicts.say("G7 longest wait <= 100 ms", figure, longest <= 100)
    return 1 if verdicts.missed else 0


if __name__ == "__main__":
    sys.exit(main())
