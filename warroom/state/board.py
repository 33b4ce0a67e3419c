"""How tasks are looked at: by state, by due time, and what each person carries. Pure."""

from datetime import datetime
from typing import NamedTuple

from warroom.state.decisions import DecisionMade, Decisions
from warroom.state.record import Record
from warroom.state.risks import LEVELS, Risks, RiskSet
from warroom.state.task_clock import ends_at, is_running, time_or_none
from warroom.state.tasks import TASK_STATES, FollowUpSet, Tasks, TaskSet, TaskState
from warroom.state.team import ROLES, Role, Team


def board(tasks: Tasks) -> dict[TaskState, list[Record[TaskSet]]]:
    """The tasks in columns by state; in each, what is due first stands first, the rest in the order of their making."""
    columns: dict[TaskState, list[Record[TaskSet]]] = {state: [] for state in TASK_STATES}
    for task in by_due(tasks, ended=True):
        columns[task.now.state].append(task)
    return columns


def by_due(tasks: Tasks, *, ended: bool = False) -> list[Record[TaskSet]]:
    """The tasks by when their time is up; those without a time last. Done and cancelled ones only when asked for."""
    found = [task for task in tasks.tasks.standing() if ended or is_running(task)]
    return sorted(found, key=_urgency)


def _urgency(task: Record[TaskSet]) -> tuple[bool, float, object]:
    ends = ends_at(task)
    return (ends is None, ends.timestamp() if ends else 0.0, task.place)


class Load(NamedTuple):
    """What one person carries now."""

    name: str
    roles: tuple[Role, ...]
    tasks: tuple[Record[TaskSet], ...]
    """Open, in progress and blocked, by due time."""
    overdue: int


def load(team: Team, tasks: Tasks, now: datetime) -> list[Load]:
    """Everybody of our side who holds a role, has a task or is known as a member, the most loaded first."""
    roles: dict[str, list[Role]] = {}
    for role in ROLES:
        if holder := team.holder(role):
            roles.setdefault(holder, []).append(role)
    carried: dict[str, list[Record[TaskSet]]] = {}
    for task in by_due(tasks):
        if task.now.assignee and task.now.side == "staff":
            carried.setdefault(task.now.assignee, []).append(task)
    names = {*roles, *carried, *team.members, *team.on_call()}
    loads = [_load(name, roles.get(name, []), carried.get(name, []), now) for name in names]
    return sorted(loads, key=lambda one: (-len(one.tasks) - len(one.roles), one.name))


def _load(name: str, roles: list[Role], tasks: list[Record[TaskSet]], now: datetime) -> Load:
    overdue = sum((ends := ends_at(task)) is not None and ends <= now for task in tasks)
    return Load(name, tuple(roles), tuple(tasks), overdue)


def missing_of(follow_up: Record[FollowUpSet]) -> tuple[str, ...]:
    """What a follow-up still needs to outlive the incident: somebody, a date, a sign that it is done."""
    parts = {"assignee": follow_up.now.assignee, "date": follow_up.now.due, "criterion": follow_up.now.criterion}
    return tuple(name for name, value in parts.items() if not value)


def follow_ups_by_due(tasks: Tasks, *, ended: bool = False) -> list[Record[FollowUpSet]]:
    """The follow-ups by date, those without one last."""
    found = [one for one in tasks.follow_ups.standing() if ended or one.now.state not in ("done", "cancelled")]
    return sorted(found, key=lambda one: (not one.now.due, one.now.due or "", one.place))


def risks_by_weight(risks: Risks) -> list[Record[RiskSet]]:
    """The risks by probability times impact, open ones first."""
    return sorted(risks.risks.standing(), key=lambda one: (one.now.state != "open", -weight(one), one.place))


def weight(risk: Record[RiskSet]) -> int:
    """1 (low, low) to 9 (high, high)."""
    return (1 + LEVELS.index(risk.now.probability)) * (1 + LEVELS.index(risk.now.impact))


def to_review(decisions: Decisions) -> list[Record[DecisionMade]]:
    """The decisions that stand and are to be looked at again, the nearest first."""
    found = [one for one in decisions.made.standing() if one.now.review_at and one.now.state == "stands"]
    return sorted(found, key=lambda one: (one.now.review_at or "", one.place))


def reviews_due(decisions: Decisions, now: datetime) -> list[Record[DecisionMade]]:
    """Those of them whose time has come."""
    return [
        one for one in to_review(decisions) if (at := time_or_none(one.now.review_at or "")) is not None and at <= now
    ]
