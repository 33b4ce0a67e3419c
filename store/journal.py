"""One journal on disk: opening, the lock, repair of a torn tail, and the append that loses nothing.

A commit is one write(2) and one fdatasync under ``flock``; readers never lock. Standard library only, so
that ``warroom log`` and the TinyDB storage append with the very same code.
"""

import fcntl
import json
import os
import time

from store import disk, origin, record, safety, tail
from store.record import Header, Tail
from warroom.errors import NotFound, NotSaved, OutcomeUnknown, ReadOnly, WarroomError
from warroom.seal import stamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

JOURNAL = "journal.jsonl"
LOCK = "lock"
BASE = "base.json"
NEWER = "This was written by a newer warroom; it can be read here, but not changed. Update warroom to write."
LOOK = "Nothing was changed; 'warroom doctor' tells more."
_COPY_BLOCK = 1 << 20


def create(folder: str, header: Header) -> None:
    """Make an empty journal in an existing ``folder``; raises ``FileExistsError`` when there is one."""
    lock_fd = _open_lock(folder)
    try:
        fcntl.flock(lock_fd, fcntl.LOCK_EX)
        path = f"{folder}/{JOURNAL}"
        if os.path.lexists(path):
            raise FileExistsError(path)
        disk.replace_file(path, [header.changed(home=origin.fingerprint(lock_fd)).line()])
    finally:
        os.close(lock_fd)


def _open_lock(folder: str) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    return os.open(f"{folder}/{LOCK}", flags, disk.PRIVATE_FILE)


