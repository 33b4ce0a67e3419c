"""The key events of the swimlanes as a Mermaid chart, for Markdown that GitHub shows.

A ``gantt``, because it has a time axis. Its traps (owner-updates.md 6.4) are avoided: a colon ends a name and is
written full width, times are read in the viewer's zone, so they are written as the room's clocks showed them, without
one, and the title names the zone; every bar has an end that differs from its start.
"""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from warroom.clock import from_stamp
from warroom.summary.lanes import Bar, Lane, Lanes, Mark, seconds
from warroom.summary.scale import zone_label
from warroom.text import safe
from warroom.updates.saying import pick

MOST: Final = 40
"""Lines of a chart that can still be read at a glance."""
_WIDTH: Final = 60
_TRAPS: Final = str.maketrans(
    {
        ":": "：", ";": "；", "#": "＃", "<": "＜", ">": "＞", "`": "'",
        '"': "'", "%": "％", "{": "（", "}": "）", "\n": " ",
    }
)  # fmt: skip
_HEAD: Final = ("```mermaid", '%%{init: {"gantt": {"leftPadding": 110}}}%%', "gantt", "    todayMarker off")
"""Room for the names of the lanes; and no line at the present, which would stand where the viewer's zone puts it."""
_TICKS: Final = 8
"""Times that have room on the axis of a chart as wide as GitHub draws it."""
_INTERVALS: Final = (
    *((timedelta(minutes=count), f"{count}minute") for count in (1, 5, 10, 15, 30)),
    *((timedelta(hours=count), f"{count}hour") for count in (1, 2, 3, 6, 12)),
    (timedelta(days=1), "1day"), (timedelta(days=7), "1week"), (timedelta(days=31), "1month"),
    (timedelta(days=92), "3month"),
)  # fmt: skip
_STATE: Final = {"kept": "done, ", "late": "crit, ", "broken": "crit, ", "open": "active, ", "ended": "done, "}


def mermaid(lanes: Lanes, zone: ZoneInfo) -> str:
    """The chart in its fence; empty when there is no key event."""
    bars = [bar for lane in lanes.lanes for bar in _drawn(lane)]
    if not bars:
        return ""
    first, last = min(bar.start for bar in bars), max(bar.end for bar in bars)
    begun, ended = _local(first, zone), _local(last, zone)
    year = "%Y-" if begun.year != ended.year else ""
    clock = "%H.%M" if begun.date() == ended.date() else f"{year}%m-%d %H.%M"
    sections = []
    left = MOST
    for lane in lanes.lanes:
        lines = [_bar(bar, zone) for bar in lane.bars if lane.name == "impact"]
        lines += [_mark(mark, zone, clock) for mark in lane.marks if mark.number]
        if lines and left > 0:
            sections.append(f"    section {_name(lane.label)}")
            sections += lines[:left]
            left -= len(lines)
    label = zone_label(seconds(first), seconds(last), zone)
    title = pick(("Times in {label}, {days}", "时间：{label}，{days}"), lanes.lang)
    to = pick((" to ", " 至 "), lanes.lang)
    days = f"{begun:%Y-%m-%d}" + (f"{to}{ended:%Y-%m-%d}" if begun.date() != ended.date() else "")
    head = [*_HEAD, f"    title {title.format(label=label, days=days)}", "    dateFormat YYYY-MM-DD HH:mm:ss"]
    return "\n".join([*head, *_axis(begun, ended, lanes.lang), *sections, "```"])


def _as_bar(mark: Mark) -> Bar:
    return Bar(mark.at, mark.at, mark.text)


def _drawn(lane: Lane) -> list[Bar]:
    impact = [bar for bar in lane.bars if lane.name == "impact"]
    return [*impact, *(_as_bar(mark) for mark in lane.marks if mark.number)]


def _axis(begun: datetime, ended: datetime, lang: str) -> list[str]:
    """The form of the axis; without an interval of ours Mermaid writes times over each other."""
    day = "" if begun.date() == ended.date() else pick(("%d %b ", "%m-%d "), lang)
    for length, interval in _INTERVALS:
        if (ended - begun) / length <= _TICKS:
            clock = "%H:%M" if length < timedelta(days=1) else ""
            return [f"    axisFormat {(day + clock).strip()}", f"    tickInterval {interval}"]
    return ["    axisFormat %Y-%m"]


def _bar(bar: Bar, zone: ZoneInfo) -> str:
    begun, ended = _local(bar.start, zone), _local(bar.end, zone)
    ended = max(ended, begun + timedelta(minutes=1))
    return f"    {_name(bar.text)} : {_STATE.get(bar.state, '')}{begun:%Y-%m-%d %H:%M:%S}, {ended:%Y-%m-%d %H:%M:%S}"


def _mark(mark: Mark, zone: ZoneInfo, clock: str) -> str:
    """A key event; ``clock`` is the form of its time, with the day where the chart has more than one."""
    at = _local(mark.at, zone)
    state = _STATE.get(mark.state, "") if mark.kind == "promise" else ""
    name = f"{at:{clock}} {_name(mark.text)}"
    return f"    {name} : milestone, {state}{at:%Y-%m-%d %H:%M:%S}, 0s"


def _local(stamp: str, zone: ZoneInfo) -> datetime:
    return from_stamp(stamp).astimezone(zone).replace(tzinfo=None, microsecond=0)


def _name(text: str) -> str:
    """A text that a chart shows as it is: none of its letters means anything to Mermaid."""
    line = " ".join(safe(text).translate(_TRAPS).split())
    return line if len(line) <= _WIDTH else line[: _WIDTH - 1].rstrip() + "…"
