"""A mail of an owner's (``.eml``) as a message: who, when, what, without the quoted history and the signature."""

import re
from datetime import UTC
from typing import TYPE_CHECKING, Final

import msgspec

from warroom.clock import to_stamp
from warroom.errors import BadInput
from warroom.text import clean

if TYPE_CHECKING:
    from email.message import EmailMessage

LARGEST: Final = 25 << 20
"""Bytes of a mail that is read; mail servers refuse larger ones."""
_QUOTED: Final = re.compile(
    r"^(?:On .{4,200} wrote:|在.{2,200}写道[:：]|.{2,100}于.{4,60}写道[:：]"
    r"|-{2,}\s*(?:Original Message|原始邮件|Forwarded message|转发邮件).*"
    r"|_{10,}|From: .+@.+|发件人[:：].+|-- ?|发自我的.{0,40}|Sent from my .{0,40}|Get Outlook for .{0,40})$",
    re.IGNORECASE,
)
"""Where the history, the signature or the advertisement of the mail program begins."""
_TAG: Final = re.compile(r"<(?:br|/p|/div|/li|/tr)\b[^>]*>", re.IGNORECASE)
_HIDDEN: Final = re.compile(r"<(style|script|head)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """What a mail says."""

    sender: str
    """The name, else the address."""
    address: str
    subject: str
    text: str
    """The new words alone."""
    at: str | None
    """When it was sent (UTC text); None when it doesn't say."""
    message_id: str
    references: tuple[str, ...]
    """The mails that it answers, the nearest last."""


def read_mail(data: bytes) -> Mail:
    """Read a ``.eml``; raises ``BadInput`` for what is no mail, and for automatic answers."""
    # Imported here: the mail parser costs a start-up more than a command of the room does.
    from email import policy
    from email.parser import BytesParser
    from email.utils import parseaddr

    if len(data) > LARGEST:
        raise BadInput(f"this mail has {len(data) >> 20} MB; up to {LARGEST >> 20} MB are read; nothing was recorded")
    mail = BytesParser(policy=policy.default).parsebytes(data)
    if not mail.get("From"):
        raise BadInput("this is no mail: it has no sender; nothing was recorded")
    if str(mail.get("Auto-Submitted", "no")).split(";")[0].strip().casefold() != "no":
        raise BadInput("this mail was written by a machine (out of office and the like); nothing was recorded")
    name, address = parseaddr(str(mail["From"]))
    references = f"{mail.get('References', '')} {mail.get('In-Reply-To', '')}".split()
    return Mail(
        sender=clean(name or address),
        address=clean(address),
        subject=clean(str(mail.get("Subject", ""))),
        text=clean(new_words(_body(mail))),
        at=_sent(mail),
        message_id=clean(str(mail.get("Message-ID", "")).strip()),
        references=tuple(dict.fromkeys(references)),
    )


def new_words(text: str) -> str:
    """``text`` without the history quoted beneath it, and without the signature."""
    kept: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if _QUOTED.match(line.strip()) or (line.rstrip() == "--"):
            break
        if not line.lstrip().startswith(">"):
            kept.append(line.rstrip())
    return "\n".join(kept).strip() or text.strip()


def _body(mail: "EmailMessage") -> str:
    part = mail.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    text = _decoded(payload, part.get_content_charset() or "utf-8")
    return _plain(text) if part.get_content_type() == "text/html" else text


def _decoded(data: bytes, charset: str) -> str:
    # What calls itself GB2312 is GB18030 more often than not, and that reads both.
    named = "gb18030" if charset.casefold() in ("gb2312", "gbk", "gb18030") else charset
    for one in (named, "utf-8", "gb18030"):
        try:
            return data.decode(one)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("utf-8", "replace")


def _plain(markup: str) -> str:
    from html import unescape

    text = re.sub(r"<[^>]*>", "", _TAG.sub("\n", _HIDDEN.sub("", markup)))
    return re.sub(r"\n{3,}", "\n\n", unescape(text))


def _sent(mail: "EmailMessage") -> str | None:
    try:
        moment = mail["Date"].datetime
    except (AttributeError, ValueError, TypeError):  # no date, or none that can be read
        return None
    if moment is None:
        return None
    return to_stamp(moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC))
