"""One conversation with a mail server: every answer bounded in time and length, none taken for another's.

The standard library's client waits for each piece of an answer anew and reads an answer without end to its end, so
reading is done here.
"""

import re
import smtplib
import socket
import ssl
import time
from typing import Final

from typing_extensions import override

from warroom.delivery.mail.answers import Answer

_LONGEST: Final = 2048
"""Bytes of a line of an answer; RFC 5321 4.5.3.1.5 allows 512."""
_LINES: Final = 100
_CHUNK: Final = 1 << 16
_LINE: Final = re.compile(rb"([2-5]\d\d)(?:([ -])(.*))?", re.DOTALL)
_TEXT: Final = 10
"""How many times the patience for one answer a whole text may take."""
_SHORT: Final = 2.0
"""Seconds for what is only courtesy: the answer to QUIT, and the rest of an answer that came unasked."""


class NoAnswer(Exception):
    """Nothing came that can be read as an answer; says in words what did."""


class Refused(Exception):
    """It answered, and did not do what it was told."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"{answer.code} {answer.text}")
        self.answer = answer


class Wire(smtplib.SMTP):
    """A conversation on a socket that is connected already. ``patience``: seconds for each answer as a whole."""

    def __init__(self, connection: socket.socket, patience: float) -> None:
        super().__init__(local_hostname=_own_name(connection), timeout=patience)  # without a host it connects nowhere
        self.sock: socket.socket = connection
        self.patience = patience
        self._ahead = b""
        """What was read and not looked at yet."""

    def greeting(self) -> Answer:
        """What it says first. Raises ``Refused``, ``NoAnswer``."""
        return expected(_answer(self.getreply()))

    def ask(self, command: str, argument: str = "") -> Answer:
        """A command's answer."""
        return _answer(self.docmd(command, argument))

    def told(self, command: str, argument: str = "", codes: range = range(200, 300)) -> Answer:
        """The answer to a command when it is one of ``codes``; raises ``Refused``, and ``NoAnswer`` for a wrong one."""
        return expected(self.ask(command, argument), codes)

    def hello(self) -> None:
        """Greet it and learn what it offers; with ``HELO``, so without anything, where it knows nothing newer."""
        answer = _answer(self.ehlo())
        if not answer.good:
            expected(answer if answer.code < 500 else _answer(self.helo()))

    def guarded(self, context: ssl.SSLContext, host: str) -> None:
        """Begin TLS. Raises ``Refused``, ``NoAnswer``, ``ssl.SSLError``; it is as if nothing had been said before."""
        self.told("STARTTLS")
        if self._ahead:
            raise NoAnswer("more came than the answer to STARTTLS: somebody on the way may have put it there")
        self.sock.settimeout(self.patience)
        self.sock = context.wrap_socket(self.sock, server_hostname=host)
        self.helo_resp = self.ehlo_resp = None
        self.esmtp_features = {}
        self.does_esmtp = False

    def text(self, data: bytes) -> None:
        """Everything of a mail but its final dot, after ``DATA``. Until that dot, nothing can be taken over."""
        deadline = time.monotonic() + self.patience * _TEXT
        for start in range(0, len(data), _CHUNK):
            if time.monotonic() > deadline:
                raise NoAnswer(f"it took too long to take the text ({start >> 10} of {len(data) >> 10} KB)")
            self._push(data[start : start + _CHUNK])
        self._in_step()

    def end(self, patience: float) -> Answer:
        """The final dot, and what is said to it. From here on the mail may have been taken over."""
        self._push(b".\r\n")
        self.patience = patience
        return _answer(self.getreply())

    def leave(self) -> None:
        """Say goodbye and close, without waiting long for an answer that changes nothing."""
        self.patience = _SHORT
        try:
            self.docmd("QUIT")
        except (NoAnswer, Refused, OSError):
            pass
        finally:
            self.sock.close()

    @override
    def putcmd(self, cmd: str, args: str = "") -> None:
        line = f"{cmd} {args}".rstrip() if args else cmd
        if any(letter in line for letter in "\r\n\0"):
            raise NoAnswer("a line end stood in what was to be said, so it was not")
        self._in_step()
        self._push(line.encode("utf-8", "replace") + b"\r\n")

    @override
    def getreply(self) -> tuple[int, bytes]:
        deadline = time.monotonic() + self.patience
        lines: list[bytes] = []
        code = b""
        while len(lines) < _LINES:
            line = self._line(deadline)
            match = _LINE.fullmatch(line)
            if match is None or code not in (b"", match[1]):
                raise NoAnswer(f"no answer of a mail server: {_readable(line)}")
            code = match[1]
            lines.append(match[3] or b"")
            if match[2] != b"-":
                return int(code), b"\n".join(lines)
        raise NoAnswer(f"an answer without an end, which began with {code.decode()} {_readable(lines[0])}")

    def _line(self, deadline: float) -> bytes:
        while b"\n" not in self._ahead:
            if len(self._ahead) > _LONGEST:
                raise NoAnswer(f"a line without an end: {_readable(self._ahead)}")
            left = deadline - time.monotonic()
            if left <= 0:
                raise NoAnswer(f"no answer within {self.patience:g} s")
            self.sock.settimeout(left)
            try:
                more = self.sock.recv(4096)
            except TimeoutError:
                raise NoAnswer(f"no answer within {self.patience:g} s") from None
            except OSError as error:
                raise NoAnswer(f"the connection broke ({_why(error)})") from error
            if not more:
                raise NoAnswer("it closed the connection" + (f" after {_readable(self._ahead)}" if self._ahead else ""))
            self._ahead += more
        line, _, self._ahead = self._ahead.partition(b"\n")
        if len(line) > _LONGEST:
            raise NoAnswer(f"a line without an end: {_readable(line)}")
        return line.rstrip(b"\r")

    def _in_step(self) -> None:
        """Look whether something came unasked: a refusal counts, anything else would be taken for the next answer."""
        if not self._ahead:
            self.sock.settimeout(0)
            try:
                self._ahead = self.sock.recv(4096)
                if not self._ahead:
                    raise NoAnswer("it closed the connection")
            except (BlockingIOError, ssl.SSLWantReadError):
                return
            except OSError as error:
                raise NoAnswer(f"the connection broke ({_why(error)})") from error
        patience, self.patience = self.patience, _SHORT
        answer = _answer(self.getreply())
        self.patience = patience
        if answer.code >= 400:
            raise Refused(answer)
        raise NoAnswer(f"an answer that nobody asked for: {answer.code} {answer.text[:80]}")

    def _push(self, data: bytes) -> None:
        self.sock.settimeout(self.patience)
        try:
            self.sock.sendall(data)
        except TimeoutError:
            raise NoAnswer(f"it took nothing more for {self.patience:g} s") from None
        except OSError as error:
            self._last_words()
            raise NoAnswer(f"the connection broke ({_why(error)})") from error

    def _last_words(self) -> None:
        """Raise ``Refused`` where a server said why before it broke off."""
        try:
            self._in_step()
        except NoAnswer:
            return


