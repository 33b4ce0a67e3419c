"""Pages about a draft: what each channel shows, what changed since the last, one revision. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
from textual.content import Content as Words

from screens.dialogs.leaves import Leaf
from screens.owner.rows import moment_words
from screens.update.files import files_words
from screens.update.rows import label_of
from screens.update.status import length_words
from warroom.clock import from_stamp
from warroom.delivery.splitting import by_hand
from warroom.errors import BadInput
from warroom.state.revisions import Body, Content, Draft, Saved
from warroom.text import safe
from warroom.updates.channels import sms_pieces
from warroom.updates.merging import differences
from warroom.updates.preview import Change, Preview, changes, preview
from warroom.updates.rendering import numbered

_MUTED, _GONE, _NEW, _BAD = "$text-muted", "strike $text-error", "bold $text-success", "bold $text-error"
Part = tuple[str, str]
MARKS: Final = {"-": _GONE, "+": _NEW, " ": ""}


def preview_leaves(content: Content, number: int, people: Sequence[str]) -> list[Leaf]:
    """What arrives by each channel, in each language; as a mail when no channel is named."""
    several = len(content.bodies) > 1
    found = []
    for name in content.channels or ("email",):
        for body in content.bodies:
            one = preview(content, name, body.lang, number)
            files = files_words(content)
            if files and one.channel != "email":
                files = f"NOT SENT this way: {files}"
            found.append(Leaf(f"{one.label} {body.lang}" if several else one.label, _arriving(one, people, files)))
    return found


def _arriving(one: Preview, people: Sequence[str], files: str = "") -> Words:
    words = f"{one.words:,} words"
    length = length_words(one) if words in length_words(one) else f"{length_words(one)}, {words}"
    known = "" if one.known else "   a channel of yours: no limit of it is known"
    parts: list[Part] = [(f"{length}{known}\n", _BAD if one.over else _MUTED)]
    if people:
        parts.append((f"to {safe(', '.join(people))}\n", _MUTED))
    if files:
        parts.append((f"files: {safe(files)}\n", "bold"))
    if one.subject:
        parts.append((f"\nSubject: {one.subject}\n", "bold"))
    cut = sms_pieces(one.text) if one.unit == "sms" else by_hand(one.text, one.channel)
    for number, piece in enumerate(cut, 1):
        parts.append((f"\n── {one.label} {number} of {len(cut)} ──\n" if len(cut) > 1 else "\n", _MUTED))
        parts.append((piece, ""))
    return Words.assemble(*parts)


# -- what changed ------------------------------------------------------------------------------------------------------


Numbers = tuple[int, int]
"""Those of an earlier text and of the one beside it; 0 while one isn't fixed."""


def change_leaves(before: Content, now: Content, zone: ZoneInfo, at: datetime, numbers: Numbers = (0, 0)) -> list[Leaf]:
    """What a draft changes of an earlier one, in each of its languages."""
    beside = list(_beside(before, now, zone, at))
    old, new = (_with_number(one, number) for one, number in zip((before, now), numbers, strict=True))
    return [Leaf(body.lang, _changed(old, new, body.lang, beside)) for body in now.bodies] or [
        Leaf("", Words("nothing stands in it"))
    ]


def _with_number(content: Content, number: int) -> Content:
    """A content as it is read, with the update's number in its place."""
    bodies = (
        msgspec.structs.replace(
            body,
            title=numbered(body.title, number),
            sections=tuple(msgspec.structs.replace(one, text=numbered(one.text, number)) for one in body.sections),
        )
        for body in content.bodies
    )
    return msgspec.structs.replace(content, bodies=tuple(bodies))


def _changed(before: Content, now: Content, lang: str, beside: Sequence[Part]) -> Words:
    known = any(body.lang == lang for body in before.bodies)
    parts: list[Part] = [*beside]
    if not known:
        parts.append((f"the earlier one had no text in {lang}\n", _MUTED))
        before = Content(bodies=(Body(lang),))
    old, new = (one.body(lang).title for one in (before, now))
    if old != new:
        parts.append(("subject\n", "bold"))
        parts += [(f"{mark} {safe(one)}\n", MARKS[mark]) for mark, one in (("-", old), ("+", new)) if one]
    found = changes(before, now, lang)
    same = [label_of(one.field) for one in found if one.same]
    for one in found:
        if not one.same:
            parts += _section(one)
    if same:
        parts.append((f"\nas before: {', '.join(same)}\n", _MUTED))
    return Words.assemble(*parts) if parts else Words("nothing differs")


