"""The state as plain JSON: what ``show --json`` prints, what is cached for the header, what tests compare."""

from typing import Any

import msgspec

from warroom import countdowns, seal
from warroom.cadence import Cadences
from warroom.delivery import attention
from warroom.state import delivery_snapshot, draft_snapshot, drill, owner_snapshot
from warroom.state.cause_rules import claim
from warroom.state.causes import Causes
from warroom.state.conflicts import conflicts
from warroom.state.feed import Entry, Feed
from warroom.state.record import Records
from warroom.state.record_snapshot import record_facts
from warroom.state.register import Register
from warroom.state.room_state import RoomState
from warroom.state.team import MemberSet, Presence, Team

FORMAT = "warroom.state"
VERSION = 1


def snapshot(state: RoomState) -> dict[str, Any]:
    """Everything the state says: equal states have equal snapshots (byte for byte in the canonical form)."""
    return {
        "format": FORMAT,
        "version": VERSION,
        **_incident(state),
        **_team(state.team),
        "causes": _causes(state.causes),
        **_work(state),
        **owner_snapshot.sections(state),
        "drafts": draft_snapshot.drafts(state),
        **delivery_snapshot.section(state),
        **_drill(state),
        **_acknowledged(state),
        "timeline": _feed(state.timeline),
        "discussion": _feed(state.discussion),
        "unread": dict(sorted(state.unread.items())),
        "events": len(state),
    }


def _drill(state: RoomState) -> dict[str, Any]:
    """Which incident a drill replays and how its clock ran; nothing in any other room."""
    found = drill.facts(state.drill)
    return {"replay": msgspec.to_builtins(found)} if found is not None else {}


def _acknowledged(state: RoomState) -> dict[str, Any]:
    """The checks of times that somebody found to be really so; nothing where nobody did."""
    found = [
        {"rule": rule, "entry": entry, "basis": basis, **{name: getattr(one.said, name) for name in ("text", "reason")}}
        | {"by": one.who, "at": one.at, "eid": one.eid}
        for rule, entry, basis in sorted(state.checks.held)
        if (one := state.checks.acknowledged(rule, entry, basis)) is not None
    ]
    return {"acknowledged": found} if found else {}


def _incident(state: RoomState) -> dict[str, Any]:
    """What the incident is: its name, how bad it is, its fields, times and files."""
    incident = state.incident
    opened = incident.opened
    return {
        "title": incident.title,
        "public_title": opened.public_title if opened else "",
        "profile": opened.profile if opened else "",
        "zone": opened.zone if opened else "UTC",
        "drill": bool(opened and opened.drill),
        "opened_at": incident.opened_at,
        "severity": _register(incident.severity),
        "status": _register(incident.status),
        "fields": {
            f"{name}.{lang}" if lang else name: _register(register)
            for (name, lang), register in sorted(incident.fields.items())
        },
        "milestones": {
            name: {"first": first, "last": last} for name, (first, last) in sorted(state.timeline.passed().items())
        },
        "components": {name: _register(one) for name, one in sorted(incident.components.items())},
        "attachments": [
            {"name": one.name, "sha256": one.sha256, "size": one.size, "note": one.note, "entry": one.entry}
            for one in sorted(incident.attachments.values(), key=lambda one: one.eid)
        ],
        "reported_figures": {
            name: {"text": figure.text, "seconds": figure.seconds}
            for name, one in sorted(incident.figures.items())
            if (figure := one.value) is not None
        },
    }


def _team(team: Team) -> dict[str, Any]:
    """Who holds which role and since when, who is known, who is on the call."""
    return {
        "roles": {name: _register(one) for name, one in sorted(team.roles.items())},
        "transfers": {
            role: [
                {
                    "at": one.event.at,
                    "to": one.value.actor,
                    "was": one.value.was,
                    "accepted": one.value.accepted,
                    "note": one.value.note,
                    "declined": [
                        {"at": no.event.at, "by_giver": no.value.by_giver, "reason": no.value.reason}
                        for no in (team.declined[one.event.eid].history if one.event.eid in team.declined else ())
                    ],
                }
                for one in register.history
            ]
            for role, register in sorted(team.transfers.items())
        },
        "members": {
            name: _member(member) for name, one in sorted(team.members.items()) if (member := one.value) is not None
        },
        "presence": {
            name: _presence(now) for name, one in sorted(team.presence.items()) if (now := one.value) is not None
        },
    }


