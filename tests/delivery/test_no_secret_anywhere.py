"""After every failure path no secret is anywhere but where the settings say: rooms, exports, output, reports, ``ps``.

The servers repeat everything that they were sent, as servers do: addresses, headers, passwords, in plain and base64.
"""

import base64
import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from tests.delivery import http_server
from tests.delivery.http_server import Asked, HttpServer, Step, drop, endless, hang, raw, refusing, reset, say
from tests.delivery.shells import Ways
from tests.delivery.smtp_server import SmtpServer
from tests.delivery.smtp_server import drop as drop_mail
from tests.delivery.smtp_server import hang as hang_mail
from tests.delivery.smtp_server import raw as raw_mail
from tests.warroom.shell import Shell, command
from warroom.cli import crash
from warroom.delivery import channels
from warroom.delivery.outbox import Outbox

PASSWORD = "hunter2-Zebra/密码+x"
SECRETS = {
    "SLACK": "https://127.0.0.1:{port}/services/T0AAA1/B0BBB2/SlackTok0123456789",
    "TEAMS": "https://127.0.0.1:{port}/workflows/9f8e7d6c5b4a/run?sig=TeamsSig0123456789&sp=x",
    "FEISHU": "https://127.0.0.1:{port}/open-apis/bot/v2/hook/feishu-hook-0123456789",
    "FEISHU_SIGN": "FeishuSign0123456789",
    "LARK": "https://127.0.0.1:{port}/open-apis/bot/v2/hook/lark-hook-0123456789",
    "WECOM": "https://127.0.0.1:{port}/cgi-bin/webhook/send?key=wecom-key-0123456789",
    "DINGTALK": "https://127.0.0.1:{port}/robot/send?access_token=dingtalk-token-0123456789",
    "DINGTALK_SIGN": "SECdingtalkSign0123456789",
    "PAGE_TOKEN": "PageToken-0123456789",
    "HOOK": "https://127.0.0.1:{port}/in/hook-path-0123456789",
    "HOOK_SIGN": "HookSign-0123456789",
    "HOOK_HEADER": "Bearer HookHeader-0123456789",
}
TELLING = ("SlackTok0123456789", "9f8e7d6c5b4a", "TeamsSig0123456789", "feishu-hook-0123456789", "FeishuSign0123456789",
           "lark-hook-0123456789", "wecom-key-0123456789", "dingtalk-token-0123456789", "SECdingtalkSign0123456789",
           "PageToken-0123456789", "hook-path-0123456789", "HookSign-0123456789", "HookHeader-0123456789",
           PASSWORD, "hunter2-Zebra")  # fmt: skip
"""The part of each secret that gives it away."""
CHANNELS = ("slack", "teams", "feishu", "lark", "wecom", "dingtalk", "statuspage", "webhook")
FILE = """
[email.ops]
host = "127.0.0.1"
port = {mail}
security = "none"
from = "Ops <ops@ours.example>"
user = "ops"
password = "file:{secret}"
timeout = 1
answer_timeout = 1
{chats}
"""


def _chat(channel: str, port: int) -> str:
    name = {"statuspage": "PAGE_TOKEN", "webhook": "HOOK"}.get(channel, channel.upper())
    more = {
        "feishu": 'secret = "env:FEISHU_SIGN"\n',
        "dingtalk": 'secret = "env:DINGTALK_SIGN"\n',
        "webhook": 'secret = "env:HOOK_SIGN"\nheaders = { Authorization = "env:HOOK_HEADER" }\n',
        "statuspage": f'page = "p1"\nurl = "http://127.0.0.1:{port}/v1"\n',
    }.get(channel, "")
    key = "token" if channel == "statuspage" else "url"
    return f'\n[{channel}.acme]\nowners = ["Acme", "Beta"]\n{key} = "env:{name}"\ntimeout = 1\n{more}'


def everything(asked: Asked) -> str:
    """What a server that repeats everything says."""
    query = "&".join(f"{name}={value}" for name, values in asked.query.items() for value in values)
    auth = asked.headers.get("authorization", "")
    return (
        f"no {asked.path}?{query} for {auth} / {quote_plus(asked.path + '?' + query)} "
        f"{base64.b64encode(asked.path.encode()).decode()} {base64.b64encode(auth.encode()).decode()} "
        f"{json.dumps(dict(asked.headers))}"
    )


