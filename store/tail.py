"""The end of a journal, found from behind: its cost does not grow with the history.

Standard library only.
"""

import os

from store.record import Header, Tail, counters, is_whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCK = 16 << 10


def lines_backwards(fd: int, size: int) -> "Iterator[tuple[int, bytes]]":
    """Offset and bytes (newline left out) of each terminated line before ``size``, last one first.

    Bytes behind the last newline are no line.
    """
    position, rest, block = size, b"", _BLOCK
    while position > 0:
        start = max(0, position - block)
        rest = os.pread(fd, position - start, start) + rest
        position = start
        first = rest.find(b"\n") + 1 if position else 0
        if position and not first:
            block *= 2
            continue
        *pieces, unterminated = rest[first:].split(b"\n")
        if not pieces:  # still within one long line: its own newline is not the one before it
            block *= 2
        end = position + len(rest) - len(unterminated)
        for piece in reversed(pieces):
            end -= len(piece) + 1
            yield end, piece
        rest = rest[:first]


def find(fd: int, size: int, header: Header) -> Tail:
    """The end of the last whole record (or complete group of parts); what lies behind it is a torn tail."""
    waiting: list[tuple[int, int]] | None = None  # parts of the last group still to be seen, and its end
    tail = Tail(0, 0, 0, 0, 0)
    for offset, line in lines_backwards(fd, size):
        if offset == 0:
            break
        found = counters(line) if is_whole(line) else None
        if found is None:
            waiting = None
            continue
        part, parts = found.get("p", (1, 1))
        if part == parts:
            end = offset + len(line) + 1
            tail = Tail(end, found["s"], found["n"], found["l"], header.oseq_after(found["s"], found["q"]))
            waiting = [(number, parts) for number in range(1, parts)]
        elif not waiting or waiting.pop() != (part, parts):
            waiting = None
            continue
        if not waiting:
            return tail
    return Tail(first_line(fd)[1], header.seq, header.n, header.lam, header.oseq)


def first_line(fd: int) -> tuple[bytes, int]:
    """The first line of a file (newline left out) and the offset behind it; the whole file if it has no newline."""
    data = b""
    while b"\n" not in data:
        more = os.pread(fd, 4096, len(data))
        if not more:
            return data, len(data)
        data += more
    line, _, _ = data.partition(b"\n")
    return line, len(line) + 1
