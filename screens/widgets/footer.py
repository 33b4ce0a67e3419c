"""Our own footer: one line of whole hints from the table of commands, and the mode at its end."""

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static
from typing_extensions import override

from screens.keys import fitted, hints
from warroom.commands import Place


class FooterLine(Static):
    """Hints for what works now, ``F1 help`` first; never a hint cut in two."""

    DEFAULT_CSS = """
    FooterLine { height: 1; width: 1fr; background: $panel; color: $text-muted; text-wrap: nowrap; }
    """

    places: reactive[tuple[Place, ...]] = reactive((), init=False, repaint=True, layout=False)
    """Whose hints are shown."""
    mode: reactive[str] = reactive("", init=False, repaint=True, layout=False)
    """The mode's word at the right end."""

    @override
    def render(self) -> Content:
        """The hints that fit, then the mode."""
        width = self.size.width
        mode = f" {self.mode} " if self.mode else ""
        line = fitted(hints(self.places), max(0, width - cell_len(mode) - 1))
        gap = " " * max(0, width - cell_len(line) - cell_len(mode))
        return Content.assemble(line, gap, (mode, "bold reverse"))
