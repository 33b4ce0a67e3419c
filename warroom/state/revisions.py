"""Owner updates being written: drafts, their revisions, who approved what, and where somebody writes now.

A draft is what one owner will be told in one round. Every save point of it is a revision that names those it was
made from (``bases``), so revisions form a graph; two that nobody joined yet are heads of the draft.
"""

import hashlib
from collections import defaultdict
from typing import Any, Literal, NamedTuple, get_args

import msgspec

from warroom import seal
from warroom.events import Event, Stamp
from warroom.state.kinds import Kind, Line, Payload
from warroom.state.timeline import Via
from warroom.state.updates import ToldFact

Phase = Literal["first_notice", "investigating", "identified", "fixing", "monitoring", "resolved", "closure"]
Form = Literal["long", "short"]
"""``long`` is a mail, ``short`` a chat message or SMS."""
SectionId = Literal[
    "opening", "news", "status", "impact", "scope", "times", "data_safety", "cause", "actions", "risk", "owner_action",
    "eta", "answers", "broken", "apology", "compensation", "prevention", "next_update", "contact", "feedback",
    "free", "closing",
]  # fmt: skip
"""The fields of an owner update (owner-updates.md 1.1), one section each, and one free one."""
RuleSeverity = Literal["block", "warn", "hint"]
PromiseKind = Literal["eta", "report", "action", "answer", "compensation"]

PHASES: tuple[Phase, ...] = (
    "first_notice", "investigating", "identified", "fixing", "monitoring", "resolved", "closure",
)  # fmt: skip
FORMS: tuple[Form, ...] = ("long", "short")
SECTIONS: tuple[SectionId, ...] = get_args(SectionId)

NUMBER = "⟦seq⟧"
"""Stands in a stored text for the update's number, which is fixed when it is told."""


class Section(msgspec.Struct, frozen=True, omit_defaults=True):
    """One field of a draft in one language."""

    field: SectionId
    text: str = ""
    facts: tuple[ToldFact, ...] = ()
    """The facts that it states; they are told when the section is not empty."""


class Body(msgspec.Struct, frozen=True, omit_defaults=True):
    """A draft in one language: the owner's own comes first, a second one says the same."""

    lang: str
    title: str = ""
    """The subject; may hold ``NUMBER``."""
    sections: tuple[Section, ...] = ()
    """In the order in which they are read."""

    def section(self, field: str) -> Section | None:
        """The section of a field, or None."""
        return next((one for one in self.sections if one.field == field), None)


class NewPromise(msgspec.Struct, frozen=True, omit_defaults=True):
    """A promise that the text makes; it goes into the commitments ledger when the owner is told."""

    text: str
    kind: PromiseKind = "action"
    due: str | None = None
    """UTC text."""


class Ignored(msgspec.Struct, frozen=True, omit_defaults=True):
    """A finding that somebody looked at and let stand."""

    rule: str
    text: str = ""
    """The words that it found; the same rule on other words is a new finding."""
    reason: str = ""
    actor: str = ""


class Found(msgspec.Struct, frozen=True, omit_defaults=True):
    """How often a rule fired when a revision was made."""

    rule: str
    severity: RuleSeverity
    count: int = 1


