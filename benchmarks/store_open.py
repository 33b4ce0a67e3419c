"""What opening, the first frame, looking up and memory cost (G5, G13 of docs/store.md 8).

    python benchmarks/store_open.py [--short]

The floor of G5 is stdlib ``json.loads`` of a JSON list of the same documents in the same process (orjson, with which
docs/store.md measured, is no dependency); the ratio to ``msgspec.json.decode``, the faster parser, is printed too.
"""

import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tinydb import Query

from benchmarks.verdict import TEXT, Verdicts, document, p50, short_form
from store.room_log import RoomLog
from store.rooms import RoomsFolder
from store.wardb import WarDB
from warroom import seal
from warroom.events import Draft, Event

PREVIEWED = 500


@contextmanager
def unsynced() -> Iterator[None]:
    """Filling needs no durability."""
    real, os.fdatasync = os.fdatasync, lambda _: None
    try:
        yield
    finally:
        os.fdatasync = real


def filled(data: Path, count: int) -> Path:
    """A room of ``count`` events, one record each as in life; returns its folder."""
    log = RoomsFolder(data).create(seal.new_uuid())
    with unsynced():
        for number in range(count):
            payload = {"text": f"{number} {TEXT}", "actor": None, "via": "key", "mark": "observation"}
            now = seal.stamp(1_795_000_000_000_000_000 + number * 1_000_000_000)
            log.append([Draft(kind="timeline.log", payload=payload, author="ana", recorded_at=now)])
    log.close()
    return log.folder


def milliseconds(work: Callable[[], object], times: int) -> float:
    """The median of some runs."""
    taken = []
    for _ in range(times):
        gc.collect()
        start = time.perf_counter()
        kept = work()
        taken.append((time.perf_counter() - start) * 1000)
        del kept
    return p50(taken)


_MEMORY = """
import os, sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from store.room_log import RoomLog
from store.wardb import WarDB
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGESIZE")
before = resident()
if sys.argv[3] == "events":
    log = RoomLog(Path(sys.argv[1]))
    kept = log.load()
else:
    db = WarDB(sys.argv[1])
    kept = len(db)
print(before, resident())
"""


def memory(folder: Path, what: str) -> tuple[int, int]:
    """Bytes resident before and after reading a folder, in a process of its own."""
    root = str(Path(__file__).resolve().parent.parent)
    done = subprocess.run(
        [sys.executable, "-c", _MEMORY, str(folder), root, what], capture_output=True, text=True, check=True
    )
    before, after = map(int, done.stdout.split())
    return before, after


def read(db: WarDB) -> WarDB:
    """Opening is lazy: the first use reads."""
    len(db)
    return db


def loaded(folder: Path) -> tuple[RoomLog, list[Event]]:
    """Opened and read, as the room's screen does behind its first frame."""
    log = RoomLog(folder)
    return log, log.load()


def plain(folder: Path, count: int, times: int, verdicts: Verdicts) -> None:
    """The documents of 220 bytes that the numbers of docs/store.md 8 are about."""
    db = WarDB(folder)
    with unsynced():
        for number in range(count):
            db.insert(document(number))
    documents = msgspec.json.encode(db.all())
    floor = milliseconds(lambda: json.loads(documents), times)
    fast = milliseconds(lambda: msgspec.json.decode(documents), times)
    opened = milliseconds(lambda: read(WarDB(folder)), times)
    limit = 80 if count <= 10_000 else 800
    print(f"        {count:,} documents of 220 bytes: json.loads {floor:.1f} ms, msgspec {fast:.1f} ms")
    verdicts.say(f"G5 open {count:,} <= {limit} ms", f"{opened:.1f} ms", opened <= limit)
    figure = f"{opened / floor:.1f} x (msgspec: {opened / fast:.1f} x)"
    verdicts.say(f"G5 open {count:,} <= 5 x json.loads of the documents", figure, opened <= 5 * floor)
    lookup(db, count, verdicts)
    before, after = memory(folder, "documents")
    figure = f"{after / 1e6:.0f} MB, {(after - before) / count:.0f} bytes an entry"
    verdicts.say(f"G13 memory at {count:,} <= 20 MB + 1.2 kB an entry", figure, after <= 20e6 + 1200 * count)


def room(folder: Path, count: int, times: int, verdicts: Verdicts) -> None:
    """The same for a room: sealed events of some 600 bytes, made into ``Event`` structs."""
    log = RoomLog(folder)
    log.load()
    documents = msgspec.json.encode(log.events.all())
    floor = milliseconds(lambda: json.loads(documents), times)
    fast = milliseconds(lambda: msgspec.json.decode(documents), times)
    opened = milliseconds(lambda: loaded(folder), times)
    size = len(documents) // count
    print(f"        {count:,} events of {size} bytes: json.loads {floor:.1f} ms, msgspec {fast:.1f} ms")
    figure = f"{opened / floor:.1f} x (msgspec: {opened / fast:.1f} x), {opened:.0f} ms"
    verdicts.say(f"G5 load a room of {count:,} <= 5 x json.loads of its documents", figure, opened <= 5 * floor)
    frame = milliseconds(lambda: RoomLog(folder).preview(PREVIEWED), times)
    verdicts.say(f"G5 first paint of the last {PREVIEWED} of {count:,} <= 10 ms", f"{frame:.1f} ms", frame <= 10)
    before, after = memory(folder, "events")
    print(f"        memory: {after / 1e6:.0f} MB, {(after - before) / count:.0f} bytes an event, documents and structs")
    log.compact()
    snapshot = milliseconds(lambda: loaded(folder), times)
    print(f"        from base.json after a compaction: {snapshot:.1f} ms")
    log.close()


def lookup(db: WarDB, count: int, verdicts: Verdicts) -> None:
    """G13, time."""
    by_id = milliseconds(lambda: db.get(doc_id=count // 2), 50)
    verdicts.say(f"G13 get by id at {count:,} <= 0.2 ms", f"{by_id:.3f} ms", by_id <= 0.2)
    query = (Query().by == "ana") & Query().id.search("12.$")
    search = milliseconds(lambda: (db.clear_cache(), db.search(query)), 5)
    limit = 15 * count / 10_000
    verdicts.say(f"G13 search (field and pattern) at {count:,} <= {limit:.0f} ms", f"{search:.1f} ms", search <= limit)


def main() -> int:
    """Measure and print; 1 when a demand was missed."""
    short = short_form(__doc__)
    verdicts = Verdicts()
    with tempfile.TemporaryDirectory() as name:
        for count in (10_000,) if short else (10_000, 100_000):
            plain(Path(name) / f"plain{count}", count, 5, verdicts)
            room(filled(Path(name) / str(count), count), count, 5, verdicts)
    return 1 if verdicts.missed else 0


if __name__ == "__main__":
    sys.exit(main())
