"""A process that sends from a room until it is killed: ``python -m tests.delivery.killed DATA ROOM ME [STEP]``.

It lets everything go that may: drafts that were never queued, deliveries that wait; on standard input it is told, a
line each, what a person decided (``confirm KEY``, ``resend KEY``, ``again KEY``). It says ``go`` at its beginning,
``KEY STATE`` for everything that is on disk, and ``done`` at its end. ``STEP`` is where it kills itself.
"""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from store.lease import RoomLease
from store.rooms import RoomsFolder
from tests.warroom.live_rooms import Hands
from warroom.delivery import book, courier
from warroom.delivery.outbox import Outbox
from warroom.errors import WarroomError
from warroom.room import Room

STEPS = ("before it is queued", "after it is queued", "before it begins", "after it begins", "before a socket",
         "after connecting", "before it is recorded", "after it is recorded")  # fmt: skip
"""Where it kills itself; what lies between is done by the server."""


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def deadly(room: Room, step: str) -> None:
    """Die at a step."""
    acts: Any = room.outbox

    def around(name: str, before: bool, only: Callable[..., bool] = lambda *_: True) -> None:
        inner = getattr(acts, name)

        async def outer(*args: Any, **kwargs: Any) -> Any:
            if before and only(*args):
                die()
            made = await inner(*args, **kwargs)
            if not before and only(*args):
                die()
            return made

        setattr(acts, name, outer)

    def accepted(_: str, said: Any, *__: Any) -> bool:
        return bool(said.state == "accepted")

    match step:
        case "before it is queued" | "after it is queued":
            around("queue", step.startswith("before"))
        case "before it begins" | "after it begins":
            around("begin", step.startswith("before"))
        case "before it is recorded" | "after it is recorded":
            around("came", step.startswith("before"), accepted)
        case "before a socket":
            courier.carried = lambda *_: die()  # type: ignore[assignment, return-value]
        case "after connecting":
            connect = socket.socket.connect

            def connected(self: socket.socket, address: Any) -> None:
                connect(self, address)
                die()

            socket.socket.connect = connected  # type: ignore[method-assign, assignment]


async def session(
    data: Path, room_id: str, me: str, step: str, decided: Sequence[tuple[str, str]], say: Callable[[str], None] = say
) -> None:
    """One run of the program: see above."""
    room = Room(RoomsFolder(data).open(room_id), me=me, clock=Hands())
    await room.load()
    deadly(room, step)
    lease = RoomLease(data / "rooms" / room_id, me)
    box = Outbox(room, lease, book.load([data / "channels.toml"]), delays=(0.02,) * 4, look=0.02)
    said: dict[str, str] = {}

    def tell(_: object = None) -> None:
        for row in room.state.deliveries:
            if said.get(row.key) != row.state:
                said[row.key] = row.state
                say(f"{row.key} {row.state}")

    tell()
    room.subscribe(tell)
    say("go")
    await box.recover()
    for what, key in decided:
        try:
            if what == "confirm":
                await room.outbox.confirm(key, "phone")
            else:
                await box.again(key, resend=what == "resend")
        except WarroomError as error:  # another process was faster
            say(f"refused {key} {error}")
    fresh = [one.eid for one in room.state.revisions.drafts if not room.state.deliveries.of(one.eid)]
    await box.send({one.draft: one.chosen for one in box.propose(fresh)})
    for row in list(room.state.deliveries):
        if row.state == "queued" and not box.works(row.key):
            try:
                await box.again(row.key)
            except WarroomError as error:  # it began meanwhile in another process
                say(f"refused {row.key} {error}")
    await box.run()
    await room.close()
    say("done")


def main() -> None:
    data, room_id, me = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    decided = [(what, key) for what, _, key in (line.strip().partition(" ") for line in sys.stdin) if key]
    asyncio.run(session(data, room_id, me, sys.argv[4] if len(sys.argv) > 4 else "", decided))


if __name__ == "__main__":
    main()
