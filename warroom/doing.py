"""Does what the entry line says: what was read becomes one command of the room. The command line does the same."""

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from warroom import making, times
from warroom.clock import from_stamp, to_stamp
from warroom.doing_owners import do_owner
from warroom.doing_panels import do_panel
from warroom.doing_updates import do_update, is_about_update
from warroom.errors import BadInput
from warroom.events import Event
from warroom.grammar import orders, slash
from warroom.grammar.context import DayEnds, rooms_day
from warroom.grammar.echo import echo
from warroom.grammar.order_echo import echo_order
from warroom.grammar.orders import Order
from warroom.grammar.owner_orders import OwnerOrder
from warroom.grammar.panel_orders import PanelOrder
from warroom.grammar.reading import CommandReading, EntryReading, Fault, read_line
from warroom.grammar.words import MILESTONE_WORDS
from warroom.identity import handle
from warroom.making import Change
from warroom.room import Room
from warroom.state.duty import taken_from
from warroom.state.incident import ComponentImpact, Field, Milestone, Severity, Status
from warroom.state.still_holding import notice
from warroom.state.team import Role
from warroom.state.timeline import Via

if TYPE_CHECKING:
    from warroom.profiles import Profile  # its tables and tomllib would be paid for before the first frame

Pane = Literal["timeline", "discussion"]
"""Where enter puts an entry; never an owner's side."""
Meaning = EntryReading | Order | Fault
"""What a whole line means, commands read to the end."""


class Done(NamedTuple):
    """What a line did."""

    said: str
    """What to tell, in a few words; empty when the screen has something to show instead."""
    events: tuple[Event, ...] = ()
    asked: Order | None = None
    """What only a screen can do: search, filter, jump, help, ``/edit`` without a text, and the like."""


def read(
    text: str,
    *,
    now: datetime,
    zone: ZoneInfo,
    members: Collection[str],
    pane: Pane = "timeline",
    kept: datetime | None = None,
    profile: "Profile | None" = None,
    day_end: DayEnds = rooms_day,
) -> Meaning:
    """What ``text`` means. ``kept`` is the moment of an entry that names none. Never raises.

    ``profile`` is the room's (``Room.profile``): its labels are understood too. ``day_end`` says when the working day
    of an owner ends (``day_ends.of_room``), for due days without a clock time.
    """
    milestones = profile.milestone_words() if profile else MILESTONE_WORDS
    reading = read_line(text, now=now, zone=zone, members=members, milestones=milestones)
    match reading:
        case CommandReading():
            return slash.read_command(reading.name, reading.rest, context(now, zone, members, profile, day_end))
        case EntryReading():
            if pane == "discussion":
                reading = _as_message(text, reading)
            if kept is not None and reading.occurred_at is None:
                reading = msgspec.structs.replace(reading, occurred_at=kept)
    return reading


def context(
    now: datetime, zone: ZoneInfo, members: Collection[str], profile: "Profile | None", day_end: DayEnds
) -> slash.Context:
    """What a command is read against, in the words of the room's profile."""
    plain = slash.Context(now=now, zone=zone, members=members, day_end=day_end)
    if profile is None:
        return plain
    return plain._replace(severities=profile.severity_words(), statuses=profile.status_words())


def say_order(
    order: Order, *, now: datetime, zone: ZoneInfo, members: Collection[str], day_end: DayEnds = rooms_day
) -> str:
    """The times of a command as they were read; empty when it has none. Raises ``BadInput``."""
    return echo_order(order, context(now, zone, members, None, day_end))


def read_lines(
    texts: Sequence[str],
    *,
    now: datetime,
    zone: ZoneInfo,
    members: Collection[str],
    pane: Pane = "timeline",
    kept: datetime | None = None,
    profile: "Profile | None" = None,
) -> list[EntryReading]:
    """What pasted lines mean, an entry each. A line with a slash is text: a paste gives no commands.

    Raises ``BadInput`` with the number of the first line that can't be read.
    """
    readings = []
    for number, text in enumerate(texts, start=1):
        reading = read(as_text(text), now=now, zone=zone, members=members, pane=pane, kept=kept, profile=profile)
        if not isinstance(reading, EntryReading):
            why = reading.message if isinstance(reading, Fault) else "it is a command"
            raise BadInput(f"line {number}: {why}")
        readings.append(reading)
    return readings


