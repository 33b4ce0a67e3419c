"""What is due as a calendar (RFC 5545): promises, follow-ups, tasks, reviews. Written by hand: it is short.

A calendar's first line is fixed by its standard, so the audience stands in its name and in every entry.
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from warroom import seal
from warroom.clock import from_stamp, to_stamp
from warroom.state.board import follow_ups_by_due, to_review
from warroom.state.promises import promises
from warroom.state.record import Record, called
from warroom.state.task_clock import ends_at, is_running
from warroom.summary.audience import first_line
from warroom.summary.request import Request
from warroom.summary.wording import promise_words
from warroom.text import safe

_LONGEST: Final = 75
"""Bytes of a line; what is longer goes on behind a blank."""


class Due(NamedTuple):
    """One thing that is due."""

    at: str
    """UTC text."""
    uid: str
    made_at: str
    title: str
    text: str = ""


def due(asked: Request) -> list[Due]:
    """What is still due, by time; for an owner only what they were promised."""
    found = list(_promised(asked))
    if not asked.owner:
        found += [*_work(asked), *_reviews(asked)]
    return sorted(found)


def ics(asked: Request, dues: list[Due]) -> bytes:
    """The calendar of ``dues``; the same dues give the same bytes."""
    name = f"{first_line(asked.audience, asked.lang)}: {seal.room_ref(asked.room)}"
    lines = ["BEGIN:VCALENDAR", f"X-WR-CALNAME:{_escaped(name)}", "VERSION:2.0", "PRODID:-//warroom//export//EN"]
    for one in dues:
        at = _time(one.at)
        lines += ["BEGIN:VEVENT", f"UID:{one.uid}@warroom", f"DTSTAMP:{_time(one.made_at)}", f"DTSTART:{at}"]
        lines += [f"SUMMARY:{_escaped(one.title)}", f"DESCRIPTION:{_escaped(_both(name, one.text))}"]
        lines += ["CLASS:PRIVATE", "TRANSP:TRANSPARENT", "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _both(name: str, text: str) -> str:
    return f"{name}\n{text}" if text else name


def _promised(asked: Request) -> Iterator[Due]:
    state = asked.state
    for one in promises(state.commitments, state.updates, asked.moment, asked.owner or None):
        if one.due is None or not one.is_owed or one.record.erased:
            continue
        whose = "" if asked.owner else f"{one.record.now.owner_id}: "
        yield Due(
            to_stamp(one.due), one.record.eid, one.record.changed_at, whose + promise_words(one.record, asked.lang)
        )


def _work(asked: Request) -> Iterator[Due]:
    for one in follow_ups_by_due(asked.state.tasks):
        if one.now.due and not one.erased:
            done_when = f"done when: {one.now.criterion}" if one.now.criterion else ""
            yield _of(one, one.now.due, f"{one.now.assignee or 'nobody yet'}: {called(one, 200)}", done_when)
    for task in asked.state.tasks.tasks.standing():
        ends = ends_at(task)
        if is_running(task) and ends is not None and not task.erased:
            yield _of(task, to_stamp(ends), f"{task.now.assignee or 'nobody'}: {called(task, 200)}", task.now.effect)


def _reviews(asked: Request) -> Iterator[Due]:
    for one in to_review(asked.state.decisions):
        if not one.erased:
            yield _of(one, one.now.review_at or "", f"review: {called(one, 200)}", "")


def _of(record: Record[Any], at: str, title: str, text: str) -> Due:
    return Due(at, record.eid, record.changed_at, title, text)


def _time(stamp: str) -> str:
    return f"{from_stamp(stamp):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """A text as the standard writes it."""
    shown = safe(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return shown.replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """A line in pieces of at most 75 bytes, never cut within a letter."""
    pieces: list[bytes] = []
    piece = b""
    for letter in line:
        encoded = letter.encode("utf-8", "replace")
        if len(piece) + len(encoded) > _LONGEST:
            pieces.append(piece)
            piece = b" "
        piece += encoded
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
