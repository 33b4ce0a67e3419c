"""Times of a room as an export writes them: in one zone, which is named. Pure."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from warroom.clock import from_stamp, in_zone, offset_label

_WEEKDAYS: Final = tuple(f"星期{day}" for day in "一二三四五六日")


class _Day(NamedTuple):
    """A day of a zone between two changes of its clocks."""

    name: str
    label: str
    offset: str


class _Minute(NamedTuple):
    """A minute of UTC as the zone's clocks show it."""

    day: _Day
    clock: str
    whole: bool
    """Whether it begins with a full minute there; zones of the 19th century are off by seconds."""
    iso: str


class Times:
    """Writes stamps (UTC text) in one zone; what it wrote for a minute it remembers, because entries come in crowds."""

    def __init__(self, zone: ZoneInfo, lang: str = "en") -> None:
        self.zone = zone
        self.lang = lang
        """``zh`` for days with their Chinese names."""
        self._minutes: dict[str, _Minute] = {}
        self._days: dict[tuple[int, timedelta | None], _Day] = {}

    def _minute(self, stamp: str) -> _Minute:
        minute = stamp[:16]
        found = self._minutes.get(minute)
        if found is None:
            local = in_zone(from_stamp(f"{minute}:00.0Z"), self.zone)
            day = self._day(local)
            clock = f"{local.hour:02}:{local.minute:02}"
            found = self._minutes[minute] = _Minute(day, clock, not local.second, f"{day.name[:10]}T{clock}:")
        return found

    def _day(self, local: datetime) -> _Day:
        key = local.toordinal(), local.utcoffset()
        found = self._days.get(key)
        if found is None:
            label = offset_label(local)
            weekday = _WEEKDAYS[local.weekday()] if self.lang == "zh" else f"{local:%A},"
            name = f"{local.date().isoformat()} {weekday} {label}"
            found = self._days[key] = _Day(name, label, local.isoformat(timespec="seconds")[19:])
        return found

    def day(self, stamp: str) -> str:
        """``2026-11-22 Sunday, UTC+8``; in Chinese ``2026-11-22 星期日 UTC+8``."""
        return self._minute(stamp).day.name

    def clock(self, stamp: str) -> str:
        """``14:05``, with seconds where they aren't zero."""
        minute = self._minute(stamp)
        if not minute.whole:
            return f"{in_zone(from_stamp(stamp), self.zone):%H:%M:%S}"
        return minute.clock if stamp[17:19] == "00" else f"{minute.clock}:{stamp[17:19]}"

    def day_and_clock(self, stamp: str) -> tuple[str, str]:
        """Both at once, which long lists ask for."""
        minute = self._minute(stamp)
        if minute.whole and stamp[17:19] == "00":
            return minute.day.name, minute.clock
        return minute.day.name, self.clock(stamp)

    def when(self, stamp: str) -> str:
        """``2026-11-22 14:05 UTC+8``."""
        minute = self._minute(stamp)
        return f"{minute.day.name[:10]} {self.clock(stamp)} {minute.day.label}"

    def at(self, moment: datetime) -> str:
        """As ``when``, of an aware datetime, to the minute."""
        local = in_zone(moment, self.zone)
        return f"{local:%Y-%m-%d %H:%M} {offset_label(local)}"

    def iso(self, stamp: str) -> str:
        """``2026-11-22T22:05:00+08:00``: what programs and spreadsheets read."""
        minute = self._minute(stamp)
        if not minute.whole:
            return in_zone(from_stamp(stamp), self.zone).isoformat(timespec="seconds")
        return f"{minute.iso}{stamp[17:19]}{minute.day.offset}"
