"""Is typing into a section of an update as fluid as typing into an empty TextArea, with the check behind it?

    python benchmarks/composer.py [--short]

Two true terminals in one run: the program in a room of 10,000 entries with a section of a draft open, and one
empty TextArea. The same keys in turn, each to its first whole frame: after a rest, in a burst, and at the
moment at which the check begins. Demand: the median of the composer at most 1.5 times that of the TextArea. Beside it,
in processor time of one thread: the check of a usual draft in that room, which runs off the event loop (at most 5 ms).
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import msgspec
from typing_extensions import override

from benchmarks.verdict.keys import ASK_SYNC, FRAME_END, HAS_SYNC, MOST, child
from screens.update.checking import PAUSE
from tests.screens.kit import ROOM, entry, place
from tests.screens.rooms_with_owners import english
from tests.terminal.driver import Terminal
from warroom import template_files
from warroom.update_drafts import draft_of
from warroom.updates.merging import Place, put

ENTRIES = 10_000
CHECK = 5.0
"""Milliseconds of processor time that a check of a usual draft may take in such a room."""
PAUSES: tuple[tuple[str, float], ...] = (
    ("a key after a rest", 0.5),
    ("a key in a burst", 0.03),
    ("a key as the check begins", PAUSE + 0.005),
)
SEEN = "@"
"""The key that is measured: no other frame draws it."""
WORDS = ("pods", "node", "restart", "memory", "heap", "queue", "payments", "latency", "region", "failover", "replica")


def room(folder: Path) -> None:
    """A room of so many entries with two owners."""
    where, rng = place(folder), random.Random(1)
    lines = [
        entry(100 + number, f"{' '.join(rng.choices(WORDS, k=10))} {number}", at=f"{12 + number % 2}:{number % 60:02}")
        for number in range(ENTRIES)
    ]
    where.create([*english(), *lines])
    where.writer.close()


def bare() -> None:
    """The floor: an application that is one empty TextArea."""
    from textual.app import App, ComposeResult
    from textual.widgets import TextArea

    class Bare(App[None]):
        @override
        def compose(self) -> ComposeResult:
            yield TextArea()

    Bare().run()


def begin(*words: str) -> Terminal:
    """One of the two programs in a terminal that knows synchronised frames."""
    terminal = Terminal([sys.executable, __file__, *words], patience=60.0)
    terminal.wait_bytes(ASK_SYNC, 0)
    terminal.send(HAS_SYNC)
    terminal.settle(0.6)
    return terminal


def composer(folder: Path) -> Terminal:
    """The program with a section of a draft open, at its end."""
    terminal = begin("--child", str(folder))
    terminal.wait_for("1 Timeline")
    terminal.wait_for("not told")
    terminal.press("f2")
    terminal.wait_for("rev 1 ana")
    terminal.settle(1.0)
    terminal.press("j", "j", "j", "e")
    terminal.wait_for("esc done")
    terminal.press("end")
    terminal.settle(0.5)
    return terminal


def typed(terminals: Sequence[Terminal], rest: float, rounds: int) -> list[float]:
    """The median of a key's way to its frame in each terminal, in milliseconds."""
    seconds: list[list[float]] = [[] for _ in terminals]
    for number in range(rounds + 1):
        for which, terminal in enumerate(terminals):
            for letter in "ab ":  # somebody types: the check waits for a pause
                since = terminal.sent()
                terminal.press(letter)
                terminal.wait_bytes(FRAME_END, since)
            time.sleep(rest)
            since, start = terminal.sent(), time.perf_counter()
            terminal.press(SEEN)
            terminal.wait_bytes(SEEN.encode(), since)
            if number:  # the first one warms up
                seconds[which].append(time.perf_counter() - start)
            terminal.settle(0.05)
            terminal.press("ctrl+u")  # so that no other frame draws the letter
            terminal.settle(0.3)
    return [median(part) * 1000 for part in seconds]


async def check(folder: Path, times: int) -> float:
    """The shortest of several checks of a usual draft in that room, in milliseconds of processor time."""
    where = place(folder)
    opened = where.desk().enter(where.rooms.open(ROOM))
    await opened.load()
    made = draft_of(opened, "Acme Retail", template_files.library(template_files.own_folder()))
    opened.updates.check("Acme Retail", made.content)
    found = []
    body = made.content.body()
    for number in range(times):
        typed = put(made.content, Place("title", body.lang), f"{body.title} {number}")  # nothing is known of it
        scope = msgspec.structs.replace(body.sections[0], text=f"{body.sections[0].text} Shop {number} too.")
        typed = put(typed, Place(scope.field, body.lang), scope)
        begun = time.thread_time()
        opened.updates.check("Acme Retail", typed)
        found.append(time.thread_time() - begun)
    await opened.close()
    where.writer.close()
    return min(found) * 1000


def main() -> int:
    """Run all and print; 1 when a demand is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--short", action="store_true", help="fewer keys, for CI")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--bare", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.bare or options.child is not None:
        bare() if options.bare else child(options.child)
        return 0
    rounds = 11 if options.short else 41
    missed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "room"
        room(folder)
        took = asyncio.run(check(folder, rounds))
        missed += took > CHECK
        print(f"check of a usual draft, {ENTRIES:,} entries: {took:.2f} ms{'  TOO SLOW' if took > CHECK else ''}")
        print(f"120x36, medians of {rounds} keys, key to frame: empty TextArea, composer; demand ratio <= {MOST}")
        with begin("--bare") as floor, composer(folder) as full:
            for said, rest in PAUSES:
                least, most = typed((floor, full), rest, rounds)
                missed += most > MOST * least
                verdict = "ok" if most <= MOST * least else "MISSED"
                print(f"{said:<28} {least:6.1f} {most:6.1f} ms  ratio {most / least:4.2f}  {verdict}", flush=True)
            for terminal in (floor, full):
                terminal.press("ctrl+q")
                if terminal.wait_exit() != 0:
                    print("a program did not end well")
                    missed += 1
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
