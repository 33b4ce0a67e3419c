"""The owner's side of a room beside our own: the thread with one owner, what we owe them, what they do not know."""

from collections.abc import Sequence
from typing import Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from typing_extensions import override

from screens.widgets.cut_line import CutLine
from screens.widgets.panels import Item, Layout, PanelList
from screens.widgets.wrap import fit, wrap
from warroom.text import safe

EMPTY: Final = (
    "No owner is named in this room. /owner attach NAME names one, or P on screen 5.\n\n"
    "Everything you log here is INTERNAL and stays on our side.\n\n"
    "This side holds what was said with the owner (业主): messages out and in, their questions, what they were told, "
    "what we owe them, and what they do not know yet."
)
SILENT: Final = (
    "Nothing was said with {name} yet. On screen 5 t notes what they were told, m what they say and c a call; "
    "/told {name}: TEXT and /from {name}: TEXT do so from here."
)
SIDE: Final = "WITH THE OWNER"
THREAD: Final = Layout(3, 12)
LABEL: Final = 11
"""Cells before what is owed and not told."""
MOST: Final = 3
"""Lines for each of the two."""


class Owed(Widget):
    """What we owe and what they do not know, each in a few lines; folded when it is drawn, for the width it has then.

    Never before: while another screen is in sight it has no width, and the words may change all the same.
    """

    DEFAULT_CSS = """
    Owed { height: auto; width: 1fr; }
    """

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._said = ("", "")

    def show(self, owed: str, unknown: str) -> None:
        """Say these from now on; the layout is made anew only when the number of lines is another."""
        if self._said == (owed, unknown):
            return
        width = self.content_size.width
        before = len(self._lines(width)) if width else 0
        self._said = (owed, unknown)
        self.refresh(layout=not width or len(self._lines(width)) != before)

    @override
    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The lines that the words take in ``width`` cells."""
        return len(self._lines(width))

    @override
    def render(self) -> Content:
        """The lines for the present width."""
        return Content("\n".join(self._lines(self.content_size.width)))

    def _lines(self, width: int) -> list[str]:
        owed, unknown = self._said
        return [*_labelled("We owe", owed, width), "", *_labelled("Not told", unknown, width)]


class OwnerSide(Vertical):
    """WITH THE OWNER: the right side of screen 1."""

    DEFAULT_CSS = """
    OwnerSide > #owed { display: none; }
    OwnerSide.-owing > #owed { display: block; }
    """

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.thread = PanelList("nobody yet", THREAD, empty=EMPTY, id="owner", side=SIDE)
        self._owed = Owed(id="owed")

    @override
    def compose(self) -> ComposeResult:
        yield self.thread
        yield self._owed

    def on_mount(self) -> None:
        """Say whose side it is from the beginning."""
        self.thread.show_items([], "nobody yet")

    def show(self, name: str, items: Sequence[Item], count: str, which: str = "") -> None:
        """Show the thread with one owner, ``which`` of several; an empty name: there is none."""
        at_end = self.thread.at_end
        self.thread.say_empty(SILENT.format(name=name) if name else EMPTY)
        self.thread.show_items(items, f"{name} {which}".rstrip() or "nobody yet", count)
        if at_end:
            self.thread.move_to(-1)

    def show_owed(self, owed: str, unknown: str) -> None:
        """Show what is owed and not told; neither where there is no owner."""
        self._owed.show(owed, unknown)
        self.set_class(bool(owed or unknown), "-owing")


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


class OtherSide(CutLine):
    """One line beneath a narrow pane: the newest of the side that is out of sight."""

    DEFAULT_CSS = """
    OtherSide { display: none; color: $text-muted; }
    """

    def show(self, side: str, text: str) -> None:
        """Say the side in words, then its newest line."""
        self.text = f"{side}  {text}"
