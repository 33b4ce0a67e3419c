"""A field of a form, a search line: the entry line's editor, with enter for done."""

from dataclasses import dataclass

from textual.message import Message
from typing_extensions import override

from screens.widgets.line_area import LineArea


class Field(LineArea):
    """One to five rows of text; enter submits, tab goes on."""

    DEFAULT_CSS = """
    Field { width: 1fr; background: $boost; }
    """

    @dataclass
    class Submitted(Message):
        """Enter was pressed."""

        field: "Field"

        @property
        @override
        def control(self) -> "Field":
            """The field that speaks."""
            return self.field

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        super().__init__(self, id=id)
        self.line = text

    def takes_key(self, key: str, types: bool) -> bool:
        """Enter is done; everything else is the editor's."""
        if key == "enter":
            self.post_message(self.Submitted(self))
            return True
        return False

    def takes_paste(self, text: str) -> bool:
        """A paste is text."""
        return False
