"""What a mail server's answers mean: taken over, refused for now, refused for good, and under which number. Pure."""

import re
from typing import Final, NamedTuple

from warroom.delivery.receipt import Receipt, Stage

_QUEUED: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\[InternalId=(\d{1,30})",  # Exchange, Microsoft 365
        r"\bqueued as:?\s+([\w.@/-]{3,80}(?:,[\w.+/-]{3,80})?)",  # Postfix; 163.com
        r"\bid=([\w.-]{6,60})",  # Exim
        r"^(?:2\.0\.0\s+)?OK\s+\d{9,11}\s+([\w.-]{8,80})\s+-\s+gsmtp",  # Gmail
        r"\bqp\s+(\d{1,12})\b",  # qmail
        r"^(?:2\.\d\.\d\s+)?([\w.-]{6,60})\s+Message accepted for delivery",  # sendmail, OpenSMTPD
        r"\bmessage queued \(([\w.-]{6,60})\)",  # Haraka
        r"^(?:2\.0\.0\s+)?Ok:?\s+([0-9a-f][\w-]{18,80})\s*$",  # Amazon SES
        r"\bqueued(?: mail)?(?: for delivery)?\s+(?:with id|id|\()\s*:?\s*([\w.-]{6,60})",
    )
)
_ENHANCED: Final = re.compile(r"^([245])\.(\d{1,3})\.(\d{1,3})\b")
_GONE: Final = frozenset({550, 551, 553})
_POLICY: Final = "7"
"""The class of enhanced codes that speaks of rules, not of addresses (RFC 3463 3.8): somebody is there."""


class Answer(NamedTuple):
    """An answer of a mail server."""

    code: int
    text: str
    """The lines without the code, one below the other."""

    @property
    def good(self) -> bool:
        """Whether it did what it was told."""
        return 200 <= self.code < 300


def queue_id(text: str) -> str:
    """The server's own number for a mail that it took over; empty when it told none."""
    line = " ".join(text.split())
    found = (pattern.search(line) for pattern in _QUEUED)
    return next((match[1].rstrip(".,;") for match in found if match is not None), "")


def accepted(answer: Answer, text: str, server: str) -> Receipt:
    """The receipt of a mail that was taken over; ``text`` is the answer as it may be shown."""
    return Receipt(
        outcome="accepted",
        stage="answer",
        code=str(answer.code),
        text=text,
        server=server,
        reference=queue_id(answer.text),
        parts=1,
    )


def refused(stage: Stage, answer: Answer, text: str, server: str) -> Receipt:
    """The receipt of a 4xx or 5xx: it took nothing over, and says whether it may later (RFC 5321 4.2.1)."""
    passing = 400 <= answer.code < 500
    return Receipt(
        outcome="rejected",
        stage=stage,
        code=str(answer.code),
        text=text,
        server=server,
        again=passing,
        gone=stage == "recipient" and answer.code in _GONE and not _by_policy(answer.text),
    )


def _by_policy(text: str) -> bool:
    found = _ENHANCED.match(text)
    return found is not None and found[2] == _POLICY
