"""The conflicts that are shown until somebody picks (DESIGN 3): what people set without seeing each other. Pure."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from warroom import seal
from warroom.clock import from_stamp, offset_label, zone
from warroom.errors import BadInput
from warroom.events import Event
from warroom.state.causes import UNSAID, Proposed
from warroom.state.commitments import Made
from warroom.state.owners import Plan
from warroom.state.record import Record, called
from warroom.state.register import Register, Setting
from warroom.state.room_state import RoomState
from warroom.state.tasks import FollowUpSet, TaskSet
from warroom.state.team import ROLES

About = Literal["severity", "status", "role", "primary", "record", "plan"]
"""A fact of the incident, who holds a role, which factor is primary, a field of a record, an owner's plan."""

_VERBS: Final = {
    "testing": "test", "confirmed": "confirm", "ruled_out": "ruleout", "in_progress": "start", "blocked": "block",
    "done": "done", "cancelled": "cancel", "kept": "kept", "broken": "broken", "withdrawn": "withdrawn",
}  # fmt: skip
"""The word of the command that sets a state; what isn't here is opened again."""
_REASONED: Final = frozenset({"ruled_out", "blocked", "cancelled", "broken", "withdrawn", "open"})
_PLAN_KEYS: Final = {
    "kind": "kind", "lang": "lang", "zone": "zone", "emergency_channel": "emergency", "detail": "detail",
    "approval": "approval", "concerns": "concerns",
}  # fmt: skip
"""The fields of a plan that ``/owner plan`` sets in a word or line, by what it calls them."""
_TIMES: Final = frozenset({"due", "review_at"})


class Side(NamedTuple):
    """One of the values that differ."""

    value: Any
    words: str
    event: Event
    """What set it, of equal settings the last one."""

    @property
    def who(self) -> str:
        """Who said so, and why if they wrote it."""
        reason = str(self.event.payload.get("reason", ""))
        return self.event.author + (f" ({reason})" if reason else "")


class Conflict(NamedTuple):
    """Something that people set differently without having seen each other; it ends when somebody picks."""

    about: About
    field: str
    """The role, the field of the record, or the owner."""
    what: str
    """What it is, in words."""
    sides: tuple[Side, ...]
    record: Record[Any] | None = None

    @property
    def words(self) -> str:
        """``severity: SEV1 or SEV2``."""
        return f"{self.what}: {' or '.join(one.words for one in self.sides)}"

    def order(self, side: Side) -> str:
        """The command of the entry line that picks a side; what is to be filled in is in capitals."""
        value = side.value
        match self.about:
            case "severity":
                return f"/sev {value}"
            case "status":
                return f"/status {value} REASON"
            case "role":
                return f"/role {self.field} {value or '-'}"
            case "primary":
                return f"/primary {seal.entry_ref(value)}"
            case "plan":
                return self._plan_order(side)
        ref = self.record.ref if self.record is not None else ""
        match self.field:
            case "assignee":
                return f"/assign {ref} {value or '-'}"
            case "confidence":
                return f"/confidence {ref} {'-' if value == UNSAID else value}"
            case "due":
                return f"/moved {ref} TIME because REASON"
        return f"/{_VERBS.get(value, 'reopen')} {ref}" + (" REASON" if value in _REASONED else "")

    def _plan_order(self, side: Side) -> str:
        """Sets what this side has otherwise, where a line can say it; else what shows both to pick from."""
        plans = [one.event.payload for one in self.sides]
        differs = sorted(
            {name for one in plans for name in one if any(name not in p or p[name] != one[name] for p in plans)}
        )
        parts = []
        for name in differs:
            value = side.event.payload.get(name)
            if name == "bases":
                continue
            if name not in _PLAN_KEYS or not isinstance(value, str):
                return "/pick"
            parts.append(f"; {_PLAN_KEYS[name]}: {value}")
        return f"/owner plan {self.field}{''.join(parts)}"


def conflicts(state: RoomState) -> list[str]:
    """Those that wait for somebody to pick, in words; drafts with two heads are picked from on their own screen."""
    drafts = [
        f"draft {one.ref} for {one.owner}: {' or '.join(f'that of {head.who}' for head in one.heads)}"
        for one in state.revisions.drafts
        if one.disputed and not one.discarded and state.updates.carried(one.eid) is None
    ]
    return [one.words for one in found(state)] + drafts


def found(state: RoomState) -> list[Conflict]:
    """Those that wait for somebody to pick: severity, status, roles, causes, tasks, follow-ups, promises, plans."""
    incident, team = state.incident, state.team
    registers: list[tuple[About, str, Register[Any] | None]] = [
        ("severity", "severity", incident.severity),
        ("status", "status", incident.status),
        *(("role", role, team.roles.get(role)) for role in ROLES),
    ]
    waiting = [_conflict(about, name, name.replace("_", " "), register, _plain) for about, name, register in registers]
    waiting += [_of(state, one, name) for one in state.causes.hypotheses.disputed() for name in ("state", "confidence")]
    waiting.append(_primary(state))
    waiting += [_of(state, one, name) for one in state.tasks.tasks.disputed() for name in ("state", "assignee")]
    waiting += [_of(state, one, name) for one in state.tasks.follow_ups.disputed() for name in ("state", "assignee")]
    waiting += [_of(state, one, name) for one in state.commitments.made.disputed() for name in ("due", "state")]
    waiting += [_plan(owner, register) for owner, register in sorted(state.owners.plans.items())]
    return [one for one in waiting if one is not None]


