"""Tasks of now, and the follow-ups that outlive the incident."""

from typing import ClassVar, Literal

from warroom.events import Event
from warroom.state.kinds import Kind, Line, Payload
from warroom.state.record import Recorded, Records, Step, words_or_letters
from warroom.state.team import Side
from warroom.state.timeline import Via

TaskState = Literal["open", "in_progress", "blocked", "done", "cancelled"]
FollowUpKind = Literal["preventative", "detective", "corrective"]
FollowUpState = Literal["open", "in_progress", "done", "cancelled"]

TASK_STATES: tuple[TaskState, ...] = ("open", "in_progress", "blocked", "done", "cancelled")
TASK_ENDED: tuple[TaskState, ...] = ("done", "cancelled")
FOLLOW_UP_KINDS: tuple[FollowUpKind, ...] = ("preventative", "detective", "corrective")
FOLLOW_UP_STATES: tuple[FollowUpState, ...] = ("open", "in_progress", "done", "cancelled")


class TaskSet(Recorded, kw_only=True):
    """``task.set``: a task, or a change of it. ``text`` is the step to take."""

    assignee: str = ""
    """A member's handle, a free name, or the owner's person."""
    side: Side = "staff"
    owner: str = ""
    """The owner whose person has it, when ``side`` says so."""
    due: str | None = None
    """When it should be done (UTC text)."""
    time_box: int | None = None
    """Minutes given to it."""
    effect: str = ""
    """What is expected of it."""
    risk: str = ""
    """What it may break."""
    fallback: str = ""
    """What is done when it breaks."""
    state: TaskState = "open"
    cause: str = ""
    """The hypothesis that it tests or mends (an id)."""
    commitment: str = ""
    """The promise that it keeps (an id)."""


class TaskStateSet(Step, kw_only=True):
    """``task.state_set``: where a task stands; blocking and cancelling need a reason."""

    value_field: ClassVar[str] = "state"

    state: TaskState
    was: str = ""
    reason: str = ""


class TaskAcknowledged(Payload, kw_only=True):
    """``task.acknowledged``: somebody heard that its time is up; the call-outs for that time end."""

    target: str
    actor: str = ""
    via: Via = "key"


class FollowUpSet(Recorded, kw_only=True):
    """``follow_up.set``: work that outlives the incident, or a change of it."""

    kind: FollowUpKind = "corrective"
    assignee: str = ""
    side: Side = "staff"
    owner: str = ""
    due: str | None = None
    criterion: str = ""
    """By what one sees that it is done."""
    state: FollowUpState = "open"
    cause: str = ""
    """The factor or hypothesis that it answers (an id)."""
    commitment: str = ""


KINDS = {
    "task.set": Kind(TaskSet),
    "task.state_set": Kind(TaskStateSet),
    "task.acknowledged": Kind(TaskAcknowledged),
    "follow_up.set": Kind(FollowUpSet),
}


def line_of(payload: Payload) -> Line | None:
    """What the timeline shows of an event of this panel: who got what to do, and how it went."""
    match payload:
        case TaskSet(target=""):
            text = f"task{_for(payload)}: {payload.text}"
            return Line("task", text, payload.actor, payload.via, due=payload.due, time_box=payload.time_box)
        case TaskSet(sets=sets) if "assignee" in sets:
            text = f"task{_for(payload) or ' for nobody'}: {words_or_letters(payload)}{_because(payload.reason)}"
            return Line("task", text, payload.actor, payload.via)
        case TaskStateSet():
            called = words_or_letters(payload)
            text = f"task {payload.state.replace('_', ' ')}: {called}{_because(payload.reason)}"
            return Line("task", text, payload.actor, payload.via)
        case FollowUpSet(target=""):
            return Line("follow_up", f"{payload.kind} follow-up{_for(payload)}: {payload.text}", payload.actor)
        case FollowUpSet(sets=sets) if "state" in sets:
            called = words_or_letters(payload)
            return Line("follow_up", f"follow-up {payload.state.replace('_', ' ')}: {called}", payload.actor)
        case FollowUpSet(sets=sets) if "assignee" in sets:
            text = f"follow-up{_for(payload) or ' for nobody'}: {words_or_letters(payload)}{_because(payload.reason)}"
            return Line("follow_up", text, payload.actor)
    return None


def _because(reason: str) -> str:
    return f": {reason}" if reason else ""


def _for(payload: TaskSet | FollowUpSet) -> str:
    whose = f" ({payload.owner or 'owner'})" if payload.side == "owner" else ""
    return f" for {payload.assignee}{whose}" if payload.assignee else ""


class Tasks:
    """The tasks and follow-ups as they stand."""

    def __init__(self) -> None:
        self.tasks: Records[TaskSet] = Records(TaskSet)
        self.follow_ups: Records[FollowUpSet] = Records(FollowUpSet)
        self.acknowledged: dict[str, list[Event]] = {}
        """By task, who heard that its time was up, in no order that matters."""

    def fold(self, event: Event, payload: Payload) -> None:
        """Fold one of ``KINDS``."""
        match payload:
            case TaskSet():
                self.tasks.fold(event, payload)
            case TaskStateSet():
                self.tasks.named(payload.target).set("state", event, payload.state, payload.bases)
            case TaskAcknowledged():
                self.acknowledged.setdefault(payload.target, []).append(event)
            case FollowUpSet():
                self.follow_ups.fold(event, payload)

    def acknowledged_at(self, task: str) -> str:
        """When somebody last said to have heard that the time of ``task`` is up (UTC text), or empty."""
        return max((event.at for event in self.acknowledged.get(task, ())), default="")
