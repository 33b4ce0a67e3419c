"""``warroom channels``: what there is, one message for each fault with its line, and a test that says what is known."""

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.delivery.http_server import HttpServer, drop, hang
from tests.delivery.shells import PASSWORD, TOKEN, Ways
from tests.delivery.smtp_server import SmtpServer
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
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path / "data", capsys)


@pytest.fixture
def ways(tmp_path: Path, shell: Shell, mail: SmtpServer, chat: HttpServer, monkeypatch) -> Ways:
    found = Ways(tmp_path, shell.data, monkeypatch)
    found.write(mail.port, chat.url(f"/services/{TOKEN}"), monkeypatch)
    return found


def owners(shell: Shell) -> str:
    """An open room with Acme by mail and Beta by chat."""
    room = shell("new", "Reports are late", "--owner", "Acme", "--owner", "Beta").strip()
    shell("owner", "plan", room, "Acme", "--channels", "email", "--contacts", "Mr Li li@acme.example")
    shell("owner", "plan", room, "Beta", "--channels", "slack, phone", "--contacts", "Bo +86 138 0013 8000")
    return room


def test_without_a_file_it_says_where_to_begin(shell, tmp_path, monkeypatch):
    monkeypatch.setenv("WARROOM_CONFIG", str(tmp_path / "config"))
    said = shell.both("channels")
    assert said.out == "" and "docs/channels.md" in said.err
    assert "0 destinations, no fault" in shell.both("channels", "check").err
    assert not shell.data.exists(), "looking makes no data folder"


def test_what_there_is_is_listed_with_whom_it_serves(shell, ways):
    first, second = shell("channels").splitlines()
    assert first.split() == ["email:ops", "every", "owner,", "to", "their", "addresses", f"{ways.file}:1", "ready"]
    assert second.split() == ["slack:beta", "Beta", f"{ways.file}:11", "ready"]
    listed = shell.json("channels", "list", "--json")
    assert listed[1] == {
        "name": "slack:beta", "channel": "slack", "owners": ["Beta"], "source": f"{ways.file}:11", "faults": [],
    }  # fmt: skip


def test_all_well_is_said(shell, ways):
    owners(shell)
    said = shell.both("channels", "check")
    assert said.out == "" and "2 destinations, no fault" in said.err
    assert shell.json("channels", "check", "--json") == []


def test_one_message_for_each_fault_with_its_place_and_how_to_mend_it(shell, ways, mail, chat, monkeypatch):
    ways.write(
        mail.port, chat.url("/x"), monkeypatch,
        more='ulr = 3\n\n[feishu.nobody]\nurl = "env:BETA_HOOK"\n'
        '\n[wecom.gama]\nowners = ["Gama"]\nurl = "env:NOT_SET"\n',
    )  # fmt: skip
    ways.secret.chmod(0o640)
    room = owners(shell)
    shell("owner", "attach", room, "Gamma", "--channels", "slak", "--contacts", "Ms Hu")
    shell("owner", "attach", room, "Delta", "--channels", "email, teams, slack:beta", "--contacts", "Ms Hu")
    shell("owner", "attach", room, "Epsilon")
    said = shell("channels", "check", code=1).splitlines()
    expected = (
        f"{ways.file}:15: slack.beta: ulr: there is no setting 'ulr'",
        f"{ways.file}:17: feishu.nobody: it names no owner, and no plan names it",
        f"{ways.file}:21: wecom.gama: owners: 'Gama' is no owner of an open room or of the directory; did",
        f"{room}: plan of Gamma: slak: it is no channel that warroom knows",
        f"{room}: plan of Delta: email: Ms Hu has no address at all",
        f'{room}: plan of Delta: teams: nothing in channels.toml serves them: add [teams.NAME] with owners = ["Delta"]',
        f"{room}: plan of Delta: slack:beta: slack:beta is for Beta alone",
        f"{room}: plan of Epsilon: it names no channel",
        f"{ways.file}:7: email.ops: password: file:{ways.secret} is open to others (mode 0640); chmod 600",
        f"{ways.file}:22: wecom.gama: url: env:NOT_SET is not set; export NOT_SET",
    )
    for words in expected:
        assert sum(line.startswith(words) for line in said) == 1, (words, said)
    assert len(said) == len(expected), said
    found = shell.json("channels", "check", "--json", code=1)
    assert [f"{one['where']}: {one['text']}" for one in found] == said


