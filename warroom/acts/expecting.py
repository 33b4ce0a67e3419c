"""Acts about what owners are given to expect: promoted facts, estimates, compensation, and how content they were."""

from collections.abc import Mapping, Sequence

from warroom import making
from warroom.acts.owners import named
from warroom.acts.recording import Acts, changed, find, withdrawn
from warroom.clock import from_stamp
from warroom.errors import BadInput, WarroomError
from warroom.events import Event
from warroom.state.expectations import (
    Confidence,
    ExpectationSet,
    Expected,
    FeedbackGiven,
    OwnerFactSet,
    RemedyKind,
    RemedySet,
    RemedyState,
    Topic,
    Wording,
    versions_seen,
)
from warroom.state.feed import Entry
from warroom.state.record import Record
from warroom.text import clean


class ExpectationActs(Acts):
    """What people do about owners' expectations. ``ref`` is five letters, or an id; refusals change nothing."""

    # -- promoting ----------------------------------------------------------------------------

    async def promote(
        self,
        entry: Entry,
        text: str,
        *,
        owners: Sequence[str] = (),
        topic: Topic = "other",
        wordings: Mapping[str, str] | None = None,
    ) -> Event:
        """Make an owner fact of an entry, in the owner's words; the entry itself stays internal."""
        if entry.erased or entry.retracted:
            raise WarroomError("that entry no longer holds; it can't go to an owner")
        text = making.needed(clean(text), "how should the owner read it?")
        if text == entry.text.strip():
            raise WarroomError("that is the internal text word for word; write it as the owner should read it")
        fact = OwnerFactSet(
            text=text,
            entry=entry.eid,
            seen=versions_seen(entry),
            owners=tuple(named(self._state, one) for one in owners),
            topic=topic,
            wordings=tuple(Wording(lang, clean(words)) for lang, words in (wordings or {}).items()),
        )
        return await self._do(fact)

    def fact(self, ref: str) -> Record[OwnerFactSet]:
        """The owner fact that ``ref`` names."""
        return find([self._state.expectations.facts], ref, "owner fact")

    async def reword(self, ref: str, entry: Entry | None = None, **fields: object) -> Event:
        """Change an owner fact; with its ``entry`` it is brought up to what the entry says now."""
        fact = self.fact(ref)
        seen = {"seen": versions_seen(entry)} if entry is not None else {}
        return await self._do(changed(fact, {**fields, **seen}))

    async def demote(self, ref: str, reason: str = "", *, back: bool = False) -> Event:
        """Take an owner fact away from the owners, or bring it ``back``."""
        return await self._do(withdrawn(self.fact(ref), reason, withdrawn=not back))

    # -- what they expect ---------------------------------------------------------------------

    async def expect(
        self,
        about: Expected,
        *,
        owner: str = "",
        text: str = "",
        low: str | None = None,
        high: str | None = None,
        confidence: Confidence | None = None,
        basis: str = "",
        reason: str = "",
        agreed: Sequence[str] = (),
        actor: str = "",
    ) -> Event:
        """Set what an owner (or all) is given to expect; a moved estimate needs the reason."""
        owner = named(self._state, owner) if owner else ""
        for end in (low, high):
            if end:
                from_stamp(end)
        if low and high and low > high:
            raise BadInput("the estimate ends before it begins; nothing was changed")
        register = self._state.expectations.held.get((about, owner))
        before = register.value if register else None
        if about == "eta" and before is not None and (before.low or before.high) and not reason.strip():
            raise BadInput("the estimate was given before: why does it move? Write: because REASON")
        return await self._do(
            ExpectationSet(
                about=about,
                owner_id=owner,
                text=text if about == "eta" else making.needed(text, f"what is the {about}?"),
                low=low,
                high=high,
                confidence=confidence,
                note=basis,
                reason=reason,
                agreed=[one.strip() for one in agreed if one.strip()],
                actor=actor,
                bases=register.bases if register else [],
            )
        )

    async def remedy(
        self, owner: str, text: str, *, kind: RemedyKind = "other", amount: str = "", due: str | None = None
    ) -> Event:
        """Note a compensation that is thought of; nothing is offered by that."""
        if due:
            from_stamp(due)
        text = making.needed(clean(text), "what compensation?")
        return await self._do(RemedySet(text=text, owner_id=named(self._state, owner), kind=kind, note=amount, due=due))

    async def remedy_state(self, ref: str, state: RemedyState, reason: str = "", *, actor: str = "") -> Event:
        """Say how far a compensation is; it is authorised before it is offered."""
        remedy = find([self._state.expectations.remedies], ref, "compensation")
        history = [one.value for one in remedy.fields["state"].history] if "state" in remedy.fields else []
        if state in ("offered", "accepted", "fulfilled") and "authorised" not in history:
            raise WarroomError("nobody authorised it yet: /remedy REF authorised (by whom); nothing was changed")
        return await self._do(changed(remedy, {"state": state}, reason=reason, actor=actor))

    async def feedback(
        self, owner: str, clear: int | None, timely: int | None, text: str = "", *, actor: str = ""
    ) -> Event:
        """Note how content an owner was: clear enough, timely enough, 1 to 5 each, and their words.

        Refused before the incident is closed: who answers while it goes on answers another question.
        """
        if self._state.incident.status.value != "closed":
            raise WarroomError(
                "satisfaction is asked after closing, and this incident isn't closed; what they say now is a message: "
                "/from OWNER: WORDS (/status closed closes). Nothing was recorded"
            )
        for number in (clear, timely):
            if number is not None and not 1 <= number <= 5:
                raise BadInput(f"satisfaction is 1 (bad) to 5 (good), not {number}; nothing was recorded")
        if clear is None and timely is None and not text.strip():
            raise BadInput("what did they say? /feedback OWNER 4 5 WORDS; nothing was recorded")
        return await self._do(
            FeedbackGiven(owner_id=named(self._state, owner), clear=clear, timely=timely, text=text, actor=actor)
        )
