"""What follows a try: how the delivery stands then, and when it is tried again, if at all. Pure."""

import random
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from warroom.clock import to_stamp
from warroom.delivery.receipt import Receipt
from warroom.state.deliveries import DeliveryState

DELAYS: Final[tuple[float, ...]] = (15, 60, 300, 900)
"""Seconds before the second, third ... try (owner-updates.md 4.3); there is none after the last."""
JITTER: Final = 0.2
"""The part of a delay by which it may be shorter or longer, so that not everything comes back at once."""
LONGEST_WAIT: Final = 3600.0
"""Seconds: a server that asks for more of a pause is not waited for; an update that late needs a person."""


class Next(NamedTuple):
    """How a delivery stands after a try."""

    state: DeliveryState
    reason: str = ""
    wait: float = 0.0
    """Seconds until the next try; only with ``queued``."""


def after(
    receipt: Receipt,
    tries: int,
    now: datetime,
    until: datetime | None,
    delays: tuple[float, ...] = DELAYS,
    chance: random.Random | None = None,
) -> Next:
    """How it stands after ``tries`` tries since it was queued; ``until``: when the next update is due.

    Only what was certainly not taken over is tried again, and never past the next update: that one says more.
    """
    if receipt.outcome == "accepted":
        return Next("accepted")
    if receipt.outcome == "unknown":
        return Next("unknown", "it may have arrived: look there before it is sent again")
    if receipt.gone:
        return Next("dead", "nobody is at that address: telephone them")
    if not receipt.again:
        return Next("rejected" if receipt.outcome == "rejected" else "dead")
    if tries > len(delays):
        return Next("dead", f"tried {tries} times")
    delay = delays[max(tries, 1) - 1]
    wait = delay * (1 + JITTER * (2 * (chance or random).random() - 1))
    if receipt.retry_after is not None and receipt.retry_after > wait:
        wait = receipt.retry_after
    if wait > max(LONGEST_WAIT, *delays):
        return Next("dead", f"they asked for a pause of {int(wait // 60)} minutes")
    if until is not None and now + timedelta(seconds=wait) >= until:
        return Next("dead", "the next update is due before it could be tried again")
    return Next("queued", f"tried again in {max(1, round(wait))} s", wait)


def at(now: datetime, wait: float) -> str:
    """When the next try begins (UTC text)."""
    return to_stamp(now + timedelta(seconds=wait))
