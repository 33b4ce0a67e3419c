"""A Markdown incident report, line by line: its sections' text, and every dated line as one entry with its time."""

import re
from datetime import date, datetime, timedelta
from typing import Final

from warroom.importers import blocks, dated
from warroom.importers.blocks import Lead, Name
from warroom.importers.lines import Line
from warroom.importers.moments import Found, Moment, find_anywhere, follows_range
from warroom.importers.reading import Remark, next_day
from warroom.importers.report_parts import FIGURE, KNOWN, Entry, Section

ROLL_OVER: Final = timedelta(hours=6)
"""A time without a day that is this much earlier than the one above it belongs to the next day; less is disorder."""

BEGINNING: Final = 24
"""How far into an undated line a time of day is looked for, to name a form that is not known."""

_TIME_HEAD = re.compile(r"\b(?:time|timestamp|date|day|when)\b", re.IGNORECASE)


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
            done = self._headed(line, lead)
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

    def _headed(self, line: Line, lead: Lead) -> bool:
        """A heading: a dated line, a day for the times below it, or the name of a section."""
        start = dated.leading(lead.content, self._day)
        if start is not None and start.found.clock and not start.found.fault:
            return self._dated(line, lead)
        return self._bare_day(line, lead) or self._begin(Name(lead.content, "", True), line, -1)

    def _begin(self, name: Name, line: Line, indent: int) -> bool:
        self._drop_bare(None)
        self.sections.append(Section(name.name, line.number, indent, lines=[]))
        self._day, self._last, self._under_date = self._base, None, False
        self._open, self._indent, self._prose, self._blank = None, None, False, True
        within = find_anywhere(name.name, self._base)
        if within is not None and within.day and not within.fault:
            self._set_day(within)
        if name.rest:
            rest = Lead(indent + 1, False, name.rest)
            at = Line(line.number, name.rest)
            if not (self._key_event(at, rest) or self._dated(at, rest)):
                if not self.sections[-1].figure:
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
        known = key in KNOWN or bool(FIGURE.match(key))
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
            if self._under_date and dated.maybe_four_digits(lead.content) is not None:
                self._say(line.number, f"'{lead.content[:4]}' is read as a number, not as a time: kept as text")
            return False
        if start.found.fault:
            return self._say(line.number, f"{start.found.fault}: kept as text")
        if start.found.clock is None:
            if lead.is_item or self._blank:
                self._say(line.number, "a day without a time: kept as text")
                self._set_day(start.found)
            return False
        if self._is_wrapped(lead) and not start.found.day and not start.separated:
            return False
        return self._add(line, lead, start.found, start.text)

    def _is_wrapped(self, lead: Lead) -> bool:
        """Whether a line may be the rest of a sentence that a time happens to begin."""
        inside = self._open is not None and self._indent is not None and lead.indent > self._indent
        return not lead.is_item and not self._blank and (self._prose or inside)

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
            self._drop_table_head()
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

    def _drop_table_head(self) -> None:
        """The head of a table of times and texts says nothing that its rows don't."""
        self._close()
        lines = self.sections[-1].lines
        head = blocks.cells(lines[-1]) if lines else None
        if head and len(head) == 2 and any(_TIME_HEAD.search(cell) for cell in head):
            lines.pop()

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
        below = not lead.is_item and self._open is not None and self._indent is not None and lead.indent > self._indent
        self._indent = lead.indent if lead.is_item else self._indent if below else None
        self._open = entry
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
        elif dated.clock_in(text[:BEGINNING]) is not None:
            self._say(number, "a time that begins no entry: kept as text")

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
    before = re.sub(r"\s+(?:at|on)$", "", before)
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