def as_text(line: str) -> str:
    """A pasted line as it must be typed to be no command."""
    bare = line.lstrip()
    return f"/{bare}" if bare[:1] in ("/", "／") else line


def _as_message(text: str, reading: EntryReading) -> EntryReading:
    """In the discussion only time and actor are read; every other mark stays in the text, as it was typed."""
    if all(span.part in ("time", "actor", "mention") for span in reading.spans):
        return reading
    start = max((span.end for span in reading.spans if span.part in ("time", "actor")), default=0)
    return EntryReading(
        kind="observation",
        text=text[start:].strip().lstrip(":,：，").lstrip(),
        occurred_at=reading.occurred_at,
        actor=reading.actor,
        mentions=reading.mentions,
        spans=tuple(span for span in reading.spans if span.part in ("time", "actor", "mention")),
    )


def say(entry: EntryReading, *, now: datetime, zone: ZoneInfo, me: str, pane: Pane) -> str:
    """How an entry was read, in one line of words."""
    return echo(entry, now=now, zone=zone, author=me, called="message" if pane == "discussion" else "")


async def do_line(room: Room, meaning: Meaning, *, pane: Pane) -> Done:
    """Do what a line means. Raises ``WarroomError`` with what to do when it can't be done; nothing is changed then."""
    match meaning:
        case Fault():
            raise BadInput(meaning.message)
        case EntryReading():
            return await do_many(room, [meaning], pane=pane)
        case orders.EditEntry(ref, ""):
            room.find(ref)
            return Done("", asked=meaning)
        case orders.Ask() | orders.Jump() | orders.AsOf() | orders.Find() | orders.Filter():
            return Done("", asked=meaning)
        case orders.Undo():
            said, events = await room.take_back()
            return Done(f"undone: {said}", tuple(events))
        case orders.SteerDrill(action, speed):
            from warroom.drills.steering import steer  # drills are rare

            said, event = await steer(room, action, speed)
            return Done(said, (event,))
    if isinstance(meaning, PanelOrder):
        return Done(*await do_panel(room, meaning))
    if isinstance(meaning, OwnerOrder):
        return Done(*await (do_update if is_about_update(meaning) else do_owner)(room, meaning))
    for part in (_say_or_describe, _set_people, _change_entry):
        done = await part(room, meaning)
        if done is not None:
            return done
    raise BadInput(f"nothing here does {type(meaning).__name__}; nothing was recorded")


async def do_many(room: Room, entries: Sequence[EntryReading], *, pane: Pane) -> Done:
    """Put entries on a pane in one transaction: all of them or none."""
    changes = []
    for number, entry in enumerate(entries, start=1):
        try:
            changes.append(_change(room, entry, pane))
        except BadInput as error:
            raise BadInput(f"line {number}: {error}" if len(entries) > 1 else str(error)) from error
    events = tuple(await room.do(changes))
    if len(events) > 1:
        return Done(f"logged {len(events)} entries; z takes them back" if events else "", events)
    at = times.say_clock(from_stamp(events[0].at), now=room.clock(), zone=room.zone)
    return Done(f"{'logged' if pane == 'timeline' else 'said'} {events[0].ref} at {at}", events)


def _change(room: Room, entry: EntryReading, pane: Pane) -> tuple[Change, str | None]:
    at = to_stamp(entry.occurred_at) if entry.occurred_at else None
    via: Via = "spoken" if entry.actor and entry.actor != room.me else "key"
    if pane == "discussion":
        return making.said(entry.text, entry.actor, via, ""), at
    logged = making.logged(
        entry.text,
        kind=entry.kind,
        actor=entry.actor,
        via=via,
        # The grammar's words are those of the table; convert() tells the type checker, and sees tables gone apart.
        milestone=msgspec.convert(entry.milestone, Milestone) if entry.milestone else None,
        due=to_stamp(entry.due) if entry.due else None,
        time_box=entry.time_box,
        mentions=entry.mentions,
    )
    return logged, at


