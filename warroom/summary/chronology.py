"""What can't be right about the times of a room: found and named, never mended."""

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from warroom import seal
from warroom.clock import from_stamp, in_zone, offset_label, to_stamp
from warroom.state.feed import Entry
from warroom.state.incident import MILESTONES
from warroom.state.promises import moment
from warroom.state.room_state import RoomState
from warroom.summary.answers import waited
from warroom.summary.far import distant
from warroom.summary.finding import Finding, Fix
from warroom.summary.measured import words
from warroom.summary.metrics import contradictions
from warroom.summary.owner_metrics import everybody
from warroom.summary.passing import FORGIVEN, Passing
from warroom.summary.skew import skews
from warroom.summary.slips import likely, slip_words

AFTER: Final[dict[str, tuple[str, ...]]] = {
    "detected": ("impact_started",),
    "declared": ("impact_started", "detected"),
    "acknowledged": ("impact_started", "detected"),
    "first_notice": ("impact_started", "detected"),
    "identified": ("impact_started",),
    "mitigated": ("impact_started", "detected", "declared"),
    "resolved": tuple(name for name in MILESTONES if name != "resolved"),
}
"""For each milestone those that are expected not to come after it."""

UTC: Final = ZoneInfo("UTC")

DAY: Final = timedelta(days=1)
_USUAL: Final = len("2026-11-22T14:05:00.000000Z")
RUN_GAP: Final = 2
"""Lines of a source between two entries of one list, beyond the lines of the upper one: more is another list."""


M = TypeVar("M", str, datetime)


def misordered(named: Sequence[tuple[str, str, M]], zone: ZoneInfo = UTC) -> list[Finding]:
    """Milestones ``(name, key, time)`` that come before one they are expected to follow, each named once.

    Times are UTC texts, shown in ``zone``, or naive datetimes, shown as they are.
    """
    first: dict[str, M] = {}
    for name, _, at in named:
        first[name] = min(first.get(name, at), at)
    findings = []
    for name, key, at in named:
        later = [other for other in AFTER.get(name, ()) if other in first and first[other] > at]
        if later:
            worst = max(later, key=lambda other: first[other])
            text = f"{words(name)} {_minute(at, zone)} is before {words(worst)} {_minute(first[worst], zone)}"
            findings.append(Finding("milestones", key, text, basis=f"{at} {worst} {first[worst]}"))
    return findings


def _minute(at: str | datetime, zone: ZoneInfo) -> str:
    if isinstance(at, datetime):
        return f"{at:%Y-%m-%d %H:%M}"
    local = in_zone(from_stamp(at), zone)
    return f"{local:%Y-%m-%d %H:%M} {offset_label(local)}"


def checks(state: RoomState, now: datetime, zone: ZoneInfo = UTC) -> list[Finding]:
    """Everything that is wrong with the times of a room as of ``now`` (aware), said in ``zone``, each with its fix.

    Struck and erased entries don't count. Nothing is changed: a fix is an act for a person's key.
    """
    standing = [entry for entry in state.timeline if not entry.retracted and not entry.erased and _is_time(entry.at)]
    passing = Passing(state, now)
    marks = [(name, mark.eid, mark.at) for name, all_ in passing.marks.items() for mark in all_]
    named = [one for one in marks if moment(one[2]) is not None]
    found = [
        *(_with_slip(one, state, named) for one in misordered(sorted(named, key=_by_time), zone)),
        *_lines(standing, zone),
        *distant(state, standing, zone),
        *_future(standing, now, zone),
    ]
    return [
        *found,
        *_contradictions(passing, {one.key for one in found}),
        *_negative(state),
        *skews(state),
        *_missing(state),
    ]


def _is_time(stamp: str) -> bool:
    """Whether a time has the form that events have; the usual length spares reading it."""
    return (len(stamp) == _USUAL and stamp[-1] == "Z" and stamp[10] == "T") or moment(stamp) is not None


def _by_time(named: tuple[str, str, str]) -> tuple[str, str]:
    return named[2], named[1]


def _with_slip(finding: Finding, state: RoomState, named: Sequence[tuple[str, str, str]]) -> Finding:
    """A milestone out of order, with the time that would put it in order, where one slip explains it."""
    entry = state.timeline.entries[finding.key]
    name, at = entry.said.milestone, from_stamp(entry.at)
    earlier = [from_stamp(stamp) for other, _, stamp in named if other in AFTER.get(name, ())]
    later = [from_stamp(stamp) for other, _, stamp in named if name in AFTER.get(other, ())]
    low, high = max(earlier, default=None), min(later, default=None)
    return finding._replace(fix=edit_fix(entry, at, likely(at, low or high or at, low, high)))


