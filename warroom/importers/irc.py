"""IRC logs: every line becomes a message of the discussion, said by its nick at its time."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from warroom.errors import BadInput
from warroom.importers.content import Content
from warroom.importers.lines import Line
from warroom.importers.moments import MONTHS, Found, Moment, real_day
from warroom.importers.reading import Drafting, Options, Reading, Remark, Remarks, next_day, refuse, zone_remark
from warroom.state.discussion import Say

ROLL_OVER: Final = timedelta(hours=2)
"""A clock that goes back further has passed midnight; less is a clock being set, summer time or two servers."""

_STAMP = re.compile(
    r"\[?(?:(?P<y>[0-9]{4})[-/](?P<m>[0-9]{2})[-/](?P<d>[0-9]{2})[ T]+)?"
    r"(?P<h>[0-9]{1,2}):(?P<mi>[0-9]{2})(?::(?P<s>[0-9]{2})(?:[.,][0-9]+)?)?(?P<z>Z)?\]?(?P<gap>[ \t]+|$)"
)
_SAID = re.compile(r"<[@+%&~! ]?(?P<nick>[^<>\s]+)> ?(?P<text>.*)$", re.DOTALL)
_DID = re.compile(r"\*[ \t]+(?P<nick>[^\s*]+)(?:[ \t](?P<text>.*))?$", re.DOTALL)
_TABBED = re.compile(r"[@+%&~]?(?P<nick>[^\s<>\t]+)\t(?P<text>.*)$", re.DOTALL)
_EVENT = re.compile(r"(?:===|\*\*\*|-!-|-->|<--|--|Session |\*\*\*\*)")
_RENAMED = re.compile(
    r"(?:===|\*{2,3}|-!-|-->|<--|--)[ \t]+(?P<nick>[^\s]+)"
    r"(?=[ \t]+(?:\[[^\]]*\][ \t]+|\([^)]*\)[ \t]+)?"
    r"(?:is now known as|has joined|has left|has quit|joined|left|quit)\b)"
)
_HEADER = re.compile(
    r"(?:--- (?:Log opened|Log closed|Day changed)|\*{4} (?:BEGIN|ENDING) LOGGING AT|Session (?:Start|Close|Time):?)\s+"
    r"(?:[A-Za-z]{3},?\s+)?(?:(?P<mon>[A-Za-z]{3})\s+(?P<day>[0-9]{1,2})|(?P<day2>[0-9]{1,2})\s+(?P<mon2>[A-Za-z]{3}))"
    r"(?:\s+(?P<clock>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?))?\s+(?P<year>[0-9]{4})"
)
_HEADER_ISO = re.compile(r"(?:--- |Session |\*{4} ).*?(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})")
_NAME_DAY = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})[-_.]?([01][0-9])[-_.]?([0-3][0-9])(?![0-9])")


class _Said(NamedTuple):
    line: int
    at: Moment
    nick: str
    text: str
    raw: str


def looks_like(text: str) -> bool:
    """Whether a line is one of an IRC log, with its time."""
    stamp = _STAMP.match(text)
    rest = text[stamp.end() :] if stamp else ""
    return bool(_SAID.match(rest) or (stamp and stamp["gap"] and _DID.match(rest)) or _HEADER.match(text))


def day_of_name(source: str) -> date | None:
    """The day that a file's name gives, as in ``2016-06-06_02.raw.txt``."""
    for match in _NAME_DAY.finditer(source):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            continue
    return None


def read(content: Content, options: Options) -> Reading:
    """Read a log. Raises ``BadInput`` without a day to begin with, or on a time that can't be."""
    scan = _Scan(options.day or day_of_name(options.source))
    drafting: Drafting | None = None
    zoneless = doubtful = False
    for one in scan.read(content):
        if drafting is None:
            drafting = Drafting("irc", options, options.source, one.at.naive)
            drafting.open_room(one.at, False)
        payload = Say(one.text, one.nick, "written", source=drafting.at_line(one.line))
        drafting.add("discussion.say", payload, one.raw, one.at)
        zoneless |= one.at.offset is None
        remark = zone_remark(one.at, options.zone)
        if remark and not doubtful:
            drafting.remark(one.line, f"from here on: {remark}")
        doubtful = bool(remark)
    refuse(scan.faults, options.source)
    if drafting is None or not scan.saw_time:
        raise BadInput(
            f"{options.source}: nothing was imported, no line begins with a time as IRC logs have it: "
            "'[14:05] <nick> text'"
        )
    drafting.remarks += content.remarks
    drafting.remarks += scan.remarks
    if zoneless:
        drafting.remark_zone()
    if options.day is None and (named := day_of_name(options.source)) and scan.took_first_day:
        drafting.remark(0, f"the first day is taken from the file's name: {named} (--date names another)")
    return drafting.reading()


