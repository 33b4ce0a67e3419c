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
    wait = _wait(receipt, tries, delays, chance)
    over = _over(wait, tries, now, until, delays)
    if not over:
        return Next("queued", f"tried again in {max(1, round(wait))} s", wait)
    # An answer of 5xx is tried again where the receiver takes a message only once; it may have taken it all the same.
    return Next("unknown" if receipt.outcome == "not_sent" and receipt.stage == "answer" else "dead", over)


def _wait(receipt: Receipt, tries: int, delays: tuple[float, ...], chance: random.Random | None) -> float:
    """Seconds until the next try; longer where they ask for it."""
    delay = delays[min(max(tries, 1), len(delays)) - 1] if delays else 0.0
    wait = delay * (1 + JITTER * (2 * (chance or random).random() - 1))
    return max(wait, receipt.retry_after or 0.0)


def _over(wait: float, tries: int, now: datetime, until: datetime | None, delays: tuple[float, ...]) -> str:
    """Why there is no next try, in words; empty: there is one."""
    if tries > len(delays):
        return f"tried {tries} times"
    if wait > max(LONGEST_WAIT, *delays):
        return f"they asked for a pause of {int(min(wait, 1e9) // 60)} minutes"
    if until is not None and now + timedelta(seconds=wait) >= until:
        return "the next update is due before it could be tried again"
    return ""


def at(now: datetime, wait: float) -> str:
    """When the next try begins (UTC text)."""
    return to_stamp(now + timedelta(seconds=wait))
