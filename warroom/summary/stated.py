"""The figures that a source states, and the pair of stamps that gives each: nobody's arithmetic is taken on trust.

``MTTR`` has four readings; which one a report means is found by looking, not by guessing (owner-updates.md 6.3).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from warroom.clock import zone as zone_named
from warroom.errors import BadInput
from warroom.state.incident import MILESTONES, ReportedFigure
from warroom.state.promises import moment
from warroom.state.room_state import RoomState
from warroom.summary.arithmetic import Pair, Sought, Timed, explained, natural, nearest_of, pairs
from warroom.summary.chronology import checks
from warroom.summary.finding import Finding
from warroom.summary.measured import Mark, words
from warroom.summary.passing import Passing
from warroom.summary.times import Times
from warroom.summary.worked import Hours, worked

How = Literal["pair", "hours", "none", "unread"]
"""``pair``: two stamps give it. ``hours``: they do when only the hours that it names count. ``none``: no pair does.
``unread``: it is no length of time."""

ENTRY: Final = "entry"
"""The name of a stamp that is an entry and no milestone."""
_SHOWN: Final = 60
"""So many letters of an entry say which one it is."""
_ENDS: Final = {
    "time_to_repair": ("mitigated", "resolved"),
    "time_to_resolve": ("resolved", "mitigated"),
    "time_to_detect": ("detected",),
    "time_to_acknowledge": ("acknowledged",),
}
"""Where a figure most likely ends."""
_HOURS = re.compile(r"(?<![0-9])([0-2]?[0-9])[:.]([0-5][0-9])\s*(?:-|–|to)\s*([0-2]?[0-9])[:.]([0-5][0-9])")
_UNIT = re.compile(r"[0-9]\s*([wdhms])", re.IGNORECASE)
_UNITS: Final = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}


class Stated(msgspec.Struct, frozen=True, kw_only=True):
    """A figure of a source and what gives it."""

    figure: str
    """``time_to_repair``."""
    text: str
    """As the source prints it."""
    seconds: int | None
    source: str
    how: How
    pair: Pair | None = None
    """The two stamps that give it; where none do, the pair that the explanation is about."""
    same: tuple[Pair, ...] = ()
    """Other milestones that give the same."""
    hours: str = ""
    """The hours that count, as the figure names them."""
    why: str = ""
    """Why no pair gives it: how far the nearest is off, and which arithmetic would explain it."""
    checks: tuple[str, ...] = ()
    """What the chronology check says of the stamps in question."""


def stated(state: RoomState, now: datetime) -> list[Stated]:
    """Every figure that the room's source states, with the pair of stamps that gives it or why none does."""
    held = {name: one.value for name, one in sorted(state.incident.figures.items()) if one.value is not None}
    if not held:
        return []
    marks, entries = _stamps(state, now)
    found = checks(state, now)
    return [_one(figure, marks, entries, found, _zone(state)) for figure in held.values()]


def _zone(state: RoomState) -> ZoneInfo:
    opened = state.incident.opened
    try:
        return zone_named(opened.zone if opened is not None else "UTC")
    except BadInput:  # an event of another program may name a zone that isn't here
        return ZoneInfo("UTC")


def _stamps(state: RoomState, now: datetime) -> tuple[list[Timed], list[Timed]]:
    """The milestones, and the other entries, in order of time."""
    passed = Passing(state, now).marks
    marks = [
        Timed(mark, at) for name in MILESTONES for mark in passed.get(name, ()) if (at := moment(mark.at)) is not None
    ]
    entries = [
        Timed(Mark(ENTRY, entry.at, entry.eid, entry.ref), at)
        for entry in state.timeline
        if entry.event.kind == "timeline.log" and not entry.retracted and not entry.erased
        if (at := moment(entry.at)) is not None
    ]
    return marks, entries


