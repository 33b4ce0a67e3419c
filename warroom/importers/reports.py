"""Incident reports in Markdown: key events, dated lists, stated times to repair, impact, context and resolution."""

import re
from datetime import date, timedelta
from typing import Final

from warroom.importers import blocks
from warroom.importers.content import Content
from warroom.importers.lines import Line
from warroom.importers.moments import find_anywhere
from warroom.importers.reading import Drafting, Options, Reading, Remark, refuse, zone_remark
from warroom.importers.report_lines import Scan
from warroom.importers.report_parts import Entry, Section
from warroom.state.incident import FieldSet, Milestone, MilestoneSet, ReportedFigure, StatusSet
from warroom.state.timeline import Log
from warroom.summary.chronology import misordered

FAR: Final = timedelta(days=90)
"""A dated line this far from the report's own date is named: most often its year was mistyped."""

_LEADING = (
    r"^(?:the\s+)?(?:incident|fault|issue|problem|service|impact|outage|disruption|team)?\s*"
    r"(?:is|was|were|has been|been)?\s*"
)
_MILESTONES: Final[tuple[tuple[Milestone, re.Pattern[str]], ...]] = (
    ("resolved", re.compile(_LEADING + r"(?:declared\s+)?(?:fully\s+)?resol(?:ved|ution)\b", re.IGNORECASE)),
    ("resolved", re.compile(_LEADING + r"repaired and resolved\b", re.IGNORECASE)),
    ("mitigated", re.compile(_LEADING + r"(?:repaired|mitigated|restored|fixed)\b", re.IGNORECASE)),
    ("declared", re.compile(_LEADING + r"declared\b", re.IGNORECASE)),
    ("acknowledged", re.compile(_LEADING + r"acknowledged\b", re.IGNORECASE)),
    ("identified", re.compile(_LEADING + r"(?:cause\s+|root cause\s+)?identified\b", re.IGNORECASE)),
    (
        "detected",
        re.compile(
            _LEADING + r"(?:first\s+)?(?:detected|noticed|reported)\b|^(?:cp\s+|the\s+)?team (?:made )?aware\b",
            re.IGNORECASE,
        ),
    ),
    ("first_notice", re.compile(r"^first (?:customer )?notice\b", re.IGNORECASE)),
    (
        "impact_started",
        re.compile(
            r"^(?:the\s+)?(?:incident|fault|issue|problem|impact|outage|disruption)s?\s+"
            r"(?:first\s+)?(?:occur(?:s|red|rence)?|start(?:s|ed)?|beg(?:ins|an))\b",
            re.IGNORECASE,
        ),
    ),
)
"""What a key event is called, to our milestones; the first that fits counts ("Repaired declared" is a repair)."""

_UNITS: Final = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
_PART = re.compile(
    r"([0-9]{1,7})(?:[.]([0-9]))?\s*(weeks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)\b[\s,]*(?:and\s+)?",
    re.IGNORECASE,
)


def read(content: Content, options: Options) -> Reading:
    """Read one report. Raises ``BadInput`` when it holds no dated line at all."""
    lines = list(content.lines())
    settings, body = blocks.front_matter(lines)
    title, head = _title(settings, body, options.source)
    body = [line for line in body if line is not head]
    scan = Scan(body, _title_day(title), options.day)
    if not scan.entries:
        refuse(
            [Remark(0, "no line has a day and a time, such as '- Incident declared 2023-07-21 09:31'")], options.source
        )
    keys = [entry for entry in scan.entries if entry.is_key]
    first = (keys or scan.entries)[0]
    drafting = Drafting("report", options, title, first.at.naive)
    drafting.remarks += content.remarks + scan.remarks + _left_out(settings, title, head)
    drafting.open_room(first.at, any(entry.at.offset is None for entry in scan.entries))
    for entry in scan.entries:
        _draft_entry(drafting, entry)
    _draft_sections(drafting, scan.sections, "" if head is None else _heading_text(head, title))
    if options.room is None:
        _draft_status(drafting, scan.entries)
    drafting.remarks += _disorder(scan, keys, _title_day(title))
    return drafting.reading()


def _title(settings: dict[str, str], body: list[Line], source: str) -> tuple[str, Line | None]:
    """The report's title, and the heading line that repeats it."""
    head = next((line for line in body if (found := blocks.heading(line.text)) and found[0] == 1), None)
    found = blocks.heading(head.text) if head else None
    return settings.get("title") or (found[1] if found else "") or source, head


def _title_day(title: str) -> date | None:
    found = find_anywhere(title)
    return found.day if found else None


def _heading_text(head: Line, title: str) -> str:
    found = blocks.heading(head.text)
    return found[1] if found and found[1] != title else ""


def _left_out(settings: dict[str, str], title: str, head: Line | None) -> list[Remark]:
    remarks = [
        Remark(0, f"page setting left out: {name}: {value}") for name, value in settings.items() if name != "title"
    ]
    if head is not None and (other := _heading_text(head, title)):
        remarks.append(Remark(head.number, f"the heading is not the title: kept in the summary: {other}"))
    return remarks


def milestone_of(text: str) -> Milestone | None:
    """Which of our milestones a key event is, by the words it begins with; None for any other."""
    if re.search(r"\bnot\b", text, re.IGNORECASE):
        return None
    plain = text.strip("*_` ")
    return next((name for name, pattern in _MILESTONES if pattern.match(plain)), None)


