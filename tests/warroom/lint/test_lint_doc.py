"""docs/lint.md and the code say the same. ``python tests/warroom/lint/test_lint_doc.py`` writes the rules anew."""

import re
from pathlib import Path

from warroom.updates.lint.catalogue import FAMILIES, catalogue
from warroom.updates.lint.finding import Example, Rule

DOC = Path(__file__).parents[3] / "docs" / "lint.md"
TABLE = re.compile(r"(?<=<!-- rules -->\n).*?(?=<!-- end of rules -->)", re.DOTALL)
SHOWN = 120
"""Letters of an example that a row shows; the long ones are about length."""


def table() -> str:
    """The rules as the code knows them, family by family."""
    lines: list[str] = []
    for letter, family in FAMILIES.items():
        rules = [rule for rule in catalogue().values() if rule.id[0] == letter]
        if rules:
            lines += [f"### {family}", "", "| rule | severity | what | why | not | but |", "|---|---|---|---|---|---|"]
            lines += [row(rule) for rule in rules]
            lines.append("")
    return "\n".join(lines)


def row(rule: Rule) -> str:
    """One rule, with its first example in each language."""
    pairs = [next((pair for pair in rule.examples if pair.lang == lang), None) for lang in ("en", "zh")]
    shown = [pair for pair in pairs if pair is not None]
    cells = [rule.id, rule.severity, rule.title, f"{rule.why} ({rule.source})", said(shown, 1), said(shown, 2)]
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ⏎ ") for cell in cells) + " |"


def said(pairs: list[Example], part: int) -> str:
    texts = [pair[part] for pair in pairs]
    return " · ".join(f"“{text if len(text) <= SHOWN else text[: SHOWN - 1] + '…'}”" for text in texts if text)


def test_the_rules_of_the_page_are_those_of_the_code() -> None:
    found = TABLE.search(DOC.read_text("utf-8"))
    assert found is not None
    assert found[0] == table()


def test_every_rule_is_of_a_family() -> None:
    assert {rule[0] for rule in catalogue()} <= set(FAMILIES)


def test_every_fix_that_the_page_names_is_of_a_rule() -> None:
    fixes = re.search(r"## Quick fixes\n(.*?)\n## ", DOC.read_text("utf-8"), re.DOTALL)
    assert fixes is not None
    assert set(re.findall(r"\b[STCLPX]\d\d\b", fixes[1])) <= set(catalogue())


if __name__ == "__main__":
    DOC.write_text(TABLE.sub(lambda _: table(), DOC.read_text("utf-8")), "utf-8")
