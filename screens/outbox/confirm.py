"""The one confirmation of a sending: it names each owner, channel and count; enter sends, everything else does not."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from typing_extensions import override

from screens.outbox.asked import (
    ABOUT,
    Asked,
    all_by_hand,
    count_words,
    first_choice,
    items,
    nothing_words,
    picked,
    usable,
)
from screens.widgets.entry_list import EntryList
from screens.widgets.panels import Item, Layout
from screens.widgets.row import Block
from warroom.delivery.parcel import Target
from warroom.text import safe

Chosen = dict[str, list[Target]]
NOTHING_SENT: Final = "nothing was sent"
LAYOUT: Final = Layout(3, 10)
HELP: Final = """\
WHAT GOES TO WHOM
enter       sends what is chosen, as the line above the keys counts it
space       leaves the address under the cursor out, or takes it in; on an update's line, all of it
v           shows the update under the cursor as it arrives
esc ctrl+g  leaves; nothing is sent
F1 ?        this page
Any other letter leaves too, and sends nothing: whoever types an entry sends nothing by it.

[x] goes through a channel   [h] you carry it by hand   [ ] left out   --- can't go now; its line says why
BLOCK: nothing of it may go yet; its line says what it lacks"""
OTHERS: Final = 8
"""Lines of the frame, of the count and of the keys."""


class Confirm(ModalScreen[Chosen | None]):
    """Returns where each draft goes; None when it was left.

    A letter that is no key here closes it and sends nothing: whoever types an entry with the keys on would otherwise
    send with the enter at its end.
    """

    DEFAULT_CSS = """
    Confirm { align: center middle; }
    Confirm > Vertical {
        width: 96%; max-width: 116; height: auto; max-height: 94%; border: heavy $warning; padding: 0 1;
        background: $surface;
    }
    Confirm EntryList { height: 1; }
    Confirm .faults { color: $text-error; height: auto; max-height: 4; }
    Confirm .count { text-style: bold; height: auto; max-height: 3; margin-top: 1; }
    Confirm .keys { color: $text-muted; height: auto; }
    Confirm .foot { dock: bottom; height: 1; width: 100%; background: $panel; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g", "leave", "Leave", show=False),
        Binding("enter", "send", "Send", show=False, priority=True),  # never a double click, which opens elsewhere
        Binding("space", "turn", "Leave out or in", show=False),
        Binding("v", "preview", "Preview", show=False),
        Binding("question_mark", "app.app_help", "Help", show=False),
    ]

    def __init__(self, asked: Sequence[Asked], show: Callable[[str], None], faults: str = "") -> None:
        """``show`` shows what arrives of a draft (its id); ``faults``: what is wrong with the settings."""
        super().__init__()
        self._asked, self._show, self._faults = tuple(asked), show, faults
        self._chosen = first_choice(asked)
        self._list: EntryList[Item] = EntryList(
            lambda one: one.row, lambda one: one.key, empty="Nothing may go.", layout=LAYOUT, id="confirm-list"
        )

    @override
    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content("SEND to owners: what goes to whom")
            if self._faults:
                yield Static(Content(safe(self._faults)), classes="faults")
            yield self._list
            yield Static(classes="count", markup=False)
            yield Static(Content("space leaves out or in  v shows it as it arrives  esc sends nothing"), classes="keys")
        yield Static(Content(" F1 help  esc sends nothing"), classes="foot")

    @property
    def help_page(self) -> str:
        """What F1 shows here."""
        return HELP

    def on_mount(self) -> None:
        """Begin with the first update."""
        self._draw()
        self._list.focus()

    def on_resize(self) -> None:
        """The list gets the lines that it needs, as far as there are any."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        width = self._list.size.width or self.size.width
        shown = [one.row for one in items(self._asked, self._chosen)]
        days = [None, *(row.day for row in shown)]
        cols = LAYOUT(width)
        needed = sum(Block(row, cols, row.day != day).height for row, day in zip(shown, days, strict=False))
        faults = 4 if self._faults else 0
        self._list.styles.height = max(3, min(needed, self.size.height * 94 // 100 - OTHERS - faults))

    def _draw(self) -> None:
        self._list.show(list(items(self._asked, self._chosen)), follow_end=False, fresh=True)
        self._fit()
        count = count_words(self._asked, self._chosen)
        does = "notes for you to carry" if all_by_hand(self._asked, self._chosen) else "sends"
        words = f"enter {does} {count}" if self._chosen else nothing_words(self._asked)
        self.query_one(".count", Static).update(Content(safe(words)))

    def action_turn(self) -> None:
        """Leave the address under the cursor out or take it in; on an update's own line, all of it."""
        key = self._list.cursor_key
        one = next((one for one in self._asked if one.has(key)), None)
        if one is None:
            return
        possible = set(usable(one))
        if not possible or not (key.startswith(ABOUT) or key in possible):
            self.app.bell()  # what can't go stays; its line says why
        elif key.startswith(ABOUT) and possible & self._chosen:
            self._chosen -= possible
        else:
            self._chosen ^= (first_choice([one]) or possible) if key.startswith(ABOUT) else {key}
        self._draw()

    def action_preview(self) -> None:
        """Show the update under the cursor as it arrives."""
        draft = next((one.draft for one in self._asked if one.has(self._list.cursor_key)), "")
        if draft:
            self._show(draft)

    @on(EntryList.Opened)
    def _clicked(self, message: EntryList.Opened) -> None:
        """A double click turns a line; only the key sends."""
        message.stop()
        self.action_turn()

    def action_send(self) -> None:
        """Send what is chosen."""
        if self.is_current and self._chosen:
            self.dismiss(picked(self._asked, self._chosen))

    def on_key(self, event: events.Key) -> None:
        """A letter that is no key here: somebody types, nothing is to be sent."""
        if event.is_printable and event.key not in self.active_bindings and self.is_current:
            event.stop()
            self.dismiss(None)

    def on_paste(self, event: events.Paste) -> None:
        """Nor is a paste an answer."""
        event.stop()
        if self.is_current:
            self.dismiss(None)

    def action_leave(self) -> None:
        """Leave; nothing is sent."""
        self.dismiss(None)
