"""A TinyDB table whose cost does not grow with its documents: flat inserts, live reads, private results."""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import Any, cast

from tinydb.queries import QueryLike
from tinydb.table import Document, Table
from typing_extensions import override

from store.storage import JournalStorage, copied

Fields = Mapping[Any, Any] | Callable[[MutableMapping[Any, Any]], None]


class JournalTable(Table):
    """``tinydb.Table`` on a ``JournalStorage``.

    Document ids count for the whole database and are never used twice. Documents that are returned share
    nothing with the live state. Reads show what other processes stored.
    """

    _storage: JournalStorage

    def __init__(self, storage: JournalStorage, name: str, cache_size: int = 10, persist_empty: bool = False) -> None:
        self._cached_at = -1
        super().__init__(storage, name, cache_size, False)
        if persist_empty:
            with storage.transaction():
                if name not in storage.tables:
                    storage.clear(name)

    @property
    @override
    def storage(self) -> JournalStorage:
        """The storage, for transactions, compaction and export."""
        return self._storage

    # Reading

    def _document(self, key: str, document: dict[str, Any]) -> Document:
        return self.document_class(copied(document), self.document_id_class(key))

    @override
    def _read_table(self) -> dict[str, Mapping[Any, Any]]:
        with self._storage.live(self.name) as documents:
            return {key: copied(document) for key, document in documents.items()}

    @override
    def search(self, cond: QueryLike) -> list[Document]:
        with self._storage.live(self.name) as documents:
            return [self._document(key, documents[key]) for key in self._matches(cond, documents)]

    def _matches(self, cond: QueryLike, documents: dict[str, dict[str, Any]]) -> list[str]:
        """Keys of matching documents. Keys are what the cache keeps: documents are copied anew each time."""
        self._drop_stale_cache()
        known = cast("list[str] | None", self._query_cache.get(cond))
        if known is None:
            known = [key for key, document in documents.items() if cond(document)]
            if getattr(cond, "is_cacheable", _always)():
                self._query_cache[cond] = cast("list[Document]", known)
        return known

    def _drop_stale_cache(self) -> None:
        """Results are forgotten as soon as anybody, this process or another, changed anything."""
        if self._cached_at != self._storage.generation:
            self.clear_cache()
            self._cached_at = self._storage.generation

    @override
    def get(  # type: ignore[override]  # the overloads of the original say no more
        self, cond: QueryLike | None = None, doc_id: int | None = None, doc_ids: list[int] | None = None
    ) -> Document | list[Document] | None:
        with self._storage.live(self.name) as documents:
            if doc_id is not None:
                found = documents.get(str(doc_id))
                return None if found is None else self._document(str(doc_id), found)
            if doc_ids is not None:
                wanted = {str(number) for number in doc_ids}
                return [self._document(key, documents[key]) for key in documents if key in wanted]
            if cond is not None:
                for key, document in documents.items():
                    if cond(document):
                        return self._document(key, document)
                return None
        raise RuntimeError("You have to pass either cond or doc_id or doc_ids")

    @override
    def count(self, cond: QueryLike) -> int:
        with self._storage.live(self.name) as documents:
            return len(self._matches(cond, documents))

    @override
    def __len__(self) -> int:
        with self._storage.live(self.name) as documents:
            return len(documents)

    @override
    def __iter__(self) -> Iterator[Document]:
        with self._storage.live(self.name) as documents:
            keys = list(documents)
        for key in keys:
            with self._storage.live(self.name) as documents:
                document = documents.get(key)
            if document is not None:
                yield self._document(key, document)

    @override
    def all(self) -> list[Document]:
        with self._storage.live(self.name) as documents:
            return [self._document(key, document) for key, document in documents.items()]

    # Writing

    @override
    def insert(self, document: Mapping[Any, Any]) -> int:
        with self._storage.transaction():
            return self._add(document)

    @override
    def insert_multiple(self, documents: Iterable[Mapping[Any, Any]]) -> list[int]:
        with self._storage.transaction():
            return [self._add(document) for document in documents]

    def _add(self, document: Mapping[Any, Any]) -> int:
        """Insert one document inside a transaction; returns its id."""
        if not isinstance(document, Mapping):
            raise ValueError("Document is not a Mapping")
        doc_id = document.doc_id if isinstance(document, self.document_class) else self._get_next_id()
        if str(doc_id) in self._storage.tables.get(self.name, ()):
            raise ValueError(f"Document with ID {doc_id} already exists")
        self._storage.put(self.name, doc_id, document)
        return doc_id

    @override
    def _get_next_id(self) -> int:
        self._storage.refresh()
        return self._storage.n

    @override
    def update(self, fields: Fields, cond: QueryLike | None = None, doc_ids: Iterable[int] | None = None) -> list[int]:
        with self._storage.transaction():
            found = self._matching(cond, doc_ids)
            for doc_id in found:
                self._change(doc_id, fields)
            return found

    @override
    def update_multiple(self, updates: Iterable[tuple[Fields, QueryLike]]) -> list[int]:
        changed: list[int] = []
        with self._storage.transaction():
            pairs = list(updates)
            for key in list(self._storage.tables.get(self.name, ())):
                for fields, cond in pairs:
                    if cond(self._storage.tables[self.name][key]):
                        changed.append(int(key))
                        self._change(int(key), fields)
        return changed

    @override
    def upsert(self, document: Mapping[Any, Any], cond: QueryLike | None = None) -> list[int]:
        with self._storage.transaction():
            return super().upsert(document, cond)

    @override
    def remove(self, cond: QueryLike | None = None, doc_ids: Iterable[int] | None = None) -> list[int]:
        if cond is None and doc_ids is None:
            raise RuntimeError("Use truncate() to remove all documents")
        with self._storage.transaction():
            found = self._matching(cond, doc_ids)
            for doc_id in found:
                self._storage.remove(self.name, doc_id)
            return found

    @override
    def truncate(self) -> None:
        with self._storage.transaction():
            self._storage.clear(self.name)

    def _matching(self, cond: QueryLike | None, doc_ids: Iterable[int] | None) -> list[int]:
        documents = self._storage.tables.get(self.name, {})
        if doc_ids is not None:
            return [doc_id for doc_id in doc_ids if str(doc_id) in documents]
        return [int(key) for key, document in documents.items() if cond is None or cond(document)]

    def _change(self, doc_id: int, fields: Fields) -> None:
        live = self._storage.tables[self.name][str(doc_id)]
        document = copied(live)
        if callable(fields):
            fields(document)
        else:
            document.update(fields)
        if document != live:
            self._storage.put(self.name, doc_id, document)

    @override
    def _update_table(self, updater: Callable[[dict[int, Mapping[Any, Any]]], None]) -> None:
        """For extensions that rewrite a table as a whole, as TinyDB's own methods do."""
        with self._storage.transaction():
            before = self._storage.tables.get(self.name, {})
            table: dict[int, Mapping[Any, Any]] = {int(key): copied(document) for key, document in before.items()}
            updater(table)
            self._storage.write_table(self.name, {str(key): dict(document) for key, document in table.items()})


def _always() -> bool:
    return True
