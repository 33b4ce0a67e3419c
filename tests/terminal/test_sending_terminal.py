"""Sending in a true terminal: an entry typed while a slow server thinks, a kill in the middle, a clean end."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.delivery.smtp_server import SmtpServer, Talk
from tests.terminal.driver import Terminal

WARROOM = [sys.executable, "-m", "warroom"]


class Started:
    """A room with an approved update in a folder of its own, a mail server for it, and terminals that open it."""

    def __init__(self, folder: Path, server: SmtpServer) -> None:
        self.folder, self.server = folder, server
        data = folder / "data"
        self.env = {
            "WARROOM_DATA": str(data), "WARROOM_USER": "ana", "TMPDIR": str(folder),
            "WARROOM_CONFIG": str(folder / "config"),
        }  # fmt: skip
        self.run("new", "Checkout latency", "--sev", "SEV3")
        self.run("do", ".", "/impact one card payment in eight fails")
        self.run("do", ".", "/owner attach Acme; lang: en; channels: email; contacts: Mr Li <li@acme.example>")
        book = data / "channels.toml"
        book.write_text(
            f'[email.main]\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\nfrom = "ops@warroom.example"\n'
        )
        book.chmod(0o600)

    def run(self, *words: str) -> str:
        done = subprocess.run([*WARROOM, *words], env=self.env, capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        return done.stdout

    def open(self, columns: int = 120, rows: int = 36) -> Terminal:
        terminal = Terminal([*WARROOM, "."], columns=columns, rows=rows, env=self.env, cwd=self.folder, patience=60)
        terminal.wait_for("= decision" if columns > 100 else "timeline ›")
        return terminal

    def outbox(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.run("outbox", ".", "--json"))
        return found


def held(may_end: threading.Event) -> Any:
    def action(talk: Talk) -> None:
        while not may_end.is_set():
            talk.wait(0.02)
        talk.say("250 2.0.0 Ok: queued as Q71F")

    return action


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Started]:
    with SmtpServer() as server:
        yield Started(tmp_path, server)


def approve(terminal: Terminal) -> None:
    """From the entry line to an approved draft on screen 4."""
    terminal.press("f2")
    terminal.wait_for("TO THE OWNER  Acme")
    terminal.wait_for("rev 1 a")
    terminal.press("a")
    terminal.wait_for("approved by ana")


def test_an_entry_is_typed_while_it_is_sent(room: Started) -> None:
    may_end = threading.Event()
    room.server.at("dot", held(may_end), taken=True)
    with room.open() as terminal:
        approve(terminal)
        terminal.press("S")
        terminal.wait_for("enter sends 1 to 1 owner: Acme E-mail 1")
        terminal.press("enter")
        terminal.wait_for("sending #1 to Acme (E-mail)")
        terminal.press("1", "i", "typed while it is sent", "enter")
        terminal.wait_until(lambda one: one.text().count("typed while it is sent") == 1, "the entry on the timeline")
        assert not may_end.is_set()
        may_end.set()
        terminal.wait_for("1 accepted")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    (row,) = room.outbox()
    assert row["state"] == "accepted" and "queued as Q71F" in row["said"] and len(room.server.mails) == 1


@pytest.mark.parametrize(("columns", "rows"), [(120, 36), (80, 24)])
def test_a_kill_in_the_middle_is_unknown_and_nothing_goes_by_itself(room: Started, columns: int, rows: int) -> None:
    may_end = threading.Event()
    room.server.at("dot", held(may_end), taken=True)
    with room.open(columns, rows) as terminal:
        approve(terminal)
        terminal.press("S")
        terminal.wait_for("enter sends 1")
        terminal.press("enter")
        terminal.wait_until(lambda _: len(room.server.mails) == 1, "the mail at the server")
        terminal.kill()
    with room.open(columns, rows) as again:
        again.wait_for("1 unknown: look before you")
        again.press("ctrl+g")
        again.wait_for("KEYS")
        again.press("4")
        again.wait_for("Deliveries")
        again.press("O")
        again.wait_for("it may have")
        again.press("escape", "ctrl+q")
        assert again.wait_exit() == 0
    (row,) = room.outbox()
    assert row["state"] == "unknown" and len(room.server.mails) == 1, "nothing was sent again"


def test_leaving_while_it_is_sent_asks_and_ctrl_q_at_the_question_leaves_a_clean_terminal(room: Started) -> None:
    room.server.at("dot", held(threading.Event()), taken=True)
    with room.open() as terminal:
        approve(terminal)
        terminal.press("S")
        terminal.wait_for("enter sends 1")
        terminal.press("enter")
        terminal.wait_until(lambda _: len(room.server.mails) == 1, "the mail at the server")
        terminal.wait_for("1 sending")
        terminal.press("ctrl+q")
        terminal.wait_for("become UNKNOWN")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    (row,) = room.outbox()
    assert row["state"] in ("sending", "unknown")
