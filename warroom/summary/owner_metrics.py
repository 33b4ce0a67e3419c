"""How owners were served: first notice, cadence, silence, answers, promises, estimates, corrections. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from statistics import median
from typing import NamedTuple

from msgspec.structs import replace

from warroom.cadence import Cadences
from warroom.clock import to_stamp
from warroom.state.commitments import Made
from warroom.state.promises import Promise, moment
from warroom.state.record import Record
from warroom.state.room_state import RoomState
from warroom.state.updates import Telling
from warroom.summary.answers import asked_by, waited
from warroom.summary.between import between
from warroom.summary.intervals import interval_at
from warroom.summary.measured import Mark, Metric, Sense, Unit, ValueState
from warroom.summary.passing import Passing, Span, known, now_mark, told_mark

REPORT = "report"
"""The fact that is told with the closure report."""


def everybody(state: RoomState) -> list[str]:
    """Every owner of the room, then those that only the record names."""
    others = {
        *state.updates.owners,
        *(one.now.owner_id for one in state.commitments.made),
        *(one.now.owner_id for one in state.questions.asked),
        *(owner for _, owner in state.expectations.held),
    }
    return [*state.owners.names, *sorted(others - {"", *state.owners.names})]


class Silence(NamedTuple):
    """A time while the incident was open in which an owner heard nothing."""

    owner: str
    span: Span
    told: Telling
    """The telling it began with."""


class OwnerSide:
    """The metrics of one owner, or of several together."""

    def __init__(self, passing: Passing, owners: Sequence[str], cadences: Cadences, owed: Sequence[Promise]) -> None:
        self.passing = passing
        self.state = passing.state
        self.now = passing.now
        self.owners = owners
        self.cadences = cadences
        self._promises = [one for one in owed if one.record.now.owner_id in owners]

    def first_notice(self, marked: Mark | None = None) -> Metric:
        """From detection to the first update told; where nothing was told, to ``marked``, a source's key event."""
        told = next((told_mark(one.at, one.eid) for _, _, one in self._told), marked)
        pair = (self.passing.first("detected"), told)
        formula = "first update told - first detected"
        return between(self.passing, "time_to_first_notice", formula, ("detected", "first_notice"), pair, pair)

    def close(self) -> Metric:
        """From the end to the closure report; without one, to when the room was closed."""
        end, ends = self.passing.last("resolved"), self._reports
        after = [one for one in ends if end is None or one.at >= end.at]
        closing = next(iter(after), None) or next(iter(ends[-1:]), None) or self.passing.closed_at
        pair = (end, closing)
        formula = "closure report told (else closed) - last resolved"
        found = between(self.passing, "time_to_close", formula, ("resolved", "closed"), pair, pair)
        if closing is None and self.owners:  # after the end somebody still waits for it
            return replace(found, state="pending")
        return found

    def kept(self) -> Iterator[Metric]:
        """How well what was agreed was kept."""
        yield self._adherence()
        yield self._longest_silence()
        yield self._coverage()
        yield self._answer_time()
        yield self._promises_kept()
        yield self._eta_error()
        yield self._corrections()

    # -- what was told ------------------------------------------------------------------------

    @cached_property
    def _told(self) -> list[tuple[datetime, str, Telling]]:
        """What was told to them, in order of time; words without a fact are no update, nor what has no time."""
        found = [
            (at, owner, one)
            for owner in self.owners
            for one in self.state.updates.told(owner)
            if one.informs and (at := moment(one.at)) is not None
        ]
        return sorted(found, key=lambda one: (one[0], one[2].stamp, one[2].eid))

    @property
    def _reports(self) -> list[Mark]:
        return [
            Mark("closure report", one.at, one.eid)
            for _, _, one in self._told
            if any(fact.key == REPORT for fact in one.said.facts)
        ]

    def _corrections(self) -> Metric:
        name, formula = "corrections", "updates corrected or withdrawn later / updates told"
        if not self._told:
            return self._nothing(name, formula, "no update was told")
        wrong = [one for _, _, one in self._told if self.state.updates.corrections(one.eid)]
        return _share(name, formula, len(wrong), len(self._told))

    # -- silence ------------------------------------------------------------------------------

    @cached_property
    def _silences(self) -> list[Silence]:
        """Every time from one telling to the next, or to now, as far as the incident was open in it."""
        found: list[Silence] = []
        for owner in self.owners:
            told = [(at, one) for at, whose, one in self._told if whose == owner and at <= self.now]
            ends = [*(at for at, _ in told[1:]), self.now]
            for (at, one), until in zip(told, ends, strict=True) if told else ():
                found += [Silence(owner, span, one) for span in self.passing.open_spans(at, until)]
        return found

    def _longest_silence(self) -> Metric:
        name = "longest_silence"
        formula = "longest time while open from an update told to the next, to the end or to now"
        if not self._told:
            return self._nothing(name, formula, "no update was told")
        if not self._silences:
            return Metric(name=name, formula=formula, state="not_applicable", why="nothing was told while it was open")
        worst = max(self._silences, key=lambda one: one.span.end - one.span.start)
        began = told_mark(worst.told.at, worst.told.eid)
        until = Mark("told or ended", to_stamp(worst.span.end)) if worst.span.end < self.now else now_mark(self.now)
        seconds, so_far = worst.span.seconds, self.passing.is_open
        return Metric(name=name, formula=formula, state="recorded", value=seconds, so_far=so_far, stamps=(began, until))

    def _coverage(self) -> Metric:
        name, formula = "coverage", "sum of min(silence, agreed interval) / sum of silences, while open"
        if not self._told:
            return self._nothing(name, formula, "no update was told")
        covered = whole = 0.0
        for one in self._silences:
            allowed = interval_at(self.state, one.owner, one.span.start, self.cadences)
            if allowed is not None:
                whole += one.span.seconds
                covered += min(float(one.span.seconds), allowed.total_seconds())
        if not whole:
            why = "no interval was agreed" if self._silences else "nothing was told while it was open"
            return Metric(name=name, formula=formula, state="not_applicable", unit="share", why=why)
        share = covered / whole
        return Metric(
            name=name, formula=formula, state="recorded", unit="share", value=share, so_far=self.passing.is_open
        )

    # -- promises -----------------------------------------------------------------------------

    def _adherence(self) -> Metric:
        owed = [one for one in self._promises if one.record.now.kind == "next_update"]
        formula = "promised next updates told in time / those whose time has come"
        return self._kept_of("cadence_adherence", formula, owed, "no next update was promised")

    def _promises_kept(self) -> Metric:
        formula = "kept / (kept + late + broken); taken back in time does not count"
        return self._kept_of("promises_kept", formula, self._promises, "nothing was promised")

    def _kept_of(self, name: str, formula: str, owed: Sequence[Promise], none: str) -> Metric:
        decided = [one for one in owed if one.standing != "open" and not (one.standing == "withdrawn" and one.in_time)]
        if not decided:
            why = f"{len(owed)} not decided yet" if owed else none
            waits = self.passing.is_open or any(one.standing == "open" for one in owed)
            state: ValueState = "pending" if waits else "not_applicable"
            return Metric(name=name, formula=formula, state=state, unit="share", why=why)
        return _share(name, formula, sum(one.standing == "kept" for one in decided), len(decided))

    # -- answers ------------------------------------------------------------------------------

    def _answer_time(self) -> Metric:
        name, formula = "answer_time", "median of (answer told - question asked)"
        asked = len(asked_by(self.state, self.owners))
        if not asked:
            return self._nothing(name, formula, "nobody asked")
        answered = waited(self.state, self.owners)
        good = [one.length.total_seconds() for one in answered if one.length >= timedelta()]
        wrong = len(answered) - len(good)
        if not good and wrong:
            why = "the answer stands before its question"
            return Metric(name=name, formula=formula, state="invalid", why=why, part=0, whole=asked)
        if not good:
            return Metric(name=name, formula=formula, state="pending", why="nothing was answered yet", whole=asked)
        why = f"{wrong} left out: answered before it was asked" if wrong else ""
        seconds = int(median(good))
        return Metric(name=name, formula=formula, state="recorded", value=seconds, part=len(good), whole=asked, why=why)

    # -- estimates ----------------------------------------------------------------------------

    def _eta_error(self) -> Metric:
        name, formula = "eta_error", "last resolved - first estimate given, without its sign"
        given = min(self._estimates(), key=lambda one: one[0], default=None)
        end = self.passing.last("resolved")
        if given is None:
            return self._nothing(name, formula, "no estimate was given")
        stamps = known((Mark("estimate", to_stamp(given[1]), given[2]), end))
        at = moment(end.at) if end is not None else None
        if end is None or at is None or not self.passing.is_over(end):
            why = "it is not resolved" if self.passing.is_open else "nobody marked 'resolved'"
            return Metric(name=name, formula=formula, state=self._none_yet, why=why, stamps=stamps)
        error = at - given[1]
        sense: Sense = "late" if error > timedelta() else "early" if error < timedelta() else ""
        seconds = abs(error) // timedelta(seconds=1)
        return Metric(name=name, formula=formula, state="recorded", value=seconds, sense=sense, stamps=stamps)

    def _estimates(self) -> Iterator[tuple[str, datetime, str]]:
        """When an estimate was given, what it was (its later end), and what says so (an id)."""
        held = self.state.expectations.held
        for owner in ("", *self.owners):
            register = held.get(("eta", owner))
            for one in register.history if register is not None else ():
                if (at := moment(one.value.high or one.value.low)) is not None:
                    yield one.event.at, at, one.event.eid
        for promise in self._promises:
            if promise.record.now.kind == "eta" and (due := _first_due(promise.record)) is not None:
                yield promise.record.at, due, promise.record.eid

    def _nothing(self, name: str, formula: str, why: str) -> Metric:
        """Nothing to measure: not yet while it goes on, else for good."""
        unit: Unit = "share" if name in SHARES else "seconds"
        return Metric(name=name, formula=formula, state=self._none_yet, unit=unit, why=why)

    @property
    def _none_yet(self) -> ValueState:
        return "pending" if self.passing.is_open else "not_applicable"


SHARES = frozenset({"cadence_adherence", "coverage", "promises_kept", "corrections"})


def _share(name: str, formula: str, part: int, whole: int) -> Metric:
    return Metric(
        name=name, formula=formula, state="recorded", unit="share", value=part / whole, part=part, whole=whole
    )


def _first_due(promise: Record[Made]) -> datetime | None:
    register = promise.fields.get("due")
    return moment(register.history[0].value) if register is not None and register.history else None
