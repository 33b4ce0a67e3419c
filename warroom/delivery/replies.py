"""Mails that come back: a reply becomes a message of the owner whose update it answers, with its questions; a bounce
marks its delivery; what only a machine wrote is nobody's words.

Nothing here fetches anything, and nothing is answered by itself.
"""

import hashlib
import re
from datetime import timedelta
from typing import Final, Literal, NamedTuple

from warroom import seal
from warroom.asking import questions
from warroom.clock import from_stamp, to_stamp
from warroom.delivery import bounces
from warroom.delivery.mail.threading import keys_in, marks_in
from warroom.delivery.placing import Place, answered, owner_of, to_row
from warroom.delivery.scrubbing import scrub
from warroom.errors import BadInput, NotFound
from warroom.events import Event
from warroom.owner_mail import LARGEST, Mail, read_mail
from warroom.room import Room
from warroom.state.deliveries import Row
from warroom.state.room_state import RoomState

Kind = Literal["reply", "bounce", "delayed", "delivered", "automatic", "known", "ours", "elsewhere", "unplaced"]
"""``delayed``, ``delivered``: what a mail server reports besides, shown and not recorded. ``elsewhere``: a report that
names no mail of this room. ``unplaced``: somebody has to say whose it is."""
_TO: Final = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
_NUMBER: Final = re.compile(r"(?:#|第)\s*(\d{1,4})")
_CLOCKS_DIFFER: Final = timedelta(minutes=5)
"""By how much the clock of a mail server may be behind ours."""
_SO_FAR: Final[dict[bounces.Fate, str]] = {
    "delayed": "is not there yet; their mail server goes on trying",
    "delivered": "was delivered, says their mail server (that somebody read it, it doesn't say)",
    "relayed": "was handed on by their mail server to one that tells nothing",
    "expanded": "was handed on by their mail server to the addresses of a list",
    "other": "neither came back nor arrived, as far as a mail server says",
}
_LONGEST: Final = 100_000
"""Letters of a message that are recorded; nobody types more."""


class Arrived(NamedTuple):
    """What came of one mail."""

    kind: Kind
    said: str
    """One line for a person."""
    owner: str = ""
    number: int = 0
    events: tuple[Event, ...] = ()


async def take_in(room: Room, data: bytes, owner: str = "") -> Arrived:
    """Record what a mail is: a reply, a bounce; the same mail again records nothing. Raises ``BadInput`` for no mail.

    ``owner``: whose it is, when a person says so.
    """
    if len(data) > LARGEST:
        raise BadInput(f"this mail has {len(data) >> 20} MB; up to {LARGEST >> 20} MB are read; nothing was recorded")
    report = bounces.bounce(data)
    if report is not None:
        return await _bounced(room, report)
    if _is_ours(data):
        return Arrived("ours", "it is one of ours; nothing was recorded")
    if bounces.automatic(data):
        return _automatic(data)
    mail = read_mail(data)
    mail_id = mail.message_id or f"<{hashlib.sha256(data).hexdigest()[:32]}.unnamed@warroom.invalid>"
    known = next((one for one in room.state.owners.messages.values() if one.message_id == mail_id), None)
    if known is not None:
        return Arrived("known", f"from {mail.sender}: it is in the thread of {known.owner_id} already", known.owner_id)
    found = place(room.state, seal.room_ref(room.room), mail, data)
    if owner:
        named = room.owners.named(owner)
        found = found if found is not None and found.owner == named else Place(named, how="as you say")
    if found is None:
        return Arrived("unplaced", _unplaced(room, mail))
    theirs = owner_of(room.state, mail.address)
    if not owner and theirs not in ("", found.owner):
        # Our mail was handed on: what one owner writes never stands under another's name unless a person says so.
        words = f"it answers what went to {found.owner}, but {mail.address} is of {theirs}; whose is it? --owner NAME"
        return Arrived("unplaced", scrub(f"from {mail.sender}: {words}"), number=found.number)
    return await _noted(room, mail, mail_id, found, data)


async def _noted(room: Room, mail: Mail, mail_id: str, found: Place, data: bytes) -> Arrived:
    text = mail.text.strip() or f"(no words) {mail.subject}"
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]} (…)"
    asked = questions(text)
    try:
        events = await room.owners.note(
            found.owner,
            text,
            questions=asked,
            means="email",
            title=mail.subject,
            actor=mail.sender,
            reply_to=found.answers,
            message_id=mail_id,
            occurred_at=min(mail.at, to_stamp(room.clock())) if mail.at else None,
        )
    except NotFound as error:  # an owner who no longer belongs to the room
        return Arrived("unplaced", f"from {mail.sender}: {error}", found.owner)
    update = f" to update #{found.number}" if found.number else ""
    asks = f", {len(asked)} question{'s' if len(asked) > 1 else ''}" if asked else ""
    files = ", ".join(_files(data))
    left = f"; not taken in: {files}" if files else ""
    said = f"{found.owner}: reply of {mail.sender}{update}{asks} (found by {found.how}){left}"
    return Arrived("reply", scrub(said), found.owner, found.number, tuple(events))


