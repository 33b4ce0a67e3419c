"""D01 to D03: what is found while a draft is made from templates. They are no rules of a text: ``drafting`` finds them."""

from typing import Final

from warroom.updates.lint.finding import Rule

D01: Final = Rule(
    id="D01",
    severity="warn",
    title="template not usable",
    why="A template of your own that can't be read or filled is passed over, and the next one that fits makes the draft; "
    "warroom template check FILE says what is wrong with it.",
    source="owner-updates.md 3",
)
D02: Final = Rule(
    id="D02",
    severity="warn",
    title="wording missing",
    why="Nobody wrote this fact in the owner's language. What is filled in is kept on the fact for the next round; a hint "
    "where the update is whole without it.",
    source="owner-updates.md 1.6",
)
D03: Final = Rule(
    id="D03",
    severity="hint",
    title="longer than its template allows",
    why="A template may say how many letters its text should have (max_chars): this draft has more.",
    source="owner-updates.md 3",
)
ENTRIES: Final = (D01, D02, D03)
"""Their entries in the catalogue, for ``lint --explain``."""
