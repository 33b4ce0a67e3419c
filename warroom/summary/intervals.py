"""How long an owner might be left without news at a moment of the past: plan, severity and announcements then. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from warroom import cadence, working_time
from warroom.cadence import Cadences, Span
from warroom.countdowns import calendar_of
from warroom.state.promises import moment
from warroom.state.register import Register, Setting
from warroom.state.room_state import RoomState

V = TypeVar("V")


def interval_at(state: RoomState, owner: str, at: datetime, cadences: Cadences) -> timedelta | None:
    """The agreed interval between two updates as it was at ``at`` (aware); None where none was agreed.

    The plan is the present one: what was agreed is known by its last wording. Severity, status and announced
    intervals are those that held then.
    """
    plan = state.owners.plan(owner)
    # Nobody said how bad it is: treated as the worst (field.md 12), as the countdowns do.
    severity = _then(state.incident.severity, at, first=True) or "SEV1"
    agreed = cadence.merged(plan.cadence.get(severity), cadences.get(severity))
    changed = _then(state.owners.cadences.get(owner), at)
    if changed is not None and changed.minutes > 0:
        span: Span | None = cadence.minutes(changed.minutes)
    elif changed is not None and changed.long_mode and agreed.long_update is not None:
        span = agreed.long_update
    elif _then(state.incident.status, at) == "monitoring" and agreed.monitoring is not None:
        span = agreed.monitoring
    else:
        span = agreed.update
    if span is None:
        return None
    calendar = calendar_of(plan, state)
    try:
        return working_time.after(at, span, calendar, any_hour=severity in plan.always) - at
    except OverflowError:  # an event of another program may name any number of minutes, or the year 9999
        return timedelta.max


def _then(register: Register[V] | None, at: datetime, *, first: bool = False) -> V | None:
    """The value that was set last at a moment; ``first``: before anything was set, the first one."""
    if register is None:
        return None
    settings = sorted(_timed(register.history), key=lambda one: one[0])
    held = [one for when, one in settings if when <= at]
    if held:
        return held[-1].value
    return settings[0][1].value if first and settings else None


def _timed(history: Iterable[Setting[V]]) -> list[tuple[datetime, Setting[V]]]:
    return [(when, one) for one in history if (when := moment(one.event.at)) is not None]
