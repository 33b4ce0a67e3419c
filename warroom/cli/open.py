"""``warroom`` and ``warroom ROOM``: the terminal interface. Nothing else imports textual."""

import gc
import os
from pathlib import Path

import click

from store import resolve
from warroom.cli import command_words
from warroom.cli.failures import FINDING, complain
from warroom.cli.ground import Told, everywhere, ground, room_argument
from warroom.cli.printing import on_terminal
from warroom.errors import Ambiguous, BadInput, NotFound


@click.command("open", cls=Told, help="Open a room in the terminal interface.", hidden=True)
@room_argument
@everywhere
def open_(room: str) -> int:
    """Open ``room``, or without one the only open room, else the lobby."""
    gc.disable()  # until the first frame (run_app): all that is imported stays, so that nothing is to be collected
    here = ground()
    chosen = _chosen(room) if room else _only_open(here.folder)
    if not on_terminal():
        complain("the terminal interface needs a terminal; in a pipe use a command: warroom --help")
        return FINDING
    from warroom.cli import app

    return app.run_app(here.folder, here.me, chosen)


def _only_open(folder: Path) -> str | None:
    from warroom.cli import access  # it knows every panel of a room's state: opening a named room needs none of it

    return access.only_open(folder)


def _chosen(room: str) -> str:
    try:
        return resolve.resolve(os.fspath(ground().folder), room)
    except (NotFound, Ambiguous):
        pass  # a slug may be missing in old summaries: access makes them anew
    from warroom.cli import access

    try:
        return access.resolved(ground().folder, room)
    except Ambiguous:
        raise  # it names the rooms that may be meant
    except BadInput as error:
        if room == ".":
            raise
        raise command_words.unknown(room, error) from error


COMMANDS = {"open": open_}
