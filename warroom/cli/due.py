"""``warroom due``: what is due in all rooms, for a prompt or a scheduler; exit 1 when something is."""

from datetime import datetime
from typing import Any

import click

from warroom import countdowns, seal, times
from warroom.cli import access
from warroom.cli.failures import FINDING
from warroom.cli.ground import command, ground, json_option
from warroom.cli.owner_lists import due_as_json
from warroom.cli.printing import out_json, table
from warroom.clock import system_clock
from warroom.room import Room
from warroom.state.promises import moment


@command("due", "Exits with 1 when something is due, with 0 when nothing is. ROOM looks into one room alone.")
@click.argument("room", metavar="[ROOM]", required=False, default="")
@click.option("--all", "ahead", is_flag=True, help="What is still ahead and what rests, too.")
@json_option
def due(room: str, ahead: bool, as_json: bool) -> int:
    """``warroom due``."""
    now = system_clock()
    found = [one for ref in _rooms(room, now, ahead) for one in _of(ref, now, ahead, bool(room))]
    found.sort(key=lambda one: (one["standing"] != "due", one["standing"] != "warning", one["at"]))
    if as_json:
        out_json(found)
    elif found:
        print(table([_row(one, now) for one in found]), flush=True)
    return FINDING if any(one["standing"] == "due" for one in found) else 0


def _rooms(room: str, now: datetime, ahead: bool) -> list[str]:
    """The rooms to look into: by their cards, those without a clock that has come need not be read.

    Drills call nobody.
    """
    if room:
        return [room]
    return [
        str(card["ref"])
        for card in access.cards(ground().folder)
        if "problem" not in card and not card.get("drill") and (ahead or countdowns.may_call(card, now))
    ]


def _of(ref: str, now: datetime, ahead: bool, named: bool) -> list[dict[str, Any]]:
    async def work(one: Room) -> list[dict[str, Any]]:
        clocks = countdowns.due(one.state, now, one.cadences)
        if not named:
            clocks = [clock for clock in clocks if not countdowns.has_faded(one.state, clock, now)]
        shown = [clock for clock in clocks if ahead or clock.standing == "due"]
        return [due_as_json(clock, now, seal.room_ref(one.room)) for clock in shown]

    return access.in_room(ground(), ref, work)


def _row(one: dict[str, Any], now: datetime) -> tuple[str, ...]:
    at = moment(one["at"])
    who = f" ({one['who'] or 'nobody'})" if one["who"] or one["kind"] == "task" else ""
    return (one["room"], one["clock"], one["standing"], times.distance(at, now) if at else "", one["text"] + who)


COMMANDS = {"due": due}
