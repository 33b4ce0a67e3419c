"""The header: how bad, where it stands, what it is, for how long; read from the room's card alone."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from screens.widgets.owner_words import OwnersInSight, as_content, fitting_parts
from screens.widgets.wrap import fit
from warroom.clock import from_stamp, offset_label, zone
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


class Header(Static):
    """One line on top of a room."""

    DEFAULT_CSS = """
    Header { height: 1; width: 1fr; background: $panel; text-wrap: nowrap; }
    """

    def show(self, card: Mapping[str, object], now: datetime, owners: OwnersInSight = NOBODY) -> None:
        """Draw the room's card, and what is to be seen of its owners, as it stands at ``now``."""
        self.update(header_line(card, now, self.size.width or self.app.size.width, owners), layout=False)


def header_line(card: Mapping[str, object], now: datetime, width: int, owners: OwnersInSight = NOBODY) -> Content:
    """`` SEV1 INVESTIGATING  Checkout latency  0:42:17   Acme due 04:12 ▮▮▮▯▯   3 not told   1 question  solo  UTC+8``.

    The title is cut when there is no room, and left out before anything about an owner is.
    """
    severity = str(card.get("severity") or "SEV?")
    status = str(card.get("status") or "opened")
    wide = width >= WIDE
    short = SHORT_STATUS.get(status, status[:3].upper())
    drill = "DRILL " if card.get("drill") else ""
    local = offset_label(now.astimezone(zone(str(card.get("zone") or "UTC"))))
    age = age_words(card, now, seconds=wide)
    # What is least missed goes first when there is little room: who works alone, the zone, the long word.
    tries = [(status.upper(), f"solo  {local} "), (short, f"{local} "), (short, "")]
    for word, right in tries if wide else tries[1:]:
        left = f" {drill}{severity} {word} "
        space = width - cell_len(left) - cell_len(age) - cell_len(right) - 6
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
        " " * max(1, spare - before),
        (right, "$text-muted"),
    )


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
