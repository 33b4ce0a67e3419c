"""Does what the commands about owners say: the entry line and the command line give the same orders."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from warroom import cadence, config, making, profiles, times
from warroom.acts.owners import checked_plan as checked_plan
from warroom.ahead import NOBODY, PROMISED_UNTIL, SNOOZED_UNTIL, ahead, ahead_needed, estimate, moved_until
from warroom.asking import questions
from warroom.clock import to_stamp
from warroom.clock_names import clock_named
from warroom.contacts import read_contacts
from warroom.errors import BadInput, NotFound
from warroom.events import Event
from warroom.grammar.owner_orders import OwnerOrder
from warroom.room import Room
from warroom.state.commitments import COMMITMENT_KINDS
from warroom.state.expectations import CONFIDENCES, EXPECTED, REMEDY_KINDS, REMEDY_STATES, TOPICS
from warroom.state.owners import MEANS, Hours, Plan, Term
from warroom.updates.facts import facts

_COMMA: Final = re.compile(r"\s*[,，、;；]\s*")
_YES: Final = frozenset({"yes", "y", "1", "true", "是"})


class Did(NamedTuple):
    """What an order did."""

    said: str
    events: tuple[Event, ...]


async def do_owner(room: Room, order: OwnerOrder) -> Did:
    """Do what an order says. Raises ``WarroomError`` with what to do when it can't be done; nothing is changed then."""
    for verbs in (_plans, _words, _promises, _clocks, _expectations):
        done = await verbs(room, order)
        if done is not None:
            return done
    raise BadInput(f"nothing here does {order.verb}; nothing was recorded")


# -- reading parts ---------------------------------------------------------------------------------------------------


def _when(room: Room, order: OwnerOrder) -> str | None:
    text = order.parts.get("at")
    return to_stamp(times.read_time(text, now=room.clock(), zone=room.zone).at) if text else None


def _one_of(value: str, choices: tuple[Any, ...], what: str, default: Any) -> Any:
    plain = value.strip().casefold().replace(" ", "_")
    if not plain:
        return default
    found = [one for one in choices if one == plain] or [one for one in choices if one.startswith(plain)]
    if len(found) != 1:
        raise BadInput(f"'{value}' is no {what}; it is one of {', '.join(choices)}; nothing was recorded")
    return found[0]


def _list(text: str) -> tuple[str, ...]:
    return tuple(one for one in _COMMA.split(text.strip()) if one)


# -- plans -----------------------------------------------------------------------------------------------------------


async def _plans(room: Room, order: OwnerOrder) -> Did | None:
    match order.verb:
        case "attach":
            name = making.needed(order.name, "which owner? /owner attach Acme")
            plan = await room.on_disk(lambda: filled(room, plan_from(kept_plan(room, name), order.parts)))
            event = await room.owners.attach(plan)
            return Did(f"{name} belongs to this room", (event,))
        case "plan":
            owner = room.owners.named(order.name)
            plan = plan_from(room.state.owners.plan(owner), order.parts)
            return Did(f"the plan of {owner} is changed", (await room.owners.refresh(plan),))
        case "refresh":
            owner = room.owners.named(order.name)
            if room.directory is None:
                raise NotFound("no directory of owners is open here; nothing was changed")
            kept = room.directory.plan
            plan = await room.on_disk(lambda: filled(room, as_plan(owner, kept(owner))))
            return Did(f"the plan of {owner} is copied anew", (await room.owners.refresh(plan),))
        case "detach":
            owner = room.owners.named(order.name)
            return Did(f"{owner} no longer belongs to this room", (await room.owners.detach(owner),))
    return None


def filled(room: Room, plan: Plan) -> Plan:
    """``plan`` with the cadence of the room's profile where it says nothing: every machine counts the same then."""
    opened = room.state.incident.opened
    base: cadence.Cadences = cadence.DEFAULT
    with suppress(BadInput):  # a profile of another machine isn't here
        profile = profiles.load(opened.profile if opened else "service", Path(config.settings_folder()) / "profiles")
        base = {name: words.cadence for name, words in profile.severities.items()}
    own = plan.cadence
    return msgspec.structs.replace(
        plan, cadence={name: cadence.merged(own.get(name), base.get(name)) for name in (*base, *own)}
    )


def kept_plan(room: Room, name: str) -> Plan:
    """The directory's plan of an owner, else an empty one."""
    if room.directory is not None and name.casefold() in (one.casefold() for one in room.directory.names()):
        return as_plan(name, room.directory.plan(name))
    return Plan(owner_id=name)


