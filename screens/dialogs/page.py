"""A page to read: help, an entry in full, who is here, a brief."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from typing_extensions import override

from warroom.text import safe


class Page(ModalScreen[None]):
    """Text, literally, in a box that scrolls."""

    DEFAULT_CSS = """
    Page { align: center middle; }
    Page > VerticalScroll {
        width: 94%; max-width: 100; height: auto; max-height: 92%;
        border: solid $primary; padding: 0 1; background: $surface; scrollbar-size-vertical: 1;
    }
    Page Static { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,o,space,enter,ctrl+g,f1,f3,question_mark", "leave", "Close", show=False, priority=True),
        Binding("j,down", "move(1)", "Down", show=False, priority=True),
        Binding("k,up", "move(-1)", "Up", show=False, priority=True),
        Binding("pagedown,ctrl+d", "page(1)", "Page down", show=False, priority=True),
        Binding("pageup,ctrl+u", "page(-1)", "Page up", show=False, priority=True),
        Binding("g,home", "first", "Top", show=False, priority=True),
        Binding("G,end", "last", "End", show=False, priority=True),
    ]

    def __init__(self, title: str, body: str) -> None:
        super().__init__()
        self._heading, self._body = title, body

    @override
    def compose(self) -> ComposeResult:
        with VerticalScroll() as box:
            box.border_title = Content(safe(self._heading))
            box.border_subtitle = Content("esc closes, j k scroll")
            yield Static(Content(safe(self._body)))

    @property
    def _box(self) -> VerticalScroll:
        return self.query_one(VerticalScroll)

    def action_leave(self) -> None:
        """Close the page."""
        self.dismiss(None)

    def action_move(self, lines: int) -> None:
        """Scroll by lines."""
        self._box.scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll by pages."""
        self._box.scroll_relative(y=pages * max(1, self._box.size.height - 1), animate=False)

    def action_first(self) -> None:
        """Go to the top."""
        self._box.scroll_home(animate=False)

    def action_last(self) -> None:
        """Go to the end."""
        self._box.scroll_end(animate=False)
