"""The incident: what it is called, how bad, where it stands, what is hit, which milestones were passed."""

from collections import defaultdict
from typing import ClassVar, Literal

import msgspec

from warroom.events import Event
from warroom.state.kinds import Kind, Line, Payload
from warroom.state.register import Register, Setting
from warroom.state.timeline import Via

Severity = Literal["SEV1", "SEV2", "SEV3", "SEV4", "SEV5"]
Status = Literal["investigating", "identified", "monitoring", "resolved", "closed"]
Milestone = Literal[
    "impact_started",
    "detected",
    "declared",
    "acknowledged",
    "first_notice",
    "identified",
    "mitigated",
    "resolved",
]
Field = Literal[
    "title",
    "summary",
    "impact",
    "scope",
    "data_safety",
    "schedule",
    "cost",
    "quality",
    "safety",
    "owner_action",
    "contact",
]
ComponentImpact = Literal["operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"]

SEVERITIES: tuple[Severity, ...] = ("SEV1", "SEV2", "SEV3", "SEV4", "SEV5")
STATUSES: tuple[Status, ...] = ("investigating", "identified", "monitoring", "resolved", "closed")
MILESTONES: tuple[Milestone, ...] = (
    "impact_started",
    "detected",
    "declared",
    "acknowledged",
    "first_notice",
    "identified",
    "mitigated",
    "resolved",
)
FIELDS: tuple[Field, ...] = (
    "title",
    "summary",
    "impact",
    "scope",
    "data_safety",
    "schedule",
    "cost",
    "quality",
    "safety",
    "owner_action",
    "contact",
)
ENDED: tuple[Status, ...] = ("resolved", "closed")

_REACHES: dict[str, Milestone] = {"identified": "identified", "resolved": "resolved"}
"""Statuses whose first setting is itself the milestone; the others have milestones of their own."""


class Opened(Payload):
    """``incident.opened``: the room begins. ``title`` is internal; owners see ``public_title``."""

    title: str
    profile: str = "service"
    public_title: str = ""
    zone: str = "UTC"
    drill: bool = False
    source: str = ""
    demo: bool = False
    """It was made by ``warroom demo``: its owners are nobody's."""


class FieldSet(Payload):
    """``incident.field_set``: a text that describes the incident, in one language (``""``: the room's own)."""

    field: Field
    text: str
    lang: str = ""
    bases: list[str] = []
    source: str = ""


class SeveritySet(Payload):
    """``incident.severity_set``: how bad it is; ``was`` is what the author saw before."""

    value_field: ClassVar[str] = "severity"

    severity: Severity
    was: str = ""
    reason: str = ""
    actor: str = ""
    via: Via = "key"
    bases: list[str] = []


class StatusSet(Payload):
    """``incident.status_set``: where it stands; ``was`` is what the author saw before."""

    value_field: ClassVar[str] = "status"

    status: Status
    was: str = ""
    reason: str = ""
    actor: str = ""
    via: Via = "key"
    bases: list[str] = []
    source: str = ""
    """File and line it was imported from; that line is on the timeline already, as its milestone."""


class MilestoneSet(Payload):
    """``incident.milestone_set``: a key event; its time is the event's ``occurred_at``."""

    milestone: Milestone
    text: str = ""
    actor: str = ""
    via: Via = "key"
    source: str = ""


class ComponentSet(Payload):
    """``incident.component_set``: how hard a component, part or site is hit."""

    value_field: ClassVar[str] = "impact"

    component: str
    impact: ComponentImpact
    was: str = ""
    reason: str = ""
    bases: list[str] = []


class Attached(Payload):
    """``incident.attached``: a file kept in the room's folder; internal unless an update names it."""

    name: str
    sha256: str
    size: int
    note: str = ""
    entry: str = ""


class ReportedFigure(Payload):
    """``incident.reported_figure``: what a source says its own time to repair or resolve was."""

    figure: str
    text: str
    seconds: int | None = None
    source: str = ""


KINDS = {
    "incident.opened": Kind(Opened),
    "incident.field_set": Kind(FieldSet),
    "incident.severity_set": Kind(SeveritySet),
    "incident.status_set": Kind(StatusSet),
    "incident.milestone_set": Kind(MilestoneSet),
    "incident.component_set": Kind(ComponentSet),
    "incident.attached": Kind(Attached),
    "incident.reported_figure": Kind(ReportedFigure),
}


