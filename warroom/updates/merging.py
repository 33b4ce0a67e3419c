"""Two heads of a draft joined, three-way, part by part: what only one side changed is taken, the rest is shown. Pure.

A part is a section of a body, a title, or another field of the content. Nothing is mixed within one: a section that
both sides changed differently waits until somebody picks a side, and until then nobody can approve or send.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from warroom.state.revisions import Body, Content, Draft, Saved, Section, content_digest

T = TypeVar("T")

_GATHERED: Final = ("ignored", "promises", "channels", "people")
"""Lists of which each item is a part of its own: what one side adds and the other takes away stands both."""
_WHOLE: Final = tuple(name for name in Content.__struct_fields__ if name not in (*_GATHERED, "bodies"))


class Place(NamedTuple):
    """A part of a draft."""

    field: str
    """A section's field, ``title``, or a field of the content such as ``next_update``."""
    lang: str = ""
    """The body that it stands in; empty: of the content as a whole."""


class Conflict(NamedTuple):
    """A part that two people changed differently since the revision that both had seen."""

    place: Place
    ours: Any
    """A ``Section``, the text of a title, or the value of a field; None: taken out."""
    theirs: Any
    base: Any
    by: tuple[str, str]
    """Who wrote the one, and who the other."""


class Joined(NamedTuple):
    """A draft as one text, whatever number of heads it has."""

    content: Content
    """Every part that no one disputes, and of a disputed one the later side."""
    conflicts: tuple[Conflict, ...]
    bases: tuple[str, ...]
    """The heads that it joins: what a revision of it was made from."""

    @property
    def is_clean(self) -> bool:
        """Whether nobody has to pick."""
        return not self.conflicts


def joined(draft: Draft) -> Joined:
    """All heads of a draft as one text, in fold order."""
    heads = draft.heads
    content, seen, conflicts = heads[0].said.content, draft.ancestry(heads[0].eid), list[Conflict]()
    who = heads[0].who
    for head in heads[1:]:
        base = _common(draft, seen, head)
        content, more = merge(base, content, head.said.content, (who, head.who))
        conflicts = [one for one in conflicts if one.place not in {new.place for new in more}] + list(more)
        seen |= draft.ancestry(head.eid)
        who = head.who
    return Joined(content, tuple(conflicts), tuple(one.eid for one in heads))


def with_bases(draft: Draft, bases: Iterable[str], content: Content, who: str) -> Joined:
    """What somebody made of ``bases``, joined with what others saved meanwhile."""
    known = [one for one in bases if one in draft.revisions]
    seen = set(chain.from_iterable(draft.ancestry(one) for one in known))
    conflicts: list[Conflict] = []
    others = [one for one in draft.heads if one.eid not in seen]
    for head in others:
        content, more = merge(_common(draft, seen, head), content, head.said.content, (who, head.who))
        conflicts += more
        seen |= draft.ancestry(head.eid)
    return Joined(content, tuple(conflicts), (*known, *(one.eid for one in others)))


def _common(draft: Draft, seen: set[str], head: Saved) -> Content:
    """What both sides were made from: the last revision that is in the history of both; nothing when none is here."""
    shared = [draft.revisions[one] for one in seen & draft.ancestry(head.eid)]
    return max(shared, key=lambda one: (one.stamp, one.eid)).said.content if shared else Content()


def merge(
    base: Content, ours: Content, theirs: Content, by: tuple[str, str] = ("", "")
) -> tuple[Content, list[Conflict]]:
    """Two contents made from ``base`` as one, and the parts that both changed differently (``theirs`` stands there)."""
    if content_digest(ours) == content_digest(theirs) and ours.ignored == theirs.ignored:
        return theirs, []
    conflicts: list[Conflict] = []

    def part(place: Place, was: Any, one: Any, other: Any) -> Any:
        if one in (other, was):
            return other
        if other == was:
            return one
        conflicts.append(Conflict(place, one, other, was, by))
        return other

    fields: dict[str, Any] = {
        name: part(Place(name), getattr(base, name), getattr(ours, name), getattr(theirs, name)) for name in _WHOLE
    }
    for name in _GATHERED:
        fields[name] = _gathered(getattr(base, name), getattr(ours, name), getattr(theirs, name))
    return Content(**fields, bodies=_bodies(base, ours, theirs, part)), conflicts


