"""An HTTP server on loopback that does what a test tells it to: it refuses, hangs, lies and breaks off.

``server.says(200, "ok")`` is its answer from now on; ``server.then(hang("answer"), say(200, "ok"))`` is done once each,
in this order, before that. What it does is a function of the conversation: ``say``, ``raw``, ``reset``, ``drop``,
``hang``, ``drip``, ``endless``. Every whole request that came is in ``server.requests``.
"""

import contextlib
import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import Any, Literal, NamedTuple
from urllib.parse import parse_qs, urlsplit

Where = Literal["connect", "tls", "head", "body", "answer"]
"""``connect``: before anything is read; ``tls``: within the handshake; ``head`` and ``body``: after some bytes of the
request; ``answer``: after all of it."""
LONGEST = 60.0
"""Seconds after which a hanging server lets go, so that no test can hang for ever."""


class Asked(NamedTuple):
    """A request as it came, whole."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    """Names in small letters."""
    body: bytes
    at: float
    """When (``time.monotonic()``)."""

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Gone(Exception):
    """The conversation is over."""


class Step(NamedTuple):
    """What the server does with one connection: at ``where``."""

    where: Where
    action: "Callable[[Talk], None]"


class Talk:
    """One connection."""

    def __init__(self, server: "HttpServer", connection: socket.socket) -> None:
        self.server = server
        self.socket = connection
        self.asked: Asked | None = None

    def send(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            self.socket.sendall(data)

    def wait(self, seconds: float) -> None:
        """As long, or until the server is closed."""
        self.server.over.wait(min(seconds, LONGEST))


def say(status: int, body: "str | bytes | Mapping[str, Any] | list[Any]" = b"", **headers: str) -> Step:
    """Answer so; a mapping becomes JSON. A header's ``_`` is ``-``."""
    data = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    head = [f"HTTP/1.1 {status} Said", *(f"{name}: {value}" for name, value in given.items())]
    if "Content-Length" not in given and "Transfer-Encoding" not in given:
        head.append(f"Content-Length: {len(data)}")
    return raw("\r\n".join((*head, "", "")).encode() + data)


def raw(data: bytes, pause: float = 0) -> Step:
    """Answer these bytes, after a pause, and close."""

    def act(talk: Talk) -> None:
        talk.wait(pause)
        talk.send(data)
        raise Gone

    return Step("answer", act)


def late(seconds: float, step: Step) -> Step:
    """Do that, so much later."""

    def act(talk: Talk) -> None:
        talk.wait(seconds)
        step.action(talk)

    return Step(step.where, act)


def drop(where: Where) -> Step:
    """Close in order."""

    def act(talk: Talk) -> None:
        raise Gone

    return Step(where, act)


def reset(where: Where) -> Step:
    """Break off with a reset."""

    def act(talk: Talk) -> None:
        talk.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Gone

    return Step(where, act)


def hang(where: Where) -> Step:
    """Say nothing more, until the server is closed."""

    def act(talk: Talk) -> None:
        talk.wait(LONGEST)
        raise Gone

    return Step(where, act)


def drip(data: bytes, pause: float = 0.02, head: bytes = b"") -> Step:
    """Answer ``head`` and then a byte at a time, for ever: the last one again and again."""

    def act(talk: Talk) -> None:
        talk.socket.sendall(head)
        for place in range(1 << 30):
            byte = data[min(place, len(data) - 1) :][:1]
            if talk.server.over.is_set():
                break
            talk.socket.sendall(byte)
            talk.wait(pause)
        raise Gone

    return Step("answer", act)


def endless(head: bytes, again: bytes = b"x" * 65_536, most: int = 64 << 20) -> Step:
    """Answer ``head`` and then ``again`` and again, up to ``most`` bytes."""

    def act(talk: Talk) -> None:
        talk.socket.sendall(head)
        for _ in range(most // len(again)):
            talk.socket.sendall(again)
        raise Gone

    return Step("answer", act)


class HttpServer:
    """The server; a context manager, closed at the end with everything that hangs on it."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self._always: Step | Callable[[Asked], Step] = say(200, "ok")
        self._once: list[Step] = []
        self._lock = threading.Lock()
        self.over = threading.Event()
        self.requests: list[Asked] = []
        """Every request that came whole, in order."""
        self.connections = 0
        """How many connections were taken, whatever came of them."""
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listening.getsockname()[1]
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> "HttpServer":
        self._begin(self._serve)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()  # wakes the one that waits in accept
        until = time.monotonic() + 10
        for thread in list(self._threads):
            thread.join(max(0, until - time.monotonic()))
        self._listening.close()
        if left := [one.name for one in self._threads if one.is_alive()]:
            raise AssertionError(f"a conversation did not end: {left}")

    def url(self, path: str = "/hook", host: str = "127.0.0.1") -> str:
        """An address of it."""
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    def says(self, status: int, body: "str | bytes | Mapping[str, Any] | list[Any]" = b"", **headers: str) -> None:
        """What it answers from now on."""
        self.does(say(status, body, **headers))

    def does(self, step: "Step | Callable[[Asked], Step]") -> None:
        """What it does from now on; a function of the request chooses an answer."""
        with self._lock:
            self._always = step

    def then(self, *steps: Step) -> None:
        """What it does before that, once each, in this order: a step for each connection."""
        with self._lock:
            self._once += steps

    def _begin(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self) -> None:
        while not self.over.is_set():
            connection, _ = self._listening.accept()
            if self.over.is_set():
                connection.close()
                return
            self.connections += 1
            self._begin(lambda taken=connection: self._talk(taken))  # type: ignore[misc]

    def _talk(self, connection: socket.socket) -> None:
        talk = Talk(self, connection)
        with self._lock:
            step = self._once.pop(0) if self._once else self._always
        try:
            connection.settimeout(LONGEST)
            self._at("connect", step, talk)
            if self._tls is not None:
                self._at("tls", step, talk)
                talk.socket = self._tls.wrap_socket(connection, server_side=True)
            self._read(step, talk)
            assert talk.asked is not None
            chosen = step(talk.asked) if callable(step) else step
            chosen.action(talk)
        except (Gone, OSError, ssl.SSLError, EOFError):
            pass
        finally:
            with contextlib.suppress(OSError):
                talk.socket.close()
            with contextlib.suppress(OSError):
                connection.close()

    def _at(self, where: Where, step: "Step | Callable[[Asked], Step]", talk: Talk) -> None:
        if isinstance(step, Step) and step.where == where:
            step.action(talk)

    def _read(self, step: "Step | Callable[[Asked], Step]", talk: Talk) -> None:
        if isinstance(step, Step) and step.where == "head":
            talk.socket.recv(1)
            step.action(talk)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more(talk)
        head, _, body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _version = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        self._at("body", step, talk)
        while len(body) < int(headers.get("content-length", "0")):
            body += self._more(talk)
        address = urlsplit(target)
        talk.asked = Asked(method, address.path, parse_qs(address.query), headers, body, time.monotonic())
        with self._lock:
            self.requests.append(talk.asked)

    @staticmethod
    def _more(talk: Talk) -> bytes:
        data = talk.socket.recv(65_536)
        if not data:
            raise EOFError
        return data


@contextlib.contextmanager
def refusing() -> Iterator[int]:
    """A port on which connections are refused as long as this lasts: it is taken, and nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield int(taken.getsockname()[1])
