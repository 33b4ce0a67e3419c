"""``warroom send``: approved updates go to their owners, after one question that names each of them."""

import sys
from pathlib import Path
from typing import Any, Final, NamedTuple

import click

from warroom.cli import access
from warroom.cli.asking import agreed
from warroom.cli.choosing import Choice, Wish, chosen, count_words, left_alone, lines
from warroom.cli.failures import DONE, FINDING, INTERRUPTED, tell
from warroom.cli.ground import Ground, command, ground, json_option, room_argument
from warroom.cli.printing import out, out_json, table
from warroom.cli.sending import Stopped, arrived, as_json, line_of, outbox_of, until_done, what_to_do
from warroom.cli.updates import told_as
from warroom.cli.written import write_file
from warroom.delivery.outbox import Outbox
from warroom.errors import NotFound, WarroomError
from warroom.room import Room
from warroom.state.deliveries import Row
from warroom.state.revisions import Draft

BY_HAND: Final = ("clipboard", "file", "eml")
_CHANGED: Final = "it changed while you were asked, so nothing of it was sent; look at it and send again"


class _Sent(NamedTuple):
    """What came of a command."""

    choices: list[Choice]
    refused: dict[str, str]
    """By draft, why it was not queued after all."""
    rows: list[Row]
    stopped: bool = False
    files: tuple[Path, ...] = ()


@command(
    "send",
    "UPDATE is a draft's five letters, or its owner's name; without one every approved draft goes. What will happen is "
    "shown, each owner with channel, address and count, and asked once; a script says --yes. One owner's block never "
    "holds the others. While it runs, standard error says how each stands; ctrl+c stops, and says what is known. Exit "
    "code 0 only when everything that was asked for was accepted (--by-hand: is in your hands), else 1. "
    "docs/sending.md says what each state claims.",
)
@room_argument
@click.argument("updates", metavar="[UPDATE]", nargs=-1)
@click.option("--to", metavar="WHOM", multiple=True, help="Only to this person, address or destination of the plan.")
@click.option("--channel", metavar="NAME", multiple=True, help="By this channel of the plan, not the first that works.")
@click.option("--by-hand", type=click.Choice(BY_HAND), default=None,
              help="You carry it: the text goes to the clipboard, into a file, or into a mail to open.")  # fmt: skip
@click.option("--yes", is_flag=True, help="Send without asking; for scripts.")
@json_option
def send(
    room: str,
    updates: tuple[str, ...],
    to: tuple[str, ...],
    channel: tuple[str, ...],
    by_hand: str | None,
    yes: bool,
    as_json: bool,
) -> int:
    """``warroom send``."""
    here = ground()
    wish = Wish(to, channel, by_hand or "")

    async def work(one: Room) -> tuple[_Sent, Any, list[tuple[str, ...]], list[str]]:
        sent = await _send(here, one, updates, wish, yes)
        hints = what_to_do(sent.rows, one)
        return sent, _json(sent, one), [line_of(row, one) for row in sent.rows], hints

    sent, found, shown, hints = access.in_room(here, room, work)
    if as_json:
        out_json(found)
    elif shown:
        out(table(shown))
    for path in sent.files:
        tell(f"written: {path}")
    for hint in hints:
        tell(hint)
    return _code(sent, by_hand=bool(by_hand))


def _code(sent: _Sent, *, by_hand: bool) -> int:
    if sent.stopped:
        return INTERRUPTED
    held = any(one.held for one in sent.choices) or any(sent.refused.values())
    done = bool(sent.rows) and (by_hand or arrived(sent.rows))  # by hand: it is in the hands of who asked for it
    return DONE if done and not held else FINDING


async def _send(here: Ground, room: Room, updates: tuple[str, ...], wish: Wish, yes: bool) -> _Sent:
    outbox = outbox_of(here, room)
    await outbox.recover()
    refs = [_named(room, one) for one in updates] or [one.eid for one in _ready(room)]
    if not refs:
        raise WarroomError("nothing is approved and waits to be sent; warroom updates ROOM lists the drafts")
    proposals = outbox.propose(dict.fromkeys(refs))
    if not updates:
        drafts = {one.eid: one for one in room.state.revisions.drafts}
        proposals = [one._replace(why=one.why or left_alone(room, drafts[one.draft])) for one in proposals]
    choices = chosen(proposals, wish)
    for line in lines(choices):
        tell(line)
    if not any(one.goes for one in choices):
        return _Sent(choices, {}, [])
    before = {one.proposal.draft: _what(room, one) for one in choices if one.goes}
    agreed(f"Sends {count_words(choices)}", yes=yes)
    await room.refresh()
    # Between the question and the yes somebody may have changed something: only what was agreed to goes.
    again = chosen(outbox.propose(before), wish)
    same = [one.proposal.draft for one in again if _what(room, one) == before[one.proposal.draft]]
    wanted = {one.proposal.draft: one.targets for one in choices if one.goes and one.proposal.draft in same}
    refused = {draft: _CHANGED for draft in before if draft not in same} | await outbox.send(wanted)
    for draft, why in refused.items():
        if why:
            tell(f"{next(one.proposal.owner for one in choices if one.proposal.draft == draft)}: {why}")
    keys = [_key(room, draft, target) for draft, targets in wanted.items() if not refused[draft] for target in targets]
    stopped = await _followed(outbox, room, keys)
    rows = [row for key in keys if (row := room.state.deliveries.get(key)) is not None]
    files = await _carried(room, rows, wish.by_hand)
    return _Sent(choices, refused, rows, stopped, files)


