"""``warroom replies``: mails that came back, from files, a pipe or a mailbox, put where they belong in a room."""

import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import click

from warroom.cli import access
from warroom.cli.failures import DONE, FINDING, tell
from warroom.cli.ground import Ground, command, ground, json_option, room_argument
from warroom.cli.printing import out, out_json
from warroom.clock import from_stamp
from warroom.errors import Ambiguous, BadInput, NotFound
from warroom.room import Room
from warroom.text import clean

PIPE: Final = "-"
MAILBOX: Final = "the mailbox"
_LARGEST: Final = (25 << 20) + 1
"""Bytes of a file that are read: one more than a mail may have."""
_LOST: Final = frozenset({"unplaced", "elsewhere"})
_NOT_NEW: Final = frozenset({"known", "ours", "elsewhere"})
"""What a mailbox holds besides, each time that it is read."""


class _One(NamedTuple):
    """A mail, and where it was read."""

    source: str
    data: bytes


@command(
    "replies",
    "FILE is a mail (.eml), '-' one from a pipe. A reply becomes a message of its owner with its questions; a bounce "
    "marks its delivery; what a machine answered is only shown. --fetch reads the mailbox of a mail server of "
    "channels.toml (imap_host ...) without changing it. The same mail again records nothing. Exit code 1 when one "
    "belongs nowhere: --owner says whose it is.",
)
@room_argument
@click.argument("files", metavar="[FILE]...", nargs=-1)
@click.option(
    "--fetch", "fetch", metavar="NAME", default="", help="Read the mailbox of this mail server; '-' the only one."
)
@click.option("--owner", "owner", metavar="NAME", default="", help="Whose mails these are.")
@json_option
def replies(room: str, files: tuple[str, ...], fetch: str, owner: str, as_json: bool) -> int:
    """``warroom replies``."""
    if not files and not fetch:
        raise BadInput("which mails? warroom replies ROOM FILE... (.eml, '-' for a pipe), or --fetch NAME")
    if files and fetch:
        raise BadInput("files or --fetch, one at a time; nothing was recorded")
    if fetch and owner:
        raise BadInput("--owner says whose files these are; a mailbox holds those of many; nothing was recorded")
    here = ground()
    given = [_read(name) for name in files]

    async def work(one: Room) -> list[dict[str, Any]]:
        # Here, not above: what reads mails costs a start-up more than a command does.
        from warroom.delivery.replies import take_in

        done: list[dict[str, Any]] = []
        for mail in given if files else _fetched(here, one, fetch):
            try:
                came = await take_in(one, mail.data, clean(owner).strip())
                made = {"kind": came.kind, "said": came.said, "owner": came.owner, "number": came.number}
                made["refs"] = [event.ref for event in came.events]
            except (NotFound, Ambiguous):  # the owner that was named: no mail has another
                raise
            except BadInput as error:
                made = {"kind": "unplaced", "said": str(error), "owner": "", "number": 0, "refs": []}
            if files or made["kind"] not in _NOT_NEW:
                done.append({"source": mail.source, **made})
                _shown(done[-1], as_json)
        return done

    found = access.in_room(here, room, work)
    if as_json:
        out_json(found)
    elif not found:
        tell("nothing new there is about this room")
    lost = sum(one["kind"] in _LOST for one in found)
    if lost and len(found) > 1:
        tell(f"{lost} of {len(found)} belong nowhere yet; nothing was recorded of them")
    return FINDING if lost else DONE


def _shown(one: dict[str, Any], as_json: bool) -> None:
    if not as_json:
        out(one["said"] if one["source"] == MAILBOX else f"{one['source']}: {one['said']}")


def _read(name: str) -> _One:
    try:
        if name == PIPE:
            if sys.stdin is None:
                raise BadInput("standard input is closed; nothing was recorded")
            return _One("standard input", sys.stdin.buffer.read(_LARGEST))
        with Path(name).open("rb") as file:
            return _One(name, file.read(_LARGEST))
    except OSError as error:
        raise BadInput(f"{name} can't be read ({error.strerror}); nothing was recorded") from error


def _fetched(here: Ground, room: Room, name: str) -> Iterator[_One]:
    """The mails of a mailbox that may be about this room."""
    from warroom import seal
    from warroom.delivery import imap
    from warroom.delivery.replies import may_concern

    inbox, server = _inbox(here, name)
    since = _since(room)
    if since is None:
        raise BadInput("nothing was sent from this room yet, so nobody can have replied")
    tell(f"reading {server}; nothing there is changed")
    ref = seal.room_ref(room.room)
    for data in imap.fetch(inbox, since, lambda fields: may_concern(room.state, ref, fields)):
        yield _One(MAILBOX, data)


def _since(room: Room) -> datetime | None:
    """When the first mail was queued."""
    begun: Iterable[str] = (row.steps[0].at for row in room.state.deliveries)
    return min(map(from_stamp, begun), default=None)


def _inbox(here: Ground, name: str) -> tuple[Any, str]:
    """Where replies arrive, with its password in hand, and how it is shown."""
    from warroom.delivery import book
    from warroom.delivery.mail import settings

    known = book.load(book.files(here.folder))
    servers = [one for one in known.destinations if one.channel == "email" and "imap_host" in one.settings]
    found = servers if name == PIPE else [one for one in known.named(name) if one in servers]
    if not found:
        there = ", ".join(one.called for one in servers)
        hint = f"there are {there}" if there else "channels.toml has no mail server with imap_host (docs/channels.md)"
        raise NotFound(f"no mailbox is called '{name}'; {hint}; nothing was read")
    if len(found) > 1:
        raise Ambiguous(f"which one? {', '.join(one.called for one in found)}; nothing was read")
    if found[0].faults:
        raise BadInput(f"{found[0].called} has faults: warroom channels check; nothing was read")
    try:
        inbox = settings.read(found[0].way(reading=True).settings).inbox
    except ValueError as error:
        raise BadInput(f"{found[0].called}: {error}; nothing was read") from error
    assert inbox is not None
    return inbox, f"{inbox.folder} of {inbox.user} at {inbox.host}"


COMMANDS = {"replies": replies}
