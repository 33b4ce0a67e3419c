"""What an entry list has in sight, where its cursor is and what came in unseen. No terminal, no styles.

Rows are measured only around what is in sight, and found again by searching outward from where they were, so that
nothing here grows with the length of the list.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Final, Generic, NamedTuple, TypeVar

from screens.widgets import viewport
from screens.widgets.row import Block, Columns, Row, columns
from screens.widgets.viewport import START, Position

T = TypeVar("T")

KEPT_BLOCKS: Final = 400
"""Rows whose setting is kept: some pages to both sides on a large terminal."""


class Held:
    """A row as it was last set; ``stamp`` says at which state of the list it was last compared."""

    __slots__ = ("block", "stamp")

    def __init__(self, block: Block, stamp: int) -> None:
        self.block = block
        self.stamp = stamp


class _Sight(NamedTuple):
    """What was in sight when the pane was last arranged: enough to find it again in a list that has changed."""

    total: int = 0
    top_key: str = ""
    bottom: int = -1
    bottom_key: str = ""


class Pane(Generic[T]):
    """A window on a sequence that may change under it; after every call ``places`` are its lines."""

    def __init__(
        self, to_row: Callable[[T], Row], key_of: Callable[[T], str], layout: Callable[[int], Columns] = columns
    ) -> None:
        self._to_row = to_row
        self._key_of = key_of
        self._layout = layout
        self._items: Sequence[T] = ()
        self._words: tuple[str, ...] = ()
        self._columns = layout(1)
        self._height = 0
        self._stamp = 0
        self._kept: OrderedDict[str, Held] = OrderedDict()
        self._sight = _Sight()
        self.cursor = -1
        """Index of the entry under the cursor, -1 in an empty list."""
        self.cursor_key = ""
        self.unseen = 0
        """Entries that came in below the pane and have not been in sight."""
        self.top = START
        self.places: list[Position] = []
        """The lines of the list in the pane, from the top; fewer than ``room`` at the end of a short list."""

    @property
    def total(self) -> int:
        """The number of entries when the sequence was last shown, or fewer when a live one has shrunk since."""
        return min(self._sight.total, len(self._items))

    @property
    def at_end(self) -> bool:
        """Whether the cursor is on the last entry, so that the list follows what comes in."""
        return self.cursor == self.total - 1

    @property
    def room(self) -> int:
        """Lines for rows: the pane without the line that tells of new entries."""
        return self._height - 1 if self.unseen and self._height > 1 else self._height

    # -- what is in it -------------------------------------------------------------------------------------------

    def show(self, items: Sequence[T], follow_end: bool | None, fresh: bool) -> None:
        """Show a sequence; see ``EntryList.show``."""
        was_empty, was_at_end = self.total == 0, self.at_end
        self._items = items
        self._stamp += 1
        total = len(items)
        if not total:
            self.top, self.unseen = START, 0
            self._put(-1)
        elif follow_end or (follow_end is None and was_at_end):
            self.unseen = 0
            self._put(total - 1)
        elif was_empty:
            self._put(0)
        else:
            self._find_again(total, fresh)
        self._sight = self._sight._replace(total=total)
        self.arrange()

    def changed(self, key: str) -> bool:
        """One entry shows something else now; False when it is far from sight and nothing need be done."""
        self._stamp += 1
        if self._kept.pop(key, None) is None:
            return False
        self.arrange()
        return True

    def set_words(self, words: tuple[str, ...]) -> None:
        """The words to mark as found."""
        self._words = words
        self._kept.clear()
        self.arrange()

    def resize(self, width: int, height: int) -> None:
        """The cells for rows, and the lines of the pane."""
        if width != self._columns.width:
            self._kept.clear()
            self._columns = self._layout(width)
        self._height = height
        if self.at_end and self.cursor >= 0:
            self.top = Position(self.cursor, 0)
        self.arrange()

    def locate(self, key: str) -> int | None:
        """The index of the entry with that key, searched outward from the cursor."""
        return self._locate(key, self.cursor, self.total)

    def _put(self, index: int) -> None:
        """Put the cursor on an index of the present sequence."""
        self.cursor = index
        self.cursor_key = self._key_of(self._items[index]) if index >= 0 else ""

    def _find_again(self, total: int, fresh: bool) -> None:
        """Find cursor, top and bottom in a sequence that has changed, and count what came in below the bottom."""
        sight, old = self._sight, self.cursor
        at = self._locate(self.cursor_key, old, total)
        self._put(min(old, total - 1) if at is None else at)
        moved = self.cursor - old
        top = None if at is None else self._locate(sight.top_key, self.top.row + moved, total)
        self.top = Position(min(max(self.top.row + moved, 0), total - 1) if top is None else top, self.top.line)
        if fresh or at is None:
            self.unseen = 0
            return
        bottom = self._locate(sight.bottom_key, sight.bottom + moved, total)
        if bottom is not None:
            self.unseen += max(0, (total - bottom) - (sight.total - sight.bottom))

    def _locate(self, key: str, near: int, total: int) -> int | None:
        """The index of a key, searched outward from where it is likely to be."""
        near = min(max(near, 0), total - 1)
        items, key_of = self._items, self._key_of
        for distance in range(max(near + 1, total - near)):
            if near + distance < total and key_of(items[near + distance]) == key:
                return near + distance
            if near >= distance and key_of(items[near - distance]) == key:
                return near - distance
        return None

    # -- how its rows are set ------------------------------------------------------------------------------------

    def block(self, index: int) -> Block:
        """A row set for the present width: the one that is kept when it still says the same."""
        item = self._items[index]
        key = self._key_of(item)
        held = self._kept.get(key)
        if held is None or held.stamp != self._stamp:
            row = self._to_row(item)
            day = bool(row.day) and (index == 0 or self._day(index - 1) != row.day)
            if held is None or held.block.row != row or held.block.day != day:
                held = self._kept[key] = Held(Block(row, self._columns, day, self._words), self._stamp)
            held.stamp = self._stamp
        self._kept.move_to_end(key)
        if len(self._kept) > KEPT_BLOCKS:
            self._kept.popitem(last=False)
        return held.block

    def height(self, index: int) -> int:
        """Lines of a row."""
        return self.block(index).height

    def _day(self, index: int) -> str:
        """The day of a row, without setting it."""
        item = self._items[index]
        held = self._kept.get(self._key_of(item))
        return held.block.row.day if held is not None and held.stamp == self._stamp else self._to_row(item).day

    # -- where it stands -----------------------------------------------------------------------------------------

    def arrange(self) -> None:
        """Bring the cursor into sight and list the lines from the top."""
        self._stay_within()
        if self._height < 1:
            return
        self._place()
        if self.unseen and (below := self.total - 1 - self.places[-1].row) < self.unseen:
            self.unseen = below
            if not below:  # the line that told of them is free again
                self._place()
        if self.total:
            bottom = self.places[-1].row
            self._sight = _Sight(self.total, self._key(self.top.row), bottom, self._key(bottom))

    def _stay_within(self) -> None:
        """Keep the cursor on an entry when a live sequence has shrunk before it was shown again."""
        if self.cursor >= self.total:
            self._put(self.total - 1)

    def _place(self) -> None:
        """Choose the top so that the cursor's row is in sight."""
        self.places = []
        if self.total:
            row = min(self.top.row, self.total - 1)
            top = Position(row, min(self.top.line, self.height(row) - 1))  # it may be set in fewer lines than it was
            self.top = viewport.reveal(top, self.cursor, self.room, self.total, self.height)
            self.places = viewport.lines_from(self.top, self.room, self.total, self.height)

    def _key(self, index: int) -> str:
        """The key at an index."""
        return self._key_of(self._items[index])

    # -- moving ---------------------------------------------------------------------------------------------------

    def go(self, index: int) -> bool:
        """Put the cursor on an index; False when there is none such."""
        if not 0 <= index < self.total:
            return False
        self._put(index)
        self.arrange()
        return True

    def go_end(self) -> None:
        """Put the cursor on the last row and show the list's last line, also of a row higher than the pane."""
        if self.total:
            self._put(self.total - 1)
            self.unseen = 0
            self.top = viewport.last_top(self.total, self.room, self.height)
            self.arrange()

    def move(self, rows: int) -> None:
        """Move the cursor by rows; through a row higher than the pane, by lines."""
        self._stay_within()
        if not self.total:
            return
        if not self._read_on(rows):
            self._put(min(max(self.cursor + rows, 0), self.total - 1))
        self.arrange()

    def _read_on(self, rows: int) -> bool:
        """Scroll within the cursor's row when it goes on beyond the pane in that direction."""
        lowest = self.height(self.cursor) - self.room
        if lowest <= 0 or self.top.row != self.cursor:
            return False
        jump = max(1, self.room // 3)
        line = min(self.top.line + jump, lowest) if rows > 0 else max(self.top.line - jump, 0)
        moved = (line > self.top.line) if rows > 0 else (line < self.top.line)
        if moved:
            self.top = Position(self.cursor, line)
        return moved

    def scroll(self, lines: int) -> None:
        """Move the pane by lines and leave the cursor at about its height in it; at an end, on the end."""
        if not self.places:
            return
        y = next((y for y, place in enumerate(self.places) if place.row == self.cursor), 0)
        target = viewport.step(self.top, lines, self.total, self.height)
        if lines > 0 and target >= viewport.last_top(self.total, self.room, self.height):
            self.go_end()
            return
        if lines < 0 and target == START:
            self._put(0)
            self.top = target
        else:
            self.top = target
            self._put(self._whole_row(viewport.lines_from(target, self.room, self.total, self.height), y))
        self.arrange()

    def _whole_row(self, places: Sequence[Position], y: int) -> int:
        """The row at a height of the pane, or its neighbour when only the neighbour is in sight as a whole."""
        first, last = places[0], places[-1]
        row = places[min(y, len(places) - 1)].row
        if row == last.row and row > first.row and last.line < self.height(row) - 1:
            row -= 1
        if row == first.row and first.line > 0 and row < last.row and self.height(row + 1) <= self.room:
            row += 1
        return row

    def thumb(self) -> range:
        """The lines of the position bar for the part of the list in sight, by rows; none when all of it is."""
        if not self.places:
            return range(0)
        total, room = self.total, self.room
        rows = self.places[-1].row - self.top.row + 1
        bottom = self.places[-1]
        if self.top == START and bottom == Position(total - 1, self.height(total - 1) - 1):
            return range(0)
        size = max(1, min(room - 1, room * rows // total))
        start = room - size if bottom.row == total - 1 else (room - size) * self.top.row // max(1, total - rows)
        return range(start, start + size)
