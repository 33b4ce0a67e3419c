"""The owners of one room as its screens show them: which one is chosen, what is due, what they listen to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from screens.outbox.rows import counted
from screens.outbox.standing import Works, nobody_works
from screens.owner import came_back
from screens.owner.draft_lines import waits
from screens.owner.rows import IN_A_LINE, newest_line, owed_line, thread_items
from screens.widgets.other_side import SIDE, OwnerSide
from screens.widgets.owner_words import OwnersInSight, in_sight, told_words
from screens.widgets.panels import Item
from warroom import countdowns, room_clocks
from warroom.clock import from_stamp
from warroom.clocks import Due
from warroom.delivery.attention import Attention, attention
from warroom.errors import BadInput
from warroom.events import Event
from warroom.listening import Stay, stays
from warroom.owner_watch import Glance, OwnerWatch
from warroom.room import Room
from warroom.state.task_clock import CallOut, call_out

NOBODY_YET: Final = "nobody yet: no owner is named in this room"


class OwnerSight:
    """Asked by the header, the strip, the owner's side and screen 5; changes nothing."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.watch = OwnerWatch()
        self.elsewhere: countdowns.Elsewhere | None = None
        """The most urgent clock of the other rooms."""
        self.looks = 0
        """Grows whenever anything about owners may be another."""
        self.stayed: list[Stay] = []
        """When owners' people were on the call."""
        self._chosen = ""
        self._minute = -1
        self._waits: tuple[int, bool] | None = None
        self._threads: dict[str, tuple[tuple[int, int], list[Item]]] = {}
        self._called: set[str] | None = None
        self.works: Works = nobody_works
        """Whether some process works on the delivery of a key."""

    # -- keeping it true ------------------------------------------------------------------------

    def take_profile(self) -> None:
        """Use the room's profile for what the owners' plans leave out."""
        self.watch.cadences = self.room.cadences

    def look(self) -> None:
        """Take the whole state anew."""
        self.stayed = stays(self.room.state.team)
        if self.room.loaded:
            self.take_profile()
            self.watch.look(self.room.state, self.room.clock())
            self.looks += 1

    def note(self, added: Sequence[Event]) -> bool:
        """Take in events that were just folded; whether anything about owners may be another."""
        if any(event.kind.startswith("presence.") for event in added):
            self.stayed = stays(self.room.state.team)
        differs = self.room.loaded and self.watch.note(self.room.state, added, self.room.clock())
        self.looks += differs
        return differs

    def moves(self, now: datetime) -> bool:
        """Whether lines with a clock in them say something else than at the last call."""
        minute = int(now.timestamp()) // 60
        late = self.watch.tick(now)
        self.looks += late
        differs = late or minute != self._minute
        self._minute = minute
        return differs

    def rings(self, now: datetime) -> bool:
        """Whether a clock ended since the last call, or a task is called out again; what was late already when the
        room opened doesn't ring."""
        if not self.room.loaded:
            return False
        ended = {one.id for one in self.watch.due(now) if one.standing == "due"}
        ended |= {f"{one.task.eid} {one.number}" for one in self.time_is_up(now)}
        before, self._called = self._called, ended
        return before is not None and not ended <= before

    # -- which owner ----------------------------------------------------------------------------

    @property
    def owner(self) -> str:
        """The chosen owner, else the first one; empty when there is none."""
        names = self.room.state.owners.names
        return self._chosen if self._chosen in names else names[0] if names else ""

    @property
    def glance(self) -> Glance | None:
        """What is watched of the chosen owner."""
        return self.watch.glance(self.owner)

    def choose(self, owner: str) -> None:
        """Show this owner from now on."""
        self._chosen = owner

    def switch(self, by: int) -> str:
        """Choose the next owner or the one before; their name, empty when there is none."""
        names = self.room.state.owners.names
        if names:
            self._chosen = names[(names.index(self.owner) + by) % len(names)]
        return self.owner

    @property
    def listening(self) -> tuple[str, ...]:
        """The owners with somebody on the call, as the room calls them."""
        team = self.room.state.team
        here = [one.value for one in (team.presence[name] for name in team.on_call("owner"))]
        return tuple(sorted({one.owner or "owner" for one in here if one is not None}))

    # -- what is shown --------------------------------------------------------------------------

    def thread(self, owner: str, now: datetime) -> list[Item]:
        """What was said both ways with an owner, as of this minute; the same list until something is another."""
        room, stand = self.room, (self.looks, int(now.timestamp()) // 60)
        kept = self._threads.get(owner)
        if kept is None or kept[0] != stand or not room.loaded:
            kept = self._threads[owner] = stand, thread_items(room.state, owner, room.zone, now, self.works)
        return kept[1]

    def due(self, now: datetime) -> list[Due]:
        """Every countdown of the room by urgency; until the room is read, the times of the entries that are here."""
        if self.room.loaded:
            return self.watch.due(now)
        state = self.room.state
        return countdowns.standings(state, room_clocks.entries(state), now)

    def time_is_up(self, now: datetime) -> list[CallOut]:
        """The tasks whose time is up and that nobody has acknowledged, the longest overdue first."""
        tasks = self.room.state.tasks
        late = (one for one in self.due(now) if one.kind == "task" and one.standing == "due")
        called = ((tasks.tasks.get(one.eid)) for one in late)
        return [one for task in called if task is not None and (one := call_out(tasks, task, now)) is not None]

    def seen(self, now: datetime, card: dict[str, object]) -> OwnersInSight:
        """What the header says; until the room is read, what its card knows."""
        if not self.room.loaded:
            return OwnersInSight(nearest=_from_card(card))
        shown = in_sight(self.watch.glances, self.watch.of_owners(now), self.listening)
        return shown._replace(elsewhere=self.elsewhere, outbox=counted(self.outbox(now)))

    def outbox(self, now: datetime) -> Attention:
        """The deliveries that are to be called out."""
        return attention(self.room.state, now, self.works) if self.room.loaded else Attention()

    @property
    def told(self) -> str:
        """What owners were told where it is another now."""
        return told_words(self.watch.glances)

    @property
    def calling(self) -> bool:
        """Whether screen 5 has something that waits."""
        if any(one.unanswered for one in self.watch.glances):
            return True
        return self.room.loaded and came_back.calls(self.room.state)

    def drafts_wait(self, now: datetime) -> bool:
        """Whether screen 4 has something that waits; it is counted when something about owners is another."""
        if self._waits is None or self._waits[0] != self.looks:
            self._waits = self.looks, self.room.loaded and waits(self.room.state, now)
        return self._waits[1] or self.outbox(now).calls

    def show(self, side: OwnerSide, now: datetime) -> None:
        """Bring the owner's side of screen 1 up to date."""
        owner, room = self.owner, self.room
        if not owner:
            side.show("", [], "")
            side.show_owed("", "")
            return
        names = room.state.owners.names
        which = f"{names.index(owner) + 1}/{len(names)} [ ]" if len(names) > 1 else ""
        items = self.thread(owner, now)
        side.show(owner, items, f"{len(items):,}", which)
        self.show_owed(side, now)

    def show_owed(self, side: OwnerSide, now: datetime) -> None:
        """Bring what is owed and not told up to date."""
        glance, room = self.glance, self.room
        if glance is None:
            return
        unknown = " · ".join(one.line() for one in glance.unknown[:IN_A_LINE])
        aloud = "they are on the call: said aloud? t on screen 5 · " if unknown and self.owner in self.listening else ""
        owed = owed_line(room.state, self.owner, self.watch.due(now), room.zone, now)
        side.show_owed(owed, f"{aloud}{unknown}" or "they know everything")

    def line(self, now: datetime) -> tuple[str, str]:
        """The side and the newest of it, for the line beneath a narrow pane of ours."""
        owner = self.owner
        if not owner:
            return SIDE, NOBODY_YET
        return f"OWNER {owner}", newest_line(self.thread(owner, now))


def _from_card(card: dict[str, object]) -> Due | None:
    nearest = card.get("next_due")
    if not isinstance(nearest, dict) or not nearest.get("owner"):
        return None
    try:
        at = from_stamp(str(nearest.get("at")))
    except BadInput:  # a card of another version
        return None
    return Due(str(nearest["owner"]), "next_update", str(nearest["owner"]), "", at, at)
