"""What is due and when: one engine for every countdown, compared with a passed-in clock. Nothing acts by itself."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, NamedTuple

from warroom import cadence, working_time
from warroom.cadence import Cadences, Span
from warroom.clock import to_stamp, zone
from warroom.errors import BadInput
from warroom.state.board import follow_ups_by_due, to_review
from warroom.state.incident import ENDED
from warroom.state.owners import Plan
from warroom.state.promises import Promise, moment, promises
from warroom.state.record import called
from warroom.state.room_state import RoomState
from warroom.state.task_clock import ends_at, is_running, started_at
from warroom.working_time import Calendar

ClockKind = Literal[
    "first_notice", "next_update", "resolved_notice", "report", "preliminary", "commitment", "question", "eta", "task",
    "decision", "follow_up", "remedy", "contact", "feedback", "no_commander", "no_severity",
]  # fmt: skip
Standing = Literal["due", "warning", "ahead", "paused"]

WARN_AT: Final = 0.7
"""The part of an interval after which it is amber (owner-updates.md 1.3)."""
NAGS: Final[dict[ClockKind, timedelta]] = {"no_commander": timedelta(minutes=2), "no_severity": timedelta(minutes=5)}
"""How often something missing is called out (field.md 12: MONZO)."""
NAG_TIMES: Final = 5
"""Then it stops."""
FEEDBACK_AFTER: Final = timedelta(hours=24)
"""From closing to the two questions (owner-updates.md 5: 24 to 72 h)."""
_LONGEST_DAYS: Final = 3700
"""A plan of another program may name any number of days; beyond these there is no calendar."""
_URGENCY: Final[tuple[Standing, ...]] = ("due", "warning", "ahead", "paused")


class Due(NamedTuple):
    """One countdown."""

    id: str
    """The same as long as it runs: ``next_update:Acme``, ``question:ID``. A snooze names it."""
    kind: ClockKind
    owner: str
    """The owner it is about, or empty."""
    text: str
    """What is to be done, in words of the room."""
    at: datetime
    """Aware UTC."""
    warn_at: datetime
    standing: Standing = "ahead"
    eid: str = ""
    """The record that it is about (an id), or empty."""
    reason: str = ""
    """Why it rests, when it does."""
    resumes_at: datetime | None = None
    """When it calls out again after a snooze; None when it doesn't rest, or nobody knows."""

    def left(self, now: datetime) -> timedelta:
        """How long there is still time; negative when it is late."""
        return self.at - now


def due(state: RoomState, now: datetime, cadences: Cadences = cadence.DEFAULT) -> list[Due]:
    """Every countdown of the room by urgency: what is due, what will be soon, the rest, and what rests.

    ``cadences`` are the profile's, used where an owner's plan says nothing.
    """
    return standings(state, clocks(state, cadences), now)


def standings(state: RoomState, found: Iterable[Due], now: datetime) -> list[Due]:
    """How ``clocks`` that were found earlier stand at ``now``, by urgency, with what is missing called out too.

    A tick of the clock costs a comparison each; the state need not be gone through again.
    """
    stood = [_standing(state, one, now) for one in (*found, *_nags(state, now))]
    return sorted(stood, key=lambda one: (_URGENCY.index(one.standing), one.at, one.id))


def clocks(state: RoomState, cadences: Cadences = cadence.DEFAULT) -> list[Due]:
    """The countdowns of the room whatever the time is, in no order that matters; pauses aside."""
    owed = promises(state.commitments, state.updates, datetime.max.replace(tzinfo=UTC))
    found = [*_work(state), *_owed(owed)]
    for owner in state.owners.names:
        found += _Owner(state, owner, cadences, [one for one in owed if one.record.now.owner_id == owner]).clocks()
    return found


def next_due(state: RoomState, cadences: Cadences = cadence.DEFAULT) -> dict[str, str] | None:
    """The nearest countdown for the room's card: when it calls out, what kind, which owner; None without any.

    It is what other rooms show as "+1 room": no words of the room are in it.
    """
    found = []
    for one in clocks(state, cadences):
        rests, until, _ = _pause(state, one)
        if not rests or until is not None:
            found.append((max(one.at, until or one.at), one))
    if not found:
        return None
    at, one = min(found, key=lambda pair: (pair[0], pair[1].id))
    return {"at": to_stamp(at), "kind": one.kind, "owner": one.owner}


