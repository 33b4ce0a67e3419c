"""``warroom outbox``: what was given to which channel and what came of it, and what a person decides of it."""

from typing import Any, Final, NamedTuple

import click

from warroom.cli import access
from warroom.cli.asking import agreed
from warroom.cli.failures import DONE, FINDING, INTERRUPTED, tell
from warroom.cli.ground import Ground, command, ground, json_option, room_argument
from warroom.cli.printing import out, out_json, table
from warroom.cli.sending import SHORT, Stopped, arrived, as_json, line_of, outbox_of, owner_of, until_done, what_to_do
from warroom.delivery.words import counts, row_words, whom
from warroom.errors import Ambiguous, BadInput, NotFound, NotSaved, WarroomError
from warroom.room import Room
from warroom.state.deliveries import ARRIVED, Row
from warroom.state.owners import MEANS, Means
from warroom.text import clean

_ACTS: Final = ("resend", "retry", "run", "cancel", "confirm", "text")


_ENDED: Final = frozenset({*ARRIVED, "cancelled"})


class _Wish(NamedTuple):
    """What to do with a delivery."""

    key: str
    act: str = ""
    means: Means = "other"
    people: tuple[str, ...] = ()
    reason: str = ""
    by: str = ""
    at: str | None = None
    yes: bool = False


@command(
    "outbox",
    "KEY is any unique beginning of a delivery's key, or of its owner's name where one of theirs is open. Without an "
    "option it is shown. --run without KEY lets go all that waits since a program ended. Exit code 1 when something "
    "that was asked for has not arrived. docs/sending.md says what each state claims, and what to do about it.",
)
@room_argument
@click.argument("key", metavar="[KEY]", default="")
@click.option("--resend", is_flag=True, help="Send again what may have arrived; its reader sees that it is a repeat.")
@click.option("--retry", is_flag=True, help="Send again what certainly did not arrive: rejected, dead or cancelled.")
@click.option("--run", is_flag=True, help="Let go what waits since a program ended.")
@click.option(
    "--cancel",
    is_flag=True,
    help="Let it not go; of one that is unknown: it did not arrive, --reason says how you know.",
)
@click.option("--confirm", metavar="MEANS", default="", help=f"It is there: {', '.join(MEANS)}.")
@click.option("--text", is_flag=True, help="Print the text, as its channel shows it.")
@click.option("--with", "people", metavar="NAMES", default="", help="Who got it, with commas.")
@click.option("--by", metavar="NAME", default="", help="Who says so, when it is not you.")
@click.option("--at", metavar="TIME", default=None, help="When it was there: -5m, 14:20.")
@click.option("--reason", metavar="TEXT", default="", help="Why, or how you know.")
@click.option("--yes", is_flag=True, help="Send without asking; for scripts.")
@json_option
def outbox(room: str, key: str, as_json: bool, **given: Any) -> int:
    """``warroom outbox``."""
    here, wish = ground(), _wish(key, given)

    async def work(one: Room) -> tuple[int, Any, str, list[str]]:
        code, rows, text = await _do(here, one, wish)
        if not rows and not wish.act:
            tell("nothing was sent from this room yet")
        shown = text or (table([line_of(row, one) for row in rows]) if rows else "")
        hints = [] if text else what_to_do(rows, one)
        return code, [as_json_of(row, one) for row in rows], shown, hints

    code, found, shown, hints = access.in_room(here, room, work)
    if as_json:
        out_json(found)
    elif shown:
        out(shown)
    for hint in hints:
        tell(hint)
    return code


def as_json_of(row: Row, room: Room) -> dict[str, Any]:
    """A delivery with each step of it."""
    steps = [
        {"at": one.at, "by": one.event.author, "attempt": one.said.attempt, "state": getattr(one.said, "state", None)}
        for one in row.steps
    ]
    return {**as_json(row, room), "steps": steps}


def _wish(key: str, given: dict[str, Any]) -> _Wish:
    acts = [name for name in _ACTS if given[name]]
    if len(acts) > 1:
        raise BadInput(f"one thing at a time: --{acts[0]} or --{acts[1]}; nothing was changed")
    act = acts[0] if acts else ""
    if act and act != "run" and not key:
        raise BadInput(f"which one? warroom outbox ROOM KEY --{act}; warroom outbox ROOM lists the keys")
    means = given["confirm"].strip().casefold()
    if act == "confirm" and means not in MEANS:
        raise BadInput(f"'{means}' is no means; it is one of {', '.join(MEANS)}; nothing was changed")
    names = given["people"].replace("，", ",").replace("、", ",")
    return _Wish(
        key=key,
        act=act,
        means=means or "other",
        people=tuple(name for one in names.split(",") if (name := clean(one).strip())),
        reason=clean(given["reason"]).strip(),
        by=clean(given["by"]).strip(),
        at=given["at"],
        yes=given["yes"],
    )


