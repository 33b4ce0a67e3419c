"""The editor inside the entry line: a TextArea that obeys keys in the order in which they were typed."""

from typing import ClassVar, Final, Protocol

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import TextArea
from typing_extensions import override

from screens.widgets.literal import free, hold, pictured

_NOT_OURS: Final = frozenset({"ctrl+e", "f6", "f7"})
"""Keys of TextArea that mean something else in a room ($EDITOR, screens)."""
CLEAR: Final = "ctrl+u"
"""Empties the line."""
NEW_LINE_KEYS: Final = ("shift+enter", "alt+enter", "ctrl+j")
"""The first where the terminal can tell it from enter; ctrl+j everywhere."""


def _editing_keys() -> dict[str, str]:
    keys: dict[str, str] = {}
    for binding in TextArea.BINDINGS:
        assert isinstance(binding, Binding)
        keys |= {key: binding.action for key in binding.key.split(",") if key not in _NOT_OURS}
    return keys


EDITING_KEYS: Final = _editing_keys()


class Owner(Protocol):
    """What the editor asks before it does anything itself."""

    def takes_key(self, key: str, types: bool) -> bool:
        """Whether the owner acted on ``key``; ``types`` says that it would put a character into the text."""
        ...

    def takes_paste(self, text: str) -> bool:
        """Whether the owner keeps a paste for itself, to ask what to do with it."""
        ...


class LineArea(TextArea, inherit_bindings=False):
    """One row that grows to five. Bindings would be run only after a key has bubbled up to the app, when later
    keys may be in the text already; so editing keys are run here, at once."""

    DEFAULT_CSS = """
    LineArea {
        height: auto;
        min-height: 1;
        max-height: 5;
        padding: 0;
        background: transparent;
        scrollbar-size: 0 0;
        &.-storing { color: $text-muted; text-style: italic; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, owner: Owner, *, id: str | None = None) -> None:
        super().__init__(id=id, compact=True, highlight_cursor_line=False)
        self._owner = owner
        self.cursor_blink = False
        self.match_cursor_bracket = False

    @property
    def line(self) -> str:
        """What was typed, controls and all."""
        return free(self.text)

    @line.setter
    def line(self, text: str) -> None:
        self.load_text(hold(text))
        self.move_cursor(self.document.end)

    @property
    def at(self) -> int:
        """The cursor's place in ``line``, in characters."""
        row, column = self.cursor_location
        return sum(len(self.document[above]) + 1 for above in range(row)) + column

    def put(self, start: int, end: int, text: str) -> None:
        """Replace the characters from ``start`` to ``end``; the cursor goes behind them."""
        result = self.replace(hold(text), self._place(start), self._place(end), maintain_selection_offset=False)
        self.move_cursor(result.end_location)

    def _place(self, at: int) -> tuple[int, int]:
        before = self.text[:at]
        return before.count("\n"), at - (before.rfind("\n") + 1)

    @property
    def on_first_row(self) -> bool:
        """Whether nothing is above the cursor, wrapped rows counted."""
        return self.navigator.is_first_wrapped_line(self.cursor_location)

    @property
    def on_last_row(self) -> bool:
        """Whether nothing is below the cursor, wrapped rows counted."""
        return self.navigator.is_last_wrapped_line(self.cursor_location)

    @override
    def get_line(self, line_index: int) -> Text:
        """A line as it is drawn: controls as pictures."""
        return Text(pictured(self.document.get_line(line_index)), end="", no_wrap=True)

    @override
    async def _on_key(self, event: events.Key) -> None:
        types = event.is_printable or event.key in NEW_LINE_KEYS
        if self._owner.takes_key(event.key, types):
            event.prevent_default()
            event.stop()
        elif event.key in NEW_LINE_KEYS:
            self._type("\n", event)
        elif event.is_printable:
            self._type(hold(event.character or ""), event)
        elif event.key in EDITING_KEYS:
            event.prevent_default()
            event.stop()
            if event.key == CLEAR:  # all rows of it: what is hidden above or below would be sent with the next enter
                self._replace_via_keyboard("", (0, 0), self.document.end)
                return
            await self.run_action(EDITING_KEYS[event.key])

    def _type(self, text: str, event: events.Key) -> None:
        event.prevent_default()
        event.stop()
        self._replace_via_keyboard(text, *self.selection)

    @override
    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        if not self._owner.takes_paste(event.text):
            self.paste(event.text)

    def paste(self, text: str) -> None:
        """Put ``text`` where the cursor is, in place of what is selected."""
        result = self._replace_via_keyboard(hold(text), *self.selection)
        if result is not None:
            self.move_cursor(result.end_location)

    @override
    def action_copy(self) -> None:
        """Copy what is selected, controls as they were."""
        if self.selected_text:
            self.app.copy_to_clipboard(free(self.selected_text))
        else:
            self.call_later(self.app.run_action, "app.help_quit")  # ctrl+c: a way out is looked for

    @override
    def action_cut(self) -> None:
        """Cut what is selected, or the row."""
        self.action_copy()
        start, end = self.selection
        if start != end:
            self._delete_via_keyboard(start, end)

    @override
    def action_paste(self) -> None:
        """Paste what was copied in this program; the terminal's own paste comes as a Paste event."""
        clipboard = self.app.clipboard
        if clipboard and not self._owner.takes_paste(clipboard):
            self.paste(clipboard)
