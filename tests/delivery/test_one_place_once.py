"""One place is written to once: two names of an address, a page of two owners; and what check looks at beside that."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.delivery.http_server import HttpServer
from tests.delivery.sending_kit import attach, room_to_send
from tests.delivery.shells import PASSWORD, TOKEN, Ways
from tests.delivery.smtp_server import SmtpServer
from tests.warroom.live_rooms import Hands
from tests.warroom.shell import Shell
from tests.warroom.updating import draft_of
from warroom.delivery.book import Book, Destination
from warroom.delivery.doubled import shared_pages
from warroom.delivery.targets import targets
from warroom.state.revisions import Content


@pytest.fixture
def mail() -> Iterator[SmtpServer]:
    server = SmtpServer(login=("ops", PASSWORD))
    yield server
    server.stop()


@pytest.fixture
def chat() -> Iterator[HttpServer]:
    with HttpServer() as server:
        yield server


@pytest.fixture
def shell(tmp_path, capsys, monkeypatch) -> Shell:
    monkeypatch.setenv("WARROOM_USER", "ana")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path / "data", capsys)


@pytest.fixture
def ways(tmp_path: Path, shell: Shell, mail: SmtpServer, chat: HttpServer, monkeypatch) -> Ways:
    found = Ways(tmp_path, shell.data, monkeypatch)
    found.write(mail.port, chat.url(f"/services/{TOKEN}"), monkeypatch)
    return found


def rows(said: str, words: str) -> list[str]:
    return [line for line in said.splitlines() if words in line]


def test_two_names_of_one_address_are_said_and_get_it_once(shell, ways, mail, chat, monkeypatch):
    more = '\n[slack.more]\nowners = ["Beta"]\nurl = "env:BETA_HOOK"\n'
    ways.write(mail.port, chat.url("/x"), monkeypatch, more=more)
    ref = shell("new", "Reports are late", "--sev", "SEV3", "--owner", "Beta", "--impact", "Reports are late.").strip()
    shell("owner", "plan", ref, "Beta", "--channels", "slack", "--lang", "en", "--contacts", "Bo")
    said = shell("channels", "check", "--no-secrets", code=1)
    assert rows(said, "slack.more: url: it has the address of slack:beta") and len(said.splitlines()) == 1, said
    shell("draft", ref, "--owner", "Beta", "--save")
    shell("approve", ref, "Beta")
    said = shell.both("send", ref, "--channel", "slack", "--yes", code=1).err
    assert "slack:beta has the same address, and nobody gets it twice" in said
    assert len(chat.requests) == 1


def test_certificates_and_secrets_beside_another_fault_are_looked_at(shell, ways, mail, chat, monkeypatch, tmp_path):
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing", "utf-8")
    more = (
        f'ca_file = "{tmp_path}/nope.pem"\nulr = 3\n'
        f'\n[slack.more]\nowners = ["Beta"]\nurl = "env:NOT_SET"\nulr = 3\nca_file = "{empty}"\n'
    )
    ways.write(mail.port, chat.url("/x"), monkeypatch, more=more)
    said = shell("channels", "check", code=1)
    assert rows(
        said, f"slack.beta: ca_file: 'ca_file': {tmp_path}/nope.pem can't be read as certificates (No such file"
    )
    assert rows(
        said, f"slack.more: ca_file: 'ca_file': {empty} can't be read as certificates (it holds no certificate)"
    )
    assert rows(said, "slack.more: url: env:NOT_SET is not set")
    assert len(said.splitlines()) == 5, said
    assert "nope.pem" not in shell("channels", "check", "--no-secrets", code=1)


def test_a_channel_that_a_person_carries_needs_nothing_in_the_file(shell, ways, mail, chat, monkeypatch):
    ways.write(mail.port, chat.url("/x"), monkeypatch, more="\n[phone.x]\na = 1\n")
    said = shell("channels", "check", "--no-secrets", code=1)
    assert "a person carries what goes by phone, so it needs nothing here; take [phone.NAME] out" in said


def test_a_plan_has_one_language(shell, ways):
    ref = shell("new", "Reports are late", "--owner", "Beta").strip()
    for wrong in ("zh,en", "zh en", "en, zh"):
        said = shell.both("owner", "plan", ref, "Beta", "--lang", wrong, code=2).err
        assert f"'{wrong}' is not one language" in said and "nothing was changed" in said
    shell("owner", "plan", ref, "Beta", "--lang", "zh")


def test_a_delivery_by_its_owners_name_is_never_anothers_whose_name_begins_so(shell, ways, mail, chat):
    ref = shell("new", "Late", "--sev", "SEV3", "--owner", "Beta", "--owner", "Beta Nord", "--impact", "Late.").strip()
    shell("owner", "plan", ref, "Beta Nord", "--channels", "email", "--lang", "en", "--contacts", "N n@nord.example")
    shell("draft", ref, "--owner", "Beta Nord", "--save")
    shell("approve", ref, "Beta Nord")
    assert "Beta has no open draft" in shell.both("send", ref, "Beta", "--yes", code=2).err
    assert not mail.mails
    shell("send", ref, "Beta Nord", "--yes")
    assert shell.both("outbox", ref, "beta", "--text", code=2).out == ""
    assert shell("outbox", ref, "beta n", "--text")


async def test_a_public_page_shows_one_owners_updates(tmp_path: Path) -> None:
    room = await room_to_send(tmp_path, Hands(), channels=("statuspage:public",))
    await attach(room, "City", "statuspage:public", "email")
    book = Book(
        (
            Destination(name="main", channel="email", settings={"from": "a@b.example"}),
            Destination(name="public", channel="statuspage", settings={"page": "abc123", "token": "env:T"}),
        )
    )

    def content(owner: str) -> Content:
        return msgspec.structs.replace(draft_of(room, owner), channels=())

    (page, *_) = targets(room.state, "Acme", content("Acme"), book)
    assert (page.way, page.fault, page.chosen) == ("statuspage:public", "", True)
    (page, *_) = [one for one in targets(room.state, "City", content("City"), book) if one.channel == "statuspage"]
    assert "Acme has statuspage:public too" in page.fault and not page.chosen
    plans = {"R": [room.state.owners.plan(name) for name in room.state.owners.names]}
    (fault,) = shared_pages(book, plans)
    assert fault.where == "R: plan of City" and "the public would see one incident twice" in fault.text
    await room.owners.set_plan("Acme", channels=("email",))
    assert shared_pages(book, {"R": [room.state.owners.plan(name) for name in room.state.owners.names]}) == []
    (page, *_) = [one for one in targets(room.state, "City", content("City"), book) if one.channel == "statuspage"]
    assert page.fault == ""
