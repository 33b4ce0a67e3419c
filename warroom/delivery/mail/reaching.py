"""The way to a mail server: its address, a connection, and TLS to exactly that server or not at all."""

import socket
import ssl
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from warroom.delivery.mail.settings import Security, on_this_machine

_CONNECTING: Final = 30.0
"""Seconds to reach a server by all of its addresses; ``timeout`` when that is less."""

Place = tuple[Any, Any, int, str, tuple[Any, ...]]
"""As ``socket.getaddrinfo`` gives it."""


class Failed(Exception):
    """It goes no further, for a reason that is ours or the network's. ``again``: trying later makes sense."""

    def __init__(self, text: str, *, again: bool = True) -> None:
        super().__init__(text)
        self.again = again


def resolved(host: str, port: int, security: Security) -> list[Place]:
    """The addresses of a host; only this machine's own where there is no TLS. Raises ``Failed``."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Failed(f"the name {host} leads nowhere ({why(error)}); is it right, and is there a network?") from error
    if security == "none" and not all(on_this_machine(str(one[4][0])) for one in found):
        raise Failed(f"{host} is another machine, and without TLS everybody could read this", again=False)
    return found


def connected(host: str, found: Sequence[Place], timeout: float) -> socket.socket:
    """A connection to the first address of a host that takes it. Raises ``Failed``."""
    deadline = time.monotonic() + min(timeout, _CONNECTING)
    refusal: OSError | None = None
    for left, (family, kind, protocol, _, place) in zip(range(len(found), 0, -1), found, strict=True):
        connection = socket.socket(family, kind, protocol)
        # An address that nobody answers at (IPv6 half set up) leaves time for the others.
        connection.settimeout(max(0.1, (deadline - time.monotonic()) / left))
        try:
            connection.connect(place)
        except OSError as error:
            connection.close()
            refusal = error
            continue
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection
    raise Failed(f"{host} port {found[0][4][1]} can't be reached ({why(refusal) if refusal else 'no address'})")


def trusting(ca: str) -> ssl.SSLContext:
    """What decides whether a server is who it says; ``ca``: only those whom this file names. Raises ``Failed``."""
    try:
        return ssl.create_default_context(cafile=Path(ca).expanduser() if ca else None)
    except (OSError, ssl.SSLError) as error:
        words = f"the file of 'ca' can't be read as certificates ({why(error)})"
        raise Failed(words, again=False) from error


def guarded(connection: socket.socket, host: str, ca: str, timeout: float) -> ssl.SSLSocket:
    """The connection with TLS, to exactly that host. Raises ``Failed``."""
    context = trusting(ca)
    connection.settimeout(timeout)
    made: list[ssl.SSLSocket] = []
    try:
        with_tls(lambda: made.append(context.wrap_socket(connection, server_hostname=host)), host)
    except BaseException:
        connection.close()
        raise
    return made[0]


def with_tls(begin: Callable[[], object], host: str) -> None:
    """Begin TLS; what goes wrong is said in words. Raises ``Failed``."""
    try:
        begin()
    except ssl.SSLCertVerificationError as error:
        words = f"{host} does not prove who it is ({error.verify_message}); nothing was said to it"
        raise Failed(f"{words}. For a CA of your own set 'ca'", again=False) from error
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
        raise Failed(f"{host} broke off while TLS began") from error
    except ssl.SSLError as error:
        words = f"no TLS with {host} ({error.reason or why(error)})"
        raise Failed(f"{words}: is that the port for this 'security'?", again=False) from error
    except TimeoutError as error:
        raise Failed(f"{host} said nothing while TLS began") from error
    except OSError as error:
        raise Failed(f"{host} broke off while TLS began ({why(error)})") from error


def why(error: BaseException) -> str:
    """What went wrong, in the few words that the system has for it."""
    return str(getattr(error, "strerror", None) or type(error).__name__)
