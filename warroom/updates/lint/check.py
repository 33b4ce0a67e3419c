"""The check of a text: every text rule over it, the places in order."""

from typing import Final

from warroom.updates.lint import assurance, blame, causes, dates, jargon, leaks, lengths, promises, times, tone
from warroom.updates.lint.finding import Finding, Ground
from warroom.updates.lint.folding import Prepared
from warroom.updates.lint.table import TextRule

TEXT_RULES: Final[tuple[TextRule, ...]] = (
    *times.RULES,
    *dates.RULES,
    *promises.RULES,
    *causes.RULES,
    *blame.RULES,
    *assurance.RULES,
    *jargon.RULES,
    *lengths.RULES,
    *tone.RULES,
    *leaks.RULES,
)
"""All rules that look at words, by family: when (T), what is claimed (C), how it is said (P), what leaks (L)."""


def check_text(text: str, ground: Ground) -> list[Finding]:
    """Every place of ``text`` that breaks a text rule, by place. Never raises, whatever the text is."""
    prepared = Prepared(text)
    found = {finding for one in TEXT_RULES for finding in one.look(prepared, ground)}
    return sorted(found, key=lambda one: (one.start, one.end, one.rule, one.message))
