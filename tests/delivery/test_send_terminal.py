"""The one question of ``warroom send`` in a true terminal: y sends, anything else does not, ctrl+c ends it at once."""

import base64
import re
from collections.abc import Iterator

import pytest

from tests.delivery.http_server import HttpServer
from tests.delivery.shells import PASSWORD, TOKEN, Ways, mails_to, room_of
from tests.delivery.smtp_server import SmtpServer
from tests.terminal.driver import Terminal
from tests.warroom.shell import Shell, command

QUESTION = "anything else does not:"


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
def shell(tmp_path, capsys, monkeypatch, mail, chat) -> Shell:
    monkeypatch.setenv("WARROOM_USER", "ana")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.chdir(tmp_path)
    made = Shell(tmp_path / "data", capsys)
    Ways(tmp_path, made.data, monkeypatch).write(mail.port, chat.url(f"/services/{TOKEN}"), monkeypatch)
    return made


def asked(shell: Shell, *argv: str) -> Terminal:
    return Terminal([str(word) for word in command(*argv)], env=shell.env(), columns=140, rows=30)


@pytest.mark.parametrize("answer", ["n", "", "yess", "q"])
def test_anything_but_yes_sends_nothing(shell, mail, chat, answer):
    room = room_of(shell)
    with asked(shell, "send", room) as terminal:
        terminal.wait_for(QUESTION)
        assert "Sends 3 messages to 2 owners: Acme 2 by E-mail, Beta 1 by Slack." in terminal.text()
        terminal.press(*answer, "enter")
        assert terminal.wait_exit() == 1
        assert "nothing was sent" in terminal.text()
    assert not mail.said and not chat.connections


def test_one_yes_sends_to_everybody_and_shows_how_it_goes(shell, mail, chat):
    room = room_of(shell)
    with asked(shell, "send", room) as terminal:
        terminal.wait_for(QUESTION)
        terminal.press("y", "enter")
        assert terminal.wait_exit() == 0
        assert terminal.text().count("accepted by 127.0.0.1") == 6  # as it went, and at the end
    assert mails_to(mail) == ["li@acme.example", "wu@acme.example"] and len(chat.requests) == 1


def test_ctrl_c_at_the_question_ends_it_at_once(shell, mail, chat):
    room = room_of(shell)
    with asked(shell, "send", room) as terminal:
        terminal.wait_for(QUESTION)
        terminal.press("ctrl+c")
        assert terminal.wait_exit() == 130
        assert "Traceback" not in terminal.text()
    assert not mail.said and not chat.connections


def test_what_changed_while_it_was_asked_does_not_go(shell, mail, chat):
    room = room_of(shell)
    with asked(shell, "send", room) as terminal:
        terminal.wait_for(QUESTION)
        drafts = {one["owner"]: one["ref"] for one in shell.json("updates", room, "--json")}
        shell("approve", room, drafts["Acme"], "--back")
        shell("updates", room, drafts["Beta"], "--discard")
        terminal.press("y", "enter")
        assert terminal.wait_exit() == 1
        assert terminal.text().count("it changed while you were asked, so nothing of it was sent") == 2
    assert not mail.said and not chat.connections


def test_the_clipboard_gets_the_text_through_the_terminal(shell, mail, chat):
    room = room_of(shell)
    with asked(shell, "send", room, "Acme", "--by-hand", "clipboard", "--yes") as terminal:
        assert terminal.wait_exit() == 0
        found = re.search(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)\x07", bytes(terminal.log))
        assert found is not None
        assert "Reports are late." in base64.b64decode(found[1]).decode()
        assert "copied" in terminal.text() and "if your terminal lets programs do that" in terminal.text()
    assert not mail.said
