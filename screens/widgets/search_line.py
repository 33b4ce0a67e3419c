"""The search: words are marked as they are typed."""

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static, TextArea
from typing_extensions import override

from screens.widgets.field import Field


class SearchLine(Horizontal):
    """One row: enter keeps what was found, esc ends the search."""

    DEFAULT_CSS = """
    SearchLine { height: 1; }
    SearchLine > Static { width: auto; text-style: bold; }
    SearchLine > #search-hint { color: $text-muted; text-style: none; padding: 0 1; }
    SearchLine > Field { max-height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g", "end(False)", "End the search", show=False),
        Binding("down", "step(1)", "Next match", show=False, priority=True),  # before the editor, which has one row
        Binding("up", "step(-1)", "Previous match", show=False, priority=True),
    ]

    @dataclass
    class Typed(Message):
        """The words are now these."""

        text: str

    @dataclass
    class Stepped(Message):
        """Go to the next match (1) or the previous one (-1)."""

        by: int

    @dataclass
    class Ended(Message):
        """The search line is left; ``kept`` when its words stay marked."""

        kept: bool

    def __init__(self, text: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self._text = text

    @override
    def compose(self) -> ComposeResult:
        yield Static(Content(" search / "))
        yield Field(self._text)
        yield Static(Content("up down go on  enter keeps  esc ends"), id="search-hint")

    def on_mount(self) -> None:
        """Type here."""
        self.query_one(Field).focus()

    @on(TextArea.Changed)
    def _typed(self, message: TextArea.Changed) -> None:
        message.stop()
        self.post_message(self.Typed(self.query_one(Field).line))

    @on(Field.Submitted)
    def _submitted(self, message: Field.Submitted) -> None:
        message.stop()
        self.action_end(True)

    def action_step(self, by: int) -> None:
        """Go through the matches while the words stand."""
        self.post_message(self.Stepped(by))

    def action_end(self, kept: bool) -> None:
        """Leave the line."""
        self.post_message(self.Ended(kept))
