"""Which milestones were passed when, and when the incident was open: what every metric counts from. Pure."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

from warroom.clock import to_stamp
from warroom.events import Event
from warroom.state.incident import ENDED
from warroom.state.promises import moment
from warroom.state.room_state import RoomState
from warroom.summary.measured import Mark

FORGIVEN: Final = timedelta(minutes=1)
"""Clocks of two machines may differ; what is this little ahead is not in the future."""


class Span(NamedTuple):
    """A stretch of time (aware UTC)."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> int:
        """Whole seconds of it."""
        return int((self.end - self.start).total_seconds())


class Passing:
    """A room's milestones with their first and last time, and when it was open, as known at ``now`` (aware)."""

    def __init__(self, state: RoomState, now: datetime) -> None:
        self.state = state
        self.now = now

    @cached_property
    def marks(self) -> Mapping[str, tuple[Mark, ...]]:
        """By milestone, every time that it was passed, in order of time; struck, erased and undone ones don't count."""
        found: dict[str, list[Mark]] = {}
        for entry in self.state.timeline.milestones():
            if entry.eid not in self._undone:
                mark = Mark(entry.said.milestone, entry.at, entry.eid, entry.ref)
                found.setdefault(mark.name, []).append(mark)
        return {name: tuple(marks) for name, marks in found.items()}

    def first(self, name: str) -> Mark | None:
        """When a milestone was passed first."""
        return next(iter(self.marks.get(name, ())), None)

    def last(self, name: str) -> Mark | None:
        """When a milestone was passed last."""
        return next(iter(self.marks.get(name, ())[-1:]), None)

    @cached_property
    def is_open(self) -> bool:
        """Whether the incident goes on."""
        return self.state.incident.is_open

    @cached_property
    def reopenings(self) -> list[datetime]:
        """When it was open again after an end."""
        steps = self._steps
        return [later for (_, ended, _), (later, is_end, _) in pairwise(steps) if ended and not is_end]

    def is_over(self, end: Mark) -> bool:
        """Whether ``end`` (a repair, an end) still holds: the incident was not opened again after it."""
        at = moment(end.at)
        return at is None or not self.is_open or not any(again >= at for again in self.reopenings)

    @cached_property
    def closed_at(self) -> Mark | None:
        """When the status was set to closed last, while it is closed."""
        status = self.state.incident.status.current
        if status is None or status.value != "closed":
            return None
        return Mark("closed", self._shown_at(status.event), status.event.eid, status.event.ref)

    def open_spans(self, start: datetime, end: datetime) -> list[Span]:
        """The stretches between two moments in which the incident was open."""
        shut = self._shut
        edges = [start]
        for one in shut:
            edges += [max(one.start, start), max(one.end, start)]
        edges.append(end)
        pairs = zip(edges[::2], edges[1::2], strict=True)
        return [Span(begin, min(until, end)) for begin, until in pairs if begin < min(until, end)]

    @cached_property
    def _shut(self) -> list[Span]:
        """When it was not open, in order of time; the last one may last for ever."""
        ever = datetime.max.replace(tzinfo=UTC)
        if not any(ended for _, ended, _ in self._steps):
            last = self.last("resolved")
            at = moment(last.at) if last is not None else None
            return [Span(at, ever)] if at is not None else []
        found: list[Span] = []
        began: datetime | None = None
        for at, ended, _ in self._steps:
            if ended and began is None:
                began = at
            elif not ended and began is not None:
                found.append(Span(began, at))
                began = None
        return [*found, Span(began, ever)] if began is not None else found

    @cached_property
    def _steps(self) -> list[tuple[datetime, bool, str]]:
        """The statuses in order of time: when, whether that is an end, the event; undone ones left out."""
        history = self.state.incident.status.history
        steps = [
            (at, one.value in ENDED, one.event.eid)
            for one in history
            if (at := moment(self._shown_at(one.event))) is not None and one.event.eid not in self._undone
        ]
        return sorted(steps, key=lambda one: one[0])

    def _shown_at(self, event: Event) -> str:
        """When something happened, as its line on the timeline says, because that can be edited.

        An imported status has no line of its own: that of its milestone, from the same line of the file, counts.
        """
        entry = self.state.timeline.entries.get(event.eid)
        if entry is not None:
            return entry.at
        return self._by_source.get(str(event.payload.get("source") or ""), event.at)

    @cached_property
    def _by_source(self) -> Mapping[str, str]:
        milestones = self.state.timeline.milestones()
        return {entry.said.source: entry.at for entry in milestones if entry.said.source}

    @cached_property
    def _undone(self) -> frozenset[str]:
        """The statuses that were taken back at once, because they were a slip (ids)."""
        history = self.state.incident.status.history
        return frozenset(
            one.event.eid
            for one, after in pairwise(history)
            if after.event.payload.get("reason") == UNDONE and one.event.eid in after.bases
        )


UNDONE: Final = "undone"
"""The reason of a setting that takes back the one before it (``warroom.undoing``)."""


def told_mark(at: str, eid: str, ref: str = "") -> Mark:
    """The stamp of a telling."""
    return Mark("told", at, eid, ref)


def now_mark(now: datetime) -> Mark:
    """The moment itself."""
    return Mark("now", to_stamp(now))


def known(marks: Iterable[Mark | None]) -> tuple[Mark, ...]:
    """Those that are there."""
    return tuple(mark for mark in marks if mark is not None)
