"""What a rule of the text is in the table: its entry in the catalogue, and the function that looks for it.

Patterns are matched against small letters, with ``re.ASCII``: a Chinese character is then no part of an English word,
so ``\\b`` stands between the two. No pattern may take more than linear time: every repetition has an upper bound.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from warroom.updates.lint.finding import Finding, Fix, Ground, Rule
from warroom.updates.lint.folding import Prepared, Sentence

Look = Callable[[Prepared, Ground], Iterable[Finding]]
"""Reads a text and what is known beside it, yields each place that breaks the rule. Pure, and linear in the text."""

IN: Final = r"[^.!?。\n]"
"""A character inside a sentence; ``{0,40}`` of them is a short way on."""


class TextRule(NamedTuple):
    """One rule of the text."""

    rule: Rule
    look: Look


def words(*alternatives: str) -> re.Pattern[str]:
    """A pattern of any of ``alternatives``, for ``Prepared.lower``."""
    return re.compile("|".join(alternatives), re.ASCII)


def says(
    rule: Rule,
    pattern: re.Pattern[str],
    message: str,
    *,
    unless: re.Pattern[str] | None = None,
    fix: Callable[[Prepared, re.Match[str]], tuple[Fix, ...]] | None = None,
) -> TextRule:
    """A rule that fires wherever ``pattern`` is said, but in sentences that match ``unless``.

    ``{said}`` in ``message`` is what was written.
    """

    def look(text: Prepared, ground: Ground) -> Iterator[Finding]:
        for match in pattern.finditer(text.lower):
            if unless is not None and unless.search(_around(text, match)):
                continue
            fixes = fix(text, match) if fix is not None else ()
            yield text.finding(rule, match.start(), match.end(), message.format(said=quoted(text, match)), fixes)

    return TextRule(rule, look)


def quoted(text: Prepared, match: re.Match[str]) -> str:
    """What was written, short enough for a message."""
    said = text.folded[match.start() : match.end()].strip()
    return said if len(said) <= 40 else said[:39] + "…"


def lowered(text: Prepared, sentence: Sentence) -> str:
    """A sentence in small letters."""
    return text.lower[sentence.start : sentence.end]


def _around(text: Prepared, match: re.Match[str]) -> str:
    """The sentence of a match in small letters, the whole of the match in it."""
    sentence = text.sentence_at(match.start())
    return text.lower[min(sentence.start, match.start()) : max(sentence.end, match.end())]