class _Scan:
    """Gives each line its time: its own, or for events without one that of the line above."""

    def __init__(self, day: date | None) -> None:
        self.faults: list[Remark] = []
        self.remarks = Remarks()
        self.took_first_day = False
        self.saw_time = False
        """Whether any line begins with a time that can be."""
        self._day = day
        self._named = False
        """Whether the day above comes from a line of the log, not from ``--date`` or the name."""
        self._last: Moment | None = None
        self._timeless: list[Line] = []
        self._said_at: Moment | None = None
        """When the line above was said."""
        self._ready: list[_Said] = []

    def read(self, content: Content) -> Iterator[_Said]:
        """Everything that was said, a line at a time."""
        for line in content.lines():
            self._take(line)
            yield from self._ready
            self._ready.clear()

    def _said(self, one: _Said) -> None:
        self._said_at = one.at
        self._ready.append(one)

    def _take(self, line: Line) -> None:
        if not line.text.strip():
            return
        stamp = _STAMP.match(line.text)
        if stamp is not None:
            self._stamped(line, stamp)
        else:
            self._unstamped(line)

    def _stamped(self, line: Line, stamp: re.Match[str]) -> None:
        found = _found(stamp)
        if found.fault:
            self.faults.append(Remark(line.number, found.fault))
            return
        moment = self._place(line, found)
        if moment is None:
            self.faults.append(Remark(line.number, "a time without a day: give the first day (--date 2016-06-06)"))
            return
        self.saw_time = True
        self._keep_timeless(moment)
        self._last, self._day = moment, moment.naive.date()
        rest = line.text[stamp.end() :]
        if said := _SAID.match(rest):
            nick, text = said["nick"], said["text"]
        elif did := _DID.match(rest):
            nick, text = did["nick"], rest
        elif tabbed := _TABBED.match(rest):
            nick, text = tabbed["nick"], tabbed["text"]
        else:
            nick, text = _who(rest), rest
        self._said(_Said(line.number, moment, nick, text, line.text))

    def _place(self, line: Line, found: Found) -> Moment | None:
        moment = found.moment(self._day)
        if found.day is None:
            self.took_first_day |= not self._named
        if moment is None or self._last is None or found.day is not None:
            return moment
        back = self._last.naive - moment.naive
        if back > ROLL_OVER and self._last.naive.date() == moment.naive.date():
            self.remarks.append(Remark(line.number, next_day(moment.naive, self._last.naive)))
            return found.moment(moment.naive.date() + timedelta(days=1))
        if back > timedelta():
            self.remarks.append(
                Remark(line.number, f"out of order: {moment.naive:%H:%M:%S} stands below {self._last.naive:%H:%M:%S}")
            )
        return moment

    def _unstamped(self, line: Line) -> None:
        header = _header_day(line.text)
        if header is not None:
            if header.date() != self._day or self._last is None:
                self._last = None
            self._day, self._named = header.date(), True
            self._keep_timeless(Moment(header))
            self._said(_Said(line.number, Moment(header), "", line.text, line.text))
            return
        if not _EVENT.match(line.text):
            self.remarks.append(Remark(line.number, "no time: kept at the time of the line above"))
        at = self._last or self._said_at
        if at is None:
            self._timeless.append(line)
        else:
            self._said(_Said(line.number, at, _who(line.text), line.text, line.text))

    def _keep_timeless(self, moment: Moment) -> None:
        """Lines above the first time are kept at that time."""
        for line in self._timeless:
            self._said(_Said(line.number, moment, _who(line.text), line.text, line.text))
        self._timeless = []


def _found(stamp: re.Match[str]) -> Found:
    year, month, on, hour, minute, second, utc = stamp.group("y", "m", "d", "h", "mi", "s", "z")
    try:
        clock = time(int(hour), int(minute), int(second or 0))
        day = real_day(int(year), int(month), int(on)) if year else None
    except ValueError:
        return Found(0, stamp.end(), fault=f"there is no time '{stamp.group().strip()}'")
    return Found(0, stamp.end(), day, clock, UTC if utc and day else None)


def _header_day(text: str) -> datetime | None:
    """The day that a header line begins: ``--- Day changed Sat May 28 2011``."""
    try:
        if match := _HEADER.match(text):
            month = MONTHS.index((match["mon"] or match["mon2"]).lower()) + 1
            clock = time.fromisoformat(match["clock"]) if match["clock"] else time()
            return datetime.combine(real_day(int(match["year"]), month, int(match["day"] or match["day2"])), clock)
        if match := _HEADER_ISO.match(text):
            return datetime.combine(real_day(int(match["y"]), int(match["m"]), int(match["d"])), time())
    except ValueError:
        return None
    return None


def _who(text: str) -> str:
    """The nick that an event line is about, or nobody."""
    match = _RENAMED.match(text)
    return match["nick"] if match else ""
