"""What owners expect: promoted facts, estimates and scope over time, compensation, and how content they were."""

from collections import defaultdict
from datetime import UTC, tzinfo
from typing import Annotated, Literal

import msgspec

from warroom.clock import from_stamp, offset_label
from warroom.errors import BadInput
from warroom.events import Event
from warroom.state import filing
from warroom.state.feed import Entry
from warroom.state.filing import Filed
from warroom.state.kinds import Kind, Line, Payload
from warroom.state.record import Record, Recorded, Records, words_or_letters
from warroom.state.register import Register, Setting
from warroom.state.timeline import Via

Topic = Literal[
    "status", "severity", "impact", "scope", "cause", "mitigation", "eta", "data_safety", "owner_action",
    "answer", "promise", "other",
]  # fmt: skip
"""What a fact is about; the fields of an owner update (owner-updates.md 1.1)."""
Expected = Literal["eta", "scope", "severity", "goal"]
Confidence = Literal["low", "medium", "high"]
RemedyKind = Literal["extension", "service", "discount", "credit", "refund", "other"]
RemedyState = Literal["proposed", "authorised", "offered", "accepted", "fulfilled", "declined"]

EXPECTED: tuple[Expected, ...] = ("eta", "scope", "severity", "goal")
CONFIDENCES: tuple[Confidence, ...] = ("low", "medium", "high")
REMEDY_KINDS: tuple[RemedyKind, ...] = ("extension", "service", "discount", "credit", "refund", "other")
REMEDY_STATES: tuple[RemedyState, ...] = ("proposed", "authorised", "offered", "accepted", "fulfilled", "declined")
TOPICS: tuple[Topic, ...] = (
    "status", "severity", "impact", "scope", "cause", "mitigation", "eta", "data_safety", "owner_action",
    "answer", "promise", "other",
)  # fmt: skip


class Wording(msgspec.Struct, frozen=True):
    """A text in one language."""

    lang: str
    text: str


class OwnerFactSet(Recorded, kw_only=True):
    """``owner_fact.set``: an entry in the owner's words (``text``: the room's language), or a change of it."""

    entry: str = ""
    """The entry that it was made from (an id); the entry itself stays internal."""
    seen: tuple[str, ...] = ()
    """The edits and strikes of the entry that its author had seen (ids)."""
    wordings: tuple[Wording, ...] = ()
    """The same in other languages."""
    owners: tuple[str, ...] = ()
    """For whom it is; empty: for all."""
    topic: Topic = "other"


class ExpectationSet(Payload, kw_only=True):
    """``expectation.set``: what we give an owner to expect; ``actor`` is who set it."""

    about: Expected
    owner_id: str = ""
    """Empty: for all owners."""
    text: str = ""
    """Scope, severity or goal in words."""
    low: str | None = None
    """The estimate's range (UTC text)."""
    high: str | None = None
    confidence: Confidence | None = None
    note: str = ""
    """On what it rests."""
    reason: str = ""
    """Why it changed."""
    agreed: list[str] = []
    """Who of theirs agreed to it."""
    actor: str = ""
    via: Via = "key"
    bases: list[str] = []


class RemedySet(Recorded, kw_only=True):
    """``remedy.set``: a compensation, or a change of it."""

    owner_id: str = ""
    kind: RemedyKind = "other"
    note: str = ""
    """How much: ``5 % of November``, ``three days``."""
    state: RemedyState = "proposed"
    due: str | None = None
    """When it is to be fulfilled (UTC text)."""


class FeedbackGiven(Payload, kw_only=True):
    """``feedback.given``: after closing, was it clear enough and timely enough, 1 to 5 each."""

    owner_id: str
    clear: Annotated[int, msgspec.Meta(ge=1, le=5)] | None = None
    timely: Annotated[int, msgspec.Meta(ge=1, le=5)] | None = None
    text: str = ""
    actor: str = ""
    via: Via = "written"


class FeedbackFiled(Filed, kw_only=True):
    """``feedback.filed``: feedback is another owner's, or was noted by mistake."""


KINDS = {
    "owner_fact.set": Kind(OwnerFactSet),
    "expectation.set": Kind(ExpectationSet),
    "remedy.set": Kind(RemedySet),
    "feedback.given": Kind(FeedbackGiven),
    "feedback.filed": Kind(FeedbackFiled),
}


def line_of(payload: Payload) -> Line | None:
    """What the internal timeline shows of an event of this panel."""
    match payload:
        case OwnerFactSet(target=""):
            return Line("owner_fact", f"for {', '.join(payload.owners) or 'all owners'}: {payload.text}", payload.actor)
        case OwnerFactSet(withdrawn=True, sets=sets) if "withdrawn" in sets:
            return Line("owner_fact", f"no longer for owners: {words_or_letters(payload)}", payload.actor)
        case ExpectationSet():
            return Line("expectation", words(payload, UTC), payload.actor, payload.via)
        case RemedySet(target=""):
            text = f"{payload.kind} for {payload.owner_id} ({payload.state}): {payload.text}"
            return Line("remedy", text, payload.actor, payload.via)
        case RemedySet(sets=sets) if "state" in sets:
            return Line("remedy", f"{payload.state}: {words_or_letters(payload)}", payload.actor, payload.via)
        case FeedbackGiven():
            text = f"{payload.owner_id}: clear {payload.clear or '-'}, timely {payload.timely or '-'}"
            text += f"; {payload.text}" if payload.text else ""
            return Line("feedback", text, payload.actor, payload.via)
        case FeedbackFiled():
            return filing.line_of(payload)
    return None


