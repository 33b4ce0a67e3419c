"""What a module of ``state/`` says about an event kind: its payload, its version, how older ones are read."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, NamedTuple, Protocol

import msgspec

from warroom.events import Event

Upcast = Callable[[dict[str, Any]], dict[str, Any]]


class Payload(msgspec.Struct, omit_defaults=True):
    """What an event of one kind says. Free text stands in fields named as in ``erasure.SPOKEN``."""

    value_field: ClassVar[str] = ""
    """The field with the value that it sets, where a field ``was`` says which one its author saw before."""


class Kind(NamedTuple):
    """An event kind: the struct of its present version ``v`` and a step from each older version to the next."""

    payload: type[Payload]
    v: int = 1
    upcasts: Mapping[int, Upcast] = {}


class Line(NamedTuple):
    """What an event puts on the timeline besides its effect on its own panel."""

    kind: str
    text: str
    actor: str = ""
    via: str = ""
    milestone: str = ""
    due: str | None = None
    time_box: int | None = None


class Panel(Protocol):
    """A module of ``state/``: its kinds, and what the timeline shows of their events."""

    @property
    def KINDS(self) -> Mapping[str, Kind]:
        """The event kinds of the module."""
        ...

    def line_of(self, payload: Payload) -> Line | None:
        """The line that an event puts on the timeline, or None."""
        ...


def to_payload(payload: Payload) -> dict[str, Any]:
    """The JSON object of a payload; fields at their default are left out."""
    plain: dict[str, Any] = msgspec.to_builtins(payload)
    return plain


def read(event: Event, kinds: Mapping[str, Kind]) -> Payload | None:
    """The payload of ``event`` brought up to its kind's present version.

    None when the kind or the version is newer than this program, or the payload isn't what it says:
    such events are kept and counted, never dropped.
    """
    kind = kinds.get(event.kind)
    if kind is None or event.v > kind.v or event.v < 1:
        return None
    body = event.payload
    try:
        for version in range(event.v, kind.v):
            body = kind.upcasts[version](body)
        return msgspec.convert(body, kind.payload)
    except (msgspec.ValidationError, KeyError, TypeError, ValueError):
        return None
