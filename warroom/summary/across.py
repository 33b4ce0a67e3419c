"""Metrics across rooms: medians with the counts behind them, by severity and by owner, drills left out. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import Final, Literal, get_args

import msgspec

from warroom.summary.measured import Metric, Metrics, Unit, ValueState

By = Literal["all", "severity", "owner"]
VERSION: Final = 1
"""Of the JSON form (docs/metrics.md)."""
NOT_SET: Final = "not set"
"""The severity of a room that nobody gave one."""


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """The metrics of one room, and what it is counted by."""

    ref: str
    severity: str
    metrics: Metrics


class Median(msgspec.Struct, frozen=True, kw_only=True):
    """One metric across rooms. A mean is never shown: one long incident would make it say nothing (VOID)."""

    name: str
    formula: str
    unit: Unit
    median: float | None
    """Of the recorded values; None without any."""
    lowest: float | None
    highest: float | None
    counts: dict[ValueState, int]
    """In how many rooms it stands in which state: a median of three of forty rooms must not look like one of forty."""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """The rooms that are looked at together."""

    by: By
    name: str
    """The severity or owner; empty for all."""
    rooms: tuple[str, ...]
    """Their references."""
    metrics: tuple[Median, ...]


class Across(msgspec.Struct, frozen=True, kw_only=True):
    """Every group, and what was left out."""

    groups: tuple[Group, ...]
    drills_left_out: int
    unread: tuple[str, ...] = ()
    """Rooms that could not be read (references)."""
    version: int = VERSION


def across(rooms: Iterable[Measured], unread: Sequence[str] = ()) -> Across:
    """The medians of all rooms that are no drills, then by severity, then by owner."""
    held = list(rooms)
    real = sorted((one for one in held if not one.metrics.drill), key=lambda one: one.ref)
    severities = sorted({one.severity or NOT_SET for one in real})
    owners = sorted({owner for one in real for owner in one.metrics.owners})
    groups = [_group("all", "", [(one.ref, one.metrics.room) for one in real])]
    for severity in severities:
        those = [(one.ref, one.metrics.room) for one in real if (one.severity or NOT_SET) == severity]
        groups.append(_group("severity", severity, those))
    for owner in owners:
        theirs = [(one.ref, one.metrics.owners[owner]) for one in real if owner in one.metrics.owners]
        groups.append(_group("owner", owner, theirs))
    return Across(groups=tuple(groups), drills_left_out=len(held) - len(real), unread=tuple(unread))


def _group(by: By, name: str, rooms: Sequence[tuple[str, Sequence[Metric]]]) -> Group:
    return Group(by=by, name=name, rooms=tuple(ref for ref, _ in rooms), metrics=tuple(_medians(rooms)))


def _medians(rooms: Sequence[tuple[str, Sequence[Metric]]]) -> Iterator[Median]:
    columns: dict[str, list[Metric]] = {}
    for _, metrics in rooms:
        for one in metrics:
            columns.setdefault(one.name, []).append(one)
    for name, column in columns.items():
        values = [one.value for one in column if one.value is not None]
        yield Median(
            name=name,
            formula=column[0].formula,
            unit=column[0].unit,
            median=median(values) if values else None,
            lowest=min(values, default=None),
            highest=max(values, default=None),
            counts={state: sum(one.state == state for one in column) for state in get_args(ValueState)},
        )
