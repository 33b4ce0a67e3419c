"""Picking what holds where people disagree: one way for every kind of conflict, from every screen of a room."""

from typing import Any

from screens.asking import Ask
from screens.hosting import Host, needs, numbered
from warroom import picking
from warroom.errors import WarroomError
from warroom.state.conflicts import Conflict, found, of_record
from warroom.state.record import Record

AGREED = "people agree on everything; there is nothing to pick"


async def pick_of(host: Host, record: Record[Any] | None) -> None:
    """Pick about what is under the cursor; with no conflict there, about what else people disagree on."""
    of_this = list(of_record(host.room.state, record)) if record is not None else []
    await _pick(host, of_this or found(host.room.state))


async def pick_role(host: Host, role: str) -> None:
    """Pick who has a role; with no conflict there, about what else people disagree on."""
    waiting = found(host.room.state)
    await _pick(host, [one for one in waiting if (one.about, one.field) == ("role", role)] or waiting)


async def pick_any(host: Host) -> None:
    """Pick about anything that people disagree on."""
    await _pick(host, found(host.room.state))


async def _pick(host: Host, waiting: list[Conflict]) -> None:
    if not waiting:
        raise WarroomError(AGREED)
    conflict = waiting[0]
    if len(waiting) > 1:
        chosen = await host.choose("What do you pick about", numbered([one.words for one in waiting]))
        if chosen is None:
            return
        conflict = waiting[int(chosen)]
    words = [f"{one.words}: {one.who}" for one in conflict.sides]
    picked = await host.choose(
        f"{conflict.what}: what holds?", numbered(words), "People set it without seeing the other."
    )
    if picked is None:
        return
    side = conflict.sides[int(picked)]
    reason = ""
    if picking.needs_reason(host.room, conflict, side):
        ask = Ask("reason", "Why", hint="stays with it", check=needs("say why: it is read with it later"))
        answers = await host.ask(f"pick {conflict.what}", f"{conflict.what}: {side.words}", [ask])
        if answers is None:
            return
        reason = answers["reason"]
    await picking.pick(host.room, conflict, side, reason)
    host.tell(f"{conflict.what}: {side.words} holds; z takes it back")
