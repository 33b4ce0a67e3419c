"""Tab through candidates: which one stands in the line now, and what stood there before. Pure."""

from collections.abc import Sequence
from typing import Final, NamedTuple

ROWS: Final = 6
"""Candidates that the list above the line shows at a time."""


class Candidate(NamedTuple):
    """One way to go on: what replaces the word, and a few words about it."""

    text: str
    about: str = ""


class Candidates(NamedTuple):
    """What may stand between ``start`` and ``end`` (characters of the line) instead."""

    start: int
    end: int
    items: tuple[Candidate, ...] = ()


class Replacement(NamedTuple):
    """A change of the line: the characters from ``start`` to ``end`` become ``text``."""

    start: int
    end: int
    text: str


class Cycle:
    """Candidates in turn; one step beyond either end is what was typed."""

    def __init__(self, found: Candidates, typed: str) -> None:
        """``typed``: the text that stands there now."""
        self.items: Sequence[Candidate] = found.items
        self._start = found.start
        self._texts = (*(item.text for item in found.items), typed)
        self.chosen = len(found.items)
        """Index of the candidate that stands in the line; the number of candidates: what was typed."""
        self._length = found.end - found.start

    def step(self, steps: int) -> Replacement:
        """The change that puts the next (1) or previous (-1) one into the line."""
        return self._put((self.chosen + steps) % len(self._texts))

    def undo(self) -> Replacement:
        """The change that puts back what was typed."""
        return self._put(len(self.items))

    def _put(self, index: int) -> Replacement:
        text = self._texts[index]
        change = Replacement(self._start, self._start + self._length, text)
        self.chosen, self._length = index, len(text)
        return change

    def rows(self) -> range:
        """The candidates in sight of a list of ``ROWS``."""
        first = min(max(0, self.chosen - ROWS // 2), max(0, len(self.items) - ROWS))
        return range(first, min(first + ROWS, len(self.items)))
