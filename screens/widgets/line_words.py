"""What the entry line says and understands: prompt, reading and candidates, from the grammar. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from screens.widgets.completion import Candidate, Candidates
from screens.widgets.sending import Line, Sending
from warroom import doing
from warroom.commands import slash_commands
from warroom.doing import Meaning, Pane
from warroom.errors import BadInput
from warroom.grammar.completion import GRAMMAR, Choice, complete, hint
from warroom.grammar.context import Context, DayEnds, rooms_day
from warroom.grammar.marks import fold_width
from warroom.grammar.orders import EditEntry, Order
from warroom.grammar.panel_words import FACTOR_WORDS, FOLLOW_UP_WORDS
from warroom.grammar.reading import EntryReading, Fault
from warroom.grammar.words import COMPONENT_WORDS, MILESTONE_WORDS, ROLE_WORDS, SEVERITY_WORDS, STATUS_WORDS
from warroom.text import safe

if TYPE_CHECKING:
    from warroom.profiles import Profile, Words
    from warroom.seen import Look

LONGEST_READ: Final = 4_000
"""Characters of a text that are read at each key; of a longer one the beginning says how it reads."""
READ_LINES: Final = 50
"""Lines of a paste that are read at each key; enter reads them all."""
SHORT_GRAMMAR: Final = "-5m time  bob: who  ! action = decision * milestone  >16:00  / command"
"""``GRAMMAR`` for 80 columns."""
_UTC: Final = ZoneInfo("UTC")
COMMANDS: Final[Sequence[Choice]] = tuple((word, command.help) for word, command in slash_commands().items())


def _values(words: Mapping[str, str]) -> Sequence[Choice]:
    """Each meaning once, by the word that says it in full."""
    return tuple((meaning, "") for meaning in dict.fromkeys(words.values()))


VALUES: Final[Mapping[str, Sequence[Choice]]] = {
    "sev": _values(SEVERITY_WORDS),
    "status": _values(STATUS_WORDS),
    "role": _values(ROLE_WORDS),
    "component": _values(COMPONENT_WORDS),
    "factor": _values(FACTOR_WORDS),
    "follow": _values(FOLLOW_UP_WORDS),
}
"""What the first word behind a command may be."""


def values_of(profile: "Profile | None") -> Mapping[str, Sequence[Choice]]:
    """The same in a room whose profile has words of its own: the names in code with their labels, then the labels."""
    if profile is None or profile.name == "service":
        return VALUES
    severities = {name: words.label for name, words in profile.severities.items()}
    return {**VALUES, "sev": _labelled(severities), "status": _labelled(profile.statuses)}


def _labelled(called: "Mapping[Any, Words]") -> Sequence[Choice]:
    names = [(str(name), f"{words.zh} {words.en}") for name, words in called.items()]
    labels = [(label, str(name)) for name, words in called.items() for label in (words.zh, words.en.casefold())]
    return (*names, *(one for one in labels if one[0] not in called))


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


BACK: Final = "i or enter types here"


class LineWords(NamedTuple):
    """What a line is read against: the room, the pane where enter logs, the zone, who types and who is known."""

    ref: str = ""
    pane: Pane = "timeline"
    zone: ZoneInfo = _UTC
    me: str = ""
    members: Collection[str] = ()
    refs: Callable[[], Sequence[Choice]] = tuple
    """The entries that /pin, /edit and the like may name, newest first: letters and the beginning of the text."""
    profile: "Callable[[], Profile | None]" = lambda: None
    """The room's profile, asked for when there is something to read: the first time costs a file."""
    day_end: DayEnds = rooms_day
    """When an owner's working day ends: a due day without a clock time is read against it."""
    back: str = BACK
    """Which keys go back to typing on the screen in sight."""
    look: "Callable[[], Look | None]" = lambda: None
    """What is to be seen of the room now, asked for at enter."""

    def prompt(self, kept: datetime | None, text: str = "") -> str:
        """Such as ``1122-K7Q internal timeline 14:05:09 ›``; the time is the kept one. ``EDIT``: it logs none."""
        if is_command(text) and text.split(None, 1)[0].lower() == "/edit":
            return f" {self.ref} EDIT › "
        moment = f" {kept.astimezone(self.zone):%H:%M:%S}" if kept else ""
        return f" {self.ref} internal {self.pane}{moment} › "

    def read(self, text: str, now: datetime, kept: datetime | None) -> Meaning:
        """What ``text`` means when enter is pressed."""
        against = self.profile()
        return doing.read(
            text,
            now=now,
            zone=self.zone,
            members=self.members,
            pane=self.pane,
            kept=kept,
            profile=against,
            day_end=self.day_end,
        )

    def read_lines(self, texts: Sequence[str], now: datetime, kept: datetime | None) -> list[EntryReading]:
        """What pasted lines mean, an entry each; raises ``BadInput``."""
        against = self.profile()
        return doing.read_lines(
            texts, now=now, zone=self.zone, members=self.members, pane=self.pane, kept=kept, profile=against
        )

    def sent(self, line: Line, now: datetime) -> Line:
        """The line as enter sends it: what each of its entries means, for which pane; raises ``BadInput``."""
        return line._replace(readings=self._meanings(line, now), pane=self.pane, look=self.look())

    def _meanings(self, line: Line, now: datetime) -> tuple[Meaning, ...]:
        if line.per_line:
            return tuple(self.read_lines(line.entries, now, line.kept))
        meaning = self.read(line.text, now, line.kept)
        if isinstance(meaning, Fault):
            raise BadInput(meaning.message)
        return (meaning,)

    def echo(self, text: str, now: datetime, kept: datetime | None, focused: bool, width: int) -> Echo:
        """How the text reads as it stands."""
        if not text.strip():
            return Echo(self._hint(kept, focused, width), Tone.HINT)
        head = text[:LONGEST_READ]
        meaning = self.read(head, now, kept)
        more = hint(head, self._context(now), commands=COMMANDS, milestones=self._milestones)
        if isinstance(meaning, Fault):
            # A command that is not complete yet is no fault before enter.
            return Echo(more, Tone.HINT) if is_command(text) else Echo(meaning.message, Tone.FAULT)
        if isinstance(meaning, EditEntry) and meaning.text:
            return Echo(f"edits {self._named(meaning.ref)}", Tone.READING)
        if not isinstance(meaning, EntryReading):
            return self._echo_order(meaning, now, more)
        said = doing.say(meaning, now=now, zone=self.zone, me=self.me, pane=self.pane)
        rows = text.count("\n") + 1
        return Echo(
            (f"{rows} lines, one entry · " if rows > 1 else "")
            + said
            + (f" · {more}" if more and self.pane == "timeline" else "")
            + (f" · {len(text):,} characters" if len(text) > LONGEST_READ else ""),
            Tone.READING,
        )

    def _context(self, now: datetime) -> Context:
        return doing.context(now, self.zone, self.members, self.profile(), self.day_end)

    @property
    def _milestones(self) -> Mapping[str, str]:
        profile = self.profile()
        return profile.milestone_words() if profile else MILESTONE_WORDS

    def _echo_order(self, order: Order, now: datetime, more: str) -> Echo:
        """The times of a command as they are read stand first, then what else can be said in it."""
        try:
            said = doing.say_order(order, now=now, zone=self.zone, members=self.members, day_end=self.day_end)
        except BadInput as error:
            return Echo(str(error), Tone.HINT)
        return Echo(" · ".join(part for part in (said, more) if part), Tone.READING)

    def echo_per_line(self, texts: Sequence[str], now: datetime, kept: datetime | None) -> Echo:
        """How a paste reads of which each line is an entry; the first fault among the first lines is named."""
        try:
            self.read_lines(texts[:READ_LINES], now, kept)
        except BadInput as error:
            return Echo(str(error), Tone.FAULT)
        return Echo(f"enter logs {len(texts)} entries, one per line", Tone.READING)

    def candidates(self, text: str, at: int) -> Candidates:
        """What Tab may put where the cursor is."""
        found = complete(
            text,
            at,
            members=self.members,
            refs=self.refs(),
            commands=COMMANDS,
            values=values_of(self.profile()),
            milestones=self._milestones,
        )
        if not found:
            return Candidates(at, at)
        first = found[0]
        same = [one for one in found if (one.start, one.end) == (first.start, first.end)]
        return Candidates(first.start, first.end, tuple(Candidate(one.text, one.help) for one in same))

    def _named(self, ref: str) -> str:
        """An entry as ``ASXMX (wei 13:04)``."""
        ref = ref.upper()
        about = next((about for name, about in self.refs() if name == ref), "")
        return f"{ref} ({about.split('  ')[0]})" if about else ref

    def _hint(self, kept: datetime | None, focused: bool, width: int) -> str:
        if kept is not None:
            return "this moment is kept: type what happened; esc drops it"
        if focused:
            return GRAMMAR if width > len(GRAMMAR) + 4 else SHORT_GRAMMAR
        return f"KEYS: letters are keys now; {self.back}"


