"""What the keys of screen 5 do with messages, questions, promises and clocks. Nothing here sends anything.

Each asks what it must and gives the same order that the entry line and the shell give.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from screens.asking import Ask
from screens.hosting import Host, needs, numbered
from screens.owner_rows import FACT, moment_words
from screens.owner_sight import OwnerSight
from warroom.clock import from_stamp, to_stamp
from warroom.doing_owners import do_owner
from warroom.errors import BadInput, WarroomError
from warroom.grammar.owner_orders import OwnerOrder, OwnerVerb
from warroom.owner_mail import Mail
from warroom.state.commitments import COMMITMENT_KINDS, Made
from warroom.state.expectations import TOPICS
from warroom.state.feed import Entry
from warroom.state.owners import MEANS, Means
from warroom.state.questions import Asked
from warroom.state.record import Record, called
from warroom.times import read_due, read_minutes, read_time

UNDOES: Final = "z takes it back"
MAIL: Final = ".eml"
PAST: Final = "-5m, 14:05, yesterday 23:50"
DUE: Final = "30m, 16:00, tomorrow 9:00"
"""The forms of a time, in the few words that a form has room for."""


async def order(host: Host, verb: OwnerVerb, name: str, text: str = "", **parts: str) -> None:
    """Give an order and tell what it did."""
    given = {part: value.strip() for part, value in parts.items() if value.strip()}
    done = await do_owner(host.room, OwnerOrder(verb, name, text.strip(), given))
    host.tell(f"{done.said}; {UNDOES}")


# -- fields -----------------------------------------------------------------------------------------------------------


def past(host: Host, hint: str = "nothing: now") -> Ask:
    """When something happened."""

    def check(text: str) -> None:
        if text.strip():
            read_time(text, now=host.room.clock(), zone=host.room.zone)

    return Ask("at", "When", hint=f"{hint}; {PAST}", check=check)


def ahead(host: Host, name: str, label: str, hint: str, *, needed: bool = False) -> Ask:
    """Until when something is due."""

    def check(text: str) -> None:
        if needed or text.strip():
            read_due(text, now=host.room.clock(), zone=host.room.zone)

    return Ask(name, label, hint="; ".join(part for part in (hint, DUE) if part), check=check)


def one_word(name: str, label: str, values: Sequence[str], start: str) -> Ask:
    """One of some words, or its beginning."""

    def check(text: str) -> None:
        plain = text.strip().casefold().replace(" ", "_")
        if sum(value.startswith(plain) for value in values) != 1 and plain not in values:
            raise BadInput(f"one of {', '.join(values)}")

    return Ask(name, label, start, ", ".join(values), check)


def _person(host: Host, sight: OwnerSight) -> Ask:
    contacts = host.room.state.owners.plan(sight.owner).contacts
    return Ask("by", "Who of theirs", hint=", ".join(one.name for one in contacts) or "a name; may be empty")


# -- the thread -------------------------------------------------------------------------------------------------------


async def message_in(host: Host, sight: OwnerSight) -> None:
    """Note a message of theirs, typed, pasted or as a mail's file; its questions are asked about afterwards."""
    asks = [
        Ask(
            "text", "What they wrote", hint="paste it; or the path of a mail, ….eml", check=needs("what did they say?")
        ),
        _person(host, sight),
        one_word("means", "By what means", MEANS, "email"),
        past(host),
    ]
    answers = await host.ask(f"in {sight.owner}", f"Message from {sight.owner}", asks, "Nothing is sent by this.")
    if answers is None:
        return
    mail = await _mail(host, answers["text"])
    text = mail.text if mail is not None else answers["text"]
    found = await _split(host, sight.owner, text)
    if found is None:
        return
    room = host.room
    at = answers["at"].strip()
    events = await room.owners.note(
        sight.owner,
        text,
        questions=found,
        means=_means(answers["means"]),
        title=mail.subject if mail is not None else "",
        actor=answers["by"].strip() or (mail.sender if mail is not None else ""),
        message_id=mail.message_id if mail is not None else "",
        reply_to=_answered(host, mail),
        occurred_at=to_stamp(read_time(at, now=room.clock(), zone=room.zone).at) if at else mail.at if mail else None,
    )
    host.tell(f"noted {events[0].ref}" + (f" with {len(found)} questions" if found else "") + f"; {UNDOES}")


