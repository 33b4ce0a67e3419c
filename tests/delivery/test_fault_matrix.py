"""The whole way from the outbox over real channels to servers that fail in every way: one owner for each fault.

All go at once from one room. Each has to come to the state that it should, nobody gets anything twice, and no fault of
one touches another's: in between stand owners whose servers work.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from store.lease import RoomLease
from tests.delivery import http_server as http
from tests.delivery import smtp_server as smtp
from tests.delivery.certificates import Authority
from tests.delivery.http_server import HttpServer, Step
from tests.delivery.sending_kit import approved, until
from tests.delivery.smtp_server import Action, SmtpServer
from tests.warroom.live_rooms import Hands
from tests.warroom.updating import room_with_owner
from warroom.delivery.book import Book
from warroom.delivery.outbox import Outbox
from warroom.room import Room
from warroom.state.deliveries import Row
from warroom.state.owners import Contact, Plan

HANG = 2
"""Seconds that a channel waits here; what works has to be faster on a machine that does ten other things."""


class Case(NamedTuple):
    """A fault, and what has to come of it."""

    name: str
    state: str
    tries: int
    told: bool
    most: int = 1
    """How often it may have been taken over."""
    least: int = 0


def accepted(name: str, tries: int = 1) -> Case:
    return Case(name, "accepted", tries, told=True, least=1)


def refused(name: str, state: str = "rejected", tries: int = 1) -> Case:
    return Case(name, state, tries, told=False, most=0)


def doubtful(name: str) -> Case:
    return Case(name, "unknown", 1, told=False)


async def owners_of(folder: Path, cases: list[Case], channel: str) -> Room:
    """A room with an owner for each case, each with an approved draft."""
    hands = Hands()
    room = await room_with_owner(folder, hands, contacts=(Contact("x", contact="x@x.example"),), channels=("letter",))
    for case in cases:
        contact = Contact(f"Head of {case.name}", contact=f"{case.name}@owner.example")
        plan = Plan(owner_id=case.name, lang="en", zone="UTC", contacts=(contact,), channels=(channel,))
        await room.owners.attach(plan)
        await approved(room, case.name)
    return room


async def all_sent(room: Room, folder: Path, book: Book, cases: list[Case], live: Callable[[], object]) -> None:
    """Send everything at once and work until all of it has ended; ``live`` holds while the hanging ones still hang."""
    assert book.faults == ()
    lease = RoomLease(folder / "rooms" / room.room, "ana")
    box = Outbox(room, lease, book, delays=(0.01,) * 4, look=0.05)
    drafts = {one.owner: one for one in room.state.revisions.drafts}
    proposals = box.propose([drafts[case.name].eid for case in cases])
    assert [one.why for one in proposals] == [""] * len(cases)
    assert all(len(one.chosen) == 1 for one in proposals)
    refusals = await box.send({one.draft: one.chosen for one in proposals})
    assert set(refusals.values()) == {""}
    ticks = Counter[str]()

    async def tick() -> None:
        while True:
            ticks["while something hung"] += any(row.state == "sending" for row in room.state.deliveries)
            await asyncio.sleep(0.01)

    ticking = asyncio.create_task(tick())
    await until(live, "what works was held by what hangs")
    await room.log("the room goes on meanwhile")
    await asyncio.wait_for(box.run(), 150)
    ticking.cancel()
    assert ticks["while something hung"] > HANG / 0.01 / 4  # the loop went round all the time
    assert not box.busy
    assert box.trouble == ""


def rows_of(room: Room) -> dict[str, Row]:
    return {row.queued.owner_id: row for row in room.state.deliveries if row.queued is not None}


def compare(room: Room, cases: list[Case], taken: Callable[[str], int]) -> None:
    """Every case came to what it should."""
    rows = rows_of(room)
    found = {
        case.name: Case(
            case.name, rows[case.name].state, rows[case.name].attempt, bool(room.state.updates.told(case.name)),
            case.most, case.least,
        )
        for case in cases
    }  # fmt: skip
    assert found == {case.name: case for case in cases}
    for case in cases:
        assert case.least <= taken(case.name) <= case.most, f"{case.name} was taken {taken(case.name)} times"
    for case in cases:
        told = room.state.updates.told(case.name)
        assert [one.said.number for one in told] == ([1] if case.told else [])
        owed = [one.now.kind for one in room.state.commitments.of(case.name)]
        assert owed == (["next_update"] if case.told else [])


# -- mail --------------------------------------------------------------------------------------------------------------

MAIL: list[tuple[Case, str, Action, dict[str, Any]]] = [
    (refused("no-such-mailbox", "dead"), "rcpt", "550 5.1.1 no such mailbox", {}),
    (refused("not-local", "dead"), "rcpt", "551 5.1.6 moved away", {}),
    (refused("no-such-address", "dead"), "rcpt", "553 5.1.3 no such address", {}),
    (refused("not-from-us"), "rcpt", "554 5.7.1 refused", {}),
    (accepted("full-for-a-while", 2), "rcpt", "452 4.2.2 mailbox full", {"times": 1}),
    (refused("full-for-ever", "dead", 5), "rcpt", "452 4.2.2 mailbox full", {}),
    (accepted("greylisted", 3), "rcpt", "451 4.7.1 come back later", {"times": 2}),
    (accepted("drops-at-rcpt", 2), "rcpt", smtp.drop, {"times": 1}),
    (accepted("resets-at-rcpt", 2), "rcpt", smtp.reset, {"times": 1}),
    (accepted("hangs-at-rcpt", 2), "rcpt", smtp.hang, {"times": 1}),
    (refused("no-data"), "data", "554 5.5.1 no", {}),
    (accepted("drops-at-data", 2), "data", smtp.drop, {"times": 1}),
    (refused("spam"), "dot", "554 5.7.1 this is spam", {}),
    (accepted("disk-full-there", 2), "dot", "452 4.3.1 no space", {"times": 1}),
    (doubtful("drops-after-the-dot"), "dot", smtp.drop, {"taken": True}),
    (doubtful("drops-and-forgets"), "dot", smtp.drop, {}),
    (doubtful("resets-after-the-dot"), "dot", smtp.reset, {"taken": True}),
    (doubtful("hangs-after-the-dot"), "dot", smtp.hang, {"taken": True}),
    (doubtful("says-it-too-late"), "dot", smtp.late(HANG * 2.5, "250 2.0.0 Ok: queued"), {"taken": True}),
    (doubtful("talks-garbage"), "dot", smtp.raw(b"\xff\xfe\x00 what?\r\n", smtp.drop), {"taken": True}),
    (doubtful("never-stops"), "dot", smtp.endless(), {"taken": True}),
]
IN_THE_TEXT: dict[str, Action] = {"drops-in-the-text": smtp.drop, "resets-in-the-text": smtp.reset}
"""It breaks in the text; whether the dot was on its way by then depends on the machine's buffers."""
WORKING = ("works-one", "works-two", "works-three")


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as made:
        yield made


