"""What a room shows: header, strip, banner, panes, line and footer, kept true to the state. Gives no commands."""

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.widget import MountError
from textual.widgets import Static
from typing_extensions import override

from screens.asking import Answers
from screens.desk import Desk
from screens.keys import action_of, bindings
from screens.live import CARD_PAUSE, Live
from screens.owner_sight import OwnerSight
from screens.private import Private
from screens.widgets.banner import Banner
from screens.widgets.entry_list import EntryList
from screens.widgets.feed_pane import FeedPane
from screens.widgets.footer import FooterLine
from screens.widgets.header import Header
from screens.widgets.now_strip import Now, NowStrip
from screens.widgets.other_side import OtherSide, OwnerSide
from screens.widgets.tab_line import TabLine
from screens.widgets.too_small import TooSmall
from warroom import clock
from warroom.clocks import Watch
from warroom.commands import Place, with_keys
from warroom.errors import WarroomError
from warroom.room import Room
from warroom.state.room_state import Applied
from warroom.state.snapshot import conflicts

if TYPE_CHECKING:
    from screens.widgets.entry_line import EntryLine
    from screens.widgets.panels import Panels
    from warroom.doing import Pane
    from warroom.profiles import Profile

EMPTY_TIMELINE = "Nothing on the timeline yet. Type what happened and press enter."
EMPTY_DISCUSSION = "Nothing said yet. /say TEXT says it from anywhere; in key mode tab comes here, i types here."
ELSEWHERE = 20.0
"""Seconds between two looks at the clocks of the other rooms."""
PANES = ("timeline", "discussion", "owner")
NAMED = 200
"""Entries of each feed, the newest, that tab offers to ``/edit`` and the like."""
ON_ENTRIES = frozenset(action_of(command) for command in with_keys("feed"))
"""The actions of screen 1: elsewhere their letters mean something else."""


def _conflict_words(waiting: Sequence[str]) -> str:
    """The conflicts that wait for somebody to pick, and how to."""
    how = {"severity": "/sev", "status": "/status", "incident commander": "/role ic"}
    there = "C on its screen"
    said = [f"CONFLICT {one}: pick with {how.get(one.partition(':')[0], there)}" for one in waiting]
    return "   ".join(said)


OnceDrawn = Callable[[Callable[[], Awaitable[None]]], None]


