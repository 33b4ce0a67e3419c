"""References to secrets: each form found, each fault in words that mend it, and no word of a secret in any of them."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import ModuleType

import pytest

from warroom.delivery import secrets
from warroom.delivery.secrets import NoSecret, form_fault, is_reference, opened, resolve
from warroom.errors import BadInput

SECRET = "hunter2-Zebra"


def refused(reference: str, patience: float = 20.0) -> str:
    with pytest.raises(NoSecret) as caught:
        resolve(reference, patience)
    link: BaseException | None = caught.value
    while link is not None:
        assert SECRET not in f"{link!r}{vars(link)}"
        link = link.__cause__ or link.__context__
    assert isinstance(caught.value, BadInput)
    return str(caught.value)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n", "utf-8")
    file.chmod(0o600)
    return file


def test_what_is_a_reference():
    assert all(map(is_reference, ("env:A", "file:~/x", "cmd:pass show x", "keyring:a/b", "env:")))
    assert not any(map(is_reference, (SECRET, "https://a.example", "envelope", "ENV:A", 7, None, ["env:A"])))


@pytest.mark.parametrize("reference", ["env:", "env:two words", "env:9A", "file:", "file:here", "cmd:", "cmd:'open",
                                       "keyring:alone", "keyring:/user", "keyring:service/", SECRET])  # fmt: skip
def test_a_form_that_means_nothing_is_explained_without_its_words(reference):
    said = refused(reference)
    assert said == form_fault(reference)
    assert reference not in said.replace("env:NAME", "") or reference in ("env:", "file:", "cmd:")


def test_from_the_environment(monkeypatch):
    monkeypatch.setenv("SMTP_PASS", SECRET)
    assert resolve("env:SMTP_PASS") == SECRET
    monkeypatch.setenv("SMTP_PASS", "")
    assert "is empty" in refused("env:SMTP_PASS")
    monkeypatch.delenv("SMTP_PASS")
    assert "env:SMTP_PASS is not set; export SMTP_PASS" in refused("env:SMTP_PASS")


def test_from_a_file_of_ones_own(kept, monkeypatch):
    assert resolve(f"file:{kept}") == SECRET
    monkeypatch.setenv("HOME", str(kept.parent))
    assert resolve("file:~/secret") == SECRET
    link = kept.with_name("link")
    link.symlink_to(kept)
    assert resolve(f"file:{link}") == SECRET


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610])
def test_a_file_that_is_open_to_others_is_refused(kept, mode):
    kept.chmod(mode)
    assert f"open to others (mode 0{mode:o}); chmod 600" in refused(f"file:{kept}")


def test_a_file_that_is_none_is_refused_at_once(kept):
    assert "can't be read (No such file" in refused(f"file:{kept}x")
    assert "no regular file" in refused(f"file:{kept.parent}")
    pipe = kept.with_name("pipe")
    os.mkfifo(pipe, 0o600)
    assert "no regular file" in refused(f"file:{pipe}")  # and nobody waits for a writer


def test_somebody_elses_file_is_refused(kept, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert "belongs to another person" in refused(f"file:{kept}")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (f"{SECRET}\nmore\n".encode(), "has 2 lines"),
        (SECRET.encode() + b"\xff", "no UTF-8"),
        (SECRET.encode() + b"\x00", "control characters"),
        (SECRET.encode() * 9000, "longer than 64 KB"),
    ],
)
def test_a_file_that_holds_no_secret_is_refused(kept, content, words):
    kept.write_bytes(content)
    assert words in refused(f"file:{kept}")


def script(tmp_path: Path, text: str) -> str:
    file = tmp_path / "give"
    file.write_text(f"#!{sys.executable}\n{text}\n", "utf-8")
    file.chmod(0o700)
    return str(file)


def test_from_a_command_without_a_shell(tmp_path):
    give = script(tmp_path, f"import sys; print('{SECRET}', *sys.argv[1:]); print('login: ops')")
    assert resolve(f"cmd:{give} '$HOME;ls' \"two words\"") == f"{SECRET} $HOME;ls two words"
    assert resolve(f"cmd:sh -c 'printf %s {SECRET} | tr a-z A-Z'") == SECRET.upper()


def test_a_command_that_fails_says_nothing_of_what_it_wrote(tmp_path, capfd):
    give = script(tmp_path, f"import sys; print('{SECRET}'); print('{SECRET}', file=sys.stderr); sys.exit(3)")
    assert "cmd:give ended with code 3. Run it yourself" in refused(f"cmd:{give}")
    assert "printed nothing" in refused("cmd:true")
    assert "can't be started (No such file" in refused("cmd:/nowhere/at/all x")
    assert "can't be started" in refused(f"cmd:{tmp_path}")
    assert capfd.readouterr() == ("", "")


def test_a_command_that_hangs_is_ended_with_all_that_it_started(tmp_path):
    mark = tmp_path / "mark"
    give = script(
        tmp_path,
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen(['sleep', '600'])\nopen('{mark}', 'w').write(str(child.pid))\n"
        f"print('{SECRET}', flush=True)\ntime.sleep(600)",
    )
    assert "did not end within 1 s and was stopped" in refused(f"cmd:{give}", patience=1.0)
    child = int(mark.read_text())
    deadline = time.monotonic() + 10
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not _runs(child), "what the command started lives on"


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def test_a_command_that_never_stops_printing_is_ended(tmp_path):
    assert "more than 64 KB" in refused("cmd:yes")


def test_a_command_gets_no_terminal_and_no_input(tmp_path):
    give = script(tmp_path, "import os, sys; print(repr(sys.stdin.read()), os.getsid(0) == os.getpid())")
    assert resolve(f"cmd:{give}") == "'' True"


def keyring(monkeypatch, answer) -> None:
    """A keyring whose backend does what ``answer`` does; the package itself is an extra."""
    module, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    errors.KeyringError = type("KeyringError", (Exception,), {})  # type: ignore[attr-defined]
    errors.NoKeyringError = type("NoKeyringError", (errors.KeyringError,), {})  # type: ignore[attr-defined]
    module.get_password = lambda service, user: answer(service, user, errors)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", module)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)


def test_from_a_keyring(monkeypatch):
    keyring(monkeypatch, lambda service, user, _: f"{service}|{user}")
    assert resolve("keyring:smtp.example/a/ops") == "smtp.example/a|ops"


def test_a_keyring_that_gives_nothing_is_explained(monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert "install warroom[keyring]" in refused("keyring:a/b")
    keyring(monkeypatch, lambda *_: None)
    assert "holds nothing; put it there: keyring set a b" in refused("keyring:a/b")

    def closed(service, user, errors):
        raise errors.NoKeyringError(SECRET)

    keyring(monkeypatch, closed)
    assert "NoKeyringError" in refused("keyring:a/b")

    def broken(*_):
        raise RuntimeError(SECRET)

    keyring(monkeypatch, broken)
    assert "RuntimeError" in refused("keyring:a/b")


def test_a_keyring_that_waits_is_not_waited_for(monkeypatch):
    never = threading.Event()
    keyring(monkeypatch, lambda *_: str(never.wait(60)))
    assert "no answer within 0.05 s" in refused("keyring:a/b", patience=0.05)
    never.set()


def test_a_destination_opens_with_every_secret_known(monkeypatch, kept):
    monkeypatch.setenv("TOKEN", "t-0k3n")
    settings = {"url": f"file:{kept}", "port": 25, "headers": {"X": "env:TOKEN", "Y": "plain"}, "to": ["env:TOKEN"]}
    way = opened("acme", "webhook", settings)
    assert way.settings == {"url": SECRET, "port": 25, "headers": {"X": "t-0k3n", "Y": "plain"}, "to": ["t-0k3n"]}
    assert way.secrets == (SECRET, "t-0k3n")


def test_no_secret_stands_among_the_arguments_of_any_process(tmp_path, kept):
    """``ps`` shows what was typed into the settings, never what came of it."""
    seen = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    give = script(tmp_path, f"import subprocess; print(open('{kept}').read()); ")
    assert resolve(f"cmd:{give}") == SECRET
    assert SECRET not in seen and SECRET not in Path("/proc/self/cmdline").read_text()
    assert secrets.PATIENCE > 0
