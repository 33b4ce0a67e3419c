"""What screen 6 lists: metrics with formula and state, and what the chronology check found. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from screens.widgets.panels import Item
from screens.widgets.row import Row
from warroom.clock import from_stamp, offset_label
from warroom.summary.finding import Finding
from warroom.summary.measured import Metric, Metrics, shown, words
from warroom.summary.settled import Looked

STATES: Final = {"recorded": "rec", "pending": "pend", "not_applicable": "n/a", "invalid": "INVAL"}
"""Value states in the five cells in front of a metric."""
TONES: Final = {"recorded": "milestone", "pending": "system", "not_applicable": "system", "invalid": "decision"}


def metric_items(found: Metrics) -> list[Item]:
    """The room's metrics, then each owner's, those with a number first within each."""
    items = [_metric(one, "The room") for one in _by_state(found.room)]
    for owner, metrics in found.owners.items():
        items += [_metric(one, owner) for one in _by_state(metrics)]
    return items


def _by_state(metrics: Sequence[Metric]) -> list[Metric]:
    order = tuple(STATES)
    return sorted(metrics, key=lambda one: (one.state in ("not_applicable",), order.index(one.state) > 1))


def metric_key(one: Metric) -> str:
    """What a metric is known by in the list."""
    return f"metric:{one.owner}:{one.name}"


def _metric(one: Metric, heading: str) -> Item:
    key = metric_key(one)
    value = shown(one) if one.value is not None else ""
    name = words(one.name)
    row = Row(
        key=key,
        day=heading,
        time=STATES[one.state],
        mark="",
        tone=TONES[one.state],
        who="",
        text=f"{name}: {value}" if value else f"{name}: {words(one.state)}, {one.why}" if one.why else f"{name}: n/a",
        note=one.formula,
    )
    return Item(row, key)


def metric_page(one: Metric, zone: ZoneInfo) -> str:
    """A metric in full: its value, its formula, and the stamps that it comes from."""
    lines = [
        f"{words(one.name)}{f', {one.owner}' if one.owner else ''}",
        f"  value     {shown(one)}",
        f"  state     {words(one.state)}",
        f"  formula   {one.formula}",
    ]
    if one.why and one.value is not None:
        lines.append(f"  to know   {one.why}")
    lines.append("  stamps" if one.stamps else "  stamps    none")
    for mark in one.stamps:
        local = from_stamp(mark.at).astimezone(zone)
        lines.append(f"    {local:%d %b %Y %H:%M:%S} {offset_label(local)}  {words(mark.name)}  {mark.ref}".rstrip())
    return "\n".join(lines)


def check_items(found: Looked, zone: ZoneInfo) -> list[Item]:
    """What the check found, each with what f does about it; what is really so stands beneath."""
    return [*_checks(found), *_settled(found, zone)]


def check_key(one: Finding) -> str:
    """What a finding is known by in the list."""
    return f"check:{one.rule}:{one.key}:{one.basis}"


def _checks(found: Looked) -> Iterator[Item]:
    for one in found.open:
        note = f"f: {one.fix.text}" if one.fix is not None and one.fix.text else "a: it is really so"
        yield Item(_row(one, "Times that can't be right", one.text, note), one.key)


def _settled(found: Looked, zone: ZoneInfo) -> Iterator[Item]:
    for one in found.settled:
        local = from_stamp(one.by.at).astimezone(zone)
        text = f"{one.finding.text}: {one.by.said.reason}"
        yield Item(_row(one.finding, "Really so", text, f"{one.by.who} {local:%d %b %H:%M}", "system"), one.finding.key)


def _row(one: Finding, heading: str, text: str, note: str, tone: str = "decision") -> Row:
    return Row(key=check_key(one), day=heading, time="", mark=one.rule, tone=tone, who="", text=text, note=note)


def said(found: Looked, reopened: int, drill: str, now: datetime, zone: ZoneInfo) -> str:
    """The line above the panes."""
    checks, settled = len(found.open), len(found.settled)
    open_checks = "no check of times is open" if not checks else f"{checks} check{'s' * (checks > 1)} of times open"
    open_checks += f", {settled} acknowledged" if settled else ""
    parts = [f"As of {now.astimezone(zone):%H:%M}", open_checks]
    parts += [f"reopened {reopened} times"] if reopened else []
    parts += [drill] if drill else []
    return "  ·  ".join(parts)
