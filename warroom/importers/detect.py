"""Which format a file has, and reading it."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import PurePath
from typing import Final
from zoneinfo import ZoneInfo

from warroom.errors import BadInput
from warroom.importers import irc, reports, room_json, table, text
from warroom.importers.blocks import bold_name, front_matter, heading, lead
from warroom.importers.lines import Line, decode, split
from warroom.importers.moments import FIRST_YEAR, LAST_YEAR
from warroom.importers.reading import FORMATS, Format, Options, Reading
from warroom.text import clean

_READERS: Final[dict[Format, Callable[[bytes, Options], Reading]]] = {
    "room": room_json.read,
    "report": reports.read,
    "irc": irc.read,
    "csv": table.read,
    "text": text.read,
}
_LOOK: Final = 200
"""Lines of a file that are looked at to tell its format."""


def read(
    data: bytes,
    *,
    source: str,
    zone: ZoneInfo,
    now: datetime,
    author: str,
    day: date | None = None,
    room: str | None = None,
    format: str | None = None,
) -> Reading:
    """What a file says. ``source`` is its name, ``format`` one of ``FORMATS`` or None to find out.

    Pure: nothing is stored. Raises ``BadInput`` when any line can't be read; then nothing of the file counts.
    """
    name = clean(PurePath(source).name or source)
    if format is None:
        found = detect(data, name)
    elif format in FORMATS:
        found = format
    else:
        raise BadInput(f"'{format}' is no format; --from takes {', '.join(FORMATS)}")
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadInput(f"--date {day} is out of bounds; the years {FIRST_YEAR} to {LAST_YEAR} count")
    options = Options(source=name, zone=zone, now=now, author=author, day=day, room=room)
    return _READERS[found](data, options)


def detect(data: bytes, source: str) -> Format:
    """The format of a file, from its content first and its name where that says nothing."""
    content, _ = decode(data, source)
    if content.lstrip()[:1] == "{" and _is_json(content):
        return "room"
    lines = split(content)
    words = [line for line in lines if line.text.strip()][:_LOOK]
    if _is_report(lines, words):
        return "report"
    if sum(irc.looks_like(line.text) for line in words) * 2 > len(words):
        return "irc"
    if words and table.header_of(words[0].text) is not None:
        return "csv"
    suffix = PurePath(source).suffix.lower()
    if suffix in (".csv", ".tsv"):
        return "csv"
    return "report" if suffix in (".md", ".markdown") and any(heading(line.text) for line in words) else "text"


def _is_json(content: str) -> bool:
    """Whether a text that begins like JSON says that it is ours, or is JSON at all."""
    if '"warroom.room"' in content[:4096]:
        return True
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return True


def _is_report(lines: list[Line], words: list[Line]) -> bool:
    if front_matter(lines)[0]:
        return True
    for line in words:
        head = heading(line.text)
        name = bold_name(lead(line.text).content)
        if head is not None and head[1].lower() in ("key events", "timeline"):
            return True
        if (
            name is not None
            and name.strong
            and name.name.lower() in ("key events", "time to repair", "time to resolve")
        ):
            return True
    return False
