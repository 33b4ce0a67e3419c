"""docs/sending.md: every state is explained, every key of the JSON named, and its delays are those of the program."""

import re
from typing import get_args

from tests.delivery.shells import Ways, room_of
from tests.delivery.smtp_server import SmtpServer
from tests.warroom.shell import REPO, Shell
from warroom.cli import outbox, replies, send
from warroom.delivery.retrying import DELAYS, JITTER, LONGEST_WAIT
from warroom.state.deliveries import DeliveryState

TEXT = (REPO / "docs" / "sending.md").read_text("utf-8")


def test_every_state_is_explained_and_no_other():
    told = re.findall(r"^\| `(\w+)` \| [^|]+ \| [^|]+ \|$", TEXT, re.MULTILINE)
    assert set(told) == set(get_args(DeliveryState))


def test_the_delays_are_those_of_the_program():
    assert DELAYS == (15, 60, 300, 900) and "After 15 seconds, 1, 5 and 15\nminutes, each a fifth more or less" in TEXT
    assert JITTER == 0.2 and LONGEST_WAIT == 3600 and "up to an hour" in TEXT


def test_every_option_is_one_of_the_program():
    there = {flag for one in (send.send, outbox.outbox, replies.replies) for param in one.params for flag in param.opts}
    shown = set(re.findall(r"(?:warroom (?:send|outbox) ROOM|`)[^`\n]*?(--[a-z-]+)", TEXT))
    assert shown - {"--json"} <= there


def test_every_key_of_the_json_is_named(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("WARROOM_USER", "ana")
    monkeypatch.chdir(tmp_path)
    shell, server = Shell(tmp_path / "data", capsys), SmtpServer()
    ways = Ways(tmp_path, shell.data, monkeypatch)
    ways.write(server.port, "http://127.0.0.1:9/x", monkeypatch)
    try:
        room = room_of(shell)
        sent = shell.json("send", room, "Acme", "--by-hand", "file", "--yes", "--json")
    finally:
        server.stop()
    for key in {*sent[0], *sent[0]["deliveries"][0], *shell.json("outbox", room, "--json")[0]}:
        assert f"`{key}`" in TEXT or re.search(rf"`[a-z_ ]*\b{key}\b[a-z_ ]*`", TEXT), key
