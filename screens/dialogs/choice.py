"""One question with a letter for each answer. No answer is given beforehand."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from typing_extensions import override

from screens.asking import Option
from warroom.text import safe


class OptionLine(Static):
    """One answer on the screen; a click gives it."""

    DEFAULT_CSS = """
    OptionLine { height: auto; }
    OptionLine:hover { text-style: reverse; }
    """

    def __init__(self, option: Option) -> None:
        super().__init__(Content.assemble((f" {option.key} ", "bold reverse"), f"  {safe(option.words)}"))
        self.option = option


class Choice(ModalScreen[str | None]):
    """Returns the value of the letter that is pressed; None for esc."""

    DEFAULT_CSS = """
    Choice { align: center middle; }
    Choice > Vertical {
        width: 90%; max-width: 80; height: auto; max-height: 90%;
        border: solid $primary; padding: 1; background: $surface;
    }
    Choice .note { color: $text-muted; height: auto; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,ctrl+g,q", "leave", "Leave", show=False)]

    def __init__(self, question: str, options: Sequence[Option], note: str = "", out: str = "esc leaves") -> None:
        """``out``: what is said of the way out of the question."""
        super().__init__()
        self._question, self._options, self._note, self._out = question, options, note, out

    @override
    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content(safe(self._question))
            for option in self._options:
                yield OptionLine(option)
            yield Static(Content(f"{safe(self._note)}\n\n{self._out}".strip()), classes="note")

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

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)
