"""What screen 3 shows: the lines of its panes, made from the state and the clock. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from screens.causes.rows import clock_words, disagreement, said_by, text_of, when_words
from screens.rows import day_words
from screens.widgets.panels import Item, item, lazily
from screens.widgets.row import Row
from warroom.state.board import board, by_due, follow_ups_by_due, load, missing_of, risks_by_weight, weight
from warroom.state.decisions import DecisionMade
from warroom.state.duty import declines, long_on_duty, offers, on_duty_since
from warroom.state.record import Record, called
from warroom.state.risks import RiskSet
from warroom.state.room_state import RoomState
from warroom.state.task_clock import CallOut, call_out, ends_at, is_running, time_or_none
from warroom.state.tasks import TASK_STATES, FollowUpSet, TaskSet
from warroom.state.team import ROLES, Role

View = Literal["board", "due", "follow_ups", "risks", "decisions"]
TITLES: Final[dict[View, str]] = {
    "board": "Tasks by state",
    "due": "Tasks by due time",
    "follow_ups": "Follow-ups",
    "risks": "Risks",
    "decisions": "Decisions",
}
ROLE_WORDS: Final[dict[Role, str]] = {
    "incident_commander": "IC",
    "deputy": "deputy",
    "scribe": "scribe",
    "sme": "SME",
    "customer_liaison": "liaison",
    "internal_liaison": "internal",
}
"""A role where there is little room; the key page and the forms have its whole name."""
TASK_WORDS: Final = {
    "open": "open",
    "in_progress": "in progress",
    "blocked": "BLOCKED",
    "done": "done",
    "cancelled": "cancelled",
}
KIND_WORDS: Final = {"preventative": "prevents", "detective": "detects", "corrective": "corrects"}
TASK_TONES: Final = {
    "open": "plain",
    "in_progress": "action",
    "blocked": "decision",
    "done": "milestone",
    "cancelled": "system",
}


def time_is_up(one: CallOut, now: datetime) -> str:
    """``TIME IS UP``, and for how many whole minutes it has been: none in the first one."""
    over = one.over(now)
    return f"TIME IS UP for {length_words(-over).removeprefix('-')}" if over >= timedelta(minutes=1) else "TIME IS UP"


def length_words(span: timedelta) -> str:
    """A length in at most five cells: ``7m``, ``1h20``, ``3d``; with a minus when it is over."""
    seconds = int(span.total_seconds())
    sign, minutes = ("-", -seconds // 60) if seconds < 0 else ("", -(-seconds // 60))
    if minutes < 100:
        return f"{sign}{minutes}m"
    if minutes < 60 * 24:
        return f"{sign}{minutes // 60}h{'' if sign and minutes >= 600 else f'{minutes % 60:02}'}"
    return f"{sign}{minutes // 60 // 24}d"


# -- roles and people ----------------------------------------------------------------------------------------------


def people_items(state: RoomState, now: datetime, zone: ZoneInfo) -> list[Item]:
    """Each role with its holder, then what each person carries and for how long."""
    return [*_roles(state, zone), *_loads(state, now)]


def _roles(state: RoomState, zone: ZoneInfo) -> Iterator[Item]:
    team = state.team
    offered = {one.role: one for one in offers(team)}
    declined = {one.role: one for one in declines(team)}
    for role in ROLES:
        register = team.roles.get(role)
        holder, current = team.holder(role), register.current if register else None
        conflict = register.conflict if register else ()
        notes = [f"since {clock_words(current.event.at, zone)}" if current is not None and holder else ""]
        if conflict:
            notes.append(f"CONFLICT: {' or '.join(one or 'nobody' for one in conflict)}, C picks")
        if (offer := offered.get(role)) is not None:
            notes.append(f"offered to {offer.to}, y takes it over, N declines")
        if (no := declined.get(role)) is not None:
            notes.append(f"{no.by} declined: {no.reason}")
        if holder and team.is_gone(holder):
            notes.append("has left the call" + (", c takes command" if role == "incident_commander" else ""))
        row = Row(
            key=role,
            day="Roles",
            time="",
            mark=ROLE_WORDS[role],
            tone="decision" if conflict else "plain",
            who="",
            text=holder or "nobody",
            note="; ".join(note for note in notes if note),
            flag="!" if conflict or (role == "incident_commander" and not holder) else "",
        )
        yield Item(row)


def _loads(state: RoomState, now: datetime) -> Iterator[Item]:
    team = state.team
    tired = {one.name for one in long_on_duty(team, now)}
    for one in load(team, state.tasks, now):
        since = on_duty_since(team, one.name)
        hours = f"{_hours(now - since)} on duty" if since is not None else ""
        count = f"{len(one.tasks)} task{'' if len(one.tasks) == 1 else 's'}" if one.tasks else ""
        notes = [
            count + (f" ({one.overdue} overdue)" if one.overdue else ""),
            " and ".join(ROLE_WORDS[role] for role in one.roles),
            hours + (": time to hand over, h" if one.name in tired else ""),
        ]
        member = register.value if (register := team.members.get(one.name)) is not None else None
        if member is not None:
            notes += [member.contact, member.zone]
        row = Row(
            key=f"person {one.name}",
            day="Load",
            time="",
            mark="here" if team.is_here(one.name) else "gone" if team.is_gone(one.name) else "",
            tone="plain",
            who="",
            text=one.name,
            note="; ".join(note for note in notes if note),
            flag="!" if one.name in tired else "",
        )
        yield Item(row)


def _hours(span: timedelta) -> str:
    minutes = max(0, int(span.total_seconds()) // 60)
    return f"{minutes // 60} h {minutes % 60:02}" if minutes >= 60 else f"{minutes} min"


# -- tasks ---------------------------------------------------------------------------------------------------------


def task_items(state: RoomState, view: View, now: datetime, zone: ZoneInfo) -> list[Item]:
    """The tasks under a heading for each state, or for when they are due."""
    if view == "board":
        columns = board(state.tasks)
        return [
            lazily(_task, task, state, f"{TASK_WORDS[name]}: {len(columns[name])}", now, zone)
            for name in TASK_STATES
            for task in columns[name]
        ]
    return [lazily(_task, task, state, "", now, zone) for task in by_due(state.tasks)]


def _due_heading(task: Record[TaskSet], now: datetime, zone: ZoneInfo) -> str:
    ends = ends_at(task)
    if ends is None:
        return "no time set"
    if ends <= now:
        return "time is up"
    at = ends.astimezone(zone)
    return "today" if at.date() == now.astimezone(zone).date() else day_words(at)


def _task(task: Record[TaskSet], state: RoomState, heading: str, now: datetime, zone: ZoneInfo) -> Item:
    """A task; without a ``heading`` it stands under the one for when it is due."""
    ends, step = ends_at(task), task.now
    running = is_running(task)
    called_out = call_out(state.tasks, task, now)
    side = f"OWNER SIDE{f' {step.owner}' if step.owner else ''}" if step.side == "owner" else ""
    notes = [
        f"{time_is_up(called_out, now)}, A acknowledges" if called_out is not None else "",
        side,
        disagreement(task),
        task.why("state") if step.state in ("blocked", "cancelled") else "",
        _until(ends, now, zone) if ends is not None and running and called_out is None else "",
    ]
    return item(
        task,
        day=heading or _due_heading(task, now, zone),
        time=length_words(ends - now) if ends is not None and running else "",
        mark=TASK_WORDS[step.state],
        tone=TASK_TONES[step.state],
        who=step.assignee or "nobody",
        text=text_of(task),
        note="; ".join(note for note in notes if note),
        struck=step.state == "cancelled",
        flag="!" if called_out is not None or task.conflicts else "",
    )


def _until(ends: datetime, now: datetime, zone: ZoneInfo) -> str:
    at = ends.astimezone(zone)
    return f"till {at:%H:%M}" if at.date() == now.astimezone(zone).date() else f"till {at.day} {at:%b %H:%M}"


# -- follow-ups, risks, decisions ----------------------------------------------------------------------------------


def follow_up_items(state: RoomState, zone: ZoneInfo) -> list[Item]:
    """The work that outlives the incident, the nearest first; what each still lacks is said."""
    return [lazily(_follow_up, one, zone) for one in follow_ups_by_due(state.tasks, ended=True)]


def _follow_up(one: Record[FollowUpSet], zone: ZoneInfo) -> Item:
    due, missing = time_or_none(one.now.due or ""), missing_of(one)
    notes = [
        f"done when {one.now.criterion}" if one.now.criterion else "",
        f"needs {', '.join(missing)}: e" if missing and one.now.state not in ("done", "cancelled") else "",
        f"OWNER SIDE {one.now.owner}" if one.now.side == "owner" else "",
        f"due {day_words(due.astimezone(zone))}" if due is not None else "",
        disagreement(one),
    ]
    return item(
        one,
        day="Outlives the incident",
        time=f"{due.astimezone(zone):%m-%d}" if due is not None else "",
        mark=KIND_WORDS[one.now.kind],
        tone=TASK_TONES[one.now.state],
        who=one.now.assignee or "nobody",
        text=text_of(one),
        note="; ".join([TASK_WORDS[one.now.state], *(note for note in notes if note)]),
        struck=one.now.state == "cancelled",
        flag="!" if one.conflicts else "",
    )


def risk_items(state: RoomState) -> list[Item]:
    """The risks, the heaviest first."""
    return [lazily(_risk, one) for one in risks_by_weight(state.risks)]


def _risk(one: Record[RiskSet]) -> Item:
    against = f"against it: {one.now.countermeasure}" if one.now.countermeasure else "no countermeasure yet: e"
    notes = [
        f"probability {one.now.probability}, impact {one.now.impact}",
        against,
        one.why("state"),
        disagreement(one),
    ]
    return item(
        one,
        day="By probability times impact, 1 to 9",
        time=str(weight(one)),
        mark=one.now.state,
        tone="decision" if one.now.state == "open" else "system",
        who=one.now.assignee or "nobody",
        text=text_of(one),
        note="; ".join(note for note in notes if note),
        flag="!" if one.conflicts else "",
    )


def decision_items(state: RoomState, now: datetime, zone: ZoneInfo) -> list[Item]:
    """The decisions, the newest last; a review whose time has come is said."""
    return [lazily(_decision, one, now, zone) for one in state.decisions.made.standing()]


def _decision(one: Record[DecisionMade], now: datetime, zone: ZoneInfo) -> Item:
    made = one.now
    review = time_or_none(made.review_at or "") if made.state == "stands" else None
    due = review is not None and review <= now
    notes = [
        ("REVIEW DUE, s" if due else f"review {_until(review, now, zone)[5:]}") if review is not None else "",
        f"of {' / '.join(made.options)}" if made.options else "",
        f"done by {made.executor}" if made.executor else "",
        f"objections: {' / '.join(made.objections)}" if made.objections else "",
        f"OWNER SIDE {made.owner}" if made.side == "owner" else "",
        one.why("state"),
        disagreement(one),
    ]
    return item(
        one,
        day="Decided",
        time=clock_words(one.at, zone),
        mark=made.state,
        tone="decision" if made.state == "stands" else "system",
        who=made.decided_by or one.author,
        text=text_of(one),
        note="; ".join(note for note in notes if note),
        struck=made.state == "reversed",
        flag="!" if due or one.conflicts else "",
    )


# -- one of them in full -------------------------------------------------------------------------------------------


def detail_items(state: RoomState, one: Record[Any] | None, zone: ZoneInfo) -> list[Item]:
    """Every field of a record that says something, then its history."""
    if one is None:
        return []
    fields = [(mark, value) for mark, value in _fields(state, one, zone) if value]
    shown = [
        Item(Row(one.eid if number == 0 else f"{one.eid} {number}", heading(one), "", mark, "system", "", value))
        for number, (mark, value) in enumerate(fields)
    ]
    return [*shown, *_history(one, zone)]


def heading(one: Record[Any]) -> str:
    """What it is, and its letters."""
    names: dict[type, str] = {TaskSet: "Task", FollowUpSet: "Follow-up", RiskSet: "Risk", DecisionMade: "Decision"}
    return f"{names[one.shape]} {one.ref}, by {said_by(one)}"


def _fields(state: RoomState, one: Record[Any], zone: ZoneInfo) -> list[tuple[str, str]]:
    now = one.now
    match now:
        case TaskSet():
            about = next(iter(_causes_named(state, now.cause)), "")
            box = f"{now.time_box} min" if now.time_box else ""
            return [
                ("step", text_of(one)),
                ("effect", now.effect),
                ("risk", now.risk),
                ("fallback", now.fallback),
                ("due", when_words(now.due or "", zone)),
                ("time-box", box),
                ("cause", about),
                ("reason", one.why("state")),
            ]
        case FollowUpSet():
            about = next(iter(_causes_named(state, now.cause)), "")
            return [
                ("step", text_of(one)),
                ("kind", now.kind),
                ("done when", now.criterion),
                ("due", when_words(now.due or "", zone)),
                ("answers", about),
            ]
        case RiskSet():
            return [
                ("risk", text_of(one)),
                ("chance", now.probability),
                ("impact", now.impact),
                ("against", now.countermeasure),
                ("reason", one.why("state")),
            ]
        case DecisionMade():
            return [
                ("decided", text_of(one)),
                *[("option", option) for option in now.options],
                ("executor", now.executor),
                *[("objects", objection) for objection in now.objections],
                ("review", when_words(now.review_at or "", zone)),
                ("reason", one.why("state")),
            ]
    return []


def _causes_named(state: RoomState, eid: str) -> Iterator[str]:
    for found in (state.causes.hypotheses.get(eid), state.causes.factors.get(eid)):
        if found is not None:
            yield called(found)


def _history(one: Record[Any], zone: ZoneInfo) -> Iterator[Item]:
    """Who set its state and who had it, newest last."""
    for name, mark in (("state", "state"), ("assignee", "assigned")):
        register = one.fields.get(name)
        for number, setting in enumerate(register.history if register else []):
            if number == 0 and not setting.value:
                continue
            reason = str(setting.event.payload.get("reason", ""))
            row = Row(
                key=f"{setting.event.eid} {name}",
                day="History",
                time=clock_words(setting.event.at, zone),
                mark=mark,
                tone="system",
                who="",
                text=str(setting.value).replace("_", " ") or "nobody",
                note=f"{setting.event.author}{f': {reason}' if reason else ''}",
            )
            yield Item(row)
