"""Working hours, holidays and quiet hours: when a length of time that counts only these has passed. Pure."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final, NamedTuple

from warroom.cadence import Span
from warroom.state.owners import Hours

_WEEK: Final = (1, 2, 3, 4, 5)
_DAY_END: Final = time(18)
"""The end of a working day where no hours are agreed."""
_LONGEST: Final = 3700
"""Days that are looked through for a working one: a calendar without any ends the search."""


class Calendar(NamedTuple):
    """Hours in the zone in which they are meant."""

    hours: Hours
    zone: tzinfo

    @property
    def counts(self) -> bool:
        """Whether working hours are agreed at all: else every hour counts."""
        return bool(self.hours.days or self.hours.start or self.hours.end or self.hours.holidays)

    def works_on(self, day: date) -> bool:
        """Whether a day is worked: make-up days are, holidays and the weekend aren't."""
        if day.isoformat() in self.hours.workdays:
            return True
        return day.isoformat() not in self.hours.holidays and day.isoweekday() in (self.hours.days or _WEEK)


@lru_cache(4096)
def after(start: datetime, span: Span, calendar: Calendar, *, any_hour: bool) -> datetime:
    """When ``span`` has passed since ``start`` (aware): in working time and out of quiet hours, or at ``any_hour``."""
    if span.working_days is not None:
        return _end_of_working_day(start, span.working_days, calendar)
    length = timedelta(minutes=span.minutes or 0)
    if any_hour:
        return start + length
    return out_of_quiet(_working(start, length, calendar) if calendar.counts else start + length, calendar)


def out_of_quiet(moment: datetime, calendar: Calendar) -> datetime:
    """``moment``, or when the quiet hours end in which it falls."""
    begin, end = read_clock(calendar.hours.quiet_start), read_clock(calendar.hours.quiet_end)
    if begin is None or end is None or begin == end:
        return moment
    local = moment.astimezone(calendar.zone)
    for day in (local.date() - timedelta(days=1), local.date()):
        last = day if begin < end else day + timedelta(days=1)
        quiet_end = _at(last, end, calendar.zone)
        if _at(day, begin, calendar.zone) <= moment < quiet_end:
            return quiet_end
    return moment


def _working(start: datetime, length: timedelta, calendar: Calendar) -> datetime:
    """When ``length`` of working time has passed; a calendar without working time counts every hour."""
    left = length
    for begin, end in _stretches(start, calendar):
        first = max(begin, start)
        if first >= end:
            continue
        if end - first >= left:
            return first + left
        left -= end - first
    return start + length


def _end_of_working_day(start: datetime, days: int, calendar: Calendar) -> datetime:
    """The end of the working day that is ``days`` working days after that of ``start`` (or the next worked one)."""
    ends = [end for _, end in _first(_stretches(start, calendar), days + 2) if end > start]
    if len(ends) <= days:
        return start + timedelta(days=days)
    begins_today = (
        calendar.works_on(start.astimezone(calendar.zone).date())
        and ends[0].astimezone(calendar.zone).date() == start.astimezone(calendar.zone).date()
    )
    # Somebody who begins outside of working hours begins with the next working day, which then counts as the first.
    return ends[days] if begins_today or days == 0 else ends[days - 1]


def _first(stretches: Iterator[tuple[datetime, datetime]], count: int) -> list[tuple[datetime, datetime]]:
    return [one for _, one in zip(range(count), stretches, strict=False)]


def _stretches(start: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """The working hours of each worked day from the one before ``start`` on (aware UTC)."""
    begin, end = read_clock(calendar.hours.start) or time(0), read_clock(calendar.hours.end)
    day = start.astimezone(calendar.zone).date() - timedelta(days=1)
    for _ in range(_LONGEST):
        if calendar.works_on(day):
            yield _at(day, begin, calendar.zone), _end(day, begin, end, calendar)
        try:
            day += timedelta(days=1)
        except OverflowError:
            return


def _end(day: date, begin: time, end: time | None, calendar: Calendar) -> datetime:
    if end is None:
        end = time(0) if calendar.counts else _DAY_END
    last = day + timedelta(days=1) if end <= begin else day
    return _at(last, end, calendar.zone)


def _at(day: date, clock: time, zone: tzinfo) -> datetime:
    # Through UTC, so that an hour skipped or doubled by the zone counts as it passes (PEP 495, fold=0).
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def read_clock(text: str) -> time | None:
    """``09:00`` as a time of day, ``24:00`` as the midnight that ends it; None when it is none."""
    if text == "24:00":
        return time(0)
    try:
        return time.fromisoformat(text) if len(text) == 5 else None
    except ValueError:
        return None


class DayEnd(NamedTuple):
    """When a working day ends, for a due day that names no clock time."""

    calendar: Calendar | None = None
    """An owner's hours; None: nobody's, the day ends at 18:00 in the room's zone."""
    whose: str = ""
    """The owner, where the hours are theirs."""

    def of(self, day: date, zone: tzinfo) -> tuple[datetime, str]:
        """The end of ``day`` (aware UTC), and what was taken for granted, in words; ``zone`` is the room's."""
        if self.calendar is None:
            return _at(day, _DAY_END, zone), "end of the working day"
        hours = self.calendar.hours
        begin, end = read_clock(hours.start) or time(0), read_clock(hours.end)
        note = f"end of {self.whose}'s working day"
        off = "" if self.calendar.works_on(day) else ", which is none of theirs"
        return _end(day, begin, _DAY_END if end is None else end, self.calendar), note + off
