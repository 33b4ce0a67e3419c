"""The changes of a transaction: applied to the live state at once, written at its end, or taken back."""

from collections.abc import Mapping
from typing import Any

import msgspec

from store.record import encode_json, put_op
from store.snapshot import Tables

Change = tuple[str, str, int, dict[str, Any]]
"""Op, table, document id and document, as ``JournalStorage.on_event`` tells them."""


def change_of(op: list[Any]) -> Change:
    """What an operation of a stored record changed."""
    return (op[0], op[1], op[2] if len(op) > 2 else 0, op[3] if len(op) > 3 else {})


_Undo = tuple[str, str | None, dict[str, Any] | None]
"""Table, key and old document; without a key the whole old table (None: there was none)."""


class Changes:
    """What one transaction did so far, and how to undo it."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._undo: list[_Undo] = []
        self._told: list[Change] = []
        self.ops: list[bytes] = []
        self._confirmed = False

    def put(self, table: str, doc_id: int, document: Mapping[Any, Any]) -> dict[str, Any]:
        """Set one document. What goes live is read back from its JSON: private, and as others will read it."""
        text = encode_json(dict(document))
        op = put_op(table, doc_id, text)
        live: dict[str, Any] = msgspec.json.decode(text)
        key = str(doc_id)
        documents = self._table(table)
        self._undo.append((table, key, documents.get(key)))
        documents[key] = live
        self.ops.append(op)
        self._told.append(("+", table, doc_id, live))
        return live

    def _table(self, table: str) -> dict[str, dict[str, Any]]:
        documents = self._tables.get(table)
        if documents is None:
            self._undo.append((table, None, None))
            documents = self._tables[table] = {}
        return documents

    def remove(self, table: str, doc_id: int) -> None:
        """Take one document away; the undo keeps the table's order."""
        self._keep_whole(table)
        self._table(table).pop(str(doc_id), None)
        self._note("-", table, doc_id)

    def clear(self, table: str) -> None:
        """Empty a table."""
        self._keep_whole(table)
        self._tables[table] = {}
        self._note("c", table, 0)

    def drop(self, table: str) -> None:
        """Take a table away."""
        self._keep_whole(table)
        self._tables.pop(table, None)
        self._note("x", table, 0)

    def _note(self, code: str, table: str, doc_id: int) -> None:
        ids = f",{doc_id}" if code == "-" else ""
        self.ops.append(f'["{code}",{encode_json(table)}{ids}]'.encode())
        self._told.append((code, table, doc_id, {}))

    def _keep_whole(self, table: str) -> None:
        """Note the table as it is, unless the last note did so and only removals came since."""
        if self._undo and self._undo[-1][:2] == (table, None) and self._told and self._told[-1][0] == "-":
            return
        old = self._tables.get(table)
        self._undo.append((table, None, None if old is None else dict(old)))

    def mark(self) -> int:
        """A savepoint for ``roll_back``."""
        self._undo.append(("", "", None))  # keeps _keep_whole from reaching across the savepoint
        return len(self._undo) << 32 | len(self.ops)

    def roll_back(self, mark: int) -> None:
        """Take back everything done since ``mark`` (0: everything)."""
        if self._confirmed:
            return
        undone, kept_ops = mark >> 32, mark & 0xFFFF_FFFF
        while len(self._undo) > undone:
            table, key, old = self._undo.pop()
            if key == "":
                continue
            if key is not None:
                self._restore(table, key, old)
            elif old is None:
                self._tables.pop(table, None)
            else:
                self._tables[table] = old
        del self.ops[kept_ops:]
        del self._told[kept_ops:]

    def _restore(self, table: str, key: str, old: dict[str, Any] | None) -> None:
        if old is None:
            self._tables[table].pop(key, None)
        else:
            self._tables[table][key] = old

    def confirm(self) -> None:
        """The changes are on disk: from here on nothing takes them back."""
        self._confirmed = True

    def finish(self) -> list[Change]:
        """End the transaction; returns what was stored (nothing after a roll-back)."""
        told = self._told if self._confirmed else []
        self.ops = []
        self._told, self._undo, self._confirmed = [], [], False
        return told
