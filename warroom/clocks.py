"""What is being done, what is due and when: read from the entries that carry a due time or a time-box. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from warroom.clock import from_stamp
from warroom.events import Event
from warroom.state.feed import Entry
from warroom.state.room_state import RoomState

JUST_PASSED: Final = timedelta(minutes=10)
"""How long a due time or time-box that has passed is still shown: nobody may miss that it did."""


class Timed(NamedTuple):
    """An entry with a clock running."""

    entry: Entry
    until: datetime
    """When its due time comes or its time-box ends, aware UTC."""

    def left(self, now: datetime) -> timedelta:
        """The time left, negative once it has passed."""
        return self.until - now


class Watch:
    """The entries with a clock, kept as the room grows, so that a tick costs nothing per entry of the room."""

    def __init__(self) -> None:
        self._timed: dict[str, Entry] = {}

    def look(self, state: RoomState) -> None:
        """Take the whole state anew."""
        self._timed = {entry.eid: entry for entry in state.timeline if _has_clock(entry)}

    def note(self, state: RoomState, added: Iterable[Event]) -> None:
        """Take in events that were just folded."""
        for event in added:
            entry = state.timeline.entries.get(event.eid)
            if entry is not None and _has_clock(entry):
                self._timed[entry.eid] = entry

    def doing(self, now: datetime) -> list[Timed]:
        """Actions whose time-box or due time is still to come or has just passed, newest first."""
        found = [one for one in self._running(now) if one.entry.kind == "action"]
        return sorted(found, key=lambda one: one.entry.place, reverse=True)

    def next_due(self, now: datetime) -> Timed | None:
        """The entry whose due time comes next; one that has just passed goes first."""
        found = [one for one in self._running(now) if one.entry.said.due]
        return min(found, key=lambda one: one.until, default=None)

    def _running(self, now: datetime) -> list[Timed]:
        standing = (one for one in self._timed.values() if not one.retracted and not one.erased)
        timed = (Timed(entry, _until(entry)) for entry in standing)
        return [one for one in timed if one.until + JUST_PASSED >= now]


def _has_clock(entry: Entry) -> bool:
    return bool(entry.said.due or entry.said.time_box)


def _until(entry: Entry) -> datetime:
    if entry.said.due:
        return from_stamp(entry.said.due)
    return from_stamp(entry.at) + timedelta(minutes=entry.said.time_box or 0)
