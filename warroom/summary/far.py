"""Entries that stand far from the rest of their room in time: most often a year or a month was mistyped. Pure."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from warroom.clock import in_zone, to_stamp
from warroom.state.feed import Entry
from warroom.state.promises import moment
from warroom.state.room_state import RoomState
from warroom.summary.finding import Finding, Fix
from warroom.summary.slips import likely, slip_words
from warroom.summary.times import Times

FAR_FROM_TITLE: Final = timedelta(days=90)
"""From the day that stands in the title: an incident of a quarter is rare."""
FAR: Final = timedelta(days=30)
"""From the nearest entry, where the title names no day."""
_DAY = re.compile(r"(?<![0-9])([12][0-9]{3})-([0-9]{2})-([0-9]{2})(?![0-9])")


def distant(state: RoomState, entries: Sequence[Entry], zone: ZoneInfo) -> list[Finding]:
    """The entries that are far from the others. Only times that somebody typed or imported can be slips."""
    day = _title_day(state)
    found: list[Finding] = []
    for index, entry in enumerate(entries):
        at = moment(entry.at) if entry.at != entry.event.recorded_at else None
        if at is None:
            continue
        if day is not None:
            gap = abs(in_zone(at, zone).date() - day.date())
            if gap > FAR_FROM_TITLE:
                said = f"{gap.days} days {'after' if at > day else 'before'} the day in the title, {day:%Y-%m-%d}"
                found.append(_finding(entry, at, said, likely(at, day), zone, f"{day:%Y-%m-%d}"))
            continue
        beside = (entries[place].at for place in (index - 1, index + 1) if 0 <= place < len(entries))
        others = [one for stamp in beside if (one := moment(stamp)) is not None]
        nearest = min(others, key=lambda one: abs(one - at), default=None)
        if nearest is not None and abs(nearest - at) > FAR:
            said = f"{abs(nearest - at).days} days from the nearest entry"
            found.append(_finding(entry, at, said, likely(at, nearest), zone, to_stamp(nearest)))
    return found


def _title_day(state: RoomState) -> datetime | None:
    """The first day that an imported room's title names; a room that was opened here has a clock instead."""
    opened = state.incident.opened
    match = _DAY.search(state.incident.title) if opened is not None and opened.source else None
    try:
        return datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=UTC) if match else None
    except ValueError:  # 2023-02-31 is no day
        return None


def _finding(entry: Entry, at: datetime, said: str, meant: datetime | None, zone: ZoneInfo, other: str) -> Finding:
    what = entry.said.milestone.replace("_", " ") or entry.ref
    text = f"{what} {Times(zone).at(at)} is {said}"
    basis = f"{entry.at} {other}"
    if meant is None:
        return Finding("far", entry.eid, text, Fix("edit_time", entry.eid, text=f"set the time of {entry.ref}"), basis)
    stamp = to_stamp(meant)
    return Finding("far", entry.eid, text, Fix("edit_time", entry.eid, at=stamp, text=slip_words(at, meant)), basis)
