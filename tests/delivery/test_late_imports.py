"""Nothing that talks to a network is loaded before somebody sends: neither by the screens nor by any other command."""

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.delivery.http_server import HttpServer
from tests.delivery.shells import Ways, room_of
from tests.delivery.smtp_server import SmtpServer
from tests.warroom.shell import Shell

NETWORK = {"smtplib", "imaplib", "http.client", "urllib.request", "apprise", "keyring"}
ENGINE = {"warroom.delivery.outbox", "warroom.delivery.http", "warroom.delivery.mail.smtp", "warroom.delivery.book"}
PROBE = """
import contextlib, io, json, sys
from warroom.cli import failures, main
found = []
for argv in json.loads(sys.argv[1]):
    with contextlib.redirect_stdout(io.StringIO()):
        code = failures.guarded(lambda: main.run(argv))
    found.append([argv, code, sorted(sys.modules)])
print(json.dumps(found), file=sys.stderr)
"""


def test_the_first_frame_needs_nothing_of_it():
    code = "import sys, json, screens.app, screens.room.screen, screens.lobby.screen, warroom.cli.app\n"
    ran = subprocess.run([sys.executable, "-c", f"{code}print(json.dumps(sorted(sys.modules)))"], capture_output=True,
                         text=True, check=True)  # fmt: skip
    loaded = set(json.loads(ran.stdout))
    assert "screens.room.screen" in loaded
    assert not loaded & (NETWORK | ENGINE)
    assert not {name for name in loaded if name.startswith("warroom.delivery.channels.")}


def loaded_by(shell: Shell, *commands: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], set[str]]]:
    """Commands one after the other in one process; what is loaded after each."""
    ran = subprocess.run([sys.executable, "-c", PROBE, json.dumps(commands)], env=shell.env(), capture_output=True,
                         text=True, stdin=subprocess.DEVNULL, timeout=120, check=True)  # fmt: skip
    for argv, code, names in json.loads(ran.stderr.splitlines()[-1]):
        assert code == 0, (argv, ran.stderr)
        yield argv, set(names)


@pytest.fixture
def shell(tmp_path, capsys, monkeypatch) -> Shell:
    monkeypatch.setenv("WARROOM_USER", "ana")
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path / "data", capsys)


def test_only_a_command_that_sends_loads_what_sends(shell, tmp_path, monkeypatch):
    server = SmtpServer()
    with HttpServer() as chat:
        ways = Ways(tmp_path, shell.data, monkeypatch)
        ways.write(server.port, chat.url(), monkeypatch)
        room = room_of(shell)
        plain = [("show", room), ("log", room, "a line"), ("rooms",), ("updates", room), ("brief", room)]
        for argv, loaded in loaded_by(shell, *plain):
            assert not loaded & (NETWORK | ENGINE), argv
        carried = ("send", room, "Acme", "--by-hand", "file", "--yes")
        looking = [("outbox", room), ("channels",), ("channels", "check"), carried, ("outbox", room, "Acme", "--text")]
        for argv, loaded in loaded_by(shell, *looking):
            assert not loaded & (NETWORK | {"textual", "warroom.delivery.http"}), argv
        ((_, sent),) = loaded_by(shell, ("send", room, "Beta", "--yes"))
        assert {"http.client", "warroom.delivery.channels.slack"} <= sent
        assert not sent & {"textual", "smtplib", "imaplib", "apprise", "keyring", "warroom.delivery.mail.smtp"}
    server.stop()