def words(payload: ExpectationSet, zone: tzinfo) -> str:
    """An estimate or a statement as the timeline has it, the times in ``zone``."""
    whose = f" for {payload.owner_id}" if payload.owner_id else ""
    return f"{payload.about}{whose}: {_range(payload, zone)}" + (f": {payload.reason}" if payload.reason else "")


def _range(payload: ExpectationSet, zone: tzinfo) -> str:
    if payload.about != "eta":
        return payload.text
    if not payload.low and not payload.high:
        return payload.text or "none"
    try:
        ends = [from_stamp(end).astimezone(zone) for end in (payload.low, payload.high) if end]
        said = " to ".join(dict.fromkeys(f"{end:%Y-%m-%d %H:%M}" for end in ends)) + f" {offset_label(ends[-1])}"
    except BadInput:  # an event of another program may hold another form
        said = " to ".join(dict.fromkeys(end for end in (payload.low, payload.high) if end))
    sure = f", confidence {payload.confidence}" if payload.confidence else ""
    return said + sure + (f", {payload.note}" if payload.note else "")


class Expectations:
    """What owners were given to expect, as it stands, with its history."""

    def __init__(self) -> None:
        self.facts: Records[OwnerFactSet] = Records(OwnerFactSet)
        self.held: defaultdict[tuple[str, str], Register[ExpectationSet]] = defaultdict(Register)
        """By what it is about and the owner."""
        self.remedies: Records[RemedySet] = Records(RemedySet)
        self.feedback: defaultdict[str, Register[FeedbackGiven]] = defaultdict(Register)
        """By owner; what was struck is not among it."""
        self.given: dict[str, tuple[Event, FeedbackGiven]] = {}
        """By event, all that was ever noted."""
        self.filed: defaultdict[str, Register[FeedbackFiled]] = defaultdict(Register)

    def fold(self, event: Event, payload: Payload) -> None:
        """Fold one of ``KINDS``."""
        match payload:
            case OwnerFactSet():
                self.facts.fold(event, payload)
            case ExpectationSet():
                self.held[payload.about, payload.owner_id].set(event, payload, payload.bases)
            case RemedySet():
                self.remedies.fold(event, payload)
            case FeedbackGiven():
                self.given[event.eid] = (event, payload)
                self._file()
            case FeedbackFiled():
                self.filed[payload.target].set(event, payload, payload.bases)
                self._file()

    def _file(self) -> None:
        """Put the feedback where it belongs; there is little of it, so all of it anew."""
        self.feedback.clear()
        for eid, (event, given) in self.given.items():
            register = self.filed.get(eid)
            held = register.value if register else None
            if held is None or not held.withdrawn:
                self.feedback[(held.owner_id if held else "") or given.owner_id].set(event, given, [])

    def expected(self, about: Expected, owner: str) -> Setting[ExpectationSet] | None:
        """What one owner is given to expect: what was set for them, else for all."""
        for whose in dict.fromkeys((owner, "")):
            register = self.held.get((about, whose))
            if register is not None and register.current is not None:
                return register.current
        return None

    def facts_for(self, owner: str) -> list[Record[OwnerFactSet]]:
        """The facts that are for one owner, in the order in which they were made."""
        return [one for one in self.facts.standing() if not one.now.owners or owner in one.now.owners]


def wording(fact: OwnerFactSet, lang: str) -> str:
    """A fact's words in one language, else in the room's own."""
    return next((one.text for one in fact.wordings if one.lang == lang and one.text), fact.text)


def versions_seen(entry: Entry) -> tuple[str, ...]:
    """What who promotes an entry has seen of it: the ids of its edits and strikes."""
    return tuple(one.event.eid for one in entry.changes if one.is_edit or one.retracted is not None or one.erased)


def source_changed(fact: OwnerFactSet, entry: Entry | None) -> str:
    """How the entry behind a fact changed after it was made: ``edited``, ``retracted``, ``erased``, or empty."""
    if entry is None:
        return ""
    if entry.erased:
        return "erased"
    before = Entry(event=entry.event, said=entry.said)
    before.changes = [one for one in entry.changes if one.event.eid in fact.seen]
    before.refold()
    if entry.retracted != before.retracted:
        return "retracted" if entry.retracted else ""
    same = (entry.text, entry.kind, entry.actor, entry.at) == (before.text, before.kind, before.actor, before.at)
    return "" if same else "edited"
