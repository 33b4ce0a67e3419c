"""The drills that come with the program, and reading any file as the incident of one. Reads files, stores nothing."""

import tomllib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from warroom.clock import zone
from warroom.drills.original import Original, sealed
from warroom.errors import BadInput, NotFound
from warroom.events import Draft
from warroom.importers.detect import read_all
from warroom.importers.reading import Reading
from warroom.making import draft
from warroom.state.room_state import fold
from warroom.state.updates import Told

FOLDER: Final = Path(__file__).parent
INDEX: Final = FOLDER / "drills.toml"


class Shipped(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One drill that comes with the program."""

    name: str
    file: str
    format: str
    title: str
    source: str
    """Where its record comes from, and its licence."""
    owner: str
    """Whom the trainee tells."""
    told: tuple[str, ...] = ()
    """``2026-03-30 09:14`` (UTC): the entries by which the record says that somebody outside was told."""


def shipped() -> tuple[Shipped, ...]:
    """Every drill that comes with the program."""
    return msgspec.convert(tomllib.loads(INDEX.read_text("utf-8"))["drill"], tuple[Shipped, ...])


def named(name: str) -> Shipped:
    """The drill of a name; raises ``NotFound``."""
    for one in shipped():
        if one.name == name.strip().casefold():
            return one
    raise NotFound(f"no drill is called '{name}'; there are {', '.join(one.name for one in shipped())}")


def of_shipped(one: Shipped, now: datetime) -> Original:
    """The incident of a shipped drill."""
    path = FOLDER / "incidents" / one.file
    readings = _readings(path.read_bytes(), str(path), now, zone_name="UTC", format=one.format)
    events = _events(readings[0], one.source)
    if not one.told:
        return events
    state = events.state
    wanted = {f"{stamp.replace(' ', 'T')}:00.000000Z" for stamp in one.told}
    tellings = [
        draft("update.told", Told(owner_id=one.owner, text=entry.text, means="chat"), "import", now, entry.at)
        for entry in state.timeline
        if entry.at in wanted and not entry.said.milestone
    ]
    drafts = [*readings[0].drafts, *tellings]
    return Original(readings[0].room, sealed(drafts, readings[0].room), one.source)


def of_file(
    data: bytes,
    source: str,
    now: datetime,
    *,
    zone_name: str = "UTC",
    only: Sequence[str] = (),
    format: str | None = None,
) -> Original:
    """The incident that a file tells of: a report, a status page's incident, a room's own export.

    Raises ``BadInput`` when it can't be read, or holds several of which none (or more than one) was named.
    """
    readings = _readings(data, source, now, zone_name=zone_name, format=format, only=tuple(only))
    if len(readings) > 1:
        listed = "; ".join(one.title for one in readings[:8]) + ("; ..." if len(readings) > 8 else "")
        raise BadInput(f"{source} tells of {len(readings)} incidents; --incident NAME picks one: {listed}")
    return _events(readings[0], f"from {Path(source).name}")


def _readings(
    data: bytes, source: str, now: datetime, *, zone_name: str, format: str | None, only: tuple[str, ...] = ()
) -> list[Reading]:
    said: dict[str, Any] = {"zone": zone(zone_name), "now": now, "author": "import", "format": format}
    return read_all(data, source=source, only=only, **said)


def _events(reading: Reading, source: str) -> Original:
    if reading.sealed:
        return Original(reading.room, tuple(reading.sealed), source)
    drafts: Sequence[Draft] = list(reading.drafts)
    original = Original(reading.room, sealed(drafts, reading.room), source)
    if fold(original.events).incident.opened is None:
        raise BadInput(f"{reading.source} opens no room; a drill needs an incident with a title")
    return original
