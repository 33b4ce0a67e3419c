"""Times as an owner reads them: in their zone, else the room's, with the zone named. Pure; the clock is passed in."""

from datetime import UTC, datetime, tzinfo
from typing import Final

from warroom.clock import offset_label, zone
from warroom.errors import BadInput
from warroom.state.room_state import RoomState
from warroom.updates.words import PHRASES, Lang, say

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""As written here: ``strftime`` would take the machine's language."""


def owner_zone(state: RoomState, owner: str) -> tzinfo:
    """The zone of an owner's plan, else the room's; UTC when neither is known on this machine."""
    opened = state.incident.opened
    for name in (state.owners.plan(owner).zone, opened.zone if opened else ""):
        try:
            if name:
                return zone(name)
        except BadInput:  # an event of another program may name a zone that isn't here
            continue
    return UTC


def say_span(low: datetime, high: datetime, now: datetime, local: tzinfo, lang: Lang = "en") -> str:
    """``16:00 to 17:00 UTC+8``, a date before what is not of the day of ``now``; one time when both are the same."""
    ends = [one.astimezone(local) for one in dict.fromkeys((low, high))]
    today = now.astimezone(local)
    words, day = [], today.date()
    for one in ends:
        dated = one.date() != day
        words.append((_day(one, today, lang) + " " if dated else "") + f"{one:%H:%M}")
        day = one.date()
    zones = [offset_label(one) for one in ends]
    if len(set(zones)) > 1:  # the clocks change between
        words = [f"{word} {label}" for word, label in zip(words, zones, strict=True)]
        return say(PHRASES, "to", lang).join(words)
    return f"{say(PHRASES, 'to', lang).join(words)} {zones[0]}"


def _day(one: datetime, today: datetime, lang: Lang) -> str:
    if lang == "zh":
        year = f"{one.year}年" if one.year != today.year else ""
        return f"{year}{one.month}月{one.day}日"
    return f"{one.day} {_MONTHS[one.month - 1]}" + (f" {one.year}" if one.year != today.year else "")
