"""The one list of the product: timeline, discussion and owner thread.

It draws by Textual's Line API and measures rows only around what is in sight, so that 100,000 entries mount,
scroll and grow as a thousand do. The position is a row and a line within it; there is nothing to sum up.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Generic, NamedTuple, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from screens.widgets import viewport
from screens.widgets.row import TONES, Block, Columns, Row, Run, columns
from screens.widgets.strips import Palette, changed_cells, paint
from screens.widgets.viewport import START, Position
from screens.widgets.wrap import fit, wrap
from warroom.text import safe

T = TypeVar("T")

KEPT_BLOCKS: Final = 400
"""Rows whose setting is kept: some pages to both sides of a large terminal."""

WHEEL_ROWS: Final = 3


class _Held(Generic[T]):
    """A row as it was last set, and its painted lines."""

    __slots__ = ("block", "stamp", "strips")

    def __init__(self, block: Block, stamp: int) -> None:
        self.block = block
        self.stamp = stamp
        self.strips: dict[tuple[int, Style | None, bool], Strip] = {}


class _Seen(NamedTuple):
    """What stood in the pane when it was last settled: enough to find it again in a list that has changed."""

    count: int = 0
    top_key: str = ""
    bottom: int = -1
    bottom_key: str = ""


class EntryList(Widget, Generic[T], can_focus=True):
    """A list of wrapped rows with a cursor, for any number of entries.

    ``to_row`` says what an entry shows and is only called for rows in or near the pane; ``key_of`` must be cheap.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "entry-list--time",
        "entry-list--note",
        "entry-list--day",
        "entry-list--hit",
        "entry-list--cursor",
        "entry-list--resting",
        "entry-list--bar",
        "entry-list--marker",
        *(f"entry-list--{tone}" for tone in TONES),
    }
    DEFAULT_CSS = """
    EntryList {
        height: 1fr;
        width: 1fr;
        & > .entry-list--time, & > .entry-list--note, & > .entry-list--system { color: $text-muted; }
        & > .entry-list--day { color: $text-secondary; text-style: bold; }
        & > .entry-list--hit { text-style: bold reverse; }
        & > .entry-list--cursor { text-style: reverse; }
        & > .entry-list--resting { background: $surface-lighten-2; text-style: bold; }
        & > .entry-list--bar { color: $text-muted; text-style: reverse; }
        & > .entry-list--marker { color: $text-warning; text-style: bold reverse; }
        & > .entry-list--action { color: $text-primary; text-style: bold; }
        & > .entry-list--decision { color: $text-warning; text-style: bold; }
        & > .entry-list--milestone { color: $text-success; text-style: bold; }
        & > .entry-list--owner { color: $text-accent; text-style: bold; }
        & > .entry-list--internal { color: $text-secondary; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "rows(1)", "Next entry", id="list.down", show=False),
        Binding("up,k", "rows(-1)", "Previous entry", id="list.up", show=False),
        Binding("pagedown", "page(1)", "Page down", id="list.page_down", show=False),
        Binding("pageup", "page(-1)", "Page up", id="list.page_up", show=False),
        Binding("ctrl+d", "half_page(1)", "Half a page down", id="list.half_down", show=False),
        Binding("ctrl+u", "half_page(-1)", "Half a page up", id="list.half_up", show=False),
        Binding("end,G", "last", "Last entry", id="list.last", show=False),
        Binding("home,g", "first", "First entry", id="list.first", show=False),
        Binding("enter", "open", "Open the entry", id="list.open", show=False),
    ]

    highlight: reactive[tuple[str, ...]] = reactive((), init=False, repaint=False)
    """Words that are shown in reverse wherever they stand, whatever their case."""

    @dataclass
    class Highlighted(Message):
        """The cursor stands on another entry."""

        entry_list: "EntryList[object]"
        key: str

        @property
        def control(self) -> "EntryList[object]":
            """The list that speaks."""
            return self.entry_list

    @dataclass
    class Opened(Message):
        """Enter or a double click on an entry."""

        entry_list: "EntryList[object]"
        key: str

        @property
        def control(self) -> "EntryList[object]":
            """The list that speaks."""
            return self.entry_list

    @dataclass
    class UnseenChanged(Message):
        """The number of new entries below the pane has changed."""

        entry_list: "EntryList[object]"
        count: int

        @property
        def control(self) -> "EntryList[object]":
            """The list that speaks."""
            return self.entry_list

    def __init__(
        self,
        to_row: Callable[[T], Row],
        key_of: Callable[[T], str],
        *,
        empty: str,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._to_row = to_row
        self._key_of = key_of
        self._empty = empty
        self._items: Sequence[T] = ()
        self._cursor = -1
        self._cursor_key = ""
        self._top = START
        self._unseen = 0
        self._announced = 0  # the number of unseen entries that was told last
        self._seen = _Seen()
        self._stamp = 0  # grows with every show(): a block with an older stamp is compared with its row again
        self._blocks: OrderedDict[str, _Held[T]] = OrderedDict()
        self._columns: Columns = columns(1)
        self._palette: Palette | None = None
        self._fitted = Size(0, 0)
        self._places: list[Position] = []
        self._strips: list[Strip] = []

    # -- what is in the list -----------------------------------------------------------------------------------

    def show(self, items: Sequence[T], *, follow_end: bool | None = None, fresh: bool = False) -> None:
        """Show a sequence: a new one, or the same one that has grown or changed in any place.

        The cursor stays on its entry, and at the end when it was there (``follow_end`` says otherwise: True goes to
        the end, False stays). Entries that came in below the pane are counted as unseen, unless the sequence is a
        ``fresh`` selection (a filter). Costs nothing per entry; only an entry that has left the list is searched
        for in all of it.
        """
        was_empty, was_at_end = self._seen.count == 0, self.at_end
        self._items = items
        self._stamp += 1
        count = len(items)
        if count == 0:
            self._top, self._unseen = START, 0
            self._set_cursor(-1)
        elif follow_end or (follow_end is None and was_at_end):
            self._unseen = 0
            self._set_cursor(count - 1)
        elif was_empty:
            self._set_cursor(0)
        else:
            self._find_again(count, fresh)
        self._settle(count)

    def changed(self, key: str) -> None:
        """The entry with that key shows something else now; the rest of the list is as it was."""
        self._stamp += 1
        if self._blocks.pop(key, None) is not None:
            self._settle(self._seen.count)

    @property
    def cursor(self) -> int:
        """The index of the entry under the cursor, -1 in an empty list."""
        return self._cursor

    @property
    def cursor_key(self) -> str:
        """The key of the entry under the cursor, "" in an empty list."""
        return self._cursor_key

    @property
    def at_end(self) -> bool:
        """Whether the cursor is on the last entry, so that the list follows what comes in."""
        return self._cursor == self._seen.count - 1

    @property
    def unseen(self) -> int:
        """New entries below the pane that have not been in sight yet."""
        return self._unseen

    def move_to(self, place: str | int) -> bool:
        """Put the cursor on an entry, by key or by index (negative from the end); False when it is not there."""
        count = self._seen.count
        if isinstance(place, int):
            index = place if place >= 0 else count + place
        else:
            found = self._locate(place, self._cursor, count)
            index = -1 if found is None else found
        if not 0 <= index < count:
            return False
        self._set_cursor(index)
        self._settle(count)
        return True

    def _set_cursor(self, index: int) -> None:
        """Put the cursor on an index and tell when the entry under it is another one."""
        self._cursor = index
        key = self._key_of(self._items[index]) if index >= 0 else ""
        if key != self._cursor_key:
            self._cursor_key = key
            if key:
                self.post_message(self.Highlighted(self, key))

    def _find_again(self, count: int, fresh: bool) -> None:
        """Find cursor, top and bottom in a sequence that has changed, and count what came in below the bottom."""
        seen, old = self._seen, self._cursor
        at = self._locate(self._cursor_key, old, count)
        self._set_cursor(min(old, count - 1) if at is None else at)
        moved = self._cursor - old
        top = self._locate(seen.top_key, self._top.row + moved, count) if at is not None else None
        self._top = Position(min(max(self._top.row + moved, 0), count - 1) if top is None else top, self._top.line)
        if fresh or at is None:
            self._unseen = 0
            return
        bottom = self._locate(seen.bottom_key, seen.bottom + moved, count)
        if bottom is not None:
            self._unseen += max(0, (count - bottom) - (seen.count - seen.bottom))

    def _locate(self, key: str, near: int, count: int) -> int | None:
        """The index of a key, searched outward from where it is likely to be."""
        near = min(max(near, 0), count - 1)
        items, key_of = self._items, self._key_of
        for distance in range(max(near + 1, count - near)):
            if near + distance < count and key_of(items[near + distance]) == key:
                return near + distance
            if near >= distance and key_of(items[near - distance]) == key:
                return near - distance
        return None

    # -- where the pane stands -----------------------------------------------------------------------------------

    def _settle(self, count: int) -> None:
        """Bring the cursor into sight and repaint the cells that differ."""
        self._arrange(count)
        if self._fitted.height > 0:
            self._repaint()

    def _arrange(self, count: int) -> None:
        """Work out the lines of the pane, and tell when fewer or more new entries are out of sight."""
        if self._fitted.height > 0:
            self._place(count)
            if self._unseen and (below := count - 1 - self._places[-1].row) < self._unseen:
                self._unseen = below
                if not below:  # the marker's line is free again
                    self._place(count)
        self._remember(count)
        if self._unseen != self._announced:
            self._announced = self._unseen
            self.post_message(self.UnseenChanged(self, self._unseen))

    def _place(self, count: int) -> None:
        """Choose the top so that the cursor's row is in sight, and list the lines from there."""
        if count == 0:
            self._places = []
            return
        room = self._room
        self._top = viewport.reveal(self._top, self._cursor, room, count, self._height)
        self._places = viewport.lines_from(self._top, room, count, self._height)

    def _remember(self, count: int) -> None:
        """Note what is in sight, to find it again when the sequence changes under us."""
        if not count:
            self._seen = _Seen()
            return
        top = min(self._top.row, count - 1)
        bottom = self._places[-1].row if self._places else count - 1
        self._seen = _Seen(count, self._key_of(self._items[top]), bottom, self._key_of(self._items[bottom]))

    @property
    def _room(self) -> int:
        """Lines for rows: the pane without the marker's line."""
        height = self._fitted.height
        return height - 1 if self._unseen and height > 1 else height

    def _height(self, index: int) -> int:
        """Lines of a row."""
        return self._hold(index).block.height

    def _hold(self, index: int) -> "_Held[T]":
        """A row set for the present width, from what is kept when it still says the same."""
        item = self._items[index]
        key = self._key_of(item)
        held = self._blocks.get(key)
        if held is not None and held.stamp == self._stamp:
            self._blocks.move_to_end(key)
            return held
        row = self._to_row(item)
        day = index == 0 or self._day(index - 1) != row.day
        if held is not None and held.block.row == row and held.block.day == day:
            held.stamp = self._stamp
            self._blocks.move_to_end(key)
            return held
        held = self._blocks[key] = _Held(Block(row, self._columns, day, self.highlight), self._stamp)
        self._blocks.move_to_end(key)
        if len(self._blocks) > KEPT_BLOCKS:
            self._blocks.popitem(last=False)
        return held

    def _day(self, index: int) -> str:
        """The day of a row, without setting it."""
        item = self._items[index]
        held = self._blocks.get(self._key_of(item))
        return held.block.row.day if held is not None and held.stamp == self._stamp else self._to_row(item).day

    # -- drawing ---------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """One line of the pane, from the strips worked out before."""
        self._fit()
        return self._strips[y] if y < len(self._strips) else Strip.blank(self._fitted.width, self._styles().roles["text"])

    def _fit(self) -> None:
        """Set the list anew when the size or the theme has changed since."""
        size = self.content_size
        if size != self._fitted:
            if size.width != self._fitted.width:
                self._blocks.clear()
                self._columns = columns(size.width - 1)
            self._fitted = size
            self._strips = []
            if self._cursor >= 0 and self.at_end:
                self._top = Position(self._cursor, 0)
            self._arrange(self._seen.count)
            self._strips = self._draw()
        elif self._palette is None:
            for held in self._blocks.values():
                held.strips.clear()
            self._strips = self._draw()

    def _repaint(self) -> None:
        """Refresh the cells that differ from what was drawn last."""
        before, self._strips = self._strips, self._draw()
        if len(before) != len(self._strips):
            self.refresh()
            return
        regions = [
            Region(cells[0], y, cells[1] - cells[0], 1)
            for y, (old, new) in enumerate(zip(before, self._strips, strict=True))
            if (cells := changed_cells(old, new)) is not None
        ]
        if regions:
            self.refresh(*regions)

    def _draw(self) -> list[Strip]:
        """All lines of the pane."""
        palette, (width, height) = self._styles(), self._fitted
        blank = palette.roles["text"]
        if not self._places:
            text = safe(self._empty)
            lines = [fit(text[start:end], width) for start, end in wrap(text, max(width, 1))]
            drawn = [paint([Run(line, "note")], "", palette, None, False).crop(0, width) for line in lines[:height]]
        else:
            thumb = self._thumb()
            drawn = [self._line(place, y in thumb) for y, place in enumerate(self._places)]
        drawn.extend(Strip.blank(width, blank) for _ in range(height - len(drawn)))
        if self._unseen and height > 1:
            words = "1 new entry" if self._unseen == 1 else f"{self._unseen:,} new entries"
            drawn[-1] = Strip([Segment(fit(f"-- {words}, G goes to the end --", width), palette.marker)], width)
        return drawn

    def _line(self, place: Position, bar: bool) -> Strip:
        """One line of one row."""
        held, palette = self._hold(place.row), self._styles()
        cursor = None
        if place.row == self._cursor:
            cursor = palette.cursor if self.has_focus else palette.resting
        look = (place.line, cursor, bar)
        strip = held.strips.get(look)
        if strip is None:
            block = held.block
            strip = held.strips[look] = paint(block.line(place.line), block.row.tone, palette, cursor, bar)
        return strip

    def _thumb(self) -> range:
        """The lines of the position bar that show which part of the list is in sight; none when all of it is."""
        count, room = self._seen.count, self._room
        rows = self._places[-1].row - self._top.row + 1
        if rows >= count and self._top == START and len(self._places) < room:
            return range(0)
        size = max(1, min(room - 1, room * rows // count))
        start = (room - size) * self._top.row // max(1, count - rows)
        return range(start, start + size)

    def _styles(self) -> Palette:
        """The styles of the present theme."""
        if self._palette is None:
            named = self.get_component_rich_style
            text = self.rich_style
            self._palette = Palette(
                roles={
                    "text": text,
                    "time": named("entry-list--time"),
                    "note": named("entry-list--note"),
                    "day": named("entry-list--day"),
                    "hit": named("entry-list--hit"),
                    "struck": text + Style(strike=True),
                },
                tones={tone: named(f"entry-list--{tone}") for tone in TONES},
                cursor=named("entry-list--cursor"),
                resting=named("entry-list--resting"),
                bar=named("entry-list--bar"),
                marker=named("entry-list--marker"),
            )
        return self._palette

    # -- keys, mouse and what else happens to a widget ---------------------------------------------------------------

    def action_rows(self, rows: int) -> None:
        """Move the cursor by entries; through an entry higher than the pane, by lines."""
        count = self._seen.count
        if not count:
            return
        if not self._read_on(rows):
            self._set_cursor(min(max(self._cursor + rows, 0), count - 1))
        self._settle(count)

    def _read_on(self, rows: int) -> bool:
        """Scroll within the cursor's row when it goes on beyond the pane in that direction."""
        tall, room = self._height(self._cursor), self._room
        if tall <= room or self._top.row != self._cursor:
            return False
        line, lowest = self._top.line, tall - room
        jump = max(1, room // 3)
        target = min(line + jump, lowest) if rows > 0 else max(line - jump, 0)
        if target == line or (rows > 0 and line >= lowest):
            return False
        self._top = Position(self._cursor, target)
        return True

    def action_page(self, pages: int) -> None:
        """Move by a page that keeps one line of the last one in sight."""
        self._scroll_lines(pages * max(1, self._room - 1))

    def action_half_page(self, halves: int) -> None:
        """Move by half a page."""
        self._scroll_lines(halves * max(1, self._room // 2))

    def _scroll_lines(self, lines: int) -> None:
        """Move the pane by lines and leave the cursor at about its height in it; at an end, on the end."""
        count, room = self._seen.count, self._room
        if not count or not self._places:
            return
        height = next((y for y, place in enumerate(self._places) if place.row == self._cursor), 0)
        lowest = viewport.last_top(count, room, self._height)
        target = viewport.step(self._top, lines, count, self._height)
        if lines > 0 and target >= lowest:
            self._set_cursor(count - 1)
        elif lines < 0 and target == START:
            self._set_cursor(0)
        else:
            self._top = target
            self._set_cursor(self._whole_row(viewport.lines_from(target, room, count, self._height), height))
        self._settle(count)

    def _whole_row(self, places: Sequence[Position], y: int) -> int:
        """The row at a height of the pane, or its neighbour when only the neighbour is in sight as a whole."""
        first, last = places[0], places[-1]
        row = places[min(y, len(places) - 1)].row
        if row == last.row and row > first.row and last.line < self._height(row) - 1:
            row -= 1
        if row == first.row and first.line > 0 and row < last.row and self._height(row + 1) <= len(places):
            row += 1
        return row

    def action_last(self) -> None:
        """Go to the last entry."""
        self.move_to(-1)

    def action_first(self) -> None:
        """Go to the first entry."""
        self.move_to(0)

    def action_open(self) -> None:
        """Open the entry under the cursor."""
        if self._cursor_key:
            self.post_message(self.Opened(self, self._cursor_key))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the entry that was clicked; a second click opens it; the marker goes to the end."""
        event.stop()
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if offset.y >= len(self._places):
            if self._unseen and offset.y == self._fitted.height - 1:
                self.action_last()
        elif event.chain == 2:
            self.action_open()
        else:
            self.move_to(self._places[offset.y].row)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Three entries down."""
        event.stop()
        event.prevent_default()
        self.action_rows(WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Three entries up."""
        event.stop()
        event.prevent_default()
        self.action_rows(-WHEEL_ROWS)

    def on_resize(self) -> None:
        """Set the rows for the new size."""
        self._fit()

    def on_focus(self) -> None:
        """Draw the cursor as the place where keys go."""
        self._settle(self._seen.count)

    def on_blur(self) -> None:
        """Draw the cursor as resting."""
        self._settle(self._seen.count)

    def watch_highlight(self) -> None:
        """Set the rows with the new words."""
        self._blocks.clear()
        self._settle(self._seen.count)

    def notify_style_update(self) -> None:
        """Take the new theme's styles at the next drawing."""
        super().notify_style_update()
        self._palette = None
