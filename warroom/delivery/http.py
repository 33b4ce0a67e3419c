"""One HTTP request to a server that may refuse, hang, lie or break off, and how far it came. Blocking.

Redirects are answers like others and never followed; proxies of the environment are not used; certificates are checked.
"""

import contextlib
import http.client
import io
import socket
import ssl
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, urlsplit

from typing_extensions import override

from warroom import __version__
from warroom.delivery.exchange import LARGEST, Answer, Failure, Request
from warroom.delivery.receipt import Stage

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_KEPT_HEADERS: Final = frozenset({"retry-after", "date", "location", "content-type", "x-ms-workflow-run-id"})


class _Stopped(Exception):
    """What ends an exchange before an answer."""

    def __init__(self, stage: Stage, text: str, *, passes: bool = False) -> None:
        super().__init__(text)
        self.stage, self.text, self.passes = stage, text, passes


def exchange(request: Request) -> Answer | Failure:
    """Ask once. Never raises for what the address, the network or the server does."""
    host = ""
    line: _Line | None = None
    try:
        address = _address(request.url)
        host = address.hostname or ""
        head = _written(request, address)
        line = _connected(request, address)
        _sent(line, head, request.body)
        return _answer(line, request.method, host)
    except _Stopped as stop:
        return Failure(host, stop.stage, stop.text, left=stop.stage == "answer", passes=stop.passes)
    finally:
        if line is not None:
            line.close()


def _address(url: str) -> SplitResult:
    """The parts of an address, or why it is none. Nothing of it is repeated: it is a secret."""
    with contextlib.suppress(ValueError):  # a port or an IPv6 host that is none
        address = urlsplit(url)
        host = address.hostname or ""
        host.encode("idna")
        named = bool(host) and (address.port is None or address.port > 0)
        if named and url.isascii() and url.isprintable() and " " not in url:
            if address.username is not None or address.password is not None:
                raise _Stopped("settings", "the url holds a name or password before the host: put them into a header")
            if address.scheme == "https" or (address.scheme == "http" and host in _LOOPBACK):
                return address
            if address.scheme == "http":
                raise _Stopped(
                    "settings", f"the address of {host} begins with http://: only https:// goes over a network"
                )
    raise _Stopped("settings", "the url is no address: https://host/path, without spaces")


def _port(address: SplitResult) -> int:
    return 443 if address.scheme == "https" else 80


class _Line:
    """A connection of which everything ends by one time, so that a server that drips holds no thread for ever."""

    def __init__(self, connection: socket.socket, until: float) -> None:
        self.connection, self.until = connection, until

    def step(self) -> socket.socket:
        """The connection, allowed to wait for what is left of the time."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.connection.settimeout(left)
        return self.connection

    def sendall(self, data: bytes) -> None:
        """As a socket's."""
        self.step().sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """As a socket's, for reading."""
        return io.BufferedReader(_Reading(self))

    def close(self) -> None:
        """As a socket's; twice is no fault."""
        with contextlib.suppress(OSError):
            self.connection.close()


class _Reading(io.RawIOBase):
    """What comes over a line."""

    def __init__(self, line: _Line) -> None:
        self._line = line

    @override
    def readable(self) -> bool:
        """It is."""
        return True

    @override
    def readinto(self, buffer: "WriteableBuffer") -> int:
        """As a raw file's."""
        return self._line.step().recv_into(buffer)


def _connected(request: Request, address: SplitResult) -> _Line:
    until = time.monotonic() + request.patience
    through = _proxy(request.proxy)
    host, port = (through.hostname or "", through.port or 80) if through else (address.hostname or "", 0)
    line = _Line(_reached(host, port or address.port or _port(address), until), until)
    try:
        if through is not None:
            _through(line, address)
        if address.scheme == "https":
            line.connection = _secured(line, address.hostname or "", request.ca_file)
    except BaseException:
        line.close()
        raise
    line.until = time.monotonic() + request.patience
    return line


def _proxy(proxy: str) -> SplitResult | None:
    if not proxy:
        return None
    with contextlib.suppress(ValueError):
        found = urlsplit(proxy)
        if found.scheme == "http" and found.hostname and not found.username and found.path in ("", "/") and found.port:
            return found
    raise _Stopped("settings", 'the proxy is no address of one: proxy = "http://host:port", without name and password')


def _reached(host: str, port: int, until: float) -> socket.socket:
    try:
        return socket.create_connection((host, port), max(0.1, until - time.monotonic()))
    except socket.gaierror as error:
        text = f"no address of {host} was found ({error.strerror or 'name service'})"
        raise _Stopped("resolve", text, passes=True) from error
    except UnicodeError as error:  # a label of the name is empty or too long
        raise _Stopped("settings", "the url names no host that there can be") from error
    except TimeoutError as error:
        raise _Stopped("connect", "nobody answered there in time", passes=True) from error
    except OSError as error:
        raise _Stopped("connect", _why(error), passes=True) from error


