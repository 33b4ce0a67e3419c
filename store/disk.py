"""What the store asks of the operating system, and how its refusals are told to people.

Functions of ``os`` are looked up at each call, so that a test can make any of them fail.
Standard library only.
"""

import errno
import fcntl
import os

from warroom.errors import NotFound, NotSaved, ReadOnly, Unreadable, WarroomError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
LOW_SPACE = 50 << 20
"""Bytes free under which people are warned (docs/store.md 5.10)."""

_BUFFER = 1 << 20
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


def sync(fd: int) -> None:
    """Bring a file's bytes to the disk; on macOS past the drive's cache too."""
    full = getattr(fcntl, "F_FULLFSYNC", None)
    if full is None:
        os.fdatasync(fd)
    else:
        fcntl.fcntl(fd, full)


def sync_folder(folder: str) -> None:
    """Make renames and new names in ``folder`` durable."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def write_all(fd: int, data: bytes) -> None:
    """One write(2) for all of ``data``; what a short write left over is written by further ones."""
    written = os.write(fd, data)
    while written < len(data):
        more = os.write(fd, data[written:])
        if more == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written += more


def write_new(path: str, chunks: "Iterable[bytes]", mode: int = PRIVATE_FILE) -> None:
    """Make a new file (never through a link, never over another) and bring it to the disk."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, PRIVATE_FILE)
    try:
        waiting = bytearray()
        for chunk in chunks:
            waiting += chunk
            if len(waiting) > _BUFFER:
                write_all(fd, bytes(waiting))
                waiting.clear()
        if waiting:
            write_all(fd, bytes(waiting))
        os.fsync(fd)
        os.fchmod(fd, mode)
    except BaseException:
        os.close(fd)
        forget(path)
        raise
    os.close(fd)


def replace_file(path: str, chunks: "Iterable[bytes]", mode: int = PRIVATE_FILE) -> None:
    """Put a complete new file in the place of ``path``, or leave the old one untouched."""
    temporary = f"{path}.tmp-{os.getpid()}-{os.urandom(3).hex()}"
    write_new(temporary, chunks, mode)
    try:
        os.rename(temporary, path)
    except BaseException:
        forget(temporary)
        raise
    sync_folder(os.path.dirname(path))


def forget(path: str) -> None:
    """Remove a file if it can be removed: for leftovers, whose absence or presence harms nobody."""
    try:
        os.unlink(path)
    except OSError:
        return


def free_bytes(folder: str) -> int | None:
    """Bytes that a person may still write under ``folder``, or None when nobody can tell."""
    try:
        found = os.statvfs(folder)
    except OSError:
        return None
    return found.f_bavail * found.f_frsize


def sized(count: int) -> str:
    """A number of bytes as people say it."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 1000)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} bytes"


def refusal(error: OSError, folder: str) -> NotSaved:
    """The error to raise when writing into ``folder`` failed and nothing was stored."""
    if error.errno in _FULL:
        free = free_bytes(folder)
        space = "no space is left" if free is None else f"{sized(free)} are free there"
        return NotSaved(
            f"Not saved: the disk or your quota is full ({space}). "
            "Everything saved before is safe; free some space and try again."
        )
    if error.errno in FORBIDDEN:
        return ReadOnly(f"Not saved: {folder} can't be written ({error.strerror}). Everything in it can be read.")
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ESTALE):
        return NotSaved(
            f"Not saved: {folder} is no longer there. Was it moved or deleted? Put it back, or open it anew."
        )
    return NotSaved(
        f"Not saved: the disk reported '{error.strerror or error}'. Everything saved before is as it was; "
        "try again, and check the disk if it comes back."
    )


def unreadable(error: OSError, what: str) -> WarroomError:
    """The error to raise when reading ``what`` failed."""
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return NotFound(f"{what} is not there.")
    if error.errno in FORBIDDEN:
        return Unreadable(
            f"{what} can't be read by you ({error.strerror}). Nothing was changed, what is in it is kept. "
            "Ask its owner for access, or name another data folder: --data DIR."
        )
    return WarroomError(f"{what} can't be read: {error.strerror or error}. Nothing was changed.")


class Explained:
    """``with Explained(folder):`` an ``OSError`` of a write inside leaves as the ``NotSaved`` that explains it."""

    __slots__ = ("_folder",)

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise refusal(error, self._folder) from error
