"""What the rules of a draft look at: the draft, its owner, the room, and what was told before. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime, tzinfo
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

import msgspec

from warroom import cadence
from warroom.cadence import Cadences
from warroom.clock import zone
from warroom.errors import BadInput
from warroom.state.owners import Plan
from warroom.state.promises import Promise, promises
from warroom.state.revisions import Body, Content, Draft, Phase, RuleSeverity
from warroom.state.room_state import RoomState
from warroom.state.updates import LastTold, Telling, ToldFact
from warroom.updates.facts import Fact, facts
from warroom.updates.lint.finding import Finding, Fix, Go, Rule
from warroom.updates.lint.folding import Prepared, fold

FROM_RESOLVED: Final[tuple[Phase, ...]] = ("resolved", "closure")
FROM_IDENTIFIED: Final[tuple[Phase, ...]] = ("identified", "fixing", "monitoring", "resolved", "closure")

_SENTENCE: Final = re.compile(r"[^.!?。;\n]+(?:[.!?。;](?=\d)[^.!?。;\n]*)*[.!?。;]*")


class Sight(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A draft for one owner of a room, as it is looked at now."""

    state: RoomState
    owner: str
    content: Content
    now: datetime
    draft: Draft | None = None
    """The draft that it is kept in; None before it was saved."""
    cadences: Cadences = msgspec.field(default_factory=lambda: cadence.DEFAULT)
    reread: bool = False
    """Whether who asks has the present facts before them: new ones are no stale base then."""

    @cached_property
    def plan(self) -> Plan:
        """What was agreed with the owner."""
        return self.state.owners.plan(self.owner)

    @cached_property
    def severity(self) -> str:
        """How bad it is; nobody said so: the worst (field.md 12)."""
        return self.state.incident.severity.value or "SEV1"

    @cached_property
    def zones(self) -> tuple[tzinfo, ...]:
        """The zones in which a reader may meet a time: the owner's, the room's, UTC."""
        opened = self.state.incident.opened
        found: list[tzinfo] = []
        for name in (self.plan.zone, opened.zone if opened else "", "UTC"):
            with suppress(BadInput):  # an event of another program may name a zone that isn't here
                found += [zone(name)] if name else []
        return tuple(dict.fromkeys(found))

    @property
    def phase(self) -> Phase:
        """The phase of the draft."""
        return self.content.phase

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """The facts that hold for this owner, by key."""
        lang = self.plan.lang or "en"
        return {one.key: one for one in facts(self.state, self.owner, self.now, lang) if one.value}

    @cached_property
    def known(self) -> dict[str, LastTold]:
        """By fact, what the owner heard last."""
        return self.state.updates.known(self.owner)

    @cached_property
    def stated(self) -> dict[str, ToldFact]:
        """The facts that the draft states, by key."""
        return {one.key: one for one in self.content.facts}

    @cached_property
    def promises(self) -> list[Promise]:
        """The promises to this owner."""
        return promises(self.state.commitments, self.state.updates, self.now, self.owner)

    @cached_property
    def sent(self) -> Content | None:
        """The last written update that the owner got."""
        told = [one for one in self.state.updates.told(self.owner) if one.said.revision]
        return self._content_of(told[-1]) if told else None

    def _content_of(self, telling: Telling) -> Content | None:
        draft = self.state.revisions.get(telling.said.update)
        saved = draft.revisions.get(telling.said.revision) if draft is not None else None
        return saved.said.content if saved is not None else None

    @property
    def bodies(self) -> tuple[Body, ...]:
        """The draft in each of its languages; one empty body when there is none."""
        return self.content.bodies or (Body(self.plan.lang or "en"),)

    def finding(
        self,
        rule: Rule,
        message: str,
        *,
        body: Body | None = None,
        field: str = "",
        severity: RuleSeverity | None = None,
        fixes: tuple[Fix, ...] = (),
    ) -> Finding:
        """A finding about something that is missing, or about the draft as a whole; ``enter`` goes to its section."""
        lang = body.lang if body is not None else ""
        go = fixes or ((Go(f"go to {field.replace('_', ' ')}", field),) if field else ())
        return Finding(rule.id, severity or rule.severity, 0, 0, "", message, go, field, lang)


class DraftRule(NamedTuple):
    """One rule of a draft: its entry in the catalogue and the function that looks for it."""

    rule: Rule
    look: Callable[[Sight], Iterable[Finding]]


@lru_cache(512)
def prepared(text: str) -> Prepared:
    """A text made ready, once for all rules that read it; a section that stays the same stays ready."""
    return Prepared(text)


@lru_cache(512)
def said(body: Body, *fields: str) -> str:
    """The folded small-letter text of some sections of a body (none: all, and the title)."""
    texts = [one.text for one in body.sections if not fields or one.field in fields]
    return fold("\n".join(texts if fields else (body.title, *texts))).lower()


def has(body: Body, field: str) -> bool:
    """Whether a section has words."""
    section = body.section(field)
    return section is not None and bool(section.text.strip())


def sentences(text: str) -> Iterator[re.Match[str]]:
    """The sentences (or lines) of a folded text."""
    return (one for one in _SENTENCE.finditer(text) if one[0].strip())


class Part(NamedTuple):
    """A section that has words, or the title."""

    field: str
    text: str
    facts: tuple[ToldFact, ...] = ()


def parts(body: Body) -> Iterator[Part]:
    """The title and the sections of a body that have words, as they are read."""
    if body.title.strip():
        yield Part("title", body.title)
    yield from (Part(one.field, one.text, one.facts) for one in body.sections if one.text.strip())