def edit_fix(entry: Entry, at: datetime, meant: datetime | None) -> Fix:
    """Another time for an entry: the one that was ``meant``, or one that a person has to give."""
    if meant is None:
        return Fix("edit_time", entry.eid, text=f"set the time of {entry.ref}")
    return Fix("edit_time", entry.eid, at=to_stamp(meant), text=slip_words(at, meant))


def _lines(entries: Iterable[Entry], zone: ZoneInfo) -> list[Finding]:
    """Imported entries that stand below a later one in the list they came from."""
    placed = sorted(
        (*place, entry.event.kind, entry.eid, entry) for entry in entries if (place := _place(entry)) is not None
    )
    found = []
    for (file, above, kind, _, upper), (below_file, below, below_kind, _, lower) in pairwise(placed):
        length = 1 + upper.said.text.count("\n")
        together = file == below_file and kind == below_kind and below - above - length < RUN_GAP
        if together and lower.at < upper.at:
            times = f"{_minute(lower.at, zone)} stands below {_minute(upper.at, zone)}"
            fix = _after_the_upper(lower, from_stamp(upper.at))
            text = f"out of order: {file} line {below}: {times}"
            found.append(Finding("lines", lower.eid, text, fix, f"{lower.at} {upper.at}"))
    return found


def _after_the_upper(lower: Entry, upper: datetime) -> Fix:
    """The day after, or the year that was meant; lines that are out of order by hours may be so for a reason."""
    at = from_stamp(lower.at)
    meant = likely(at, upper, upper, upper + DAY)
    return edit_fix(lower, at, meant)


def _place(entry: Entry) -> tuple[str, int] | None:
    """File and line an entry was imported from."""
    file, colon, line = entry.said.source.rpartition(":")
    return (file, int(line)) if colon and line.isascii() and line.isdigit() else None


def _future(entries: Iterable[Entry], now: datetime, zone: ZoneInfo) -> Iterator[Finding]:
    limit = to_stamp(now)
    for entry in entries:
        # Compared as text first: most entries lie in the past, and reading a time takes a while.
        if entry.at > limit and (at := moment(entry.at)) is not None and at - now > FORGIVEN:
            text = f"{entry.ref} is at {_minute(entry.at, zone)}, after this summary was made"
            yield Finding("future", entry.eid, text, edit_fix(entry, at, likely(at, now, None, now)), entry.at)


def _contradictions(passing: Passing, named: Container[str]) -> Iterator[Finding]:
    """Lengths of time that would be negative and for which no entry was ``named`` yet."""
    told: set[str] = set()
    for metric in contradictions(passing):
        keys = [mark.eid for mark in metric.stamps]
        if keys and not any(key in named or key in told for key in keys):
            told.add(keys[-1])
            text = f"{words(metric.name)}: {metric.why}"
            basis = " ".join(f"{mark.name} {mark.at}" for mark in metric.stamps)
            yield Finding("negative", keys[-1], text, _look(keys[-1]), f"{metric.name} {basis}")


def _negative(state: RoomState) -> Iterator[Finding]:
    """Answers before their question and promises kept before they were made."""
    for one in waited(state, everybody(state)):
        if one.length < timedelta():
            text = f"the answer {seal.entry_ref(one.answer)} is before its question {one.question.ref}"
            yield Finding("negative", one.answer, text, _look(one.answer), f"{one.question.at} {one.length}")
    for promise in state.commitments.made.standing():
        ended = promise.setting("state")
        if ended is not None and promise.now.state != "open" and ended.event.at < promise.at:
            text = f"the promise {promise.ref} was {promise.now.state} before it was made"
            basis = f"{promise.at} {ended.event.at}"
            yield Finding("negative", ended.event.eid, text, _look(ended.event.eid), basis)


def _look(eid: str) -> Fix:
    return Fix("look", eid, text=f"look at {seal.entry_ref(eid)}")


def _missing(state: RoomState) -> list[Finding]:
    """Milestones that a resolved incident must have had and that nobody marked."""
    if state.incident.is_open:
        return []
    times = state.timeline.passed()
    wanted = ("detected", "mitigated", "resolved")
    return [
        Finding(
            "missing",
            "",
            f"the incident has ended, and nobody marked '{words(name)}'",
            Fix("mark", milestone=name, at=_known_time(state, name), text=f"mark '{words(name)}'"),
            f"{name} {_ended(state)}",
        )
        for name in wanted
        if name not in times
    ]


def _ended(state: RoomState) -> str:
    status = state.incident.status.current
    return status.event.at if status is not None else ""


def _known_time(state: RoomState, milestone: str) -> str:
    """When a status said as much as a milestone that nobody marked: monitoring begins with a repair."""
    wanted = {"mitigated": ("monitoring",), "resolved": ("resolved", "closed")}.get(milestone, ())
    return next((one.event.at for one in state.incident.status.history if one.value in wanted), "")
