"""How soon is somebody else's entry on the screen? Another process stores, a true terminal shows.

    python benchmarks/live.py [--short]

The time goes from the entry being on disk to its text in a terminal of 120x36 that shows a room of 10,000 entries.
Demand: at most 100 ms at p99.
"""

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.first_frame import NEWEST, ROOT, fill
from benchmarks.verdict import p50, p99
from store.rooms import RoomsFolder
from tests.terminal.driver import Terminal
from warroom import making
from warroom.state.timeline import Log

MOST = 0.100


def main() -> int:
    """Store, wait, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="60 entries instead of 300")
    count = 60 if parser.parse_args().short else 300
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        room = fill(data, 10_000)
        command = [sys.executable, "-m", "warroom", "--data", str(data), "--as", "ana", room]
        taken: list[float] = []
        log = RoomsFolder(data).open(room)
        with Terminal(command, cwd=ROOT, patience=60) as terminal:
            terminal.wait_for(NEWEST)
            terminal.wait_until(lambda one: "10,0" in one.text(), "the whole room")
            for number in range(count):
                text = f"from elsewhere {number:04}"
                log.append([making.draft("timeline.log", Log("observation", text), "bob", datetime.now(UTC))])
                start = time.perf_counter()
                terminal.wait_until(lambda one, text=text: text.encode() in one.log, text)
                taken.append(time.perf_counter() - start)
        log.close()
    print(f"on disk to on screen: p50 {p50(taken) * 1000:.1f} ms, p99 {p99(taken) * 1000:.1f} ms of {count}")
    return 0 if p99(taken) <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
