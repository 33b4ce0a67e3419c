"""Texts being typed: a private, small database per person and room. Implements ``warroom.ports.Drafts``."""

import fcntl
import os
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from store import disk, safety
from store.wardb import WarDB
from warroom.errors import WarroomError

FOLDER = "drafts"
COMPACT_ABOVE = 256 << 10
"""Bytes of journal after which a save tidies up; typing makes only garbage (docs/store.md 2)."""

_TABLE = "drafts"
_SIGN = "process-"


class RoomDrafts:
    """One process's drafts of one person in one room.

    Each process holds a lock on a sign of life of its own, so that ``restore`` can tell the texts of a
    process that is gone from those of a second terminal.
    """

    def __init__(self, room_folder: Path, user: str, *, lock_timeout: float | None = None) -> None:
        """Open (and make) the drafts of ``user``; raises ``NotSaved`` when the folder can't be written."""
        self.folder = room_folder / FOLDER / _folder_name(user)
        path = os.fspath(self.folder)
        try:
            safety.make_private(os.fspath(room_folder / FOLDER))
            self._db = WarDB(path, lock_timeout=lock_timeout, compact_above=COMPACT_ABOVE)
            self._name = f"{_SIGN}{os.getpid()}-{os.urandom(4).hex()}"
            self._sign = os.open(f"{path}/{self._name}", _SIGN_FLAGS | os.O_CREAT | os.O_EXCL, disk.PRIVATE_FILE)
            fcntl.flock(self._sign, fcntl.LOCK_EX)
        except OSError as error:
            raise disk.refusal(error, path) from error
        self._table = self._db.table(_TABLE)
        self._sweep()

    def save(self, key: str, text: str) -> None:
        """Keep ``text`` under ``key``, durable when it returns; an empty text forgets it."""
        storage = self._db.storage
        text = text.encode("utf-8", "replace").decode()  # a lone surrogate must not cost the rest of the text
        with self._db.transaction():
            own = self._own(key)
            if own is not None and not text:
                storage.remove(_TABLE, own)
            elif text:
                document = {"key": key, "by": self._name, "at": time.time_ns(), "text": text}
                storage.put(_TABLE, storage.n if own is None else own, document)

    def restore(self, key: str) -> str:
        """The newest text kept under ``key`` by a process that is gone, or an empty text; it is ours then."""
        with self._db.transaction():
            left = [
                (document["at"], int(number), document)
                for number, document in self._documents().items()
                if document["key"] == key and self._is_gone(self.folder / document["by"])
            ]
            if not left:
                return ""
            _, number, document = max(left, key=lambda found: found[:2])
            text = str(document["text"])
            own = self._own(key)
            if own is not None:
                self._db.storage.remove(_TABLE, own)
            self._db.storage.put(_TABLE, number, {**document, "by": self._name})
            return text

    def others(self) -> list[str]:
        """Whose other terminals have this room open on this machine now: a name for each, by name.

        Every terminal keeps its sign of life locked for as long as it has the room open, whether it types or not.
        """
        signs = self.folder.parent.glob(f"*/{_SIGN}*")
        return sorted(
            unquote(sign.parent.name) for sign in signs if sign.name != self._name and not self._is_gone(sign)
        )

    def _documents(self) -> dict[str, dict[str, Any]]:
        return self._db.storage.tables.get(_TABLE, {})

    def _own(self, key: str) -> int | None:
        for number, document in self._documents().items():
            if document["key"] == key and document["by"] == self._name:
                return int(number)
        return None

    def _is_gone(self, sign: Path) -> bool:
        """Whether nobody holds the lock of that sign of life."""
        if sign.name == self._name:
            return False
        try:
            fd = os.open(sign, _SIGN_FLAGS)
        except OSError:
            return True
        try:
            fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)  # shared: two that look at once don't take each other for it
        except OSError:
            return False
        finally:
            os.close(fd)
        return True

    def _sweep(self) -> None:
        """Remove signs of life of processes that are gone and left no text."""
        try:
            with self._db.transaction():
                named = {document["by"] for document in self._documents().values()}
                for path in self.folder.glob(f"{_SIGN}*"):
                    if path.name not in named and self._is_gone(path):
                        disk.forget(os.fspath(path))
        except WarroomError:
            return  # read-only: the first save says so

    def close(self) -> None:
        """Release the database; texts that are still kept may be restored by another process."""
        if self._sign < 0:
            return
        self._db.close()
        os.close(self._sign)
        self._sign = -1


_SIGN_FLAGS = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW


def _folder_name(user: str) -> str:
    """A name that is one folder, whatever the person is called."""
    return quote(user, safe="").replace(".", "%2E") or "%"
