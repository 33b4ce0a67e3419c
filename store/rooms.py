"""The data folder: one folder a room under ``rooms/``. Implements ``warroom.ports.Rooms``."""

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from store import attachments, compaction, disk, journal, pouring, resolve, safety, summary_file, tail, together
from store.drafts import RoomDrafts
from store.room_log import RoomLog, open_folder
from warroom import seal
from warroom.errors import BadInput, NotFound, NotSaved, OutcomeUnknown, WarroomError
from warroom.events import Draft, Event
from warroom.ports import RoomCard


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
        self.create_many([NewRoom(room, drafts, sealed)])
        return self.open(room)

    def create_many(self, new: Sequence["NewRoom"], progress: pouring.Progress = pouring.silent) -> None:
        """Make several rooms; they appear complete and together, or none of them does. Raises ``NotSaved``."""
        for one in new:
            if not resolve.is_uuid(one.room):
                raise BadInput(f"'{one.room}' is no room id.")
        rooms = self._folder / resolve.ROOMS
        building = {rooms / f"new-{one.room}.tmp-{os.getpid()}": one for one in new}
        decided = False
        try:
            safety.make_private(os.fspath(self._folder))
            safety.refuse_unsafe(os.fspath(self._folder))
            safety.make_private(os.fspath(rooms))
            self._refuse_existing(new)
            for folder, one in building.items():
                shutil.rmtree(folder, ignore_errors=True)
                _build(folder, one, progress)
            with alone(rooms):
                self._refuse_existing(new)
                names = {folder.name: one.room for folder, one in building.items()}
                if len(names) == 1:  # one rename is one step by itself
                    together.rename(os.fspath(rooms), names)
                else:
                    todo = together.decide(os.fspath(rooms), names)
                    decided = True
                    together.carry_out(os.fspath(rooms), todo)
        except OSError as error:
            if decided:
                raise OutcomeUnknown(
                    f"The rooms are written, but the disk failed ({error.strerror}) before all of them had their "
                    "names. They get them when the rooms are listed again: warroom rooms. Look before you repeat it."
                ) from error
            raise disk.refusal(error, os.fspath(rooms)) from error
        finally:
            if not decided:
                for folder in building:
                    shutil.rmtree(folder, ignore_errors=True)

    def _refuse_existing(self, new: Sequence["NewRoom"]) -> None:
        for one in new:
            if self.exists(one.room):
                raise NotSaved(f"Room {seal.room_ref(one.room)} is already in {self._folder}. Nothing was changed.")

    def add(self, room: str, drafts: Sequence[Draft], progress: pouring.Progress = pouring.silent) -> int:
        """Add many drafts to a room, all or none, without holding its events; how many were not there before."""
        if not self.exists(room):
            raise NotFound(f"There is no room {room} in {self._folder}.")
        path = os.fspath(self._path(room))
        safety.refuse_unsafe(path)
        return pouring.into(path, drafts, lock_timeout=self._lock_timeout, progress=progress)

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
            if not resolve.is_uuid(room):
                return False
            return self._path(room).is_dir() or (self._late() and self._path(room).is_dir())
        except PermissionError as error:
            raise disk.unreadable(error, os.fspath(self._folder)) from error

    def _late(self) -> bool:
        """Whether rooms were still to get their names, which they then have."""
        rooms = os.fspath(self._folder / resolve.ROOMS)
        try:
            return together.finish(rooms, os.listdir(rooms))
        except FileNotFoundError:
            return False


class NewRoom(NamedTuple):
    """A room that is to be made."""

    room: str
    drafts: Sequence[Draft] = ()
    sealed: Sequence[Event] = ()
    files: Mapping[str, bytes] = {}
    """Contents of attached files, by SHA-256."""
    summary: dict[str, object] | None = None
    """Facts to cache for the lobby, true for the room as it is made."""


def _build(building: Path, new: NewRoom, progress: pouring.Progress) -> None:
    """The room's folder under another name, durable when it returns."""
    reason = safety.network_reason(os.fspath(building.parent))
    if reason is not None:
        raise NotSaved(reason)
    compaction.make_database(os.fspath(building), room=new.room)
    for content in new.files.values():
        attachments.attach_bytes(os.fspath(building), content)
    if new.sealed:
        log = RoomLog(building)
        try:
            # In slices: the rename makes it all or nothing, and small records keep damage and previews small.
            for start in range(0, len(new.sealed), pouring.SLICE):
                log.receive(new.sealed[start : start + pouring.SLICE])
        finally:
            log.close()
        progress(len(new.sealed))
    if new.drafts:
        pouring.into_new(os.fspath(building), new.drafts, progress)
    if new.summary is not None:
        _keep_summary(building, new.summary)


def _keep_summary(building: Path, summary: dict[str, object]) -> None:
    own = journal.open_journal(os.fspath(building), readonly="only looked at")
    try:
        summary_file.write(own.folder, summary, epoch=own.header.epoch, seq=own.read_tail().seq)
    finally:
        own.close()


@contextmanager
def alone(rooms: Path) -> Iterator[None]:
    """Be the only process that gives several rooms their names; the kernel lets go if it dies."""
    fd = os.open(rooms, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)
