"""What F4 and alt+o do: show what is due here and in the other rooms, and go there. Nothing acts by itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from screens.desk import Desk
from screens.hosting import Host
from screens.lobby import roomcards
from screens.owner.rows import moment_words, span_words
from screens.owner.sight import OwnerSight
from screens.widgets.panels import Item
from screens.widgets.row import Row
from warroom.clocks import ClockKind, Due
from warroom.countdowns import Elsewhere, nearest, worst_elsewhere

ROOM, CLOCK = "room:", "clock:"
MARKS: Final = {
    "due": ("LATE", "milestone"),
    "warning": ("soon", "decision"),
    "ahead": ("", "plain"),
    "paused": ("rest", "system"),
}
ON_TEAM: Final[Mapping[ClockKind, str]] = {
    "task": "team.tasks", "decision": "team.decisions", "follow_up": "team.follow_ups", "duty": "team.tasks",
}  # fmt: skip
"""What stands on screen 3, and the command that shows its list there."""
MISSING: Final[Mapping[ClockKind, str]] = {"no_commander": "/role ic ", "no_severity": "/sev ", "stale": "/status "}
"""What is missing, and the command that gives it."""


class Guide(Host, Protocol):
    """The frame, as going somewhere needs it."""

    sight: OwnerSight

    async def show_screen(self, name: str) -> None:
        """Show a screen of the room."""
        ...

    async def go_to_record(self, screen: str, eid: str, view: str = "") -> None:
        """Show a screen of the room with the cursor on a record; ``view`` is the command that shows its list."""
        ...

    async def open_room(self, room: str) -> None:
        """Leave for another room."""
        ...

    def prefill(self, text: str) -> None:
        """Put a text into the entry line."""
        ...

    async def due_list(self, items: Sequence[Item]) -> tuple[str, str] | None:
        """Show the list; what to do and to which line."""
        ...


def due_items(found: Sequence[Due], zone: ZoneInfo, now: datetime) -> list[Item]:
    """The countdowns of this room, as lines."""
    return [_lazy(one, zone, now) for one in found]


def _lazy(one: Due, zone: ZoneInfo, now: datetime) -> Item:
    """A line that is made when it comes into sight."""
    return Item(lambda: _item(one, zone, now).row, one.id, CLOCK + one.id)


def _item(one: Due, zone: ZoneInfo, now: datetime) -> Item:
    mark, tone = MARKS[one.standing]
    day, when = _when(one.at, zone, now)
    until = f", until {moment_words(one.resumes_at, now, zone)}" if one.resumes_at else ""
    rests = f", rests{until}: {one.reason}" if one.standing == "paused" else ""
    row = Row(
        key=CLOCK + one.id,
        day="In this room",
        time=day,
        mark=mark,
        tone=tone,
        who=one.owner or one.who or "INTERNAL",
        text=one.text,
        note=f"{when}{rests}",
        flag="!" if one.standing == "due" else "",
    )
    return Item(row, one.id)


def _when(at: datetime, zone: ZoneInfo, now: datetime) -> tuple[str, str]:
    """In five cells the time, or on another day than today the day (``24Nov``); and in words how far it is."""
    local, left = at.astimezone(zone), at - now
    span = f"late {span_words(left)}" if left < timedelta() else f"in {span_words(left)}"
    if local.date() == now.astimezone(zone).date():
        return f"{local:%H:%M}", span
    return f"{local.day:>2}{local:%b}"[:5], f"{local:%H:%M}, {span}"


def room_items(cards: Sequence[roomcards.Card], here: str, zone: ZoneInfo, now: datetime) -> list[Item]:
    """The most urgent clock of each other room; a drill calls nobody from elsewhere."""
    found = []
    for card in cards:
        at = nearest(card.summary or {}, now)
        if at is not None and card.room != here and not (card.summary or {}).get("drill"):
            found.append((at, card))
    found.sort(key=lambda pair: (pair[0], pair[1].room))
    return [_room(card, at, zone, now) for at, card in found]


def _room(card: roomcards.Card, at: datetime, zone: ZoneInfo, now: datetime) -> Item:
    late = at < now
    day, when = _when(at, zone, now)
    row = Row(
        key=ROOM + card.room,
        day="In other rooms",
        time=day,
        mark="LATE" if late else "",
        tone="milestone" if late else "plain",
        who=card.ref,
        text=card.text("title"),
        note=when,
        flag="!" if late else "",
    )
    return Item(row, card.room)


async def read_elsewhere(desk: Desk, here: str) -> Elsewhere | None:
    """The most urgent clock of the rooms other than ``here``, from their cached cards."""
    cards = await desk.run(lambda: roomcards.read(desk.rooms))
    facts = [{**card.summary, "room": card.room, "ref": card.ref} for card in cards if card.summary is not None]
    return worst_elsewhere(facts, desk.clock(), here)


async def show_due(guide: Guide) -> None:
    """Show the list and do what is chosen in it."""
    room = guide.room
    cards = await guide.desk.run(lambda: roomcards.read(guide.desk.rooms))
    now = room.clock()
    here = guide.sight.watch.due(now)
    items = due_items(here, room.zone, now) + room_items(cards, room.room, room.zone, now)
    chosen = await guide.due_list(items)
    if chosen is None:
        return
    what, key = chosen
    one = next((due for due in here if CLOCK + due.id == key), None)
    if one is not None and what == "snooze":
        from screens.owner.clocks import snooze  # few snooze, but every room looks at the clocks of the others

        await snooze(guide, one.id)
    elif one is not None:
        await _go(guide, one)
    elif what == "go":
        await guide.open_room(key.removeprefix(ROOM))


async def _go(guide: Guide, one: Due) -> None:
    """Go to what a clock is about."""
    if one.kind in MISSING:
        guide.prefill(MISSING[one.kind])
    elif one.kind in ON_TEAM:
        await guide.go_to_record("team", one.eid or f"person {one.who}", ON_TEAM[one.kind])
    elif one.kind in ("action", "entry"):
        await guide.go_to_record("timeline", one.eid)
    else:
        guide.sight.choose(one.owner)
        await guide.go_to_record("owner", one.eid or one.id)


async def go_to_urgent(guide: Guide) -> None:
    """Go to the other room whose clock is the most urgent."""
    worst = await read_elsewhere(guide.desk, guide.room.room)
    if worst is None:
        guide.tell("no other room has a clock that runs")
    else:
        await guide.open_room(worst.room)
