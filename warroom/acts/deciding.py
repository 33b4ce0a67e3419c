"""Acts about risks and decisions."""

from collections.abc import Sequence

from warroom import making
from warroom.acts.recording import Acts, changed, find, withdrawn
from warroom.clock import from_stamp
from warroom.errors import BadInput, WarroomError
from warroom.events import Event
from warroom.state.decisions import DecisionMade
from warroom.state.record import Record
from warroom.state.risks import Level, RiskSet, RiskState
from warroom.state.team import Side
from warroom.state.timeline import Via


class RiskActs(Acts):
    """What people do about risks. ``ref`` is five letters, or an id; refusals change nothing."""

    def find(self, ref: str) -> Record[RiskSet]:
        """The risk that ``ref`` names."""
        return find([self._state.risks.risks], ref, "risk")

    async def add(
        self,
        text: str,
        probability: Level = "medium",
        impact: Level = "medium",
        *,
        countermeasure: str = "",
        assignee: str = "",
        actor: str = "",
        via: Via = "key",
    ) -> Event:
        """Note what may go wrong yet, how likely, how bad, what is done against it and who watches it."""
        text = making.needed(text, "what may go wrong?")
        made = RiskSet(
            text=text,
            probability=probability,
            impact=impact,
            countermeasure=countermeasure,
            assignee=assignee,
            actor=actor,
            via=via,
        )
        return await self._do(made)

    async def edit(self, ref: str, **fields: object) -> Event:
        """Change fields of a risk (``text``, ``probability``, ``impact``, ``countermeasure``, ``assignee``)."""
        return await self._do(changed(self.find(ref), fields))

    async def set_state(self, ref: str, state: RiskState, reason: str = "") -> Event:
        """Say where a risk stands; closing one needs the reason."""
        if state == "closed":
            reason = making.needed(reason, "why is it no risk any more?")
        return await self._do(changed(self.find(ref), {"state": state}, reason=reason))

    async def withdraw(self, ref: str, reason: str = "", *, back: bool = False) -> Event:
        """Take a risk off the register (it was a mistake), or bring it ``back``."""
        return await self._do(withdrawn(self.find(ref), reason, withdrawn=not back))


class DecisionActs(Acts):
    """What people do about decisions. ``ref`` is five letters, or an id; refusals change nothing."""

    def find(self, ref: str) -> Record[DecisionMade]:
        """The decision that ``ref`` names."""
        return find([self._state.decisions.made], ref, "decision")

    async def make(
        self,
        text: str,
        *,
        options: Sequence[str] = (),
        decided_by: str = "",
        side: Side = "staff",
        owner: str = "",
        executor: str = "",
        objections: Sequence[str] = (),
        review_at: str | None = None,
        via: Via | None = None,
        occurred_at: str | None = None,
    ) -> Event:
        """Record a decision; who decided is the typist when nobody is named, ``side`` owner: an owner's person."""
        text = making.needed(text, "what was decided?")
        if review_at:
            from_stamp(review_at)
        if side == "owner" and not decided_by.strip():
            raise BadInput("which person of the owner decided? Name them; nothing was recorded")
        decider = decided_by.strip() or self._room.me
        made = DecisionMade(
            text=text,
            options=tuple(options),
            decided_by=decider,
            side=side,
            owner=owner,
            executor=executor,
            objections=tuple(objections),
            review_at=review_at,
            via=via or ("key" if decider == self._room.me else "spoken"),
        )
        return await self._do(made, occurred_at)

    async def add_objection(self, ref: str, words: str, *, who: str = "") -> Event:
        """Add an objection and whose it is; the decision stands until somebody reverses it."""
        words = making.needed(words, "what is the objection?")
        objection = f"{who.strip() or self._room.me}: {words}"
        return await self._do(changed(self.find(ref), {"objections": (objection,)}))

    async def review(self, ref: str, *, next_review: str | None = None, reason: str = "") -> Event:
        """Say that a decision was looked at and stands, until ``next_review`` (UTC text) or for good."""
        decision = self.find(ref)
        if next_review:
            from_stamp(next_review)
        if not decision.now.review_at and not next_review:
            raise WarroomError("it has no review to come; nothing was changed")
        return await self._do(changed(decision, {"review_at": next_review}, reason=reason))

    async def reverse(self, ref: str, reason: str, *, back: bool = False) -> Event:
        """Say that a decision no longer holds, and why; or (``back``) that it does again."""
        if not back:
            reason = making.needed(reason, "why is it reversed?")
        return await self._do(changed(self.find(ref), {"state": "stands" if back else "reversed"}, reason=reason))

    async def edit(self, ref: str, **fields: object) -> Event:
        """Change fields of a decision (``text``, ``options``, ``executor``, ``review_at`` ...)."""
        return await self._do(changed(self.find(ref), fields))

    async def withdraw(self, ref: str, reason: str = "", *, back: bool = False) -> Event:
        """Take a decision off the list (it was never made), or bring it ``back``."""
        return await self._do(withdrawn(self.find(ref), reason, withdrawn=not back))
