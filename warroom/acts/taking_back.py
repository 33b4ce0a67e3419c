"""Undo for records: a first event is withdrawn, a change set back to what held before it."""

from typing import Any

from warroom.acts import causes, tasks
from warroom.acts.recording import change, changed, withdrawn
from warroom.errors import WarroomError
from warroom.events import Event
from warroom.making import Change
from warroom.state.causes import Causes, Factor, HypothesisState, StateSet
from warroom.state.erasure import SPOKEN
from warroom.state.kinds import Payload
from warroom.state.record import Recorded
from warroom.state.register import Register
from warroom.state.room_state import RoomState
from warroom.state.tasks import TaskState, TaskStateSet


def back(event: Event, payload: Payload | None, state: RoomState) -> tuple[Change, str] | None:
    """What takes back an event about a record, and what to tell; None when there is no opposite (or no record).

    Raises ``WarroomError`` when somebody changed it since: what holds now is theirs too.
    """
    match payload:
        case StateSet():
            cause = state.causes.hypotheses.get(payload.target)
            if cause is None:
                return None
            was: HypothesisState = _earlier(cause.fields["state"], event, "open")
            return change(causes.state_set(cause, was, "undone")), f"it is {was.replace('_', ' ')} again"
        case TaskStateSet():
            task = state.tasks.tasks.get(payload.target)
            if task is None:
                return None
            stood: TaskState = _earlier(task.fields["state"], event, "open")
            return change(tasks.state_set(task, stood, "undone")), f"it is {stood.replace('_', ' ')} again"
        case Factor(sets=sets) if "primary" in sets:
            return _primary_back(event, payload, state.causes), "it is as it was before"
        case Recorded():
            return _record_back(event, payload, state)
    return None


def _record_back(event: Event, payload: Recorded, state: RoomState) -> tuple[Change, str] | None:
    records = next((one for one in state.records if one.shape is type(payload)), None)
    record = records.get(payload.target or event.eid) if records is not None else None
    if record is None or record.shape.gathered & set(payload.sets) or (record.erased and SPOKEN & set(payload.sets)):
        return None
    if not payload.target:
        return None if record.now.withdrawn else (change(withdrawn(record, "undone")), "it is withdrawn")
    values = {
        name: _earlier(record.fields[name], event, getattr(record.shape(), name))
        for name in payload.sets
        if name in record.fields
    }
    return (change(changed(record, values, reason="undone")), "it is as it was before") if values else None


def _primary_back(event: Event, payload: Factor, state: Causes) -> Change:
    before = state.factors.get(_earlier(state.primary, event, ""))
    if before is not None and before.stands:
        return change(causes.primary_set(state, before, primary=True, reason="undone"))
    return change(causes.primary_set(state, state.factors.named(payload.target), primary=False, reason="undone"))


def _earlier(register: Register[Any], event: Event, unset: Any) -> Any:
    mine = [one.value for one in register.history if one.event.eid == event.eid]
    # Not "is it the last setting": what I undid just now stands behind it, and says the same as it did.
    if [head.value for head in register.heads] != mine:
        raise WarroomError("that was changed since by somebody; nothing was undone, set what holds now")
    earlier = [one.value for one in register.history if one.stamp < event.stamp]
    return earlier[-1] if earlier else unset