def _named(room: Room, ref: str) -> str:
    """The draft that a person means; one that was told may still go to others of theirs."""
    try:
        return room.updates.find(ref).eid
    except NotFound as error:
        try:
            carried = told_as(room, ref).said.update
        except NotFound:
            carried = ""
        if not carried:
            raise error
        return carried


def _what(room: Room, one: Choice) -> tuple[object, ...]:
    """What a person agrees to: this text as this update to these addresses."""
    return one.proposal.number, room.updates.find(one.proposal.draft).head.eid, one.targets


async def _followed(outbox: Outbox, room: Room, keys: list[str]) -> bool:
    """Whether somebody stopped it."""
    try:
        await until_done(outbox, room, lambda: keys)
    except Stopped:
        return True
    return False


def _ready(room: Room) -> list[Draft]:
    """The drafts that wait to be sent: approved ones that nobody has, and those of which something waits."""
    found = []
    for one in room.state.revisions.drafts:
        rows = room.state.deliveries.of(one.eid)
        waits = any(row.state == "queued" and row.queued is not None and not row.queued.by_hand for row in rows)
        nobody = not one.discarded and not one.disputed and room.state.updates.carried(one.eid) is None
        if waits or (nobody and room.updates.verdict(one.eid).may_go):
            found.append(one)
    return found


def _key(room: Room, draft: str, target: Any) -> str:
    wanted = (target.channel, target.contact.casefold())
    rows = [one for one in room.state.deliveries.of(draft) if one.queued is not None]
    return next(
        (
            one.key
            for one in reversed(rows)
            if one.queued and (one.queued.channel, one.queued.contact.casefold()) == wanted
        ),
        "",
    )


async def _carried(room: Room, rows: list[Row], by_hand: str) -> tuple[Path, ...]:
    """Give what a person carries into their hands: on the clipboard, or in files here, which it names."""
    if not by_hand:
        return ()
    # What a mail is made with is imported for whoever writes one.
    from screens.outbox.carrying import file_name, mail_is_written, mail_of, text_of

    mine = [row for row in rows if row.queued is not None and row.queued.by_hand]
    if by_hand == "clipboard":
        _copy("\n\n".join(text_of(room.state, row, room.room) for row in mine))
    made = []
    for row in mine if by_hand in ("file", "eml") else []:
        path = Path.cwd() / file_name(room.room, row, "txt" if by_hand == "file" else "eml")
        data = text_of(room.state, row, room.room).encode() if by_hand == "file" else await mail_of(room, row)
        write_file(path, data)
        if by_hand == "eml":
            await mail_is_written(room, row)
        made.append(path)
    return tuple(made)


def _copy(text: str) -> None:
    """Into the terminal's clipboard (OSC 52), through standard error: standard output may be a pipe."""
    from base64 import b64encode

    if not sys.stderr.isatty():
        out(text)
        tell("no terminal is here, so no clipboard: the text is on standard output")
        return
    sys.stderr.write(f"\x1b]52;c;{b64encode(text.encode()).decode()}\a")
    sys.stderr.flush()
    tell(f"copied {len(text):,} characters, if your terminal lets programs do that; else --by-hand file")


def _json(sent: _Sent, room: Room) -> Any:
    return [
        {
            "ref": one.proposal.ref,
            "owner": one.proposal.owner,
            "number": one.proposal.number,
            "held": [*one.held, *filter(None, [sent.refused.get(one.proposal.draft, "")])],
            "deliveries": [
                as_json(row, room) for row in sent.rows if row.queued and row.queued.draft == one.proposal.draft
            ],
        }
        for one in sent.choices
    ]


COMMANDS = {"send": send}
