"""Does what the commands about causes, tasks, risks, decisions and command say; ``doing`` hands them over."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec

from warroom.acts.recording import change, changed, find, withdrawn
from warroom.clock import to_stamp
from warroom.day_ends import of_room
from warroom.due_times import read_due, say_due
from warroom.errors import BadInput
from warroom.events import Event
from warroom.grammar import panel_orders as orders
from warroom.grammar.marks import fold_width, shortened
from warroom.grammar.order_echo import DUE_FIELDS
from warroom.grammar.panel_orders import PanelOrder
from warroom.room import Room
from warroom.state.causes import Factor, HypothesisState, Proposed
from warroom.state.commitments import Made
from warroom.state.decisions import DecisionMade
from warroom.state.expectations import OwnerFactSet, RemedySet
from warroom.state.questions import Asked
from warroom.state.record import Record, called
from warroom.state.risks import RiskSet
from warroom.state.tasks import FollowUpSet, TaskSet, TaskState
from warroom.state.team import Role
from warroom.state.timeline import Via
from warroom.times import read_minutes

CAUSE_VERBS: Final[dict[str, HypothesisState]] = {"test": "testing", "confirm": "confirmed", "ruleout": "ruled_out"}
TASK_VERBS: Final[dict[str, TaskState]] = {
    "start": "in_progress",
    "done": "done",
    "block": "blocked",
    "cancel": "cancelled",
    "reopen": "open",
}
FIELDS: Final = {
    "box": "time_box",
    "time-box": "time_box",
    "timebox": "time_box",
    "measure": "countermeasure",
    "done-when": "criterion",
    "do": "executor",
    "review": "review_at",
    "words": "text",
    "who": "assignee",
    "amount": "note",
}
"""What people call a field after ``/set``, where that isn't its name."""
_CALLED: Final = {"note": "amount", "time_box": "box", "review_at": "review", "countermeasure": "measure"}
"""The word after ``/set`` for a field that people call otherwise."""
OWNER_SIDE: Final = (Asked, Made, OwnerFactSet, RemedySet)
"""Records of the owner side; striking one says that it was a mistake, not that a promise is taken back."""
SETTABLE: Final[dict[type, frozenset[str]]] = {
    Proposed: frozenset({"text"}),
    Factor: frozenset({"text", "factor"}),
    TaskSet: frozenset({"text", "due", "time_box", "effect", "risk", "fallback"}),
    FollowUpSet: frozenset({"text", "due", "criterion", "kind"}),
    RiskSet: frozenset({"text", "probability", "impact", "countermeasure", "assignee", "state"}),
    DecisionMade: frozenset({"text", "options", "executor", "review_at"}),
    Asked: frozenset({"text", "due"}),
    Made: frozenset({"text", "assignee", "kind"}),
    OwnerFactSet: frozenset({"text", "topic"}),
    RemedySet: frozenset({"text", "note", "kind", "due"}),
}
"""The fields that ``/set`` changes, by record; the others have commands of their own."""
INSTEAD: Final[dict[tuple[type, str], str]] = {
    (Made, "due"): "/moved {ref} TIME because REASON gives a promise another time: the owner is told why",
    (Made, "state"): "/kept {ref}, /broken {ref} REASON and /withdrawn {ref} REASON say how a promise ended",
    (Asked, "answer"): "/answer {ref} TEXT answers a question",
    (RemedySet, "state"): "/remedy {ref} authorised (offered, accepted, fulfilled) says how far it is",
    (
        Proposed,
        "state",
    ): "/test {ref}, /confirm {ref}, /ruleout {ref} REASON, /reopen {ref} say where it stands",
    (Proposed, "confidence"): "/confidence {ref} 70% says how sure people are",
    (TaskSet, "assignee"): "/assign {ref} NAME gives it to somebody",
    (TaskSet, "state"): "/start {ref}, /done {ref}, /block {ref} REASON and /cancel {ref} REASON move a task",
    (FollowUpSet, "assignee"): "/assign {ref} NAME gives it to somebody",
    (FollowUpSet, "state"): "/done {ref} and /cancel {ref} REASON end a follow-up",
    (DecisionMade, "state"): "/review {ref} and /reverse {ref} REASON say whether a decision holds",
    (DecisionMade, "objections"): "/object {ref} NAME: WORDS adds an objection",
}
"""What to type for a field that has a command of its own, by record and field."""


