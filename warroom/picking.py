"""Picking what holds where people set something without seeing each other; the event says who picked, and of what."""

from typing import Any, Final

from warroom.acts.causes import primary_set
from warroom.acts.recording import change, changed
from warroom.errors import WarroomError
from warroom.events import Event
from warroom.room import Room
from warroom.state.causes import Proposed
from warroom.state.commitments import Made
from warroom.state.conflicts import Conflict, Side
from warroom.state.decisions import DecisionMade
from warroom.state.incident import ENDED
from warroom.state.record import Record
from warroom.state.risks import RiskSet
from warroom.state.tasks import TaskSet
from warroom.state.team import ROLES

REASONED: Final[dict[type, frozenset[str]]] = {
    Proposed: frozenset({"ruled_out"}),
    TaskSet: frozenset({"blocked", "cancelled"}),
    RiskSet: frozenset({"closed"}),
    DecisionMade: frozenset({"reversed"}),
    Made: frozenset({"broken", "withdrawn"}),
}
"""States that need a reason of their own, by record."""


def needs_reason(room: Room, conflict: Conflict, side: Side) -> bool:
    """Whether picking that side needs a reason: those are kept with the state, and read there."""
    if conflict.about == "status":
        return side.value not in ENDED and room.state.incident.status.value in ENDED
    record = conflict.record
    return (
        record is not None and conflict.field == "state" and side.value in REASONED.get(type(record.now), frozenset())
    )


async def pick(room: Room, conflict: Conflict, side: Side, reason: str = "") -> Event:
    """Say which side holds; without a ``reason`` it says between what was picked."""
    why = reason.strip() or f"picked of {' and '.join(one.words for one in conflict.sides)}"
    match conflict.about:
        case "severity":
            return await room.set_severity(side.value, why)
        case "status":
            return await room.set_status(side.value, why)
        case "role":
            role = next(one for one in ROLES if one == conflict.field)
            return await room.take_role(role, side.value, why)
        case "plan":
            return await room.owners.settle(conflict.field, side.value)
        case "primary":
            causes = room.state.causes
            factor = causes.factors.named(side.value)
            return (await room.do([(change(primary_set(causes, factor, primary=True, reason=why)), None)]))[0]
    assert conflict.record is not None
    return await _of_record(room, conflict.record, conflict.field, side, why)


async def _of_record(room: Room, record: Record[Any], field: str, side: Side, why: str) -> Event:
    """States and due times have events of their own; the other fields are set as an edit sets them."""
    match record.now, field:
        case Proposed(), "state":
            return await room.causes.set_state(record.eid, side.value, why)
        case TaskSet(), "state":
            return await room.tasks.set_state(record.eid, side.value, why)
        case Made(), "due" if not side.value:
            raise WarroomError("a promise needs a time: pick another, or v gives it one; nothing was changed")
        case Made(), "due":
            return await room.promises.move(record.eid, side.value, why)
        case Made(), "state":
            return await _ended(room, record.eid, side.value, why)
        case _, "assignee" if hasattr(record.now, "side"):
            fields = {"assignee": side.value, **_whose(side.event)}
        case _:
            fields = {field: side.value}
    return (await room.do([(change(changed(record, fields, reason=why, as_one=True)), None)]))[0]


def _whose(event: Event) -> dict[str, Any]:
    """On whose side the person is that an event gave something to."""
    return {"side": event.payload.get("side", "staff"), "owner": event.payload.get("owner", "")}


async def _ended(room: Room, promise: str, state: str, why: str) -> Event:
    match state:
        case "kept":
            return await room.promises.keep(promise, why)
        case "broken":
            return await room.promises.break_(promise, why)
        case "withdrawn":
            return await room.promises.withdraw(promise, why)
    return await room.promises.reopen(promise, why)