def as_plan(name: str, kept: Mapping[str, Any]) -> Plan:
    """A plan read from plain JSON or TOML; raises ``BadInput`` naming the key that is wrong."""
    known = set(Plan.__struct_fields__)
    if unknown := sorted(set(kept) - known):
        raise BadInput(f"the plan of {name} has an unknown key '{unknown[0]}'; there are {', '.join(sorted(known))}")
    try:
        return msgspec.convert({**kept, "owner_id": name, "bases": [], "detached": False}, Plan)
    except msgspec.ValidationError as error:
        raise BadInput(f"the plan of {name} can't be read: {error}") from error


def plan_from(plan: Plan, parts: Mapping[str, str]) -> Plan:
    """``plan`` with what ``parts`` say; raises ``BadInput`` for what can't be."""
    fields: dict[str, Any] = {
        name: parts[name] for name in ("kind", "lang", "zone", "detail", "approval", "concerns") if name in parts
    }
    fields |= {name: _list(parts[name]) for name in ("channels", "avoid") if name in parts}
    for name, field, read in _PLAN_PARTS:
        if name in parts:
            fields[field] = read(parts[name])
    if "contact-days" in parts:
        fields["contact_days"] = [int(one) for one in _list(parts["contact-days"]) if one.isdecimal()]
    if preset := parts.get("preset"):
        chosen = _one_of(preset, tuple(cadence.PRESETS), "preset", "")
        fields["cadence"] = msgspec.to_builtins(cadence.PRESETS[chosen])
    if hours := _hours(msgspec.structs.asdict(plan.hours), parts):
        fields["hours"] = hours
    try:
        return msgspec.convert({**msgspec.to_builtins(plan), **msgspec.to_builtins(fields)}, Plan)
    except msgspec.ValidationError as error:
        raise BadInput(f"that can't be: {error}; nothing was changed") from error


def _glossary(text: str) -> list[Term]:
    pairs = [one.partition("=") for one in _list(text)]
    return [Term(ours.strip(), theirs.strip()) for ours, _, theirs in pairs if theirs.strip()]


_PLAN_PARTS: Final[tuple[tuple[str, str, Callable[[str], Any]], ...]] = (
    ("emergency", "emergency_channel", str.strip),
    ("contacts", "contacts", read_contacts),
    ("glossary", "glossary", _glossary),
)


def _hours(held: dict[str, Any], parts: Mapping[str, str]) -> Hours | None:
    """``hours: 09:00-18:00; days: 1-5; quiet: 22:00-07:00; holidays: 2026-12-25``."""
    if not {"hours", "days", "quiet", "holidays", "workdays"} & set(parts):
        return None
    for name, ends in (("hours", ("start", "end")), ("quiet", ("quiet_start", "quiet_end"))):
        if name in parts:
            times_of_day = [one.strip() for one in parts[name].split("-")]
            if len(times_of_day) != 2:
                raise BadInput(f"'{parts[name]}' is no span of the day; write 09:00-18:00; nothing was changed")
            held |= dict(zip(ends, times_of_day, strict=True))
    if "days" in parts:
        held["days"] = _days(parts["days"])
    held |= {name: _list(parts[name]) for name in ("holidays", "workdays") if name in parts}
    return Hours(**held)


def _days(text: str) -> tuple[int, ...]:
    span = re.fullmatch(r"\s*([1-7])\s*-\s*([1-7])\s*", text)
    if span is not None:
        return tuple(range(int(span[1]), int(span[2]) + 1))
    if any(one not in "1234567" for one in _list(text)):
        raise BadInput("working days are 1 (Monday) to 7 (Sunday), as 1-5 or 1,3,5; nothing was changed")
    return tuple(int(one) for one in _list(text))


# -- what was said ---------------------------------------------------------------------------------------------------


