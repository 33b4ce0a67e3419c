"""What every screen is given: the rooms, the one writer, who types, what time it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from warroom.clock import Clock
from warroom.events import Event
from warroom.ports import Directory, Drafts, EventLog, Rooms
from warroom.room import Room, Runner

if TYPE_CHECKING:
    from warroom.updates.lint.settings import Settings


class BroughtIn(NamedTuple):
    """What came of an import."""

    room: str
    """The UUID of the room that it made."""
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
    export: Callable[[str, Sequence[Event], str], Path]
    """Writes a room (its UUID) as these events make it, as ``md`` or ``json``, into the folder that warroom was started
    in; blocking. The name says INTERNAL: no other audience can be served before owner records exist."""
    bring_in: Callable[[Path, str, date | None], "BroughtIn"]
    """Makes a room from a file, all or nothing. The zone is that of times which name none, the day that of
    times before the first day in the file. Blocking."""
    directory: Directory | None = None
    """The owners that this person's rooms know; blocking."""
    lint_settings: "Callable[[], Settings] | None" = None
    """Reads what the organisation tells the check of updates (``lint.toml``); blocking."""
    call_out: str = ""
    """How a clock that ends calls out: ``bell``, ``osc9``, ``osc777`` (desktop notifications), or empty: not at all."""

    def enter(self, log: EventLog) -> Room:
        """A room on an open log, for this person."""
        room = Room(log, me=self.me, clock=self.clock, run=self.run)
        room.directory = self.directory
        room.updates.read_settings = self.lint_settings
        return room