_Part = Callable[[Place, Any, Any, Any], Any]


def _bodies(base: Content, ours: Content, theirs: Content, part: _Part) -> tuple[Body, ...]:
    """The languages of both sides; one that a side took out is gone unless the other changed it."""
    found = []
    sides = [{body.lang: body for body in content.bodies} for content in (base, ours, theirs)]
    for lang in _order(*(list(side) for side in sides)):
        was, one, other = (side.get(lang) for side in sides)
        if (one is None and other == was) or (other is None and one == was):
            continue
        found.append(_body(was or Body(lang), one or Body(lang), other or Body(lang), part))
    return tuple(found)


def _body(base: Body, ours: Body, theirs: Body, part: _Part) -> Body:
    lang = base.lang
    title = part(Place("title", lang), base.title, ours.title, theirs.title)
    sides = [{section.field: section for section in body.sections} for body in (base, ours, theirs)]
    fields = _order(*(list(side) for side in sides))
    sections = [part(Place(field, lang), *(side.get(field) for side in sides)) for field in fields]
    return Body(lang, title, tuple(section for section in sections if isinstance(section, Section)))


def _order(base: Sequence[T], ours: Sequence[T], theirs: Sequence[T]) -> list[T]:
    """All items in one order: that of the side that changed it (theirs, when both did), the other's own let in."""
    lead, other = (ours, theirs) if list(theirs) == list(base) else (theirs, ours)
    order = list(lead)
    for number, one in enumerate(other):
        if one not in order:
            before = next((order.index(two) + 1 for two in reversed(other[:number]) if two in order), 0)
            order.insert(before, one)
    return order


def _gathered(base: tuple[T, ...], ours: tuple[T, ...], theirs: tuple[T, ...]) -> tuple[T, ...]:
    """The items of both sides, without those that either took away."""
    kept = [one for one in _order(base, ours, theirs) if one not in base or (one in ours and one in theirs)]
    return tuple(kept)


def picked(joint: Joined, picks: Mapping[Place, bool]) -> Joined:
    """``joint`` with the sides that somebody picked: True takes ``ours`` of a conflict, False ``theirs``."""
    content = joint.content
    for one in joint.conflicts:
        if one.place in picks:
            content = put(content, one.place, one.ours if picks[one.place] else one.theirs)
    return joint._replace(content=content, conflicts=tuple(one for one in joint.conflicts if one.place not in picks))


def put(content: Content, place: Place, value: Any) -> Content:
    """``content`` with another value at a place; a section keeps its place among the others, a new one comes last."""
    if not place.lang:
        return msgspec.structs.replace(content, **{place.field: value})
    bodies = [_with(body, place.field, value) if body.lang == place.lang else body for body in content.bodies]
    return msgspec.structs.replace(content, bodies=tuple(bodies))


def _with(body: Body, field: str, value: Any) -> Body:
    if field == "title":
        return msgspec.structs.replace(body, title=value or "")
    sections = [value if one.field == field else one for one in body.sections]
    if value is not None and body.section(field) is None:
        sections.append(value)
    return msgspec.structs.replace(body, sections=tuple(one for one in sections if one is not None))


def differences(old: Content, new: Content) -> list[Place]:
    """The parts in which two contents differ, in the order in which they are read."""
    places = [Place(name) for name in (*_WHOLE, *_GATHERED) if getattr(old, name) != getattr(new, name)]
    sides = [{body.lang: body for body in content.bodies} for content in (old, new)]
    for lang in _order(list(sides[0]), list(sides[0]), list(sides[1])):
        was, now = (side.get(lang, Body(lang)) for side in sides)
        places += [Place("title", lang)] if was.title != now.title else []
        fields = _order([], [one.field for one in was.sections], [one.field for one in now.sections])
        places += [Place(field, lang) for field in fields if was.section(field) != now.section(field)]
    return places
