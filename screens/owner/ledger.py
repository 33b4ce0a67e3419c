"""What the keys of screen 5 do with the ledger: their questions and our promises."""

from screens.asking import Ask
from screens.hosting import Host, needs
from screens.owner.fields import UNDOES, ahead, one_word, order, past, person
from screens.owner.rows import moment_words
from screens.owner.sight import OwnerSight
from warroom.clock import from_stamp
from warroom.grammar.owner_orders import OwnerVerb
from warroom.state.commitments import COMMITMENT_KINDS, Made
from warroom.state.questions import Asked
from warroom.state.record import Record, called


async def asked(host: Host, sight: OwnerSight) -> None:
    """Note a question."""
    asks = [
        Ask("text", "What they ask", check=needs("what did they ask?")),
        person(host, sight),
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


async def strike(host: Host, one: Record[Asked]) -> None:
    """Strike a question that was none, or is noted twice."""
    asks = [Ask("text", "Why", hint="it was none; it is noted twice")]
    answers = await host.ask(f"strike {one.eid}", f"Strike question {one.ref}", asks, called(one, 300))
    if answers is not None:
        await host.room.questions.withdraw(one.eid, answers["text"].strip())
        host.tell(f"{one.ref} is struck; {UNDOES}")


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