async def _bounced(room: Room, report: bounces.Bounce) -> Arrived:
    rows = [row for key in report.keys if (row := room.state.deliveries.get(key)) is not None and row.queued]
    what = " ".join(one for one in (report.code, report.text) if one) or "no reason told"
    if not rows:
        whom = f" about {report.recipient}" if report.recipient else ""
        return Arrived("elsewhere", f"a mail server's report{whom} names no mail of this room: {what}")
    row = rows[0]
    said = row.queued
    assert said is not None
    called = f"update #{said.number} to {said.owner_id} ({said.contact})"
    if report.fate != "failed":
        kind: Kind = "delivered" if report.fate == "delivered" else "delayed"
        return Arrived(kind, f"{called} {_SO_FAR[report.fate]}: {what}", said.owner_id, said.number)
    if report.report in row.reports or row.came_back:
        return Arrived("known", f"{called}: that it came back is noted already", said.owner_id, said.number)
    why = _why_not(row, report)
    if why:
        return Arrived("known", f"{called}: {why}; nothing was changed: {what}", said.owner_id, said.number)
    events = await room.outbox.bounced(
        row.key, code=report.code, text=report.text, server=report.server, report=report.report
    )
    return Arrived("bounce", f"{called} CAME BACK: {what}. Telephone them", said.owner_id, said.number, tuple(events))


def _why_not(row: Row, report: bounces.Bounce) -> str:
    """Why a bounce says nothing of how a delivery stands, in words; empty when it does."""
    if row.state == "manual_confirmed":
        return "a mail server sent it back, but a person said that they have it, and that stands"
    if len(row.dates) > 1 and _of_an_earlier_one(row, report):
        return "a mail that went before came back, and it was sent again since"
    return ""


def _of_an_earlier_one(row: Row, report: bounces.Bounce) -> bool:
    """Whether a report is about a mail before the one that a person sent again, which has another date.

    By our own date in the mail that it encloses; else by their clock, and when in doubt it is about the last one:
    better one telephone call too many.
    """
    *before, last = (from_stamp(one).replace(microsecond=0) for one in row.dates)
    if report.dated is not None and (report.dated == last or report.dated in before):
        return report.dated != last
    return report.at is not None and report.at < last - _CLOCKS_DIFFER


def _automatic(data: bytes) -> Arrived:
    mail = bounces.parsed(data)
    who, subject = bounces.field(mail, "From"), bounces.field(mail, "Subject")
    return Arrived("automatic", scrub(f"from {who}: {subject} (a machine's answer: nothing was recorded)"))


def _is_ours(data: bytes) -> bool:
    """Whether it is a mail that this program sent: a copy that somebody keeps, or one that came round."""
    own = bounces.field(bounces.parsed(data), "Message-ID")
    return bool(keys_in(own))


def _unplaced(room: Room, mail: Mail) -> str:
    there = ", ".join(room.state.owners.names)
    hint = f"whose is it? --owner NAME; there are {there}" if there else "this room has no owner yet"
    return scrub(f"from {mail.sender} <{mail.address}>: {mail.subject}: it answers no mail of this room; {hint}")


def _files(data: bytes) -> list[str]:
    found = (part.get_filename() for part in bounces.parsed(data).walk() if part.get_content_disposition())
    return [scrub(one)[:80] for one in found if one][:5]


# -- where it belongs -----------------------------------------------------------------------------


def place(state: RoomState, ref: str, mail: Mail, data: bytes) -> Place | None:
    """Where a mail belongs; None when only a person can say.

    By the mail that it answers, else by the address to which it was sent; these nobody can guess, so whoever wrote it
    is believed. By the incident in its subject only when the sender is somebody of the owner's.
    """
    found = answered(state, mail.references)
    if found is not None:
        return found
    sent_to = bounces.parsed(data)
    to = " ".join(bounces.field(sent_to, name) for name in _TO)
    for mark in marks_in(to):
        rows = [row for row in state.deliveries if row.key.startswith(mark) and row.queued is not None]
        if len(rows) == 1:
            return to_row(state, rows[0], "the address that it was sent to")
    return _by_subject(state, ref, mail)


def _by_subject(state: RoomState, ref: str, mail: Mail) -> Place | None:
    if ref.casefold() not in mail.subject.casefold():
        return None
    owner = owner_of(state, mail.address)
    if not owner:
        return None
    number = _NUMBER.search(mail.subject[mail.subject.casefold().index(ref.casefold()) + len(ref) :])
    told = [one for one in state.updates.told(owner) if number and one.said.number == int(number[1])]
    answers, which = (told[-1].eid, told[-1].said.number) if told else ("", 0)
    return Place(owner, answers, which, "its subject and its sender")


def may_concern(state: RoomState, ref: str, fields: bytes) -> bool:
    """Whether a mail with these header fields may be news for this room, so that it is worth being fetched whole."""
    head = bounces.parsed(fields)
    known = {one.message_id for one in state.owners.messages.values() if one.message_id}
    own = bounces.field(head, "Message-ID")
    if own in known or keys_in(own):
        return False
    report = bounces.known_by(head)
    if any(report in row.reports for row in state.deliveries):
        return False
    thread = " ".join(bounces.field(head, name) for name in ("In-Reply-To", "References"))
    if any(state.deliveries.get(key) is not None for key in keys_in(thread)):
        return True
    to = " ".join(bounces.field(head, name) for name in _TO)
    return (
        not known.isdisjoint(thread.split())
        or any(row.key.startswith(mark) for mark in marks_in(to) for row in state.deliveries)
        or ref.casefold() in bounces.field(head, "Subject").casefold()
        or bounces.may_be_report(head)
    )
