"""Acts about owner updates being written: rounds, saving, two heads, who writes where, corrections."""

from collections.abc import Mapping, Sequence

import msgspec

from warroom import making, seal
from warroom.acts.owners import named
from warroom.acts.recording import change
from warroom.acts.releasing import Releasing
from warroom.errors import Ambiguous, NotFound, WarroomError
from warroom.events import Event
from warroom.state.revisions import Content, Draft, Found, Ignored, Revised, Writing
from warroom.state.timeline import Via
from warroom.state.updates import Telling
from warroom.updates.correcting import correction_of, withdrawal_of
from warroom.updates.lint.finding import Finding
from warroom.updates.merging import Joined, Place, joined, picked, put, with_bases


class UpdateActs(Releasing):
    """What people do about drafts. ``ref`` is five letters, or an id; refusals change nothing."""

    # -- rounds and saving --------------------------------------------------------------------

    async def open_round(self, contents: Mapping[str, Content]) -> list[str]:
        """Begin a draft for each owner of ``contents``, all or none; the ids, in that order.

        An owner with a draft that is neither told nor discarded nor on its way keeps it as it is: its id is given.
        """
        wanted = {named(self._state, owner): content for owner, content in contents.items()}
        held = {owner: self.open_draft(owner) for owner in wanted}
        new = [owner for owner, draft in held.items() if draft is None]
        made: dict[str, str] = {}
        if new:
            events = await self._room.do([(change(self._revised(owner, wanted[owner])), None) for owner in new])
            made = {owner: event.eid for owner, event in zip(new, events, strict=True)}
        return [draft.eid if draft is not None else made[owner] for owner, draft in held.items()]

    async def begin(self, owner: str, content: Content) -> Event:
        """Begin a draft for an owner beside those that are open; its id is the event's."""
        return await self._do(self._revised(named(self._state, owner), content))

    def open_draft(self, owner: str) -> Draft | None:
        """The last draft of an owner that may still be written: neither told nor discarded nor on its way."""
        return next((one for one in reversed(self._state.revisions.of(owner)) if self._is_open(one)), None)

    async def save(
        self,
        ref: str,
        content: Content,
        bases: Sequence[str] = (),
        *,
        findings: Sequence[Finding] | None = None,
        actor: str = "",
        via: Via = "key",
    ) -> Event:
        """Make a revision of a draft. ``bases`` are the heads that were seen when editing began (none: those now).

        What others saved meanwhile is joined with it. A part that both changed differently makes two heads, which
        are shown until somebody picks (``settle``). Nothing is recorded when nothing differs. ``findings``: of the
        check, where the caller has them.
        """
        draft = self._changeable(ref)
        if not bases and draft.disputed:
            self._refuse_disputed(draft)
        joint = with_bases(draft, bases or draft.bases, content, self._room.me)
        if not joint.is_clean:
            known = [one for one in bases if one in draft.revisions]
            joint = Joined(content, (), tuple(known))
        elif len(draft.heads) == 1 and draft.head.said.content == joint.content and not draft.discarded:
            return draft.head.event
        return await self._do(self._next(draft, joint, findings, actor, via))

    def joined(self, ref: str) -> Joined:
        """A draft as one text: what only one side changed is in it, the parts to pick are named."""
        return joined(self.find(ref))

    async def settle(self, ref: str, picks: Mapping[Place, bool] | None = None) -> Event:
        """Join the heads of a draft into one revision. ``picks``: True for ``ours`` of a conflict, False for theirs.

        Refuses while a part that both sides changed differently isn't picked.
        """
        draft = self._changeable(ref)
        if len(draft.heads) == 1:
            raise WarroomError("there is one text of it already; nothing was changed")
        joint = picked(joined(draft), picks or {})
        if not joint.is_clean:
            open_parts = ", ".join(" ".join(filter(None, one.place)) for one in joint.conflicts)
            raise WarroomError(f"pick a side first: {open_parts}; nothing was changed")
        return await self._do(self._next(draft, joint, None, "", "key"))

    async def write(self, ref: str, field: str, lang: str, text: str) -> Event:
        """Write one section of a draft (or its ``title``) anew; the facts that it stated stay with it."""
        draft = self._changeable(ref)
        self._refuse_disputed(draft)
        content = draft.head.said.content
        body = next((one for one in content.bodies if one.lang == lang or not lang), None)
        section = body.section(field) if body is not None else None
        if body is None or (section is None and field != "title"):
            raise NotFound(f"the draft has no section '{field}'{f' in {lang}' if lang else ''}; nothing was changed")
        value = text if section is None else msgspec.structs.replace(section, text=text)
        return await self.save(ref, put(content, Place(field, body.lang), value))

    async def ignore(self, ref: str, finding: Finding, reason: str) -> Event:
        """Let a warning or hint stand, for a reason; the same rule on other words is a new finding."""
        if finding.severity == "block":
            raise WarroomError(f"{finding.rule} blocks: mend the text, or let a second person override it")
        draft = self._changeable(ref)
        self._refuse_disputed(draft)
        reason = making.needed(reason, "why may it stand?")
        seen = Ignored(finding.rule, finding.text, reason, self._room.me)
        content = draft.head.said.content
        return await self.save(ref, msgspec.structs.replace(content, ignored=(*content.ignored, seen)))

    async def discard(self, ref: str, *, back: bool = False) -> Event:
        """Throw a draft away (it stays in the history), or bring it ``back``."""
        draft = self._changeable(ref)
        if draft.discarded != back:
            raise WarroomError("it isn't discarded" if back else "it is discarded already")
        joint = joined(draft)
        revised = self._next(draft, joint, None, "", "key")
        return await self._do(msgspec.structs.replace(revised, discarded=not back))

    async def reread(self, ref: str) -> Event:
        """Say that the text was read against the facts as they are now and is right: they are stated as they are."""
        draft = self._changeable(ref)
        self._refuse_disputed(draft)
        held = {one.key: one for one in self._held(draft)}
        content = draft.head.said.content
        bodies = []
        for body in content.bodies:
            sections = tuple(
                msgspec.structs.replace(
                    section,
                    facts=tuple(
                        msgspec.structs.replace(fact, was=held[fact.key].value, text=held[fact.key].text)
                        if fact.key in held
                        else msgspec.structs.replace(fact, was="")
                        for fact in section.facts
                    ),
                )
                for section in body.sections
            )
            bodies.append(msgspec.structs.replace(body, sections=sections))
        now = msgspec.structs.replace(content, bodies=tuple(bodies))
        # Even when nothing differs: new facts that it doesn't state count as seen from here on.
        return await self._do(self._next(draft, Joined(now, (), tuple(draft.bases)), None, "", "key"))

    async def writing(self, ref: str, field: str = "", lang: str = "") -> Event | None:
        """Say in which section I write now (none: no more); nothing is recorded when that is known already."""
        draft = self.find(ref)
        known = draft.writing.get(self._room.me)
        if (known is None and not field) or (known is not None and (known[2].field, known[2].lang) == (field, lang)):
            return None
        kind, place = change(Writing(draft=draft.eid, field=field, lang=lang))
        # No change of mine that an undo would meet: where a cursor stands is nothing that anybody did.
        return (await self._room.record([making.draft(kind, place, self._room.me, self._room.clock())]))[0]

    # -- corrections --------------------------------------------------------------------------

    async def correct(self, telling: str) -> Event:
        """Begin a draft that corrects what was told; what was told stays as it is, and is shown struck later."""
        told = self.telling(telling)
        content = correction_of(self._state, told, self._room.clock())
        return await self._do(self._revised(told.said.owner_id, content))

    async def withdraw(self, telling: str) -> Event:
        """Begin a draft that says that what was told was a false alarm."""
        told = self.telling(telling)
        return await self._do(self._revised(told.said.owner_id, withdrawal_of(self._state, told)))

    def telling(self, ref: str) -> Telling:
        """What was told under these letters (or that id); ``NotFound``, ``Ambiguous``."""
        wanted = ref.strip().lstrip("#").upper()
        told = [one for owner in self._state.updates.owners for one in self._state.updates.told(owner)]
        found = [one for one in told if one.eid == ref or (wanted and seal.letters(one.eid).startswith(wanted))]
        if not found:
            raise NotFound(f"nothing told is called '{ref}'; warroom updates lists it; nothing was changed")
        if len(found) > 1:
            raise Ambiguous(f"'{ref}' names {len(found)} tellings; type more letters")
        return found[0]

    # -- making revisions ---------------------------------------------------------------------

    def _revised(self, owner: str, content: Content) -> Revised:
        return Revised(owner_id=owner, content=content, findings=self._counted(self.check(owner, content)))

    def _next(self, draft: Draft, joint: Joined, findings: Sequence[Finding] | None, actor: str, via: Via) -> Revised:
        found = self.check(draft.owner, joint.content, draft) if findings is None else findings
        return Revised(
            owner_id=draft.owner,
            draft=draft.eid,
            content=joint.content,
            findings=self._counted(found),
            actor=actor,
            via=via,
            bases=list(joint.bases),
        )

    @staticmethod
    def _counted(findings: Sequence[Finding]) -> tuple[Found, ...]:
        counts: dict[str, Found] = {}
        for one in findings:
            known = counts.get(one.rule)
            counts[one.rule] = Found(one.rule, one.severity, known.count + 1 if known else 1)
        return tuple(counts[rule] for rule in sorted(counts))
