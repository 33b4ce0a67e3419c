"""What follows when a draft is told: the telling itself, and what it promises, answers and keeps. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from warroom import seal
from warroom.brought_in import brought_in
from warroom.errors import WarroomError
from warroom.state.commitments import Kept, Made
from warroom.state.incident import MilestoneSet
from warroom.state.kinds import Payload
from warroom.state.owners import CadenceChanged, Means
from warroom.state.questions import Answered
from warroom.state.record import Record, called
from warroom.state.revisions import Content, Draft
from warroom.state.room_state import RoomState
from warroom.state.timeline import Via
from warroom.state.updates import Told, ToldFact
from warroom.updates.facts import facts
from warroom.updates.numbering import number_of


class Occasion(NamedTuple):
    """How and by whom an owner was told."""

    means: Means = "phone"
    people: Sequence[str] = ()
    actor: str = ""
    at: str = ""
    """When (UTC text)."""
    revision: str = ""
    """The revision that they were told (an id); empty: the draft's head."""
    via: Via = "key"
    number: int = 0
    """The number that its text says; 0: the next one."""


def telling_id(state: RoomState, draft: str) -> str:
    """The id of the telling of a draft (an id): whoever records it at the same time as somebody else makes the same.

    One that was taken back is followed by another one.
    """
    told = sum(1 for one in state.updates.tellings if one.said.update == draft)
    return derived(draft, "told", str(told))


def refuse_delivered(state: RoomState, telling: str) -> None:
    """Raise when somebody has what an owner was told: that can be corrected, but not taken back."""
    found = state.updates.find(telling)
    if found is not None and found.said.update and state.deliveries.arrived(found.said.update):
        raise WarroomError(
            f"update #{found.said.number} was accepted or confirmed, so they have it; correct or withdraw it by a new "
            "update; nothing was changed"
        )


def derived(draft: str, *parts: str) -> str:
    """An id that every process makes alike of a draft's id and ``parts``."""
    return seal.derived_uuid(int(draft.replace("-", "")[:12], 16), draft, *parts)


def ids_of(payloads: Sequence[Payload], draft: str, eid: str) -> list[str]:
    """The ids of what follows from the telling ``eid``, that one first: the same wherever the same follows."""
    seen: Counter[str] = Counter()
    found = [eid]
    for one in payloads[1:]:
        kind = type(one).__name__
        seen[kind] += 1
        found.append(derived(draft, eid, kind, str(seen[kind])))
    return found


def consequences(state: RoomState, draft: Draft, eid: str, how: Occasion, now: datetime) -> list[Payload]:
    """The telling of id ``eid`` first, then the ledger, the questions, the milestone and the interval."""
    head = draft.revisions.get(how.revision, draft.head)
    content, owner = head.said.content, draft.owner
    told = Told(
        owner_id=owner,
        facts=(*_in_their_language(state, owner, content, now), *_report(content, how.at)),
        means=how.means,
        people=list(how.people),
        update=draft.eid,
        revision=head.eid,
        number=how.number or number_of(state, draft.eid, owner),
        corrects=content.corrects,
        withdraws=content.withdraws,
        actor=how.actor,
        via=how.via,
    )
    found: list[Payload] = [told]
    if owes_notice(state):
        found.append(MilestoneSet("first_notice", f"First notice to {owner}", how.actor))
    found += _promises(state, owner, content, eid, how.actor)
    found += _answers(state, content, eid, how.actor)
    found += _kept(state, owner, content, eid, how.actor)
    if content.long_mode and (interval := _long_mode(state, owner, told.number)) is not None:
        found.append(interval)
    return found


def owes_notice(state: RoomState) -> bool:
    """Whether telling somebody passes the milestone *first notice*: of a past incident that was imported it doesn't."""
    return "first_notice" not in state.timeline.passed() and not brought_in(state).past


def next_update(owner: str, at: str, message: str = "", actor: str = "") -> Made:
    """The promise of the next update, as every way of telling makes it."""
    return Made(text="next update", owner_id=owner, kind="next_update", due=at, message=message, actor=actor)


def _in_their_language(state: RoomState, owner: str, content: Content, now: datetime) -> Iterator[ToldFact]:
    """The facts, compared in the language of the plan: an update written in another one told them as well."""
    written, read = content.body().lang or "en", state.owners.plan(owner).lang or "en"
    if written == read:
        yield from content.facts
        return
    here = {one.key: one.value for one in facts(state, owner, now, written)}
    there = {one.key: one.value for one in facts(state, owner, now, read)}
    for fact in content.facts:
        same = fact.key in there and here.get(fact.key) == fact.was
        yield msgspec.structs.replace(fact, was=there[fact.key]) if same else fact


def _report(content: Content, at: str) -> tuple[ToldFact, ...]:
    """The closure report is one that the clocks wait for."""
    return (ToldFact(key="report", was=at),) if content.phase == "closure" else ()


def _promises(state: RoomState, owner: str, content: Content, eid: str, actor: str) -> Iterator[Payload]:
    """What the text promises, but what is in the ledger already."""
    if content.next_update:
        yield next_update(owner, content.next_update, eid, actor)
    known = {(one.now.text, one.now.due) for one in state.commitments.of(owner) if one.now.state == "open"}
    for promise in content.promises:
        if (promise.text, promise.due) not in known:
            yield Made(text=promise.text, owner_id=owner, kind=promise.kind, due=promise.due, message=eid, actor=actor)


def answered_in(content: Content) -> set[str]:
    """The questions that a text answers (ids)."""
    return {fact.key.removeprefix("answer:") for fact in content.facts if fact.key.startswith("answer:") and fact.was}


def _answers(state: RoomState, content: Content, eid: str, actor: str) -> Iterator[Payload]:
    for question in sorted(answered_in(content)):
        record, answer = state.questions.asked.get(question), state.questions.answer(question)
        if record is not None and answer is not None and not answer.value.told:
            yield Answered(
                target=question,
                text=answer.value.text,
                told=True,
                by=eid,
                title=called(record),
                actor=actor,
                bases=state.questions.answers[question].bases,
            )


def _kept(state: RoomState, owner: str, content: Content, eid: str, actor: str) -> Iterator[Payload]:
    """The promises that the text itself keeps: of an answer that is in it, and of the report, if there is but one."""
    answered = answered_in(content)
    open_ones = [one for one in state.commitments.of(owner) if one.now.state == "open"]
    kept = [one for one in open_ones if one.now.kind == "answer" and one.now.question in answered]
    if content.phase == "closure":
        reports = [one for one in open_ones if one.now.kind == "report"]
        kept += reports if len(reports) == 1 else []
    for one in kept:
        yield _keeping(one, eid, actor)


def _keeping(promise: Record[Made], eid: str, actor: str) -> Kept:
    return Kept(target=promise.eid, by=eid, title=called(promise), actor=actor, bases=promise.bases("state"))


def _long_mode(state: RoomState, owner: str, number: int) -> CadenceChanged | None:
    """The long interval that the text announces; None when it holds already."""
    held = state.owners.interval(owner)
    if held is not None and held.long_mode:
        return None
    register = state.owners.cadences.get(owner)
    bases = register.bases if register else []
    return CadenceChanged(owner_id=owner, long_mode=True, reason=f"announced in update #{number}", bases=bases)
