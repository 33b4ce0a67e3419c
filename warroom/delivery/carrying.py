"""One try in its thread: the secrets, the channel's module, the network. Whatever goes wrong is a receipt."""

from collections.abc import Callable
from typing import Final

import msgspec

from warroom.delivery.book import Destination
from warroom.delivery.carrier import Carrier, Way
from warroom.delivery.parcel import Parcel
from warroom.delivery.receipt import Receipt
from warroom.delivery.scrubbing import scrub
from warroom.errors import WarroomError

_SHORT: Final = 100
"""Letters of an answer's code, server and number that are kept."""


def carried(carrier: Callable[[str], Carrier], way: Destination, parcel: Parcel) -> Receipt:
    """Carry a parcel; never raises. Blocking, for a thread of its own."""
    try:
        module, opened = carrier(way.channel), way.way()
    except WarroomError as error:  # a secret that can't be had: its message never holds the value
        return Receipt(outcome="not_sent", stage="secret", text=str(error)[:300])
    except Exception as error:  # noqa: BLE001 - a module that can't be imported, a fault of ours: nothing left yet
        return Receipt(
            outcome="not_sent", stage="settings", text=f"it can't be sent by {way.channel} here: {_kind(error)}"
        )
    try:
        return _shown(module.send(parcel, opened), opened)
    except Exception as error:  # noqa: BLE001 - a fault of ours in the middle: how much left, nobody knows
        return Receipt(
            outcome="unknown", stage="request", text=f"the program failed while it was sending: {_kind(error)}"
        )


def _shown(receipt: Receipt, way: Way) -> Receipt:
    """A receipt as a room may keep it: whatever a channel let through, no secret and nothing endless is in it."""
    short = {name: scrub(getattr(receipt, name), way.secrets)[:_SHORT] for name in ("code", "server", "reference")}
    return msgspec.structs.replace(receipt, text=scrub(receipt.text, way.secrets), **short)


def _kind(error: Exception) -> str:
    """The sort of a failure alone: its words may hold an address with a token in it."""
    return type(error).__name__
