"""The room at a past moment: which of its events count. Pure."""

from collections.abc import Iterable
from typing import Literal

from warroom.events import Event
from warroom.state.room_state import RoomState, fold

By = Literal["recorded", "occurred"]
"""What "as of" goes by: what the room had recorded by then, or what had happened by then as we know it today."""


def as_of(events: Iterable[Event], at: str, by: By = "recorded") -> RoomState:
    """The state as of ``at`` (UTC text). Texts erased since then stay erased.

    By ``occurred`` an entry counts by the time it has today, and with it every later edit, strike and pin; the
    room's opening, without which nothing has a title or a zone, always counts.
    """
    known = list(events)
    if by == "recorded":
        return fold(event for event in known if event.recorded_at <= at)
    now = fold(known)
    times = {entry.eid: entry.at for feed in (now.timeline, now.discussion) for entry in feed}

    def happened(event: Event) -> str:
        target = event.payload.get("target")
        return times.get(target if isinstance(target, str) else event.eid, event.at)

    return fold(event for event in known if event.kind == "incident.opened" or happened(event) <= at)
