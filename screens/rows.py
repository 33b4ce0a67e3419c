"""What one entry shows in a list: pure, in the room's zone and in words."""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from screens.widgets.row import Row
from warroom.clock import from_stamp
from warroom.entry_words import said_in
from warroom.listening import Stay, heard_by
from warroom.state.feed import Entry

MARKS: Final = {
    "observation": ("obs", "plain"),
    "action": ("act", "action"),
    "decision": ("DEC", "decision"),
    "milestone": ("MIL", "milestone"),
    "severity": ("sev", "system"),
    "status": ("sta", "system"),
    "role": ("rol", "system"),
    "presence": ("cal", "system"),
    "attached": ("att", "system"),
    "component": ("cmp", "system"),
    "cause": ("cau", "internal"),
    "task": ("tsk", "action"),
    "follow_up": ("fol", "system"),
    "risk": ("rsk", "system"),
    "owner": ("own", "system"),
    "to_owner": ("out", "owner"),
    "from_owner": ("in", "owner"),
    "question": ("ask", "owner"),
    "commitment": ("prm", "owner"),
    "owner_fact": ("fct", "owner"),
    "expectation": ("exp", "system"),
    "remedy": ("rem", "system"),
    "feedback": ("fbk", "owner"),
    "cadence": ("cad", "system"),
    "pause": ("pau", "system"),
    "update": ("upd", "system"),
    "message": ("say", "internal"),
}
"""Kind of entry to its three letters and its tone; capitals stand for what a reader looks for first."""

KIND_WORDS: Final = {word: kind for kind, (mark, _) in MARKS.items() for word in (kind, mark.lower())}
"""What a person may call a kind: its name or its mark, in lower case."""


def key_of(entry: Entry) -> str:
    """The key of an entry in a list."""
    return entry.eid


def row_maker(zone: ZoneInfo, stayed: list[Stay] | None = None) -> Callable[[Entry], Row]:
    """The function from an entry to its row in ``zone``; ``stayed`` says when owners listened."""
    listened = stayed or []

    def to_row(entry: Entry) -> Row:
        at = from_stamp(entry.at).astimezone(zone)
        mark, tone = MARKS.get(entry.kind, ("???", "system"))
        return Row(
            key=entry.eid,
            day=day_words(at),
            time=at.strftime("%H:%M"),
            mark=mark,
            tone=tone,
            who=entry.credit,
            text=said_in(entry, zone) if not entry.erased else "",
            note=", ".join([*_notes(entry, at, zone), *_heard(entry, listened)]),
            pinned=entry.pinned,
            struck=entry.retracted,
            ref=entry.ref,
        )

    return to_row


def day_words(at: datetime) -> str:
    """A day as the lists show it: ``Sun 22 Nov 2026``."""
    return f"{at:%a} {at.day} {at:%b %Y}"


def _notes(entry: Entry, at: datetime, zone: ZoneInfo) -> list[str]:
    """What stands in brackets behind the text."""
    if entry.erased:
        return [f"erased by {entry.erased_by or 'somebody'}" + _why(entry.erased_why)]
    notes: list[str] = []
    said = entry.said
    if said.time_box:
        notes.append(f"{said.time_box} min")
    if said.due:
        due = from_stamp(said.due).astimezone(zone)
        notes.append(f"due {due:%H:%M}" if due.date() == at.date() else f"due {due.day} {due:%b %H:%M}")
    if entry.later:
        added = from_stamp(entry.event.recorded_at).astimezone(zone)
        if f"{added:%H:%M}" != f"{at:%H:%M}" or added.date() != at.date():
            day = "" if added.date() == at.date() else f"{added.day} {added:%b} "
            notes.append(f"added {day}{added:%H:%M} for {at:%H:%M}")
    if entry.conflict:
        notes.append(f"{entry.versions} versions, pick one: e")
    elif entry.versions > 1:
        notes.append("edited")
    if entry.retracted:
        notes.append(f"struck by {entry.retracted_by}" + _why(entry.retracted_why))
    return notes


def _heard(entry: Entry, stayed: list[Stay]) -> list[str]:
    names = heard_by(entry, stayed) if stayed else []
    return [f"{', '.join(names)} may have heard"] if names else []


def _why(reason: str) -> str:
    return f": {reason}" if reason else ""
