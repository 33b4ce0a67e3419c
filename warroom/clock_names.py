"""What people call a clock: ``first_notice:Acme``, or the five letters of what it is about. Pure but for the room."""

from warroom import seal
from warroom.clocks import Due
from warroom.countdowns import due
from warroom.errors import Ambiguous, NotFound
from warroom.grammar.marks import shortened
from warroom.room import Room


def clock_name(one: Due) -> str:
    """The shortest name of a clock that ``clock_named`` finds it by."""
    return seal.entry_ref(one.eid) if one.eid else one.id


def clock_named(room: Room, name: str) -> str:
    """The clock that a name, its beginning, or its record's letters mean; ``NotFound`` or ``Ambiguous``."""
    now = due(room.state, room.clock(), room.cadences)
    exact = [one for one in now if one.id.casefold() == name.casefold()]
    begin = [one for one in now if one.id.casefold().startswith(name.casefold())]
    letters = [one for one in now if one.eid and seal.letters(one.eid).startswith(name.upper().lstrip("#"))]
    found = exact or begin or letters
    if not found:
        there = ", ".join(f"{clock_name(one)} ({shortened(one.text, 30)})" for one in now)
        raise NotFound(
            f"no clock is called '{shortened(name, 30)}'; "
            f"{f'there are {there}' if there else 'none runs in this room'}; nothing was changed"
        )
    if len(found) > 1:
        names = ", ".join(clock_name(one) for one in found)
        raise Ambiguous(f"'{shortened(name, 30)}' may mean {names}; name one of them; nothing was changed")
    return found[0].id
