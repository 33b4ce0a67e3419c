"""What an entry says to a reader in a time zone: an estimate's times are theirs. Pure."""

from datetime import tzinfo

from warroom.state import expectations
from warroom.state.expectations import ExpectationSet
from warroom.state.feed import Entry
from warroom.state.kinds import read


def said_in(entry: Entry, zone: tzinfo) -> str:
    """The words of an entry; a line that an estimate put there has its times in ``zone``.

    What is folded knows no zone: the room's may be known only later, and a reader may want another.
    """
    if entry.kind != "expectation" or entry.erased or entry.versions > 1:
        return entry.text
    payload = read(entry.event, expectations.KINDS)
    return expectations.words(payload, zone) if isinstance(payload, ExpectationSet) else entry.text
