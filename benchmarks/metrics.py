"""What does measuring a room of 10,000 entries cost beside reading its events once?

    python benchmarks/metrics.py [--short]

The floor is the fold of the same events in the same run: what it takes at least to know the room. Demand: the metrics,
the chronology check and the picture's lanes, which screen 6 shows together, within once the fold; a moment of the past
(``as_of``) within 1.5 times; what changed between two moments within 4 times. All of it is done beside the screen.
"""

import argparse
import sys
from collections.abc import Callable
from datetime import timedelta
from math import inf
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.export import BEGUN, ENTRIES, events, once
from warroom import comparing
from warroom.as_of import as_of
from warroom.clock import to_stamp
from warroom.events import Event
from warroom.state.room_state import fold
from warroom.summary.chronology import checks
from warroom.summary.lanes import lanes
from warroom.summary.metrics import metrics

LIMITS = {"screen 6": 1.0, "a moment": 1.5, "two moments": 4.0}


def works(all_: list[Event], count: int) -> dict[str, Callable[[], object]]:
    """The floor and what is measured beside it."""
    state = fold(all_)
    now = BEGUN + timedelta(seconds=count * 9)
    half = to_stamp(BEGUN + timedelta(seconds=count * 4))
    return {
        "fold": lambda: fold(all_),
        "screen 6": lambda: (metrics(state, now), checks(state, now), lanes(state, now)),
        "a moment": lambda: as_of(all_, half),
        "two moments": lambda: comparing.differences(as_of(all_, half), as_of(all_, to_stamp(now))),
    }


def main() -> int:
    """Print the figures; 1 when one is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--short", action="store_true", help="2,000 entries instead of 10,000")
    count = 2_000 if parser.parse_args().short else ENTRIES
    jobs = works(events(count), count)
    found = dict.fromkeys(jobs, inf)
    for _ in range(5):
        for name, work in jobs.items():
            found[name] = min(found[name], once(work))
    floor = found.pop("fold")
    print(f"{count} entries: folding the events takes {floor:.1f} ms")
    missed = False
    for name, taken in found.items():
        missed |= taken > LIMITS[name] * floor
        print(f"  {name:12} {taken:7.1f} ms  {taken / floor:5.2f} times  (limit {LIMITS[name]:g})")
    print("MISSED" if missed else "reached")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
