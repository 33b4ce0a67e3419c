"""Where one is in a room: which screen and which pane is in sight, and whether letters are text or keys."""

from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from textual.screen import Screen

from screens.owner.sight import OwnerSight
from screens.room.bodies import Bodies, Make
from screens.widgets.entry_list import EntryList
from screens.widgets.feed_pane import FeedPane
from screens.widgets.footer import FooterLine
from screens.widgets.other_side import OtherSide, OwnerSide
from screens.widgets.tab_line import TabLine
from warroom import clock
from warroom.commands import Place, with_keys
from warroom.entry_words import said_in
from warroom.room import Room

if TYPE_CHECKING:
    from screens.widgets.entry_line import EntryLine
    from screens.widgets.panels import Panels
    from warroom.doing import Pane
    from warroom.profiles import Profile
    from warroom.seen import Look

EMPTY_TIMELINE = "Nothing on the timeline yet. Type what happened and press enter."
EMPTY_DISCUSSION = "Nothing said yet. /say TEXT says it from anywhere; in key mode tab comes here, i types here."
TAKEN: Final = "1 then i goes back to typing"
"""What is said where ``i`` is a key of the screen in sight."""
PANES = ("timeline", "discussion", "owner")
NAMED = 200
"""Entries of each feed, the newest, that tab offers to ``/edit`` and the like."""