async def _words(room: Room, order: OwnerOrder) -> Did | None:
    parts, at = order.parts, _when(room, order)
    by, people = parts.get("by", ""), _list(parts.get("people", ""))
    match order.verb:
        case "from" | "to":
            means = _one_of(parts.get("means", ""), MEANS, "means", "chat")
            after = int(parts["after"]) if parts.get("after", "").isdecimal() else 0
            found = questions(order.text) if order.verb == "from" else []
            asked = found if parts.get("questions", "").casefold() in _YES else []
            events = await room.owners.note(
                order.name, order.text, direction="in" if order.verb == "from" else "out", questions=asked, means=means,
                actor=by, people=people, follow_up=after, occurred_at=at, title=parts.get("title", ""),
                message_id=parts.get("message_id", ""), reply_to=parts.get("reply_to", ""),
            )  # fmt: skip
            more = f", with {len(asked)} questions" if asked else ""
            asks = "a question" if len(found) == 1 else f"{len(found)} questions"
            offer = f"; it asks {asks}: /asked notes one" if found and not asked else ""
            return Did(f"noted {events[0].ref}{more}{offer}", tuple(events))
        case "asked":
            until = ahead(room, order, "due")
            event = await room.questions.ask(order.name, order.text, actor=by, due=until.stamp, occurred_at=at)
            wants = until.words(", an answer is due ")
            return Did(f"question {event.ref}{wants}; /answer {event.ref} when there is one", (event,))
        case "answer":
            told = parts.get("told", "").casefold() in _YES
            events = await room.questions.answer(order.name, order.text, told=told, actor=by, occurred_at=at)
            return Did(f"{order.name} is answered" + ("" if told else "; not told yet"), tuple(events))
        case "told":
            promised = ahead(room, order, "next")
            events = await room.owners.tell(
                order.name, _list(parts.get("facts", "")), text=order.text, people=people, actor=by, occurred_at=at,
                means=_one_of(parts.get("means", ""), MEANS, "means", "phone"),
                next_update=promised.stamp,
            )  # fmt: skip
            owner = str(events[0].payload["owner_id"])
            said = _told_words(room, owner, events[0]) + promised.words("; next update promised for ")
            return Did(said, tuple(events))
        case "refile":
            entry = room.find(order.name)
            owner = room.owners.named(order.text.rstrip(":："))
            events = await room.filing.refile(entry.eid, owner, parts.get("because", ""))
            more = f", with {shown_count(len(events) - 1)}" if len(events) > 1 else ""
            return Did(f"{entry.ref} is {owner}'s now{more}", tuple(events))
    return None


def shown_count(questions: int) -> str:
    """``1 question``, ``2 questions``."""
    return f"{questions} question{'' if questions == 1 else 's'}"


def _told_words(room: Room, owner: str, event: Event) -> str:
    """What an owner was told now, topic by topic, so that a person sees it: ``Acme was told: status, severity``."""
    told = [str(fact["key"]) for fact in event.payload.get("facts", ())]
    now = {one.key: one.topic for one in facts(room.state, owner, room.clock())}
    topics = list(dict.fromkeys(now.get(key, key.partition(":")[0]).replace("_", " ") for key in told))
    left = list(dict.fromkeys(one.fact.topic.replace("_", " ") for one in room.owners.not_told(owner)))
    said = f"{owner} was told: {', '.join(topics)}" if topics else f"{owner} heard words and no fact: no notice by that"
    return said + (f"; not told: {', '.join(left)}" if left else "")


# -- promises --------------------------------------------------------------------------------------------------------


async def _promises(room: Room, order: OwnerOrder) -> Did | None:
    parts, at = order.parts, _when(room, order)
    by = parts.get("by", "")
    match order.verb:
        case "promise":
            due_at, said = ahead_needed(room, order, "due", PROMISED_UNTIL)
            kind = _one_of(parts.get("kind", ""), COMMITMENT_KINDS, "kind of promise", "action")
            question = room.questions.find(parts["question"]).eid if "question" in parts else ""
            event = await room.promises.make(
                order.name, order.text, due_at, kind=kind, assignee=parts.get("assignee", ""),
                actor=by, question=question, occurred_at=at,
            )  # fmt: skip
            return Did(f"promise {event.ref}, due {said}", (event,))
        case "moved":
            promise = room.promises.find(order.name)
            due_at, said = ahead_needed(room, order, "due", moved_until(promise), f"#{promise.ref}")
            reason = order.text or parts.get("because", "")
            event = await room.promises.move(promise.eid, due_at, reason, actor=by, occurred_at=at)
            return Did(f"{promise.ref} is moved, due {said}; the owner has to be told", (event,))
        case "kept":
            event = await room.promises.keep(order.name, order.text, actor=by, occurred_at=at)
            return Did(f"{order.name} is kept", (event,))
        case "broken":
            event = await room.promises.break_(order.name, order.text, actor=by)
            return Did(f"{order.name} is broken; the owner has to be told", (event,))
        case "withdrawn":
            event = await room.promises.withdraw(order.name, order.text, actor=by, occurred_at=at)
            return Did(f"{order.name} is withdrawn", (event,))
    return None


