"""Timeline entries into the draft: picked, worded for the owner, kept as owner facts, and taken in."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from screens.asking import Answers, Ask
from screens.hosting import needs
from screens.owner.fields import one_word
from screens.rows import row_maker
from screens.update.working import WorkingCopy
from screens.widgets.panels import Item, Layout
from screens.widgets.row import Row
from warroom.errors import BadInput
from warroom.state.expectations import TOPICS, OwnerFactSet, Topic, wording
from warroom.state.feed import Entry
from warroom.state.record import Record
from warroom.updates.taking import take
from warroom.updates.wordings import reads

if TYPE_CHECKING:
    from screens.update.body import UpdateBody

IN_WORDS: Final = {"en": "In English", "zh": "In Chinese (中文)"}


async def pick_entries(body: "UpdateBody", copy: WorkingCopy) -> None:
    """Pick timeline entries; each is worded for the owner (once for all rounds) and stands in the draft then."""
    host = body.host
    room = host.room
    if not copy.is_open:
        raise BadInput("it was told or discarded: its text never changes; nothing was changed")
    to_row = row_maker(room.zone)
    standing = [one for one in room.state.timeline.order if not one.erased and not one.retracted]
    if not standing:
        raise BadInput("nothing stands on the timeline yet")
    items = [_item(one, to_row) for one in standing]
    title = f"INTERNAL  Timeline: what should {copy.owner} hear?"
    picked = await host.pick(title, items, Layout(3, 12), several=True, at_end=True)
    count = 0
    for eid in picked:
        fact = _fact_of(body, copy, eid) or await _worded(body, copy, room.state.timeline.entries[eid])
        if fact is None:
            break
        copy.change(take(room.state, copy.owner, copy.content, f"fact:{fact}", room.clock()))
        count += 1
    if count:
        host.tell(f"{count} of the timeline {'is' if count == 1 else 'are'} in the draft now, in the owner's words")


def _item(entry: Entry, to_row: Callable[[Entry], Row]) -> Item:
    return Item(lambda: to_row(entry), entry.eid, entry.eid)


def _fact_of(body: "UpdateBody", copy: WorkingCopy, eid: str) -> str | None:
    """The fact that was made of an entry for this owner, when it has words in every language of the draft."""
    facts = body.host.room.state.expectations.facts_for(copy.owner)
    return next((one.eid for one in facts if one.now.entry == eid and _has_words(one, copy)), None)


def _has_words(fact: Record[OwnerFactSet], copy: WorkingCopy) -> bool:
    return all(reads(wording(fact.now, one.lang), one.lang) for one in copy.content.bodies)


async def _worded(body: "UpdateBody", copy: WorkingCopy, entry: Entry) -> str | None:
    """Ask for the owner's wording and keep it as a fact (its id); None for esc."""
    host, langs = body.host, [one.lang for one in copy.content.bodies]
    hint = f"as {copy.owner} reads it, not the internal words"
    asks = [Ask(one, IN_WORDS.get(one, one), hint=hint, check=needs("how should they read it?")) for one in langs]
    asks.append(one_word("topic", "About", TOPICS, "other"))
    note = f"INTERNAL, stays on our side:\n{entry.text}"
    answers = await host.ask(f"promote {entry.eid} {copy.owner}", f"{entry.ref} for {copy.owner}", asks, note)
    if answers is None:
        return None
    words = {lang: answers[lang].strip() for lang in langs}
    event = await host.room.expectations.promote(
        entry, words[langs[0]], owners=[copy.owner], topic=_topic(answers), wordings=words
    )
    return event.eid


def _topic(answers: Answers) -> Topic:
    plain = answers["topic"].strip().casefold().replace(" ", "_")
    return next((one for one in TOPICS if plain and one.startswith(plain)), "other")
