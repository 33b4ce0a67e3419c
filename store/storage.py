"""A TinyDB storage on a journal: live state in memory, each change one durable line on disk.

Stock tables and middleware work through ``read`` and ``write`` (O(n), as in TinyDB itself);
``store.table.JournalTable`` uses the flat operations.
"""

import gc
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tinydb.storages import Storage
from typing_extensions import override

from store import compaction, disk, snapshot
from store.changes import Change, Changes, change_of
from store.journal import BASE, NEWER, Journal, open_journal
from store.record import Tail
from store.replay import Damage, Reader, Record
from store.snapshot import Tables
from warroom.errors import NotSaved, ReadOnly, WarroomError

_RELOAD_TRIES = 5


class JournalStorage(Storage):
    """All tables of one folder. One handle may be used from several threads; ``OSError`` never leaves it."""

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        create: bool = True,
        readonly: str | None = None,
        lock_timeout: float | None = None,
        compact_above: int | None = None,
        repeated: tuple[str, ...] = (),
    ) -> None:
        """Open the folder ``path``, making it when ``create``; read lazily, at the first use.

        ``repeated``: fields whose texts are the same in many documents and shall be kept once in memory.
        ``compact_above``: size of the journal in bytes above which a commit is followed by a compaction.
        """
        super().__init__()
        self.folder = os.fspath(path)
        if create and readonly is None:
            compaction.make_database(self.folder)
        self.journal: Journal = open_journal(self.folder, lock_timeout=lock_timeout, readonly=readonly)
        self.generation = 0
        """Grows whenever the live state may have changed."""
        self.damages: list[Damage] = []
        self.problem: str | None = None
        """What is wrong with the snapshot, or None."""
        self.tables: Tables = {}
        """The live state; only this package reads it without copying, and nobody changes it."""
        self.tail = Tail(0, 0, 1, 0, 1)
        self.lam, self.n, self.oseq = 0, 1, 1
        self._compact_above = compact_above
        self._repeated = repeated
        self._kept_once: dict[str, str] = {}
        self._changes = Changes(self.tables)
        self._depth = 0
        self._loaded = False
        self._mutex = threading.RLock()
        self._reader = Reader(self.journal.fd, 0, 0)
        self._watchers: list[Callable[[Change], None]] = []

    # Reading

    @override
    def read(self) -> dict[str, dict[str, Any]] | None:
        """A private copy of every table, as TinyDB's own tables want it; None when there is no table."""
        with self._mutex:
            self.refresh()
            if not self.tables:
                return None
            return {name: {key: copied(doc) for key, doc in docs.items()} for name, docs in self.tables.items()}

    @contextmanager
    def live(self, table: str) -> Iterator[dict[str, dict[str, Any]]]:
        """The documents of a table as they are now, other processes' included; not to be changed."""
        with self._mutex:
            self.refresh()
            yield self.tables.get(table, {})

    def refresh(self) -> bool:
        """Take in what other processes stored; whether there was anything. 2 µs when there was not."""
        with self._mutex:
            if self._depth:
                return False
            try:
                return self._refresh()
            except OSError as error:
                raise disk.unreadable(error, self.journal.path) from error

    def _refresh(self) -> bool:
        if not self._loaded:
            if self.journal.was_replaced():  # between opening and the first use
                self.journal.reopen()
            self._load()
            return True
        found = os.stat(self.journal.path)
        if (found.st_dev, found.st_ino) != self.journal.inode:
            return self._follow_replacement()
        if found.st_size == self.tail.end:  # not "as before": a torn end may be replaced by a record of its length
            return False
        if found.st_size < self.tail.end:
            self._load()
            return True
        return self._read_on(found.st_size)

    def _read_on(self, size: int) -> bool:
        known = len(self._reader.damages)
        before = self.tail.seq
        for batch in self._reader.batches(size):
            self._apply(batch)
        if len(self._reader.damages) > known:
            # Unlikely between two reads: make sure against the whole file before anybody is told.
            self._load()
            return True
        return self.tail.seq != before

    def _follow_replacement(self) -> bool:
        """Another process compacted or rewrote: finish the old file, then go on in the new one."""
        self._read_on(os.fstat(self.journal.fd).st_size)
        epoch = self.journal.header.epoch
        self.journal.reopen()
        header = self.journal.header
        if header.epoch != epoch or header.seq > self.tail.seq or self.journal.header_damaged:
            self._load()
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

    def _load(self) -> None:
        """Read everything from disk."""
        with collector_off():
            for attempt in range(_RELOAD_TRIES):
                if self._load_once(last=attempt == _RELOAD_TRIES - 1):
                    break
                self.journal.reopen()
        reloaded, self._loaded = self._loaded, True
        self.generation += 1
        if reloaded:
            self._tell([("reload", "", 0, {})])

    def _load_once(self, *, last: bool) -> bool:
        header = self.journal.header
        self.problem = None
        found = snapshot.read_base(f"{self.folder}/{BASE}")
        fits = found is not None and (found[1].get("epoch") == header.epoch or not header.epoch)
        if header.base and (found is None or not fits or found[1]["seq"] < header.base):
            if not last:  # another process may be replacing both files right now
                return False
            fits = False
            self.problem = (
                "base.json, the snapshot of the older entries, is missing or of another time. What the journal "
                "holds is shown; restore base.json from a backup to see the rest."
            )
        self.tables.clear()
        self.tail = Tail(self.journal.header_end, header.seq, header.n, header.lam, header.oseq)
        base_seq = 0
        if fits and found is not None and (header.base or not header.epoch):
            self.tables.update(found[0])
            if self._repeated:
                for documents in self.tables.values():
                    for document in documents.values():
                        self._share(document)
            base_seq = found[1]["seq"]
            self.tail.n = max(self.tail.n, found[1].get("n", 1))
            if header.base == base_seq and header.base_crc not in (0, found[2]):
                self.problem = "base.json was changed by another program; 'warroom doctor' says which entries differ."
        self._start_reading(header.seq)
        size = os.fstat(self.journal.fd).st_size
        for batch in self._reader.batches(size):
            self._replay(batch, base_seq)
        self.tail.seq = max(self.tail.seq, self._reader.seq, base_seq)
        self._settle_counters()
        self.tail.end = self._reader.position
        self.damages = list(self._reader.damages)
        self._copy_counters()
        return True

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
        self._copy_counters()
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

    def _copy_counters(self) -> None:
        self.n, self.lam, self.oseq = self.tail.n, self.tail.lam, self.tail.oseq

    # Writing

    @override
    def write(self, data: Mapping[str, Mapping[Any, Any]]) -> None:
        """Store the difference between ``data`` (every table) and what is there, as one transaction."""
        with self.transaction():
            for name in [name for name in self.tables if name not in data]:
                self.drop(name)
            for name, documents in data.items():
                self.write_table(name, {str(key): doc for key, doc in documents.items()})

    def write_table(self, name: str, documents: Mapping[str, Mapping[str, Any]]) -> None:
        """Inside a transaction: make a table hold exactly ``documents``, changing only what differs."""
        live = self.tables.get(name)
        if live is None or (live and not documents):
            self.clear(name)
            live = self.tables[name]
        for key in [key for key in live if key not in documents]:
            self.remove(name, int(key))
        for key, document in documents.items():
            if live.get(key) != document:
                self.put(name, int(key), document)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Several changes as one record, one write, one fdatasync; an exception takes all of them back.

        Nested use is a savepoint: an exception takes back what was done since, the outermost one commits.
        """
        with self._mutex:
            if self._depth:
                mark = self._changes.mark(), self.n, self.lam, self.oseq
                self._depth += 1
                try:
                    yield
                except BaseException:
                    self._changes.roll_back(mark[0])
                    _, self.n, self.lam, self.oseq = mark
                    self.generation += 1
                    raise
                finally:
                    self._depth -= 1
                return
            with self.journal.locked():
                self._begin()
                self._depth = 1
                try:
                    yield
                    self._commit()
                except BaseException:
                    self._changes.roll_back(0)
                    self._copy_counters()
                    self.generation += 1
                    raise
                finally:
                    self._depth = 0
                    self._tell(self._changes.finish())

    def _begin(self) -> None:
        """Under the lock: be the newest, and stand behind a whole record."""
        with disk.Explained(self.folder):
            self._refresh()
            if self.journal.readonly is None and self.journal.settle():
                self._load()
            if self.journal.readonly is not None:
                raise ReadOnly(self.journal.readonly)
            self.journal.repair(self.tail.end)

    def _commit(self) -> None:
        ops = self._changes.ops
        if not ops:
            return
        self.tail = self.journal.commit(ops, self.tail, n=self.n, lam=self.lam, oseq=self.oseq)
        self._reader.seq = self.tail.seq
        self._reader.position = self.tail.end
        self._changes.confirm()
        if self._compact_above is not None and self.tail.end > self._compact_above:
            self._compact_quietly()

    def _compact_quietly(self) -> None:
        """A compaction that fails must not fail the commit that is already durable."""
        try:
            self._compact(keep_records=0)
        except (OSError, WarroomError) as error:
            self.journal.notices.append(f"Tidying up did not work ({error}); nothing is lost by it.")

    def put(self, table: str, doc_id: int, document: Mapping[Any, Any]) -> dict[str, Any]:
        """Inside a transaction: set one document; returns it as it will be read back.

        ``TypeError`` or ``ValueError`` on what JSON can't hold, and nothing is changed.
        """
        live = self._changes.put(table, doc_id, document)
        self.generation += 1
        self.n = max(self.n, doc_id + 1)
        return live

    def remove(self, table: str, doc_id: int) -> None:
        """Inside a transaction: take one document away."""
        self.generation += 1
        self._changes.remove(table, doc_id)

    def clear(self, table: str) -> None:
        """Inside a transaction: empty a table (or make an empty one)."""
        self.generation += 1
        self._changes.clear(table)

    def drop(self, table: str) -> None:
        """Inside a transaction: take a table away."""
        self.generation += 1
        self._changes.drop(table)

    # Keeping

    def on_event(self, watcher: Callable[[Change], None]) -> Callable[[], None]:
        """Have ``watcher`` told of every stored change, own and foreign; returns the function that ends it.

        A change is ``(op, table, doc_id, document)``; the document is live and must not be changed. The op
        ``reload`` says that history was rewritten and everything has to be looked at again.
        """
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def _tell(self, changes: list[Change]) -> None:
        for watcher in self._watchers:
            for change in changes:
                watcher(change)

    def compact(self) -> None:
        """Write a snapshot and start a short journal; refused while there is damage. Readers go on."""
        with self.alone():
            self._compact(compaction.KEPT_RECORDS)

    def _compact(self, keep_records: int) -> None:
        if self.damages or self.problem:
            raise WarroomError(
                "Not compacted: this folder has damage, and compaction would drop the damaged bytes. "
                "Run 'warroom doctor --repair' first."
            )
        compaction.compact(self.journal, self.tables, self.tail, keep_records)
        self._start_reading(self.tail.seq)
        self.tail.end = self._reader.position = os.fstat(self.journal.fd).st_size

    def rewrite(self, tables: Tables) -> None:
        """While ``alone``: replace history by ``tables``, in one step, with a new epoch.

        No older copy stays in the folder but bytes that can't be read, which are set aside first.
        """
        if self.problem:
            raise WarroomError(f"Nothing was rewritten: {self.problem}")
        for damage in self.damages:
            if damage.length:
                name = self.journal.set_aside("damaged", damage.offset, damage.length)
                size = disk.sized(damage.length)
                self.journal.notices.append(f"{size} that could not be read were copied to {name}.")
        tail = Tail(self.tail.end, self.tail.seq, self.n, self.lam, self.oseq)
        compaction.rewrite(self.journal, tables, tail)
        self._load()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only writer outside a transaction, refreshed and behind a whole record: for rewrites."""
        with self._mutex:
            if self._depth:
                raise NotSaved("Not saved: a transaction is still open; finish it first.")
            with self.journal.locked():
                self._begin()
                with disk.Explained(self.folder):
                    yield

    def export(self, path: str | os.PathLike[str]) -> None:
        """Write every table to a new stock TinyDB file; an older file of that name is replaced in one step."""
        with self._mutex:
            self.refresh()
            target = str(Path(path).absolute())
            try:
                disk.replace_file(target, snapshot.chunks(self.tables, None))
            except OSError as error:
                raise disk.refusal(error, str(Path(target).parent)) from error

    @override
    def close(self) -> None:
        """Release files and lock; the live state goes with them."""
        with self._mutex:
            self.journal.close()
            self._watchers.clear()
            self.tables.clear()


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


def copied(value: Any) -> Any:
    """A private copy of a JSON value; five times as fast as ``copy.deepcopy``."""
    if isinstance(value, dict):
        return {key: copied(item) if isinstance(item, (dict, list)) else item for key, item in value.items()}
    if isinstance(value, list):
        return [copied(item) if isinstance(item, (dict, list)) else item for item in value]
    return value