# -- clocks ----------------------------------------------------------------------------------------------------------


async def _clocks(room: Room, order: OwnerOrder) -> Did | None:
    parts = order.parts
    match order.verb:
        case "pause":
            reason = order.text or parts.get("because", "")
            until = ahead(room, order, "until")
            event = await room.owners.pause(order.name, reason, until=until.stamp)
            rests = until.words("until ") or "until /resume"
            return Did(f"the clocks of {event.payload['owner_id']} rest {rests}", (event,))
        case "resume":
            return Did("the clocks go on", (await room.owners.resume(order.name, order.text),))
        case "snooze":
            clock = clock_named(room, order.name)
            until_at, said = ahead_needed(room, order, "until", SNOOZED_UNTIL, whose=NOBODY)
            event = await room.owners.snooze(clock, until_at, order.text)
            return Did(f"{clock} is quiet until {said}; when it is due stays what it is", (event,))
        case "cadence":
            word, _, rest = order.text.partition(" ")
            reason = parts.get("because", "") or rest.strip()
            if word.casefold() in ("long", "plan"):
                long_mode = word.casefold() == "long"
                event = await room.owners.set_cadence(order.name, 0, reason, long_mode=long_mode)
                return Did(f"the plan's {'long ' if long_mode else ''}interval", (event,))
            minutes = times.read_minutes(word)
            if minutes is None:
                raise BadInput(f"'{word}' is no length of time; write 20m, long or plan; nothing was changed")
            return Did(f"every {minutes} min", (await room.owners.set_cadence(order.name, minutes, reason),))
    return None


# -- expectations ----------------------------------------------------------------------------------------------------


async def _expectations(room: Room, order: OwnerOrder) -> Did | None:
    parts = order.parts
    acts = room.expectations
    match order.verb:
        case "promote":
            entry = room.find(order.name)
            wordings: dict[str, str] = {lang: parts[lang] for lang in ("en", "zh") if lang in parts}
            topic = _one_of(parts.get("topic", ""), TOPICS, "topic", "other")
            event = await acts.promote(
                entry, order.text, owners=_list(parts.get("for", "")), topic=topic, wordings=wordings
            )
            return Did(f"owner fact {event.ref}; not told yet", (event,))
        case "eta":
            return await _eta(room, order)
        case "expect":
            word, _, text = order.text.partition(" ")
            about = _one_of(word.rstrip(":："), EXPECTED, "expectation", "goal")
            event = await acts.expect(
                about, owner=order.name, text=text.strip(), basis=parts.get("basis", ""),
                reason=parts.get("because", ""), agreed=_list(parts.get("agreed", "")), actor=parts.get("by", ""),
            )  # fmt: skip
            return Did(f"{about} is written", (event,))
        case "remedy" if "state" in parts:
            state = _one_of(parts["state"], REMEDY_STATES, "state of a compensation", "proposed")
            event = await acts.remedy_state(order.name, state, order.text, actor=parts.get("by", ""))
            return Did(f"{order.name}: {state}", (event,))
        case "remedy":
            kind = _one_of(parts.get("kind", ""), REMEDY_KINDS, "compensation", "other")
            until, amount = ahead(room, order, "due"), parts.get("amount", "")
            event = await acts.remedy(order.name, order.text, kind=kind, amount=amount, due=until.stamp)
            return Did(f"compensation {event.ref}{until.words(', due ')}; nothing is offered by that", (event,))
        case "feedback":
            numbers = re.match(r"\s*([0-9-]+)\s+([0-9-]+)\s*", order.text)
            clear, timely = (
                (None if one == "-" else int(one) if one.isdecimal() else 0 for one in numbers.groups())
                if numbers
                else (None, None)
            )
            words = order.text[numbers.end() :] if numbers else order.text
            event = await acts.feedback(order.name, clear, timely, words, actor=parts.get("by", ""))
            return Did("noted how it was", (event,))
    return None


async def _eta(room: Room, order: OwnerOrder) -> Did:
    parts = order.parts
    low, high = estimate(room, order)
    said = low.said if low == high else f"{low.said} to {high.said}"
    confidence = _one_of(parts.get("confidence", ""), CONFIDENCES, "confidence", None)
    event = await room.expectations.expect(
        "eta", owner=order.name, low=low.stamp, high=high.stamp, confidence=confidence, basis=parts.get("basis", ""),
        reason=parts.get("because", ""), actor=parts.get("by", ""),
    )  # fmt: skip
    return Did(f"the estimate is set: {said or 'unknown'}; not told yet", (event,))
