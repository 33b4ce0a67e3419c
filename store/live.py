"""The live state of a folder: every table in memory, and how it follows what is stored on disk."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from store import snapshot
from store.changes import Change, change_of
from store.journal import BASE, NEWER, Journal
from store.record import Tail
from store.replay import Damage, Reader, Record
from store.snapshot import Tables

_RELOAD_TRIES = 5


class Live:
    """What a journal and its snapshot say, brought up to date on demand. May raise ``OSError``; takes no lock."""

    def __init__(self, journal: Journal, repeated: tuple[str, ...], tell: Callable[[list[Change]], None]) -> None:
        """``repeated``: fields whose texts are kept once; ``tell`` is told of what other processes changed."""
        self.journal = journal
        self.tables: Tables = {}
        self.tail = Tail(0, 0, 1, 0, 1)
        """Where the last record that was taken in ends, and the counters there."""
        self.generation = 0
        """Grows whenever ``tables`` may have changed."""
        self.damages: list[Damage] = []
        self.problem: str | None = None
        """What is wrong with the snapshot, or None."""
        self._repeated = repeated
        self._kept_once: dict[str, str] = {}
        self._tell = tell
        self._loaded = self._was_loaded = False
        self._reader = Reader(journal.fd, 0, 0)

    def refresh(self) -> bool:
        """Take in what other processes stored; whether there was anything."""
        try:
            return self._refresh()
        except BaseException:
            self._loaded = False  # half taken in: the next time from the start
            raise

    def stored(self, tail: Tail) -> None:
        """This process stored a record that ends at ``tail``; the tables hold it already."""
        self.tail = tail
        self._reader.seq = tail.seq
        self._reader.position = tail.end

    def moved(self) -> None:
        """This process replaced the journal by one of the same content: go on at its end."""
        self._start_reading(self.tail.seq)
        self.tail.end = self._reader.position = os.fstat(self.journal.fd).st_size

    def _refresh(self) -> bool:
        if not self._loaded:
            if self.journal.was_replaced():  # between opening and the first use
                self.journal.reopen()
            self.load()
            return True
        found = os.stat(self.journal.path)
        if (found.st_dev, found.st_ino) != self.journal.inode:
            return self._follow_replacement()
        if found.st_size == self.tail.end:  # not "as before": a torn end may be replaced by a record of its length
            return False
        if found.st_size < self.tail.end:
            self.load()
            return True
        return self._read_on(found.st_size)

    def _read_on(self, size: int) -> bool:
        known = len(self._reader.damages)
        before = self.tail.seq
        for batch in self._reader.batches(size):
            self._apply(batch)
        if len(self._reader.damages) > known:
            # Unlikely between two reads: make sure against the whole file before anybody is told.
            self.load()
            return True
        return self.tail.seq != before

    def _follow_replacement(self) -> bool:
        """Another process compacted or rewrote: finish the old file, then go on in the new one."""
        self._read_on(os.fstat(self.journal.fd).st_size)
        epoch = self.journal.header.epoch
        self.journal.reopen()
        header = self.journal.header
        if header.epoch != epoch or header.seq > self.tail.seq or self.journal.header_damaged:
            self.load()
            return True
        self._skip_known()
        self._settle_counters()
        return True

    def _skip_known(self) -> None:
        """Read the new file's records; those known already are recognised by their sequence number."""
        self._start_reading(self.journal.header.seq)
        size = os.fstat(self.journal.fd).st_size
        known = self.tail.seq
        for batch in self._reader.batches(size):
            self._apply([record for record in batch if record.s > known])
        self.damages = self._reader.damages
        self.tail.end = self._reader.position

    def _start_reading(self, seq: int) -> None:
        self._reader = Reader(self.journal.fd, self.journal.header_end, seq)

    def _settle_counters(self) -> None:
        header, tail = self.journal.header, self.tail
        tail.n = max(tail.n, header.n)
        tail.lam = max(tail.lam, header.lam)
        tail.oseq = header.oseq_after(tail.seq, tail.oseq)

    def load(self) -> None:
        """Read everything from disk."""
        with collector_off():
            for attempt in range(_RELOAD_TRIES):
                if self._load_once(last=attempt == _RELOAD_TRIES - 1):
                    break
                self.journal.reopen()
        again, self._loaded, self._was_loaded = self._was_loaded, True, True
        self.generation += 1
        if again:
            self._tell([("reload", "", 0, {})])

    def _load_once(self, *, last: bool) -> bool:
        """One attempt; False when another process is just replacing the files that belong together."""
        header = self.journal.header
        self.tables.clear()
        self.tail = Tail(self.journal.header_end, header.seq, header.n, header.lam, header.oseq)
        base_seq = self._load_base()
        if base_seq < header.base:
            if not last:
                return False
            self.problem = (
                "base.json, the snapshot of the older entries, is missing or of another time. What the journal "
                "holds is shown; restore base.json from a backup to see the rest."
            )
        self._start_reading(header.seq)
        for batch in self._reader.batches(os.fstat(self.journal.fd).st_size):
            self._replay(batch, base_seq)
        self.tail.seq = max(self.tail.seq, self._reader.seq, base_seq)
        self._settle_counters()
        self.tail.end = self._reader.position
        self.damages = list(self._reader.damages)
        return True

    def _load_base(self) -> int:
        """Take in the snapshot if the journal needs it; returns its sequence number, 0 without one that fits."""
        header = self.journal.header
        self.problem = None
        found = snapshot.read_base(f"{self.journal.folder}/{BASE}") if header.base or not header.epoch else None
        if found is None:
            return 0
        tables, facts, checksum = found
        seq: int = facts["seq"]
        if seq < header.base or (facts.get("epoch") != header.epoch and header.epoch):
            return 0
        self.tables.update(tables)
        if self._repeated:
            for document in (document for documents in tables.values() for document in documents.values()):
                self._share(document)
        self.tail.n = max(self.tail.n, facts.get("n", 1))
        if header.base == seq and header.base_crc not in (0, checksum):
            self.problem = "base.json was changed by another program; 'warroom doctor' says which entries differ."
        return seq

    def _count(self, record: Record) -> None:
        tail = self.tail
        tail.seq = record.s
        tail.n = max(tail.n, record.n)
        tail.lam = max(tail.lam, record.l)
        tail.oseq = self.journal.header.oseq_after(record.s, record.q)

    def _replay(self, records: list[Record], base_seq: int) -> None:
        """Bring stored records that are newer than ``base_seq`` into the live state, at full speed."""
        tables, repeated = self.tables, self._repeated
        for record in records:
            if record.s <= base_seq:
                continue
            for op in record.o:
                if op[0] != "+":
                    self._take(op)
                    continue
                if repeated:
                    self._share(op[3])
                try:
                    tables[op[1]][str(op[2])] = op[3]
                except KeyError:
                    tables[op[1]] = {str(op[2]): op[3]}
        if records:  # the last one's counters are the greatest
            self._count(records[-1])

    def _apply(self, records: list[Record]) -> None:
        """Bring records of another process into the live state and tell of them."""
        if not records:
            return
        self._replay(records, 0)
        self.tail.end = self._reader.position
        self.generation += 1
        self._tell([change_of(op) for record in records for op in record.o])

    def _take(self, op: list[Any]) -> None:
        """An operation that sets no document."""
        code, table = op[0], op[1]
        if code == "-":
            self.tables.get(table, {}).pop(str(op[2]), None)
        elif code == "c":
            self.tables[table] = {}
        elif code == "x":
            self.tables.pop(table, None)
        else:
            self.journal.readonly = self.journal.readonly or NEWER

    def _share(self, document: dict[str, Any]) -> None:
        kept = self._kept_once
        for field in self._repeated:
            text = document.get(field)
            if type(text) is str:
                document[field] = kept.setdefault(text, text)


@contextmanager
def collector_off() -> Iterator[None]:
    """While many documents are made the garbage collector would only walk them again and again."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
