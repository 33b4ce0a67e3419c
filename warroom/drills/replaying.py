"""A drill's room in the incident's own time, and back: every stamp moved by the drill's clock. Pure."""

import re
from functools import lru_cache
from typing import Any, Final

import msgspec

from warroom.clock import from_stamp, to_stamp
from warroom.errors import BadInput
from warroom.events import Event
from warroom.state.drill import Drill
from warroom.state.room_state import RoomState, fold

_STAMP: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")


def replayed(state: RoomState) -> RoomState:
    """The drill's room with every time as the incident's clock has it: so it can be measured beside the real one."""
    return fold(_moved(event, state.drill) for event in state.events)


def in_its_own_time(state: RoomState) -> RoomState:
    """As ``replayed``, made once for each state of the room: its countdowns ask with every tick."""
    return _kept(state, len(state))


@lru_cache(maxsize=2)
def _kept(state: RoomState, _: int) -> RoomState:
    return replayed(state)


def _moved(event: Event, drill: Drill) -> Event:
    if event.kind.startswith("drill."):
        return event
    return msgspec.structs.replace(
        event,
        recorded_at=_mapped(event.recorded_at, drill),
        occurred_at=_mapped(event.occurred_at, drill) if event.occurred_at else None,
        payload=_payload(event.payload, drill),
    )


def _mapped(stamp: str, drill: Drill) -> str:
    try:
        return to_stamp(drill.moment_of(from_stamp(stamp)))
    except (BadInput, OverflowError):  # an event of another program may hold another form
        return stamp


def _payload(value: Any, drill: Drill) -> Any:
    if isinstance(value, dict):
        return {name: _payload(item, drill) for name, item in value.items()}
    if isinstance(value, list):
        return [_payload(item, drill) for item in value]
    return _mapped(value, drill) if isinstance(value, str) and _STAMP.fullmatch(value) else value
