"""Where a list of rows of different heights stands in its pane: positions as (row, line within it).

Pure. Heights are asked for one row at a time, only around the place in question, so nothing here costs more in a
list of 100,000 rows than in one of a hundred.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

Heights = Callable[[int], int]
"""The number of lines of a row, at least one."""


class Position(NamedTuple):
    """A line of the list."""

    row: int
    line: int


START: Final = Position(0, 0)


def step(place: Position, lines: int, count: int, height: Heights) -> Position:
    """The position so many lines further down (negative: up), held within the ``count`` rows."""
    row, line = place[0], place[1] + lines
    while line < 0 and row > 0:
        row -= 1
        line += height(row)
    while row < count and (tall := height(row)) <= line:
        if row == count - 1:
            return Position(row, tall - 1)
        line -= tall
        row += 1
    return Position(row, max(line, 0))


def last_top(count: int, room: int, height: Heights) -> Position:
    """The lowest sensible top: the list's last line is the last of ``room`` lines."""
    if count == 0:
        return START
    end = Position(count - 1, height(count - 1) - 1)
    return step(end, 1 - room, count, height)


def lines_from(top: Position, room: int, count: int, height: Heights) -> list[Position]:
    """The lines of the list that fill a pane of ``room`` lines from its top; fewer at the end of the list."""
    shown: list[Position] = []
    row, line = top
    while row < count and len(shown) < room:
        tall = height(row)
        shown.extend(Position(row, n) for n in range(line, min(tall, line + room - len(shown))))
        row, line = row + 1, 0
    return shown


def reveal(top: Position, row: int, room: int, count: int, height: Heights) -> Position:
    """The top that shows ``row``: the same one when the row is in sight, else moved by about a third of the pane.

    Moving by more than a line costs one full repaint in every dozen keys instead of one in each, which is what
    keeps a key under 2 kB on a slow line. A row higher than the pane is shown from its first line when it is
    reached from above, to its last when from below.
    """
    tall = height(row)
    lowest = last_top(count, room, height)
    top = min(top, lowest)
    margin = max(0, min(room // 3, room - tall))
    if Position(row, 0) < top:  # begins above the pane
        if tall > room:
            return max(top, Position(row, 0)) if top.row == row else Position(row, tall - room)
        return min(step(Position(row, 0), -margin, count, height), lowest)
    shown = lines_from(top, room, count, height)
    if shown and (shown[-1] >= Position(row, min(tall, room) - 1) or shown[0] == Position(row, 0)):
        return top
    if tall > room:
        return min(Position(row, 0), lowest)
    return min(step(Position(row, tall - 1), margin + 1 - room, count, height), lowest)
