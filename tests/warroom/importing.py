"""What the import and export tests share: reading a file, and the room that its drafts make."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from warroom import seal
from warroom.events import Draft, Event, from_document
from warroom.importers import detect
from warroom.importers.reading import Reading
from warroom.state.room_state import RoomState, fold

DATA = Path(__file__).parents[1] / "data"
REPORTS = sorted((DATA / "moj-cloud-platform").glob("*.md"))
LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)


def take(
    data: bytes | str,
    source: str = "notes.txt",
    *,
    zone: str = "UTC",
    day: date | None = None,
    room: str | None = None,
    format: str | None = None,
    now: datetime = NOW,
) -> Reading:
    body = data.encode() if isinstance(data, str) else data
    return detect.read(
        body, source=source, zone=ZoneInfo(zone), now=now, author="ana", day=day, room=room, format=format
    )


def take_all(data: bytes | str, source: str = "notes.txt", *, zone: str = "UTC", **options: Any) -> list[Reading]:
    """Every room of a file."""
    body = data.encode() if isinstance(data, str) else data
    return detect.read_all(body, source=source, zone=ZoneInfo(zone), author="ana", **{"now": NOW, **options})


def said(reading: Reading) -> list[tuple[str, str, str]]:
    """Time to the second, who, text: of everything that has a text."""
    return [
        ((one.occurred_at or "")[:19], one.payload.get("actor", ""), one.payload["text"])
        for one in reading.drafts
        if one.payload.get("text")
    ]


def take_file(path: Path, **options: object) -> Reading:
    return take(path.read_bytes(), path.name, **options)  # type: ignore[arg-type]


def sealed(drafts: list[Draft], room: str) -> list[Event]:
    return [
        from_document(seal.seal(msgspec.structs.asdict(draft), room=room, origin="a" * 32, oseq=number, lam=number))
        for number, draft in enumerate(drafts, 1)
    ]


def state_of(reading: Reading) -> RoomState:
    return fold(reading.sealed or sealed(reading.drafts, reading.room))


def timed(reading: Reading) -> list[tuple[int, str, str, str]]:
    """Line, time to the second (UTC), kind or milestone, text: of what stands on the timeline or in the discussion."""
    rows = []
    for draft in reading.drafts:
        if draft.kind in ("incident.milestone_set", "timeline.log", "discussion.say"):
            line = int(draft.payload["source"].rpartition(":")[2])
            kind = draft.payload.get("milestone") or draft.payload.get("kind") or "say"
            rows.append((line, (draft.occurred_at or "")[:19], kind, draft.payload["text"]))
    return rows


def remarks(reading: Reading) -> str:
    return "\n".join(str(remark) for remark in reading.remarks)
