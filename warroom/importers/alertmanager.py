"""Alertmanager's webhook (version 4): each group makes a room, each alert two entries: firing and resolved."""

from typing import Any, Final, NamedTuple

from warroom.errors import BadInput
from warroom.importers.content import Content
from warroom.importers.json_input import list_of, object_of, objects, text_of, time_of
from warroom.importers.moments import Moment
from warroom.importers.reading import Drafting, Options, Reading, Remark, refuse
from warroom.state.incident import MilestoneSet
from warroom.state.timeline import Log
from warroom.text import clean

NEVER: Final = "0001-01-01T00:00:00Z"
"""``endsAt`` of an alert that has not ended."""
_SAID: Final = ("summary", "description", "message")
_MOST_LABELS: Final = 40


class _Alert(NamedTuple):
    line: int
    key: str
    at: Moment
    ended: Moment | None
    name: str
    said: str
    labels: str


class _Group:
    """The alerts of one group, each once."""

    def __init__(self, key: str, title: str) -> None:
        self.key, self.title = key, title
        self.alerts: dict[str, _Alert] = {}
        self.repeated = self.cut = 0


def read(content: Content, options: Options) -> list[Reading]:
    """A reading for each group of alerts. Raises ``BadInput`` naming every object that is no such webhook."""
    groups: dict[str, _Group] = {}
    faults: list[Remark] = []
    for found in objects(content):
        alerts = list_of(found.value, "alerts")
        if not alerts:
            faults.append(Remark(found.line, "no alerts in it; an Alertmanager webhook is expected here"))
            continue
        if text_of(found.value, "version") not in ("4", ""):
            what = f"version {text_of(found.value, 'version')} of the webhook is not known; 4 is"
            faults.append(Remark(found.line, what))
            continue
        key = text_of(found.value, "groupKey") or _labels(object_of(found.value, "groupLabels")) or options.source
        group = groups.setdefault(key, _Group(key, _title(found.value, alerts[0])))
        cut = text_of(found.value, "truncatedAlerts")
        group.cut += int(cut) if cut.isascii() and cut.isdigit() and len(cut) < 10 else 0
        for alert in alerts:
            _take(group, found.line, alert, faults)
    refuse(faults, options.source)
    if not groups:
        raise BadInput(f"{options.source}: nothing was imported, there is no webhook in it")
    readings = [_drafted(group, options) for group in groups.values()]
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


def _take(group: _Group, line: int, value: dict[str, Any], faults: list[Remark]) -> None:
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
    known = group.alerts.get(key)
    group.repeated += known is not None
    name = text_of(value, "labels", "alertname") or "alert"
    said = next(filter(None, (text_of(value, "annotations", one) for one in _SAID)), "")
    if known is None:
        group.alerts[key] = _Alert(line, key, at, ended, name, said, labels)
    elif ended is not None:
        group.alerts[key] = known._replace(ended=ended)


def _drafted(group: _Group, options: Options) -> Reading:
    alerts = sorted(group.alerts.values(), key=lambda one: (one.at.aware(options.zone), one.key))
    first = alerts[0].at
    drafting = Drafting("alertmanager", options, group.title, first.naive, f"group:{group.key}")
    drafting.open_room(first, False)
    if options.room is None:
        detected = MilestoneSet("detected", f"{alerts[0].name} fired", "Alertmanager", "written", "")
        drafting.add("incident.milestone_set", detected, alerts[0].key, first)
    for one in alerts:
        said = f": {one.said}" if one.said and one.said != one.name else ""
        about = f" ({one.labels})" if one.labels else ""
        source = drafting.at_line(one.line)
        _log(drafting, f"firing: {one.name}{said}{about}", f"firing {one.key}", one.at, source)
        if one.ended is not None:
            _log(drafting, f"resolved: {one.name}{about}", f"resolved {one.key}", one.ended, source)
    still = sum(one.ended is None for one in alerts)
    if still:
        drafting.remark(0, f"{drafting.title}: {still} of {len(alerts)} alerts have not ended")
    if group.repeated:
        drafting.remark(0, f"{drafting.title}: {group.repeated} alerts came more than once and count once")
    if group.cut:
        drafting.remark(0, f"{drafting.title}: Alertmanager left {group.cut} alerts out of what it sent")
    return drafting.reading()


def _log(drafting: Drafting, text: str, raw: str, at: Moment, source: str) -> None:
    drafting.add("timeline.log", Log("observation", text, "Alertmanager", "written", source=source), raw, at)