class RoomView(Screen[None]):
    """Timeline and discussion on our side, the owner's side beside them; two modes, always shown."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-small"), (60, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("line", "room", "feed")]

    def __init__(self, desk: Desk, room: Room, once_drawn: OnceDrawn) -> None:
        """``once_drawn`` calls what it is given when the next frame is on the glass."""
        super().__init__()
        self.desk = desk
        self.once_drawn = once_drawn
        self.room = room
        self._live = Live(room, lambda text: self.banner.say("read", text))
        self._clocked = Watch()
        self._card: dict[str, object] = room.card()
        self._at: str = "timeline"
        self._body: Panels | None = None
        self._bodies: dict[str, Panels] = {}
        self._asked: dict[str, Answers] = {}
        self._private = Private(desk, room.room)
        self._card_waits = False
        self.line: EntryLine
        """Made with the rest of the furniture."""
        self.furnished = False
        """Whether everything is there that the first frame leaves out."""
        self._early: list[events.Key | events.Paste] = []
        self.header = Header(id="header")
        self.strip = NowStrip(id="now")
        self.banner = Banner(id="banner")
        self.tabs_line = TabLine(id="tabs")
        self.timeline = FeedPane("INTERNAL", "Timeline", self.zone, empty=EMPTY_TIMELINE, id="timeline")
        self.discussion = FeedPane("INTERNAL", "Discussion", self.zone, empty=EMPTY_DISCUSSION, id="discussion")
        self.owner_side = OwnerSide("owner-side")
        self.sight = OwnerSight(room)
        self.other = OtherSide(id="other")
        self.footer = FooterLine(id="footer")
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

    @property
    def zone(self) -> ZoneInfo:
        """The room's zone; the cached card knows it before the room is read."""
        return clock.zone(str(self._card.get("zone") or "UTC"))

    # -- its life -------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Show what is known already; everything else follows the first frame."""
        self._show_all()
        self._say_mode(typing=True)
        self.set_interval(1.0, self._tick)
        self.set_interval(ELSEWHERE, self._look_elsewhere)
        self.call_after_refresh(self._draw_first)

    def _draw_first(self) -> None:
        """Draw all of the first frame: Textual would leave out what was written before there was a layout."""
        self.once_drawn(self._furnish)
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
        if self._body is not None and action in ON_ENTRIES:
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

    # -- showing --------------------------------------------------------------------------------

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

    def _show_owner_side(self) -> None:
        if self.furnished:
            self._show_tabs()
            self.sight.show(self.owner_side, self.room.clock())

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
        self.banner.say("conflict", _conflict_words(conflicts(state)))
        health = self.room.health
        self.banner.say("readonly", f"READ-ONLY: {health.readonly}" if health.readonly else "")
        self.banner.say("notices", " ".join(health.notices))
        unread = sum(state.unread.values())
        newer = f"{unread} entries need a newer version of warroom; they are kept as they are" if unread else ""
        self.banner.say("newer", newer)
        self._show_line_words()
        self._show_other()
        if self._body is not None:
            self._body.show_state(self.room.clock())

    def _show_line_words(self) -> None:
        from screens.widgets.line_words import LineWords

        ref = str(self._card.get("ref") or "")
        people = self.room.state.people
        self.line.set_context(
            LineWords(ref, self.target, self.zone, self.room.me, people, refs=self._refs, profile=self._profile)
        )

    def _refs(self) -> list[tuple[str, str]]:
        """The newest entries by their letters, for tab and for what the line says of ``/edit``."""
        state, zone = self.room.state, self.zone
        both = [one for feed in (state.timeline, state.discussion) for one in feed.order[-NAMED:] if not one.erased]
        both.sort(key=lambda one: one.event.recorded_at, reverse=True)
        return [
            (one.ref, f"{one.author} {clock.from_stamp(one.at).astimezone(zone):%H:%M}  {one.text[:60]}")
            for one in both
        ]

    def _profile(self) -> "Profile":
        return self.room.profile

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
            if self._body is not None:
                self._body.moved(now)
        if self.sight.rings(now):
            self.app.call_out()  # type: ignore[attr-defined]
        self.header.show(card, now, self.sight.seen(now, card))
        self.strip.show(strip, now, self.zone)
        if self._body is not None:
            self._body.tick(now)

    def _look_elsewhere(self) -> None:
        if self.is_current and self.furnished:
            self.run_worker(self._take_elsewhere(), group="elsewhere", exclusive=True)

    async def _take_elsewhere(self) -> None:
        from screens.due import read_elsewhere  # not needed by the first frame

        with contextlib.suppress(WarroomError):  # the other rooms can't be read: this one goes on
            self.sight.elsewhere = await read_elsewhere(self.desk, self.room.room)

    def _show_other(self) -> None:
        if self._body is not None:
            self.other.show(*self._body.beside())
        elif self._at != "owner":
            self.other.show(*self.sight.line(self.room.clock()))
        else:
            standing = (one.text for one in reversed(self.room.state.timeline.order) if not one.erased)
            self.other.show("INTERNAL Timeline", next(standing, "nothing yet"))

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

    def _show_tabs(self) -> None:
        body = self._body
        calling = "Owner" if self.sight.calling else ""
        self.tabs_line.show(body.SCREEN if body else "Timeline", body.pane_name if body else self._at, calling)

    # -- screens ----------------------------------------------------------------------------------

    @property
    def PLACES(self) -> tuple[Place, ...]:
        """Where the keys that work here stand in the table."""
        return ("anywhere", "line", "typing", self.body_place, "room", "list")

    @property
    def body_place(self) -> Place:
        """Where the keys of the screen in sight stand in the table."""
        return self._body.PLACE if self._body is not None else "feed"

    def make_body(self, name: str) -> "Panels":
        """The screen of that name; asked for once, when it is first wanted."""
        raise NotImplementedError

    async def show_screen(self, name: str) -> None:
        """Show a screen of the room (``timeline``, ``causes``, ``team``); the entry line stays as it is."""
        typing = self.typing
        if name != "timeline" and name not in self._bodies:
            self._bodies[name] = self.make_body(name)
            await self.mount(self._bodies[name], after="#panes")
        self._body = self._bodies.get(name)
        self.set_class(self._body is not None, "-elsewhere")
        for one in self._bodies.values():
            one.set_class(one is self._body, "-present")
        if self._body is not None:
            self._body.show_state(self.room.clock())
        if not typing:
            self.current_list.focus()
        self._show_other()
        self._show_tabs()
        self._say_mode(typing=typing)

    async def action_room_causes(self) -> None:
        """Go to the causes, in the mode that is on."""
        await self.show_screen("causes")

    async def action_room_team(self) -> None:
        """Go to the team, in the mode that is on."""
        await self.show_screen("team")

    async def action_room_owner(self) -> None:
        """Go to the owner's side, in the mode that is on."""
        await self.show_screen("owner")

    def action_owner_next(self, by: int = 1) -> None:
        """Show the next owner."""
        name = self.sight.switch(by)
        self._show_owner_side()
        if self._body is not None:
            self._body.show_state(self.room.clock())
        self._show_other()
        self.line.tell(f"this is {name} now" if name else "no owner is named in this room: P on screen 5 attaches one")

    def action_owner_previous(self) -> None:
        """Show the owner before."""
        self.action_owner_next(-1)

    action_room_owner_key = action_room_owner
    action_room_causes_key = action_room_causes
    action_room_team_key = action_room_team

    # -- panes and modes ------------------------------------------------------------------------

    @property
    def pane(self) -> FeedPane:
        """The pane that keys about entries act on."""
        return self.discussion if self._at == "discussion" else self.timeline

    def pane_of(self, name: "Pane") -> FeedPane:
        """The pane that shows a feed."""
        return self.discussion if name == "discussion" else self.timeline

    def to_entries(self) -> None:
        """From the owner's side to the timeline: what is done with entries must be in sight."""
        if self._at == "owner":
            self._go_to("timeline")

    @property
    def target(self) -> "Pane":
        """Where an entry goes: the pane in the prompt, never an owner's."""
        return "discussion" if self._at == "discussion" else "timeline"

    def _go_to(self, pane: str) -> None:
        """Make a pane the present one; where panes are tabs it is the one that is shown."""
        self._at = pane
        for name in PANES:
            self.set_class(name == pane, f"-at-{name}")
        self._show_line_words()
        self._show_other()
        self._show_tabs()

    @property
    def current_list(self) -> EntryList[Any]:
        """The list that letters act on in key mode."""
        if self._body is not None:
            return self._body.current_list
        return self.owner_side.thread if self._at == "owner" else self.pane

    @property
    def typing(self) -> bool:
        """Whether the entry line takes the letters."""
        focused = self.focused
        return focused is not None and self.line in focused.ancestors_with_self

    def on_descendant_focus(self) -> None:
        """Say which mode it is now; a pane that was clicked is the present one."""
        focused = self.focused
        if focused is not None and focused.id in PANES and focused.id != self._at:
            self._go_to(focused.id)
        elif self._body is not None:
            self._show_tabs()
        self._say_mode(typing=self.typing)

    def on_descendant_blur(self) -> None:
        """The mode is where the focus really is, also when nothing has it."""
        if self.furnished:
            self._say_mode(typing=self.typing)

    def _say_mode(self, *, typing: bool) -> None:
        self.footer.places = ("anywhere", "line", "typing") if typing else ("anywhere", self.body_place, "room")
        self.footer.mode = "typing" if typing else "KEYS"

    def on_entry_line_keys_wanted(self) -> None:
        """Letters are to be keys."""
        self.current_list.focus()

    def action_room_keys(self) -> None:
        """Esc: from the line to keys; with keys it ends the search, then the filter."""
        if self.typing:
            self.current_list.focus()
        elif self._body is not None or not self.pane.clear():
            self.line.tell("letters are keys now; i goes back to typing")

    def action_room_line(self) -> None:
        """Go back to the entry line."""
        if self._at == "owner" and self._body is None:
            self._go_to("timeline")
        self.line.focus()

    def action_room_command(self) -> None:
        """Begin a / command."""
        self.action_begin("/")

    def action_begin(self, text: str) -> None:
        """Put the beginning of a command into the entry line."""
        if self.line.text:
            self.line.tell("the line has text: enter or ctrl+u first")
            self.line.focus()
        else:
            self.line.prefill(text)

    def prefill(self, text: str) -> None:
        """Put a text to be changed into the entry line."""
        self.line.prefill(text)

    async def action_room_timeline(self) -> None:
        """Go to the timeline, in the mode that is on."""
        self._go_to("timeline")
        await self.show_screen("timeline")

    action_room_timeline_key = action_room_timeline

    def action_room_next_pane(self, by: int = 1) -> None:
        """Go to the next pane."""
        if self._body is not None:
            self._body.next_pane(by)
            return
        self._go_to(PANES[(PANES.index(self._at) + by) % len(PANES)])
        self.current_list.focus()

    def action_room_previous_pane(self) -> None:
        """Go to the previous pane."""
        self.action_room_next_pane(-1)