class Did(NamedTuple):
    """What an order did."""

    said: str
    events: tuple[Event, ...]


async def do_panel(room: Room, order: PanelOrder) -> Did:
    """Do what an order says. Raises ``WarroomError`` with what to do when it can't be done; nothing is changed then."""
    for part in (_cause, _record, _task, _decision, _command):
        done = await part(room, order)
        if done is not None:
            return done
    raise BadInput(f"nothing here does {type(order).__name__}; nothing was recorded")


def _via(room: Room, actor: str) -> Via:
    return "spoken" if actor and actor != room.me else "key"


async def _cause(room: Room, order: PanelOrder) -> Did | None:
    acts = room.causes
    match order:
        case orders.Propose(text, confidence, actor):
            event = await acts.propose(text, confidence=confidence, actor=actor, via=_via(room, actor))
            return Did(f"possible cause {event.ref}; /test {event.ref} when somebody looks into it", (event,))
        case orders.SetConfidence(ref, percent):
            event = await acts.set_confidence(ref, percent)
            return Did(f"{ref}: {'no confidence' if percent is None else f'{percent} %'}", (event,))
        case orders.AddEvidence(ref, side, entry, text):
            event = await acts.add_evidence(ref, side, entry, text)
            return Did(f"{entry} speaks {side} {ref}", (event,))
        case orders.Try(text, outcome, reason, cause, actor):
            event = await acts.tried(text, outcome, reason, cause=cause, actor=actor, via=_via(room, actor))
            return Did(f"tried {event.ref}: {outcome}", (event,))
        case orders.SetOutcome(ref, outcome, reason):
            return Did(f"{ref}: {outcome}", (await acts.set_outcome(ref, outcome, reason),))
        case orders.AnswerWhy(ref, text):
            event = await acts.why(ref, text)
            return Did(f"why {event.ref} answers {ref}", (event,))
        case orders.AddFactor(kind, text, cause):
            event = await acts.factor(kind, text, cause=cause)
            return Did(f"{kind} factor {event.ref}", (event,))
        case orders.SetPrimary(ref):
            factor = acts.find(ref)
            primary = room.state.causes.primary_factor != factor.eid or bool(room.state.causes.primary_conflict)
            event = await acts.set_primary(ref, primary=primary)
            return Did(f"{ref} is {'the' if primary else 'no longer the'} primary factor", (event,))
    return None


async def _record(room: Room, order: PanelOrder) -> Did | None:
    match order:
        case orders.SetStanding(verb, ref, reason):
            return await _set_standing(room, verb, ref, reason)
        case orders.Withdraw(ref, reason):
            record = _find(room, ref)
            back = record.now.withdrawn
            if isinstance(record.now, OWNER_SIDE):
                [event] = await room.do([(change(withdrawn(record, reason, withdrawn=not back)), None)])
            else:
                event = await _acts(room, record).withdraw(record.eid, reason, back=back)
            return Did(f"{record.ref} is {'back' if back else 'withdrawn'}: {called(record, 40)}", (event,))
        case orders.Set(ref, field, value):
            record = _find(room, ref)
            return await _set_field(room, record, FIELDS.get(field, field.replace("-", "_")), value)
    return None


def _find(room: Room, ref: str) -> Record[Any]:
    return find(room.state.records, ref, "cause, task, risk, decision, question or promise")


def _acts(room: Room, record: Record[Any]) -> Any:
    """The acts that a record belongs to."""
    match record.now:
        case TaskSet() | FollowUpSet():
            return room.tasks
        case RiskSet():
            return room.risks
        case DecisionMade():
            return room.decisions
    return room.causes


