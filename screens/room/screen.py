"""Screen 1 of a room: every key gives one Room command, or moves what is shown."""

from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual import on
from typing_extensions import override

from screens.application import Application
from screens.asking import Answers, Ask, Option
from screens.room import acting, looking
from screens.room.searching import RoomSearch
from screens.widgets.entry_list import EntryList
from warroom.commands import BY_ID
from warroom.errors import NotSaved, OutcomeUnknown, WarroomError
from warroom.room import Room
from warroom.seen import Look, as_of, look_again
from warroom.state.feed import Entry

if TYPE_CHECKING:
    from screens.widgets.entry_line import EntryLine
    from screens.widgets.panels import Item, Layout, Panels
    from screens.widgets.sending import Line

SLOW = 1.0
"""Seconds of storing after which the banner says so, and who holds the lock."""


class RoomScreen(RoomSearch):
    """The room with its commands; a command is awaited in a worker, never by the event loop."""

    def __init__(self, application: Application, room: Room) -> None:
        super().__init__(application, room, self._make_body)

    # -- storing --------------------------------------------------------------------------------

    def on_entry_line_submitted(self, message: "EntryLine.Submitted") -> None:
        """Store what was typed, in a worker: the keys go on."""
        self.run_worker(self._store(message.line), group="storing")

    async def _store(self, line: "Line") -> None:
        """Do what the line says; it clears when that is on disk, else its text stays and the reason is shown."""
        from screens.room.obeying import obey  # the grammar is not needed by the first frame

        slow = self.set_interval(SLOW, self._say_slow)
        try:
            with as_of(line.look or self.room.look()), self.application.keys.busy(self._takes_keys):
                said = await obey(self, line)
        except WarroomError as error:
            self.line.refused(str(error))
            self._say_failure(error)
        else:
            self._say_failure(None)
            self.line.accepted()
            if said:
                self.tell(said)
        finally:
            slow.stop()
            self.banner.say("slow", "")

    def act(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a command beside the event loop's other work; a refusal is told.

        What it records stems from what is in sight now, however long a dialog of it stays open.
        """
        self.run_worker(self._guarded(work, self._look()), group="acting")

    @override
    def leave_body(self, body: "Panels") -> None:
        self.act(body.leave())

    async def _guarded(self, work: Coroutine[Any, Any, None], look: Look | None) -> None:
        slow = self.set_interval(SLOW, self._say_slow)
        try:
            with self.application.keys.busy(self._takes_keys):
                await self.whole()
                with as_of(look or self.room.look()):
                    await work
        except WarroomError as error:
            self._say_failure(error)
            self.tell(str(error))
        else:
            self._say_failure(None)
        finally:
            slow.stop()
            self.banner.say("slow", "")

    def _takes_keys(self) -> bool:
        """Whether a command that is under way lets keys go on: while it asks they are answers, and storing may last."""
        return self.room.storing > 0 or not self.is_current

    def _say_failure(self, error: WarroomError | None) -> None:
        """Keep on the screen that something is not on disk, until something is."""
        text = ""
        if isinstance(error, OutcomeUnknown):
            text = f"NOT KNOWN WHETHER SAVED, look before you repeat: {error}"
        elif isinstance(error, NotSaved):
            text = f"NOT SAVED: {str(error).removeprefix('Not saved: ')}"
        elif error is not None:
            return  # a refusal of what was typed says nothing about the disk
        self.banner.say("save", text)

    def _say_slow(self) -> None:
        if not self.room.storing:  # somebody fills in a form; the disk has nothing to do with it
            return
        why = " ".join(self.room.health.notices) or "another process may hold the room's lock"
        self.banner.say("slow", f"STORING TAKES LONG: {why}")

    def _on_entry(self, work: Callable[[acting.Stage, Entry], Coroutine[Any, Any, None]]) -> None:
        entry = self.pane.current if self._at != "owner" else None
        if entry is None:
            self.tell("there is no entry under the cursor")
        else:
            self.act(work(self, entry))

    def on_entry_line_edit_last(self) -> None:
        """Bring my last entry into the line, to be changed."""
        mine = [feed.order for feed in (self.room.state.timeline, self.room.state.discussion)]
        own = [
            one
            for order in mine
            for one in order
            if one.author == self.room.me and not one.erased and not one.said.source
        ]
        if own:
            last = max(own, key=lambda one: one.event.recorded_at)
            self.prefill(f"/edit {last.ref} {last.text}")
        else:
            self.tell("you have logged nothing here yet")

    @on(EntryList.Opened)
    def _opened(self) -> None:
        self.action_entry_open()

    # -- what actions need (acting.Stage, looking.Window, obeying.Listener) -----------------------

    def tell(self, text: str) -> None:
        """Say a passing word beneath the entry line."""
        self.line.tell(text)

    def read(self, title: str, body: str) -> None:
        """Show a page over the room."""
        from screens.dialogs.page import Page  # dialogs are imported when they are first wanted

        self.app.push_screen(Page(title, body))

    async def ask(self, key: str, title: str, asks: Sequence[Ask], note: str = "") -> Answers | None:
        """Ask with a form; what was left unfinished under ``key`` is there again."""
        from screens.dialogs.form import Form

        kept = self._asked.setdefault(key, {})
        return await self.app.push_screen_wait(Form(title, asks, note=note, kept=kept))

    async def choose(self, question: str, options: list[Option], note: str = "") -> str | None:
        """Ask with letters."""
        from screens.dialogs.choice import Choice

        return await self.app.push_screen_wait(Choice(question, options, note))

    def hold_keys(self) -> AbstractContextManager[None]:
        """Have keys wait while a place of this room is on its way into sight."""
        return self.application.keys.hold(self)

    async def pick(
        self, title: str, items: "Sequence[Item]", layout: "Layout", *, several: bool = False, at_end: bool = False
    ) -> list[str]:
        """Let somebody pick of a list."""
        from screens.dialogs.picker import Picker

        return await self.app.push_screen_wait(Picker(title, items, layout, several=several, at_end=at_end))

    async def sheet(self, title: str, body: str, options: Sequence[Option]) -> str | None:
        """Show a text with letters beneath."""
        from screens.dialogs.sheet import Sheet

        look_again(self.room.look())  # sheets come again after what was done in them, each with the room as it is then
        return await self.app.push_screen_wait(Sheet(title, body, options))

    async def due_list(self, items: "Sequence[Item]") -> tuple[str, str] | None:
        """Show what is due."""
        from screens.dialogs.due_list import DueList

        return await self.app.push_screen_wait(DueList(items))

    async def go_to_record(self, screen: str, eid: str, view: str = "") -> None:
        """Show a screen of the room with the cursor on a record."""
        await self.show_screen(screen)
        if self.body is None:
            self.to_entries()
            if not self.timeline.move_to(eid):
                self.tell("it is out of sight under the filter; esc shows everything")
            return
        if view:
            await self.body.run_action(view.replace(".", "_"))
        if not self.body.go_to_record(eid):
            self.tell("what it is about stands no longer there")

    async def open_room(self, room: str) -> None:
        """Leave for another room."""
        await self.application.open_room(room)

    async def word(self, title: str, body: str, ask: Ask) -> str | None:
        """Show a text to be read and ask for one word on it."""
        from screens.dialogs.word import Word

        return await self.app.push_screen_wait(Word(title, body, ask))

    def press(self, command: str) -> None:
        """Do what a command's key does, on the screen that has it."""
        held = ExitStack()
        held.enter_context(self.hold_keys())  # until it is done: keys behind it are meant for the place it goes to
        self.call_later(self._pressed, command, held)

    async def _pressed(self, command: str, held: ExitStack) -> None:
        with held:
            await self.action_on_its_screen(command)

    async def action_on_its_screen(self, command: str) -> None:
        """Go to the screen that has a command, and do it there."""
        name = command.replace(".", "_")
        place = BY_ID[command].place
        if place in ("feed", "causes", "team", "update", "owner", "summary") and place != self.body_place:
            await self.show_screen("timeline" if place == "feed" else place)
        if self.body is not None and place in ("causes", "team", "update", "owner", "summary"):
            await self.body.run_action(name)
        else:
            await self.run_action(f"app.{name}" if name.startswith("app_") else name)

    def _make_body(self, name: str) -> "Panels":
        """Screens 2 to 6 are imported and mounted when they are first wanted."""
        if name == "causes":
            from screens.causes.body import CausesBody

            return CausesBody(self)
        if name == "owner":
            from screens.owner.body import OwnerBody

            return OwnerBody(self, self.sight)
        if name == "summary":
            from screens.summary.body import SummaryBody

            return SummaryBody(self)
        if name == "update":
            from screens.update.body import UpdateBody

            return UpdateBody(
                self, self.sight, self._private, self.hold_keys, self.post, lambda: self.application.is_presenting
            )
        from screens.team.body import TeamBody

        return TeamBody(self)

    # -- the keys' actions ------------------------------------------------------------------------

    def action_entry_open(self) -> None:
        """Show the entry in full."""
        entry = self.pane.current
        if entry is not None:
            acting.open_entry(self, entry)

    def action_entry_edit(self) -> None:
        """Change words or time."""
        self._on_entry(acting.edit)

    def action_entry_time(self) -> None:
        """Change the time."""
        self._on_entry(acting.set_time)

    def action_entry_pin(self) -> None:
        """Pin or unpin."""
        self._on_entry(acting.pin)

    def action_entry_retract(self) -> None:
        """Strike, or take the strike back."""
        self._on_entry(acting.retract)

    def action_entry_erase(self) -> None:
        """Take the text away for good."""
        self._on_entry(acting.erase)

    def action_entry_evidence(self) -> None:
        """Link the entry to a cause."""
        from screens.causes.acting import link_entry

        self._on_entry(lambda _, entry: link_entry(self, entry.eid))

    def action_room_pick(self) -> None:
        """Pick what holds where people disagree."""
        from screens.room.picking import pick_any

        self.act(pick_any(self))

    def action_room_due(self) -> None:
        """Show what is due."""
        from screens.due import show_due

        self.act(show_due(self))

    def action_room_urgent(self) -> None:
        """Go to the most urgent of the other rooms."""
        from screens.due import go_to_urgent

        self.act(go_to_urgent(self))

    def action_room_round(self) -> None:
        """Draft an update for every owner that is due, and go there with keys."""
        self.act(self._round())

    async def _round(self) -> None:
        from screens.update.body import UpdateBody

        with self.hold_keys():
            await self.show_screen("update")
            if isinstance(self.body, UpdateBody):
                self.set_focus(self.current_list)
                await self.body.begin_round()

    def action_room_present(self) -> None:
        """Show a screen that only one audience may see."""
        self.act(self._present())

    async def _present(self) -> None:
        from screens.present.screen import PresentScreen, ask_audience

        audience = await ask_audience(self)
        if audience is not None:
            await self.application.present(PresentScreen(self.room, audience))

    def action_owner_promote(self) -> None:
        """Make an owner fact of the entry, in the owner's words."""
        from screens.owner.telling import promote

        self._on_entry(lambda _, entry: promote(self, entry))

    def action_room_undo(self) -> None:
        """Take back my last change."""
        self.act(acting.undo(self))

    def action_room_filter(self) -> None:
        """Show only some entries."""
        self.to_entries()
        self.act(looking.filter_pane(self, self.pane))

    def action_room_jump(self) -> None:
        """Go to a time."""
        self.to_entries()
        self.act(looking.jump(self, self.pane))

    def action_room_past(self) -> None:
        """Show the room as of a time."""
        from screens.past.screen import look_back

        self.act(look_back(self))

    def look_back(self, moment: datetime) -> None:
        """Show the room as of a time that was typed already."""
        from screens.past.screen import look_back

        self.act(look_back(self, moment))

    def action_room_brief(self) -> None:
        """Show the brief."""
        looking.read_brief(self)

    def action_room_since(self) -> None:
        """Show what changed since I last looked."""
        self.act(self._since())

    async def _since(self) -> None:
        looking.read_changes(self, await self._private.look())

    def action_room_who(self) -> None:
        """Show who is here."""
        looking.read_who(self)

    def action_room_export(self) -> None:
        """Write the timeline summary."""
        self.act(looking.export(self))

    def action_room_keys_help(self) -> None:
        """Show every key."""
        from screens.dialogs.words import help_words

        self.read("Keys of the room", help_words(self.PLACES, self.banner.lines()))

    def action_line_now(self) -> None:
        """Keep the present moment (from the palette)."""
        self.line.action_keep_time()

    def action_line_editor(self) -> None:
        """Write in $EDITOR (from the palette)."""
        self.line.action_write_in_editor()

    def action_room_quit(self) -> None:
        """Leave for the lobby."""
        self.call_later(self.run_action, "app.app_lobby")

    action_room_lobby = action_room_quit
