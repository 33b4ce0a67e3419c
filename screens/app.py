"""The application: which screen is shown, the keys that work everywhere, and how it ends."""

import asyncio
import os
import signal
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen
from typing_extensions import override

from screens import pasting
from screens.application import Application
from screens.desk import Desk
from screens.key_order import KeyDone, KeyOrder
from screens.keys import bindings
from screens.terminal_keys import let_alt_digits_through
from warroom.room import Room

if TYPE_CHECKING:
    from textual.command import Provider

    from screens.outbox.post import Post

CALLS: Final = {
    "osc9": "\x1b]9;warroom: something is due\x07",
    "osc777": "\x1b]777;notify;warroom;something is due\x07",
}
"""The desktop notifications that terminals know; which one differs from terminal to terminal."""


# What the first frame does not show is imported when it is first wanted: the palette alone costs 60 ms.


def _table_commands() -> "type[Provider]":
    from screens.palette import TableCommands

    return TableCommands


def _room_screen(app: Application, room: Room) -> Screen[None]:
    from screens.room.screen import RoomScreen

    return RoomScreen(app, room)


def _lobby_screen(app: Application) -> Screen[None]:
    from screens.lobby.screen import LobbyScreen

    return LobbyScreen(app)


ASCII = "WARROOM_ASCII"
"""The environment's word for frames of ASCII alone, for terminals and fonts that have no line drawing."""


