"""What a metric is: a number or the reason why there is none, with its formula and the stamps that it came from."""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

ValueState = Literal["recorded", "pending", "not_applicable", "invalid"]
"""``recorded``: there is a number. ``pending``: there will be one, the incident goes on. ``not_applicable``: nothing
to measure. ``invalid``: the stamps contradict each other; the chronology check names the entry."""
Unit = Literal["seconds", "share"]
Sense = Literal["", "early", "late"]

VERSION: Final = 1
"""Of the JSON form of ``Metrics`` (docs/metrics.md)."""


class Mark(msgspec.Struct, frozen=True):
    """A stamp that a metric counts from or to."""

    name: str
    """What was passed: a milestone's name, ``told``, ``opened``, ``now``."""
    at: str
    """UTC text, as events hold it."""
    eid: str = ""
    """The entry or record that says so (an id); empty where none does (``now``)."""
    ref: str = ""
    """The five letters people say, or empty."""


class Metric(msgspec.Struct, frozen=True, kw_only=True):
    """One metric. ``value`` is never negative, and None unless ``state`` is ``recorded``."""

    name: str
    """``time_to_detect``; stable, it is the key in JSON."""
    formula: str
    """In words, as it stands beside the number."""
    state: ValueState
    unit: Unit = "seconds"
    value: float | None = None
    """Whole seconds, or a share from 0 to 1."""
    first: float | None = None
    """Of a reopened incident the same up to the first end, where that differs; else None."""
    sense: Sense = ""
    """Of an estimate's error: whether it was over before or after the time that was given."""
    part: int | None = None
    """What the share counts, of ``whole``; how many answers a median is of."""
    whole: int | None = None
    so_far: bool = False
    """Whether the number still grows with the clock, because the incident is open."""
    why: str = ""
    """Why there is no number; what to know of one that is there."""
    stamps: tuple[Mark, ...] = ()
    owner: str = ""
    """Whose it is; empty: the room's."""


class Metrics(msgspec.Struct, frozen=True, kw_only=True):
    """All metrics of a room at one moment."""

    at: str
    """The moment (UTC text)."""
    room: tuple[Metric, ...]
    """The room's, in the order in which they are read."""
    owners: Mapping[str, tuple[Metric, ...]]
    """By owner, theirs."""
    reopened: int = 0
    """How often it was open again after its end."""
    drill: bool = False
    version: int = VERSION

    def get(self, name: str, owner: str = "") -> Metric:
        """One metric by its name; raises ``KeyError`` for a name that there is not."""
        for one in self.owners.get(owner, ()) if owner else self.room:
            if one.name == name:
                return one
        raise KeyError(name)


def words(name: str) -> str:
    """A name of the code as people read it."""
    return name.replace("_", " ")


def spell(seconds: float) -> str:
    """``107220`` as ``1 d 5 h 47 min``; seconds are shown under an hour, or when they aren't zero."""
    days, rest = divmod(round(seconds), 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, left = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (left, "s")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 s"


def shown(metric: Metric) -> str:
    """The value as people read it: ``2 h 3 min``, ``3 of 4 (75 %)``, ``n/a (pending: nobody marked 'resolved')``."""
    if metric.value is None:
        return f"n/a ({words(metric.state)}: {metric.why})"
    if metric.unit == "share":
        counted = f"{metric.part} of {metric.whole} " if metric.whole is not None else ""
        percent = f"{round(100 * metric.value)} %"
        return (f"{counted}({percent})" if counted else percent) + (" so far" if metric.so_far else "")
    said = spell(metric.value) + (f" {metric.sense}" if metric.sense else "") + (" so far" if metric.so_far else "")
    return said + (f" (first {spell(metric.first)})" if metric.first is not None else "")
