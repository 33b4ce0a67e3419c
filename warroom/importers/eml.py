"""A mail (``.eml``) of an owner's: an owner message with its questions, at its place in the thread it answers."""

import re
from datetime import UTC
from typing import Final

from warroom.asking import questions
from warroom.clock import from_stamp
from warroom.errors import BadInput
from warroom.importers.content import Content
from warroom.importers.moments import Moment
from warroom.importers.reading import Drafting, KnownMail, Options, Reading
from warroom.owner_mail import Mail, read_mail
from warroom.state.owners import Contact, Message, Plan
from warroom.state.questions import Asked

_FIELD: Final = re.compile(
    r"(?:From|To|Date|Subject|Message-ID|Received|Return-Path|MIME-Version|Delivered-To|Reply-To|In-Reply-To|References"
    r"|DKIM-Signature|X-[\w-]+|Content-Type|Cc):[ \t]*\S",
    re.IGNORECASE,
)
_ANY_FIELD: Final = re.compile(r"[!-9;-~]{1,80}:|[ \t]+\S")


def looks_like(start: str) -> bool:
    """Whether a text begins with the header of a mail: fields with a sender among them, then an empty line."""
    lines = start.lstrip("\r\n").split("\n")
    if lines and lines[0].startswith("From "):
        lines = lines[1:]
    head: list[str] = []
    for line in lines:
        if not line.strip():
            break
        head.append(line.rstrip("\r"))
    named = [one.partition(":")[0].casefold() for one in head if _FIELD.match(one)]
    return len(named) > 1 and "from" in named and all(_ANY_FIELD.match(one) for one in head)


def read(content: Content, options: Options) -> Reading:
    """Read a mail. Raises ``BadInput`` for what is none, and when nobody can tell which owner it is from."""
    try:
        mail = read_mail(content.whole())
    except BadInput as error:
        raise BadInput(f"{options.source}: nothing was imported, {error}") from error
    if not mail.text.strip():
        raise BadInput(f"{options.source}: nothing was imported, the mail has no text")
    known = options.ground.mails
    answers = next((known[one] for one in reversed(mail.references) if one in known), None)
    owner = _owner(mail, answers, options)
    sent = from_stamp(mail.at) if mail.at else options.now.astimezone(UTC)
    at = Moment(sent.replace(tzinfo=None), UTC)
    identity = f"mail:{mail.message_id or mail.text}"
    drafting = Drafting("eml", options, mail.subject or options.source, at.naive, identity)
    drafting.open_room(at, False)
    if not mail.at:
        drafting.remark(0, "the mail has no date that can be read: now is taken")
    if owner not in options.ground.owners:
        contact = Contact(mail.sender, contact=mail.address)
        drafting.add("owner.plan_set", Plan(owner_id=owner, contacts=(contact,)), owner, at)
        drafting.remark(0, f"the owner '{owner}' is attached, with {mail.sender} as contact (--owner names another)")
    _draft(drafting, mail, owner, answers, at)
    return drafting.reading()


def _draft(drafting: Drafting, mail: Mail, owner: str, answers: KnownMail | None, at: Moment) -> None:
    message = Message(
        owner_id=owner,
        direction="in",
        text=mail.text,
        means="email",
        title=mail.subject,
        actor=mail.sender,
        reply_to=answers.eid if answers is not None and answers.owner_id == owner else "",
        message_id=mail.message_id,
    )
    raw = mail.message_id or mail.text
    eid = drafting.add("owner.message", message, raw, at)
    for number, one in enumerate(questions(mail.text)):
        asked = Asked(owner_id=owner, text=one, actor=mail.sender, via="written", message=eid)
        drafting.add("question.asked", asked, f"{raw} {number} {one}", at)
        drafting.remark(0, f"question: {one}")


def _owner(mail: Mail, answers: KnownMail | None, options: Options) -> str:
    """Whose mail it is: as the person says, by the mail that it answers, by its address, or the only one there is."""
    ground = options.ground
    if options.owner:
        named = [one for one in ground.owners if one.casefold().startswith(options.owner.casefold())]
        return named[0] if len(named) == 1 else options.owner
    known = ground.addresses.get(mail.address.casefold())
    if answers is not None and known not in (None, answers.owner_id):
        raise BadInput(
            f"{options.source}: nothing was imported, it answers what went to {answers.owner_id}, but {mail.address} "
            f"is of {known}: say whose it is with --owner NAME"
        )
    if answers is not None:
        return answers.owner_id
    if known:
        return known
    if options.room is None:
        return mail.sender or mail.address
    if len(ground.owners) == 1:
        return ground.owners[0]
    listed = f"; the room has {', '.join(ground.owners)}" if ground.owners else ""
    raise BadInput(
        f"{options.source}: nothing was imported, nobody can tell which owner {mail.address} belongs to: "
        f"name it with --owner NAME{listed}"
    )