async def test_every_fault_of_a_mail_server(tmp_path: Path, stack: ExitStack) -> None:
    server = stack.enter_context(SmtpServer())
    for case, step, action, how in MAIL:
        server.at(step, action, to=f"{case.name}@", **how)  # type: ignore[arg-type]
    for name, action in IN_THE_TEXT.items():
        server.at("body", action, to=f"{name}@", times=1)
    cases = [*(one[0] for one in MAIL), *(accepted(name) for name in (*WORKING, *IN_THE_TEXT))]
    room = await owners_of(tmp_path, cases, "email")
    text = (
        f'[email.main]\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\n'
        f'from = "Operations <ops@warroom.example>"\ntimeout = {HANG}\nanswer_timeout = {HANG}\n'
    )

    def live() -> bool:
        rows = rows_of(room)
        return all(rows[name].state == "accepted" for name in WORKING)

    await all_sent(room, tmp_path, Book.read(text)[0], cases, live)
    took = Counter(one.partition("@")[0] for mail in server.mails for one in mail.recipients)
    compare(room, [case for case in cases if case.name not in IN_THE_TEXT], lambda name: took[name])
    for name in IN_THE_TEXT:
        row = rows_of(room)[name]
        assert (row.state, row.attempt, took[name]) in (("accepted", 2, 1), ("unknown", 1, 0))
        assert bool(room.state.updates.told(name)) == (row.state == "accepted")
    for mail in server.whole:
        assert len(mail.recipients) == 1
    by_owner: dict[str, set[str]] = {}
    for mail in server.whole:
        by_owner.setdefault(mail.recipients[0], set()).add(str(mail.message["Message-ID"]))
    assert all(len(ids) == 1 for ids in by_owner.values())  # every try of a mail has the same id
    await room.close()


