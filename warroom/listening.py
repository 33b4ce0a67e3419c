"""Who of the owners was on the call when: what was logged meanwhile they may have heard. Pure."""

from collections.abc import Iterator
from typing import NamedTuple

from warroom.state.feed import Entry
from warroom.state.team import Presence, Team

SYSTEM = frozenset({"presence", "role"})
"""Kinds of line that nobody says aloud."""


class Stay(NamedTuple):
    """One stay of an owner's person on the call; times as events hold them, so that they compare as text."""

    owner: str
    since: str
    until: str
    """Empty while they are still there."""


def stays(team: Team) -> list[Stay]:
    """Every stay of owners' people, in order of time."""
    return sorted(
        stay for register in team.presence.values() for stay in _stays([one.value for one in register.history])
    )


def _stays(history: list[Presence]) -> Iterator[Stay]:
    came: Presence | None = None
    for one in sorted(history, key=lambda one: one.since):
        if came is not None and (not one.here or one.side != "owner" or one.owner != came.owner):
            yield Stay(came.owner or "owner", came.since, one.since)
            came = None
        if came is None and one.here and one.side == "owner":
            came = one
    if came is not None:
        yield Stay(came.owner or "owner", came.since, "")


def heard_by(entry: Entry, stayed: list[Stay]) -> list[str]:
    """The owners who were on the call while ``entry`` was logged, and so may have heard it."""
    at = entry.event.recorded_at
    if entry.kind in SYSTEM:
        return []
    found = [one.owner for one in stayed if one.since <= at and (not one.until or at < one.until)]
    return list(dict.fromkeys(found))
