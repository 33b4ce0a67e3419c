"""The keys of screen 4 that look: preview, changes, both languages, history. Nothing is recorded by them."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec
from textual.content import Content as Words

from screens.asking import Option
from screens.dialogs.leaves import Leaf, Leaves
from screens.dialogs.pairs import Pair, Pairs
from screens.owner.rows import moment_words
from screens.rows import day_words
from screens.update.beside import beside
from screens.update.reading import change_leaves, changed_words, findings_words, preview_leaves, revision_leaves
from screens.update.rows import label_of
from screens.update.status import title_of
from screens.update.wording import LANGUAGES, drafted_again
from screens.update.working import WorkingCopy
from screens.widgets.panels import Item, Layout
from screens.widgets.row import Row
from warroom.clock import from_stamp
from warroom.errors import BadInput, NotFound
from warroom.room import Room
from warroom.state.revisions import Body, Content, Draft, Release, Saved
from warroom.state.updates import Telling
from warroom.text import safe
from warroom.updates.numbering import number_of
from warroom.updates.rendering import numbered

if TYPE_CHECKING:
    from screens.update.body import UpdateBody

SIDE: Final = "TO THE OWNER"
ONE_LANGUAGE: Final = "the draft is in one language alone"
_MARKED: Final = "bold reverse $text-warning"


async def look_at(body: "UpdateBody", title: str, leaves: list[Leaf], at: int = 0) -> None:
    """Show pages over the room until they are closed."""
    await body.app.push_screen_wait(Leaves(title, leaves, at))


async def show_preview(body: "UpdateBody", copy: WorkingCopy) -> None:
    """What arrives, channel by channel."""
    room = body.host.room
    number = number_of(room.state, copy.eid, copy.owner)
    people = copy.content.people or tuple(one.name for one in room.state.owners.plan(copy.owner).contacts)
    leaves = preview_leaves(copy.content, number, people)
    langs = [one.lang for one in copy.content.bodies]
    at = langs.index(copy.body.lang) if copy.body.lang in langs else 0
    await look_at(body, f"{SIDE}  Preview  {title_of(copy, room)}", leaves, at)


def preview_of(body: "UpdateBody", draft: Draft) -> None:
    """What arrives of a draft as it is saved, over whatever is shown."""
    room, content = body.host.room, draft.head.said.content
    number = number_of(room.state, draft.eid, draft.owner)
    people = content.people or tuple(one.name for one in room.state.owners.plan(draft.owner).contacts)
    title = f"{SIDE}  Preview  {draft.owner} #{number}"
    body.app.push_screen(Leaves(title, preview_leaves(content, number, people)))


async def show_changes(body: "UpdateBody", copy: WorkingCopy) -> None:
    """What the draft changes of the last update that they were told."""
    room = body.host.room
    last = last_sent(room, copy)
    if last is None:
        raise NotFound(f"{copy.owner} was told no written update before this one; H shows the revisions of the draft")
    telling, sent = last
    now = room.clock()
    leaves = change_leaves(sent, copy.content, room.zone, now, (telling.said.number, copy.number))
    langs = [one.name for one in leaves]
    at = langs.index(copy.body.lang) if copy.body.lang in langs else 0
    which = f"#{telling.said.number} of {moment_words(from_stamp(telling.at), now, room.zone)}"
    await look_at(body, f"{SIDE}  Changes since {which}, told {copy.owner}", leaves, at)


def last_sent(room: Room, copy: WorkingCopy) -> tuple[Telling, Content] | None:
    """The last written update that the owner was told before this one, and what it said."""
    for telling in reversed(room.state.updates.told(copy.owner)):
        draft = room.state.revisions.get(telling.said.update)
        saved = draft.revisions.get(telling.said.revision) if draft is not None else None
        if saved is not None and telling.said.update != copy.eid:
            return telling, saved.said.content
    return None


async def turn_language(body: "UpdateBody", copy: WorkingCopy) -> None:
    """Have the next language of the draft in sight; of one in a single language, draft the other from the facts."""
    langs = [one.lang for one in copy.content.bodies]
    if len(langs) < 2:
        await _second(body, copy)
        return
    body.show_lang(langs[(langs.index(copy.body.lang) + 1) % len(langs)])


async def _second(body: "UpdateBody", copy: WorkingCopy) -> None:
    if not copy.is_open:
        raise BadInput(f"{ONE_LANGUAGE}, and its text never changes")
    lang = "en" if copy.body.lang == "zh" else "zh"
    options = [Option("y", "yes", f"yes: in {LANGUAGES[lang]} too, drafted from the facts")]
    if await body.host.choose(f"A second language for {copy.owner}?", options) != "yes":
        return
    room, content = body.host.room, copy.content
    wanted = msgspec.structs.replace(content, bodies=(*content.bodies, Body(lang)))
    made = await beside(room, lambda: drafted_again(room, copy.owner, wanted))
    if any(one.lang == lang for one in copy.content.bodies):
        return  # somebody else was faster
    copy.change(msgspec.structs.replace(copy.content, bodies=(*copy.content.bodies, made.content.body(lang))))
    body.show_lang(lang)
    lacks = sum(one.needed and one.lang == lang for one in made.lacks)
    body.host.tell(
        f"drafted in {LANGUAGES[lang]}" + (f"; wordings that are missing: {lacks}, w writes them" if lacks else "")
    )


# -- both languages ----------------------------------------------------------------------------------------------------


async def show_languages(body: "UpdateBody", copy: WorkingCopy) -> None:
    """Both languages beside each other; what only one of them says is marked (X09)."""
    if len(copy.content.bodies) < 2:
        raise BadInput(f"{ONE_LANGUAGE}; l adds the other")
    room, (left, right) = body.host.room, copy.content.bodies[:2]
    plan, opened = room.state.owners.plan(copy.owner), room.state.incident.opened
    zone_name = plan.zone or (opened.zone if opened is not None else "UTC")
    only = await beside(room, lambda: _only(left, right, zone_name, room.clock()))
    pairs = list(_pairs(left, right, only, copy.number))
    count = sum(len(one) for one in only)
    said = (
        "every time, number and reference stands in both"
        if not count
        else f"X09: in one language alone: {count}, marked"
    )
    await body.app.push_screen_wait(
        Pairs(f"{SIDE}  {copy.owner}: {left.lang} and {right.lang}", (left.lang, right.lang), pairs, note=said)
    )


def _only(left: Body, right: Body, zone_name: str, now: datetime) -> tuple[list[str], list[str]]:
    from warroom.clock import zone
    from warroom.updates.lint.figures import minutes_ahead, only_in  # the rules' patterns: in a thread

    return only_in(left, right, zone=minutes_ahead(zone(zone_name), now))


def _pairs(left: Body, right: Body, only: tuple[list[str], list[str]], number: int) -> Iterable[Pair]:
    fields = dict.fromkeys(["title", *(one.field for one in (*left.sections, *right.sections))])
    for field in fields:
        texts = [_text(body, field, number) for body in (left, right)]
        if any(text.strip() for text in texts):
            shown = [marked(text, words) for text, words in zip(texts, only, strict=True)]
            yield Pair(field, label_of(field), shown[0], shown[1])


def _text(body: Body, field: str, number: int) -> str:
    section = body.section(field)
    text = body.title if field == "title" else section.text if section is not None else ""
    return numbered(text, number)


def marked(text: str, words: Iterable[str]) -> Words:
    """A text with every place of some words marked, as ``figures`` names them: folded, in small letters."""
    from warroom.updates.lint.folding import fold

    plain = fold(text).lower()
    shown = Words(safe(text)) if text.strip() else Words.styled("empty", "$text-muted")
    if len(plain) != len(text) or safe(text) != text:
        return shown  # the places would be others
    for one in words:
        start = plain.find(one)
        while one and start >= 0:
            shown = shown.stylize(_MARKED, start, start + len(one))
            start = plain.find(one, start + len(one))
    return shown


# -- history --------------------------------------------------------------------------------------------------------


async def show_history(body: "UpdateBody", copy: WorkingCopy) -> None:
    """Every revision with who made it, when, what it changed and what the check found; enter shows it."""
    room = body.host.room
    while True:
        now = room.clock()
        items = history_items(copy.draft, room, now)
        picked = await body.host.pick(f"{SIDE}  History of {copy.owner}, enter shows one", items, Layout(3, 10))
        saved = copy.draft.revisions.get(picked[0]) if picked else None
        if saved is None:
            return
        number = copy.draft.history.index(saved) + 1
        title = f"{SIDE}  Revision {number} by {saved.who}"
        await look_at(body, title, revision_leaves(copy.draft, saved, room.zone, now, copy.number))


def history_items(draft: Draft, room: Room, now: datetime) -> list[Item]:
    """Revisions and approvals, the newest first."""
    heads = {one.eid for one in draft.heads}
    lines: list[Saved | Release] = [*draft.history, *draft.approvals.values()]
    lines.sort(key=lambda one: (one.stamp, one.event.eid), reverse=True)
    numbers = {one.eid: number for number, one in enumerate(draft.history, start=1)}
    items = []
    for one in lines:
        at = from_stamp(one.event.recorded_at).astimezone(room.zone)
        if isinstance(one, Saved):
            mark, text, note = "rev", changed_words(draft, one), findings_words(one)
            note = f"{numbers[one.eid]}, {note}" + (", one of two texts" if len(heads) > 1 and one.eid in heads else "")
            tone = "plain"
        else:
            mark, text, tone = "app", "approval taken back" if one.said.withdrawn else "approved", "action"
            flags = [word for word, on in (("alone", one.said.alone), ("break-glass", one.said.break_glass)) if on]
            flags += [f"in spite of {', '.join(one.said.overrides)}"] if one.said.overrides else []
            note = ", ".join(
                [f"revision {numbers.get(one.said.revision, '?')}", *flags, *filter(None, [one.said.reason])]
            )
        row = Row(one.event.eid, day_words(at), f"{at:%H:%M}", mark, tone, one.who, text, note)
        items.append(Item(row))
    return items
