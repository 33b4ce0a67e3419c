"""What a rule of the text is in the table: its entry in the catalogue, and the function that looks for it."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from warroom.updates.lint.finding import Finding, Ground, Rule
from warroom.updates.lint.folding import Prepared

Look = Callable[[Prepared, Ground], Iterable[Finding]]
"""Reads a text and what is known beside it, yields each place that breaks the rule. Pure, and linear in the text."""


class TextRule(NamedTuple):
    """One rule of the text."""

    rule: Rule
    look: Look