def repeats(status: int, **headers: str) -> Callable[[Asked], Step]:
    return lambda asked: say(status, everything(asked), **headers)


def coded(asked: Asked) -> Step:
    said = everything(asked)
    return say(200, {"code": 19021, "msg": said, "errcode": 93000, "errmsg": said, "error": said, "ok": False})


def moved(asked: Asked) -> Step:
    return say(302, everything(asked), Location=f"https://elsewhere.example{asked.path}?x={quote(str(asked.query))}")


HTTP: dict[str, "Step | Callable[[Asked], Step]"] = {
    "forbidden": repeats(403),
    "not found": repeats(404),
    "too many": lambda asked: say(429, everything(asked), Retry_After="1"),
    "broken": repeats(500),
    "an error in 200": coded,
    "moved": moved,
    "garbage": raw(b"\x00\xff\xfe garbage \r\n\r\n"),
    "huge": lambda asked: endless(b"HTTP/1.1 403 No\r\n\r\n", f"{everything(asked)} ".encode() * 300, 1 << 20),
    "dropped": drop("answer"),
    "reset": reset("head"),
    "hangs": hang("answer"),
}


def mail_fault(server: SmtpServer, which: str) -> None:
    """The fault of the mail server that goes with one of the chats'."""
    plain = base64.b64encode(f"\0ops\0{PASSWORD}".encode()).decode()
    said = f"bad credentials ops {PASSWORD} {plain} {base64.b64encode(PASSWORD.encode()).decode()}"
    match which:
        case "forbidden" | "not found":
            server.at("auth", f"535 5.7.8 {said}")
        case "too many":
            server.at("rcpt", f"452-4.2.2 {said}\n452 4.2.2 try later")
        case "broken":
            server.at("data", f"554 5.6.0 {said}")
        case "an error in 200" | "moved":
            server.at("dot", f"554 5.6.0 {said}")
        case "garbage":
            server.at("greeting", raw_mail(f"\x00\xff {said}\r\n".encode()))
        case "huge":
            server.at("ehlo", raw_mail(f"250-{said}\r\n".encode() * 5000))
        case "dropped" | "reset":
            server.at("dot", drop_mail)
        case "hangs":
            server.at("dot", hang_mail)


@pytest.fixture
def shell(tmp_path, capsys, monkeypatch) -> Shell:
    monkeypatch.setenv("WARROOM_USER", "ana")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path / "data", capsys)


@pytest.fixture
def mail() -> Iterator[SmtpServer]:
    server = SmtpServer(login=("ops", PASSWORD))
    yield server
    server.stop()


@pytest.fixture
def ways(tmp_path: Path, shell: Shell, monkeypatch) -> Ways:
    found = Ways(tmp_path, shell.data, monkeypatch)
    found.secret.write_text(PASSWORD, "utf-8")
    return found


def settle(ways: Ways, mail: int, port: int, monkeypatch, scheme: str = "http") -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value.format(port=port).replace("https://", f"{scheme}://"))
    chats = "".join(_chat(one, port) for one in CHANNELS)
    ways.file.write_text(FILE.format(mail=mail, secret=ways.secret, chats=chats), "utf-8")
    ways.file.chmod(0o600)


def room_of(shell: Shell) -> str:
    """A long text goes by mail and webhook, to Acme, a short one by chat, to Beta."""
    owned = ["--owner", "Acme", "--owner", "Beta"]
    ref = shell("new", "Reports are late", "--sev", "SEV3", *owned, "--impact", "Reports are late.").strip()
    for owner, words in (("Acme", ("email", "webhook")), ("Beta", [one for one in CHANNELS if one != "webhook"])):
        shell("owner", "plan", ref, owner, "--channels", ", ".join(words), "--lang", "en",
              "--contacts", "Mr Li li@acme.example")  # fmt: skip
        shell("draft", ref, "--owner", owner, "--save")
        shell("approve", ref, owner)
    return ref


