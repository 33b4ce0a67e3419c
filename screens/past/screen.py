"""The whole room as it was at a moment, read only; the frame says so, and keys go through time."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static
from typing_extensions import override

from screens.asking import Answers, Ask, Option
from screens.desk import Desk
from screens.keys import bindings
from screens.room.acting import Stage
from screens.room.places import RoomPlaces
from screens.widgets.header import Header
from screens.widgets.now_strip import Now, NowStrip
from screens.widgets.too_small import TooSmall
from screens.widgets.wrap import fit
from warroom import room_clocks
from warroom.as_of import By
from warroom.clock import from_stamp, offset_label, to_stamp
from warroom.commands import Place
from warroom.errors import WarroomError
from warroom.past import REFUSED, Past
from warroom.room import Room
from warroom.state.room_state import RoomState
from warroom.text import safe
from warroom.times import length_words

if TYPE_CHECKING:
    from screens.widgets.panels import Item, Layout, Panels

BY: Final = {
    "recorded": "AS KNOWN THEN (what had been recorded)",
    "occurred": "AS IT HAPPENED (what had happened, as known today)",
}
SHORT: Final = {"recorded": "AS KNOWN THEN", "occurred": "AS IT HAPPENED"}
AT_ONCE: Final = 1500
"""Events up to which a moment of the room is made at once, in some 50 milliseconds."""
ROOM_OF_IT: Final = 100
"""Cells from which on the frame has its long words."""


class PastLine(Static):
    """Stands where the entry line is in the room of now: says what a key did, and takes no letters."""

    DEFAULT_CSS = "PastLine { height: 1; width: 1fr; text-wrap: nowrap; text-style: bold; }"
    text = ""

    def tell(self, words: str) -> None:
        """Say a passing word."""
        width = self.size.width or self.app.size.width
        self.update(Content(fit(f" {safe(words)}".replace("\n", " "), width)), layout=False)


class PastScreen(RoomPlaces):
    """The screens of a room as it was. Nothing typed here reaches the room."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-small"), (60, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(one.key, one.action, one.description, id=one.id, show=False, priority=True)
        for one in bindings("past")  # before those of the panes: here they mean time
    ]
    DEFAULT_CSS = """
    PastScreen > .frame { height: 1; width: 1fr; text-wrap: nowrap; text-style: bold reverse; color: $text-warning; }
    """

    def __init__(self, desk: Desk, past: Past, words: str = "") -> None:
        """``words`` are said when it is shown first."""
        super().__init__(past.room, self._make_body)
        self._words = words
        self.desk = desk
        self.past = past
        self.sight.works = lambda _: True  # whatever was being sent then was: nobody has left it since
        self.header = Header(id="header")
        self.strip = NowStrip(id="now")
        self.line = PastLine(id="line")  # type: ignore[assignment]  # no letters are taken here
        self._top = Static(classes="frame", markup=False)
        self._foot = Static(classes="frame", markup=False)
        self._asked: dict[str, Answers] = {}
        self._moving = False
        self._next: tuple[Callable[[], bool], str] | None = None

    @override
    def compose(self) -> ComposeResult:
        yield self._top
        yield self.header
        yield self.strip
        yield self.tabs_line
        with Horizontal(id="panes"):
            with Vertical(id="internal"):
                yield self.timeline
                yield self.discussion
            yield self.owner_side
        yield self.other
        yield self.line
        yield self._foot
        yield self.footer
        yield TooSmall(id="too-small")

    def on_mount(self) -> None:
        """Show the room as it was."""
        self.furnished = True
        self._go_to("timeline")
        self._say_mode(typing=False)
        self.show_moment()
        self.timeline.focus()
        self.call_after_refresh(self.show_moment)
        if self._words:
            self.call_after_refresh(self.line.tell, self._words)

    def on_resize(self) -> None:
        """Draw what is cut to the width anew."""
        self.call_after_refresh(self.show_moment)

    @property
    @override
    def PLACES(self) -> tuple[Place, ...]:
        return ("anywhere", "past", "list")

    @override
    def _say_mode(self, *, typing: bool) -> None:
        self.footer.places = ("past",)
        self.footer.mode = "PAST"

    @override
    def _show_line_words(self) -> None:
        """There is no entry line."""

    # -- showing ---------------------------------------------------------------------------

    def show_moment(self) -> None:
        """Show the state of the moment, everywhere."""
        now, state = self.past.moment, self.room.state
        self._card = self.room.card()
        self.sight.look()
        due = self.sight.due(now)
        self.timeline.set_zone(self.zone)
        self.discussion.set_zone(self.zone)
        for pane in (self.timeline, self.discussion):
            pane.set_listeners(self.sight.stayed)
        self.timeline.show_feed(state.timeline, fresh=True)
        self.discussion.show_feed(state.discussion, fresh=True)
        self.sight.moves(now)
        self._show_owner_side()
        self.header.show(self._card, now, self.sight.seen(now, self._card))
        self.strip.show(
            Now(
                impact=str(self._card.get("impact") or ""),
                doing=room_clocks.doing(state, due),
                next_due=room_clocks.next_up(due, now),
                commander=str(self._card.get("commander") or ""),
                liaison=str(self._card.get("liaison") or ""),
                told=self.sight.told,
            ),
            now,
            self.zone,
        )
        self._show_other()
        self._show_tabs()
        if self.body is not None:
            self.body.show_state(now)
        self._show_frame()

    def _show_frame(self) -> None:
        width = self.size.width or self.app.size.width
        local = self.past.moment.astimezone(self.zone)
        been, of = self.past.place
        words = (BY if width >= ROOM_OF_IT else SHORT)[self.past.by]
        ago = length_words(self.past.present - self.past.moment)
        year = "" if local.year == self.past.present.astimezone(self.zone).year else f" {local:%Y}"
        when = f"{local:%d %b}{year} {local:%H:%M:%S} {offset_label(local)}"
        top = f" PAST  {words}  {when}, {ago} ago" if ago != "now" else f" PAST  {words}  {when}, just now"
        self._top.update(Content(fit(top, width)), layout=False)
        foot = f" READ ONLY  record {been:,} of {of:,}   esc goes back to now"
        self._foot.update(Content(fit(foot, width)), layout=False)

    def _make_body(self, name: str) -> "Panels":
        if name == "causes":
            from screens.causes.body import CausesBody

            return CausesBody(self)
        if name == "update":
            from screens.past.updates import PastUpdates

            return PastUpdates(self)
        if name == "summary":
            from screens.summary.body import SummaryBody

            return SummaryBody(self)
        if name == "owner":
            from screens.owner.body import OwnerBody

            return OwnerBody(self, self.sight)
        from screens.team.body import TeamBody

        return TeamBody(self)

    # -- what the panes need of their frame (hosting.Host) ---------------------------------------------

    def tell(self, text: str) -> None:
        """Say a passing word."""
        self.line.tell(text)

    def act(self, work: Coroutine[Any, Any, None]) -> None:
        """Refuse: nothing is done to the past."""
        work.close()
        self.tell(REFUSED)

    def read(self, title: str, body: str) -> None:
        """Show a page."""
        from screens.dialogs.page import Page

        self.app.push_screen(Page(title, body))

    async def ask(self, key: str, title: str, asks: Sequence[Ask], note: str = "") -> Answers | None:
        """Ask with a form."""
        from screens.dialogs.form import Form

        return await self.app.push_screen_wait(Form(title, asks, note=note, kept=self._asked.setdefault(key, {})))

    async def choose(self, question: str, options: list[Option], note: str = "") -> str | None:
        """Nothing is chosen in the past."""
        self.tell(REFUSED)
        return None

    async def pick(
        self, title: str, items: "Sequence[Item]", layout: "Layout", *, several: bool = False, at_end: bool = False
    ) -> list[str]:
        """Nothing is picked in the past."""
        self.tell(REFUSED)
        return []

    async def sheet(self, title: str, body: str, options: Sequence[Option]) -> str | None:
        """A text can be read; what could be done about it can't."""
        self.read(title, body)
        return None

    async def word(self, title: str, body: str, ask: Ask) -> str | None:
        """The same."""
        self.read(title, body)
        return None

    # -- the keys' actions ---------------------------------------------

    def action_past_now(self) -> None:
        """Back to the room of now; a search or filter ends first."""
        self.dismiss(None)

    def _go_through(self, move: Callable[[], bool], else_say: str) -> None:
        """Do a move through time: at once, or of a large room beside the screen, which stays live meanwhile."""
        if self.past.size <= AT_ONCE:
            self._moved(move(), else_say)
        elif self._moving:
            self._next = (move, else_say)  # of keys that are held down the last one counts
        else:
            self._moving = True
            self.run_worker(self._go_beside(move, else_say), group="moving")

    async def _go_beside(self, move: Callable[[], bool], else_say: str) -> None:
        self.tell("going there ...")
        try:
            moved = await asyncio.to_thread(move)
        finally:
            self._moving = False
        if not self.is_attached:
            return
        self._moved(moved, else_say)
        if self._next is not None:
            following, self._next = self._next, None
            self._go_through(*following)

    def _moved(self, moved: bool, else_say: str) -> None:
        self.tell("" if moved else else_say)
        if moved:
            self.show_moment()
            self.timeline.move_to(-1)
            self.discussion.move_to(-1)

    def action_past_later(self) -> None:
        """The next record."""
        self._go_through(lambda: self.past.step(1), "nothing was recorded after this; esc goes back to now")

    def action_past_earlier(self) -> None:
        """The record before."""
        self._go_through(lambda: self.past.step(-1), "this is where the room begins")

    def _by(self, span: timedelta) -> None:
        ends = ("this is where the room begins", "this is when you began to look back")
        self._go_through(lambda: self.past.go(self.past.moment + span), ends[span > timedelta()])

    def action_past_minute_later(self) -> None:
        """A minute on."""
        self._by(timedelta(minutes=1))

    def action_past_minute_earlier(self) -> None:
        """A minute back."""
        self._by(timedelta(minutes=-1))

    def action_past_hour_later(self) -> None:
        """An hour on."""
        self._by(timedelta(hours=1))

    def action_past_hour_earlier(self) -> None:
        """An hour back."""
        self._by(timedelta(hours=-1))

    def action_past_by(self) -> None:
        """What was known then, or what had happened."""
        self._go_through(self.past.turn, "")

    def action_past_go(self) -> None:
        """Ask for a time."""
        self._after("Go to a time", self._go_to_moment)

    async def _go_to_moment(self, moment: datetime) -> None:
        self._go_through(lambda: self.past.go(moment), "that is where it stands")

    def action_past_compare(self) -> None:
        """Ask for another moment and show what changed between the two."""
        self._after("Compare with another moment", self._compare)

    async def _compare(self, moment: datetime) -> None:
        from warroom import comparing

        past, zone = self.past, self.zone
        earlier, later = sorted((past.moment, min(moment, past.present)))

        def compared() -> str:
            found = comparing.differences(past.state_at(earlier), past.state_at(later))
            return comparing.page(found, earlier, later, zone)

        page = compared() if past.size <= AT_ONCE else await asyncio.to_thread(compared)
        self.read(f"INTERNAL  What changed, {SHORT[past.by].lower()}", page)

    def _after(self, title: str, then: Callable[[datetime], Coroutine[Any, Any, None]]) -> None:
        self.run_worker(self._asked_moment(title, then), group="asking")

    async def _asked_moment(self, title: str, then: Callable[[datetime], Coroutine[Any, Any, None]]) -> None:
        moment = await ask_moment(self, self.past.room, title, self.past.present)
        if moment is not None:
            await then(moment)

    async def action_past_timeline(self) -> None:
        """The timeline as it was."""
        await self.action_room_timeline()

    async def action_past_causes(self) -> None:
        """The causes as they were."""
        await self.show_screen("causes")

    async def action_past_team(self) -> None:
        """The team as it was."""
        await self.show_screen("team")

    async def action_past_owner(self) -> None:
        """The owner's side as it was."""
        await self.show_screen("owner")

    async def action_past_update(self) -> None:
        """What had been told, and the drafts."""
        await self.show_screen("update")

    async def action_past_summary(self) -> None:
        """The metrics as they were."""
        await self.show_screen("summary")

    def action_past_next_pane(self) -> None:
        """The next pane."""
        self.action_room_next_pane(1)

    def action_past_previous_pane(self) -> None:
        """The previous pane."""
        self.action_room_next_pane(-1)


