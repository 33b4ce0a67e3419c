"""``warroom ROOM`` without paying for click: what is not plainly a room is left to click by returning None."""

import gc
import os
from pathlib import Path
from typing import NamedTuple

from warroom import commands, config, identity
from warroom.cli.printing import on_terminal
from warroom.errors import Ambiguous, NotFound

_OPTIONS = ("--data", "--as")


class Request(NamedTuple):
    """A room to open, named in full or by a unique beginning."""

    folder: str
    me: str
    room: str
    """Its UUID."""


def read(argv: list[str]) -> Request | None:
    """The request of a command line, or None when click has to read it (and to say what is wrong)."""
    words: list[str] = []
    options: dict[str, str] = {}
    rest = list(argv)
    while rest:
        word = rest.pop(0)
        name, given, value = word.partition("=")
        if not word.startswith("-"):
            words.append(word)
        elif name in _OPTIONS and (given or rest):
            options[name] = value if given else rest.pop(0)
        else:
            return None
    if len(words) != 1 or words[0] in commands.cli_commands() or not on_terminal():
        return None
    folder = config.data_folder(options.get("--data"))
    if not os.path.isdir(folder):  # noqa: PTH112 - as config names it
        return None
    from store import resolve

    try:
        room = resolve.resolve(folder, words[0])
    except (NotFound, Ambiguous):
        return None
    return Request(folder, identity.me(options.get("--as")), room)


def run(argv: list[str]) -> int | None:
    """Open the room that a command line names and stay until the person leaves; None when click has to read it."""
    # What is imported until the first frame stays: collecting costs a tenth of the start and finds nothing.
    collecting = gc.isenabled()
    gc.disable()
    try:
        request = read(argv)
        if request is None:
            return None
        from warroom.cli import app

        return app.run_app(Path(request.folder), request.me, request.room)
    finally:
        if collecting:
            gc.enable()