async def _mail(host: Host, text: str) -> Mail | None:
    """The mail that ``text`` is the path of; None when it is text."""
    plain = text.strip().strip("'\"")
    if "\n" in plain or not plain.casefold().endswith(MAIL):
        return None
    from warroom.owner_mail import LARGEST, read_mail

    def read() -> bytes:
        with Path(plain).expanduser().open("rb") as file:
            return file.read(LARGEST + 1)

    try:
        data = await host.desk.run(read)
    except OSError as error:
        raise BadInput(f"{plain} can't be read: {error.strerror}; nothing was recorded") from error
    return read_mail(data)


def _answered(host: Host, mail: Mail | None) -> str:
    """The message of the thread that a mail answers (its id), or empty."""
    if mail is None:
        return ""
    by_id = {one.message_id: eid for eid, one in host.room.state.owners.messages.items() if one.message_id}
    return next((by_id[one] for one in reversed(mail.references) if one in by_id), "")


async def _split(host: Host, owner: str, text: str) -> list[str] | None:
    """The questions of a message as a person confirms them; None when the message is not to be noted after all."""
    from warroom.asking import questions

    found = questions(text)
    if not found:
        return []
    asks = [
        Ask(f"q{number}", f"Question {number}", one, "empty: none") for number, one in enumerate(found[:8], start=1)
    ]
    if len(found) > len(asks):
        more = "\n".join(found[len(asks) :])
        asks.append(Ask("more", "More questions", more, "one on each line"))
    title = f"{owner} asks {len(found)} question{'s' if len(found) > 1 else ''}: are these they?"
    answers = await host.ask(f"split {owner}", title, asks, "Each is answered on its own. esc: nothing is noted.")
    if answers is None:
        return None
    lines = [
        line for ask in asks for line in (answers[ask.name].splitlines() if ask.name == "more" else [answers[ask.name]])
    ]
    return [line.strip() for line in lines if line.strip()]


def _means(text: str) -> Means:
    plain = text.strip().casefold()
    return next((one for one in MEANS if plain and one.startswith(plain)), "email")


async def message_out(host: Host, sight: OwnerSight) -> None:
    """Note words of ours that went out by hand and tell no facts."""
    asks = [
        Ask("text", "What was said to them", check=needs("what was said?")),
        one_word("means", "By what means", MEANS, "email"),
        Ask("by", "Who of us", hint="nothing: you"),
        past(host),
    ]
    note = "Nothing is sent by this. For facts that they did not know, t: they leave the list of what is not told."
    answers = await host.ask(f"out {sight.owner}", f"Message to {sight.owner}", asks, note)
    if answers is not None:
        await order(
            host, "to", sight.owner, answers["text"], means=answers["means"], by=answers["by"], at=answers["at"]
        )


async def call(host: Host, sight: OwnerSight) -> None:
    """Note a call or a meeting."""
    asks = [
        Ask("text", "What was said", check=needs("what was said?")),
        Ask("people", "Who was there", hint="names with commas, theirs and ours"),
        one_word("means", "Call or meeting", ("call", "phone", "meeting"), "meeting"),
        past(host),
    ]
    answers = await host.ask(f"call {sight.owner}", f"Call or meeting with {sight.owner}", asks)
    if answers is None:
        return
    await order(
        host, "from", sight.owner, answers["text"], means=answers["means"], people=answers["people"], at=answers["at"]
    )


# -- questions --------------------------------------------------------------------------------------------------------


async def asked(host: Host, sight: OwnerSight) -> None:
    """Note a question."""
    asks = [
        Ask("text", "What they ask", check=needs("what did they ask?")),
        _person(host, sight),
        ahead(host, "due", "Answer until", "nothing: with the next update"),
        past(host),
    ]
    answers = await host.ask(f"asked {sight.owner}", f"Question of {sight.owner}", asks)
    if answers is not None:
        await order(host, "asked", sight.owner, answers["text"], by=answers["by"], due=answers["due"], at=answers["at"])


