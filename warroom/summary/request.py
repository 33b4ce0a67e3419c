"""What is asked of an export: of which room, as of when, for whom, in whose words."""

from datetime import datetime
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from warroom.cadence import Cadences
from warroom.clock import from_stamp
from warroom.profiles import Profile, language_of
from warroom.state.labels import PLAIN, Labels
from warroom.state.room_state import RoomState
from warroom.summary.chronology import checks
from warroom.summary.finding import Finding
from warroom.summary.settled import Looked, looked
from warroom.summary.times import Times
from warroom.updates.lint.settings import Settings
from warroom.updates.templates.library import Library

INTERNAL: Final = "internal"
"""The audience of our own people; any other is an owner's name."""


class Request(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One export; the same request gives the same bytes, so there is no clock in it."""

    state: RoomState
    room: str
    """The room's UUID."""
    zone: ZoneInfo
    audience: str = INTERNAL
    as_of: datetime | None = None
    """Until when it is to be known (aware); None: until the last record of the room."""
    discussion: bool = False
    """Whether the messages are in it; they are counted only else."""
    labels: Labels = PLAIN
    profile: Profile | None = None
    cadences: Cadences | None = None
    """The profile's, where an owner's plan says nothing."""
    settings: Settings = Settings()
    """Which words are internal, for an owner's export."""
    library: Library = Library(())
    """The templates of owner updates, for the closure report."""
    template: str = ""
    """The template of a review: the name of one, or its text."""

    @property
    def owner(self) -> str:
        """The owner whom it is for; empty for our own people."""
        return "" if self.audience == INTERNAL else self.audience

    @cached_property
    def moment(self) -> datetime:
        """Until when everything in it is known (aware)."""
        return self.as_of or last_record(self.state)

    @cached_property
    def times(self) -> Times:
        """Writes times in the request's zone, days in its language."""
        return Times(self.zone, self.lang)

    @cached_property
    def looked(self) -> Looked:
        """What can't be right about the times, looked for once: open, or acknowledged to be really so."""
        return looked(self.state, checks(self.state, self.moment, self.zone))

    @property
    def checks(self) -> list[Finding]:
        """The checks of the times that are open."""
        return self.looked.open

    @property
    def tongue(self) -> str:
        """The language of the document: an owner's, or of our own people that of the room's title."""
        return self.lang if self.owner else language_of(self.state.incident.title)

    @property
    def lang(self) -> str:
        """The language an owner reads: theirs, else that of the room's title."""
        if not self.owner:
            return "en"
        return self.state.owners.plan(self.owner).lang or language_of(self.state.incident.title)


def last_record(state: RoomState) -> datetime:
    """When something was last recorded in a room (aware UTC): its state is that of this moment."""
    return from_stamp(state.last_recorded or "1970-01-01T00:00:00.000000Z")
