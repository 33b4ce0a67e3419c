"""Times of a room as an export writes them: in one zone, which is named. Pure."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from warroom.clock import from_stamp, in_zone, offset_label


class _Minute(NamedTuple):
    """A minute of UTC as the zone's clocks show it."""

    day: str
    clock: str
    label: str
    whole: bool
    """Whether it begins with a full minute there; zones of the 19th century are off by seconds."""
    iso: str
    offset: str


class Times:
    """Writes stamps (UTC text) in one zone; what it wrote for a minute it remembers, because entries come in crowds."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self._minutes: dict[str, _Minute] = {}

    def _minute(self, stamp: str) -> "_Minute":
        minute = stamp[:16]
        found = self._minutes.get(minute)
        if found is None:
            local = in_zone(from_stamp(f"{minute}:00.0Z"), self.zone)
            label = offset_label(local)
            iso = local.isoformat(timespec="seconds")
            found = self._minutes[minute] = _Minute(
                f"{local:%Y-%m-%d %A}, {label}", f"{local:%H:%M}", label, local.second == 0, iso[:17], iso[19:]
            )
        return found

    def day(self, stamp: str) -> str:
        """``2026-11-22 Sunday, UTC+8``."""
        return self._minute(stamp).day

    def clock(self, stamp: str) -> str:
        """``14:05``, with seconds where they aren't zero."""
        minute = self._minute(stamp)
        if not minute.whole:
            return f"{in_zone(from_stamp(stamp), self.zone):%H:%M:%S}"
        return minute.clock if stamp[17:19] == "00" else f"{minute.clock}:{stamp[17:19]}"

    def when(self, stamp: str) -> str:
        """``2026-11-22 14:05 UTC+8``."""
        minute = self._minute(stamp)
        return f"{minute.day[:10]} {self.clock(stamp)} {minute.label}"

    def at(self, moment: datetime) -> str:
        """As ``when``, of an aware datetime, to the minute."""
        local = in_zone(moment, self.zone)
        return f"{local:%Y-%m-%d %H:%M} {offset_label(local)}"

    def iso(self, stamp: str) -> str:
        """``2026-11-22T22:05:00+08:00``: what programs and spreadsheets read."""
        minute = self._minute(stamp)
        if not minute.whole:
            return in_zone(from_stamp(stamp), self.zone).isoformat(timespec="seconds")
        return f"{minute.iso}{stamp[17:19]}{minute.offset}"
