"""Incidents of a public status page: each makes a room, each update one that was told to the page's readers.

Reads Statuspage's ``/api/v2/incidents.json``, a single incident of it, and lines of incidents as collectors of status
pages keep them (``updates`` with ``at``, ``status`` and ``message``).
"""

from collections.abc import Iterator
from datetime import UTC
from typing import Any, Final, NamedTuple

from warroom.errors import BadInput
from warroom.importers.content import Content
from warroom.importers.json_input import Found, list_of, objects, text_of, time_of
from warroom.importers.moments import Moment
from warroom.importers.reading import Drafting, Options, Reading, Remark, refuse
from warroom.state.incident import ComponentImpact, ComponentSet, FieldSet, MilestoneSet, Opened, Status, StatusSet
from warroom.state.owners import Plan
from warroom.state.timeline import Log
from warroom.state.updates import Told, ToldFact

OWNER: Final = "Status page"
"""What the readers of the page are called among the owners of the room."""
STATUSES: Final[dict[str, Status]] = {
    "investigating": "investigating",
    "identified": "identified",
    "monitoring": "monitoring",
    "resolved": "resolved",
    "completed": "resolved",
}
"""Other words (``update``, ``postmortem``, ``scheduled``) change nothing about where the incident stands."""
_IMPACTS: Final[tuple[ComponentImpact, ...]] = (
    "operational",
    "degraded_performance",
    "partial_outage",
    "major_outage",
    "under_maintenance",
)
_MOST_LISTED: Final = 20


class _Update(NamedTuple):
    ident: str
    at: Moment
    status: str
    text: str
    components: list[tuple[str, ComponentImpact]]


def read(content: Content, options: Options) -> list[Reading]:
    """A reading for each incident, those of ``options.only`` (id or part of the name) when it names any."""
    readings: list[Reading] = []
    faults: list[Remark] = []
    seen: set[str] = set()
    titles: list[str] = []
    for found in _incidents(content):
        title = text_of(found.value, "name") or text_of(found.value, "title")
        ident = text_of(found.value, "id")
        if not title or not (ident or options.only):
            faults.append(Remark(found.line, "no id and name; an incident of a status page is expected here"))
            continue
        titles += [title] if len(titles) < _MOST_LISTED else []
        if ident in seen or not _wanted(ident, title, options):
            continue
        seen.add(ident)
        reading = _read_one(found, title, ident, options, faults)
        if reading is not None:
            readings.append(reading)
    refuse(faults, options.source)
    if not readings:
        listed = f"; it holds {', '.join(titles)}" if titles else ""
        raise BadInput(f"{options.source}: nothing was imported, no such incident is in it{listed}")
    readings[0].remarks += content.remarks
    return readings


def _incidents(content: Content) -> Iterator[Found]:
    """The incidents, wherever the file has them."""
    for found in objects(content):
        if "incidents" in found.value:
            for one in list_of(found.value, "incidents"):
                yield Found(found.line, one)
        elif isinstance(found.value.get("incident"), dict):
            yield Found(found.line, found.value["incident"])
        else:
            yield found


def _wanted(ident: str, title: str, options: Options) -> bool:
    return not options.only or any(one == ident or one.casefold() in title.casefold() for one in options.only)


def _read_one(found: Found, title: str, ident: str, options: Options, faults: list[Remark]) -> Reading | None:
    before = len(faults)
    updates = _updates(found, title, faults)
    started = text_of(found.value, "created_at") or text_of(found.value, "started_at")
    first = time_of(started) if started else (updates[0].at if updates else None)
    if first is None:
        faults.append(Remark(found.line, f"({title}) '{started[:40]}' is no time at which an incident begins"))
    if len(faults) > before or first is None:
        return None
    return _drafted(found, title, ident, first, updates, options)


def _updates(found: Found, title: str, faults: list[Remark]) -> list[_Update]:
    """The updates in the order of their times (pages list the newest first)."""
    updates = []
    listed = list_of(found.value, "incident_updates") or list_of(found.value, "updates")
    for number, one in enumerate(listed):
        written = next(filter(None, (text_of(one, name) for name in ("display_at", "created_at", "at"))), "")
        at = time_of(written)
        if at is None:
            faults.append(Remark(found.line, f"({title}) update {number + 1}: '{written[:40]}' is no time"))
            continue
        text = text_of(one, "body") or text_of(one, "message")
        touched = [_component(part) for part in list_of(one, "affected_components")]
        ident = text_of(one, "id") or f"{at.naive.isoformat()} {text_of(one, 'status')} {text}"
        updates.append(_Update(ident, at, text_of(one, "status"), text, [part for part in touched if part is not None]))
    return sorted(updates, key=lambda one: one.at.naive - (one.at.offset or UTC).utcoffset(None))


