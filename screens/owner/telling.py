"""What owners were told, and what they are to be told: facts told by hand, entries promoted to facts."""

from typing import Final

from screens.asking import Ask, Option
from screens.hosting import Host, needs
from screens.owner.fields import ahead, one_word, order, past
from screens.owner.rows import FACT, not_told_items
from screens.owner.sight import OwnerSight
from screens.widgets.panels import Layout
from warroom.acts.owners import NOTHING
from warroom.errors import BadInput
from warroom.state.expectations import TOPICS
from warroom.state.feed import Entry
from warroom.state.owners import MEANS
from warroom.updates.not_told import is_sayable

WORDS_ALONE: Final = "No fact, only words: that is no notice, and keeps no promise of an update."


async def told(host: Host, sight: OwnerSight, under_cursor: str) -> None:
    """Record by hand what they were told: which facts, by what means, when, by whom."""
    owner = sight.owner
    unknown = sight.glance.unknown if sight.glance is not None else ()
    listening = owner in sight.listening
    if listening and unknown and not await _aloud(host, owner):
        listening = False
    facts = await _facts(host, sight, under_cursor)
    if facts is None:
        return
    words_only = facts == [NOTHING]
    unworded = [one.fact.topic for one in unknown if one.fact.key in facts and not is_sayable(one.fact)]
    asks = [
        one_word("means", "By what means", MEANS, "call" if listening else "phone"),
        past(host),
        Ask("people", "Who of theirs heard it", hint="names with commas; may be empty"),
        Ask("by", "Who told it", hint="nothing: you"),
        Ask("text", "What else was said", hint=_hint(unworded, bool(facts) and not words_only)),
        ahead(host, "next", "Next update promised for", "may be empty"),
    ]
    said = "\n".join(one.line() for one in unknown if one.fact.key in facts)
    said = said or (WORDS_ALONE if words_only else "They know everything: the status is told once more, as it is.")
    count = 0 if words_only else len(facts)
    answers = await host.ask(f"told {owner}", f"{owner} was told {count} facts", asks, said)
    if answers is not None:
        text = answers.pop("text")
        await order(host, "told", owner, text, facts=", ".join(facts), **answers)


def _hint(unworded: list[str], by_facts: bool) -> str:
    if unworded:
        return f"needed: nobody wrote this for owners yet: {', '.join(dict.fromkeys(unworded)).replace('_', ' ')}"
    return "may be empty" if by_facts else "needed: no fact says it"


async def _aloud(host: Host, owner: str) -> bool:
    options = [Option("y", "yes", "yes: they heard it here, on the call"), Option("n", "no", "no: in another way")]
    return await host.choose(f"{owner} is on the call: was it said aloud?", options) == "yes"


async def _facts(host: Host, sight: OwnerSight, under_cursor: str) -> list[str] | None:
    """The keys of the facts that were told, ``[NOTHING]`` for words alone; None for esc."""
    glance = sight.glance
    if glance is None or not glance.unknown:
        return []
    options = [
        Option("a", "all", f"all {len(glance.unknown)} that they did not know"),
        Option("s", "some", "some of them"),
    ]
    if under_cursor.startswith(FACT):
        options.append(Option("t", "this", "only the one under the cursor"))
    options.append(Option("w", "words", "none of them, only words: that is no notice and keeps no promise of one"))
    which = await host.choose(f"What was {sight.owner} told?", options)
    if which is None:
        return None
    if which == "some":
        room = host.room
        items = not_told_items(glance, room.state, room.zone, room.clock(), listening=False)[: len(glance.unknown)]
        picked = await host.pick(f"What was {sight.owner} told?", items, Layout(3), several=True)
        return [key.removeprefix(FACT) for key in picked] if picked else None
    if which == "words":
        return [NOTHING]
    return [one.fact.key for one in glance.unknown] if which == "all" else [under_cursor.removeprefix(FACT)]


async def promote(host: Host, entry: Entry) -> None:
    """Ask for the owner's wording of an entry, in each language that owners here read, and for whom it is."""
    state = host.room.state
    names = state.owners.names
    if not names:
        raise BadInput("this room has no owner yet: P on screen 5, or /owner attach NAME")
    langs = sorted({state.owners.plan(name).lang for name in names} & {"en", "zh"})
    asks = [Ask("text", "As owners read it", hint="not the internal words", check=needs("how should they read it?"))]
    if len(langs) > 1 or langs == ["zh"]:
        called_so = {"en": "In English", "zh": "In Chinese (中文)"}
        asks += [Ask(lang, called_so[lang], hint="empty: the words above") for lang in langs]
    asks += [
        Ask("for", "For whom", hint=f"nothing: all of {', '.join(names)}; else names with commas"),
        one_word("topic", "About", TOPICS, "other"),
    ]
    note = f"INTERNAL, stays on our side:\n{entry.text}"
    answers = await host.ask(f"promote {entry.eid}", f"Promote {entry.ref}", asks, note)
    if answers is not None:
        await order(host, "promote", entry.eid, answers.pop("text"), **answers)
