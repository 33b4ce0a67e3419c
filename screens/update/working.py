"""A draft as it is being written at this terminal: what it says now, what that was made from, what the check found."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from warroom.errors import BadInput, NotFound
from warroom.events import Event
from warroom.room import Room
from warroom.state.revisions import Body, Content, Draft, Section, SectionId
from warroom.updates.lint.finding import Finding
from warroom.updates.merging import Conflict, Place, joined, merge, put, with_bases
from warroom.updates.taking import with_section
from warroom.updates.wordings import Lack


class Kept(msgspec.Struct, frozen=True):
    """What is kept of a working copy for its writer alone, until it is saved."""

    bases: tuple[str, ...]
    content: Content


class WorkingCopy:
    """The one place where a draft is changed before it is saved; widgets show it and tell it what was typed.

    ``content`` is what stands there now. ``changed`` is called after every change of it, ``findings`` belong to
    ``checked`` alone. What others save is joined in by ``take_in``; nothing that was typed is ever lost by that.
    """

    def __init__(self, room: Room, eid: str, changed: Callable[["WorkingCopy"], None]) -> None:
        """``eid`` is the draft's id; raises ``NotFound`` when there is no such draft."""
        self._room = room
        self._changed = changed
        self.eid = eid
        joint = joined(self.draft)
        self.content: Content = joint.content
        self.bases: tuple[str, ...] = joint.bases
        """The revisions that it was made from."""
        self.conflicts: tuple[Conflict, ...] = joint.conflicts
        """The parts of which somebody has to pick a side; nobody can approve meanwhile."""
        self._base = joint.content
        self.findings: tuple[Finding, ...] = ()
        self.checked: Content | None = None
        """What ``findings`` were found in; None before the first check."""
        self.unchecked_because: str = ""
        """Why the check can't run (its settings can't be read), else empty."""
        self.lacks: tuple[Lack, ...] = ()
        """What has no words in a language of the draft, as far as somebody looked."""
        self.lang: str = ""
        """The language that is in sight; empty: the first."""

    # -- what it is ---------------------------------------------------------------------------------------------------

    @property
    def draft(self) -> Draft:
        """The draft as it is in the room."""
        draft = self._room.state.revisions.get(self.eid)
        if draft is None:
            raise NotFound("this draft isn't in the room any more; nothing was changed")
        return draft

    @property
    def owner(self) -> str:
        """Whom it is for."""
        return self.draft.owner

    @property
    def body(self) -> Body:
        """The language in sight."""
        return self.content.body(self.lang)

    @property
    def told(self) -> bool:
        """Whether it was told: its text never changes again."""
        return self._room.state.updates.carried(self.eid) is not None

    @property
    def out(self) -> bool:
        """Whether it was given to a channel and may reach somebody: its text never changes again."""
        return self._room.state.deliveries.out(self.eid)

    @property
    def number(self) -> int:
        """Its number among the updates to its owner; 0 until that is fixed: when it is told or given to a channel."""
        telling = self._room.state.updates.carried(self.eid)
        return telling.said.number if telling is not None else self._room.state.deliveries.number(self.eid)

    @property
    def is_open(self) -> bool:
        """Whether it may be changed."""
        return not self.told and not self.out and not self.draft.discarded

    @property
    def saved(self) -> Content:
        """What it said when it was saved last, by whomever."""
        return self._base

    @property
    def dirty(self) -> bool:
        """Whether it says something that no revision says."""
        return self.content != self._base or (len(self.draft.heads) > 1 and not self.conflicts)

    def text(self, field: str, lang: str = "") -> str:
        """The words of a section, or of the ``title``; empty when there is none."""
        body = self.content.body(lang or self.lang)
        if field == "title":
            return body.title
        section = body.section(field)
        return section.text if section is not None else ""

    # -- changing it --------------------------------------------------------------------------------------------------

    def change(self, content: Content) -> None:
        """It says this now."""
        if content != self.content:
            self.content = content
            self._changed(self)

    def put(self, field: str, lang: str, value: Any) -> None:
        """Another value of a part, as ``merging.put`` takes it; a field of the content has no ``lang``."""
        self.change(put(self.content, Place(field, lang), value))

    def write(self, field: SectionId | str, text: str, lang: str = "") -> None:
        """Other words in a section (which is made when there is none), or another title; its facts stay with it."""
        body = self.content.body(lang or self.lang)
        if field == "title":
            self.put("title", body.lang, " ".join(text.split()))
            return
        section = body.section(field) or Section(field)  # type: ignore[arg-type]  # a field that a widget was given
        if section.text != text:
            written = with_section(body, msgspec.structs.replace(section, text=text))
            bodies = tuple(written if one is body else one for one in self.content.bodies)
            self.change(msgspec.structs.replace(self.content, bodies=bodies))

    # -- others, and what is on disk ----------------------------------------------------------------------------------

    def take_in(self) -> bool:
        """Join in what others saved since; whether anything differs. A part that both changed stays a conflict."""
        draft = self.draft
        if set(draft.bases) == set(self.bases):
            return False
        joint = joined(draft)
        if self.content == self._base:
            self.content, self.bases, self.conflicts = joint.content, joint.bases, joint.conflicts
        else:
            mine = with_bases(draft, self.bases, self.content, self._room.me)
            if mine.is_clean:
                self.content, self.bases = mine.content, mine.bases
            self.conflicts = mine.conflicts
            if not mine.is_clean:
                return True  # mine stays as it is: saved, it becomes the other text of the two
        self._base = joint.content
        return True

    async def save(self, *, findings: Sequence[Finding] | None = None) -> Event | None:
        """Make a revision that everybody sees; None when there was nothing to save. Raises what the room raises."""
        if not self.dirty or not self.is_open:
            return None
        if self.draft.disputed:  # made from both, it would pick between them in silence
            raise BadInput("there are two texts of it: c picks what holds; what you typed is kept for you meanwhile")
        saved = self.content
        found = self.findings if self.checked == saved else None
        event = await self._room.updates.save(
            self.eid, saved, self.bases, findings=findings if findings is not None else found
        )
        typed_on = self.content
        joint = joined(self.draft)
        after, clashes = merge(saved, typed_on, joint.content)
        self._base, self.conflicts = joint.content, joint.conflicts
        self.bases = (event.eid,) if clashes else joint.bases
        self.content = typed_on if clashes else after  # what was typed while it was stored stands, whoever else wrote
        self._changed(self)
        return event

    def kept(self) -> str:
        """What its writer has to find again after a kill; empty when every word is in a revision."""
        if not self.dirty or self.content == self._base:
            return ""
        return msgspec.json.encode(Kept(self.bases, self.content)).decode()

    def restore(self, text: str) -> bool:
        """Take what ``kept`` gave in an earlier life; whether it says something that no revision says."""
        if not text or not self.is_open:
            return False
        try:
            kept = msgspec.json.decode(text, type=Kept)
        except msgspec.DecodeError:  # another version's form: the revisions are all there is then
            return False
        if not any(one in self.draft.revisions for one in kept.bases):
            return False
        self._base = joined(self.draft).content
        known = tuple(one for one in kept.bases if one in self.draft.revisions)
        self.bases, self.content = known, kept.content
        mine = with_bases(self.draft, known, kept.content, self._room.me)
        self.conflicts = mine.conflicts
        if mine.is_clean:
            self.content, self.bases = mine.content, mine.bases
        self._changed(self)
        return self.dirty

    # -- the check ----------------------------------------------------------------------------------------------------

    def found(self, content: Content, findings: Sequence[Finding]) -> None:
        """The check found this in ``content``."""
        self.checked, self.findings, self.unchecked_because = content, tuple(findings), ""

    @property
    def blocking(self) -> int:
        """How many findings block, as far as is known."""
        return sum(one.severity == "block" for one in self.findings)
