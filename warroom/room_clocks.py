"""What our own side has to see to: work, times of entries, who is on for too long, what is missing. Pure."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from warroom import working_time
from warroom.brought_in import brought_in
from warroom.cadence import Cadences, Span
from warroom.clock import from_stamp, zone
from warroom.clocks import JUST_PASSED, ClockKind, Due, running
from warroom.errors import BadInput
from warroom.owner_clocks import declared
from warroom.state.board import follow_ups_by_due, to_review
from warroom.state.duty import ON_DUTY, on_duty_since
from warroom.state.owners import Hours
from warroom.state.promises import Promise, moment
from warroom.state.record import called
from warroom.state.room_state import RoomState
from warroom.state.task_clock import ends_at, is_running, started_at
from warroom.state.team import ROLES
from warroom.working_time import Calendar

NAGS: Final[dict[ClockKind, timedelta]] = {"no_commander": timedelta(minutes=2), "no_severity": timedelta(minutes=5)}
"""How often something missing is called out (field.md 12: MONZO)."""
NAG_TIMES: Final = 5
"""Then it stops."""
DUTY_HINT: Final = timedelta(minutes=30)
"""How long before the end of somebody's time on duty it is listed: time enough to find who takes over."""
STALE_AFTER: Final = timedelta(hours=4)
"""Silence after which an open room is called stale, unless owners are told more rarely (field.md 12: CACH)."""
STALE_INTERVALS: Final = 2
"""Where they are: so many of their intervals."""


# -- what was given a time -------------------------------------------------------------------------------------------


def owed_clocks(owed: list[Promise]) -> Iterator[Due]:
    """The promises but the next updates, which are an owner's clock."""
    for one in owed:
        start = moment(one.record.at)
        if one.due is None or start is None or not one.is_owed or one.record.now.kind == "next_update":
            continue
        owner = one.record.now.owner_id
        text = f"promised {owner}: {called(one.record, 60) or one.record.now.kind}"
        yield running("commitment", owner, text, start, one.due, one.record.eid)


def work(state: RoomState) -> Iterator[Due]:
    """What is to be done and looked at again: tasks, decisions, follow-ups, compensation, entries with a time."""
    for task in state.tasks.tasks:
        end = ends_at(task)
        if end is not None and is_running(task):
            start = started_at(task) or moment(task.at) or end
            box = end != moment(task.now.due)
            yield running("task", "", called(task, 60), start, end, task.eid, who=task.now.assignee, box=box)
    for decision in to_review(state.decisions):
        if (at := moment(decision.now.review_at)) is not None:
            start = moment(decision.at) or at
            yield running("decision", "", f"review: {called(decision, 60)}", start, at, decision.eid)
    for one in follow_ups_by_due(state.tasks):
        if (at := moment(one.now.due)) is not None:
            yield running("follow_up", "", f"follow-up: {called(one, 60)}", moment(one.at) or at, at, one.eid)
    for remedy in state.expectations.remedies.standing():
        at = moment(remedy.now.due)
        if at is not None and remedy.now.state not in ("fulfilled", "declined"):
            text = f"{remedy.now.kind} for {remedy.now.owner_id}: {called(remedy, 60)}"
            yield running("remedy", remedy.now.owner_id, text, moment(remedy.at) or at, at, remedy.eid)
    yield from entries(state)


def entries(state: RoomState) -> Iterator[Due]:
    """The entries of the timeline with a due time or a time-box; ``still`` says how long they are shown."""
    for entry in state.timeline.timed:
        start = from_stamp(entry.at)
        due = moment(entry.said.due)
        at = due or start + timedelta(minutes=entry.said.time_box or 0)
        kind: ClockKind = "action" if entry.kind == "action" else "entry"
        words = " ".join(entry.text.split())
        text = words if len(words) <= 60 else f"{words[:59].rstrip()}…"
        yield running(kind, "", text, start, at, entry.eid, who=entry.who, box=due is None)


def still(one: Due, now: datetime) -> bool:
    """Whether a countdown is to be seen at ``now``: entries end by themselves, time on duty is nobody's care before."""
    if one.kind in ("action", "entry"):
        return one.at + JUST_PASSED >= now
    return one.kind != "duty" or one.at - DUTY_HINT <= now


# -- what nobody has to set ------------------------------------------------------------------------------------------


