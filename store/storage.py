"""A TinyDB storage on a journal: live state in memory, each change one durable line on disk.

Stock tables and middleware work through ``read`` and ``write`` (O(n), as in TinyDB itself);
``store.table.JournalTable`` uses the flat operations.
"""

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tinydb.storages import Storage
from typing_extensions import override

from store import compaction, disk, snapshot
from store.changes import Change, Changes
from store.journal import Journal, open_journal
from store.live import Live
from store.record import Tail
from store.replay import Damage
from store.snapshot import Tables
from warroom.errors import NotSaved, ReadOnly, WarroomError


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
        self._live = Live(self.journal, repeated, self._tell)
        self.tables: Tables = self._live.tables
        """The live state; only this package reads it without copying, and nobody changes it."""
        self.lam, self.n, self.oseq = 0, 1, 1
        """Greatest Lamport, next document id and next ``oseq``, as the open transaction has them."""
        self._compact_above = compact_above
        self._changes = Changes(self.tables)
        self._depth = 0
        self._mutex = threading.RLock()
        self._watchers: list[Callable[[Change], None]] = []

    @property
    def tail(self) -> Tail:
        """Where the journal ended when it was last looked at, and its counters there."""
        return self._live.tail

    @property
    def generation(self) -> int:
        """Grows whenever the live state may have changed."""
        return self._live.generation

    @property
    def damages(self) -> list[Damage]:
        """Places of the journal that can't be read."""
        return self._live.damages

    @property
    def problem(self) -> str | None:
        """What is wrong with the snapshot, or None."""
        return self._live.problem

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
                changed = self._live.refresh()
            except OSError as error:
                raise disk.unreadable(error, self.journal.path) from error
            self._copy_counters()
            return changed

    def _copy_counters(self) -> None:
        tail = self._live.tail
        self.n, self.lam, self.oseq = tail.n, tail.lam, tail.oseq

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
                    self._live.generation += 1
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
                    self._live.generation += 1
                    raise
                finally:
                    self._depth = 0
                    self._tell(self._changes.finish())

    def _begin(self) -> None:
        """Under the lock: be the newest, and stand behind a whole record."""
        with disk.Explained(self.folder):
            self._live.refresh()
            if self.journal.readonly is None and self.journal.settle():
                self._live.load()
            self._copy_counters()
            if self.journal.readonly is not None:
                raise ReadOnly(self.journal.readonly)
            self.journal.repair(self.tail.end)

    def _commit(self) -> None:
        ops = self._changes.ops
        if not ops:
            return
        self._live.stored(self.journal.commit(ops, self.tail, n=self.n, lam=self.lam, oseq=self.oseq))
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
        self._live.generation += 1
        self.n = max(self.n, doc_id + 1)
        return live

    def remove(self, table: str, doc_id: int) -> None:
        """Inside a transaction: take one document away."""
        self._live.generation += 1
        self._changes.remove(table, doc_id)

    def clear(self, table: str) -> None:
        """Inside a transaction: empty a table (or make an empty one)."""
        self._live.generation += 1
        self._changes.clear(table)

    def drop(self, table: str) -> None:
        """Inside a transaction: take a table away."""
        self._live.generation += 1
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
        self._live.moved()

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
        self._live.load()
        self._copy_counters()

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


def copied(value: Any) -> Any:
    """A private copy of a JSON value; five times as fast as ``copy.deepcopy``."""
    if isinstance(value, dict):
        return {key: copied(item) if isinstance(item, (dict, list)) else item for key, item in value.items()}
    if isinstance(value, list):
        return [copied(item) if isinstance(item, (dict, list)) else item for item in value]
    return value