async def test_every_fault_before_anything_was_said(
    tmp_path: Path, stack: ExitStack, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Servers that fail as a whole, one for each owner; nothing can have been taken over."""
    authority = Authority(tmp_path_factory.mktemp("ca"))
    greets: dict[str, Action] = {"busy": "421 4.3.2 too busy", "closed": "554 5.3.2 no service", "mute": smtp.hang}
    made: dict[str, tuple[Case, SmtpServer | None, str]] = {}
    for name, action in greets.items():
        server = stack.enter_context(SmtpServer())
        server.at("greeting", action, times=None if name == "closed" else 1)
        made[name] = (accepted(name, 2) if name != "closed" else refused(name), server, "none")
    other = Authority(tmp_path_factory.mktemp("other"))
    bad = stack.enter_context(SmtpServer(context=other.context()))
    made["strange-certificate"] = (refused("strange-certificate", "dead"), bad, "starttls")
    plain = stack.enter_context(SmtpServer())
    made["no-starttls"] = (refused("no-starttls", "dead"), plain, "starttls")
    good = stack.enter_context(SmtpServer(context=authority.context()))
    made["right-certificate"] = (accepted("right-certificate"), good, "starttls")
    port = stack.enter_context(http.refusing())
    made["refuses"] = (refused("refuses", "dead", 5), None, "none")
    text = ""
    for name, (_, server_or_none, security) in made.items():
        text += (
            f'[email.{name}]\nowners = ["{name}"]\nhost = "127.0.0.1"\n'
            f"port = {server_or_none.port if server_or_none else port}\n"
            f'security = "{security}"\nca = "{authority.ca}"\nfrom = "Operations <ops@warroom.example>"\n'
            f"timeout = {HANG}\nanswer_timeout = {HANG}\n"
        )  # fmt: skip
    cases = [one[0] for one in made.values()]
    room = await owners_of(tmp_path, cases, "email")
    await all_sent(
        room, tmp_path, Book.read(text)[0], cases, lambda: rows_of(room)["right-certificate"].state == "accepted"
    )
    servers = {name: one[1] for name, one in made.items()}

    def took(name: str) -> int:
        server = servers[name]
        return len(server.mails) if server is not None else 0

    compare(room, cases, took)
    await room.close()


# -- HTTP --------------------------------------------------------------------------------------------------------------

OK: dict[str, Any] = {"webhook": "ok", "feishu": {"code": 0, "msg": "success"}, "slack": "ok",
                      "dingtalk": {"errcode": 0, "errmsg": "ok"}, "wecom": {"errcode": 0, "errmsg": "ok"}}  # fmt: skip
NO: dict[str, Any] = {"feishu": {"code": 19024, "msg": "Key Words Not Found"}, "wecom": {"errcode": 93000},
                      "dingtalk": {"errcode": 310000, "errmsg": "keywords not in content"}}  # fmt: skip


def http_cases(channel: str) -> list[tuple[Case, list[Step], bool]]:
    """A case, what the server does before it works, and whether it goes on so for ever."""
    good = OK[channel]
    found: list[tuple[Case, list[Step], bool]] = [
        (accepted("well-run"), [], False),
        (refused("bad-request"), [http.say(400, "what?")], True),
        (refused("forbidden"), [http.say(403, "no")], True),
        (refused("moved"), [http.say(302, "", Location="http://127.0.0.1:1/elsewhere")], True),
        (accepted("too-many", 2), [http.say(429, "slow down", Retry_After="0")], False),
        (refused("too-many-for-ever", "dead", 5), [http.say(429, "slow down")], True),
        (refused("too-many-for-long", "dead", 1), [http.say(429, "slow down", Retry_After="999999")], True),
        (doubtful("broken"), [http.say(500, "oops")], True),
        (doubtful("gateway"), [http.say(502, "bad gateway")], True),
        (doubtful("hangs"), [http.hang("answer")], True),
        (doubtful("resets-after"), [http.reset("answer")], True),
        (doubtful("drops-after"), [http.drop("answer")], True),
        (doubtful("garbage"), [http.raw(b"\x00\xff\xfe nothing of HTTP\r\n\r\n")], True),
        (doubtful("nonsense-chunks"), [http.raw(
            b"HTTP/1.1 500 Said\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nnonsense\r\n")], True),
        (doubtful("huge"), [http.endless(b"HTTP/1.1 500 Said\r\n\r\n")], True),
    ]  # fmt: skip
    if channel in NO:
        found.append((refused("error-code-in-200"), [http.say(200, NO[channel])], True))
    assert good is not None
    return found


@pytest.mark.parametrize("channel", ["webhook", "feishu", "slack", "dingtalk", "wecom"])
async def test_every_fault_of_a_webhook(
    tmp_path: Path, stack: ExitStack, monkeypatch: pytest.MonkeyPatch, channel: str
) -> None:
    text, servers, cases = "", dict[str, HttpServer](), list[Case]()
    for case, steps, for_ever in http_cases(channel):
        server = servers[case.name] = stack.enter_context(HttpServer())
        if for_ever:
            server.does(steps[0])
        else:
            server.says(200, OK[channel])
            server.then(*steps)
        cases.append(case)
        text += destination(channel, case.name, server.url("/hook/secret-of-the-path"), monkeypatch)
    port = stack.enter_context(http.refusing())
    cases.append(refused("refuses", "dead", 5))
    text += destination(channel, "refuses", f"http://127.0.0.1:{port}/hook", monkeypatch)
    room = await owners_of(tmp_path, cases, channel)
    await all_sent(room, tmp_path, Book.read(text)[0], cases, lambda: rows_of(room)["well-run"].state == "accepted")
    tries = {row.queued.owner_id: row.attempt for row in room.state.deliveries if row.queued is not None}
    for name, server in servers.items():
        assert len(server.requests) == tries[name]
    # Whoever answered 4xx, 429 or an error code took nothing over; the rest took one at most.
    taken = {case.name: 1 if case.state in ("accepted", "unknown") else 0 for case in cases}
    compare(room, cases, lambda name: taken[name])
    await room.close()
    assert b"secret-of-the-path" not in everything_in(tmp_path)


def everything_in(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())


def destination(channel: str, name: str, url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    variable = f"TEST_{channel}_{name.replace('-', '_')}".upper()
    monkeypatch.setenv(variable, url)
    return f'[{channel}.{name}]\nowners = ["{name}"]\nurl = "env:{variable}"\ntimeout = {HANG}\n'
