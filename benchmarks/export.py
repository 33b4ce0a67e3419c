"""What does an export of a room of 10,000 entries cost beside ``json.dumps`` of the same events?

    python benchmarks/export.py [--short]

The floor is the standard library's ``json.dumps`` of the events as plain dictionaries in the same run: what it takes at
least to turn all of them into text. Demand: Markdown, JSON and CSV each within 3 times that, HTML with its picture
within 6 times. The state is folded before: it is there when somebody exports. The lines are those of real reports.
"""

import argparse
import gc
import json
import math
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from warroom import seal
from warroom.clock import to_stamp
from warroom.events import Event, from_document, to_document
from warroom.state.room_state import RoomState, fold
from warroom.summary.exporting import export
from warroom.summary.request import Request

REPORTS = sorted((Path(__file__).parent.parent / "tests" / "data" / "moj-cloud-platform").glob("*.md"))
ENTRIES = 10_000
ROOM = "01890000-0000-7000-8000-0000000000aa"
LIMITS = {"md": 3.0, "json": 3.0, "csv": 3.0, "html": 6.0}
BEGUN = datetime(2026, 11, 22, 1, tzinfo=UTC)


def events(count: int) -> list[Event]:
    """A day in a room: entries of several people, a few milestones, an owner who is told things and promised more."""
    rng = random.Random(5)
    lines = [line.strip("-* ") for one in REPORTS for line in one.read_text("utf-8").splitlines() if len(line) > 30]
    made = [sealed(1, "incident.opened", {"title": "Checkout latency 结算变慢", "zone": "Asia/Shanghai"}, 0)]
    for number in range(2, count + 2):
        payload = {"kind": rng.choice(("observation", "observation", "action", "decision")), "text": rng.choice(lines)}
        if rng.random() < 0.5:
            payload["actor"] = rng.choice(("bob", "wei", "李工"))
        made.append(sealed(number, "timeline.log", payload, number * 8))
    for place, name in enumerate(("impact_started", "detected", "declared", "identified", "mitigated", "resolved")):
        number = count + 2 + place
        made.append(sealed(number, "incident.milestone_set", {"milestone": name}, number, at=place * count))
    return made


def sealed(number: int, kind: str, payload: dict[str, Any], second: int, at: int | None = None) -> Event:
    """One event as the store holds it."""
    draft = {
        "eid": seal.derived_uuid(1_700_000_000_000 + second, str(number)),
        "kind": kind,
        "v": 1,
        "payload": payload,
        "author": "ana",
        "recorded_at": to_stamp(BEGUN + timedelta(seconds=second)),
        "occurred_at": None if at is None else to_stamp(BEGUN + timedelta(seconds=at)),
    }
    return from_document(seal.seal(draft, room=ROOM, origin="a" * 32, oseq=number, lam=number))


def once(work: Callable[[], object]) -> float:
    """Milliseconds of processor time: what else runs on the machine does not count."""
    gc.collect()
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000


def measured(state: RoomState, rounds: int) -> dict[str, float]:
    """Milliseconds of the floor (``dumps``) and of each format: the shortest of several rounds, all in each round."""
    documents = [to_document(event) for event in state.events]
    works: dict[str, Callable[[], object]] = {"dumps": lambda: json.dumps(documents)}
    for format in LIMITS:
        works[format] = lambda format=format: export(asked(state), format=format)  # type: ignore[misc]
    found = dict.fromkeys(works, math.inf)
    for _ in range(rounds):
        for name, work in works.items():
            found[name] = min(found[name], once(work))
    return found


def asked(state: RoomState) -> Request:
    """A request that remembers nothing of the one before."""
    return Request(state=state, room=ROOM, zone=ZoneInfo("Asia/Shanghai"))


def main() -> int:
    """Print the figures; 1 when one is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--short", action="store_true", help="2,000 entries instead of 10,000")
    count = 2_000 if parser.parse_args().short else ENTRIES
    found = measured(fold(events(count)), 7)
    floor = found.pop("dumps")
    print(f"{count} entries: json.dumps of the events takes {floor:.1f} ms")
    missed = False
    for format, taken in found.items():
        missed |= taken > LIMITS[format] * floor
        print(f"  {format:5} {taken:7.1f} ms  {taken / floor:5.2f} times  (limit {LIMITS[format]:g})")
    print("MISSED" if missed else "reached")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
