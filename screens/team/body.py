"""Screen 3: who has which role and how much on hand, and what is to be done, by state or by due time."""

from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any, ClassVar

from textual.binding import BindingType
from typing_extensions import override

from screens.hosting import Host
from screens.keys import bindings
from screens.room.picking import pick_of, pick_role
from screens.team import acting as acts
from screens.team import duty_acting as duty
from screens.team import rows
from screens.team.rows import TITLES, View
from screens.widgets.entry_list import EntryList
from screens.widgets.panels import Item, Layout, PanelList, Panels
from warroom.commands import Place
from warroom.state.record import Record, Records, called
from warroom.state.team import ROLES, Role

EMPTY: dict[View, str] = {
    "board": "Nothing is to be done yet. n gives a task.",
    "due": "Nothing is to be done, or all of it is done. n gives a task; v shows the board.",
    "follow_ups": "No work outlives the incident yet. n notes a follow-up; t shows the tasks.",
    "risks": "No risk is noted. n notes one; t shows the tasks.",
    "decisions": "Nothing was decided here yet. n notes a decision; t shows the tasks.",
}


class TeamBody(Panels):
    """Roles and load on the left with the highlighted task in full beneath, the tasks on the right."""

    SCREEN = "Team"
    PLACE: ClassVar[Place] = "team"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("team")]
    DEFAULT_CSS = """
    TeamBody { grid-size: 2 2; grid-columns: 40% 1fr; grid-rows: 3fr 2fr; }
    TeamBody > #tasks { row-span: 2; }
    """

    def __init__(self, host: Host) -> None:
        self.people = PanelList("Roles and load", Layout(8), empty="", id="people")
        self.tasks = PanelList("Tasks", Layout(11, 10), empty=EMPTY["board"], id="tasks")
        self.detail = PanelList("In full", Layout(9), empty="Highlight a line to see it in full.", id="task")
        super().__init__((self.people, self.tasks, self.detail), id="team")
        self.at = 1  # what is to be done is what people come for
        self._host = host
        self._view: View = "board"
        self._tasks_view: View = "board"
        self._minute = -1

    # -- showing ---------------------------------------------------------------------------------------------------

    @override
    def show_state(self, now: datetime) -> None:
        state, zone = self._host.room.state, self._host.room.zone
        self._minute = int(now.timestamp()) // 60
        self.people.show_items(rows.people_items(state, now, zone))
        items = self._items(now)
        self.tasks.say_empty(EMPTY[self._view])
        self.tasks.show_items(items, TITLES[self._view], f"{len(items):,}")
        self._show_detail()
        self.say(self._summary())

    def _items(self, now: datetime) -> Sequence[Item]:
        state, zone = self._host.room.state, self._host.room.zone
        match self._view:
            case "board" | "due":
                return rows.task_items(state, self._view, now, zone)
            case "follow_ups":
                return rows.follow_up_items(state, zone)
            case "risks":
                return rows.risk_items(state)
            case "decisions":
                return rows.decision_items(state, now, zone)

    def _summary(self) -> str:
        """What the other lists hold."""
        state = self._host.room.state
        return (
            f"t tasks {len(state.tasks.tasks.standing())}  u follow-ups {len(state.tasks.follow_ups.standing())}  "
            f"r risks {len(state.risks.risks.standing())}  d decisions {len(state.decisions.made.standing())}"
        )

    def _show_detail(self) -> None:
        room, one = self._host.room, self.highlighted
        self.detail.show_items(rows.detail_items(room.state, one, room.zone))

    def on_entry_list_highlighted(self, message: EntryList.Highlighted) -> None:
        """Show the highlighted task in full."""
        if message.entry_list is self.tasks:
            self._show_detail()

    @override
    def tick(self, now: datetime) -> None:
        """The clocks count minutes: once a minute the lines are made anew."""
        if int(now.timestamp()) // 60 != self._minute:
            self.show_state(now)

    @override
    def beside(self) -> tuple[str, str]:
        asked = [one for one in self._host.room.state.tasks.tasks.standing() if one.now.side == "owner"]
        waiting = [one for one in asked if one.now.state not in ("done", "cancelled")]
        if not waiting:
            return "WITH THE OWNER", "nothing is asked of the owner's side"
        return "WITH THE OWNER", f"{len(waiting)} asked of them: {waiting[0].now.assignee}: {called(waiting[0])}"

    # -- what keys act on ------------------------------------------------------------------------------------------

    @property
    def highlighted(self) -> Record[Any] | None:
        """The highlighted task, follow-up, risk or decision."""
        state = self._host.room.state
        shown: dict[View, Records[Any]] = {
            "board": state.tasks.tasks,
            "due": state.tasks.tasks,
            "follow_ups": state.tasks.follow_ups,
            "risks": state.risks.risks,
            "decisions": state.decisions.made,
        }
        return shown[self._view].get(self.tasks.record)

    @property
    def role(self) -> Role | None:
        """The highlighted role, when that pane is the present one."""
        if self.current_list is not self.people:
            return None
        return next((role for role in ROLES if role == self.people.cursor_key), None)

    @property
    def person(self) -> str:
        """The highlighted person or holder, else me."""
        team, key = self._host.room.state.team, self.people.cursor_key
        if self.current_list is self.people:
            if self.role is not None and (holder := team.holder(self.role)):
                return holder
            if key.startswith("person "):
                return key.removeprefix("person ")
        return self._host.room.me

    def _on_highlighted(self, work: Callable[[Host, Record[Any]], Coroutine[Any, Any, None]]) -> None:
        one = self.highlighted
        if one is None:
            self._host.tell("nothing is highlighted; n adds to the list that is shown")
        else:
            self._host.act(work(self._host, one))

    def _view_as(self, view: View) -> None:
        self._view = view
        if view in ("board", "due"):
            self._tasks_view = view
        self.show_state(self._host.room.clock())
        self.tasks.focus()

    # -- the keys' actions -----------------------------------------------------------------------------------------

    def action_team_new(self) -> None:
        """Add to the list that is shown."""
        self._host.act(acts.new(self._host, self._view))

    def action_team_onward(self) -> None:
        """Move a task on."""
        self._on_highlighted(lambda host, one: acts.move(host, one, 1))

    def action_team_backward(self) -> None:
        """Move a task back."""
        self._on_highlighted(lambda host, one: acts.move(host, one, -1))

    def action_team_state(self) -> None:
        """Choose a state."""
        self._on_highlighted(acts.set_state)

    def action_team_assign(self) -> None:
        """Give it to somebody."""
        self._on_highlighted(acts.assign)

    def action_team_heard(self) -> None:
        """Acknowledge that its time is up."""
        self._on_highlighted(acts.hear)

    def action_team_edit(self) -> None:
        """Change any field."""
        self._on_highlighted(acts.edit)

    def action_team_withdraw(self) -> None:
        """Take it off its list."""
        self._on_highlighted(acts.withdraw)

    def action_team_pick(self) -> None:
        """Pick what holds."""
        if self.role is not None:
            self._host.act(pick_role(self._host, self.role))
        else:
            self._host.act(pick_of(self._host, self.highlighted))

    def action_team_view(self) -> None:
        """By state, or by due time."""
        self._view_as("due" if self._view == "board" else "board" if self._view == "due" else self._tasks_view)

    def action_team_tasks(self) -> None:
        """Show the tasks."""
        self._view_as(self._tasks_view)

    def action_team_follow_ups(self) -> None:
        """Show the follow-ups."""
        self._view_as("follow_ups")

    def action_team_risks(self) -> None:
        """Show the risks."""
        self._view_as("risks")

    def action_team_decisions(self) -> None:
        """Show the decisions."""
        self._view_as("decisions")

    def action_team_hand_over(self) -> None:
        """Hand over roles."""
        self._host.act(duty.hand_over(self._host, self.person))

    def action_team_accept(self) -> None:
        """Take over what is offered."""
        self._host.act(duty.accept(self._host))

    def action_team_decline(self) -> None:
        """Say no to what is offered."""
        self._host.act(duty.decline(self._host))

    def action_team_command(self) -> None:
        """Take command."""
        self._host.act(duty.take_command(self._host))

    def action_team_role(self) -> None:
        """Give a role to somebody."""
        self._host.act(duty.give_role(self._host, self.role))

    def action_team_open(self) -> None:
        """Show it in full."""
        one = self.highlighted
        if one is None:
            return
        room = self._host.room
        words = [
            f"{item.row.time:<5}  {item.row.mark:<9}  {item.row.text}"
            + (f"  ({item.row.note})" if item.row.note else "")
            for item in rows.detail_items(room.state, one, room.zone)
        ]
        self._host.read(f"INTERNAL  {rows.heading(one)}", "\n".join(words))
