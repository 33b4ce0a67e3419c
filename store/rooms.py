"""The data folder: one folder a room under ``rooms/``. Implements ``warroom.ports.Rooms``."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from store import compaction, disk, journal, resolve, safety, summary_file, tail
from store.drafts import RoomDrafts
from store.room_log import RoomLog, open_folder
from warroom import seal
from warroom.errors import BadInput, NotFound, NotSaved, WarroomError
from warroom.events import Draft, Event
from warroom.ports import RoomCard

_SLICE = 200
"""Events of a new room that share a record."""


class RoomsFolder:
    """A person's rooms. The folder is made, private, by the first room."""

    def __init__(self, folder: Path, *, lock_timeout: float | None = None) -> None:
        """``lock_timeout``: seconds that a write waits for another process, None for ever.

        Raises ``UnsafeFolder`` when other people could change the folder, ``Unreadable`` when it can't be entered.
        """
        self._folder = folder
        self._lock_timeout = lock_timeout
        safety.refuse_unsafe(os.fspath(folder))

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self._folder

    def _path(self, room: str) -> Path:
        return Path(resolve.room_folder(os.fspath(self._folder), room))

    def cards(self) -> list[RoomCard]:
        """Every room, newest first; unreadable ones with their ``problem``."""
        return [self._card(room) for room in reversed(resolve.room_ids(os.fspath(self._folder)))]

    def _card(self, room: str) -> RoomCard:
        folder = os.fspath(self._path(room))
        try:
            own = journal.open_journal(folder, readonly="only looked at")
        except WarroomError as error:
            return RoomCard(
                room=room, ref=seal.room_ref(room), summary=None, events=0, changed_at="", problem=str(error)
            )
        try:
            found = os.fstat(own.fd)
            end = tail.find(own.fd, found.st_size, own.header)
        except OSError as error:
            problem = str(disk.unreadable(error, own.path))
            return RoomCard(room=room, ref=seal.room_ref(room), summary=None, events=0, changed_at="", problem=problem)
        finally:
            own.close()
        if own.header_damaged and end.n <= 1 and not (self._path(room) / journal.BASE).exists():
            return RoomCard(
                room=room,
                ref=seal.room_ref(room),
                summary=None,
                events=0,
                changed_at=seal.stamp(found.st_mtime_ns),
                problem=f"Nothing in {own.path} can be read as a room's journal. {journal.LOOK}",
            )
        kept = summary_file.read(folder)
        fits = kept is not None and kept[1:] == (own.header.epoch, end.seq)
        return RoomCard(
            room=room,
            ref=seal.room_ref(room),
            summary=kept[0] if kept and fits else None,
            events=end.n - 1,
            changed_at=seal.stamp(found.st_mtime_ns),
        )

    def create(self, room: str) -> RoomLog:
        """Make an empty room; raises ``NotSaved`` when it exists."""
        return self.create_with(room, ())

    def create_with(self, room: str, drafts: Sequence[Draft], sealed: Sequence[Event] = ()) -> RoomLog:
        """Make a room holding these events, all or nothing: it appears complete or not at all."""
        if not resolve.is_uuid(room):
            raise BadInput(f"'{room}' is no room id.")
        if self.exists(room):
            raise NotSaved(f"Room {seal.room_ref(room)} is already in {self._folder}. Nothing was changed.")
        rooms = self._folder / resolve.ROOMS
        building = rooms / f"new-{room}.tmp-{os.getpid()}"
        try:
            safety.make_private(os.fspath(self._folder))
            safety.refuse_unsafe(os.fspath(self._folder))
            safety.make_private(os.fspath(rooms))
            shutil.rmtree(building, ignore_errors=True)
            self._build(building, room, drafts, sealed)
            building.rename(self._path(room))
            disk.sync_folder(os.fspath(rooms))
        except OSError as error:
            raise disk.refusal(error, os.fspath(rooms)) from error
        finally:
            shutil.rmtree(building, ignore_errors=True)
        return self.open(room)

    def _build(self, building: Path, room: str, drafts: Sequence[Draft], sealed: Sequence[Event]) -> None:
        reason = safety.network_reason(os.fspath(building.parent))
        if reason is not None:
            raise NotSaved(reason)
        compaction.make_database(os.fspath(building), room=room)
        log = RoomLog(building)
        try:
            # In slices: the rename makes it all or nothing, and small records keep damage and previews small.
            for start in range(0, len(sealed), _SLICE):
                log.receive(sealed[start : start + _SLICE])
            for start in range(0, len(drafts), _SLICE):
                log.append(drafts[start : start + _SLICE])
        finally:
            log.close()

    def open(self, room: str) -> RoomLog:
        """Open a room by its UUID; raises ``NotFound``."""
        if not self.exists(room):
            raise NotFound(f"There is no room {room} in {self._folder}.")
        return open_folder(self._path(room), lock_timeout=self._lock_timeout)

    def drafts(self, room: str, user: str) -> RoomDrafts:
        """The texts that ``user`` is typing in ``room``; raises ``NotFound`` or ``NotSaved``."""
        if not self.exists(room):
            raise NotFound(f"There is no room {room} in {self._folder}.")
        return RoomDrafts(self._path(room), user, lock_timeout=self._lock_timeout)

    def exists(self, room: str) -> bool:
        """Whether the folder holds this room; raises ``Unreadable`` when nobody can tell."""
        try:
            return resolve.is_uuid(room) and self._path(room).is_dir()
        except PermissionError as error:
            raise disk.unreadable(error, os.fspath(self._folder)) from error
