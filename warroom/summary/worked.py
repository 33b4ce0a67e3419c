"""How much of a stretch of time lies in the hours of working days, for figures that count only those. Pure."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from typing_extensions import override

from warroom.clock import in_zone

_LONGEST: Final = 3700
"""Days that are counted; a stretch beyond ten years is a mistyped one."""
_WEEKDAYS: Final = 5


class Hours(NamedTuple):
    """The hours that count on Monday to Friday."""

    opens: time
    closes: time

    @override
    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


def worked(start: datetime, end: datetime, hours: Hours, zone: ZoneInfo) -> timedelta:
    """The time between two moments (aware) that lies in ``hours`` of a working day in ``zone``."""
    total = timedelta()
    try:
        for opens, closes in _days(start, hours, zone):
            if opens >= end:
                break
            total += max(min(closes, end) - max(opens, start), timedelta())
    except OverflowError:  # at the end of the calendar there are no more days
        pass
    return total


def _days(start: datetime, hours: Hours, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """The hours of each working day from that of ``start`` on (aware UTC)."""
    day = in_zone(start, zone).date()
    for _ in range(_LONGEST):
        if day.isoweekday() <= _WEEKDAYS:
            opens, closes = (datetime.combine(day, clock, zone).astimezone(UTC) for clock in hours)
            yield opens, closes
        day += timedelta(days=1)


def boundaries(start: datetime, end: datetime, zone: ZoneInfo) -> int:
    """How many working days begin after that of ``start`` until that of ``end``; 0 where either is no working day."""
    first, last = in_zone(start, zone).date(), in_zone(end, zone).date()
    if first.isoweekday() > _WEEKDAYS or last.isoweekday() > _WEEKDAYS or last < first:
        return 0
    weeks, rest = divmod((last - first).days, 7)
    return weeks * _WEEKDAYS + sum((first.isoweekday() + one - 1) % 7 < _WEEKDAYS for one in range(1, rest + 1))


def clock_shift(start: datetime, end: datetime, zone: ZoneInfo) -> timedelta:
    """How much later on the clock the end is than the start, days aside; negative when it is earlier."""
    first, last = in_zone(start, zone), in_zone(end, zone)
    return _of_day(last) - _of_day(first)


def _of_day(moment: datetime) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)
