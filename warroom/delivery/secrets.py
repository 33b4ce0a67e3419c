"""Secrets by reference: where the password is, never the password. Looked up late, in the thread that sends.

What is raised names the place of a secret and what to do; it never holds the secret, nor what a command wrote.
"""

import contextlib
import os
import re
import select
import shlex
import signal
import stat
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from warroom.delivery.carrier import Way
from warroom.errors import BadInput

FORMS: Final = "env:NAME, file:/path, cmd:program arguments, or keyring:service/user"
"""What every refusal shows."""
LARGEST: Final = 64 << 10
"""Bytes; no secret is longer."""
PATIENCE: Final = 20.0
"""Seconds that a command or a keyring has; somebody may have to touch a key or type a master password."""
_SCHEMES: Final = ("env", "file", "cmd", "keyring")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_RUN_IT: Final = "Run it yourself in a shell to see why"


class NoSecret(BadInput):
    """A secret can't be had; nothing was sent."""


def is_reference(value: object) -> bool:
    """Whether a setting's value says where a secret is."""
    return isinstance(value, str) and value.partition(":")[0] in _SCHEMES and ":" in value


def form_fault(reference: str) -> str:
    """What is wrong with the form of a reference; empty: nothing. Nothing is looked up, and no value is repeated."""
    scheme, _, rest = reference.partition(":")
    rest = rest.strip()
    if not is_reference(reference):
        return f"a secret is written as a reference: {FORMS}"
    if scheme == "env" and not _NAME.fullmatch(rest):
        return "behind 'env:' stands the name of a variable: env:SMTP_PASSWORD"
    if scheme == "file" and not rest.startswith(("/", "~")):
        return "behind 'file:' stands a whole path: file:/home/ana/.secrets/smtp or file:~/.secrets/smtp"
    if scheme == "cmd" and not _words(rest):
        return "behind 'cmd:' stands a program and its arguments, quotes in pairs: cmd:pass show smtp/ops"
    if scheme == "keyring" and not all(part.strip() for part in _service_and_user(rest)):
        return "behind 'keyring:' stand service and user: keyring:smtp.example.com/ops"
    return ""


def resolve(reference: str, patience: float = PATIENCE) -> str:
    """The secret that a reference means. Blocking; raises ``NoSecret``, which never holds it.

    ``patience``: seconds that a command or a keyring has.
    """
    fault = form_fault(reference)
    if fault:
        raise NoSecret(fault)
    scheme, _, rest = reference.partition(":")
    rest = rest.strip()
    if scheme == "env":
        return _from_environment(rest)
    if scheme == "file":
        return _from_file(rest)
    return _from_command(rest, patience) if scheme == "cmd" else _from_keyring(rest, patience)


