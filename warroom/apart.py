"""A second state of the same room that belongs to a thread: what is computed there never changes under its hands."""

from typing import NamedTuple

from warroom.events import Event
from warroom.state.room_state import RoomState


class Coming(NamedTuple):
    """What a second state has to take in."""

    anew: bool
    """Whether it begins anew, because the room itself was folded anew or is shown as of another time."""
    events: list[Event]


class Apart:
    """Follows a room's state, one step at a time: ``coming`` where the room is folded, ``caught_up`` in a thread."""

    def __init__(self) -> None:
        self._state = RoomState()
        self._of: RoomState | None = None
        self._taken = self._rebuilt = 0

    def coming(self, state: RoomState) -> Coming:
        """The events that came since the last step; quick, for it is called where keys are answered."""
        anew = state is not self._of or state.rebuilt != self._rebuilt
        found = state.came(0 if anew else self._taken)
        self._of, self._taken, self._rebuilt = state, len(state), state.rebuilt
        return Coming(anew, found)

    def caught_up(self, coming: Coming) -> RoomState:
        """The second state, as the room's stood when ``coming`` was made."""
        if coming.anew:
            self._state = RoomState()
        self._state.apply(coming.events)
        return self._state
