"""Reading a journal forwards: whole records are delivered, damage is listed, an unfinished end is left alone.

A line that is no whole record is damage only when a complete record follows it; at the very end it is an
interrupted write. Parts of a batch wait until their group is complete.
"""

import os
from collections.abc import Iterator
from typing import Any

import msgspec
from typing_extensions import override

from store.record import is_whole


class Record(msgspec.Struct, gc=False):
    """One line of a journal (store/record.py says what the letters mean)."""

    s: int
    n: int
    l: int  # noqa: E741 - the letter on disk
    q: int
    o: list[Any]
    p: list[int] | None = None


_BLOCK = 256 << 10


_decode = msgspec.json.Decoder(Record).decode


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

    def __init__(self, fd: int, position: int, seq: int) -> None:
        self.fd = fd
        self.position = position
        """Offset behind the last complete record."""
        self.seq = seq
        self.damages: list[Damage] = []
        self._unsure: list[tuple[int, int, Record | None]] = []
        """Offset, length and record (None: unreadable) of lines whose fate a later line decides."""

    def batches(self, size: int) -> Iterator[list[Record]]:
        """The complete records between the position and ``size``, in order, many at a time; none twice.

        After each batch ``position`` and ``seq`` stand behind it.
        """
        self._unsure = []
        for offset, lines in blocks(self.fd, self.position, size):
            batch: list[Record] = []
            seq = self.seq
            for line in lines:
                record = read_record(line) if is_whole(line) else None
                length = len(line) + 1
                if record is not None and record.s == seq + 1 and record.p is None and not self._unsure:
                    seq += 1  # nearly always
                    batch.append(record)
                    self.position = offset + length
                else:
                    self._unsure.append((offset, length, record))
                    if record is not None and (record.p is None or self._group_complete(record.p)):
                        self.seq = seq
                        batch += self._settled()
                        seq = self.seq
                offset += length
            self.seq = seq
            yield batch

    def _group_complete(self, part: list[int]) -> bool:
        marks = [record and record.p for _, _, record in self._unsure[-part[1] :]]
        return marks == [[number, part[1]] for number in range(1, part[1] + 1)]

    def _settled(self) -> Iterator[Record]:
        """Deliver what waited: a complete record has followed, so anything unreadable before it is damage."""
        bad_start, bad_bytes = -1, 0
        for offset, length, record in self._unsure:
            self.position = offset + length
            if record is None:
                bad_start = offset if bad_start < 0 else bad_start
                bad_bytes += length
                continue
            if record.s <= self.seq:
                continue
            gap = (self.seq + 1, record.s - 1) if record.s > self.seq + 1 else None
            if bad_bytes or gap:
                self.damages.append(Damage(bad_start if bad_bytes else offset, bad_bytes, gap))
                bad_start, bad_bytes = -1, 0
            self.seq = record.s
            yield record
        if bad_bytes:
            self.damages.append(Damage(bad_start, bad_bytes, None))
        self._unsure = []


def read_record(line: bytes) -> Record | None:
    """The record of a line whose checksum holds; None for a header, and for what is no record all the same."""
    try:
        return _decode(line)
    except msgspec.MsgspecError:
        return None


def blocks(fd: int, position: int, size: int) -> Iterator[tuple[int, list[bytes]]]:
    """Terminated lines between two offsets, many at a time, and the offset of the first."""
    rest = b""
    while position < size:
        block = os.pread(fd, min(_BLOCK, size - position), position)
        if not block:
            return
        offset = position - len(rest)
        position += len(block)
        *whole, rest = (rest + block).split(b"\n")
        yield offset, whole
