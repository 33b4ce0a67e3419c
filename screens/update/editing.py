"""The editor of one section: a TextArea with the findings marked in it. Nothing leaves it but what was typed."""

from dataclasses import dataclass
from typing import Final

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from typing_extensions import override

from screens.widgets.line_area import CLEAR, LineArea
from warroom.text import safe

UNDO: Final = "ctrl+underscore"
"""Takes the last typing back; ctrl+z suspends the program."""
_MARKED: Final = Style(reverse=True, bold=True)


class SectionArea(LineArea):
    """The text; obeys keys in the order in which they were typed."""

    DEFAULT_CSS = """
    SectionArea { max-height: 100%; height: auto; min-height: 3; }
    """

    @dataclass
    class Typed(Message):
        """The text is another."""

        text: str

    @dataclass
    class Done(Message):
        """Somebody goes on, ``by`` so many sections (0: back to the keys)."""

        by: int

    def __init__(self) -> None:
        super().__init__(self, id="section-area")
        self._marks: tuple[tuple[int, int], ...] = ()

    def takes_key(self, key: str, types: bool) -> bool:
        """Enter is a new line here, and clearing takes no more than the line before the cursor."""
        match key:
            case "escape" | "ctrl+g":
                self.post_message(self.Done(0))
            case "tab" | "shift+tab":
                self.post_message(self.Done(1 if key == "tab" else -1))
            case "enter":
                self.paste("\n")
            case _ if key == CLEAR:
                self.action_delete_to_start_of_line()
            case _ if key == UNDO:
                self.undo()
            case _:
                return False
        return True

    def takes_paste(self, text: str) -> bool:
        """A paste is text."""
        return False

    def mark(self, marks: tuple[tuple[int, int], ...]) -> None:
        """Mark these places (start, end) of the text."""
        if marks != self._marks:
            self._marks = marks
            self._line_cache.clear()
            self.refresh()

    @override
    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        if self._marks:
            start = sum(len(self.document[above]) + 1 for above in range(line_index))
            for begin, end in self._marks:
                if begin < start + len(line) and end > start:
                    line.stylize(_MARKED, max(0, begin - start), end - start)
        return line

    def on_text_area_changed(self, message: LineArea.Changed) -> None:
        """Say what stands here now."""
        message.stop()
        self._marks = ()  # they were those of another text; the check finds them anew
        self.post_message(self.Typed(self.line))


class SectionEditor(Vertical):
    """The section that is being written, in a frame that says which."""

    DEFAULT_CSS = """
    SectionEditor { height: auto; max-height: 60%; display: none; border: heavy $accent; border-title-style: bold; }
    SectionEditor.-shown { display: block; }
    """

    def __init__(self) -> None:
        super().__init__(id="section-editor")
        self.area = SectionArea()
        self.place = ("", "")
        """Language and field of what is edited; two empty ones while nothing is."""

    @override
    def compose(self) -> ComposeResult:
        yield self.area

    def open(self, lang: str, field: str, title: str, text: str) -> None:
        """Edit this; the cursor goes behind it."""
        self.place = (lang, field)
        self.border_title = Content(safe(title))
        self.add_class("-shown")
        if self.area.line != text:
            with self.area.prevent(LineArea.Changed):
                self.area.line = text
        self.area.mark(())
        self.area.focus()

    def close(self) -> None:
        """Nothing is edited any more."""
        self.place = ("", "")
        self.remove_class("-shown")

    @property
    def editing(self) -> bool:
        """Whether a section is being written."""
        return bool(self.place[1])