def _section(one: Change) -> Iterator[Part]:
    yield f"\n{label_of(one.field)}\n", "bold"
    for piece in one.pieces:
        yield f"{piece.mark} {piece.text}\n", MARKS[piece.mark]


def _beside(before: Content, now: Content, zone: ZoneInfo, at: datetime) -> Iterator[Part]:
    """What differs beside the texts: the next update's time, whom it goes to."""
    for place in differences(before, now):
        if place.lang or place.field in ("template", "ignored", "corrects"):
            continue
        old, new = (_value(getattr(one, place.field), place.field, zone, at) for one in (before, now))
        yield f"{label_of(place.field)}: ", "bold"
        yield f"{old}", _GONE if old != "nothing" else _MUTED
        yield " -> ", ""
        yield f"{new}\n", _NEW


def _value(value: object, field: str, zone: ZoneInfo, at: datetime) -> str:
    if field == "next_update" and isinstance(value, str) and value:
        try:
            return moment_words(from_stamp(value), at, zone)
        except BadInput:  # an event of another program may hold another form
            return safe(value)
    if isinstance(value, tuple):
        return safe(", ".join(str(getattr(one, "text", one)) for one in value)) or "nothing"
    return safe(str(value).replace("_", " ")) if value else "nothing"


# -- one revision ------------------------------------------------------------------------------------------------------


def base_of(draft: Draft, saved: Saved) -> Content | None:
    """What a revision was made from; None of the first one. Of two bases the later one: it joins the other."""
    known = [draft.revisions[one] for one in saved.said.bases if one in draft.revisions]
    return max(known, key=lambda one: (one.stamp, one.eid)).said.content if known else None


def findings_words(saved: Saved) -> str:
    """``2 BLOCK 1 warn``: what the check found when it was saved."""
    counts = {"block": 0, "warn": 0, "hint": 0}
    for one in saved.said.findings:
        counts[one.severity] += one.count
    said = [f"{count} {'BLOCK' if name == 'block' else name}" for name, count in counts.items() if count]
    return " ".join(said) or "nothing found"


def changed_words(draft: Draft, saved: Saved) -> str:
    """``impact, next update; joins two texts``: what a revision changed, in the names of its parts."""
    if saved.said.discarded:
        return "DISCARDED"
    before = base_of(draft, saved)
    if before is None:
        return f"begun: {saved.said.content.phase.replace('_', ' ')}"
    several = len(saved.said.content.bodies) > 1
    places = differences(before, saved.said.content)
    names = dict.fromkeys(
        f"{label_of(one.field)} {one.lang}" if several and one.lang else label_of(one.field) for one in places
    )
    joins = "joins two texts" if len(saved.said.bases) > 1 else ""
    return "; ".join(one for one in (", ".join(names), joins) if one) or "nothing of the text"


def revision_leaves(draft: Draft, saved: Saved, zone: ZoneInfo, at: datetime, number: int = 0) -> list[Leaf]:
    """What a revision changed, what it said, what the check found in it; ``number`` as it is fixed by now."""
    content = _with_number(saved.said.content, number)
    before = base_of(draft, saved)
    changed = change_leaves(before, content, zone, at, (number, number)) if before is not None else []
    leaves = [Leaf(f"changed {one.name}".strip(), one.text) for one in changed]
    for body in content.bodies:
        parts: list[Part] = [(f"{safe(body.title)}\n", "bold")]
        for one in body.sections:
            parts += [(f"\n{label_of(one.field)}\n", _MUTED), (f"{safe(one.text)}\n", "")]
        leaves.append(Leaf(f"text {body.lang}", Words.assemble(*parts)))
    rules = [f"{one.severity:<6} {one.rule}  x{one.count}" for one in saved.said.findings]
    ignored = [f"let stand: {one.rule} “{one.text}”: {one.reason} ({one.actor})" for one in content.ignored]
    leaves.append(Leaf("findings", Words(safe("\n".join([*rules, *ignored])) or "The check found nothing.")))
    return leaves
