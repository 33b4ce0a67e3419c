"""Undo for what was told, promised, answered and agreed with owners."""

from typing import Any, TypeVar

import msgspec

from warroom.acts.filing import filed
from warroom.acts.recording import change, changed
from warroom.errors import WarroomError
from warroom.events import Event
from warroom.making import Change
from warroom.state.commitments import Broken, Kept, Made, Moved, Withdrawn
from warroom.state.expectations import ExpectationSet, FeedbackGiven
from warroom.state.filing import Filed
from warroom.state.kinds import Payload
from warroom.state.owners import CadenceChanged, Message, MessageFiled, PauseSet, Plan
from warroom.state.questions import Answered
from warroom.state.record import Record, called
from warroom.state.register import Register
from warroom.state.room_state import RoomState
from warroom.state.updates import Told

V = TypeVar("V")


def back(event: Event, payload: Payload | None, state: RoomState) -> tuple[Change, str] | None:
    """What takes back an event about owners, and what to tell; None when there is no opposite.

    Raises ``WarroomError`` when somebody changed it since. What an owner said is struck: that it was noted is history.
    """
    match payload:
        case Message() | FeedbackGiven():
            return change(filed(state, event, reason="undone", withdrawn=True)), "it is struck"
        case Filed():
            return change(_filed_back(event, payload, state)), "it stands where it stood before"
        case Told(taken_back="") if payload.update and state.deliveries.arrived(payload.update):
            return None  # they have it: nobody unsends
        case Told(taken_back=""):
            undone = Told(owner_id=payload.owner_id, text="undone", taken_back=event.eid)
            return change(undone), f"{payload.owner_id} was not told"
        case Answered():
            register = state.questions.answers[payload.target]
            was = _before(register, event)
            text, told, by = (was.text, was.told, was.by) if was is not None else ("", False, "")
            answered = Answered(
                target=payload.target, text=text, told=told, by=by, title=payload.title, bases=register.bases
            )
            return change(answered), "the answer is as it was before"
        case Moved() | Kept() | Broken() | Withdrawn():
            promise = state.commitments.made.get(payload.target)
            return None if promise is None else _promise_back(event, payload, promise)
    made = _setting_back(event, payload, state)
    return (change(made), "it is as it was before") if made is not None else None


def _filed_back(event: Event, payload: Filed, state: RoomState) -> Filed:
    registers: Any = state.owners.filed if isinstance(payload, MessageFiled) else state.expectations.filed
    register: Register[Filed] = registers[payload.target]
    before = _before(register, event)
    was = before if before is not None else type(payload)(target=payload.target)
    target = state.event(payload.target)
    title = payload.title if target is not None and target.erased is None else ""
    return msgspec.structs.replace(was, reason="undone", title=title, bases=register.bases)


def _promise_back(event: Event, payload: Payload, promise: Record[Made]) -> tuple[Change, str]:
    if isinstance(payload, Moved):
        register: Register[str | None] = promise.fields["due"]
        was = _before(register, event)
        moved = Moved(
            target=promise.eid,
            due=was or "",
            was=payload.due,
            reason="undone",
            title=called(promise),
            bases=register.bases,
        )
        return change(moved), "the promise is due when it was before"
    _before(promise.fields["state"], event)
    return change(changed(promise, {"state": "open"}, reason="undone")), "the promise is open again"


def _setting_back(event: Event, payload: Payload | None, state: RoomState) -> Payload | None:
    """A plan, interval, pause or expectation as it was before; what was the first of its kind ends."""
    owners = state.owners
    match payload:
        case Plan():
            plans = owners.plans[payload.owner_id]
            plan = _before(plans, event) or msgspec.structs.replace(payload, detached=True)
            return msgspec.structs.replace(plan, bases=plans.bases)
        case CadenceChanged():
            intervals = owners.cadences[payload.owner_id]
            interval = _before(intervals, event) or CadenceChanged(owner_id=payload.owner_id)
            return msgspec.structs.replace(interval, reason="undone", bases=intervals.bases)
        case PauseSet():
            pauses = owners.pauses[payload.owner_id, payload.clock]
            pause = _before(pauses, event) or msgspec.structs.replace(payload, paused=False, until=None)
            return msgspec.structs.replace(pause, reason="undone", bases=pauses.bases)
        case ExpectationSet():
            held = state.expectations.held[payload.about, payload.owner_id]
            expected = _before(held, event) or ExpectationSet(about=payload.about, owner_id=payload.owner_id)
            return msgspec.structs.replace(expected, reason="undone", bases=held.bases)
    return None


def _before(register: Register[V], event: Event) -> V | None:
    if [head.event.eid for head in register.heads] != [event.eid]:
        raise WarroomError("that was changed since by somebody; nothing was undone, set what holds now")
    earlier = [one.value for one in register.history if one.stamp < event.stamp]
    return earlier[-1] if earlier else None
