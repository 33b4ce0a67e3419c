"""What the pages say: help from the table of commands, an entry in full, who is here. Pure text."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.cells import cell_len

from screens.keys import sign
from screens.rows import day_words
from screens.widgets.wrap import wrap
from warroom.clock import from_stamp, offset_label
from warroom.commands import COMMANDS, Place, with_keys
from warroom.state.feed import Entry
from warroom.state.room_state import RoomState
from warroom.state.team import ROLES

GRAMMAR = """\
-5m   14:05   yesterday 23:50     when it happened (nothing: now)
bob:  @bob:                       who did or said it (nothing: you)
!  =  *                           action, decision, milestone (nothing: observation)
text with @name ~15m >16:00       mention, time-box, due; anywhere in the text
/command                          a command; tab completes it; // begins a text with a slash
enter                             logs the line; up on an empty line edits your last entry"""

HEADINGS: dict[Place, str] = {
    "anywhere": "EVERYWHERE",
    "lobby": "IN THE LOBBY",
    "line": "IN THE ROOM, WHILE TYPING AND WITH KEYS",
    "typing": "WHILE TYPING",
    "room": "WITH KEYS (esc or ctrl+g; i goes back to typing)",
    "feed": "ON SCREEN 1, WITH KEYS",
    "causes": "ON SCREEN 2, WITH KEYS",
    "team": "ON SCREEN 3, WITH KEYS",
    "update": "ON SCREEN 4, WITH KEYS",
    "owner": "ON SCREEN 5, WITH KEYS",
    "summary": "ON SCREEN 6, WITH KEYS",
    "past": "IN THE PAST OF A ROOM",
    "list": "IN A LIST",
}


def help_words(places: Iterable[Place], notices: Iterable[str] = ()) -> str:
    """Every key that works in ``places``, by place; then the entry line's grammar and its commands."""
    wanted = tuple(places)
    parts: list[str] = []
    if said := list(notices):
        parts.append("NOW\n" + "\n".join(said))
    for place in wanted:
        rows = [(" ".join(sign(key) for key in one.keys), one.help) for one in with_keys(place)]
        if rows:
            parts.append(HEADINGS[place] + "\n" + columns(rows))
    if "typing" in wanted:
        parts.append("THE ENTRY LINE\n" + GRAMMAR)
        parts.append("COMMANDS OF THE ENTRY LINE\n" + columns([(one.slash, one.help) for one in COMMANDS if one.slash]))
    return "\n\n".join(parts)


PAGE = 70
"""Cells of a line of a page where there is least room: at 80 columns."""


def columns(rows: list[tuple[str, str]], page: int = PAGE) -> str:
    """Two columns as wide as the left one needs; what doesn't fit goes on beneath its own column."""
    width = min(28, max(cell_len(left) for left, _ in rows))
    beneath = " " * (width + 2)
    lines: list[str] = []
    for left, right in rows:
        begin = f"{left}{' ' * (width - cell_len(left))}  "
        if cell_len(left) > width:  # a long way to type it stands alone
            lines.append(left)
            begin = beneath
        parts = [right[span.start : span.end].rstrip() for span in wrap(right, page - width - 2)]
        lines += [begin + parts[0], *(beneath + part for part in parts[1:])]
    return "\n".join(lines)


