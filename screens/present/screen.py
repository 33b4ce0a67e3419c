"""Present mode: a shared screen shows what one audience may see and nothing else, until two keys end it."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static
from typing_extensions import override

from screens.asking import Option
from screens.hosting import Host
from screens.present.rows import owner_items, title_of
from screens.rows import row_maker
from screens.widgets.entry_list import EntryList
from screens.widgets.header import header_line
from screens.widgets.owner_words import OwnersInSight
from screens.widgets.panels import Item, Layout
from screens.widgets.wrap import fit
from warroom import seal
from warroom.room import Room
from warroom.text import safe

INTERNAL = "\0internal"
LEAVING = "y ends it: whoever sees this screen then sees all of the room. Any other key stays."
NOTHING = "Nothing was said yet."


class PresentScreen(Screen[None]):
    """One audience's view of a room. While it is shown no other screen, dialog, toast or palette can be."""

    PLACES = None
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f12", "leave", "Leave", show=False)]
    DEFAULT_CSS = """
    PresentScreen { layout: vertical; overflow: hidden; }
    PresentScreen > .frame { height: 1; width: 1fr; text-wrap: nowrap; text-style: bold reverse; }
    PresentScreen > .head { height: 1; width: 1fr; text-wrap: nowrap; text-style: bold; }
    PresentScreen > EntryList { border: heavy $warning; }
    """

    def __init__(self, room: Room, audience: str) -> None:
        """``audience`` is an owner's name, or ``INTERNAL``."""
        super().__init__()
        self._room, self._audience = room, audience
        self._top = Static(classes="frame", markup=False)
        self._head = Static(classes="head", markup=False)
        self._list: EntryList[Item] = EntryList(
            lambda one: one.row, lambda one: one.row.key, empty=NOTHING, layout=Layout(0, 14), id="presented"
        )
        self._foot = Static(classes="frame", markup=False)
        self._unsubscribe = room.subscribe(lambda _: self._show())

    @override
    def compose(self) -> ComposeResult:
        yield self._top
        yield self._head
        yield self._list
        yield self._foot

    def on_mount(self) -> None:
        """Show it, and keep it true."""
        self._show(first=True)
        self._list.focus()
        self.set_interval(1.0, self._tick)

    def on_unmount(self) -> None:
        """Listen no more."""
        self._unsubscribe()

    def on_resize(self) -> None:
        """Draw the lines that are cut to the width anew."""
        self.call_after_refresh(self._tick)

    # -- showing ------------------------------------------------------------------------------------------------------

    @property
    def _whom(self) -> str:
        return "OUR OWN PEOPLE" if self._audience == INTERNAL else self._audience.upper()

    def _show(self, *, first: bool = False) -> None:
        if not first and not self.is_mounted:
            return
        room = self._room
        if self._audience == INTERNAL:
            to_row = row_maker(room.zone)
            items = [Item(to_row(one)) for one in room.state.timeline.order]
        else:
            items = owner_items(room.state, self._audience, room.zone, room.clock())
        self._list.show(items, follow_end=first and self._audience == INTERNAL, fresh=True)
        self._tick()

    def _tick(self) -> None:
        width = self.size.width or self.app.size.width
        frame = f" PRESENTING to {safe(self._whom)}: only what they may see   F12 ends it"
        self._top.update(Content(fit(frame.replace("\n", " "), width)), layout=False)
        self._foot.update(Content(fit(frame.replace("\n", " "), width)), layout=False)
        self._head.update(self._head_line(width), layout=False)

    def _head_line(self, width: int) -> Content:
        room = self._room
        if self._audience == INTERNAL:
            return header_line(room.card(), room.clock(), width, OwnersInSight())
        now = room.clock().astimezone(room.zone)
        line = f" {safe(title_of(room.state, seal.room_ref(room.room)))}   {now:%H:%M}".replace("\n", " ")
        return Content(fit(line, width))

    # -- keys ---------------------------------------------------------------------------------------------------------

    def action_leave(self) -> None:
        """The first of the two keys that end it."""
        self.app.push_screen(Ending(), self._end)

    def _end(self, leaves: bool | None) -> None:
        if leaves:
            self.dismiss(None)

    def on_descendant_blur(self) -> None:
        """A click beside the list takes no key away from it."""
        self._list.focus()


class Ending(ModalScreen[bool]):
    """The second key: y ends it, everything else stays."""

    PLACES = None
    DEFAULT_CSS = """
    Ending { align: center bottom; }
    Ending > Static { width: 90%; height: auto; border: solid $warning; padding: 0 1; background: $surface; }
    """

    @override
    def compose(self) -> ComposeResult:
        yield Static(Content(LEAVING), markup=False)

    def on_key(self, event: events.Key) -> None:
        """The answer."""
        event.stop()
        self._answer(event.key == "y")

    def on_mouse_down(self) -> None:
        """A click is no answer: it stays."""
        self._answer(False)

    def on_paste(self) -> None:
        """Nor is a paste."""
        self._answer(False)

    def _answer(self, leaves: bool) -> None:
        if self.is_current:  # the keys behind the answer come here too, until the screen has gone
            self.dismiss(leaves)


async def ask_audience(host: Host) -> str | None:
    """For whom the screen is to be; None for esc."""
    names = host.room.state.owners.names
    options = [
        Option(str(number), name, f"{name}: what they were told, asked and promised")
        for number, name in enumerate(names[:9], start=1)
    ]
    options.append(Option("i", INTERNAL, "our own people: the timeline, without what is being typed"))
    note = "Nothing else can be brought to the screen until F12 and then y."
    return await host.choose("Present to whom?", options, note)
