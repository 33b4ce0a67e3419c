"""``warroom metrics`` and ``warroom stats``: how long things took and how owners were served, in one room or all."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, get_args

import click
import msgspec

from warroom import as_of, profiles, seal, times
from warroom.cadence import Cadences
from warroom.cli import access
from warroom.cli.failures import tell
from warroom.cli.folder import open_folder
from warroom.cli.ground import command, ground, json_option, room_argument
from warroom.cli.printing import out, out_json, table
from warroom.cli.zones import local_zone
from warroom.clock import system_clock, to_stamp, zone
from warroom.errors import WarroomError
from warroom.room import Room
from warroom.state.room_state import RoomState, fold
from warroom.summary.across import Across, Group, Measured, Median, across
from warroom.summary.chronology import checks
from warroom.summary.measured import Metric, shown, spell, words
from warroom.summary.metrics import metrics
from warroom.summary.settled import looked
from warroom.summary.stated import given_by, stated
from warroom.summary.times import Times
from warroom.text import clean


@command("metrics", "Each with its formula; where there is no number it says why. The chronology check stands below.")
@room_argument
@click.option("--at", metavar="TIME", help="As of this time: -1h, 14:05, '2026-11-22 14:05'.")
@click.option("--by", type=click.Choice(get_args(as_of.By)), default="recorded", show_default=True, help="As in show.")
@json_option
def metrics_(room: str, at: str | None, by: as_of.By, as_json: bool) -> None:
    """``warroom metrics``."""

    async def work(one: Room) -> None:
        state, now = access.state_at(one, at, by)
        if as_json:
            out_json({"ref": seal.room_ref(one.room), "room": one.room, **as_document(state, now, Times(one.zone))})
        else:
            print(_text(state, now, Times(one.zone)), flush=True)

    access.in_room(ground(), room, work)


def as_document(state: RoomState, now: datetime, times: Times) -> dict[str, Any]:
    """The metrics, the figures of the source and the chronology check of a room as JSON (docs/metrics.md)."""
    plain: dict[str, Any] = msgspec.to_builtins(metrics(state, now, _cadences(state)))
    plain["metrics"] = plain.pop("room")  # beside it stands which room
    plain["stated"] = [
        {
            "figure": one.figure,
            "text": one.text,
            "seconds": one.seconds,
            "how": one.how,
            "stamps": [msgspec.to_builtins(mark) for mark in (one.pair.start, one.pair.end)] if one.pair else [],
            "words": given_by(one, state, times),
        }
        for one in stated(state, now)
    ]
    found = looked(state, checks(state, now, times.zone))
    plain["checks"] = [
        {"rule": one.rule, "entry": one.key, "text": one.text, "fix": one.fix and one.fix._asdict(), "so": None}
        for one in found.open
    ]
    plain["checks"] += [
        {
            "rule": one.finding.rule,
            "entry": one.finding.key,
            "text": one.finding.text,
            "fix": one.finding.fix and one.finding.fix._asdict(),
            "so": {"by": one.by.who, "at": one.by.at, "reason": one.by.said.reason},
        }
        for one in found.settled
    ]
    return plain


def _cadences(state: RoomState) -> Cadences:
    opened = state.incident.opened
    words_of = profiles.of_room(opened.profile if opened else "service")
    return {name: severity.cadence for name, severity in words_of.severities.items()}


def _text(state: RoomState, now: datetime, times: Times) -> str:
    made = metrics(state, now, _cadences(state))
    parts = ["of a drill: nothing of this happened"] if made.drill else []
    parts.append(table([_row(one) for one in made.room]))
    if len(made.owners) > 1:
        parts += [f"{owner}\n{table([_row(one) for one in theirs])}" for owner, theirs in made.owners.items()]
    if figures := stated(state, now):
        rows = [(words(one.figure), one.text, given_by(one, state, times)) for one in figures]
        parts.append(f"as the source states it\n{table(rows)}")
    found = looked(state, checks(state, now, times.zone))
    rows = [(one.rule, one.text, one.fix.text if one.fix else "") for one in found.open]
    rows += [
        (one.finding.rule, one.finding.text, f"really so ({one.by.who}): {one.by.said.reason}") for one in found.settled
    ]
    if rows:
        parts.append(f"checks of the times\n{table(rows)}")
    return "\n\n".join(parts)


def _row(one: Metric) -> tuple[str, str, str]:
    return words(one.name), shown(one), one.formula


# -- all rooms ---------------------------------------------------------------------------------------------------------


@command(
    "stats", "Drills are left out. Medians stand with how many rooms they are of; a room that can't be read is named."
)
@click.option("--severity", metavar="SEV", help="Only rooms of this severity.")
@click.option("--owner", metavar="NAME", help="Only this owner.")
@click.option("--since", metavar="TIME", help="Only rooms that began since: -30d, 2026-11-01.")
@json_option
def stats(severity: str | None, owner: str | None, since: str | None, as_json: bool) -> None:
    """``warroom stats``."""
    wanted = access.severity(severity, profiles.of_room("service")) if severity is not None else None
    now = system_clock()
    start = _since(since, now) if since is not None else ""
    unread: list[str] = []
    rooms = list(_measured(now, start, wanted, unread))
    made = across(rooms, unread)
    if owner is not None:  # of the rooms of the severity, where one is named
        made = _only(made, "owner", clean(owner))
    elif wanted is not None:
        made = _only(made, "severity", wanted)
    if as_json:
        out_json(msgspec.to_builtins(made))
    else:
        _print(made)


def _since(text: str, now: datetime) -> str:
    """A day, or a time as everywhere, as events hold it; raises ``BadInput``."""
    here = zone(local_zone())
    try:
        return to_stamp(datetime.combine(date.fromisoformat(text), time(), here))
    except ValueError:  # no day alone
        return to_stamp(times.read_time(text, now=now, zone=here).at)


def _measured(now: datetime, start: str, severity: str | None, unread: list[str]) -> Iterator[Measured]:
    """The metrics of each room that began since ``start``; one is folded at a time, and those that fail are noted."""
    folder = open_folder(ground().folder)
    for card in access.cards(ground().folder):
        began = str(card.get("started_at") or card.get("opened_at") or "")
        if "problem" in card:
            unread.append(str(card["ref"]))
            continue
        if began < start or severity not in (None, card["severity"]):
            continue
        try:
            log = folder.open(str(card["room"]))
            try:
                state = fold(log.load())
            finally:
                log.close()
        except WarroomError as error:
            unread.append(str(card["ref"]))
            tell(f"{card['ref']} can't be read and is left out: {error}")
            continue
        made = metrics(state, now, _cadences(state))
        yield Measured(ref=str(card["ref"]), severity=state.incident.severity.value or "", metrics=made)


def _only(made: Across, by: str, name: str) -> Across:
    groups = tuple(one for one in made.groups if one.by == by and one.name.casefold() == name.casefold())
    return msgspec.structs.replace(made, groups=groups)


def _print(made: Across) -> None:
    shown_groups = [one for one in made.groups if one.rooms]
    if not shown_groups:
        tell("no room fits; drills are left out")
    for index, group in enumerate(shown_groups):
        out(("\n" if index else "") + _title(group))
        print(table([_HEAD, *(_median_row(one) for one in group.metrics)]), flush=True)
    if made.drills_left_out:
        tell(f"drills left out: {made.drills_left_out}")


_HEAD = ("metric", "median", "lowest", "highest", "recorded", "pending", "n/a", "invalid", "formula")


def _title(group: Group) -> str:
    what = {"all": "all rooms", "severity": f"severity {group.name}", "owner": f"owner {group.name}"}[group.by]
    return f"{what} ({len(group.rooms)})"


def _median_row(one: Median) -> tuple[str, ...]:
    values = (_value(value, one) for value in (one.median, one.lowest, one.highest))
    return (words(one.name), *values, *(str(count) for count in one.counts.values()), one.formula)


def _value(value: float | None, one: Median) -> str:
    if value is None:
        return "n/a"
    return spell(value) if one.unit == "seconds" else f"{round(100 * value)} %"


COMMANDS = {"metrics": metrics_, "stats": stats}
