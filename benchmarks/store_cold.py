"""What the append of ``warroom log`` costs from start to exit, whatever the history (G12 of docs/store.md 8).

    python benchmarks/store_cold.py [--short]

Processes are started in turns: bare python, and a cold append into a small and into a large room. Demands: large
against small at most 1.2, and at most 60 ms more than bare python.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.verdict import TEXT, Verdicts, p50, short_form
from store.rooms import RoomsFolder
from warroom import seal
from warroom.events import Draft

ROOT = Path(__file__).resolve().parent.parent

APPEND = """
import sys
sys.path.insert(0, sys.argv[2])
from store.cold import append_cold
import time
from warroom.seal import stamp
now = stamp(time.time_ns())
append_cold(sys.argv[1], ".", [{"kind": "timeline.log", "payload": {"text": "x"}, "author": "a", "recorded_at": now}])
"""


def filled(data: Path, count: int) -> str:
    """A data folder with one room of ``count`` events."""
    now = seal.stamp(time.time_ns())
    log = RoomsFolder(data).create(seal.new_uuid())
    for start in range(0, count, 5000):
        made = [
            Draft(kind="timeline.log", payload={"text": f"{number} {TEXT}"}, author="ana", recorded_at=now)
            for number in range(start, min(start + 5000, count))
        ]
        log.append(made)
    log.append([Draft(kind="timeline.log", payload={"text": "last"}, author="ana", recorded_at=now)])
    log.close()
    return str(data)


def started(*arguments: str) -> float:
    """Milliseconds of a process from start to exit."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True)
    return (time.perf_counter() - start) * 1000


def main() -> int:
    """Measure and print; 1 when a demand was missed."""
    short = short_form(__doc__)
    verdicts = Verdicts()
    rounds, large = (11, 10_000) if short else (31, 100_000)
    with tempfile.TemporaryDirectory() as name:
        small_data, large_data = filled(Path(name) / "small", 100), filled(Path(name) / "large", large)
        bare, small, big = [], [], []
        for _ in range(rounds):
            bare.append(started("-c", "pass"))
            small.append(started("-c", APPEND, small_data, str(ROOT)))
            big.append(started("-c", APPEND, large_data, str(ROOT)))
    flat = p50(big) / p50(small)
    print(
        f"        bare python {p50(bare):.0f} ms, append into 100 {p50(small):.0f} ms, into {large:,} {p50(big):.0f} ms"
    )
    verdicts.say(f"G12 a cold append's time at {large:,} / at 100 <= 1.2", f"{flat:.2f}", flat <= 1.2)
    more = p50(big) - p50(bare)
    verdicts.say("G12 a cold append <= bare python + 60 ms", f"+{more:.0f} ms", more <= 60)
    return 1 if verdicts.missed else 0


if __name__ == "__main__":
    sys.exit(main())
