"""Recording from a shell: work done in a room, then the references of what it made, or the same as JSON."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from warroom.cli import access
from warroom.cli.failures import tell
from warroom.cli.ground import ground
from warroom.cli.printing import out, out_json
from warroom.events import Event
from warroom.room import Room


class Recorded(NamedTuple):
    """What was recorded, and what to tell of it in a few words."""

    said: str
    events: Sequence[Event]


def record(room: str, as_json: bool, work: Callable[[Room], Awaitable[Event | Sequence[Event] | Recorded]]) -> None:
    """Do ``work`` in the room and print the reference of each event it made; with JSON one object of all of it."""
    made = access.in_room(ground(), room, work)
    report(recorded(made), as_json)


def recorded(made: Event | Sequence[Event] | Recorded) -> Recorded:
    """What a command of the room made, with nothing to tell where it doesn't say."""
    if isinstance(made, Recorded):
        return made
    return Recorded("", (made,) if isinstance(made, Event) else tuple(made))


def report(made: Recorded, as_json: bool) -> None:
    """Print what was recorded: references to standard output, words beside them; or both as one JSON object."""
    if as_json:
        out_json(as_object(made.said, [(event.ref, event.eid) for event in made.events]))
        return
    if made.said:
        tell(made.said)
    for event in made.events:
        out(event.ref)


def as_object(said: str, made: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The JSON of everything that records: ``said``, and the references and ids of what it made."""
    return {"said": said, "refs": [ref for ref, _ in made], "eids": [eid for _, eid in made]}
