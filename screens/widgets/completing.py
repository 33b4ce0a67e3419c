"""Tab on the entry line: candidates put into the text one after the other, and listed above it."""

from screens.widgets.choices import Choices
from screens.widgets.completion import Candidates, Cycle, Replacement
from screens.widgets.line_area import LineArea


class Completing:
    """The candidates that tab goes through now, if any."""

    def __init__(self, area: LineArea) -> None:
        self._area = area
        self.choices = Choices()
        self._cycle: Cycle | None = None

    @property
    def active(self) -> bool:
        """Whether a candidate stands in the line, to be changed for another."""
        return self._cycle is not None

    def begin(self, found: Candidates) -> bool:
        """Take up candidates; False when there are none."""
        if found.items:
            self._cycle = Cycle(found, self._area.line[found.start : found.end])
        return self.active

    def step(self, steps: int) -> None:
        """Put the next (1) or previous (-1) candidate into the line; the only one is final at once."""
        if self._cycle is None:
            return
        self._put(self._cycle.step(steps))
        if len(self._cycle.items) == 1:
            self.end()
        else:
            self.choices.show(self._cycle)

    def undo(self) -> None:
        """Put back what was typed."""
        if self._cycle is not None:
            self._put(self._cycle.undo())
            self.end()

    def end(self) -> None:
        """What stands in the line is what was meant."""
        self._cycle = None
        self.choices.hide()

    def _put(self, change: Replacement) -> None:
        self._area.put(change.start, change.end, change.text)
