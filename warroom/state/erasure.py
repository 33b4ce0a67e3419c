"""Erasing: what is left of an event whose text was taken away for good (a pasted password)."""

from typing import Any

import msgspec

from warroom.events import Event

SPOKEN = frozenset(
    {
        *("text", "reason", "note", "title", "public_title", "name", "contact", "actor", "was", "due", "mentions"),
        *("component", "owner", "assignee", "effect", "risk", "fallback", "criterion", "countermeasure"),
        *("options", "decided_by", "executor", "objections", "review_at"),
        *("people", "agreed", "concerns", "avoid", "channels", "emergency_channel"),
        *("low", "high", "until", "message_id", "next_update"),
    }
)
"""The payload fields that hold what people wrote; erasing empties exactly these, at any depth."""


def _blank(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _emptied(item) if key in SPOKEN else _blank(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_blank(item) for item in value]
    return value


def _emptied(value: Any) -> Any:
    if isinstance(value, str):
        return ""
    if isinstance(value, list):
        return []
    return _blank(value)


def blank(event: Event, erasure: str) -> Event:
    """``event`` without its words, marked as erased by the event ``erasure``; the same whichever copy it is given.

    The sealed ``sha`` stays: it still proves to others which event this was.
    """
    return msgspec.structs.replace(event, payload=_blank(event.payload), erased=erasure)
