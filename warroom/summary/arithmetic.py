"""Which arithmetic would give a figure that no two stamps give: a day too many, a 12-hour clock, working days. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from typing_extensions import override

from warroom.summary.measured import Mark, spell, words
from warroom.summary.worked import boundaries, clock_shift

_DAY: Final = timedelta(days=1)
_HOUR: Final = timedelta(hours=1)
_HALF_DAY: Final = timedelta(hours=12)
_HALF_HOUR: Final = timedelta(minutes=30)
_SHORTEST_DAY: Final = timedelta(hours=6)
"""Working days of fewer hours explain nothing."""
_STARTS: Final = ("impact_started", "detected", "declared")
_ENDS: Final = ("mitigated", "resolved")


class Timed(NamedTuple):
    """A stamp with its time read (aware UTC)."""

    mark: Mark
    at: datetime


class Pair(NamedTuple):
    """Two stamps and the time between them, or the part of it that counts."""

    first: Timed
    last: Timed
    length: timedelta

    @property
    def start(self) -> Mark:
        """The earlier stamp."""
        return self.first.mark

    @property
    def end(self) -> Mark:
        """The later stamp."""
        return self.last.mark

    @property
    def times(self) -> tuple[datetime, datetime]:
        """Both times."""
        return self.first.at, self.last.at

    @override
    def __str__(self) -> str:
        return f"{words(self.start.name)} to {words(self.end.name)}"


class Sought(NamedTuple):
    """A figure that is looked for."""

    figure: str
    length: timedelta
    unit: timedelta
    """The smallest that is printed: whatever is off by less than it is the same."""
    zone: ZoneInfo


def pairs(marks: Sequence[Timed]) -> list[Pair]:
    """Every two stamps of which the second is not before the first; those of one moment in both orders."""
    return [
        Pair(one, other, other.at - one.at) for one in marks for other in marks if one != other and one.at <= other.at
    ]


def natural(found: Iterable[Pair]) -> list[Pair]:
    """Those from a beginning to an end, which a figure is likely to mean."""
    return [one for one in found if one.start.name in _STARTS and one.end.name in _ENDS]


def explained(sought: Sought, found: Sequence[Pair]) -> tuple[Pair | None, str]:
    """The pair that a figure seems to mean and what its arithmetic did, or the nearest pair and how far it is off."""
    for one in sorted(found, key=lambda one: abs(one.length - sought.length)):
        off = one.length - sought.length
        if _is(off % _DAY, sought.unit, _DAY) and abs(off) >= _HALF_DAY:
            return one, f"{_length(one)}, exactly {_off(off)}"
        if _is(abs(off) - _HALF_DAY, sought.unit):
            return one, f"{_length(one)}, exactly {_off(off)}, as if read on a 12-hour clock"
    for one in found:
        if (day := _working_day(sought, one)) is not None:
            return one, f"{_length(one)}; it fits if only working days of {spell(day.total_seconds())} are counted"
    for one in found:
        off = one.length - sought.length
        if abs(off) < _DAY and _is(off % _HOUR, sought.unit, _HOUR):
            return one, f"{_length(one)}, exactly {_off(off)}"
    return nearest_of(sought, found)


def nearest_of(sought: Sought, found: Sequence[Pair], where: str = "") -> tuple[Pair | None, str]:
    """The pair that comes nearest, and how far it is off."""
    one = min(found, key=lambda one: abs(one.length - sought.length), default=None)
    if one is None:
        return None, "no pair of stamps could be meant"
    return one, f"the nearest, {one}, is {spell(one.length.total_seconds())}{where}, {_off(one.length - sought.length)}"


def _length(one: Pair) -> str:
    return f"{one} is {spell(one.length.total_seconds())}"


def _off(off: timedelta) -> str:
    return f"{spell(abs(off).total_seconds())} {'more' if off > timedelta() else 'less'} than stated"


def _is(left: timedelta, unit: timedelta, around: timedelta | None = None) -> bool:
    """Whether ``left`` is nothing, within what is printed; ``around``: or a whole one."""
    return abs(left) < unit or (around is not None and around - left < unit)


def _working_day(sought: Sought, one: Pair) -> timedelta | None:
    """The length of a working day with which a pair gives the figure; None where no such day would."""
    days = boundaries(*one.times, sought.zone)
    if not days:
        return None
    shift = clock_shift(*one.times, sought.zone)
    length = (sought.length - shift) / days
    if not max(_SHORTEST_DAY, abs(shift)) <= length < _HALF_DAY:
        return None
    return length if length % _HALF_HOUR == timedelta() else None
