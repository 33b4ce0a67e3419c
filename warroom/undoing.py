"""Undo: the event that says the opposite of an earlier one. History keeps both."""

from collections.abc import Sequence
from typing import Any

from warroom import making
from warroom.acts import causes, recording, tasks
from warroom.errors import WarroomError
from warroom.events import Event
from warroom.making import Change
from warroom.state import discussion, incident, team, timeline
from warroom.state.causes import Factor, StateSet
from warroom.state.feed import Entry
from warroom.state.kinds import Payload, read
from warroom.state.record import Record, Recorded
from warroom.state.register import Register
from warroom.state.room_state import KINDS, RoomState
from warroom.state.tasks import TaskStateSet


def inverse_of_all(events: Sequence[Event], state: RoomState) -> tuple[list[Change], str]:
    """What takes back changes that were recorded together, the last one first, and what to tell."""
    backs = [inverse(event, state) for event in reversed(events)]
    said = backs[-1][2] if len(backs) == 1 else f"{len(backs)} changes that were made together"
    return [(kind, payload) for kind, payload, _ in backs], said


def inverse(event: Event, state: RoomState) -> tuple[str, Payload, str]:
    """Kind and payload that take ``event`` back, and what to tell; raises when it can't be taken back."""
    payload = read(event, KINDS)
    if isinstance(payload, Recorded) and (taken := _record_back(event, payload, state)) is not None:
        return (*taken, "it is as it was before" if payload.target else "it is withdrawn")
    match payload:
        case timeline.Log() | incident.MilestoneSet():
            return (*making.retract(False, event.eid, True, "undone"), "the entry is struck")
        case discussion.Say():
            return (*making.retract(True, event.eid, True, "undone"), "the message is struck")
        case timeline.Retract() | discussion.Retract():
            change = making.retract(isinstance(payload, discussion.Retract), payload.target, not payload.retracted, "")
            return (*change, "the strike is taken back" if payload.retracted else "it is struck again")
        case timeline.Pin():
            return (*making.pin(payload.target, not payload.pinned), "the pin is taken back")
        case timeline.Edit() | discussion.Edit():
            return (*_edit_back(event, payload.target, state), "the entry reads as before")
    back = _set_back(event, payload, state)
    if back is None:
        raise WarroomError(f"{event.kind} can't be undone; record what holds now instead")
    return (*back, "it is as it was before")


def _edit_back(event: Event, target: str, state: RoomState) -> Change:
    in_discussion = target in state.discussion.entries
    feed = state.discussion if in_discussion else state.timeline
    entry = feed.entries.get(target)
    if entry is None:
        raise WarroomError("the entry is not here; nothing was undone")
    before = Entry(event=entry.event, said=entry.said)
    before.changes = [change for change in entry.changes if change.event.eid != event.eid]
    before.refold()
    return making.edit(in_discussion, entry, before.text, _kind(before.kind), before.actor, before.at)


def _record_back(event: Event, payload: Recorded, state: RoomState) -> Change | None:
    if isinstance(payload, Factor) and "primary" in payload.sets:
        return recording.change(causes.primary_back(state.causes, event, payload))
    return recording.taken_back(event, payload, state)


def _kind(kind: str) -> timeline.EntryKind | None:
    match kind:
        case "observation" | "action" | "decision" | "milestone":
            return kind
    return None


def _set_back(event: Event, payload: object, state: RoomState) -> Change | None:
    match payload:
        case incident.SeveritySet() if payload.was in incident.SEVERITIES:
            return "incident.severity_set", making.severity(state.incident, payload.was, "undone", "", "key")
        case incident.StatusSet() if payload.was in incident.STATUSES:
            return "incident.status_set", making.status(state.incident, payload.was, "undone", "", "key")
        case incident.FieldSet():
            register = state.incident.fields[payload.field, payload.lang]
            before = _before(register, event)
            return "incident.field_set", making.field(state.incident, payload.field, before, payload.lang)
        case team.RoleTaken():
            return "role.taken", making.role_taken(state.team, payload.role, payload.was, "undone")
        case team.RoleTransferred() if payload.accepted:
            return "role.taken", making.role_taken(state.team, payload.role, payload.was, "undone")
        case StateSet():
            hypothesis = state.causes.hypotheses.named(payload.target)
            return recording.change(causes.state_set(hypothesis, _was(hypothesis, event), "undone"))
        case TaskStateSet():
            task = state.tasks.tasks.named(payload.target)
            return recording.change(tasks.state_set(task, _was(task, event), "undone"))
        case team.PresenceIn():
            return "presence.out", team.PresenceOut(payload.actor)
        case team.PresenceOut():
            return "presence.in", team.PresenceIn(payload.actor)
    return None


def _was(record: Record[Any], event: Event) -> Any:
    """The state of a record before ``event`` set it."""
    return recording.before(record, "state", event)


def _before(register: Register[str], event: Event) -> str:
    earlier = [one.value for one in register.history if one.stamp < event.stamp]
    return earlier[-1] if earlier else ""
