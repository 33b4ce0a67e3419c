"""How long things took, only where both stamps exist; the formula stands beside every number (DESIGN 6)."""

from typing import Final, Literal, NamedTuple

from warroom.clock import from_stamp
from warroom.state.room_state import RoomState

State = Literal["recorded", "pending", "not_applicable", "invalid"]


class Duration(NamedTuple):
    """One measure of an incident."""

    name: str
    formula: str
    seconds: int | None
    """Whole seconds, or None when it can't be known."""
    state: State
    why: str = ""
    """Why there is no number."""


MEASURES: Final = (
    ("time_to_detect", "impact_started", "detected"),
    ("time_to_acknowledge", "detected", "acknowledged"),
    ("time_to_declare", "detected", "declared"),
    ("time_to_repair", "detected", "mitigated"),
    ("time_to_resolve", "detected", "resolved"),
    ("total_duration", "impact_started", "resolved"),
)
"""Name, milestone it counts from (its first time), milestone it counts to (the last time of repair and resolve)."""

_LAST: Final = frozenset({"mitigated", "resolved"})


def durations(state: RoomState) -> list[Duration]:
    """Every measure of ``MEASURES``: a number, or why there is none. Nothing is inferred."""
    times = state.timeline.passed()
    return [_measure(name, start, end, times, state.incident.is_open) for name, start, end in MEASURES]


def _measure(name: str, start: str, end: str, times: dict[str, tuple[str, str]], is_open: bool) -> Duration:
    which = "last" if end in _LAST else "first"
    formula = f"{which} {words(end)} - first {words(start)}"
    missing = [words(one) for one in (start, end) if one not in times]
    if missing:
        why = f"nobody marked '{missing[0]}'" + (f" nor '{missing[1]}'" if len(missing) > 1 else "")
        waits = is_open and end not in times
        return Duration(name, formula, None, "pending" if waits else "not_applicable", why)
    began = from_stamp(times[start][0])
    ended = from_stamp(times[end][1 if end in _LAST else 0])
    seconds = int((ended - began).total_seconds())
    if seconds < 0:
        return Duration(name, formula, None, "invalid", f"{words(end)} stands before {words(start)}")
    return Duration(name, formula, seconds, "recorded")


def words(name: str) -> str:
    """A name of the code as people read it."""
    return name.replace("_", " ")


def spell(seconds: int) -> str:
    """``107220`` as ``1 d 5 h 47 min``; seconds are shown under an hour, or when they aren't zero."""
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, left = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (left, "s")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 s"
