"""A parcel as a mail: for one address alone, plain text and HTML, with files, its own id, and its place in the thread.

Pure but for ``enclosed``, which reads the files. What it makes is the same byte for byte for every try.
"""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

import msgspec

from warroom.clock import from_stamp
from warroom.delivery import saying
from warroom.delivery.mail import html, mime
from warroom.delivery.mail.addresses import Address, address
from warroom.delivery.mail.mime import CRLF, Part
from warroom.delivery.mail.threading import message_id, plus_address, shortened
from warroom.delivery.parcel import Enclosure, Parcel
from warroom.state.revisions import Body, Content, Section
from warroom.updates.rendering import rendered

MOST: Final = 50 << 20
"""Bytes of all files of a mail together: more than any mail server takes, and all of it is held in memory."""
_RULE: Final = "-" * 40
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TEST_TITLES: Final = {"zh": "测试邮件，请忽略", "en": "Test of this address, please ignore"}
_TEST_TEXTS: Final = {
    "zh": "这是一封**测试邮件**，不涉及任何事件，无需您做任何操作，请忽略。\n\n它只用来确认事件通报能送达这个地址。",
    "en": "This is a **test**. It belongs to no incident and nothing is asked of you: please ignore it.\n\n"
    "It only shows that updates about an incident reach this address.",
}


class Sender(NamedTuple):
    """Who a mail is from, and where replies go."""

    sender: Address
    reply_to: Address | None = None
    plus: bool = False


class Letter(NamedTuple):
    """A mail, ready to be handed over."""

    sender: Address
    recipient: Address
    message_id: str
    subject: str
    data: bytes
    """Lines that end in CRLF, none longer than 998 bytes; ASCII but for an address that is not."""

    @property
    def ascii(self) -> bool:
        """Whether every mail server takes it; else it has to offer SMTPUTF8."""
        return self.sender.ascii and self.recipient.ascii


def letter(parcel: Parcel, who: Sender, files: Sequence[tuple[Enclosure, bytes]] = ()) -> Letter:
    """The mail. Raises ``ValueError`` in words when the address is none."""
    recipient = address(parcel.contact, parcel.name)
    subject, text, markup = said(parcel)
    own_id = parcel.message_id if _is_id(parcel.message_id) else message_id(parcel.key, who.sender.spec)
    # A boundary that no text can hold, for base64 has no '=_' within a line and quoted-printable writes '=' as '=3D'.
    seed = hashlib.sha256(own_id.encode()).hexdigest()[:24]
    part = mime.several("alternative", f"=_a{seed}", (mime.text_part(text, "plain"), mime.text_part(markup, "html")))
    if files:
        along = [mime.file_part(one.name, one.media_type, data) for one, data in files]
        part = mime.several("mixed", f"=_m{seed}", (part, *along))
    fields = [*_fields(parcel, who, recipient, own_id), f"Subject: {mime.words(subject)}", "MIME-Version: 1.0"]
    return Letter(who.sender, recipient, own_id, subject, mime.whole(Part((*fields, *part.fields), part.body)))


def _fields(parcel: Parcel, who: Sender, recipient: Address, own_id: str) -> list[str]:
    fields = [
        f"Date: {_date(parcel.made_at)}",
        f"From: {mime.mailbox(who.sender.name, who.sender.spec)}",
        f"To: {mime.mailbox(recipient.name, recipient.spec)}",
        f"Message-ID: {own_id}",
    ]
    if who.reply_to is not None:
        back = who.reply_to
        back = plus_address(back, parcel.key, parcel.room) if who.plus and not parcel.test else back
        fields.append(f"Reply-To: {mime.mailbox(back.name, back.spec)}")
    before = [one for one in shortened(parcel.references) if _is_id(one)]
    if _is_id(parcel.in_reply_to):
        fields.append(f"In-Reply-To: {parcel.in_reply_to}")
        before = before if parcel.in_reply_to in before else [*before, parcel.in_reply_to]
    if before:
        fields.append(f"References: {f'{CRLF} '.join(before)}")
    # A person wrote and released an update (RFC 3834 5); a test is the program's own.
    fields.append(f"Auto-Submitted: {'auto-generated' if parcel.test else 'no'}")
    return fields


def _is_id(text: str) -> bool:
    return re.fullmatch(r"<[!-;=?A-~]{1,500}@[!-;=?A-~]{1,400}>", text) is not None


def _date(stamp: str) -> str:
    moment = from_stamp(stamp).astimezone(UTC) if stamp else datetime.now(UTC)
    day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
    return f"{day}, {moment.day:02} {month} {moment.year:04} {moment:%H:%M:%S} +0000"


def said(parcel: Parcel) -> tuple[str, str, str]:
    """Subject, plain text and HTML of a parcel, every language that it is for after the other."""
    if parcel.test and not parcel.content.bodies:
        parcel = msgspec.structs.replace(parcel, content=_test(parcel.langs))
    content = parcel.content
    langs = saying.langs(parcel)
    plain = [rendered(content, lang, parcel.number, "text") for lang in langs]
    marked = [rendered(content, lang, parcel.number, "markdown") for lang in langs]
    texts = [plain[0].text, *(f"{one.subject}\n\n{one.text}" if one.subject else one.text for one in plain[1:])]
    pages = [html.Said(lang, one.subject, one.text) for lang, one in zip(langs, marked, strict=True)]
    return _subject(parcel, plain[0].subject), f"\n\n{_RULE}\n\n".join(texts), html.page(pages)


def _subject(parcel: Parcel, subject: str) -> str:
    found = mime.one_line(subject)
    if not parcel.test and parcel.room.casefold() not in found.casefold():
        found = f"[{parcel.room}] {found}".rstrip()  # a reply keeps it, whatever else its program forgets
    return f"{saying.mark(parcel)} {found}".lstrip()


def _test(langs: Sequence[str]) -> Content:
    """What a test message says."""
    known = [lang for lang in langs if lang in _TEST_TEXTS] or ["en"]
    bodies = (Body(lang, _TEST_TITLES[lang], (Section("free", _TEST_TEXTS[lang]),)) for lang in known)
    return Content(bodies=tuple(bodies))


def enclosed(parcel: Parcel) -> list[tuple[Enclosure, bytes]]:
    """The files that go along, read. Raises ``ValueError`` in words for one that can't go. Blocking."""
    found: list[tuple[Enclosure, bytes]] = []
    left = MOST
    for one in parcel.enclosures:
        try:
            with one.path.open("rb") as file:
                data = file.read(left + 1)
        except OSError as error:
            raise ValueError(f"the file {mime.one_line(one.name)} can't be read ({error.strerror})") from error
        left -= len(data)
        if left < 0:
            raise ValueError(f"its files have more than {MOST >> 20} MB together; no mail server takes that")
        found.append((one, data))
    return found
