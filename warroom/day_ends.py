"""Whose working day ends when: what a due day without a clock time means in a room. Pure."""

from collections.abc import Callable

from warroom.owner_clocks import calendar_of
from warroom.state.room_state import RoomState
from warroom.working_time import DayEnd


def of_room(state: RoomState) -> Callable[[str], DayEnd]:
    """When an owner's working day ends; for a name that is no owner's it is the room's.

    An owner is named by any unique beginning, the only one by ``-``, one with a promise by ``#K7QXM``, its letters.
    """

    def day_end(owner: str) -> DayEnd:
        wanted, names = owner.strip().casefold(), state.owners.names
        if wanted.startswith("#"):
            made = state.commitments.made.standing()
            wanted = next((one.now.owner_id.casefold() for one in made if one.ref == wanted[1:].upper()), "")
        elif wanted == "-":
            wanted = names[0].casefold() if len(names) == 1 else ""
        found = [one for one in names if one.casefold() == wanted] or [
            one for one in names if wanted and one.casefold().startswith(wanted)
        ]
        if len(found) != 1:
            return DayEnd()
        plan = state.owners.plan(found[0])
        return DayEnd(calendar_of(plan, state), found[0]) if plan.hours.end or plan.zone else DayEnd()

    return day_end
