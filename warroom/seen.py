"""What a person had before their eyes when they pressed a key: what they set replaces that, nothing that came after.

A dialog stays open for minutes while others go on. What they stored meanwhile is folded, but who chose in the dialog
didn't see it; named among the ``bases`` it would be replaced in silence. The screens say ``as_of`` which look a command
stems from; a script reads and stores at once, and needs none.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

import msgspec

from warroom.events import Event
from warroom.state.kinds import Payload, read
from warroom.state.room_state import KINDS, RoomState


class Look(NamedTuple):
    """A room as it was folded at one moment."""

    reach: Mapping[str, int]
    """By origin the last ``oseq`` that was here; an origin's events come in their order."""

    def saw(self, event: Event) -> bool:
        """Whether an event was here then."""
        return event.oseq <= self.reach.get(event.origin, 0)


_LOOK: ContextVar[Look | None] = ContextVar("look", default=None)
"""Of the command that runs in this task; each key's command runs in a task of its own."""


@contextmanager
def as_of(look: Look) -> Iterator[None]:
    """What is recorded within stems from what was seen in that look."""
    token = _LOOK.set(look)
    try:
        yield
    finally:
        _LOOK.reset(token)


def look_again(look: Look) -> None:
    """Within ``as_of``: the person was shown the room anew."""
    _LOOK.set(look)


def present_look() -> Look | None:
    """The look that the running command stems from, None for one that reads and stores at once."""
    return _LOOK.get()


def as_seen(payload: Payload, state: RoomState, saw: Callable[[Event], bool]) -> Payload:
    """``payload`` with the heads that its author saw in place of those that hold now, and with the value they had."""
    bases: list[str] = getattr(payload, "bases", [])
    seen = _seen_heads(bases, state, saw)
    if seen == bases:
        return payload
    changes: dict[str, object] = {"bases": seen}
    if payload.value_field:
        changes["was"] = _value(seen, state, payload.value_field)
    return msgspec.structs.replace(payload, **changes)


def _seen_heads(bases: Iterable[str], state: RoomState, saw: Callable[[Event], bool]) -> list[str]:
    """Each base that was seen; for one that wasn't, those that it replaced and that were."""
    found: dict[str, None] = {}
    walked: set[str] = set()
    waiting = list(reversed(list(bases)))
    while waiting:
        eid = waiting.pop()
        if eid in walked:
            continue
        walked.add(eid)
        event = state.event(eid)
        if event is None or saw(event):
            found[eid] = None
        else:
            waiting += reversed([str(base) for base in event.payload.get("bases", ())])
    return list(found)


def _value(heads: Iterable[str], state: RoomState, field: str) -> str:
    """The value that held: that of the last head in fold order."""
    events = sorted((event for eid in heads if (event := state.event(eid)) is not None), key=lambda one: one.stamp)
    said = read(events[-1], KINDS) if events else None
    return str(getattr(said, field, "") or "")
