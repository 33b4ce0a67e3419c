"""The line of the screens that exist, with the one that is shown."""

from textual.content import Content
from textual.widgets import Static

from screens.widgets.header import WIDE

TABS = (("1", "Timeline"),)
"""Key and name of each screen of a room; a later screen adds its line."""


class TabLine(Static):
    """``1 Timeline``; the present screen in reverse, the mode's word is in the footer."""

    DEFAULT_CSS = """
    TabLine { height: 1; width: 1fr; text-wrap: nowrap; }
    """

    def show(self, present: str, pane: str) -> None:
        """Mark the present screen; where panes are tabs, name the pane too."""
        narrow = (self.size.width or self.app.size.width) < WIDE
        parts: list[tuple[str, str]] = [(" ", "")]
        for key, name in TABS:
            parts += [(f" {key} {name} ", "bold reverse" if name == present else ""), (" ", "")]
        if narrow:
            parts.append((f" pane: {pane}, tab goes to the next", "$text-muted"))
        self.update(Content.assemble(*parts), layout=False)
