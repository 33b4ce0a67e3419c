"""``warroom doctor``: looks at every room, says every problem in plain sentences, and repairs without losing a byte."""

import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from store import attachments, disk, drafts, journal, resolve, safety
from store.events_table import EVENTS
from store.storage import JournalStorage
from warroom import seal
from warroom.errors import WarroomError
from warroom.events import Event, is_intact

LOOKED_AT = "only looked at"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One problem, in words."""

    room: str | None
    """The room's UUID, or None for the data folder as a whole."""
    problem: str
    """A sentence: what is wrong, and what to do about it."""
    repairable: bool = False
    """Whether ``repair`` mends it."""


def check(folder: Path) -> list[Finding]:
    """Every problem of a data folder; writes nothing and takes no lock."""
    try:
        findings = list(_check_folder(folder))
        rooms = resolve.room_ids(os.fspath(folder))
    except (WarroomError, OSError) as error:
        return [Finding(room=None, problem=_why(error, folder))]
    for room in rooms:
        path = Path(resolve.room_folder(os.fspath(folder), room))
        try:
            findings += _check_room(room, path)
        except (WarroomError, OSError) as error:
            findings.append(Finding(room=room, problem=_why(error, path)))
    return findings


def _why(error: WarroomError | OSError, path: Path) -> str:
    """What kept us from looking, in a sentence."""
    if isinstance(error, WarroomError):
        return str(error)
    return str(disk.unreadable(error, os.fspath(error.filename or path)))


def is_there(folder: Path) -> bool:
    """Whether there is something of that name, whoever may read it."""
    try:
        folder.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def repair(folder: Path) -> list[str]:
    """Mend what can be mended; returns what was done, a sentence each. Damaged bytes are copied, never dropped."""
    try:
        done = list(_repair_folder(folder))
        rooms = resolve.room_ids(os.fspath(folder))
    except (WarroomError, OSError) as error:
        return [f"Nothing could be repaired: {_why(error, folder)}"]
    for room in rooms:
        path = Path(resolve.room_folder(os.fspath(folder), room))
        try:
            done += [f"Room {seal.room_ref(room)}: {sentence}" for sentence in _repair_room(path)]
        except (WarroomError, OSError) as error:
            done.append(f"Room {seal.room_ref(room)} could not be repaired: {_why(error, path)}")
    return done


# The data folder


def _check_folder(folder: Path) -> Iterator[Finding]:
    path = os.fspath(folder)
    if not folder.is_dir():
        yield Finding(room=None, problem=f"{path} does not exist yet; the first room makes it.")
        return
    for text in (safety.network_reason(path), safety.space_notice(path)):
        if text:
            yield Finding(room=None, problem=text)
    for loose in _loose(folder):
        yield Finding(room=None, problem=f"{loose} can be read or changed by other people.", repairable=True)
    for name in _stale_buildings(folder):
        yield Finding(room=None, problem=f"{name} is what an interrupted 'new' or 'import' left.", repairable=True)


def _repair_folder(folder: Path) -> Iterator[str]:
    for loose in _loose(folder):
        loose.chmod(disk.PRIVATE_FOLDER if loose.is_dir() else stat.S_IMODE(loose.stat().st_mode) & 0o700)
        yield f"{loose} is private now."
    for building in _stale_buildings(folder):
        shutil.rmtree(building)
        yield f"{building.name}, left by an interrupted 'new' or 'import', is gone; it never was a room."


def _loose(folder: Path) -> list[Path]:
    """Folders and files of ours that somebody else may read or write."""
    return [path for path in (folder, *folder.rglob("*")) if _open_to_others(path)]


def _open_to_others(path: Path) -> bool:
    try:
        found = path.lstat()
    except OSError:
        return False  # what can't even be looked at is said where its room is read
    return not stat.S_ISLNK(found.st_mode) and bool(stat.S_IMODE(found.st_mode) & 0o077)


def _stale_buildings(folder: Path) -> list[Path]:
    resolve.room_ids(os.fspath(folder))  # several that were decided on get their names first: they are rooms
    return [path for path in (folder / resolve.ROOMS).glob("new-*.tmp-*") if not _lives(path.name)]


def _lives(name: str) -> bool:
    """Whether the process that a temporary name ends with is still there."""
    number = name.rpartition(".tmp-")[2].partition("-")[0]
    return number.isdigit() and os.path.exists(f"/proc/{number}")


# One room


