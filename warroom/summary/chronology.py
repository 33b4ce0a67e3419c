"""What can't be right about the times of a room: found and named, never mended."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from warroom.clock import from_stamp, offset_label
from warroom.state.feed import Entry
from warroom.state.incident import MILESTONES
from warroom.state.room_state import RoomState

FORGIVEN: Final = timedelta(minutes=1)
"""Clocks of two machines may differ; an entry this little ahead is not in the future."""

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

RUN_GAP: Final = 2
"""Lines of a source between two entries of one list, beyond the lines of the upper one: more is another list."""


class Finding(NamedTuple):
    """One thing that is wrong with the times; ``key`` names the entry (its eid) it is about, or is empty."""

    rule: str
    """``milestones``, ``lines``, ``future`` or ``missing``."""
    key: str
    text: str


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
            text = f"{_words(name)} {_minute(at, zone)} is before {_words(worst)} {_minute(first[worst], zone)}"
            findings.append(Finding("milestones", key, text))
    return findings


def _words(milestone: str) -> str:
    return milestone.replace("_", " ")


def _minute(at: str | datetime, zone: ZoneInfo) -> str:
    if isinstance(at, datetime):
        return f"{at:%Y-%m-%d %H:%M}"
    local = from_stamp(at).astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M} {offset_label(local)}"


def findings(state: RoomState, now: datetime | None = None, zone: ZoneInfo = UTC) -> list[Finding]:
    """Everything that is wrong with the times of a room, said in ``zone``.

    ``now`` (aware) finds what lies in the future. Struck and erased entries don't count.
    """
    standing = [entry for entry in state.timeline if not entry.retracted and not entry.erased]
    named = [(entry.said.milestone, entry.eid, entry.at) for entry in standing if entry.said.milestone]
    return [
        *misordered(named, zone),
        *_lines(standing, zone),
        *(_future(standing, now, zone) if now is not None else []),
        *_missing(state),
    ]


def _lines(entries: Iterable[Entry], zone: ZoneInfo) -> list[Finding]:
    """Imported entries that stand below a later one in the list they came from."""
    placed = sorted(
        (*place, entry.event.kind, entry.eid, entry) for entry in entries if (place := _place(entry)) is not None
    )
    found = []
    for (file, above, kind, _, upper), (below_file, below, below_kind, _, lower) in pairwise(placed):
        length = 1 + upper.said.text.count("\n")
        together = file == below_file and kind == below_kind and below - above - length < RUN_GAP
        if together and lower.event.at < upper.event.at:
            times = f"{_minute(lower.event.at, zone)} stands below {_minute(upper.event.at, zone)}"
            found.append(Finding("lines", lower.eid, f"out of order: {file} line {below}: {times}"))
    return found


def _place(entry: Entry) -> tuple[str, int] | None:
    """File and line an entry was imported from."""
    file, colon, line = entry.said.source.rpartition(":")
    return (file, int(line)) if colon and line.isascii() and line.isdigit() else None


def _future(entries: Iterable[Entry], now: datetime, zone: ZoneInfo) -> list[Finding]:
    limit = now + FORGIVEN
    return [
        Finding("future", entry.eid, f"{entry.ref} is at {_minute(entry.at, zone)}, after this summary was made")
        for entry in entries
        if from_stamp(entry.at) > limit
    ]


def _missing(state: RoomState) -> list[Finding]:
    """Milestones that a resolved incident must have had and that nobody marked."""
    if state.incident.is_open:
        return []
    times = state.timeline.passed()
    wanted = ("detected", "mitigated", "resolved")
    return [
        Finding("missing", "", f"the incident has ended, and nobody marked '{_words(name)}'")
        for name in wanted
        if name not in times
    ]
