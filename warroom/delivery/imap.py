"""Replies read from a mailbox (IMAP), which stays as it is: the folder is examined, nothing is marked as read.

Only mails that have to do with an incident are fetched whole; of every other one the header fields alone are looked at.
"""

import contextlib
import imaplib
import re
import socket
import ssl
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from typing_extensions import override

from warroom.delivery.mail.reaching import Failed, connected, guarded, resolved, trusting, why, with_tls
from warroom.delivery.mail.settings import Inbox
from warroom.delivery.scrubbing import scrub
from warroom.errors import WarroomError
from warroom.owner_mail import LARGEST

PATIENCE: Final = 30.0
"""Seconds for each answer."""
WHOLE: Final = 300.0
"""Seconds for all of it; what was read by then counts."""
MOST: Final = 5000
"""Mails that are looked at, the newest; a mailbox that gets more since an incident began is no mailbox for replies."""
_AT_ONCE: Final = 100
_LONGEST: Final = 1 << 20
"""Bytes of a line: the numbers of all mails since a day stand in one."""
_FIELDS: Final = (
    "FROM TO CC SUBJECT MESSAGE-ID IN-REPLY-TO REFERENCES CONTENT-TYPE RETURN-PATH DELIVERED-TO X-ORIGINAL-TO "
    "ENVELOPE-TO X-FAILED-RECIPIENTS AUTO-SUBMITTED"
)
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UID: Final = re.compile(rb"\bUID (\d+)")
_SIZE: Final = re.compile(rb"\bRFC822\.SIZE (\d+)")


