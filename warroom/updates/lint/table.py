"""What a rule of the text is in the table: its entry in the catalogue, and the function that looks for it."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from warroom.updates.lint.finding import Finding, Fix, Ground, Rule
from warroom.updates.lint.folding import Prepared, Sentence
from warroom.updates.lint.patterns import Words

Look = Callable[[Prepared, Ground], Iterable[Finding]]
"""Reads a text and what is known beside it, yields each place that breaks the rule. Pure, and linear in the text."""


class TextRule(NamedTuple):
    """One rule of the text."""

    rule: Rule
    look: Look


def says(
    rule: Rule,
    pattern: Words,
    message: str,
    *,
    unless: Words | None = None,
    fix: Callable[[Prepared, re.Match[str]], tuple[Fix, ...]] | None = None,
) -> TextRule:
    """A rule that fires wherever ``pattern`` is said, but in sentences that match ``unless``.

    ``{said}`` in ``message`` is what was written.
    """

    def look(text: Prepared, ground: Ground) -> Iterator[Finding]:
        for match in pattern.over(text):
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
