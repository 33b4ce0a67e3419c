"""What a room shows: header, strip, banner, panes, line and footer, kept true to the state. Gives no commands."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.css.query import NoMatches
from textual.widget import MountError
from textual.widgets import Static
from typing_extensions import override

from screens.application import Application
from screens.asking import Answers
from screens.keys import action_of, bindings
from screens.room.bodies import Make
from screens.room.drilling import Drilling
from screens.room.live import CARD_PAUSE, Live
from screens.room.places import RoomPlaces
from screens.room.private import Private
from screens.widgets.banner import Banner
from screens.widgets.header import Header
from screens.widgets.now_strip import Now, NowStrip
from screens.widgets.too_small import TooSmall
from warroom.clocks import Watch
from warroom.commands import with_keys
from warroom.errors import WarroomError
from warroom.room import Room
from warroom.state.room_state import Applied
from warroom.state.snapshot import conflicts

ELSEWHERE = 20.0
"""Seconds between two looks at the clocks of the other rooms."""
ON_ENTRIES = frozenset(action_of(command) for command in with_keys("feed"))
"""The actions of screen 1: elsewhere their letters mean something else."""


def _conflict_words(waiting: Sequence[str]) -> str:
    """The conflicts that wait for somebody to pick, and how to."""
    how = {"severity": "/sev", "status": "/status", "incident commander": "/role ic"}
    there = "C on its screen"
    said = [f"CONFLICT {one}: pick with {how.get(one.partition(':')[0], there)}" for one in waiting]
    return "   ".join(said)


class RoomView(RoomPlaces):
    """Timeline and discussion on our side, the owner's side beside them; two modes, always shown."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-small"), (60, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("line", "room", "feed")]

    def __init__(self, application: Application, room: Room, make_body: Make) -> None:
        super().__init__(room, make_body)
        self.application = application
        self.desk = application.desk
        self._live = Live(room, lambda text: self.banner.say("read", text))
        self._clocked = Watch()
        self._asked: dict[str, Answers] = {}
        self._private = Private(self.desk, room.room)
        self._drilling = Drilling(self.desk, room)
        self._card_waits = False
        self._early: list[events.Key | events.Paste] = []
        self.header = Header(id="header")
        self.strip = NowStrip(id="now")
        self.banner = Banner(id="banner")
        self._unsubscribe: Callable[[], None] = room.subscribe(self._changed)

    @override
    def compose(self) -> ComposeResult:
        yield self.header
        yield self.strip
        yield self.tabs_line
        with Horizontal(id="panes"), Vertical(id="internal"):
            yield self.timeline
        yield Static(Content(f" {self._card.get('ref') or ''} internal timeline ›"), id="line-to-come")
        yield self.footer

    # -- its life ---------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Show what is known already; everything else follows the first frame."""
        self._show_all()
        self._say_mode(typing=True)
        self.set_interval(1.0, self._tick)
        self.set_interval(ELSEWHERE, self._look_elsewhere)
        self.call_after_refresh(self._draw_first)

    def _draw_first(self) -> None:
        """Draw all of the first frame: Textual would leave out what was written before there was a layout."""
        self.application.once_drawn(self._furnish)
        for part in (self.header, self.strip, self.footer):
            part.refresh()

    async def _furnish(self) -> None:
        """Mount what the first frame leaves out; it has its place already, so that nothing moves."""
        from screens.widgets.entry_line import EntryLine  # it, the editor and the grammar cost a quarter of the start

        self.line = EntryLine(save_draft=self._private.save_draft, clock=self.room.clock, id="line")
        try:
            with self.app.batch_update():  # one frame for all of it, none with a line that has no cursor yet
                await self._mount_rest()
                self._open_line()
        except (MountError, NoMatches):
            if self.app.return_code is None:  # else somebody left before the room was there: nothing is amiss
                raise

    async def _mount_rest(self) -> None:
        await self.query_one("#internal").mount(self.discussion)
        await self.query_one("#panes").mount(self.owner_side)
        await self.mount(self.banner, after=self.strip)
        await self.query_one("#line-to-come").remove()
        await self.mount(self.other, self.line, before=self.footer)
        await self.mount(TooSmall(id="too-small"))

    def _open_line(self) -> None:
        """Hand the keys to the line, those typed before it was there first and in order: nothing of them is lost."""
        if self.message_queue_size:  # keys on their way to this screen must join the early ones
            self.call_later(self._open_line)
            return
        self.furnished = True
        self._look_elsewhere()
        self._go_to("timeline")
        self._show_all()
        self.line.take_focus(self)
        early, self._early = self._early, []
        for event in early:
            self.line.type_early(event)
        self.call_after_refresh(self._redraw_lines)
        self.run_worker(self._live.run(), group="live")  # the whole room, then what others log
        self.run_worker(self._restore(), group="live")

    def on_key(self, event: events.Key) -> None:
        """Keep what is typed before there is a line to type in; no letter is a key then."""
        if not self.furnished:
            self._early.append(event)
            event.stop()
            event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """The same for a paste."""
        if not self.furnished:
            self._early.append(event)
            event.stop()

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No command before the room can be commanded."""
        if self.body is not None and action in ON_ENTRIES:
            return False
        return self.furnished and super().check_action(action, parameters)

    async def _restore(self) -> None:
        try:
            self.line.restore(await self._private.restore())
        except WarroomError as error:
            self.banner.say("drafts", f"half-typed lines are not kept: {error}")

    async def on_unmount(self) -> None:
        """Leave the room: stop following, keep the card and what is half typed, let go of the files."""
        self._unsubscribe()
        self._live.stop()
        await asyncio.to_thread(self._drilling.leave)
        try:
            if self.furnished:
                await self.line.flush()
            await self._private.close()
            await self.room.close()
        except WarroomError as error:
            self.app.notify(str(error), severity="error", markup=False)

    async def whole(self) -> None:
        """Return when the whole room is read: what a command replaces must be known."""
        await self._live.whole.wait()

    # -- showing ----------------------------------------------------------------------------------------

    def _changed(self, applied: Applied) -> None:
        """Show what was folded; a plain entry costs nothing per entry of the room."""
        if not self.is_mounted:
            return
        if applied.rebuilt:
            self._show_all()
        else:
            state = self.room.state
            self._clocked.note(state, applied.added)
            owners = self.sight.note(applied.added)
            self._show_feeds()
            if owners:
                self._show_owner_side()
            if any(event.kind not in ("timeline.log", "discussion.say") for event in applied.added):
                self._card = self.room.card()
            self._show_facts()
        if not self._card_waits and self.room.loaded:
            self._card_waits = True
            self.set_timer(CARD_PAUSE, self._keep_card)

    def _keep_card(self) -> None:
        self._card_waits = False
        self.run_worker(self._live.keep_card(), group="card")

    def _show_all(self) -> None:
        state = self.room.state
        self._card = self.room.card()
        self._clocked.look(state)
        self.sight.look()
        for pane in (self.timeline, self.discussion):
            pane.set_zone(self.zone)
        self._show_feeds()
        self._show_owner_side()
        self._show_facts()

    def _show_feeds(self) -> None:
        state = self.room.state
        for pane in (self.timeline, self.discussion):
            pane.set_listeners(self.sight.stayed)
        self.timeline.show_feed(state.timeline)
        if self.furnished:
            self.discussion.show_feed(state.discussion)

    def _show_facts(self) -> None:
        """The header, the strip, the banner and what the line is read against."""
        state = self.room.state
        self._tick()
        if not self.furnished:
            return
        self._drilling.note()
        self.banner.say("drill", self._drilling.words(self.room.clock()))
        self.banner.say("conflict", _conflict_words(conflicts(state)))
        health = self.room.health
        self.banner.say("readonly", f"READ-ONLY: {health.readonly}" if health.readonly else "")
        self.banner.say("notices", " ".join(health.notices))
        unread = sum(state.unread.values())
        newer = f"{unread} entries need a newer version of warroom; they are kept as they are" if unread else ""
        self.banner.say("newer", newer)
        self._show_line_words()
        self._show_other()
        if self.body is not None:
            self.body.show_state(self.room.clock())

    def _tick(self) -> None:
        """What moves with the clock."""
        now, card = self.room.clock(), self._card
        strip = Now(
            impact=str(card.get("impact") or ""),
            doing=self._clocked.doing(now),
            next_due=self._clocked.next_due(now),
            commander=str(card.get("commander") or ""),
            liaison=str(card.get("liaison") or ""),
            told=self.sight.told,
        )
        if self.sight.moves(now) and self.furnished:
            self.sight.show_owed(self.owner_side, now)
            self._show_other()
            if self.body is not None:
                self.body.moved(now)
        if self.furnished and (drilled := self._drilling.words(now)):
            self.banner.say("drill", drilled)
        if self.sight.rings(now):
            self.application.call_out()
        self.header.show(card, now, self.sight.seen(now, card))
        self.strip.show(strip, now, self.zone)
        if self.body is not None:
            self.body.tick(now)

    def _look_elsewhere(self) -> None:
        if self.is_current and self.furnished:
            self.run_worker(self._take_elsewhere(), group="elsewhere", exclusive=True)

    async def _take_elsewhere(self) -> None:
        from screens.due import read_elsewhere  # not needed by the first frame

        with contextlib.suppress(WarroomError):  # the other rooms can't be read: this one goes on
            self.sight.elsewhere = await read_elsewhere(self.desk, self.room.room)

    def on_resize(self) -> None:
        """Draw the lines that are cut to the width anew."""
        if self.furnished:
            self.call_after_refresh(self._redraw_lines)

    def _redraw_lines(self) -> None:
        self.owner_side.forget()
        self._show_owner_side()
        self._tick()
        self._show_line_words()
        self._show_other()
        self._show_tabs()
