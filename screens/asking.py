"""What a dialog asks and what comes back: plain words, no widgets."""

from collections.abc import Callable
from typing import NamedTuple

Answers = dict[str, str]
"""What was typed, by the name of its field."""


class Ask(NamedTuple):
    """One field of a form."""

    name: str
    label: str
    text: str = ""
    """What stands there at first."""
    hint: str = ""
    check: Callable[[str], object] | None = None
    """Raises ``BadInput`` for a text that can't be meant."""


class Option(NamedTuple):
    """An answer to a question: its letter, what it returns, what it says."""

    key: str
    value: str
    words: str
