"""The small list of candidates above the entry line."""

from textual.content import Content
from textual.widgets import Static

from screens.widgets.completion import Cycle
from warroom.text import safe


class Choices(Static):
    """Drawn over what is above the line, so that nothing moves; the one in the line has ``>`` before it."""

    DEFAULT_CSS = """
    Choices {
        overlay: screen;
        display: none;
        width: auto;
        max-width: 100%;
        height: auto;
        padding: 0 1;
        background: $panel;
        color: $foreground;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    """

    def __init__(self) -> None:
        super().__init__(markup=False, id="entry-choices")

    def show(self, cycle: Cycle) -> None:
        """Show the candidates around the chosen one."""
        sight = cycle.rows()
        wide = max(len(cycle.items[index].text) for index in sight)
        rows = []
        for index in sight:
            item, chosen = cycle.items[index], index == cycle.chosen
            row = f"{'>' if chosen else ' '} {safe(item.text).strip():<{wide}}  {safe(item.about)}"
            rows.append((row.rstrip(), "bold reverse" if chosen else ""))
        if len(cycle.items) > len(sight):
            rows.append((f"  {len(cycle.items)} in all", "dim"))
        self.update(Content("\n").join(Content.styled(*row) for row in rows))
        self.styles.offset = (0, -len(rows))
        self.display = True

    def hide(self) -> None:
        """Take the list away."""
        if self.display:
            self.display = False
