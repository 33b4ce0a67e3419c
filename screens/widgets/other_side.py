"""The owner's side of a room beside our own: the thread with one owner, what we owe them, what they do not know."""

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static
from typing_extensions import override

from screens.widgets.panels import Item, Layout, PanelList
from screens.widgets.wrap import fit, wrap
from warroom.text import safe

EMPTY: Final = (
    "No owner is named in this room. /owner attach NAME names one, or P on screen 5.\n\n"
    "Everything you log here is INTERNAL and stays on our side.\n\n"
    "This side holds what was said with the owner (业主): messages out and in, their questions, what they were told, "
    "what we owe them, and what they do not know yet."
)
SIDE: Final = "WITH THE OWNER"
THREAD: Final = Layout(3, 12)
LABEL: Final = 11
"""Cells before what is owed and not told."""
MOST: Final = 3
"""Lines for each of the two."""


class OwnerSide(Vertical):
    """WITH THE OWNER: the right side of screen 1."""

    DEFAULT_CSS = """
    OwnerSide > #owed { height: auto; width: 1fr; display: none; }
    OwnerSide.-owing > #owed { display: block; }
    """

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.thread = PanelList("nobody yet", THREAD, empty=EMPTY, id="owner", side=SIDE)
        self._owed = Static(id="owed", markup=False)
        self._lines: tuple[str, ...] = ()

    @override
    def compose(self) -> ComposeResult:
        yield self.thread
        yield self._owed

    def on_mount(self) -> None:
        """Say whose side it is from the beginning."""
        self.thread.show_items([], "nobody yet")

    def show(self, name: str, items: Sequence[Item], count: str) -> None:
        """Show the thread with one owner; an empty name: there is none."""
        at_end = self.thread.at_end
        self.thread.show_items(items, name or "nobody yet", count)
        if at_end:
            self.thread.move_to(-1)

    def show_owed(self, owed: str, unknown: str) -> None:
        """Show what is owed and not told, each in a few lines; only what differs is drawn anew."""
        width = max(20, self._owed.content_size.width or self.size.width - 2)
        lines = (*_labelled("We owe", owed, width), "", *_labelled("Not told", unknown, width))
        lines = lines if owed or unknown else ()
        if lines == self._lines:
            return
        grown = len(lines) != len(self._lines)
        self._lines = lines
        self._owed.update(Content("\n".join(lines)), layout=grown)
        self.set_class(bool(lines), "-owing")

    def forget(self) -> None:
        """Draw everything anew at the next showing: the width is another."""
        self._lines = ("\0",)


def _labelled(label: str, text: str, width: int) -> list[str]:
    """``We owe     next update 14:40 · answer Mr Li`` in at most ``MOST`` lines under one another."""
    line = safe(text or "nothing").replace("\n", " ")
    space = max(8, width - LABEL - 1)
    spans = wrap(line, space)
    shown = [line[span.start : span.end].strip() for span in spans[:MOST]]
    if len(spans) > MOST:
        rest = line[spans[MOST - 1].start :]
        shown[-1] = fit(rest, space)
    return [f" {label if not number else '':<{LABEL - 1}}{part}" for number, part in enumerate(shown)]


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
