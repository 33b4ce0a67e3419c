"""What the forms of screen 5 ask, and how the answers become the order that the entry line and the shell give."""

from collections.abc import Sequence
from typing import Final

from screens.asking import Ask
from screens.hosting import Host
from screens.owner.sight import OwnerSight
from warroom.doing_owners import do_owner
from warroom.due_times import read_due
from warroom.errors import BadInput
from warroom.grammar.owner_orders import OwnerOrder, OwnerVerb
from warroom.times import read_time

UNDOES: Final = "z takes it back"
PAST: Final = "-5m, 14:05, yesterday 23:50"
DUE: Final = "30m, 16:00, tomorrow 9:00"
"""The forms of a time, in the few words that a form has room for."""


async def order(host: Host, verb: OwnerVerb, name: str, text: str = "", **parts: str) -> None:
    """Give an order and tell what it did."""
    given = {part: value.strip() for part, value in parts.items() if value.strip()}
    done = await do_owner(host.room, OwnerOrder(verb, name, text.strip(), given))
    host.tell(f"{done.said}; {UNDOES}")


def past(host: Host, hint: str = "nothing: now") -> Ask:
    """When something happened."""

    def check(text: str) -> None:
        if text.strip():
            read_time(text, now=host.room.clock(), zone=host.room.zone)

    return Ask("at", "When", hint=f"{hint}; {PAST}", check=check)


def ahead(host: Host, name: str, label: str, hint: str, *, needed: bool = False) -> Ask:
    """Until when something is due."""

    def check(text: str) -> None:
        if needed or text.strip():
            read_due(text, now=host.room.clock(), zone=host.room.zone)

    return Ask(name, label, hint="; ".join(part for part in (hint, DUE) if part), check=check)


def one_word(name: str, label: str, values: Sequence[str], start: str) -> Ask:
    """One of some words, or its beginning."""

    def check(text: str) -> None:
        plain = text.strip().casefold().replace(" ", "_")
        if sum(value.startswith(plain) for value in values) != 1 and plain not in values:
            raise BadInput(f"one of {', '.join(values)}")

    return Ask(name, label, start, ", ".join(values), check)


def person(host: Host, sight: OwnerSight) -> Ask:
    """Which of the owner's people."""
    contacts = host.room.state.owners.plan(sight.owner).contacts
    return Ask("by", "Who of theirs", hint=", ".join(one.name for one in contacts) or "a name; may be empty")
