"""``warroom compare``: what changed in a room between two moments."""

import re
from typing import Final, get_args

import click
import msgspec
from typing_extensions import override

from warroom import as_of, comparing
from warroom.cli import access
from warroom.cli.ground import Told, everywhere, ground, json_option, room_argument
from warroom.cli.printing import out, out_json
from warroom.clock import to_stamp
from warroom.commands import cli_commands
from warroom.room import Room

_AGO: Final = re.compile(r"-[0-9]")
_HELD: Final = "\ue000"
"""Stands before ``-1h`` while click reads the line: to click that is the options -1 and -h."""


class Moments(Told):
    """A command whose arguments may begin with a minus: times that are ago."""

    @override
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the line with such times held."""
        return super().parse_args(ctx, [_HELD + word if _AGO.match(word) else word for word in args])


HELP: Final = (
    f"{cli_commands()['compare'].help}\n\nTIME is a time in the room's zone (-1h, 14:05, '2026-11-22 14:05') or 'now'; "
    "the earlier one may come second."
)


@click.command("compare", cls=Moments, help=HELP, short_help=cli_commands()["compare"].help)
@everywhere
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
        typed = [text.removeprefix(_HELD) for text in (one, other)]
        earlier, later = sorted(now if text == "now" else access.past(text, now, here) for text in typed)
        events = here.state.events
        before, after = (as_of.as_of(events, to_stamp(moment), by) for moment in (earlier, later))
        found = comparing.differences(before, after)
        if as_json:
            facts = {"from": to_stamp(earlier), "to": to_stamp(later), "by": by}
            out_json({**facts, "differences": [msgspec.to_builtins(one) for one in found]})
        else:
            out(comparing.page(found, earlier, later, here.zone))

    access.in_room(ground(), room, work)


COMMANDS = {"compare": compare}
