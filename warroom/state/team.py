"""The team: members, who holds which role, who is on the call."""

from collections import defaultdict
from typing import ClassVar, Literal

import msgspec

from warroom.events import Event
from warroom.state.kinds import Kind, Line, Payload
from warroom.state.register import Register, Setting
from warroom.state.timeline import Via

Role = Literal["incident_commander", "deputy", "scribe", "sme", "customer_liaison", "internal_liaison"]
Side = Literal["staff", "owner"]

ROLES: tuple[Role, ...] = (
    "incident_commander",
    "deputy",
    "scribe",
    "sme",
    "customer_liaison",
    "internal_liaison",
)


class MemberSet(Payload):
    """``member.set``: who a member is; ``member`` is the lower-case handle that events name as author."""

    member: str
    name: str = ""
    contact: str = ""
    zone: str = ""
    bases: list[str] = []


class RoleTaken(Payload):
    """``role.taken``: somebody takes a role, or (empty ``actor``) it is laid down."""

    value_field: ClassVar[str] = "actor"

    role: Role
    actor: str
    """The holder: a member's handle or a free name."""
    was: str = ""
    reason: str = ""
    bases: list[str] = []


class RoleTransferred(Payload):
    """``role.transferred``: a role goes over with the receiver's word and a note."""

    role: Role
    actor: str
    """The new holder."""
    was: str
    accepted: bool
    """Whether the receiver said yes; for command nothing else moves it."""
    note: str = ""
    via: Via = "spoken"
    bases: list[str] = []


class RoleDeclined(Payload, kw_only=True):
    """``role.declined``: no to an offered role, by the one it was offered to; or its giver takes the offer back."""

    target: str
    """The offer (the id of its event)."""
    role: Role
    actor: str
    """Who was to take it."""
    was: str
    """Who offered it."""
    by_giver: bool = False
    """Whether the giver took the offer back."""
    reason: str = ""
    via: Via = "key"


class PresenceIn(Payload):
    """``presence.in``: a person joins the call, on our side or an owner's."""

    actor: str
    side: Side = "staff"
    owner: str = ""


class PresenceOut(Payload):
    """``presence.out``: a person leaves the call."""

    actor: str


KINDS = {
    "member.set": Kind(MemberSet),
    "role.taken": Kind(RoleTaken),
    "role.transferred": Kind(RoleTransferred),
    "role.declined": Kind(RoleDeclined),
    "presence.in": Kind(PresenceIn),
    "presence.out": Kind(PresenceOut),
}


def line_of(payload: Payload) -> Line | None:
    """What the timeline shows of an event of this panel."""
    match payload:
        case RoleTaken() if not payload.actor:
            return Line("role", f"{_words(payload.role)}: laid down by {payload.was}" + _why(payload.reason))
        case RoleTaken():
            before = f", was {payload.was}" if payload.was and payload.was != payload.actor else ""
            return Line("role", f"{_words(payload.role)}: {payload.actor}{before}" + _why(payload.reason))
        case RoleTransferred():
            verb = "handed over by" if payload.accepted else "offered by"
            text = f"{_words(payload.role)}: {payload.actor}, {verb} {payload.was}" + _why(_first_line(payload.note))
            return Line("role", text, via=payload.via)
        case RoleDeclined(by_giver=True):
            text = f"{_words(payload.role)}: {payload.was} takes back the offer to {payload.actor}"
            return Line("role", text, via=payload.via)
        case RoleDeclined():
            text = f"{_words(payload.role)}: {payload.actor} declines, offered by {payload.was}{_why(payload.reason)}"
            return Line("role", text, payload.actor, payload.via)
        case PresenceIn():
            whose = f" ({payload.owner or 'owner'})" if payload.side == "owner" else ""
            return Line("presence", f"{payload.actor}{whose} joined the call")
        case PresenceOut():
            return Line("presence", f"{payload.actor} left the call")
    return None


def _words(role: str) -> str:
    return role.replace("_", " ")


def _first_line(note: str) -> str:
    return note.split("\n", 1)[0]


def _why(reason: str) -> str:
    return f": {reason}" if reason else ""


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a person is on the call, and on whose side."""

    here: bool
    side: Side
    owner: str
    since: str


class Team:
    """The team as it stands; command is a register, so that two holders are shown, never dropped."""

    def __init__(self) -> None:
        self.members: defaultdict[str, Register[MemberSet]] = defaultdict(Register)
        self.roles: defaultdict[str, Register[str]] = defaultdict(Register)
        self.presence: defaultdict[str, Register[Presence]] = defaultdict(Register)
        self.transfers: defaultdict[str, Register[RoleTransferred]] = defaultdict(Register)
        """By role, what was offered and handed over, with the notes."""
        self.declined: defaultdict[str, Register[RoleDeclined]] = defaultdict(Register)
        """By offer, who said no to it or took it back."""

    def fold(self, event: Event, payload: Payload) -> None:
        """Fold one of ``KINDS``."""
        match payload:
            case MemberSet():
                self.members[payload.member].set(event, payload, payload.bases)
            case RoleTaken():
                self.roles[payload.role].set(event, payload.actor, payload.bases)
            case RoleTransferred():
                self.transfers[payload.role].set(event, payload, [])
                if payload.accepted:
                    self.roles[payload.role].set(event, payload.actor, payload.bases)
            case RoleDeclined():
                self.declined[payload.target].set(event, payload, [])
            case PresenceIn():
                presence = Presence(here=True, side=payload.side, owner=payload.owner, since=event.at)
                self.presence[payload.actor].set(event, presence, [])
            case PresenceOut():
                gone = Presence(here=False, side="staff", owner="", since=event.at)
                self.presence[payload.actor].set(event, gone, [])

    def holder(self, role: Role) -> str:
        """Who holds a role, or an empty text."""
        register = self.roles.get(role)
        return (register.value or "") if register else ""

    def on_call(self, side: Side = "staff") -> list[str]:
        """Who of one side is on the call, by name."""
        return sorted(
            name
            for name, register in self.presence.items()
            if (now := register.value) is not None and now.here and now.side == side
        )

    def is_here(self, name: str) -> bool:
        """Whether somebody is known to be on the call."""
        now = self._presence(name)
        return now is not None and now.here

    def is_gone(self, name: str) -> bool:
        """Whether somebody is known to have left the call; who never came isn't."""
        now = self._presence(name)
        return now is not None and not now.here

    def here_since(self, name: str) -> str:
        """Since when somebody is on the call without having left (UTC text), or empty."""
        since = ""
        register = self.presence.get(name)
        for one in reversed(register.history if register else []):
            if not one.value.here:
                break
            since = one.value.since
        return since

    def last_offer(self, role: Role) -> Setting[RoleTransferred] | None:
        """The last time a role was offered to somebody without their word yet, or None."""
        register = self.transfers.get(role)
        offered = [one for one in (register.history if register else []) if not one.value.accepted]
        return offered[-1] if offered else None

    def _presence(self, name: str) -> Presence | None:
        register = self.presence.get(name)
        return register.value if register else None
