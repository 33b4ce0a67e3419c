"""Texts that belong together, two by two: side by side where there is room, else one after another. To read or pick."""

from collections.abc import Sequence
from typing import ClassVar, Final, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from typing_extensions import override

from screens.widgets.header import WIDE
from warroom.text import safe

FRAME: Final = 6
"""Rows of the border, of the note and of the last line, which may take two each."""


class Pair(NamedTuple):
    """Two texts with what they are about."""

    key: str
    label: str
    left: Content
    right: Content


Picks = dict[str, bool]
"""By a pair's key, whether its left side was picked."""


class Pairs(ModalScreen[Picks | None]):
    """Shows the pairs; with ``picks`` it returns which sides were picked, None for esc."""

    DEFAULT_CSS = """
    Pairs { align: center middle; }
    Pairs > Vertical {
        width: 96%; max-width: 150; height: auto; max-height: 94%;
        border: solid $primary; padding: 0 1; background: $surface;
    }
    Pairs VerticalScroll { height: auto; scrollbar-size-vertical: 1; }
    Pairs .note, Pairs .keys { color: $text-muted; height: auto; }
    Pairs .label { text-style: bold; height: auto; margin-top: 1; }
    Pairs .pair { layout: vertical; height: auto; width: 1fr; }
    Pairs .side { height: auto; width: 1fr; padding-left: 1; }
    Pairs .side Static { height: auto; width: 1fr; }
    Pairs .name { color: $text-muted; }
    Pairs.-side-by-side .pair .name { display: none; }
    Pairs.-side-by-side .pair.-first .name { display: block; }
    Pairs.-side-by-side .pair { layout: horizontal; }
    Pairs.-side-by-side .side { border-left: solid $panel; }
    Pairs .-at { text-style: bold reverse; }
    Pairs .-left { color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g,q", "leave", "Leave", show=False, priority=True),
        Binding("enter", "done", "Done", show=False, priority=True),
        Binding("j,down", "move(1)", "Down", show=False, priority=True),
        Binding("k,up", "move(-1)", "Up", show=False, priority=True),
        Binding("pagedown,ctrl+d", "page(1)", "Page down", show=False, priority=True),
        Binding("pageup,ctrl+u", "page(-1)", "Page up", show=False, priority=True),
        Binding("1,left,h", "pick(True)", "The first", show=False, priority=True),
        Binding("2,right,l", "pick(False)", "The second", show=False, priority=True),
    ]

    def __init__(
        self, title: str, sides: tuple[str, str], pairs: Sequence[Pair], *, note: str = "", picks: bool = False
    ) -> None:
        super().__init__()
        self._heading, self._sides, self._pairs, self._note = title, sides, tuple(pairs), note
        self._picking = picks
        self._at = 0
        self.picked: Picks = {}

    @override
    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content(safe(self._heading))
            if self._note:
                yield Static(Content(safe(self._note)), classes="note")
            with VerticalScroll(can_focus=False):
                for number, pair in enumerate(self._pairs):
                    yield Static(id=f"label-{number}", classes="label", markup=False)
                    with Vertical(classes="pair" if number else "pair -first"):
                        for side, (name, text) in enumerate(zip(self._sides, (pair.left, pair.right), strict=True)):
                            with Vertical(id=f"side-{number}-{side}", classes="side"):
                                yield Static(Content(safe(name)), classes="name")
                                yield Static(text)
            yield Static(classes="keys", markup=False)

    def on_mount(self) -> None:
        """Begin with the first pair."""
        self._fit(self.size.height)
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        """Side by side where there is room; the last line is always in sight."""
        self._fit(event.size.height)
        self.set_class(event.size.width >= WIDE, "-side-by-side")

    def _fit(self, height: int) -> None:
        self._box.styles.max_height = max(3, height * 94 // 100 - FRAME)

    def _show(self) -> None:
        for number, pair in enumerate(self._pairs):
            label = self.query_one(f"#label-{number}", Static)
            label.update(Content(safe(f"{pair.label}{self._said(pair.key)}")))
            label.set_class(self._picking and number == self._at, "-at")
            for side in (0, 1):
                lost = pair.key in self.picked and self.picked[pair.key] == bool(side)
                self.query_one(f"#side-{number}-{side}").set_class(lost, "-left")
        self._say()

    def _said(self, key: str) -> str:
        if not self._picking:
            return ""
        which = "pick 1 or 2" if key not in self.picked else f"{1 if self.picked[key] else 2} holds"
        return f"   {which}"

    def _say(self, words: str = "") -> None:
        keys = "1 2 pick a side   enter done   j k go on   esc leaves" if self._picking else "j k scroll   esc closes"
        self.query_one(".keys", Static).update(Content(words or keys))

    @property
    def _box(self) -> VerticalScroll:
        return self.query_one(VerticalScroll)

    def action_leave(self) -> None:
        """Leave; nothing is picked."""
        self.dismiss(None)

    def action_done(self) -> None:
        """Leave with what was picked, once every pair is."""
        if not self._picking:
            self.dismiss(None)
            return
        left = [one.label for one in self._pairs if one.key not in self.picked]
        if left:
            self._say(f"not picked yet: {', '.join(left)}")
        else:
            self.dismiss(self.picked)

    def action_move(self, by: int) -> None:
        """Go to the next pair, or scroll by a line."""
        if not self._picking:
            self._box.scroll_relative(y=by, animate=False)
            return
        self._at = min(max(self._at + by, 0), len(self._pairs) - 1)
        self._show()
        self.query_one(f"#label-{self._at}", Static).scroll_visible(animate=False, top=True)

    def action_page(self, pages: int) -> None:
        """Scroll by pages."""
        self._box.scroll_relative(y=pages * max(1, self._box.size.height - 1), animate=False)

    def action_pick(self, left: bool) -> None:
        """Pick a side of the pair under the cursor, and go on to the next one."""
        if self._picking:
            self.picked[self._pairs[self._at].key] = left
            self.action_move(1)
