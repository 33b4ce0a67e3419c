"""kill -9 at each step of a send: nothing goes twice, nothing is called sent that was not, nothing is forgotten.

Real processes, real rooms and real servers that count what they took. After each kill the next session looks: what
waits is let go again, what is in doubt stays so until a person looked at the other end. The same at random moments:
``tests/faults/sending_kills.py``.
"""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from store.rooms import RoomsFolder
from tests.delivery import http_server as http
from tests.delivery import killed, smtp_server
from tests.delivery.http_server import HttpServer
from tests.delivery.sending_kit import approved
from tests.delivery.smtp_server import SmtpServer
from tests.warroom.live_rooms import Hands
from tests.warroom.updating import room_with_owner
from warroom.room import Room
from warroom.state.owners import Contact

LI, WU = "li@acme.example", "wu@acme.example"
CONTACTS = (Contact("Mr Li", contact=LI), Contact("Ms Wu", contact=WU))
PATIENCE = 60
IN_THE_TEXT, BEFORE_TAKEN, AFTER_TAKEN = "in the text", "after the end, not taken", "after the end, taken"
"""What the server does the killing at."""


class Far:
    """The other end: a mail server and a webhook that count what they took, and that kill at a step."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self.smtp = stack.enter_context(SmtpServer())
        self.http = stack.enter_context(HttpServer())
        self.http.says(200, "ok")
        self.child = 0
        (folder / "channels.toml").write_text(
            f'[email.main]\nhost = "127.0.0.1"\nport = {self.smtp.port}\nsecurity = "none"\n'
            'from = "Operations <ops@warroom.example>"\ntimeout = 5\nanswer_timeout = 5\n'
            '[webhook.acme]\nowners = ["Acme"]\nurl = "env:TEST_HOOK"\ntimeout = 5\n',
            "utf-8",
        )
        (folder / "channels.toml").chmod(0o600)

    def kill(self, *_: Any) -> None:
        """Kill the sender, and take nothing of what it was saying."""
        os.kill(self.child, signal.SIGKILL)

    def deadly(self, channel: str, step: str) -> None:
        """Kill at a step that only the server sees, once."""

        def smtp_kill(talk: Any) -> None:
            self.kill()
            raise smtp_server.Gone

        if channel == "email":
            if step == IN_THE_TEXT:
                self.smtp.at("body", smtp_kill, times=1)
            elif step in (BEFORE_TAKEN, AFTER_TAKEN):
                self.smtp.at("dot", smtp_kill, times=1, taken=step == AFTER_TAKEN)
        elif step == IN_THE_TEXT:
            self.http.then(http.Step("body", http_kill(self)))
        elif step == AFTER_TAKEN:
            self.http.then(http.Step("answer", http_kill(self)))

    @property
    def took(self) -> Counter[str]:
        mails = Counter(one for mail in self.smtp.mails for one in mail.recipients)
        return mails + Counter("acme" for _ in self.http.requests)

    def run_until_killed(self, folder: Path, room: str, step: str) -> list[str]:
        """A session of a process that dies at a step; what it said."""
        read, write = os.pipe()
        sys.stdout.flush()
        pid = os.fork()
        if not pid:
            try:
                os.dup2(write, 1)
                asyncio.run(killed.session(folder, room, "ana", step, ()))
            finally:
                os._exit(3)
        self.child = pid
        os.close(write)
        said = b""
        while more := os.read(read, 1 << 16):
            said += more
        os.close(read)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL, f"it was not killed: {said!r}"
        return said.decode().splitlines()

    def run(self, folder: Path, room: str, decided: Sequence[tuple[str, str]] = ()) -> list[str]:
        """A session to its end; what it said."""
        said: list[str] = []
        asyncio.run(asyncio.wait_for(killed.session(folder, room, "ana", "", decided, said.append), PATIENCE))
        assert said[-1] == "done"
        return said


def http_kill(far: Far) -> Callable[[Any], None]:
    def act(_: Any) -> None:
        far.kill()
        raise http.Gone

    return act


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as made:
        yield made


def looked_at(folder: Path, room: str) -> Room:
    """The room as somebody else sees it."""
    log = RoomsFolder(folder).open(room)
    found = Room(log, me="bob", clock=Hands())
    asyncio.run(found.load())
    log.close()
    return found


async def made_room(folder: Path, channel: str) -> str:
    """A room whose one draft may go; its id."""
    room = await room_with_owner(folder, Hands(), contacts=CONTACTS, channels=(channel,))
    await approved(room)
    await room.close()
    return room.room


def states(room: Room) -> dict[str, str]:
    return {row.queued.contact: row.state for row in room.state.deliveries if row.queued is not None}


MAIL_STEPS = (*killed.STEPS[:6], IN_THE_TEXT, BEFORE_TAKEN, AFTER_TAKEN, *killed.STEPS[6:])
HOOK_STEPS = (*killed.STEPS[:6], IN_THE_TEXT, AFTER_TAKEN, *killed.STEPS[6:])
NOT_BEGUN = frozenset(killed.STEPS[:3])


@pytest.mark.parametrize(
    ("channel", "step"), [*(("email", step) for step in MAIL_STEPS), *(("webhook", step) for step in HOOK_STEPS)]
)
def test_killed_at(tmp_path: Path, stack: ExitStack, monkeypatch: pytest.MonkeyPatch, channel: str, step: str) -> None:
    room_id = asyncio.run(made_room(tmp_path, channel))
    far = Far(stack, tmp_path)
    monkeypatch.setenv("TEST_HOOK", far.http.url())
    far.deadly(channel, step)
    addresses = {LI, WU} if channel == "email" else {"acme"}
    said = far.run_until_killed(tmp_path, room_id, step)

    # what is there now
    room = looked_at(tmp_path, room_id)
    found = states(room)
    assert set(found) == (set() if step == "before it is queued" else addresses)  # nothing forgotten
    check(room, far, said)
    if step in NOT_BEGUN:
        assert set(found.values()) <= {"queued"}
        assert not far.took
    else:
        assert ("accepted" if step == "after it is recorded" else "sending") in found.values()

    # the next session: what waits is let go, what was begun is in doubt
    said = far.run(tmp_path, room_id)
    room = looked_at(tmp_path, room_id)
    check(room, far, said)
    found = states(room)
    assert set(found) == addresses
    assert set(found.values()) <= {"accepted", "unknown"}
    if step != "after it is recorded":  # the other one was on its way then, perhaps
        assert ("unknown" in found.values()) == (step not in NOT_BEGUN)

    # a person looks at the other end: what is there is confirmed, what is not goes again
    doubtful = [row for row in room.state.deliveries if row.state == "unknown"]
    said = far.run(
        tmp_path,
        room_id,
        [("confirm" if far.took[row.queued.contact] else "resend", row.key) for row in doubtful if row.queued],
    )
    assert not any(one.startswith("refused") for one in said)
    room = looked_at(tmp_path, room_id)
    check(room, far, said)
    assert set(states(room).values()) <= {"accepted", "manual_confirmed"}
    assert far.took == dict.fromkeys(addresses, 1)
    assert [one.said.number for one in room.state.updates.told("Acme")] == [1]
    assert [one.now.kind for one in room.state.commitments.of("Acme")] == ["next_update"]


def check(room: Room, far: Far, said: list[str]) -> None:
    """What holds after whatever happened."""
    took = far.took
    assert all(count == 1 for count in took.values()), f"twice: {took}"
    for row in room.state.deliveries:
        assert row.queued is not None
        if row.state == "accepted":
            assert took[row.queued.contact] == 1, "called sent, and nobody took it"
        if took[row.queued.contact]:
            assert row.state in ("accepted", "unknown", "sending", "manual_confirmed"), "taken, and nobody says so"
    claims = dict(line.split(" ", 1) for line in said if line.count(" ") == 1)
    for key, state in claims.items():
        row_now = room.state.deliveries.get(key)
        assert row_now is not None
        if state == "accepted":
            assert row_now.state == "accepted", "it was said to be accepted, and is not any more"
    arrived = any(row.state in ("accepted", "manual_confirmed") for row in room.state.deliveries)
    assert bool(room.state.updates.told("Acme")) == arrived
