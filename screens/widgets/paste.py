"""The question that a paste of several lines asks. Pure."""

from typing import Final, NamedTuple

ANSWERS: Final = ("1", "2", "escape", "ctrl+g")


class Answer(NamedTuple):
    """What to do with a paste: the text to put into the line, empty for nothing, and whether each line is an entry."""

    text: str
    per_line: bool


class PasteQuestion:
    """Holds a paste of several lines until it is said what it is."""

    def __init__(self) -> None:
        self.pasted = ""
        """The paste that is asked about, empty when nothing is."""

    @property
    def words(self) -> str:
        """The question."""
        count = sum(1 for line in self.pasted.split("\n") if line.strip())
        return f"{count} lines pasted:  1 one entry   2 one entry per line ({count})   esc paste nothing"

    def take(self, text: str) -> str:
        """The paste when it is one line, to be put in at once; else it is asked about and nothing comes back."""
        lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
        if "\n" not in lines:
            return lines
        self.pasted = lines
        return ""

    def answer(self, key: str) -> Answer | None:
        """What a key says about the paste, None when it is no answer."""
        if key not in ANSWERS:
            return None
        text, self.pasted = self.pasted, ""
        return Answer(text if key in ("1", "2") else "", key == "2")
