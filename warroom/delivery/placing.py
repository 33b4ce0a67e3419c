"""Which update or message a mail answers, by the ids that it names. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from warroom.delivery.mail.threading import keys_in
from warroom.state.deliveries import Row
from warroom.state.room_state import RoomState


class Place(NamedTuple):
    """Where a mail belongs."""

    owner: str
    answers: str = ""
    """The telling, draft or message that it answers (an id)."""
    number: int = 0
    """Of the update that it answers; 0: none."""
    how: str = ""
    """By what it was found."""


def answered(state: RoomState, references: Sequence[str]) -> Place | None:
    """What a mail answers, the nearest of its ``references`` (which come last) first; None: nothing of this room."""
    for reference in reversed(references):
        for key in keys_in(reference):
            if (row := state.deliveries.get(key)) is not None and row.queued is not None:
                return to_row(state, row, "the mail that it answers")
        for eid, one in state.owners.messages.items():
            if one.message_id and one.message_id == reference:
                return Place(state.owners.owner_of(eid) or one.owner_id, eid, 0, "the mail that it answers")
    return None


def owner_of(state: RoomState, address: str) -> str:
    """The owner in whose plan a mail address stands; empty when it is no single one's."""
    wanted = address.casefold()
    found = {
        name
        for name in state.owners.names
        for contact in state.owners.plan(name).contacts
        if wanted and wanted in contact.contact.casefold().replace("/", " ").split()
    }
    return found.pop() if len(found) == 1 else ""


def to_row(state: RoomState, row: Row, how: str) -> Place:
    """The place of what answers a delivery."""
    said = row.queued
    assert said is not None
    telling = state.updates.carried(said.draft)
    return Place(said.owner_id, telling.eid if telling is not None else said.draft, said.number, how)
