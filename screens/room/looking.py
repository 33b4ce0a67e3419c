"""What the keys that look at things do: filter, jump, brief, what changed, who, export. Nothing here records."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

from screens.asking import Ask, Option
from screens.desk import Desk, Written
from screens.room.acting import Stage
from screens.widgets.feed_pane import FeedPane
from screens.widgets.selection import ALL, said, with_marks
from warroom.clock import to_stamp
from warroom.errors import NotSaved, WarroomError
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


INTERNAL: Final = "internal"
WHERE = "It is written into the folder that warroom was started in."
INTERNAL_ALONE = (
    "Nobody is preselected. What an owner gets is built from what was promoted, told, asked and promised, and passes "
    "the leak rules; JSON and tables of all of it are for our own people."
)
TEMPLATES = [
    Option("s", "standard", "standard: what happened, impact, what contributed, what went well, what follows"),
    Option("k", "short", "short"),
    Option("n", "narrative", "narrative: told as it was lived"),
]


def _audiences(names: Sequence[str]) -> list[Option]:
    """Our own people, and each owner."""
    owners = [Option(str(number), name, f"{name}: only what they may see") for number, name in enumerate(names[:9], 1)]
    return [Option("i", INTERNAL, "INTERNAL: everything, for people on our side only"), *owners]


async def export(window: Window) -> None:
    """Write the room to a file; for whom is asked every time, and nothing is answered beforehand."""
    from screens.hosting import lettered
    from warroom.summary.exporting import FORMATS, KINDS, kinds_for  # every format's module: only for who exports

    room, desk = window.room, window.desk
    audience = await window.choose("Export for whom?", _audiences(room.state.owners.names), INTERNAL_ALONE)
    if audience is None:
        return
    owner = "" if audience == INTERNAL else audience
    kinds = [(one.name, one.title) for one in KINDS.values() if one.name in kinds_for(owner)]
    kind = await window.choose("Which document?", lettered([(name, title) for name, title in kinds]), WHERE)
    if kind is None:
        return
    template = await window.choose("In which form is the review?", TEMPLATES) if kind == "review" else ""
    if template is None:
        return
    formats = [
        (one.name, f"{one.name}: {one.title}")
        for one in FORMATS.values()
        if (one.write is not None or kind == "timeline") and not (owner and one.name == "json")
    ]
    form = await window.choose("In which format?", lettered(formats), WHERE)
    if form is None:
        return
    # a copy of the events, taken here: the writer thread must not read what the loop folds into
    wanted = Written(room.room, room.state.events, audience, kind, form, template)
    try:
        path = await desk.run(lambda: desk.export(wanted))
    except NotSaved:
        raise
    except WarroomError as error:  # the leak rules name every place: more than fits beneath the line
        window.read("NOT WRITTEN", str(error))
        return
    window.tell(f"written: {path.name} in {path.parent}")
