"""The sealed event: everything that happens in a room is one of these, immutable (DESIGN 3)."""

from typing import Any

import msgspec

from warroom import seal

Stamp = tuple[int, str, int]
"""Fold order ``(lam, origin, oseq)``: a total order that no wall clock can disturb."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An event before it has a place in history: what a command makes and the store seals."""

    kind: str
    payload: dict[str, Any]
    author: str
    recorded_at: str
    occurred_at: str | None = None
    v: int = 1
    eid: str = msgspec.field(default_factory=seal.new_uuid)


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One sealed event; times are ``YYYY-MM-DDTHH:MM:SS.ffffffZ`` (UTC), ``payload`` is checked by its kind."""

    eid: str
    room: str
    origin: str
    oseq: int
    lam: int
    author: str
    kind: str
    v: int
    occurred_at: str | None
    recorded_at: str
    payload: dict[str, Any]
    sha: str
    erased: str | None = None
    """Beside the seal: the ``entry.erased`` event that took this event's text away for good."""

    @property
    def stamp(self) -> Stamp:
        """This event's place in fold order."""
        return (self.lam, self.origin, self.oseq)

    @property
    def at(self) -> str:
        """When it is shown: when it happened, else when it was recorded (UTC text, sorts as time)."""
        return self.occurred_at or self.recorded_at

    @property
    def ref(self) -> str:
        """The five letters people say."""
        return seal.entry_ref(self.eid)


def from_document(document: dict[str, Any]) -> Event:
    """Read an event from a stored document; raises ``msgspec.ValidationError`` on anything else."""
    return msgspec.convert(document, Event)


def to_document(event: Event) -> dict[str, Any]:
    """The JSON document of an event, as stored and exported."""
    document: dict[str, Any] = {name: getattr(event, name) for name in seal.SEALED}
    document["sha"] = event.sha
    if event.erased is not None:
        document["erased"] = event.erased
    return document


def is_intact(event: Event) -> bool:
    """Whether ``sha`` fits the sealed fields; an erased event can no longer prove it and counts as intact."""
    return event.erased is not None or seal.sha_of(to_document(event)) == event.sha
