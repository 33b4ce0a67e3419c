"""What the keys of screen 3 do with tasks, follow-ups, risks and decisions; each gives one Room command."""

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from screens.asking import Answers, Ask
from screens.hosting import Host, lettered, needs
from warroom.clock import from_stamp, to_stamp
from warroom.day_ends import of_room
from warroom.due_times import DUE_FORMS, read_due, say_due
from warroom.errors import BadInput, WarroomError
from warroom.room import Room
from warroom.state.decisions import DecisionMade
from warroom.state.record import Record, called
from warroom.state.risks import LEVELS, RISK_STATES, RiskSet
from warroom.state.tasks import FOLLOW_UP_KINDS, FOLLOW_UP_STATES, TASK_STATES, FollowUpSet, TaskSet, TaskState
from warroom.state.team import Side
from warroom.times import read_minutes

UNDOES: Final = "z takes it back"
ONWARD: Final[tuple[TaskState, ...]] = ("open", "in_progress", "done")
"""The way of a task that nothing stops; the other states need a reason and have their letters."""
_OWNERS_PERSON: Final = re.compile(r"(.+?)\s*[(（]\s*(.+?)\s*[)）]\s*", re.DOTALL)


class Person(NamedTuple):
    """Who is to do something."""

    name: str
    side: Side
    owner: str


def read_person(text: str) -> Person:
    """``bob``, or a person of the owner: ``Mr Li (Acme)``."""
    match = _OWNERS_PERSON.fullmatch(text.strip())
    return Person(match[1], "owner", match[2]) if match else Person(text.strip().lstrip("@＠"), "staff", "")


def person_words(name: str, side: Side, owner: str) -> str:
    """The same the other way round."""
    return f"{name} ({owner or 'owner'})" if side == "owner" and name else name


def due_or_none(room: Room, text: str, owner: str = "") -> str | None:
    """UTC text of a due time as a person types it, None for nothing; a day alone ends as the owner's, or the room's."""
    if not text.strip():
        return None
    ends = of_room(room.state)(owner)
    return to_stamp(read_due(text.strip(), now=room.clock(), zone=room.zone, bare_digits=True, ends=ends).at)


def due_words(room: Room, stamp: str | None, word: str = "due") -> str:
    """How a due time was read, to be told behind what was done; empty without one."""
    return f", {word} {say_due(from_stamp(stamp), now=room.clock(), zone=room.zone)}" if stamp else ""


def minutes_or_none(text: str) -> int | None:
    """Minutes of a time-box as a person types it (``15`` or ``1h30m``), None for nothing."""
    plain = text.strip()
    if not plain:
        return None
    minutes = int(plain) if plain.isdecimal() and len(plain) < 6 else read_minutes(plain)
    if minutes is None:
        raise BadInput(f"'{plain}' is no length: 15, 15m or 1h30m")
    return minutes


def time_words(room: Room, stamp: str | None) -> str:
    """A due time as a form shows it, in the room's zone: as it can be typed again."""
    return f"{from_stamp(stamp).astimezone(room.zone):%Y-%m-%d %H:%M}" if stamp else ""


def one_of(values: tuple[str, ...]) -> Callable[[str], None]:
    """A check that a text is one of some words."""

    def check(text: str) -> None:
        if text.strip() not in values:
            raise BadInput(f"one of {', '.join(values)}")

    return check


# -- forms ---------------------------------------------------------------------------------------------------------


def _assignee(now: TaskSet | FollowUpSet | None) -> Ask:
    words = person_words(now.assignee, now.side, now.owner) if now is not None else ""
    return Ask("assignee", "Assignee", words, "name; the owner's person with the owner behind: Mr Li (Acme)")


def _due(room: Room, label: str, name: str, stamp: str | None) -> Ask:
    shown = time_words(room, stamp)

    def check(text: str) -> None:
        if text.strip() != shown:
            due_or_none(room, text)

    return Ask(name, label, shown, DUE_FORMS, check)


