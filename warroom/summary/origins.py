"""From which record of a room a piece of an owner's text comes: where a person can mend it. Pure."""

from collections.abc import Iterator

from warroom import seal
from warroom.clock import to_stamp
from warroom.state.promises import promises
from warroom.summary.request import Request


def origin(asked: Request, words: str) -> str:
    """`` in what was told 2026-11-22 14:10 UTC, K7QAB``; empty where no record holds ``words`` as they are."""
    sought = _flat(words).strip("…")
    for text, called, at, eid in _texts(asked) if sought else ():
        if sought in _flat(text):
            return f" in {called}{f' {asked.times.when(at)}' if at else ''}, {seal.entry_ref(eid)}"
    return ""


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()


def _texts(asked: Request) -> Iterator[tuple[str, str, str, str]]:
    """What the owner's documents are made of: the text, what it is called, when (UTC text), the record (an id)."""
    state, owner = asked.state, asked.owner
    for telling in state.updates.told(owner):
        for text in (telling.said.text, *(fact.text for fact in telling.said.facts)):
            yield text, "what was told", telling.at, telling.eid
    for entry in state.owners.threads.get(owner) or ():
        message = state.owners.messages.get(entry.eid)
        side = "their message" if message is not None and message.direction == "in" else "our message"
        yield f"{message.title if message is not None else ''}\n{entry.text}", side, entry.at, entry.eid
    for fact in state.expectations.facts_for(owner):
        for text in (fact.now.text, *(one.text for one in fact.now.wordings)):
            yield text, "the promoted fact", fact.at, fact.eid
    for promise in promises(state.commitments, state.updates, asked.moment, owner):
        due = to_stamp(promise.due) if promise.due else ""
        yield promise.record.now.text, "the promise for" if due else "the promise", due, promise.record.eid
    for question in state.questions.of(owner):
        answer = state.questions.answer(question.eid)
        yield question.now.text, "the question of", question.at, question.eid
        if answer is not None:
            yield answer.value.text, "the answer of", answer.event.at, answer.event.eid
    for remedy in state.expectations.remedies.standing():
        yield f"{remedy.now.text}\n{remedy.now.note}", "the compensation of", remedy.at, remedy.eid
    for (name, lang), register in sorted(state.incident.fields.items()):
        if register.current is not None and register.value:
            event = register.current.event
            called = f"the field {name}{f' ({lang})' if lang else ''} set"
            yield register.value, called, event.at, event.eid