async def _say_or_describe(room: Room, order: Order) -> Done | None:
    """A message, or a fact of the incident."""
    match order:
        case orders.Say(text):
            event = await room.say(text)
            return Done(f"said {event.ref}", (event,))
        case orders.SetSeverity(severity, reason):
            event = await room.set_severity(msgspec.convert(severity, Severity), reason)
            return Done(f"severity {severity}", (event,))
        case orders.SetStatus(status, reason):
            event = await room.set_status(msgspec.convert(status, Status), reason)
            return Done(f"status {status}", (event,))
        case orders.SetField(field, text, lang):
            event = await room.set_field(msgspec.convert(field, Field), text, lang)
            return Done(f"{field.replace('_', ' ')}{f' ({lang})' if lang else ''} is written", (event,))
        case orders.SetComponent(component, impact, reason):
            event = await room.set_component(component, msgspec.convert(impact, ComponentImpact), reason)
            return Done(f"{component}: {impact.replace('_', ' ')}", (event,))
        case orders.Attach(path, note):
            event = await room.attach(Path(path).expanduser(), note)  # noqa: ASYNC240 - reads no disk
            return Done(f"{Path(path).name} is attached; it stays internal", (event,))
    return None


async def _set_people(room: Room, order: Order) -> Done | None:
    """Who is on the call, who holds a role, who a member is."""
    match order:
        case orders.Arrive(people):
            events = await room.arrive([(one.name, one.side, one.owner) for one in people])
            lost = [taken.words(one.name) for one in people if (taken := taken_from(room.state.team, one.name))]
            return Done(". ".join([f"on the call: {', '.join(one.name for one in people)}", *lost]), tuple(events))
        case orders.Leave(people):
            events = await room.leave([one.name for one in people])
            return Done(f"off the call: {', '.join(one.name for one in people)}", tuple(events))
        case orders.TakeRole(role, actor, laid_down):
            holder = "" if laid_down else actor or room.me
            event = await room.take_role(msgspec.convert(role, Role), holder)
            return Done(f"{role.replace('_', ' ')}: {holder or 'nobody'}", (event,))
        case orders.SetMember(member, name, contact, zone):
            event = await room.set_member(handle(member), name, contact, zone)
            return Done(f"{member} is written down", (event,))
    return None


async def _change_entry(room: Room, order: Order) -> Done | None:
    """Pin, edit, strike or erase the entry that a reference names; pin and strike are taken back the same way."""
    match order:
        case orders.Pin(ref):
            entry = room.find(ref)
            pinned = not entry.pinned
            event = await room.pin(entry.eid, pinned=pinned)
            return Done(f"{entry.ref} is {'pinned' if pinned else 'no longer pinned'}", (event,))
        case orders.EditEntry(ref, text):
            entry = room.find(ref)
            event = await room.edit(entry.eid, text=text)
            return Done(f"{entry.ref} is changed; its older version stays readable", (event,))
        case orders.SetTime(ref, at):
            entry = room.find(ref)
            event = await room.edit(entry.eid, occurred_at=to_stamp(at))
            return Done(f"{entry.ref} is at {times.say_time(at, now=room.clock(), zone=room.zone)}", (event,))
        case orders.Retract(ref, reason):
            entry = room.find(ref)
            struck = not room.filing.is_struck(entry)
            event = await room.retract(entry.eid, reason, retracted=struck)
            return Done(f"{entry.ref} is struck" if struck else f"{entry.ref} is no longer struck", (event,))
        case orders.Erase(ref, reason):
            entry = room.find(ref)
            said = notice(room.state, entry.eid, entry.ref)
            event = await room.erase(entry.eid, reason)
            return Done(said, (event,))
    return None