def stuffed(data: bytes) -> bytes:
    """A mail as it goes over the wire: lines end in CRLF, those that begin with a dot with two, the last one ends."""
    lines = data
    if not data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r"):
        lines = re.sub(rb"\r\n|\r|\n", b"\r\n", data)
    lines = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    return (b"." if lines.startswith(b".") else b"") + lines.replace(b"\r\n.", b"\r\n..")


def expected(answer: Answer, codes: range = range(200, 300)) -> Answer:
    """The answer when it is one of ``codes``; raises ``Refused`` for a refusal, ``NoAnswer`` for anything else."""
    if answer.code in codes:
        return answer
    if answer.code >= 400:
        raise Refused(answer)
    raise NoAnswer(f"an answer that fits no question: {answer.code} {answer.text[:80]}")


def _answer(said: tuple[int, bytes]) -> Answer:
    return Answer(said[0], said[1].decode("utf-8", "replace"))


def _readable(line: bytes) -> str:
    return repr(line[:60].decode("ascii", "replace"))[1:-1]


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _own_name(connection: socket.socket) -> str:
    """This machine as it names itself to a server: its address, which every server takes (RFC 5321 4.1.3)."""
    own = str(connection.getsockname()[0])
    return f"[IPv6:{own.partition('%')[0]}]" if ":" in own else f"[{own}]"
