"""What a typed line means: an entry, a command or a fault, with every part's place in the line.

An entry's parts stand in this order: time, actor, kind mark, text; mentions, one due time and one time-box may stand
anywhere in the text.

- An actor is ``@name:``, or ``name:`` when the name is a member's or a kind mark follows (``bob: ! rolled back``).
  ``Error: disk full`` is text.
- ``=>``, ``==``, ``!=``, ``**`` are no kind marks; ``->``, ``>=``, ``5 > 3`` no due time, ``~/path`` no time-box.
- A backslash before what would be read takes it literally and goes away.
- A line that starts with ``/`` is a command; ``//`` starts a text that begins with a slash.
- What was read leaves the text, mentions and milestone names stay; everything else is kept as it was typed.
"""

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from warroom.errors import BadInput
from warroom.grammar.marks import fold_width, shortened
from warroom.grammar.parts import NAME, EntryKind, Line, Misread, kind_at, marks_in, take_actor
from warroom.grammar.words import MILESTONE_WORDS, take_word
from warroom.times import Moment, take_folded

_LATE_TIME: Final = re.compile(r"-[0-9]+[smhd]\b|[0-9]{1,2}:[0-9]{2}\b")
_RANGE: Final = re.compile(r"([0-9]{1,2}:[0-9]{2})-[0-9]{1,2}:[0-9]{2}\b")
_PART_OF_MARK: Final = {"@": "mention", "~": "time-box", ">": "due"}


class Span(NamedTuple):
    """A part of the typed line: first character, the one after the last, and what it was read as."""

    start: int
    end: int
    part: str
    """``time actor kind mention time-box due``."""


class EntryReading(msgspec.Struct, frozen=True, kw_only=True):
    """A line that is an entry."""

    kind: EntryKind
    text: str
    """What is kept: the typed line without the parts that were read. May be empty while somebody types."""
    occurred_at: datetime | None = None
    """Aware UTC, when a time was typed."""
    actor: str = ""
    due: datetime | None = None
    due_note: str = ""
    """What was taken for granted of the due time: the end of the working day."""
    time_box: int | None = None
    """Minutes, from ``~15m``."""
    mentions: tuple[str, ...] = ()
    milestone: str = ""
    """The milestone's name in code, when the text after ``*`` begins with one."""
    hints: tuple[str, ...] = ()
    """What the typist may have meant otherwise, for the echo."""
    spans: tuple[Span, ...] = ()


class CommandReading(msgspec.Struct, frozen=True, kw_only=True):
    """A line that is a command."""

    name: str
    """The word behind the slash in lower case; empty while only the slash is typed."""
    rest: str
    """What follows it, as it was typed."""
    rest_start: int
    """Where ``rest`` begins in the line."""


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """A line that can't be meant as it stands; nothing is done with it."""

    message: str
    start: int = 0
    end: int = 0
    """The part of the line that is at fault; both 0: the whole of it."""


Reading = EntryReading | CommandReading | Fault


class Head(msgspec.Struct):
    """What the beginning of a line says, and where the text begins."""

    body: int
    moment: Moment | None = None
    actor: str = ""
    kind: EntryKind = "observation"
    spans: list[Span] = []
    literal: bool = False
    """Whether the text's first character only says that the rest is literal."""


def read_line(
    text: str,
    *,
    now: datetime,
    zone: ZoneInfo,
    members: Collection[str],
    milestones: Mapping[str, str] = MILESTONE_WORDS,
) -> Reading:
    """Read one typed line (or several pasted ones as one entry). Never raises, whatever the text."""
    line = Line(text, fold_width(text), now, zone, members)
    start = line.after_space(0)
    if line.char(start) == "/" and line.char(start + 1) != "/":
        return _read_command(line, start)
    try:
        head = read_head(line, start)
    except BadInput as error:
        end = start + len(line.folded[start:].split(maxsplit=1)[0])
        return Fault(message=f"{error}. To keep it as text put \\ before it.", start=start, end=end)
    return _read_entry(line, head, milestones)


def quoted(text: str, *, now: datetime, zone: ZoneInfo, members: Collection[str]) -> str:
    """The line to type for an observation that says exactly ``text``: marks in it get the backslash they need."""
    line = Line(text, fold_width(text), now, zone, members)
    read = [mark for mark in marks_in(line, 0) if mark.escaped or not isinstance(mark.says, Misread)]
    needed = [mark.first for mark in read if mark.escaped or line.char(mark.at) != "@"]
    typed = text
    for at in reversed(needed):
        typed = f"{typed[:at]}\\{typed[at:]}"
    if line.char(0) == "/":
        return "/" + typed
    try:
        head = read_head(line, 0)
    except BadInput:
        return "\\" + typed
    return "\\" + typed if (head.spans or head.literal) and 0 not in needed else typed