def _component(value: dict[str, Any]) -> tuple[str, ComponentImpact] | None:
    """A component and how hard it is hit from this update on."""
    name, now = text_of(value, "name"), text_of(value, "new_status")
    impact = next((one for one in _IMPACTS if one == now), None)
    return (name, impact) if name and impact is not None else None


def _drafted(found: Found, title: str, ident: str, first: Moment, updates: list[_Update], options: Options) -> Reading:
    drafting = Drafting("statuspage", options, title, first.naive, f"incident:{ident}")
    source = drafting.at_line(found.line)
    if options.room is None:
        opened = Opened(title, public_title=title, zone=options.zone.key, source=options.source)
        drafting.add("incident.opened", opened, ident, first)
        drafting.add("owner.plan_set", Plan(owner_id=OWNER, kind="client", lang=""), ident, first)
        _draft_start(drafting, found, updates, source)
    impact = text_of(found.value, "impact")
    if impact and impact != "none" and options.room is None:
        drafting.add("incident.field_set", FieldSet("impact", f"{impact} (status page)", source=source), ident, first)
    names = _component_names(found.value)
    if names and options.room is None:
        drafting.add("incident.field_set", FieldSet("scope", ", ".join(names), source=source), f"scope {ident}", first)
    _draft_updates(drafting, updates, source)
    if text := text_of(found.value, "postmortem_body").strip():
        at = time_of(text_of(found.value, "postmortem_published_at")) or (updates[-1].at if updates else first)
        log = Log("observation", f"postmortem: {text}", OWNER, "written", source=source)
        drafting.add("timeline.log", log, f"postmortem {ident}", at)
    return drafting.reading()


def _draft_start(drafting: Drafting, found: Found, updates: list[_Update], source: str) -> None:
    """When the page says that it started; maintenance is announced then, and nobody is hit yet."""
    at = time_of(text_of(found.value, "started_at"))
    announced = text_of(found.value, "impact") == "maintenance" or text_of(found.value, "scheduled_for")
    if at is None or announced or any(one.status.casefold() == "scheduled" for one in updates):
        return
    started = MilestoneSet("impact_started", "started, as the status page says", OWNER, "written", source)
    drafting.add("incident.milestone_set", started, f"started {at.naive.isoformat()}", at)


def _component_names(value: dict[str, Any]) -> list[str]:
    listed = value.get("components")
    plain = [text_of({"name": one}, "name") for one in listed] if isinstance(listed, list) else []
    return list(filter(None, plain + [text_of(one, "name") for one in list_of(value, "components")]))


def _draft_updates(drafting: Drafting, updates: list[_Update], source: str) -> None:
    own = drafting.options.room is None
    was: Status | None = None
    bases: list[str] = []
    parts: dict[str, tuple[ComponentImpact, str]] = {}
    for number, one in enumerate(updates, 1):
        status = STATUSES.get(one.status.casefold().replace(" ", "_"))
        if not own:
            text = f"{one.status}: {one.text}" if one.text else one.status
            drafting.add("timeline.log", Log("observation", text, OWNER, "written", source=source), one.ident, one.at)
            continue
        if status and status != was:
            payload = StatusSet(status, was or "", "", OWNER, "written", bases)
            bases, was = [drafting.add("incident.status_set", payload, one.ident, one.at)], status
        for name, impact in one.components:
            before, last = parts.get(name, ("operational", ""))
            if impact != before:
                change = ComponentSet(name, impact, before if last else "", bases=[last] if last else [])
                parts[name] = impact, drafting.add("incident.component_set", change, f"{one.ident} {name}", one.at)
        facts = (ToldFact("status", status, status),) if status else ()
        told = Told(
            owner_id=OWNER, facts=facts, means="update", text=one.text or one.status, number=number, actor=OWNER,
            via="written",
        )  # fmt: skip
        drafting.add("update.told", told, one.ident, one.at)
    if own and was != "resolved":
        drafting.remark(0, f"{drafting.title}: no update says 'resolved': the incident stays open")
