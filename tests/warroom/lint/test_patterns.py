"""A pattern says the same whether or not its Chinese alternatives are left out for an English text."""

from importlib import import_module

import pytest

from warroom.updates.lint.check import TEXT_RULES
from warroom.updates.lint.folding import Prepared
from warroom.updates.lint.patterns import Words, branches

MODULES = ["assurance", "blame", "causes", "dates", "jargon", "moments", "promises", "times", "tone"]
PATTERNS = [
    pytest.param(value, id=f"{name}.{attribute}")
    for name in MODULES
    for attribute, value in vars(import_module(f"warroom.updates.lint.{name}")).items()
    if isinstance(value, Words)
]
EXAMPLES = [text for one in TEXT_RULES for pair in one.rule.examples for text in (pair.bad, pair.good)]
ENGLISH = [text for text in EXAMPLES if text.isascii()]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_an_english_text_is_read_the_same_without_the_chinese_words(pattern: Words) -> None:
    whole = "\n".join(ENGLISH)
    alone = [(match.start(), match[0]) for match in pattern.over(Prepared(whole))]
    beside = [(match.start(), match[0]) for match in pattern.over(Prepared(whole + "\n\u9f98"))]
    assert alone == beside


@pytest.mark.parametrize("pattern", PATTERNS)
def test_it_finds_something_in_the_examples(pattern: Words) -> None:
    assert any(pattern.search(Prepared(text).lower) for text in EXAMPLES)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("a|b", ["a", "b"]),
        ("(?:a|b)c|d", ["(?:a|b)c", "d"]),
        (r"a\|b|[|)(]|c", [r"a\|b", "[|)(]", "c"]),
        (r"\(|\)", [r"\(", r"\)"]),
        ("[^|]|[]|]", ["[^|]", "[]|]"]),
        ("[^]|]", ["[^]|]"]),
    ],
)
def test_branches_are_cut_outside_brackets_only(pattern: str, found: list[str]) -> None:
    assert branches(pattern) == found