def entry_words(entry: Entry, state: RoomState, zone: ZoneInfo, pane: str) -> str:
    """Everything about an entry: both times, people, versions, source, reference, attachments."""
    said = entry.said
    rows = [
        ("reference", entry.ref),
        ("side", f"INTERNAL {pane}"),
        ("kind", entry.kind + (f", {said.milestone.replace('_', ' ')}" if said.milestone else "")),
        ("happened", _both(entry.at, zone)),
        ("recorded", _both(entry.event.recorded_at, zone)),
        ("who", f"{entry.credit}{f', {said.via}' if said.via else ''}"),
    ]
    optional = [
        ("due", _both(said.due, zone) if said.due else ""),
        ("time-box", f"{said.time_box} min" if said.time_box else ""),
        ("mentions", ", ".join(said.mentions)),
        ("source", said.source),
        ("pinned", "yes" if entry.pinned else ""),
        ("struck", f"by {entry.retracted_by}{_why(entry.retracted_why)}" if entry.retracted else ""),
        ("erased", f"by {entry.erased_by}{_why(entry.erased_why)}" if entry.erased else ""),
        ("attached", _attachments(entry, state)),
        ("id", entry.eid),
    ]
    rows += [row for row in optional if row[1]]
    text = "(its text was taken away for good)" if entry.erased else entry.text
    versions = _versions(entry, zone)
    return f"{text}\n\n{columns(rows)}" + (f"\n\nVERSIONS, newest last\n{versions}" if versions else "")


def _both(stamp: str, zone: ZoneInfo) -> str:
    """A time in the room's zone and in UTC."""
    at = from_stamp(stamp)
    local = at.astimezone(zone)
    return f"{day_words(local)} {local:%H:%M:%S} {offset_label(local)}" + (
        "" if offset_label(local) == "UTC" else f"  ({at:%H:%M:%S} UTC)"
    )


def _why(reason: str) -> str:
    return f": {reason}" if reason else ""


def _attachments(entry: Entry, state: RoomState) -> str:
    found = [one for one in state.incident.attachments.values() if entry.eid in (one.entry, one.eid)]
    return ", ".join(f"{one.name} ({one.size:,} bytes, sha256 {one.sha256[:12]}…)" for one in found)


def _versions(entry: Entry, zone: ZoneInfo) -> str:
    """The first words and every change, in fold order."""
    if not entry.changes or entry.erased:
        return ""
    lines = [f"{_clock(entry.event.recorded_at, zone)} {entry.author}: {entry.said.text}"]
    for change in entry.changes:
        said = [
            f"text: {change.text}" if change.text is not None else "",
            f"kind: {change.kind}" if change.kind else "",
            f"who: {change.actor}" if change.actor is not None else "",
            f"time: {_clock(change.occurred_at, zone)}" if change.occurred_at else "",
            {True: "pinned", False: "unpinned", None: ""}[change.pinned],
            {True: "struck", False: "strike taken back", None: ""}[change.retracted],
        ]
        what = ", ".join(one for one in said if one) + _why(change.reason)
        lines.append(f"{_clock(change.event.recorded_at, zone)} {change.event.author}: {what}")
    return "\n".join(lines)


def _clock(stamp: str, zone: ZoneInfo) -> str:
    at = from_stamp(stamp).astimezone(zone)
    return f"{at.day} {at:%b %H:%M}"


def who_page(state: RoomState, now: datetime) -> str:
    """Who is on the call, on whose side, since when, and who holds which role."""
    roles = [(role.replace("_", " "), state.team.holder(role) or "nobody") for role in ROLES]
    here = [
        (name, f"{'OWNER ' + one.owner if one.side == 'owner' else 'ours'}, {_since(one.since, now)}")
        for name, register in sorted(state.team.presence.items())
        if (one := register.value) is not None and one.here
    ]
    on_call = columns(here) if here else "nobody is noted; /in bob, ana notes who joined"
    rest = [name for name in state.people if name not in dict(here)]
    return (
        f"ROLES\n{columns(roles)}\n\nON THE CALL\n{on_call}"
        + (f"\n\nALSO IN THIS ROOM\n{', '.join(rest)}" if rest else "")
        + "\n\n/role ic bob gives a role; /out bob notes who left"
    )


def _since(stamp: str, now: datetime) -> str:
    minutes = int((now - from_stamp(stamp)).total_seconds()) // 60
    return "just now" if minutes < 1 else f"for {minutes} min" if minutes < 120 else f"for {minutes // 60} h"
