"""The demo room: a real incident (report and licence are beside this file), retimed so that it happens now. Pure."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, cycle
from pathlib import Path
from typing import Final

import msgspec

from warroom import making
from warroom.clock import to_stamp
from warroom.events import Draft
from warroom.state.discussion import Say
from warroom.state.incident import Severity, Status, StatusSet
from warroom.state.team import PresenceIn, Role, RoleTaken
from warroom.state.timeline import EntryKind, Log, Via

FOLDER: Final = Path(__file__).parent
SCRIPT: Final = FOLDER / "demo.toml"
LIVE_MEMBER: Final = "bob"
"""Whose second terminal keeps logging."""

_FIGURES: Final = {"cpu": (94, 38), "nodes": (61, 80), "pods": (57, 100)}
"""What live entries say, first and last: the room recovers while somebody looks."""
SLOWER: Final = 4
"""How much rarer entries are once all has been said: alive, but no flood."""
_STEPS: Final = 20
"""Live entries from the first figures to the last ones; the last ones stay."""


class Past(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that happened before the demo starts, at the report's own time."""

    at: str
    who: str
    text: str = ""
    say: str = ""
    kind: EntryKind = "observation"
    actor: str = ""
    time_box: int | None = None
    due_in: int | None = None
    """Minutes after ``at``."""
    role: Role | None = None
    holder: str = ""
    joins: list[str] = []
    owner: str = ""
    status: Status | None = None
    reason: str = ""
    report: bool = False


class Live(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that comes in while somebody looks."""

    text: str = ""
    say: str = ""
    kind: EntryKind = "observation"
    again: bool = False
    """Whether it goes on when all has been said."""
    report: bool = False


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The demo as ``demo.toml`` tells it; times are the report's, ``HH:MM`` of one day."""

    title: str
    public_title: str
    impact: str
    severity: Severity
    zone: str
    now: str
    declared: str
    detected: str
    commander: str
    past: list[Past]
    live: list[Live]


def script() -> Script:
    """The demo's script."""
    return msgspec.convert(tomllib.loads(SCRIPT.read_text("utf-8")), Script)


def drafts(told: Script, *, now: datetime, zone_name: str) -> list[Draft]:
    """The room's events up to ``now`` (aware), each recorded when it happened."""
    start = now.astimezone(UTC) - _clock(told.now)
    made = making.opening(
        told.title,
        author=told.commander,
        now=start + _clock(told.declared),
        zone_name=zone_name,
        severity=told.severity,
        impact=told.impact,
        detected=to_stamp(start + _clock(told.detected)),
        public_title=told.public_title,
    )
    status = next(one.eid for one in made if one.kind == "incident.status_set")
    for past in told.past:
        at = start + _clock(past.at)
        for kind, payload in _changes(past, at, status):
            made.append(making.draft(kind, payload, past.who, at))
    return made


def _clock(text: str) -> timedelta:
    hours, minutes = text.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def _changes(past: Past, at: datetime, status: str) -> Iterator[making.Change]:
    if past.text:
        due = to_stamp(at + timedelta(minutes=past.due_in)) if past.due_in else None
        via: Via = "spoken" if past.actor else "key"
        yield "timeline.log", Log(past.kind, past.text, past.actor, via, due=due, time_box=past.time_box)
    if past.say:
        yield "discussion.say", Say(past.say)
    if past.role:
        yield "role.taken", RoleTaken(past.role, past.holder or past.who)
    if past.status:
        yield "incident.status_set", StatusSet(past.status, "investigating", past.reason, bases=[status])
    for name in past.joins:
        yield "presence.in", PresenceIn(name, "owner" if past.owner else "staff", past.owner)


def live(told: Script) -> Iterator[tuple[str, dict[str, object]]]:
    """Kind and payload of what comes in, one after the other without end; the figures get better."""
    again = [one for one in told.live if one.again]
    for number, one in enumerate(chain(told.live, cycle(again))):
        figures = {name: _between(ends, number) for name, ends in _FIGURES.items()}
        if one.say:
            yield "discussion.say", {"text": one.say.format(**figures)}
        else:
            yield "timeline.log", {"kind": one.kind, "text": one.text.format(**figures)}


def _between(ends: tuple[int, int], number: int) -> int:
    first, last = ends
    return first + (last - first) * min(number, _STEPS) // _STEPS
