"""The pane with the picture: drawn for its width, scrolled by lines."""

import os
from collections.abc import Callable

from rich.segment import Segment
from textual.strip import Strip
from typing_extensions import override

from screens.summary.drawing import Line
from screens.widgets.panels import Layout, PanelList

NOTHING = "There is nothing to draw yet: log what happened."
Draw = Callable[[int, bool], list[Line]]
"""The lines for so many cells, in ASCII alone or not."""


class PicturePane(PanelList):
    """A pane like the others for keys and borders; its lines are drawn, not listed."""

    def __init__(self) -> None:
        super().__init__("Picture", Layout(0), empty=NOTHING, id="picture")
        self._make: Draw = lambda width, ascii: []
        self._lines: list[Line] = []
        self._for = (-1, False)
        self._from = 0

    def show_picture(self, make: Draw) -> None:
        """Show the picture that ``make`` draws."""
        self._make, self._for = make, (-1, False)
        self._titled = (f"{self._side}  {self.label}", "")
        self._entitle()
        self._settle()

    @override
    def _draw(self) -> list[Strip]:
        width, height = self._fitted
        plain = "-ascii" in self.app.classes or os.environ.get("WARROOM_ASCII") == "1"
        if self._for != (width, plain):
            self._for = (width, plain)
            self._lines = self._make(width, plain)
        if not self._lines:
            return super()._draw()
        self._from = max(0, min(self._from, len(self._lines) - height))
        palette = self._styles()
        strips = []
        for line in self._lines[self._from : self._from + height]:
            segments = [
                Segment(piece.text, palette.style("tone", piece.tone) if piece.tone else palette.roles["text"])
                for piece in line
            ]
            strips.append(Strip(segments).adjust_cell_length(width, palette.roles["text"]))
        blank = Strip.blank(width, palette.roles["text"])
        return strips + [blank] * (height - len(strips))

    def _show_from(self, line: int) -> None:
        self._from = line
        self._settle()

    @override
    def action_rows(self, rows: int) -> None:
        """Scroll by lines."""
        self._show_from(self._from + rows)

    @override
    def action_page(self, pages: int) -> None:
        """Scroll by pages."""
        self._show_from(self._from + pages * max(1, self._fitted.height - 1))

    @override
    def action_half_page(self, halves: int) -> None:
        """Scroll by half pages."""
        self._show_from(self._from + halves * max(1, self._fitted.height // 2))

    @override
    def action_last(self) -> None:
        """Go to the end."""
        self._show_from(len(self._lines))

    @override
    def action_first(self) -> None:
        """Go to the top."""
        self._show_from(0)
