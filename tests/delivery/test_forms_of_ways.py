"""A plan with ways of both forms: what a text doesn't go by is said with what to do, and never looks like no way."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.delivery.http_server import HttpServer
from tests.delivery.shells import PASSWORD, TOKEN, Ways, mails_to
from tests.delivery.smtp_server import SmtpServer
from tests.warroom.shell import Shell


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


def room(shell: Shell) -> str:
    ref = shell("new", "Reports are late", "--sev", "SEV3", "--owner", "Beta", "--impact", "Reports are late.").strip()
    shell("owner", "plan", ref, "Beta", "--channels", "email,slack,phone", "--lang", "en",
          "--contacts", "Bo bo@beta.example")  # fmt: skip
    shell("draft", ref, "--owner", "Beta", "--save")
    shell("approve", ref, "Beta")
    return ref


def test_a_way_of_the_other_form_says_how_it_is_taken(shell, ways, mail, chat):
    ref = room(shell)
    said = shell.both("send", ref, "--channel", "slack", "--yes", code=1).err
    assert "HELD BACK: Slack to Bo <beta>" in said or "HELD BACK: Slack to beta" in said, said
    assert "this text is long and Slack takes the short form: warroom draft ROOM --owner Beta --form short" in said
    assert mails_to(mail) == [] and not chat.requests
    shell("draft", ref, "--owner", "Beta", "--form", "short", "--save")
    drafts = [one["ref"] for one in shell.json("updates", ref, "--json") if one["form"] == "short"]
    shell("approve", ref, drafts[0])
    shell("send", ref, drafts[0], "--channel", "slack", "--yes")
    assert len(chat.requests) == 1


def test_without_a_mail_server_the_other_form_is_named_and_with_one_it_is_no_noise(shell, ways, mail, chat):
    ref = room(shell)
    whole = ways.file.read_text("utf-8")
    ways.file.write_text(whole[whole.index("[slack.beta]") :], "utf-8")
    said = shell.both("send", ref, "--yes", code=1).err
    assert "no mail server" in said and "takes the short form" in said
    assert not chat.requests
    ways.file.write_text(whole, "utf-8")
    said = shell.both("send", ref, "--yes").err
    assert "short form" not in said
    assert mails_to(mail) == ["bo@beta.example"]
