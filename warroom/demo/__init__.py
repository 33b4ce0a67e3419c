"""The demo room: a real incident (report and licence are beside this file), retimed so that it happens now. Pure."""

import re
import tomllib
from collections.abc import Coroutine, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import chain, cycle
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

import msgspec

from warroom import making, seal
from warroom.clock import from_stamp, to_stamp
from warroom.demo.rehearsal import Rehearsal
from warroom.doing import Done, do_line, read
from warroom.events import Draft, Event
from warroom.room import Room
from warroom.state.incident import Severity, Status
from warroom.state.team import Role
from warroom.state.timeline import EntryKind, Via

T = TypeVar("T")

FOLDER: Final = Path(__file__).parent
SCRIPT: Final = FOLDER / "demo.toml"
LIVE_MEMBER: Final = "bob"
"""Whose second terminal keeps logging."""

_FIGURES: Final = {"cpu": (94, 38), "nodes": (61, 80), "pods": (57, 100)}
"""What live entries say, first and last: the room recovers while somebody looks."""
SLOWER: Final = 4
"""How much rarer entries are once all has been said: alive, but no flood."""
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
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
    do: str = ""
    """A line as it is typed on the entry line; ``{name}`` is the reference of what was called so above."""
    name: str = ""
    """What later lines call it; where it made several events, one name for each."""
    report: bool = False


class Live(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that comes in while somebody looks."""

    text: str = ""
    say: str = ""
    do: str = ""
    """A line as it is typed on the entry line; left out when somebody else did it meanwhile."""
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
    """The room's events up to ``now`` (aware), each recorded when it happened; the same script makes the same ones."""
    start = now.astimezone(UTC) - _clock(told.now)
    log = Rehearsal()
    opening = making.opening(
        told.title,
        author=told.commander,
        now=start + _clock(told.declared),
        zone_name=zone_name,
        severity=told.severity,
        impact=told.impact,
        detected=to_stamp(start + _clock(told.detected)),
        public_title=told.public_title,
        demo=True,
    )
    at = start
    room = Room(log, me=told.commander, clock=lambda: at)
    room.receive(log.append(opening))
    named: dict[str, str] = {}
    for past in told.past:
        at = start + _clock(past.at)
        room.me = past.who
        made = finished(_play(room, past, {name: seal.entry_ref(eid) for name, eid in named.items()}))
        named |= dict(zip(past.name.split(), (event.eid for event in made), strict=False))
    return _with_steady_ids(log.drafts, named)


def _clock(text: str) -> timedelta:
    hours, minutes, *seconds = map(int, text.split(":"))
    return timedelta(hours=hours, minutes=minutes, seconds=sum(seconds))


async def _play(room: Room, past: Past, refs: Mapping[str, str]) -> list[Event]:
    """Do in the room what the script says; returns the events that it made."""
    made: list[Event] = []
    if past.text:
        due = to_stamp(room.clock() + timedelta(minutes=past.due_in)) if past.due_in else None
        via: Via = "spoken" if past.actor else "key"
        said = await room.log(past.text, kind=past.kind, actor=past.actor, via=via, due=due, time_box=past.time_box)
        made.append(said)
    if past.say:
        made.append(await room.say(past.say))
    if past.role:
        made.append(await room.take_role(past.role, past.holder or past.who))
    if past.status:
        made.append(await room.set_status(past.status, past.reason))
    if past.joins:
        made += await room.come(past.joins, "owner" if past.owner else "staff", past.owner)
    if past.do:
        made += (await do(room, past.do.format_map(refs))).events
    return made


async def do(room: Room, line: str) -> Done:
    """Do a line as it is typed on the entry line; raises ``WarroomError`` when it can't be done."""
    meaning = read(line, now=room.clock(), zone=room.zone, members=room.state.people, profile=room.profile)
    return await do_line(room, meaning, pane="timeline")


def finished(work: Coroutine[None, None, T]) -> T:
    """The result of work that waits for nothing: nothing here is on a disk. So it works within an event loop too."""
    try:
        work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    work.close()
    raise RuntimeError("the demo's room waited for something")


def _with_steady_ids(made: list[Draft], named: Mapping[str, str]) -> list[Draft]:
    """The drafts with ids that come from the script alone, so that references are the same each time."""
    called = {eid: name for name, eid in named.items()}
    steady = {}
    for number, draft in enumerate(made):
        unix_ms = int(from_stamp(draft.recorded_at).timestamp() * 1000)
        steady[draft.eid] = seal.derived_uuid(unix_ms, "demo", called.get(draft.eid, str(number)))
    text = _UUID.sub(lambda found: steady.get(found[0], found[0]), msgspec.json.encode(made).decode())
    return msgspec.json.decode(text, type=list[Draft])


def ref(name: str) -> str:
    """The five letters of what the script calls so."""
    return seal.entry_ref(seal.derived_uuid(0, "demo", name))


class Coming(NamedTuple):
    """One thing that comes in: an entry of ``kind``, something said, or a line to do."""

    text: str
    say: str
    do: str
    kind: EntryKind


def live(told: Script) -> Iterator[Coming]:
    """What comes in, one after the other without end; the figures get better."""
    refs = {name: ref(name) for past in told.past for name in past.name.split()}
    again = [one for one in told.live if one.again]
    for number, one in enumerate(chain(told.live, cycle(again))):
        words = {**refs, **{name: str(_between(ends, number)) for name, ends in _FIGURES.items()}}
        yield Coming(one.text.format_map(words), one.say.format_map(words), one.do.format_map(words), one.kind)


def _between(ends: tuple[int, int], number: int) -> int:
    first, last = ends
    return first + (last - first) * min(number, _STEPS) // _STEPS
