"""What the check knows of a room when it looks at a draft for one owner. Pure: state, plan, settings, clock."""

from collections.abc import Iterator
from datetime import datetime

from warroom.clock import from_stamp, zone
from warroom.errors import BadInput
from warroom.state.cause_rules import claim
from warroom.state.revisions import Content
from warroom.state.room_state import RoomState
from warroom.updates.facts import subject_of
from warroom.updates.lint.finding import Ground
from warroom.updates.lint.guard import Guard
from warroom.updates.lint.internal import RoomIndex
from warroom.updates.lint.people import is_named
from warroom.updates.lint.settings import OwnerWords, Settings


def ground_of(
    state: RoomState,
    owner: str,
    content: Content,
    now: datetime,
    settings: Settings,
    index: RoomIndex | None = None,
) -> Ground:
    """The ground on which a draft for ``owner`` is checked.

    ``index`` is the room's index of internal words, kept by whoever checks often (``RoomIndex.follow``); without one it
    is made here from all events, which takes a room of 10,000 entries about half a second.
    """
    plan = state.owners.plan(owner)
    words = settings.of(owner)
    zone_name = plan.zone or (state.incident.opened.zone if state.incident.opened else "UTC")
    glossary = {**settings.glossary, **words.glossary, **{term.text: term.note for term in plan.glossary}}
    return Ground(
        lang=content.body().lang,
        now=now,
        phase=content.phase,
        form=content.form,
        zone=zone_name,
        cause=claim(state.causes).state,
        data_safety_evidence=has_evidence(state, owner),
        full_outage=any(one.value == "major_outage" for one in state.incident.components.values()),
        over_midnight=spans_midnight(state, now, zone_name),
        glossary=glossary,
        avoid=tuple(dict.fromkeys((*plan.avoid, *words.avoid, *settings.avoid))),
        others=other_names(state, owner, settings),
        own=tuple(own_names(owner, settings)),
        contacts=tuple(_ours_to_reach(state)),
        roster=roster(state),
        hosts=settings.hosts,
        tickets=settings.tickets,
        allowed=settings.links,
        internal=Guard((index or RoomIndex(state.events)).index, may_know(state, owner)),
    )


def ground_of_text(settings: Settings, *, lang: str = "", owner: str = "", now: datetime | None = None) -> Ground:
    """The ground of a text without a room: ungated, with what the settings say (of ``owner``, when one is named)."""
    words = settings.of(owner) if owner else OwnerWords()
    own = own_names(owner, settings) if owner else []
    return Ground(
        lang=lang,
        now=now,
        glossary={**settings.glossary, **words.glossary},
        avoid=tuple(dict.fromkeys((*words.avoid, *settings.avoid))),
        others=tuple(name for name in _organisations(settings, owner)),
        own=tuple(own),
        hosts=settings.hosts,
        tickets=settings.tickets,
        allowed=settings.links,
    )


def has_evidence(state: RoomState, owner: str) -> bool:
    """Whether what is said about data safety rests on a record: the incident's field, or a fact promoted for them."""
    if any(name == "data_safety" and one.value for (name, _), one in state.incident.fields.items()):
        return True
    return any(fact.now.topic == "data_safety" for fact in state.expectations.facts_for(owner))


def spans_midnight(state: RoomState, now: datetime, zone_name: str) -> bool:
    """Whether the incident, from its first key event to its end or now, touches two days in a zone."""
    passed = state.timeline.passed()
    begun = min((first for first, _ in passed.values()), default=state.incident.opened_at)
    status = state.incident.status.current
    ended = status.event.at if status is not None and status.value in ("resolved", "closed") else ""
    try:
        where = zone(zone_name)
        first = from_stamp(begun).astimezone(where) if begun else now.astimezone(where)
        last = from_stamp(ended).astimezone(where) if ended else now.astimezone(where)
    except BadInput:  # an event of another program may hold another form
        return False
    return first.date() != last.date()


def own_names(owner: str, settings: Settings) -> list[str]:
    """The names of the owner that a draft is for."""
    mine = [owner, *settings.of(owner).also]
    for name, also in settings.names().items():
        if _meant(owner, (name, *also)):
            mine += [name, *also]
    return list(dict.fromkeys(mine))


def other_names(state: RoomState, owner: str, settings: Settings) -> tuple[str, ...]:
    """Names and other names of everybody else: the room's other owners and the configured organisations."""
    mine = {name.casefold() for name in own_names(owner, settings)}
    found: list[str] = []
    for name in sorted(state.owners.plans):
        if name.casefold() not in mine:
            found += [name, *settings.of(name).also]
    return tuple(dict.fromkeys(name for name in (*found, *_organisations(settings, owner)) if name))


