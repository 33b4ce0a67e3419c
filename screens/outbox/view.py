"""The outbox: every delivery of the room with its exact claim, kept true while it is open, and what can be done."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from typing_extensions import override

from screens.outbox import acting
from screens.outbox.rows import KEY, claim, counted, delivery_items, in_full
from screens.widgets.cut_line import CutLine
from screens.widgets.entry_list import EntryList
from screens.widgets.panels import Item, Layout
from warroom.delivery.attention import attention
from warroom.errors import BadInput, NotFound, WarroomError
from warroom.state.deliveries import Row
from warroom.text import safe

if TYPE_CHECKING:
    from screens.hosting import Host
    from screens.outbox.post import Post

EMPTY: Final = "Nothing was sent from this room yet. S on screen 4 sends what is approved."
HELP: Final = """\
THE OUTBOX
s           sends the delivery under the cursor: now, or again; what may have arrived is marked so
y           they have it: you carried it, told them, or saw it there
x           cancels what waits; of an unknown one: it did not arrive; of a failed one: let it be
c           copies the text     w  writes it into a file     m  writes it as a mail's file (.eml)
o enter     every step of it
j k up down another delivery
esc q O     closes; what is under way goes on
F1 ?        this page

que waits   snd being sent   acc accepted   cfm confirmed by a person   can cancelled
HND you carry it   REJ refused   DED not delivered   UNK it may have arrived: look before you send it again"""
Act = Callable[["OutboxView", Row], Coroutine[Any, Any, None]]


class OutboxView(ModalScreen[None]):
    """Every delivery, the newest update first in sight; what a key does to one is asked before it is done."""

    DEFAULT_CSS = """
    OutboxView { align: center middle; }
    OutboxView > Vertical {
        width: 100%; max-width: 130; height: 94%; border: solid $primary; padding: 0 1; background: $surface;
    }
    OutboxView .claim { height: auto; max-height: 4; text-style: bold; }
    OutboxView .keys { color: $text-muted; height: auto; max-height: 2; }
    OutboxView .foot { dock: bottom; height: 1; width: 100%; background: $panel; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g,q,O", "leave", "Leave", show=False),
        Binding("s", "again", "Send again", show=False),
        Binding("x", "cancel", "Cancel", show=False),
        Binding("y", "confirm", "They have it", show=False),
        Binding("c", "copy", "Copy", show=False),
        Binding("w", "write", "Write a file", show=False),
        Binding("m", "mail", "Write a mail", show=False),
        Binding("o,space", "full", "In full", show=False),
        Binding("question_mark", "app.app_help", "Help", show=False),
    ]

    def __init__(self, host: "Host", post: "Post", key: str = "") -> None:
        """``key``: the delivery to begin at."""
        super().__init__()
        self.host, self.post, self._first = host, post, key
        self._list: EntryList[Item] = EntryList(
            lambda one: one.row, lambda one: one.key, empty=EMPTY, layout=Layout(3, 10), id="outbox-list"
        )
        self._claim = Static(classes="claim", markup=False)
        self._said = CutLine(classes="said")
        self._unsubscribe = host.room.subscribe(lambda _: self._show())

    @override
    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content("INTERNAL  Outbox")
            yield self._list
            yield self._claim
            yield self._said
            yield Static(classes="keys", markup=False)
        yield Static(Content(" F1 help  esc closes"), classes="foot")

    @property
    def help_page(self) -> str:
        """What F1 shows here."""
        return HELP

    def on_mount(self) -> None:
        """Begin at the delivery that was asked for, else at the newest."""
        self._show(first=True)
        self._list.focus()
        self.set_interval(1.0, self._show)

    def on_unmount(self) -> None:
        """Listen no more."""
        self._unsubscribe()

    # -- showing ------------------------------------------------------------------------------------------------------

    def _show(self, *, first: bool = False) -> None:
        if not first and not self.is_mounted:
            return
        room, now = self.host.room, self.host.room.clock()
        rows = sorted(room.state.deliveries, key=lambda one: one.steps[0].stamp)
        shown = list(delivery_items(rows, room.state, room.zone, now, self.post.works))
        self._list.show(shown, follow_end=first, fresh=True)
        if first and self._first:
            self._list.move_to(KEY + self._first)
        seen = attention(room.state, now, self.post.works)
        counts = " · ".join(one.words for one in counted(seen))
        elsewhere = f"{self.post.holder} sends for this room" if self.post.holder else ""
        title = "   ".join(filter(None, ("INTERNAL  Outbox", counts, elsewhere)))
        self.query_one(Vertical).border_title = Content(safe(title))
        self._describe()

    @on(EntryList.Highlighted)
    def _moved(self, message: EntryList.Highlighted) -> None:
        message.stop()
        self._describe()

    def _describe(self) -> None:
        row = self.row
        room = self.host.room
        words = claim(row, room.state, room.zone, room.clock(), self.post.works) if row is not None else ""
        self._claim.update(Content(safe(words)))
        offered = acting.offered(row, self.post.works) if row is not None else ()
        keys = "  ".join([*(f"{key} {words}" for key, words in offered), "o steps", "esc closes"])
        self.query_one(".keys", Static).update(Content(keys))

    @property
    def row(self) -> Row | None:
        """The delivery under the cursor."""
        return self.host.room.state.deliveries.get(self._list.cursor_key.removeprefix(KEY))

    def tell(self, text: str) -> None:
        """Say a passing word; what is beneath this view can't be seen."""
        self._said.text = text

    # -- the keys' actions --------------------------------------------------------------------------------------------

    def _with(self, work: Act) -> None:
        row = self.row
        if row is not None:
            self.tell("")
            self.host.act(self._told(work(self, row)))

    async def _told(self, work: Coroutine[Any, Any, None]) -> None:
        """A refusal is said here: the room's own line is covered, and would keep it after this is closed."""
        try:
            await work
        except (BadInput, NotFound) as error:
            self.tell(str(error))
        except WarroomError as error:
            self.tell(str(error))
            raise

    def action_again(self) -> None:
        """Send it, send it again, or try at once."""
        self._with(acting.again)

    def action_cancel(self) -> None:
        """Let it not go; of one that failed or is unknown: let it be."""
        self._with(acting.cancel)

    def action_confirm(self) -> None:
        """They have it: carried by hand, told by phone, or seen there."""
        self._with(acting.confirm)

    def action_copy(self) -> None:
        """Put the text into the terminal's clipboard."""
        self._with(acting.copy)

    def action_write(self) -> None:
        """Write the text into a file."""
        self._with(acting.write)

    def action_mail(self) -> None:
        """Write it as a mail's file."""
        self._with(acting.mail)

    def action_full(self) -> None:
        """Show every step of it."""
        from screens.dialogs.page import Page

        row, room = self.row, self.host.room
        if row is not None:
            text = in_full(row, room.state, room.zone, room.clock(), self.post.works)
            self.app.push_screen(Page("INTERNAL  Delivery", text))

    @on(EntryList.Opened)
    def _opened(self, message: EntryList.Opened) -> None:
        message.stop()
        self.action_full()

    def action_leave(self) -> None:
        """Close it; what is under way goes on."""
        self.dismiss(None)
