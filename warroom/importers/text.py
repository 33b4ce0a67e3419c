"""Plain text with times: a line that begins with a time is an entry, the lines below it belong to it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from warroom.errors import BadInput
from warroom.importers.blocks import lead
from warroom.importers.content import Content
from warroom.importers.dated import Dated, four_digits, leading
from warroom.importers.irc import day_of_name
from warroom.importers.lines import Line
from warroom.importers.moments import Found, Moment
from warroom.importers.reading import Drafting, Options, Reading, Remark, Remarks, next_day, refuse, zone_remark
from warroom.state.timeline import Log

ROLL_OVER: Final = timedelta(hours=6)
"""A time without a day that is this much earlier than the one above it belongs to the next day; less is disorder."""

EXPECTED: Final = (
    "no line begins with a time; expected lines such as '2023-07-25 14:05 text', '14:05 text' (with --date) "
    "or a day on a line of its own and times below it"
)


class _Entry(msgspec.Struct):
    line: int
    at: Moment
    text: str
    raw: list[str]
    more: list[str]


def read(content: Content, options: Options) -> Reading:
    """Read a text. Raises ``BadInput`` when no line begins with a time, or naming every line whose time can't be."""
    named = None if options.day else day_of_name(options.source)
    scan = _Scan(options.day or named)
    drafting: Drafting | None = None
    zoneless = False
    for entry in scan.read(content):
        if drafting is None:
            drafting = _begun(entry, scan.head, options)
        _draft(entry, drafting)
        zoneless |= entry.at.offset is None
    refuse(scan.faults, options.source)
    if drafting is None:
        raise BadInput(f"{options.source}: nothing was imported, {EXPECTED}")
    drafting.remarks += content.remarks
    drafting.remarks += scan.remarks
    if zoneless:
        drafting.remark_zone()
    if named is not None and scan.took_first_day:
        drafting.remark(0, f"the first day is taken from the file's name: {named} (--date names another)")
    return drafting.reading()


def _begun(first: _Entry, above: list[Line], options: Options) -> Drafting:
    """The room opened at its first entry, and the text above it."""
    drafting = Drafting("text", options, options.source, first.at.naive)
    drafting.open_room(first.at, False)
    if head := "\n".join(line.text for line in above).strip():
        drafting.remark(above[0].number, "text above the first time: kept as an entry at that time")
        drafting.add("timeline.log", _log(head, drafting.at_line(above[0].number)), head, first.at)
    return drafting


def _draft(entry: _Entry, drafting: Drafting) -> None:
    raw = "\n".join(entry.raw).rstrip(" \t\n")
    whole = "\n".join([entry.text, *entry.more]).rstrip(" \t\n").lstrip("\n") or raw
    drafting.add("timeline.log", _log(whole, drafting.at_line(entry.line)), raw, entry.at)
    if remark := zone_remark(entry.at, drafting.options.zone):
        drafting.remark(entry.line, remark)


def _log(text: str, source: str) -> Log:
    return Log("observation", text, via="written", source=source)


class _Scan:
    """Goes through the lines once; each is a day, an entry, part of one, or head."""

    def __init__(self, day: date | None) -> None:
        self.head: list[Line] = []
        self.faults: list[Remark] = []
        self.remarks = Remarks()
        self.took_first_day = False
        self._day = day
        self._given = True
        self._last: datetime | None = None
        self._open: _Entry | None = None
        """The entry that the next lines may belong to."""

    def read(self, content: Content) -> Iterator[_Entry]:
        """The entries, each as soon as the next one begins."""
        for line in content.lines():
            before = self._open
            self._take(line)
            if before is not None and before is not self._open:
                yield before
        if self._open is not None:
            yield self._open

    def _take(self, line: Line) -> None:
        start = self._start(line)
        if start is None:
            self._undated(line)
        elif start.found.fault:
            self.faults.append(Remark(line.number, start.found.fault))
        elif start.found.clock is None:
            self._day, self._last, self._given = start.found.day, None, False
            self.remarks += [Remark(line.number, note) for note in start.found.notes]
            if start.text.strip():
                self.remarks.append(Remark(line.number, "a day without a time: kept as text"))
                self._undated(line)
        else:
            self._entry(line, start)

    def _start(self, line: Line) -> Dated | None:
        content = lead(line.text).content
        start = leading(content, self._day)
        return four_digits(content) if start is None and self._open else start

    def _entry(self, line: Line, start: Dated) -> None:
        moment = self._place(line, start.found)
        if moment is None:
            self.faults.append(Remark(line.number, "a time without a day: give the first day (--date 2023-07-25)"))
            return
        if self._last is not None and moment.naive < self._last:
            self.remarks.append(
                Remark(
                    line.number, f"out of order: {moment.naive:%Y-%m-%d %H:%M} stands below {self._last:%Y-%m-%d %H:%M}"
                )
            )
        self.remarks += [Remark(line.number, note) for note in start.found.notes]
        self._open = _Entry(line.number, moment, start.text, [line.text], [])
        self._day, self._last = moment.naive.date(), moment.naive

    def _place(self, line: Line, found: Found) -> Moment | None:
        if found.day is None and self._given and self._open is None:
            self.took_first_day = True
        moment = found.moment(self._day)
        if moment is None or found.day is not None or self._last is None or self._day is None:
            return moment
        if moment.naive < self._last - ROLL_OVER:
            self.remarks.append(Remark(line.number, next_day(moment.naive, self._last)))
            return found.moment(self._day + timedelta(days=1))
        return moment

    def _undated(self, line: Line) -> None:
        if self._open is not None:
            self._open.raw.append(line.text)
            self._open.more.append(line.text)
        else:
            self.head.append(line)
