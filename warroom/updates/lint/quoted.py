"""L10: words of an internal record of the room."""

from collections.abc import Iterator
from typing import Final

import msgspec

from warroom.updates.lint.finding import Example, Finding, Ground, Rule
from warroom.updates.lint.folding import Prepared
from warroom.updates.lint.guard import guard_of
from warroom.updates.lint.table import TextRule

QUOTED = Rule(
    id="L10",
    severity="block",
    title="internal words",
    why="What was said among ourselves was not weighed for the owner: it holds guesses, names and tempers.",
    source="owner-updates.md 2.2: 7 words or 10 Chinese characters in common; a whole shorter record warns",
    examples=(
        Example(
            "en",
            "Update: rolled payments-api back because\nBob's deploy broke the connection pool.",
            "We took back a change to the payment service.",
        ),
        Example("zh", "目前：磁盘写满，导致主库 宕机，已切换", "目前：数据库已切换到备用节点"),
    ),
)
WHOLE: Final = msgspec.structs.replace(QUOTED, severity="warn")

EXAMPLES: Final = Ground(
    internal=guard_of(
        {
            "kwqpz": "Rolled payments-api back because Bob's deploy broke the connection pool again",
            "mtrvd": "磁盘写满导致主库宕机，李工在切换",
        }
    )
)
"""What the examples take as said in the room."""


def look(prepared: Prepared, ground: Ground) -> Iterator[Finding]:
    """Every place that stands in an internal record; one that is there as a whole but is short only warns."""
    if ground.internal is None:
        return
    text = prepared.original
    for start, end, called, blocks in ground.internal.leaks(text):
        rule = QUOTED if blocks else WHOLE
        message = (
            f"these are words of the internal entry {called}: say it anew for the owner, or promote it as an owner fact"
        )
        yield Finding(rule.id, rule.severity, start, end, text[start:end], message)


RULES: Final = (TextRule(QUOTED, look),)
