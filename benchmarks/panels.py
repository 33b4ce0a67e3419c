"""Do screens 2 and 3 answer as fast with 200 tasks and 100 hypotheses as in a room with next to nothing?

    python benchmarks/panels.py [--short]

Two true terminals of 120x36 run the whole program, one on each room, and take the keys in turn, so that a busy machine
slows both. A room with nothing at all draws nothing when a cursor moves, so the small room has 16 tasks and 14
hypotheses: just as many as fill the screen. A key is answered when the program ends its synchronised update. Demand:
the median of the large room is at most 1.5 times that of the small one, for every key, acts that are stored included.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.screens.kit import ROOM, place
from tests.screens.panel_rooms import big
from tests.terminal.driver import Terminal

ROOMS = ((16, 14), (200, 100))
"""Tasks and hypotheses."""
MOST = 1.5
ASK_SYNC, HAS_SYNC, FRAME_END = b"\x1b[?2026$p", b"\x1b[?2026;2$y", b"\x1b[?2026l"
STEPS: tuple[tuple[str, Sequence[str], str], ...] = (
    ("1 to 2", ("1",), "2"),
    ("2: down", ("g",), "j"),
    ("2: next pane", ("2",), "tab"),
    ("2: new (form)", ("2",), "n"),
    ("2: pick entries", ("2",), "+"),
    ("1 to 3", ("1",), "3"),
    ("3: down", ("3", "g"), "j"),
    ("3: board, list", ("3",), "v"),
    ("3: risks, tasks", ("t",), "r"),
    ("3: new (form)", ("t",), "n"),
    ("3: task onward", ("t", "g"), ">"),
    ("3: typing", ("i",), "x"),
)
"""What is measured: its name, the keys that prepare it, the key."""


def child(folder: str) -> None:
    """The program under test, on the room of a folder."""
    from screens.app import WarroomApp

    where = place(Path(folder))
    desk = where.desk()
    WarroomApp(desk, desk.enter(where.rooms.open(ROOM))).run()
    where.writer.close()


def begin(folder: Path, tasks: int, hypotheses: int) -> Terminal:
    """The program on a room of that size, in key mode."""
    where = place(folder)
    where.create(big(tasks, hypotheses))
    where.writer.close()
    terminal = Terminal([sys.executable, __file__, "--child", str(folder)], patience=60.0)
    terminal.wait_bytes(ASK_SYNC, 0)
    terminal.send(HAS_SYNC)
    terminal.wait_for("1 Timeline")
    terminal.settle(0.5)
    terminal.press("ctrl+g")
    terminal.wait_for("KEYS")
    terminal.settle(0.2)
    return terminal


def timed(terminal: Terminal, before: Sequence[str], key: str) -> float:
    """Seconds from a key to its first complete frame; then back to where it began."""
    for one in before:
        terminal.press(one)
        terminal.settle(0.3)  # a switch of screens comes in two frames, the second up to 0.1 s later
    since, start = terminal.sent(), time.perf_counter()
    terminal.press(key)
    terminal.wait_bytes(FRAME_END, since)
    seconds = time.perf_counter() - start
    terminal.settle(0.1)
    if key in ("n", "+", "x"):
        if key == "x":
            terminal.press("ctrl+u")
            terminal.settle(0.05)
        terminal.press("ctrl+g")
        terminal.settle(0.15)
    return seconds


def measure(terminals: Sequence[Terminal], name: str, before: Sequence[str], key: str, rounds: int) -> bool:
    """Press one key in both terminals in turn; print the medians; whether the demand holds."""
    seconds: list[list[float]] = [[], []]
    for number in range(rounds + 1):
        for which, terminal in enumerate(terminals):
            one = timed(terminal, before, key)
            if number:  # the first one imports and mounts
                seconds[which].append(one)
    small, large = (statistics.median(part) * 1000 for part in seconds)
    held = large <= MOST * small
    verdict = "ok" if held else "MISSED"
    print(f"{name:<18} {small:6.1f} {large:6.1f} ms  ratio {large / small:4.2f}  demand ratio <= {MOST}  {verdict}")
    return held


def main() -> int:
    """Run all and print; 1 when a demand is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--short", action="store_true", help="fewer keys, for CI")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        child(options.child)
        return 0
    rounds = 9 if options.short else 31
    (few, little), (many, much) = ROOMS
    print(f"{few} tasks, {little} hypotheses against {many}, {much}; 120x36, medians of {rounds} keys, key to frame")
    with tempfile.TemporaryDirectory() as folder:
        terminals = [begin(Path(folder) / str(tasks), tasks, causes) for tasks, causes in ROOMS]
        held = [measure(terminals, name, before, key, rounds) for name, before, key in STEPS]
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