async def _set_standing(room: Room, verb: str, ref: str, reason: str) -> Did:
    record = _find(room, ref)
    if isinstance(record.now, Proposed) and verb in (*CAUSE_VERBS, "reopen"):
        state = CAUSE_VERBS.get(verb, "open")
        event = await room.causes.set_state(record.eid, state, reason)
        return Did(f"{record.ref} is {state.replace('_', ' ')}: {called(record, 40)}", (event,))
    if isinstance(record.now, (TaskSet, FollowUpSet)) and verb in TASK_VERBS:
        event = await room.tasks.set_state(record.eid, TASK_VERBS[verb], reason)
        return Did(f"{record.ref} is {TASK_VERBS[verb].replace('_', ' ')}: {called(record, 40)}", (event,))
    if isinstance(record.now, Made) and verb == "reopen":
        event = await room.promises.reopen(record.eid, reason)
        return Did(f"{record.ref} is open: {called(record, 40)}", (event,))
    kind = "possible cause" if verb in CAUSE_VERBS else "task"
    raise BadInput(f"{record.ref} is no {kind}: {called(record, 40)}; nothing was changed")


async def _set_field(room: Room, record: Record[Any], field: str, value: str) -> Did:
    known = SETTABLE.get(type(record.now), frozenset({"text"}))
    if field not in known:
        other = INSTEAD.get((type(record.now), field), "").format(ref=record.ref)
        called_so = ", ".join(sorted({_CALLED.get(one, one) for one in known}))
        raise BadInput(
            f"{other or f'{shortened(field)!r} is none of its fields'}; /set {record.ref} changes {called_so}; "
            "nothing was changed"
        )
    if field == "state":
        event = await room.risks.set_state(record.eid, *_state_and_reason(value))
    elif field in DUE_FIELDS:
        at, value = _until(room, record, value)
        event = await _edited(room, record, field, at)
    else:
        event = await _edited(room, record, field, _value(field, value))
    return Did(f"{record.ref}: {field.replace('_', ' ')} is {shortened(value, 80)}", (event,))


async def _edited(room: Room, record: Record[Any], field: str, value: object) -> Event:
    if isinstance(record.now, OWNER_SIDE):
        [event] = await room.do([(change(changed(record, {field: value})), None)])
        return event
    edit: Callable[..., Awaitable[Event]] = _acts(room, record).edit
    return await edit(record.eid, **{field: value})


def _state_and_reason(value: str) -> tuple[Any, str]:
    state, _, reason = value.partition(" ")
    return state.lower(), reason.strip()


def _until(room: Room, record: Record[Any], value: str) -> tuple[str | None, str]:
    """A typed time to come as events hold it, none for ``-``, and as it was read."""
    if fold_width(value).strip() == "-":
        return None, "-"
    owner = getattr(record.now, "owner", "") or getattr(record.now, "owner_id", "")
    due = read_due(value, now=room.clock(), zone=room.zone, ends=of_room(room.state)(owner))
    return to_stamp(due.at), _said(room, due.at, due.note)


def _said(room: Room, at: datetime | None, note: str, before: str = "") -> str:
    """A due time in full behind ``before``; empty without one."""
    return before + say_due(at, note, now=room.clock(), zone=room.zone) if at else ""


def _value(field: str, value: str) -> object:
    plain = fold_width(value).strip()
    none = plain == "-"
    if field == "time_box":
        minutes = None if none else read_minutes(value)
        if not none and minutes is None:
            raise BadInput(f"'{shortened(value)}' is no length of time; type 15m, 2h, or - for none")
        return minutes
    if field == "options":
        return tuple(one for one in re.split(r"\s*[/／|、]\s*", value) if one)
    return "" if none else value


