"""A drill as its room shows it: it comes in while somebody looks, and the banner says how far it is."""

from collections.abc import Callable
from datetime import datetime

from screens.desk import Desk
from warroom.room import Room


class Drilling:
    """Plays the drill of a room while its screen is there; nothing in any other room."""

    def __init__(self, desk: Desk, room: Room) -> None:
        self._desk, self._room = desk, room
        self._leave: Callable[[], None] | None = None
        self._left = False

    def note(self) -> None:
        """Begin to play, or let go, as the room's state has it."""
        drill = self._room.state.drill
        if drill.begun is None or self._left or not self._room.loaded:
            return
        if drill.ended_at is None and self._leave is None and self._desk.play is not None:
            self._leave = self._desk.play(self._room.room)

    def leave(self) -> None:
        """The room is left: the drill's clock rests. Waits for the player, so not for the event loop."""
        self._left = True
        if self._leave is not None:
            self._leave()
            self._leave = None

    def words(self, now: datetime) -> str:
        """What the banner says; empty in a room that replays nothing."""
        drill = self._room.state.drill
        if drill.begun is None:
            return ""
        came, of = drill.came(now)
        if drill.ended_at is not None:
            return "DRILL OVER: 6, then d shows your metrics and updates beside the real ones"
        if not drill.speed:
            return f"DRILL rests, {came} of {of} came in: /drill go goes on"
        if came == of:
            return "DRILL: everything came in. /status resolved when it is over, or /drill end"
        return f"DRILL {drill.speed}x, {came} of {of} came in: /drill pause, skip, speed N, end"
