"""What screen 4 does once a text holds: noting that they were told, correcting, withdrawing, throwing a draft away."""

from typing import TYPE_CHECKING, Final

from screens.asking import Ask, Option
from screens.owner.fields import UNDOES, one_word, past
from screens.owner.rows import moment_words
from screens.update.working import WorkingCopy
from screens.widgets.panels import Item, Layout
from screens.widgets.row import Row
from warroom.acts.releasing import why_not
from warroom.clock import from_stamp, to_stamp
from warroom.errors import BadInput, NotFound
from warroom.state.owners import MEANS, Means
from warroom.state.updates import Telling
from warroom.times import read_time
from warroom.updates.numbering import number_of

if TYPE_CHECKING:
    from screens.update.body import UpdateBody

_MEANS: Final[dict[str, Means]] = {"email": "email", "letter": "email", "phone": "phone", "sms": "chat"}
"""By channel, the means that it is; every other one is a chat."""


async def told(body: "UpdateBody", copy: WorkingCopy) -> None:
    """Record by hand that they were told what an approved draft says: by what, whom, when. Nothing is sent by it."""
    room, host = body.host.room, body.host
    if copy.told:
        raise BadInput("that they were told is noted already; C begins a correction")
    await copy.save()
    held = room.updates.verdict(copy.eid)
    late = held.state == "stale" and not held.edited  # what was told before a fact changed may be noted yet
    if not held.may_go and not late:
        raise BadInput(f"{why_not(held)} (a); nothing was recorded")
    plan, content = room.state.owners.plan(copy.owner), copy.content
    people = content.people or tuple(one.name for one in plan.contacts)
    channel = content.channels[0] if content.channels else "email"
    asks = [
        one_word("means", "By what means", MEANS, _means(channel)),
        Ask("people", "Who of theirs", ", ".join(people), "names with commas; may be empty"),
        past(host),
        Ask("by", "Who told it", hint="nothing: you"),
    ]
    number = number_of(room.state, copy.eid, copy.owner)
    note = "Its text never changes again; the next update and the promises of it go into the ledger."
    if late:
        changed = ", ".join(f"{one.topic} {one.text}".strip() for one in held.changed[:3])
        note = f"STALE: {changed}. Only what was told before that may still be noted: say when.\n{note}"
    answers = await host.ask(f"tell {copy.eid}", f"{copy.owner} was told update #{number}", asks, note)
    if answers is None:
        return
    at = answers["at"].strip()
    await room.updates.tell(
        copy.eid,
        means=_meant(answers["means"]),
        people=answers["people"].replace("，", ",").replace("、", ",").split(","),
        actor=answers["by"],
        occurred_at=to_stamp(read_time(at, now=room.clock(), zone=room.zone).at) if at else None,
    )
    telling = room.state.updates.carried(copy.eid)
    which = f"#{telling.said.number}" if telling is not None else ""
    host.tell(f"told {copy.owner} update {which}; its promises are in the ledger; {UNDOES}")


def _means(channel: str) -> Means:
    found = _MEANS.get(channel.strip().casefold(), "chat")
    return found if found in MEANS else "email"


def _meant(text: str) -> Means:
    plain = text.strip().casefold()
    return next((one for one in MEANS if plain and one.startswith(plain)), "phone")


# -- what was told and is wrong ----------------------------------------------------------------------------------------


async def correct(body: "UpdateBody") -> None:
    """Begin a draft that corrects what was told: that stays as it is, and is shown struck later."""
    telling = await _which(body, "Correct which update?")
    if telling is not None:
        event = await body.host.room.updates.correct(telling.eid)
        _begun(body, event.eid, "say what was wrong, what holds and why; what is told stays as it is")


async def withdraw(body: "UpdateBody") -> None:
    """Begin a draft that says that what was told was a false alarm."""
    telling = await _which(body, "Withdraw which update as a false alarm?")
    if telling is not None:
        event = await body.host.room.updates.withdraw(telling.eid)
        _begun(body, event.eid, "say why it was a false alarm; what is told stays as it is")


def _begun(body: "UpdateBody", eid: str, words: str) -> None:
    body.go_to_record(eid)
    body.show_again()
    body.go_to(body.sections)
    body.sections.focus()
    body.host.tell(words)


async def _which(body: "UpdateBody", question: str) -> Telling | None:
    """The update in sight when it was told, else one that somebody picks; None for esc."""
    updates, copy = body.host.room.state.updates, body.copy
    mine = updates.carried(copy.eid) if copy is not None else None
    if mine is not None:
        return mine
    owner = copy.owner if copy is not None else body.sight.owner
    told = [one for one in updates.told(owner) if not updates.corrections(one.eid)]
    if not told:
        raise NotFound(f"{owner or 'nobody'} was told nothing that could be corrected or withdrawn")
    if len(told) == 1:
        return told[0]
    picked = await body.host.pick(question, [_item(body, one) for one in reversed(told)], Layout(3, 10))
    return next((one for one in told if picked and one.eid == picked[0]), None)


def _item(body: "UpdateBody", one: Telling) -> Item:
    room = body.host.room
    words = "; ".join(part for part in (one.said.text, *(fact.text for fact in one.said.facts)) if part)
    number = f"#{one.said.number} " if one.said.number else ""
    at = moment_words(from_stamp(one.at), room.clock(), room.zone)
    return Item(Row(one.eid, f"Told {one.said.owner_id}", at[-5:], "tld", "owner", one.said.actor, number + words, at))


# -- throwing away -----------------------------------------------------------------------------------------------------


async def discard(body: "UpdateBody", copy: WorkingCopy) -> None:
    """Throw the draft away (it stays in the history), or bring a thrown one back."""
    updates, host = body.host.room.updates, body.host
    if copy.draft.discarded:
        await updates.discard(copy.eid, back=True)
        copy.take_in()
        host.tell("it is back; it has to be approved as it is now")
        return
    if copy.told:
        raise BadInput("it was told: it can't be thrown away; C corrects it, W withdraws it")
    options = [Option("y", "yes", "yes: it stays in the history, D brings it back")]
    if await host.choose(f"Throw away the draft for {copy.owner}?", options) != "yes":
        return
    if not copy.conflicts:
        await copy.save()  # what was typed is in the history then
    await updates.discard(copy.eid)
    copy.take_in()
    body.host.tell(f"thrown away; L lists it, D brings it back, {UNDOES}")