async def answer(host: Host, one: Record[Asked]) -> None:
    """Write the answer, and say whether they have heard it."""
    held = host.room.state.questions.answer(one.eid)
    asks = [
        Ask("text", "Answer", held.value.text if held is not None else "", check=needs("what is the answer?")),
        one_word("told", "Have they heard it", ("yes", "no"), "no"),
    ]
    answers = await host.ask(f"answer {one.eid}", f"Answer {one.ref}", asks, called(one, 300))
    if answers is not None:
        told = "yes" if answers["told"].strip().casefold().startswith("y") else "no"
        await order(host, "answer", one.eid, answers["text"], told=told)


# -- telling ----------------------------------------------------------------------------------------------------------


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
    asks = [
        one_word("means", "By what means", MEANS, "call" if listening else "phone"),
        past(host),
        Ask("people", "Who of theirs heard it", hint="names with commas; may be empty"),
        Ask("by", "Who told it", hint="nothing: you"),
        Ask("text", "What else was said", hint="needed when no fact was picked" if not facts else "may be empty"),
        ahead(host, "next", "Next update promised for", "may be empty"),
    ]
    said = "\n".join(one.line() for one in unknown if one.fact.key in facts) or "No fact: only words."
    answers = await host.ask(f"told {owner}", f"{owner} was told {len(facts)} facts", asks, said)
    if answers is not None:
        text = answers.pop("text")
        await order(host, "told", owner, text, facts=", ".join(facts), **answers)


async def _aloud(host: Host, owner: str) -> bool:
    from screens.asking import Option

    options = [Option("y", "yes", "yes: they heard it here, on the call"), Option("n", "no", "no: in another way")]
    return await host.choose(f"{owner} is on the call: was it said aloud?", options) == "yes"


async def _facts(host: Host, sight: OwnerSight, under_cursor: str) -> list[str] | None:
    """The keys of the facts that were told; None for esc."""
    from screens.asking import Option
    from screens.owner_rows import not_told_items
    from screens.widgets.panels import Layout

    glance = sight.glance
    if glance is None or not glance.unknown:
        return []
    options = [
        Option("a", "all", f"all {len(glance.unknown)} that they did not know"),
        Option("s", "some", "some of them"),
    ]
    if under_cursor.startswith(FACT):
        options.append(Option("t", "this", "only the one under the cursor"))
    options.append(Option("w", "words", "none of them, only words"))
    which = await host.choose(f"What was {sight.owner} told?", options)
    if which is None:
        return None
    if which == "some":
        room = host.room
        items = not_told_items(glance, room.state, room.zone, room.clock(), listening=False)[: len(glance.unknown)]
        picked = await host.pick(f"What was {sight.owner} told?", items, Layout(3), several=True)
        return [key.removeprefix(FACT) for key in picked] if picked else None
    return {"all": [one.fact.key for one in glance.unknown], "this": [under_cursor.removeprefix(FACT)]}.get(which, [])


# -- promises ---------------------------------------------------------------------------------------------------------


async def promise(host: Host, sight: OwnerSight, question: Record[Asked] | None) -> None:
    """Note a promise; one about the question under the cursor promises its answer."""
    asks = [
        Ask("text", "What was promised", f"answer: {called(question, 60)}" if question else "", check=needs("what?")),
        ahead(host, "due", "Until when", "", needed=True),
        one_word("kind", "Kind", COMMITMENT_KINDS, "answer" if question else "action"),
        Ask("assignee", "Who of us sees to it", hint="may be empty"),
    ]
    answers = await host.ask(f"promise {sight.owner}", f"Promise to {sight.owner}", asks)
    if answers is not None:
        about = {"question": question.eid} if question else {}
        await order(host, "promise", sight.owner, answers.pop("text"), **answers, **about)


async def move(host: Host, one: Record[Made]) -> None:
    """Give a promise another time; before the old one it is renegotiated, after it it was missed."""
    room = host.room
    was = moment_words(from_stamp(one.now.due), room.clock(), room.zone) if one.now.due else "no time"
    asks = [
        ahead(host, "due", "New time", f"was {was}", needed=True),
        Ask("text", "Why it moves", hint="the owner is told", check=needs("why does it move? The owner is told")),
    ]
    answers = await host.ask(f"move {one.eid}", f"Move promise {one.ref}", asks, called(one, 300))
    if answers is not None:
        await order(host, "moved", one.eid, answers["text"], due=answers["due"])


