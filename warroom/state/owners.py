"""The owners: who each is, the plan agreed with them, what was said both ways, and when their clocks rest."""

from collections import defaultdict
from typing import Literal

import msgspec

from warroom.cadence import Cadence
from warroom.events import Event
from warroom.state import filing
from warroom.state.feed import Change, Feed, Said
from warroom.state.filing import Filed
from warroom.state.incident import Severity
from warroom.state.kinds import Kind, Line, Payload
from warroom.state.register import Register, Setting
from warroom.state.timeline import Via

OwnerKind = Literal["client", "authority", "executive", "partner"]
Detail = Literal["brief", "normal", "full"]
Approval = Literal["", "commander", "second", "self", "legal"]
Direction = Literal["in", "out"]
Means = Literal["phone", "meeting", "call", "email", "chat", "letter", "update", "other"]

OWNER_KINDS: tuple[OwnerKind, ...] = ("client", "authority", "executive", "partner")
MEANS: tuple[Means, ...] = ("phone", "meeting", "call", "email", "chat", "letter", "update", "other")
"""How words reached somebody; ``call`` is this incident's own call, ``update`` one that the program sent."""


class Contact(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person of the owner's, and how to reach them."""

    name: str
    title: str = ""
    """What they are there, the site manager."""
    contact: str = ""
    """Telephone, mail address, handle: as people write it."""
    emergency: bool = False


class Term(msgspec.Struct, frozen=True, omit_defaults=True):
    """A word of ours in the owner's words."""

    text: str
    note: str


class Hours(msgspec.Struct, frozen=True, omit_defaults=True):
    """When an owner works and when they want quiet, in the plan's zone. Nothing set: any hour of any day."""

    days: tuple[int, ...] = ()
    """Working days, 1 Monday to 7 Sunday."""
    start: str = ""
    """``09:00``."""
    end: str = ""
    holidays: tuple[str, ...] = ()
    """Days off, ``2026-12-25``."""
    workdays: tuple[str, ...] = ()
    """Days that are worked though the week says otherwise (make-up days)."""
    quiet_start: str = ""
    """From here to ``quiet_end`` nobody is disturbed, ``22:00``."""
    quiet_end: str = ""


class Plan(Payload, kw_only=True):
    """``owner.plan_set``: the whole communication plan of one owner; the room's copy is the one that counts."""

    owner_id: str
    """What the owner is called in this room; every event about them names it so, an erased one too."""
    kind: OwnerKind = "client"
    contacts: tuple[Contact, ...] = ()
    lang: str = ""
    """The language they read: ``en``, ``zh``, or empty for the room's own."""
    zone: str = ""
    channels: tuple[str, ...] = ()
    """In the order in which they are tried."""
    emergency_channel: str = ""
    avoid: tuple[str, ...] = ()
    """Words that are not said to them."""
    glossary: tuple[Term, ...] = ()
    detail: Detail = "normal"
    approval: Approval = ""
    """Who releases an update: empty is the default of owner-updates.md 5."""
    cadence: dict[str, Cadence] = {}
    """By severity; what it leaves out is the profile's."""
    hours: Hours = Hours()
    always: tuple[Severity, ...] = ("SEV1",)
    """Severities at which they are told at any hour: no working or quiet hours then."""
    contact_days: tuple[int, ...] = (30, 60, 90)
    """Days after closing at which we ask how things are."""
    concerns: str = ""
    """What matters to them: peak hours, wishes, what they will ask first."""
    detached: bool = False
    """Whether they no longer belong to this room."""
    bases: list[str] = []


class Message(Payload, kw_only=True):
    """``owner.message``: what an owner said, or what was said to them; a call or meeting is noted the same way."""

    owner_id: str
    direction: Direction
    text: str
    means: Means = "email"
    title: str = ""
    """The subject."""
    actor: str = ""
    """Who said it."""
    people: list[str] = []
    """Who else was there."""
    via: Via = "written"
    reply_to: str = ""
    """The message that it answers (an id)."""
    message_id: str = ""
    """The mail's own id, so that the same mail comes in once and replies find their place."""
    follow_up: int = 0
    """Which contact after closing it is, in days (30, 60, 90)."""


class CadenceChanged(Payload, kw_only=True):
    """``cadence.changed``: another interval than the plan's, as announced to the owner; 0 minutes ends it."""

    owner_id: str
    minutes: int = 0
    long_mode: bool = False
    """The plan's long interval instead of ``minutes``."""
    reason: str = ""
    actor: str = ""
    bases: list[str] = []


class PauseSet(Payload, kw_only=True):
    """``pause.set``: a clock rests for a reason (a pause of all of an owner's, a snooze of one), or goes on."""

    owner_id: str = ""
    clock: str = ""
    """The clock that rests, as ``countdowns.Due.id``; empty: all of the owner's."""
    paused: bool
    until: str | None = None
    """When it goes on by itself (UTC text)."""
    reason: str = ""
    actor: str = ""
    bases: list[str] = []


class MessageFiled(Filed, kw_only=True):
    """``owner.message_filed``: a message or meeting is another owner's, or was noted by mistake."""


KINDS = {
    "owner.plan_set": Kind(Plan),
    "owner.message": Kind(Message),
    "owner.message_filed": Kind(MessageFiled),
    "cadence.changed": Kind(CadenceChanged),
    "pause.set": Kind(PauseSet),
}

TO_OWNER = "to_owner"
FROM_OWNER = "from_owner"
"""The kinds of the timeline's lines that an owner knows of; every other line is internal."""


def line_of(payload: Payload) -> Line | None:
    """What the internal timeline shows of an event of this panel."""
    match payload:
        case Plan(detached=True):
            return Line("owner", f"{payload.owner_id} no longer belongs to this room")
        case Plan():
            verb = "plan changed" if payload.bases else f"{payload.kind} attached"
            return Line("owner", f"{payload.owner_id}: {verb}")
        case Message(direction="in"):
            return Line(FROM_OWNER, f"{payload.owner_id} ({payload.means}): {payload.text}", payload.actor, payload.via)
        case Message():
            return Line(
                TO_OWNER, f"to {payload.owner_id} ({payload.means}): {payload.text}", payload.actor, payload.via
            )
        case MessageFiled():
            return filing.line_of(payload)
        case CadenceChanged():
            how = "long interval" if payload.long_mode else f"every {payload.minutes} min"
            text = how if payload.long_mode or payload.minutes else "interval of the plan"
            return Line("cadence", f"{payload.owner_id}: {text}{_why(payload.reason)}", payload.actor)
        case PauseSet():
            what = payload.owner_id or payload.clock or "clocks"
            return Line(
                "pause", f"{what}: {'paused' if payload.paused else 'goes on'}{_why(payload.reason)}", payload.actor
            )
    return None


def _why(reason: str) -> str:
    return f": {reason}" if reason else ""


class Owners:
    """The owners of the room as they stand."""

    def __init__(self) -> None:
        self.plans: defaultdict[str, Register[Plan]] = defaultdict(Register)
        self.threads: defaultdict[str, Feed] = defaultdict(Feed)
        """By owner, what was said both ways, in order of time; an entry's kind is its direction."""
        self.messages: dict[str, Message] = {}
        self.filed: defaultdict[str, Register[MessageFiled]] = defaultdict(Register)
        """By message, under which owner it was put later, and whether it stands."""
        self._first: dict[str, Event] = {}
        self._home: dict[str, str] = {}
        self.cadences: defaultdict[str, Register[CadenceChanged]] = defaultdict(Register)
        self.pauses: defaultdict[tuple[str, str], Register[PauseSet]] = defaultdict(Register)
        """By owner and clock."""

    def fold(self, event: Event, payload: Payload) -> None:
        """Fold one of ``KINDS``."""
        match payload:
            case Plan():
                self.plans[payload.owner_id].set(event, payload, payload.bases)
            case Message():
                self.messages[event.eid] = payload
                self._first[event.eid] = event
                self._file(event.eid)
            case MessageFiled():
                self.filed[payload.target].set(event, payload, payload.bases)
                self._file(payload.target)
            case CadenceChanged():
                self.cadences[payload.owner_id].set(event, payload, payload.bases)
            case PauseSet():
                self.pauses[payload.owner_id, payload.clock].set(event, payload, payload.bases)

    def _file(self, eid: str) -> None:
        """Put a message into the thread in which it belongs; one that isn't here yet waits."""
        said = self.messages.get(eid)
        if said is None:
            return
        register = self.filed.get(eid)
        held = register.current if register else None
        home = self._home.get(eid)
        if home is not None:
            self.threads[home].remove(eid)
            if not self.threads[home]:
                del self.threads[home]  # as if nothing had ever stood there
        self._home[eid] = (held.value.owner_id if held else "") or said.owner_id
        thread = self.threads[self._home[eid]]
        thread.add(self._first[eid], Said(said.direction, said.text, said.actor, said.via))
        if held is not None:
            reason = held.value.reason
            thread.change(eid, Change(held.stamp, held.event, retracted=held.value.withdrawn, reason=reason))

    def owner_of(self, eid: str) -> str:
        """The owner whose message it is; empty for none that is here."""
        return self._home.get(eid, "")

    @property
    def names(self) -> list[str]:
        """The owners that belong to the room, in the order in which they were attached."""
        attached = [one for one in self.plans.values() if one.value is not None and not one.value.detached]
        attached.sort(key=lambda one: (one.history[0].stamp, one.history[0].event.eid))
        return [one.value.owner_id for one in attached if one.value is not None]

    def plan(self, owner: str) -> Plan:
        """The plan of an owner; the defaults for one without."""
        register = self.plans.get(owner)
        return (register.value if register else None) or Plan(owner_id=owner)

    def interval(self, owner: str) -> CadenceChanged | None:
        """The changed interval that holds, or None."""
        register = self.cadences.get(owner)
        held = register.value if register else None
        return held if held is not None and (held.minutes > 0 or held.long_mode) else None

    def pause(self, owner: str, clock: str = "") -> Setting[PauseSet] | None:
        """The pause that was set last for a clock of an owner (or all of them); it may be over."""
        register = self.pauses.get((owner, clock))
        held = register.current if register else None
        return held if held is not None and held.value.paused else None
