"""Rooms on a real disk, with a clock that tests move by hand."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from store.rooms import RoomsFolder
from warroom import making, seal
from warroom.room import Room


class Hands:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, minutes: float) -> None:
        """Let minutes pass."""
        self.now += timedelta(minutes=minutes)


async def new_room(folder: Path, hands: Hands, me: str = "ana") -> Room:
    """A new room, open for ``me``."""
    drafts = making.opening("Checkout latency", author=me, now=hands())
    log = RoomsFolder(folder).create_with(seal.new_uuid(), drafts)
    room = Room(log, me=me, clock=hands)
    await room.load()
    return room


async def joined(folder: Path, room: Room, hands: Hands, me: str) -> Room:
    """The same room, open for somebody else as another process would have it."""
    other = Room(RoomsFolder(folder).open(room.room), me=me, clock=hands)
    await other.load()
    return other
