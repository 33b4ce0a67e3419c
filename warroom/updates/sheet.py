"""What a draft is filled from: the case (room, owner, time, language), and the sheet of its values. Pure."""

from datetime import datetime
from functools import cached_property
from typing import Final

import msgspec

from warroom.cadence import Cadences
from warroom.clock import zone
from warroom.errors import BadInput
from warroom.profiles import Profile, Words
from warroom.state.incident import ENDED
from warroom.state.owners import Plan
from warroom.state.promises import moment
from warroom.state.revisions import Form, Phase, SectionId
from warroom.state.room_state import RoomState
from warroom.state.team import Role
from warroom.state.updates import Telling, ToldFact
from warroom.updates.facts import Fact, facts
from warroom.updates.not_told import NotTold, not_told
from warroom.updates.saying import ROLES, Speech, pick, severity_words
from warroom.updates.templates.engine import Value
from warroom.updates.wordings import Lack, Worded
from warroom.updates.words import STATUS, say

NAMED_FROM: Final[tuple[Phase, ...]] = ("identified", "fixing", "monitoring", "resolved", "closure")
"""The phases in which the cause has to be named (owner-updates.md 1.1), and an estimate may be (1.4)."""


class Case(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Which owner of which room hears in which words, now."""

    state: RoomState
    owner: str
    now: datetime
    phase: Phase
    lang: str
    form: Form = "long"
    ref: str = ""
    """The room's reference, ``1122-K7Q``."""
    next_update: datetime | None = None
    long_mode: bool = False
    profile: Profile | None = None
    cadences: Cadences
    """The profile's, where the owner's plan says nothing."""

    @cached_property
    def plan(self) -> Plan:
        """What was agreed with the owner."""
        return self.state.owners.plan(self.owner)

    @cached_property
    def speech(self) -> Speech:
        """How this owner reads times; with days when the incident spans a change of the day there."""
        speech = Speech(self.lang, zone(self._zone), self.now)
        begun = (self.first(name) for name in ("impact_started", "detected", "declared", ""))
        start = next((at for at in begun if at is not None), self.now)
        ends = [one for one in (self.now, self.next_update) if one is not None]
        return speech._replace(dated=any(speech.local(one).date() != speech.local(start).date() for one in ends))

    @property
    def _zone(self) -> str:
        opened = self.state.incident.opened
        for name in (self.plan.zone, opened.zone if opened else ""):
            try:
                if name:
                    return zone(name).key
            except BadInput:  # an event of another program may name a zone that isn't here
                continue
        return "UTC"

    @cached_property
    def milestones(self) -> dict[str, tuple[str, str]]:
        """First and last time of each milestone that was passed."""
        return self.state.timeline.passed()

    def first(self, milestone: str) -> datetime | None:
        """When a milestone was passed first; of none (``""``), when the room was opened."""
        passed = self.milestones.get(milestone)
        return moment(passed[0] if passed else None if milestone else self.state.incident.opened_at)

    @cached_property
    def ended(self) -> datetime | None:
        """When the end was confirmed, of an incident that is over."""
        status = self.state.incident.status.current
        if status is None or status.value not in ENDED:
            return None
        passed = self.milestones.get("resolved")
        return moment(passed[1] if passed else status.event.at)

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """The facts as they hold for this owner."""
        return {fact.key: fact for fact in facts(self.state, self.owner, self.now, self.lang)}

    @cached_property
    def news(self) -> dict[str, NotTold]:
        """What this owner does not know, by fact."""
        return {one.fact.key: one for one in not_told(self.state, self.owner, self.now)}

    @cached_property
    def last(self) -> Telling | None:
        """The last time that they were told something."""
        return self.state.updates.last(self.owner)

    def role(self, name: str) -> str:
        """The role of somebody of ours in the owner's language; empty when they hold none: names don't go out."""
        held: list[Role] = [role for role in ROLES if name and self.state.team.holder(role) == name]
        return pick(ROLES[held[0]], self.lang) if held else ""

    def severity(self, name: str) -> str:
        """``Major (SEV2)``, ``二级（SEV2）``; in another profile than the service's its label alone: ``重大``."""
        return severity_words(self.profile, name, self.lang)

    def status(self, name: str) -> str:
        """Where it stands as the profile calls it."""
        known = self.profile.statuses.get(name) if self.profile is not None else None  # type: ignore[call-overload]
        return say(STATUS, name, self.lang) if known is None else self._said(known)

    def _said(self, words: Words) -> str:
        return words.say("zh" if self.lang == "zh" else "en")


class Sheet:
    """The values as they are put down, with the facts that each section states and what has no words yet."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.values: dict[str, Value] = {}
        self.told: dict[SectionId, dict[str, ToldFact]] = {}
        self.lacks: list[Lack] = []

    def put(self, **values: Value) -> None:
        """Put values down."""
        self.values.update(values)

    def words(self, worded: Worded) -> str:
        """The words of something; what lacks them is noted."""
        if worded.lack is not None and worded.lack not in self.lacks:
            self.lacks.append(worded.lack)
        return worded.text

    def tell(self, section: SectionId, key: str, text: str) -> None:
        """Note that a section states a fact in these words; a fact that isn't one, or whose words lack, isn't told."""
        fact = self.case.facts.get(key)
        if fact is not None and text and "⟦missing" not in text:
            self.told.setdefault(section, {})[key] = ToldFact(key=key, was=fact.value, text=text)