def all_channels() -> list[str]:
    return [word for name in ("email", *CHANNELS) for word in ("--channel", name)]


def spelled(secret: str) -> set[bytes]:
    """A secret as files and terminals may hold it."""
    forms = {
        secret,
        quote(secret, safe=""),
        quote_plus(secret),
        json.dumps(secret)[1:-1],
        secret.upper(),
        secret.lower(),
    }
    plain = {form.encode() for form in forms}
    whole = base64.b64encode(secret.encode()).rstrip(b"=")
    return plain | {whole, base64.b64encode(f"\0ops\0{secret}".encode()).rstrip(b"=")}


def look(where: str, data: bytes) -> None:
    for secret in TELLING:
        for form in spelled(secret):
            assert form not in data, f"{where} holds {form!r}"


def look_everywhere(shell: Shell, room: str, *said: str) -> None:
    """Everything that a person or a support bundle would find."""
    for audience in ("internal", "Acme"):
        for kind in ("md", "html", "json", "csv") if audience == "internal" else ("md", "html"):
            shell("export", room, "--for", audience, "--format", kind, "-o", f"out.{kind}")
            look(f"export {kind} for {audience}", Path(f"out.{kind}").read_bytes())
    read = [shell("show", room, "--json"), shell("outbox", room), shell("outbox", room, "--json")]
    texts = (*said, *read, shell("updates", room, "--json"))
    for text in texts:
        look("output", text.encode())
    for folder in (shell.data, shell.data.parent / "temporary"):
        for path in folder.rglob("*"):
            if path.is_file() and path.name != "channels.toml":
                look(str(path), path.read_bytes())


@pytest.mark.parametrize("which", HTTP)
def test_whatever_a_server_does_no_secret_is_anywhere(shell, ways, mail, monkeypatch, which):
    monkeypatch.setitem(Outbox.__init__.__kwdefaults__, "delays", ())  # the second try says nothing new
    mail_fault(mail, which)
    with HttpServer() as server:
        server.does(HTTP[which])
        settle(ways, mail.port, server.port, monkeypatch)
        room = room_of(shell)
        said = shell.both("send", room, *all_channels(), "--yes", code=1)
        rows = shell.json("outbox", room, "--json")
        assert len(rows) == 1 + len(CHANNELS)
        assert not [row for row in rows if row["state"] in ("accepted", "queued", "sending")], rows
        assert server.requests or which == "reset"
        tests = [shell.both("channels", "test", f"{one}:acme", "--yes", code=1) for one in CHANNELS[:3]]
    look_everywhere(shell, room, *said, *(text for one in tests for text in one))


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_nor_when_nobody_answers_or_speaks_no_tls(shell, ways, monkeypatch, scheme):
    monkeypatch.setitem(Outbox.__init__.__kwdefaults__, "delays", ())
    with HttpServer() as plain, refusing() as nobody:
        plain.does(raw(b"220 not what you think\r\n"))
        settle(ways, nobody, nobody if scheme == "http" else plain.port, monkeypatch, scheme)
        room = room_of(shell)
        said = shell.both("send", room, *all_channels(), "--yes", code=1)
    look_everywhere(shell, room, *said)


def test_nor_when_the_secret_itself_is_at_fault(shell, ways, monkeypatch):
    settle(ways, 9, 9, monkeypatch)
    ways.secret.chmod(0o644)
    for name in SECRETS:
        monkeypatch.setenv(name, f"not an address {TELLING[0]}\x07 {PASSWORD}")
    room = room_of(shell)
    checked = shell.both("channels", "check", code=1)
    said = shell.both("send", room, *all_channels(), "--yes", code=1)
    look_everywhere(shell, room, *said, *checked)


