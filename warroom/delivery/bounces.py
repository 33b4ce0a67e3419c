"""Mails of mail servers: that a mail came back (RFC 3464 and the older forms), and those that only machines wrote.

Everything in them is foreign: bounded, and nothing of it is believed but which mail of ours it names.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any, Final, Literal, NamedTuple

from warroom.delivery.mail.threading import keys_in
from warroom.delivery.scrubbing import scrub

Fate = Literal["failed", "delayed", "delivered", "relayed", "expanded", "other"]
"""As RFC 3464 2.3.3 has them; ``other``: a word that it doesn't know, or none."""
_WORST_FIRST: Final[tuple[Fate, ...]] = ("failed", "delayed", "other", "relayed", "expanded", "delivered")

_READ: Final = 200_000
"""Bytes of a text that are searched; what a server says stands at its beginning."""
_PARTS: Final = 50
_SERVERS: Final = frozenset({"mailer-daemon", "mail-daemon", "maildaemon", "mdaemon", "double-bounce"})
"""Names under which no person writes (``postmaster`` may be one)."""
_STATUS: Final = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_CODE: Final = re.compile(r"(?<![\d.])([45]\d\d)(?=[ -])")
_TYPED: Final = re.compile(r"^\s*[\w-]{1,20}\s*;\s*")
_ADDRESS: Final = re.compile(r"[^\s<>;,\"]{1,64}@[^\s<>;,\"]{1,253}")
_AUTOMATIC: Final = re.compile(
    r"(?:auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office|自动回复|自動回覆|外出自动|不在办公室)",
    re.IGNORECASE,
)
_DATE_BELOW: Final = re.compile(r"^Date:([^\r\n]{6,60})$", re.IGNORECASE | re.MULTILINE)
_MACHINE_FIELDS: Final = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply")


class Bounce(NamedTuple):
    """What a mail server reports of mails that it had taken over."""

    fate: Fate
    keys: tuple[str, ...]
    """The deliveries whose mails it names."""
    code: str
    """``550 5.1.1`` as far as it is told."""
    text: str
    """What is said besides the code."""
    server: str
    recipient: str
    report: str
    """What this report is known by: 32 hex digits of its Message-ID, or of the whole when it has none."""
    dated: datetime | None
    """The date of our mail, as the report encloses it."""
    at: datetime | None
    """When their server had our mail (``Arrival-Date``), else when it wrote this, by its own clock."""


def parsed(data: bytes) -> Message:
    """A mail as the lenient parser reads it: whatever the bytes are, it never raises."""
    return BytesParser(policy=policy.compat32).parsebytes(data)


def field(mail: Message, name: str) -> str:
    """A header field as one line of text; empty when there is none."""
    value: Any = mail.get(name)
    if value is None:
        return ""
    try:
        text = str(make_header(decode_header(value)))
    except (MessageError, LookupError, ValueError):  # what it says of its own coding is wrong
        text = str(value)
    return " ".join(text.encode("utf-8", "replace").decode().split())


def bounce(data: bytes) -> Bounce | None:
    """What a mail server's report says; None when the mail is none."""
    mail = parsed(data)
    if mail.get_content_type() == "multipart/report" and "disposition" not in str(mail.get_param("report-type")):
        found: Bounce | None = _report(mail)
    else:
        found = _old_report(mail) if _from_a_server(mail) else None
    return found if found is None or found.report else found._replace(report=_digest(data))


def known_by(head: Message) -> str:
    """What a report with these header fields is known by; empty when it has no Message-ID."""
    own = field(head, "Message-ID")
    return _digest(own.encode()) if own else ""


def may_be_report(head: Message) -> bool:
    """Whether a mail with these header fields may be a report of a mail server."""
    return head.get_content_type() == "multipart/report" or _from_a_server(head)


def automatic(data: bytes) -> bool:
    """Whether a machine wrote a mail: out of office and the like (RFC 3834, and what programs do instead)."""
    mail = parsed(data)
    if mail.get_content_type() == "multipart/report":
        return True
    said = field(mail, "Auto-Submitted").partition(";")[0].strip().casefold()
    if said not in ("", "no") or any(mail.get(name) is not None for name in _MACHINE_FIELDS):
        return True
    if field(mail, "Precedence").casefold() in ("auto_reply", "junk"):
        return True
    return _AUTOMATIC.match(re.sub(r"^(?:re|aw|回复)\s*[:：]\s*", "", field(mail, "Subject"), flags=re.I)) is not None


def _from_a_server(mail: Message) -> bool:
    local = parseaddr(field(mail, "From"))[1].partition("@")[0].casefold()
    return local in _SERVERS or field(mail, "Return-Path") == "<>" or mail.get("X-Failed-Recipients") is not None


