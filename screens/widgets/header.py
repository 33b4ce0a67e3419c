"""The header: how bad, where it stands, what it is, for how long; read from the room's card alone."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

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


class Header(Static):
    """One line on top of a room."""

    DEFAULT_CSS = """
    Header { height: 1; width: 1fr; background: $panel; text-wrap: nowrap; }
    """

    def show(self, card: Mapping[str, object], now: datetime) -> None:
        """Draw the room's card as it stands at ``now``."""
        self.update(header_line(card, now, self.size.width or self.app.size.width), layout=False)


def header_line(card: Mapping[str, object], now: datetime, width: int) -> Content:
    """`` SEV1 INVESTIGATING  Checkout latency  0:42:17 ... solo  UTC+8``, cut in the title when there is no room."""
    severity = str(card.get("severity") or "SEV?")
    status = str(card.get("status") or "opened")
    wide = width >= WIDE
    word = status.upper() if wide else SHORT_STATUS.get(status, status[:3].upper())
    drill = "DRILL " if card.get("drill") else ""
    local = offset_label(now.astimezone(zone(str(card.get("zone") or "UTC"))))
    right = f"solo  {local} " if wide else f"{local} "
    left = f" {drill}{severity} {word} "
    age = age_words(card, now, seconds=wide)
    title = safe(str(card.get("title") or "")).replace("\n", " ")
    room = max(4, width - cell_len(left) - cell_len(age) - cell_len(right) - 4)
    shown = title if cell_len(title) <= room else fit(title, room)
    gap = " " * max(1, width - cell_len(left) - cell_len(shown) - cell_len(age) - cell_len(right) - 3)
    return Content.assemble(
        (left, f"bold reverse {TONES.get(severity, '')}"),
        (f" {shown}", "bold"),
        f"  {age}{gap}",
        (right, "$text-muted"),
    )


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