def duty(state: RoomState, cadences: Cadences) -> Iterator[Due]:
    """When each of our people will have been on for as long as one person may, while the incident goes on.

    Who holds a role without having come to a call counts too, but not where owners are told in working days: nobody is
    on duty for three weeks.
    """
    if not state.incident.is_open:
        return
    team = state.team
    holders = () if _in_days(cadences) else (holder for role in ROLES if (holder := team.holder(role)))
    for name in sorted({*team.on_call(), *holders}):
        since = on_duty_since(team, name)
        if since is not None:
            hours = ON_DUTY // timedelta(hours=1)
            text = f"{name}: {hours} hours on duty, somebody else takes over (/handover)"
            one = running("duty", "", text, since, since + ON_DUTY, name, who=name)
            yield one._replace(warn_at=one.at - DUTY_HINT)


def by_itself(state: RoomState, now: datetime, cadences: Cadences) -> Iterator[Due]:
    """What is missing in an open room, and that nothing happens in it: known only when the clock is asked."""
    yield from _missing(state, now)
    at = _stale_at(state, cadences)
    if at is not None and at <= now:
        last = moment(state.active_at) or at
        yield running("stale", "", "nothing was noted for long: does it go on? /status, or close it", last, at, "")


def turns(state: RoomState, now: datetime, cadences: Cadences) -> Iterator[datetime]:
    """Moments around which ``by_itself`` says something else."""
    if (at := _stale_at(state, cadences)) is not None:
        yield at
    for one in _missing(state, now):
        yield from (one.warn_at, one.at, one.at + NAGS[one.kind])


def _missing(state: RoomState, now: datetime) -> Iterator[Due]:
    """Called out a few times from the declaration on, then no more."""
    if not state.incident.is_open:
        return
    begun = declared(state)
    if begun is None:
        return
    missing: tuple[tuple[ClockKind, str, bool], ...] = (
        ("no_commander", "nobody is in command: /role ic NAME", not state.team.holder("incident_commander")),
        ("no_severity", "nobody said how bad it is: /sev SEV2", state.incident.severity.value is None),
    )
    for kind, text, is_missing in missing:
        number = max(1, (now - begun) // NAGS[kind])
        if is_missing and number <= NAG_TIMES:
            at = begun + number * NAGS[kind]
            yield running(kind, "", text, at - NAGS[kind], at, "")


def _stale_at(state: RoomState, cadences: Cadences) -> datetime | None:
    """When silence has been too long: four hours, or two of the intervals at which owners are told; None at the end."""
    last = moment(state.active_at)
    if last is None or not state.incident.is_open or brought_in(state).past:
        return None
    usual = cadences.get(state.incident.severity.value or "SEV1")
    update = usual.update if usual is not None and usual.update is not None else _in_days(cadences)
    ends = last + STALE_AFTER
    if update is None:
        return ends
    if update.minutes is not None:
        return max(ends, last + STALE_INTERVALS * timedelta(minutes=update.minutes))
    opened = state.incident.opened
    try:
        calendar = Calendar(Hours(), zone(opened.zone if opened else "UTC"))
    except BadInput:  # an event of another program may name a zone that isn't here
        calendar = Calendar(Hours(), UTC)
    days = STALE_INTERVALS * max(1, update.working_days or 0)
    return max(ends, working_time.after(last, Span(working_days=days), calendar, any_hour=False))


def _in_days(cadences: Cadences) -> Span | None:
    """The interval of updates in working days, of whichever severity, where a profile counts in them; else None."""
    spans = (one.update for one in cadences.values() if one.update is not None)
    return next((span for span in spans if span.working_days is not None), None)


# -- what the now strip and the brief say ----------------------------------------------------------------------------


def doing(state: RoomState, found: Iterable[Due]) -> list[Due]:
    """What is being done against a clock: timed actions and tasks in progress; what ends first stands first."""
    tasks = state.tasks.tasks

    def is_done_now(one: Due) -> bool:
        if one.kind == "task" and (task := tasks.get(one.eid)) is not None:
            return task.now.state == "in_progress"
        return one.kind == "action"

    return sorted((one for one in found if is_done_now(one)), key=lambda one: (one.at, one.id))


def next_up(found: Iterable[Due], now: datetime) -> Due | None:
    """What comes next on our side at a set time: an entry's, a task's, a decision's review; what just passed first."""
    ours = ("action", "entry", "task", "decision")
    coming = (one for one in found if one.kind in ours and not one.box and one.at + JUST_PASSED >= now)
    return min(coming, key=lambda one: (one.at, one.id), default=None)
