"""What plays a drill: a process beside the screens that lets the incident come in, until the drill is over.

Everything that it does is in the room: what came in is known by its id, where the incident's clock stands by the last
turn of it. So it may end in any way, ``kill -9`` too, and another one goes on.
"""

import asyncio
import fcntl
import os
import select
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from store.resolve import room_folder
from warroom.cli.folder import open_folder
from warroom.clock import from_stamp, to_stamp
from warroom.drills import original, steering
from warroom.drills.original import TEAM, Coming
from warroom.errors import WarroomError
from warroom.making import draft
from warroom.ports import EventLog
from warroom.room import Room
from warroom.state.drill import DrillClock

LOOK = 0.2
"""Seconds between two looks at the clock."""
BEAT = "drill.beat"
"""The file in the room's folder that says by its time when somebody last played; locked by who plays."""
GAP = 5.0
"""Seconds without a beat after which nobody was playing: the incident's clock stood still then."""


def main(data: str, room: str, parent: int) -> None:
    """Play the drill of ``room`` while ``parent`` lives and holds standard input open, or until it is over."""
    try:
        asyncio.run(play(Path(data), room, lambda: _over(parent)))
    except WarroomError:
        return  # the folder is gone or full: the trainee sees that on the screen


def _over(parent: int) -> bool:
    """Whether the screens have let go of the pipe, or are gone while a process left behind still holds it."""
    ready, _, _ = select.select([0], [], [], 0)
    return os.getppid() != parent or bool(ready and os.read(0, 1) == b"")


async def play(data: Path, name: str, over: Callable[[], bool]) -> bool:
    """Let things come in until ``over`` or the end; whether the drill is over. One player at a time plays a room."""
    log = open_folder(data).open(name)
    room = Room(log, me=TEAM)
    try:
        await room.load()
        found = original.comings(_original(room, log).state)
        with _playing(data, name) as beat:
            if beat is None:
                return room.state.drill.ended_at is not None
            await _go_on(room, beat)
            while not over():
                await room.refresh()
                if await _step(room, found):
                    return True
                os.utime(beat.path)
                await asyncio.sleep(LOOK)
            await _rest(room)
        return False
    finally:
        await room.close()


def _original(room: Room, log: EventLog) -> original.Original:
    """The record of the incident, from the room's folder. Raises ``NotFound`` when it is not there."""
    drill = steering.going(room)
    assert drill.begun is not None
    return original.read(log.attachment(drill.begun.sha256).read_bytes(), drill.begun.source)


async def _step(room: Room, found: list[Coming]) -> bool:
    """Let in what is due by now; whether the drill is over."""
    drill = room.state.drill
    if drill.ended_at is not None:
        return True
    now = room.clock()
    position = to_stamp(drill.position(now))
    due = [
        original.drafted(one, number, room.room, now, room.state.owners.names[0] if room.state.owners.names else "")
        for number, one in enumerate(found)
        if one.at <= position
    ]
    missing = [one for one in due if room.state.event(one.eid) is None]
    if missing:
        await room.record(missing)
    if len(due) == len(found) and not room.state.incident.is_open:
        await steering.ended(room, "everything came in and it is resolved")
        return True
    return False


class Beat(NamedTuple):
    """The file of the one who plays."""

    path: Path
    before: float | None
    """When somebody last played (seconds since 1970), or None when nobody ever did."""


@contextmanager
def _playing(data: Path, name: str) -> Iterator[Beat | None]:
    """The beat, locked; None when another process plays this room."""
    path = Path(room_folder(os.fspath(data), name)) / BEAT
    before = path.stat().st_mtime if path.exists() else None
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield Beat(path, before)
    finally:
        os.close(descriptor)


async def _go_on(room: Room, beat: Beat) -> None:
    """Let the clock go on from where somebody last played: the time in which nobody did doesn't count."""
    drill = room.state.drill
    now = room.clock()
    last = drill.turns[-1]
    if last.reason == "left":
        await _turn(room, last.position, drill.last_speed, "resumed", now)
        return
    seen = from_stamp(last.at)
    if beat.before is not None:
        seen = max(seen, datetime.fromtimestamp(beat.before, UTC))
    if drill.speed and (now - seen).total_seconds() > GAP:
        position = to_stamp(drill.position(seen))
        await _turn(room, position, 0, "left", seen)
        await _turn(room, position, drill.last_speed, "resumed", now)


async def _rest(room: Room) -> None:
    """Whoever leaves lets the clock rest; it goes on with the next player."""
    drill = room.state.drill
    if drill.speed:
        now = room.clock()
        await _turn(room, to_stamp(drill.position(now)), 0, "left", now)


async def _turn(room: Room, position: str, speed: int, reason: str, at: datetime) -> None:
    payload = DrillClock(position=position, speed=speed, reason=reason)
    await room.record([draft("drill.clock", payload, TEAM, room.clock(), to_stamp(at))])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
