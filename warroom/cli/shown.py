"""A room and the list of rooms as text for people: literal, aligned in cells, in the room's zone."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from warroom import seal
from warroom.cli.printing import GAP, one_line, table
from warroom.clock import from_stamp, offset_label
from warroom.entry_words import said_in
from warroom.room_labels import labels_on
from warroom.state.conflicts import found
from warroom.state.feed import Entry, Feed
from warroom.state.labels import PLAIN, Labels
from warroom.state.register import Register
from warroom.state.room_state import RoomState
from warroom.text import safe
from warroom.times import length_words

MARKS = {"observation": "obs", "action": "act", "decision": "DEC", "milestone": "MIL", "message": ""}
LABEL = 11
"""Cells of the widest label in front of a room's facts."""


def rooms(cards: Sequence[dict[str, Any]]) -> str:
    """The list of rooms, a line each under a line of headings."""
    return table([("ROOM", "SEV", "STATUS", "OPENED (UTC)", "ENTRIES", "TITLE"), *map(_room_row, cards)])


def _room_row(card: dict[str, Any]) -> tuple[str, ...]:
    if problem := card.get("problem"):
        return (card["ref"], "-", "unreadable", "-", "-", str(problem))
    title = card["title"] or "(no title)"
    labels = labels_on(card)
    return (
        card["ref"],
        labels.severity(card["severity"]) or "-",
        labels.status(card["status"]) or "-",
        (card["opened_at"] or "-")[:16].replace("T", " "),
        str(card["entries"]),
        f"{title} (drill)" if card.get("drill") else title,
    )


def state(room_state: RoomState, room: str, zone: ZoneInfo, as_of: str, labels: Labels = PLAIN) -> str:
    """A room: its facts, its timeline and its discussion, as of a time (UTC text); ``labels`` are its profile's."""
    incident = room_state.incident
    moment = from_stamp(as_of).astimezone(zone)
    drill = GAP + "DRILL" if incident.opened and incident.opened.drill else ""
    lines = [f"{seal.room_ref(room)}{GAP}{one_line(incident.title)}{drill}", _standing(room_state, moment, labels)]
    lines += [f"{label:<{LABEL}}{one_line(text)}" for label, text in _facts(room_state, moment, labels) if text]
    for one in found(room_state):
        orders = ", or ".join(one_line(one.order(side)) for side in one.sides)
        lines.append(f"CONFLICT   {one_line(one.words)}: pick one, warroom do {seal.room_ref(room)} {orders}")
    if room_state.unread:
        count = sum(room_state.unread.values())
        lines.append(f"{count} events need a newer version of warroom to be shown; they are kept.")
    for title, feed in (("Timeline", room_state.timeline), ("Discussion", room_state.discussion)):
        lines += ["", f"{title} ({len(feed)})", *_feed(feed, zone)]
    return "\n".join(lines)


def _standing(room_state: RoomState, moment: datetime, labels: Labels) -> str:
    incident = room_state.incident
    opened = incident.opened_at
    age = length_words(moment - from_stamp(opened)) if opened else "unknown"
    return GAP.join(
        (
            labels.severity(incident.severity.value) or "no severity",
            labels.status(incident.status.value) or "no status",
            f"opened {age} ago" if age not in ("now", "unknown") else "opened just now",
            f"as of {moment:%Y-%m-%d %H:%M} {offset_label(moment)}",
        )
    )


def _facts(room_state: RoomState, moment: datetime, labels: Labels) -> Iterator[tuple[str, str]]:
    incident, team = room_state.incident, room_state.team
    for name in ("impact", "scope", "summary"):
        yield name.capitalize(), incident.field(name)
    held = [f"{name.replace('_', ' ')} {_value(one)}" for name, one in sorted(team.roles.items()) if one.value]
    yield "Roles", ", ".join(held)
    here = team.on_call() + [f"{name} ({_owner(room_state, name)})" for name in team.on_call("owner")]
    yield "On call", ", ".join(here)
    hit = [f"{name} {_value(one)}" for name, one in sorted(incident.components.items())]
    yield "Components", ", ".join(hit)
    stamps = sorted((first, name) for name, (first, _) in room_state.timeline.passed().items())
    yield "Milestones", ", ".join(f"{labels.milestone(name)} {_with_day(at, moment)}" for at, name in stamps)


def _value(register: Register[str]) -> str:
    return (register.value or "").replace("_", " ")


def _owner(room_state: RoomState, name: str) -> str:
    now = room_state.team.presence[name].value
    return now.owner if now else ""


def _day_clock(at: str, beside: datetime) -> str:
    """A time beside another one, in its zone: the clock alone when the day is the same."""
    local = from_stamp(at).astimezone(beside.tzinfo)
    return f"{local:%H:%M}" if local.date() == beside.date() else _with_day(at, beside)


def _with_day(at: str, beside: datetime) -> str:
    """A time with its day, and with its year where that is another than the one beside it."""
    local = from_stamp(at).astimezone(beside.tzinfo)
    return f"{local:%d %b %H:%M}" if local.year == beside.year else f"{local:%d %b %Y %H:%M}"


def _local(at: str, zone: ZoneInfo) -> datetime:
    return from_stamp(at).astimezone(zone)


def _feed(feed: Feed, zone: ZoneInfo) -> Iterator[str]:
    """A feed's entries with a line for each day."""
    day = ""
    for entry in feed:
        local = _local(entry.at, zone)
        if (today := f"{local:%d %b %Y}") != day:
            day = today
            yield f"  {today}"
        yield from _entry(entry, local)


def _entry(entry: Entry, local: datetime) -> Iterator[str]:
    mark = MARKS.get(entry.kind, entry.kind)
    head = "  ".join(filter(None, (f"  {local:%H:%M}", entry.ref, mark and f"{mark:<3}", one_line(entry.credit))))
    text, *more = safe(_text(entry, local)).split("\n")
    yield f"{head}  {text}".rstrip()
    yield from (f"         {line}" for line in more)


def _text(entry: Entry, local: datetime) -> str:
    if entry.erased:
        return f"[erased by {entry.erased_by}: {entry.erased_why}]" if entry.erased_why else "[erased]"
    notes = []
    if entry.said.due:
        notes.append(f"due {_day_clock(entry.said.due, local)}")
    if entry.said.time_box:
        notes.append(f"{entry.said.time_box} min")
    if entry.later:
        notes.append(f"added {_with_day(entry.event.recorded_at, local)}")
    notes += [word for word, is_so in (("pinned", entry.pinned), ("edited", entry.versions > 1)) if is_so]
    if entry.retracted:
        notes.append("STRUCK" + (f": {entry.retracted_why}" if entry.retracted_why else ""))
    return said_in(entry, local.tzinfo or UTC) + (f"  [{', '.join(notes)}]" if notes else "")