def is_command(text: str) -> bool:
    """Whether a line begins as a command does."""
    head = fold_width(text.lstrip()[:2])
    return head.startswith("/") and head != "//"


def draft_of(lines: Sequence[Line]) -> str:
    """What is not on disk yet as one text that may outlive the program."""
    return "\n".join(_kept_prefix(line) + line.text for line in lines)


def _kept_prefix(line: Line) -> str:
    """The kept moment of a line as words that read as the same time."""
    if line.kept is None or is_command(line.text):
        return ""
    return f"{line.kept.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC "


def aside_words(sending: Sending, shows_sent: bool, why: str) -> str:
    """What is on its way or put aside and not to be seen in the line itself; ``why`` it was refused."""
    current, aside = sending.current, sending.next_aside
    if current is not None and not shows_sent:
        more = f" (+{len(sending) - 1} waiting)" if len(sending) > 1 else ""
        return f"storing{more}: {one_line(current.text)}"
    if aside is None:
        return ""
    more = f" (+{sending.aside - 1})" if sending.aside > 1 else ""
    kept = f"kept for after this one{more}: {one_line(aside.text)}"
    return f"not stored, {kept} - {why}" if why else kept


def one_line(text: str) -> str:
    """The beginning of a text on one row."""
    return safe(text[:500]).replace("\n", " ⏎ ")
