"""What an import costs: lines a second against the store's own batch rate, and memory against the size of the file.

    python benchmarks/import.py [--short]

The floor is the same events sealed and stored by ``RoomLog.append`` in batches of 200, in this run and with the same
texts; nothing is parsed for it. An import reads, checks, seals and stores. Memory is the peak of a process of its own
for a file of a quarter and for the whole; what a line more takes is printed in bytes. Each time is processor time.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.verdict import Verdicts, p50, short_form
from store.rooms import RoomsFolder
from warroom import seal
from warroom.events import Draft

ROOT = Path(__file__).resolve().parent.parent
LINES, RUNS, BATCH = 100_000, 3, 200
WANTED = 20_000
"""Lines a second, or the store's batch rate where the machine is slower than that."""
GROWTH = 300
"""Bytes of memory a line more may take: its id is remembered. A live event takes 2,000."""


def _clock(number: int) -> str:
    return f"{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}"


def _text(number: int) -> str:
    return f"error rate {number % 100} % in the EU region; rolled payments-api back to v{number}"


def _day(number: int) -> str:
    return f"2026-01-{1 + number // 86_400:02}"


def _webhook(number: int) -> str:
    about = f'{{"id": "P1", "type": "incident", "title": "Checkout", "created_at": "{_day(0)}T00:00:00Z"}}'
    return (
        f'{{"event": {{"id": "e{number}", "event_type": "incident.annotated", "resource_type": "incident", '
        f'"occurred_at": "{_day(number)}T{_clock(number)}Z", "agent": {{"summary": "ana"}}, '
        f'"data": {{"content": "{_text(number)}", "incident": {about}}}}}}}'
    )


def _alerts(number: int) -> str:
    return (
        f'{{"version": "4", "groupKey": "g", "alerts": [{{"status": "firing", "labels": {{"alertname": "Lag", '
        f'"pod": "p{number}"}}, "annotations": {{"summary": "{_text(number)}"}}, "fingerprint": "f{number}", '
        f'"startsAt": "{_day(number)}T{_clock(number)}Z", "endsAt": "0001-01-01T00:00:00Z"}}]}}'
    )


LINE: dict[str, Callable[[int], str]] = {
    "irc": lambda number: f"[{_day(number)} {_clock(number)}] <ana{number % 7}> {_text(number)}",
    "weechat": lambda number: f"{_day(number)} {_clock(number)}\tana{number % 7}\t{_text(number)}",
    "text": lambda number: f"{_day(number)} {_clock(number)} {_text(number)}",
    "csv": lambda number: f"{_day(number)}T{_clock(number)}Z,ana{number % 7},{_text(number)}",
    "pagerduty": _webhook,
    "alertmanager": _alerts,
}
HEAD = {"csv": "time,actor,text\n"}


def written(folder: Path, form: str, lines: int) -> Path:
    """A file of so many lines."""
    path = folder / f"{form}-{lines}"
    with path.open("w") as file:
        file.write(HEAD.get(form, ""))
        file.writelines(f"{LINE[form](number)}\n" for number in range(lines))
    return path


def batch_rate(folder: Path, lines: int) -> float:
    """Events a second (of processor time) that the store takes in batches."""
    log = RoomsFolder(folder / "floor").create(seal.new_uuid())
    now = seal.stamp(time.time_ns())
    payload = {"actor": "ana1", "via": "written"}
    drafts = [
        Draft(
            kind="discussion.say", payload={"text": _text(number), **payload, "source": f"irc:{number}"}, author="ana",
            recorded_at=now, occurred_at=now,
        )
        for number in range(lines)
    ]  # fmt: skip
    start = time.process_time()
    for begin in range(0, lines, BATCH):
        log.append(drafts[begin : begin + BATCH])
    taken = time.process_time() - start
    log.close()
    return lines / taken


_CHILD = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


def imported(data: Path, *argv: str) -> tuple[float, int]:
    """Processor seconds and peak memory (kB) of an import in a process of its own."""
    command = [sys.executable, "-m", "warroom", "--data", str(data), "import", *argv]
    environment = {**os.environ, "WARROOM_USER": "ana", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, *command], env=environment, capture_output=True, text=True, check=True
    )
    seconds, peak = done.stdout.split()
    return float(seconds), int(peak)


def opened(data: Path) -> str:
    """A room as people make one; its reference."""
    command = [sys.executable, "-m", "warroom", "--data", str(data), "--as", "ana", "new", "Checkout"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def measure(folder: Path, form: str, lines: int, runs: int, floor: float, verdicts: Verdicts) -> None:
    """Rate and memory of one format, into a new room and into one that is there."""
    small, large = written(folder, form, lines // 4), written(folder, form, lines)
    for where in ("new room", "--room") if form == "irc" else ("new room",):
        found = []
        for run in range(runs):
            data = folder / f"{form}-{where.strip('-')}-{run}"
            more = []
            if where == "--room":
                more = ["--room", opened(data)]
            before = imported(data, str(small), *more)
            found.append((before, imported(data, str(large), *more)))
        # What a process costs before its first line is in both: the difference is what lines cost.
        counted = lines - lines // 4
        rate = counted / p50([after[0] - before[0] for before, after in found])
        grown = p50([after[1] - before[1] for before, after in found]) * 1024 / counted
        wanted = min(WANTED, floor)
        name = f"{form} ({where})"
        figure = f"{rate:,.0f} lines/s, {rate / floor:.2f} of the batch rate"
        verdicts.say(f"{name}: 20,000 lines/s or the store's batch rate", figure, rate >= wanted)
        peak = p50([after[1] for _, after in found]) / 1024
        verdicts.say(
            f"{name}: <= {GROWTH} bytes a line more", f"{grown:.0f} bytes, peak {peak:.0f} MB", grown <= GROWTH
        )


def main() -> int:
    """Measure and print; 1 when a demand was missed."""
    short = short_form(__doc__)
    lines, runs = (60_000, 1) if short else (LINES, RUNS)
    verdicts = Verdicts()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        floor = p50([batch_rate(folder / str(run), min(lines, 20_000)) for run in range(runs)])
        print(f"        the store's batch rate: {floor:,.0f} events/s (processor time, batches of {BATCH})")
        for form in ("irc", "csv") if short else LINE:
            measure(folder, form, lines, runs, floor, verdicts)
    return 1 if verdicts.missed else 0


if __name__ == "__main__":
    sys.exit(main())
