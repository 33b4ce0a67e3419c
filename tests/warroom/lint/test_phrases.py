"""Phrases beyond the examples: what a careful reader stumbles over, and what they don't, in half and in full width."""

import pytest

from tests.warroom.lint.phrases import FINE, FIRES, SILENT
from tests.warroom.lint.test_examples import WIDE
from warroom.updates.lint.check import check_text
from warroom.updates.lint.finding import Ground


def rules(text: str) -> set[str]:
    return {finding.rule for finding in check_text(text, Ground())}


@pytest.mark.parametrize("rule", FIRES)
def test_what_must_fire_does(rule: str) -> None:
    missed = [text for text in FIRES[rule] if rule not in rules(text) & rules(text.translate(WIDE))]
    assert not missed


@pytest.mark.parametrize("rule", SILENT)
def test_what_is_fine_is_passed_over(rule: str) -> None:
    wrong = [text for text in SILENT[rule] if rule in rules(text) | rules(text.translate(WIDE))]
    assert not wrong


@pytest.mark.parametrize("wide", [False, True], ids=["half", "full"])
def test_a_plain_sentence_is_passed_over_by_every_rule(wide: bool) -> None:
    found = {text: rules(text.translate(WIDE) if wide else text) - {"P01", "P02"} for text in FINE}
    assert not {text: said for text, said in found.items() if any(rule[0] in "TCP" for rule in said)}