def next_update_from(
    state: RoomState, owner: str, told: datetime, cadences: Cadences = cadence.DEFAULT, *, long_mode: bool = False
) -> datetime | None:
    """Until when ``owner`` is to hear again, told at ``told``; None where neither plan nor profile says."""
    one = _Owner(state, owner, cadences, [])
    span = (one.cadence.long_update if long_mode else None) or one.interval()
    return None if span is None else one.after(told, span)


def report_from(state: RoomState, owner: str, now: datetime, cadences: Cadences = cadence.DEFAULT) -> datetime | None:
    """Until when ``owner`` gets the closure report: from the end, or from ``now`` while there is none."""
    one = _Owner(state, owner, cadences, [])
    return None if one.cadence.report is None else one.after(_ended(state) or now, one.cadence.report)


def contact_from(state: RoomState, owner: str, now: datetime) -> datetime | None:
    """When we ask ``owner`` first how things are after closing, as their plan says; None: never."""
    one = _Owner(state, owner, cadence.DEFAULT, [])
    first = min((days for days in one.plan.contact_days if 0 < days < _LONGEST_DAYS), default=None)
    start = _closed(state) or now
    return None if first is None else working_time.out_of_quiet(start + timedelta(days=first), one.calendar)


class Elsewhere(NamedTuple):
    """The most urgent clock of the other rooms."""

    room: str
    ref: str
    at: datetime
    rooms: int
    """How many other rooms have a clock that is due or runs."""


def worst_elsewhere(cards: list[dict[str, object]], here: str = "") -> Elsewhere | None:
    """The most urgent clock of the rooms of ``cards`` but ``here`` and but drills; None when none runs."""
    found = []
    for card in cards:
        nearest = card.get("next_due")
        at = moment(str(nearest.get("at"))) if isinstance(nearest, dict) else None
        if at is not None and card.get("room") != here and not card.get("drill"):
            found.append((at, str(card.get("room")), str(card.get("ref"))))
    if not found:
        return None
    at, room, ref = min(found)
    return Elsewhere(room, ref, at, len(found))


# -- what rests ------------------------------------------------------------------------------------------------------


def _standing(state: RoomState, one: Due, now: datetime) -> Due:
    rests, until, reason = _pause(state, one)
    if rests and (until is None or until > now):
        return one._replace(standing="paused", reason=reason, resumes_at=until)
    standing: Standing = "due" if one.at <= now else "warning" if one.warn_at <= now else "ahead"
    return one._replace(standing=standing)


def _pause(state: RoomState, one: Due) -> tuple[bool, datetime | None, str]:
    """Whether a clock was put to rest (by itself or with all of its owner's), until when, and why."""
    settings = [
        setting
        for setting in (state.owners.pause(one.owner, one.id), state.owners.pause(one.owner) if one.owner else None)
        if setting is not None
    ]
    ends = [moment(setting.value.until) for setting in settings]
    reason = settings[0].value.reason if settings else ""
    return bool(settings), None if None in ends else max((end for end in ends if end), default=None), reason


# -- an owner's clocks -----------------------------------------------------------------------------------------------