def _check_room(room: str, folder: Path) -> Iterator[Finding]:
    storage = JournalStorage(folder, create=False, readonly=LOOKED_AT)
    try:
        storage.refresh()
        yield from (
            Finding(room=room, problem=text, repairable=fixable) for text, fixable in _problems(room, folder, storage)
        )
    finally:
        storage.close()


def _problems(room: str, folder: Path, storage: JournalStorage) -> Iterator[tuple[str, bool]]:
    own = storage.journal
    if own.header.format > 1 or own.readonly == journal.NEWER:
        yield journal.NEWER, False
    if own.header_damaged:
        yield "The first line of the journal is damaged; the entries are not.", True
    elif own.header.room not in ("", room):
        yield f"The folder is named {room}, but its journal belongs to room {own.header.room}.", False
    for damage in storage.damages:
        yield _described(damage.offset, damage.length, damage.missing), damage.length > 0 and storage.problem is None
    if storage.problem:
        yield storage.problem, False
    size = os.fstat(own.fd).st_size
    if size > storage.tail.end:
        torn = disk.sized(size - storage.tail.end)
        yield f"An interrupted write left {torn} at the end; the next entry sets them aside.", True
    yield from ((text, False) for text in _event_problems(storage.tables.get(EVENTS, {})))
    yield from ((text, False) for text in _file_problems(folder))
    for path in _stale_files(folder):
        yield f"{path.name} is what an interrupted write left.", True
    holder = _stopped_holder(folder)
    if holder:
        yield f"{holder} holds this room's lock; continue or end it, or nothing can be saved.", False


def _described(offset: int, length: int, missing: tuple[int, int] | None) -> str:
    what = f"{disk.sized(length)} at byte {offset:,} can't be read" if length else f"A gap before byte {offset:,}"
    if missing is None:
        return f"{what}; no record is missing."
    first, last = missing
    count = last - first + 1
    which = f"records {first} to {last} are" if count > 1 else f"record {first} is"
    return f"{what}; {which} missing. A backup may have what was there."


def _event_problems(documents: dict[str, dict[str, Any]]) -> Iterator[str]:
    numbers: dict[str, list[int]] = {}
    for key, document in documents.items():
        try:
            event = msgspec.convert(document, Event)
        except msgspec.ValidationError as error:
            yield f"Document {key} is no event ({error})."
            continue
        numbers.setdefault(event.origin, []).append(event.oseq)
        if not is_intact(event):
            yield f"Entry {event.ref} was changed after it was sealed: its checksum (sha) does not fit."
    for origin, found in numbers.items():
        gaps = sorted(set(range(1, max(found) + 1)) - set(found))
        if gaps:
            first = ", ".join(map(str, gaps[:8])) + (" ..." if len(gaps) > 8 else "")
            which = f"{len(gaps)} entries are" if len(gaps) > 1 else "1 entry is"
            numbered = "numbers" if len(gaps) > 1 else "number"
            yield f"{which} missing of copy {origin} ({numbered} {first}). A backup may have what was there."


def _file_problems(folder: Path) -> Iterator[str]:
    files = folder / attachments.FOLDER
    for path in sorted(files.iterdir()) if files.is_dir() else ():
        if ".tmp-" in path.name:
            continue
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != path.name:
            yield f"The attached file {path.name[:12]} was changed or is damaged."


def _stale_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*.tmp-*") if path.is_file() and not _lives(path.name)]


def _stopped_holder(folder: Path) -> str | None:
    try:
        fd = os.open(folder / journal.LOCK, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        holder = safety.lock_holder(fd)
    finally:
        os.close(fd)
    return holder if holder and "stopped" in holder else None


def _repair_room(folder: Path) -> Iterator[str]:
    for path in _stale_files(folder):
        disk.forget(os.fspath(path))
        yield f"{path.name}, left by an interrupted write, is gone."
    yield from _repair_journal(folder)
    for found in (folder / drafts.FOLDER).glob(f"*/{journal.JOURNAL}"):
        yield from _repair_journal(found.parent)


def _repair_journal(folder: Path) -> Iterator[str]:
    reason = safety.network_reason(os.fspath(folder))
    storage = JournalStorage(folder, create=False, readonly=reason, lock_timeout=10.0)
    try:
        with storage.alone():  # settles a damaged first line, sets a torn tail aside
            if storage.damages and storage.problem is None:
                storage.rewrite(storage.tables)
                storage.journal.notices.append("The journal was written anew with everything that can be read.")
        yield from storage.journal.notices
    finally:
        storage.close()
