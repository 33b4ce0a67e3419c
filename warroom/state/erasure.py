"""Erasing: what is left of an event whose words were taken away for good (a pasted password)."""

import re
from typing import Any, Final, get_args

import msgspec

from warroom.clock import from_stamp
from warroom.errors import BadInput
from warroom.events import Event
from warroom.state.incident import SEVERITIES, STATUSES, ComponentImpact

SPOKEN = frozenset(
    {
        *("text", "reason", "note", "title", "public_title", "name", "contact", "actor", "mentions"),
        *("component", "owner", "assignee", "effect", "risk", "fallback", "criterion", "countermeasure"),
        *("options", "decided_by", "executor", "objections"),
        *("people", "agreed", "concerns", "avoid", "channels", "emergency_channel", "message_id"),
    }
)
"""The payload fields that hold what people wrote; erasing empties these, at any depth."""

READ = frozenset({"due", "review_at", "low", "high", "until", "was", "next_update", "next_try"})
"""The fields that hold what the program read: a time, a level. What is of no such form is words, and goes too.

They stay because clocks, promises and what was told hang on them: that words are gone changes no duty.
"""

_ID: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_STAMP: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{1,6}Z"
_LEVELS: Final = frozenset({*SEVERITIES, *STATUSES, *get_args(ComponentImpact), "mitigated", "late", "broken"})
_COMPOSED: Final = re.compile(rf"(?:suspected|confirmed)(?: {_ID})*|{_STAMP}/{_STAMP}/(?:low|medium|high)?")
"""A cause and an estimate as they are compared (``updates.facts``)."""


def _blank(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _kept(key, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_blank(item) for item in value]
    return value


def _kept(key: str, value: Any) -> Any:
    if key in READ and isinstance(value, str):
        return value if _is_read(value) else ""
    return _emptied(value) if key in SPOKEN | READ else _blank(value)


def _emptied(value: Any) -> Any:
    if isinstance(value, str):
        return ""
    if isinstance(value, list):
        return []
    return _blank(value)


def _is_read(text: str) -> bool:
    """Whether a text is a time or a level as the program writes them: nobody's words."""
    if text in _LEVELS or _COMPOSED.fullmatch(text):
        return True
    try:
        from_stamp(text)
    except BadInput:
        return False
    return True


def blank(event: Event, erasure: str) -> Event:
    """``event`` without its words, marked as erased by the event ``erasure``; the same whichever copy it is given.

    The sealed ``sha`` stays: it still proves to others which event this was.
    """
    return msgspec.structs.replace(event, payload=_blank(event.payload), erased=erasure)
