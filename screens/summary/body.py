"""Screen 6: the picture of the incident, its metrics with their formulas, and what is wrong with its times."""

from datetime import datetime
from time import monotonic
from typing import ClassVar

from textual.binding import BindingType
from typing_extensions import override

from screens.hosting import Host
from screens.keys import bindings
from screens.summary import acting as acts
from screens.summary.drawing import Line, drawn
from screens.summary.picture import PicturePane
from screens.summary.rows import check_items, check_key, metric_items, metric_key, metric_page, said
from screens.widgets.panels import Layout, PanelList, Panels
from warroom.commands import Place
from warroom.profiles import language_of
from warroom.summary.chronology import checks
from warroom.summary.finding import Finding
from warroom.summary.lanes import Lanes, lanes
from warroom.summary.measured import Metric, Metrics
from warroom.summary.metrics import metrics

REST = 6
"""How many times as long as the measuring took nothing is measured again: most of the time stays for the keys."""
NO_CHECK = "Every time fits the others."
NO_METRIC = "Nothing can be measured yet."


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
        self._found: list[Finding] = []
        self._metrics: Metrics | None = None
        self._shown = (-1, "")
        self._free = 0.0
        self._waits = False

    # -- showing ------------------------------------------------------------------------------------------------------

    @override
    def show_state(self, now: datetime) -> None:
        state = self._host.room.state
        shown = (len(state), f"{now:%Y-%m-%d %H:%M}")
        if shown == self._shown or self._waits:
            return
        if monotonic() < self._free:  # a large room takes long to measure: a burst of entries is measured once
            self._waits = True
            self.set_timer(self._free - monotonic(), self._show_later)
            return
        self._show_timed(shown, now)

    def _show_later(self) -> None:
        self._waits = False
        self.show_state(self._host.room.clock())

    def _show_timed(self, shown: tuple[int, str], now: datetime) -> None:
        self._shown = shown
        began = monotonic()
        self._show(now)
        self._free = monotonic() + REST * (monotonic() - began)

    @override
    def moved(self, now: datetime) -> None:
        """A minute has gone by: what still grows is measured anew."""
        self.show_state(now)

    def _show(self, now: datetime) -> None:
        room = self._host.room
        state, zone = room.state, room.zone
        labels = room.profile.labels(language_of(state.incident.title))
        made: Lanes = lanes(state, now, labels=labels)

        def make(width: int, ascii: bool) -> list[Line]:
            return drawn(made, zone, width, ascii=ascii)

        self.picture.show_picture(make)
        self._metrics = metrics(state, now)
        items = metric_items(self._metrics)
        recorded = sum(one.value is not None for one in self._all_metrics())
        self.metrics.show_items(items, count=f"{recorded} of {len(items)}")
        self._found = checks(state, now, zone)
        self.checks.show_items(check_items(self._found), count=f"f mends  {len(self._found)}")
        self.say(said(len(self._found), self._metrics.reopened, self._drill(now), now, zone))

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
        count = len(self._found)
        return "INTERNAL Checks", self._found[0].text + (f" (+{count - 1})" if count > 1 else "") if count else NO_CHECK

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
        return next((one for number, one in enumerate(self._found) if check_key(number, one) == key), None)

    def action_summary_fix(self) -> None:
        """Mend what the check under the cursor found."""
        found = self.finding
        if found is None:
            self._host.tell("no check of times is open")
            return
        self.go_to(self.checks)
        self.checks.focus()
        self._host.act(acts.mend(self._host, found))

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