def _organisations(settings: Settings, owner: str) -> Iterator[str]:
    for name, also in settings.names().items():
        if not owner or not _meant(owner, (name, *also)):
            yield from (name, *also)


def _meant(owner: str, names: tuple[str, ...]) -> bool:
    return owner.casefold() in {name.casefold() for name in names}


def roster(state: RoomState) -> tuple[str, ...]:
    """Our own people by handle and name, without the owners' and without those whom the contact field names."""
    names = {*state.people, *(one.value.name for one in state.team.members.values() if one.value is not None)}
    others = {name.casefold() for name in theirs(state)}
    told = " ; ".join(_ours_to_reach(state))
    return tuple(sorted(one for one in names if one and one.casefold() not in others and not is_named(told, one)))


def theirs(state: RoomState, owner: str = "") -> Iterator[str]:
    """The owners themselves and their people; of one owner alone when ``owner`` names one."""

    def meant(name: str) -> bool:
        return owner in ("", name)

    for name, plan in state.owners.plans.items():
        if meant(name):
            yield name
            yield from (contact.name for contact in plan.value.contacts) if plan.value is not None else ()
    for message in state.owners.messages.values():
        if message.direction == "in" and meant(message.owner_id):
            yield message.actor
            yield from message.people
    yield from (one.now.actor for one in state.questions.asked if meant(one.now.owner_id))
    yield from (one.now.assignee for one in state.tasks.tasks if one.now.side == "owner" and meant(one.now.owner))
    yield from (one.now.decided_by for one in state.decisions.made if one.now.side == "owner" and meant(one.now.owner))
    for person, register in state.team.presence.items():
        if any(one.value.side == "owner" and meant(one.value.owner) for one in register.history):
            yield person


def _ours_to_reach(state: RoomState) -> Iterator[str]:
    for (name, _), register in state.incident.fields.items():
        if name == "contact" and register.value:
            yield register.value


def may_know(state: RoomState, owner: str) -> Iterator[str]:
    """Every text that this owner reads, was told or wrote: no words of these are a leak to them."""
    yield from _fields(state)
    for fact in state.expectations.facts_for(owner):
        yield fact.now.text
        yield from (one.text for one in fact.now.wordings)
    yield from _said(state, owner)
    yield from _owed(state, owner)
    for (_, whose), held in state.expectations.held.items():
        if whose in ("", owner) and held.value is not None:
            yield from (held.value.text, held.value.note, held.value.reason)
    # By what a promoted follow-up is seen to be done is told with it (S12).
    promoted = {subject_of(state, fact) for fact in state.expectations.facts_for(owner)}
    yield from (one.now.criterion for one in state.tasks.follow_ups.standing() if one.eid in promoted)
    for remedy in state.expectations.remedies.standing():
        if remedy.now.owner_id == owner and remedy.now.state in ("offered", "accepted", "fulfilled"):
            yield from (remedy.now.text, remedy.now.note)


def _fields(state: RoomState) -> Iterator[str]:
    """The fields of the incident that owners read, in every language, and its public title."""
    if state.incident.opened is not None:
        yield state.incident.opened.public_title
    for name, lang in state.incident.fields:
        setting = state.incident.for_owners(name, lang)  # type: ignore[arg-type]  # the keys are of fields
        if setting is not None:
            yield setting.value
    yield from state.incident.components


def _said(state: RoomState, owner: str) -> Iterator[str]:
    """What was said both ways: their messages and ours, every update that was told, with its facts."""
    for message in state.owners.messages.values():
        if message.owner_id == owner:
            yield from (message.text, message.title)
    for telling in state.updates.told(owner):
        yield telling.said.text
        yield from (fact.text for fact in telling.said.facts)
        draft = state.revisions.get(telling.said.update)
        revision = draft.revisions.get(telling.said.revision) if draft is not None else None
        for body in revision.said.content.bodies if revision is not None else ():
            yield body.title
            yield from (section.text for section in body.sections)


def _owed(state: RoomState, owner: str) -> Iterator[str]:
    """Their questions with our answers, and what they were promised."""
    for question in state.questions.of(owner):
        yield question.now.text
        answer = state.questions.answer(question.eid)
        if answer is not None:
            yield answer.value.text
    yield from (one.now.text for one in state.commitments.of(owner))
    held = state.expectations.feedback.get(owner)
    if held is not None and held.value is not None:
        yield held.value.text
