"""Command and duty: who may take it, what is handed over with it, who has been on for too long. Pure."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from warroom.state.board import by_due, to_review
from warroom.state.cause_rules import claim
from warroom.state.record import Record, called
from warroom.state.room_state import RoomState
from warroom.state.task_clock import ends_at, time_or_none
from warroom.state.tasks import TaskSet
from warroom.state.team import ROLES, Role, Team

ON_DUTY: Final = timedelta(hours=6)
"""How long one person works at most (field.md 2: UK PaaS)."""
LISTED: Final = 12
"""How many tasks, promises or decisions a handover note names; the rest it counts."""


# -- taking command when its holder is gone --------------------------------------------------------------------------


def why_not_take(team: Team, taker: str, *, past_deputy: bool = False) -> str:
    """What speaks against ``taker`` taking command now, with what to do instead; empty when nothing does.

    A holder who is on the call hands over; the deputy is offered it before anybody else.
    """
    holder = team.holder("incident_commander")
    if holder == taker:
        return "you hold command already" if not team.roles["incident_commander"].conflict else ""
    if not holder:
        return ""
    if team.is_here(holder):
        return f"{holder} holds command and is on the call: ask for a handover, /handover {holder} to {taker} = WORDS"
    deputy = team.holder("deputy")
    if deputy and deputy not in (taker, holder) and not team.is_gone(deputy) and not past_deputy:
        return (
            f"the deputy, {deputy}, is offered command first: ask; "
            f"if that can't be, say so: /take past-deputy and the reason"
        )
    return ""


def why_not_give(team: Team, name: str) -> str:
    """What speaks against simply giving command to ``name``, with what to do instead; empty when nothing does.

    A conflict about command is ended by giving it to one of those named.
    """
    register = team.roles.get("incident_commander")
    holder = team.holder("incident_commander")
    if register is None or register.conflict or not holder or name in ("", holder):
        return ""
    return (
        f"{holder} holds command, and it goes over with {name}'s word: /handover {holder} to {name} = WORDS; "
        f"when {holder} is gone: /take {name}: REASON"
    )


class Taken(NamedTuple):
    """Command that was taken from somebody who was gone."""

    by: str
    at: str
    """UTC text."""
    reason: str


def taken_from(team: Team, name: str) -> Taken | None:
    """What to tell ``name`` on coming back: who took the command that was theirs; None when nobody did.

    Only the last change of command is told: who has had it back since knows.
    """
    register = team.roles.get("incident_commander")
    current = register.current if register else None
    if current is None or current.event.kind != "role.taken" or current.value in ("", name):
        return None
    payload = current.event.payload
    if payload.get("was") != name or current.event.author == name:
        return None
    return Taken(current.value, current.event.at, str(payload.get("reason", "")))


# -- handing over ----------------------------------------------------------------------------------------------------


def roles_of(team: Team, name: str) -> tuple[Role, ...]:
    """The roles that a person holds."""
    return tuple(role for role in ROLES if team.holder(role) == name)


class Offer(NamedTuple):
    """A role that somebody was asked to take and hasn't answered for."""

    role: Role
    to: str
    by: str
    note: str
    eid: str


def offers(team: Team, to: str = "") -> list[Offer]:
    """The handovers that wait for the receiver's word; all of them, or those to one person.

    An offer lapses as soon as the role has gone anywhere, or to somebody else by a later offer.
    """
    found = []
    for role in ROLES:
        last = team.last_offer(role)
        register = team.roles.get(role)
        if last is None or register is None or set(last.value.bases) != set(register.bases):
            continue
        if not to or last.value.actor == to:
            found.append(Offer(role, last.value.actor, last.value.was, last.value.note, last.event.eid))
    return found


def handover_note(
    state: RoomState,
    now: datetime,
    say_time: Callable[[datetime], str],
    promises: Sequence[str] = (),
) -> str:
    """What the receiver must know, filled from state: where it stands, the cause, tasks, promises, decisions, risks.

    The first line says it all in numbers. ``say_time`` writes a time in the room's zone; ``promises`` are the open
    commitments in words, nearest first.
    """
    tasks = by_due(state.tasks)
    decisions = to_review(state.decisions)
    overdue = sum((ends := ends_at(task)) is not None and ends <= now for task in tasks)
    parts = [
        f"{state.incident.severity.value or 'no severity'} {state.incident.status.value or 'no status'}",
        _count(len(tasks), "open task") + (f" ({overdue} overdue)" if overdue else ""),
        f"{_count(len(promises), 'promise')} due",
        f"{_count(len(decisions), 'decision')} to review",
    ]
    lines = [", ".join(parts)]
    if impact := state.incident.field("impact"):
        lines.append(f"Impact: {_line(impact)}")
    cause = claim(state.causes)
    named = "; ".join(called(one) for one in cause.may_name)
    lines.append(f"Cause: {cause.label()}{f': {named}' if named else ''}{' (disputed)' if cause.disputed else ''}")
    lines += _listed("Tasks", [_task(task, say_time) for task in tasks])
    lines += _listed("Promises", [_line(one) for one in promises])
    lines += _listed(
        "Decisions to review",
        [f"{called(one)}, {say_time(at)}" for one in decisions if (at := time_or_none(one.now.review_at or ""))],
    )
    open_risks = [one for one in state.risks.risks.standing() if one.now.state == "open"]
    lines += _listed("Risks", [called(one) for one in open_risks])
    return "\n".join(lines)


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _listed(name: str, items: Sequence[str]) -> list[str]:
    if not items:
        return [f"{name}: none"]
    more = [f"- and {len(items) - LISTED} more"] if len(items) > LISTED else []
    return [f"{name}:", *(f"- {item}" for item in items[:LISTED]), *more]


def _task(task: Record[TaskSet], say_time: Callable[[datetime], str]) -> str:
    ends = ends_at(task)
    state = "" if task.now.state == "open" else f" ({task.now.state.replace('_', ' ')})"
    return f"{task.now.assignee or 'nobody'}: {called(task)}{f', {say_time(ends)}' if ends else ''}{state}"


def _line(text: str) -> str:
    return " ".join(text.split())


# -- too long on duty ------------------------------------------------------------------------------------------------


class OnDuty(NamedTuple):
    """Somebody who has worked for long."""

    name: str
    since: datetime
    roles: tuple[Role, ...]


def long_on_duty(team: Team, now: datetime, limit: timedelta = ON_DUTY) -> list[OnDuty]:
    """Who of our side has been on the call, or held a role without leaving the call, for ``limit`` or more."""
    found = []
    for name in sorted({*team.on_call(), *(holder for role in ROLES if (holder := team.holder(role)))}):
        since = on_duty_since(team, name)
        if since is not None and now - since >= limit:
            found.append(OnDuty(name, since, roles_of(team, name)))
    return sorted(found, key=lambda one: one.since)


def on_duty_since(team: Team, name: str) -> datetime | None:
    """Since when somebody works without a break: on the call, else holding a role; None when gone or neither."""
    if team.is_gone(name):
        return None
    times = [since] if (since := team.here_since(name)) else []
    if not times:
        times = [one.event.at for role in roles_of(team, name) if (one := team.roles[role].current) is not None]
    return time_or_none(min(times)) if times else None
