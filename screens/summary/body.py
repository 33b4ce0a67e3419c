"""Screen 6: the picture of the incident, its metrics with their formulas, and what is wrong with its times."""

import asyncio
from datetime import datetime
from time import monotonic
from typing import ClassVar, NamedTuple

from textual.binding import BindingType
from typing_extensions import override

from screens.hosting import Host
from screens.keys import bindings
from screens.summary import acting as acts
from screens.summary.drawing import Line, drawn
from screens.summary.picture import PicturePane
from screens.summary.rows import check_items, check_key, metric_items, metric_key, metric_page, said
from screens.widgets.panels import Layout, PanelList, Panels
from warroom.apart import Apart, Coming
from warroom.commands import Place
from warroom.profiles import language_of
from warroom.state.room_state import RoomState
from warroom.summary.chronology import checks
from warroom.summary.finding import Finding
from warroom.summary.lanes import Lanes, lanes
from warroom.summary.measured import Metric, Metrics
from warroom.summary.metrics import metrics
from warroom.summary.settled import Looked, looked

AT_ONCE = 500
"""Events up to which a room is measured at once, in a few milliseconds."""
REST = 6
"""How many times as long as the measuring took nothing is measured again: most of the time stays for the keys."""
NO_CHECK = "Every time fits the others."
NO_METRIC = "Nothing can be measured yet."


class Found(NamedTuple):
    """What was measured of a room."""

    lanes: Lanes
    metrics: Metrics
    looked: Looked


class SummaryBody(Panels):
    """The picture above, metrics and checks beneath; E writes a file, for whom is asked each time."""

    SCREEN = "Summary"
    PLACE: ClassVar[Place] = "summary"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("summary")]
    DEFAULT_CSS = """
    SummaryBody { grid-size: 2 2; grid-columns: 1fr 1fr; grid-rows: 3fr 2fr; }
    SummaryBody > #picture { column-span: 2; }
    """

    def __init__(self, host: Host) -> None:
        self.picture = PicturePane()
        self.metrics = PanelList("Metrics", Layout(0), empty=NO_METRIC, id="metrics")
        self.checks = PanelList("Checks", Layout(10), empty=NO_CHECK, id="checks")
        super().__init__((self.picture, self.metrics, self.checks), id="summary-body")
        self._host = host
        self._found = Looked([], [])
        self._metrics: Metrics | None = None
        self._shown: tuple[object, ...] = ()
        self._apart = Apart()
        self._free = 0.0
        self._waits = self._measuring = False

    # -- showing ------------------------------------------------------------------------------------------------------

    @override
    def show_state(self, now: datetime) -> None:
        state = self._host.room.state
        shown = (state, len(state), f"{now:%Y-%m-%d %H:%M}")
        if shown == self._shown or self._waits or self._measuring:
            return
        if monotonic() < self._free:  # a large room takes long to measure: a burst of entries is measured once
            self._waits = True
            self.set_timer(self._free - monotonic(), self._show_later)
            return
        self._shown = shown
        if len(state) <= AT_ONCE:
            self._show(self._measured(state, now), now)
            return
        self._measuring = True
        self.run_worker(self._measure(self._apart.coming(state), now), group="measuring")

    def _show_later(self) -> None:
        self._waits = False
        self.show_state(self._host.room.clock())

    async def _measure(self, coming: Coming, now: datetime) -> None:
        """Measure a large room beside the screen, which stays live; then look whether it changed meanwhile."""
        began = monotonic()
        try:
            found = await asyncio.to_thread(lambda: self._measured(self._apart.caught_up(coming), now))
        finally:
            self._measuring = False
        self._free = monotonic() + REST * (monotonic() - began)
        if self.is_attached:
            self._show(found, now)
            self.show_state(self._host.room.clock())

    @override
    def moved(self, now: datetime) -> None:
        """A minute has gone by: what still grows is measured anew."""
        self.show_state(now)

    def _measured(self, state: RoomState, now: datetime) -> "Found":
        """Everything that the panes show of a state."""
        room = self._host.room
        labels = room.profile.labels(language_of(state.incident.title))
        made = lanes(state, now, labels=labels)
        _ = made.places  # every moment is placed here, so that drawing for another width is quick
        return Found(
            made,
            metrics(state, now, room.cadences),
            looked(state, checks(state, now, room.zone)),
        )

    def _show(self, found: "Found", now: datetime) -> None:
        zone = self._host.room.zone
        made = found.lanes

        def make(width: int, ascii: bool) -> list[Line]:
            return drawn(made, zone, width, ascii=ascii)

        self.picture.show_picture(make)
        self._metrics = found.metrics
        items = metric_items(self._metrics)
        recorded = sum(one.value is not None for one in self._all_metrics())
        self.metrics.show_items(items, count=f"{recorded} of {len(items)}")
        self._found = found.looked
        self.checks.show_items(check_items(self._found, zone), count=f"f mends  {len(self._found.open)}")
        self.say(said(self._found, self._metrics.reopened, self._drill(now), now, zone))

    def _drill(self, now: datetime) -> str:
        drill = self._host.room.state.drill
        if drill.begun is None:
            return ""
        came, of = drill.came(now)
        return (
            f"DRILL {'over' if drill.ended_at else 'going on'}, {came} of {of} came in: d shows it beside the real one"
        )

    @override
    def beside(self) -> tuple[str, str]:
        found = self._found.open
        more = f" (+{len(found) - 1})" if len(found) > 1 else ""
        return "INTERNAL Checks", found[0].text + more if found else NO_CHECK

    # -- what keys act on ---------------------------------------------------------------------------------------------

    def _all_metrics(self) -> list[Metric]:
        found = self._metrics
        if found is None:
            return []
        return [*found.room, *(one for metrics in found.owners.values() for one in metrics)]

    @property
    def finding(self) -> Finding | None:
        """The check under the cursor."""
        key = self.checks.cursor_key
        found = (*self._found.open, *(one.finding for one in self._found.settled))
        return next((one for one in found if check_key(one) == key), None)

    def action_summary_fix(self) -> None:
        """Mend what the check under the cursor found."""
        found = self.finding
        if found is None:
            self._host.tell("no check of times is open")
            return
        self.go_to(self.checks)
        self.checks.focus()
        self._host.act(acts.mend(self._host, found))

    def action_summary_acknowledge(self) -> None:
        """Say that what the check under the cursor found is really so, or open it again."""
        found = self.finding
        if found is None:
            self._host.tell("no check of times is open")
            return
        self.go_to(self.checks)
        self.checks.focus()
        self._host.act(acts.acknowledge(self._host, found))

    def action_summary_entry(self) -> None:
        """Show the check's entry, or the metric, in full."""
        if self.current_list is self.metrics:
            key = self.metrics.cursor_key
            one = next((one for one in self._all_metrics() if metric_key(one) == key), None)
            if one is not None:
                self._host.read("INTERNAL  Metric", metric_page(one, self._host.room.zone))
        elif self.current_list is self.checks and self.finding is not None:
            acts.show(self._host, self.finding)

    def action_summary_drill(self) -> None:
        """Show the drill beside the real incident."""
        self._host.act(acts.show_drill(self._host))