class _Owner:
    """One owner's clocks: what they were promised, and how often they are told."""

    def __init__(self, state: RoomState, owner: str, cadences: Cadences, owed: list[Promise]) -> None:
        self.state = state
        self.owner = owner
        self.plan = state.owners.plan(owner)
        self.owed = owed
        # Nobody said how bad it is: treated as the worst (field.md 12).
        self.severity = state.incident.severity.value or "SEV1"
        self.cadence = cadence.merged(self.plan.cadence.get(self.severity), cadences.get(self.severity))
        self.calendar = calendar_of(self.plan, state)
        self.last = state.updates.last(owner)

    def clocks(self) -> list[Due]:
        """All of them."""
        told = moment(self.last.at) if self.last is not None else None
        found = list(self._questions())
        if told is None:
            found += self._from("first_notice", _declared(self.state), self.cadence.first_notice)
        else:
            found += self._next_update(told)
        found += self._eta()
        return found + self._after_the_end(told)

    def _from(self, kind: ClockKind, start: datetime | None, span: Span | None) -> list[Due]:
        if start is None or span is None:
            return []
        text = f"{kind.replace('_', ' ')} to {self.owner}"
        return [_due(kind, self.owner, text, start, self.after(start, span), self.owner)]

    def after(self, start: datetime, span: Span) -> datetime:
        """When ``span`` has passed in this owner's hours."""
        return working_time.after(start, span, self.calendar, any_hour=self.severity in self.plan.always)

    def _next_update(self, told: datetime) -> list[Due]:
        """The promised time always wins; without a promise it is the last telling and the interval."""
        promised = [one for one in self.owed if one.is_owed or not one.done_at]
        promised = [one for one in promised if one.record.now.kind == "next_update" and one.due is not None]
        live = [one for one in promised if one.record.now.state == "open" and not one.done_at]
        if live:
            first = live[0]
            assert first.due is not None
            start = moment(first.record.at) or told
            return [_due("next_update", self.owner, f"next update to {self.owner}", start, first.due, self.owner)]
        if self.state.incident.status.value in ENDED:
            return []
        return self._from("next_update", told, self.interval())

    def interval(self) -> Span | None:
        """At most this long between two updates, as things stand."""
        changed = self.state.owners.interval(self.owner)
        if changed is not None and changed.minutes:
            return cadence.minutes(changed.minutes)
        if changed is not None and self.cadence.long_update is not None:
            return self.cadence.long_update
        if self.state.incident.status.value == "monitoring" and self.cadence.monitoring is not None:
            return self.cadence.monitoring
        return self.cadence.update

    def _questions(self) -> Iterator[Due]:
        promised = {one.record.now.question for one in self.owed if one.is_owed and one.due is not None}
        for question in self.state.questions.unanswered(self.owner):
            asked = moment(question.at)
            if asked is None or question.eid in promised:
                continue
            at = moment(question.now.due)
            if at is None and (span := self.interval()) is not None:
                at = self.after(asked, span)
            if at is not None:
                text = f"answer {question.now.actor or self.owner}: {called(question, 60)}"
                yield _due("question", self.owner, text, asked, at, question.eid)

    def _eta(self) -> list[Due]:
        """The estimate that this owner was told has run out and it isn't over."""
        setting = self.state.expectations.expected("eta", self.owner)
        at = moment(setting.value.high or setting.value.low) if setting is not None else None
        start = moment(setting.event.at) if setting is not None else None
        if at is None or start is None or self.state.incident.status.value in ENDED:
            return []
        return [_due("eta", self.owner, f"the estimate for {self.owner} runs out", start, at, self.owner)]

    def _after_the_end(self, told: datetime | None) -> list[Due]:
        """The update that says it is over, the reports, the two questions, and how things are after 30, 60, 90 days."""
        ended = _ended(self.state)
        if ended is None:
            return []
        found: list[Due] = []
        if told is not None and told < ended:
            found += self._from("resolved_notice", ended, self.cadence.resolved)
        told_keys = self.state.updates.known(self.owner)
        reported = any(one.now.kind == "report" for one in self.state.commitments.of(self.owner))
        for kind, span in (("preliminary", self.cadence.preliminary), ("report", self.cadence.report)):
            if kind not in told_keys and not reported:
                found += self._from("preliminary" if kind == "preliminary" else "report", ended, span)
        closed = _closed(self.state)
        if closed is not None:
            found += [*self._feedback(closed), *self._contacts(closed)]
        return found

    def _feedback(self, closed: datetime) -> Iterator[Due]:
        register = self.state.expectations.feedback.get(self.owner)
        if register is None or not register.history:
            yield _due(
                "feedback", self.owner, f"ask {self.owner} how it was", closed, closed + FEEDBACK_AFTER, self.owner
            )

    def _contacts(self, closed: datetime) -> Iterator[Due]:
        messages = self.state.owners.messages
        thread = self.state.owners.threads.get(self.owner)
        entries = list(thread) if thread is not None else []
        talked = [*(entry.at for entry in entries), *(one.at for one in self.state.updates.told(self.owner))]
        noted = {messages[entry.eid].follow_up for entry in entries if entry.eid in messages}
        for days in sorted(set(self.plan.contact_days)):
            try:
                at = working_time.out_of_quiet(closed + timedelta(days=days), self.calendar)
            except OverflowError:  # a plan of another program may name any number
                continue
            if days > 0 and days not in noted and max(talked, default="") < to_stamp(at):
                text = f"ask {self.owner} how things are, {days} days after closing"
                yield _due("contact", self.owner, text, closed, at, f"{self.owner}:{days}")


