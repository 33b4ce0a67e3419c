"""The leak rules (L01 to L14): what must not leave the room."""

from typing import Final

import msgspec

from warroom.updates.lint import credentials, hosts, inside, people, quoted
from warroom.updates.lint.finding import Ground
from warroom.updates.lint.table import TextRule

RULES: Final[tuple[TextRule, ...]] = (
    *credentials.RULES,
    *hosts.RULES,
    *inside.RULES,
    *people.RULES,
    *quoted.RULES,
)
"""In the order of the catalogue's families; ``check`` sorts what they find by place."""

EXAMPLES: Final[Ground] = msgspec.structs.replace(people.EXAMPLES, internal=quoted.EXAMPLES.internal)
"""The ground on which the examples of these rules hold."""
