"""The key events of the swimlanes as a Mermaid chart, for Markdown that GitHub shows.

A ``gantt``, because it has a time axis. Its traps (owner-updates.md 6.4) are avoided: a colon ends a name and is
written full width, times are read in the viewer's zone, so they are written as the room's clocks showed them, without
one, and the title names the zone; every bar has an end that differs from its start.
"""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from warroom.clock import from_stamp, offset_label
from warroom.summary.lanes import Bar, Lanes, Mark
from warroom.text import safe

MOST: Final = 40
"""Lines of a chart that can still be read at a glance."""
_WIDTH: Final = 60
_TRAPS: Final = str.maketrans(
    {
        ":": "：", ";": "；", "#": "＃", "<": "＜", ">": "＞", "`": "'",
        '"': "'", "%": "％", "{": "（", "}": "）", "\n": " ",
    }
)  # fmt: skip
_STATE: Final = {"kept": "done, ", "late": "crit, ", "broken": "crit, ", "open": "active, ", "ended": "done, "}


def mermaid(lanes: Lanes, zone: ZoneInfo) -> str:
    """The chart in its fence; empty when there is no key event."""
    sections = []
    left = MOST
    for lane in lanes.lanes:
        lines = [_bar(bar, zone) for bar in lane.bars if lane.name == "impact"]
        lines += [_mark(mark, zone) for mark in lane.marks if mark.number]
        if lines and left > 0:
            sections.append(f"    section {_name(lane.label)}")
            sections += lines[:left]
            left -= len(lines)
    if not sections:
        return ""
    first = from_stamp(min(bar.start for lane in lanes.lanes for bar in (*lane.bars, *map(_as_bar, lane.marks))))
    label = offset_label(first.astimezone(zone))
    head = ["```mermaid", "gantt", f"    title Times in {label}", "    dateFormat YYYY-MM-DD HH:mm:ss"]
    return "\n".join([*head, "    axisFormat %d %b %H:%M", *sections, "```"])


def _as_bar(mark: Mark) -> Bar:
    return Bar(mark.at, mark.at, mark.text)


def _bar(bar: Bar, zone: ZoneInfo) -> str:
    begun, ended = _local(bar.start, zone), _local(bar.end, zone)
    ended = max(ended, begun + timedelta(minutes=1))
    return f"    {_name(bar.text)} : {_STATE.get(bar.state, '')}{begun:%Y-%m-%d %H:%M:%S}, {ended:%Y-%m-%d %H:%M:%S}"


def _mark(mark: Mark, zone: ZoneInfo) -> str:
    at = _local(mark.at, zone)
    state = _STATE.get(mark.state, "") if mark.kind == "promise" else ""
    name = f"{at:%H.%M} {_name(mark.text)}"
    return f"    {name} : milestone, {state}{at:%Y-%m-%d %H:%M:%S}, 0s"


def _local(stamp: str, zone: ZoneInfo) -> datetime:
    return from_stamp(stamp).astimezone(zone).replace(tzinfo=None, microsecond=0)


def _name(text: str) -> str:
    """A text that a chart shows as it is: none of its letters means anything to Mermaid."""
    line = " ".join(safe(text).translate(_TRAPS).split())
    return line if len(line) <= _WIDTH else line[: _WIDTH - 1].rstrip() + "…"
