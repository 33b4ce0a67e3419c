"""The one table of a room: sealed events, inserted and never changed."""

from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from typing_extensions import override

from store.table import JournalTable
from warroom import seal
from warroom.errors import WarroomError

EVENTS = "events"


class EventsTable(JournalTable):
    """Insert-only: what goes in without a ``sha`` is sealed with the next place in the room's history.

    A document needs ``kind``, ``payload``, ``author`` and ``recorded_at``; ``eid``, ``v`` and
    ``occurred_at`` have defaults. Edits and retractions are new events.
    """

    @override
    def _add(self, document: Mapping[Any, Any]) -> int:
        if not isinstance(document, Mapping):
            raise ValueError("Document is not a Mapping")
        sealed: Mapping[Any, Any] = self._sealed(document) if "sha" not in document else document
        storage = self._storage
        storage.lam = max(storage.lam, sealed["lam"])
        if sealed["origin"] == storage.journal.header.origin:
            storage.oseq = max(storage.oseq, sealed["oseq"] + 1)
        return super()._add(sealed)

    def _sealed(self, document: Mapping[Any, Any]) -> dict[str, Any]:
        header = self._storage.journal.header
        draft = {"eid": None, "v": 1, "occurred_at": None, **document}
        draft["eid"] = draft["eid"] or seal.new_uuid()
        return seal.seal(
            draft, room=header.room, origin=header.origin, oseq=self._storage.oseq, lam=self._storage.lam + 1
        )

    @override
    def update(self, *_: Any, **__: Any) -> NoReturn:
        raise WarroomError(_REFUSED)

    @override
    def update_multiple(self, *_: Any, **__: Any) -> NoReturn:
        raise WarroomError(_REFUSED)

    @override
    def upsert(self, *_: Any, **__: Any) -> NoReturn:
        raise WarroomError(_REFUSED)

    @override
    def remove(self, *_: Any, **__: Any) -> NoReturn:
        raise WarroomError(_REFUSED)

    @override
    def truncate(self) -> NoReturn:
        raise WarroomError(_REFUSED)

    @override
    def _update_table(self, *_: Any) -> NoReturn:
        raise WarroomError(_REFUSED)

    def insert_sealed(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        """Store events that another copy sealed, as they are."""
        return self.insert_multiple(documents)


_REFUSED = "Events are never changed or removed: add an edit or a retraction, or erase the text of an entry."
