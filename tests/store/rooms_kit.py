"""What the store's tests share: drafts, and rooms in a temporary data folder."""

import time
from pathlib import Path
from typing import Any

from store.room_log import RoomLog
from store.rooms import RoomsFolder
from warroom import seal
from warroom.events import Draft, Event


def draft(text: str, **payload: Any) -> Draft:
    return Draft(
        kind="timeline.log", payload={"text": text, **payload}, author="ana", recorded_at=seal.stamp(time.time_ns())
    )


def cold_draft(text: str) -> dict[str, Any]:
    return {
        "kind": "timeline.log",
        "payload": {"text": text},
        "author": "bob",
        "recorded_at": seal.stamp(time.time_ns()),
    }


def new_room(data: Path, *texts: str) -> RoomLog:
    return RoomsFolder(data).create_with(seal.new_uuid(), [draft(text) for text in texts])


def again(log: RoomLog) -> RoomLog:
    """A second handle on the same room, as another process would have it."""
    return RoomLog(log.folder)


def texts(events: list[Event] | tuple[Event, ...]) -> list[str]:
    return [event.payload["text"] for event in events]
