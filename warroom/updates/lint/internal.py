"""Which words of a room are internal: the records that the leak guard compares a draft with. Pure.

Looked up in the events themselves, not in what the timeline shows of them, so that every version of an edited entry
counts, struck ones too, and a promotion ("for Acme: ...") is not taken for an internal line.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from warroom import seal
from warroom.events import Event
from warroom.state.incident import is_for_us
from warroom.state.room_state import Applied, RoomState
from warroom.updates.lint.guard import Index

_RECORD: Final = ("text", "reason")
INTERNAL: Final[Mapping[str, tuple[str, ...]]] = {
    "incident.opened": ("title",),
    "incident.field_set": ("text",),
    "incident.severity_set": ("reason",),
    "incident.status_set": ("reason",),
    "incident.milestone_set": ("text",),
    "incident.component_set": ("reason",),
    "incident.attached": ("name", "note"),
    "timeline.log": ("text",),
    "timeline.edit": ("text",),
    "timeline.retract": ("reason",),
    "discussion.say": ("text",),
    "discussion.edit": ("text",),
    "discussion.retract": ("reason",),
    "role.taken": ("reason",),
    "role.transferred": ("note",),
    "role.declined": ("reason",),
    "cause.proposed": _RECORD,
    "cause.state_set": ("reason",),
    "cause.evidence": _RECORD,
    "cause.tried": _RECORD,
    "cause.why": _RECORD,
    "cause.factor": _RECORD,
    "task.set": (*_RECORD, "effect", "risk", "fallback"),
    "task.state_set": ("reason",),
    "follow_up.set": (*_RECORD, "criterion"),
    "risk.set": (*_RECORD, "countermeasure"),
    "decision.made": (*_RECORD, "options", "objections"),
    "owner.plan_set": ("concerns",),
    "owner.message": ("text", "title"),
    "owner.message_filed": ("reason",),
    "pause.set": ("reason",),
    "question.asked": _RECORD,
    "remedy.set": (*_RECORD, "note"),
    "feedback.given": ("text",),
    "feedback.filed": ("reason",),
    "update.approved": ("reason",),
    "update.delivery": _RECORD,
    "check.acknowledged": ("reason",),
}
"""By event kind, the payload fields that no owner reads. What one owner wrote or was told is internal to the others;
that it isn't to this one is for ``ground.may_know`` to say."""

OUTWARD: Final = frozenset(
    {
        *(
            "cadence.changed",
            "question.answered",
            "expectation.set",
            "owner_fact.set",
            "update.told",
            "update.revision",
        ),
        *("commitment.made", "commitment.moved", "commitment.kept", "commitment.broken", "commitment.withdrawn"),
    }
)
"""Kinds whose words are written for owners: the same sentence may go to several of them."""

WORDLESS: Final = frozenset(
    {
        *("incident.reported_figure", "timeline.pin", "entry.erased", "member.set", "presence.in", "presence.out"),
        *("task.acknowledged", "update.writing", "update.sending", "drill.begun", "drill.clock", "drill.ended"),
    }
)
"""Kinds that hold no sentence of ours: figures, marks, names (which L08 looks for)."""


def internal_texts(event: Event) -> Iterator[str]:
    """The internal texts that an event holds."""
    payload = event.payload
    if event.kind == "owner.message" and payload.get("direction") != "in":
        return
    if event.kind == "incident.field_set" and not is_internal_field(payload):
        return
    if event.kind == "incident.milestone_set" and payload.get("milestone") == "first_notice":
        return  # its words are made by telling: "First notice to Acme"
    for field in INTERNAL.get(event.kind, ()):
        value = payload.get(field)
        for text in value if isinstance(value, list | tuple) else (value,):
            if isinstance(text, str) and text:
                yield text


def is_internal_field(payload: Mapping[str, Any]) -> bool:
    """Whether a field of the incident is for us alone: the summary, the title, and what an import wrote."""
    field, lang, source = (str(payload.get(name) or "") for name in ("field", "lang", "source"))
    return is_for_us(field, lang, source)


class RoomIndex:
    """The internal texts of one room. Grows event by event; reading it in a thread meanwhile is safe."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self.index = Index()
        self.take(events)

    def take(self, events: Iterable[Event]) -> None:
        """Take in events of the room; one that is here already changes nothing."""
        for event in events:
            for text in internal_texts(event):
                self.index.add(text, called(event))

    def follow(self, applied: Applied, state: RoomState) -> "RoomIndex":
        """The index after ``state`` applied more events: this one grown, or a new one when words were erased."""
        if applied.rebuilt:
            return RoomIndex(state.events)
        self.take(applied.added)
        return self


def called(event: Event) -> str:
    """The letters of the record that an event belongs to."""
    target = event.payload.get("target")
    if isinstance(target, str) and target:
        try:
            return seal.entry_ref(target)
        except ValueError:  # an event of another program may name anything
            pass
    return event.ref
