"""What every screen is given: the rooms, the one writer, who types, what time it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from warroom.clock import Clock
from warroom.events import Event
from warroom.ports import Directory, Drafts, EventLog, Lease, Rooms
from warroom.room import Room, Runner

if TYPE_CHECKING:
    from warroom.delivery.book import Book
    from warroom.updates.lint.settings import Settings


class Wish(NamedTuple):
    """A file that is to be imported, as somebody said it."""

    path: Path
    zone: str
    """Of times that name none."""
    day: date | None = None
    """Of times before the first day in the file."""
    mapping: str = ""
    """What a table's columns mean: ``time=When, text=What``; empty: found by their names."""
    only: tuple[str, ...] = ()
    """Of several rooms in a file those of these names; empty: all."""
    confirmed: bool = False
    """Whether the person has seen how the file is read."""


class Seen(NamedTuple):
    """How a file would be read: to be confirmed, nothing is stored yet."""

    columns: tuple[tuple[str, str], ...] = ()
    """Of a table: each column and what it is read as."""
    mapping: str = ""
    """The same as ``Wish.mapping`` has it."""
    rooms: tuple[str, ...] = ()
    """The rooms that it would make, when they are several."""


class Written(NamedTuple):
    """A file that is to be written, as somebody asked for it."""

    room: str
    events: Sequence[Event]
    """What the room holds; the caller's own copy."""
    audience: str
    """``internal``, or an owner of the room; asked every time."""
    kind: str
    """Which document, as ``summary.exporting.KINDS`` names it."""
    format: str
    """As ``summary.exporting.FORMATS`` names it."""
    template: str = ""
    """Of a review."""


class BroughtIn(NamedTuple):
    """What came of an import."""

    room: str
    """The UUID of the room that it made, the first of several."""
    remarks: tuple[str, ...]
    """What people must know about it: a zone that was assumed, lines that were left out, times out of order."""


@dataclass(frozen=True)
class Desk:
    """The services of one person at one terminal; the command line composes it, screens pass it on."""

    me: str
    """The member's handle."""
    rooms: Rooms
    run: Runner
    """Does the disk's work in the one writer thread."""
    clock: Clock
    zone: str
    """The zone of a room that is opened here, by its IANA name."""
    open_drafts: Callable[[str], Drafts]
    """Half-typed texts of a room, by the room's UUID; blocking."""
    export: Callable[["Written"], Path]
    """Writes an export into the folder that warroom was started in, named for whom it is; blocking. Raises
    ``WarroomError`` when the leak rules stop an owner's."""
    bring_in: Callable[[Wish, Callable[[str], None]], "BroughtIn | Seen"]
    """Makes the rooms of a file, all or nothing; first says how it would be read where that is a question. Blocking;
    the function is told, from the thread that works, how far it is."""
    begin_drill: Callable[[str, str], str] | None = None
    """Makes the room of a drill, from the name of one that comes with the program or a file's path, and the speed; the
    room's UUID. Blocking."""
    play: Callable[[str], Callable[[], None]] | None = None
    """Lets the incident of a drill come into its room (its UUID) as from other people, until the function that it
    returns is called; one at a time plays a room, whoever is second only looks on."""
    directory: Directory | None = None
    """The owners that this person's rooms know; blocking."""
    lint_settings: "Callable[[], Settings] | None" = None
    """Reads what the organisation tells the check of updates (``lint.toml``); blocking."""
    open_lease: Callable[[str], Lease] | None = None
    """Who sends for a room, by its UUID: one process at a time."""
    book: "Callable[[], Book] | None" = None
    """Reads the destinations that updates may go to (``channels.toml``), with what is wrong with them; blocking."""
    write_out: Callable[[str, bytes], Path] | None = None
    """Writes what a person carries by hand into the folder that warroom was started in; where it is. Blocking."""
    call_out: str = ""
    """How a clock that ends calls out: ``bell``, ``osc9``, ``osc777`` (desktop notifications), or empty: not at all."""

    def enter(self, log: EventLog) -> Room:
        """A room on an open log, for this person."""
        room = Room(log, me=self.me, clock=self.clock, run=self.run)
        room.directory = self.directory
        room.updates.read_settings = self.lint_settings
        return room