def _task_asks(room: Room, now: TaskSet | None) -> list[Ask]:
    box = str(now.time_box) if now is not None and now.time_box else ""
    return [
        Ask("text", "Step", now.text if now else "", check=needs("what is to be done?")),
        _assignee(now),
        _due(room, "Due", "due", now.due if now else None),
        Ask("time_box", "Time-box", box, "minutes: 15 or 1h30m", minutes_or_none),
        Ask("effect", "Expected effect", now.effect if now else ""),
        Ask("risk", "Risk", now.risk if now else ""),
        Ask("fallback", "Fallback", now.fallback if now else ""),
    ]


def _follow_up_asks(room: Room, now: FollowUpSet | None) -> list[Ask]:
    kind = now.kind if now else "corrective"
    return [
        Ask("text", "What is to be done", now.text if now else "", check=needs("what is to be done?")),
        Ask("kind", "Kind", kind, ", ".join(FOLLOW_UP_KINDS), one_of(FOLLOW_UP_KINDS)),
        _assignee(now),
        _due(room, "Due", "due", now.due if now else None),
        Ask("criterion", "Done when", now.criterion if now else "", "by what one sees it"),
    ]


def _risk_asks(now: RiskSet | None) -> list[Ask]:
    levels = ", ".join(LEVELS)
    return [
        Ask("text", "What may go wrong", now.text if now else "", check=needs("what may go wrong?")),
        Ask("probability", "Probability", now.probability if now else "medium", levels, one_of(LEVELS)),
        Ask("impact", "Impact", now.impact if now else "medium", levels, one_of(LEVELS)),
        Ask("countermeasure", "Countermeasure", now.countermeasure if now else ""),
        Ask("assignee", "Who watches it", now.assignee if now else ""),
    ]


def _decision_asks(room: Room, now: DecisionMade | None) -> list[Ask]:
    decider = person_words(now.decided_by, now.side, now.owner) if now else ""
    asks = [
        Ask("text", "What was decided", now.text if now else "", check=needs("what was decided?")),
        Ask("options", "Options", " / ".join(now.options) if now else "", "with / between them"),
        Ask("decided_by", "Decided by", decider, "nothing: you; an owner's person: Mr Li (Acme)"),
        Ask("executor", "Executor", now.executor if now else "", "who carries it out"),
        _due(room, "Review at", "review_at", now.review_at if now else None),
    ]
    if now is None:
        asks.insert(4, Ask("objections", "Objections", hint="who: words, with / between them"))
    return asks


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(" / ") if part.strip())


def _fields(room: Room, answers: Answers, now: Any = None) -> dict[str, Any]:
    """What a form's answers say, as the room's commands take it; an unchanged time stays as it is."""
    fields: dict[str, Any] = {name: text.strip() for name, text in answers.items()}
    owner = read_person(fields.get("assignee", "")).owner
    for name in ("due", "review_at"):
        if name in fields:
            was, typed = getattr(now, name, None), fields[name]
            fields[name] = was if was and typed == time_words(room, was) else due_or_none(room, typed, owner)
    if "time_box" in fields:
        fields["time_box"] = minutes_or_none(fields["time_box"])
    for name in ("options", "objections"):
        if name in fields:
            fields[name] = _parts(fields[name])
    who = "decided_by" if "decided_by" in fields else "assignee"
    if "kind" in fields or "time_box" in fields or who == "decided_by":
        fields[who], fields["side"], fields["owner"] = read_person(fields[who])
    return fields


def _changed(fields: dict[str, Any], shown: Any) -> dict[str, Any]:
    """What was typed over: a field that is as it was shown says nothing, whatever others made of it meanwhile."""
    return {name: value for name, value in fields.items() if value != getattr(shown, name)}


