"""Entries in the order of their time, with their edits, strikes, pins and erasures: timeline and discussion."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from warroom.events import Event, Stamp

_MINUTE: Final = len("2026-11-22T14:05")
"""Of a UTC text, what is shown of it."""

IMPORTED: Final = "imported"
"""Who says what a source names nobody for."""
UNKNOWN: Final = "?"
"""Who said what is erased."""


class Change(NamedTuple):
    """One later event about an entry; None leaves that side of the entry as it was."""

    stamp: Stamp
    event: Event
    text: str | None = None
    kind: str | None = None
    actor: str | None = None
    occurred_at: str | None = None
    pinned: bool | None = None
    retracted: bool | None = None
    erased: bool = False
    reason: str = ""
    bases: tuple[str, ...] = ()

    @property
    def is_edit(self) -> bool:
        """Whether it changes what the entry says or when it happened."""
        return any(side is not None for side in (self.text, self.kind, self.actor, self.occurred_at))


def _fold_order(change: Change) -> tuple[Stamp, str]:
    return change.stamp, change.event.eid


class Said(NamedTuple):
    """What the first event of an entry says, before any change."""

    kind: str
    text: str
    actor: str = ""
    via: str = ""
    milestone: str = ""
    due: str | None = None
    time_box: int | None = None
    mentions: tuple[str, ...] = ()
    source: str = ""


class Entry(msgspec.Struct, kw_only=True):
    """One line of a feed as it stands now, and everything that led to it."""

    event: Event
    said: Said
    changes: list[Change] = []
    kind: str = ""
    text: str = ""
    actor: str = ""
    at: str = ""
    pinned: bool = False
    retracted: bool = False
    retracted_why: str = ""
    retracted_by: str = ""
    erased_by: str = ""
    erased_why: str = ""
    versions: int = 1
    conflict: bool = False

    @property
    def eid(self) -> str:
        """The id of the event that made this entry."""
        return self.event.eid

    @property
    def ref(self) -> str:
        """The five letters people say."""
        return self.event.ref

    @property
    def author(self) -> str:
        """The member who typed it."""
        return self.event.author

    @property
    def who(self) -> str:
        """Who said or did it: the actor, else the author.

        ``IMPORTED`` where the source names nobody: who brought the file in didn't say what is in it. ``UNKNOWN`` once
        it is erased: the name went with the words.
        """
        if self.erased:
            return UNKNOWN
        return self.actor or (IMPORTED if self.said.source else self.event.author)

    @property
    def credit(self) -> str:
        """``who``, and the author where that is another who typed it: ``bob (by ana)``."""
        who = self.who
        if self.said.source or who == self.event.author:
            return who
        return f"{who} (by {self.event.author})"

    @property
    def erased(self) -> bool:
        """Whether its text was taken away for good."""
        return bool(self.erased_by) or self.event.erased is not None

    @property
    def place(self) -> tuple[str, Stamp, str]:
        """Its place in the feed: by time, ties in fold order, then (two of a cloned folder) by id."""
        return (self.at, self.event.stamp, self.event.eid)

    @property
    def later(self) -> bool:
        """Whether it was added for another time than its own, to the minute that is shown (typed so, not imported)."""
        return self.at[:_MINUTE] != self.event.recorded_at[:_MINUTE] and not self.said.source

    def refold(self) -> None:
        """Bring the shown sides in line with the first event and the changes in fold order."""
        said = self.said
        self.kind, self.text, self.actor = said.kind, said.text, said.actor
        self.at = self.event.at
        self.pinned = self.retracted = False
        self.retracted_why = self.retracted_by = self.erased_by = self.erased_why = ""
        edits = [change for change in self.changes if change.is_edit]
        for change in self.changes:
            self.text = self.text if change.text is None else change.text
            self.kind = change.kind or self.kind
            self.actor = self.actor if change.actor is None else change.actor
            self.at = change.occurred_at or self.at
            self.pinned = self.pinned if change.pinned is None else change.pinned
            if change.retracted is not None:
                self.retracted = change.retracted
                self.retracted_why = change.reason
                self.retracted_by = change.event.author
            if change.erased and not self.erased_by:
                self.erased_by, self.erased_why = change.event.author, change.reason
        self.versions = 1 + len(edits)
        replaced = {base for change in edits for base in change.bases}
        self.conflict = sum(change.event.eid not in replaced for change in edits) > 1


class Feed:
    """Entries by id and in order of time. Changes may come before what they change; they wait for it."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.order: list[Entry] = []
        self.clock_times: Counter[str] = Counter()
        """How many entries stand at each time of day, ``14:05`` in UTC: asked whenever a draft is checked."""
        self._waiting: dict[str, list[Change]] = {}

    def __len__(self) -> int:
        return len(self.order)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.order)

    def add(self, event: Event, said: Said) -> None:
        """Fold the first event of an entry."""
        entry = Entry(event=event, said=said, changes=self._waiting.pop(event.eid, []))
        entry.refold()
        self.entries[event.eid] = entry
        self._place(entry)

    def change(self, target: str, change: Change) -> None:
        """Fold a later event about ``target``."""
        entry = self.entries.get(target)
        if entry is None:
            insort(self._waiting.setdefault(target, []), change, key=_fold_order)
            return
        before = entry.place
        # Looked up first: once its own place has changed the order can't be searched.
        index = bisect_left(self.order, before, key=lambda one: one.place)
        insort(entry.changes, change, key=_fold_order)
        entry.refold()
        if entry.place != before:
            del self.order[index]
            self._uncount(before[0])
            self._place(entry)

    def remove(self, eid: str) -> None:
        """Take an entry out, with its changes; it may be added again."""
        index = self.index_of(eid)
        if index is not None:
            del self.order[index]
            del self.entries[eid]

    def index_of(self, eid: str) -> int | None:
        """Where an entry stands in ``order``, in O(log n); None when it isn't here."""
        entry = self.entries.get(eid)
        return None if entry is None else bisect_left(self.order, entry.place, key=lambda one: one.place)

    def index_at(self, at: str) -> int:
        """Where an entry of time ``at`` (UTC text) would stand: the first one not before it."""
        return bisect_left(self.order, at, key=lambda one: one.at)

    def _uncount(self, at: str) -> None:
        self.clock_times[at[11:16]] -= 1
        if not self.clock_times[at[11:16]]:
            del self.clock_times[at[11:16]]

    def _place(self, entry: Entry) -> None:
        self.clock_times[entry.at[11:16]] += 1
        if not self.order or self.order[-1].place < entry.place:
            self.order.append(entry)
        else:
            insort(self.order, entry, key=lambda one: one.place)