def opened(name: str, channel: str, settings: Mapping[str, object], patience: float = PATIENCE) -> Way:
    """A destination with its secrets in hand, for the thread that sends. Blocking; raises ``NoSecret``."""
    secrets: list[str] = []

    def plain(value: object) -> object:
        if isinstance(value, Mapping):
            return {key: plain(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [plain(inner) for inner in value]
        if isinstance(value, str) and is_reference(value):
            secrets.append(resolve(value, patience))
            return secrets[-1]
        return value

    found = {key: plain(value) for key, value in settings.items()}
    return Way(name=name, channel=channel, settings=found, secrets=tuple(dict.fromkeys(secrets)))


def _from_environment(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        state = "is not set" if value is None else "is empty"
        raise NoSecret(f"env:{name} {state}; export {name} in the shell that starts warroom")
    return _one_line(value.encode("utf-8", "surrogateescape"), f"env:{name}", strict=True)


def _from_file(path: str) -> str:
    file = Path(path).expanduser()
    try:
        # A named pipe would wait for a writer; what it is says fstat, of the very file that is read.
        fd = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no such path can be"
        raise NoSecret(f"file:{path} can't be read ({why})") from None
    try:
        _refuse_open_to_others(os.fstat(fd), path)
        data = os.read(fd, LARGEST + 1)
    except OSError as error:
        raise NoSecret(f"file:{path} can't be read ({error.strerror})") from None
    finally:
        os.close(fd)
    return _one_line(data, f"file:{path}", strict=True)


def _refuse_open_to_others(found: os.stat_result, path: str) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise NoSecret(f"file:{path} is no regular file; put the secret into a file of its own")
    if found.st_uid != os.geteuid():
        raise NoSecret(f"file:{path} belongs to another person of this machine; use a file of your own")
    if found.st_mode & 0o077:
        mode = stat.S_IMODE(found.st_mode)
        raise NoSecret(f"file:{path} is open to others (mode {mode:04o}); chmod 600 it, and think of a new secret")


def _from_command(line: str, patience: float) -> str:
    words = _words(line)
    words[0] = os.path.expanduser(words[0])  # noqa: PTH111 - a bare name is looked for in PATH, which Path would too
    called = f"cmd:{Path(words[0]).name}"
    try:
        # A session of its own: all that it starts can be ended, and nothing of it writes on the terminal.
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise NoSecret(f"{called} can't be started ({getattr(error, 'strerror', None) or 'no program'})") from None
    try:
        data = _output(process, called, time.monotonic() + patience, patience)
    except BaseException:
        with contextlib.suppress(ProcessLookupError):  # it went by itself
            os.killpg(process.pid, signal.SIGKILL)
        raise
    finally:
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
    if process.returncode:
        raise NoSecret(f"{called} ended with code {process.returncode}. {_RUN_IT}: its errors may hold a secret, so "
                       "they are not shown")  # fmt: skip
    return _one_line(data, called, strict=False)


def _output(process: "subprocess.Popen[bytes]", called: str, deadline: float, patience: float) -> bytes:
    """What a command prints until it ends."""
    assert process.stdout is not None
    fd, data = process.stdout.fileno(), b""
    waiting = select.poll()
    waiting.register(fd, select.POLLIN | select.POLLHUP)
    slow = f"{called} did not end within {patience:g} s and was stopped. {_RUN_IT}; it may wait for a password"
    while len(data) <= LARGEST:
        if not waiting.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise NoSecret(slow)
        piece = os.read(fd, LARGEST)
        if not piece:
            break
        data += piece
    else:
        raise NoSecret(f"{called} prints more than {LARGEST >> 10} KB, which is no secret")
    try:
        process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise NoSecret(slow) from None
    return data


def _from_keyring(rest: str, patience: float) -> str:
    service, user = _service_and_user(rest)
    called = f"keyring:{service}/{user}"
    found = _within(patience, lambda: _asked(service, user, called), called)
    if not found:
        raise NoSecret(f"{called} holds nothing; put it there: keyring set {service} {user}")
    return _one_line(found.encode("utf-8", "surrogateescape"), called, strict=True)


def _asked(service: str, user: str, called: str) -> str | None:
    try:
        keyring: Any = import_module("keyring")  # an extra, and heavy
        refusal: Any = import_module("keyring.errors").KeyringError
    except ImportError:
        raise NoSecret(
            f"{called} needs the package keyring: install warroom[keyring], or use env:, file: or cmd:"
        ) from None
    try:
        found: str | None = keyring.get_password(service, user)
    except refusal as error:  # NoKeyringError is one of them
        why = f"{type(error).__name__}: no keyring is open here"
    except Exception as error:  # noqa: BLE001 - a backend raises what its bus or its library raises
        why = type(error).__name__
    else:
        return found
    # Not from within the handler: the backend's error may hold what it was given, and would hang on to this one.
    raise NoSecret(f"{called} can't be read ({why}); use env:, file: or cmd:")


def _within(patience: float, work: Callable[[], str | None], called: str) -> str | None:
    """What ``work`` gives; a keyring may wait for ever for somebody to unlock it on another screen."""
    found: list[str | None] = []
    failed: list[NoSecret] = []

    def run() -> None:
        try:
            found.append(work())
        except NoSecret as error:
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(patience)
    if failed:
        raise failed[0]
    if not found:
        raise NoSecret(f"{called} gave no answer within {patience:g} s; unlock the keyring and try again")
    return found[0]


def _one_line(data: bytes, called: str, *, strict: bool) -> str:
    """A secret is one line; of what a command prints it is the first, as password stores have it."""
    if len(data) > LARGEST:
        raise NoSecret(f"{called} is longer than {LARGEST >> 10} KB, which is no secret")
    text = _decoded(data)
    if text is None:
        raise NoSecret(f"{called} is no UTF-8 text, so it is no secret that can be sent")
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    if strict and len(lines) > 1:
        raise NoSecret(f"{called} has {len(lines)} lines; the secret is one line, alone")
    if not lines[0].strip():
        raise NoSecret(f"{called} {'is empty' if strict else 'printed nothing'}")
    if any(ord(letter) < 0x20 or ord(letter) == 0x7F for letter in lines[0]):
        raise NoSecret(f"{called} holds control characters, so it is no secret that can be sent")
    return lines[0]


def _decoded(data: bytes) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:  # it holds the data, so it must not hang on to what is raised
        return None


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:  # quotes that don't close
        return []


def _service_and_user(rest: str) -> tuple[str, str]:
    service, _, user = rest.rpartition("/")
    return service.strip(), user.strip()
