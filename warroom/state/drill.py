"""The drill: which real incident a room replays, how its clock runs beside the incident's own, when it ended."""

from bisect import bisect_right, insort
from datetime import datetime
from typing import NamedTuple

import msgspec

from warroom.clock import from_stamp, to_stamp
from warroom.errors import BadInput
from warroom.events import Event, Stamp
from warroom.state.kinds import Kind, Line, Payload
from warroom.state.register import Register


class DrillBegun(Payload, kw_only=True):
    """``drill.begun``: this room replays a real incident, whose record lies in the room's folder under ``sha256``."""

    title: str
    source: str = ""
    """Where the record of the incident comes from, and its licence."""
    sha256: str
    starts: str
    """The moment of the incident at which the drill begins (UTC text)."""
    ends: str
    """The moment of its last record."""
    times: list[str] = []
    """When each thing that comes in happened in the incident (UTC text), in order."""


class DrillClock(Payload, kw_only=True):
    """``drill.clock``: from this event on the incident stands at ``position`` and runs ``speed`` times as fast."""

    position: str
    speed: int
    """Seconds of the incident in one second of the drill; 0: it rests."""
    reason: str = ""
    """``begun``, ``paused``, ``resumed``, ``skipped``, ``speed``, ``left`` (nobody played)."""


class DrillEnded(Payload, kw_only=True):
    """``drill.ended``: nothing comes in any more."""

    reason: str = ""


KINDS = {
    "drill.begun": Kind(DrillBegun),
    "drill.clock": Kind(DrillClock),
    "drill.ended": Kind(DrillEnded),
}


def line_of(payload: Payload) -> Line | None:
    """Nothing: the drill is beside the incident, not in it."""
    return None


class Turn(NamedTuple):
    """One time that the drill's clock was set."""

    at: str
    stamp: Stamp
    eid: str
    position: str
    speed: int
    reason: str


class Drill:
    """The drill as it stands."""

    def __init__(self) -> None:
        self.beginnings: Register[DrillBegun] = Register()
        self.turns: list[Turn] = []
        """In order of time."""
        self.endings: Register[DrillEnded] = Register()

    def fold(self, event: Event, payload: Payload) -> None:
        """Fold one of ``KINDS``."""
        match payload:
            case DrillBegun():
                self.beginnings.set(event, payload, [])
            case DrillClock():
                insort(
                    self.turns,
                    Turn(event.at, event.stamp, event.eid, payload.position, payload.speed, payload.reason),
                )
            case DrillEnded():
                self.endings.set(event, payload, [])

    @property
    def begun(self) -> DrillBegun | None:
        """What is replayed; None in a room that is no replay (a drill by word alone has none)."""
        return self.beginnings.history[0].value if self.beginnings.history else None

    @property
    def ended_at(self) -> datetime | None:
        """When it ended (aware UTC), or None while it goes on."""
        return from_stamp(self.endings.history[0].event.at) if self.endings.history else None

    @property
    def speed(self) -> int:
        """How fast it runs now; 0 while it rests or once it is over."""
        return self.turns[-1].speed if self.turns and self.ended_at is None else 0

    @property
    def last_speed(self) -> int:
        """How fast it ran last, for going on."""
        return next((turn.speed for turn in reversed(self.turns) if turn.speed), 1)

    def position(self, now: datetime) -> datetime:
        """The moment of the incident that ``now`` (aware) is; it stands still once the drill is over."""
        return self.moment_of(min(now, self.ended_at) if self.ended_at is not None else now)

    def moment_of(self, moment: datetime) -> datetime:
        """The moment of the incident that a moment of the drill stands for, one still to come too."""
        if not self.turns:
            return moment
        before = [turn for turn in self.turns if from_stamp(turn.at) <= moment] or self.turns[:1]
        turn = before[-1]
        try:
            return from_stamp(turn.position) + (moment - from_stamp(turn.at)) * turn.speed
        except OverflowError:  # a drill left running for ages
            return from_stamp(turn.position)

    @property
    def runs(self) -> bool:
        """Whether a clock of the incident runs here: an event of another program may hold no time at all."""
        try:
            for turn in self.turns:
                from_stamp(turn.at)
                from_stamp(turn.position)
        except BadInput:
            return False
        return self.begun is not None and bool(self.turns) and all(turn.speed >= 0 for turn in self.turns)

    def wall(self, moment: datetime) -> datetime:
        """When the drill's clock reached a moment of the incident, or will if it runs on: ``moment_of`` the way back.

        While it rests, as if it went on at its last speed from where it rested.
        """
        if not self.turns:
            return moment
        for turn, after in zip(self.turns, [*self.turns[1:], None], strict=True):
            begun, position, speed = from_stamp(turn.at), from_stamp(turn.position), turn.speed
            if after is not None and moment > from_stamp(after.position):
                continue
            if after is not None and speed and moment > position + (from_stamp(after.at) - begun) * speed:
                return from_stamp(after.at)  # it was skipped
            if after is not None and not speed and moment > position:
                continue
            pace = speed or (self.last_speed if after is None else 1)
            try:
                return begun + (moment - position) / pace
            except OverflowError:
                return moment
        return moment

    def came(self, now: datetime) -> tuple[int, int]:
        """How many things have come in by ``now``, by the drill's clock, and how many there are."""
        times = self.begun.times if self.begun is not None else []
        return bisect_right(times, to_stamp(self.position(now))), len(times)

    def next_time(self, now: datetime) -> datetime | None:
        """When the next thing comes in, in the incident's time; None when all has."""
        times = self.begun.times if self.begun is not None else []
        place = bisect_right(times, to_stamp(self.position(now)))
        return from_stamp(times[place]) if place < len(times) else None


class DrillFacts(msgspec.Struct, frozen=True):
    """What the snapshot says of a drill."""

    title: str
    source: str
    starts: str
    ends: str
    count: int
    ended: bool
    turns: tuple[tuple[str, str, int], ...]
    """When, which moment of the incident, how fast."""


def facts(drill: Drill) -> DrillFacts | None:
    """The drill in plain values; None in a room that replays nothing."""
    begun = drill.begun
    if begun is None:
        return None
    turns = tuple((turn.at, turn.position, turn.speed) for turn in drill.turns)
    return DrillFacts(
        begun.title, begun.source, begun.starts, begun.ends, len(begun.times), drill.ended_at is not None, turns
    )
