"""How a delivery stands, in the words and marks of the screens: never more than is known. Pure."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from screens.outbox.asked import label_of
from warroom.delivery.attention import came_back, moment
from warroom.state.deliveries import Row

MARKS: Final = {
    "queued": ("que", "decision"), "sending": ("snd", "action"), "accepted": ("acc", "owner"),
    "rejected": ("REJ", "milestone"), "unknown": ("UNK", "milestone"), "dead": ("DED", "milestone"),
    "cancelled": ("can", "system"), "manual_confirmed": ("cfm", "owner"), "by_hand": ("HND", "decision"),
}  # fmt: skip
"""A state's three letters and tone; capitals stand for what somebody has to look at."""
_NOTES: Final = {
    "manual_confirmed": "confirmed", "by_hand": "to be carried by hand", "unknown": "UNKNOWN", "rejected": "REJECTED",
    "dead": "NOT DELIVERED", "queued": "not sent yet",
}  # fmt: skip
_TIMED: Final = ("accepted", "manual_confirmed", "unknown")

Works = Callable[[str], bool]
"""Whether a process works on the delivery of a key."""


def nobody_works(_: str) -> bool:
    """As far as is known no process works on any."""
    return False


def shown_state(row: Row, works: Works) -> str:
    """A state as a person means it: what is carried by hand waits for them, what nobody sends any more is unknown."""
    if row.state == "sending" and not works(row.key):
        return "unknown"
    if row.state == "queued" and row.queued is not None and row.queued.by_hand:
        return "by_hand"
    return row.state


def way_of(row: Row) -> str:
    """The channel as people call it."""
    return label_of(row.queued.channel) if row.queued is not None else "?"


def address_of(row: Row) -> str:
    """``Mr Li <li@acme.example>``, ``acme-ops``."""
    said = row.queued
    if said is None:
        return ""
    if said.name and said.contact and said.name != said.contact:
        return f"{said.name} <{said.contact}>" if "@" in said.contact else f"{said.name} {said.contact}"
    return said.name or said.contact


def note_of(rows: Sequence[Row], when: Callable[[datetime], str], works: Works) -> str:
    """Behind an update in the thread: ``accepted 14:10``; of several ``E-mail accepted 14:10, Slack REJECTED``."""
    alive = [row for row in rows if row.state != "cancelled"] or list(rows)
    counted: dict[str, int] = {}
    for row in alive:
        standing = shown_state(row, works)
        word = "waiting" if standing == "queued" and works(row.key) else _NOTES.get(standing, standing)
        word = "CAME BACK" if came_back(row) else word
        at = f" {when(moment(row))}" if standing in _TIMED else ""
        said = f"{word}{at}" if len(alive) == 1 else f"{way_of(row)} {word}{at}"
        counted[said] = counted.get(said, 0) + 1
    return ", ".join(said if count == 1 else f"{said} (x{count})" for said, count in counted.items())
