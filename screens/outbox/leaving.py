"""Leaving the program while something is being sent: asked once, with what would become unknown."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from textual.app import App

from screens.asking import Option
from screens.dialogs.choice import Choice
from screens.outbox.rows import seconds_words
from screens.outbox.standing import address_of, way_of
from warroom.delivery.attention import begun, owner_of
from warroom.state.deliveries import ARRIVED, Row

if TYPE_CHECKING:
    from screens.outbox.post import Post

WAIT, LEAVE = "wait", "leave"
STAY: Final = "esc stays here; ctrl+q leaves now"
STAYS: Final = 120.0
"""Seconds for which it is said why nobody left; what is to be done stays in the room's banner for longer."""
SETTLED: Final = (*ARRIVED, "cancelled")
"""States after which nobody has to look."""
_NAMED: Final = 6
"""Deliveries that the question names; the rest is counted."""

_ENDS: Final = {
    "unknown": "UNKNOWN, it may have arrived", "rejected": "REJECTED", "dead": "NOT DELIVERED",
    "queued": "not sent yet", "sending": "UNKNOWN, it may have arrived",
}  # fmt: skip


async def leave(app: App[None], posts: "Sequence[Post]", now: datetime, asked: Callable[[], None]) -> None:
    """Ask (``asked`` is called once that is answered), then wait for the end and leave, leave at once, or stay."""
    flying = [row for post in posts for row in post.under_way]
    waiting = [row for post in posts for row in post.waiting]
    options = [
        Option("w", WAIT, "wait until everything is through, then leave"),
        Option("l", LEAVE, "leave now"),
    ]
    count = len(flying) + len(waiting)
    title = f"{count} deliver{'y is' if count == 1 else 'ies are'} not through yet"
    answer = await app.push_screen_wait(Choice(title, options, words(flying, waiting, now), STAY))
    asked()
    if answer == WAIT:
        app.notify("leaving as soon as everything has arrived; what does not keeps you here", markup=False)
        keys = {row.key for row in (*flying, *waiting)}
        await asyncio.gather(*(post.until_through() for post in posts))
        if open_ends := [row for post in posts for row in post.standing(keys) if row.state not in SETTLED]:
            app.notify(stays(open_ends), severity="warning", timeout=STAYS, markup=False)
            return
    if answer is not None:
        await asyncio.gather(*(post.close() for post in posts))
        app.exit()


def words(flying: Sequence[Row], waiting: Sequence[Row], now: datetime) -> str:
    """What becomes of each when somebody leaves now."""
    parts = []
    if flying:
        parts.append("Leave now, and these become UNKNOWN: they may arrive, and nobody can say whether they did.")
        parts += [f"  {_line(row)}{_since(row, now)}" for row in flying[:_NAMED]]
        parts += [f"  and {len(flying) - _NAMED} more"] if len(flying) > _NAMED else []
    if waiting:
        parts.append("These stay unsent until somebody sends them again (S on screen 4):")
        parts += [f"  {_line(row)}" for row in waiting[:_NAMED]]
        parts += [f"  and {len(waiting) - _NAMED} more"] if len(waiting) > _NAMED else []
    return "\n".join(parts)


def stays(rows: Sequence[Row]) -> str:
    """Why the program did not leave: what came to another end than arrived."""
    parts = ["Not leaving: not everything arrived."]
    parts += [f"{_line(row)}: {_ENDS.get(row.state, row.state)}" for row in rows[:_NAMED]]
    parts += [f"and {len(rows) - _NAMED} more"] if len(rows) > _NAMED else []
    return "\n".join([*parts, "esc 4 O in the room shows what to do; ctrl+q leaves."])


def _line(row: Row) -> str:
    return f"{owner_of(row)}: {way_of(row)} to {address_of(row)}"


def _since(row: Row, now: datetime) -> str:
    since = begun(row)
    return f", sending {seconds_words(now - since)}" if since is not None else ""