def _one(
    said: ReportedFigure, marks: list[Timed], entries: list[Timed], found: Sequence[Finding], zone: ZoneInfo
) -> Stated:
    base = Stated(figure=said.figure, text=said.text, seconds=said.seconds, source=said.source, how="unread")
    if said.seconds is None:
        return replace(base, why="it is no length of time")
    sought = Sought(said.figure, timedelta(seconds=said.seconds), _unit(said.text), zone)
    if (hours := _hours(said.text)) is not None:
        counted = [one._replace(length=worked(*one.times, hours, zone)) for one in pairs(marks)]
        fitting = _fitting(sought, counted)
        base = replace(base, hours=str(hours))
        if fitting:
            return replace(base, how="hours", pair=fitting[0], same=tuple(fitting[1:]))
        nearest, why = nearest_of(sought, _by_end(sought, natural(counted)), f" in {hours}")
        return replace(base, how="none", pair=nearest, why=why, checks=_about(found, nearest))
    fitting = _fitting(sought, pairs(marks))
    if fitting:
        return replace(base, how="pair", pair=fitting[0], same=tuple(fitting[1:]))
    with_entry = _fitting(sought, _with_entries(sought, marks, entries))
    if with_entry:
        return replace(base, how="pair", pair=with_entry[0])
    nearest, why = explained(sought, _by_end(sought, natural(pairs(_as_meant(marks, found)))))
    if nearest is not None and nearest.times != (moment(nearest.start.at), moment(nearest.end.at)):
        why += ", with the times that the chronology check proposes"
    return replace(base, how="none", pair=nearest, why=why, checks=_about(found, nearest))


def _unit(text: str) -> timedelta:
    found = [_UNITS[match[1].lower()] for match in _UNIT.finditer(text.partition("(")[0])]
    return timedelta(seconds=min(found, default=1))


def _hours(text: str) -> Hours | None:
    match = _HOURS.search(text)
    try:
        return Hours(time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))) if match else None
    except ValueError:  # 25:10 is no time
        return None


def _fitting(sought: Sought, found: Iterable[Pair]) -> list[Pair]:
    """The pairs that give a figure as exactly as it is printed, the likeliest first."""
    close = [one for one in found if abs(one.length - sought.length) < sought.unit]
    nearest = min((abs(one.length - sought.length) for one in close), default=None)
    return _by_end(sought, [one for one in close if abs(one.length - sought.length) == nearest])


def _by_end(sought: Sought, found: Iterable[Pair]) -> list[Pair]:
    """Pairs, those first that end where a figure of that name most likely ends."""
    ends = _ENDS.get(sought.figure, ())
    return sorted(found, key=lambda one: ends.index(one.end.name) if one.end.name in ends else len(ends))


def _with_entries(sought: Sought, marks: Sequence[Timed], entries: Sequence[Timed]) -> Iterator[Pair]:
    """From a milestone to an entry at the figure's distance and back; in a crowd of entries any distance is found."""
    times = [one.at for one in entries]
    for mark in marks:
        try:
            after, before = mark.at + sought.length, mark.at - sought.length
        except OverflowError:  # a figure may state any length
            continue
        for one in _near(entries, times, after, sought.unit):
            yield Pair(mark, one, one.at - mark.at)
        for one in _near(entries, times, before, sought.unit):
            yield Pair(one, mark, mark.at - one.at)


def _near(entries: Sequence[Timed], times: Sequence[datetime], at: datetime, unit: timedelta) -> list[Timed]:
    index = bisect_left(times, at)
    return [one for one in entries[max(index - 1, 0) : index + 1] if abs(one.at - at) < unit]


def _as_meant(marks: Sequence[Timed], found: Sequence[Finding]) -> list[Timed]:
    """The milestones with the times that the chronology check proposes instead of mistyped ones."""
    meant = {one.key: at for one in found if one.fix and (at := moment(one.fix.at)) and one.fix.act == "edit_time"}
    return [one._replace(at=meant.get(one.mark.eid, one.at)) for one in marks]


def _about(found: Sequence[Finding], pair: Pair | None) -> tuple[str, ...]:
    """What is wrong with the stamps of a pair: one sentence an entry, the one with a way out first."""
    stamps = (pair.start.eid, pair.end.eid) if pair is not None else ()
    said = [[one for one in found if one.key == eid] for eid in stamps]
    best = (max(those, key=lambda one: bool(one.fix and one.fix.at)) for those in said if those)
    return tuple(one.text for one in best)


def given_by(one: Stated, state: RoomState, times: Times) -> str:
    """What gives a figure, in words: the two stamps with their times, or why no two do."""
    if one.pair is None or one.how == "none":
        said = f"no pair of stamps: {one.why}" if one.how == "none" else one.why
        return "; ".join((said, *(f"check: {text}" for text in one.checks)))
    ends = " to ".join(f"{_called(mark, state)} {times.when(mark.at)}" for mark in (one.pair.start, one.pair.end))
    same = f" (so do {', '.join(str(pair) for pair in one.same)})" if one.same else ""
    return ends + (f", only {one.hours} of working days" if one.how == "hours" else "") + same


def _called(mark: Mark, state: RoomState) -> str:
    entry = state.timeline.entries.get(mark.eid) if mark.name == ENTRY else None
    if entry is None:
        return words(mark.name)
    text = " ".join(entry.text.split())
    return f"'{text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + '…'}'"
