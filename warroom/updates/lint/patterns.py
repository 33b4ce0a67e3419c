"""Patterns of words that are fast enough to run behind every pause in typing.

A rule has many alternatives in two languages, and ``re`` tries each of them at every character. So an English text is
never searched for Chinese words, and the alternatives that begin at the edge of a word are tried only there: by these
two a report of 2,000 words is checked in a third of the time. All are compiled when first used, not on import.

Patterns are matched against small letters, with ``re.ASCII``: a Chinese character is then no part of an English word,
so ``\\b`` stands between the two. No pattern may take more than linear time: every repetition has an upper bound.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from warroom.updates.lint.folding import Prepared

IN: Final = r"[^.!?。\n]"
"""A character inside a sentence; ``{0,40}`` of them is a short way on."""
_EDGE: Final = r"\b"
_CHINESE: Final = re.compile("[\u2e80-\uffff]")


class Words:
    """Any of several alternatives, written as for ``re``."""

    def __init__(self, *alternatives: str) -> None:
        self._alternatives = alternatives

    @cached_property
    def _branches(self) -> list[str]:
        return [branch for one in self._alternatives for branch in branches(one)]

    @cached_property
    def _both(self) -> re.Pattern[str]:
        return _compiled(self._branches)

    @cached_property
    def _latin(self) -> re.Pattern[str]:
        return _compiled([branch for branch in self._branches if not _CHINESE.search(_outside(branch))])

    def over(self, text: Prepared, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """The places in ``text.lower``, in order."""
        pattern = self._both if text.chinese else self._latin
        return pattern.finditer(text.lower, start, len(text.lower) if end is None else end)

    def finditer(self, said: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """The places in a piece of a text, in order."""
        pattern = self._latin if said.isascii() else self._both
        return pattern.finditer(said, start, len(said) if end is None else end)

    def search(self, said: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first place in a piece of a text."""
        pattern = self._latin if said.isascii() else self._both
        return pattern.search(said, start, len(said) if end is None else end)

    def match(self, said: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """What stands at ``start``."""
        pattern = self._latin if said.isascii() else self._both
        return pattern.match(said, start, len(said) if end is None else end)


def branches(pattern: str) -> list[str]:
    """The alternatives of a pattern that stand outside all brackets."""
    found, depth, start, place = [], 0, 0, 0
    in_class = False
    while place < len(pattern):
        char = pattern[place]
        if char == "\\":
            place += 1
        elif in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
            place += pattern.startswith(("[^]", "[]"), place) + pattern.startswith("[^]", place)
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and not depth:
            found.append(pattern[start:place])
            start = place + 1
        place += 1
    return [*found, pattern[start:]]


def _outside(branch: str) -> str:
    """A branch without its classes of characters: a class may name a Chinese full stop among others."""
    return re.sub(r"\[[^\]]*\]", "", branch)


def _compiled(alternatives: list[str]) -> re.Pattern[str]:
    at_edge = [one.removeprefix(_EDGE) for one in alternatives if one.startswith(_EDGE)]
    parts = [one for one in alternatives if not one.startswith(_EDGE)]
    if at_edge:
        parts.insert(0, rf"\b(?:{'|'.join(at_edge)})")
    return re.compile("|".join(parts) if parts else r"(?!)", re.ASCII)
