"""The parts of an entry line: actors, and the marks that may stand anywhere in the text. Positions are the line's."""

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from warroom.due_times import ROOMS_DAY, take_due
from warroom.errors import BadInput
from warroom.grammar.marks import fold_width
from warroom.times import Moment, take_length
from warroom.working_time import DayEnd

NAME = re.compile(r"\w(?:[\w.-]*\w)?")
_ASCII_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?")
_MARK = re.compile(r"(?<!\\)\\*[@~>]")  # looked for at the first backslash of a run only, else it takes the square
EntryKind = Literal["observation", "action", "decision", "milestone"]
KIND_MARKS: Final[dict[str, EntryKind]] = {"!": "action", "=": "decision", "*": "milestone"}
_NOT_AFTER_A_KIND: Final = frozenset("!=*>/")
"""What may not follow a kind mark: it is then an operator, a rule of stars or a crontab."""
_OPENING = "([{,;\"'"
"""What may stand directly before a mark, besides a space and letters of scripts that need none."""


class Line(msgspec.Struct, frozen=True):
    """A typed line and what it is read against."""

    text: str
    folded: str
    """The same with full-width forms as ASCII, position by position."""
    now: datetime
    zone: ZoneInfo
    members: Collection[str]
    ends: DayEnd = ROOMS_DAY
    """When the working day ends, for a due day without a clock time."""

    def after_space(self, at: int) -> int:
        """The first position from ``at`` on that is no space."""
        while at < len(self.folded) and self.folded[at].isspace():
            at += 1
        return at

    def char(self, at: int) -> str:
        """The folded character at ``at``, empty behind the end."""
        return self.folded[at : at + 1]


class Misread(NamedTuple):
    """What looks like a due time and can't be meant as it stands."""

    why: str


class Mark(NamedTuple):
    """A mark in the text: where its backslashes begin, where it stands, where what it says ends."""

    first: int
    at: int
    end: int
    says: str | int | Moment | Misread
    """A mention's name, a time-box's minutes, a due time, or why it is none: it then stays text."""

    @property
    def escaped(self) -> bool:
        """Whether a backslash takes it literally."""
        return self.at > self.first


def take_actor(line: Line, start: int) -> tuple[str, int] | None:
    """The actor whose name and colon begin at ``start``, and where the colon ends; None when there is none.

    ``@name:`` is always one, and so is ``name:`` before a kind mark; else ``name:`` only when a member is called so.
    """
    marked = line.char(start) == "@"
    at = start + marked
    candidates = [known] if (known := member_at(line, at)) else []
    name = NAME.match(line.folded, at)
    if name and (marked or kind_at(line, line.after_space(name.end() + 1)) is not None):
        candidates.append((line.text[at : name.end()], name.end()))
    for candidate, end in candidates:
        if line.char(end) == ":" and _ends_name(line.text, end):
            return candidate, end + 1
    return None


def kind_at(line: Line, at: int) -> EntryKind | None:
    """The kind whose mark stands at ``at``, or None."""
    return None if line.char(at + 1) in _NOT_AFTER_A_KIND else KIND_MARKS.get(line.char(at))


def _ends_name(text: str, colon: int) -> bool:
    """Whether the colon ends a name: full-width, or followed by a space, the end or a letter that needs no space."""
    follower = text[colon + 1 : colon + 2]
    return text[colon] == "：" or not follower or follower.isspace() or not follower.isascii()


def member_at(line: Line, start: int) -> tuple[str, int] | None:
    """The longest member's name that begins at ``start``, as the room spells it, and where it ends."""
    best: tuple[str, int] | None = None
    for member in line.members:
        end = start + len(member)
        longer = member and (best is None or end > best[1])
        if longer and line.folded[start:end].lower() == fold_width(member).lower():
            best = (member, end)
    return best


def marks_in(line: Line, start: int) -> Iterator[Mark]:
    """Every mark from ``start`` on that can be read: mentions, time-boxes and due times, escaped ones too."""
    at = start
    while match := _MARK.search(line.folded, at):
        at = match.end()
        before = line.folded[match.start() - 1] if match.start() > start else " "
        if not (before.isspace() or not before.isascii() or before in _OPENING):
            continue
        mark = match.end() - 1
        read = {"@": _mention, "~": _time_box, ">": _due}[line.folded[mark]](line, mark + 1)
        if read is not None:
            says, at = read
            yield Mark(match.start(), mark, at, says)


def due_mark(line: Line) -> tuple[str, Moment | None]:
    """The first due time of a command's text, and the text without it; raises ``BadInput`` for one that is misread."""
    for mark in marks_in(line, 0):
        if mark.escaped:
            continue
        if isinstance(mark.says, Misread):
            raise BadInput(f"{mark.says.why}; \\> keeps it as text")
        if isinstance(mark.says, Moment):
            return f"{line.text[: mark.at].rstrip()} {line.text[mark.end :].lstrip()}".strip(), mark.says
    return line.text, None


def _mention(line: Line, start: int) -> tuple[str, int] | None:
    known = member_at(line, start)
    if known is not None:
        inside, after = known[0][-1], line.char(known[1])
        if not (inside.isascii() and after.isascii() and after.isalnum()):
            return known
    name = _ASCII_NAME.match(line.folded, start) or NAME.match(line.folded, start)
    return (line.text[start : name.end()], name.end()) if name else None


def _time_box(line: Line, start: int) -> tuple[int, int] | None:
    taken = take_length(line.folded, start)
    if taken is None:
        return None
    minutes = int(-(taken[0].total_seconds() // -60))
    return (minutes, taken[1]) if minutes else None


def _due(line: Line, start: int) -> tuple[Moment | Misread, int] | None:
    try:
        due = take_due(line.folded, start, now=line.now, zone=line.zone, ends=line.ends)
    except BadInput as error:
        return Misread(str(error)), start
    return (due, due.end) if due else None
