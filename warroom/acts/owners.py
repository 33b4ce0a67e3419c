"""Acts about owners: attach and plan, the thread, telling them, promoting, what they expect, when clocks rest."""

import re
from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from warroom import making, seal
from warroom.acts.recording import Acts, change, cleaned
from warroom.acts.telling import next_update, owes_notice, refuse_delivered
from warroom.clock import from_stamp, to_stamp, zone
from warroom.countdowns import due
from warroom.errors import Ambiguous, BadInput, NotFound, WarroomError
from warroom.events import Event
from warroom.making import Change
from warroom.state.incident import MilestoneSet
from warroom.state.owners import CadenceChanged, Direction, Means, Message, PauseSet, Plan
from warroom.state.promises import in_words
from warroom.state.questions import Asked
from warroom.state.room_state import RoomState
from warroom.state.updates import Told, ToldFact
from warroom.text import clean
from warroom.updates.facts import Fact, facts
from warroom.updates.not_told import NotTold, as_told, is_sayable, not_told
from warroom.working_time import read_clock


def named(state: RoomState, name: str) -> str:
    """The owner that ``name`` (any unique beginning; empty: the only one) means; ``NotFound``, ``Ambiguous``."""
    names = state.owners.names
    wanted = name.strip().casefold()
    found = [one for one in names if one.casefold() == wanted] or [
        one for one in names if one.casefold().startswith(wanted)
    ]
    if not names:
        raise NotFound("this room has no owner yet; attach one: /owner attach NAME")
    if not found:
        raise NotFound(f"no owner here is called '{name}'; there are {', '.join(names)}")
    if len(found) > 1:
        raise Ambiguous(f"which owner? There are {', '.join(found)}")
    return found[0]


def checked_plan(plan: Plan) -> Plan:
    """``plan`` with its texts as they are stored; raises ``BadInput`` naming what can't be."""
    if not plan.owner_id.strip():
        raise BadInput("an owner needs a name; nothing was changed")
    if plan.lang.strip() and not _LANGUAGE.fullmatch(plan.lang.strip()):
        raise BadInput(
            f"'{plan.lang}' is not one language: an owner is written to in en or zh, and a single update in both "
            "(warroom draft --lang en,zh); nothing was changed"
        )
    if plan.zone:
        zone(plan.zone)
    hours = plan.hours
    for text in (hours.start, hours.end, hours.quiet_start, hours.quiet_end):
        if text and read_clock(text) is None:
            raise BadInput(f"'{text}' is no time of day; write 09:00; nothing was changed")
    if any(not 1 <= day <= 7 for day in hours.days):
        raise BadInput("working days are 1 (Monday) to 7 (Sunday); nothing was changed")
    for text in (*hours.holidays, *hours.workdays):
        try:
            date.fromisoformat(text)
        except ValueError as error:
            raise BadInput(f"'{text}' is no day; write 2026-12-25; nothing was changed") from error
    if any(days < 1 for days in plan.contact_days):
        raise BadInput("contacts after closing are some days later; nothing was changed")
    return cleaned(plan)