def test_nor_when_it_stands_in_the_file_in_clear(shell, ways, monkeypatch):
    ways.file.write_text(
        f'[slack.a]\nowners = ["Acme"]\nurl = "https://hooks.example/services/{TELLING[0]}"\n'
        f'[email.ops]\nhost = "smtp://ops:{PASSWORD}@h.example"\nfrom = "a@b.example"\nuser = "a"\n'
        f'password = "{PASSWORD}"\n[webhook.w]\nurl = "env:A"\nsecret = "{TELLING[-4]}"\n'
        f'headers = {{ Authorization = "{TELLING[-3]}", X = "{TELLING[-4]}" }}\n'
        f'[statuspage.s]\npage = "p"\ntoken = "{TELLING[9]}"\nurl = "https://x:{PASSWORD}@api.example"\n',
        "utf-8",
    )
    ways.file.chmod(0o600)
    checked = shell.both("channels", "check", code=1)
    assert checked.out.count("written in clear") >= 6, checked.out
    look("check", checked.out.encode() + checked.err.encode())
    look("list", shell("channels", "--json").encode() + shell("channels").encode())


class _Raising:
    """A channel module that fails with a secret in its words; the other side of ``Carrier``."""

    channel = "slack"
    secret_settings = frozenset({"url"})

    def faults(self, where: str, settings: Any) -> list[Any]:
        return []

    def parts(self, parcel: Any) -> list[str]:
        return []

    def send(self, parcel: Any, way: Any) -> Any:
        raise RuntimeError(f"{way.secrets} {way.settings}")


def test_nor_when_the_program_itself_fails(shell, ways, mail, monkeypatch):
    with HttpServer() as server:
        settle(ways, mail.port, server.port, monkeypatch)
        room = room_of(shell)
        monkeypatch.setattr(channels, "carrier", lambda name: _Raising())
        monkeypatch.setitem(Outbox.__init__.__kwdefaults__, "carrier", lambda name: _Raising())
        said = shell.both("send", room, "Beta", "--channel", "slack", "--yes", code=1)
        (row,) = shell.json("outbox", room, "--json")
        assert row["state"] == "unknown" and "RuntimeError" in row["text"]
        tested = shell.both("channels", "test", "slack:acme", "--yes", code=1)
    look_everywhere(shell, room, *said, *tested)


def test_a_crash_report_says_where_and_never_what(tmp_path):
    try:
        try:
            raise OSError(2, PASSWORD, f"/{TELLING[0]}")
        except OSError as cause:
            error = ValueError(f"{PASSWORD} {TELLING}")
            error.add_note(TELLING[1])
            raise error from cause
    except ValueError as caught:
        kept = crash.keep(caught, str(tmp_path))
    assert kept is not None
    text = Path(kept).read_bytes()
    assert b"ValueError" in text and b"test_no_secret_anywhere.py" in text
    look("crash report", text)


def test_no_process_has_a_secret_among_its_arguments(shell, ways, mail, monkeypatch):
    """Looked at all the time while a real process sends, and a command gives it its password."""
    with HttpServer() as server:
        server.does(http_server.late(0.3, say(403, "no")))
        settle(ways, mail.port, server.port, monkeypatch)
        text = ways.file.read_text("utf-8").replace(f"file:{ways.secret}", f"cmd:sh -c 'sleep 0.3; cat {ways.secret}'")
        ways.file.write_text(text, "utf-8")
        mail.at("rcpt", "550 5.1.1 nobody")
        room = room_of(shell)
        process = subprocess.Popen(
            command("send", room, *all_channels(), "--yes"), env=shell.env(), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        seen: list[bytes] = []
        over = threading.Event()
        watch = threading.Thread(target=_watch, args=(process.pid, seen, over), daemon=True)
        watch.start()
        out, err = process.communicate(timeout=60)
        over.set()
        watch.join(10)
    assert process.returncode == 1, err
    assert any(str(ways.secret).encode() in one for one in seen), "the command was never seen"
    look("ps", b"\n".join(seen))
    look("output", out + err)


def _watch(parent: int, seen: list[bytes], over: threading.Event) -> None:
    """The arguments of every process that a process starts, and its own."""
    known = set()
    while not over.is_set():
        for entry in os.listdir("/proc"):
            if not entry.isdecimal() or int(entry) < parent:
                continue
            try:
                said = Path(f"/proc/{entry}/cmdline").read_bytes()
            except OSError:  # it is gone
                continue
            if said not in known:
                known.add(said)
                seen.append(said)
        time.sleep(0.0005)
