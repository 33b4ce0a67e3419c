"""What a room shows: header, strip, banner, panes, line and footer, kept true to the state. Gives no commands."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

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
from screens.outbox.rows import banner_words, sending_words
from screens.owner.rows import span_words
from screens.room.bodies import Make
from screens.room.drilling import Drilling
from screens.room.live import CARD_PAUSE, Live
from screens.room.places import RoomPlaces
from screens.room.private import Private
from screens.widgets.banner import Banner
from screens.widgets.header import SOLO, Header, company_words
from screens.widgets.now_strip import Now, NowStrip
from screens.widgets.too_small import TooSmall
from screens.widgets.wrap import fit
from warroom import room_clocks
from warroom.commands import with_keys
from warroom.errors import WarroomError
from warroom.room import Room
from warroom.state.conflicts import conflicts
from warroom.state.duty import notices
from warroom.state.record import called
from warroom.state.room_state import Applied
from warroom.state.task_clock import CallOut

ELSEWHERE = 20.0
"""Seconds between two looks at the clocks of the other rooms."""
AROUND = 5.0
"""Seconds between two looks at who else has the room open: a handful of locks is tried, in the writer thread."""
ON_ENTRIES = frozenset(action_of(command) for command in with_keys("feed"))
"""The actions of screen 1: elsewhere their letters mean something else."""


def _conflict_words(waiting: Sequence[str]) -> str:
    """The conflicts that wait for somebody to pick, and what picks: a key of every screen and both modes."""
    return f"CONFLICT, alt+c or /pick picks: {'; '.join(waiting)}" if waiting else ""


def _time_words(called_out: Sequence[CallOut], now: datetime) -> str:
    """The task whose time has been up for longest, for how long, and how that is acknowledged."""
    if not called_out:
        return ""
    first, more = called_out[0], len(called_out) - 1
    over = first.over(now)
    since = f" for {span_words(over)}" if over >= timedelta(minutes=1) else ""
    who = fit(first.task.now.assignee or "nobody", 10).rstrip()
    also = f" (+{more})" if more else ""
    return f"TIME IS UP{since}{also}: {fit(called(first.task), 30).rstrip()} ({who}), A on screen 3"


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
        self._asked: dict[str, Answers] = {}
        self._private = Private(self.desk, room.room)
        self._drilling = Drilling(self.desk, room)
        self.post = application.post(room.room)
        self.post.attached += 1
        self.sight.works = self.post.works
        self._card_waits = False
        self._company = SOLO
        self.behind = False
        """Whether what is said of owners is older than the state: it waits for the next frame."""
        self._held = contextlib.ExitStack()
        """Keys, until there is a line to type in."""
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
        self._held.enter_context(self.application.keys.hold(self))
        self._show_all()
        self._say_mode(typing=True)
        self.set_interval(1.0, self._second)
        self.set_interval(ELSEWHERE, self._look_elsewhere)
        self.set_interval(AROUND, self._look_around)
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
        self.furnished = True
        self._look_elsewhere()
        self._go_to("timeline")
        self._show_all()
        self.line.take_focus(self)
        self.call_after_refresh(self._redraw_lines)
        self.run_worker(self._restore(), group="live")  # first: a key that is typed keeps what it types in its place
        self.run_worker(self._live.run(), group="live")  # the whole room, then what others log
        self.run_worker(self._recover(), group="live")

    async def _recover(self) -> None:
        """Say what a process that is gone left in the outbox; nothing is sent by it."""
        await self.whole()
        try:
            await self._take_post()
            await self.post.recover(self.room.state.deliveries)
        except WarroomError as error:
            self.banner.say("post", f"the outbox can't be looked at: {error}")

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No command before the room can be commanded."""
        if self.body is not None and action in ON_ENTRIES:
            return False
        return self.furnished and super().check_action(action, parameters)

    async def _restore(self) -> None:
        try:
            with self._held:
                draft = await self._private.restore()
                self.line.restore(draft, aside=self.application.keys.waiting)
            await self._take_around()
        except WarroomError as error:
            self.banner.say("drafts", f"half-typed lines are not kept: {error}")

    async def on_unmount(self) -> None:
        """Leave the room: stop following, keep the card and what is half typed, let go of the files."""
        self._held.close()
        self._unsubscribe()
        self._live.stop()
        await self.post.detach(lambda: self.application.drop_post(self.room.room))
        await asyncio.to_thread(self._drilling.leave)
        try:
            if self.furnished:
                await self.line.flush()
                await self._leave_bodies()
            await self._private.close()
            await self.room.close()
        except WarroomError as error:
            self.app.notify(str(error), severity="error", markup=False)

    async def _leave_bodies(self) -> None:
        try:
            await self.bodies.leave()
        except WarroomError as error:  # what was typed is kept privately; the rest of the room is left all the same
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
            owners = self.sight.note(applied.added)
            if self.post.note(applied.added):
                self._look_at_post()
            self._show_feeds()
            if owners:
                self._show_soon()
            else:
                self._show_facts()
            self._show_body(owners)
        if not self._card_waits and self.room.loaded:
            self._card_waits = True
            self.set_timer(CARD_PAUSE, self._keep_card)

    def _show_body(self, owners: bool) -> None:
        """Show the screen in sight as the state is now; what is said of owners comes with the rest of it."""
        if self.body is not None and self.furnished and not (owners and self.body.PLACE == "owner"):
            self.body.show_state(self.room.clock())

    def _show_soon(self) -> None:
        """Show what is said of owners behind the next frame: the key that changed it is answered before."""
        if not self.behind:
            self.behind = True
            self.application.once_drawn(self._catch_up)

    def _catch_up(self) -> None:
        if not self.behind or not self.is_mounted:
            return
        self.behind = False
        self._card = self.room.facts()
        self._show_owner_side()
        self._show_facts()
        if self.body is not None and self.body.PLACE == "owner":
            self.body.show_state(self.room.clock())

    def _keep_card(self) -> None:
        self._card_waits = False
        self.run_worker(self._live.keep_card(), group="card")

    def _show_all(self) -> None:
        self._card = self.room.facts()
        self.sight.look()
        for pane in (self.timeline, self.discussion):
            pane.set_zone(self.zone)
        self._show_feeds()
        self._show_owner_side()
        self._show_facts()
        self._show_body(owners=False)

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

    def _second(self) -> None:
        """Once a second: what waits for a frame that never came is shown with what moves with the clock."""
        self._catch_up()
        self._tick()
        if self.post.holder:
            self._look_at_post()

    def _tick(self) -> None:
        """What moves with the clock."""
        now, card = self.room.clock(), self._card
        due = self.sight.due(now)
        strip = Now(
            impact=str(card.get("impact") or ""),
            doing=room_clocks.doing(self.room.state, due),
            next_due=room_clocks.next_up(due, now),
            commander=str(card.get("commander") or ""),
            liaison=str(card.get("liaison") or ""),
            told=self.sight.told,
            sending=sending_words(self.sight.outbox(now), now),
        )
        if self.sight.moves(now) and self.furnished:
            self.sight.show(self.owner_side, now)
            self._show_other()
            if self.body is not None:
                self.body.moved(now)
        if self.furnished:
            seen = self.sight.outbox(now)
            self.banner.say("outbox", banner_words(seen, self.room.state))
            self.banner.say("trouble", f"NOTHING IS SENT: {self.post.trouble}" if self.post.trouble else "")
        if self.furnished and (drilled := self._drilling.words(now)):
            self.banner.say("drill", drilled)
        if self.sight.rings(now):
            self.application.call_out()
        if self.furnished:
            self.banner.say("time", _time_words(self.sight.time_is_up(now), now))
            self.banner.say("duty", " · ".join(notices(self.room.state.team, self.room.me, now)))
        self.header.show(card, now, self.sight.seen(now, card), self._company)
        self.strip.show(strip, now, self.zone)
        if self.body is not None:
            self.body.tick(now)

    def _look_around(self) -> None:
        if self.furnished:
            self.run_worker(self._take_around(), group="around", exclusive=True)

    async def _take_around(self) -> None:
        with contextlib.suppress(WarroomError):  # a folder that can't be written has no signs of life: nobody is known
            self._company = company_words(await self._private.others(), self.room.me)
        await self._take_post()

    def _look_at_post(self) -> None:
        if self.furnished:
            self.run_worker(self._take_post(), group="post", exclusive=True)

    async def _take_post(self) -> None:
        """Learn who sends, and show what is said of it."""
        if not self.room.loaded:
            return
        before = self._who_sends()
        with contextlib.suppress(WarroomError):  # a folder that can't be written: nothing is sent from there
            await self.post.look(self.room.state.deliveries)
        if self._who_sends() != before and self.is_mounted:
            self.sight.looks += 1
            self._show_owner_side()
            self._show_facts()
            self._show_body(owners=False)

    def _who_sends(self) -> tuple[str, list[str]]:
        """Which process sends, and on what one works."""
        return self.post.holder, [row.key for row in self.room.state.deliveries if self.post.works(row.key)]

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
        self._show_owner_side()
        self._tick()
        self._show_line_words()
        self._show_other()
        self._show_tabs()
