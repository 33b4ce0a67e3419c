"""``warroom send`` and ``outbox`` against servers on loopback: one question, one line of what is known of each."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.delivery.http_server import HttpServer, drop, refusing
from tests.delivery.shells import PASSWORD, TOKEN, Ways, mails_to, room_of
from tests.delivery.smtp_server import SmtpServer, hang, late
from tests.delivery.smtp_server import drop as drop_mail
from tests.warroom.shell import Shell, command


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


def test_one_confirmation_names_everyone_and_everything_is_accepted(shell, ways, mail, chat):
    room = room_of(shell)
    said = shell.both("send", room, "--yes")
    assert "Acme  update #1" in said.err
    assert "E-mail to Mr Li <li@acme.example> through email:ops, E-mail to Ms Wu <wu@acme.example>" in said.err
    assert "Slack to beta" in said.err
    assert "Sends 3 messages to 2 owners: Acme 2 by E-mail, Beta 1 by Slack." in said.err
    assert "being sent since" in said.err
    assert mails_to(mail) == ["li@acme.example", "wu@acme.example"]
    assert len(chat.requests) == 1
    rows = said.out.splitlines()
    assert len(rows) == 3 and all("accepted by 127.0.0.1 at" in row for row in rows)
    assert sum("250 2.0.0 Ok: queued as Q000" in row for row in rows) == 2
    told = shell.json("show", room, "--json")["told"]
    assert [one["number"] for one in told["Acme"]] == [1] and [one["number"] for one in told["Beta"]] == [1]
    assert "nothing is approved and waits" in shell.both("send", room, "--yes", code=1).err
    assert len(mail.mails) == 2


def test_without_a_yes_nothing_goes(shell, ways, mail, chat):
    room = room_of(shell)
    said = shell.both("send", room, code=2)
    assert "nobody is here to say yes, so nothing was sent" in said.err
    assert not mail.said and not chat.connections
    assert shell.json("outbox", room, "--json") == []


def test_one_owners_block_never_holds_the_others(shell, ways, mail, chat):
    room = room_of(shell)
    shell("draft", room, "--owner", "Beta", "--save")
    shell("approve", room, "Acme", "--back")
    drafts = {one["owner"]: one["ref"] for one in shell.json("updates", room, "--json") if one["state"] == "approved"}
    acme = next(one["ref"] for one in shell.json("updates", room, "--json") if one["owner"] == "Acme")
    said = shell.both("send", room, acme, drafts["Beta"], "--yes", code=1)
    assert "Acme  update #1" in said.err and "HELD BACK" in said.err
    assert "accepted" in said.out and len(chat.requests) == 1
    assert not mail.mails


def test_one_targets_failure_never_touches_another(shell, ways, mail, chat):
    room = room_of(shell)
    mail.at("rcpt", "550 5.1.1 no such mailbox", to="wu@")
    chat.says(403, "invalid_token")
    said = shell.both("send", room, "--yes", "--json", code=1)
    states = {one["to"]: one["state"] for update in json.loads(said.out) for one in update["deliveries"]}
    assert (
        ": telephone them, mend what is wrong, then warroom outbox" in said.err and ": mend what they say" in said.err
    )
    assert states == {"li@acme.example": "accepted", "wu@acme.example": "dead", "beta": "rejected"}
    refused = shell.json("outbox", room, "Beta", "--json")
    assert refused[0]["code"] == "HTTP 403"
    chat.says(200, "ok")
    assert "accepted" in shell("outbox", room, "Beta", "--retry", "--yes")
    assert len(chat.requests) == 2


def test_what_may_have_arrived_is_sent_again_by_a_person_alone(shell, ways, mail, chat):
    room = room_of(shell)
    chat.then(drop("answer"))
    got = shell.json("send", room, "Beta", "--yes", "--json", code=1)
    (one,) = got[0]["deliveries"]
    assert one["state"] == "unknown"
    assert "it may have arrived" in one["said"]
    held = shell.both("send", room, "Beta", "--yes", code=1).err
    assert "it may have arrived: look there" in held and "--resend" in held
    assert len(chat.requests) == 1
    assert "only what" not in shell.both("outbox", room, one["key"], "--retry", "--yes", code=1).err
    assert len(chat.requests) == 1
    said = shell.both("outbox", room, one["key"][:6], "--resend", "--yes")
    assert "AGAIN to Beta, marked" in said.err and "accepted" in said.out
    assert len(chat.requests) == 2
    assert chat.requests[1].json["text"].startswith("(sent again)")
    assert "they have it" in shell.both("send", room, "Beta", "--yes", code=1).err


def test_an_unknown_one_that_was_seen_is_confirmed_and_one_that_was_not_is_cancelled(shell, ways, mail, chat):
    room = room_of(shell)
    mail.at("dot", drop_mail, to="li@", times=1)
    mail.at("dot", drop_mail, to="wu@", times=1)
    got = shell.json("send", room, "Acme", "--yes", "--json", code=1)
    li, wu = got[0]["deliveries"]
    assert (li["state"], wu["state"]) == ("unknown", "unknown")
    assert "how do you know" in shell.both("outbox", room, wu["key"], "--cancel", code=2).err
    shell("outbox", room, wu["key"], "--cancel", "--reason", "Ms Wu says nothing came")
    said = shell("outbox", room, li["key"], "--confirm", "phone", "--with", "Mr Li", "--reason", "he read it out")
    assert "confirmed by ana" in said
    states = {one["to"]: one["state"] for one in shell.json("outbox", room, "--json")}
    assert states == {"li@acme.example": "manual_confirmed", "wu@acme.example": "cancelled"}
    assert shell.json("show", room, "--json")["told"]["Acme"][0]["number"] == 1


def test_to_and_channel_choose_and_a_stranger_is_refused(shell, ways, mail, chat):
    room = room_of(shell)
    assert "is no way of these updates" in shell.both("send", room, "--to", "eve@evil.example", "--yes", code=2).err
    assert "is no way of these updates" in shell.both("send", room, "--channel", "webhook", "--yes", code=2).err
    got = shell.json("send", room, "Acme", "--to", "Ms Wu", "--yes", "--json")
    assert [one["to"] for one in got[0]["deliveries"]] == ["wu@acme.example"]
    assert mails_to(mail) == ["wu@acme.example"]
    got = shell.json("send", room, "Acme", "--to", "LI@acme.example", "--yes", "--json")
    assert [(one["to"], one["number"]) for one in got[0]["deliveries"]] == [("li@acme.example", 1)]
    assert mails_to(mail) == ["li@acme.example", "wu@acme.example"]


@pytest.mark.parametrize("how", ["file", "eml", "clipboard"])
def test_what_a_person_carries_is_in_their_hands(shell, ways, mail, chat, tmp_path, how):
    room = room_of(shell)
    said = shell.both("send", room, "Acme", "--by-hand", how, "--yes")
    assert "to be carried by hand" in said.out
    if how == "clipboard":
        assert "Reports are late." in said.out  # no terminal is here
    else:
        (file,) = tmp_path.glob(f"{room}*.{'txt' if how == 'file' else 'eml'}")
        assert "Acme" in file.name and (file.stat().st_mode & 0o077) == 0
        assert "Reports are late." in file.read_text("utf-8")
    assert not mail.said
    assert "Reports are late." in shell("outbox", room, "Acme", "--text")
    shell("outbox", room, "Acme", "--confirm", "chat")
    assert shell.json("show", room, "--json")["told"]["Acme"][0]["means"] == "chat"


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (("outbox", "{room}", "--resend"), 2, "which one?"),
        (("outbox", "{room}", "ffff", "--retry"), 2, "no delivery is called 'ffff'"),
        (("outbox", "{room}", "ffff", "--retry", "--cancel"), 2, "one thing at a time"),
        (("outbox", "{room}", "ffff", "--confirm", "pigeon"), 2, "no means"),
        (("outbox", "{room}", "--run", "--yes"), 1, "nothing waits"),
        (("send", "{room}", "ZZZZZ"), 2, "no draft is called"),
    ],
)
def test_what_cannot_be_is_refused_in_words(shell, ways, argv, code, words):
    room = room_of(shell)
    assert words in shell.both(*(one.format(room=room) for one in argv), code=code).err


def test_faults_of_the_file_are_said_and_hold_only_whom_they_concern(shell, ways, mail, chat, monkeypatch):
    ways.write(mail.port, chat.url("/x"), monkeypatch, more="ulr = 3\n")
    room = room_of(shell)
    said = shell.both("send", room, "--yes", code=1)
    assert "channels.toml has 1 fault" in said.err
    assert "Beta  update #1" in said.err and "HELD BACK: Slack to beta: there is no setting 'ulr'" in said.err
    assert len(shell.json("outbox", room, "--json")) == 2  # nobody was made to carry it either
    assert mails_to(mail) == ["li@acme.example", "wu@acme.example"] and not chat.connections


def test_a_secret_that_cannot_be_had_is_said_and_nothing_was_sent(shell, ways, mail, chat):
    ways.secret.chmod(0o644)
    room = room_of(shell)
    got = shell.json("send", room, "Acme", "--yes", "--json", code=1)
    for one in got[0]["deliveries"]:
        assert one["state"] == "dead"
        assert "open to others (mode 0644)" in one["text"]
    assert not mail.said


def running(shell: Shell, *argv: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command(*argv), env=shell.env(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE)  # fmt: skip


def until(holds, why: str) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline, why
        time.sleep(0.01)


def test_ctrl_c_in_the_middle_says_what_is_known_and_what_is_left(shell, ways, mail, chat):
    room = room_of(shell)
    mail.at("dot", hang, to="wu@")
    chat.says(503, "busy")
    process = running(shell, "send", room, "--yes", "--json")
    until(lambda: len(mail.whole) == 2 and chat.requests, "the sending never came that far")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert b"stopping: what is under way has 5 s to end" in err
    states = {one["to"]: one["state"] for update in json.loads(out) for one in update["deliveries"]}
    assert states["li@acme.example"] == "accepted"
    assert states["wu@acme.example"] in ("unknown", "sending")
    after = {one["to"]: one["state"] for one in shell.json("outbox", room, "--json")}
    assert after["wu@acme.example"] == "unknown"
    assert len(mail.mails) <= 2


def test_what_waited_when_it_was_stopped_goes_when_a_person_says_so(shell, ways, mail, chat, monkeypatch):
    room = room_of(shell)
    with refusing() as nobody:
        ways.write(mail.port, f"http://127.0.0.1:{nobody}/x", monkeypatch)
        process = running(shell, "send", room, "--yes")
        until(lambda: "not taken over yet" in shell("outbox", room), "it never came to a second try")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"1 not sent and kept" in err and b"Slack to beta" in out
    ways.write(mail.port, chat.url("/x"), monkeypatch)
    assert len(mail.mails) == 2 and not chat.requests  # looking sends nothing
    said = shell.both("outbox", room, "--run", "--yes")
    assert "Sends 1 message to Beta." in said.err and "accepted" in said.out
    assert len(chat.requests) == 1 and len(mail.mails) == 2
    assert "nothing waits" in shell.both("outbox", room, "--run", "--yes", code=1).err


def test_what_waits_goes_by_the_way_that_was_chosen_for_it(shell, ways, mail, chat, monkeypatch):
    room = room_of(shell)
    with refusing() as nobody:
        ways.write(nobody, chat.url("/x"), monkeypatch)
        process = running(shell, "send", room, "Acme", "--to", "Ms Wu", "--yes")
        until(lambda: "not taken over yet" in shell("outbox", room), "it never came to a second try")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    ways.write(mail.port, chat.url("/x"), monkeypatch)
    said = shell.both("send", room, "Acme", "--yes")
    assert "Sends 1 message to 1 owner: Acme 1 by E-mail." in said.err
    assert mails_to(mail) == ["wu@acme.example"]  # Mr Li was left out, and still is


def test_two_shells_send_for_one_room_and_nobody_gets_it_twice(shell, ways, mail, chat):
    room = room_of(shell)
    mail.at("dot", late(1.0, "250 2.0.0 Ok: queued as LATE"), to="wu@", taken=True)
    first = running(shell, "send", room, "Acme", "--yes", "--json")
    until(lambda: len(mail.whole) == 2, "the sending never came that far")
    both = [running(shell, "send", room, "--yes", "--json") for _ in range(2)]
    said = [process.communicate(timeout=60) for process in (first, *both)]
    assert first.returncode == 0, said[0][1]
    assert mails_to(mail) == ["li@acme.example", "wu@acme.example"] and len(chat.requests) == 1
    states = {one["to"]: one["state"] for one in shell.json("outbox", room, "--json")}
    assert states == {"li@acme.example": "accepted", "wu@acme.example": "accepted", "beta": "accepted"}


def test_where_nobody_can_tell_who_sends_nothing_is_sent_and_looking_goes_on(shell, ways, mail, chat):
    room = room_of(shell)
    (folder,) = (shell.data / "rooms").iterdir()
    (folder / "sending.lock").mkdir()
    assert "nobody can tell whether another process sends" in shell.both("send", room, "--yes", code=3).err
    said = shell.both("outbox", room, "--json")
    assert said.out == "[]\n" and "nobody can tell" in said.err
    assert not mail.said and not chat.connections


def test_nothing_of_a_drill_reaches_an_owner(shell, ways, mail, chat):
    room = room_of(shell, drill=True)
    for argv in ((), ("--channel", "email"), ("--to", "Mr Li"), ("Beta",)):
        said = shell.both("send", room, *argv, "--yes", code=1).err
        assert "this is a drill, and nothing of it leaves the room" in said
    assert not mail.said and not chat.connections
    shell("send", room, "Acme", "--by-hand", "file", "--yes")
    assert not mail.said and not chat.connections


def test_nothing_of_the_demo_reaches_anybody(shell, ways, mail, chat):
    room = shell("demo", "--keep", str(shell.data)).strip()
    shell("owner", "plan", room, "CJS", "--channels", "email")
    shell("draft", room, "--owner", "CJS", "--phase", "investigating", "--save")
    shell("approve", room, "CJS", "--by", "wei", "--spoken")
    for argv in ((), ("--channel", "email"), ("--to", "Ms Rao", "--channel", "email")):
        said = shell.both("send", room, *argv, "--yes", code=1).err
        assert "this is the demo's room" in said
    shell("send", room, "CJS", "--by-hand", "file", "--yes")
    (queued,) = shell.json("outbox", room, "--json")
    assert queued["by_hand"]
    assert not mail.said and not chat.connections


def test_a_killed_sending_is_unknown_and_nothing_goes_by_itself(shell, ways, mail, chat):
    room = room_of(shell)
    mail.at("dot", hang, to="wu@")
    process = running(shell, "send", room, "Acme", "--yes")
    until(lambda: len(mail.whole) == 2, "the sending never came that far")
    until(lambda: '"accepted"' in shell("outbox", room, "--json"), "the first was never accepted")
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)
    listed = shell.both("outbox", room, "--json")
    states = {one["to"]: one["state"] for one in json.loads(listed.out)}
    assert states == {"li@acme.example": "accepted", "wu@acme.example": "unknown"}
    assert "it is unknown whether it arrived" in listed.err
    before = len(mail.whole)
    assert "may have arrived" in shell.both("send", room, "Acme", "--yes", code=1).err
    assert len(mail.whole) == before
