"""kill -9 at random moments of sending: ``python -m tests.faults.sending_kills --kills 200``.

A room, four owners (two of them with two mail addresses, one with a webhook, one whose mail server is slow to believe),
real servers that count what they took and that dawdle at every step. One process, or two at once, send everything that
may go and are killed after a random while; then the next session looks, a person decides what is in doubt by looking at
the other end, and it goes on until everything has ended. Said to be accepted without having been taken, twice anywhere
without a person's word, forgotten, told without anybody having it: each is a fault.
"""

import argparse
import asyncio
import collections
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from store.rooms import RoomsFolder
from tests.delivery import killed
from tests.delivery.http_server import Asked, HttpServer, Step, late, say
from tests.delivery.sending_kit import approved
from tests.delivery.smtp_server import SmtpServer, Talk
from tests.warroom.live_rooms import Hands
from tests.warroom.updating import room_with_owner
from warroom.room import Room
from warroom.state.deliveries import Row
from warroom.state.owners import Contact, Plan

PATIENCE = 60.0
"""Seconds after which a session that is not killed has ended, or it is a fault."""
OWNERS = {
    "Acme": ("email", ("li@acme.example", "wu@acme.example")),
    "Borealis": ("email", ("ann@borealis.example", "zhang@borealis.example")),
    "Cumulus": ("webhook", ("cumulus",)),
    "Doubtful": ("email", ("chief@doubtful.example",)),
}


class Servers:
    """The other end, for all rooms: what it took of which room, by address."""

    def __init__(self, chance: random.Random) -> None:
        self._chance, self._lock = chance, threading.Lock()
        self.smtp, self.http = SmtpServer(), HttpServer()
        self.http.__enter__()
        self.http.does(self._hook)
        self.smtp.at("greeting", self._slowly("220 mx.example ESMTP ready"))
        self.smtp.at("body", lambda talk: talk.wait(self._while()))
        self.smtp.at("rcpt", "451 4.7.1 come back later", to="chief@", times=10_000_000)
        self.smtp.at("dot", self._slowly("250 2.0.0 Ok: queued as Q1"), taken=True)

    def _while(self) -> float:
        with self._lock:
            return self._chance.uniform(0, 0.06)

    def _slowly(self, answer: str):  # type: ignore[no-untyped-def]  # of a conversation, as the server takes it
        def act(talk: Talk) -> None:
            talk.wait(self._while())
            talk.say(answer)

        return act

    def _hook(self, _: Asked) -> Step:
        return late(self._while(), say(200, "ok"))

    def believe(self) -> None:
        """The one that asked to come back takes it from now on."""
        with self.smtp._lock:
            self.smtp._rules = [one for one in self.smtp._rules if one.step != "rcpt"]

    def took(self) -> collections.Counter[str]:
        """How often each delivery was taken over, by its key: it is in the mail's id, and in the request's header."""
        mails = (re.search(rb"(?im)^message-id: <([0-9a-f]{32})", one.data) for one in list(self.smtp.mails))
        hooks = (one.headers["idempotency-key"] for one in list(self.http.requests))
        return collections.Counter([*(one[1].decode() for one in mails if one is not None), *hooks])

    def stop(self) -> None:
        self.smtp.stop()
        self.http.__exit__(None, None, None)