def of_record(state: RoomState, record: Record[Any]) -> Iterator[Conflict]:
    """Every conflict of one record, its state first; of a factor also whether it is the primary one."""
    for name in sorted(record.conflicts, key=lambda name: (name != "state", name)):
        if (one := _of(state, record, name)) is not None:
            yield one
    if record.eid in state.causes.primary_conflict and (one := _primary(state)) is not None:
        yield one


def _of(state: RoomState, record: Record[Any], field: str) -> Conflict | None:
    if not record.conflict(field):  # most have none: no words are made for those
        return None
    local = _zone(state)
    return _conflict(
        "record", field, _what(record, field), record.fields[field], lambda value: _said(field, value, local), record
    )


def _primary(state: RoomState) -> Conflict | None:
    causes = state.causes
    if not causes.primary_conflict:
        return None
    standing = [one for one in causes.primary.heads if one.value in causes.primary_conflict]
    return _made("primary", "primary", "primary factor", standing, lambda eid: called(causes.factors.named(eid), 40))


def _plan(owner: str, register: Register[Plan]) -> Conflict | None:
    """A plan is set as a whole; each side is named by its event and says what it has otherwise."""
    if len(register.heads) < 2:
        return None
    plans = [one.value for one in register.heads]
    differs = [
        name
        for name in Plan.__struct_fields__
        if name not in ("owner_id", "bases") and any(getattr(one, name) != getattr(plans[0], name) for one in plans)
    ]
    if not differs:
        return None
    sides = tuple(Side(one.event.eid, _plan_words(one.value, differs), one.event) for one in register.heads)
    return Conflict("plan", owner, f"plan of {owner}", sides)


def _plan_words(plan: Plan, names: Iterable[str]) -> str:
    return ", ".join(_plan_field(name, getattr(plan, name)) for name in names)


def _plan_field(name: str, value: Any) -> str:
    """``detail full``; of what is made of several parts, how many there are."""
    called_so = _FIELD_WORDS.get(name, name.replace("_", " "))
    if name == "detached":
        return "no longer in the room" if value else "in the room"
    if isinstance(value, str):
        return f"{called_so} {' '.join(value.split())[:40] or '-'}"
    if isinstance(value, tuple):
        said = " / ".join(str(getattr(one, "name", None) or getattr(one, "text", one)) for one in value)
        return f"{called_so} {said or '-'}"
    if isinstance(value, dict):
        return f"{called_so} {' '.join(sorted(value)) or '-'}"
    set_parts = [str(part) for part in msgspec.structs.astuple(value) if part] if value is not None else []
    return f"{called_so} {'; '.join(set_parts) or '-'}"


def _conflict(
    about: About,
    field: str,
    what: str,
    register: Register[Any] | None,
    said: Callable[[Any], str],
    record: Record[Any] | None = None,
) -> Conflict | None:
    if register is None or not register.conflict:
        return None
    return _made(about, field, what, register.heads, said, record)


def _made(
    about: About,
    field: str,
    what: str,
    heads: Iterable[Setting[Any]],
    said: Callable[[Any], str],
    record: Record[Any] | None = None,
) -> Conflict:
    last = {one.value: one for one in heads}
    return Conflict(
        about, field, what, tuple(Side(one.value, said(one.value), one.event) for one in last.values()), record
    )


def _what(record: Record[Any], field: str) -> str:
    """What a conflict of a record is about, by the record's words."""
    match record.now:
        case Made():
            kind = f"promise to {record.now.owner_id},"
            name = called(record, 40) or record.now.kind.replace("_", " ")
        case _:
            kinds: dict[type, str] = {Proposed: "cause", TaskSet: "task", FollowUpSet: "follow-up"}
            kind, name = kinds.get(type(record.now), ""), called(record, 40)
    about = "" if field in ("state", "due") else f", {_FIELD_WORDS.get(field, field.replace('_', ' '))}"
    return f"{kind} {name}{about}".strip()


_FIELD_WORDS: Final = {
    "assignee": "for whom",
    "confidence": "how sure",
    "withdrawn": "off the panel",
    "lang": "language",
}


def _said(field: str, value: Any, local: ZoneInfo) -> str:
    if field in _TIMES:
        return _time(str(value), local) if value else "no time"
    if field == "confidence":
        return "nobody says" if value == UNSAID else f"{value} %"
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " / ".join(map(str, value)) or "none"
    return str(value if value is not None else "").replace("_", " ") or "nobody"


def _time(stamp: str, local: ZoneInfo) -> str:
    try:
        at = from_stamp(stamp).astimezone(local)
    except BadInput:  # an event of another program may hold another form
        return stamp
    return f"{at:%Y-%m-%d %H:%M} {offset_label(at)}"


def _zone(state: RoomState) -> ZoneInfo:
    opened = state.incident.opened
    try:
        return zone(opened.zone if opened else "UTC")
    except BadInput:  # an event of another program may name a zone that this machine doesn't know
        return zone("UTC")
