"""Files that are to be imported, as somebody asked for them: opened, read, and what has to be known about it."""

import sys
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Final, cast

import msgspec

from warroom import clock
from warroom.cli import access, mail_place, taking_in
from warroom.cli.folder import open_folder
from warroom.cli.ground import Ground
from warroom.cli.zones import local_zone
from warroom.importers import detect, table
from warroom.importers.content import Content, Progress, opened
from warroom.importers.reading import Ground as Known
from warroom.importers.reading import Reading

_BLOCK: Final = 1 << 20


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """What the person says about files besides their content."""

    files: tuple[Path, ...]
    format: str | None = None
    room: str | None = None
    """As people name it."""
    zone: str | None = None
    day: date | None = None
    mapping: dict[str, str] = {}
    only: tuple[str, ...] = ()
    encoding: str = "utf-8"
    owner: str = ""
    profile: str | None = None


def read_files(here: Ground, wishes: Wishes, now: datetime, progress: Progress) -> list[Reading]:
    """What the files say, a reading for each room. Nothing is stored; raises ``BadInput``."""
    into = access.resolved(here.folder, wishes.room) if wishes.room else None
    zone = clock.zone(wishes.zone or (access.zone_of(here, into) if into else local_zone()))
    profile = access.profile(wishes.profile).name if wishes.profile else None
    readings: list[Reading] = []
    for file in wishes.files:
        content = _content(file, wishes.encoding, progress)
        try:
            room, known = _place(here, content, wishes, into)
            found = detect.read_all(
                content,
                source=content.source,
                zone=zone,
                now=now,
                author=here.me,
                day=wishes.day,
                room=room,
                format=wishes.format,
                only=wishes.only,
                mapping=wishes.mapping,
                owner=wishes.owner,
                ground=known,
            )
        finally:
            content.file.close()
        readings += [taking_in.with_profile(one, profile) if profile else one for one in found]
    return readings


def _content(file: Path, encoding: str, progress: Progress) -> Content:
    if str(file) != "-":
        return opened(file, encoding=encoding, progress=progress)
    kept = cast(BinaryIO, tempfile.TemporaryFile(prefix="warroom-"))  # noqa: SIM115 - the reader closes it
    while block := sys.stdin.buffer.read(_BLOCK):
        kept.write(block)
    return Content(kept, "stdin", encoding=encoding, progress=progress)


def _place(here: Ground, content: Content, wishes: Wishes, into: str | None) -> tuple[str | None, Known]:
    """The room that a file belongs to, and what it knows of mails: a mail finds the one that it answers."""
    if (wishes.format or detect.detect(content, content.source, mapped=bool(wishes.mapping))) != "eml":
        return into, Known()
    folder = open_folder(here.folder)
    room = into or mail_place.answered(folder, content)
    return room, mail_place.known(folder, room) if room else Known()


def columns(wishes: Wishes) -> list[tuple[str, str]]:
    """Each column of a table and what it would be read as; nothing when the file is no table."""
    content = _content(wishes.files[0], wishes.encoding, lambda done, of: None)
    try:
        if (wishes.format or detect.detect(content, content.source, mapped=bool(wishes.mapping))) != "csv":
            return []
        return list(table.looked_at(content, wishes.mapping).items())
    finally:
        content.file.close()


def mapping_lines(reading: Reading) -> list[str]:
    """How a table is read, a line for each column; nothing for other files."""
    width = max((len(name) for name in reading.mapping), default=0)
    return [f"column {name.ljust(width)}  ->  {meant}" for name, meant in reading.mapping.items()]
