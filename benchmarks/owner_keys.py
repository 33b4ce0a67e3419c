"""Does screen 5 answer as fast with 300 questions and 50 promises as in a room with next to nothing?

    python benchmarks/owner_keys.py [--short]

As ``panels.py`` does it for screens 2 and 3: two true terminals, the keys in turn, the time to the first whole frame.
The small room has as many questions as fill the screen. Demand: median of the large room at most 1.5 times the small
entries and questions that are stored included.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from panels import ASK_SYNC, FRAME_END, HAS_SYNC, child

from tests.screens.kit import place
from tests.screens.rooms_with_owners import large
from tests.terminal.driver import Terminal

MOST = 1.5
ROOMS = ((20, 6), (300, 50))
"""Questions and promises."""
STEPS: tuple[tuple[str, Sequence[str], str, str], ...] = (
    ("1 to 5", ("1",), "5", ""),
    ("5: down", ("5", "g"), "j", ""),
    ("5: next pane", ("5",), "tab", ""),
    ("5: to and fro", ("5",), "]", "["),
    ("1: to and fro", ("1",), "]", "["),
    ("5: promise (form)", ("5",), "p", "ctrl+g"),
    ("5: due", ("5",), "f4", "ctrl+g"),
    ("5: ledger", ("5",), "L", "ctrl+g"),
)
"""What is measured: its name, the keys that prepare it, the key, and the one that takes it back."""


def begin(folder: Path, questions: int, promises: int) -> Terminal:
    """The program on a room of that size, in key mode."""
    where = place(folder)
    where.create(large(questions, promises))
    where.writer.close()
    terminal = Terminal([sys.executable, __file__, "--child", str(folder)], patience=60.0)
    terminal.wait_bytes(ASK_SYNC, 0)
    terminal.send(HAS_SYNC)
    terminal.wait_for("not told")
    terminal.settle(0.5)
    terminal.press("ctrl+g")
    terminal.wait_for("KEYS")
    terminal.settle(0.2)
    return terminal


def timed(terminals: Sequence[Terminal], name: str, before: Sequence[str], keys: tuple[str, str], rounds: int) -> bool:
    """A key in both terminals in turn, to its first whole frame; whether the demand holds."""
    seconds: list[list[float]] = [[], []]
    for number in range(rounds + 1):
        for which, terminal in enumerate(terminals):
            for one in before:
                terminal.press(one)
                terminal.settle(0.25)
            since, start = terminal.sent(), time.perf_counter()
            terminal.press(keys[0])
            terminal.wait_bytes(FRAME_END, since)
            if number:
                seconds[which].append(time.perf_counter() - start)
            terminal.settle(0.15)
            if keys[1]:
                terminal.press(keys[1])
                terminal.settle(0.15)
    return verdict(name, seconds)


def verdict(name: str, seconds: list[list[float]]) -> bool:
    """Print the medians; whether the demand holds."""
    small, many = (median(part) * 1000 for part in seconds)
    held = many <= MOST * small
    said = "ok" if held else "MISSED"
    print(f"{name:<18} {small:6.1f} {many:6.1f} ms  ratio {many / small:4.2f}  {said}", flush=True)
    return held


def stored(terminals: Sequence[Terminal], command: str, rounds: int) -> bool:
    """A command of the entry line, from enter to what it says; whether the demand holds."""
    seconds: list[list[float]] = [[], []]
    for number in range(rounds + 1):
        for which, terminal in enumerate(terminals):
            terminal.press("i")
            terminal.settle(0.1)
            terminal.paste(f"{command} {number}")
            terminal.settle(0.1)
            since, start = terminal.sent(), time.perf_counter()
            terminal.press("enter")
            terminal.wait_bytes(b"/answer" if command.startswith("/") else b"logged ", since)
            if number:
                seconds[which].append(time.perf_counter() - start)
            terminal.settle(0.2)
    return verdict(command[:18], seconds)


def main() -> int:
    """Run all and print; 1 when a demand is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--short", action="store_true", help="fewer keys, for CI")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        child(options.child)
        return 0
    rounds = 7 if options.short else 31
    (few, little), (many, much) = ROOMS
    print(f"{few} questions, {little} promises against {many}, {much}; 120x36, medians of {rounds} keys, key to frame")
    with tempfile.TemporaryDirectory() as folder:
        terminals = [begin(Path(folder) / str(questions), questions, promises) for questions, promises in ROOMS]
        held = [timed(terminals, name, before, (key, back), rounds) for name, before, key, back in STEPS]
        held += [stored(terminals, command, rounds) for command in ("a plain entry", "/asked Acme Retail: and branch")]
        for terminal in terminals:
            terminal.press("ctrl+q")
        statuses = [terminal.wait_exit() for terminal in terminals]
        for terminal in terminals:
            terminal.close()
    if statuses != [0, 0]:
        print(f"a program did not end well: {statuses}")
        return 1
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