class _Reader(imaplib.IMAP4):
    """A conversation on a connection of ours, in which no answer is longer or slower than it may be."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self._connection = connection
        self._deadline = deadline
        self._ahead = bytearray()
        super().__init__()

    @override
    def open(self, host: str = "", port: int = 0, timeout: float | None = None) -> None:
        self.host, self.port = host, port
        self.sock: socket.socket = self._connection

    def guard(self, context: ssl.SSLContext, host: str) -> None:
        """Begin TLS; it is as if nothing had been said before."""
        if "STARTTLS" not in self.capabilities:
            words = "offers no STARTTLS, or somebody on the way took the offer out: nothing was said to it"
            raise Failed(f"{host} {words}", again=False)
        answer, _ = self.xatom("STARTTLS")
        if answer != "OK" or self._ahead:
            raise Failed(f"{host} does not begin TLS as it should: nothing was said to it", again=False)
        with_tls(lambda: self._over(context.wrap_socket(self.sock, server_hostname=host)), host)
        _, said = self.capability()
        self.capabilities = tuple(str(said[-1], "ascii", "replace").upper().split())

    def _over(self, connection: socket.socket) -> None:
        self.sock = connection

    @override
    def read(self, size: int) -> bytes:
        if size > LARGEST + 1024:
            raise self.abort(f"a mail of {size >> 20} MB")
        while len(self._ahead) < size:
            self._more()
        return self._taken(size)

    @override
    def readline(self) -> bytes:
        while b"\n" not in self._ahead:
            if len(self._ahead) > _LONGEST:
                raise self.abort("a line without an end")
            self._more()
        return self._taken(self._ahead.index(b"\n") + 1)

    def _taken(self, size: int) -> bytes:
        found = bytes(self._ahead[:size])
        del self._ahead[:size]
        return found

    def _more(self) -> None:
        self._in_time()
        piece = self.sock.recv(1 << 16)
        if not piece:
            raise self.abort("it closed the connection")
        self._ahead += piece

    @override
    def send(self, data: Any) -> None:
        self._in_time()
        self.sock.sendall(data)

    @override
    def shutdown(self) -> None:
        self.sock.close()

    def _in_time(self) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise self.abort("no end of it within the time that it has")
        self.sock.settimeout(min(PATIENCE, left))


def fetch(inbox: Inbox, since: datetime, wanted: Callable[[bytes], bool], whole: float = WHOLE) -> Iterator[bytes]:
    """The mails since a day whose header fields are ``wanted``, oldest first; the mailbox stays as it is. Blocking.

    Raises ``WarroomError`` in words, without the password, for whatever goes wrong.
    """
    secrets = (inbox.password,)
    try:
        with _logged_in(inbox, time.monotonic() + whole) as reader:
            for uid in _interesting(reader, since, wanted):
                data = _whole(reader, uid)
                if data is not None:
                    yield data
    except Failed as error:
        raise WarroomError(f"no replies were read: {scrub(str(error), secrets)}") from None
    except (imaplib.IMAP4.error, OSError, ssl.SSLError) as error:
        said = str(error) if isinstance(error, imaplib.IMAP4.error) else why(error)
        raise WarroomError(f"no more replies were read from {inbox.host}: {scrub(said, secrets)}") from None


@contextlib.contextmanager
def _logged_in(inbox: Inbox, deadline: float) -> Iterator[_Reader]:
    connection = connected(inbox.host, resolved(inbox.host, inbox.port, inbox.security), PATIENCE)
    if inbox.security == "tls":
        connection = guarded(connection, inbox.host, inbox.ca, PATIENCE)
    connection.settimeout(PATIENCE)
    try:
        reader = _Reader(connection, deadline)
    except BaseException:
        connection.close()
        raise
    try:
        if inbox.security == "starttls":
            reader.guard(trusting(inbox.ca), inbox.host)
        _log_in(reader, inbox)
        _done(reader.select(_quoted(_utf7(inbox.folder)), readonly=True))
        yield reader
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            reader.logout()
    finally:
        reader.shutdown()


def _log_in(reader: _Reader, inbox: Inbox) -> None:
    if "AUTH=PLAIN" in reader.capabilities:
        said = f"\0{inbox.user}\0{inbox.password}".encode("utf-8", "surrogateescape")
        _done(reader.authenticate("PLAIN", lambda _: said))
        return
    if not (inbox.user + inbox.password).isascii():
        raise Failed(f"{inbox.host} takes names and passwords in ASCII alone", again=False)
    _done(reader.login(_quoted(inbox.user), inbox.password))


def _interesting(reader: _Reader, since: datetime, wanted: Callable[[bytes], bool]) -> Iterator[bytes]:
    """The numbers of the mails that are wanted, the oldest first."""
    day = since - timedelta(days=1)  # a server counts days in a zone of its own
    found = _done(reader.uid("SEARCH", "SINCE", f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}"))
    uids = [uid for line in found if isinstance(line, bytes) for uid in line.split() if uid.isdigit()][-MOST:]
    for start in range(0, len(uids), _AT_ONCE):
        part = b",".join(uids[start : start + _AT_ONCE]).decode("ascii")
        what = f"(UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS ({_FIELDS})])"
        for about, fields in _pieces(_done(reader.uid("FETCH", part, what))):
            uid, size = _UID.search(about), _SIZE.search(about)
            if uid and size and int(size[1]) <= LARGEST and wanted(fields):
                yield uid[1]


def _whole(reader: _Reader, uid: bytes) -> bytes | None:
    found = _pieces(_done(reader.uid("FETCH", uid.decode("ascii"), "(UID BODY.PEEK[])")))
    return next((data for about, data in found if (named := _UID.search(about)) and named[1] == uid), None)


def _pieces(answer: Sequence[Any]) -> Iterator[tuple[bytes, bytes]]:
    """What is said of each mail, and its text; some servers say more behind the text."""
    for place, one in enumerate(answer):
        if isinstance(one, tuple) and len(one) == 2:
            behind = answer[place + 1] if place + 1 < len(answer) else b""
            yield one[0] + b" " + (behind if isinstance(behind, bytes) else b""), one[1]


def _done(answer: tuple[str, Sequence[Any]]) -> Sequence[Any]:
    if answer[0] != "OK":
        text = b" ".join(one for one in answer[1] if isinstance(one, bytes))
        raise imaplib.IMAP4.error(text.decode("utf-8", "replace") or answer[0])
    return answer[1]


def _quoted(text: str) -> str:
    if not text.isprintable():
        raise Failed("a name with line ends or other controls can't be said", again=False)
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _utf7(name: str) -> str:
    """A folder's name as IMAP spells it (RFC 3501 5.1.3)."""

    def coded(match: re.Match[str]) -> str:
        data = b64encode(match[0].encode("utf-16-be")).decode("ascii")
        return f"&{data.rstrip('=').replace('/', ',')}-"

    return re.sub(r"[^\x20-\x7e]+", coded, name.replace("&", "&-"))