class OwnerActs(Acts):
    """What people do about owners. ``owner`` is any unique beginning of a name; refusals change nothing."""

    def named(self, owner: str) -> str:
        """The owner that a name means."""
        return named(self._state, owner)

    # -- the plan -----------------------------------------------------------------------------

    async def attach(self, plan: Plan) -> Event:
        """Bring an owner into the room with the plan agreed with them; its words are copied into the room."""
        plan = checked_plan(plan)
        if plan.owner_id in self._state.owners.names:
            raise WarroomError(f"{plan.owner_id} belongs to this room already; /owner refresh takes the plan anew")
        return await self._do(self._based(plan))

    async def refresh(self, plan: Plan) -> Event:
        """Copy an owner's plan into the room again; the room's older copy stays in the history."""
        plan = checked_plan(msgspec.structs.replace(plan, owner_id=self.named(plan.owner_id), detached=False))
        held = msgspec.structs.replace(self._state.owners.plan(plan.owner_id), bases=[])
        settles = len(self._state.owners.plans[plan.owner_id].heads) > 1
        if not settles and msgspec.structs.replace(plan, bases=[]) == held:
            raise WarroomError(f"the room's copy of {plan.owner_id}'s plan is the same already")
        return await self._do(self._based(plan))

    async def set_plan(self, owner: str, **fields: object) -> Event:
        """Change fields of an owner's plan in this room (``lang``, ``zone``, ``channels``, ``hours`` ...)."""
        held = self._state.owners.plan(self.named(owner))
        try:
            plan = msgspec.convert({**msgspec.to_builtins(held), **msgspec.to_builtins(fields)}, Plan)
        except msgspec.ValidationError as error:
            raise BadInput(f"that can't be: {error}; nothing was changed") from error
        return await self.refresh(plan)

    async def settle(self, owner: str, eid: str) -> Event:
        """Of plans that were set by people who didn't see each other, have the one that the event ``eid`` set hold."""
        for one in self._state.owners.plans[owner].heads:
            if one.event.eid == eid:
                return await self._do(self._based(one.value))
        raise WarroomError(f"the plan of {owner} is another by now: look again; nothing was changed")

    async def detach(self, owner: str) -> Event:
        """Say that an owner no longer belongs to the room; what was said and promised stays."""
        plan = self._state.owners.plan(self.named(owner))
        return await self._do(self._based(msgspec.structs.replace(plan, detached=True)))

    def _based(self, plan: Plan) -> Plan:
        register = self._state.owners.plans.get(plan.owner_id)
        return msgspec.structs.replace(plan, bases=register.bases if register else [])

    # -- the thread ---------------------------------------------------------------------------

    async def note(
        self,
        owner: str,
        text: str,
        *,
        direction: Direction = "in",
        questions: Sequence[str] = (),
        means: Means = "email",
        title: str = "",
        actor: str = "",
        people: Sequence[str] = (),
        reply_to: str = "",
        message_id: str = "",
        follow_up: int = 0,
        occurred_at: str | None = None,
    ) -> list[Event]:
        """Note what an owner said (or was told aloud), a call or a meeting, and the ``questions`` that came with it."""
        owner = self.named(owner)
        if message_id and any(one.message_id == message_id for one in self._state.owners.messages.values()):
            raise WarroomError("that mail is in the thread already; nothing was recorded")
        said = Message(
            owner_id=owner,
            direction=direction,
            text=making.needed(clean(text), "what was said?"),
            means=means,
            title=title,
            actor=actor,
            people=_names(people),
            reply_to=reply_to,
            message_id=message_id,
            follow_up=follow_up,
        )
        eid = seal.new_uuid(int(self._room.clock().timestamp() * 1000))
        asked = [Asked(text=one, owner_id=owner, message=eid, actor=actor, via="written") for one in questions]
        return await self._room.do([(change(one), occurred_at) for one in (said, *asked)], eid)

    # -- telling ------------------------------------------------------------------------------

    def not_told(self, owner: str) -> list[NotTold]:
        """What an owner does not know yet."""
        return not_told(self._state, self.named(owner), self._room.clock())

    async def tell(
        self,
        owner: str,
        topics: Sequence[str] = (),
        *,
        text: str = "",
        means: Means = "phone",
        people: Sequence[str] = (),
        actor: str = "",
        update: str = "",
        next_update: str | None = None,
        occurred_at: str | None = None,
    ) -> list[Event]:
        """Record that an owner was told these topics (or fact keys), and by what.

        No topic: all that they did not know and that has words for owners; when there is none and there are words, the
        status anew ("no news"). ``[NOTHING]``: words alone, which are no notice and keep no promise of one. A topic
        that has no words for owners yet is told by ``text`` alone. ``next_update`` is the time promised for the next
        one. The first telling of facts passes the milestone *first notice*.
        """
        owner = self.named(owner)
        told = self._facts_told(owner, topics, text)
        if not told and not text.strip():
            raise WarroomError(f"{owner} knows everything; say what was said: /told {owner}: WORDS")
        if not told and not topics:
            told = self._status_anew(owner)
        heard = Told(
            owner_id=owner, facts=tuple(told), means=means, text=text, people=_names(people), update=update, actor=actor
        )
        changes: list[tuple[Change, str | None]] = [(change(heard), occurred_at)]
        if (told or update) and owes_notice(self._state):
            milestone = MilestoneSet("first_notice", f"First notice to {owner}", actor)
            changes.append(((_MILESTONE, milestone), occurred_at))
        if next_update is not None:
            changes += self._next_update(owner, next_update, occurred_at)
        return await self._room.do(changes)

    def _status_anew(self, owner: str) -> list[ToldFact]:
        """The status once more, as it is: what "no news" says."""
        lang = self._state.owners.plan(owner).lang or "en"
        held = facts(self._state, owner, self._room.clock(), lang)
        return [as_told(one) for one in held if one.key == "status"]

    def _facts_told(self, owner: str, topics: Sequence[str], text: str) -> list[ToldFact]:
        lang = self._state.owners.plan(owner).lang or "en"
        now = self._room.clock()
        if not topics or list(topics) == ["all"]:
            return [as_told(one.fact) for one in self.not_told(owner) if is_sayable(one.fact)]
        if list(topics) in ([NOTHING], ["无"]):
            return []
        held = facts(self._state, owner, now, lang)
        found = []
        for topic in topics:
            named_so = [one for one in held if topic in (one.key, one.topic)]
            if topic in ("report", "preliminary"):
                found.append(ToldFact(key=topic, was=to_stamp(now)))
            elif not named_so:
                there = ", ".join(dict.fromkeys(one.topic for one in held)) or "nothing yet"
                raise BadInput(f"there is no fact about '{topic}' to tell; there is {there}")
            elif not text.strip():
                named_so = _worded(owner, named_so)
            found += [as_told(one) for one in named_so]
        return found

    def _next_update(self, owner: str, at: str, occurred_at: str | None) -> list[tuple[Change, str | None]]:
        _ahead(at, self._room.clock())
        return [(change(next_update(owner, at)), occurred_at)]

    async def not_after_all(self, eid: str, reason: str) -> Event:
        """Take back that an owner was told something."""
        event = self._state.event(eid)
        if event is None or event.kind != "update.told":
            raise NotFound("that is no telling; nothing was changed")
        reason = making.needed(reason, "why were they not told after all?")
        refuse_delivered(self._state, eid)
        return await self._do(Told(owner_id=str(event.payload["owner_id"]), text=reason, taken_back=eid))

    # -- when clocks rest ---------------------------------------------------------------------

    async def pause(self, owner: str, reason: str, *, until: str | None = None, clock: str = "") -> Event:
        """Let an owner's clocks (or the one ``clock``) rest, with the reason, until a time or until ``resume``."""
        reason = making.needed(reason, "a pause needs the reason")
        if until is not None:
            _ahead(until, self._room.clock())
        return await self._do(self._pause(self.named(owner), clock, True, reason, until))

    async def resume(self, owner: str, reason: str = "", *, clock: str = "") -> Event:
        """Let clocks go on."""
        owner = self.named(owner)
        if self._state.owners.pause(owner, clock) is None:
            raise WarroomError(f"no clock of {owner} rests; nothing was changed")
        return await self._do(self._pause(owner, clock, False, reason, None))

    async def snooze(self, clock: str, until: str, reason: str) -> Event:
        """Let one clock of the room rest until a time; the time at which it is due stays what it is."""
        found = [one for one in due(self._state, self._room.clock(), self._room.cadences) if one.id == clock]
        if not found:
            raise NotFound(f"no clock is called '{clock}'; warroom due lists them")
        reason = making.needed(reason, "a snooze needs the reason")
        _ahead(until, self._room.clock())
        return await self._do(self._pause(found[0].owner, clock, True, reason, until))

    def _pause(self, owner: str, clock: str, paused: bool, reason: str, until: str | None) -> PauseSet:
        register = self._state.owners.pauses.get((owner, clock))
        bases = register.bases if register else []
        return PauseSet(owner_id=owner, clock=clock, paused=paused, until=until, reason=reason, bases=bases)

    async def set_cadence(self, owner: str, minutes: int, reason: str, *, long_mode: bool = False) -> Event:
        """Tell an owner from now on every so many minutes, or at its plan's long interval; 0: the plan's again."""
        if minutes < 0 or minutes > 60 * 24 * 31:
            raise BadInput(f"an interval is 1 minute to a month, not {minutes} minutes; nothing was changed")
        owner = self.named(owner)
        reason = making.needed(reason, "another interval needs the reason; it is announced to the owner")
        register = self._state.owners.cadences.get(owner)
        bases = register.bases if register else []
        return await self._do(
            CadenceChanged(owner_id=owner, minutes=minutes, long_mode=long_mode, reason=reason, bases=bases)
        )

    def owed(self, owner: str | None = None) -> list[str]:
        """The open promises in words, nearest first, as a handover note names them."""
        return in_words(self._state.commitments, self._state.updates, self._room.clock(), owner)


_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*")
"""A language's tag: en, zh, zh-Hans."""
_MILESTONE = "incident.milestone_set"
NOTHING = "none"
"""In place of topics: words alone were said, no fact."""


def _worded(owner: str, found: Sequence[Fact]) -> list[Fact]:
    """Those that have words for owners; raises ``BadInput`` when none has: ours are never told in their place."""
    worded = [one for one in found if is_sayable(one)]
    if found and not worded:
        topic = found[0].topic
        written = f"/{topic} TEXT" if topic in ("impact", "scope") else "p on its entry"
        raise BadInput(
            f"nobody wrote '{topic}' in words for owners yet, and ours stay here; nothing was recorded. Say what they "
            f"heard (/told {owner}: WORDS; facts: {topic}), or write the words first ({written})"
        )
    return worded


def _names(people: Sequence[str]) -> list[str]:
    return [name for one in people if (name := clean(one).strip())]


def _ahead(stamp: str, now: datetime) -> None:
    """Raises ``BadInput`` for a time that is over."""
    if from_stamp(stamp) <= now:
        raise BadInput("that time is over already; name one that is still to come; nothing was recorded")
