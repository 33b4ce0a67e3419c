"""kill -9 at random moments: ``python -m tests.faults.kills --kills 200``.

Each round starts two writers (plain, from the cold path, in batches, compacting) on one room, kills them after a
random while, and looks with a fresh handle: every acknowledged entry is there, nothing that was never written is,
a batch is whole or absent, a live reader agrees, and one more write goes through.
"""

import argparse
import collections
import os
import random
import sys
import tempfile
import time
from pathlib import Path

from store import doctor
from store.room_log import RoomLog
from tests.faults import children
from tests.store.rooms_kit import draft, new_room

KINDS = ("plain", "cold", "batches", "compacting")


class Round:
    """One room, written to and killed again and again."""

    def __init__(self, data: Path, chance: random.Random) -> None:
        self.data = data
        self.chance = chance
        self.log = new_room(data)
        self.folder = self.log.folder
        self.reader = RoomLog(self.folder)
        self.seen = {event.eid: event for event in self.reader.load()}
        self.stored: collections.Counter[str] = collections.Counter()
        self.acknowledged = 0

    def kill_once(self) -> list[str]:
        """Start two writers, kill both; returns what went wrong."""
        running = []
        for name in ("a", "b"):
            kind = self.chance.choice(KINDS)
            name = f"{name}-{kind}"
            pid, pipe = children.fork(children.writer(self.folder, name, kind, self.stored[name]))
            running.append((name, kind, pid, pipe))
        time.sleep(self.chance.uniform(0.01, 0.08))
        for _, _, pid, _ in running:
            children.kill(pid)
            time.sleep(self.chance.choice((0, 0.003)))
        wrong = []
        fresh = RoomLog(self.folder)
        found = collections.defaultdict(set)
        for event in fresh.load():
            name, _, number = event.payload["text"].partition(" ")
            found[name].add(int(number or 0))
        for name, kind, _, pipe in running:
            wrong += self._compare(name, kind, children.said(pipe), found[name])
        if any("damaged" in notice for notice in fresh.health.notices):
            wrong.append("damage")
        fresh.append([draft("goes-on 0")])
        self.seen |= {event.eid: event for event in self.reader.refresh()}
        if self.seen.keys() != {event.eid for event in fresh.load()}:
            wrong.append("the live reader disagrees")
        fresh.close()
        return wrong

    def _compare(self, name: str, kind: str, said: list[int], found: set[int]) -> list[str]:
        wrong = []
        begun = self.stored[name]
        step = children.BATCH if kind == "batches" else 1
        acknowledged = said[-1] + 1 if said else begun
        self.acknowledged += acknowledged - begun
        lost = set(range(acknowledged)) - found
        if lost:
            wrong.append(f"{name}: {len(lost)} acknowledged entries lost")
        phantoms = found - set(range(acknowledged + step))
        if phantoms:
            wrong.append(f"{name}: {len(phantoms)} entries that nobody wrote")
        if found and found != set(range(max(found) + 1)):
            wrong.append(f"{name}: a hole in its entries")
        if len(found) % step:
            wrong.append(f"{name}: part of a batch")
        self.stored[name] = len(found)
        return wrong


def run(kills: int, seed: int) -> tuple[int, list[str]]:
    """``kills`` rounds of two killed writers each; returns how many entries were acknowledged and every fault."""
    chance = random.Random(seed)
    wrong: list[str] = []
    acknowledged = 0
    with tempfile.TemporaryDirectory() as folder:
        round_ = None
        for number in range(kills):
            if round_ is None or number % 20 == 0:
                round_ = Round(Path(folder) / f"data{number}", chance)
            before = round_.acknowledged
            wrong += [f"kill {number}: {fault}" for fault in round_.kill_once()]
            acknowledged += round_.acknowledged - before
            if number % 20 == 19:
                wrong += [f"doctor: {finding.problem}" for finding in doctor.check(round_.data)]
    return acknowledged, wrong


def main() -> int:
    """The long form."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "big"))
    options = parser.parse_args()
    acknowledged, wrong = run(options.kills, options.seed)
    for fault in wrong:
        print(fault)
    print(f"{options.kills} rounds (seed {options.seed}): {acknowledged} acknowledged, {len(wrong)} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
