"""kill -9 of ``warroom log ROOM -`` in a loop: no printed reference is ever lost. WARROOM_KILLS=200: the long form."""

import os
import random
import select
import subprocess
import sys
import time

from store import doctor
from store.resolve import resolve
from store.rooms import RoomsFolder
from warroom import making, seal
from warroom.clock import system_clock

KILLS = int(os.environ.get("WARROOM_KILLS", "15"))
PER_ROOM = 8
"""Kills of one room; every one reads it whole, so a room must not grow too long."""
PATIENCE = 20.0


def start(data, room):
    return subprocess.Popen(
        [sys.executable, "-m", "warroom", "--data", str(data), "log", room, "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
        env={**os.environ, "WARROOM_USER": "ana"},
    )


def fed_until_killed(writer, number, chance):
    """Feed lines as fast as they go, kill after a random number of answers; the references that were printed."""
    deadline = time.monotonic() + PATIENCE
    wanted = chance.randrange(1, 400)
    answers = b""
    sent = 0
    os.set_blocking(writer.stdin.fileno(), False)
    while answers.count(b"\n") < wanted:
        assert time.monotonic() < deadline, "no answers came"
        readable, writable, _ = select.select([writer.stdout], [writer.stdin], [], 1)
        if writable and sent < 5000:
            burst = b"".join(b"round %d line %d\n" % (number, sent + one) for one in range(chance.randrange(1, 50)))
            sent += burst[: writer.stdin.write(burst) or 0].count(b"\n")
        if readable:
            answers += os.read(writer.stdout.fileno(), 1 << 16)
    writer.kill()
    answers += writer.stdout.read()  # what it had printed before it died
    writer.wait()
    return answers.decode().split("\n")[:-1]


def killed_again_and_again(data, kills, chance):
    """Kill writers of one new room; how many references they printed, each of which is still there after each kill."""
    rooms = RoomsFolder(data)
    room = seal.new_uuid()
    rooms.create_with(room, making.opening("Kill", author="ana", now=system_clock())).close()
    printed = []
    for number in range(kills):
        printed += fed_until_killed(start(data, room), number, chance)
        log = rooms.open(resolve(str(data), room))
        refs = {event.ref for event in log.load()}
        log.close()
        missing = set(printed) - refs
        assert not missing, f"lost after kill {number}: {missing}"
    # A torn tail is the only thing a kill may leave, and the next entry sets it aside.
    last = subprocess.run(
        [sys.executable, "-m", "warroom", "--data", str(data), "log", room, "still open"],
        capture_output=True,
        check=True,
    )
    assert last.stdout
    return len(printed)


def test_no_printed_reference_is_lost(tmp_path):
    chance = random.Random(22)
    data = tmp_path / "data"
    done = printed = 0
    while done < KILLS:
        kills = min(PER_ROOM, KILLS - done)
        printed += killed_again_and_again(data, kills, chance)
        done += kills
    assert printed >= KILLS
    doctor.repair(data)
    assert doctor.check(data) == []
