"""What a terminal shows that is too small for a room: the size it needs. Nothing is lost meanwhile."""

from textual.content import Content
from textual.widgets import Static
from typing_extensions import override

LEAST = (60, 16)
"""Columns and rows that a room needs."""


class TooSmall(Static):
    """Covers everything under ``LEAST``; what is covered keeps the focus, so that keys go on into the line."""

    DEFAULT_CSS = """
    TooSmall {
        layer: cover; display: none; width: 100%; height: 100%; background: $background;
        content-align: center middle; text-align: center;
    }
    """

    @override
    def render(self) -> Content:
        """The size that is needed and the one that is there."""
        width, height = self.app.size
        return Content(
            f"warroom needs {LEAST[0]} x {LEAST[1]}\nthis terminal has {width} x {height}\n\n"
            "make it larger; everything you typed is kept"
        )
