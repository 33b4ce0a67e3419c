"""The lobby: every room by severity and age; opens in one key."""

from collections.abc import Coroutine
from functools import partial
from typing import Any, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static
from typing_extensions import override

from screens.application import Application
from screens.asking import Answers, Ask
from screens.dialogs.form import Form
from screens.keys import bindings
from screens.lobby import new_room, roomcards
from screens.lobby.importing import Importing
from screens.lobby.roomcards import Card
from screens.widgets.banner import Banner
from screens.widgets.entry_list import EntryList
from screens.widgets.footer import FooterLine
from screens.widgets.search_line import SearchLine
from screens.widgets.too_small import TooSmall
from warroom import making
from warroom.commands import Place
from warroom.errors import WarroomError

EVERY = 5.0
"""Seconds between two looks at the folder: other processes open and close rooms."""
EMPTY = "No room yet.\n\nn opens one for a new incident; m makes one from a report, a chat log or an export."


def needed_drill(text: str) -> None:
    """Raises ``BadInput`` when nothing is named."""
    making.needed(text, "which drill? its name, or the path of a file")


class RoomList(EntryList[Card], inherit_bindings=False):
    """The rooms; enter belongs to the lobby."""

    BINDINGS = [one for one in EntryList.BINDINGS if getattr(one, "id", "") != "list.open"]