class RoomPlaces(Screen[None]):
    """The panes of a room, its other screens and its two modes, and the lines that say which of them is on."""

    def __init__(self, room: Room, make_body: Make) -> None:
        """``make_body`` makes a screen of the room that is wanted for the first time."""
        super().__init__()
        self.room = room
        self.bodies = Bodies(make_body)
        self._card: dict[str, object] = room.card()
        self._at: str = "timeline"
        self.line: EntryLine
        """Made with the rest of the furniture."""
        self.furnished = False
        """Whether everything is there that the first frame leaves out."""
        self.tabs_line = TabLine(id="tabs")
        self.timeline = FeedPane("INTERNAL", "Timeline", self.zone, empty=EMPTY_TIMELINE, id="timeline")
        self.discussion = FeedPane("INTERNAL", "Discussion", self.zone, empty=EMPTY_DISCUSSION, id="discussion")
        self.owner_side = OwnerSide("owner-side")
        self.sight = OwnerSight(room)
        self.other = OtherSide(id="other")
        self.footer = FooterLine(id="footer")

    @property
    def zone(self) -> ZoneInfo:
        """The room's zone; the cached card knows it before the room is read."""
        return clock.zone(str(self._card.get("zone") or "UTC"))

    # -- screens ----------------------------------------------------------------------------------------

    @property
    def body(self) -> "Panels | None":
        """The screen in sight beside the timeline's, or None for the timeline's."""
        return self.bodies.present

    @property
    def PLACES(self) -> tuple[Place, ...]:
        """Where the keys that work here stand in the table."""
        return ("anywhere", "line", "typing", self.body_place, "room", "list")

    @property
    def body_place(self) -> Place:
        """Where the keys of the screen in sight stand in the table."""
        return self.body.PLACE if self.body is not None else "feed"

    async def show_screen(self, name: str) -> None:
        """Show a screen of the room by its name, ``timeline`` or that of a body; the entry line stays as it is."""
        typing, before = self.typing, self.body
        await self.bodies.turn_to(name, lambda body: self.mount(body, after="#panes"))
        self.set_class(self.body is not None, "-elsewhere")
        if before is not None and before is not self.body:
            self.leave_body(before)
        if self.body is not None:
            self.body.show_state(self.room.clock())
        if not typing:
            self._to_list()
        self._show_line_words()
        self._show_other()
        self._show_tabs()
        self._say_mode(typing=typing)

    def leave_body(self, body: "Panels") -> None:
        """Have a screen that is left keep what was done there, beside the event loop's other work."""
        self.run_worker(body.leave(), group="acting")

    async def action_room_causes(self) -> None:
        """Go to the causes, in the mode that is on."""
        await self.show_screen("causes")

    async def action_room_team(self) -> None:
        """Go to the team, in the mode that is on."""
        await self.show_screen("team")

    async def action_room_update(self) -> None:
        """Go to the updates, in the mode that is on."""
        await self.show_screen("update")

    async def action_room_owner(self) -> None:
        """Go to the owner's side, in the mode that is on."""
        await self.show_screen("owner")

    async def action_room_summary(self) -> None:
        """Go to the summary, in the mode that is on."""
        await self.show_screen("summary")

    def action_owner_next(self, by: int = 1) -> None:
        """Show the next owner; on screen 4, the next draft."""
        if self.body is not None and (said := self.body.step(by)):
            self.line.tell(said)
            return
        name = self.sight.switch(by)
        self._show_owner_side()
        if self.body is not None:
            self.body.show_state(self.room.clock())
        self._show_other()
        self.line.tell(f"this is {name} now" if name else "no owner is named in this room: P on screen 5 attaches one")

    def action_owner_previous(self) -> None:
        """Show the owner before."""
        self.action_owner_next(-1)

    action_room_update_key = action_room_update
    action_room_owner_key = action_room_owner
    action_room_causes_key = action_room_causes
    action_room_team_key = action_room_team
    action_room_summary_key = action_room_summary

    # -- panes and modes --------------------------------------------------------------------------------

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
        if self.body is not None:
            return self.body.current_list
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
        elif self.body is not None:
            self._show_tabs()
        self._say_mode(typing=self.typing)

    def on_descendant_blur(self) -> None:
        """The mode is where the focus really is, also when nothing has it."""
        if self.furnished:
            self._say_mode(typing=self.typing)

    def _say_mode(self, *, typing: bool) -> None:
        edited = self.body.mode if self.body is not None else ""
        keys: tuple[Place, ...] = ("anywhere", "line") if edited else ("anywhere", self.body_place, "room")
        self.footer.places = ("anywhere", "line", "typing") if typing else keys
        self.footer.mode = "typing" if typing else edited or "KEYS"

    def on_panels_mode_changed(self) -> None:
        """The screen in sight takes letters as text now, or as keys again."""
        self._say_mode(typing=self.typing)

    def on_entry_line_keys_wanted(self) -> None:
        """Letters are to be keys."""
        self._to_list()

    def _to_list(self) -> None:
        """Have letters be keys from the very next one on: ``focus`` would do it some messages later."""
        self.set_focus(self.current_list)

    def action_room_keys(self) -> None:
        """Esc: from the line to keys; with keys it ends the search, then the filter."""
        if self.typing:
            self._to_list()
        elif not (self.body.current_list.end_search() if self.body is not None else self.pane.clear()):
            back = TAKEN if self._takes_i else "i goes back to typing"
            self.line.tell(f"letters are keys now; {back}")

    def action_room_line(self) -> None:
        """Go back to the entry line."""
        if self._at == "owner" and self.body is None:
            self._go_to("timeline")
        self.line.take_focus(self)

    def action_room_command(self) -> None:
        """Begin a / command."""
        self.action_begin("/")

    def action_begin(self, text: str) -> None:
        """Put the beginning of a command into the entry line."""
        if self.line.text:
            self.line.tell("the line has text: enter or ctrl+u first")
            self.line.take_focus(self)
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
        if self.body is not None:
            self.body.next_pane(by)
            return
        self._go_to(PANES[(PANES.index(self._at) + by) % len(PANES)])
        self._to_list()

    def action_room_previous_pane(self) -> None:
        """Go to the previous pane."""
        self.action_room_next_pane(-1)

    # -- what says where one is -------------------------------------------------------------------------

    def _show_owner_side(self) -> None:
        if self.furnished:
            self._show_tabs()
            self.sight.show(self.owner_side, self.room.clock())

    def _show_line_words(self) -> None:
        from screens.widgets.line_words import BACK, LineWords
        from warroom.day_ends import of_room

        ref = str(self._card.get("ref") or "")
        people = self.room.state.people
        self.line.set_context(
            LineWords(
                ref,
                self.target,
                self.zone,
                self.room.me,
                people,
                refs=self._refs,
                profile=self._profile,
                day_end=of_room(self.room.state),
                back=TAKEN if self._takes_i else BACK,
                look=self._look,
            )
        )

    @property
    def _takes_i(self) -> bool:
        """Whether the screen in sight has its own use for ``i``, which elsewhere goes back to typing."""
        return any("i" in one.keys for one in with_keys(self.body_place))

    def _refs(self) -> list[tuple[str, str]]:
        """The newest entries by their letters, for tab and for what the line says of ``/edit``."""
        state, zone = self.room.state, self.zone
        both = [one for feed in (state.timeline, state.discussion) for one in feed.order[-NAMED:] if not one.erased]
        both.sort(key=lambda one: one.event.recorded_at, reverse=True)
        return [
            (one.ref, f"{one.author} {clock.from_stamp(one.at).astimezone(zone):%H:%M}  {one.text[:60]}")
            for one in both
        ]

    def _look(self) -> "Look | None":
        return self.room.look() if self.room.loaded else None

    def _profile(self) -> "Profile":
        return self.room.profile

    def _show_other(self) -> None:
        if self.body is not None:
            self.other.show(*self.body.beside())
        elif self._at != "owner":
            self.other.show(*self.sight.line(self.room.clock()))
        else:
            order, zone = self.room.state.timeline.order, self.zone
            standing = (said_in(one, zone) for one in reversed(order) if not one.erased)
            self.other.show("INTERNAL Timeline", next(standing, "nothing yet"))

    def _show_tabs(self) -> None:
        body = self.body
        waits = (("Owner", self.sight.calling), ("Update", self.sight.drafts_wait(self.room.clock())))
        calling = [name for name, is_so in waits if is_so]
        self.tabs_line.show(body.SCREEN if body else "Timeline", body.pane_name if body else self._at, calling)
