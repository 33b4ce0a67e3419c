"""Reading a journal forwards: whole records are delivered, damage is listed, an unfinished end is left alone.

A line that is no whole record is damage only when a complete record follows it; at the very end it is an
interrupted write. Parts of a batch wait until their group is complete.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

from typing_extensions import override

from store.record import is_whole

Record = dict[str, Any]
_BLOCK = 4 << 20


class Damage:
    """Bytes of a journal that can't be read: where they are and how many records are missing."""

    __slots__ = ("length", "missing", "offset")

    def __init__(self, offset: int, length: int, missing: tuple[int, int] | None) -> None:
        self.offset = offset
        self.length = length
        self.missing = missing
        """First and last sequence number that is missing, or None."""

    @override
    def __repr__(self) -> str:
        return f"Damage(offset={self.offset}, length={self.length}, missing={self.missing})"


class Reader:
    """Goes forwards through one journal file and remembers where it stands."""

    def __init__(self, fd: int, position: int, seq: int, decode: Callable[[bytes], Any]) -> None:
        self.fd = fd
        self.position = position
        """Offset behind the last complete record."""
        self.seq = seq
        self.damages: list[Damage] = []
        self._decode = decode
        self._unsure: list[tuple[int, int, Record | None]] = []
        """Offset, length and record (None: unreadable) of lines whose fate a later line decides."""

    def records(self, size: int) -> Iterator[Record]:
        """Each complete record between the position and ``size``, in order; repeated ones are left out."""
        self._unsure = []
        for offset, line in _lines(self.fd, self.position, size):
            record = self._decode(line) if is_whole(line) else None
            if record is None or "o" not in record:
                self._unsure.append((offset, len(line) + 1, None))
            elif not self._unsure and record["s"] == self.seq + 1 and "p" not in record:  # nearly always
                self.seq += 1
                self.position = offset + len(line) + 1
                yield record
            else:
                self._unsure.append((offset, len(line) + 1, record))
                if "p" not in record or self._group_complete():
                    yield from self._settled()

    def _group_complete(self) -> bool:
        parts: int = (self._unsure[-1][2] or {})["p"][1]
        marks = [(record or {}).get("p") for _, _, record in self._unsure[-parts:]]
        return marks == [[number, parts] for number in range(1, parts + 1)]

    def _settled(self) -> Iterator[Record]:
        """Deliver what waited: a complete record has followed, so anything unreadable before it is damage."""
        bad_start, bad_bytes = -1, 0
        for offset, length, record in self._unsure:
            self.position = offset + length
            if record is None:
                bad_start = offset if bad_start < 0 else bad_start
                bad_bytes += length
                continue
            if record["s"] <= self.seq:
                continue
            gap = (self.seq + 1, record["s"] - 1) if record["s"] > self.seq + 1 else None
            if bad_bytes or gap:
                self.damages.append(Damage(bad_start if bad_bytes else offset, bad_bytes, gap))
                bad_start, bad_bytes = -1, 0
            self.seq = record["s"]
            yield record
        if bad_bytes:
            self.damages.append(Damage(bad_start, bad_bytes, None))
        self._unsure = []


def _lines(fd: int, position: int, size: int) -> Iterator[tuple[int, bytes]]:
    """Offset and bytes of each terminated line between two offsets."""
    rest = b""
    while position < size:
        block = os.pread(fd, min(_BLOCK, size - position), position)
        if not block:
            return
        offset = position - len(rest)
        position += len(block)
        *whole, rest = (rest + block).split(b"\n")
        for line in whole:
            yield offset, line
            offset += len(line) + 1
