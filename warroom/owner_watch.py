"""What the screens keep in sight about owners: their clocks, what they do not know, what they asked. Pure.

The state is gone through when it has changed in a way that matters and somebody asks: not while the key is answered
that changed it. A tick of the clock only compares.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final, NamedTuple

from warroom import cadence
from warroom.cadence import Cadences
from warroom.clocks import WARN_AT, Due
from warroom.countdowns import changes_at, clocks, standings
from warroom.events import Event
from warroom.state.room_state import RoomState
from warroom.updates.not_told import NotTold, not_told

_PLAIN: Final = frozenset({"discussion.say", "discussion.edit", "discussion.retract", "timeline.pin", "member.set"})
"""Kinds of event that change nothing an owner knows or waits for."""
COMPARED: Final = ("severity", "impact")
"""The facts that the now strip shows as they were told, when they are not so any more."""


class Glance(NamedTuple):
    """One owner, in numbers and a few words."""

    owner: str
    unknown: tuple[NotTold, ...]
    """What they do not know as it is."""
    unanswered: int
    """Their questions that nobody has written an answer to."""
    told: tuple[tuple[str, str], ...]
    """Of ``COMPARED``, what they were told last where it is another now."""


class OwnerWatch:
    """The owners of one room, watched."""

    def __init__(self, cadences: Cadences = cadence.DEFAULT) -> None:
        self.cadences = cadences
        """The profile's, used where a plan says nothing."""
        self._glances: tuple[Glance, ...] = ()
        self._behind: datetime | None = None
        """When the state changed, if it was not gone through since: that waits until somebody asks."""
        self._state: RoomState | None = None
        self._clocks: list[Due] = []
        self._again: datetime | None = None
        self._stood: list[Due] = []
        """What ``due`` gave last, which holds until the state or one of the clocks changes."""
        self._holds_from = self._holds_until = datetime.min.replace(tzinfo=UTC)

    def look(self, state: RoomState, now: datetime) -> None:
        """Take the whole state anew."""
        self._state = state
        self._behind = None
        self._clocks = clocks(state, self.cadences)
        self._holds_until = self._holds_from
        self._glances = tuple(_glance(state, owner, now) for owner in state.owners.names)
        # A promise that passes its time becomes one more thing that they have to be told.
        ahead = [one.at for one in self._clocks if one.kind == "commitment" and one.at > now]
        self._again = min(ahead, default=None)

    def note(self, state: RoomState, added: Iterable[Event], now: datetime) -> bool:
        """Take in events that were just folded; whether anything about owners may be another now."""
        if not any(_matters(event) for event in added):
            if any(one.kind == "stale" for one in self._stood):  # any entry ends a silence
                self._holds_until = self._holds_from
            return False
        self._state, self._behind = state, now
        return True

    def _catch_up(self) -> None:
        if self._state is not None and self._behind is not None:
            self.look(self._state, self._behind)

    @property
    def glances(self) -> tuple[Glance, ...]:
        """What is to be seen of each owner, in the order in which they were attached."""
        self._catch_up()
        return self._glances

    def tick(self, now: datetime) -> bool:
        """Compare with the clock; whether a promise has passed its time since the last look."""
        self._catch_up()
        if self._state is None or self._again is None or now < self._again:
            return False
        self.look(self._state, now)
        return True

    def due(self, now: datetime) -> list[Due]:
        """Every countdown of the room by urgency."""
        self._catch_up()
        if self._state is None:
            return []
        if not self._holds_from <= now < self._holds_until:
            self._stood = standings(self._state, self._clocks, now, self.cadences)
            self._holds_from, self._holds_until = now, changes_at(self._state, self._clocks, now, self.cadences)
        return self._stood

    def of_owners(self, now: datetime) -> list[Due]:
        """The countdowns that concern an owner and run, by urgency."""
        return [one for one in self.due(now) if one.owner and one.standing != "paused"]

    def glance(self, owner: str) -> Glance | None:
        """What is to be seen of one owner, or None for one who isn't here."""
        return next((one for one in self.glances if one.owner == owner), None)


def _matters(event: Event) -> bool:
    if event.kind == "timeline.log":
        return any(event.payload.get(name) for name in ("milestone", "due", "time_box"))
    return event.kind not in _PLAIN


def _glance(state: RoomState, owner: str, now: datetime) -> Glance:
    unknown = tuple(not_told(state, owner, now))
    differs = [
        (one.fact.key, one.last.words)
        for one in unknown
        if one.fact.key in COMPARED and one.last is not None and one.last.fact.was
    ]
    differs.sort(key=lambda one: COMPARED.index(one[0]))
    return Glance(owner, unknown, len(state.questions.unanswered(owner)), tuple(differs))


def passed(one: Due, now: datetime) -> float:
    """The part of a countdown's time that is over, 0 to 1."""
    whole = (one.at - one.warn_at) / (1 - WARN_AT)
    if not whole:
        return 1.0
    return min(1.0, max(0.0, 1 - (one.at - now) / whole))
