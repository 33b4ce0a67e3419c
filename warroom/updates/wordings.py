"""The words that an owner may read of something, and which things have none in their language yet. Pure.

Owner-facing are the describing fields of the incident, the owner facts, answers, promises, estimates and compensation.
Hypotheses, tasks, follow-ups, risks and entries are internal: of them an owner reads what somebody promoted.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from warroom.state.expectations import OwnerFactSet, Topic, source_changed
from warroom.state.incident import Field
from warroom.state.record import Record, called
from warroom.state.revisions import SectionId
from warroom.state.room_state import RoomState
from warroom.updates.facts import entry_of, subject_of

MARK: Final = "⟦missing: {}⟧"
"""As the templates print a missing value; rule X08 catches it."""
_OTHER_SHARE: Final = 0.3
"""Part of the letters beyond which a text is taken for Chinese: names and terms of the other language stay below."""


class Lack(NamedTuple):
    """Something that can't be told to an owner because nobody wrote it in their language."""

    key: str
    """What lacks it: ``field:impact``, ``fact:ID``, ``cause:ID``, ``task:ID``, ``follow_up:ID``, ``criterion:ID``,
    ``answer:ID``, ``eta``. ``keeping.keep`` puts the words where the next round finds them."""
    field: SectionId
    lang: str
    source: str
    """The words that there are, in another language or internal ones: for who writes the wording, never to be sent."""
    needed: bool = True
    """Whether its place in the draft is marked; else the draft is complete without it."""


def missing(name: str, lang: str = "") -> str:
    """The mark of a missing value: ``⟦missing: impact (zh)⟧``."""
    return MARK.format(f"{name} ({lang})" if lang else name)


def reads(text: str, lang: str) -> bool:
    """Whether ``text`` is in ``lang``, as far as its letters tell; numbers alone are in every language."""
    han = sum("\u3400" <= letter <= "\u9fff" for letter in text)
    others = sum(letter.isalpha() for letter in text) - han
    if not han and not others:
        return True
    is_chinese = han / (han + others / 4) > _OTHER_SHARE  # a Chinese word has about two letters, an English one eight
    return is_chinese == (lang == "zh")


class Worded(NamedTuple):
    """What was found for one thing."""

    text: str
    """The words in the owner's language, or the mark of the missing value; empty when there is nothing at all."""
    lack: Lack | None = None


def field_words(state: RoomState, name: Field, lang: str, section: SectionId) -> Worded:
    """A describing text of the incident in ``lang``."""
    own, plain = (state.incident.for_owners(name, of) for of in (lang, ""))
    if own is not None:
        return Worded(own.value)
    if plain is not None and reads(plain.value, lang):
        return Worded(plain.value)
    source = next(
        (one.value for (field, _), one in sorted(state.incident.fields.items()) if field == name and one.value), ""
    )
    if not source:
        return Worded("")
    return Worded(missing(name, lang), Lack(f"field:{name}", section, lang, source))


def fact_words(fact: Record[OwnerFactSet], lang: str, section: SectionId) -> Worded:
    """An owner fact in ``lang``."""
    text = next((one.text for one in fact.now.wordings if one.lang == lang and one.text), "")
    if text or reads(fact.now.text, lang):
        return Worded(text or fact.now.text)
    return Worded(missing(fact.now.topic, lang), Lack(f"fact:{fact.eid}", section, lang, fact.now.text))


def owner_facts(state: RoomState, owner: str, topics: Iterable[Topic]) -> list[Record[OwnerFactSet]]:
    """The facts of these topics that ``owner`` may read, in the order in which they were made.

    One whose entry was struck or erased since is left out: what it was made from no longer holds.
    """
    wanted = set(topics)
    found = []
    for fact in state.expectations.facts_for(owner):
        changed = source_changed(fact.now, entry_of(state, fact.now.entry))
        if fact.now.topic in wanted and changed not in ("retracted", "erased") and not fact.erased:
            found.append(fact)
    return found


def unworded_tasks(state: RoomState, owner: str, lang: str) -> list[Lack]:
    """The tasks under way or done of which no fact tells ``owner``: the work that they don't see."""
    worded = {subject_of(state, fact) for fact in state.expectations.facts_for(owner)}
    return [
        Lack(f"task:{task.eid}", "actions", lang, called(task), needed=False)
        for task in state.tasks.tasks.standing()
        if task.now.state in ("in_progress", "done") and task.eid not in worded
    ]