class LobbyScreen(Screen[None]):
    """All rooms of the data folder."""

    AUTO_FOCUS = "#rooms"
    HORIZONTAL_BREAKPOINTS = [(0, "-small"), (60, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]
    PLACES: ClassVar[tuple[Place, ...]] = ("anywhere", "lobby", "list")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("lobby")]

    banner = getters.query_one("#banner", Banner)
    rooms = getters.query_one("#rooms", RoomList)
    hint = getters.query_one("#hint", Static)
    footer = getters.query_one("#footer", FooterLine)

    def __init__(self, application: Application) -> None:
        super().__init__()
        self._application = application
        self.desk = application.desk
        self._cards: list[Card] = []
        self._words: tuple[str, ...] = ()
        self._kept: dict[str, Answers] = {}

    @override
    def compose(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield Banner(id="banner")
        yield RoomList(self._row, lambda card: card.room, empty=EMPTY, id="rooms")
        yield Static(id="hint", markup=False)
        yield FooterLine(id="footer")
        yield TooSmall(id="too-small")

    def on_mount(self) -> None:
        """Show the rooms, and keep them true."""
        self.rooms.border_title = Content("ROOMS")
        self.footer.places = ("anywhere", "lobby")
        self.footer.mode = "KEYS"
        self._entitle()
        self.set_interval(EVERY, self._look_again)
        self.run_worker(self._look(first=True), group="look", exclusive=True)

    def _look_again(self) -> None:
        if self.is_current:
            self.run_worker(self._look(), group="look", exclusive=True)

    async def _look(self, first: bool = False) -> None:
        """Read the cards; rooms without a fitting one are folded afterwards, one by one."""
        try:
            self._cards = await self.desk.run(lambda: roomcards.read(self.desk.rooms))
            self.banner.say("read", "")
        except WarroomError as error:
            self.banner.say("read", f"the rooms can't be read: {error}")
            return
        self._show(to_first=first)
        for card in [one for one in self._cards if one.summary is None and not one.problem]:
            filled = await self.desk.run(partial(roomcards.fold_one, self.desk.rooms, card))
            self._cards = [filled if one.room == filled.room else one for one in self._cards]
            self._show()

    def _row(self, card: Card) -> Any:
        return roomcards.row(card, self.desk.clock())

    def _show(self, to_first: bool = False) -> None:
        self._cards.sort(key=roomcards.urgency)
        shown = [card for card in self._cards if card.has(self._words)]
        self.rooms.highlight = self._words
        self.rooms.show(shown, follow_end=False, fresh=True)
        if to_first:
            self.rooms.move_to(0)
        self._entitle()

    def _entitle(self) -> None:
        count = len(self._cards)
        open_ones = sum(card.is_open and not (card.summary or {}).get("drill") for card in self._cards)
        self.query_one("#title", Static).update(
            Content.assemble((" WARROOM ", "bold reverse"), f"  {open_ones} open of {count} rooms   {self.desk.me}")
        )

    def tell(self, text: str) -> None:
        """Say a passing word above the footer."""
        self.hint.update(Content(f" {text}"), layout=False)

    def _act(self, work: Coroutine[Any, Any, None]) -> None:
        self.run_worker(self._guarded(work), group="acting")

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            with self._application.keys.busy(lambda: not self.is_current):
                await work
        except WarroomError as error:
            self.banner.say("refused", str(error))
        else:
            if self.is_attached:
                self.banner.say("refused", "")

    # -- the keys' actions ------------------------------------------------------------------------

    @on(EntryList.Opened)
    def action_lobby_open(self) -> None:
        """Open the highlighted room."""
        room = self.rooms.cursor_key
        if room:
            self._act(self._application.open_room(room))

    def action_lobby_new(self) -> None:
        """Open a room for a new incident."""
        self._act(self._new())

    async def _new(self) -> None:
        def needs_title(text: str) -> None:
            making.needed(text, "a room needs a title")

        asks = [
            Ask("title", "Title", hint="internal; owners never see it", check=needs_title),
            Ask("severity", "Severity", hint=new_room.SEVERITY_HINT, check=new_room.any_severity),
            Ask("impact", "Impact", hint="who is hit, what they see, how much; may come later"),
            Ask("owners", "Owner", hint="for whom it runs (业主), several with commas; may come later"),
            Ask("profile", "Profile", "service", f"its words: {', '.join(new_room.profiles())}", new_room.profile),
        ]
        kept = self._kept.setdefault("new", {})
        answers = await self.app.push_screen_wait(Form("New room", asks, kept=kept))
        if answers is None:
            return
        try:
            room, remarks = await new_room.make(self.desk, answers)
        except WarroomError:
            kept.update(answers)  # what was typed is there again when the form is opened
            raise
        if remarks:
            await self._read("The room is open; what did not work", "\n".join(remarks))
        await self._application.open_room(room)

    async def _read(self, title: str, text: str) -> None:
        """Have something read before the room is: afterwards nobody would look for it."""
        from screens.dialogs.page import Page  # seldom needed; the first frame has no page

        await self.app.push_screen_wait(Page(title, text))

    def action_lobby_import(self) -> None:
        """Make a room from a file."""
        self._act(self._import())

    async def _import(self) -> None:
        room = await Importing(self.app, self.desk, self._kept.setdefault("import", {}), self.tell).run()
        if room is not None:
            await self._application.open_room(room)

    def action_lobby_drill(self) -> None:
        """Replay a real incident as a room that the person commands."""
        self._act(self._drill())

    async def _drill(self) -> None:
        from warroom.drills import shipped, steering  # drills are rare

        begin = self.desk.begin_drill
        if begin is None:
            raise WarroomError("no drill can be begun here; 'warroom drill' begins one")
        drills = shipped.shipped()
        asks = [
            Ask("which", "Drill", drills[0].name, f"{', '.join(one.name for one in drills)}, or a file: a report, a "
                "status page's incident, a room's JSON", needed_drill),
            Ask("speed", "Speed", str(steering.SPEED), "60 plays an hour in a minute; 1 is as it really was",
                steering.read_speed),
        ]  # fmt: skip
        note = "\n".join(f"{one.name}: {one.title}" for one in drills)
        kept = self._kept.setdefault("drill", {})
        answers = await self.app.push_screen_wait(Form("Begin a drill", asks, note=note, kept=kept))
        if answers is None:
            return
        try:
            room = await self.desk.run(lambda: begin(answers["which"].strip(), answers["speed"]))
        except WarroomError:
            kept.update(answers)
            raise
        await self._application.open_room(room)

    async def action_lobby_search(self) -> None:
        """Narrow the rooms by words."""
        if not self.query(SearchLine):
            await self.mount(SearchLine(" ".join(self._words)), before=self.hint)

    @on(SearchLine.Typed)
    def _typed(self, message: SearchLine.Typed) -> None:
        self._words = tuple(message.text.casefold().split())
        self._show(to_first=True)

    @on(SearchLine.Ended)
    async def _ended(self, message: SearchLine.Ended) -> None:
        await self.query(SearchLine).remove()
        if not message.kept:
            self._words = ()
            self._show()
        self.rooms.focus()

    def action_lobby_help(self) -> None:
        """Show every key of the lobby."""
        self._application.action_app_help()

    def action_lobby_quit(self) -> None:
        """Leave; what is being sent from a room is asked about."""
        self._application.action_app_quit()
