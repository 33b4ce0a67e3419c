"""Rooms on real folders for the tests of commands."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from store.room_log import RoomLog
from store.rooms import RoomsFolder
from warroom import making, seal
from warroom.events import Draft, Event
from warroom.room import Room

START = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


class Ticking:
    """A clock that goes on a second whenever it is looked at."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


class Broken:
    """A log that refuses to store, as a full disk does; everything else is the real one's."""

    def __init__(self, log: RoomLog, error: Exception) -> None:
        self._log = log
        self._error = error
        self.broken = True

    def append(self, drafts: list[Draft]) -> list[Event]:
        return self._refuse(lambda: self._log.append(drafts))

    def erase(self, targets: list[Event], erasure: Draft) -> list[Event]:
        return self._refuse(lambda: self._log.erase(targets, erasure))

    def _refuse(self, work: Callable[[], list[Event]]) -> list[Event]:
        if self.broken:
            raise self._error
        return work()

    def __getattr__(self, name: str) -> object:
        return getattr(self._log, name)


def new_folder(tmp_path: Path) -> tuple[RoomsFolder, str]:
    """A folder with one fresh room, and that room's id."""
    folder = RoomsFolder(tmp_path / "data")
    room = seal.new_uuid()
    folder.create_with(room, making.opening("Checkout latency", author="ana", now=START)).close()
    return folder, room


async def new_room(tmp_path: Path, me: str = "ana") -> Room:
    """A fresh room, opened and read by ``me``."""
    folder, room = new_folder(tmp_path)
    return await opened(folder, room, me)


async def opened(folder: RoomsFolder, room: str, me: str = "ana") -> Room:
    """The same room as another member on the same machine sees it."""
    one = Room(folder.open(room), me=me, clock=Ticking())
    await one.load()
    return one
