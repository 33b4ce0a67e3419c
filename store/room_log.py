"""One room's events on TinyDB: implements ``warroom.ports.EventLog``."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import msgspec

from store import attachments, disk, erasing, follow, journal, safety, summary_file, tail
from store.changes import Change
from store.events_table import EVENTS, EventsTable
from store.live import collector_off
from store.record import is_whole
from store.replay import read_record
from store.storage import JournalStorage, copied
from store.wardb import WarDB
from warroom.errors import NotSaved
from warroom.events import Draft, Event, is_intact, to_document
from warroom.ports import Health, Preview

_LONG_WAIT = 1.0
"""Seconds of waiting for another writer after which people are told."""


_REPEATED = ("room", "origin", "author", "kind")


class RoomDB(WarDB):
    """The TinyDB of a room; its only table is ``events``."""

    table_class = EventsTable


class RoomLog:
    """Blocking; made for one worker thread. ``health`` and ``follow`` may be used from any thread."""

    def __init__(self, folder: Path, *, readonly: str | None = None, lock_timeout: float | None = None) -> None:
        """Open an existing room folder; the events are read at the first ``load``, ``refresh`` or ``append``."""
        self.folder = folder
        self.db = RoomDB(
            os.fspath(folder), create=False, readonly=readonly, lock_timeout=lock_timeout, repeated=_REPEATED
        )
        """The room as a TinyDB, for ``Query`` and ``search`` on ``db.table("events")``."""
        self._storage: JournalStorage = self.db.storage
        self._ids: dict[str, int] = {}
        self._erased: set[str] = set()
        self._pending: list[Event] = []
        self._notices: tuple[str, ...] = ()
        self._last_recorded = ""
        self._loaded = False
        self._storage.on_event(self._note)
        self._stops: list[Callable[[], None]] = []

    @property
    def events(self) -> EventsTable:
        """The table of events."""
        return cast(EventsTable, self.db.table(EVENTS))

    @property
    def room(self) -> str:
        """The room's UUID."""
        return self._storage.journal.header.room or self.folder.name

    @property
    def origin(self) -> str:
        """This folder copy's random name; a copied folder gets a new one at its first write."""
        return self._storage.journal.header.origin

    @property
    def health(self) -> Health:
        """What people must know about this log now."""
        own = self._storage.journal
        notices = [*own.notices, *self._notices]
        if own.header_damaged:
            notices.append(f"The beginning of {own.path} can't be read; what can be is shown. {journal.LOOK}")
        damages = self._storage.damages
        if damages:
            missing = sum(last - first + 1 for first, last in (d.missing for d in damages if d.missing))
            notices.append(
                f"The journal has {len(damages)} damaged place{'s' * (len(damages) > 1)} ({missing} records can't be "
                "read). Everything else is shown and new entries are kept; run 'warroom doctor --repair'."
            )
        if self._storage.problem:
            notices.append(self._storage.problem)
        waiting = own.waiting_since
        if waiting is not None and time.monotonic() - waiting > _LONG_WAIT:
            holder = safety.lock_holder(own.lock_fd) or "another process"
            notices.append(f"Waiting to save: {holder} holds this room's lock.")
        space = safety.space_notice(os.fspath(self.folder))
        if space:
            notices.append(space)
        return Health(readonly=own.readonly, notices=tuple(dict.fromkeys(notices)))

    # Reading

    def preview(self, limit: int) -> Preview:
        """The newest ``limit`` events from the end of the journal alone, and the cached summary of any age."""
        own = self._storage.journal
        kept = summary_file.read(os.fspath(self.folder))
        try:
            size = os.fstat(own.fd).st_size
            end = tail.find(own.fd, size, own.header)
            documents = self._newest(end.end, limit)
        except OSError as error:
            raise disk.unreadable(error, own.path) from error
        total = end.n - 1
        events = tuple(as_event(document) for document in documents)
        return Preview(summary=kept[0] if kept else None, events=events, total=total, complete=len(events) >= total)

    def _newest(self, end: int, limit: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for offset, line in tail.lines_backwards(self._storage.journal.fd, end):
            if offset == 0 or len(found) >= limit:
                break
            record = read_record(line) if is_whole(line) else None
            ops = record.o if record else ()
            found.extend(op[3] for op in reversed(ops) if op[:2] == ["+", EVENTS])
        return found[:limit][::-1]

    def load(self) -> list[Event]:
        """Every event, in this folder's order of arrival; later ones come from ``refresh``."""
        with self._told(), collector_off(), self._storage.live(EVENTS) as documents:
            self._pending.clear()
            self._ids.clear()
            self._loaded = True
            return [self._known(int(key), document) for key, document in documents.items()]

    def refresh(self) -> list[Event]:
        """Events that other processes stored since the last ``load``, ``append`` or ``refresh``.

        After an erasure by another process also the events whose text is gone, with ``erased`` set.
        """
        with self._told():
            self._be_loaded()
            self._storage.refresh()
            return self._take()

    def _be_loaded(self) -> None:
        if not self._loaded:
            self._pending = self.load()

    def _known(self, doc_id: int, document: dict[str, Any]) -> Event:
        event = as_event(document)
        self._ids[event.eid] = doc_id
        if event.erased is not None:
            self._erased.add(event.eid)
        return event

    def _note(self, change: Change) -> None:
        """A change of the storage, own or foreign."""
        op, table, doc_id, document = change
        if op == "+" and table == EVENTS:
            self._flag_clock(document)
            self._pending.append(self._known(doc_id, document))
        elif op == "reload":
            for key, found in self._storage.tables.get(EVENTS, {}).items():
                eid = found["eid"]
                if eid not in self._ids or (found.get("erased") and eid not in self._erased):
                    self._pending.append(self._known(int(key), found))

    def _flag_clock(self, document: dict[str, Any]) -> None:
        """Order is the order of arrival whatever the clock says; a clock that went back is worth a word."""
        now = document["recorded_at"]
        last, self._last_recorded = self._last_recorded, now
        if last and seconds_between(now, last) > _CLOCK_BACK and document["origin"] == self.origin:
            self._notices = (
                f"This machine's clock went back from {last[11:19]} to {now[11:19]} UTC; "
                "entries keep the order in which they arrived.",
            )

    def _take(self) -> list[Event]:
        taken, self._pending = self._pending, []
        return taken

    # Writing

    def append(self, drafts: Sequence[Draft]) -> list[Event]:
        """Seal and store ``drafts`` all or none; durable when it returns.

        Drafts whose ``eid`` is already here are left out. The result starts with events of other processes
        that were not seen before. Raises ``NotSaved`` (nothing stored) or ``OutcomeUnknown``.
        """
        with self._told():
            self._be_loaded()
            with self._storage.transaction():
                fresh = {draft.eid: draft for draft in reversed(drafts) if draft.eid not in self._ids}
                self.events.insert_multiple(_document_of(draft) for draft in reversed(fresh.values()))
            return self._take()

    def receive(self, events: Sequence[Event]) -> list[Event]:
        """Store sealed events of another copy, all or none; ids already here are left alone. As ``append``."""
        for event in events:
            if event.room != self.room:
                raise NotSaved(f"Not saved: entry {event.ref} belongs to another room. Nothing was stored.")
            if not is_intact(event):
                raise NotSaved(f"Not saved: entry {event.ref} was changed after it was sealed. Nothing was stored.")
        with self._told():
            self._be_loaded()
            with self._storage.transaction():
                fresh = {event.eid: event for event in reversed(events) if event.eid not in self._ids}
                self.events.insert_sealed(to_document(event) for event in reversed(fresh.values()))
            return self._take()

    def erase(self, targets: Iterable[Event], erasure: Draft) -> list[Event]:
        """Store ``erasure`` and replace ``targets`` (their text already blanked) for good, on disk too."""
        with self._told():
            self._be_loaded()
            erasing.erase(self._storage, list(targets), _document_of(erasure), self._ids)
            return self._take()

    def attach(self, source: Path) -> tuple[str, int]:
        """Copy a file into the room folder; returns its sha256 (hex) and size in bytes."""
        if self._storage.journal.readonly is not None:
            raise NotSaved(self._storage.journal.readonly)
        return attachments.attach(os.fspath(self.folder), source)

    def attachment(self, sha256: str) -> Path:
        """Where an attached file lies; raises ``NotFound``."""
        return attachments.find(os.fspath(self.folder), sha256)

    def save_summary(self, summary: dict[str, object]) -> None:
        """Cache the header's facts for the next first frame and for the lobby; losing it costs nothing."""
        if self._storage.journal.readonly is not None:
            return
        try:
            header = self._storage.journal.header
            summary_file.write(os.fspath(self.folder), summary, epoch=header.epoch, seq=self._storage.tail.seq)
        except OSError:
            return  # a cache: the next fold makes it again

    def compact(self) -> None:
        """Write a snapshot and a short journal; above some 50,000 events it halves the time to open."""
        with self._told():
            self.db.compact()

    def follow(self, on_change: Callable[[], None]) -> Callable[[], None]:
        """Call ``on_change`` from a thread of its own when the log may have grown; returns the stop function."""
        stop = follow.follow(os.fspath(self.folder), on_change)
        self._stops.append(stop)
        return stop

    def close(self) -> None:
        """Release files, locks and threads."""
        for stop in self._stops:
            stop()
        self.db.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Whatever the disk or a document does wrong leaves as an error of ours."""
        try:
            yield
        except OSError as error:
            raise disk.refusal(error, os.fspath(self.folder)) from error
        except (TypeError, ValueError, msgspec.ValidationError) as error:
            raise NotSaved(f"Not saved: an entry holds something that can't be stored ({error}).") from error


_CLOCK_BACK = 2.0
"""Seconds by which the clock may go back in silence (docs/store.md 5.10)."""


def seconds_between(earlier: str, later: str) -> float:
    """Seconds from one stamp to a later one, 0 for anything that is no stamp; cheap when they are in order."""
    if earlier >= later:
        return 0.0
    from datetime import datetime

    try:
        return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()
    except ValueError:
        return 0.0


def as_event(document: dict[str, Any]) -> Event:
    """The event of a live document; nothing that could be changed is shared with it."""
    event = msgspec.convert(document, Event)
    payload = event.payload
    for key, value in payload.items():
        if type(value) is dict or type(value) is list:
            payload[key] = copied(value)
    return event


def _document_of(draft: Draft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in draft.__struct_fields__}


def open_folder(folder: Path, *, lock_timeout: float | None = None) -> RoomLog:
    """Open a room folder after looking whether it is a safe place; raises ``UnsafeFolder`` or ``NotFound``."""
    path = os.fspath(folder)
    safety.refuse_unsafe(path)
    try:
        return RoomLog(folder, readonly=safety.network_reason(path), lock_timeout=lock_timeout)
    except OSError as error:
        raise disk.unreadable(error, f"{path}/{journal.JOURNAL}") from error
