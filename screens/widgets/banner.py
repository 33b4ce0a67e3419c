"""What people must see before anything else: refused saves, conflicts, health; one line each, with its word first."""

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from screens.widgets.wrap import fit
from warroom.text import safe

MOST = 4
"""Lines at most: the rest is counted, so that the panes stay usable at 24 lines."""


class Banner(Static):
    """Lines that stay until their reason is gone, by the reason's key; hidden when there are none."""

    DEFAULT_CSS = """
    Banner { height: auto; width: 1fr; display: none; color: $text-warning; text-style: bold; background: $boost; }
    Banner.-shown { display: block; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: dict[str, str] = {}

    def say(self, key: str, text: str) -> None:
        """Show ``text`` for ``key`` until another text or nothing is said for it."""
        text = text.strip()
        if self._lines.get(key, "") == text:
            return
        if text:
            self._lines[key] = text
        else:
            del self._lines[key]
        self._draw()

    def said(self, key: str) -> str:
        """What is shown for ``key``."""
        return self._lines.get(key, "")

    def _draw(self) -> None:
        width = max(20, (self.size.width or self.app.size.width) - 2)
        lines = [one for text in self._lines.values() for one in _folded(safe(text), width)]
        if len(lines) > MOST:
            lines = [*lines[: MOST - 1], f"and {len(lines) - MOST + 1} lines more: F1 shows all"]
        self.update(Content("\n".join(f" {line}" for line in lines)))
        self.set_class(bool(lines), "-shown")

    def lines(self) -> list[str]:
        """Everything that is said, for the help screen."""
        return list(self._lines.values())

    def on_resize(self) -> None:
        """Fold the lines for the new width."""
        if self._lines:
            self.call_after_refresh(self._draw)


def _folded(text: str, width: int) -> list[str]:
    """A text in lines of ``width`` cells, by words."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if cell_len(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word if cell_len(word) <= width else fit(word, width)
    return [*lines, line] if line else lines
