"""The times of a command as they were read: what the typist sees before enter, and is told after it. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from warroom.clock import from_stamp
from warroom.due_times import read_due, read_range, say_due
from warroom.errors import BadInput
from warroom.grammar import orders, panel_orders
from warroom.grammar.context import Context
from warroom.grammar.orders import Order
from warroom.grammar.owner_orders import OwnerOrder
from warroom.times import read_time, say_time

DUE_FIELDS: Final = frozenset({"due", "review", "review_at"})
"""What ``/set`` calls the fields that hold a time to come."""
UNKNOWN: Final = frozenset({"unknown", "none", "未知"})
"""What an estimate says when there is none."""


def echo_order(order: Order, context: Context) -> str:
    """Such as ``due Fri 27 Nov 18:00 UTC+8 (end of the working day), in 5 d``; empty for a command without a time.

    Raises ``BadInput`` for a time in it that can't be read.
    """
    return " · ".join(_times(order, context))


def _times(order: Order, context: Context) -> Iterator[str]:
    match order:
        case panel_orders.AddTask(due=at) | panel_orders.AddFollowUp(due=at) if at is not None:
            yield f"due {_due(at, order.due_note, context)}"
        case panel_orders.Decide(review_at=at) | panel_orders.Review(next_review=at) if at is not None:
            yield f"review {_due(at, order.due_note, context)}"
        case panel_orders.Set(_, field, value) if field in DUE_FIELDS and value.strip() not in ("-", "－"):
            yield f"due {_read(value, '', context)}"
        case orders.SetTime(_, at) | orders.Jump(at) | orders.AsOf(at):
            yield say_time(at, now=context.now, zone=context.zone)
        case OwnerOrder(verb, name, text, parts):
            if verb == "eta" and text.strip().casefold() not in UNKNOWN:
                low, high = read_range(text, now=context.now, zone=context.zone, ends=context.day_end(name))
                yield f"{_due(low.at, low.note, context)} to {_due(high.at, high.note, context)}"
            for part, word in (("due", "due"), ("until", "until"), ("next", "next update")):
                if value := parts.get(part, ""):
                    yield f"{word} {_part(value, parts.get('due_note', ''), name, context)}"
            if value := parts.get("at", ""):
                at = read_time(value, now=context.now, zone=context.zone).at
                yield say_time(at, now=context.now, zone=context.zone)


def _part(value: str, note: str, owner: str, context: Context) -> str:
    """A part of an order: as events hold it already, or as it was typed."""
    try:
        return _due(from_stamp(value), note, context)
    except BadInput:
        return _read(value, owner, context)


def _read(value: str, owner: str, context: Context) -> str:
    read = read_due(value, now=context.now, zone=context.zone, ends=context.day_end(owner))
    return _due(read.at, read.note, context)


def _due(at: datetime, note: str, context: Context) -> str:
    return say_due(at, note, now=context.now, zone=context.zone)