class Enclosed(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file of the room that goes with an update."""

    name: str
    sha256: str
    size: int = 0


class Content(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What a draft says: everything that a revision keeps but who made it, when, and from which."""

    phase: Phase = "first_notice"
    form: Form = "long"
    template: str = ""
    """The template that filled it, ``identified.acme.zh``."""
    bodies: tuple[Body, ...] = ()
    next_update: str | None = None
    """The time promised for the next one (UTC text)."""
    long_mode: bool = False
    """Whether it announces the plan's long interval."""
    channels: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    """Who of the owner's it is for; empty: as the plan says."""
    files: tuple[Enclosed, ...] = ()
    """The attached files that it names; every other one stays internal."""
    promises: tuple[NewPromise, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    corrects: str = ""
    """The telling that it corrects (an id)."""
    withdraws: bool = False
    """Whether what it corrects was a false alarm as a whole."""

    def body(self, lang: str = "") -> Body:
        """The body in one language, else the first; an empty one when there is none."""
        return next((one for one in self.bodies if one.lang == lang), self.bodies[0] if self.bodies else Body(lang))

    @property
    def facts(self) -> tuple[ToldFact, ...]:
        """The facts that it states, each once, as its first body words them."""
        said = (fact for body in self.bodies for part in body.sections if part.text.strip() for fact in part.facts)
        kept: dict[str, ToldFact] = {}
        for fact in said:
            kept.setdefault(fact.key, fact)
        return tuple(kept.values())


class Revised(Payload, kw_only=True):
    """``update.revision``: a save point of a draft."""

    owner_id: str
    draft: str = ""
    """The draft (the id of its first revision); empty in that one."""
    content: Content = Content()
    findings: tuple[Found, ...] = ()
    discarded: bool = False
    """The draft is thrown away; nothing of it is lost."""
    actor: str = ""
    via: Via = "key"
    bases: list[str] = []


class Basis(msgspec.Struct, frozen=True):
    """A fact as it was when somebody approved: its key and a digest of its value (erasing leaves digests)."""

    key: str
    digest: str


class Approved(Payload, kw_only=True):
    """``update.approved``: somebody released a revision to be told, or took that back (``withdrawn``)."""

    draft: str
    revision: str
    """The one that was approved (an id)."""
    digest: str
    """Of its content, as ``content_digest`` gives it."""
    facts: tuple[Basis, ...] = ()
    """Every fact that held for this owner then."""
    legal: bool = False
    """Given for the legal or commercial side, where the plan asks for it."""
    alone: bool = False
    """By the author, because nobody else was there; ``reason`` says why. Flagged for ever."""
    break_glass: bool = False
    """A first notice that went out without a second person. Flagged for ever."""
    overrides: tuple[str, ...] = ()
    """Blocking rules that a second person let pass; ``reason`` says why."""
    reason: str = ""
    withdrawn: bool = False
    actor: str = ""
    """Who approved; the author of the event typed it."""
    via: Via = "key"
    bases: list[str] = []


class Writing(Payload, kw_only=True):
    """``update.writing``: somebody's cursor is in this section of a draft now (empty: in none any more)."""

    draft: str
    field: str = ""
    lang: str = ""


KINDS = {"update.revision": Kind(Revised), "update.approved": Kind(Approved), "update.writing": Kind(Writing)}


def line_of(payload: Payload) -> Line | None:
    """What the internal timeline shows of an event of this panel: drafts begun and approvals, not every save."""
    match payload:
        case Revised(discarded=True):
            return Line("update", f"draft for {payload.owner_id} discarded", payload.actor, payload.via)
        case Revised(draft=""):
            text = f"draft for {payload.owner_id}: {_called(payload.content)}"
            return Line("update", text, payload.actor, payload.via)
        case Approved(withdrawn=True):
            # ``actor`` is whose word it was; who takes it back is who records it.
            whose = f" of {payload.actor}" if payload.actor else ""
            return Line("update", f"approval{whose} taken back{_why(payload.reason)}", "", payload.via)
        case Approved():
            flags = [word for word, is_so in (("alone", payload.alone), ("break-glass", payload.break_glass)) if is_so]
            flags += ["legal"] if payload.legal else []
            flags += [f"in spite of {', '.join(payload.overrides)}"] if payload.overrides else []
            how = f" ({', '.join(flags)})" if flags else ""
            return Line("update", f"draft approved{how}{_why(payload.reason)}", payload.actor, payload.via)
    return None


def _called(content: Content) -> str:
    kind = content.phase.replace("_", " ")
    return "withdrawal" if content.withdraws else f"correction, {kind}" if content.corrects else kind


def _why(reason: str) -> str:
    return f": {reason}" if reason else ""


def content_digest(content: Content) -> str:
    """What an approval binds to: sha256 (hex) of everything that would leave the room, not of what was ignored."""
    leaving = msgspec.structs.replace(content, ignored=(), template="")
    plain: Any = msgspec.to_builtins(leaving)
    return hashlib.sha256(seal.canonical(plain)).hexdigest()


class Saved(NamedTuple):
    """One revision of a draft."""

    stamp: Stamp
    event: Event
    said: Revised

    @property
    def eid(self) -> str:
        """Its id."""
        return self.event.eid

    @property
    def who(self) -> str:
        """Who wrote it: the actor, else who typed it."""
        return self.said.actor or self.event.author


class Release(NamedTuple):
    """One approval of a revision, or one taken back."""

    stamp: Stamp
    event: Event
    said: Approved

    @property
    def who(self) -> str:
        """Who gave it: the actor, else who typed it."""
        return self.said.actor or self.event.author


class Draft:
    """One draft: its revisions, its heads, its approvals, who writes where."""

    __slots__ = ("approvals", "eid", "revisions", "writing")

    def __init__(self, eid: str) -> None:
        self.eid = eid
        self.revisions: dict[str, Saved] = {}
        self.approvals: dict[str, Release] = {}
        self.writing: dict[str, tuple[Stamp, Event, Writing]] = {}
        """By member, where they were last."""

    @property
    def history(self) -> list[Saved]:
        """Every revision in fold order."""
        return sorted(self.revisions.values(), key=lambda one: (one.stamp, one.eid))

    @property
    def heads(self) -> list[Saved]:
        """The revisions that no other was made from, in fold order."""
        replaced = {base for one in self.revisions.values() for base in one.said.bases if base != one.eid}
        return [one for one in self.history if one.eid not in replaced] or self.history[-1:]

    @property
    def bases(self) -> list[str]:
        """What a new revision was made from."""
        return [one.eid for one in self.heads]

    @property
    def disputed(self) -> bool:
        """Whether people changed it without seeing each other, and what they made of it differs."""
        return len({content_digest(one.said.content) for one in self.heads}) > 1

    @property
    def head(self) -> Saved:
        """The last head in fold order: what holds, provisionally while there are two."""
        return self.heads[-1]

    def ancestry(self, eid: str) -> set[str]:
        """A revision and everything that it was made from, as far as it is here."""
        found: set[str] = set()
        open_ends = [eid]
        while open_ends:
            one = open_ends.pop()
            if one in self.revisions and one not in found:
                found.add(one)
                open_ends += self.revisions[one].said.bases
        return found

    @property
    def owner(self) -> str:
        """The owner that it is for."""
        first = self.revisions.get(self.eid)
        return first.said.owner_id if first is not None else ""

    @property
    def releases(self) -> list[Release]:
        """The approvals that hold and those that took one back, each person's last on each revision, in fold order."""
        last: dict[tuple[str, str], Release] = {}
        for one in sorted(self.approvals.values(), key=lambda one: (one.stamp, one.event.eid)):
            last[one.said.digest, one.who.casefold()] = one
        return sorted(last.values(), key=lambda one: (one.stamp, one.event.eid))

    @property
    def begun(self) -> bool:
        """Whether its first revision is here (later ones may come before it)."""
        return self.eid in self.revisions

    @property
    def discarded(self) -> bool:
        """Whether it was thrown away: every head says so."""
        return bool(self.revisions) and all(one.said.discarded for one in self.heads)

    @property
    def ref(self) -> str:
        """The five letters people say."""
        return seal.entry_ref(self.eid)


class Revisions:
    """The drafts of the room as they stand."""

    def __init__(self) -> None:
        self._drafts: dict[str, Draft] = {}

    def fold(self, event: Event, payload: Payload) -> None:
        """Fold one of ``KINDS``."""
        match payload:
            case Revised():
                self._named(payload.draft or event.eid).revisions[event.eid] = Saved(event.stamp, event, payload)
            case Approved():
                self._named(payload.draft).approvals[event.eid] = Release(event.stamp, event, payload)
            case Writing():
                places = self._named(payload.draft).writing
                known = places.get(event.author)
                if known is None or (known[0], known[1].eid) < (event.stamp, event.eid):
                    places[event.author] = (event.stamp, event, payload)

    def _named(self, eid: str) -> Draft:
        if eid not in self._drafts:
            self._drafts[eid] = Draft(eid)
        return self._drafts[eid]

    def get(self, eid: str) -> Draft | None:
        """The draft of that id once it has begun."""
        draft = self._drafts.get(eid)
        return draft if draft is not None and draft.begun else None

    @property
    def drafts(self) -> list[Draft]:
        """Every draft that has begun, in the order in which they did."""
        begun = [one for one in self._drafts.values() if one.begun]
        return sorted(begun, key=lambda one: (one.revisions[one.eid].stamp, one.eid))

    def of(self, owner: str) -> list[Draft]:
        """The drafts for one owner, in the order in which they began."""
        return [one for one in self.drafts if one.owner == owner]

    @property
    def by_owner(self) -> dict[str, list[Draft]]:
        """The drafts by owner."""
        found: defaultdict[str, list[Draft]] = defaultdict(list)
        for one in self.drafts:
            found[one.owner].append(one)
        return dict(found)
