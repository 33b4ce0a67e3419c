"""What owners were told: the one record of what each of them knows, whatever carried it."""

from collections import defaultdict
from typing import NamedTuple

import msgspec

from warroom.clock import from_stamp
from warroom.errors import BadInput
from warroom.events import Event, Stamp
from warroom.state.kinds import Kind, Line, Payload
from warroom.state.owners import TO_OWNER, Means
from warroom.state.timeline import Via


class ToldFact(msgspec.Struct, frozen=True, omit_defaults=True):
    """One fact as it was told."""

    key: str
    """Which fact it is, as ``updates.facts`` names it: ``status``, ``answer:ID``."""
    was: str = ""
    """What it was then, for comparing: ``SEV2``; empty: that it no longer holds."""
    text: str = ""
    """The words."""

    @property
    def called(self) -> str:
        """Its words, else what it is about: ``mitigation``."""
        name = self.key.partition(":")[0]
        return self.text or {"task": "mitigation", "fact": "other"}.get(name, name).replace("_", " ")


class Told(Payload, kw_only=True):
    """``update.told``: an owner was told these facts; when is when the event happened."""

    owner_id: str
    facts: tuple[ToldFact, ...] = ()
    means: Means = "phone"
    text: str = ""
    """What else was said, in a few words."""
    people: list[str] = []
    """Who of theirs heard it."""
    update: str = ""
    """The draft that carried it (an id)."""
    revision: str = ""
    """The revision of it that was told (an id); its text never changes again."""
    number: int = 0
    """Which update to this owner it was, from 1; 0: told without a written update."""
    corrects: str = ""
    """The telling that it corrects or withdraws (an id)."""
    withdraws: bool = False
    """Whether what it names was a false alarm as a whole."""
    actor: str = ""
    """Who told it."""
    via: Via = "key"
    taken_back: str = ""
    """The telling that did not happen after all (an id); the rest is empty then."""


KINDS = {"update.told": Kind(Told)}


def line_of(payload: Payload) -> Line | None:
    """What the internal timeline shows of an event of this panel."""
    match payload:
        case Told(taken_back=""):
            which = f" update #{payload.number}" if payload.number else ""
            which += (" (withdrawal)" if payload.withdraws else " (correction)") if payload.corrects else ""
            text = f"told {payload.owner_id}{which} ({payload.means}): {_told_words(payload)}"
            return Line(TO_OWNER, text, payload.actor, payload.via)
        case Told():
            text = f"{payload.owner_id} was not told after all: {payload.text}"
            return Line("owner", text, payload.actor, payload.via)
    return None


def _told_words(payload: Told) -> str:
    """What was said in words and which facts that were; without words of its own the facts as they were told."""
    if not payload.text:
        return "; ".join(one.called for one in payload.facts)
    topics = ", ".join(dict.fromkeys(ToldFact(one.key).called for one in payload.facts))
    return f"{payload.text} [{topics}]" if topics else payload.text


class Telling(NamedTuple):
    """One time that an owner was told something."""

    at: str
    stamp: Stamp
    eid: str
    said: Told

    @property
    def informs(self) -> bool:
        """Whether it carried facts: words alone are no notice and keep no promise of one."""
        return bool(self.said.facts or self.said.update or self.said.number)


class LastTold(NamedTuple):
    """What an owner heard last of one fact."""

    fact: ToldFact
    telling: Telling

    @property
    def words(self) -> str:
        """What they heard of it: its words, else those of the whole telling, else its value; empty: that it is over."""
        return self.fact.text or (self.telling.said.text if self.fact.was else "") or self.fact.was


class Updates:
    """Who was told what, as it stands."""

    def __init__(self) -> None:
        self._tellings: defaultdict[str, dict[str, Telling]] = defaultdict(dict)
        self._taken_back: set[str] = set()
        self._corrections: defaultdict[str, dict[str, Telling]] = defaultdict(dict)
        """By the telling that is corrected or withdrawn."""
        self._sorted: dict[str, list[Telling]] = {}
        """What ``told`` gave, until another event is folded."""

    def fold(self, event: Event, payload: Payload) -> None:
        """Fold one of ``KINDS``."""
        self._sorted.clear()
        if isinstance(payload, Told) and payload.taken_back:
            self._taken_back.add(payload.taken_back)
        elif isinstance(payload, Told):
            telling = Telling(_when(event), event.stamp, event.eid, payload)
            self._tellings[payload.owner_id][event.eid] = telling
            if payload.corrects:
                self._corrections[payload.corrects][event.eid] = telling

    @property
    def owners(self) -> list[str]:
        """Everybody who was ever told something."""
        return sorted(self._tellings)

    @property
    def tellings(self) -> list[Telling]:
        """Every telling, those that were taken back too."""
        return [one for held in self._tellings.values() for one in held.values()]

    def told(self, owner: str) -> list[Telling]:
        """Every time that an owner was told something, in order of time; what was taken back doesn't count."""
        if owner not in self._sorted:
            found = [one for one in self._tellings.get(owner, {}).values() if one.eid not in self._taken_back]
            self._sorted[owner] = sorted(found, key=lambda one: one[:3])
        return self._sorted[owner]

    def last(self, owner: str) -> Telling | None:
        """The last time that an owner was told facts, or None."""
        return next((one for one in reversed(self.told(owner)) if one.informs), None)

    def known(self, owner: str) -> dict[str, LastTold]:
        """By fact, what an owner heard last of it.

        What a telling said of a fact no longer counts once a correction of it says something else of that fact, and
        nothing that it said counts once it was withdrawn: the owner heard that too.
        """
        known: dict[str, LastTold] = {}
        for telling in self.told(owner):
            corrections = self.corrections(telling.eid)
            if any(one.said.withdraws for one in corrections):
                continue
            corrected = {fact.key for one in corrections for fact in one.said.facts}
            known |= {fact.key: LastTold(fact, telling) for fact in telling.said.facts if fact.key not in corrected}
        return known

    def corrections(self, telling: str) -> list[Telling]:
        """What was told later to correct or withdraw a telling, in order of time: it is shown struck then."""
        found = self._corrections.get(telling, {}).values()
        return sorted((one for one in found if one.eid not in self._taken_back), key=lambda one: one[:3])

    def find(self, telling: str) -> Telling | None:
        """The telling of that id, one that was taken back too."""
        return next((held[telling] for held in self._tellings.values() if telling in held), None)

    def carried(self, draft: str) -> Telling | None:
        """The telling that a draft went out with (the first, should there be two); None while it did not."""
        told = (one for owner in self._tellings for one in self.told(owner) if one.said.update == draft)
        return min(told, key=lambda one: one[:3], default=None)


def _when(event: Event) -> str:
    """Nobody was told something after it was written down: a time beyond that is a slip of the typist's."""
    try:
        from_stamp(event.at)
    except BadInput:  # an event of another program may hold another form
        return event.recorded_at
    return min(event.at, event.recorded_at)
