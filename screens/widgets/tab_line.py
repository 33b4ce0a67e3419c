"""The line of the screens that exist, with the one that is shown."""

from collections.abc import Collection

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from screens.widgets.header import WIDE
from screens.widgets.wrap import fit

TABS = (
    ("1", "Timeline"), ("2", "Causes"), ("3", "Team"), ("4", "Update"), ("5", "Owner"), ("6", "Summary"),
)  # fmt: skip
"""Key and name of each screen of a room; a later screen adds its line."""
SHORT = {"Timeline": "Time", "Summary": "Sum"}
"""How they are called where there is little room (DESIGN 4)."""


class TabLine(Static):
    """``1 Timeline``; the present screen in reverse, the mode's word is in the footer."""

    DEFAULT_CSS = """
    TabLine { height: 1; width: 1fr; text-wrap: nowrap; }
    """

    def show(self, present: str, pane: str, calling: Collection[str] = ()) -> None:
        """Mark the present screen, and the ``calling`` ones with ``!``; where panes are tabs, name the pane too."""
        width = self.size.width or self.app.size.width
        narrow = width < WIDE
        parts: list[tuple[str, str]] = [(" ", "")]
        for key, name in TABS:
            mark = "!" if name in calling else ""
            word = SHORT.get(name, name) if narrow else name
            parts += [(f" {key} {word}{mark} ", "bold reverse" if name == present else ""), ("" if narrow else " ", "")]
        if narrow:
            used = sum(cell_len(text) for text, _ in parts)
            words = f" pane: {pane}"
            parts.append((fit(words, max(0, width - used)) if used + cell_len(words) > width else words, "$text-muted"))
        self.update(Content.assemble(*parts), layout=False)
