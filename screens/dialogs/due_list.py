"""F4: everything that is due, by urgency; enter goes there, s lets a clock rest."""

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
from screens.widgets.panels import Item, Layout

EMPTY = "Nothing is due, here or in another room."


class DueList(ModalScreen[tuple[str, str] | None]):
    """Returns what to do (``go``, ``snooze``) and the key of the line it is to be done to; None for esc."""

    DEFAULT_CSS = """
    DueList { align: center middle; }
    DueList > Vertical {
        width: 96%; max-width: 116; height: 90%; border: solid $primary; padding: 0 1; background: $surface;
    }
    DueList .keys { color: $text-muted; height: 1; text-wrap: nowrap; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g,q,f4", "leave", "Leave", show=False),
        Binding("s", "snooze", "Snooze", show=False),
    ]

    def __init__(self, items: Sequence[Item]) -> None:
        super().__init__()
        self._items = items
        self._list: EntryList[Item] = EntryList(
            lambda one: one.row, lambda one: one.key, empty=EMPTY, layout=Layout(4, 14), id="due-list"
        )

    @override
    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content("INTERNAL  What is due, the most urgent first")
            yield self._list
            yield Static(Content("enter goes there  s lets it rest  esc leaves"), classes="keys")

    def on_mount(self) -> None:
        """Begin with the most urgent."""
        self._list.show(self._items, follow_end=False)
        self._list.focus()

    @on(EntryList.Opened)
    def _opened(self, message: EntryList.Opened) -> None:
        message.stop()
        self.dismiss(("go", message.key))

    def action_snooze(self) -> None:
        """Let the clock under the cursor rest."""
        if self._list.cursor_key:
            self.dismiss(("snooze", self._list.cursor_key))

    def action_leave(self) -> None:
        """Leave."""
        self.dismiss(None)