class Journal:
    """The journal of one folder. ``folder_lock`` calls must not be nested; ``OSError`` never leaves."""

    def __init__(self, folder: str, *, lock_timeout: float | None = None, readonly: str | None = None) -> None:
        self.folder = folder
        self.path = f"{folder}/{JOURNAL}"
        self.lock_timeout = lock_timeout
        """Seconds to wait for another writer before ``NotSaved``; None waits until it is done."""
        self.readonly = readonly
        """Why nothing can be written, or None."""
        self.notices: list[str] = []
        """What a repair did, for people."""
        self.waiting_since: float | None = None
        """When this process began to wait for the lock (monotonic seconds), or None."""
        self.fd = self.lock_fd = -1
        self.inode = (0, 0)
        self.header_damaged = False
        self._settled = False
        self.header = Header(epoch="", origin="", made="")
        try:
            if readonly is None:
                self._open_for_writing()
            self._open_journal()
        except OSError as error:
            self.close()
            raise disk.unreadable(error, self.path) from error
        except BaseException:
            self.close()
            raise

    def _open_for_writing(self) -> None:
        try:
            self.lock_fd = _open_lock(self.folder)
        except OSError as error:
            if error.errno not in disk.FORBIDDEN:
                raise
            self.readonly = _forbidden(self.folder, error)

    def _open_journal(self) -> None:
        flags = os.O_CLOEXEC | os.O_NOFOLLOW
        fd = -1
        if self.readonly is None:
            try:
                fd = os.open(self.path, os.O_RDWR | os.O_APPEND | flags)
            except OSError as error:
                if error.errno not in disk.FORBIDDEN:
                    raise
                self.readonly = _forbidden(self.folder, error)
        if fd < 0:
            fd = os.open(self.path, os.O_RDONLY | flags)
        if self.fd >= 0:
            os.close(self.fd)
        self.fd = fd
        found = os.fstat(fd)
        self.inode = (found.st_dev, found.st_ino)
        self._read_header()

    def _read_header(self) -> None:
        self._settled = False
        line, self.header_end = tail.first_line(self.fd)
        header = record.read_header(line)
        self.header_damaged = header is None
        self.header = header or self._guessed_header()
        if self.header.format > record.FORMAT and self.readonly is None:
            self.readonly = NEWER

    def _guessed_header(self) -> Header:
        """What a damaged first line may have said, from the first record behind it; the origin is lost."""
        data = os.pread(self.fd, _COPY_BLOCK, self.header_end)
        for line in data.split(b"\n"):
            found = record.counters(line) if record.is_whole(line) else None
            if found is not None:
                return Header(epoch="", origin="", made="", seq=found["s"] - 1, n=1, since=1 << 62)
        return Header(epoch="", origin="", made="")

    def reopen(self) -> None:
        """Open the file that now bears the journal's name (another process replaced it)."""
        try:
            self._open_journal()
        except OSError as error:
            raise disk.unreadable(error, self.path) from error

    def was_replaced(self) -> bool:
        """Whether the journal's name now leads to another file than the open one."""
        found = os.stat(self.path)
        return (found.st_dev, found.st_ino) != self.inode

    def locked(self) -> "Locked":
        """``with journal.locked():`` be the only writer; the kernel lets go of the lock if this process dies."""
        return Locked(self)

    def acquire(self) -> None:
        """Wait for the lock; raises ``ReadOnly`` or ``NotSaved``."""
        if self.readonly is not None:
            raise ReadOnly(self.readonly)
        with disk.Explained(self.folder):
            self._take_lock()

    def release(self) -> None:
        """Let others write."""
        fcntl.flock(self.lock_fd, fcntl.LOCK_UN)

    def _take_lock(self) -> None:
        while True:
            self.waiting_since = time.monotonic()
            try:
                self._wait_for_lock()
            finally:
                self.waiting_since = None
            if _same_file(self.lock_fd, f"{self.folder}/{LOCK}"):
                return
            # Somebody deleted the lock file: two writers could each hold "the" lock, so take the new one.
            # It is opened before the old one is closed: a number kept too long may be a file of somebody else.
            fresh = _open_lock(self.folder)
            os.close(self.lock_fd)
            self.lock_fd = fresh
            self._settled = False

    def _wait_for_lock(self) -> None:
        if self.lock_timeout is None:
            fcntl.flock(self.lock_fd, fcntl.LOCK_EX)
            return
        deadline = time.monotonic() + self.lock_timeout
        while True:
            try:
                fcntl.flock(self.lock_fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise NotSaved(self._lock_story()) from None
                time.sleep(0.002)  # flock has no deadline of its own; without one (None) the kernel queues us

    def _lock_story(self) -> str:
        holder = safety.lock_holder(self.lock_fd) or "another process"
        return (
            f"Not saved: {holder} has held the lock of {self.folder} for more than {self.lock_timeout:g} s. "
            "If it is stopped (Ctrl-Z), continue or end it, then try again."
        )

    def settle(self) -> bool:
        """Under the lock, on the file that bears the name: give a copied folder, or one whose first line is
        damaged, a new origin, and remove what killed writers left. Once for each file that is opened.

        Returns whether the journal was replaced for it; everything else in it stays as it is.
        """
        if self._settled:
            return False
        self._sweep()
        home = origin.fingerprint(self.lock_fd)
        self._settled = True
        if self.header.home == home and not self.header_damaged:
            return False
        end = self.read_tail()
        fresh = self.header.changed(origin=origin.new_name(), home=home, oseq=1, since=end.seq)
        if self.header_damaged:
            self.set_aside("damaged", 0, self.header_end)
            base = base_facts(self.folder)
            epoch = base.get("epoch") or origin.new_name()
            fresh = fresh.changed(epoch=epoch, base=base.get("seq", 0), made=stamp_now())
            self.notices.append("The first line of the journal was damaged; it was set aside and made anew.")
        elif self.header.origin:
            self.notices.append("This folder is a copy of another one; from now on it counts its entries by itself.")
        self.replace(fresh, self._old_records())
        self._settled = True
        return True

    def _sweep(self) -> None:
        """Under the lock: remove half-made files of writers that were killed; only lock holders make them."""
        for name in os.listdir(self.folder):
            if name.startswith((f"{BASE}.tmp-", f"{JOURNAL}.tmp-")):
                disk.forget(f"{self.folder}/{name}")
        header = self.header
        if header.base == 0 and header.epoch and base_facts(self.folder).get("epoch", header.epoch) != header.epoch:
            disk.forget(f"{self.folder}/{BASE}")  # of before a rewrite: it may hold what was erased

    def _old_records(self) -> "Iterator[bytes]":
        at = self.header_end
        while block := os.pread(self.fd, _COPY_BLOCK, at):
            yield block
            at += len(block)

    def replace(self, header: Header, chunks: "Iterator[bytes]") -> None:
        """Under the lock: put a new journal in the place of this one, in one step, and open it."""

        def content() -> "Iterator[bytes]":
            yield header.line()
            yield from chunks

        disk.replace_file(self.path, content())
        self._open_journal()

    def read_tail(self) -> Tail:
        """The end of the last whole record, found from behind."""
        return tail.find(self.fd, os.fstat(self.fd).st_size, self.header)

    def repair(self, end: int) -> None:
        """Under the lock: set bytes behind ``end``, which no whole record follows, aside and cut them off."""
        size = os.fstat(self.fd).st_size
        if size <= end:
            return
        name = self.set_aside("torn", end, size - end)
        os.ftruncate(self.fd, end)
        disk.sync(self.fd)
        self.notices.append(
            f"An interrupted write was found at the end: {disk.sized(size - end)} set aside in {name}. "
            "Nothing that had been confirmed was in it."
        )

    def set_aside(self, what: str, offset: int, length: int) -> str:
        """Copy bytes of the journal to a file of their own; returns its name."""
        name = f"{what}-{time.time_ns()}.bin"
        disk.write_new(f"{self.folder}/{name}", [os.pread(self.fd, length, offset)])
        disk.sync_folder(self.folder)
        return name

    def commit(self, ops: "Sequence[bytes]", end: Tail, *, n: int, lam: int, oseq: int) -> Tail:
        """Under the lock, tail repaired: store ``ops`` behind ``end``; durable when it returns the new tail.

        Raises ``NotSaved`` (rolled back) or ``OutcomeUnknown`` (the rollback failed too).
        """
        data, seq = record.lines(ops, end, n=n, lam=lam, oseq=oseq)
        self.pour((data,), end.end)
        return Tail(end.end + len(data), seq, n, lam, oseq)

    def pour(self, chunks: "Iterable[bytes]", end: int) -> None:
        """Under the lock, tail repaired: bring ``chunks`` (a record, the parts of a group) behind ``end`` to the disk.

        Raises as ``commit`` does, and what making a chunk raises; nothing is stored then.
        """
        stage = "write"
        try:
            for data in chunks:
                disk.write_all(self.fd, data)
            stage = "sync"
            disk.sync(self.fd)
        except BaseException as error:
            self._roll_back(end, stage, error)
            if isinstance(error, OSError):
                raise disk.refusal(error, self.folder) from error
            raise

    def _roll_back(self, end: int, stage: str, error: BaseException) -> None:
        if stage == "sync" and isinstance(error, OSError):
            # After a failed fsync the kernel may drop the pages and report success next time: never go on.
            self.readonly = (
                f"The disk failed to confirm a write ({error.strerror}). Nothing more is written through this "
                "session; close the room and open it again, and check the disk."
            )
        try:
            os.ftruncate(self.fd, end)
        except OSError as second:
            self.readonly = self.readonly or (
                f"The disk failed while undoing a write ({second.strerror}). Close the room and open it again."
            )
            if stage == "sync":
                raise OutcomeUnknown(
                    "Not confirmed: the disk failed while writing and while undoing. The entry may or may not be "
                    "there. Open the room again and look before you repeat it."
                ) from error

    def close(self) -> None:
        """Release both files; the lock goes with its file."""
        for fd in (self.fd, self.lock_fd):
            if fd >= 0:
                os.close(fd)
        self.fd = self.lock_fd = -1


class Locked:
    """The lock of a journal as a context."""

    __slots__ = ("_journal",)

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def __enter__(self) -> None:
        self._journal.acquire()

    def __exit__(self, *_: object) -> None:
        self._journal.release()


def base_facts(folder: str) -> "dict[str, Any]":
    """``seq``, ``epoch`` and more of ``base.json``, read from its first bytes; empty when there is none."""
    try:
        fd = os.open(f"{folder}/{BASE}", os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return {}
    try:
        text = os.read(fd, 4096).decode(errors="replace")
    finally:
        os.close(fd)
    opening = '{"_meta":{"1":'
    if not text.startswith(opening):
        return {}
    try:
        found: dict[str, Any] = json.JSONDecoder().raw_decode(text, len(opening))[0]
    except ValueError:
        return {}
    return found


def stamp_now() -> str:
    """Now, as headers hold it (UTC)."""
    return stamp(time.time_ns())


def open_journal(folder: str, *, lock_timeout: float | None = None, readonly: str | None = None) -> Journal:
    """Open the journal of ``folder``; raises ``NotFound`` when there is none."""
    try:
        return Journal(folder, lock_timeout=lock_timeout, readonly=readonly)
    except NotFound:
        if os.path.exists(f"{folder}/{BASE}"):
            raise WarroomError(
                f"{folder}/{JOURNAL} is missing, but an older snapshot (base.json) is there. Nothing was changed; "
                "restore the journal from a backup."
            ) from None
        raise


def _same_file(fd: int, path: str) -> bool:
    try:
        named, opened = os.stat(path), os.fstat(fd)
    except FileNotFoundError:
        return False
    return (named.st_dev, named.st_ino) == (opened.st_dev, opened.st_ino)


def _forbidden(folder: str, error: OSError) -> str:
    return f"{folder} can be read but not written ({error.strerror}). Ask its owner for write access to add entries."
