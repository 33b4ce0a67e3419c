"""``warroom replies`` from files, a pipe and a mailbox, for updates that were sent over a real mail server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.rooms import RoomsFolder
from tests.delivery.imap_server import ImapServer
from tests.delivery.returns import reply, report
from tests.delivery.shells import PASSWORD, Ways, room_of
from tests.delivery.smtp_server import SmtpServer
from tests.warroom.shell import Shell
from warroom.state.room_state import fold


@pytest.fixture
def mail() -> Iterator[SmtpServer]:
    with SmtpServer(login=("ops", PASSWORD)) as server:
        yield server


@pytest.fixture
def shell(tmp_path, capsys, monkeypatch) -> Shell:
    monkeypatch.setenv("WARROOM_USER", "ana")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path / "data", capsys)


@pytest.fixture
def ways(tmp_path: Path, shell: Shell, mail: SmtpServer, monkeypatch) -> Ways:
    return Ways(tmp_path, shell.data, monkeypatch)


def sent(shell: Shell, ways: Ways, mail: SmtpServer, monkeypatch, more: str = "") -> tuple[str, dict[str, str]]:
    """A room whose update Acme has, and the ids of its mails by address."""
    ways.write(mail.port, "http://127.0.0.1:9/", monkeypatch)
    if more:
        text = ways.file.read_text("utf-8")
        ways.file.write_text(text.replace("\n\n[slack.beta]", f"\n{more}\n\n[slack.beta]"), "utf-8")
    room = room_of(shell)
    shell("send", room, "Acme", "--yes")
    return room, {one.recipients[0]: str(one.message["Message-ID"]) for one in mail.mails}


def test_a_mail_that_is_noted_by_hand_says_which_update_it_answers(shell, ways, mail, monkeypatch, tmp_path):
    room, ids = sent(shell, ways, mail, monkeypatch)
    mine, others = Path("r.eml"), Path("b.eml")
    mine.write_bytes(reply(ids["li@acme.example"]))
    others.write_bytes(reply(ids["li@acme.example"], From="bo@beta.example", Message_ID="<b1@beta.example>"))
    shell("from", room, "acme", "--eml", str(mine))
    shell("from", room, "beta", "--eml", str(others))
    rooms = RoomsFolder(shell.data)
    (card,) = rooms.cards()
    log = rooms.open(card.room)
    found = fold(log.load())
    log.close()
    (told,) = found.updates.told("Acme")
    noted = {one.owner_id: one.reply_to for one in found.owners.messages.values()}
    assert noted == {"Acme": told.eid, "Beta": ""}


def test_files_and_a_pipe(shell, ways, mail, monkeypatch, tmp_path):
    room, ids = sent(shell, ways, mail, monkeypatch)
    Path("r.eml").write_bytes(reply(ids["li@acme.example"], text="Thanks. When are they complete?"))
    Path("b.eml").write_bytes(report(ids["wu@acme.example"]))
    Path("x.eml").write_bytes(reply(From="x@y.example", Message_ID="<x@y.example>"))
    said = shell.both("replies", room, "r.eml", "b.eml", "x.eml", code=1)
    first, second, third = said.out.splitlines()
    assert first.startswith("r.eml: Acme: reply of Mr Li to update #1, 1 question")
    assert second.startswith("b.eml: update #1 to Acme (wu@acme.example) CAME BACK: 550 5.1.1")
    assert third.startswith("x.eml: from x@y.example") and "--owner" in third
    assert "1 of 3 belong nowhere" in said.err
    assert "When are they complete?" in shell("asked", room)
    assert [one["state"] for one in shell.json("outbox", room, "--json")] == ["accepted", "dead"]
    again = shell.json("replies", room, "r.eml", "b.eml", "--json")
    assert [(one["kind"], one["refs"]) for one in again] == [("known", []), ("known", [])]
    piped = shell.process("replies", room, "-", "--owner", "Acme", stdin=Path("x.eml").read_bytes())
    assert piped.returncode == 0 and b"reply of x@y.example" in piped.stdout


def test_a_mailbox_is_read_and_stays_as_it_is(shell, ways, mail, monkeypatch, tmp_path):
    mails: dict[int, bytes] = {}
    with ImapServer(mails) as box:
        secret = tmp_path / "imap-password"
        secret.write_text(box.login[1], "utf-8")
        secret.chmod(0o600)
        more = (
            f'imap_host = "127.0.0.1"\nimap_port = {box.port}\nimap_security = "none"\nimap_user = "ops"\n'
            f'imap_password = "file:{secret}"'
        )
        room, ids = sent(shell, ways, mail, monkeypatch, more)
        assert "nothing new there is about this room" in shell.both("replies", room, "--fetch", "ops").err
        mails[1] = reply(Subject="Lunch?", Message_ID="<1@x.example>")
        mails[2] = reply(ids["li@acme.example"], text="能否说明原因?", Message_ID="<2@x.example>")
        mails[3] = report("<00000000000000000000000000000000@ours.example>")
        mails[4] = reply("<2@x.example>", text="And one more thing.", Message_ID="<4@x.example>")
        mails[5] = report(ids["wu@acme.example"])
        said = shell("replies", room, "--fetch", "-").splitlines()
        assert [one.split(":")[0] for one in said] == ["Acme", "Acme", "update #1 to Acme (wu@acme.example) CAME BACK"]
        assert not any(word in one for one in box.said for word in ("STORE", "SELECT", "BODY[", "EXPUNGE"))
        mails[6] = reply(ids["li@acme.example"], Message_ID="<6@x.example>", Auto_Submitted="auto-replied")
        box.said.clear()
        assert [one["kind"] for one in shell.json("replies", room, "--fetch", "ops", "--json")] == ["automatic"]
        assert "UID FETCH 2 (UID BODY.PEEK[])" not in box.said, "what is here is not fetched again"
        box.login = ("ops", "another")
        refused = shell.both("replies", room, "--fetch", "ops", code=1)
        assert "no more replies were read from 127.0.0.1" in refused.err and "h0rse" not in refused.err
        secret.unlink()
        assert "can't be read" in shell.both("replies", room, "--fetch", "ops", code=2).err
        fresh = room_of(shell)
        shell("send", fresh, "Acme", "--yes")  # what only reading needs never holds a sending


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "which mails?"),
        (("a.eml", "--fetch", "ops"), "one at a time"),
        (("--fetch", "ops", "--owner", "Acme"), "a mailbox holds those of many"),
        (("nowhere.eml",), "can't be read"),
        (("--fetch", "ops"), "no mailbox is called"),
        (("r.eml", "--owner", "Nobody"), "no owner here"),
    ],
)
def test_what_can_not_be_is_said(shell, ways, mail, monkeypatch, words, says):
    ways.write(mail.port, "http://127.0.0.1:9/", monkeypatch)
    room = room_of(shell)
    Path("r.eml").write_bytes(reply())
    assert says in shell.both("replies", room, *words, code=2).err


def test_what_is_no_mail_belongs_nowhere_and_the_others_come_in(shell, ways, mail, monkeypatch):
    room, ids = sent(shell, ways, mail, monkeypatch)
    Path("n.eml").write_bytes(b"hello")
    Path("r.eml").write_bytes(reply(ids["li@acme.example"]))
    kinds = [one["kind"] for one in shell.json("replies", room, "n.eml", "r.eml", "--json", code=1)]
    assert kinds == ["unplaced", "reply"]


def test_an_imported_reply_finds_the_room_whose_update_it_answers(shell, ways, mail, monkeypatch):
    room, ids = sent(shell, ways, mail, monkeypatch)
    room_of(shell)
    Path("r.eml").write_bytes(reply(ids["li@acme.example"], text="When are they complete?", From="x@y.example"))
    (taken,) = shell.json("import", "r.eml", "--json")
    assert (taken["ref"], taken["made"]) == (room, False)
    said = shell("asked", room)
    assert "Acme" in said and "When are they complete?" in said
