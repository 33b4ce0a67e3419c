"""Acts about causes: propose, test, confirm, rule out; evidence, what was tried, whys and factors."""

from typing import Any

from warroom import making
from warroom.acts.recording import Acts, changed, find, why_kept, withdrawn
from warroom.errors import Ambiguous, BadInput, WarroomError
from warroom.events import Event
from warroom.state.blame import person_as_cause
from warroom.state.cause_rules import ends_of, why_chain
from warroom.state.causes import (
    UNSAID,
    Causes,
    Evidence,
    EvidenceSide,
    Factor,
    FactorKind,
    HypothesisState,
    Outcome,
    Proposed,
    StateSet,
    Tried,
    Why,
)
from warroom.state.record import Record, Records, called
from warroom.state.room_state import RoomState
from warroom.state.timeline import Via


def names_of_people(state: RoomState) -> set[str]:
    """Every name by which somebody of the room or an owner's is called, handles and display names."""
    names = {member.name for one in state.team.members.values() if (member := one.value) is not None and member.name}
    theirs = {one.name for plan in state.owners.plans.values() if plan.value for one in plan.value.contacts}
    return names | theirs | set(state.people)


def no_person(text: str, state: RoomState) -> str:
    """``text``, needed and not only a person or blame; raises ``BadInput`` with what to write instead."""
    text = making.needed(text, "a cause needs words")
    if refusal := person_as_cause(text, names_of_people(state)):
        raise BadInput(refusal)
    return text


def checked_confidence(confidence: int | None) -> int:
    """Percent, or ``UNSAID``; raises ``BadInput`` outside 0 to 100."""
    if confidence is None:
        return UNSAID
    if not 0 <= confidence <= 100:
        raise BadInput(f"a confidence is 0 to 100 percent, not {confidence}; nothing was changed")
    return confidence


def state_set(
    hypothesis: Record[Proposed], state: HypothesisState, reason: str, actor: str = "", via: Via = "key"
) -> StateSet:
    """A hypothesis' new state; raises when it is that already and undisputed, or ruled out without a reason."""
    if hypothesis.now.state == state and not hypothesis.conflict("state"):
        raise WarroomError(f"it is {state.replace('_', ' ')} already; nothing was changed")
    if state == "ruled_out":
        reason = making.needed(reason, "ruling a cause out needs the reason: /ruleout REF REASON")
    return StateSet(
        target=hypothesis.eid,
        state=state,
        was=hypothesis.now.state,
        title=called(hypothesis),
        reason=why_kept(hypothesis, reason),
        actor=actor,
        via=via,
        bases=hypothesis.bases("state"),
    )


def outcome_checked(outcome: Outcome, reason: str) -> str:
    """The reason of an outcome; raises ``BadInput`` for a failure without one."""
    if outcome == "failed":
        return making.needed(reason, "why did it fail? A failure needs its reason, else somebody tries it again")
    return reason


