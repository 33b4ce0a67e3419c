"""The facts of a room as one owner would hear them: what each is now, since when, and from which event. Pure."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Final, NamedTuple

from warroom.events import Event
from warroom.room_labels import owner_labels
from warroom.state.cause_rules import claim
from warroom.state.expectations import ExpectationSet, OwnerFactSet, Topic, source_changed, wording
from warroom.state.feed import Entry
from warroom.state.incident import Field
from warroom.state.promises import moment, promises
from warroom.state.record import Record, called
from warroom.state.register import Setting
from warroom.state.room_state import RoomState
from warroom.updates.local_times import owner_zone, say_span
from warroom.updates.words import PHRASES, STATUS, TOPICS, say

_TEXTS: Final[tuple[tuple[Field, Topic], ...]] = (
    ("impact", "impact"),
    ("scope", "scope"),
    ("data_safety", "data_safety"),
    ("owner_action", "owner_action"),
)


class Fact(NamedTuple):
    """One fact as it holds now."""

    key: str
    """Which fact it is, the same for all its life: ``status``, ``answer:ID``."""
    topic: str
    value: str
    """What it is, for comparing; empty: it does not hold (any more)."""
    text: str
    """The words for our own lists, in the language asked for: of a cause or a task they are ours."""
    since: str
    """Since when it is so (UTC text)."""
    event: str = ""
    """The event that made it so (an id)."""
    said: str = ""
    """The words that owners may read; empty while nobody wrote any. Nothing else counts as told or is printed."""

    def line(self, lang: str = "en") -> str:
        """Topic and words, ``severity: SEV1``."""
        words = self.text or say(PHRASES, "no_longer", lang)
        return say(TOPICS, self.topic, lang) + say(PHRASES, "colon", lang) + words


HANDED_OVER: Final = frozenset({"report", "preliminary"})
"""What an owner is given once (``/told Acme; facts: report``): it is no state of things, and never stops holding."""


def facts(state: RoomState, owner: str, now: datetime, lang: str = "en") -> list[Fact]:
    """What holds now and concerns ``owner``, and what they were told that no longer holds (with an empty value)."""
    held = [fact for fact in _all(state, owner, now, lang) if fact.value]
    keys = {fact.key for fact in held}
    told = state.updates.known(owner).items()
    gone = [
        key
        for key, last in told
        if key not in keys and key not in HANDED_OVER and last.fact.was and not _erased(state, owner, key)
    ]
    return held + [Fact(key, _topic(state, key), "", "", _ended(state, key)) for key in gone]


def _erased(state: RoomState, owner: str, key: str) -> bool:
    """Whether the words of a fact were taken away: that says nothing about whether it holds, so there is no news."""
    name, _, eid = key.partition(":")
    events: list[Event] = []
    if name == "fact" and (fact := state.expectations.facts.get(eid)) is not None:
        events += [fact.first] if fact.first else []
    if name == "task" and (task := state.tasks.tasks.get(eid)) is not None:
        events += [task.first] if task.first else []
    if name == "answer" and (question := state.questions.asked.get(eid)) is not None:
        answer = state.questions.answer(eid)
        events += [one for one in (question.first, answer.event if answer else None) if one]
    if name == "eta" and (eta := state.expectations.expected("eta", owner)) is not None:
        events.append(eta.event)
    described = [held.current for (field, _), held in state.incident.fields.items() if field == name]
    events += [one.event for one in described if one is not None]
    return any(one.erased is not None for one in events)


def _topic(state: RoomState, key: str) -> str:
    name, _, eid = key.partition(":")
    if name == "fact" and (fact := state.expectations.facts.get(eid)) is not None:
        return fact.now.topic
    return {"task": "mitigation", "mitigated": "mitigation", "fact": "other"}.get(name, name)


def _all(state: RoomState, owner: str, now: datetime, lang: str) -> Iterator[Fact]:
    yield from _incident(state, lang)
    yield from _cause(state, owner, lang)
    yield from _mitigation(state, owner, lang)
    yield from _eta(state, owner, now, lang)
    yield from _promoted(state, owner, lang)
    yield from _answers(state, owner)
    yield from _broken_promises(state, owner, now, lang)


def _incident(state: RoomState, lang: str) -> Iterator[Fact]:
    incident = state.incident
    labels = owner_labels(incident.opened.profile if incident.opened else "", lang)
    status = incident.status.current
    if status is not None:
        said = labels.status_label(status.value) or say(STATUS, status.value, lang)
        yield _public("status", "status", status.value, said, status.event)
    severity = incident.severity.current
    if severity is not None:
        said = labels.severity_label(severity.value) or severity.value
        yield _public("severity", "severity", severity.value, said, severity.event)
    for name, topic in _TEXTS:
        public = incident.for_owners(name, lang) or incident.for_owners(name, "")
        setting = public or _ours(state, name)
        if setting is not None and setting.value:
            fact = _public(name, topic, setting.value, setting.value, setting.event)
            yield fact if public is not None else fact._replace(said="")
    for component, levels in sorted(incident.components.items()):
        level = levels.current
        if level is not None:
            text = f"{component}{say(PHRASES, 'colon', lang)}{say(PHRASES, level.value, lang)}"
            key = f"component:{sha256(component.encode()).hexdigest()[:12]}"  # erasing leaves keys, so no words in them
            yield _public(key, "component", level.value, text, level.event)


def _public(key: str, topic: str, value: str, text: str, event: Event) -> Fact:
    """A fact whose words owners may read as they are."""
    return Fact(key, topic, value, text, event.at, event.eid, text)


def _ours(state: RoomState, name: Field) -> Setting[str] | None:
    register = state.incident.fields.get((name, ""))
    return register.current if register else None


def _cause(state: RoomState, owner: str, lang: str) -> Iterator[Fact]:
    """What may be said of the cause; the hypotheses are part of the value, so that another one is a change.

    Owners read its label, and what was promoted about one of the hypotheses: their own words are ours.
    """
    said = claim(state.causes)
    if said.state == "unknown":
        return
    named = sorted(said.may_name, key=lambda one: one.eid)
    words = "; ".join(called(one) for one in named if not one.erased)
    since = max((one.event.at for hypothesis in named if (one := hypothesis.setting("state")) is not None), default="")
    value = f"{said.state} {' '.join(one.eid for one in named)}"
    label = said.label("zh" if lang == "zh" else "en")
    public = "; ".join(text for one in named if (text := _worded(state, owner, one.eid, lang)))

    def labelled(text: str) -> str:
        return f"{label}{say(PHRASES, 'colon', lang)}{text}" if text else label

    yield Fact("cause", "cause", value, labelled(words), since, named[0].eid, labelled(public))


def _worded(state: RoomState, owner: str, eid: str, lang: str) -> str:
    """What was promoted for an owner about a record; empty while nothing was, or what it rests on was struck."""
    texts = [
        wording(one.now, lang)
        for one in state.expectations.facts_for(owner)
        if subject_of(state, one) == eid
        and not one.erased
        and source_changed(one.now, entry_of(state, one.now.entry)) not in ("retracted", "erased")
    ]
    return "; ".join(texts)


def _mitigation(state: RoomState, owner: str, lang: str) -> Iterator[Fact]:
    """What is done about it: the tasks that mend a cause, under way or done, and that the effects are mitigated."""
    for task in state.tasks.tasks.standing():
        if task.now.state in ("in_progress", "done") and task.now.cause and not task.erased:
            standing = f" ({say(PHRASES, task.now.state, lang)})"
            value = f"{task.now.state} {task.now.text}"
            public = _worded(state, owner, task.eid, lang)
            said = public + standing if public else ""
            yield Fact(
                f"task:{task.eid}", "mitigation", value, called(task) + standing, task.changed_at, task.eid, said
            )
    passed = state.timeline.passed().get("mitigated")
    if passed:
        words = say(PHRASES, "mitigated", lang)
        yield Fact("mitigated", "mitigation", "mitigated", words, passed[1], said=words)


def _eta(state: RoomState, owner: str, now: datetime, lang: str) -> Iterator[Fact]:
    setting = state.expectations.expected("eta", owner)
    if setting is None or not (value := eta_value(setting.value)):
        return
    ends = [end for one in (setting.value.low, setting.value.high) if (end := moment(one)) is not None]
    text = say_span(ends[0], ends[-1], now, owner_zone(state, owner), lang) if ends else setting.value.text
    if setting.value.confidence:
        text += f" ({say(PHRASES, setting.value.confidence, lang)})"
    yield _public("eta", "eta", value, text, setting.event)


def eta_value(eta: ExpectationSet) -> str:
    """An estimate for comparing: ``LOW/HIGH/CONFIDENCE``, or its words; empty when there is none."""
    if not eta.low and not eta.high:
        return eta.text
    return f"{eta.low or eta.high}/{eta.high or eta.low}/{eta.confidence or ''}"


def told_until(told: str) -> datetime | None:
    """When an estimate that was told (as ``eta_value`` makes it) runs out; None for words, and for none any more."""
    parts = told.split("/")
    return moment(parts[1]) if len(parts) == 3 else None


def _promoted(state: RoomState, owner: str, lang: str) -> Iterator[Fact]:
    for fact in state.expectations.facts_for(owner):
        text = wording(fact.now, lang)
        changed = source_changed(fact.now, entry_of(state, fact.now.entry))
        value = f"{text}\n{changed}" if changed else text
        yield Fact(f"fact:{fact.eid}", fact.now.topic, value, text, fact.changed_at, fact.eid, text)


def subject_of(state: RoomState, fact: Record[OwnerFactSet]) -> str:
    """The record that the entry behind a fact is about (an id): a task promoted from any of its lines is that task."""
    event = state.event(fact.now.entry)
    return str(event.payload.get("target") or event.eid) if event is not None else fact.now.entry


def entry_of(state: RoomState, eid: str) -> Entry | None:
    """The entry or message of that id."""
    return state.timeline.entries.get(eid) or state.discussion.entries.get(eid)


def _answers(state: RoomState, owner: str) -> Iterator[Fact]:
    """The answers that are written; those that were given at once are known by ``not_told``."""
    for question in state.questions.of(owner):
        answer = state.questions.answer(question.eid)
        if answer is not None and answer.value.text:
            text = f"{called(question, 60)} → {answer.value.text}"
            yield _public(f"answer:{question.eid}", "answer", answer.value.text, text, answer.event)


def _broken_promises(state: RoomState, owner: str, now: datetime, lang: str) -> Iterator[Fact]:
    """The promises that were not kept in time: the owner expects them still, so each has to be owned up to."""
    for one in promises(state.commitments, state.updates, now, owner):
        unkept = one.standing == "broken" or one.standing == "late" or (one.standing == "withdrawn" and not one.in_time)
        if not unkept:
            continue
        late = "late" if one.standing == "late" else "broken"
        kind = one.record.now.kind.replace("_", " ")
        words = kind if one.record.erased else called(one.record) or kind
        setting = one.record.setting("state")
        since = one.record.now.due or "" if late == "late" else setting.event.at if setting else ""
        text = f"{words}{say(PHRASES, 'colon', lang)}{say(PHRASES, late, lang)}"
        yield Fact(f"promise:{one.record.eid}", "promise", late, text, since, one.record.eid, text)


def _ended(state: RoomState, key: str) -> str:
    """When something that was told stopped to hold, as far as it can be named; else empty."""
    name, _, eid = key.partition(":")
    if name == "cause":
        changes = [
            one.event.at for hypothesis in state.causes.hypotheses if (one := hypothesis.setting("state")) is not None
        ]
        return max(changes, default="")
    if name == "fact" and (fact := state.expectations.facts.get(eid)) is not None:
        return fact.changed_at
    if name == "task" and (task := state.tasks.tasks.get(eid)) is not None:
        return task.changed_at
    return ""
