"""Which format a file has, and reading it."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import PurePath
from typing import Any, Final
from zoneinfo import ZoneInfo

from warroom.errors import BadInput
from warroom.importers import (
    alertmanager,
    eml,
    irc,
    pagerduty,
    reports,
    room_csv,
    room_json,
    slack_export,
    statuspage,
    table,
    text,
    weechat,
)
from warroom.importers.blocks import bold_name, front_matter, heading, lead
from warroom.importers.content import Content
from warroom.importers.lines import Line, split
from warroom.importers.moments import FIRST_YEAR, LAST_YEAR
from warroom.importers.reading import FORMATS, Format, Ground, Options, Reading
from warroom.text import clean

_READERS: Final[dict[Format, Callable[[Content, Options], Reading]]] = {
    "room": lambda content, options: (room_csv if room_csv.is_ours(content) else room_json).read(content, options),
    "report": reports.read,
    "irc": irc.read,
    "weechat": weechat.read,
    "csv": table.read,
    "text": text.read,
    "eml": eml.read,
}
_SEVERAL: Final[dict[Format, Callable[[Content, Options], list[Reading]]]] = {
    "slack": slack_export.read,
    "alertmanager": alertmanager.read,
    "pagerduty": pagerduty.read,
    "statuspage": statuspage.read,
}
"""Formats of which one file may make several rooms."""
_LOOK: Final = 200
"""Lines of a file that are looked at to tell its format."""
_SHEETS: Final = (".csv", ".tsv")


def read(data: bytes | Content, **said: Any) -> Reading:
    """``read_all`` of a file that makes one room; raises ``BadInput`` for one of several."""
    readings = read_all(data, **said)
    if len(readings) > 1:
        raise BadInput(
            f"{readings[0].source} holds {len(readings)} rooms, and one is wanted: "
            + ", ".join(one.title for one in readings[:10])
        )
    return readings[0]


def read_all(
    data: bytes | Content,
    *,
    source: str,
    zone: ZoneInfo,
    now: datetime,
    author: str,
    day: date | None = None,
    room: str | None = None,
    format: str | None = None,
    only: tuple[str, ...] = (),
    mapping: Mapping[str, str] | None = None,
    owner: str = "",
    ground: Ground | None = None,
) -> list[Reading]:
    """What a file says, a reading for each room.

    ``source`` is its name, ``format`` one of ``FORMATS`` or None to find out, the rest as in ``Options``.
    Nothing is stored. Raises ``BadInput`` when any line can't be read; then nothing of the file counts.
    """
    name = clean(PurePath(source).name or source)
    if format is not None and format not in FORMATS:
        raise BadInput(f"'{format}' is no format; --from takes {', '.join(FORMATS)}")
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadInput(f"--date {day} is out of bounds; the years {FIRST_YEAR} to {LAST_YEAR} count")
    content = data if isinstance(data, Content) else Content.of(data, name)
    content.source = name
    found = format or detect(content, name, mapped=bool(mapping))
    if found == "csv" and not mapping and room_csv.is_ours(content):
        found = "room"
    options = Options(
        source=name,
        zone=zone,
        now=now,
        author=author,
        day=day,
        room=room,
        only=only,
        mapping=mapping or {},
        owner=owner,
        ground=ground or Ground(),
    )
    if only and found not in _SEVERAL:
        raise BadInput(f"{name}: nothing was imported, --only is for files of several rooms, and this is one ({found})")
    if mapping and found != "csv":
        raise BadInput(f"{name}: nothing was imported, --map is for tables (csv), and this is '{found}'")
    several = _SEVERAL.get(found)
    return several(content, options) if several else [_READERS[found](content, options)]


def detect(data: bytes | Content, source: str, *, mapped: bool = False) -> Format:
    """The format of a file, from its content first and its name where that says nothing; ``mapped``: it's a table."""
    content = data if isinstance(data, Content) else Content.of(data, source)
    head = content.head(1 << 18)
    if slack_export.is_zip(head):
        return "slack"
    start = _decoded(head, content)
    if start.lstrip()[:1] in ("{", "[") and (found := _json_format(start)):
        return found
    lines = split(start)
    words = [line for line in lines if line.text.strip()][:_LOOK]
    if mapped:
        return "csv"
    return _text_format(lines, words, start, source)


def _text_format(lines: list[Line], words: list[Line], start: str, source: str) -> Format:
    if eml.looks_like(start):
        return "eml"
    if _is_report(lines, words):
        return "report"
    if sum(weechat.looks_like(line.text) for line in words) * 2 > len(words):
        return "weechat"
    if sum(irc.looks_like(line.text) for line in words) * 2 > len(words):
        return "irc"
    suffix = PurePath(source).suffix.lower()
    if words and room_csv.is_header(words[0].text):
        return "room"
    if (words and table.header_of(words[0].text) is not None) or suffix in _SHEETS:
        return "csv"
    return "report" if suffix in (".md", ".markdown") and any(heading(line.text) for line in words) else "text"


def _decoded(head: bytes, content: Content) -> str:
    """The first lines; half a letter at their end doesn't matter."""
    try:
        return head.decode(content.encoding, "replace").removeprefix("\ufeff")
    except UnicodeError:
        return head.decode("utf-8", "replace")


_KEY = re.compile(r'"(?:[^"\\]|\\.){0,80}"(?=\s*:)')


def _json_format(start: str) -> Format | None:
    """Which of ours a JSON document is, by the keys at its start; None for what is no JSON at all."""
    keys = {key[1:-1] for key in _KEY.findall(start)}
    if '"warroom.room"' in start[:4096]:
        return "room"
    if "alerts" in keys and keys & {"groupKey", "commonLabels", "receiver", "groupLabels"}:
        return "alertmanager"
    if {"event", "event_type"} <= keys or {"event_type", "occurred_at", "data"} <= keys:
        return "pagerduty"
    if "incident_updates" in keys or {"updates", "status_sequence"} <= keys:
        return "statuspage"
    return "room" if re.match(r'\s*(?:\{\s*(?:"|\})|\[\s*[\[{\]"])', start) else None


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
