"""Screen 2: what may be the cause, what speaks for and against it, what was tried, and why it came so far."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, ClassVar

from textual.binding import BindingType
from typing_extensions import override

from screens.causes import acting as acts
from screens.causes.rows import claim_words, detail_items, factor_items, hypothesis_items
from screens.hosting import Host
from screens.keys import bindings
from screens.room.picking import pick_of
from screens.widgets.entry_list import EntryList
from screens.widgets.panels import Layout, PanelList, Panels
from warroom.commands import Place
from warroom.errors import WarroomError
from warroom.state.causes import Proposed
from warroom.state.record import Record, Records, called

NO_HYPOTHESIS = "Nobody has put up a cause yet. n puts one up."
NO_DETAIL = "Highlight a cause to see what speaks for and against it, what was tried, and why."
NO_FACTOR = "No factor is noted. f notes what contributed; a person never is one."


class CausesBody(Panels):
    """Hypotheses and factors on the left, the highlighted hypothesis in full on the right."""

    SCREEN = "Causes"
    PLACE: ClassVar[Place] = "causes"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("causes")]
    DEFAULT_CSS = """
    CausesBody { grid-size: 2 2; grid-columns: 46% 1fr; grid-rows: 2fr 1fr; }
    CausesBody > #cause { row-span: 2; }
    CausesBody.-tabs > .said { display: none; }
    """

    def __init__(self, host: Host) -> None:
        self.hypotheses = PanelList("Causes", Layout(9, 7), empty=NO_HYPOTHESIS, id="hypotheses")
        self.detail = PanelList("Cause in full", Layout(9), empty=NO_DETAIL, id="cause")
        self.factors = PanelList("Factors", Layout(8), empty=NO_FACTOR, id="factors")
        super().__init__((self.hypotheses, self.detail, self.factors), id="causes")
        self._host = host

    # -- showing ---------------------------------------------------------------------------------------------------

    @override
    def show_state(self, now: datetime) -> None:
        state, zone = self._host.room.state, self._host.room.zone
        items = hypothesis_items(state)
        self.hypotheses.show_items(items, count=f"+ for, - against  {len(items):,}")
        factors = factor_items(state.causes, zone)
        self.factors.show_items(factors, count=f"* primary  {len(factors):,}")
        self._show_detail()
        self.say(claim_words(state))

    def _show_detail(self) -> None:
        room = self._host.room
        one = self.hypothesis
        items = detail_items(room.state, one.eid if one is not None else "", room.zone)
        self.detail.show_items(items, f"Cause {one.ref}" if one is not None else "Cause in full")

    def on_entry_list_highlighted(self, message: EntryList.Highlighted) -> None:
        """Show the highlighted hypothesis in full."""
        if message.entry_list is self.hypotheses:
            self._show_detail()

    @override
    def beside(self) -> tuple[str, str]:
        return "WITH THE OWNER", claim_words(self._host.room.state)

    # -- what keys act on ------------------------------------------------------------------------------------------

    @property
    def hypothesis(self) -> Record[Proposed] | None:
        """The highlighted hypothesis."""
        return self._host.room.state.causes.hypotheses.get(self.hypotheses.cursor_key)

    @property
    def highlighted(self) -> Record[Any] | None:
        """The record under the cursor of the present pane."""
        causes = self._host.room.state.causes
        found: tuple[Records[Any], ...] = (
            causes.hypotheses,
            causes.evidence,
            causes.tried,
            causes.whys,
            causes.factors,
        )
        eid = self.current_list.record
        return next((record for records in found if (record := records.get(eid)) is not None), None)

    def _on_hypothesis(self, work: Callable[[Host, Record[Proposed]], Coroutine[Any, Any, None]]) -> None:
        one = self.hypothesis
        if one is None:
            self._host.tell("no cause is put up yet: n puts one up")
        else:
            self._host.act(work(self._host, one))

    def _on_highlighted(self, work: Callable[[Host, Record[Any]], Coroutine[Any, Any, None]]) -> None:
        one = self.highlighted
        if one is None:
            self._host.tell("nothing is under the cursor that this could be done to")
        else:
            self._host.act(work(self._host, one))

    # -- the keys' actions -----------------------------------------------------------------------------------------

    def action_cause_new(self) -> None:
        """Put up a cause."""
        self._host.act(acts.propose(self._host))

    def action_cause_state(self) -> None:
        """Set the state of what is highlighted."""
        one = self.highlighted
        if one is not None and hasattr(one.now, "outcome"):
            self._on_highlighted(acts.set_state)
        else:
            self._on_hypothesis(acts.set_state)

    def action_cause_confidence(self) -> None:
        """Say how sure people are."""
        self._on_hypothesis(acts.set_confidence)

    def action_cause_support(self) -> None:
        """Pick entries that speak for it."""
        self._on_hypothesis(lambda host, one: acts.add_evidence(host, one, "for"))

    def action_cause_contradict(self) -> None:
        """Pick entries that speak against it."""
        self._on_hypothesis(lambda host, one: acts.add_evidence(host, one, "against"))

    def action_cause_tried(self) -> None:
        """Note what was tried."""
        self._host.act(acts.note_tried(self._host, self._about))

    def action_cause_factor(self) -> None:
        """Note what contributed."""
        self._host.act(acts.add_factor(self._host, self._about))

    @property
    def _about(self) -> Record[Proposed] | None:
        """The hypothesis that something new belongs to: none from the pane of the factors."""
        return None if self.current_list is self.factors else self.hypothesis

    def action_cause_why(self) -> None:
        """Answer a why."""
        one = self.highlighted
        if one is not None and acts.answers_why(one):
            self._on_highlighted(acts.answer_why)
        else:
            self._on_hypothesis(acts.answer_why)

    def action_cause_primary(self) -> None:
        """Make a factor the primary one."""
        self._on_highlighted(acts.toggle_primary)

    def action_cause_pick(self) -> None:
        """Pick what holds."""
        self._host.act(pick_of(self._host, self.highlighted))

    def action_cause_edit(self) -> None:
        """Change the words."""
        self._on_highlighted(acts.edit)

    def action_cause_withdraw(self) -> None:
        """Take it off the panel."""
        self._on_highlighted(acts.withdraw)

    def action_cause_open(self) -> None:
        """Show the hypothesis, or the entry of a piece of evidence, in full."""
        one = self.highlighted
        if one is None:
            return
        room = self._host.room
        try:
            entry = room.find(one.now.entry) if hasattr(one.now, "entry") else None
        except WarroomError as error:
            self._host.tell(str(error))
            return
        if entry is not None:
            from screens.room.acting import open_entry

            open_entry(self._host, entry)
            return
        words = [f"{item.row.mark:<9}  {item.row.text}  ({item.row.note})" for item in self.detail_of(one)]
        self._host.read(f"INTERNAL  {called(one, 60)}", "\n".join(words) or str(one.now.text))

    def detail_of(self, one: Record[Any]) -> list[Any]:
        """The lines about one hypothesis."""
        return detail_items(self._host.room.state, one.eid, self._host.room.zone)
