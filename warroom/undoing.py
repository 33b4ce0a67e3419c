"""Undo: the events that say the opposite of earlier ones. History keeps both."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Final, TypeVar

import msgspec

from warroom import making, seal
from warroom.acts import checking, owner_side_back, taking_back, updates_back
from warroom.acts.recording import change
from warroom.acts.team import refusal
from warroom.errors import WarroomError
from warroom.events import Event
from warroom.making import Change
from warroom.state import discussion, incident, team, timeline
from warroom.state.duty import offers
from warroom.state.feed import Entry
from warroom.state.kinds import Payload, read
from warroom.state.register import Register
from warroom.state.room_state import KINDS, RoomState

V = TypeVar("V")
_CHANGED_SINCE: Final = "that was changed since by somebody; nothing was undone, set what holds now"
_NO_OPPOSITE: Final = "that can't be undone; record what holds now instead"
_WHY_NOT: Final = {
    "entry.erased": "an erasure can't be undone: the text is gone",
    "incident.attached": "an attachment can't be undone: the file is part of the record, and internal",
    "incident.severity_set": "the first severity can't be undone: there was none before; set the one that holds",
    "incident.status_set": "the first status can't be undone: there was none before; set the one that holds",
    "incident.component_set": "the first word on a component can't be undone; say how it is: /component NAME ok",
    "update.told": "it was sent, so they were told; correct or withdraw it by a new update",
    "update.sending": "what was given to a channel can't be taken back; say more in a new update",
    "update.delivery": "what was sent can't be unsent; correct it by a new update",
    "member.set": "the first word on a member can't be undone; write what holds: /member HANDLE NAME",
}
"""What to say, by the kind of the event for which no opposite was found."""


_UNDOES: Final = "undoes"
"""What the id of an event that takes another back is derived with."""


class CanNeverBeUndone(WarroomError):
    """There is no opposite of it, now or later; the change before it may have one."""


def inverse_of_all(events: Sequence[Event], state: RoomState, now: datetime) -> tuple[list[tuple[Change, str]], str]:
    """What takes back changes that were recorded together, the last one first, each with its id, and what to tell.

    ``not_undone`` knows what was taken back by these ids.
    """
    backs = [inverse(event, state) for event in reversed(events)]
    said = backs[-1][2] if len(backs) == 1 else f"{len(backs)} changes that were made together"
    of_each = [(event.eid, (kind, payload)) for event, (kind, payload, _) in zip(reversed(events), backs, strict=True)]
    with_them = [one for event in events for one in updates_back.stopped_with(read(event, KINDS), state)]
    ms = int(now.timestamp() * 1000)
    return [(back, seal.derived_uuid(ms, _UNDOES, eid)) for eid, back in (*of_each, *with_them)], said


def not_undone(events: Sequence[Event], me: str) -> list[list[Event]]:
    """What a member did and did not undo, oldest first, each time together what was recorded together."""
    mine = [event for event in events if event.author == me]
    backs = {event.eid: seal.letters(seal.derived_uuid(0, _UNDOES, event.eid)) for event in mine}
    made = {seal.letters(event.eid) for event in mine}
    undoing = set(backs.values())
    standing = [one for one in mine if backs[one.eid] not in made and seal.letters(one.eid) not in undoing]
    standing.sort(key=lambda one: (one.recorded_at, one.stamp))
    return [list(together) for _, together in groupby(standing, key=lambda one: (one.recorded_at, one.origin))]


def inverse(event: Event, state: RoomState) -> tuple[str, Payload, str]:
    """Kind and payload that take ``event`` back, and what to tell; raises when it can't be taken back."""
    payload = read(event, KINDS)
    match payload:
        case timeline.Log() | incident.MilestoneSet():
            _refuse_erased(event.eid, state)
            return (*making.retract(False, event.eid, True, "undone"), "the entry is struck")
        case discussion.Say():
            _refuse_erased(event.eid, state)
            return (*making.retract(True, event.eid, True, "undone"), "the message is struck")
        case timeline.Retract() | discussion.Retract():
            change = making.retract(isinstance(payload, discussion.Retract), payload.target, not payload.retracted, "")
            return (*change, "the strike is taken back" if payload.retracted else "it is struck again")
        case timeline.Pin():
            return (*making.pin(payload.target, not payload.pinned), "the pin is taken back")
        case timeline.Edit() | discussion.Edit():
            return (*_edit_back(event, payload.target, state), "the entry reads as before")
    for panel in (taking_back, owner_side_back, updates_back, checking):
        taken = panel.back(event, payload, state)
        if taken is not None:
            return (*taken[0], taken[1])
    back = _value_back(event, payload, state) or _person_back(event, payload, state)
    if back is None:
        raise CanNeverBeUndone(_WHY_NOT.get(event.kind, _NO_OPPOSITE))
    return (*back, "it is as it was before")


