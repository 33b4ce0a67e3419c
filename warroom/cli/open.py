"""``warroom`` and ``warroom ROOM``: the terminal interface. Nothing else imports textual."""

import click

from warroom.cli import access, shell
from warroom.cli.failures import FINDING, complain
from warroom.cli.ground import Told, everywhere, ground, room_argument
from warroom.cli.printing import on_terminal
from warroom.errors import BadInput


@click.command("open", cls=Told, help="Open a room in the terminal interface.", hidden=True)
@room_argument
@everywhere
def open_(room: str) -> int:
    """Open ``room``, or without one the only open room, else the lobby."""
    here = ground()
    chosen = _chosen(room) if room else access.only_open(here.folder)
    if not on_terminal():
        complain("the terminal interface needs a terminal; in a pipe use a command: warroom --help")
        return FINDING
    from warroom.cli import app

    return app.run_app(here.folder, here.me, chosen)


def _chosen(room: str) -> str:
    try:
        return access.resolved(ground().folder, room)
    except BadInput as error:
        raise shell.unknown(room, error) from error


COMMANDS = {"open": open_}
