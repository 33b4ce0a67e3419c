"""Keeping the words that somebody wrote for an owner where they were missing, so that the next round has them."""

from warroom.errors import BadInput, NotFound
from warroom.events import Event
from warroom.room import Room
from warroom.state.expectations import Topic, Wording
from warroom.state.incident import FIELDS
from warroom.text import clean
from warroom.updates.wordings import Lack, reads

_TOPIC: dict[str, Topic] = {"task": "mitigation", "cause": "cause", "follow_up": "promise"}
"""What a fact is about that is made of such a record."""


async def keep(room: Room, owner: str, lack: Lack, text: str) -> Event:
    """Record ``text`` as the words of what ``lack`` names, in its language.

    A field or a fact gets them as another wording; of a task, a cause or a follow-up an owner fact is made for
    ``owner``, the record stays internal. Raises ``BadInput`` for no words, or the internal ones as they are.
    """
    text = clean(text).strip()
    if not text:
        raise BadInput("no words were written; nothing was kept")
    kind, _, eid = lack.key.partition(":")
    match kind:
        case "field":
            field = next((one for one in FIELDS if one == eid), None)
            if field is None:
                raise NotFound(f"there is no field '{eid}'; nothing was kept")
            return await room.set_field(field, text, lang=lack.lang)
        case "fact":
            return await _reworded(room, eid, lack.lang, text)
        case "task" | "cause" | "follow_up":
            named = {lack.lang: text} if reads(text, lack.lang) else {}
            entry = room.find(eid)
            return await room.expectations.promote(entry, text, owners=[owner], topic=_TOPIC[kind], wordings=named)
        case "criterion":
            return await room.tasks.edit(eid, criterion=text)
        case "answer":
            return (await room.questions.answer(eid, text))[0]
    return await _reasoned(room, owner, text)


async def _reworded(room: Room, eid: str, lang: str, text: str) -> Event:
    fact = room.expectations.fact(eid)
    others = tuple(one for one in fact.now.wordings if one.lang != lang)
    return await room.expectations.reword(eid, wordings=(*others, Wording(lang, text)))


async def _reasoned(room: Room, owner: str, text: str) -> Event:
    """The estimate as it stands, with the reason in the owner's words."""
    held = room.state.expectations.expected("eta", owner)
    if held is None:
        raise NotFound("there is no estimate any more; nothing was kept")
    said = held.value
    return await room.expectations.expect(
        "eta", owner=owner, low=said.low, high=said.high, confidence=said.confidence, basis=said.note, reason=text,
        text=said.text if reads(said.text, "en") == reads(text, "en") else text if not said.low else "",
    )  # fmt: skip
