"""A submitted line becomes Room commands, or moves the screen when that is what it asks for."""

from datetime import datetime
from typing import Protocol

from screens.room import looking
from screens.room.acting import Stage
from screens.widgets.feed_pane import FeedPane
from screens.widgets.sending import Line
from warroom.clock import to_stamp
from warroom.commands import slash_commands
from warroom.doing import Pane, do_line, do_many
from warroom.errors import BadInput
from warroom.grammar import orders
from warroom.grammar.orders import Order
from warroom.grammar.reading import EntryReading


class Listener(Stage, Protocol):
    """A stage with a pane and keys."""

    @property
    def pane(self) -> FeedPane:
        """The pane that keys act on."""
        ...

    def pane_of(self, name: Pane) -> FeedPane:
        """The pane that shows a feed."""
        ...

    @property
    def target(self) -> Pane:
        """Where entries go."""
        ...

    async def whole(self) -> None:
        """Return when the whole room is read."""
        ...

    def search_for(self, text: str) -> None:
        """Mark the words of a search."""
        ...

    def press(self, command: str) -> None:
        """Do what the command's key does."""
        ...

    def look_back(self, moment: datetime) -> None:
        """Show the room as of a time."""
        ...

    def prefill(self, text: str) -> None:
        """Put a text into the entry line."""
        ...


async def obey(listener: Listener, line: Line) -> str:
    """Do everything that a line says, entries in one transaction; what to tell. Raises what the room raises."""
    entries = [one for one in line.readings if isinstance(one, EntryReading)]
    if entries and len(entries) == len(line.readings):
        done = await do_many(listener.room, entries, pane=line.pane)
        pane = listener.pane_of(line.pane)
        hidden = any(pane.hides(event.eid) for event in done.events)
        return f"{done.said} (hidden by the filter)" if hidden else done.said
    await listener.whole()
    said = ""
    for meaning in line.readings:
        done = await do_line(listener.room, meaning, pane=line.pane)
        said = done.said
        if done.asked is not None:
            _move(listener, done.asked)
    return said


def _move(listener: Listener, asked: Order) -> None:
    """Do what only a screen can."""
    match asked:
        case orders.Jump(at):
            listener.pane.jump(to_stamp(at))
        case orders.AsOf(at):
            listener.look_back(at)
        case orders.Find(words):
            listener.search_for(words)
        case orders.Filter():
            looking.show_filtered(listener.pane, asked, listener)
        case orders.EditEntry(ref):
            listener.prefill(f"/edit {ref} {listener.room.find(ref).text}")
        case orders.Ask(name, _):
            listener.press(slash_commands()[name].id)
        case _:
            raise BadInput(f"no screen does /{type(asked).__name__.lower()} yet; nothing was changed")