class WarroomApp(App[None]):
    """The terminal interface of one person: the lobby, or a room."""

    TITLE = "warroom"
    CSS_PATH = ["room/room.tcss", "lobby/lobby.tcss"]  # here, because Textual reads no CSS_PATH of a default screen
    COMMANDS: ClassVar[set[Any]] = {_table_commands}
    DEFAULT_MODE = "first"
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("anywhere")]

    def __init__(self, desk: Desk, start: Room | None = None, *, drawn: Callable[[], None] | None = None) -> None:
        """``start`` is the room to begin in, its preview read; ``drawn`` is called once after the first frame."""
        super().__init__()
        pasting.install()
        let_alt_digits_through()
        self.desk = desk
        self.animation_level = "none"  # animated scrolling sends hundreds of kB and takes half a second
        self.keys = KeyOrder(self, super().on_event)
        self._start = start
        self._drawn = drawn
        self.set_class(os.environ.get(ASCII) == "1", "-ascii")
        self._screens_shown = 0
        self.sealed = False
        """Whether a shared screen is shown: nothing may come over it, and no command of ours works."""
        self._awaiting_frame: list[Callable[[], Any]] = []
        self._posts: dict[str, Post] = {}
        self._asks_to_leave = False
        self.add_mode(self.DEFAULT_MODE, self._first_screen)

    def _first_screen(self) -> Screen[None]:
        screen = _room_screen(self, self._start) if self._start is not None else _lobby_screen(self)
        # With the classes of its size from the beginning the screen need not be styled a second time.
        for steps, size in (
            (screen.HORIZONTAL_BREAKPOINTS, self.size.width),
            (screen.VERTICAL_BREAKPOINTS, self.size.height),
        ):
            screen.add_class(*[name for start, name in steps or () if start <= size][-1:])
        return screen

    def on_mount(self) -> None:
        """End as cleanly on a signal as on a key."""
        for number in (signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, self.exit)
        self.app_resume_signal.subscribe(self, self._draw_all)
        if self._drawn is not None:
            self.once_drawn(self._drawn)

    def _draw_all(self, _: object) -> None:
        """Draw every part anew: after ``fg`` the terminal is empty, and Textual draws the screen's background alone."""
        for part in self.screen.walk_children(with_self=True):
            part.refresh()

    def once_drawn(self, work: Callable[[], Any]) -> None:
        """Have ``work`` called when the next frame is on the glass (``call_after_refresh`` is too early)."""
        self._awaiting_frame.append(work)

    @override
    def post_display_hook(self) -> None:
        """A frame was sent."""
        waiting, self._awaiting_frame = self._awaiting_frame, []
        for work in waiting:
            self.call_later(work)

    @override
    def get_system_commands(self, screen: Screen[Any]):  # type: ignore[no-untyped-def]  # Textual's own type for it is not public
        """None: the palette offers our table only."""
        return ()

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """On a shared screen no key of the application works: neither help nor palette, nor the way out."""
        return not self.sealed and super().check_action(action, parameters)

    @override
    def notify(self, message: str, **how: Any) -> None:
        """Show a toast, but never on a shared screen."""
        if not self.sealed:
            super().notify(message, **how)

    def call_out(self) -> None:
        """Say that a clock has come to its end, as the person wants it: never with content, never by itself sent on."""
        how = self.desk.call_out
        if how == "bell":
            self.bell()
        elif how in CALLS and self._driver is not None:
            self._driver.write(CALLS[how])  # Textual has no word of its own for a terminal's notification

    async def present(self, screen: Screen[None]) -> None:
        """Show a shared screen until it is left."""
        self.sealed = True
        self.clear_notifications()
        try:
            await self.push_screen_wait(screen)
        finally:
            self.sealed = False

    @property
    def is_presenting(self) -> bool:
        """Whether a shared screen is shown."""
        return self.sealed

    @override
    async def on_event(self, event: events.Event) -> None:
        """Take keys one after the other: see ``key_order``."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self.keys.take(event)
        else:
            await super().on_event(event)

    async def on_key_done(self, mark: KeyDone) -> None:
        """A key has been everywhere."""
        await self.keys.passed(mark)

    # -- what is sent, from whichever room ------------------------------------------------------

    def post(self, room: str) -> "Post":
        """What is sent from a room; it goes on while other screens are shown."""
        from screens.outbox.post import Post

        if room not in self._posts:
            self._posts[room] = Post(self.desk, room)
        return self._posts[room]

    def drop_post(self, room: str) -> None:
        """Nothing is sent from a room any more, and no screen shows it."""
        self._posts.pop(room, None)

    # -- from screen to screen ------------------------------------------------------------------

    async def open_room(self, room: str) -> None:
        """Show a room by its UUID; raises ``WarroomError`` when it can't be opened."""
        log = await self.desk.run(lambda: self.desk.rooms.open(room))
        one = self.desk.enter(log)
        await one.preview()
        self._go(lambda: _room_screen(self, one))

    def action_app_lobby(self) -> None:
        """Show all rooms; the room that was shown is kept as it is."""
        self._go(lambda: _lobby_screen(self))

    def _go(self, screen: Callable[[], Screen[None]]) -> None:
        """Show another screen in place of this one, which ends once the other is there.

        By modes and not by ``switch_screen``: that can't replace an application's first screen (Textual 8.2).
        """
        self._screens_shown += 1
        before, mode = self.current_mode, f"screen {self._screens_shown}"
        self.add_mode(mode, screen)
        self.switch_mode(mode)
        self.call_later(self._end, before)

    async def _end(self, mode: str) -> None:
        await self.remove_mode(mode)

    # -- keys that work everywhere --------------------------------------------------------------

    def action_app_help(self) -> None:
        """Show every key that works here."""
        from screens.dialogs.page import Page  # with the words: not needed before somebody asks for help
        from screens.dialogs.words import help_words

        screen = self.screen
        places = getattr(screen, "PLACES", None)
        page = getattr(screen, "help_page", "")
        if page:
            self.push_screen(Page("Help", page))
        elif places is not None:
            banner = getattr(screen, "banner", None)
            self.push_screen(Page("Help", help_words(places, banner.lines() if banner is not None else ())))

    def action_app_palette(self) -> None:
        """Find a command by its name."""
        if getattr(self.screen, "PLACES", None) is not None:
            self.action_command_palette()

    def action_app_quit(self) -> None:
        """Leave; asks once when something is being sent, and ctrl+q at the question leaves."""
        busy = [post for post in self._posts.values() if post.is_busy]
        if not busy or self._asks_to_leave:
            self.exit()
            return
        self._asks_to_leave = True
        self.run_worker(self._ask_to_leave(busy), group="leaving", exclusive=True)

    async def _ask_to_leave(self, busy: "list[Post]") -> None:
        from screens.outbox.leaving import leave

        await leave(self, busy, self.desk.clock(), self._asked)

    def _asked(self) -> None:
        self._asks_to_leave = False

    @override
    def action_help_quit(self) -> None:
        """Ctrl+c: many look for the way out there."""
        tell = getattr(self.screen, "tell", self.notify)
        tell("ctrl+q leaves; everything is saved")

    def action_app_suspend(self) -> None:
        """Go to the background; ``fg`` comes back."""
        self.action_suspend_process()

    # -- the end --------------------------------------------------------------------------------

    @override
    def _fatal_error(self) -> None:
        """End after a fault of ours, without Textual's traceback: its local variables would show what was typed.

        ``warroom.cli.app`` says where the record is and keeps a report without content.
        """
        self.bell()
        self._close_messages_no_wait()

    @property
    def fault(self) -> Exception | None:
        """The exception that ended the application, or None."""
        return self._exception
