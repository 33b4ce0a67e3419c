"""Pick one or several of a list: timeline entries for a cause, a cause for an entry."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from typing_extensions import override

from screens.widgets.entry_list import EntryList
from screens.widgets.field import Field
from screens.widgets.line_area import LineArea
from screens.widgets.panels import Item, Layout
from screens.widgets.row import Row
from warroom.text import safe


class Picker(ModalScreen[list[str]]):
    """Returns the keys of what was picked, in the list's order; nothing for esc.

    With ``marked`` those are marked already: enter takes exactly what is marked then, esc leaves it as it was.
    """

    DEFAULT_CSS = """
    Picker { align: center middle; }
    Picker > Vertical {
        width: 96%; max-width: 116; height: 90%; border: solid $primary; padding: 0 1; background: $surface;
    }
    Picker .keys { color: $text-muted; height: 1; text-wrap: nowrap; }
    Picker Field { display: none; max-height: 1; }
    Picker Field.-shown { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g", "leave", "Leave", show=False),
        Binding("q", "leave", "Leave", show=False),
        Binding("space", "mark", "Mark", show=False),
        Binding("slash", "narrow", "Search", show=False),
    ]

    def __init__(
        self,
        title: str,
        items: Sequence[Item],
        layout: Layout,
        *,
        several: bool,
        at_end: bool,
        marked: Sequence[str] | None = None,
    ) -> None:
        super().__init__()
        self._heading, self._all, self._several, self._at_end = title, list(items), several, at_end
        self._before = marked
        self._marked: set[str] = set(marked or ())
        self._list: EntryList[Item] = EntryList(
            self._to_row, lambda one: one.row.key, empty="Nothing to pick from.", layout=layout, id="picker-list"
        )

    def _to_row(self, one: Item) -> Row:
        return one.row._replace(pinned=True, flag="<<") if one.row.key in self._marked else one.row

    @override
    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content(safe(self._heading))
            yield self._list
            yield Field("", id="picker-words")
            yield Static(classes="keys", markup=False)

    def on_mount(self) -> None:
        """Begin where people look first."""
        self._list.show(self._all, follow_end=self._at_end)
        self._list.focus()
        self._say()

    def _say(self) -> None:
        several = "space marks  " if self._several else ""
        count = f"{len(self._marked)} marked  " if self._marked else ""
        self.query_one(".keys", Static).update(
            Content(
                f"{count}{several}enter {'takes them' if self._before is not None else 'picks'}  / finds  esc leaves"
            )
        )

    def action_mark(self) -> None:
        """Mark the line under the cursor, or unmark it."""
        key = self._list.cursor_key
        if self._several and key:
            self._marked ^= {key}
            self._list.changed(key)
            self._say()

    def action_narrow(self) -> None:
        """Show only what has some words."""
        field = self.query_one(Field)
        field.add_class("-shown")
        field.focus()

    @on(LineArea.Changed)
    def _typed(self, message: LineArea.Changed) -> None:
        message.stop()
        words = self.query_one(Field).line.casefold().split()
        found = [one for one in self._all if all(word in _shown(one.row) for word in words)]
        self._list.show(found, follow_end=self._at_end, fresh=True)

    @on(Field.Submitted)
    def _found(self, message: Field.Submitted) -> None:
        message.stop()
        self._list.focus()

    @on(EntryList.Opened)
    def _picked(self, message: EntryList.Opened) -> None:
        message.stop()
        chosen = self._marked if self._before is not None else self._marked or {message.key}
        self.dismiss([one.row.key for one in self._all if one.row.key in chosen])

    def action_leave(self) -> None:
        """From the words back to the list; from the list away, with nothing picked."""
        if isinstance(self.focused, Field):
            self._list.focus()
        else:
            self.dismiss(list(self._before or ()))


def _shown(row: Row) -> str:
    """Everything that a reader can look for in a row."""
    return f"{row.text} {row.note} {row.who} {row.mark} {row.time} {row.day}".casefold()
