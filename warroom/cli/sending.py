"""What ``send`` and ``outbox`` share: the engine of a room, its progress on standard error, deliveries as JSON."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from shlex import quote
from typing import Any, Final

from store.lease import RoomLease
from store.resolve import room_folder
from warroom.cli.failures import tell
from warroom.cli.ground import Ground
from warroom.delivery import book
from warroom.delivery.outbox import Outbox
from warroom.delivery.superseded import in_place_of, is_gone
from warroom.delivery.words import row_words, whom
from warroom.room import Room
from warroom.seal import room_ref
from warroom.state.deliveries import ARRIVED, FAILED, Delivery, Row
from warroom.state.room_state import Applied

LAST_WORDS: Final = 5.0
"""Seconds for tries under way after ctrl+c; what has not ended by then is unknown."""
_LOOK: Final = 0.5
"""Seconds between two looks whether something keeps it from working."""
SHORT: Final = 8
"""Letters of a key that people are shown; any unique beginning of it names the delivery."""


_WAYS: Final = {
    "unknown": "look there, or ask them. It is there: {command} --confirm phone; it is not: --cancel --reason HOW, "
    "then --retry; send it once more, marked: --resend",
    "rejected": "mend what they say, then {command} --retry",
    "dead": "telephone them, mend what is wrong, then {command} --retry",
    "cancelled": "it did not go; {command} --retry once that is mended",
    "changed": "what stands now, text and address, goes with {send}",
    "by hand": "when it is with them: {command} --confirm chat",
}


class Stopped(Exception):
    """Somebody pressed ctrl+c while it was sending; what is known of each was said."""


def outbox_of(here: Ground, room: Room) -> Outbox:
    """The engine of a room, with the destinations as they are now; faults of the file are said, not raised."""
    known = book.load(book.files(here.folder))
    if known.faults:
        count = len(known.faults)
        tell(f"channels.toml has {count} fault{'s' if count > 1 else ''}; they are listed by: warroom channels check")
    return Outbox(room, RoomLease(Path(room_folder(str(here.folder), room.room)), room.me), known)


@asynccontextmanager
async def told(room: Room, keys: Callable[[], Iterable[str]]) -> AsyncIterator[None]:
    """Say on standard error how each of these deliveries goes on, a line for every change."""
    said: dict[str, str] = {}

    def show(_: Applied | None = None) -> None:
        for key in keys():
            row = room.state.deliveries.get(key)
            if row is None or (row.state == "queued" and not row.attempt and not said.get(key)):
                continue  # that it goes was said before
            words = row_words(row, room.zone)
            if said.get(key) != words:
                said[key] = words
                tell(f"{owner_of(row)}: {whom(row)}: {words}")

    stop = room.subscribe(show)
    try:
        yield
    finally:
        stop()
        show()


async def until_done(outbox: Outbox, room: Room, keys: Callable[[], Iterable[str]]) -> None:
    """Send until everything that was let go has ended. Raises ``Stopped`` after ctrl+c, when what is known was said."""
    async with told(room, keys):
        holder = outbox.holder()
        if holder:
            tell(f"{holder} sends for this room now; it takes these too")
        try:
            await _watched(outbox)
            return
        except asyncio.CancelledError:
            tell(f"stopping: what is under way has {LAST_WORDS:g} s to end (ctrl+c again leaves at once)")
            ended = await outbox.drain(LAST_WORDS)
    waiting = [row for row in map(room.state.deliveries.get, keys()) if row is not None and row.state == "queued"]
    if not ended:
        tell("what is being sent has no end yet: it will be 'unknown', for it may arrive; look there before you resend")
    if waiting:
        tell(f"{len(waiting)} not sent and kept: warroom send or warroom outbox ROOM --run lets them go")
    raise Stopped


async def _watched(outbox: Outbox) -> None:
    """Let it work to its end, and say what keeps it from that, a full disk for instance."""
    said = ""
    work = asyncio.ensure_future(outbox.run())
    try:
        while not (await asyncio.wait([work], timeout=_LOOK))[0]:
            if outbox.trouble and outbox.trouble != said:
                said = outbox.trouble
                tell(f"{said} It is tried again as long as this runs.")
        work.result()
    finally:
        work.cancel()


def what_to_do(rows: Iterable[Row], room: Room) -> list[str]:
    """What a person may do about deliveries that did not arrive for certain, a line for each way that one stands."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        how = _WAYS.get(_stands(row, room), "")
        if how:
            found.setdefault((how, owner_of(row) if how == _WAYS["changed"] else ""), []).append(row.key[:SHORT])
    ref = room_ref(room.room)
    return [
        f"{', '.join(keys)}: "
        + how.format(command=f"warroom outbox {ref} {keys[0]}", send=f"warroom send {ref} {quote(owner)}")
        for (how, owner), keys in found.items()
    ]


def _stands(row: Row, room: Room) -> str:
    """The name in ``_WAYS`` of what is to be done about a delivery; another one: nothing."""
    if row.state == "queued" and row.queued is not None and row.queued.by_hand:
        return "by hand"
    if in_place_of(room.state, row) is not None:
        return ""
    if row.state in FAILED and (is_gone(room.state, row) or room.outbox.text_changed(row)):
        return "changed"
    return row.state


def owner_of(row: Row) -> str:
    """Whom a delivery is for."""
    return row.steps[0].said.owner_id


def arrived(rows: Iterable[Row]) -> bool:
    """Whether all of them were taken over, or somebody said that they are there."""
    return all(row.state in ARRIVED for row in rows)


def as_json(row: Row, room: Room) -> dict[str, Any]:
    """A delivery as ``send --json`` and ``outbox --json`` print it."""
    said, last = row.queued, row.deciding.said
    came = last if isinstance(last, Delivery) else None
    return {
        "key": row.key,
        "owner": owner_of(row),
        "number": said.number if said is not None else None,
        "channel": said.channel if said is not None else None,
        "to": said.contact if said is not None else None,
        "name": (said.name or None) if said is not None else None,
        "by_hand": said.by_hand if said is not None else False,
        "state": row.state,
        "said": row_words(row, room.zone),
        "at": row.deciding.at,
        "tries": row.attempt,
        "resent": row.resent,
        "server": (came.server or None) if came is not None else None,
        "code": (came.code or None) if came is not None else None,
        "text": (came.text or None) if came is not None else None,
        "receipt": (came.receipt or None) if came is not None else None,
        "next_try": came.next_try if came is not None else None,
        "message_id": (said.message_id or None) if said is not None else None,
    }


def line_of(row: Row, room: Room) -> tuple[str, ...]:
    """A delivery as a row of a table: its key, the owner, the update's number, whom and how, and how it stands."""
    number = f"#{row.queued.number}" if row.queued is not None else ""
    newer = in_place_of(room.state, row)
    instead = f"; {newer.key[:SHORT]} took its place" if newer is not None else ""
    return row.key[:SHORT], owner_of(row), number, whom(row), row_words(row, room.zone) + instead
