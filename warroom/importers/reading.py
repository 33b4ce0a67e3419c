"""What a file says, before it is a room; and how a line of it becomes an event of a fixed id."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec
from typing_extensions import override

from warroom import seal
from warroom.clock import to_stamp
from warroom.errors import BadInput
from warroom.events import Draft, Event
from warroom.importers.moments import Moment
from warroom.state.incident import Opened
from warroom.state.kinds import Payload, to_payload
from warroom.text import clean

Format = Literal["room", "report", "irc", "csv", "text"]
FORMATS: tuple[Format, ...] = ("room", "report", "irc", "csv", "text")
"""The names ``--from`` takes."""

MAX_FAULTS = 50
"""Faulty lines that one message names; a person mends the first of them and tries again."""


class Remark(msgspec.Struct, frozen=True, order=True):
    """Something that was noticed and not hidden; ``line`` counts from 1, 0 is the whole file."""

    line: int
    text: str

    @override
    def __str__(self) -> str:
        return f"line {self.line}: {self.text}" if self.line else self.text


class Reading(msgspec.Struct, kw_only=True):
    """What a file says. ``drafts`` are to be appended, ``sealed`` (a room of our own JSON) to be received."""

    format: Format
    source: str
    """The file's base name."""
    room: str
    """The room it goes to: the one asked for, else one derived from the content (the same file, the same room)."""
    new: bool
    """Whether no room was asked for: the drafts then open one. It may exist, from an earlier import."""
    title: str
    drafts: list[Draft] = []
    sealed: list[Event] = []
    attachments: dict[str, bytes] = {}
    remarks: list[Remark] = []


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What the person says about a file besides its content."""

    source: str
    """The file's base name."""
    zone: ZoneInfo
    """The zone of times that name none."""
    now: datetime
    """When the import runs, aware."""
    author: str
    """The member who imports."""
    day: date | None = None
    """The day of times before the first day the file names."""
    room: str | None = None
    """The room to import into; None makes one."""


def refuse(faults: list[Remark], source: str) -> None:
    """Raise ``BadInput`` naming every faulty line, if there is one; nothing is imported then."""
    if not faults:
        return
    shown = [f"  {fault}" for fault in faults[:MAX_FAULTS]]
    if len(faults) > MAX_FAULTS:
        shown.append(f"  and {len(faults) - MAX_FAULTS} more: lines " + _line_list(faults[MAX_FAULTS:]))
    count = "1 line" if len(faults) == 1 else f"{len(faults)} lines"
    raise BadInput(f"{source}: nothing was imported, {count} can't be read:\n" + "\n".join(shown))


def _line_list(faults: list[Remark]) -> str:
    return ", ".join(str(fault.line) for fault in faults)


class Drafting:
    """Turns parts of one file into drafts whose ids depend on the content alone.

    An id is made from the room, the format, the file's base name, the time as the file has it, the exact raw text
    and how many equal ones stood above: neither the zone nor the line number changes it.
    """

    def __init__(self, format: Format, options: Options, title: str, first: datetime | None) -> None:
        self.format: Format = format
        self.options = options
        self.title = clean(title).strip() or options.source
        self.first = first or datetime(1970, 1, 1)
        self.room = options.room or seal.derived_uuid(_ms(self.first), format, self.title, self.first.isoformat())
        self.drafts: list[Draft] = []
        self.remarks: list[Remark] = []
        self._seen: Counter[tuple[str, ...]] = Counter()
        self._recorded = to_stamp(options.now)

    def open_room(self, at: Moment | None, remark_zone: bool) -> None:
        """The room's first event, when no room was asked for; and a word about the zone."""
        options = self.options
        if remark_zone:
            self.remark(0, f"no zone is named: times are read as {options.zone.key} (--tz names another)")
        if options.room is None:
            opened = Opened(self.title, zone=options.zone.key, source=options.source)
            self.add("incident.opened", opened, self.title, at)

    def add(self, kind: str, payload: Payload, raw: str, at: Moment | None) -> None:
        """Add the event of ``raw``, which happened ``at``."""
        naive = at.naive if at else self.first
        key = (kind, naive.isoformat(), raw)
        ordinal = self._seen[key]
        self._seen[key] += 1
        eid = seal.derived_uuid(_ms(naive), self.room, self.format, self.options.source, *key, str(ordinal))
        self.drafts.append(
            Draft(
                eid=eid,
                kind=kind,
                payload=to_payload(payload),
                author=self.options.author,
                recorded_at=self._recorded,
                occurred_at=to_stamp(at.aware(self.options.zone)) if at else None,
            )
        )

    def at_line(self, line: int) -> str:
        """What ``payload.source`` says of an event of this line."""
        return f"{self.options.source}:{line}"

    def remark(self, line: int, text: str) -> None:
        """Note something that must not be hidden."""
        self.remarks.append(Remark(line, text))

    def reading(self) -> Reading:
        """Everything added so far."""
        return Reading(
            format=self.format,
            source=self.options.source,
            room=self.room,
            new=self.options.room is None,
            title=self.title,
            drafts=self.drafts,
            remarks=sorted(self.remarks),
        )


def zone_remark(at: Moment, zone: ZoneInfo) -> str:
    """What to say of a time that the zone's clocks skip or show twice; empty for every other time."""
    if at.offset is not None:
        return ""
    local = at.naive.replace(tzinfo=zone)
    shifts = (local.utcoffset(), local.replace(fold=1).utcoffset())
    if shifts[0] == shifts[1]:
        return ""
    back = local.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    if back != at.naive:
        return f"{at.naive:%Y-%m-%d %H:%M} does not exist in {zone.key} (the clocks went forward): kept as {back:%H:%M}"
    return f"{at.naive:%Y-%m-%d %H:%M} happened twice in {zone.key} (the clocks went back): read as the first"


def next_day(naive: datetime, above: datetime) -> str:
    """What to say when a time without a day is read as past midnight."""
    after = naive.date() + timedelta(days=1)
    return f"{naive:%H:%M} stands below {above:%H:%M}: read as the next day, {after}"


def _ms(naive: datetime) -> int:
    return (naive - datetime(1970, 1, 1)) // timedelta(milliseconds=1)
