"""``WarDB``: a ``TinyDB`` whose folder survives kills, full disks and several processes."""

import os
from contextlib import AbstractContextManager
from typing import Any, cast

from tinydb import TinyDB
from typing_extensions import override

from store.storage import JournalStorage
from store.table import JournalTable


class WarDB(TinyDB):
    """TinyDB over a folder; ``WarDB("data")`` makes it when it is missing."""

    table_class: type[JournalTable] = JournalTable
    default_storage_class = JournalStorage  # type: ignore[assignment]  # TinyDB types it as its own storage

    @property
    @override
    def storage(self) -> JournalStorage:
        """The storage, for ``on_event`` and what stands below."""
        return cast(JournalStorage, self._storage)

    def transaction(self) -> AbstractContextManager[None]:
        """Changes of several tables as one durable step, or none of them after an exception; nests."""
        return self.storage.transaction()

    def refresh(self) -> bool:
        """Take in what other processes stored; whether there was anything."""
        return self.storage.refresh()

    def compact(self) -> None:
        """Write a snapshot (``base.json``, a stock TinyDB file) and start a short journal."""
        self.storage.compact()

    def export(self, path: str | os.PathLike[str]) -> None:
        """Write everything to one stock TinyDB file."""
        self.storage.export(path)

    @override
    def tables(self) -> set[str]:
        self.storage.refresh()
        return set(self.storage.tables)

    @override
    def drop_table(self, name: str) -> None:
        self._tables.pop(name, None)
        with self.transaction():
            if name in self.storage.tables:
                self.storage.drop(name)

    @override
    def table(self, name: str, **kwargs: Any) -> JournalTable:
        return cast(JournalTable, super().table(name, **kwargs))
