"""Command and duty: who may take it, what is handed over with it, who has been on for too long. Pure."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from warroom.state.task_clock import time_or_none
from warroom.state.team import ROLES, Role, Team

ON_DUTY: Final = timedelta(hours=6)
"""How long one person works at most (field.md 2: UK PaaS)."""
TOLD_FOR: Final = timedelta(minutes=30)
"""For how long a giver is told that a role was declined; it stands beside the role for longer."""


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

    def words(self, whose: str) -> str:
        """What the one who had it is told."""
        return f"COMMAND WAS TAKEN from {whose} by {self.by}: {self.reason}."


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
        if last.event.eid in team.declined:
            continue
        if not to or last.value.actor == to:
            found.append(Offer(role, last.value.actor, last.value.was, last.value.note, last.event.eid))
    return found


class Decline(NamedTuple):
    """A role that somebody said no to; it is still the giver's."""

    role: Role
    by: str
    to: str
    reason: str
    at: str
    """UTC text."""


def declines(team: Team) -> list[Decline]:
    """The last offer of each role that was declined, as long as the role hasn't gone anywhere since."""
    found = []
    for role in ROLES:
        last = team.last_offer(role)
        register = team.roles.get(role)
        answer = team.declined.get(last.event.eid) if last is not None else None
        if last is None or register is None or answer is None or set(last.value.bases) != set(register.bases):
            continue
        said = answer.current
        if said is not None and not said.value.by_giver:
            found.append(Decline(role, said.value.actor, said.value.was, said.value.reason, said.event.at))
    return found


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


# -- what one person has to know ---------------------------------------------------------------------------------------


def notices(team: Team, me: str, now: datetime) -> list[str]:
    """What ``me`` has to know about roles and duty, with what to do about it; nothing most of the time.

    Who comes back is told who took command until they say that they are back.
    """
    said = []
    taken = taken_from(team, me)
    if taken is not None and team.here_since(me) <= taken.at:
        said.append(f"{taken.words(me)} /in {me} says that you are back")
    mine = offers(team, me)
    if mine:
        roles = ", ".join(_words(one.role) for one in mine)
        said.append(f"OFFERED to you by {mine[0].by}: {roles}; /accept, or /decline and why")
    since = now - TOLD_FOR
    refused = [one for one in declines(team) if one.to == me and (time_or_none(one.at) or since) > since]
    if refused:
        roles = ", ".join(_words(one.role) for one in refused)
        said.append(f"DECLINED by {refused[0].by}: {roles}: {refused[0].reason}; you still have it")
    tired = next((one for one in long_on_duty(team, now) if one.name == me), None)
    if tired is not None:
        hours = (now - tired.since) // timedelta(hours=1)
        said.append(f"ON DUTY for {hours} h: time to hand over, /handover NAME")
    return said


def _words(role: Role) -> str:
    return role.replace("_", " ")
