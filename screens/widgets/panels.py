"""The body of one screen of a room: its panes side by side, or one at a time where there is little room."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from typing_extensions import override

from screens.widgets.cut_line import CutLine
from screens.widgets.entry_list import EntryList
from screens.widgets.feed_pane import title_line
from screens.widgets.header import WIDE
from screens.widgets.row import FLAG, GUTTER, TIME, Columns, Row
from screens.widgets.searched_list import SearchedList
from warroom.commands import Place
from warroom.text import safe


class Item:
    """One line of a pane: what it shows, and the record that keys act on (its id), if there is one.

    A row that takes work is given as the function that makes it: only what comes into sight is made.
    """

    __slots__ = ("_row", "key", "record")

    def __init__(self, row: Row | Callable[[], Row], record: str = "", key: str = "") -> None:
        self._row = row
        self.record = record
        self.key = row.key if isinstance(row, Row) else key or record
        """The row's key: of a row that is not made yet, ``key``, else its record's id."""

    @property
    def row(self) -> Row:
        """What it shows."""
        if not isinstance(self._row, Row):
            self._row = self._row()
        return self._row


@dataclass(frozen=True)
class Layout:
    """The columns of a pane: so many cells for its mark and for a name, fewer where there is little room."""

    mark: int
    who: int = 0

    def __call__(self, width: int) -> Columns:
        """The columns for a list of ``width`` cells."""
        who = self.who if width >= 56 else min(self.who, width // 7) if width >= 36 else 0
        mark = self.mark if width >= 36 else min(self.mark, 4)
        indent = GUTTER + TIME + 1 + (mark + 1 if mark else 0) + (who + 1 if who else 0)
        return Columns(width, mark, who, indent, max(2, width - indent - FLAG), FLAG)


class PanelList(SearchedList[Item], inherit_bindings=False):
    """One pane: a list of records under headings. Its border says which side it is."""

    BINDINGS = [binding for binding in EntryList.BINDINGS if getattr(binding, "id", "") != "list.open"]

    def __init__(self, name: str, layout: Layout, *, empty: str, id: str, side: str = "INTERNAL") -> None:
        super().__init__(_row_of, _key_of, empty=empty, layout=layout, id=id)
        self.tab, self.label, self._side = name.lower(), name, side
        self._titled = ("", "")
        self._shown: Sequence[Item] = ()

    def show_items(self, items: Sequence[Item], name: str = "", count: str = "") -> None:
        """Show these lines; ``name`` and ``count`` stand in the border."""
        self._shown = items
        self.show(items, follow_end=False, fresh=True)
        self.label = name or self.label
        self._titled = (f"{self._side}  {self.label}", count)
        self._entitle()

    def say_empty(self, words: str) -> None:
        """What stands there while there are no lines."""
        self._empty = words

    @property
    def current(self) -> Item | None:
        """The line under the cursor."""
        return self._shown[self.cursor] if 0 <= self.cursor < len(self._shown) else None

    @override
    def matches(self, words: Sequence[str]) -> list[int]:
        return [place for place, one in enumerate(self._shown) if _has(one.row, words)] if words else []

    @override
    def tell_search(self) -> None:
        self._entitle()

    @property
    def record(self) -> str:
        """The id of the record under the cursor, or empty."""
        return found.record if (found := self.current) is not None else ""

    def _entitle(self) -> None:
        left, count = self._titled
        if self.words:  # the legend before the number gives way to what was found
            left, count = f"{left}  {self.search_words()}", count.rpartition(" ")[2]
        room = self.size.width - 4 if self.size.width else 0
        gap = " " if self.parent is not None and self.parent.has_class("-tabs") else ""  # a tab has no corner
        self.border_title = Content(title_line(safe(left), count, room) if count else f"{safe(left)}{gap}")

    @override
    def on_resize(self) -> None:
        """Set the title for the new width."""
        self._entitle()


def _has(row: Row, words: Sequence[str]) -> bool:
    """Whether every word (case-folded) stands in what a row shows."""
    where = f"{row.text}\n{row.note}\n{row.who}\n{row.mark}".casefold()
    return all(word in where for word in words)


def _row_of(one: Item) -> Row:
    return one.row


def _key_of(one: Item) -> str:
    return one.key


class Panels(Widget):
    """The panes of one screen. It is mounted when it is first wanted, and only kept true while it is in sight."""

    SCREEN: ClassVar[str]
    """The screen's name on the tab line."""
    PLACE: ClassVar[Place]
    """Where its keys stand in the table."""
    DEFAULT_CSS = """
    Panels { layout: grid; grid-gutter: 0; height: 1fr; width: 1fr; display: none; }
    Panels.-present { display: block; }
    Panels > .said { dock: top; }
    Panels > PanelList { border: solid $primary; border-title-color: $text-primary; border-title-style: bold; }
    Panels > PanelList:focus { border-title-style: bold reverse; }
    Panels.-tabs { layout: vertical; }
    Panels.-tabs > PanelList {
        display: none; height: 1fr; width: 1fr; border-left: none; border-right: none; border-bottom: none;
    }
    Panels.-tabs > PanelList.-at { display: block; }
    """

    def __init__(self, panes: Sequence[PanelList], id: str) -> None:
        super().__init__(id=id)
        self.panes = tuple(panes)
        self.at = 0
        self.said = CutLine(classes="said")

    @override
    def compose(self) -> ComposeResult:
        yield self.said
        yield from self.panes

    def on_mount(self) -> None:
        """Begin in the pane that people come for."""
        self._go(self.at)

    def on_resize(self, event: events.Resize) -> None:
        """Panes are tabs where there is little room."""
        self.set_class(event.size.width < WIDE, "-tabs")

    # -- what the room asks of the screen that is in sight --------------------------------------------------------

    # abstract without ABC: Textual's widgets have a metaclass of their own, and mypy refuses a body that lacks one

    @abstractmethod
    def show_state(self, now: datetime) -> None:
        """Show the state as it is now."""

    def tick(self, now: datetime) -> None:
        """Show what moves with the clock; once a second."""

    def moved(self, now: datetime) -> None:
        """Show what moves with the clock and is said in whole minutes."""

    @abstractmethod
    def beside(self) -> tuple[str, str]:
        """The side and the newest of what is out of sight, for the line beneath a narrow pane."""

    class ModeChanged(Message):
        """What letters are here is another now."""

    @property
    def mode(self) -> str:
        """What letters are here, in a word, where they are no keys; empty while they are."""
        return ""

    def step(self, by: int) -> str:
        """Show the next one of what the screen shows one at a time, and say which; empty when it has no such thing."""
        return ""

    async def leave(self) -> None:
        """Keep what was done here: another screen comes, or the room is left."""

    @property
    def current_list(self) -> PanelList:
        """The list that letters act on."""
        return self.panes[self.at]

    @property
    def pane_name(self) -> str:
        """The present pane in words."""
        return self.current_list.tab

    def next_pane(self, by: int) -> None:
        """Go to the next pane, or to the previous one."""
        self._go((self.at + by) % len(self.panes))
        self.current_list.focus()

    def go_to_record(self, eid: str) -> bool:
        """Put the cursor on the line about a record; False when no pane has it."""
        for pane in self.panes:
            if pane.move_to(eid):
                self.go_to(pane)
                pane.focus()
                return True
        return False

    def go_to(self, pane: PanelList) -> None:
        """Make a pane the present one."""
        self._go(self.panes.index(pane))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A pane that was clicked is the present one."""
        if isinstance(event.widget, PanelList) and event.widget in self.panes:
            self._go(self.panes.index(event.widget))

    def _go(self, index: int) -> None:
        self.at = index
        for number, pane in enumerate(self.panes):
            pane.set_class(number == index, "-at")

    def say(self, text: str) -> None:
        """One line above the panes."""
        self.said.text = text


def item(record: Any, **shown: Any) -> Item:
    """A line about a record of the state: its id is the key."""
    return Item(Row(key=record.eid, **shown), record.eid)


def lazily(make: Callable[..., Item], record: Any, *given: Any) -> Item:
    """The line that ``make`` makes of a record and what else it is given, once it comes into sight."""
    return Item(lambda: make(record, *given).row, record.eid)
