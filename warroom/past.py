"""A room as it was at a moment: the same state, clocks that stand, and nothing that can be changed."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from warroom.as_of import By, as_of
from warroom.clock import from_stamp, to_stamp
from warroom.errors import ReadOnly
from warroom.events import Draft, Event
from warroom.ports import Health, Preview
from warroom.room import Room
from warroom.state.room_state import RoomState

REFUSED: Final = "this is the past and can only be looked at; esc goes back to now. Nothing was changed"


class PastLog:
    """An ``EventLog`` of what a room held; every change of it is refused."""

    origin = "past"
    health = Health(readonly=REFUSED)

    def __init__(self, room: str, events: Sequence[Event]) -> None:
        self.room = room
        self.events = list(events)

    def preview(self, limit: int) -> Preview:
        """The newest events."""
        newest = tuple(self.events[-limit:])
        return Preview(summary=None, events=newest, total=len(self.events), complete=len(newest) == len(self.events))

    def load(self) -> list[Event]:
        """Every event."""
        return list(self.events)

    def refresh(self) -> list[Event]:
        """Nothing: the past does not grow."""
        return []

    def append(self, drafts: Sequence[Draft]) -> list[Event]:
        """Refused."""
        raise ReadOnly(REFUSED)

    def receive(self, events: Sequence[Event]) -> list[Event]:
        """Refused."""
        raise ReadOnly(REFUSED)

    def erase(self, targets: Iterable[Event], erasure: Draft) -> list[Event]:
        """Refused."""
        raise ReadOnly(REFUSED)

    def attach(self, source: Path) -> tuple[str, int]:
        """Refused."""
        raise ReadOnly(REFUSED)

    def attachment(self, sha256: str) -> Path:
        """Refused: files are opened in the room of now."""
        raise ReadOnly(REFUSED)

    def save_summary(self, summary: dict[str, object]) -> None:
        """Nothing: the card of the room of now must stay."""

    def follow(self, on_change: Callable[[], None]) -> Callable[[], None]:
        """Nothing comes in."""
        return lambda: None

    def close(self) -> None:
        """Nothing is open."""


class Past:
    """The room at ``moment``, by what was recorded then or by what had happened; it steps through time.

    ``room`` is a ``Room`` like any other, so that whatever shows a room shows this one too; its clock stands at the
    moment, so that every countdown says what it said then.
    """

    def __init__(
        self, now: Room, moment: datetime, by: By = "recorded", *, events: Sequence[Event] | None = None
    ) -> None:
        """``now`` is the room as it is; what comes into it later is not seen here.

        ``events`` are its events, read where it is folded, when this is made in a thread.
        """
        self._events = now.state.events if events is None else list(events)
        self.present = now.clock()
        """When one began to look back."""
        self.by: By = by
        self.moment = moment
        self.room = Room(PastLog(now.room, self._events), me=now.me, clock=lambda: self.moment)
        self.room.directory = None
        self.room.loaded = True
        self._stamps: dict[By, list[str]] = {}
        self._show(moment)

    @property
    def first(self) -> datetime:
        """The first moment of the room."""
        return from_stamp(self.stamps[0]) if self.stamps else self.present

    @property
    def stamps(self) -> list[str]:
        """The moments at which something was recorded, or happened, in order."""
        if self.by not in self._stamps:
            if self.by == "recorded":
                found = {event.recorded_at for event in self._events}
            else:
                state = as_of(self._events, "9999", "occurred")
                found = {one.at for feed in (state.timeline, state.discussion) for one in feed}
                found |= {event.at for event in self._events if event.kind == "incident.opened"}
            self._stamps[self.by] = sorted(found)
        return self._stamps[self.by]

    @property
    def place(self) -> tuple[int, int]:
        """How many of the moments have been, and how many there are."""
        return bisect_right(self.stamps, to_stamp(self.moment)), len(self.stamps)

    @property
    def size(self) -> int:
        """How many events there are to go through for a moment."""
        return len(self._events)

    def go(self, moment: datetime) -> bool:
        """Show the room at a moment between its first and now; False when that is where it stands already.

        It and the other moves may be called in a thread: the state is whole when it takes the place of the last.
        """
        wanted = min(max(moment, self.first), self.present)
        if wanted == self.moment:
            return False
        self._show(wanted)
        return True

    def step(self, by: int) -> bool:
        """Go to the next moment at which something changed, or the one before; False at either end."""
        stamps, at = self.stamps, to_stamp(self.moment)
        place = bisect_right(stamps, at) if by > 0 else bisect_left(stamps, at) - 1
        if not 0 <= place < len(stamps) or from_stamp(stamps[place]) > self.present:
            return False
        return self.go(from_stamp(stamps[place]))

    def turn(self) -> bool:
        """Change between what was known then and what had happened."""
        self.by = "occurred" if self.by == "recorded" else "recorded"
        self._show(max(self.moment, self.first))
        return True

    def state_at(self, moment: datetime) -> RoomState:
        """The state at another moment, read the same way."""
        return as_of(self._events, to_stamp(moment), self.by)

    def _show(self, moment: datetime) -> None:
        state = as_of(self._events, to_stamp(moment), self.by)
        self.moment, self.room.state = moment, state