def _report(mail: Message) -> Bounce:
    blocks = [block for part in _parts(mail) if part.get_content_type() == "message/delivery-status"
              for block in _blocks(part)]  # fmt: skip
    per_message = next((one for one in blocks if one.get("Reporting-MTA") is not None), Message())
    told = [one for one in blocks if one.get("Action") is not None]
    worst = min(told, key=lambda one: _WORST_FIRST.index(_fate(one)), default=Message())
    diagnostic = _TYPED.sub("", field(worst, "Diagnostic-Code"))
    status = field(worst, "Status")[:11]
    found = _CODE.search(diagnostic)
    server = _typed(field(worst, "Remote-MTA")) or _typed(field(per_message, "Reporting-MTA"))
    recipient = field(worst, "Original-Recipient") or field(worst, "Final-Recipient")
    address = _ADDRESS.search(recipient)
    codes = [one for one in (found[1] if found else "", status) if one]
    return Bounce(
        fate=_fate(worst),
        keys=tuple(_keys(mail)),
        code=" ".join(codes),
        text=_besides(scrub(diagnostic or _first_words(mail)), codes),
        server=scrub(server)[:253],
        recipient=scrub(address[0]) if address else "",
        report=known_by(mail),
        dated=_dated(mail),
        at=_moment(field(per_message, "Arrival-Date")) or _moment(field(mail, "Date")),
    )


def _old_report(mail: Message) -> Bounce | None:
    """A report from before RFC 3464, or of a server that never read it: it is one when it names a mail of ours."""
    text = _text(mail)
    enclosed = " ".join(str(part.get("Message-ID", "")) for part in _parts(mail) if part is not mail)
    keys = tuple((keys_in(enclosed) or keys_in(text))[:1])
    status, code = _STATUS.search(text), _CODE.search(text)
    failed = (status is not None and status[1][0] == "5") or (status is None and code is not None and code[1][0] == "5")
    named = next((one[0] for one in (status, code) if one is not None), "\n")
    if (
        not keys
        or _AUTOMATIC.match(field(mail, "Subject"))
        or not (failed or mail.get("X-Failed-Recipients") is not None)
    ):
        return None  # a person or an out of office without a return path
    line = next((one for one in text.splitlines() if named in one), "")
    address = _ADDRESS.search(field(mail, "X-Failed-Recipients") or text)
    codes = [one[1] for one in (code, status) if one]
    return Bounce(
        fate="failed",
        keys=keys,
        code=" ".join(codes),
        text=_besides(scrub(line or field(mail, "Subject")), codes),
        server=scrub(parseaddr(field(mail, "From"))[1].rpartition("@")[2])[:253],
        recipient=scrub(address[0]) if address else "",
        report=known_by(mail),
        dated=_dated(mail),
        at=_moment(field(mail, "Date")),
    )


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def _besides(text: str, codes: list[str]) -> str:
    """What is said behind the codes with which it begins; they are told once."""
    rest = text
    for code in codes:
        if rest.startswith(code) and not rest[len(code) : len(code) + 1].isalnum():
            rest = rest[len(code) :].lstrip(" -")
    return rest


def _dated(mail: Message) -> datetime | None:
    """The date of our mail in a report: of the part that encloses it, or of its header fields in a text."""
    enclosed = (part for part in _parts(mail) if part is not mail and part.get("Message-ID") is not None)
    for part in enclosed:
        if (moment := _moment(field(part, "Date"))) is not None:
            return moment
    found = _DATE_BELOW.search(_text(mail))
    return _moment(found[1].strip()) if found else None


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):  # no date, or none that can be
        return None


def _fate(block: Message) -> Fate:
    action = field(block, "Action").casefold()
    return next((one for one in _WORST_FIRST if one == action), "other")


def _typed(text: str) -> str:
    return _TYPED.sub("", text).split(" ")[0]


def _parts(mail: Message) -> Iterator[Message]:
    for count, part in enumerate(mail.walk()):
        if count == _PARTS:
            return
        yield part


def _blocks(part: Message) -> list[Message]:
    held = part.get_payload()
    return [one for one in held if isinstance(one, Message)] if isinstance(held, list) else []


def _keys(mail: Message) -> list[str]:
    """The deliveries that a report is about: by the mail that it encloses, else by whatever of it names one."""
    original = [part for part in _parts(mail) if part is not mail and part.get("Message-ID") is not None]
    texts = [_text(part) for part in _parts(mail) if part.get_content_type() == "text/rfc822-headers"]
    for where in ([str(one.get("Message-ID")) for one in original], texts):
        if found := [key for text in where for key in keys_in(text)]:
            return found[:1]  # its own id stands first; those that it answered follow
    threads = " ".join(str(mail.get(name, "")) for name in ("In-Reply-To", "References"))
    return keys_in(threads)[-1:] or keys_in(_text(mail))[:1]


def _text(mail: Message) -> str:
    found = []
    for part in _parts(mail):
        if part.is_multipart() or part.get_content_maintype() != "text":
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            found.append(payload[:_READ].decode("utf-8", "replace"))
    return "\n".join(found)[:_READ]


def _first_words(mail: Message) -> str:
    text = _text(mail)
    return next((line for line in text.splitlines() if _STATUS.search(line)), field(mail, "Subject"))
