"""The rooms of the data folder as the lobby lists them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from screens.widgets.header import SHORT_STATUS, age_words
from screens.widgets.row import Row
from warroom import profiles
from warroom.clock import from_stamp
from warroom.errors import BadInput, WarroomError
from warroom.ports import Rooms
from warroom.room_labels import labels_on
from warroom.state.incident import ENDED
from warroom.state.labels import Labels
from warroom.state.room_state import fold
from warroom.state.snapshot import card as card_of

PATIENCE = 900
"""Seconds after which what is being sent is unknown, as the outbox itself takes it."""
_OPEN = {
    "unknown": "unknown", "failed": "rejected", "waiting": "unsent", "by_hand": "by hand", "sending": "sending",
}  # fmt: skip
"""What of a card's outbox is said, in which word, the most pressing first."""
NOT_OPENED = "it has no opening event; 'warroom doctor' tells what can't be read"


@dataclass(frozen=True)
class Card:
    """A room in the lobby; ``summary`` is None until it is folded."""

    room: str
    ref: str
    summary: Mapping[str, object] | None
    events: int
    problem: str | None

    def text(self, name: str) -> str:
        """A text of the summary, empty when it isn't there."""
        value = (self.summary or {}).get(name)
        return value if isinstance(value, str) else ""

    @property
    def labels(self) -> Labels:
        """What the room's profile calls things."""
        return labels_on(self.summary or {})

    @property
    def is_open(self) -> bool:
        """Whether work goes on."""
        return self.summary is not None and self.text("status") not in ENDED

    def has(self, words: Sequence[str]) -> bool:
        """Whether all words (case-folded) stand in its title, reference, impact or names."""
        names = ("title", "impact", "commander", "liaison", "severity", "status")
        called = [self.labels.severity_label(self.text("severity")), self.labels.status_label(self.text("status"))]
        where = "\n".join([self.ref, *called, *(self.text(name) for name in names)]).casefold()
        return all(word in where for word in words)


def read(rooms: Rooms) -> list[Card]:
    """Every room, from what is cached; blocking."""
    return [Card(one.room, one.ref, one.summary, one.events, one.problem) for one in rooms.cards()]


def fold_one(rooms: Rooms, card: Card) -> Card:
    """The card of a room whose cached one doesn't fit any more: read and fold it once, and keep that; blocking."""
    try:
        log = rooms.open(card.room)
        try:
            state = fold(log.load())
            if state.incident.opened is None:
                return Card(card.room, card.ref, None, card.events, NOT_OPENED)
            summary = card_of(state, card.room, profiles.cadences_of(state.incident.opened.profile))
            log.save_summary(summary)
        finally:
            log.close()
    except WarroomError as error:
        return Card(card.room, card.ref, None, card.events, str(error))
    return Card(card.room, card.ref, summary, card.events, None)


def urgency(card: Card) -> tuple[int, str, str]:
    """The lobby's order: open rooms by severity, the oldest first; then ended ones, the newest first; then broken."""
    started = card.text("started_at")
    if card.problem is not None:
        return (3, "", card.ref)
    if card.summary is None:
        return (0, "", card.ref)
    if card.is_open:
        return (1, card.text("severity") or "SEV9", started)
    return (2, "".join(chr(0x10FFFF - ord(letter)) for letter in card.text("ended_at") or started), card.ref)


def row(card: Card, now: datetime) -> Row:
    """A room as one row: severity, status, age, title; who leads and how much there is behind it."""
    if card.problem is not None:
        return Row(card.room, "can't be opened", "", "!!!", "plain", card.ref, card.problem)
    if card.summary is None:
        return Row(card.room, "being read", "", "...", "plain", card.ref, f"{card.events:,} entries")
    day = "open" if card.is_open else "resolved and closed"
    leads, entries = card.text("commander"), card.summary.get("entries")
    label = card.labels.severity_label(card.text("severity"))
    drill = "DRILL " if card.summary.get("drill") else ""
    conflict = "CONFLICT" if card.summary.get("conflicts") else ""
    notes = [
        card.ref,
        _outbox(card.summary.get("outbox"), now),
        f"{leads} leads" if leads else "nobody leads",
        f"{entries:,} entries" if isinstance(entries, int) else "",
        _next_due(card.summary.get("next_due"), now),
        conflict,
    ]
    return Row(
        key=card.room,
        day=day,
        time=card.text("severity") or "SEV?",
        mark=SHORT_STATUS.get(card.text("status"), "new").lower(),
        tone="decision" if card.is_open else "plain",
        who=age_words(card.summary, now, seconds=False),
        text="  ".join(part for part in (label, drill + card.text("title")) if part),
        note=", ".join(one for one in notes if one),
    )


def _outbox(counts: object, now: datetime) -> str:
    """What of its updates is open: ``1 unknown, 2 unsent``; empty for a card that has none.

    What was being sent so long ago that its end is not known by anybody is unknown.
    """
    if not isinstance(counts, Mapping):
        return ""
    found = {name: count for name, count in counts.items() if isinstance(count, int) and count > 0}
    if _is_long_ago(counts.get("since"), now):
        found["unknown"] = found.get("unknown", 0) + found.pop("sending", 0)
    return ", ".join(f"{found[name]} {word}" for name, word in _OPEN.items() if found.get(name))


def _is_long_ago(since: object, now: datetime) -> bool:
    try:
        return bool(since) and now - from_stamp(str(since)) > timedelta(seconds=PATIENCE)
    except BadInput:  # a card of another version
        return True


def _next_due(due: object, now: datetime) -> str:
    """What owners are owed next: ``Acme due in 12m``, ``Acme LATE 5m``; empty for a card that has none."""
    if not isinstance(due, Mapping) or not due.get("at"):
        return ""
    try:
        left = from_stamp(str(due["at"])) - now
    except BadInput:  # a card of another version
        return ""
    minutes = abs(-(-int(left.total_seconds()) // 60))
    span = f"{minutes}m" if minutes < 90 else f"{minutes // 60}h{minutes % 60:02}"
    return f"{due.get('owner') or 'an owner'} {'LATE' if left < timedelta() else 'due in'} {span}"
