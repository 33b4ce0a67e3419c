"""Times of a room as an export writes them: in one zone, which is named. Pure."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from warroom.clock import from_stamp, offset_label


class Times:
    """Writes stamps (UTC text) in one zone; what it wrote for a minute it remembers, because entries come in crowds."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self._minute = lru_cache(maxsize=4096)(self._written)

    def _written(self, minute: str) -> tuple[str, str, str, int]:
        """Day with its offset, hours and minutes, offset and seconds of a minute (``2026-11-22T14:05``)."""
        local = from_stamp(f"{minute}:00.0Z").astimezone(self.zone)
        label = offset_label(local)
        return f"{local:%Y-%m-%d %A}, {label}", f"{local:%H:%M}", label, local.second

    def day(self, stamp: str) -> str:
        """``2026-11-22 Sunday, UTC+8``."""
        return self._minute(stamp[:16])[0]

    def clock(self, stamp: str) -> str:
        """``14:05``, with seconds where they aren't zero."""
        _, clock, _, shift = self._minute(stamp[:16])
        if shift:  # a zone before there were whole minutes
            return f"{from_stamp(stamp).astimezone(self.zone):%H:%M:%S}"
        return clock if stamp[17:19] == "00" else f"{clock}:{stamp[17:19]}"

    def when(self, stamp: str) -> str:
        """``2026-11-22 14:05 UTC+8``."""
        day, _, label, _ = self._minute(stamp[:16])
        return f"{day[:10]} {self.clock(stamp)} {label}"

    def at(self, moment: datetime) -> str:
        """As ``when``, of an aware datetime, to the minute."""
        local = moment.astimezone(self.zone)
        return f"{local:%Y-%m-%d %H:%M} {offset_label(local)}"

    def iso(self, stamp: str) -> str:
        """``2026-11-22T22:05:00+08:00``: what programs and spreadsheets read."""
        return from_stamp(stamp).astimezone(self.zone).isoformat(timespec="seconds")
