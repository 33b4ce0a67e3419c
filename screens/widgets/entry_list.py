"""The one list of the product: timeline, discussion and owner thread.

It draws by Textual's Line API and measures rows only around what is in sight, so that 100,000 entries mount,
scroll and grow as a thousand do. The position is a row and a line within it; there is nothing to sum up.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Generic, TypeVar
from weakref import WeakKeyDictionary

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget
from typing_extensions import override

from screens.widgets.pane import Pane
from screens.widgets.row import TONES, Block, Columns, Row, columns
from screens.widgets.strips import Palette, Tones, changed_cells, paint
from screens.widgets.viewport import Position
from screens.widgets.wrap import fit, wrap
from warroom.text import safe

T = TypeVar("T")

WHEEL_ROWS: Final = 3

_Look = tuple[int, Style | None, bool]
"""The line of a row, the style of the cursor on it, and whether the position bar is beside it."""


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

        entry_list: "EntryList[Any]"
        key: str

        @property
        @override
        def control(self) -> "EntryList[Any]":
            """The list that speaks."""
            return self.entry_list

    @dataclass
    class Opened(Message):
        """Enter or a double click on an entry."""

        entry_list: "EntryList[Any]"
        key: str

        @property
        @override
        def control(self) -> "EntryList[Any]":
            """The list that speaks."""
            return self.entry_list

    @dataclass
    class UnseenChanged(Message):
        """The number of new entries below the pane has changed."""

        entry_list: "EntryList[Any]"
        count: int

        @property
        @override
        def control(self) -> "EntryList[Any]":
            """The list that speaks."""
            return self.entry_list

    def __init__(
        self,
        to_row: Callable[[T], Row],
        key_of: Callable[[T], str],
        *,
        empty: str,
        layout: Callable[[int], Columns] = columns,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """``layout`` says which columns a list of so many cells has."""
        super().__init__(id=id, classes=classes)
        self._pane: Pane[T] = Pane(to_row, key_of, layout)
        self._empty = empty
        self._told = ("", 0)  # the cursor's key and the unseen count that were posted last
        self._palette: Palette | None = None
        self._fitted = Size(0, 0)
        self._strips: list[Strip] = []
        # Painted lines by block: what a line looks like depends on the cursor and the bar too.
        self._painted: WeakKeyDictionary[Block, dict[_Look, Strip]] = WeakKeyDictionary()

    # -- what is in the list -------------------------------------------------------------------------------------

    def show(self, items: Sequence[T], *, follow_end: bool | None = None, fresh: bool = False) -> None:
        """Show a sequence: a new one, or the same one that has grown or changed in any place.

        The cursor stays on its entry, and at the end when it was there (``follow_end`` says otherwise: True goes to
        the end, False stays). Entries that came in below the pane are counted as unseen, unless the sequence is a
        ``fresh`` selection (a filter). Costs nothing per entry; only an entry that has left the list is searched
        for in all of it.
        """
        self._pane.show(items, follow_end, fresh)
        self._settle()

    def changed(self, key: str) -> None:
        """The entry with that key shows something else now; the rest of the list is as it was."""
        if self._pane.changed(key):
            self._settle()

    @property
    def cursor(self) -> int:
        """The index of the entry under the cursor, -1 in an empty list."""
        return self._pane.cursor

    @property
    def cursor_key(self) -> str:
        """The key of the entry under the cursor, "" in an empty list."""
        return self._pane.cursor_key

    @property
    def at_end(self) -> bool:
        """Whether the cursor is on the last entry, so that the list follows what comes in."""
        return self._pane.at_end

    @property
    def unseen(self) -> int:
        """New entries below the pane that have not been in sight yet."""
        return self._pane.unseen

    def move_to(self, place: str | int) -> bool:
        """Put the cursor on an entry, by key or by index (negative from the end); False when it is not there."""
        if isinstance(place, str):
            found = self._pane.locate(place)
            index = -1 if found is None else found
        else:
            index = place if place >= 0 else self._pane.total + place
        moved = self._pane.go(index)
        self._settle()
        return moved

    def _settle(self) -> None:
        """Repaint the cells that differ, and tell what has changed since the last time."""
        if self._fitted.height > 0:
            self._repaint()
        self._tell()

    def _tell(self) -> None:
        """Post where the cursor is and how much is unseen, when that is news."""
        key, unseen = self._told
        self._told = (self._pane.cursor_key, self._pane.unseen)
        if self._pane.cursor_key not in (key, ""):
            self.post_message(self.Highlighted(self, self._pane.cursor_key))
        if self._pane.unseen != unseen:
            self.post_message(self.UnseenChanged(self, self._pane.unseen))

    # -- drawing -------------------------------------------------------------------------------------------------

    @override
    def render_line(self, y: int) -> Strip:
        """One line of the pane, from the strips worked out before."""
        self._fit()
        if y < len(self._strips):
            return self._strips[y]
        return Strip.blank(self._fitted.width, self._styles().roles["text"])

    def _fit(self) -> None:
        """Set the list anew when the size or the theme has changed since."""
        size = self.content_size
        if size != self._fitted:
            self._fitted = size
            self._pane.resize(max(0, size.width - 1), size.height)
            self._strips = self._draw()
            self._tell()
        elif self._palette is None:
            self._painted.clear()
            self._pane.arrange()
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
        thumb = self._pane.thumb()
        drawn = [self._line(place, y in thumb) for y, place in enumerate(self._pane.places)]
        if not drawn:
            text = safe(self._empty)
            lines = (fit(text[start:end], width) for start, end in wrap(text, width))
            drawn = [Strip([Segment(line, palette.roles["note"])], width) for line in lines][:height]
        drawn.extend(Strip.blank(width, palette.roles["text"]) for _ in range(height - len(drawn)))
        if self._pane.unseen and height > 1:
            words = "1 new entry" if self._pane.unseen == 1 else f"{self._pane.unseen:,} new entries"
            drawn[-1] = Strip([Segment(fit(f"-- {words}, G goes to the end --", width), palette.marker)], width)
        return drawn

    def _line(self, place: Position, bar: bool) -> Strip:
        """One line of one row."""
        block, palette = self._pane.block(place.row), self._styles()
        cursor = None
        if place.row == self._pane.cursor:
            cursor = palette.cursor if self.has_focus else palette.resting
        looks = self._painted.setdefault(block, {})
        strip = looks.get((place.line, cursor, bar))
        if strip is None:
            strip = paint(block.line(place.line), block.row.tone, palette, cursor, bar)
            looks[place.line, cursor, bar] = strip
        return strip

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
                tones=Tones(named),
                cursor=named("entry-list--cursor"),
                resting=named("entry-list--resting"),
                bar=named("entry-list--bar"),
                marker=named("entry-list--marker"),
            )
        return self._palette

    # -- keys, mouse and what else happens to a widget ---------------------------------------------------------------

    def action_rows(self, rows: int) -> None:
        """Move the cursor by entries; through an entry higher than the pane, by lines."""
        self._pane.move(rows)
        self._settle()

    def action_page(self, pages: int) -> None:
        """Move by a page that keeps one line of the last one in sight."""
        self._pane.scroll(pages * max(1, self._pane.room - 1))
        self._settle()

    def action_half_page(self, halves: int) -> None:
        """Move by half a page."""
        self._pane.scroll(halves * max(1, self._pane.room // 2))
        self._settle()

    def action_last(self) -> None:
        """Go to the last entry."""
        self._pane.go_end()
        self._settle()

    def action_first(self) -> None:
        """Go to the first entry."""
        self.move_to(0)

    def action_open(self) -> None:
        """Open the entry under the cursor."""
        if self.cursor_key:
            self.post_message(self.Opened(self, self.cursor_key))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the entry that was clicked; a second click opens it; the marker goes to the end."""
        event.stop()
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if offset.y >= len(self._pane.places):
            if self.unseen and offset.y == self._fitted.height - 1:
                self.action_last()
        elif event.chain == 2:
            self.action_open()
        else:
            self.move_to(self._pane.places[offset.y].row)

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
        self._settle()

    def on_blur(self) -> None:
        """Draw the cursor as resting."""
        self._settle()

    def watch_highlight(self) -> None:
        """Set the rows with the new words."""
        self._pane.set_words(self.highlight)
        self._settle()

    @override
    def notify_style_update(self) -> None:
        """Take the new theme's styles at the next drawing."""
        super().notify_style_update()
        self._palette = None
