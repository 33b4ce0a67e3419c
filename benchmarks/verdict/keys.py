"""Key to frame in two true terminals, a small room and a large one: what the benchmarks of screens 1, 2, 3, 5 share.

Both run the whole program at 120x36 and take the keys in turn, so that a busy machine slows both. A key is answered
when the program ends its synchronised update.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.screens.kit import ROOM, place
from tests.terminal.driver import Terminal
from warroom.events import Draft

MOST = 1.5
"""The median of the large room is at most so many times that of the small one (issue 3)."""
ASK_SYNC, HAS_SYNC, FRAME_END = b"\x1b[?2026$p", b"\x1b[?2026;2$y", b"\x1b[?2026l"


class Step(NamedTuple):
    """One key that is measured."""

    name: str
    before: Sequence[str]
    """Keys that prepare it, unmeasured."""
    key: str
    back: Sequence[str] = ()
    """Keys that take it back, unmeasured."""


class Stored(NamedTuple):
    """A line of the entry line, from enter to the first frame that says what it did."""

    line: str
    """``{}`` is a number, another one each time; what it ``says`` must not stand in the line itself."""
    says: bytes


def child(folder: str) -> None:
    """The program under test, on the room of a folder."""
    from screens.app import WarroomApp

    where = place(Path(folder))
    desk = where.desk()
    WarroomApp(desk, desk.enter(where.rooms.open(ROOM))).run()
    where.writer.close()


def begin(script: str, folder: Path, drafts: Sequence[Draft]) -> Terminal:
    """The program on a room with these events, in key mode."""
    where = place(folder)
    where.create(drafts)
    where.writer.close()
    terminal = Terminal([sys.executable, script, "--child", str(folder)], patience=60.0)
    terminal.wait_bytes(ASK_SYNC, 0)
    terminal.send(HAS_SYNC)
    terminal.wait_for("1 Timeline")
    terminal.settle(0.6)
    terminal.press("ctrl+g")
    terminal.wait_for("KEYS")
    terminal.settle(0.2)
    return terminal


class Pair:
    """The two terminals and what was found of them."""

    def __init__(self, terminals: Sequence[Terminal], rounds: int) -> None:
        self._terminals = terminals
        self._rounds = rounds
        self.held = True

    def press(self, step: Step) -> None:
        """Measure one key."""

        def once(terminal: Terminal, _: int) -> float:
            for one in step.before:
                terminal.press(one)
                terminal.settle(0.2)  # a switch of screens comes in two frames, the second up to 0.1 s later
            since, start = terminal.sent(), time.perf_counter()
            terminal.press(step.key)
            terminal.wait_bytes(FRAME_END, since)
            seconds = time.perf_counter() - start
            terminal.settle(0.12)
            for one in step.back:
                terminal.press(one)
                terminal.settle(0.1)
            return seconds

        self._measure(step.name, once)

    def store(self, one: Stored) -> None:
        """Measure one line that is stored."""

        def once(terminal: Terminal, number: int) -> float:
            terminal.press("i")
            terminal.settle(0.1)
            terminal.paste(one.line.format(number))
            terminal.settle(0.1)
            since, start = terminal.sent(), time.perf_counter()
            terminal.press("enter")
            terminal.wait_bytes(one.says, since)
            seconds = time.perf_counter() - start
            terminal.settle(0.2)
            terminal.press("ctrl+g")
            terminal.settle(0.1)
            return seconds

        self._measure(one.line[:24], once)

    def _measure(self, name: str, once: Callable[[Terminal, int], float]) -> None:
        seconds: list[list[float]] = [[], []]
        for number in range(self._rounds + 1):
            for which, terminal in enumerate(self._terminals):
                taken = once(terminal, number)
                if number:  # the first one imports and mounts
                    seconds[which].append(taken)
        small, large = (median(part) * 1000 for part in seconds)
        ok = large <= MOST * small
        self.held &= ok
        print(
            f"{name:<24} {small:6.1f} {large:6.1f} ms  ratio {large / small:4.2f}  {'ok' if ok else 'MISSED'}",
            flush=True,
        )


def run(
    script: str, title: str, rooms: Sequence[Sequence[Draft]], steps: Sequence[Step], lines: Sequence[Stored]
) -> int:
    """Measure all and print a ratio for each; 1 when a demand is missed or a program did not end well."""
    parser = argparse.ArgumentParser(description=title)
    parser.add_argument("--short", action="store_true", help="fewer keys, for CI")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        child(options.child)
        return 0
    rounds = 7 if options.short else 31
    print(f"{title}; 120x36, medians of {rounds} keys, key to frame, demand ratio <= {MOST}")
    with tempfile.TemporaryDirectory() as folder:
        terminals = [begin(script, Path(folder) / str(number), drafts) for number, drafts in enumerate(rooms)]
        pair = Pair(terminals, rounds)
        for step in steps:
            pair.press(step)
        for line in lines:
            pair.store(line)
        for terminal in terminals:
            terminal.press("ctrl+q")
        statuses = [terminal.wait_exit() for terminal in terminals]
        for terminal in terminals:
            terminal.close()
    if statuses != [0, 0]:
        print(f"a program did not end well: {statuses}")
        return 1
    return 0 if pair.held else 1
