"""One countdown: what it is about, when it calls out, how it stands; one shape for F4, the header, ``warroom due``."""

from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

ClockKind = Literal[
    "first_notice", "next_update", "resolved_notice", "report", "preliminary", "commitment", "question", "eta", "task",
    "decision", "follow_up", "remedy", "contact", "feedback", "no_commander", "no_severity", "action", "entry", "duty",
    "stale",
]  # fmt: skip
Standing = Literal["due", "warning", "ahead", "paused"]

WARN_AT: Final = 0.7
"""The part of an interval after which it is amber (owner-updates.md 1.3)."""
JUST_PASSED: Final = timedelta(minutes=10)
"""How long the time of an entry that has passed is still shown: nobody may miss that it did, and nobody can end it."""
_RECORDS: Final = frozenset({"commitment", "question", "task", "decision", "follow_up", "remedy", "action", "entry"})
"""The kinds that are about one record or entry."""


class Due(NamedTuple):
    """One countdown."""

    id: str
    """The same as long as it runs: ``next_update:Acme``, ``question:ID``. A snooze names it."""
    kind: ClockKind
    owner: str
    """The owner it is about, or empty."""
    text: str
    """What is to be done, in words of the room."""
    at: datetime
    """Aware UTC."""
    warn_at: datetime
    standing: Standing = "ahead"
    eid: str = ""
    """The record that it is about (an id), or empty."""
    reason: str = ""
    """Why it rests, when it does."""
    resumes_at: datetime | None = None
    """When it calls out again after a snooze; None when it doesn't rest, or nobody knows."""
    who: str = ""
    """Who of our side sees to it, or empty."""
    box: bool = False
    """Whether a time-box ends, and not a due time comes."""

    def left(self, now: datetime) -> timedelta:
        """How long there is still time; negative when it is late."""
        return self.at - now


def running(
    kind: ClockKind,
    owner: str,
    text: str,
    start: datetime,
    at: datetime,
    about: str,
    *,
    who: str = "",
    box: bool = False,
) -> Due:
    """A countdown from ``start`` to ``at``; ``about`` names it among those of its kind: a record's id, an owner."""
    warn_at = start + (at - start) * WARN_AT if at > start else at
    eid = about if kind in _RECORDS else ""
    return Due(f"{kind}:{about}" if about else kind, kind, owner, text, at, warn_at, eid=eid, who=who, box=box)
