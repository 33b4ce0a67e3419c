"""Whether a room came from a file, and since when its clocks count: a past incident owes nobody anything. Pure."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from warroom.state.feed import Feed
from warroom.state.incident import ENDED
from warroom.state.promises import moment
from warroom.state.room_state import RoomState

GOING_ON: Final = timedelta(days=1)
"""An incident without an end whose last line is no older when it is imported is one that goes on."""


class BroughtIn(NamedTuple):
    """What an import means for the clocks of a room."""

    past: bool = False
    """Whether it is a past incident, so that nothing in it is owed."""
    since: datetime | None = None
    """No clock began before: the import, or when the incident was opened again later; None in a room opened here."""


def brought_in(state: RoomState) -> BroughtIn:
    """How a room came to be. What people do in it later (a status that isn't an end) makes it live again."""
    opened = state.incident.opened
    if opened is None or not opened.source:
        return BroughtIn()
    written = state.incident.openings.history[0].event.recorded_at
    again, was_over = "", True
    for one in state.incident.status.history:
        if one.event.recorded_at > written:
            is_over = one.value in ENDED
            again = one.event.at if was_over and not is_over else again
            was_over = is_over
    if again:
        return BroughtIn(since=moment(again))
    since = moment(written)
    last = max((_last(feed) for feed in (state.timeline, state.discussion)), default="")
    ended = moment(last)
    over = not state.incident.is_open or (since is not None and ended is not None and since - ended > GOING_ON)
    return BroughtIn(over, since)


def _last(feed: Feed) -> str:
    """When the last thing happened that came with the import; empty without any."""
    return next((entry.at for entry in reversed(feed.order) if entry.said.source), "")
