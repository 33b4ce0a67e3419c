"""Does the entry list cost the same at 100,000 entries as at 1,000? Key to frame in true terminals.

    python benchmarks/scroll.py [--short]

Two terminals of 120x36 run side by side, one list each, and take the keys in turn, so that a busy machine slows both.
A frame is complete when the program ends its synchronised update. Demands: the median time of 100,000 entries is at
most 1.2 times that of 1,000 (1.5 in the short form: few samples on a shared machine), and a movement of the cursor
sends under 2 kB on average, the scrolling it causes included. Pages are new text all over, so their bytes are shown
against the bytes of that text alone.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.terminal.driver import Terminal

SMALL, LARGE = 1_000, 100_000
BYTES_PER_KEY = 2_000
ASK_SYNC, HAS_SYNC, FRAME_END = b"\x1b[?2026$p", b"\x1b[?2026;2$y", b"\x1b[?2026l"


def child(count: int) -> None:
    """The program under test: one list, and keys to append an entry and to mount the list anew."""
    from textual.app import App, ComposeResult
    from textual.binding import Binding

    from screens.widgets.entry_list import EntryList
    from screens.widgets.row import Row

    texts = (
        "Error rate 4 % in EU only, checkout p99 at 2.4 s",
        "Rolled payments-api back to v411 on all four nodes and drained the old pool",
        "证书轮换后第三方支付回调失败，正在核对中间证书链，预计十分钟后有结论。",
        "ok",
        "The queue of refunds grows by about 40 a minute; finance asks whether it can be drained by hand before the "
        "nightly run, bob thinks yes if the consumer is stopped first and the dead letters are kept",
    )
    marks = (("obs", "plain"), ("act", "action"), ("DEC", "decision"), ("MIL", "milestone"))

    def to_row(n: int) -> Row:
        mark, tone = marks[n % 4]
        who = ("ana", "bob (by ana)", "李工")[n % 3]
        text = f"{n:06} {texts[n % 5]}"
        return Row(str(n), f"{n // 1440 % 28 + 1} Nov 2026", f"{n // 60 % 24:02}:{n % 60:02}", mark, tone, who, text)

    class Scroll(App[None]):
        BINDINGS = [Binding("a", "append"), Binding("r", "remount"), Binding("q", "quit")]

        def __init__(self) -> None:
            super().__init__()
            self.entries = list(range(count))

        def fresh(self) -> EntryList[int]:
            entry_list: EntryList[int] = EntryList(to_row, str, empty="nothing yet")
            entry_list.show(self.entries)
            return entry_list

        def compose(self) -> ComposeResult:
            yield self.fresh()

        def on_mount(self) -> None:
            self.query_one(EntryList).focus()

        def action_append(self) -> None:
            self.entries.append(len(self.entries))
            self.query_one(EntryList).show(self.entries)

        async def action_remount(self) -> None:
            await self.query_one(EntryList).remove()
            await self.mount(entry_list := self.fresh())
            entry_list.focus()

    Scroll().run()


class Sample(NamedTuple):
    """One key: seconds to the first complete frame, and all the bytes it made the program send."""

    seconds: float
    size: int


class Pair:
    """The two programs, which are given the same keys in turn."""

    def __init__(self) -> None:
        command = [sys.executable, __file__, "--child"]
        self.terminals = [Terminal([*command, str(n)], patience=60.0) for n in (SMALL, LARGE)]
        self.totals = [SMALL, LARGE]
        for terminal, count in zip(self.terminals, (SMALL, LARGE), strict=True):
            terminal.wait_bytes(ASK_SYNC, 0)
            terminal.send(HAS_SYNC)
            terminal.wait_for(f"{count - 1:06}")
            terminal.settle(0.3)

    def close(self) -> list[int]:
        """End both programs; their exit statuses."""
        for terminal in self.terminals:
            terminal.press("q")
        statuses = [terminal.wait_exit() for terminal in self.terminals]
        for terminal in self.terminals:
            terminal.close()
        return statuses

    def measure(self, key: str, rounds: int, before: str = "") -> list[list[Sample]]:
        """Press a key so many times in each terminal; ``before`` is pressed each time without being measured."""
        samples: list[list[Sample]] = [[], []]
        for _ in range(rounds):
            for number, terminal in enumerate(self.terminals):
                if before:
                    terminal.press(before)
                    terminal.settle(0.05)
                self.totals[number] += key == "a"
                last = f"{self.totals[number] - 1:06}".encode() if key == "r" else b""
                samples[number].append(press(terminal, key, last))
        return samples


def press(terminal: Terminal, key: str, text: bytes) -> Sample:
    """One key and its frame, which is the first one with the text."""
    since, start = terminal.sent(), time.perf_counter()
    terminal.press(key)
    if text:
        terminal.wait_bytes(text, since)
    terminal.wait_bytes(FRAME_END, max(since, terminal.log.rfind(text)) if text else since)
    seconds = time.perf_counter() - start
    terminal.settle(0.04)
    return Sample(seconds, terminal.sent() - since)


def page_text(terminal: Terminal) -> int:
    """The bytes of the text in sight, without any escape: the least that a page can cost."""
    return len(terminal.text().encode())


def report(name: str, samples: list[list[Sample]], most: float, bounded: bool, floor: int = 0) -> bool:
    """Print one line and say whether it holds."""
    small, large = (statistics.median(s.seconds for s in part) * 1000 for part in samples)
    sizes = [s.size for s in samples[1]]
    mean, ratio = statistics.fmean(sizes), large / small
    held = ratio <= most and (not bounded or mean < BYTES_PER_KEY)
    demand = f"ratio <= {most}" + (f", < {BYTES_PER_KEY} B" if bounded else "")
    against = f" = {mean / floor:.1f} x its text" if floor else f" (median {statistics.median(sizes):.0f})"
    print(
        f"{name:<18} {small:6.1f} {large:6.1f} ms  ratio {ratio:4.2f}  {mean:6.0f} B a key{against:<18}"
        f"  demand {demand:<24} {'ok' if held else 'MISSED'}"
    )
    return held


def main() -> int:
    """Run all and print; 1 when a demand is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--short", action="store_true", help="fewer keys, for CI")
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        child(options.child)
        return 0
    rounds, most = (12, 1.5) if options.short else (60, 1.2)
    pair = Pair()
    print(f"{SMALL:,} entries against {LARGE:,}, 120x36, medians of {rounds} keys, key to complete frame")
    held: list[bool] = []

    def run(name: str, key: str, before: str = "", first: str = "", bounded: bool = False, page: bool = False) -> None:
        for terminal in pair.terminals if first else ():
            terminal.press(first)
            terminal.settle(0.1)
        samples = pair.measure(key, rounds if not before else max(6, rounds // 3), before)
        held.append(report(name, samples, most, bounded, page_text(pair.terminals[1]) if page else 0))

    steps: list[Callable[[], None]] = [
        lambda: run("append at the end", "a"),
        lambda: run("append, unseen", "a", before="k"),
        lambda: run("up", "up", first="G", bounded=True),
        lambda: run("PageUp", "pageup", before="G", page=True),
        lambda: run("down", "down", first="g", bounded=True),
        lambda: run("PageDown", "pagedown", before="g", page=True),
        lambda: run("End", "end", before="g", page=True),
        lambda: run("mount anew", "r"),
    ]
    for step in steps:
        step()
    if pair.close() != [0, 0]:
        print("a program did not end well")
        return 1
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