def _draft_entry(drafting: Drafting, entry: Entry) -> None:
    source = drafting.at_line(entry.line)
    text = entry.whole
    milestone = milestone_of(entry.text) if entry.is_key else None
    if milestone is not None:
        drafting.add(
            "incident.milestone_set",
            MilestoneSet(milestone, text, via="written", source=source),
            entry.source_text,
            entry.at,
        )
    else:
        kind = Log("milestone" if entry.is_key else "observation", text, via="written", source=source)
        drafting.add("timeline.log", kind, entry.source_text, entry.at)
    if remark := zone_remark(entry.at, drafting.options.zone):
        drafting.remark(entry.line, remark)


def _draft_sections(drafting: Drafting, sections: list[Section], heading: str) -> None:
    """The undated text: impact is a field of its own, stated times are figures, all else is the summary."""
    impact: list[str] = []
    summary = [heading] if heading else []
    for section in sections:
        text = section.text
        if not text:
            continue
        if section.figure:
            _draft_figure(drafting, section, text)
        elif section.key.startswith("impact"):
            impact.append(text)
        else:
            summary.append(_part(section.name, text))
        if section.is_key_events:
            drafting.remark(
                section.line, f"key events without a usable time stay in the summary: {' / '.join(text.split(chr(10)))}"
            )
    drafting_line = drafting.at_line
    if impact:
        line = next(section.line for section in sections if section.key.startswith("impact") and section.text)
        whole = "\n\n".join(impact)
        drafting.add(
            "incident.field_set", FieldSet("impact", whole, source=drafting_line(line)), "impact\n" + whole, None
        )
    if summary:
        whole = "\n\n".join(summary)
        drafting.add(
            "incident.field_set", FieldSet("summary", whole, source=drafting_line(1)), "summary\n" + whole, None
        )


def _part(name: str, text: str) -> str:
    if not name:
        return text
    return f"{name}:\n{text}" if "\n" in text else f"{name}: {text}"


def _draft_figure(drafting: Drafting, section: Section, text: str) -> None:
    seconds = seconds_of(text)
    if seconds is None:
        drafting.remark(section.line, f"{section.name}: '{text}' is kept as it stands, it is no length of time")
    source = drafting.at_line(section.line)
    payload = ReportedFigure(section.figure, text, seconds, source=source)
    drafting.add("incident.reported_figure", payload, f"{section.figure}\n{text}", None)


def seconds_of(text: str) -> int | None:
    """Seconds of ``1d 5h 47m`` or ``7h (during support hours)``; None when the text says anything else."""
    plain = re.sub(r"^(?:~|about|approx\w*\.?|around)\s*", "", text.partition("(")[0].strip(), flags=re.IGNORECASE)
    total, at = 0, 0
    while match := _PART.match(plain, at):
        unit = _UNITS[match[3][0].lower()]
        total += int(match[1]) * unit + int(match[2] or 0) * unit // 10
        at = match.end()
    return total if at and not plain[at:].strip(" .;") else None


def _draft_status(drafting: Drafting, entries: list[Entry]) -> None:
    """A resolved incident is no longer open; its line on the timeline is the milestone already."""
    resolved = [entry for entry in entries if entry.is_key and milestone_of(entry.text) == "resolved"]
    if not resolved:
        drafting.remark(0, "no key event says 'resolved': the incident stays open")
        return
    last = resolved[-1]
    status = StatusSet("resolved", via="written", source=drafting.at_line(last.line))
    drafting.add("incident.status_set", status, last.source_text, last.at)


def _disorder(scan: Scan, keys: list[Entry], report_day: date | None) -> list[Remark]:
    """What is out of order, by the file's own times; nothing of it is changed."""
    remarks: list[Remark] = []
    above: dict[int, Entry] = {}
    start = min((entry.at.naive for entry in keys), default=None)
    for entry in scan.entries:
        last = above.get(entry.section)
        if last is not None and entry.at.naive < last.at.naive:
            remarks.append(Remark(entry.line, f"out of order: {_say(entry)} stands below {_say(last)}"))
        above[entry.section] = entry
        gap = entry.at.naive.date() - report_day if report_day else timedelta()
        if report_day is not None and abs(gap) >= FAR:
            far = f"{abs(gap.days)} days {'after' if gap.days > 0 else 'before'} the report's own date, {report_day}"
            remarks.append(Remark(entry.line, f"{_say(entry)} is {far}"))
        elif start is not None and entry.at.naive < start:
            remarks.append(Remark(entry.line, f"{_say(entry)} is before the first key event, {start:%Y-%m-%d %H:%M}"))
    return remarks + _milestone_disorder(keys)


def _milestone_disorder(keys: list[Entry]) -> list[Remark]:
    named = [
        (name, str(index), entry.at.naive) for index, entry in enumerate(keys) if (name := milestone_of(entry.text))
    ]
    return [
        Remark(keys[int(found.key)].line, f"{found.text} (a length of time between them would be negative)")
        for found in misordered(named)
    ]


def _say(entry: Entry) -> str:
    return f"{entry.at.naive:%Y-%m-%d %H:%M}"
