"""The entry line as it is seen: prompt, text, how that reads, what is on its way or put aside. It takes no keys."""

from datetime import datetime
from typing import Self

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import DescendantBlur, DescendantFocus
from textual.screen import Screen
from typing_extensions import override

from screens.widgets.line_area import LineArea
from screens.widgets.line_face import LineFace
from screens.widgets.line_words import Echo, LineWords, Tone, aside_words
from screens.widgets.paste import PasteQuestion
from screens.widgets.sending import Line, Sending
from warroom.clock import Clock


class LineView(Vertical):
    """What is known of the line now, and the three rows that say it."""

    DEFAULT_CSS = """
    LineView {
        height: auto;
        & > Horizontal { height: auto; }
        & #entry-prompt { width: auto; max-width: 60%; height: 1; text-style: bold; text-wrap: nowrap; }
        & #entry-echo, & #entry-aside {
            height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis;
        }
        & #entry-aside { display: none; text-style: italic; }
        & #entry-echo.-long { height: 2; }
        & #entry-echo.-fault { color: $text-error; }
        & #entry-echo.-ask { color: $text-warning; text-style: bold; }
        &.-keys #entry-prompt { color: $text-muted; text-style: none; }
    }
    """

    def __init__(self, area: LineArea, clock: Clock, id: str | None = None) -> None:
        super().__init__(id=id)
        self._area = area
        self._clock = clock
        self._face = LineFace()
        self._words = LineWords()
        self._sending = Sending()
        self._shows_sent = False
        """Whether the text in the editor is that of the line on its way."""
        self._is_slow = False
        self._kept: datetime | None = None
        self._per_line = False
        self._paste = PasteQuestion()
        self._why = ""
        """Why the line that was put aside first was not stored."""
        self._notice: Echo | None = None

    @override
    def compose(self) -> ComposeResult:
        yield self._face.aside
        with Horizontal():
            yield self._face.prompt
            yield self._area
        yield self._face.echo

    def on_mount(self) -> None:
        """Keep the reading true: relative times move with the clock."""
        self._draw()
        self.set_interval(1.0, self._draw)

    @override
    def focus(self, scroll_visible: bool = True) -> Self:
        """Put the cursor into the line."""
        self._area.focus(scroll_visible)
        return self

    def take_focus(self, screen: Screen[None]) -> None:
        """Put the cursor into the line at once: ``focus`` does so a message later, when a key may be lost."""
        screen.set_focus(self._area)

    def set_context(self, words: LineWords) -> None:
        """The room, the pane where enter logs, the zone and the people."""
        self._words = words
        self._draw()

    def tell(self, text: str) -> None:
        """Show a passing word beneath the line until the next key."""
        self._notice = Echo(text, Tone.HINT)
        self._draw()

    @on(DescendantFocus)
    @on(DescendantBlur)
    def _focus_moved(self) -> None:
        self.set_class(not self._area.has_focus, "-keys")
        self._draw()

    def _tell_fault(self, why: str) -> None:
        self._notice = Echo(why, Tone.FAULT)
        self._draw()

    def _draw(self) -> None:
        self._face.show(
            self._words.prompt(self._kept, self._area.line),
            self._echo_now(),
            aside_words(self._sending, self._shows_sent, self._why),
        )

    def _echo_now(self) -> Echo:
        if self._paste.pasted:
            return Echo(self._paste.words, Tone.ASK)
        if self._notice is not None:
            return self._notice
        if self._shows_sent:
            return Echo("storing ..." if self._is_slow else "", Tone.HINT)
        if self._per_line:
            return self._words.echo_per_line(Line(self._area.line, self._kept, True).entries, self._clock(), self._kept)
        return self._words.echo(self._area.line, self._clock(), self._kept, self._area.has_focus, self.size.width)