def _refuse_erased(eid: str, state: RoomState) -> None:
    for feed in (state.timeline, state.discussion):
        if eid in feed.entries and feed.entries[eid].erased:
            raise CanNeverBeUndone("that entry was erased; there is nothing left to strike")


def _edit_back(event: Event, target: str, state: RoomState) -> Change:
    in_discussion = target in state.discussion.entries
    feed = state.discussion if in_discussion else state.timeline
    entry = feed.entries.get(target)
    if entry is None or entry.erased:
        raise CanNeverBeUndone("that entry was erased; its words can't come back")
    before = Entry(event=entry.event, said=entry.said)
    before.changes = [change for change in entry.changes if change.event.eid != event.eid]
    before.refold()
    return making.edit(in_discussion, entry, before.text, _kind(before.kind), before.actor, before.at)


def _kind(kind: str) -> timeline.EntryKind | None:
    match kind:
        case "observation" | "action" | "decision" | "milestone":
            return kind
    return None


def _value_back(event: Event, payload: Payload | None, state: RoomState) -> Change | None:
    """A fact of the incident as it was before."""
    now = state.incident
    match payload:
        case incident.SeveritySet() if severity := _before(now.severity, event):
            return "incident.severity_set", making.severity(now, severity, "undone", "", "key")
        case incident.StatusSet() if status := _before(now.status, event):
            return "incident.status_set", making.status(now, status, "undone", "", "key")
        case incident.FieldSet():
            text = _before(now.fields[payload.field, payload.lang], event)
            return "incident.field_set", making.field(now, payload.field, text or "", payload.lang)
        case incident.ComponentSet():
            register = now.components[payload.component]
            match _before(register, event):
                case (
                    "operational" | "degraded_performance" | "partial_outage" | "major_outage" | "under_maintenance"
                ) as impact:
                    return "incident.component_set", making.component(now, payload.component, impact, "undone")
    return None


def _person_back(event: Event, payload: Payload | None, state: RoomState) -> Change | None:
    """A role, a member or somebody's presence as it was before."""
    now = state.team
    match payload:
        case team.RoleTaken() | team.RoleTransferred(accepted=True):
            holder = _before(now.roles[payload.role], event)
            return "role.taken", making.role_taken(now, payload.role, holder or "", "undone")
        case team.RoleTransferred():
            waiting = next((one for one in offers(now) if one.eid == event.eid), None)
            if waiting is None:
                raise WarroomError("that offer was answered, or the role went elsewhere; nothing was undone")
            return change(refusal(waiting, "", by_giver=True))
        case team.RoleDeclined():
            return change(_offered_again(now, payload))
        case team.MemberSet() if was := _before(now.members[payload.member], event):
            bases = now.members[payload.member].bases
            return "member.set", team.MemberSet(was.member, was.name, was.contact, was.zone, bases)
        case team.PresenceIn() | team.PresenceOut():
            there = _there_before(now.presence[payload.actor], event)
            if there is not None and there.here:
                return making.came(payload.actor, there.side, there.owner)
            return making.left(payload.actor)
    return None


def _offered_again(now: team.Team, payload: team.RoleDeclined) -> team.RoleTransferred:
    """The offer anew that was declined or taken back; refuses when the role has gone elsewhere or was offered since."""
    last = now.last_offer(payload.role)
    bases = now.roles[payload.role].bases
    if last is None or last.event.eid != payload.target or set(last.value.bases) != set(bases):
        raise WarroomError(_CHANGED_SINCE)
    return msgspec.structs.replace(last.value, bases=bases)


def _before(register: Register[V], event: Event) -> V | None:
    """The value before ``event`` set it, None when it was the first; refuses when it is not what holds now."""
    mine = [one.value for one in register.history if one.event.eid == event.eid]
    # By value: behind it may stand what I undid just now, which says the same again.
    if [head.value for head in register.heads] != mine:
        raise WarroomError(_CHANGED_SINCE)
    return _earlier(register, event)


def _there_before(register: Register[team.Presence], event: Event) -> team.Presence | None:
    """As ``_before``; coming and going name no bases, the last word holds."""
    mine = [one.value for one in register.history if one.event.eid == event.eid]
    now = register.value
    if now is None or not mine or (now.here, now.side, now.owner) != (mine[0].here, mine[0].side, mine[0].owner):
        raise WarroomError(_CHANGED_SINCE)
    return _earlier(register, event)


def _earlier(register: Register[V], event: Event) -> V | None:
    earlier = [one.value for one in register.history if one.stamp < event.stamp]
    return earlier[-1] if earlier else None
