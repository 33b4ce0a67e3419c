"""A small form: labelled fields, one note, one line for what is wrong."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from typing_extensions import override

from screens.asking import Answers, Ask
from screens.widgets.field import Field
from warroom.errors import BadInput
from warroom.text import safe

MANY = 4
"""Fields from which on no blank line stands between them."""


class Form(ModalScreen[Answers | None]):
    """Asks for some texts; None when it was left. Left texts are given back in ``kept``, so that esc loses none."""

    DEFAULT_CSS = """
    Form { align: center middle; }
    Form > VerticalScroll {
        width: 90%; max-width: 92; height: auto; max-height: 90%;
        border: solid $primary; padding: 0 1; background: $surface; scrollbar-size-vertical: 1;
    }
    Form .label { text-style: bold; height: auto; margin-top: 1; }
    Form .note, Form .keys { color: $text-muted; height: auto; }
    Form .keys { margin-top: 1; }
    Form .-many > .label { margin-top: 0; }
    Form .fault { color: $text-error; text-style: bold; height: auto; display: none; }
    Form .fault.-shown { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g", "leave", "Leave", show=False),
        # With priority, so that what is typed right behind it goes to the next field already.
        Binding("tab", "app.focus_next", "Next field", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", "Previous field", show=False, priority=True),
    ]

    def __init__(self, title: str, asks: Sequence[Ask], *, note: str = "", kept: Answers | None = None) -> None:
        super().__init__()
        self._heading, self._asks, self._note = title, asks, note
        self._kept = kept if kept is not None else {}

    @override
    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False) as box:
            box.border_title = Content(safe(self._heading))
            box.set_class(len(self._asks) > MANY, "-many")  # a long form has to fit 24 lines
            if self._note:
                yield Static(Content(safe(self._note)), classes="note")
            for ask in self._asks:
                yield Static(
                    Content.assemble(ask.label, (f"  {safe(ask.hint)}" if ask.hint else "", "not bold $text-muted")),
                    classes="label",
                )
                yield Field(self._kept.get(ask.name, ask.text), id=f"ask-{ask.name}")
            yield Static(classes="fault", markup=False)
            yield Static(Content("enter done   tab next   esc leave (what you typed is kept)"), classes="keys")

    def on_mount(self) -> None:
        """Start in the first field."""
        self.query(Field).first().focus()

    @on(Field.Submitted)
    def _done(self, message: Field.Submitted) -> None:
        message.stop()
        answers = self._answers()
        for ask in self._asks:
            try:
                if ask.check is not None:
                    ask.check(answers[ask.name])
            except BadInput as error:
                self._fault(str(error))
                self.query_one(f"#ask-{ask.name}", Field).focus()
                return
        self._kept.clear()
        self.dismiss(answers)

    def _answers(self) -> Answers:
        return {ask.name: self.query_one(f"#ask-{ask.name}", Field).line for ask in self._asks}

    def _fault(self, text: str) -> None:
        fault = self.query_one(".fault", Static)
        fault.update(Content(safe(text)))
        fault.add_class("-shown")

    def action_leave(self) -> None:
        """Leave; what was typed is there when the form is opened again."""
        self._kept.update(self._answers())
        self.dismiss(None)
