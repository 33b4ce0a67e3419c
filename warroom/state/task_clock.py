"""When a task's time is up, and when that is called out: from state, acknowledgements and a passed-in clock. Pure."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from warroom.clock import from_stamp
from warroom.errors import BadInput
from warroom.state.record import Record
from warroom.state.tasks import TASK_ENDED, Tasks, TaskSet

CALL_EVERY: Final = timedelta(minutes=5)
"""After the first call-out at expiry, until somebody acknowledges it (field.md 12: our choice)."""


class CallOut(NamedTuple):
    """A task whose time is up and that nobody has acknowledged yet."""

    task: Record[TaskSet]
    expired_at: datetime
    """Aware UTC."""
    number: int
    """1 at expiry, one more every five minutes: who has called out this number waits for the next."""

    def over(self, now: datetime) -> timedelta:
        """For how long its time has been up."""
        return now - self.expired_at


def started_at(task: Record[TaskSet]) -> datetime | None:
    """From when the time-box runs: when it was given, begun anew when work on it begins; None without a time-box."""
    box = task.setting("time_box")
    if not task.now.time_box or box is None:
        return None
    state = task.setting("state")
    begun = state.event.at if state is not None and state.value == "in_progress" else ""
    return time_or_none(max(box.event.at, begun))


def ends_at(task: Record[TaskSet]) -> datetime | None:
    """When the time-box ends or the due time comes, whichever is first; None for a task without either."""
    begun = started_at(task)
    ends = [] if begun is None else [begun + timedelta(minutes=task.now.time_box or 0)]
    due = time_or_none(task.now.due or "")
    return min([*ends, *([] if due is None else [due])], default=None)


@lru_cache(maxsize=4096)  # every tick and key asks for the same few times again
def time_or_none(stamp: str) -> datetime | None:
    """A time as events hold it, or None when there is none."""
    try:
        return from_stamp(stamp)
    except BadInput:  # an event of another program may hold another form; it has no clock then
        return None


def is_running(task: Record[TaskSet]) -> bool:
    """Whether there is still something to do."""
    return task.stands and task.now.state not in TASK_ENDED


def call_out(tasks: Tasks, task: Record[TaskSet], now: datetime) -> CallOut | None:
    """The call-out of one task; None before its time is up, after it ended, and once that was acknowledged.

    More time (a new time-box or due time) is a new expiry, which is called out anew.
    """
    ends = ends_at(task)
    if ends is None or ends > now or not is_running(task):
        return None
    heard = time_or_none(tasks.acknowledged_at(task.eid))
    if heard is not None and heard >= ends:
        return None
    return CallOut(task, ends, 1 + (now - ends) // CALL_EVERY)


def call_outs(tasks: Tasks, now: datetime) -> list[CallOut]:
    """Every task whose time is up and unacknowledged, the longest overdue first."""
    found = [one for task in tasks.tasks if (one := call_out(tasks, task, now)) is not None]
    return sorted(found, key=lambda one: (one.expired_at, one.task.place))