async def new(host: Host, view: str) -> None:
    """Add to the list that is shown: a task, a follow-up, a risk, a decision."""
    room = host.room
    match view:
        case "follow_ups":
            answers = await host.ask("follow-up", "New follow-up", _follow_up_asks(room, None))
            event = await room.tasks.follow_up(**_fields(room, answers)) if answers else None
        case "risks":
            answers = await host.ask("risk", "New risk", _risk_asks(None))
            event = await room.risks.add(**_fields(room, answers)) if answers else None
        case "decisions":
            answers = await host.ask("decision", "New decision", _decision_asks(room, None))
            event = await room.decisions.make(**_fields(room, answers)) if answers else None
        case _:
            answers = await host.ask("task", "New task", _task_asks(room, None))
            event = await room.tasks.add(**_fields(room, answers)) if answers else None
    if event is not None:
        due = due_words(room, event.payload.get("due")) + due_words(room, event.payload.get("review_at"), "review")
        host.tell(f"{event.ref} is on the list{due}; {UNDOES}")


async def edit(host: Host, record: Record[Any]) -> None:
    """Change any field; what is left as it is stays."""
    room, now = host.room, record.now
    match now:
        case TaskSet():
            asks = _task_asks(room, now)
        case FollowUpSet():
            asks = _follow_up_asks(room, now)
        case RiskSet():
            asks = _risk_asks(now)
        case _:
            asks = _decision_asks(room, now)
    answers = await host.ask(f"edit {record.eid}", f"Edit {record.ref}", asks)
    if answers is None:
        return
    fields = _changed(_fields(room, answers, now), now)
    match now:
        case RiskSet():
            await room.risks.edit(record.eid, **fields)
        case DecisionMade():
            await room.decisions.edit(record.eid, **fields)
        case _:
            await room.tasks.edit(record.eid, **fields)
    due = due_words(room, fields.get("due")) + due_words(room, fields.get("review_at"), "review")
    host.tell(f"{record.ref} is changed{due}; {UNDOES}")


# -- states --------------------------------------------------------------------------------------------------------


async def move(host: Host, record: Record[Any], by: int) -> None:
    """Move a task to the next (1) or the previous (-1) state of its way."""
    if not isinstance(record.now, (TaskSet, FollowUpSet)):
        raise BadInput("only tasks and follow-ups move; s says what else can be set")
    state = record.now.state
    at = ONWARD.index(state) if state in ONWARD else (0 if by > 0 else 1)
    if not 0 <= at + by < len(ONWARD):
        raise WarroomError(
            f"it is {state.replace('_', ' ')}; there is no state {'behind' if by > 0 else 'before'} that"
        )
    wanted = ONWARD[at + by]
    await host.room.tasks.set_state(record.eid, wanted)
    host.tell(f"{record.ref} is {wanted.replace('_', ' ')}; {UNDOES}")


async def set_state(host: Host, record: Record[Any]) -> None:
    """Choose a state; a reason is asked where it is needed."""
    match record.now:
        case TaskSet():
            await _choose(host, record, TASK_STATES, needed=("blocked", "cancelled"), said=host.room.tasks.set_state)
        case FollowUpSet():
            await _choose(host, record, FOLLOW_UP_STATES, needed=(), said=host.room.tasks.set_state)
        case RiskSet():
            await _choose(host, record, RISK_STATES, needed=("closed",), said=host.room.risks.set_state)
        case _:
            await _about_decision(host, record)


async def _choose(
    host: Host, record: Record[Any], states: tuple[str, ...], *, needed: tuple[str, ...], said: Callable[..., Any]
) -> None:
    options = lettered([(state, state.replace("_", " ")) for state in states])
    note = f"It is {record.now.state.replace('_', ' ')} now."
    wanted = await host.choose(f"{called(record, 50)}: it is", options, note)
    if wanted is None:
        return
    reason = ""
    if wanted in needed:
        given = await _reason(host, record, wanted)
        if given is None:
            return
        reason = given
    await said(record.eid, wanted, reason)
    host.tell(f"{record.ref} is {wanted.replace('_', ' ')}; {UNDOES}")


