"""What came back from an owner's mail server after it had been accepted, as lines of their thread. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from screens.outbox.standing import address_of
from screens.rows import day_words
from screens.widgets.panels import Item
from screens.widgets.row import Row as Line
from warroom.clock import from_stamp
from warroom.delivery.attention import came_back, is_open, next_way, owner_of
from warroom.state.deliveries import ARRIVED, BOUNCE, Delivery, Row, Try
from warroom.state.room_state import RoomState

BACK: Final = "back:"
"""What the key of such a line begins with; the delivery's key and the event's id follow."""
_PHONE: Final = "phone "


def bounces(state: RoomState, owner: str) -> Iterator[tuple[Row, Try]]:
    """Each time that a delivery to an owner came back."""
    for row in state.deliveries:
        if owner_of(row) == owner:
            for step in row.steps:
                if isinstance(step.said, Delivery) and step.said.stage == BOUNCE:
                    yield row, step


def still_calls(state: RoomState, row: Row, step: Try) -> bool:
    """Whether somebody still has to do something about it."""
    return row.deciding.event.eid == step.event.eid and is_open(state, row)


def calls(state: RoomState) -> bool:
    """Whether something came back that nobody has done anything about."""
    return any(came_back(row) and is_open(state, row) for row in state.deliveries)


def item(state: RoomState, row: Row, step: Try, zone: ZoneInfo) -> Item:
    """``#2 came back: 550 no such mailbox; telephone them``."""
    at: datetime = from_stamp(step.at).astimezone(zone)
    open_now = still_calls(state, row, step)
    line = Line(
        key=f"{BACK}{row.key}:{step.event.eid}",
        day=day_words(at),
        time=f"{at:%H:%M}",
        mark="BCK",
        tone="milestone" if open_now else "system",
        who="",
        text=words(state, row, step, open_now=open_now),
        note=", ".join(filter(None, (address_of(row), _others(state, row)))),
        flag="!!" if open_now else "",
    )
    return Item(line, step.event.eid, line.key)


def words(state: RoomState, row: Row, step: Try, *, open_now: bool) -> str:
    """What came back, what was said, and what to do while it is to be done."""
    said = step.said
    number = row.queued.number if row.queued is not None else 0
    answer = _answer(said.code, said.text) if isinstance(said, Delivery) else ""
    do = f"; {_to_do(state, row)}" if open_now else ""
    return f"{f'#{number} ' if number else ''}came back{': ' if answer else ''}{answer}{do}"


def _answer(code: str, text: str) -> str:
    """Many servers repeat the code in their words; it is said once."""
    return text if text.startswith(code) else f"{code} {text}".strip()


def _to_do(state: RoomState, row: Row) -> str:
    way = next_way(state, row)
    return f"telephone {way.removeprefix(_PHONE)}" if way.startswith(_PHONE) else "telephone them"


def _others(state: RoomState, row: Row) -> str:
    rows = state.deliveries.of(row.steps[0].said.draft)
    return "others of theirs have it" if any(one.state in ARRIVED for one in rows if one.key != row.key) else ""
