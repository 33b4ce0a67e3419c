"""How a drill went: its metrics beside the real incident's, and what the owner would have been told when. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from textwrap import wrap
from typing import Final

import msgspec

from warroom.clock import from_stamp, to_stamp
from warroom.drills import original
from warroom.drills.original import Original
from warroom.drills.replaying import replayed
from warroom.state.room_state import RoomState
from warroom.summary.measured import Metric, shown, spell, words
from warroom.summary.metrics import metrics

_LONGEST: Final = 160


class Beside(msgspec.Struct, frozen=True):
    """One metric of both."""

    name: str
    formula: str
    real: str
    yours: str

    @property
    def known(self) -> bool:
        """Whether at least one of the two has a number."""
        return not (self.real.startswith("n/a") and self.yours.startswith("n/a"))


class Told(msgspec.Struct, frozen=True):
    """One time that the owner was told something, in the real incident or in the drill."""

    after: timedelta
    """Since the incident was detected, in its own time."""
    yours: bool
    text: str


class Debrief(msgspec.Struct, frozen=True):
    """Everything that is shown at the end of a drill."""

    title: str
    source: str
    commander: str
    over: bool
    detected: bool
    """Whether the record names a detection; else its first record counts as one."""
    came: tuple[int, int]
    played: timedelta
    """How long the drill took on the wall clock, rests included."""
    passed: timedelta
    """How much of the incident's own time went by."""
    metrics: tuple[Beside, ...]
    told: tuple[Told, ...]


def debrief(state: RoomState, one: Original, now: datetime) -> Debrief:
    """How the drill of this room went so far, beside the incident it replays."""
    drill = state.drill
    end = drill.ended_at or now
    detected = "detected" in one.state.timeline.passed()
    real = one.measured.state
    yours = replayed(state)
    start = original.starts(real)
    begun = drill.begun
    return Debrief(
        title=begun.title if begun else state.incident.title,
        source=begun.source if begun else "",
        commander=state.team.holder("incident_commander"),
        over=drill.ended_at is not None,
        detected=detected,
        came=drill.came(now),
        played=end - from_stamp(state.incident.opened_at or to_stamp(end)),
        passed=drill.position(now) - start,
        metrics=tuple(_beside(real, original.ends(real), yours, drill.position(now))),
        told=tuple(sorted([*_told(real, start, False), *_told(yours, start, True)], key=lambda each: each.after)),
    )


def _beside(real: RoomState, real_end: datetime, yours: RoomState, yours_end: datetime) -> Iterator[Beside]:
    mine = {metric.name: metric for metric in metrics(yours, yours_end).room}
    for metric in metrics(real, real_end).room:
        if metric.name in mine:
            yield Beside(words(metric.name), metric.formula, _value(metric), _value(mine[metric.name]))


def _value(metric: Metric) -> str:
    """A metric's value in words; where there is none, its state alone: why stands in the room's summary."""
    return shown(metric) if metric.value is not None else f"n/a ({words(metric.state)})"


def _told(state: RoomState, start: datetime, yours: bool) -> Iterator[Told]:
    for name in state.updates.owners:
        for telling in state.updates.told(name):
            said = telling.said.text or "; ".join(fact.called for fact in telling.said.facts)
            yield Told(from_stamp(telling.at) - start, yours, _short(said))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 3].rstrip() + "..."


def page(one: Debrief) -> str:
    """The debrief as text."""
    came, of = one.came
    lines = [
        f"DRILL {'over' if one.over else 'going on'}: {one.title}",
        f"In command: {one.commander or 'nobody'}. {came} of {of} things came in.",
        f"It took {_span(one.played)}, in which {_span(one.passed)} of the incident went by.",
        "All times below are the incident's own.",
        *(
            []
            if one.detected
            else ["The record of the real incident names no detection: its first record counts as one."]
        ),
        *([one.source] if one.source else []),
        "",
        "Metrics",
        *_table([("", "real", "yours"), *((each.name, each.real, each.yours) for each in one.metrics if each.known)]),
        *_unknown([each.name for each in one.metrics if not each.known]),
        "",
        "What the owner was told, and when (after detection)",
        *_tellings(one.told),
        "",
        "Formulas",
        *(f"  {each.name} = {each.formula}" for each in one.metrics if each.known),
    ]
    return "\n".join(lines)


def _unknown(names: Sequence[str]) -> Iterator[str]:
    if names:
        yield "  n/a in both, for want of stamps:"
        yield from wrap(", ".join(names), 76, initial_indent="    ", subsequent_indent="    ")


def _tellings(told: Sequence[Told]) -> Iterator[str]:
    for yours in (False, True):
        count = sum(each.yours is yours for each in told)
        who = "You told" if yours else "Really told"
        times = "once" if count == 1 else f"{count} times"
        yield f"  {who} {times}" + (f", longest silence {_span(_silence(told, yours))}" if count > 1 else "")
    if not any(not each.yours for each in told):
        yield "  The record of the real incident names no update to an owner."
    for each in told:
        yield f"  {_after(each.after):>8}  {'YOU ' if each.yours else 'REAL'}  {each.text}"


def _silence(told: Sequence[Told], yours: bool) -> timedelta:
    times = [each.after for each in told if each.yours is yours]
    return max(later - earlier for earlier, later in pairwise(times))


def _after(span: timedelta) -> str:
    total = int(span.total_seconds())
    sign, total = ("-" if total < 0 else "+", abs(total))
    days, rest = divmod(total, 86_400)
    clock = f"{rest // 3600}:{rest // 60 % 60:02}"
    return f"{sign}{days}d {clock}" if days else f"{sign}{clock}"


def _span(span: timedelta) -> str:
    return spell(max(0, int(span.total_seconds())))


def _table(rows: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        yield "  " + "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
