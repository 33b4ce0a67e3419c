"""What a file says, before it is a room; and how a line of it becomes an event of a fixed id."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

import msgspec
from typing_extensions import override

from warroom import seal
from warroom.clock import to_stamp
from warroom.errors import BadInput
from warroom.events import Draft, Event
from warroom.importers.moments import Moment
from warroom.importers.spool import Drafts
from warroom.state.incident import Opened
from warroom.state.kinds import Payload, to_payload
from warroom.text import clean

Format = Literal[
    "room",
    "report",
    "irc",
    "weechat",
    "csv",
    "text",
    "slack",
    "alertmanager",
    "pagerduty",
    "statuspage",
    "eml",
]
FORMATS: tuple[Format, ...] = get_args(Format)
"""The names ``--from`` takes."""

MAX_FAULTS = 50
"""Faulty lines that one message names; a person mends the first of them and tries again."""
MOST_REMARKS = 2000
"""Remarks of one file that are kept; of the others the number is."""


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
    drafts: Sequence[Draft] = ()
    sealed: list[Event] = []
    attachments: dict[str, bytes] = {}
    remarks: list[Remark] = []
    mapping: dict[str, str] = {}
    """Of a table: what each of its columns was read as, in the order of the columns."""

    @property
    def kinds(self) -> Counter[str]:
        """How many events of each kind the file says."""
        drafts = self.drafts.kinds if isinstance(self.drafts, Drafts) else Counter(one.kind for one in self.drafts)
        return drafts + Counter(one.kind for one in self.sealed)


class Remarks(list[Remark]):
    """Remarks up to ``MOST_REMARKS``; of the others the number."""

    def __init__(self) -> None:
        super().__init__()
        self.more = 0

    @override
    def append(self, one: Remark) -> None:
        if len(self) < MOST_REMARKS:
            super().append(one)
        else:
            self.more += 1

    @override
    def extend(self, several: Iterable[Remark]) -> None:
        for one in several:
            self.append(one)
        if isinstance(several, Remarks):
            self.more += several.more

    @override
    def __iadd__(self, several: Iterable[Remark]) -> "Remarks":  # type: ignore[override]
        self.extend(several)
        return self

    def in_order(self) -> list[Remark]:
        """By line; the last says how many are left out."""
        more = [Remark(0, f"and {self.more} more remarks of this kind")] if self.more else []
        return [*sorted(self), *more]


class KnownMail(msgspec.Struct, frozen=True):
    """A message of a room that a mail may answer."""

    eid: str
    owner_id: str


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """What the room that is imported into knows: for mails, which have to find their owner."""

    owners: tuple[str, ...] = ()
    addresses: Mapping[str, str] = {}
    """Mail address (folded) to the owner whose contact it is."""
    mails: Mapping[str, KnownMail] = {}
    """By the mail's own id."""


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
    only: tuple[str, ...] = ()
    """Of a file that holds several rooms: the names (channel, incident) that are wanted; empty: all."""
    mapping: Mapping[str, str] = {}
    """Of a table: the column (as its header names it) for each meaning; what is left out is found by name."""
    owner: str = ""
    """Of a mail: the owner it is from; empty: found by address."""
    ground: Ground = Ground()


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
    shown = ", ".join(str(fault.line) for fault in faults[:MOST_REMARKS])
    return shown + (", and so on" if len(faults) > MOST_REMARKS else "")


class Drafting:
    """Turns parts of one file into drafts whose ids depend on the content alone.

    An id is made from the room, the format, the file's base name, the time as the file has it, the exact raw text
    and how many equal ones stood above: neither the zone nor the line number changes it. Where the source has names
    of its own (``identity``: a channel, an incident), the file's name doesn't count either: a later and longer export
    of the same then adds what is new.
    """

    def __init__(
        self, format: Format, options: Options, title: str, first: datetime | None, identity: str = ""
    ) -> None:
        self.format: Format = format
        self.options = options
        self.title = clean(title).strip() or options.source
        self.first = first or datetime(1970, 1, 1)
        self.room = options.room or seal.derived_uuid(
            _ms(self.first), format, identity or self.title, self.first.isoformat()
        )
        self.drafts = Drafts()
        self.remarks = Remarks()
        self._identity = identity or options.source
        self._seen: set[int] = set()
        self._again: Counter[int] = Counter()
        self._recorded = to_stamp(options.now)

    def open_room(self, at: Moment | None, remark_zone: bool) -> None:
        """The room's first event, when no room was asked for; and a word about the zone."""
        options = self.options
        if remark_zone:
            self.remark_zone()
        if options.room is None:
            opened = Opened(self.title, zone=options.zone.key, source=options.source)
            self.add("incident.opened", opened, self.title, at)

    def remark_zone(self) -> None:
        """Say in which zone the times are read that name none."""
        self.remark(0, f"no zone is named: times are read as {self.options.zone.key} (--tz names another)")

    def add(self, kind: str, payload: Payload, raw: str, at: Moment | None) -> str:
        """Add the event of ``raw``, which happened ``at``; its id."""
        naive = at.naive if at else self.first
        eid = self.eid(kind, naive, raw)
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
        return eid

    def eid(self, kind: str, naive: datetime, raw: str) -> str:
        """The id of the next event of this kind, time and text. Remembers 8 bytes of it, however long the text."""
        parts = (self.room, self.format, self._identity, kind, naive.isoformat(), raw)
        eid = seal.derived_uuid(_ms(naive), *parts, "0")
        short = int(eid[19:23] + eid[24:], 16)
        if short not in self._seen:
            self._seen.add(short)
            return eid
        self._again[short] += 1
        return seal.derived_uuid(_ms(naive), *parts, str(self._again[short]))

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
            remarks=self.remarks.in_order(),
        )


def zone_remark(at: Moment, zone: ZoneInfo) -> str:
    """What to say of a time that the zone's clocks skip or show twice; empty for every other time."""
    if at.offset is not None or zone.key == "UTC":
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