def test_one_destination_is_checked_by_its_name(shell, ways):
    ways.secret.chmod(0o640)
    assert "open to others" in shell("channels", "check", "email:ops", code=1)
    assert shell.both("channels", "check", "beta").out == ""
    assert "no destination is called 'gamma'; there are email:ops, slack:beta" in shell.both(
        "channels", "check", "gamma", code=2
    ).err  # fmt: skip


def test_secrets_need_not_be_opened(shell, ways, tmp_path, mail, chat, monkeypatch):
    mark = tmp_path / "ran"
    more = f'\n[slack.cmd]\nowners = ["Beta"]\nurl = "cmd:touch {mark}"\n'
    ways.write(mail.port, chat.url("/x"), monkeypatch, more=more)
    monkeypatch.delenv("BETA_HOOK")
    owners(shell)
    assert "secrets were not opened" in shell.both("channels", "check", "--no-secrets").err
    assert not mark.exists()
    said = shell("channels", "check", code=1)
    assert mark.exists() and "slack.cmd: url: cmd:touch printed nothing" in said


def test_a_test_message_says_exactly_what_is_known(shell, ways, mail, chat):
    said = shell.both("channels", "test", "email:ops", "--to", "me@ours.example", "--yes")
    assert "A message marked as a test goes by email:ops to me@ours.example." in said.err
    assert said.out.startswith("accepted by 127.0.0.1 at ") and "UTC+8, 250 2.0.0 Ok: queued as Q0001" in said.out
    assert "TEST" in str(mail.mails[0].message["Subject"])
    assert mail.mails[0].message["Auto-Submitted"] == "auto-generated"
    got = shell.json("channels", "test", "beta", "--lang", "zh", "--yes", "--json")
    assert (got["outcome"], got["server"]) == ("accepted", "127.0.0.1")
    assert chat.requests[0].json["text"].startswith("【测试】")


def test_ctrl_c_during_a_test_claims_nothing(shell, ways, chat):
    chat.does(hang("answer"))
    process = subprocess.Popen(command("channels", "test", "beta", "--yes"), env=shell.env(), stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    deadline = time.monotonic() + 30
    while not chat.requests:
        assert time.monotonic() < deadline, "the test never left"
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, b"")
    assert b"nobody knows whether the test went" in err


def test_a_test_that_fails_says_so_and_no_more(shell, ways, mail, chat):
    mail.at("rcpt", "550 5.1.1 no such mailbox")
    said = shell("channels", "test", "ops", "--to", "me@ours.example", "--yes", code=1)
    assert said.startswith("rejected by 127.0.0.1 at ") and "550 5.1.1 no such mailbox" in said
    chat.then(drop("answer"))
    said = shell("channels", "test", "beta", "--yes", code=1)
    assert said.startswith("unknown at ") and said.rstrip().endswith("it may have arrived; look there")
    ways.secret.unlink()
    said = shell("channels", "test", "ops", "--to", "me@ours.example", "--yes", code=1)
    assert said.startswith("not sent at ") and "can't be read (No such file" in said


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (("channels", "test"), 2, "which one?"),
        (("channels", "test", "gamma", "--yes"), 2, "no destination is called 'gamma'"),
        (("channels", "test", "ops", "--yes"), 2, "needs an address"),
        (("channels", "test", "ops", "--to", "nobody", "--yes"), 2, "needs an address"),
        (("channels", "test", "beta", "--to", "a@b.example", "--yes"), 2, "takes no --to"),
        (("channels", "test", "beta"), 2, "nobody is here to say yes, so nothing was sent"),
        (("channels", "check", "--yes"), 2, "belong to a test"),
        (("channels", "chek"), 2, "chek"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_sent(shell, ways, mail, chat, argv, code, words):
    assert words in shell.both(*argv, code=code).err
    assert not mail.said and not chat.connections


def test_what_has_faults_is_not_tried(shell, ways, mail, chat, monkeypatch):
    ways.write(mail.port, chat.url("/x"), monkeypatch, more="ulr = 3\n")
    said = shell.both("channels", "test", "beta", "--yes", code=1).err
    assert "slack:beta has faults; nothing was sent" in said and f"{ways.file}:15" in said
    assert not chat.connections