def calendar_of(plan: Plan, state: RoomState) -> Calendar:
    """The owner's working hours, in their zone, else the room's."""
    opened = state.incident.opened
    for name in (plan.zone, opened.zone if opened else ""):
        if not name:
            continue
        try:
            return Calendar(plan.hours, zone(name))
        except BadInput:  # an event of another program may name a zone that isn't here
            continue
    return Calendar(plan.hours, UTC)


# -- the room's own --------------------------------------------------------------------------------------------------


def _owed(owed: list[Promise]) -> Iterator[Due]:
    """The promises but the next updates, which are an owner's clock."""
    for one in owed:
        start = moment(one.record.at)
        if one.due is None or start is None or not one.is_owed or one.record.now.kind == "next_update":
            continue
        owner = one.record.now.owner_id
        text = f"promised {owner}: {called(one.record, 60) or one.record.now.kind}"
        yield _due("commitment", owner, text, start, one.due, one.record.eid)


def _work(state: RoomState) -> Iterator[Due]:
    for task in state.tasks.tasks:
        end = ends_at(task)
        if end is not None and is_running(task):
            start = started_at(task) or moment(task.at) or end
            yield _due("task", "", f"{called(task, 60)} ({task.now.assignee or 'nobody'})", start, end, task.eid)
    for decision in to_review(state.decisions):
        if (at := moment(decision.now.review_at)) is not None:
            start = moment(decision.at) or at
            yield _due("decision", "", f"review: {called(decision, 60)}", start, at, decision.eid)
    for one in follow_ups_by_due(state.tasks):
        if (at := moment(one.now.due)) is not None:
            yield _due("follow_up", "", f"follow-up: {called(one, 60)}", moment(one.at) or at, at, one.eid)
    for remedy in state.expectations.remedies.standing():
        at = moment(remedy.now.due)
        if at is not None and remedy.now.state not in ("fulfilled", "declined"):
            text = f"{remedy.now.kind} for {remedy.now.owner_id}: {called(remedy, 60)}"
            yield _due("remedy", remedy.now.owner_id, text, moment(remedy.at) or at, at, remedy.eid)


def _nags(state: RoomState, now: datetime) -> Iterator[Due]:
    """What is missing in an open room, called out a few times from the declaration on, then no more."""
    declared = _declared(state)
    if declared is None or not state.incident.is_open:
        return
    missing: tuple[tuple[ClockKind, str, bool], ...] = (
        ("no_commander", "nobody is in command: /role ic NAME", not state.team.holder("incident_commander")),
        ("no_severity", "nobody said how bad it is: /sev SEV2", state.incident.severity.value is None),
    )
    for kind, text, is_missing in missing:
        number = max(1, (now - declared) // NAGS[kind])
        if is_missing and number <= NAG_TIMES:
            at = declared + number * NAGS[kind]
            yield _due(kind, "", text, at - NAGS[kind], at, "")


def _due(kind: ClockKind, owner: str, text: str, start: datetime, at: datetime, about: str) -> Due:
    eid = about if kind in ("commitment", "question", "task", "decision", "follow_up", "remedy") else ""
    warn_at = start + (at - start) * WARN_AT if at > start else at
    return Due(f"{kind}:{about}" if about else kind, kind, owner, text, at, warn_at, eid=eid)


def _declared(state: RoomState) -> datetime | None:
    passed = state.timeline.passed().get("declared")
    return moment(passed[0] if passed else state.incident.opened_at)


def _ended(state: RoomState) -> datetime | None:
    status = state.incident.status.current
    if status is None or status.value not in ENDED:
        return None
    passed = state.timeline.passed().get("resolved")
    return moment(passed[1] if passed else status.event.at)


def _closed(state: RoomState) -> datetime | None:
    status = state.incident.status.current
    return moment(status.event.at) if status is not None and status.value == "closed" else None
