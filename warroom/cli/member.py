"""The demo's second member: a process of its own that logs every few seconds, until the demo that began it is gone."""

import asyncio
import os
import select
import shutil
import sys
import time
from pathlib import Path

from warroom import demo
from warroom.cli.folder import open_folder
from warroom.errors import NotSaved, WarroomError
from warroom.room import Room

FIRST = 2.0
"""Seconds until the first entry: a newcomer has just found the timeline."""
LOOK = 0.25
"""Seconds between two looks whether the demo still lives, beside waiting for its end of the pipe to close."""


def main(data: str, room: str, every: float, temporary: bool, parent: int) -> None:
    """Log into ``room`` every ``every`` seconds while ``parent`` lives and holds standard input open.

    It may end in any way, ``kill -9`` too; then a ``temporary`` folder is removed.
    """
    try:
        asyncio.run(_log(data, room, every, parent))
    except WarroomError:
        return  # the folder is gone or full: the newcomer sees that on the screen
    finally:
        if temporary and _over(0, parent):
            shutil.rmtree(data, ignore_errors=True)


async def _log(data: str, name: str, every: float, parent: int) -> None:
    told = demo.script()
    coming = demo.live(told)
    wait = min(FIRST, every)
    said = 0
    room = Room(open_folder(Path(data)).open(name), me=demo.LIVE_MEMBER)
    try:
        await room.load()
        while not _over(wait, parent):
            await room.refresh()
            await play(room, next(coming))
            said += 1
            wait = every if said < len(told.live) else every * demo.SLOWER
    finally:
        await room.close()


async def play(room: Room, one: demo.Coming) -> None:
    """Do one thing that comes in; a line that no longer fits is left out."""
    if one.text:
        await room.log(one.text, kind=one.kind)
    if one.say:
        await room.say(one.say)
    if one.do:
        try:
            await demo.do(room, one.do)
        except NotSaved:
            raise
        except WarroomError:
            return  # somebody did it before, or took it away: it is no longer this member's to do


def _over(seconds: float, parent: int) -> bool:
    """Wait; whether the demo has let go of the pipe, or is gone while a process it left behind still holds it."""
    until = time.monotonic() + seconds
    while True:
        left = max(0.0, until - time.monotonic())
        ready, _, _ = select.select([0], [], [], min(left, LOOK))
        if os.getppid() != parent or (ready and os.read(0, 1) == b""):
            return True
        if left <= LOOK:
            return False


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4] == "temporary", int(sys.argv[5]))
