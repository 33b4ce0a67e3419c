"""Words for owners that the program has itself. Pure."""

from typing import Final

from warroom.state.commitments import Made
from warroom.state.record import Record, called
from warroom.updates.saying import PROMISES, pick

_PLAIN: Final = frozenset({"", "next update"})
"""What a promise of the next update is called where nobody gave it words."""


def promise_words(record: Record[Made], lang: str, width: int = 400) -> str:
    """What was promised: in the words it was given, else by its kind in the reader's language."""
    text = called(record, width)
    if text.casefold() in _PLAIN:
        kind = pick(PROMISES[record.now.kind], lang)
        return kind[:1].upper() + kind[1:]
    return text