class Round:
    """One room, sent from and killed until everything has ended."""

    def __init__(self, data: Path, servers: Servers, chance: random.Random) -> None:
        self.data, self.servers, self.chance = data, servers, chance
        data.mkdir(mode=0o700)
        settings = data / "channels.toml"
        settings.write_text(
            f'[email.main]\nhost = "127.0.0.1"\nport = {servers.smtp.port}\nsecurity = "none"\n'
            'from = "Operations <ops@warroom.example>"\n'
            '[webhook.cumulus]\nowners = ["Cumulus"]\nurl = "env:TEST_HOOK"\n',
            "utf-8",
        )
        settings.chmod(0o600)
        self.id = asyncio.run(self._made())
        self.claimed: set[str] = set()
        self.ended: collections.Counter[str] = collections.Counter()

    async def _made(self) -> str:
        channel, addresses = OWNERS["Acme"]
        hands = Hands()
        contacts = tuple(Contact(one, contact=one) for one in addresses)
        room = await room_with_owner(self.data, hands, contacts=contacts, channels=(channel,))
        for owner, (channel, addresses) in OWNERS.items():
            if owner != "Acme":
                contacts = tuple(Contact(one, contact=one) for one in addresses)
                await room.owners.attach(
                    Plan(owner_id=owner, lang="en", zone="UTC", contacts=contacts, channels=(channel,))
                )
            await approved(room, owner)
        await room.close()
        return room.room

    def start(self, name: str, decided: str = "") -> "subprocess.Popen[bytes]":
        child = subprocess.Popen(
            [sys.executable, "-m", killed.__name__, str(self.data), self.id, name], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, env={**os.environ, "TEST_HOOK": self.servers.http.url()},
        )  # fmt: skip
        assert child.stdin is not None
        child.stdin.write(decided.encode())
        child.stdin.close()
        return child

    def kill_once(self) -> list[str]:
        """A session, or two at once, killed after a while; what went wrong."""
        decided = self.decided()
        running = [self.start(name, decided) for name in ("ana", "bob")[: self.chance.choice((1, 1, 2))]]
        for child in running:
            _until(child, b"go")
        # Not after a time: most of a session is reading and checking, and little of it the sending that matters.
        heard = [_lines(running[0], self.chance.randint(0, 22))]
        time.sleep(self.chance.uniform(0, 0.08))
        said = [self._end(child, kill=True) for child in running]
        return self.compare(heard + said)

    def finish(self) -> list[str]:
        """A session to its end, and another one with a person's word on what is in doubt."""
        wrong: list[str] = []
        self.servers.believe()
        for _ in range(3):
            child = self.start("ana", self.decided())
            wrong += self.compare([self._end(child, kill=False)])
            if child.returncode:
                wrong.append(f"a session ended with {child.returncode}")
        wrong += [
            f"{_to(row)} is {row.state} at the end"
            for row in self.look().state.deliveries
            if row.state not in ("accepted", "manual_confirmed")
        ]
        return wrong

    @staticmethod
    def _end(child: "subprocess.Popen[bytes]", *, kill: bool) -> list[str]:
        if kill:
            child.send_signal(signal.SIGKILL)
        assert child.stdout is not None
        watchdog = threading.Timer(PATIENCE, child.kill)
        watchdog.start()
        data = child.stdout.read()
        child.wait()
        watchdog.cancel()
        return data.decode("utf-8", "replace").split("\n")[:-1]

    def look(self) -> Room:
        """The room as it is on disk."""
        log = RoomsFolder(self.data).open(self.id)
        room = Room(log, me="judge", clock=Hands())
        asyncio.run(room.load())
        log.close()
        return room

    def decided(self) -> str:
        """What a person says of everything that is in doubt, who looked at the other end."""
        took, lines = self.servers.took(), ""
        for row in self.look().state.deliveries:
            if row.state == "unknown":
                there = took[row.key] > 0
                lines += f"{'confirm' if there else 'resend'} {row.key}\n"
            elif row.state in ("dead", "rejected"):
                lines += f"again {row.key}\n"
        return lines

    def compare(self, said: list[list[str]]) -> list[str]:
        """What went wrong, by what is on disk, what the processes said, and what the servers took."""
        wrong: list[str] = []
        room, took = self.look(), self.servers.took()
        rows = {row.key: row for row in room.state.deliveries}
        for line in (line for lines in said for line in lines):
            key, _, state = line.partition(" ")
            if state == "accepted":
                self.claimed.add(key)
        wrong += [
            f"{key} was said to be accepted and is {rows[key].state if key in rows else 'gone'}"
            for key in self.claimed
            if key not in rows or rows[key].state != "accepted"
        ]
        for key, row in rows.items():
            count = took[row.key]
            if count > 1:
                wrong.append(f"{_to(row)} got it {count} times")
            if row.state in ("accepted", "manual_confirmed") and not count:
                wrong.append(f"{key} to {_to(row)} is {row.state}, and nobody took it")
            if count and row.state not in ("accepted", "unknown", "sending", "manual_confirmed"):
                wrong.append(f"{_to(row)} has it, and it is {row.state}")
        for owner, (_, addresses) in OWNERS.items():
            theirs = [row for row in rows.values() if row.steps[0].said.owner_id == owner]
            if theirs and {_to(row) for row in theirs} != set(addresses):
                wrong.append(f"an address of {owner} was forgotten: {[_to(row) for row in theirs]}")
            told = room.state.updates.told(owner)
            if bool(told) != any(row.state in ("accepted", "manual_confirmed") for row in theirs):
                wrong.append(f"{owner} was told {len(told)} times, by {[row.state for row in theirs]}")
            if len(told) > 1 or any(one.said.number != 1 for one in told):
                wrong.append(f"{owner} was told {[one.said.number for one in told]}")
            if len(told) != len(room.state.commitments.of(owner)):
                wrong.append(f"{owner} has {len(room.state.commitments.of(owner))} promises")
        self.ended = collections.Counter(row.state for row in rows.values())
        return wrong


def _to(row: Row) -> str:
    return row.queued.contact if row.queued is not None else "?"


def _until(child: "subprocess.Popen[bytes]", line: bytes) -> None:
    """Read what it says until that; the rest stays to be read."""
    assert child.stdout is not None
    while (read := child.stdout.readline()).strip() != line:
        if not read:
            raise AssertionError("a session ended before it began")


def _lines(child: "subprocess.Popen[bytes]", count: int) -> list[str]:
    """The next lines that it says, fewer when it ends before."""
    assert child.stdout is not None
    found: list[str] = []
    while len(found) < count and (line := child.stdout.readline()):
        found.append(line.decode().rstrip("\n"))
    return found


def run(kills: int, seed: int) -> tuple[collections.Counter[str], list[str]]:
    """So many rounds of killed sessions; figures, and every fault."""
    chance = random.Random(seed)
    servers, wrong, figures = Servers(chance), list[str](), collections.Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        done = 0
        while done < kills:
            round_ = Round(Path(folder) / f"room{figures['rooms']}", servers, chance)
            for _ in range(min(chance.randint(2, 6), kills - done)):
                done += 1
                wrong += [f"kill {done}: {one}" for one in round_.kill_once()]
                states = collections.Counter(row.state for row in round_.look().state.deliveries)
                figures.update({f"{state} right after a kill": count for state, count in states.items()})
            wrong += [f"after kill {done}: {one}" for one in round_.finish()]
            figures.update({"rooms": 1, **round_.ended})
    figures["taken over"] = sum(servers.took().values())
    servers.stop()
    return figures, wrong


def main() -> int:
    """The long form."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "big"))
    options = parser.parse_args()
    began = time.monotonic()
    figures, wrong = run(options.kills, options.seed)
    for fault in wrong:
        print(fault)
    said = ", ".join(f"{count} {name}" for name, count in sorted(figures.items()))
    print(
        f"{options.kills} kills (seed {options.seed}) in {time.monotonic() - began:.0f} s: {said}; {len(wrong)} faults"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
