"""Which owners a round is for: those that are due to hear from us. Pure."""

from datetime import datetime
from typing import Final

from warroom import cadence, countdowns
from warroom.cadence import Cadences
from warroom.clocks import ClockKind
from warroom.state.room_state import RoomState

_CALLS_FOR_ONE: Final[tuple[ClockKind, ...]] = (
    "first_notice", "next_update", "resolved_notice", "preliminary", "report",
)  # fmt: skip
"""The clocks that an update to an owner answers."""


def owners_due(state: RoomState, now: datetime, cadences: Cadences = cadence.DEFAULT) -> list[str]:
    """The owners whose clock calls for an update, the most urgent first: due, or at 70 % of its interval.

    When none is: the one that will be next; when no clock runs at all: every owner that wasn't told yet, else every
    owner. Clocks that rest don't call.
    """
    running = [one for one in countdowns.due(state, now, cadences) if one.kind in _CALLS_FOR_ONE and one.owner]
    calling = [one.owner for one in running if one.standing in ("due", "warning")]
    calling += [one for one in state.owners.names if state.updates.last(one) is None and one not in calling]
    ahead = [one.owner for one in running if one.standing == "ahead"]
    return list(dict.fromkeys(calling or ahead[:1] or state.owners.names))
