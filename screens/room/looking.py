"""What the keys that look at things do: filter, jump, brief, what changed, who, export. Nothing here records."""

from datetime import datetime
from typing import Protocol

from screens.asking import Ask, Option
from screens.desk import Desk
from screens.room.acting import Stage
from screens.widgets.feed_pane import FeedPane
from screens.widgets.selection import ALL, said, with_marks
from warroom.clock import to_stamp
from warroom.grammar.filters import Filter


class Window(Stage, Protocol):
    """A stage that can also choose, and that knows the desk."""

    desk: Desk

    async def choose(self, question: str, options: list[Option], note: str = "") -> str | None:
        """Ask with letters."""
        ...


def read_filter(text: str, window: Stage) -> Filter:
    """The filter that a person wrote: kinds by name or mark, people with @, ``pinned``, words."""
    from warroom.grammar import slash  # the grammar is not needed by the first frame

    context = slash.Context(now=window.room.clock(), zone=window.room.zone)
    order = slash.read_command("filter", text, context)
    return with_marks(order) if isinstance(order, Filter) else ALL


def show_filtered(pane: FeedPane, wanted: Filter, window: Stage) -> None:
    """Narrow the pane and say what is shown."""
    count = pane.narrow(with_marks(wanted))
    if pane.filter == ALL:
        window.tell("everything is shown")
    else:
        window.tell(f"{count:,} shown; esc shows everything again")


async def filter_pane(window: Stage, pane: FeedPane) -> None:
    """Ask what to show."""
    ask = Ask(
        "filter",
        "Show only",
        said(pane.filter),
        "kinds: obs act dec mil sev sta rol cal att cmp; @name; pinned; words",
    )
    answers = await window.ask("filter", "Filter", [ask], "Nothing shows everything.")
    if answers is not None:
        show_filtered(pane, read_filter(answers["filter"], window), window)


async def jump(window: Stage, pane: FeedPane) -> None:
    """Ask for a time and go there."""
    from warroom.times import PAST_FORMS, read_time

    room = window.room

    def read(text: str) -> datetime:
        return read_time(text, now=room.clock(), zone=room.zone, bare_digits=True).at

    answers = await window.ask("jump", "Jump to a time", [Ask("time", "Time", hint=PAST_FORMS, check=read)])
    if answers is not None:
        pane.jump(to_stamp(read(answers["time"])))


def read_brief(window: Stage) -> None:
    """Show the thirty-second brief."""
    from warroom.brief import brief  # not needed by the first frame
    from warroom.room_labels import labels_on

    room = window.room
    said = brief(room.state, now=room.clock(), zone=room.zone, labels=labels_on(room.card()))
    window.read("INTERNAL  Brief to read aloud", said)


def read_changes(window: Stage, since: datetime) -> None:
    """Show what was recorded since somebody last looked."""
    from warroom.brief import changes

    room = window.room
    said_so = changes(room.state, since=since, now=room.clock(), zone=room.zone)
    window.read("INTERNAL  What changed since you last looked", said_so)


def read_who(window: Stage) -> None:
    """Show who is on the call and who holds which role."""
    from screens.dialogs import words

    window.read("INTERNAL  Who", words.who_page(window.room.state, window.room.clock()))


AUDIENCES = [Option("i", "internal", "INTERNAL: everything, for people on our side only")]
NO_OWNERS = (
    "An export that is safe for an owner is built from owner records alone. This version makes none yet; only the "
    "internal one exists."
)
FORMATS = [
    Option("m", "md", "Markdown: the timeline summary, to read"),
    Option("j", "json", "JSON: the whole room without loss, for programs and warroom import"),
]


async def export(window: Window) -> None:
    """Write the room to a file; for whom is asked every time, and nothing is answered beforehand."""
    if await window.choose("Export for whom?", AUDIENCES, NO_OWNERS) is None:
        return
    form = await window.choose("In which form?", FORMATS, "It is written into the folder that warroom was started in.")
    if form is None:
        return
    room, desk = window.room, window.desk
    events = room.state.events  # a copy, taken here: the writer thread must not read what the loop folds into
    path = await desk.run(lambda: desk.export(room.room, events, form))
    window.tell(f"written: {path.name} in {path.parent}")