def line_of(payload: Payload) -> Line | None:
    """What the timeline shows of an event of this panel."""
    match payload:
        case SeveritySet():
            text = _step(payload.was, payload.severity, payload.reason)
            return Line("severity", text, payload.actor, payload.via)
        case StatusSet() if payload.source:
            return None
        case StatusSet():
            text = _step(payload.was, payload.status, payload.reason)
            return Line("status", text, payload.actor, payload.via, _REACHES.get(payload.status, ""))
        case MilestoneSet():
            text = payload.text or payload.milestone.replace("_", " ").capitalize()
            return Line("milestone", text, payload.actor, payload.via, payload.milestone)
        case ComponentSet():
            step = _step(payload.was, payload.impact, payload.reason).replace("_", " ")
            return Line("component", f"{payload.component}: {step}")
        case Attached():
            return Line("attached", f"{payload.name} ({payload.size} bytes) {payload.note}".rstrip())
    return None


def is_for_us(field: str, lang: str, source: str) -> bool:
    """Whether a describing text is for our own people alone, however it reads.

    The summary and the title in the room's own words always are; of the others what an import brought in without a
    language: whoever wrote a report wrote it for colleagues, until somebody says it again for owners.
    """
    return field == "summary" or (not lang and (field == "title" or bool(source)))


def _step(was: str, now: str, reason: str) -> str:
    step = f"{was} to {now}" if was and was != now else now
    return f"{step}: {reason}" if reason else step


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the room: what it is called, what its content is known by, how many bytes."""

    eid: str
    name: str
    sha256: str
    size: int
    note: str
    entry: str


class Incident:
    """The incident as it stands; every value that people set is a register with its history."""

    def __init__(self) -> None:
        self.openings: Register[Opened] = Register()
        self.fields: defaultdict[tuple[str, str], Register[str]] = defaultdict(Register)
        self.severity: Register[Severity] = Register()
        self.status: Register[Status] = Register()
        self.components: defaultdict[str, Register[str]] = defaultdict(Register)
        self.attachments: dict[str, Attachment] = {}
        self.figures: defaultdict[str, Register[ReportedFigure]] = defaultdict(Register)

    def fold(self, event: Event, payload: Payload) -> None:
        """Fold one of ``KINDS``; milestones live on the timeline."""
        match payload:
            case Opened():
                self.openings.set(event, payload, [])
            case FieldSet():
                self.fields[payload.field, payload.lang].set(event, payload.text, payload.bases)
            case SeveritySet():
                self.severity.set(event, payload.severity, payload.bases)
            case StatusSet():
                self.status.set(event, payload.status, payload.bases)
            case ComponentSet():
                self.components[payload.component].set(event, payload.impact, payload.bases)
            case Attached():
                self.attachments[event.eid] = Attachment(
                    eid=event.eid,
                    name=payload.name,
                    sha256=payload.sha256,
                    size=payload.size,
                    note=payload.note,
                    entry=payload.entry,
                )
            case ReportedFigure():
                self.figures[payload.figure].set(event, payload, [])

    @property
    def opened(self) -> Opened | None:
        """How the room began (the first opening in fold order), or None before that event is here."""
        return self.openings.history[0].value if self.openings.history else None

    @property
    def opened_at(self) -> str | None:
        """When the room was opened (UTC text)."""
        return self.openings.history[0].event.at if self.openings.history else None

    def for_owners(self, name: Field, lang: str) -> Setting[str] | None:
        """A describing text that owners may read: in exactly ``lang`` (``""``: the room's own); None without one."""
        register = self.fields.get((name, lang))
        setting = register.current if register else None
        if setting is None or not setting.value:
            return None
        source = str(setting.event.payload.get("source") or "")
        return None if is_for_us(name, lang, source) else setting

    def field(self, name: Field, lang: str = "") -> str:
        """A describing text, in ``lang`` or else the room's own language; empty when nobody wrote it."""
        if lang and (text := self._field(name, lang)):
            return text
        return self._field(name, "")

    def _field(self, name: Field, lang: str) -> str:
        register = self.fields.get((name, lang))
        return (register.value or "") if register else ""

    @property
    def title(self) -> str:
        """The internal title; never shown to owners."""
        opened = self.opened
        return self.field("title") or (opened.title if opened else "")

    @property
    def is_open(self) -> bool:
        """Whether work goes on: neither resolved nor closed."""
        return self.status.value not in ENDED