class CauseActs(Acts):
    """What people do about the causes. ``ref`` is five letters, or an id; refusals change nothing."""

    @property
    def _causes(self) -> Causes:
        return self._state.causes

    def hypothesis(self, ref: str) -> Record[Proposed]:
        """The hypothesis that ``ref`` names."""
        return find([self._causes.hypotheses], ref, "hypothesis")

    def find(self, ref: str) -> Record[Any]:
        """The hypothesis, piece of evidence, try, why or factor that ``ref`` names."""
        causes = self._causes
        every: list[Records[Any]] = [causes.hypotheses, causes.evidence, causes.tried, causes.whys, causes.factors]
        return find(every, ref, "cause")

    async def propose(
        self,
        text: str,
        *,
        confidence: int | None = None,
        actor: str = "",
        via: Via = "key",
        occurred_at: str | None = None,
    ) -> Event:
        """Put a hypothesis up; ``actor`` is who had it when that isn't the typist."""
        text = no_person(text, self._state)
        proposed = Proposed(text=text, confidence=checked_confidence(confidence), actor=actor, via=via)
        return await self._do(proposed, occurred_at)

    async def set_state(
        self, ref: str, state: HypothesisState, reason: str = "", *, actor: str = "", via: Via = "key"
    ) -> Event:
        """Say where a hypothesis stands; ends a shown conflict. Ruling out needs a reason."""
        return await self._do(state_set(self.hypothesis(ref), state, reason, actor, via))

    async def set_confidence(self, ref: str, confidence: int | None) -> Event:
        """Say how sure people are, in percent; None takes it back."""
        return await self._do(changed(self.hypothesis(ref), {"confidence": checked_confidence(confidence)}))

    async def add_evidence(self, ref: str, side: EvidenceSide, entry: str, text: str = "") -> Event:
        """Link a timeline entry (letters or id) to a hypothesis, for or against; linked again, it changes sides."""
        hypothesis = self.hypothesis(ref)
        linked = making.find_entry((self._state.timeline,), entry)
        for old in self._causes.evidence.standing():
            if (old.now.cause, old.now.entry) == (hypothesis.eid, linked.eid):
                return await self._do(changed(old, {"side": side} | ({"text": text} if text.strip() else {})))
        return await self._do(Evidence(cause=hypothesis.eid, entry=linked.eid, side=side, text=text))

    async def tried(
        self,
        text: str,
        outcome: Outcome = "pending",
        reason: str = "",
        *,
        cause: str = "",
        actor: str = "",
        via: Via = "key",
        occurred_at: str | None = None,
    ) -> Event:
        """Note what was tried, by whom and what came of it; ``cause`` is the hypothesis that it tests."""
        text = making.needed(text, "what was tried?")
        reason = outcome_checked(outcome, reason)
        about = self.hypothesis(cause).eid if cause else ""
        made = Tried(text=text, outcome=outcome, reason=reason, cause=about, actor=actor, via=via)
        return await self._do(made, occurred_at)

    async def set_outcome(self, ref: str, outcome: Outcome, reason: str = "") -> Event:
        """Say what came of something that was tried."""
        record: Record[Tried] = find([self._causes.tried], ref, "try")
        return await self._do(changed(record, {"outcome": outcome}, reason=outcome_checked(outcome, reason)))

    async def why(self, ref: str, text: str, *, actor: str = "", via: Via = "key") -> Event:
        """Answer a why (``ref`` of the one above), or go on at the end of a hypothesis' chain (its ``ref``)."""
        text = no_person(text, self._state)
        above = find([self._causes.hypotheses, self._causes.whys], ref, "hypothesis or why")
        if isinstance(above.now, Why):
            return await self._do(Why(text=text, cause=above.now.cause, answers=above.eid, actor=actor, via=via))
        ends = ends_of(why_chain(self._causes, above.eid))
        if len(ends) > 1:
            names = ", ".join(f"{one.ref} {called(one, 24)}" for one in ends)
            raise Ambiguous(f"the chain has {len(ends)} ends ({names}); name the one that you answer")
        return await self._do(
            Why(text=text, cause=above.eid, answers=ends[0].eid if ends else "", actor=actor, via=via)
        )

    async def factor(
        self,
        kind: FactorKind,
        text: str,
        *,
        primary: bool = False,
        cause: str = "",
        actor: str = "",
        via: Via = "key",
    ) -> Event:
        """Note what contributed; ``cause`` is the hypothesis that it follows from. A person never is a factor."""
        text = no_person(text, self._state)
        about = self.hypothesis(cause).eid if cause else ""
        bases = self._causes.primary.bases if primary else []
        made = Factor(text=text, factor=kind, cause=about, primary=primary, actor=actor, via=via, bases=bases)
        return await self._do(made)

    async def set_primary(self, ref: str, *, primary: bool = True) -> Event:
        """Make a factor the primary one (the other no longer is), or take that back; ends a shown conflict."""
        record: Record[Factor] = find([self._causes.factors], ref, "factor")
        return await self._do(primary_set(self._causes, record, primary=primary))

    async def edit(self, ref: str, **fields: object) -> Event:
        """Change fields of anything here (``text``, ``side``, ``factor`` ...); what isn't named stays."""
        record = self.find(ref)
        if "text" in fields and isinstance(record.now, (Proposed, Why, Factor)):
            no_person(str(fields["text"]), self._state)
        return await self._do(changed(record, fields))

    async def withdraw(self, ref: str, reason: str = "", *, back: bool = False) -> Event:
        """Take anything here off the panel, or bring it ``back``; the history keeps it."""
        return await self._do(withdrawn(self.find(ref), reason, withdrawn=not back))


def primary_set(causes: Causes, factor: Record[Factor], *, primary: bool, reason: str = "") -> Factor:
    """A factor becoming the primary one, or no longer; raises when nothing changes."""
    if (causes.primary_factor == factor.eid) == primary and not causes.primary_conflict:
        raise WarroomError(f"it is {'' if primary else 'not '}the primary factor already; nothing was changed")
    if primary and not factor.stands:
        raise WarroomError("that factor was withdrawn; bring it back first")
    return Factor(
        target=factor.eid,
        sets=("primary",),
        primary=primary,
        title=called(factor),
        reason=reason,
        bases=causes.primary.bases,
    )
