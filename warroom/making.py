"""From what a person did to the event that says so: pure, with what the author saw before (bases, was)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from warroom import seal
from warroom.clock import from_stamp, to_stamp, zone
from warroom.errors import Ambiguous, BadInput, NotFound, WarroomError
from warroom.events import Draft, Event
from warroom.state import discussion, timeline
from warroom.state.feed import Entry, Feed
from warroom.state.incident import (
    ENDED,
    Attached,
    ComponentImpact,
    ComponentSet,
    Field,
    FieldSet,
    Incident,
    Milestone,
    MilestoneSet,
    Opened,
    Severity,
    SeveritySet,
    Status,
    StatusSet,
)
from warroom.state.kinds import Payload, to_payload
from warroom.state.register import Register
from warroom.state.team import MemberSet, PresenceIn, PresenceOut, Role, RoleTaken, RoleTransferred, Side, Team
from warroom.state.timeline import EntryKind, Via
from warroom.text import clean

Change = tuple[str, Payload]
"""An event kind and its payload."""


def draft(
    kind: str, payload: Payload, author: str, now: datetime, occurred_at: str | None = None, eid: str = ""
) -> Draft:
    """An event to be sealed; ``occurred_at`` (UTC text) is checked. ``eid`` is its id where others name it already."""
    if occurred_at is not None:
        from_stamp(occurred_at)
    return Draft(
        kind=kind,
        payload=_cleaned(to_payload(payload)),
        author=author,
        recorded_at=to_stamp(now),
        occurred_at=occurred_at,
        eid=eid or seal.new_uuid(int(now.timestamp() * 1000)),
    )


def _cleaned(value: Any) -> Any:
    """A payload that UTF-8 can hold: lone surrogates come in by arguments of a shell, names of files and pastes."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: _cleaned(item) for key, item in value.items()}
    return [_cleaned(item) for item in value] if isinstance(value, list) else value


def needed(text: str, else_say: str) -> str:
    """``text`` without blank ends; raises ``BadInput`` when nothing is left."""
    text = text.strip()
    if not text:
        raise BadInput(f"{else_say}; nothing was recorded")
    return text


def opening(
    title: str,
    *,
    author: str,
    now: datetime,
    profile: str = "service",
    zone_name: str = "UTC",
    severity: Severity | None = None,
    impact: str = "",
    detected: str | None = None,
    public_title: str = "",
    drill: bool = False,
    demo: bool = False,
) -> list[Draft]:
    """The events that open a room: declared now, under investigation, with what is known already."""
    zone(zone_name)
    opened = Opened(
        title=needed(title, "a room needs a title"),
        profile=profile,
        public_title=public_title,
        zone=zone_name,
        drill=drill,
        demo=demo,
    )
    made = [draft("incident.opened", opened, author, now)]
    if detected is not None:
        made.append(draft("incident.milestone_set", MilestoneSet("detected"), author, now, detected))
    made.append(draft("incident.milestone_set", MilestoneSet("declared"), author, now))
    made.append(draft("incident.status_set", StatusSet("investigating"), author, now))
    if severity is not None:
        made.append(draft("incident.severity_set", SeveritySet(severity), author, now))
    if impact.strip():
        made.append(draft("incident.field_set", FieldSet("impact", impact.strip()), author, now))
    return made


def logged(
    text: str,
    *,
    kind: EntryKind = "observation",
    actor: str = "",
    via: Via = "key",
    milestone: Milestone | None = None,
    due: str | None = None,
    time_box: int | None = None,
    mentions: Sequence[str] = (),
) -> Change:
    """An entry of the timeline, or the key event that ``milestone`` names."""
    text = needed(text, "an entry needs text")
    if milestone is not None:
        return "incident.milestone_set", MilestoneSet(milestone=milestone, text=text, actor=actor, via=via)
    return "timeline.log", timeline.Log(
        kind=kind, text=text, actor=actor, via=via, due=due, time_box=time_box, mentions=list(mentions)
    )


def said(text: str, actor: str, via: Via, reply_to: str) -> Change:
    """An internal message."""
    text = needed(text, "a message needs text")
    return "discussion.say", discussion.Say(text=text, actor=actor, via=via, reply_to=reply_to)


