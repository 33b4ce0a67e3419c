"""Which phase the next update to an owner is in: it follows from the state (owner-updates.md 1.1). Pure."""

from collections.abc import Mapping
from typing import Final

from warroom.state.revisions import Phase
from warroom.state.room_state import RoomState

FINAL: Final[tuple[Phase, ...]] = ("resolved", "closure")
"""The phases in which it is over."""

_BY_STATUS: Final[Mapping[str, Phase]] = {
    "identified": "identified",
    "monitoring": "monitoring",
    "resolved": "resolved",
    "closed": "closure",
}


def phase_of(state: RoomState, owner: str) -> Phase:
    """Nothing told yet is the first notice; else the status, and fixing while a task that mends a cause runs."""
    if state.updates.last(owner) is None:
        return "first_notice"
    phase = _BY_STATUS.get(state.incident.status.value or "", "investigating")
    return "fixing" if phase == "identified" and _is_fixing(state) else phase


def _is_fixing(state: RoomState) -> bool:
    return any(one.now.state == "in_progress" and one.now.cause for one in state.tasks.tasks.standing())
