"""A text to be read with letters beneath that do something about it: an owner's plan, what they expect, who may see."""

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from typing_extensions import override

from screens.asking import Option
from screens.dialogs.choice import OptionLine
from warroom.text import safe

FRAME: Final = 5
"""Rows of the border, of the blank line and of the last one, and one that a letter's words may take more."""


class Sheet(ModalScreen[str | None]):
    """Returns the value of the letter that is pressed; None for esc."""

    DEFAULT_CSS = """
    Sheet { align: center middle; }
    Sheet > Vertical {
        width: 94%; max-width: 104; height: auto; max-height: 94%;
        border: solid $primary; padding: 0 1; background: $surface;
    }
    Sheet VerticalScroll { height: auto; scrollbar-size-vertical: 1; }
    Sheet VerticalScroll > Static { height: auto; }
    Sheet .keys { color: $text-muted; height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g,q", "leave", "Leave", show=False),
        Binding("j,down", "move(1)", "Down", show=False, priority=True),
        Binding("k,up", "move(-1)", "Up", show=False, priority=True),
        Binding("pagedown,ctrl+d", "page(1)", "Page down", show=False, priority=True),
        Binding("pageup,ctrl+u", "page(-1)", "Page up", show=False, priority=True),
    ]

    def __init__(self, title: str, body: str, options: Sequence[Option]) -> None:
        super().__init__()
        self._heading, self._body, self._options = title, body, options

    @override
    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content(safe(self._heading))
            with VerticalScroll(can_focus=False):
                yield Static(Content(safe(self._body)))
            yield Static(Content(""))
            for option in self._options:
                yield OptionLine(option)
            yield Static(Content("esc leaves   j k page up page down scroll"), classes="keys")

    def on_mount(self) -> None:
        """The letters are always in sight: the text gets what they leave."""
        self._fit(self.size.height)

    def on_resize(self, event: events.Resize) -> None:
        """The same for the new size."""
        self._fit(event.size.height)

    def _fit(self, height: int) -> None:
        self._box.styles.max_height = max(3, height * 94 // 100 - len(self._options) - FRAME)

    def on_key(self, event: events.Key) -> None:
        """Take the letter of an answer."""
        for option in self._options:
            if event.character == option.key:
                event.stop()
                self.dismiss(option.value)
                return

    def on_click(self, event: events.Click) -> None:
        """Take the answer that was clicked."""
        if isinstance(event.widget, OptionLine):
            self.dismiss(event.widget.option.value)

    @property
    def _box(self) -> VerticalScroll:
        return self.query_one(VerticalScroll)

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)

    def action_move(self, lines: int) -> None:
        """Scroll by lines."""
        self._box.scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll by pages."""
        self._box.scroll_relative(y=pages * max(1, self._box.size.height - 1), animate=False)