def _through(line: _Line, address: SplitResult) -> None:
    """Have the proxy open a way to the server; what it carries is closed to it."""
    host = f"[{address.hostname}]" if ":" in (address.hostname or "") else address.hostname
    there = f"{host}:{address.port or _port(address)}"
    try:
        line.sendall(f"CONNECT {there} HTTP/1.1\r\nHost: {there}\r\n\r\n".encode("ascii"))
        opened = http.client.HTTPResponse(line, method="CONNECT")  # type: ignore[arg-type]
        opened.begin()
    except TimeoutError as error:
        raise _Stopped("connect", "the proxy did not answer in time", passes=True) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _Stopped("connect", "the proxy broke off or answered nonsense", passes=True) from error
    if opened.status // 100 != 2:
        raise _Stopped("connect", f"the proxy refused: HTTP {opened.status}", passes=opened.status >= 500)


def _secured(line: _Line, host: str, ca_file: str) -> ssl.SSLSocket:
    try:
        context = ssl.create_default_context(cafile=ca_file or None)
    except OSError as error:  # ssl.SSLError is one
        why = "it holds no certificate" if isinstance(error, ssl.SSLError) else _why(error)
        raise _Stopped("settings", f"ca_file can't be used: {why}") from error
    try:
        return context.wrap_socket(line.step(), server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        raise _Stopped("tls", f"the certificate is not to be trusted: {error.verify_message or _why(error)}") from error
    except TimeoutError as error:
        raise _Stopped("tls", "the server did not finish the TLS handshake in time", passes=True) from error
    except (ssl.SSLEOFError, ConnectionError) as error:
        raise _Stopped("tls", "the server broke the TLS handshake off", passes=True) from error
    except ssl.SSLError as error:
        raise _Stopped(
            "tls", f"no TLS with the server: {(error.reason or 'protocol').replace('_', ' ').lower()}"
        ) from error
    except OSError as error:
        raise _Stopped("tls", f"no TLS with the server: {_why(error)}", passes=True) from error
    except ValueError as error:
        raise _Stopped("settings", "the url names no host that a certificate can be for") from error


def _written(request: Request, address: SplitResult) -> bytes:
    """The head of the request, or a refusal of what no head can carry (a line break in a token)."""
    target = (address.path or "/") + (f"?{address.query}" if address.query else "")
    fixed = {
        "Host": address.netloc.rpartition("@")[2],
        "User-Agent": f"warroom/{__version__}",
        "Accept": "application/json, */*",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    if request.method != "GET":
        fixed["Content-Length"] = str(len(request.body))
    said = [f"{name}: {value}" for name, value in (fixed | dict(request.headers)).items()]
    if not all(one.isascii() and one.isprintable() for one in said):
        raise _Stopped("settings", "a token or another setting holds what no request can carry (a line break?)")
    return "\r\n".join((f"{request.method} {target} HTTP/1.1", *said, "", "")).encode("ascii")


def _sent(line: _Line, head: bytes, body: bytes) -> None:
    try:
        line.sendall(head + body)
    except TimeoutError as error:
        raise _Stopped("request", "the server did not take the whole request in time", passes=True) from error
    except OSError as error:
        text = f"the server broke off before it had the whole request ({_why(error)})"
        raise _Stopped("request", text, passes=True) from error


def _answer(line: _Line, method: str, host: str) -> Answer:
    """What came back. From here on the request may have been taken over, whatever happens."""
    response = http.client.HTTPResponse(line, method=method)  # type: ignore[arg-type]
    try:
        response.begin()
    except TimeoutError as error:
        raise _Stopped("answer", "no answer came in time") from error
    except http.client.RemoteDisconnected as error:
        raise _Stopped("answer", "the server broke off without an answer") from error
    except OSError as error:
        raise _Stopped("answer", f"the connection was lost before an answer came ({_why(error)})") from error
    except (http.client.HTTPException, ValueError) as error:
        raise _Stopped("answer", "what came back is no HTTP") from error
    headers = {name.lower(): value[:500] for name, value in response.headers.items() if name.lower() in _KEPT_HEADERS}
    body, broken = _body(response)
    return Answer(host, response.status, headers, body, broken)


def _body(response: http.client.HTTPResponse) -> tuple[bytes, str]:
    try:
        body = response.read(LARGEST + 1)
    except http.client.IncompleteRead as error:
        return error.partial[:LARGEST], "its end is missing"
    except TimeoutError:
        return b"", "it did not end in time"
    except (OSError, http.client.HTTPException, ValueError):
        return b"", "the connection was lost within it"
    if len(body) > LARGEST:
        return body[:LARGEST], f"it is longer than {LARGEST >> 10} kB"
    return body, "its end is missing" if response.length and not response.chunked else ""


def _why(error: OSError) -> str:
    """What the system calls a fault; never a path, an address or an object."""
    return (error.strerror or "connection lost").strip().rstrip(".").lower()
