"""The now strip: what is broken for whom, who does what, what comes next, who leads."""

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from screens.widgets.header import WIDE
from screens.widgets.wrap import fit
from warroom.clocks import Due
from warroom.text import safe

LEAST_DOING = 24
"""Cells that an action gets at least; as many are named as fit."""
UNSET = "/impact TEXT says who is hit and what they see"


class Now(NamedTuple):
    """What the strip shows, as the state has it."""

    impact: str
    doing: list[Due]
    next_due: Due | None
    commander: str
    liaison: str
    told: str = ""
    """What owners were told of it where it is another now, in brackets."""
    sending: str = ""
    """The update that is being sent."""


class NowStrip(Static):
    """Two lines under the header; one where there is little room."""

    DEFAULT_CSS = """
    NowStrip { height: 2; width: 1fr; text-wrap: nowrap; }
    """

    def show(self, now_shown: Now, now: datetime, zone: ZoneInfo) -> None:
        """Draw what is so at ``now``."""
        width = self.size.width or self.app.size.width
        wide = width >= WIDE
        self.update(
            wide_strip(now_shown, now, zone, width) if wide else narrow_strip(now_shown, now, zone, width), layout=False
        )


def wide_strip(shown: Now, now: datetime, zone: ZoneInfo, width: int) -> Content:
    """Two lines: Impact; Doing, Next and the roles."""
    impact = _impact(shown, width - 10)
    people = " · ".join([*_next(shown.next_due, now, zone, 40), f"IC {_name(shown.commander)}", *_liaison(shown)])
    right = f"Next  {people} " if shown.next_due else f"{people} "
    space = width - 10 - cell_len(right) - 2
    sending = _cut(_line(shown.sending), max(LEAST_DOING, space // 2)) if shown.sending else ""
    if not sending:
        doing = _doing(shown.doing, now, space)
    else:
        rest = _doing(shown.doing, now, space - cell_len(sending) - 3) if shown.doing else Content("")
        doing = Content.assemble((sending, "bold"), " · " if rest.plain else "", rest)
    gap = " " * max(2, width - 9 - cell_len(doing.plain) - cell_len(right))
    return Content.assemble((" Impact  ", "bold"), impact, "\n", (" Doing   ", "bold"), doing, gap, _titled(right))


def narrow_strip(shown: Now, now: datetime, zone: ZoneInfo, width: int) -> Content:
    """One line: Impact, and Next or who leads."""
    due = _next(shown.next_due, now, zone, width // 3)
    right = f"Next {due[0]} " if due else f"IC {_name(shown.commander)} "
    impact = _impact(shown, width - 10 - cell_len(right))
    gap = " " * max(2, width - 8 - cell_len(impact.plain) - cell_len(right))
    return Content.assemble((" Impact ", "bold"), impact, gap, _titled(right))


def _titled(right: str) -> Content:
    head, space, rest = right.partition(" ")
    return Content.assemble((head, "bold"), space, rest) if head == "Next" else Content(right)


def _impact(shown: Now, width: int) -> Content:
    told = _cut(_line(shown.told), max(12, width // 2)) if shown.told else ""
    space = width - cell_len(told) - (1 if told else 0)
    words = _cut(_line(shown.impact), space) if shown.impact else _cut(UNSET, space)
    return Content.assemble(
        (words, "" if shown.impact else "$text-muted"), (f" {told}" if told else "", "bold $text-warning")
    )


def _doing(doing: list[Due], now: datetime, width: int) -> Content:
    if not doing:
        return Content.styled(_cut("nothing timed: ! text ~15m", width), "$text-muted")
    count = max(1, min(len(doing), width // LEAST_DOING))
    parts: list[str] = []
    spare = width
    for place, one in enumerate(doing[:count]):
        share = spare // (count - place) - (3 if parts else 0)
        head, tail = f"{_name(one.who)} ", f" {_left(one, now)}"
        text = _cut(_line(one.text), max(4, share - cell_len(head) - cell_len(tail)))
        parts.append(head + text + tail)
        spare -= cell_len(parts[-1]) + (3 if place else 0)
    return Content(_cut(" · ".join(parts), width))


def _next(timed: Due | None, now: datetime, zone: ZoneInfo, width: int) -> list[str]:
    if timed is None:
        return []
    until = timed.at.astimezone(zone)
    day = "" if until.date() == now.astimezone(zone).date() else f"{until.day} {until:%b} "
    late = f" late {_minutes(timed.left(now))}" if timed.left(now) < timedelta() else ""
    when = f" {day}{until:%H:%M}{late}"
    return [_cut(_line(timed.text), width - cell_len(when)) + when]


def _left(timed: Due, now: datetime) -> str:
    left = timed.left(now)
    return _minutes(left) if left >= timedelta() else f"over by {_minutes(left)}"


def _minutes(span: timedelta) -> str:
    """Whole minutes: of what is left those begun, of what is over those gone by."""
    seconds = int(span.total_seconds())
    minutes = -(-seconds // 60) if seconds >= 0 else -seconds // 60
    return f"{minutes}m" if minutes < 90 else f"{minutes // 60}h{minutes % 60:02}"


def _liaison(shown: Now) -> list[str]:
    return [f"liaison {_name(shown.liaison)}"] if shown.liaison else []


def _name(name: str) -> str:
    return _cut(_line(name), 16) if name else "nobody"


def _line(text: str) -> str:
    return safe(text).replace("\n", " ")


def _cut(text: str, width: int) -> str:
    return text if cell_len(text) <= width else fit(text, max(1, width))
