"""One line of text, cut to the width that it is drawn in and not to the one it had when it was said."""

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from typing_extensions import override

from screens.widgets.wrap import fit
from warroom.text import safe


class CutLine(Widget):
    """A line that may be said while it is out of sight, where a widget has no width or an older one."""

    DEFAULT_CSS = """
    CutLine { height: 1; width: 1fr; text-wrap: nowrap; }
    """

    text: reactive[str] = reactive("", init=False, repaint=True, layout=False)
    """What it says, as people wrote it: made safe when it is drawn."""

    @override
    def render(self) -> Content:
        """The line, whole or cut with an ellipsis."""
        line = f" {safe(self.text)}".replace("\n", " ")
        width = self.size.width
        return Content(line if cell_len(line) <= width else fit(line, width))
