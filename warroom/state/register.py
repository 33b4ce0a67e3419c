"""A value that people set: its whole history, who wins, and whether a conflict must be shown (hub.md 5)."""

from bisect import insort
from typing import Generic, NamedTuple, TypeVar

from warroom.events import Event, Stamp

V = TypeVar("V")


class Setting(NamedTuple, Generic[V]):
    """One time that somebody set the value."""

    stamp: Stamp
    value: V
    event: Event
    bases: tuple[str, ...]


class Register(Generic[V]):
    """The settings of one value in fold order.

    A setting that names others as its ``bases`` has seen and replaces them. Settings that nobody replaced
    are the heads; the last head in fold order holds provisionally, and differing heads are a conflict.
    """

    __slots__ = ("heads", "history")

    def __init__(self) -> None:
        self.history: list[Setting[V]] = []
        self.heads: list[Setting[V]] = []

    def set(self, event: Event, value: V, bases: list[str]) -> None:
        """Fold one setting; any order gives the same register."""
        setting = Setting(event.stamp, value, event, tuple(bases))
        insort(self.history, setting, key=lambda one: (one.stamp, one.event.eid))
        replaced = {base for one in self.history for base in one.bases if base != one.event.eid}
        self.heads = [one for one in self.history if one.event.eid not in replaced] or self.history[-1:]

    @property
    def current(self) -> Setting[V] | None:
        """The setting that holds (provisionally, while there is a conflict), or None."""
        return self.heads[-1] if self.heads else None

    @property
    def value(self) -> V | None:
        """The value that holds, or None when it was never set."""
        return self.heads[-1].value if self.heads else None

    @property
    def bases(self) -> list[str]:
        """The heads that a new setting replaces."""
        return [one.event.eid for one in self.heads]

    @property
    def conflict(self) -> tuple[V, ...]:
        """The differing values that wait for somebody to pick one, or nothing."""
        values = tuple(dict.fromkeys(one.value for one in self.heads))
        return values if len(values) > 1 else ()