async def _do(here: Ground, room: Room, wish: _Wish) -> tuple[int, list[Row], str]:
    """Exit code, the rows to show, and a text to print instead of them."""
    engine = outbox_of(here, room)
    try:
        left = await engine.recover()
    except NotSaved as error:
        if wish.act not in ("", "text"):
            raise
        left = 0
        tell(str(error))  # looking is possible where nothing can be written
    if left:
        tell(f"{left} was being sent when a program ended: it is unknown whether it arrived")
    wish = wish._replace(key=_found(room, wish.key).key) if wish.key else wish
    acts = room.outbox
    if not wish.act:
        rows = [acts.find(wish.key)] if wish.key else list(room.state.deliveries)
        tell(counts(room.state).words) if rows and not wish.key else None
        return DONE, [row for row in rows if row.queued], ""
    if wish.act == "text":
        from screens.outbox.carrying import text_of

        row = acts.find(wish.key)
        return DONE, [row], text_of(room.state, row, room.room)
    if wish.act == "cancel":
        await acts.cancel(wish.key, wish.reason, actor=wish.by)
        return DONE, [acts.find(wish.key)], ""
    if wish.act == "confirm":
        when = access.moment(room, wish.at)
        await acts.confirm(wish.key, wish.means, people=wish.people, note=wish.reason, actor=wish.by, occurred_at=when)
        return DONE, [acts.find(wish.key)], ""
    return await _go(engine, room, wish)


async def _go(engine: Any, room: Room, wish: _Wish) -> tuple[int, list[Row], str]:
    """Send what was named, or all that waits; after one question."""
    acts = room.outbox
    rows = [acts.find(wish.key)] if wish.key else [row for row in room.state.deliveries if _waits(row)]
    if wish.act == "run" and any(not _waits(row) for row in rows):
        raise WarroomError(f"it is {rows[0].state.replace('_', ' ')}, so it doesn't wait to be sent; nothing was sent")
    if not rows:
        raise WarroomError("nothing waits to be sent")
    for row in rows:
        number = row.queued.number if row.queued else "?"
        tell(f"{owner_of(row)}  update #{number}: {whom(row)}: {row_words(row, room.zone)}")
        draft = room.state.revisions.get(row.queued.draft) if row.queued is not None else None
        overtaken = acts.overtaken(draft) if draft is not None else ""
        if overtaken and wish.act == "resend":
            tell(f"{owner_of(row)}: {overtaken}, so this is older than what they know")
    agreed(_question(rows, wish.act), yes=wish.yes)
    await room.refresh()  # somebody else may have decided meanwhile
    keys, refused = [], False
    for row in rows:
        try:
            keys.append(await engine.again(row.key, resend=wish.act == "resend"))
        except WarroomError as error:  # one owner's refusal never holds the others
            refused = True
            tell(f"{owner_of(row)}: {error}")
    try:
        await until_done(engine, room, lambda: keys)
    except Stopped:
        return INTERRUPTED, [room.outbox.find(key) for key in keys], ""
    done = [room.outbox.find(key) for key in keys]
    return (DONE if done and arrived(done) and not refused else FINDING), done, ""


def _found(room: Room, key: str) -> Row:
    """The delivery that a key means, or the name of an owner; ``NotFound``, ``Ambiguous``."""
    try:
        return room.outbox.find(key)
    except NotFound:
        owner = key.strip().casefold()
        theirs = [row for row in room.state.deliveries if owner_of(row).casefold().startswith(owner) and row.queued]
        if any(name.casefold() == owner for name in room.state.owners.plans):  # never another's that begins so
            theirs = [row for row in theirs if owner_of(row).casefold() == owner]
        open_ones = [row for row in theirs if row.state not in _ENDED] or theirs
        if len(open_ones) == 1:
            return open_ones[0]
        if not open_ones:
            raise
    keys = ", ".join(f"{row.key[:SHORT]} {whom(row)}" for row in open_ones[:6])
    raise Ambiguous(f"'{key}' names {len(open_ones)} deliveries: {keys}; nothing was changed")


def _waits(row: Row) -> bool:
    return row.state == "queued" and row.queued is not None and not row.queued.by_hand


def _question(rows: list[Row], act: str) -> str:
    owners = ", ".join(dict.fromkeys(map(owner_of, rows)))
    if act == "resend":
        return f"It may have arrived. This sends it AGAIN to {owners}, marked as sent again."
    return f"Sends {len(rows)} message{'s' if len(rows) > 1 else ''} to {owners}."


COMMANDS = {"outbox": outbox}