async def _reason(host: Host, record: Record[Any], state: str) -> str | None:
    ask = Ask("reason", "Why", hint="needed", check=needs("say why"))
    answers = await host.ask(f"{state} {record.eid}", f"{record.ref} is {state}", [ask], record.now.text)
    return answers["reason"].strip() if answers is not None else None


async def _about_decision(host: Host, record: Record[DecisionMade]) -> None:
    reversed_now = record.now.state == "reversed"
    options = lettered(
        [
            ("stands", "stands: it was looked at"),
            ("objection", "objection: somebody objects"),
            ("back", "again: it holds again") if reversed_now else ("reverse", "reversed: it no longer holds"),
        ]
    )
    wanted = await host.choose(called(record, 60), options)
    room = host.room
    match wanted:
        case "stands":
            asks = [_due(room, "Next review", "next", None)._replace(hint="empty: none; " + DUE_FORMS)]
            answers = await host.ask(f"review {record.eid}", f"{record.ref} stands", asks, record.now.text)
            if answers is not None:
                again = due_or_none(room, answers["next"])
                await room.decisions.review(record.eid, next_review=again)
                host.tell(f"{record.ref} stands{due_words(room, again, 'to be looked at again')}; {UNDOES}")
        case "objection":
            asks = [
                Ask("words", "Objection", check=needs("what is the objection?")),
                Ask("who", "Whose", hint="nothing: yours"),
            ]
            answers = await host.ask(f"objection {record.eid}", f"Objection to {record.ref}", asks, record.now.text)
            if answers is not None:
                await room.decisions.add_objection(record.eid, answers["words"], who=answers["who"])
                host.tell(f"the objection to {record.ref} is noted")
        case "reverse":
            reason = await _reason(host, record, "reversed")
            if reason is not None:
                await room.decisions.reverse(record.eid, reason)
                host.tell(f"{record.ref} is reversed; {UNDOES}")
        case "back":
            await room.decisions.reverse(record.eid, "", back=True)
            host.tell(f"{record.ref} holds again; {UNDOES}")


# -- assign, hear, withdraw, resolve -------------------------------------------------------------------------------


async def assign(host: Host, record: Record[Any]) -> None:
    """Give it to somebody; an empty name takes it back."""
    now = record.now
    if isinstance(now, DecisionMade):
        ask = Ask("who", "Executor", now.executor, "who carries it out")
    elif isinstance(now, RiskSet):
        ask = Ask("who", "Who watches it", now.assignee)
    else:
        ask = _assignee(now)._replace(name="who")
    answers = await host.ask(f"assign {record.eid}", f"Who has {record.ref}", [ask], now.text)
    if answers is None:
        return
    name, side, owner = read_person(answers["who"])
    if isinstance(now, DecisionMade):
        await host.room.decisions.edit(record.eid, executor=answers["who"].strip())
    elif isinstance(now, RiskSet):
        await host.room.risks.edit(record.eid, assignee=name)
    else:
        await host.room.tasks.assign(record.eid, name, side, owner)
    host.tell(f"{record.ref} is {f'with {name}' if name else 'nobody s'}; {UNDOES}".replace("nobody s", "nobody's"))


async def hear(host: Host, record: Record[Any]) -> None:
    """Acknowledge that a task's time is up."""
    if not isinstance(record.now, TaskSet):
        raise BadInput("only a task's time is called out")
    await host.room.tasks.acknowledge(record.eid)
    host.tell(f"{record.ref}: heard; e gives it more time")


async def withdraw(host: Host, record: Record[Any]) -> None:
    """Take it off its list."""
    if isinstance(record.now, DecisionMade):
        raise BadInput("a decision is reversed, with its reason: s")
    answers = await host.ask(
        f"withdraw {record.eid}", f"Withdraw {record.ref}", [Ask("reason", "Why", hint="may be empty")], record.now.text
    )
    if answers is not None:
        acts = host.room.risks if isinstance(record.now, RiskSet) else host.room.tasks
        await acts.withdraw(record.eid, answers["reason"].strip())
        host.tell(f"{record.ref} is withdrawn; {UNDOES}")
