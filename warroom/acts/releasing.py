"""Acts that let a draft go: approving it, taking that back, telling it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from warroom import making, seal
from warroom.acts.recording import Acts, change
from warroom.acts.telling import Occasion, consequences, ids_of, telling_id
from warroom.cadence import Cadences
from warroom.clock import from_stamp, to_stamp
from warroom.errors import Ambiguous, NotFound, WarroomError
from warroom.events import Event
from warroom.making import Change
from warroom.state.owners import Means
from warroom.state.promises import moment
from warroom.state.revisions import Approved, Content, Draft, content_digest
from warroom.state.room_state import Applied
from warroom.state.timeline import Via
from warroom.state.updates import Telling
from warroom.text import clean
from warroom.updates import approval
from warroom.updates.approval import Verdict
from warroom.updates.facts import Fact
from warroom.updates.lint.finding import Finding

if TYPE_CHECKING:
    from warroom.updates.lint.internal import RoomIndex
    from warroom.updates.lint.settings import Settings


class Releasing(Acts):
    """What people do to let a draft go. ``ref`` is five letters, or an id; refusals change nothing."""

    read_settings: "Callable[[], Settings] | None" = None
    """Reads what an organisation tells the check (``lint.toml``), where somebody can; without it nothing is known."""

    _index: "RoomIndex | None" = None
    _follows: bool = False

    @property
    def index(self) -> "RoomIndex":
        """The internal words of the room for the leak guard, kept up to date; reading it in a thread is safe."""
        from warroom.updates.lint.internal import RoomIndex  # with the rules' patterns, after the first frame

        if not self._follows:
            self._room.subscribe(self._follow)
            self._follows = True
        index = self._index
        if index is None:
            read = len(self._state)
            index = self._index = RoomIndex(self._state.events)
            if len(self._state) != read:  # asked for in a thread: the room went on while it was read
                index.take(self._state.events)
        return index

    def _follow(self, applied: Applied) -> None:
        if applied.rebuilt:
            self._index = None  # made anew when it is asked for: words may have been erased
        elif self._index is not None:
            self._index.take(applied.added)

    @property
    def cadences(self) -> Cadences:
        """The profile's intervals, where an owner's plan says nothing."""
        return {name: words.cadence for name, words in self._room.profile.severities.items()}

    def find(self, ref: str) -> Draft:
        """The draft that ``ref`` names (an owner's name: their open one); ``NotFound``, ``Ambiguous``.

        The whole name of an owner never means the draft of another whose name only begins so.
        """
        wanted = ref.strip().lstrip("#")
        letters = wanted.upper().translate(str.maketrans("OIL", "011"))
        drafts = self._state.revisions.drafts
        named = _whole([*self._state.owners.plans, *(one.owner for one in drafts)], wanted)
        found = [one for one in drafts if one.eid == ref or (letters and seal.letters(one.eid).startswith(letters))]
        if named:
            found = [one for one in found if one.owner in named or one.eid == ref or one.ref.upper() == letters]
        if not found or named:
            live = [one for one in drafts if not one.discarded and self._carried(one) is None]
            theirs = [one for one in live if (one.owner in named if named else _begins(one.owner, wanted))]
            mine = [one for one in theirs if self._is_open(one)] or theirs
            found += [one for one in mine if one not in found]
        if not found:
            near = ", ".join(f"{one.ref} for {one.owner}" for one in drafts[-4:])
            none = f"{named[0]} has no open draft" if named else f"no draft is called '{ref}'"
            raise NotFound(none + (f"; there are {near}" if near else "; there is none yet"))
        if len(found) > 1:
            names = ", ".join(f"{one.ref} for {one.owner}" for one in found[:5])
            raise Ambiguous(f"'{ref}' names {len(found)} drafts ({names}); type more letters")
        return found[0]

    def check(
        self,
        owner: str,
        content: Content,
        draft: Draft | None = None,
        *,
        now: datetime | None = None,
        reread: bool = False,
    ) -> list[Finding]:
        """What the check finds in a content for an owner."""
        # The hundreds of patterns of the rules would delay the first frame.
        from warroom.updates.lint.draft import check_draft
        from warroom.updates.lint.settings import Settings

        return check_draft(
            self._state,
            owner,
            content,
            now or self._room.clock(),
            settings=self.read_settings() if self.read_settings is not None else Settings(),
            index=self.index,
            draft=draft,
            cadences=self.cadences,
            reread=reread,
        )

    def verdict(self, ref: str) -> Verdict:
        """How a draft stands: approved, stale (and by what), whose word is missing."""
        return approval.verdict(self._state, self.find(ref), self._room.clock())

    # -- approving ----------------------------------------------------------------------------

    async def approve(
        self,
        ref: str,
        *,
        by: str = "",
        via: Via = "key",
        reason: str = "",
        alone: bool = False,
        break_glass: bool = False,
        legal: bool = False,
        overrides: Sequence[str] = (),
        occurred_at: str | None = None,
    ) -> Event:
        """Release the text of a draft as it stands now, for ``by`` (default: me; ``spoken``: said aloud, I typed it).

        ``alone``: I wrote it and nobody else is here, for a ``reason``. ``break_glass``: a first notice within its
        interval. ``overrides``: blocking rules that a second person lets pass, for a ``reason``. All three stay
        visible for ever. Asked again after a change, it says yes to what changed.
        """
        draft = self._open(ref)
        self._refuse_disputed(draft)
        who = clean(by).strip() or self._room.me
        reason = clean(reason).strip()
        passed = self._refuse_blocked(draft, who, reason, overrides)
        alone, break_glass = self._refuse_unfit(draft, who, reason, alone, break_glass)
        held = approval.verdict(self._state, draft, self._room.clock())
        if held.may_go and any(approval.same(one.who, who) for one in held.by) and not legal:
            raise WarroomError(f"{who} approved it already, and nothing has changed; it may be told")
        given = Approved(
            draft=draft.eid,
            revision=draft.head.eid,
            digest=content_digest(draft.head.said.content),
            facts=approval.basis(self._held(draft)),
            legal=legal,
            alone=alone,
            break_glass=break_glass,
            overrides=passed,
            reason=reason,
            actor="" if approval.same(who, self._room.me) else who,
            via=via,
            bases=draft.bases,
        )
        return await self._do(given, occurred_at)

    def _refuse_blocked(self, draft: Draft, who: str, reason: str, overrides: Sequence[str]) -> tuple[str, ...]:
        """The rules that are let pass; raises when one blocks that isn't, or that isn't theirs to let pass."""
        content = draft.head.said.content
        found = self.check(draft.owner, content, draft, reread=True)
        # An author's own approval (X13) is mended by the one that is given now.
        blocking = [one for one in found if one.severity == "block" and one.rule != "X13"]
        wanted = {one.strip().upper() for one in overrides}
        passed = tuple(sorted(wanted & {one.rule for one in blocking}))
        left = [one for one in blocking if one.rule not in wanted]
        if left:
            raise WarroomError(f"{_named(left)}; mend the text, or let a second person override it with a reason")
        if passed and approval.same(who, approval.author_of(draft)):
            raise WarroomError(
                f"{who} wrote it: somebody else has to let {', '.join(passed)} pass; nothing was approved"
            )
        if passed:
            making.needed(reason, f"why may {', '.join(passed)} pass?")
        return passed

    def _refuse_unfit(self, draft: Draft, who: str, reason: str, alone: bool, break_glass: bool) -> tuple[bool, bool]:
        """The flags as they are recorded; raises when who wrote it may not release it."""
        author, owner = approval.author_of(draft), draft.owner
        if not approval.same(who, author) or not approval.needs_second(self._state, owner, draft.head):
            return False, False
        if break_glass:
            until = approval.glass_until(self._state, owner, draft.head.said.content, self.cadences)
            if until is None or until < self._room.clock():
                raise WarroomError("only a first notice within its interval may go without a second person; ask one")
            return False, True
        here = approval.others_here(self._state, author)
        if not alone:
            ask = ", ".join(here) or "somebody else"
            raise WarroomError(
                f"{author} wrote it, so {ask} has to approve it (--by NAME --spoken when it is said aloud); "
                "alone in the room: --alone with --reason; nothing was approved"
            )
        if here:
            raise WarroomError(f"you are not alone: ask {', '.join(here)}; nothing was approved")
        making.needed(reason, "alone in the room: why can nobody else look at it?")
        return True, False

    async def unapprove(self, ref: str, reason: str = "", *, by: str = "", via: Via = "key") -> Event:
        """Take an approval back: mine, or that of ``by``; with none of theirs, every one that binds to the text."""
        draft = self._open(ref)
        who = clean(by).strip() or self._room.me
        given = approval.binding(draft, draft.head)
        if not given:
            raise WarroomError("this text isn't approved; nothing was changed")
        mine = [one for one in given if approval.same(one.who, who)] or ([] if by else given)
        if not mine:
            raise WarroomError(f"{who} didn't approve it; nothing was changed")
        changes: list[tuple[Change, str | None]] = [
            (
                change(
                    Approved(
                        draft=draft.eid,
                        revision=one.said.revision,
                        digest=one.said.digest,
                        reason=reason,
                        withdrawn=True,
                        actor="" if approval.same(one.who, self._room.me) else one.who,
                        via=via,
                        bases=draft.bases,
                    )
                ),
                None,
            )
            for one in mine
        ]
        return (await self._room.do(changes))[0]

    # -- telling ------------------------------------------------------------------------------

    async def tell(
        self,
        ref: str,
        *,
        means: Means = "phone",
        people: Sequence[str] = (),
        actor: str = "",
        occurred_at: str | None = None,
    ) -> list[Event]:
        """Record that an owner was told what an approved draft says: by what, whom, when. All of it, or nothing.

        It takes the next update and the promises into the ledger, closes the questions that it answers, and passes
        the milestone *first notice*. Its text never changes again.
        """
        draft = self._open(ref)
        self._refuse_disputed(draft)
        now = self._room.clock()
        at = min(from_stamp(occurred_at), now) if occurred_at else now
        refusal = self.why_not_go(draft, at if occurred_at else None)
        if refusal:
            raise WarroomError(f"{refusal}; nothing was recorded")
        eid = telling_id(self._state, draft.eid)
        names = [name for one in people if (name := clean(one).strip())]
        how = Occasion(means, names, clean(actor).strip(), to_stamp(at))
        payloads = consequences(self._state, draft, eid, how, at)
        return await self._room.do(
            [(change(one), occurred_at) for one in payloads], ids=ids_of(payloads, draft.eid, eid)
        )

    def why_not_go(self, draft: Draft, told_at: datetime | None = None) -> str:
        """Why a draft may not go to its owner as it stands, in words; empty when it may.

        ``told_at``: it went then already, so what came later doesn't matter.
        """
        now = self._room.clock()
        held = approval.verdict(self._state, draft, now)
        if not held.may_go and not self._was_approved(held, told_at):
            return why_not(held)
        let_pass = approval.overridden(approval.binding(draft, draft.head))
        found = self.check(draft.owner, draft.head.said.content, draft, now=told_at or now)
        blocking = [one for one in found if one.severity == "block" and one.rule not in {*let_pass, "X10"}]
        return f"{_named(blocking)}; mend the text and have it approved again" if blocking else ""

    @staticmethod
    def _was_approved(held: Verdict, at: datetime | None) -> bool:
        """Whether it was approved when it was told, and only what came later has voided it."""
        if at is None or held.state != "stale" or held.edited or not held.changed:
            return False
        return all((since := moment(one.since)) is not None and since > at for one in held.changed)

    # -- what may be done to a draft ----------------------------------------------------------

    def _held(self, draft: Draft) -> list[Fact]:
        return approval.held_facts(self._state, draft.owner, self._room.clock())

    def _carried(self, draft: Draft) -> Telling | None:
        return self._state.updates.carried(draft.eid)

    def _is_open(self, draft: Draft) -> bool:
        """Whether it may still be written."""
        return not draft.discarded and self._carried(draft) is None and not self._state.deliveries.out(draft.eid)

    def _open(self, ref: str) -> Draft:
        """The draft, unless it was told; raises for one that was."""
        draft = self.find(ref)
        self._refuse_told(draft)
        return draft

    def _changeable(self, ref: str) -> Draft:
        """The draft, unless it was told or is on its way; raises for one that is."""
        draft = self._open(ref)
        if self._state.deliveries.out(draft.eid):
            number = self._state.deliveries.number(draft.eid)
            raise WarroomError(
                f"it is on its way as update #{number}, or may have arrived: its text stays as it is. "
                "Stop what waits (warroom outbox ROOM --cancel), or say more in a new update; nothing was changed"
            )
        return draft

    def _refuse_told(self, draft: Draft) -> None:
        told = self._carried(draft)
        if told is not None:
            raise WarroomError(
                f"it was told as update #{told.said.number}: its text never changes again; correct it by a new one: "
                f"warroom updates ROOM {told.eid and seal.entry_ref(told.eid)} --correct"
            )

    @staticmethod
    def _refuse_disputed(draft: Draft) -> None:
        if draft.discarded:
            raise WarroomError("that draft was discarded; bring it back first; nothing was changed")
        if draft.disputed:
            who = " and ".join(dict.fromkeys(one.who for one in draft.heads))
            raise WarroomError(f"there are two texts of it, by {who}; join them first; nothing was changed")


def _whole(owners: Iterable[str], wanted: str) -> list[str]:
    """The owners whose whole name somebody typed."""
    return [one for one in dict.fromkeys(owners) if one.strip().casefold() == wanted.strip().casefold()]


def _begins(owner: str, wanted: str) -> bool:
    return bool(wanted) and owner.casefold().startswith(wanted.casefold())


def _named(findings: Sequence[Finding]) -> str:
    """The first few findings in words."""
    said = "; ".join(f"{one.rule} {one.message}" for one in findings[:3])
    return said + (f" (and {len(findings) - 3} more)" if len(findings) > 3 else "")


def why_not(held: Verdict) -> str:
    """Why a draft may not go, in words."""
    if held.edited:
        return "the text was changed after it was approved; have it approved again"
    if held.changed:
        said = ", ".join(f"{one.topic} {one.text}".strip() for one in held.changed[:3])
        return f"since it was approved this has changed: {said}; read it again and have it approved again"
    return f"it needs {' and '.join(held.missing)}"