def _causes(causes: Causes) -> dict[str, Any]:
    """What people hold to be the causes, and what speaks for it."""
    return {
        "state": claim(causes).state,
        "primary": causes.primary_factor,
        "hypotheses": _records(causes.hypotheses),
        "evidence": _records(causes.evidence),
        "tried": _records(causes.tried),
        "whys": _records(causes.whys),
        "factors": _records(causes.factors),
    }


def _work(state: RoomState) -> dict[str, Any]:
    """What is to be done, what may happen, what was decided."""
    tasks = state.tasks
    return {
        "tasks": _records(tasks.tasks),
        "acknowledged": {task: tasks.acknowledged_at(task) for task in sorted(tasks.acknowledged)},
        "follow_ups": _records(tasks.follow_ups),
        "risks": _records(state.risks.risks),
        "decisions": _records(state.decisions.made),
    }


def card(state: RoomState, room: str, cadences: Cadences) -> dict[str, Any]:
    """The few facts of a room that the lobby, the header's first frame and ``rooms --json`` show, and its clocks.

    ``cadences`` are the profile's (``profiles.cadences_of``): by these the clocks run where a plan says nothing.
    """
    return {**facts(state, room), **countdowns.on_card(state, cadences), "outbox": attention.on_card(state)}


def facts(state: RoomState, room: str) -> dict[str, Any]:
    """The card without the clocks: what the header of the room itself shows, for which no ledger is gone through."""
    incident = state.incident
    opened = incident.opened
    return {
        "ref": seal.room_ref(room),
        "room": room,
        "title": incident.title,
        "slug": slug(incident.title),
        "profile": opened.profile if opened else "service",
        "zone": opened.zone if opened else "UTC",
        "drill": bool(opened and opened.drill),
        "severity": incident.severity.value,
        "status": incident.status.value,
        "opened_at": incident.opened_at,
        "started_at": _started(state),
        "ended_at": _ended(state),
        "impact": incident.field("impact"),
        "commander": state.team.holder("incident_commander"),
        "liaison": state.team.holder("customer_liaison"),
        "entries": len(state.timeline),
        "messages": len(state.discussion),
        "conflicts": conflicts(state),
        "owners": state.owners.names,
        "satisfaction": owner_snapshot.satisfaction(state),
    }


def slug(title: str) -> str:
    """A title as a word for the command line: letters and digits of any script, the rest hyphens."""
    kept = "".join(letter if letter.isalnum() else "-" for letter in title.casefold())
    return "-".join(part for part in kept.split("-") if part)[:60].rstrip("-")


def _started(state: RoomState) -> str | None:
    times = state.timeline.passed()
    for name in ("impact_started", "detected", "declared"):
        if name in times:
            return times[name][0]
    return state.incident.opened_at


def _ended(state: RoomState) -> str | None:
    status = state.incident.status.current
    if state.incident.is_open or status is None:
        return None
    resolved = state.timeline.passed().get("resolved")
    return resolved[1] if resolved else status.event.at


def _register(register: Register[Any]) -> dict[str, Any]:
    current = register.current
    return {
        "value": current.value if current else None,
        "set_at": current.event.at if current else None,
        "set_by": current.event.author if current else None,
        "conflict": list(register.conflict),
        "history": [{"at": one.event.at, "by": one.event.author, "value": one.value} for one in register.history],
    }


def _records(records: Records[Any]) -> list[dict[str, Any]]:
    return [record_facts(one) for one in records]


def _member(member: MemberSet) -> dict[str, str]:
    return {"name": member.name, "contact": member.contact, "zone": member.zone}


def _presence(now: Presence) -> dict[str, Any]:
    return {"here": now.here, "side": now.side, "owner": now.owner, "since": now.since}


def _feed(feed: Feed) -> list[dict[str, Any]]:
    return [_entry(entry) for entry in feed]


def _entry(entry: Entry) -> dict[str, Any]:
    said = entry.said
    full: dict[str, Any] = {
        "eid": entry.eid,
        "ref": entry.ref,
        "at": entry.at,
        "recorded_at": entry.event.recorded_at,
        "author": entry.author,
        "kind": entry.kind,
        "text": entry.text,
        "actor": entry.actor,
        "via": said.via,
        "milestone": said.milestone,
        "due": said.due,
        "time_box": said.time_box,
        "mentions": list(said.mentions),
        "source": said.source,
        "pinned": entry.pinned,
        "retracted": entry.retracted,
        "retracted_why": entry.retracted_why,
        "erased": entry.erased,
        "erased_by": entry.erased_by,
        "versions": entry.versions,
        "conflict": entry.conflict,
    }
    return {name: value for name, value in full.items() if value not in ("", None, False, [])}
