"""Times to come in the commands about owners: read against the owner's working day, and said back in full."""

from typing import Final, NamedTuple

from warroom import making
from warroom.clock import from_stamp, to_stamp
from warroom.day_ends import of_room
from warroom.due_times import read_due, read_range, say_due
from warroom.errors import BadInput
from warroom.grammar.order_echo import UNKNOWN
from warroom.grammar.owner_orders import ONLY, OwnerOrder
from warroom.room import Room
from warroom.state.commitments import Made
from warroom.state.record import Record, called

PROMISED_UNTIL: Final = (
    "until when? /promise Acme: WHAT >fri 16:00, or from a shell: warroom promise ROOM Acme WHAT --due 'fri 16:00'"
)
SNOOZED_UNTIL: Final = (
    "until when is it to be quiet? /snooze CLOCK 15m REASON, or from a shell: warroom snooze ROOM CLOCK REASON "
    "--until 15m"
)
NOBODY: Final = "#"
"""Names no owner: the end of the room's working day counts."""
ESTIMATED: Final = "when will it be over? /eta Acme: 16:00-17:30, 30m, fri 12:00 or unknown"


class Ahead(NamedTuple):
    """A time to come: as events hold it, and as it was read."""

    stamp: str | None = None
    said: str = ""

    def words(self, before: str) -> str:
        """What is said of it behind ``before``; empty without one."""
        return before + self.said if self.said else ""


def ahead(room: Room, order: OwnerOrder, part: str, whose: str = "") -> Ahead:
    """The part of an order that is a time to come, typed or in events' form; none when the part isn't there.

    ``whose`` working day ends a day without a clock time; the owner's of the order, or the only one's, when not said.
    """
    text = order.parts.get(part)
    if not text:
        return Ahead()
    try:
        at, note = from_stamp(text), order.parts.get("due_note", "")
    except BadInput:
        ends = of_room(room.state)(whose or order.name or ONLY)
        read = read_due(text, now=room.clock(), zone=room.zone, ends=ends)
        at, note = read.at, read.note
    return Ahead(to_stamp(at), say_due(at, note, now=room.clock(), zone=room.zone))


def ahead_needed(room: Room, order: OwnerOrder, part: str, else_say: str, whose: str = "") -> tuple[str, str]:
    """The same for a command that can't be without: stamp and words, else ``BadInput`` that says what to type."""
    making.needed(order.parts.get(part, ""), else_say)
    found = ahead(room, order, part, whose)
    return found.stamp or "", found.said


def moved_until(promise: Record[Made]) -> str:
    """What to type for a promise that is to move without saying until when."""
    ref = promise.ref
    return (
        f"to when does '{called(promise, 40)}' move? /moved {ref} fri 17:00 because REASON, or from a shell: "
        f"warroom moved ROOM {ref} REASON --due 'fri 17:00'"
    )


def estimate(room: Room, order: OwnerOrder) -> tuple[Ahead, Ahead]:
    """From when until when it will be over, as an ``/eta`` says; two empty ones when that isn't known."""
    text = making.needed(order.text.strip(), ESTIMATED)
    if text.casefold() in UNKNOWN:
        return Ahead(), Ahead()
    now, zone = room.clock(), room.zone
    low, high = read_range(text, now=now, zone=zone, ends=of_room(room.state)(order.name or ONLY))
    first, last = (Ahead(to_stamp(one.at), say_due(one.at, one.note, now=now, zone=zone)) for one in (low, high))
    return first, last