def _read_command(line: Line, start: int) -> CommandReading:
    end = start + 1
    while end < len(line.folded) and not line.folded[end].isspace():
        end += 1
    rest = line.after_space(end)
    return CommandReading(name=line.folded[start + 1 : end].lower(), rest=line.text[rest:], rest_start=rest)


def read_head(line: Line, start: int) -> Head:
    """Time, actor and kind mark of the entry line that begins at ``start``. Raises ``BadInput`` for a false time."""
    head = Head(body=start)
    if line.char(start) == "/":
        head.literal = True
        return head
    head.moment = take_folded(line.folded, start, now=line.now, zone=line.zone)
    if head.moment is not None:
        end = head.moment.end
        head.spans.append(Span(start, end, "time"))
        head.body = line.after_space(end + (line.char(end) in (":", ",")))
    actor = take_actor(line, head.body)
    if actor is not None:
        head.actor, end = actor
        head.spans.append(Span(head.body, end, "actor"))
        head.body = line.after_space(end)
    kind = kind_at(line, head.body)
    if kind is not None:
        head.kind = kind
        head.spans.append(Span(head.body, head.body + 1, "kind"))
        head.body = line.after_space(head.body + 1)
    head.literal = _is_escaped(line, head.body)
    return head


def _is_escaped(line: Line, start: int) -> bool:
    """Whether a backslash stands at ``start`` before something that the head of a line would be read as."""
    end = start
    while line.char(end) == "\\":
        end += 1
    if end == start:
        return False
    if line.char(end) == "/" or kind_at(line, end) is not None or take_actor(line, end) is not None:
        return True
    try:
        return take_folded(line.folded, end, now=line.now, zone=line.zone) is not None
    except BadInput:
        return True  # what is at fault without the backslash is text with it


def _read_entry(line: Line, head: Head, milestones: Mapping[str, str]) -> EntryReading:
    cuts = [(head.body, head.body + 1)] if head.literal else []
    spans, mentions = head.spans, []
    due: Moment | None = None
    time_box: int | None = None
    unread: list[str] = []
    for mark in marks_in(line, head.body):
        if mark.escaped:
            if not (head.literal and mark.first == head.body):  # one backslash goes, not one for each reason
                cuts.append((mark.first, mark.first + 1))
            continue
        match mark.says:
            case str() as name:
                mentions.append(name)
            case Misread(why):
                unread.append(f"no due time: {why}")
                continue
            case Moment() as at if due is None:
                due = at
                cuts.append((mark.at, mark.end))
            case int() as minutes if time_box is None:
                time_box = minutes
                cuts.append((mark.at, mark.end))
            case _:
                continue  # a second due time or time-box is text
        spans.append(Span(mark.at, mark.end, _PART_OF_MARK[line.char(mark.at)]))
    kept = _without(line.text, head.body, cuts)
    milestone = take_word(kept, milestones) if head.kind == "milestone" else None
    return EntryReading(
        kind=head.kind,
        text=kept,
        occurred_at=head.moment.at if head.moment else None,
        actor=head.actor,
        due=due.at if due else None,
        due_note=due.note if due else "",
        time_box=time_box,
        mentions=tuple(dict.fromkeys(mentions)),
        milestone=milestone[0] if milestone else "",
        hints=(*unread[:1], *(() if head.literal else _hints(line, head))),
        spans=tuple(spans),
    )


def _hints(line: Line, head: Head) -> tuple[str, ...]:
    """What the typist may have meant: an unknown person, or a time that does not stand first."""
    name = NAME.match(line.folded, head.body)
    if name and not head.actor and line.char(name.end()) == ":":
        typed = shortened(name.group())
        if line.text[name.end()] == "：" or line.char(name.end() + 1).isspace():
            return (f"'{typed}:' stays text; @{typed}: is a person",)
    if head.moment is None and (times := _RANGE.match(line.folded, head.body)):
        return (f"{times.group()} is text; a space behind {times.group(1)} makes that the time",)
    if head.spans and _LATE_TIME.match(line.folded, head.body):
        return ("a time is read only at the start of the line",)
    return ()


def _without(text: str, start: int, cuts: list[tuple[int, int]]) -> str:
    """``text`` from ``start`` without the ``cuts``; where a cut leaves two spaces side by side, one goes with it."""
    kept = ""
    at = start
    for first, last in sorted(cuts):
        kept += text[at:first]
        at = last
        if last - first > 1 and text[at : at + 1] in (" ", "\u3000") and (not kept or kept[-1].isspace()):
            at += 1
    return (kept + text[at:]).strip()
