"""Which deliveries that failed have another one of the same update in their place: they ask for nothing more. Pure."""

from typing import Final

from warroom.delivery.addresses import addresses
from warroom.state.deliveries import BOUNCE, FAILED, Delivery, Row
from warroom.state.room_state import RoomState

_EMAIL: Final = "email"
NOBODY_THERE: Final = frozenset({"550", "551", "553"})
"""What a mail server answers for an address that it does not know."""


def in_place_of(state: RoomState, row: Row) -> Row | None:
    """What took the place of a delivery that failed; None: nothing did.

    The same update in a newer text to the same address, or to the address that their plan has now instead of it.
    """
    if row.state not in FAILED or row.queued is None:
        return None
    newer = state.deliveries.newer(row)
    if newer is not None or not is_gone(state, row):
        return newer
    later = (one for one in state.deliveries.of(row.queued.draft) if one.steps[0].stamp > row.steps[0].stamp)
    return next((one for one in later if one.queued is not None and one.queued.channel == _EMAIL), None)


def is_gone(state: RoomState, row: Row) -> bool:
    """Whether a mail was for an address that the owner's plan does not have any more."""
    said = row.queued
    if said is None or said.channel != _EMAIL or not said.contact:
        return False
    known = {one.casefold() for contact in state.owners.plan(said.owner_id).contacts for one in addresses(contact)}
    return said.contact.strip().casefold() not in known


def for_good(row: Row) -> bool:
    """Whether the same again would come to the same: it was refused, or nobody is there."""
    said = row.deciding.said
    code = said.code[:3] if isinstance(said, Delivery) else ""
    bounced = isinstance(said, Delivery) and said.stage == BOUNCE
    return row.state == "rejected" or (row.state == "dead" and (bounced or code in NOBODY_THERE))
