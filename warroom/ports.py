"""What warroom asks of a store; ``store/`` implements it (DESIGN 2 and 3)."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import msgspec

from warroom.events import Draft, Event


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """What a log wants its people to know; every text is a sentence a tired person understands."""

    readonly: str | None = None
    """Why nothing can be written, or None."""
    notices: tuple[str, ...] = ()
    """Recovered tails, damage, disk nearly full, another process holding the lock."""


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What can be shown before the room is read: the newest events and a cached summary of the state."""

    summary: dict[str, object] | None
    """The header's facts as ``save_summary`` kept them, or None; may be older than the events."""
    events: tuple[Event, ...]
    """The newest events, oldest first."""
    total: int
    """How many events the room holds."""
    complete: bool
    """Whether ``events`` is the whole room."""


class EventLog(Protocol):
    """One room's events on disk. Blocking; call it from one worker thread. Acknowledged means durable."""

    @property
    def room(self) -> str:
        """The room's UUID."""
        ...

    @property
    def origin(self) -> str:
        """This folder copy's random name."""
        ...

    @property
    def health(self) -> Health:
        """What people must know about this log now."""
        ...

    def preview(self, limit: int) -> Preview:
        """The newest ``limit`` events without reading the room (first frame)."""
        ...

    def load(self) -> list[Event]:
        """Every event, in this folder's order of arrival; later ones come from ``refresh``."""
        ...

    def refresh(self) -> list[Event]:
        """Events that other processes stored since the last ``load``, ``append`` or ``refresh``."""
        ...

    def append(self, drafts: Sequence[Draft]) -> list[Event]:
        """Seal and store ``drafts`` all or none, in one transaction; durable when it returns.

        The result starts with events of other processes that were not seen before, so that the caller
        can fold everything it is given. Raises ``NotSaved`` (nothing stored) or ``OutcomeUnknown``.
        """
        ...

    def receive(self, events: Sequence[Event]) -> list[Event]:
        """Store sealed events of another copy, all or none; ids already here are left alone. As ``append``."""
        ...

    def erase(self, targets: Iterable[Event], erasure: Draft) -> list[Event]:
        """Store ``erasure`` and replace ``targets`` (their text already blanked) for good, on disk too."""
        ...

    def attach(self, source: Path) -> tuple[str, int]:
        """Copy a file into the room folder; returns its sha256 (hex) and size in bytes."""
        ...

    def attachment(self, sha256: str) -> Path:
        """Where an attached file lies; raises ``NotFound``."""
        ...

    def save_summary(self, summary: dict[str, object]) -> None:
        """Cache the header's facts for the next first frame and for the lobby; losing it costs nothing."""
        ...

    def follow(self, on_change: Callable[[], None]) -> Callable[[], None]:
        """Call ``on_change`` from a thread of its own when the log may have grown; returns the stop function."""
        ...

    def close(self) -> None:
        """Release files and locks."""
        ...


class RoomCard(msgspec.Struct, frozen=True, kw_only=True):
    """A room as the folder shows it, without folding it."""

    room: str
    ref: str
    summary: dict[str, object] | None
    """As ``save_summary`` kept it, when it fits the log's present end; None asks for a fold."""
    events: int
    changed_at: str
    """When the log last grew (UTC text)."""
    problem: str | None = None
    """Why this room can't be opened, or None."""


class Rooms(Protocol):
    """The data folder: one folder a room, nothing shared between two rooms."""

    @property
    def folder(self) -> Path:
        """The data folder."""
        ...

    def cards(self) -> list[RoomCard]:
        """Every room of the folder, newest first; unreadable ones with their ``problem``."""
        ...

    def create(self, room: str) -> EventLog:
        """Make an empty room; raises ``NotSaved`` when it exists."""
        ...

    def create_with(self, room: str, drafts: Sequence[Draft], sealed: Sequence[Event] = ()) -> EventLog:
        """Make a room holding these events, all or nothing: it appears complete or not at all."""
        ...

    def open(self, room: str) -> EventLog:
        """Open a room by its UUID; raises ``NotFound``."""
        ...

    def exists(self, room: str) -> bool:
        """Whether the folder holds this room."""
        ...


class Directory(Protocol):
    """Owners' plans across rooms, as plain JSON objects (``state.owners.Plan``); a room copies what it uses."""

    def names(self) -> list[str]:
        """Every owner's name, in the order of the alphabet."""
        ...

    def plan(self, name: str) -> dict[str, Any]:
        """The plan kept under a name; raises ``NotFound``."""
        ...

    def keep(self, name: str, plan: dict[str, Any]) -> None:
        """Keep a plan under a name, durable when it returns."""
        ...

    def forget(self, name: str) -> None:
        """Take an owner out; rooms keep their copies. Raises ``NotFound``."""
        ...


class Drafts(Protocol):
    """Texts being typed, private to one person and one room; they survive a kill, and no one else reads them."""

    def save(self, key: str, text: str) -> None:
        """Keep ``text`` under ``key``, durable when it returns; an empty text forgets it."""
        ...

    def restore(self, key: str) -> str:
        """The text kept under ``key`` by a process that is gone, or an empty text; it becomes this process's."""
        ...

    def others(self) -> list[str]:
        """Whose other terminals have this room open on this machine now: a member's name for each."""
        ...

    def close(self) -> None:
        """Release the database."""
        ...


class Lease(Protocol):
    """Who sends for one room: one process at a time on this machine, until it lets go or is gone (kill -9 too)."""

    def take(self) -> bool:
        """Whether this process sends from now on (or did already); never waits."""
        ...

    @property
    def held(self) -> bool:
        """Whether this process sends."""
        ...

    def holder(self) -> str:
        """Who sends now, in words (``ana, process 4711``); empty when nobody does."""
        ...

    def release(self) -> None:
        """Let go; doing it twice is no fault."""
        ...
