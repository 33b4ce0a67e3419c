"""The catalogue: every rule of the check by its id, for ``warroom lint --explain`` and docs/lint.md."""

from collections.abc import Mapping
from typing import Final

from warroom.updates.lint import drafted
from warroom.updates.lint.check import TEXT_RULES
from warroom.updates.lint.draft import ENTRIES
from warroom.updates.lint.finding import Rule

FAMILIES: Final[Mapping[str, str]] = {
    "S": "Structure: what an update must hold",
    "T": "Times",
    "C": "Claims",
    "L": "Leaks",
    "P": "Prose",
    "X": "State: what the room knows",
    "D": "Drafting: what templates and wordings lack",
}
"""The families in the order of the catalogue, by the first letter of their rules."""


def catalogue() -> dict[str, Rule]:
    """Every rule by its id, family by family."""
    rules = [*ENTRIES, *drafted.ENTRIES, *(one.rule for one in TEXT_RULES)]
    order = list(FAMILIES)
    return {rule.id: rule for rule in sorted(rules, key=lambda rule: (order.index(rule.id[0]), rule.id))}
