"""``warroom compare``: what changed in a room between two moments."""

from typing import get_args

import click
import msgspec

from warroom import as_of, comparing
from warroom.cli import access
from warroom.cli.ground import command, ground, json_option, room_argument
from warroom.cli.printing import out, out_json
from warroom.clock import to_stamp
from warroom.room import Room


@command(
    "compare",
    "TIME is a time in the room's zone (-1h, 14:05, '2026-11-22 14:05') or 'now'; the earlier one may come second.",
)
@room_argument
@click.argument("one", metavar="TIME")
@click.argument("other", metavar="TIME")
@click.option(
    "--by",
    type=click.Choice(get_args(as_of.By)),
    default="recorded",
    show_default=True,
    help="What was recorded by then, or what had happened by then as known today.",
)
@json_option
def compare(room: str, one: str, other: str, by: as_of.By, as_json: bool) -> None:
    """``warroom compare``."""

    async def work(here: Room) -> None:
        now = here.clock()
        earlier, later = sorted(now if text == "now" else access.past(text, now, here) for text in (one, other))
        events = here.state.events
        before, after = (as_of.as_of(events, to_stamp(moment), by) for moment in (earlier, later))
        found = comparing.differences(before, after)
        if as_json:
            facts = {"from": to_stamp(earlier), "to": to_stamp(later), "by": by}
            out_json({**facts, "differences": [msgspec.to_builtins(one) for one in found]})
        else:
            out(comparing.page(found, earlier, later, here.zone))

    access.in_room(ground(), room, work)


compare.context_settings = {**compare.context_settings, "ignore_unknown_options": True}  # -1h is a time
COMMANDS = {"compare": compare}