async def end(host: Host, one: Record[Made], verb: OwnerVerb) -> None:
    """Say that a promise is kept, will not be kept, or is taken back."""
    label, hint = {
        "kept": ("What shows it", "may be empty"),
        "broken": ("Why it is not kept", "they have to be told"),
        "withdrawn": ("Why it is taken back", "before its time that is notice; they are told"),
    }[verb]
    check = None if verb == "kept" else needs("the reason is needed")
    asks = [Ask("text", label, hint=hint, check=check), past(host)]
    answers = await host.ask(f"{verb} {one.eid}", f"Promise {one.ref}: {verb}", asks, called(one, 300))
    if answers is not None:
        await order(host, verb, one.eid, answers["text"], at=answers["at"])


async def strike(host: Host, one: Record[Asked]) -> None:
    """Strike a question that was none, or is noted twice."""
    asks = [Ask("text", "Why", hint="it was none; it is noted twice")]
    answers = await host.ask(f"strike {one.eid}", f"Strike question {one.ref}", asks, called(one, 300))
    if answers is not None:
        await host.room.questions.withdraw(one.eid, answers["text"].strip())
        host.tell(f"{one.ref} is struck; {UNDOES}")


async def pick_time(host: Host, one: Record[Made]) -> None:
    """Pick the due time that holds where people set different ones."""
    room = host.room
    times = one.conflict("due")
    if not times:
        raise WarroomError("nobody disagrees about that")
    words = [moment_words(from_stamp(time), room.clock(), room.zone) if time else "no time" for time in times]
    chosen = await host.choose(f"Until when is {one.ref} due?", numbered(words), called(one, 300))
    if chosen is not None and (at := times[int(chosen)]):
        await room.promises.move(one.eid, at, "picked where people disagreed")
        host.tell(f"{one.ref} is due {words[int(chosen)]}; {UNDOES}")


# -- clocks -----------------------------------------------------------------------------------------------------------


async def snooze(host: Host, clock: str) -> None:
    """Let one clock rest; the time at which it is due stays what it is."""
    asks = [
        ahead(host, "until", "Until when does it rest", "", needed=True),
        Ask("text", "Why", check=needs("a snooze needs the reason")),
    ]
    answers = await host.ask(f"snooze {clock}", "Snooze this clock", asks, "When it is due stays what it is.")
    if answers is not None:
        await order(host, "snooze", clock, answers["text"], until=answers["until"])


async def pause(host: Host, sight: OwnerSight) -> None:
    """Let all clocks of an owner rest, or let them go on."""
    owner = sight.owner
    if host.room.state.owners.pause(owner) is not None:
        await order(host, "resume", owner)
        return
    asks = [
        Ask(
            "text",
            "Why",
            hint="they asked for quiet; waiting for their answer",
            check=needs("a pause needs the reason"),
        ),
        ahead(host, "until", "Until when", "nothing: until S again"),
    ]
    answers = await host.ask(f"pause {owner}", f"Pause the clocks of {owner}", asks)
    if answers is not None:
        await order(host, "pause", owner, answers["text"], until=answers["until"])


async def interval(host: Host, sight: OwnerSight) -> None:
    """Tell them at another interval from now on; it is announced to them."""

    def check(text: str) -> None:
        if text.strip().casefold() not in ("long", "plan") and read_minutes(text) is None:
            raise BadInput("20m, 1h, long (the plan's long interval) or plan (the plan's own again)")

    asks = [
        Ask("every", "Every", hint="20m, 1h, long or plan", check=check),
        Ask("because", "Why", hint="it is announced to them", check=needs("another interval needs the reason")),
    ]
    answers = await host.ask(f"interval {sight.owner}", f"Interval of updates to {sight.owner}", asks)
    if answers is not None:
        await order(host, "cadence", sight.owner, answers["every"], because=answers["because"])


# -- promoting --------------------------------------------------------------------------------------------------------


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


async def edit(host: Host, one: Record[Made] | Record[Asked]) -> None:
    """Change the words of a promise or question."""
    asks = [Ask("text", "Words", one.now.text, check=needs("it needs words"))]
    answers = await host.ask(f"words {one.eid}", f"Edit {one.ref}", asks)
    if answers is None:
        return
    if isinstance(one.now, Made):
        await host.room.promises.edit(one.eid, text=answers["text"].strip())
    else:
        await host.room.questions.edit(one.eid, text=answers["text"].strip())
    host.tell(f"{one.ref} is changed; {UNDOES}")
