"""What storing one entry costs (G1 to G4 of docs/store.md 8), against a raw append and sqlite in the same run.

    python benchmarks/store_insert.py [--short]

Before each insert one raw ``write(200 bytes) + fdatasync`` and one sqlite insert (WAL, synchronous=FULL) are timed
in the same process, so that a slow disk or a busy machine slows all three. Ratios are of medians.
"""

import itertools
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.verdict import Verdicts, document, p50, p99, short_form
from store.rooms import RoomsFolder
from store.wardb import WarDB
from warroom import seal
from warroom.events import Draft

SAMPLES, RUNS = 300, 5


def filled(folder: Path, count: int) -> WarDB:
    """A database of ``count`` documents."""
    db = WarDB(folder / f"db{count}")
    for start in range(0, count, 5000):
        db.insert_multiple(document(number) for number in range(start, min(start + 5000, count)))
    return db


def raw_append(folder: Path) -> Callable[[int], None]:
    """The floor: 200 bytes appended and brought to the disk."""
    fd = os.open(folder / "raw", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    data = b"x" * 199 + b"\n"

    def append(_: int) -> None:
        os.write(fd, data)
        os.fdatasync(fd)

    return append


def sqlite_insert(folder: Path, count: int) -> Callable[[int], None]:
    """The same document in sqlite, WAL with synchronous=FULL, filled and opened again as a program would find it."""
    path = folder / f"sqlite{count}"
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("pragma journal_mode=wal")
    db.execute("create table if not exists documents (id integer primary key, json text)")
    db.execute("begin")
    texts = ((json.dumps(document(number)),) for number in range(count))
    db.executemany("insert into documents (json) values (?)", texts)
    db.execute("commit")
    db.close()
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("pragma synchronous=full")
    return lambda number: (
        db.execute("insert into documents (json) values (?)", (json.dumps(document(number)),)) and None
    )


def timed(works: list[Callable[[int], None]], samples: int) -> list[list[float]]:
    """Microseconds of each work, taken in turns."""
    taken: list[list[float]] = [[] for _ in works]
    for number in range(samples):
        for place, work in enumerate(works):
            start = time.perf_counter_ns()
            work(number)
            taken[place].append((time.perf_counter_ns() - start) / 1000)
    return taken


def measure(folder: Path, short: bool, verdicts: Verdicts) -> None:
    """G1, G2 and G3."""
    samples, runs = (150, 3) if short else (SAMPLES, RUNS)
    sizes = (100, 10_000) if short else (100, 1_000, 10_000, 100_000)
    ratios, cpu = {}, 0.0
    for size in sizes:
        db = filled(folder, size)
        works = [raw_append(folder), lambda number, db=db: db.insert(document(number)) and None]
        works += [sqlite_insert(folder, size)]
        timed(works, 30)  # warm
        found = [timed(works, samples) for _ in range(runs)]
        raw, ours, theirs = ([value for run in found for value in run[place]] for place in range(3))
        by_run = [(p50(run[1]) / p50(run[0]), p50(run[2]) / p50(run[0]), p99(run[1]) / p99(run[0])) for run in found]
        ratio, sqlite_ratio, tail = (p50([run[place] for run in by_run]) for place in range(3))
        ratios[size] = ratio
        medians = f"raw {p50(raw):.0f} us, WarDB.insert {p50(ours):.0f}, sqlite {p50(theirs):.0f}"
        print(f"        {size:>7,} documents: {medians}")
        verdicts.say(f"G1 insert p50 <= 1.8 x raw append + fdatasync ({size:,})", f"{ratio:.2f} x", ratio <= 1.8)
        verdicts.say(
            f"G1 not slower than sqlite WAL FULL ({size:,})", f"{ratio / sqlite_ratio:.2f}", ratio <= sqlite_ratio
        )
        verdicts.say(f"G1 insert p99 <= 3 x raw p99 ({size:,})", f"{tail:.2f} x", tail <= 3)
        cpu = max(cpu, without_sync(db, samples))
        db.close()
    verdicts.say("G2 insert with sync off <= 60 us (size with the worst)", f"{cpu:.0f} us", cpu <= 60)
    flat = ratios[max(sizes)] / ratios[min(sizes)]
    verdicts.say(f"G3 flat: ratio({max(sizes):,}) / ratio(100) <= 1.25", f"{flat:.2f}", flat <= 1.25)


def without_sync(db: WarDB, samples: int) -> float:
    """Median microseconds of an insert whose fdatasync is left out."""
    real = os.fdatasync
    os.fdatasync = lambda _: None
    try:
        return p50(timed([lambda number: db.insert(document(number)) and None], samples)[0])
    finally:
        os.fdatasync = real


def sealed(folder: Path, short: bool, verdicts: Verdicts) -> None:
    """The same for a room's log: sealing (canonical JSON, SHA-256) and making the event included."""
    log = RoomsFolder(folder / "data").create(seal.new_uuid())
    log.load()
    now = seal.stamp(time.time_ns())
    text = document(0)["text"]
    draft = lambda: Draft(kind="timeline.log", payload={"text": text}, author="ana", recorded_at=now)  # noqa: E731
    works = [raw_append(folder), lambda _: log.append([draft()]) and None]
    timed(works, 30)
    raw, ours = timed(works, 300 if short else SAMPLES * RUNS)
    ratio = p50(ours) / p50(raw)
    print(f"        a room's log: raw {p50(raw):.0f} us, RoomLog.append {p50(ours):.0f}")
    verdicts.say("   RoomLog.append (sealed event) p50 against the raw append; printed", f"{ratio:.2f} x", True)


def size_of_an_entry(folder: Path, verdicts: Verdicts) -> None:
    """G4, bytes."""
    db = filled(folder / "bytes", 100_000)
    journal = folder / "bytes" / "db100000" / "journal.jsonl"
    worst = 0
    for number in range(20):
        before = journal.stat().st_size
        made = document(number)
        db.insert(made)
        plain = len(json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode())
        worst = max(worst, journal.stat().st_size - before - plain)
    verdicts.say("G4 bytes written <= document + 100 (at 100,000 documents)", f"+{worst}", worst <= 100)


_TRACED = """
import os, sys
sys.path.insert(0, sys.argv[2])
from store.wardb import WarDB
from benchmarks.verdict import document
db = WarDB(sys.argv[1])
db.insert(document(0))
for number in range(20):
    os.getppid()
    db.insert(document(number))
os.getppid()
"""


def system_calls(folder: Path, verdicts: Verdicts) -> None:
    """G4, system calls, seen from outside by strace where there is one."""
    if shutil.which("strace") is None:
        print("        no strace here: system calls not counted")
        return
    trace = folder / "trace"
    calls = "write,writev,pwrite64,fsync,fdatasync,ftruncate,rename,openat,getppid"
    child = [sys.executable, "-c", _TRACED, str(folder / "traced"), str(Path(__file__).resolve().parent.parent)]
    subprocess.run(["strace", "-f", "-o", str(trace), "-e", f"trace={calls}", *child], check=True)
    found = re.findall(r"^\d+ +(\w+)\(", trace.read_text(), re.M)
    marks = [place for place, name in enumerate(found) if name == "getppid"]
    inserts = {tuple(found[start + 1 : end]) for start, end in itertools.pairwise(marks)}
    shown = " | ".join(", ".join(calls) for calls in inserts)
    verdicts.say("G4 exactly 1 write + 1 fdatasync an insert (strace)", shown, inserts == {("write", "fdatasync")})


def main() -> int:
    """Measure and print; 1 when a demand was missed."""
    short = short_form(__doc__)
    verdicts = Verdicts()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure(folder, short, verdicts)
        sealed(folder, short, verdicts)
        size_of_an_entry(folder, verdicts)
        system_calls(folder, verdicts)
    return 1 if verdicts.missed else 0


if __name__ == "__main__":
    sys.exit(main())
