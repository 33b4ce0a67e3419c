"""A Markdown incident report, line by line: its sections' text, and every dated line as one entry with its time."""

import re
import textwrap
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from warroom.importers import blocks, dated
from warroom.importers.blocks import Lead, Name
from warroom.importers.lines import Line
from warroom.importers.moments import Found, Moment, find_anywhere, follows_range
from warroom.importers.reading import Remark, next_day

ROLL_OVER: Final = timedelta(hours=6)
"""A time without a day that is this much earlier than the one above it belongs to the next day; less is disorder."""

KNOWN: Final = frozenset(
    {
        "key events",
        "key event",
        "identified",
        "impact",
        "context",
        "background",
        "resolution",
        "review actions",
        "actions following review",
        "context/resolution/review actions",
        "summary",
        "root cause",
        "cause",
        "causes",
        "lessons learned",
        "follow-up actions",
        "next steps",
        "action items",
    }
)
_FIGURE = re.compile(r"time to (\w+)$")


class Section(msgspec.Struct):
    """A named part of the report and the text of it that is not dated."""

    name: str
    line: int
    indent: int = -1
    rest: str = ""
    lines: list[str] = []

    @property
    def key(self) -> str:
        """The name as words to compare."""
        return " ".join(self.name.lower().split())

    @property
    def is_key_events(self) -> bool:
        """Whether it lists the report's milestones."""
        return self.key in ("key events", "key event", "key dates", "key times")

    @property
    def figure(self) -> str:
        """``time_to_repair`` of "Time to repair"; empty for other sections."""
        return self.key.replace(" ", "_") if _FIGURE.match(self.key) else ""

    @property
    def text(self) -> str:
        """All of its undated text, without the indent that all lines share."""
        body = textwrap.dedent("\n".join(self.lines)).strip("\n").rstrip()
        return f"{self.rest}\n{body}".strip("\n").rstrip() if self.rest else body


class Entry(msgspec.Struct):
    """One dated line with the lines that continue it."""

    line: int
    at: Moment
    text: str
    raw: str
    is_key: bool
    section: int
    """The index of its section: disorder is looked for within one."""
    more: list[str] = []

    @property
    def whole(self) -> str:
        """Its text, continued lines without the indent they share."""
        more = textwrap.dedent("\n".join(self.more)).rstrip(" \t\n")
        whole = f"{self.text}\n{more}".strip("\n") if more.strip("\n") else self.text
        return whole or self.raw.strip(" \t")

    @property
    def source_text(self) -> str:
        """Exactly what the file says, for the id."""
        return "\n".join([self.raw, *self.more]).rstrip(" \t\n")


