"""Records by the hundred thousand, put in order without being in memory together."""

from collections.abc import Callable, Iterator
from heapq import merge
from typing import Any, BinaryIO, Final, Generic, TypeVar

import msgspec

from warroom.importers.spool import nameless_file, no_room

R = TypeVar("R", bound=msgspec.Struct)
RUN: Final = 5_000
"""Records that are put in order at a time; a few megabytes."""
_READ: Final = 1 << 14
"""Bytes of each run that are read ahead when all runs are merged."""
_encode = msgspec.json.Encoder().encode


class Sorted(Generic[R]):
    """Takes records in any order and gives them back by ``key``, equal ones in the order in which they came.

    Beyond ``RUN`` of them they lie in a nameless temporary file, in runs of that length that are merged when they are
    asked for; it is gone with the process. Raises ``NotSaved`` when the disk is full.
    """

    def __init__(self, form: type[R], key: Callable[[R], Any]) -> None:
        self._key = key
        self._decode = msgspec.json.Decoder(form).decode
        self._last: list[R] = []
        self._file: BinaryIO | None = None
        self._ends = [0]

    def add(self, one: R) -> None:
        """Take one in."""
        self._last.append(one)
        if len(self._last) >= RUN:
            self._put_away()

    def __iter__(self) -> Iterator[R]:
        runs = [self._run(begin, end) for begin, end in zip(self._ends, self._ends[1:], strict=False)]
        return merge(*runs, sorted(self._last, key=self._key), key=self._key)

    def _put_away(self) -> None:
        self._last.sort(key=self._key)
        if self._file is None:
            self._file = nameless_file()
        try:
            self._file.seek(self._ends[-1])  # somebody may be walking through it
            self._file.writelines(_encode(one) + b"\n" for one in self._last)
            self._file.flush()
        except OSError as error:
            raise no_room(error) from error
        self._ends.append(self._file.tell())
        self._last = []

    def _run(self, begin: int, end: int) -> Iterator[R]:
        assert self._file is not None
        while begin < end:
            self._file.seek(begin)
            # It reads lines until they are more than it is told: one byte less keeps it out of the next run.
            lines = self._file.readlines(min(_READ, end - begin - 1))
            begin = self._file.tell()
            for line in lines:
                yield self._decode(line)