def edit(
    is_message: bool,
    old: Entry,
    text: str | None,
    kind: EntryKind | None,
    actor: str | None,
    occurred_at: str | None,
) -> Change:
    """An edit that says only what differs from ``old``; raises when nothing does or the text is gone."""
    if old.erased:
        raise WarroomError("that entry was erased; it can't be edited")
    text = None if text is None or text == old.text else needed(text, "an entry needs text")
    kind = None if kind == old.kind else kind
    actor = None if actor == old.actor else actor
    occurred_at = None if occurred_at == old.at else occurred_at
    if text is None and kind is None and actor is None and occurred_at is None:
        raise WarroomError("nothing differs; the entry stays as it is")
    if occurred_at is not None:
        from_stamp(occurred_at)
    if (text, kind, actor) != (None, None, None):
        refuse_if_fact(old)
    bases = heads_of_edits(old)
    if is_message:
        return "discussion.edit", discussion.Edit(target=old.eid, text=text, occurred_at=occurred_at, bases=bases)
    return "timeline.edit", timeline.Edit(
        target=old.eid, text=text, kind=kind, actor=actor, occurred_at=occurred_at, bases=bases
    )


_SAID: Final = frozenset({"timeline.log", "incident.milestone_set", "discussion.say"})
_INSTEAD: Final = {
    "severity": "/sev",
    "status": "/status",
    "component": "/component",
    "role": "/role",
    "presence": "/in and /out",
}


def refuse_if_fact(entry: Entry) -> None:
    """Raise when a line only says what the room's record holds: struck or reworded it would contradict it."""
    if entry.event.kind not in _SAID:
        instead = f"; {_INSTEAD[entry.kind]} sets what holds now" if entry.kind in _INSTEAD else ""
        raise WarroomError(
            f"that line says what is on record, so it can't be struck or reworded{instead}; nothing was changed"
        )


def heads_of_edits(entry: Entry) -> list[str]:
    """The edits of an entry that no other edit replaced: what a new one must name as its bases."""
    edits = [change for change in entry.changes if change.is_edit]
    replaced = {base for change in edits for base in change.bases}
    return [change.event.eid for change in edits if change.event.eid not in replaced]


def retract(is_message: bool, eid: str, retracted: bool, reason: str) -> Change:
    """A strike, or its end."""
    if is_message:
        return "discussion.retract", discussion.Retract(target=eid, retracted=retracted, reason=reason)
    return "timeline.retract", timeline.Retract(target=eid, retracted=retracted, reason=reason)


def pin(eid: str, pinned: bool) -> Change:
    """A pin, or its end."""
    return "timeline.pin", timeline.Pin(target=eid, pinned=pinned)


def erasure(event: Event, reason: str, author: str, now: datetime) -> Draft:
    """The audited erasure of the text of what ``event`` began."""
    if event.erased is not None:
        raise WarroomError("that entry was erased already")
    reason = needed(reason, "erasing needs a reason")
    return draft("entry.erased", timeline.Erased(target=event.eid, reason=reason), author, now)


def severity(incident: Incident, value: Severity, reason: str, actor: str, via: Via) -> SeveritySet:
    """A new severity; raises when it is that already and nothing is in conflict."""
    was = _unless_same(incident.severity, value)
    return SeveritySet(value, was, reason, actor, via, incident.severity.bases)


def status(incident: Incident, value: Status, reason: str, actor: str, via: Via) -> StatusSet:
    """A new status; reopening needs a reason (field.md 12)."""
    was = _unless_same(incident.status, value)
    if was in ENDED and value not in ENDED and not reason.strip():
        raise BadInput(f"reopening needs a reason: it is {was}; nothing was changed")
    return StatusSet(value, was, reason, actor, via, incident.status.bases)


def field(incident: Incident, name: Field, text: str, lang: str) -> FieldSet:
    """A new describing text."""
    register = incident.fields.get((name, lang))
    return FieldSet(name, text.strip(), lang, register.bases if register else [])


