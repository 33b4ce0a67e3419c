"""Acts about tasks and follow-ups: give, begin, block, end, hear that the time is up."""

from typing import Any, get_args

from warroom import making
from warroom.acts.recording import Acts, changed, find, why_kept, withdrawn
from warroom.clock import from_stamp
from warroom.errors import BadInput, WarroomError
from warroom.events import Event
from warroom.state.record import Record, called
from warroom.state.task_clock import ends_at
from warroom.state.tasks import (
    FollowUpKind,
    FollowUpSet,
    FollowUpState,
    TaskAcknowledged,
    TaskSet,
    TaskState,
    TaskStateSet,
)
from warroom.state.team import Side
from warroom.state.timeline import Via

REASONED: dict[TaskState, str] = {
    "blocked": "what blocks it? /block REF REASON",
    "cancelled": "why is it cancelled? /cancel REF REASON",
}
"""States that need a reason, and what to ask for."""


def checked_times(due: str | None, time_box: int | None) -> None:
    """Raises ``BadInput`` for a due time in another form, or a time-box of no minutes."""
    if due:
        from_stamp(due)
    if time_box is not None and not 1 <= time_box <= 60 * 24 * 7:
        raise BadInput(f"a time-box is 1 minute to a week, not {time_box} minutes; nothing was changed")


def state_set(task: Record[TaskSet], state: TaskState, reason: str, actor: str = "", via: Via = "key") -> TaskStateSet:
    """A task's new state; raises when it is that already and undisputed, or a reason is missing."""
    if task.now.state == state and not task.conflict("state"):
        raise WarroomError(f"it is {state.replace('_', ' ')} already; nothing was changed")
    if state in REASONED:
        reason = making.needed(reason, REASONED[state])
    return TaskStateSet(
        target=task.eid,
        state=state,
        was=task.now.state,
        title=called(task),
        reason=why_kept(task, reason),
        actor=actor,
        via=via,
        bases=task.bases("state"),
    )


class TaskActs(Acts):
    """What people do about tasks. ``ref`` is five letters, or an id; refusals change nothing."""

    def find(self, ref: str) -> Record[Any]:
        """The task or follow-up that ``ref`` names."""
        return find([self._state.tasks.tasks, self._state.tasks.follow_ups], ref, "task")

    def task(self, ref: str) -> Record[TaskSet]:
        """The task that ``ref`` names."""
        return find([self._state.tasks.tasks], ref, "task")

    def _cause(self, ref: str) -> str:
        causes = self._state.causes
        return find([causes.hypotheses, causes.factors], ref, "cause").eid if ref else ""

    async def add(
        self,
        text: str,
        *,
        assignee: str = "",
        side: Side = "staff",
        owner: str = "",
        due: str | None = None,
        time_box: int | None = None,
        effect: str = "",
        risk: str = "",
        fallback: str = "",
        cause: str = "",
        commitment: str = "",
        actor: str = "",
        via: Via = "key",
        occurred_at: str | None = None,
    ) -> Event:
        """Give a task: the step, who takes it (``side`` owner: the owner's person), until when or for how long.

        ``due`` is UTC text, ``time_box`` minutes, ``cause`` the letters of a hypothesis or factor,
        ``commitment`` the id of a promise.
        """
        text = making.needed(text, "what is to be done?")
        checked_times(due, time_box)
        made = TaskSet(
            text=text,
            assignee=assignee,
            side=side,
            owner=owner,
            due=due,
            time_box=time_box,
            effect=effect,
            risk=risk,
            fallback=fallback,
            cause=self._cause(cause),
            commitment=commitment,
            actor=actor,
            via=via,
        )
        return await self._do(made, occurred_at)

    async def assign(self, ref: str, assignee: str, side: Side = "staff", owner: str = "") -> Event:
        """Give a task or follow-up to somebody, or (empty) to nobody; ends a shown conflict about it."""
        whom = {"assignee": assignee.strip(), "side": side, "owner": owner}
        return await self._do(changed(self.find(ref), whom, as_one=True))

    async def edit(self, ref: str, **fields: object) -> Event:
        """Change fields of a task or follow-up (``text``, ``due``, ``time_box``, ``effect`` ...)."""
        due, box = fields.get("due"), fields.get("time_box")
        checked_times(due if isinstance(due, str) else None, box if isinstance(box, int) else None)
        return await self._do(changed(self.find(ref), fields))

    async def set_state(
        self, ref: str, state: TaskState, reason: str = "", *, actor: str = "", via: Via = "key"
    ) -> Event:
        """Say where a task or follow-up stands; blocking and cancelling need a reason."""
        record = self.find(ref)
        if isinstance(record.now, TaskSet):
            return await self._do(state_set(record, state, reason, actor, via))
        if state not in get_args(FollowUpState):
            raise BadInput(f"a follow-up is {', '.join(get_args(FollowUpState))}, never {state}; nothing was changed")
        return await self._do(changed(record, {"state": state}, reason=reason, actor=actor, via=via))

    async def acknowledge(self, ref: str, *, actor: str = "", via: Via = "key") -> Event:
        """Say that one heard that a task's time is up; the call-outs for that time end."""
        task = self.task(ref)
        ends = ends_at(task)
        if ends is None or ends > self._room.clock():
            raise WarroomError("its time is not up; there is nothing to acknowledge")
        return await self._do(TaskAcknowledged(target=task.eid, actor=actor, via=via))

    async def withdraw(self, ref: str, reason: str = "", *, back: bool = False) -> Event:
        """Take a task or follow-up off the board (it was a mistake), or bring it ``back``."""
        return await self._do(withdrawn(self.find(ref), reason, withdrawn=not back))

    async def follow_up(
        self,
        text: str,
        kind: FollowUpKind = "corrective",
        *,
        assignee: str = "",
        side: Side = "staff",
        owner: str = "",
        due: str | None = None,
        criterion: str = "",
        cause: str = "",
        commitment: str = "",
        actor: str = "",
    ) -> Event:
        """Note work that outlives the incident; what is still missing (who, when, by what it is done) is shown."""
        text = making.needed(text, "what is to be done?")
        checked_times(due, None)
        made = FollowUpSet(
            text=text,
            kind=kind,
            assignee=assignee,
            side=side,
            owner=owner,
            due=due,
            criterion=criterion,
            cause=self._cause(cause),
            commitment=commitment,
            actor=actor,
        )
        return await self._do(made)
