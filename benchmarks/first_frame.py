"""How long until a room of 10,000 entries is on the glass, against an empty Textual app of the same run?

    python benchmarks/first_frame.py [--short]

Both start in true terminals of 120x36, in turn, so that a busy machine slows both; the time goes from starting the
process to the frame that shows all of its markers: the empty app's words; the room's severity and title (header), its
impact (now strip) and its newest entry. Ratios are of medians. Demand: at most 1.6.

Both have their bytecode, as what is installed has; a checkout under PYTHONDONTWRITEBYTECODE would compile ours anew at
every start, while Textual's stands in site-packages.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from store.rooms import RoomsFolder
from tests.terminal.driver import Terminal
from warroom import making, seal
from warroom.state.room_state import fold
from warroom.state.snapshot import card
from warroom.state.timeline import Log

ROOT = Path(__file__).resolve().parent.parent
ENTRIES, MOST = 10_000, 1.6
NEWEST = "the newest entry of all"
IMPACT = "card payments fail in the EU"
EMPTY_APP = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("nothing here yet")
Empty().run()
"""


def fill(folder: Path, entries: int) -> str:
    """A room with a cached card and so many entries; its UUID."""
    now = datetime.now(UTC)
    drafts = making.opening(
        "Checkout latency", author="ana", now=now - timedelta(hours=12), severity="SEV1", impact=IMPACT
    )
    for number in range(entries):
        at = now - timedelta(seconds=4 * (entries - number))
        text = NEWEST if number == entries - 1 else f"entry {number}: error rate {number % 17} % in EU only"
        drafts.append(making.draft("timeline.log", Log("observation", text), ("ana", "bob", "wei")[number % 3], at))
    room = seal.new_uuid()
    log = RoomsFolder(folder).create_with(room, drafts[:20])
    for start in range(20, len(drafts), 20):  # as a room grows: in many transactions
        log.append(drafts[start : start + 20])
    log.save_summary(card(fold(log.load()), room))
    log.close()
    return room


def first_frame(command: list[str], *markers: str) -> float:
    """Seconds from the start until all markers are on the screen."""
    start = time.perf_counter()
    with Terminal(command, patience=60, cwd=ROOT) as terminal:
        terminal.wait_until(lambda one: all(marker.encode() in one.log for marker in markers), " and ".join(markers))
        return time.perf_counter() - start


def main() -> int:
    """Measure in turns and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="5 rounds instead of 21")
    parser.add_argument("--entries", type=int, default=ENTRIES)
    arguments = parser.parse_args()
    rounds = 5 if arguments.short else 21
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the first round, which doesn't count, writes the bytecode
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        room = fill(data, arguments.entries)
        opened = [sys.executable, "-m", "warroom", "--data", str(data), "--as", "ana", room]
        empty = [sys.executable, "-c", EMPTY_APP]
        times: tuple[list[float], list[float]] = ([], [])
        for number in range(rounds + 1):
            pair = (
                first_frame(empty, "nothing here yet"),
                first_frame(opened, "SEV1 INVESTIGATING", "Checkout latency", IMPACT, NEWEST),
            )
            if number:  # the first round warms caches
                for taken, one in zip(times, pair, strict=True):
                    taken.append(one)
    floor, room_time = (statistics.median(one) for one in times)
    ratio = room_time / floor
    print(f"empty Textual app      {floor * 1000:6.0f} ms  (median of {rounds})")
    print(f"room, {arguments.entries:,} entries   {room_time * 1000:6.0f} ms")
    print(f"ratio                  {ratio:6.2f}     at most {MOST}: {'holds' if ratio <= MOST else 'DOES NOT HOLD'}")
    return 0 if ratio <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
