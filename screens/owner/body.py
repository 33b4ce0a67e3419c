"""Screen 5: the thread with one owner, what we owe them, what they do not know yet. Nothing is sent from here."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType
from typing_extensions import override

from screens.hosting import Host
from screens.keys import bindings
from screens.owner import clocks, deeper, filing, ledger, telling, thread
from screens.owner.rows import ASKED, CLOCK, FACT, PROMISED, SAID, TOLD, not_told_items, owed_items
from screens.room.picking import pick_of
from screens.widgets.panels import Item, Layout, PanelList, Panels
from warroom.commands import Place
from warroom.errors import NotFound
from warroom.state.commitments import Made
from warroom.state.feed import Entry
from warroom.state.questions import Asked
from warroom.state.record import Record

if TYPE_CHECKING:
    from screens.owner.sight import OwnerSight

SIDE = "WITH THE OWNER"
EMPTY_THREAD = "Nothing was said yet. m notes a message of theirs, c a call or meeting, t what they were told."
EMPTY_OWED = "Nothing is owed. p notes a promise, a a question."
EMPTY_UNKNOWN = "They know everything as it is."
NO_OWNER = "No owner is named in this room. P attaches one."
NOBODY_YET = (
    "No owner (业主) is named in this room yet: P attaches the one for whom this is run. What was said stands here.",
    "No owner is named yet, so nothing is owed to one.",
    "No owner is named yet, so nobody was told anything.",
)
"""What the three panes say until there is an owner."""


class OwnerBody(Panels):
    """The thread on the left; one list of what we owe, and what is not told, on the right."""

    SCREEN = "Owner"
    PLACE: ClassVar[Place] = "owner"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("owner")]
    DEFAULT_CSS = """
    OwnerBody { grid-size: 2 2; grid-columns: 50% 1fr; grid-rows: 1fr 1fr; }
    OwnerBody > #thread { row-span: 2; }
    OwnerBody > PanelList { border: solid $secondary; border-title-color: $text-secondary; }
    """

    def __init__(self, host: Host, sight: "OwnerSight") -> None:
        self.thread = PanelList("Thread", Layout(3, 10), empty=EMPTY_THREAD, id="thread", side=SIDE)
        self.owed = PanelList("We owe", Layout(3, 9), empty=EMPTY_OWED, id="we-owe", side=SIDE)
        self.unknown = PanelList("Not told", Layout(3), empty=EMPTY_UNKNOWN, id="not-told", side=SIDE)
        super().__init__((self.thread, self.owed, self.unknown), id="owner-body")
        self.at = 1  # what is owed is what people come for
        self._host = host
        self._sight = sight
        self._shown = ("", -1)

    # -- showing ------------------------------------------------------------------------------------------------------

    @override
    def show_state(self, now: datetime) -> None:
        owner = self._sight.owner
        shown = (owner, self._sight.looks)
        if shown == self._shown:
            return  # a plain entry says nothing about owners
        items = self._sight.thread(owner, now) if owner else []
        at_end = self.thread.at_end or owner != self._shown[0]
        self._say_empty(named=bool(owner))
        self._shown = shown
        self.thread.show_items(items, owner or "nobody yet", f"{len(items):,}")
        if at_end:
            self.thread.move_to(-1)
        self._show_clocked(now)

    def _say_empty(self, *, named: bool) -> None:
        words = (EMPTY_THREAD, EMPTY_OWED, EMPTY_UNKNOWN) if named else NOBODY_YET
        for pane, said in zip((self.thread, self.owed, self.unknown), words, strict=True):
            pane.say_empty(said)

    def _show_clocked(self, now: datetime) -> None:
        """What moves with the clock: what is owed, and the ages of what is not told."""
        sight, room = self._sight, self._host.room
        owner, glance = sight.owner, sight.glance
        owed = owed_items(room.state, owner, sight.watch.due(now), room.zone, now) if owner else []
        self.owed.show_items(owed, "We owe", f"{len(owed):,}")
        unknown: list[Item] = []
        if glance is not None:
            unknown = not_told_items(glance, room.state, room.zone, now, listening=owner in sight.listening)
        count = f"{len(glance.unknown)}" if glance is not None else ""
        self.unknown.show_items(unknown, "Not told", count)
        self.say(deeper.summary(glance, self._host, sight))

    @override
    def moved(self, now: datetime) -> None:
        """The clock went on so far that lines say something else."""
        if owner := self._sight.owner:
            items = self._sight.thread(owner, now)
            self.thread.show_items(items, owner, f"{len(items):,}")
        self._show_clocked(now)

    @override
    def beside(self) -> tuple[str, str]:
        order = self._host.room.state.timeline.order
        return "INTERNAL Timeline", order[-1].text if order else "nothing yet"

    @override
    def go_to_record(self, eid: str) -> bool:
        for begins in (PROMISED, ASKED, CLOCK):
            if self.owed.move_to(begins + eid):
                self.go_to(self.owed)
                self.owed.focus()
                return True
        return False

    # -- what keys act on ----------------------------------------------------------------------------------------------

    @property
    def key(self) -> str:
        """The key of the line under the cursor, which says what it is about."""
        return self.current_list.cursor_key

    def _record(self) -> Record[Made] | Record[Asked] | None:
        state = self._host.room.state
        eid = self.current_list.record
        return state.commitments.made.get(eid) or state.questions.asked.get(eid)

    def _promise(self) -> Record[Made]:
        found = self._host.room.state.commitments.made.get(self.current_list.record)
        if found is None:
            raise NotFound("there is no promise under the cursor; tab goes to what we owe")
        return found

    def _question(self) -> Record[Asked]:
        state = self._host.room.state
        found = state.questions.asked.get(self.current_list.record)
        if found is None:
            in_message = [
                one for one in state.questions.of(self._sight.owner) if one.now.message == self.current_list.record
            ]
            found = next((one for one in in_message if state.questions.answer(one.eid) is None), None)
        if found is None:
            raise NotFound("there is no open question under the cursor; tab goes to what we owe")
        return found

    def _said(self) -> Entry:
        """The line of the timeline that noted what is under the cursor."""
        entry = self._host.room.state.timeline.entries.get(self.current_list.record)
        if entry is None or not self.key.startswith((SAID, TOLD, ASKED)):
            raise NotFound("there is no message, call or question under the cursor; tab goes to the thread")
        return entry

    def _with_owner(self, work: Callable[[Host, "OwnerSight"], Coroutine[Any, Any, None]]) -> None:
        if self._sight.owner:
            self._host.act(work(self._host, self._sight))
        else:
            self._host.tell(NO_OWNER)

    def _on(self, find: Callable[[], Any], work: Callable[[Host, Any], Coroutine[Any, Any, None]]) -> None:
        try:
            one = find()
        except NotFound as error:
            self._host.tell(str(error))
        else:
            self._host.act(work(self._host, one))

    # -- the keys' actions ---------------------------------------------------------------------------------------------

    def action_owner_from(self) -> None:
        """Note a message of theirs."""
        self._with_owner(thread.message_in)

    def action_owner_to(self) -> None:
        """Note a message of ours that went out by hand."""
        self._with_owner(thread.message_out)

    def action_owner_call(self) -> None:
        """Note a call or meeting."""
        self._with_owner(thread.call)

    def action_owner_asked(self) -> None:
        """Note a question."""
        self._with_owner(ledger.asked)

    def action_owner_answer(self) -> None:
        """Answer the question under the cursor."""
        self._on(self._question, ledger.answer)

    def action_owner_told(self) -> None:
        """Record what they were told."""
        key = self.unknown.cursor_key if self.current_list is self.unknown else ""
        under = key if key.startswith(FACT) else ""
        self._with_owner(lambda host, sight: telling.told(host, sight, under))

    def action_owner_promise(self) -> None:
        """Note a promise; on a question, that of its answer."""
        question = self._host.room.state.questions.asked.get(self.current_list.record)
        self._with_owner(lambda host, sight: ledger.promise(host, sight, question))

    def action_owner_moved(self) -> None:
        """Move the promise under the cursor."""
        self._on(self._promise, ledger.move)

    def action_owner_kept(self) -> None:
        """Say that the promise under the cursor is kept."""
        self._on(self._promise, lambda host, one: ledger.end(host, one, "kept"))

    def action_owner_broken(self) -> None:
        """Say that it will not be kept."""
        self._on(self._promise, lambda host, one: ledger.end(host, one, "broken"))

    def action_owner_withdrawn(self) -> None:
        """Take the promise back, or strike the question, message or telling."""
        if self.key.startswith((SAID, TOLD)):
            self._on(self._said, filing.strike)
        elif self._host.room.state.questions.asked.get(self.current_list.record) is not None:
            self._on(self._question, ledger.strike)
        else:
            self._on(self._promise, lambda host, one: ledger.end(host, one, "withdrawn"))

    def action_owner_refile(self) -> None:
        """Move the message or question under the cursor to another owner."""
        self._on(self._said, filing.refile)

    def action_owner_pick(self) -> None:
        """Pick what holds."""
        self._host.act(pick_of(self._host, self._record()))

    def action_owner_snooze(self) -> None:
        """Let the clock under the cursor rest."""
        begins, _, about = self.key.partition(":")
        kind = {"promise": "commitment:", "asked": "question:", "clock": ""}.get(begins)
        if self.current_list is not self.owed or kind is None:
            self._host.tell("there is no clock under the cursor; tab goes to what we owe")
        else:
            self._host.act(clocks.snooze(self._host, f"{kind}{about}"))

    def action_owner_pause(self) -> None:
        """Let their clocks rest, or go on."""
        self._with_owner(clocks.pause)

    def action_owner_cadence(self) -> None:
        """Tell them at another interval."""
        self._with_owner(clocks.interval)

    def action_owner_plan(self) -> None:
        """Show and change the plan; attach an owner when there is none."""
        self._host.act(deeper.plan(self._host, self._sight))

    def action_owner_expectations(self) -> None:
        """Show and set what they expect."""
        self._with_owner(deeper.expectations)

    def action_owner_remedy(self) -> None:
        """Show compensation."""
        self._with_owner(deeper.remedies)

    def action_owner_feedback(self) -> None:
        """Show how content they were."""
        self._with_owner(deeper.feedback)

    def action_owner_contacts(self) -> None:
        """Show the contacts after closing."""
        self._with_owner(deeper.contacts)

    def action_owner_ledger(self) -> None:
        """Show promises, questions and the score."""
        self._with_owner(deeper.ledger)

    def action_owner_edit(self) -> None:
        """Change the words of a promise or question."""
        one = self._record()
        if one is None:
            self._host.tell("only promises and questions have words that can be changed here")
        else:
            self._host.act(ledger.edit(self._host, one))

    def action_owner_open(self) -> None:
        """Show the line under the cursor in full."""
        item = self.current_list.current
        if item is not None:
            row = item.row
            parts = (row.text, f"{row.who}  {row.day} {row.time}".strip(), row.note)
            self._host.read(f"{SIDE}  {self._sight.owner}", "\n\n".join(part for part in parts if part))
