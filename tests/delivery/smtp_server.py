"""A mail server on loopback that does what a test tells it to: it refuses, hangs, lies and breaks off where it is told.

``server.at("rcpt", "550 5.1.1 no such mailbox", to="b@")`` has it answer so whenever ``b@`` is in the command;
``server.at("dot", drop, times=1)`` breaks off once after the final dot. What a rule does is an answer (lines parted by
``\\n``) or a function of the conversation: ``drop``, ``reset``, ``hang``, ``late``, ``slowly``, ``raw``, ``endless``.
"""

import base64
import contextlib
import select
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Literal, NamedTuple, TypeAlias, cast

Step = Literal[
    "greeting", "ehlo", "helo", "starttls", "handshake", "auth", "mail", "rcpt", "data", "body", "dot", "rset", "quit"
]  # fmt: skip
"""``handshake`` is when TLS should begin; ``body`` after the first line of a text, ``dot`` after its end."""
Action: TypeAlias = "str | Callable[[Talk], None]"


class Mail(NamedTuple):
    """A mail as it came, dots unstuffed."""

    sender: str
    """The parameters of MAIL too: ``<a@x> SIZE=3``."""
    recipients: tuple[str, ...]
    data: bytes
    session: int
    tls: bool
    user: str

    @property
    def message(self) -> EmailMessage:
        return cast(EmailMessage, message_from_bytes(self.data, policy=policy.default))


class Gone(Exception):
    """The conversation is over."""


class _Rule:
    def __init__(self, step: str, action: Action, to: str, times: int | None, taken: bool) -> None:
        self.step, self.action, self.to, self.left, self.taken = step, action, to, times, taken


def drop(talk: "Talk") -> None:
    """Close in order."""
    raise Gone


def reset(talk: "Talk") -> None:
    """Break off with a reset."""
    talk.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise Gone


def hang(talk: "Talk") -> None:
    """Say nothing until the other side is gone or the server stops."""
    talk.wait(3600)
    raise Gone


def late(seconds: float, answer: str) -> Callable[["Talk"], None]:
    """Answer after a while."""

    def action(talk: "Talk") -> None:
        talk.wait(seconds)
        talk.say(answer)

    return action


def slowly(answer: str, every: float) -> Callable[["Talk"], None]:
    """Answer a byte at a time."""

    def action(talk: "Talk") -> None:
        for byte in f"{answer}\r\n".encode():
            talk.send(bytes([byte]))
            talk.wait(every)

    return action


def raw(data: bytes, then: Callable[["Talk"], None] | None = None) -> Callable[["Talk"], None]:
    """Send bytes as they are, and then go on or do something else."""

    def action(talk: "Talk") -> None:
        talk.send(data)
        if then is not None:
            then(talk)

    return action


def endless(line: bytes = b"250-and so on\r\n") -> Callable[["Talk"], None]:
    """Send a line until nobody listens."""

    def action(talk: "Talk") -> None:
        while True:
            talk.send(line * 500)

    return action


