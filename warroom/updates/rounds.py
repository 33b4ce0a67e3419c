"""Which owners a round is for: those that are due to hear from us. Pure."""

from datetime import datetime
from typing import Final

from warroom import cadence, countdowns
from warroom.cadence import Cadences
from warroom.clocks import ClockKind
from warroom.state.room_state import RoomState
from warroom.updates.approval import must_tell
from warroom.updates.not_told import not_told
from warroom.updates.phase import phase_of

_CALLS_FOR_ONE: Final[tuple[ClockKind, ...]] = (
    "first_notice", "next_update", "resolved_notice", "preliminary", "report",
)  # fmt: skip
"""The clocks that an update to an owner answers."""


def owners_due(state: RoomState, now: datetime, cadences: Cadences = cadence.DEFAULT, shown: str = "") -> list[str]:
    """The owners that an update is due to, the most urgent first: their clock is due or at 70 % of its interval, they
    were never told, or they don't know something that their next update has to tell (a status, a severity, an impact).

    The owner that is ``shown`` is among them for anything that they don't know, even while their clocks rest; those of
    others don't call then. When nobody is due: the one that will be next; when no clock runs at all, every owner.
    """
    running = [one for one in countdowns.due(state, now, cadences) if one.kind in _CALLS_FOR_ONE and one.owner]
    calling = [one.owner for one in running if one.standing in ("due", "warning")]
    calling += [one for one in state.owners.names if state.updates.last(one) is None and one not in calling]
    resting = {one.owner for one in running if one.standing == "paused"} - {shown}
    others = [one for one in state.owners.names if one not in calling and one not in resting]
    calling += [one for one in others if _has_news(state, one, now, any_at_all=one == shown)]
    ahead = [one.owner for one in running if one.standing == "ahead"]
    return list(dict.fromkeys(calling or ahead[:1] or state.owners.names))


def _has_news(state: RoomState, owner: str, now: datetime, *, any_at_all: bool) -> bool:
    """Whether an owner doesn't know what their next update has to tell, or ``any_at_all`` of what could be told."""
    phase = phase_of(state, owner)
    return any(any_at_all or must_tell(one.fact.topic, phase) for one in not_told(state, owner, now))
