"""What the keys of screen 6 do: mend a time, show an entry in full, show the drill. Each asks what it must."""

from typing import TYPE_CHECKING

import msgspec

from screens.asking import Ask
from screens.hosting import Host, needs
from warroom.clock import from_stamp, to_stamp
from warroom.errors import BadInput
from warroom.room import Room
from warroom.state.incident import Milestone
from warroom.summary.finding import Finding, Fix

if TYPE_CHECKING:
    from warroom.state.feed import Entry


def _at(room: Room, text: str) -> str:
    """A typed time as events hold it; raises ``BadInput``."""
    from warroom.times import read_time  # the grammar is not needed by the first frame

    if not text.strip():
        raise BadInput("a time is needed: 14:05, yesterday 23:50, 2026-11-22 14:05")
    return to_stamp(read_time(text, now=room.clock(), zone=room.zone, bare_digits=True).at)


def _proposed(room: Room, at: str) -> str:
    return f"{from_stamp(at).astimezone(room.zone):%Y-%m-%d %H:%M}" if at else ""


def entry_of(room: Room, eid: str) -> "Entry | None":
    """The entry that a finding is about, or None."""
    return room.state.timeline.entries.get(eid) or room.state.discussion.entries.get(eid)


async def mend(host: Host, found: Finding) -> None:
    """Do the act that mends a finding: the time is proposed where one is likely, and a person says yes to it."""
    fix = found.fix
    if fix is None:
        host.tell("nothing here can mend that; o shows the entry")
    elif fix.act == "edit_time":
        await _edit_time(host, found, fix)
    elif fix.act == "mark":
        await _mark(host, found, fix)
    else:
        show(host, found)


async def _edit_time(host: Host, found: Finding, fix: Fix) -> None:
    room = host.room
    entry = entry_of(room, fix.eid)
    if entry is None:
        host.tell("its entry is no longer here")
        return
    was = from_stamp(entry.at).astimezone(room.zone)
    proposed = _proposed(room, fix.at)
    hint = f"now {was:%Y-%m-%d %H:%M}" + (f"; {fix.text}" if proposed else "")
    ask = Ask("time", f"When {entry.ref} happened", proposed, hint, lambda text: _at(room, text))
    note = f"{found.text}\n\n{entry.text}"
    answers = await host.ask(f"mend {entry.eid} {fix.at}", f"Time of {entry.ref}", [ask], note)
    if answers is not None:
        await room.edit(entry.eid, occurred_at=_at(room, answers["time"]))
        host.tell(f"{entry.ref} has its new time; both are kept; z takes it back")


async def _mark(host: Host, found: Finding, fix: Fix) -> None:
    room = host.room
    words = fix.milestone.replace("_", " ")
    ask = Ask("time", f"When it was {words}", _proposed(room, fix.at), check=lambda text: _at(room, text))
    answers = await host.ask(f"mark {fix.milestone}", f"Mark '{words}'", [ask], found.text)
    if answers is not None:
        milestone = msgspec.convert(fix.milestone, Milestone)
        at = _at(room, answers["time"])
        await room.log(words.capitalize(), kind="milestone", milestone=milestone, occurred_at=at)
        host.tell(f"'{words}' is marked; z takes it back")


async def acknowledge(host: Host, found: Finding) -> None:
    """Say that it is really so and why, or, where somebody said that, open the check again."""
    room = host.room
    held = room.state.checks.acknowledged(found.rule, found.key, found.basis)
    if held is not None:
        await room.checks.reopen(found.rule, found.key, found.basis)
        host.tell("the check is open again; z takes that back")
        return
    asks = [
        Ask("reason", "Why it is really so", hint="stands beside it in every summary", check=needs("why is it so?")),
        Ask("by", "Who says so", hint="nothing: you"),
    ]
    answers = await host.ask(f"acknowledge {found.rule} {found.key} {found.basis}", "Really so", asks, found.text)
    if answers is not None:
        reason, by = answers["reason"], answers["by"].strip()
        await room.checks.acknowledge(found.rule, found.key, found.basis, found.text, reason, actor=by)
        host.tell("acknowledged; it is open again when its times change, or with a; z takes it back")


def show(host: Host, found: Finding) -> None:
    """Show the entry that a finding is about."""
    entry = entry_of(host.room, found.key)
    if entry is None:
        host.read("INTERNAL  Check of times", found.text)
        return
    from screens.room.acting import open_entry

    open_entry(host, entry)


async def show_drill(host: Host) -> None:
    """Show how the drill went beside the real incident."""
    room = host.room
    begun = room.state.drill.begun
    if begun is None:
        host.tell("this room replays no incident: warroom drill begins one")
        return
    from warroom.drills import debrief, original  # drills are rare

    data = await room.on_disk(lambda: room.attachment(begun.sha256).read_bytes())
    one = original.read(data, begun.source)
    host.read("DRILL  beside the real incident", debrief.page(debrief.debrief(room.state, one, room.clock())))
