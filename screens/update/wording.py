"""Words that are missing in an owner's language: asked for one by one, kept for the next round, put where they lack."""

import re
from typing import TYPE_CHECKING, Final

import msgspec

from screens.asking import Ask
from screens.hosting import needs
from screens.update.beside import beside
from screens.update.rows import label_of
from screens.update.working import WorkingCopy
from warroom.errors import BadInput
from warroom.state.revisions import Body, Content
from warroom.updates.wordings import Lack

if TYPE_CHECKING:
    from screens.update.body import UpdateBody
    from warroom.room import Room
    from warroom.updates.drafting import Drafted

_MARK: Final = re.compile("⟦missing:[^⟧]*⟧")
LANGUAGES: Final = {"en": "English", "zh": "Chinese (中文)"}


async def write_missing(body: "UpdateBody", copy: WorkingCopy) -> None:
    """Ask for every wording that the draft lacks, one after the other; esc leaves the rest for later."""
    if not copy.is_open:
        raise BadInput("it was told or discarded: its text never changes; nothing was changed")
    made = await beside(body.host.room, lambda: drafted_again(body.host.room, copy.owner, copy.content))
    needed = [one for one in made.lacks if one.needed] or list(made.lacks)
    if not needed:
        body.host.tell("nothing lacks words: all of it can be told in the languages of the draft")
        return
    for number, lack in enumerate(needed, start=1):
        if not await _asked(body, copy, lack, f"{number} of {len(needed)}"):
            return
    body.host.tell("the words are in the draft, and kept for the next round")


async def write_at(body: "UpdateBody", copy: WorkingCopy, lang: str, field: str) -> bool:
    """Ask for the words that one section lacks; False when it lacks none that are kept anywhere."""
    made = await beside(body.host.room, lambda: drafted_again(body.host.room, copy.owner, copy.content))
    here = [one for one in made.lacks if one.needed and (one.lang, one.field) == (lang, field)]
    for number, lack in enumerate(here, start=1):
        if not await _asked(body, copy, lack, f"{number} of {len(here)}"):
            break
    return bool(here)


async def _asked(body: "UpdateBody", copy: WorkingCopy, lack: Lack, which: str) -> bool:
    from warroom.keeping import keep  # with the drafting, after the first frame

    room = body.host.room
    what = lack.key.partition(":")[0].replace("_", " ")
    label = f"{label_of(lack.field)} in {LANGUAGES.get(lack.lang, lack.lang)}, as {copy.owner} reads it"
    title = f"Words for {copy.owner} ({which}): this {what} has none"
    asks = [Ask("text", label, hint="kept for the next round", check=needs("how should they read it?"))]
    note = f"INTERNAL or in another language:\n{lack.source}"
    answers = await body.host.ask(f"lack {lack.key} {lack.lang}", title, asks, note)
    if answers is None:
        return False
    before = await beside(room, lambda: drafted_again(room, copy.owner, copy.content))
    await keep(room, copy.owner, lack, answers["text"])
    after = await beside(room, lambda: drafted_again(room, copy.owner, copy.content))
    copy.change(refilled(copy.content, before.content, after.content, " ".join(answers["text"].split())))
    return True


def drafted_again(room: "Room", owner: str, content: Content) -> "Drafted":
    """What a draft of this kind would say now, from the facts. Runs in a thread: it imports the templates' engine."""
    from warroom import template_files
    from warroom.clock import from_stamp
    from warroom.update_drafts import draft_of
    from warroom.updates.drafting import Order

    order = Order(
        phase=content.phase,
        form=content.form,
        langs=tuple(one.lang for one in content.bodies),
        next_update=from_stamp(content.next_update) if content.next_update else None,
        long_mode=content.long_mode,
        channels=content.channels,
    )
    return draft_of(room, owner, template_files.library(template_files.own_folder()), order)


def refilled(now: Content, before: Content, after: Content, words: str) -> Content:
    """``now`` with what differs between two drafts from the facts.

    What somebody wrote by hand stays as it is, but that a mark of missing words gives way to ``words``.
    """
    bodies = tuple(_refilled(body, before.body(body.lang), after.body(body.lang), words) for body in now.bodies)
    return msgspec.structs.replace(now, bodies=bodies)


def _refilled(body: Body, before: Body, after: Body, words: str) -> Body:
    from warroom.updates.taking import with_section

    for new in after.sections:
        old, here = before.section(new.field), body.section(new.field)
        if old == new:
            continue
        untouched = here is None if old is None else here is not None and here.text == old.text
        if untouched:
            body = with_section(body, new)
        elif here is not None and _MARK.search(here.text):
            facts = {one.key: one for one in (*here.facts, *new.facts)}
            text = _MARK.sub(lambda _: words, here.text, count=1)
            body = with_section(body, msgspec.structs.replace(here, text=text, facts=tuple(facts.values())))
    if body.title == before.title:
        body = msgspec.structs.replace(body, title=after.title)
    return body