class Scan:
    """Goes through a report once. ``sections``, ``entries`` and ``remarks`` are what it found."""

    def __init__(self, lines: list[Line], base: date | None, given: date | None) -> None:
        self.sections = [Section("", 0, lines=[])]
        self.entries: list[Entry] = []
        self.remarks: list[Remark] = []
        self._base = given or base
        """The day of times without one: ``--date``, else the first key event's, else the title's."""
        self._settled = given is not None
        self._day = self._base
        self._last: datetime | None = None
        self._under_date = False
        self._open: Entry | None = None
        self._indent: int | None = None
        """The column of the open entry's list mark; None when it is a paragraph, which runs to the next dated line."""
        self._blank = True
        self._prose = False
        self._bare: Line | None = None
        inside, unclosed = blocks.fenced(lines)
        self.remarks += [Remark(line, "this code fence is never closed: read as text") for line in unclosed]
        for line in lines:
            if line.number in inside:
                self._keep(line.text)
            else:
                self._take(line)
        self._drop_bare(None)

    def _take(self, line: Line) -> None:
        if not line.text.strip():
            self._keep("")
            self._blank, self._prose = True, False
            return
        head = blocks.heading(line.text)
        lead = Lead(0, False, head[1]) if head else blocks.lead(line.text)
        row = blocks.cells(line.text)
        if head is not None:
            done = self._bare_day(line, lead) or self._begin(Name(head[1], "", True), line, -1)
        elif row is not None:
            done = self._row(line, row)
        else:
            done = (
                self._key_event(line, lead)
                or self._dated(line, lead)
                or self._named(line, lead)
                or self._dated_inside(line, lead)
            )
        if not done:
            self._undated(line, lead)
        self._blank = False

    # -- sections -----------------------------------------------------------------------------

    def _begin(self, name: Name, line: Line, indent: int) -> bool:
        self._drop_bare(None)
        self.sections.append(Section(name.name, line.number, indent, lines=[]))
        self._day, self._last, self._under_date = self._base, None, False
        self._open, self._indent, self._prose, self._blank = None, None, False, True
        if name.rest:
            rest = Lead(indent + 1, False, name.rest)
            at = Line(line.number, name.rest)
            if not (self._key_event(at, rest) or self._dated(at, rest)):
                self._note_dates(line.number, name.rest)
                self.sections[-1].rest = name.rest
            elif not self.sections[-1].is_key_events:
                self.sections[-1].rest = name.rest
        return True

    def _named(self, line: Line, lead: Lead) -> bool:
        name = self._name(lead)
        return name is not None and self._begin(name, line, lead.indent)

    def _name(self, lead: Lead) -> Name | None:
        name = blocks.bold_name(lead.content)
        if name is None:
            return None
        key = " ".join(name.name.lower().split())
        known = key in KNOWN or bool(_FIGURE.match(key))
        if name.strong and (known or (lead.indent == 0 and not self._in_key_events)):
            return name
        return name if known and lead.indent == 0 and not self._prose else None

    @property
    def _in_key_events(self) -> bool:
        return self.sections[-1].is_key_events

    # -- dated lines --------------------------------------------------------------------------

    def _key_event(self, line: Line, lead: Lead) -> bool:
        """A line of the key events: the time may stand anywhere in it."""
        section = self.sections[-1]
        if not section.is_key_events or (lead.indent <= section.indent and self._name(lead) is not None):
            return False
        found = find_anywhere(lead.content, self._base)
        if found is not None and found.fault:
            return self._say(line.number, f"{found.fault}: kept as text")
        if found is None or found.clock is None:
            clock = dated.clock_in(lead.content, loose=found is not None or self._under_date)
            if clock is None or clock.fault:
                if found is not None or clock is not None:
                    why = clock.fault if clock else "a day without a time"
                    self._say(line.number, f"{why}: kept in the text of '{section.name}'")
                return False
            found = clock._replace(day=found.day) if found else clock
        return self._add(line, lead, found, _around(lead.content, found))

    def _dated(self, line: Line, lead: Lead) -> bool:
        """A line that begins with a time, or is nothing but a day."""
        if self._bare_day(line, lead):
            return True
        start = dated.leading(lead.content, self._day, vague=lead.is_item)
        if start is None and self._under_date:
            start = dated.four_digits(lead.content)
        if start is None:
            return False
        if start.found.fault:
            return self._say(line.number, f"{start.found.fault}: kept as text")
        if start.found.clock is None:
            if lead.is_item or self._blank:
                self._say(line.number, "a day without a time: kept as text")
                self._set_day(start.found)
            return False
        wrapped = self._prose and not self._blank and not lead.is_item
        if wrapped and not start.found.day and not start.separated:
            return False
        return self._add(line, lead, start.found, start.text)

    def _dated_inside(self, line: Line, lead: Lead) -> bool:
        """A list item that names a day and a time further on; below a dated item it continues that one."""
        if not lead.is_item or (self._open is not None and (self._indent is None or lead.indent > self._indent)):
            return False
        found = find_anywhere(lead.content)
        if found is None or not (found.day and found.clock):
            return False
        return self._add(line, lead, found, lead.content)

    def _row(self, line: Line, row: list[str]) -> bool:
        """A table row: the cells that are a day, a time or both give the time, the others the text."""
        if blocks.is_separator(row):
            self._close()
            return True
        day: Found | None = None
        clock: Found | None = None
        texts: list[str] = []
        for index, cell in enumerate(row):
            start = dated.leading(cell, self._day, loose=day is not None)
            if start is None or start.found.fault or (start.text and (index > 0 or clock is not None)):
                texts.append(cell)
                continue
            day = start.found if start.found.day and day is None else day
            clock = start.found if start.found.clock and clock is None else clock
            texts.append(start.text)
        self._close()
        if clock is None:
            fault = find_anywhere(" ".join(row))
            if fault is not None:
                self._say(line.number, f"{fault.fault or 'a day without a time'}: kept as text")
            return False
        found = clock._replace(day=day.day if day else None)
        added = self._add(line, Lead(0, True, ""), found, " | ".join(text for text in texts if text))
        self._close()
        return added

    def _add(self, line: Line, lead: Lead, found: Found, text: str) -> bool:
        moment = self._place(line, found)
        if moment is None:
            return self._say(line.number, "a time without a day: kept as text (--date gives the day)")
        for note in found.notes:
            self._say(line.number, note)
        self._bare = None
        section = self.sections[-1]
        entry = Entry(line.number, moment, text, line.text, section.is_key_events, len(self.sections) - 1, more=[])
        self.entries.append(entry)
        self._open, self._indent = entry, lead.indent if lead.is_item else None
        self._day, self._last, self._under_date = moment.naive.date(), moment.naive, True
        self._prose = False
        if entry.is_key and not self._settled:
            self._base, self._settled = moment.naive.date(), True
        return True

    def _place(self, line: Line, found: Found) -> Moment | None:
        """The whole time of a dated line: its own day, else that of the line above, past midnight if need be."""
        moment = found.moment(self._day)
        if moment is None or found.day is not None or self._last is None:
            return moment
        if moment.naive < self._last - ROLL_OVER and self._day is not None:
            self._say(line.number, next_day(moment.naive, self._last))
            return found.moment(self._day + timedelta(days=1))
        return moment

    def _bare_day(self, line: Line, lead: Lead) -> bool:
        """A line that is nothing but a day: the times below it are of that day."""
        start = dated.leading(lead.content, self._day)
        if start is None or start.found.fault or start.found.clock or start.text.strip():
            return False
        self._drop_bare(line)
        self._close()
        self._set_day(start.found)
        for note in start.found.notes:
            self._say(line.number, note)
        return True

    def _set_day(self, found: Found) -> None:
        self._day, self._last, self._under_date = found.day or self._day, None, True

    # -- the rest -----------------------------------------------------------------------------

    def _undated(self, line: Line, lead: Lead) -> None:
        if blocks.is_rule(line.text):
            self._close()
            return
        self._drop_bare(None)
        if self._open is not None and self._indent is not None:
            outside = lead.indent <= self._indent
            if outside and (lead.is_item or self._blank):
                self._close()
        if self._open is None:
            self._note_dates(line.number, lead.content)
            self._prose = not lead.is_item or self._prose
        self._keep(line.text)

    def _keep(self, text: str) -> None:
        """Add a line to the open entry, else to the section."""
        if self._open is not None:
            self._open.more.append(text)
        else:
            self.sections[-1].lines.append(text)

    def _close(self) -> None:
        self._open = None

    def _drop_bare(self, line: Line | None) -> None:
        """A day that no time followed was text after all."""
        if self._bare is not None:
            self.sections[-1].lines.append(self._bare.text)
        self._bare = line

    def _note_dates(self, number: int, text: str) -> None:
        found = find_anywhere(text)
        if found is not None and found.fault:
            self._say(number, f"{found.fault}: kept as text")
        elif found is not None and found.day and found.clock:
            self._say(number, "a time inside a sentence: kept as text")

    def _say(self, line: int, text: str) -> bool:
        """Note something; False, so that the line goes on as text."""
        remark = Remark(line, text)
        if remark not in self.remarks[-3:]:
            self.remarks.append(remark)
        return False


def _around(content: str, found: Found) -> str:
    """A key event without its time: ``First detected: 2023-07-21 08:15`` is "First detected"."""
    if follows_range(content, found.end):
        return content
    before = content[: found.start].rstrip().rstrip(":-–—,@(").rstrip()
    after = content[found.end :].lstrip()
    if before and after.startswith(")"):
        after = after[1:]
    separator = dated.SEPARATOR.match(after)
    after = after[separator.end() :] if separator else after
    for mark in ("**", "__", "*", "_", "`"):
        if before.endswith(mark) and before.count(mark) % 2 and after.startswith(mark):
            before, after = before[: -len(mark)].rstrip(" :"), after[len(mark) :].lstrip(" :")
        inner = before[len(mark) : -len(mark)]
        if before.startswith(mark) and before.endswith(mark) and inner and mark[0] not in inner:
            before = inner.strip().rstrip(":")
    return f"{before} {after}".strip() or content