async def _task(room: Room, order: PanelOrder) -> Did | None:
    acts = room.tasks
    match order:
        case orders.AddTask():
            event = await acts.add(
                order.text,
                assignee=order.whom.name,
                side=order.whom.side,
                owner=order.whom.owner,
                due=to_stamp(order.due) if order.due else None,
                time_box=order.time_box,
                cause=order.cause,
                effect=order.effect,
                risk=order.risk,
                fallback=order.fallback,
            )
            due = _said(room, order.due, order.due_note, ", due ")
            return Did(f"task {event.ref} for {order.whom.name or 'nobody yet: /assign ' + event.ref}{due}", (event,))
        case orders.Assign(ref, whom):
            event = await acts.assign(ref, whom.name, whom.side, whom.owner)
            return Did(f"{ref} is {whom.name or 'nobody'}'s", (event,))
        case orders.Acknowledge(ref):
            return Did(f"{ref}: heard, no more calls for this time", (await acts.acknowledge(ref),))
        case orders.AddFollowUp():
            event = await acts.follow_up(
                order.text,
                order.kind,
                assignee=order.whom.name,
                side=order.whom.side,
                owner=order.whom.owner,
                due=to_stamp(order.due) if order.due else None,
                criterion=order.criterion,
                cause=order.cause,
            )
            due = _said(room, order.due, order.due_note, ", due ")
            return Did(f"{order.kind} follow-up {event.ref}{due}", (event,))
        case orders.AddRisk(text, probability, impact, countermeasure, assignee):
            event = await room.risks.add(text, probability, impact, countermeasure=countermeasure, assignee=assignee)
            return Did(f"risk {event.ref}: {probability} probability, {impact} impact", (event,))
    return None


async def _decision(room: Room, order: PanelOrder) -> Did | None:
    acts = room.decisions
    match order:
        case orders.Decide():
            event = await acts.make(
                order.text,
                options=order.options,
                decided_by=order.by.name,
                side=order.by.side,
                owner=order.by.owner,
                executor=order.executor,
                objections=order.objections,
                review_at=to_stamp(order.review_at) if order.review_at else None,
            )
            return Did(f"decision {event.ref}{_said(room, order.review_at, order.due_note, ', review ')}", (event,))
        case orders.AddObjection(ref, said, who):
            return Did(f"the objection stands with {ref}", (await acts.add_objection(ref, said, who=who),))
        case orders.Review(ref, next_review, note):
            event = await acts.review(ref, next_review=to_stamp(next_review) if next_review else None)
            again = _said(room, next_review, note, ", to be looked at again ")
            return Did(f"{ref} stands{again}", (event,))
        case orders.Reverse(ref, reason):
            return Did(f"{ref} is reversed", (await acts.reverse(ref, reason),))
    return None


async def _command(room: Room, order: PanelOrder) -> Did | None:
    match order:
        case orders.HandOver(receiver, names, giver, word):
            roles = [msgspec.convert(name, Role) for name in names]
            events = await room.team.hand_over(receiver, roles, giver=giver, word=word)
            given = ", ".join(str(event.payload["role"]).replace("_", " ") for event in events)
            if word:
                return Did(f"{receiver} has {given}", tuple(events))
            return Did(f"offered to {receiver}: {given}; it moves with /accept {receiver} = WORDS", tuple(events))
        case orders.Accept(receiver, word):
            events = await room.team.accept(receiver, word=word)
            given = ", ".join(str(event.payload["role"]).replace("_", " ") for event in events)
            return Did(f"{receiver or room.me} has {given}", tuple(events))
        case orders.Decline(reason, receiver):
            events = await room.team.decline(reason, receiver)
            given = ", ".join(str(event.payload["role"]).replace("_", " ") for event in events)
            return Did(
                f"{receiver or room.me} declines {given}; {events[0].payload['was']} still has it", tuple(events)
            )
        case orders.TakeCommand(reason, past_deputy, taker):
            event = await room.team.take_command(reason, taker=taker, past_deputy=past_deputy)
            return Did(f"{taker or room.me} has command", (event,))
    return None
