"""The deliveries as plain JSON: what is queued or went to whom, how it stands, and every step of it."""

from typing import Any

from warroom.state.deliveries import Row
from warroom.state.kinds import to_payload
from warroom.state.room_state import RoomState

_WHOLE = ("owner_id", "draft", "revision", "number", "channel", "contact", "name", "message_id", "by_hand", "key")


def section(state: RoomState) -> dict[str, Any]:
    """Every delivery, in the order in which they were queued; nothing in a room that never sent."""
    found = [_delivery(row) for row in state.deliveries]
    return {"deliveries": found} if found else {}


def _delivery(row: Row) -> dict[str, Any]:
    said = row.queued
    whole = {name: getattr(said, name) for name in _WHOLE if name != "key"} if said is not None else {}
    return {
        "key": row.key,
        **whole,
        "state": row.state,
        "tries": row.attempt,
        "parts": row.parts,
        "resent": row.resent,
        "may_be_there": row.reached,
        "steps": [
            {
                "eid": one.event.eid,
                "at": one.at,
                "kind": one.event.kind,
                "by": one.event.author,
                **{name: value for name, value in to_payload(one.said).items() if name not in _WHOLE},
            }
            for one in row.steps
        ],
    }
