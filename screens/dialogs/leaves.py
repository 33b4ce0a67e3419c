"""Several pages in one box, one in sight: what each channel shows, what changed. To be read."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static
from typing_extensions import override

from screens.dialogs.page import Page
from warroom.text import safe


class Leaf(NamedTuple):
    """One page: its name, and its text, drawn as it is."""

    name: str
    text: Content


class Leaves(Page):
    """Pages that tab and the brackets go through; esc closes them."""

    DEFAULT_CSS = """
    Leaves .names { color: $text-muted; height: auto; margin-bottom: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,right_square_bracket,l,right", "turn(1)", "Next", show=False, priority=True),
        Binding("shift+tab,left_square_bracket,h,left", "turn(-1)", "Before", show=False, priority=True),
    ]

    def __init__(self, title: str, leaves: Sequence[Leaf], at: int = 0) -> None:
        super().__init__(title, "")
        self._leaves, self.at = tuple(leaves), at
        self._line, self._page = Static(classes="names"), Static(classes="leaf")
        self._show()

    @override
    def compose(self) -> ComposeResult:
        with VerticalScroll() as box:
            box.border_title = Content(safe(self._heading))
            box.border_subtitle = Content(
                "esc closes, j k scroll" + (", [ ] the others" if len(self._leaves) > 1 else "")
            )
            if len(self._leaves) > 1:
                yield self._line
            yield self._page

    def action_turn(self, by: int) -> None:
        """Show the next page, or the one before."""
        self.at = (self.at + by) % len(self._leaves)
        self._show()
        if self.query(VerticalScroll):  # a key may come before the page is there
            self._box.scroll_home(animate=False)

    def _show(self) -> None:
        names = (
            (f"[{safe(one.name)}]", "bold") if number == self.at else (f" {safe(one.name)} ", "")
            for number, one in enumerate(self._leaves)
        )
        self._line.update(Content.assemble(*names))
        self._page.update(self._leaves[self.at].text)
