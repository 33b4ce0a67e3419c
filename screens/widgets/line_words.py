"""What the entry line says and understands: prompt, reading and candidates, from the grammar. Pure."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from screens.widgets.completion import Candidates
from screens.widgets.sending import Line
from warroom import doing
from warroom.doing import Meaning, Pane
from warroom.grammar.reading import Fault

LONGEST_READ: Final = 4_000
"""Characters of a text that are read at each key; of a longer one the beginning says how it reads."""
_UTC: Final = ZoneInfo("UTC")


class Tone(Enum):
    """What kind of word stands beneath the line; its sign stands before it, since colour is never the only one."""

    READING = "→ "
    HINT = "  "
    FAULT = "! "
    ASK = "? "


class Echo(NamedTuple):
    """One line beneath the text."""

    text: str
    tone: Tone


class LineWords(NamedTuple):
    """What a line is read against: the room, the pane where enter logs, the zone, who types and who is known."""

    ref: str = ""
    pane: Pane = "timeline"
    zone: ZoneInfo = _UTC
    me: str = ""
    members: Collection[str] = ()

    def prompt(self, kept: datetime | None) -> str:
        """Such as ``1122-K7Q internal timeline 14:05:09 ›``; the time is the kept one."""
        moment = f" {kept.astimezone(self.zone):%H:%M:%S}" if kept else ""
        return f" {self.ref} internal {self.pane}{moment} › "

    def read(self, text: str, now: datetime, kept: datetime | None) -> Meaning:
        """What ``text`` means when enter is pressed."""
        return doing.read(text, now=now, zone=self.zone, members=self.members, pane=self.pane, kept=kept)

    def echo(self, text: str, now: datetime, kept: datetime | None, focused: bool) -> Echo:
        """How the text reads as it stands."""
        if not text.strip():
            return Echo(self._hint(kept, focused), Tone.HINT)
        meaning = self.read(text[:LONGEST_READ], now, kept)
        said = doing.say(meaning, now=now, zone=self.zone, me=self.me, pane=self.pane)
        if isinstance(meaning, Fault):
            return Echo(said, Tone.FAULT)
        rows = text.count("\n") + 1
        long = f" · {len(text):,} characters" if len(text) > LONGEST_READ else ""
        return Echo((f"{rows} lines, one entry · " if rows > 1 else "") + said + long, Tone.READING)

    def echo_per_line(self, texts: Sequence[str], now: datetime, kept: datetime | None) -> Echo:
        """How a paste reads of which each line is an entry; the first fault among the first lines is named."""
        for number, text in enumerate(texts[:50], start=1):
            meaning = self.read(text, now, kept)
            if isinstance(meaning, Fault):
                return Echo(f"line {number}: {meaning.message}", Tone.FAULT)
        return Echo(f"enter logs {len(texts)} entries, one per line", Tone.READING)

    def candidates(self, text: str, at: int, now: datetime) -> Candidates:
        """What Tab may put where the cursor is."""
        return Candidates(at, at)

    def _hint(self, kept: datetime | None, focused: bool) -> str:
        if kept is not None:
            return "this moment is kept: type what happened; esc drops it"
        return f"what happened? -5m bob: ! text · / command · F1 help" if focused else "keys mode: i types here"


def kept_prefix(line: Line, zone: ZoneInfo) -> str:
    """The kept moment of a line as words that read as the same time, for a draft that outlives the program."""
    if line.kept is None or line.text.lstrip().startswith(("/", "／")):
        return ""
    return f"{line.kept.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC "
