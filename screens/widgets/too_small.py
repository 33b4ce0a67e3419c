"""What a terminal shows that is too small for a room: the size it needs. Nothing is lost meanwhile."""

from textual.content import Content
from textual.widgets import Static
from typing_extensions import override

LEAST = (60, 16)
"""Columns and rows that a room needs."""


class TooSmall(Static):
    """Shown alone under ``LEAST``."""

    DEFAULT_CSS = """
    TooSmall { display: none; width: 1fr; height: 1fr; content-align: center middle; text-align: center; }
    """

    @override
    def render(self) -> Content:
        """The size that is needed and the one that is there."""
        width, height = self.app.size
        return Content(
            f"warroom needs {LEAST[0]} x {LEAST[1]}\nthis terminal has {width} x {height}\n\n"
            "make it larger; everything you typed is kept"
        )
