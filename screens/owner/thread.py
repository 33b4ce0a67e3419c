"""What the keys of screen 5 do with the thread: messages, calls and meetings. Nothing here sends anything."""

from pathlib import Path
from typing import Final

from screens.asking import Ask
from screens.hosting import Host, needs
from screens.owner.fields import UNDOES, one_word, order, past, person
from screens.owner.sight import OwnerSight
from warroom.asking import questions
from warroom.clock import to_stamp
from warroom.delivery.placing import answered
from warroom.errors import BadInput
from warroom.owner_mail import LARGEST, Mail, read_mail
from warroom.state.owners import MEANS, Means
from warroom.times import read_time

MAIL: Final = ".eml"


async def message_in(host: Host, sight: OwnerSight) -> None:
    """Note a message of theirs, typed, pasted or as a mail's file; its questions are asked about afterwards."""
    asks = [
        Ask(
            "text",
            "What they wrote",
            hint="paste it, or a mail's source; or the path of a mail, ….eml",
            check=needs("what did they say?"),
        ),
        person(host, sight),
        one_word("means", "By what means", MEANS, "email"),
        past(host),
    ]
    answers = await host.ask(f"in {sight.owner}", f"Message from {sight.owner}", asks, "Nothing is sent by this.")
    if answers is None:
        return
    data = await _file(host, answers["text"])
    if data is not None and await _came_back(host, data):
        return
    mail = read_mail(data) if data is not None else None
    text = mail.text if mail is not None else answers["text"]
    found = await _split(host, sight.owner, text)
    if found is None:
        return
    room = host.room
    at = answers["at"].strip()
    events = await room.owners.note(
        sight.owner,
        text,
        questions=found,
        means=_means(answers["means"]),
        title=mail.subject if mail is not None else "",
        actor=answers["by"].strip() or (mail.sender if mail is not None else ""),
        message_id=mail.message_id if mail is not None else "",
        reply_to=_answered(host, sight.owner, mail),
        occurred_at=to_stamp(read_time(at, now=room.clock(), zone=room.zone).at) if at else mail.at if mail else None,
    )
    host.tell(f"noted {events[0].ref}" + (f" with {len(found)} questions" if found else "") + f"; {UNDOES}")


async def _file(host: Host, text: str) -> bytes | None:
    """The mail that ``text`` is the path of, or is as its source; None when it is words."""
    from warroom.importers.eml import looks_like  # with what reads mails: for whoever brings one

    if looks_like(text):
        return text.encode()
    plain = text.strip().strip("'\"")
    if "\n" in plain or not plain.casefold().endswith(MAIL):
        return None

    def read() -> bytes:
        with Path(plain).expanduser().open("rb") as file:
            return file.read(LARGEST + 1)

    try:
        return await host.desk.run(read)
    except OSError as error:
        raise BadInput(f"{plain} can't be read: {error.strerror}; nothing was recorded") from error


async def _came_back(host: Host, data: bytes) -> bool:
    """Note the report of a mail server that a mail of ours came back; whether it is one."""
    from warroom.delivery import bounces, replies  # likewise

    if await host.desk.run(lambda: bounces.bounce(data)) is None:
        return False
    came = await replies.take_in(host.room, data)
    host.tell(came.said)
    return True


def _answered(host: Host, owner: str, mail: Mail | None) -> str:
    """The update or message of the owner's thread that a mail answers (its id), or empty."""
    found = answered(host.room.state, mail.references) if mail is not None else None
    return found.answers if found is not None and found.owner == owner else ""


async def _split(host: Host, owner: str, text: str) -> list[str] | None:
    """The questions of a message as a person confirms them; None when the message is not to be noted after all."""
    found = questions(text)
    if not found:
        return []
    asks = [
        Ask(f"q{number}", f"Question {number}", one, "empty: none") for number, one in enumerate(found[:8], start=1)
    ]
    if len(found) > len(asks):
        more = "\n".join(found[len(asks) :])
        asks.append(Ask("more", "More questions", more, "one on each line"))
    title = f"{owner} asks {len(found)} question{'s' if len(found) > 1 else ''}: are these they?"
    answers = await host.ask(f"split {owner}", title, asks, "Each is answered on its own. esc: nothing is noted.")
    if answers is None:
        return None
    lines = [
        line for ask in asks for line in (answers[ask.name].splitlines() if ask.name == "more" else [answers[ask.name]])
    ]
    return [line.strip() for line in lines if line.strip()]


def _means(text: str) -> Means:
    plain = text.strip().casefold()
    return next((one for one in MEANS if plain and one.startswith(plain)), "email")


async def message_out(host: Host, sight: OwnerSight) -> None:
    """Note words of ours that went out by hand and tell no facts."""
    asks = [
        Ask("text", "What was said to them", check=needs("what was said?")),
        one_word("means", "By what means", MEANS, "email"),
        Ask("by", "Who of us", hint="nothing: you"),
        past(host),
    ]
    note = "Nothing is sent by this. For facts that they did not know, t: they leave the list of what is not told."
    answers = await host.ask(f"out {sight.owner}", f"Message to {sight.owner}", asks, note)
    if answers is not None:
        await order(
            host, "to", sight.owner, answers["text"], means=answers["means"], by=answers["by"], at=answers["at"]
        )


async def call(host: Host, sight: OwnerSight) -> None:
    """Note a call or a meeting."""
    asks = [
        Ask("text", "What was said", check=needs("what was said?")),
        Ask("people", "Who was there", hint="names with commas, theirs and ours"),
        one_word("means", "Call or meeting", ("call", "phone", "meeting"), "meeting"),
        past(host),
    ]
    answers = await host.ask(f"call {sight.owner}", f"Call or meeting with {sight.owner}", asks)
    if answers is None:
        return
    await order(
        host, "from", sight.owner, answers["text"], means=answers["means"], people=answers["people"], at=answers["at"]
    )
