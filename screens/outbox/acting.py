"""What the keys of the outbox do to one delivery: each asks what it must, gives one command and says what was done."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from screens.asking import Ask, Option
from screens.hosting import needs
from screens.outbox.carrying import file_name, text_of
from screens.outbox.rows import update_words
from screens.outbox.standing import Works, address_of, shown_state, way_of
from screens.owner.fields import one_word, past
from warroom.clock import to_stamp
from warroom.errors import BadInput
from warroom.state.deliveries import ARRIVED, Row
from warroom.state.owners import MEANS, Means
from warroom.times import read_time

if TYPE_CHECKING:
    from screens.outbox.view import OutboxView

_MEANS: Final[dict[str, Means]] = {"email": "email", "letter": "letter", "phone": "phone"}
"""By channel, the means that it is; every other one is a chat."""

_LET_BE: Final = {
    "unknown": ("It did not arrive", "noted: it did not arrive"),
    "rejected": ("Let it be", "noted: nothing more is to be done"),
    "dead": ("Let it be", "noted: nothing more is to be done"),
}  # fmt: skip
"""By state, the head of the question and what is said after it; every other one is cancelled."""


def offered(row: Row, works: Works) -> list[tuple[str, str]]:
    """The keys that do something to a delivery as it stands, with a few words each."""
    standing = shown_state(row, works)
    by_hand = row.queued is not None and row.queued.by_hand
    keys: list[tuple[str, str]] = []
    if not by_hand:
        match standing:
            case "unknown":
                keys.append(("s", "send again, marked"))
            case "rejected" | "dead" | "cancelled":
                keys.append(("s", "try again"))
            case "queued":
                keys.append(("s", "try now" if works(row.key) else "send"))
    if standing not in ARRIVED and standing != "sending":
        told = {"by_hand": "it is done", "unknown": "it arrived"}.get(standing, "told otherwise")
        keys.append(("y", told))
    if standing in ("queued", "by_hand"):
        keys.append(("x", "cancel"))
    elif standing == "unknown":
        keys.append(("x", "it did not arrive"))
    elif standing in ("rejected", "dead"):
        keys.append(("x", "let it be"))
    return [*keys, ("c", "copy"), ("w", "file"), ("m", ".eml")]


async def again(view: "OutboxView", row: Row) -> None:
    """Send it, or send it again: what may have arrived is marked so, and a person decides."""
    standing = shown_state(row, view.post.works)
    if row.queued is not None and row.queued.by_hand:
        raise BadInput("you carry it by hand: c copies it, w and m write a file, y says that it is there")
    if standing in ("accepted", "manual_confirmed", "sending"):
        raise BadInput(f"it is {standing.replace('_', ' ')}: it goes to nobody twice; C on screen 4 corrects it")
    question = f"{'Send again' if standing == 'unknown' else 'Send'} {update_words(row, view.host.room.state)}?"
    whom = f"{way_of(row)} to {address_of(row)}"
    if standing == "unknown":
        note = f"IT MAY HAVE ARRIVED: look there, or ask them, first. {_marked(row)}\n{whom}"
        yes = "yes: send it again, marked"
    else:
        note, yes = whom, "yes: send it now"
    if await view.host.choose(question, [Option("y", "yes", yes)], note) != "yes":
        return
    await view.post.again([row.key], resend=standing == "unknown")
    view.tell("")  # its line says how it goes, and its claim


def _marked(row: Row) -> str:
    where = "Its subject" if row.queued is not None and row.queued.channel == "email" else "Its text"
    return f"{where} will say (sent again), in their language."


async def cancel(view: "OutboxView", row: Row) -> None:
    """Let it not go; say that it did not arrive, or that nothing more is to be done about it."""
    standing, outbox = shown_state(row, view.post.works), view.host.room.outbox
    if standing in (*ARRIVED, "sending", "cancelled"):
        raise BadInput(f"it is {standing.replace('_', ' ')}; nothing was changed")
    labels = {"unknown": "How do you know that it did not arrive?", "rejected": "Why is that all right?",
              "dead": "Why is that all right?"}  # fmt: skip
    check = needs("say why") if standing in labels else None
    asks = [Ask("reason", labels.get(standing, "Why"), hint="kept with it", check=check)]
    note = f"{way_of(row)} to {address_of(row)}"
    head, done = _LET_BE.get(standing, ("Cancel", "cancelled"))
    title = f"{head}: {update_words(row, view.host.room.state)}"
    answers = await view.host.ask(f"cancel {row.key}", title, asks, note)
    if answers is not None:
        await outbox.cancel(row.key, answers["reason"].strip())
        view.tell(done)


async def confirm(view: "OutboxView", row: Row) -> None:
    """They have it: I sent or told it, or it was seen there."""
    room, host = view.host.room, view.host
    if row.state in ARRIVED:
        raise BadInput("it is known to have arrived; nothing was changed")
    plan = room.state.owners.plan(row.steps[0].said.owner_id)
    channel = row.queued.channel if row.queued is not None else ""
    name = row.queued.name if row.queued is not None else ""
    people = [name] if name else [one.name for one in plan.contacts]
    asks = [
        one_word("means", "By what means", MEANS, _MEANS.get(channel, "chat")),
        Ask("people", "Who of theirs", ", ".join(people), "names with commas; may be empty"),
        past(host),
        Ask("by", "Who did it", hint="nothing: you"),
        Ask("note", "How you know", hint="read back, seen in their group; may be empty"),
    ]
    note = f"{way_of(row)} to {address_of(row)}. They were told by it: its promises go into the ledger."
    if row.state == "queued" and (why := _why_not(view, row)):
        note = f"IT MAY NOT GO NOW: {why}. Say only that it is there when it was sent before that.\n{note}"
    title = f"{update_words(row, room.state)} is there"
    answers = await host.ask(f"confirm {row.key}", title, asks, note)
    if answers is None:
        return
    at = answers["at"].strip()
    await room.outbox.confirm(
        row.key,
        _meant(answers["means"]),
        people=[
            one.strip() for one in answers["people"].replace("，", ",").replace("、", ",").split(",") if one.strip()
        ],
        actor=answers["by"].strip(),
        occurred_at=to_stamp(read_time(at, now=room.clock(), zone=room.zone).at) if at else None,
        note=answers["note"].strip(),
    )
    view.tell("noted: they have it")


def _why_not(view: "OutboxView", row: Row) -> str:
    """Why its update may not go as things are now; empty: it may."""
    draft = view.host.room.state.revisions.get(row.steps[0].said.draft)
    return view.host.room.outbox.why_not(draft) if draft is not None else ""


def _meant(text: str) -> Means:
    plain = text.strip().casefold()
    return next((one for one in MEANS if plain and one.startswith(plain)), "phone")


# -- carrying it by hand -----------------------------------------------------------------------------------------------


async def copy(view: "OutboxView", row: Row) -> None:
    """Put the text into the terminal's clipboard (OSC 52); whether that took it nobody can know."""
    text = text_of(view.host.room.state, row, view.host.room.room)
    view.app.copy_to_clipboard(text)
    view.tell(f"copied {len(text):,} characters, if your terminal lets programs do that (else w); y when it is sent")


async def write(view: "OutboxView", row: Row) -> None:
    """Write the text into a file of the folder that warroom was started in, private, named for whom it is."""
    room = view.host.room
    path = await _written(view, file_name(room.room, row, "txt"), text_of(room.state, row, room.room).encode())
    view.tell(f"written: {path.name} in {path.parent}; y when it is with them")


async def mail(view: "OutboxView", row: Row) -> None:
    """Write it as ``.eml``: a mail program opens it as a draft with its files; sending it there is said with y."""
    from screens.outbox.carrying import mail_is_written, mail_of  # email.* is only for who writes one

    room = view.host.room
    path = await _written(view, file_name(room.room, row, "eml"), await mail_of(room, row))
    await mail_is_written(room, row)
    view.tell(f"written: {path.name} in {path.parent}: open it in your mail program, send it, then y here")


async def _written(view: "OutboxView", name: str, data: bytes) -> Path:
    desk = view.host.desk
    write_out = desk.write_out
    if write_out is None:
        raise BadInput("no file can be written from here; c copies it")
    return await desk.run(lambda: write_out(name, data))
