"""The owner's side of a room. Owner records come with a later issue; until then it says in words what it will hold."""

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from screens.widgets.entry_list import EntryList
from screens.widgets.row import Row
from screens.widgets.wrap import fit
from warroom.text import safe

EMPTY = (
    "No owner is named in this room.\n\n"
    "Everything you log here is INTERNAL and stays on our side.\n\n"
    "This side will hold what was said with the owner (业主): messages out and in, their questions, the updates "
    "they were sent, what we owe them, and what they do not know yet."
)


class OwnerPane(EntryList[Row]):
    """WITH THE OWNER: the right side of the room."""

    def __init__(self, id: str) -> None:
        super().__init__(lambda row: row, lambda row: row.key, empty=EMPTY, id=id)
        self.border_title = Content("WITH THE OWNER  nobody yet")


class OtherSide(Static):
    """One line beneath a narrow pane: the newest of the side that is out of sight."""

    DEFAULT_CSS = """
    OtherSide { height: 1; width: 1fr; display: none; color: $text-muted; text-wrap: nowrap; }
    """

    def show(self, side: str, text: str) -> None:
        """Say the side in words, then its newest line."""
        width = self.size.width or self.app.size.width
        line = f" {side}  {safe(text)}".replace("\n", " ")
        self.update(Content(line if cell_len(line) <= width else fit(line, width)), layout=False)
