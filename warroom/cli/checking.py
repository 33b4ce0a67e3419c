"""``warroom check``: what can't be right about the times of a room, and that one of it is really so."""

from typing import Any

import click

from warroom import seal
from warroom.cli import access
from warroom.cli.ground import command, ground, json_option, room_argument
from warroom.cli.printing import out_json, table
from warroom.cli.recording import Recorded, record
from warroom.errors import Ambiguous, NotFound
from warroom.room import Room
from warroom.summary.chronology import checks
from warroom.summary.finding import Finding
from warroom.summary.settled import Looked, Settled, looked


@command(
    "check",
    "Without CHECK the checks of the times are listed. CHECK is what stands first on its line: an entry's letters, "
    "or a milestone. With REASON it counts as really so, until its times change; --open takes that back.",
)
@room_argument
@click.argument("which", metavar="[CHECK]", default="")
@click.argument("reason", metavar="[REASON]", default="")
@click.option("--rule", metavar="RULE", default="", help="Of several checks on one entry, the one of this rule.")
@click.option("--by", metavar="NAME", default="", help="Who says so, when it isn't you.")
@click.option("--open", "again", is_flag=True, help="Open it again.")
@json_option
def check(room: str, which: str, reason: str, rule: str, by: str, again: bool, as_json: bool) -> None:
    """``warroom check``."""
    if not which:
        _list(room, as_json)
        return

    async def work(one: Room) -> Recorded:
        found = looked(one.state, checks(one.state, one.clock(), one.zone))
        if again:
            here = _named([each.finding for each in found.settled], which, rule)
            return Recorded("it is open again", [await one.checks.reopen(here.rule, here.key, here.basis, actor=by)])
        here = _named(found.open, which, rule)
        made = await one.checks.acknowledge(here.rule, here.key, here.basis, here.text, reason, actor=by, via="written")
        return Recorded(f"really so: {here.text}", [made])

    record(room, as_json, work)


def _called(one: Finding) -> str:
    """What a check is named by: its entry's letters, else the milestone that is missing."""
    return seal.entry_ref(one.key) if one.key else one.fix.milestone if one.fix is not None else one.rule


def _named(found: list[Finding], which: str, rule: str) -> Finding:
    wanted = which.strip().casefold()
    here = [one for one in found if _called(one).casefold() == wanted and rule in ("", one.rule)]
    if not here:
        there = ", ".join(dict.fromkeys(_called(one) for one in found)) or "none"
        raise NotFound(f"no such check is on '{which}'; there is {there}. Nothing was recorded")
    if len(here) > 1:
        raise Ambiguous(f"'{which}' has several checks: --rule {' or --rule '.join(one.rule for one in here)}")
    return here[0]


def _list(room: str, as_json: bool) -> None:
    async def work(one: Room) -> Looked:
        return looked(one.state, checks(one.state, one.clock(), one.zone))

    found = access.in_room(ground(), room, work)
    if as_json:
        out_json([_plain(one) for one in found.open] + [_plain(one.finding, one) for one in found.settled])
        return
    rows = [(_called(one), one.rule, one.text, one.fix.text if one.fix is not None else "") for one in found.open]
    for one in found.settled:
        so = f"really so ({one.by.who}): {one.by.said.reason}"
        rows.append((_called(one.finding), one.finding.rule, one.finding.text, so))
    if rows:
        print(table(rows), flush=True)


def _plain(one: Finding, settled: Settled | None = None) -> dict[str, Any]:
    by = settled.by if settled is not None else None
    so = {"by": by.who, "at": by.at, "reason": by.said.reason} if by is not None else None
    return {"check": _called(one), "rule": one.rule, "entry": one.key, "text": one.text, "so": so}


COMMANDS = {"check": check}
