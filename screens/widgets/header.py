"""The header: how bad, where it stands, what it is, for how long; read from the room's card alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from screens.widgets.owner_words import OwnersInSight, as_content, fitting_parts
from screens.widgets.wrap import fit
from warroom.clock import from_stamp, offset_label, zone
from warroom.room_labels import labels_on
from warroom.state.labels import Labels
from warroom.text import safe

SHORT_STATUS: Final = {
    "investigating": "INV",
    "identified": "IDE",
    "monitoring": "MON",
    "resolved": "RES",
    "closed": "CLO",
}
"""Status to its word where there is little room."""

TONES: Final = {"SEV1": "$text-error", "SEV2": "$text-warning", "SEV3": "$text-warning"}
"""Severity to its colour; the word says it anyway."""

WIDE: Final = 100
"""Cells from which on the panes stand side by side."""
LEAST_TITLE: Final = 8
"""A title in fewer cells says nothing: it goes."""
NOBODY: Final = OwnersInSight()
SOLO: Final = "solo"
"""No other terminal on this machine has the room open, and it is on this machine only."""


def company_words(others: Sequence[str], me: str) -> str:
    """Who else has the room open on this machine: ``solo``, ``with bob``, ``with bob +2``; my own: ``2 terminals``."""
    if not others:
        return SOLO
    names = [name for name in dict.fromkeys(others) if name != me]
    if not names:
        return f"{len(others) + 1} terminals"
    more = f" +{len(others) - 1}" if len(others) > 1 else ""
    return f"with {_fitted(names[0], 10).rstrip()}{more}"


class Header(Static):
    """One line on top of a room."""

    DEFAULT_CSS = """
    Header { height: 1; width: 1fr; background: $panel; text-wrap: nowrap; }
    """

    def show(
        self, card: Mapping[str, object], now: datetime, owners: OwnersInSight = NOBODY, company: str = ""
    ) -> None:
        """Draw the room's card, what is to be seen of its owners, and who else has it open, as it stands at ``now``."""
        self.update(header_line(card, now, self.size.width or self.app.size.width, owners, company), layout=False)


def header_line(
    card: Mapping[str, object], now: datetime, width: int, owners: OwnersInSight = NOBODY, company: str = ""
) -> Content:
    """`` SEV1 INVESTIGATING  Checkout latency  0:42:17   Acme due 04:12 ▮▮▮▯▯   3 not told   1 question  solo  UTC+8``.

    The title is cut when there is no room, and left out before anything about an owner is.
    """
    severity = str(card.get("severity") or "SEV?")
    status = str(card.get("status") or "opened")
    wide = width >= WIDE
    labels = labels_on(card)
    long, short = status_words(status, labels)
    label = labels.severity_label(severity)
    drill = "DRILL " if card.get("drill") else ""
    local = offset_label(now.astimezone(zone(str(card.get("zone") or "UTC"))))
    age = age_words(card, now, seconds=wide)
    beside = f"{safe(company)}  {local} " if company else f"{local} "
    # What is least missed goes first when there is little room: who else is here, the zone, the long word; last of all
    # the profile's label of the severity, whose name in code stays.
    both = f"{severity} {label}" if label else severity
    tries = [(both, long, beside), (both, short, f"{local} "), (both, short, ""), (severity, short, "")]
    for grave, word, right in tries if wide or company not in ("", SOLO) else tries[1:]:
        word = word if wide else short
        left = f" {drill}{grave} {word} "
        space = width - cell_len(left) - cell_len(age) - cell_len(right) - (6 if right else 4)
        parts, fits = fitting_parts(owners, now, wide=wide, width=space)
        if fits:
            break
    middle = as_content(parts)
    title = safe(str(card.get("title") or "")).replace("\n", " ")
    taken = cell_len(left) + 2 + cell_len(age) + (2 + middle.cell_length if parts else 0)
    room = width - taken - 2 - cell_len(right) - 1
    if parts and room < min(LEAST_TITLE, cell_len(title)):
        title = ""
        right = right if room >= -1 else ""
    shown = f" {_fitted(title, max(4, room))}" if title else ""
    spare = width - taken - cell_len(shown) - cell_len(right)
    before = max(0, spare - 2) // 2 if parts and wide else 0
    return Content.assemble(
        (left, f"bold reverse {TONES.get(severity, '')}"),
        (shown, "bold"),
        f"  {age}{' ' * (2 + before if parts else 0)}",
        middle,
        " " * max(1 if right else 0, spare - before),
        (right, "$text-muted"),
    )


def status_words(status: str, labels: Labels) -> tuple[str, str]:
    """A status as the header says it, in full and in short; a label in Chinese is short already."""
    label = labels.status_label(status)
    if label and not label.isascii():
        return label, label
    return status.upper(), SHORT_STATUS.get(status, status[:3].upper())


def _fitted(text: str, width: int) -> str:
    return text if cell_len(text) <= width else fit(text, width)


def age_words(card: Mapping[str, object], now: datetime, *, seconds: bool) -> str:
    """How long it has been going on, or how long it took; ``n/a`` when no start is known."""
    start, end = card.get("started_at"), card.get("ended_at")
    if not isinstance(start, str):
        return "n/a"
    if isinstance(end, str):
        return f"took {length(from_stamp(end) - from_stamp(start), seconds=seconds)}"
    return length(now - from_stamp(start), seconds=seconds)


def length(span: timedelta, *, seconds: bool) -> str:
    """A length of time as ``0:42:17``, ``3 d 4:10:17``; without its seconds where there is little room."""
    total = int(span.total_seconds())
    sign, total = ("-" if total < 0 else "", abs(total))
    days, rest = divmod(total, 86400)
    clock = f"{rest // 3600}:{rest // 60 % 60:02}" + (f":{rest % 60:02}" if seconds else "")
    return f"{sign}{days} d {clock}" if days else f"{sign}{clock}"
