"""Appending to a room without reading it: what ``warroom log`` does, at the same cost for any history.

Standard library only, and no heavy part of it; a test in a subprocess keeps it so. Locking, repair of a torn
tail and the commit are the very code that the TinyDB storage uses.
"""

import os

from store import disk, journal, resolve, safety
from store.record import encode_json, put_op
from warroom import seal
from warroom.errors import NotSaved, ReadOnly

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

EVENTS = "events"


class ColdLog:
    """A room's journal, open for appending only. Use it with ``with``; one handle serves many appends."""

    def __init__(self, data: str, name: str, *, lock_timeout: float | None = None) -> None:
        """Open the room that ``name`` means (``store.resolve``); raises ``NotFound`` or ``Ambiguous``."""
        data = os.fspath(data)
        safety.refuse_unsafe(data)
        self.room = resolve.resolve(data, name)
        folder = resolve.room_folder(data, self.room)
        self._journal = journal.open_journal(folder, lock_timeout=lock_timeout, readonly=safety.network_reason(folder))

    @property
    def notices(self) -> tuple[str, ...]:
        """What people should know: a tail set aside, a copied folder."""
        return tuple(self._journal.notices)

    def append(self, drafts: "Sequence[dict[str, Any]]") -> "list[dict[str, object]]":
        """Seal and store drafts (documents of ``kind payload author recorded_at`` and, if wanted, ``eid v
        occurred_at``) all or none; durable when it returns the sealed documents. Raises ``NotSaved``.
        """
        own = self._journal
        with own.locked(), disk.Explained(own.folder):
            if own.was_replaced():
                own.reopen()
            if own.readonly is None:
                own.settle()
            if own.readonly is not None:
                raise ReadOnly(own.readonly)
            tail = own.read_tail()
            own.repair(tail.end)
            header = own.header
            sealed, ops = [], []
            for number, draft in enumerate(drafts):
                document = _sealed(draft, header.room, header.origin, tail.oseq + number, tail.lam + 1 + number)
                ops.append(put_op(EVENTS, tail.n + number, encode_json(document)))
                sealed.append(document)
            count = len(sealed)
            if count:
                own.commit(ops, tail, n=tail.n + count, lam=tail.lam + count, oseq=tail.oseq + count)
            return sealed

    def close(self) -> None:
        """Release the files."""
        self._journal.close()

    def __enter__(self) -> "ColdLog":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _sealed(draft: "dict[str, Any]", room: str, origin: str, oseq: int, lam: int) -> "dict[str, object]":
    complete = {"v": 1, "occurred_at": None, **draft}
    complete["eid"] = complete.get("eid") or seal.new_uuid()
    try:
        return seal.seal(complete, room=room, origin=origin, oseq=oseq, lam=lam)
    except (TypeError, ValueError) as error:
        raise NotSaved(f"Not saved: this entry holds something that can't be stored ({error}).") from error


def append_cold(
    data: str, name: str, drafts: "Sequence[dict[str, Any]]", *, lock_timeout: float | None = None
) -> "list[dict[str, object]]":
    """``ColdLog.append`` once: open, store, close."""
    with ColdLog(data, name, lock_timeout=lock_timeout) as log:
        return log.append(drafts)
