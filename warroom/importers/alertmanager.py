"""Alertmanager's webhook (version 4): each group makes a room, each alert two entries: firing and resolved."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from functools import reduce
from itertools import chain, groupby
from typing import Any, Final

import msgspec

from warroom.clock import to_stamp
from warroom.errors import BadInput
from warroom.importers.content import Content
from warroom.importers.json_input import list_of, object_of, objects, text_of, time_of
from warroom.importers.moments import Moment
from warroom.importers.reading import Drafting, Options, Reading, Remark, refuse
from warroom.importers.sorting import Sorted
from warroom.state.incident import MilestoneSet
from warroom.state.timeline import Log
from warroom.text import clean

NEVER: Final = "0001-01-01T00:00:00Z"
"""``endsAt`` of an alert that has not ended."""
_SAID: Final = ("summary", "description", "message")
_MOST_LABELS: Final = 40


class _Alert(msgspec.Struct, frozen=True):
    group: int
    """The group's place in the file."""
    when: str
    """When it started: UTC text, sorts as time."""
    key: str
    line: int
    naive: datetime
    shift: timedelta
    ended: datetime | None
    ended_shift: timedelta | None
    name: str
    said: str
    labels: str

    @property
    def at(self) -> Moment:
        """When it started, as the file has it."""
        return Moment(self.naive, timezone(self.shift))

    @property
    def end(self) -> Moment | None:
        """When it ended, as the file has it."""
        zone = None if self.ended_shift is None else timezone(self.ended_shift)
        return None if self.ended is None else Moment(self.ended, zone)


class _Group:
    """One group of alerts."""

    def __init__(self, key: str, title: str, place: int) -> None:
        self.key, self.title, self.place = key, title, place
        self.cut = 0


def read(content: Content, options: Options) -> list[Reading]:
    """A reading for each group of alerts. Raises ``BadInput`` naming every object that is no such webhook."""
    groups: dict[str, _Group] = {}
    alerts = Sorted(_Alert, lambda one: (one.group, one.when, one.key))  # how one ended may come much later
    faults: list[Remark] = []
    for found in objects(content):
        fired = list_of(found.value, "alerts")
        if not fired:
            faults.append(Remark(found.line, "no alerts in it; an Alertmanager webhook is expected here"))
            continue
        if text_of(found.value, "version") not in ("4", ""):
            what = f"version {text_of(found.value, 'version')} of the webhook is not known; 4 is"
            faults.append(Remark(found.line, what))
            continue
        key = text_of(found.value, "groupKey") or _labels(object_of(found.value, "groupLabels")) or options.source
        group = groups.setdefault(key, _Group(key, _title(found.value, fired[0]), len(groups)))
        cut = text_of(found.value, "truncatedAlerts")
        group.cut += int(cut) if cut.isascii() and cut.isdigit() and len(cut) < 10 else 0
        for alert in fired:
            _take(group, alerts, found.line, alert, faults)
    refuse(faults, options.source)
    if not groups:
        raise BadInput(f"{options.source}: nothing was imported, there is no webhook in it")
    known = list(groups.values())
    readings = [_drafted(known[place], of, options) for place, of in groupby(alerts, lambda one: one.group)]
    readings[0].remarks += content.remarks
    return readings


def _title(webhook: dict[str, Any], alert: dict[str, Any]) -> str:
    for where in ("commonAnnotations", "groupLabels", "commonLabels"):
        if text := text_of(webhook, where, "summary") or text_of(webhook, where, "alertname"):
            return text
    return text_of(alert, "annotations", "summary") or text_of(alert, "labels", "alertname") or "Alert"


def _labels(labels: dict[str, Any]) -> str:
    shown = [f"{clean(name)}={text_of(labels, name)}" for name in sorted(labels) if name != "alertname"]
    return ", ".join(shown[:_MOST_LABELS])


def _take(group: _Group, alerts: Sorted[_Alert], line: int, value: dict[str, Any], faults: list[Remark]) -> None:
    """Take an alert in; the same one in a later webhook tells how it ended."""
    starts, ends = text_of(value, "startsAt"), text_of(value, "endsAt")
    at = time_of(starts)
    if at is None or at.offset is None:
        faults.append(Remark(line, f"'{starts[:40]}' is no time at which an alert starts (startsAt)"))
        return
    over = text_of(value, "status") == "resolved" and ends not in ("", NEVER)
    ended = time_of(ends) if over else None
    if over and ended is None:
        faults.append(Remark(line, f"'{ends[:40]}' is no time at which an alert ends (endsAt)"))
        return
    labels = _labels(object_of(value, "labels"))
    key = f"{text_of(value, 'fingerprint') or labels} {at.naive.isoformat()}"
    name = text_of(value, "labels", "alertname") or "alert"
    said = next(filter(None, (text_of(value, "annotations", one) for one in _SAID)), "")
    when, shift = to_stamp(at.naive.replace(tzinfo=at.offset)), at.offset.utcoffset(None)
    over_at = ended.naive if ended else None
    over_shift = ended.offset.utcoffset(None) if ended and ended.offset else None
    alerts.add(_Alert(group.place, when, key, line, at.naive, shift, over_at, over_shift, name, said, labels))


def _once(alerts: Iterable[_Alert]) -> Iterator[tuple[_Alert, Moment | None, int]]:
    """Each alert as it came first, its end as it came last, and how often it came."""
    for _, several in groupby(alerts, lambda one: (one.when, one.key)):
        first, last, times = reduce(_again, ((one, one, 1) for one in several))
        yield first, last.end, times


def _again(known: tuple[_Alert, _Alert, int], new: tuple[_Alert, _Alert, int]) -> tuple[_Alert, _Alert, int]:
    """The first of equal alerts, the last one that tells an end, and how many there are."""
    first, last, times = known
    return first, new[0] if new[0].ended is not None else last, times + 1


def _drafted(group: _Group, alerts: Iterator[_Alert], options: Options) -> Reading:
    first = next(alerts)
    drafting = Drafting("alertmanager", options, group.title, first.naive, f"group:{group.key}")
    drafting.open_room(first.at, False)
    if options.room is None:
        detected = MilestoneSet("detected", f"{first.name} fired", "Alertmanager", "written", "")
        drafting.add("incident.milestone_set", detected, first.key, first.at)
    count = still = repeated = 0
    for one, ended, times in _once(chain([first], alerts)):
        count, still, repeated = count + 1, still + (ended is None), repeated + times - 1
        said = f": {one.said}" if one.said and one.said != one.name else ""
        about = f" ({one.labels})" if one.labels else ""
        source = drafting.at_line(one.line)
        _log(drafting, f"firing: {one.name}{said}{about}", f"firing {one.key}", one.at, source)
        if ended is not None:
            _log(drafting, f"resolved: {one.name}{about}", f"resolved {one.key}", ended, source)
    if still:
        drafting.remark(0, f"{drafting.title}: {still} of {count} alerts have not ended")
    if repeated:
        drafting.remark(0, f"{drafting.title}: {repeated} alerts came more than once and count once")
    if group.cut:
        drafting.remark(0, f"{drafting.title}: Alertmanager left {group.cut} alerts out of what it sent")
    return drafting.reading()


def _log(drafting: Drafting, text: str, raw: str, at: Moment, source: str) -> None:
    drafting.add("timeline.log", Log("observation", text, "Alertmanager", "written", source=source), raw, at)