class Talk:
    """One conversation."""

    def __init__(self, server: "SmtpServer", connection: socket.socket, number: int) -> None:
        self.server, self.socket, self.number = server, connection, number
        self.tls = isinstance(connection, ssl.SSLSocket)
        self.user = ""
        self._buffer = b""
        self._sender = ""
        self._recipients: list[str] = []

    def send(self, data: bytes) -> None:
        try:
            self.socket.sendall(data)
        except OSError as error:
            raise Gone from error

    def say(self, answer: str) -> None:
        self.send(answer.replace("\n", "\r\n").encode("utf-8", "surrogateescape") + b"\r\n")

    def wait(self, seconds: float) -> None:
        """Until so much time is over, the other side has closed, or the server stops."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self.server.stopped.is_set():
                raise Gone
            readable, _, _ = select.select([self.socket], [], [], min(left, 0.02))
            if readable and not self.tls:
                try:
                    if not self.socket.recv(1, socket.MSG_PEEK):
                        raise Gone
                except OSError as error:
                    raise Gone from error
                time.sleep(0.005)  # it said something: it is there, and this is read later

    def line(self) -> bytes:
        while b"\r\n" not in self._buffer:
            try:
                more = self.socket.recv(65536)
            except OSError as error:
                raise Gone from error
            if not more:
                raise Gone
            self._buffer += more
        line, self._buffer = self._buffer.split(b"\r\n", 1)
        return line

    def run(self) -> None:
        self._answer("greeting", "", "220 mx.example ESMTP ready")
        while True:
            line = self.line().decode("utf-8", "surrogateescape")
            self.server.said.append(line)
            verb, _, rest = line.partition(" ")
            handle = getattr(self, f"_{verb.lower()}", None)
            if handle is None:
                self.say("500 5.5.1 what?")
            else:
                handle(rest)

    def _answer(self, step: Step, about: str, usual: str) -> bool:
        """Answer a step by the first rule that fits, else as usual; whether it was as usual."""
        rule = self.server.rule(step, about)
        if rule is None:
            self.say(usual)
            return True
        if isinstance(rule.action, str):
            self.say(rule.action)
            return rule.action.startswith(("2", "3"))
        rule.action(self)
        return False

    def _ehlo(self, rest: str) -> None:
        offers = [one for one in self.server.offers if not (self.tls and one == "STARTTLS")]
        names = ["mx.example", *offers]
        last = len(names) - 1
        said = "\n".join(f"250{' ' if place == last else '-'}{one}" for place, one in enumerate(names))
        self._answer("ehlo", rest, said)

    def _helo(self, rest: str) -> None:
        self._answer("helo", rest, "250 mx.example")

    def _starttls(self, rest: str) -> None:
        if not self._answer("starttls", rest, "220 2.0.0 go ahead"):
            return
        rule = self.server.rule("handshake", "")
        if rule is not None and not isinstance(rule.action, str):
            rule.action(self)
        context = self.server.context
        assert context is not None
        try:
            self.socket = context.wrap_socket(self.socket, server_side=True)
        except OSError as error:
            raise Gone from error
        self.tls, self._buffer = True, b""

    def _auth(self, rest: str) -> None:
        method, _, first = rest.partition(" ")
        if method.upper() == "PLAIN":
            if not first:
                self.say("334 ")
                first = self.line().decode("ascii", "replace")
            _, user, password = base64.b64decode(first).decode().split("\0")
        elif method.upper() == "LOGIN":
            said = []
            if first:
                said.append(first)
            for prompt in ("VXNlcm5hbWU6", "UGFzc3dvcmQ6")[len(said) :]:
                self.say(f"334 {prompt}")
                said.append(self.line().decode("ascii", "replace"))
            user, password = (base64.b64decode(one).decode() for one in said)
        elif method.upper() == "XOAUTH2":
            fields = dict(one.split("=", 1) for one in base64.b64decode(first).decode().split("\1") if one)
            user, password = fields["user"], fields["auth"].removeprefix("Bearer ")
        else:
            return self.say("504 5.5.4 not that one")
        if self.server.login not in (None, (user, password)):
            if method.upper() == "XOAUTH2":  # it says why first, and wants an empty line
                self.say("334 eyJzdGF0dXMiOiI0MDAifQ==")
                self.line()
            return self.say("535 5.7.8 authentication failed")
        if self._answer("auth", user, "235 2.7.0 welcome"):
            self.user = user
        return None

    def _mail(self, rest: str) -> None:
        self._recipients = []
        if self._answer("mail", rest, "250 2.1.0 Ok"):
            self._sender = rest[5:]

    def _rcpt(self, rest: str) -> None:
        if self._answer("rcpt", rest, "250 2.1.5 Ok"):
            self._recipients.append(rest[3:].strip("<>"))

    def _data(self, rest: str) -> None:
        about = " ".join(self._recipients)
        if not self._recipients:
            return self.say("503 5.5.1 no valid recipients")
        if not self._answer("data", about, "354 end with a dot alone"):
            return None
        lines = [self.line()]
        rule = self.server.rule("body", about)
        if rule is not None:
            if isinstance(rule.action, str):
                self.say(rule.action)
            else:
                rule.action(self)
        while lines[-1] != b".":
            lines.append(self.line())
        lines = [one.removeprefix(b".") for one in lines[:-1]]
        mail = Mail(
            self._sender,
            tuple(self._recipients),
            b"".join(one + b"\r\n" for one in lines),
            self.number,
            self.tls,
            self.user,
        )
        self._end(mail, about)
        return None

    def _end(self, mail: Mail, about: str) -> None:
        self.server.whole.append(mail)
        rule = self.server.rule("dot", about)
        if rule is None or rule.taken or (isinstance(rule.action, str) and rule.action.startswith("2")):
            self.server.mails.append(mail)
        if rule is None:
            return self.say(f"250 2.0.0 Ok: queued as Q{len(self.server.mails):04}")
        if isinstance(rule.action, str):
            return self.say(rule.action)
        return rule.action(self)

    def _rset(self, rest: str) -> None:
        self._answer("rset", rest, "250 2.0.0 Ok")

    def _quit(self, rest: str) -> None:
        self._answer("quit", rest, "221 2.0.0 bye")
        raise Gone


class SmtpServer:
    """Listens on 127.0.0.1 until ``stop``. ``context``: its certificate, for STARTTLS or (``implicit``) at once."""

    def __init__(
        self,
        *,
        context: ssl.SSLContext | None = None,
        implicit: bool = False,
        login: tuple[str, str] | None = None,
        offers: tuple[str, ...] | None = None,
        port: int = 0,
    ) -> None:
        self.context, self.implicit, self.login = context, implicit, login
        usual = ["SIZE 10485760", "ENHANCEDSTATUSCODES"]
        usual += ["STARTTLS"] if context is not None and not implicit else []
        usual += ["AUTH PLAIN LOGIN"] if login is not None else []
        self.offers = list(usual if offers is None else offers)
        self.mails: list[Mail] = []
        """What it took over, whether or not it managed to say so."""
        self.whole: list[Mail] = []
        """Every mail whose end came, taken over or not."""
        self.said: list[str] = []
        """Every command line that came."""
        self.sessions = 0
        self.stopped = threading.Event()
        self._rules: list[_Rule] = []
        self._lock = threading.Lock()
        self._talks: list[Talk] = []
        self._listener = socket.create_server(("127.0.0.1", port))
        self.host = "127.0.0.1"
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def at(self, step: Step, action: Action, *, to: str = "", times: int | None = None, taken: bool = False) -> None:
        """Do ``action`` at a step, where ``to`` stands in the command or among the recipients, ``times`` times.

        Earlier rules go first. ``taken``: at ``dot``, the mail is taken over though the answer never says so.
        """
        with self._lock:
            self._rules.append(_Rule(step, action, to, times, taken))

    def clear(self) -> None:
        """Forget every rule."""
        with self._lock:
            self._rules.clear()

    def rule(self, step: str, about: str) -> _Rule | None:
        with self._lock:
            for one in self._rules:
                if one.step == step and one.to in about and one.left != 0:
                    if one.left is not None:
                        one.left -= 1
                    return one
        return None

    def wait_for(self, mails: int, seconds: float = 10) -> list[Mail]:
        """The mails, once so many were taken over; the test fails when they don't come."""
        end = time.monotonic() + seconds
        while len(self.mails) < mails:
            assert time.monotonic() < end, f"{len(self.mails)} of {mails} mails came"
            time.sleep(0.01)
        return list(self.mails)

    def settings(self, **more: object) -> dict[str, object]:
        """What ``[email.NAME]`` says of this server; without TLS unless it has a certificate."""
        security = "none" if self.context is None else "tls" if self.implicit else "starttls"
        made: dict[str, object] = {"host": self.host, "port": self.port, "security": security}
        if self.login is not None:
            made |= {"user": self.login[0], "password": self.login[1]}
        return {**made, "from": "Operations <ops@warroom.example>", **more}

    def _accept(self) -> None:
        while not self.stopped.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.sessions += 1
            threading.Thread(target=self._serve, args=(connection, self.sessions), daemon=True).start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        talk: Talk | None = None
        try:
            if self.implicit and self.context is not None:
                rule = self.rule("handshake", "")
                if rule is not None and not isinstance(rule.action, str):
                    rule.action(Talk(self, connection, number))
                connection = self.context.wrap_socket(connection, server_side=True)
            talk = Talk(self, connection, number)
            self._talks.append(talk)
            talk.run()
        except (Gone, OSError):
            pass
        finally:
            with contextlib.suppress(OSError):
                (talk.socket if talk is not None else connection).close()

    def stop(self) -> None:
        self.stopped.set()
        # A listener that is only closed goes on accepting in the thread that waits in it.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for talk in self._talks:
            with contextlib.suppress(OSError):
                talk.socket.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> "SmtpServer":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
