"""What one owner waits for: notices, updates, answers, reports, contacts after closing. Pure."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from warroom import cadence, working_time
from warroom.brought_in import BroughtIn, brought_in
from warroom.cadence import Cadences, Span
from warroom.clock import to_stamp, zone
from warroom.clocks import ClockKind, Due, running
from warroom.errors import BadInput
from warroom.state.incident import ENDED
from warroom.state.owners import Plan
from warroom.state.promises import Promise, moment
from warroom.state.record import called
from warroom.state.room_state import RoomState
from warroom.updates.facts import told_until
from warroom.working_time import Calendar

_LONGEST_DAYS: Final = 3700
"""A plan of another program may name any number of days; beyond these there is no calendar."""
FEEDBACK_AFTER: Final = timedelta(hours=24)
"""From closing to the two questions (owner-updates.md 5: 24 to 72 h)."""


class OwnerClocks:
    """One owner's clocks: what they were promised, and how often they are told."""

    def __init__(
        self, state: RoomState, owner: str, cadences: Cadences, owed: list[Promise], origin: BroughtIn | None = None
    ) -> None:
        self.state = state
        self.owner = owner
        self.plan = state.owners.plan(owner)
        self.owed = owed
        # Nobody said how bad it is: treated as the worst (field.md 12).
        self.severity = state.incident.severity.value or "SEV1"
        self.cadence = cadence.merged(self.plan.cadence.get(self.severity), cadences.get(self.severity))
        self.calendar = calendar_of(self.plan, state)
        self.last = state.updates.last(owner)
        self.origin = origin or brought_in(state)

    def clocks(self) -> list[Due]:
        """All of them."""
        told = moment(self.last.at) if self.last is not None else None
        found = list(self._questions())
        if told is None:
            found += self._first_notice()
        else:
            found += self._next_update(told)
        if self.origin.past:
            return found
        found += self._eta()
        return found + self._after_the_end(told)

    def _first_notice(self) -> list[Due]:
        """Nobody is owed one of an incident that was over before they belonged to the room."""
        ended = ended_at(self.state)
        plan = self.state.owners.plans.get(self.owner)
        attached = moment(plan.history[0].event.recorded_at) if plan is not None and plan.history else None
        if self.origin.past or (ended is not None and attached is not None and ended < attached):
            return []
        return self._from("first_notice", self._counting(declared(self.state)), self.cadence.first_notice)

    def _counting(self, start: datetime | None) -> datetime | None:
        """From when a clock counts that begins at ``start``: in an imported room not from before the import."""
        since = self.origin.since
        return max(start, since) if start is not None and since is not None else start

    def _from(self, kind: ClockKind, start: datetime | None, span: Span | None) -> list[Due]:
        if start is None or span is None:
            return []
        text = f"{kind.replace('_', ' ')} to {self.owner}"
        return [running(kind, self.owner, text, start, self.after(start, span), self.owner)]

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
            return [running("next_update", self.owner, f"next update to {self.owner}", start, first.due, self.owner)]
        if self.origin.past or self.state.incident.status.value in ENDED:
            return []
        return self._from("next_update", self._counting(told), self.interval())

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
                yield running("question", self.owner, text, asked, at, question.eid)

    def _eta(self) -> list[Due]:
        """The estimate that this owner was told, as it was told, runs out and it isn't over."""
        told = self.state.updates.known(self.owner).get("eta")
        at = told_until(told.fact.was) if told is not None else None
        start = moment(told.telling.at) if told is not None else None
        if at is None or start is None or self.state.incident.status.value in ENDED:
            return []
        return [running("eta", self.owner, f"the estimate for {self.owner} runs out", start, at, self.owner)]

    def _after_the_end(self, told: datetime | None) -> list[Due]:
        """The update that says it is over, the reports, the two questions, and how things are after 30, 60, 90 days."""
        ended = ended_at(self.state)
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
        closed = closed_at(self.state)
        if closed is not None:
            found += [*self._feedback(closed), *self._contacts(closed)]
        return found

    def _feedback(self, closed: datetime) -> Iterator[Due]:
        register = self.state.expectations.feedback.get(self.owner)
        if register is None or not register.history:
            yield running(
                "feedback", self.owner, f"ask {self.owner} how it was", closed, closed + FEEDBACK_AFTER, self.owner
            )

    def _contacts(self, closed: datetime) -> Iterator[Due]:
        messages = self.state.owners.messages
        thread = self.state.owners.threads.get(self.owner)
        entries = [one for one in thread or () if not one.retracted]
        talked = [*(entry.at for entry in entries), *(one.at for one in self.state.updates.told(self.owner))]
        noted = {messages[entry.eid].follow_up for entry in entries if entry.eid in messages}
        for days in sorted(set(self.plan.contact_days)):
            try:
                at = working_time.out_of_quiet(closed + timedelta(days=days), self.calendar)
            except OverflowError:  # a plan of another program may name any number
                continue
            if days > 0 and days not in noted and max(talked, default="") < to_stamp(at):
                text = f"ask {self.owner} how things are, {days} days after closing"
                yield running("contact", self.owner, text, closed, at, f"{self.owner}:{days}")


def next_update_from(
    state: RoomState, owner: str, told: datetime, cadences: Cadences = cadence.DEFAULT, *, long_mode: bool = False
) -> datetime | None:
    """Until when ``owner`` is to hear again, told at ``told``; None where neither plan nor profile says."""
    one = OwnerClocks(state, owner, cadences, [])
    span = (one.cadence.long_update if long_mode else None) or one.interval()
    if span is None:
        return None
    drill = state.drill
    if not drill.runs:
        return one.after(told, span)
    return drill.wall(one.after(drill.moment_of(told), span))  # as fast as the incident goes by


def report_from(state: RoomState, owner: str, now: datetime, cadences: Cadences = cadence.DEFAULT) -> datetime | None:
    """Until when ``owner`` gets the closure report: from the end, or from ``now`` while there is none."""
    one = OwnerClocks(state, owner, cadences, [])
    return None if one.cadence.report is None else one.after(ended_at(state) or now, one.cadence.report)


def contact_from(state: RoomState, owner: str, now: datetime) -> datetime | None:
    """When we ask ``owner`` first how things are after closing, as their plan says; None: never."""
    one = OwnerClocks(state, owner, cadence.DEFAULT, [])
    first = min((days for days in one.plan.contact_days if 0 < days < _LONGEST_DAYS), default=None)
    start = closed_at(state) or now
    return None if first is None else working_time.out_of_quiet(start + timedelta(days=first), one.calendar)


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


def declared(state: RoomState) -> datetime | None:
    """When the incident was declared, else when the room was opened."""
    passed = state.timeline.passed().get("declared")
    return moment(passed[0] if passed else state.incident.opened_at)


def ended_at(state: RoomState) -> datetime | None:
    """When it was over; None while it goes on."""
    status = state.incident.status.current
    if status is None or status.value not in ENDED:
        return None
    passed = state.timeline.passed().get("resolved")
    return moment(passed[1] if passed else status.event.at)


def closed_at(state: RoomState) -> datetime | None:
    """When the incident was closed, or None."""
    status = state.incident.status.current
    return moment(status.event.at) if status is not None and status.value == "closed" else None
