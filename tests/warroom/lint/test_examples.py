"""Every example of every text rule: the bad one fires, the good one doesn't, in half and in full width."""

import pytest

from warroom.updates.lint import leaks
from warroom.updates.lint.check import TEXT_RULES, check_text
from warroom.updates.lint.finding import Example, Ground, Rule

WIDE = {
    code: code + 0xFEE0 for code in (*range(0x21, 0x30), *range(0x30, 0x3A), *range(0x3A, 0x41), *range(0x5B, 0x61))
}
"""Punctuation and digits as an input method types them."""
GROUNDS = {
    **dict.fromkeys(("L06", "L08", "L09", "L10"), leaks.EXAMPLES),
    "T07": Ground(over_midnight=True),
    "P12": Ground(avoid=("bug", "故障", "user error")),
}
"""The rules that speak only when they know something beside the text."""
PAIRS = [
    pytest.param(one.rule, pair, id=f"{one.rule.id}-{n}")
    for one in TEXT_RULES
    for n, pair in enumerate(one.rule.examples)
]


def fired(text: str, rule: Rule) -> set[str]:
    return {finding.rule for finding in check_text(text, GROUNDS.get(rule.id, Ground()))}


@pytest.mark.parametrize("width", ["half", "full"])
@pytest.mark.parametrize(("rule", "pair"), PAIRS)
def test_the_bad_example_fires_and_the_good_one_does_not(rule: Rule, pair: Example, width: str) -> None:
    bad, good = (text.translate(WIDE) if width == "full" else text for text in (pair.bad, pair.good))
    assert rule.id in fired(bad, rule), bad
    assert rule.id not in fired(good, rule), good


@pytest.mark.parametrize(("rule", "pair"), PAIRS)
def test_no_good_example_would_be_stopped(rule: Rule, pair: Example) -> None:
    found = check_text(pair.good, Ground())
    assert not [finding for finding in found if finding.severity == "block"], found
