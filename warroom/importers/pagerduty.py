"""PagerDuty's webhooks (version 3): each incident makes a room, each event an entry; an event counts once by its id."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from itertools import chain, groupby
from typing import Any, Final

import msgspec

from warroom.clock import to_stamp
from warroom.errors import BadInput
from warroom.importers.content import Content
from warroom.importers.json_input import list_of, object_of, objects, text_of, time_of
from warroom.importers.moments import Moment
from warroom.importers.reading import Drafting, Options, Reading, Remark, refuse
from warroom.importers.sorting import Sorted
from warroom.state.incident import Milestone, MilestoneSet, Status, StatusSet
from warroom.state.kinds import Payload
from warroom.state.timeline import Log

MILESTONES: Final[dict[str, Milestone]] = {"triggered": "detected", "acknowledged": "acknowledged"}
"""Events whose first one is a milestone. ``resolved`` is one, too, as the status that it sets."""
STATUSES: Final[dict[str, Status]] = {"resolved": "resolved", "reopened": "investigating"}
NOT_ABOUT_INCIDENTS: Final = ("pagey.ping", "service.", "incident_workflow.")


class _Event(msgspec.Struct, frozen=True):
    incident: int
    """The incident's place in the file."""
    when: str
    """UTC text, sorts as time."""
    ident: str
    line: int
    what: str
    """The event's type without ``incident.``."""
    naive: datetime
    shift: timedelta
    actor: str
    text: str

    @property
    def at(self) -> Moment:
        """When it happened, as the file has it."""
        return Moment(self.naive, timezone(self.shift))


class _Incident:
    """One incident, and which events of it came."""

    def __init__(self, ident: str, place: int) -> None:
        self.ident = ident
        self.place = place
        self.title = ""
        self.created: Moment | None = None
        self.seen: set[int] = set()
        """Of each event eight bytes, which no other one of 64 bits has by chance."""
        self.repeated = 0


def read(content: Content, options: Options) -> list[Reading]:
    """A reading for each incident. Raises ``BadInput`` naming every object that is no such event."""
    incidents: dict[str, _Incident] = {}
    events = Sorted(_Event, lambda one: (one.incident, one.when, one.ident))  # they may come in any order
    faults: list[Remark] = []
    others = 0
    for found in objects(content):
        event = object_of(found.value, "event") or found.value
        kind = text_of(event, "event_type")
        if kind.startswith(NOT_ABOUT_INCIDENTS):
            others += 1
            continue
        fault = _take(incidents, events, found.line, event, kind)
        if fault:
            faults.append(Remark(found.line, fault))
    refuse(faults, options.source)
    if not incidents:
        raise BadInput(f"{options.source}: nothing was imported, no event in it is about an incident")
    known = list(incidents.values())
    readings = [_drafted(known[place], of, options) for place, of in groupby(events, lambda one: one.incident)]
    if others:
        readings[0].remarks.append(Remark(0, f"{others} events are not about an incident and left out"))
    readings[0].remarks += content.remarks
    return readings


def _take(incidents: dict[str, _Incident], events: Sorted[_Event], line: int, event: dict[str, Any], kind: str) -> str:
    """Take an event in; what is wrong with it, or nothing."""
    data = object_of(event, "data")
    about = object_of(data, "incident") or data
    ident, name = text_of(event, "id"), text_of(about, "id")
    if not kind.startswith("incident.") or not ident or not name:
        return "no event_type, id or data.id; a PagerDuty v3 webhook is expected here"
    at = time_of(text_of(event, "occurred_at"))
    if at is None or at.offset is None:
        return f"'{text_of(event, 'occurred_at')[:40]}' is no time (occurred_at)"
    incident = incidents.setdefault(name, _Incident(name, len(incidents)))
    title = text_of(about, "title") or text_of(about, "summary")
    number = text_of(about, "number")
    if title and (not incident.title or incident.title.startswith("PagerDuty incident")):
        incident.title = f"#{number} {title}" if number else title
    incident.title = incident.title or f"PagerDuty incident {name}"
    created = time_of(text_of(about, "created_at"))
    incident.created = incident.created or (created if created is not None and created.offset else None)
    if hash(ident) in incident.seen:
        incident.repeated += 1
        return ""
    incident.seen.add(hash(ident))
    what = kind.removeprefix("incident.")
    when = to_stamp(at.naive.replace(tzinfo=at.offset))
    shift = at.offset.utcoffset(None)
    agent = text_of(event, "agent", "summary")
    events.add(_Event(incident.place, when, ident, line, what, at.naive, shift, agent, _text(what, data)))
    return ""


def _text(what: str, data: dict[str, Any]) -> str:
    """What an event says, in a line."""
    words = what.replace(".", " ").replace("_", " ")
    about = text_of(data, "content") or text_of(data, "message") or text_of(data, "note")
    match what:
        case "triggered" | "reopened":
            urgency = text_of(data, "urgency")
            said = [text_of(data, "title"), text_of(data, "service", "summary"), urgency and f"urgency {urgency}"]
            about = ", ".join(filter(None, said))
        case "reassigned" | "delegated" | "escalated":
            about = "to " + (
                ", ".join(filter(None, (text_of(one, "summary") for one in list_of(data, "assignees")))) or "nobody"
            )
        case "priority_updated":
            about = text_of(data, "priority", "summary") or "none"
        case "responder.added" | "responder.replied":
            about = about or text_of(data, "user", "summary") or text_of(data, "responder", "summary")
            about = " ".join(filter(None, (about, text_of(data, "state"))))
    return f"{words}: {about}" if about else words


def _drafted(incident: _Incident, events: Iterator[_Event], options: Options) -> Reading:
    earliest = next(events)
    first = incident.created or earliest.at
    drafting = Drafting("pagerduty", options, incident.title, first.naive, f"incident:{incident.ident}")
    drafting.open_room(min(first, earliest.at, key=lambda one: one.aware(options.zone)), False)
    _draft_events(drafting, chain([earliest], events))
    if incident.repeated:
        drafting.remark(0, f"{drafting.title}: {incident.repeated} events came more than once and count once")
    return drafting.reading()


def _draft_events(drafting: Drafting, events: Iterable[_Event]) -> None:
    """Milestones and status in a room of its own; into a room that was named everything comes as an observation."""
    own = drafting.options.room is None
    passed: set[Milestone] = set()
    was: Status = "investigating"
    bases: list[str] = []
    for one in events:
        milestone, status = MILESTONES.get(one.what), STATUSES.get(one.what)
        source = drafting.at_line(one.line)
        if own and milestone and milestone not in passed:
            passed.add(milestone)
            payload: Payload = MilestoneSet(milestone, one.text, one.actor, "written", source)
            drafting.add("incident.milestone_set", payload, one.ident, one.at)
        elif own and status and status != was:
            payload = StatusSet(status, was, f"{one.text} (PagerDuty)", one.actor, "written", bases)
            bases, was = [drafting.add("incident.status_set", payload, one.ident, one.at)], status
        else:
            log = Log("observation", one.text, one.actor, "written", source=source)
            drafting.add("timeline.log", log, one.ident, one.at)
    if own and was != "resolved":
        drafting.remark(0, f"{drafting.title}: no event says 'resolved': the incident stays open")