def component(incident: Incident, name: str, impact: ComponentImpact, reason: str) -> ComponentSet:
    """A component's new level."""
    register = incident.components.get(name)
    was = _unless_same(register, impact) if register else ""
    return ComponentSet(name, impact, was, reason, register.bases if register else [])


def attached(name: str, sha256: str, size: int, note: str, entry: str) -> Attached:
    """A file of the room."""
    return Attached(name, sha256, size, note, entry)


def role_taken(team: Team, role: Role, holder: str, reason: str) -> RoleTaken:
    """A role's new holder; raises when nothing changes."""
    register = team.roles.get(role)
    if not holder and not team.holder(role):
        raise WarroomError(f"nobody holds {role.replace('_', ' ')}; nothing was changed")
    was = _unless_same(register, holder) if register else ""
    return RoleTaken(role, holder, was, reason, register.bases if register else [])


def role_transferred(team: Team, role: Role, receiver: str, note: str, accepted: bool, via: Via) -> RoleTransferred:
    """A role going over; raises when nobody holds it or the receiver does."""
    register = team.roles.get(role)
    was = _unless_same(register, receiver) if register else ""
    if register is None or not was:
        raise WarroomError(f"nobody holds {role.replace('_', ' ')}; it can be taken, not handed over")
    return RoleTransferred(role, needed(receiver, "a role goes to somebody"), was, accepted, note, via, register.bases)


def came(name: str, side: Side, owner: str) -> Change:
    """A person joining the call."""
    return "presence.in", PresenceIn(needed(name, "who joined?"), side, owner)


def left(name: str) -> Change:
    """A person leaving the call."""
    return "presence.out", PresenceOut(needed(name, "who left?"))


def all_who_came(team: Team, people: Sequence[tuple[str, Side, str]]) -> list[Change]:
    """Those of ``people`` who were not on the call, on that side; raises when all of them are."""
    changes = []
    for name, side, owner in people:
        register = team.presence.get(name.strip())
        now = register.value if register else None
        if now is None or not now.here or (now.side, now.owner) != (side, owner):
            changes.append(came(name, side, owner))
    return _some(changes, [name for name, _, _ in people], "on the call")


def all_who_left(team: Team, names: Sequence[str]) -> list[Change]:
    """Those of ``names`` who are not known to be off the call; raises when all of them are."""
    presence = {name: register.value for name in names if (register := team.presence.get(name.strip()))}
    changes = [left(name) for name in names if (now := presence.get(name)) is None or now.here]
    return _some(changes, names, "off the call")


def _some(changes: list[Change], names: Sequence[str], where: str) -> list[Change]:
    if names and not changes:
        verb = "is" if len(names) == 1 else "are"
        raise WarroomError(f"{', '.join(names)} {verb} {where} already; nothing was changed")
    return changes


def member(team: Team, handle: str, name: str, contact: str, zone_name: str) -> MemberSet:
    """A member's record; what isn't given stays."""
    register = team.members.get(handle)
    old = register.value if register else None
    if zone_name:
        zone(zone_name)
    return MemberSet(
        handle,
        name or (old.name if old else ""),
        contact or (old.contact if old else ""),
        zone_name or (old.zone if old else ""),
        register.bases if register else [],
    )


def find_entry(feeds: Sequence[Feed], ref: str) -> Entry:
    """The entry named by a reference; ``NotFound`` or ``Ambiguous`` with what to type instead."""
    wanted = ref.strip().upper()
    matches = [
        entry
        for feed in feeds
        for entry in feed.entries.values()
        if wanted and (entry.eid == ref or seal.letters(entry.eid).startswith(wanted))
    ]
    if not matches:
        raise NotFound(f"no entry is called '{ref}'; references are five letters such as K7QXM")
    if len(matches) > 1:
        names = ", ".join(sorted(seal.letters(entry.eid)[: len(wanted) + 3] for entry in matches[:5]))
        raise Ambiguous(f"'{ref}' names {len(matches)} entries ({names}); type more letters")
    return matches[0]


def _unless_same(register: Register[Any], value: str) -> str:
    was = register.value or ""
    if was == value and not register.conflict:
        raise WarroomError(f"it is {value.replace('_', ' ') or 'nobody'} already; nothing was changed")
    return was
