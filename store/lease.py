"""Who sends for a room: a lock on a file of its folder, which the kernel lets go when its process is gone."""

import fcntl
import os
from pathlib import Path
from typing import Final

from store import disk
from warroom.errors import NotSaved

FILE: Final = "sending.lock"
_LONGEST: Final = 200
"""Bytes of the holder's words that are read."""


class RoomLease:
    """Implements ``warroom.ports.Lease`` on the machine that holds the folder. The file stays; its lock is what counts.

    A folder on a network file system is never written (``store.safety``), so nothing is sent from there either.
    """

    def __init__(self, folder: Path, who: str) -> None:
        """``who``: as others read it when they ask who sends."""
        self._path = os.fspath(folder / FILE)
        self._who = who
        self._fd = -1

    def take(self) -> bool:
        """Whether this process sends from now on (or did already); never waits. Raises ``NotSaved``."""
        if self._fd >= 0:
            return True
        try:
            fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, disk.PRIVATE_FILE)
        except OSError as error:
            raise NotSaved(
                f"{self._path} can't be opened ({error.strerror}), so nobody can tell whether another process sends. "
                "Nothing was sent."
            ) from error
        if not _takes(fd, fcntl.LOCK_EX):
            os.close(fd)
            return False
        self._fd = fd
        self._sign()
        return True

    def _sign(self) -> None:
        try:
            os.ftruncate(self._fd, 0)
            os.pwrite(self._fd, f"{self._who}, process {os.getpid()}".encode("utf-8", "replace"), 0)
        except OSError:  # a full disk: the lock holds all the same, only its holder has no name
            return

    @property
    def held(self) -> bool:
        """Whether this process sends."""
        return self._fd >= 0

    def holder(self) -> str:
        """Who sends now, in words; empty when nobody does."""
        try:
            fd = os.open(self._path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError:  # not there yet: nobody ever sent
            return ""
        try:
            said = os.pread(fd, _LONGEST, 0).decode("utf-8", "replace") or "another process"
            return said if self.held or not _takes(fd, fcntl.LOCK_SH) else ""
        finally:
            os.close(fd)

    def release(self) -> None:
        """Let go; doing it twice is no fault."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)


def _takes(fd: int, how: int) -> bool:
    try:
        fcntl.flock(fd, how | fcntl.LOCK_NB)
    except OSError:  # another process holds it
        return False
    return True
