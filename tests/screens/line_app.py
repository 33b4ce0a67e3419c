"""An app with nothing but an entry line; the test answers for the store."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Static
from typing_extensions import override

from screens.widgets.entry_line import EntryLine
from screens.widgets.line_area import LineArea
from screens.widgets.line_words import LineWords
from screens.widgets.sending import Line
from warroom.errors import NotSaved

NOW = datetime(2026, 11, 22, 6, 14, 30, tzinfo=UTC)
PEOPLE = ("ana", "bob", "bea", "李工")
WORDS = LineWords("1122-K7Q", "timeline", ZoneInfo("Asia/Shanghai"), "ana", PEOPLE, lambda: [("K7QXM", "cache")])


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys as a terminal gives them: at once, full-width marks too (``Pilot.press`` loses those, and waits)."""
    for key in keys:
        character = key if len(key) == 1 else " " if key == "space" else None
        pilot.app.post_message(events.Key(key, character))
    await pilot.pause()


async def until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait until something holds, with a deadline."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came to hold"
        await asyncio.sleep(0.01)


class LineApp(App[None]):
    """Keeps what the line says; nothing is accepted until the test says so."""

    def __init__(self, words: LineWords = WORDS, draft: str = "") -> None:
        super().__init__()
        self.words = words
        self.draft = draft
        self.now = NOW
        self.sent: list[Line] = []
        self.drafts: list[str] = []
        self.keys_wanted = self.edits_wanted = 0
        self.disk_full = False

    @override
    def compose(self) -> ComposeResult:
        yield Static("the room", id="room")
        yield EntryLine(save_draft=self.save, clock=lambda: self.now)

    def on_mount(self) -> None:
        self.line.set_context(self.words)
        self.line.restore(self.draft)
        self.line.focus()

    @property
    def line(self) -> EntryLine:
        return self.query_one(EntryLine)

    @property
    def area(self) -> LineArea:
        return self.query_one(LineArea)

    @property
    def echo(self) -> str:
        return str(self.query_one("#entry-echo", Static).content)

    @property
    def aside(self) -> str:
        aside = self.query_one("#entry-aside", Static)
        return str(aside.content) if aside.display else ""

    @property
    def prompt(self) -> str:
        return str(self.query_one("#entry-prompt", Static).content)

    @property
    def choices(self) -> list[str]:
        list_above = self.query_one("#entry-choices", Static)
        return str(list_above.content).split("\n") if list_above.display else []

    @property
    def texts(self) -> list[str]:
        return [line.text for line in self.sent]

    async def save(self, text: str) -> None:
        if self.disk_full:
            raise NotSaved("the disk is full; what you type is not kept")
        self.drafts.append(text)

    def on_entry_line_submitted(self, message: EntryLine.Submitted) -> None:
        self.sent.append(message.line)

    def on_entry_line_keys_wanted(self) -> None:
        self.keys_wanted += 1

    def on_entry_line_edit_last(self) -> None:
        self.edits_wanted += 1