async def ask_moment(stage: Stage, room: Room, title: str, now: datetime) -> datetime | None:
    """Ask for a time in the room's zone, read against ``now``; None for esc."""
    from warroom.times import PAST_FORMS, read_time

    def read(text: str) -> datetime:
        if text.strip() == "now":
            return now
        return read_time(text, now=now, zone=room.zone, bare_digits=True).at

    answers = await stage.ask("moment", title, [Ask("time", "Time", hint=f"{PAST_FORMS}, now", check=read)])
    return read(answers["time"]) if answers is not None else None


class Present(Stage, Protocol):
    """The frame of the room of now."""

    desk: Desk

    @property
    def app(self) -> App[Any]:
        """The application."""
        ...


async def look_back(stage: Present, moment: datetime | None = None) -> None:
    """Show the room as of a time, asked for if there is none, until the person comes back. Raises ``WarroomError``."""
    room = stage.room
    if moment is None:
        moment = await ask_moment(stage, room, "Show the room as of which time?", room.clock())
    if moment is None:
        return
    events = room.state.events
    first = from_stamp(min((one.recorded_at for one in events), default=to_stamp(moment)))
    words = ""
    if moment < first:  # what was imported happened before it was recorded
        words = f"nothing was recorded before {_day(first, room)}"
        if not _had_happened(room.state, moment):
            raise WarroomError(f"{words}; name a later time")
        words += ": shown as it happened"
    by: By = "occurred" if words else "recorded"
    here = min(moment, room.clock())
    past = (
        Past(room, here, by)
        if len(events) <= AT_ONCE
        else await asyncio.to_thread(lambda: Past(room, here, by, events=events))
    )
    await stage.app.push_screen_wait(PastScreen(stage.desk, past, words))


def _had_happened(state: RoomState, moment: datetime) -> bool:
    """Whether something that the room holds had happened by then, whenever it was recorded."""
    stamp = to_stamp(moment)
    return any(entry.at <= stamp for feed in (state.timeline, state.discussion) for entry in feed if not entry.erased)


def _day(moment: datetime, room: Room) -> str:
    local = moment.astimezone(room.zone)
    return f"{local:%d %b %H:%M:%S}" if local.year == room.clock().year else f"{local:%Y-%m-%d %H:%M:%S}"
