"""A text to be read, and one word on it beneath: what the receiver of a handover says."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from typing_extensions import override

from screens.asking import Ask
from screens.widgets.field import Field
from warroom.errors import BadInput
from warroom.text import safe


class Word(ModalScreen[str | None]):
    """Returns what was typed, which may be nothing; None for esc."""

    DEFAULT_CSS = """
    Word { align: center middle; }
    Word > Vertical {
        width: 94%; max-width: 100; height: auto; max-height: 94%;
        border: solid $primary; padding: 0 1; background: $surface;
    }
    Word VerticalScroll { height: auto; max-height: 70vh; scrollbar-size-vertical: 1; }
    Word VerticalScroll > Static { height: auto; }
    Word .label { text-style: bold; height: auto; margin-top: 1; }
    Word .keys { color: $text-muted; height: auto; }
    Word .fault { color: $text-error; text-style: bold; height: auto; display: none; }
    Word .fault.-shown { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g", "leave", "Leave", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False, priority=True),
        Binding("pageup", "page(-1)", "Page up", show=False, priority=True),
    ]

    def __init__(self, title: str, body: str, ask: Ask) -> None:
        super().__init__()
        self._heading, self._body, self._ask = title, body, ask

    @override
    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content(safe(self._heading))
            with VerticalScroll(can_focus=False):
                yield Static(Content(safe(self._body)))
            yield Static(Content(safe(f"{self._ask.label}  {self._ask.hint}")), classes="label")
            yield Field(self._ask.text)
            yield Static(classes="fault", markup=False)
            yield Static(
                Content("enter records   page up, page down read   esc leaves, records nothing"), classes="keys"
            )

    def on_mount(self) -> None:
        """Type here."""
        self.query_one(Field).focus()

    @on(Field.Submitted)
    def _done(self, message: Field.Submitted) -> None:
        message.stop()
        text = self.query_one(Field).line
        try:
            if self._ask.check is not None:
                self._ask.check(text)
        except BadInput as error:
            fault = self.query_one(".fault", Static)
            fault.update(Content(safe(str(error))))
            fault.add_class("-shown")
            return
        self.dismiss(text.strip())

    def action_page(self, pages: int) -> None:
        """Read on."""
        box = self.query_one(VerticalScroll)
        box.scroll_relative(y=pages * max(1, box.size.height - 1), animate=False)

    def action_leave(self) -> None:
        """Leave; nothing is recorded."""
        self.dismiss(None)
