"""What one try came to, said so that it never claims more than is known. Pure."""

from typing import Literal

import msgspec

Outcome = Literal["accepted", "rejected", "not_sent", "unknown"]
"""``accepted``: their server took it over and said so. ``rejected``: it answered and took nothing over.
``not_sent``: nothing left that could be taken over. ``unknown``: it may have been taken over; nobody can know."""

Stage = Literal[
    "settings", "secret", "resolve", "connect", "tls", "login", "sender", "recipient", "data", "request", "answer",
    "hand",
]  # fmt: skip
"""How far a try came: ``data`` is before, ``answer`` after the last byte left."""


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What one try came to."""

    outcome: Outcome
    stage: Stage
    code: str = ""
    """Of the answer: ``250``, ``HTTP 429``, ``19024``."""
    text: str = ""
    """What was answered or what went wrong, one line of at most 300 characters, without secrets."""
    server: str = ""
    """The host that answered."""
    reference: str = ""
    """Their own number for it: ``Q71F``."""
    again: bool = False
    """Whether trying again by itself makes sense: only for what was certainly not taken over, and may pass (4xx mail,
    429, refused connections); never with ``unknown``."""
    gone: bool = False
    """Nobody is at that address (550, 551, 553): try the telephone."""
    retry_after: float | None = None
    """Seconds that they asked us to wait."""
    parts: int = 0
    """How many parts of a split message they have by now."""
