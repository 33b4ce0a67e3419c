"""What every channel module is: its limits, its rendering, how it sends and what it makes of the answers."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from warroom.delivery.parcel import Parcel
from warroom.delivery.receipt import Receipt


class Fault(NamedTuple):
    """Something wrong with a setting, in words that say how to mend it."""

    where: str
    """``channels.toml: slack.acme: url``."""
    text: str


class Way(NamedTuple):
    """A destination of ``channels.toml`` with its secrets in hand; lives only in the thread that sends."""

    name: str
    channel: str
    settings: Mapping[str, object]
    """As the file has them, secrets replaced by their values."""
    secrets: tuple[str, ...] = ()
    """Every secret value, for scrubbing what is answered."""


class Carrier(Protocol):
    """One channel. ``CARRIER`` of its module in ``delivery/channels/``."""

    @property
    def channel(self) -> str:
        """The name in ``updates.channels``."""
        ...

    @property
    def secret_settings(self) -> frozenset[str]:
        """The settings that are secrets: they have to be references (``env:`` ...)."""
        ...

    def faults(self, where: str, settings: Mapping[str, object]) -> list[Fault]:
        """What is wrong with a destination's settings, references unresolved; nothing is looked up or connected."""
        ...

    def parts(self, parcel: Parcel) -> list[str]:
        """Exactly what will be shown over there: one text, or several where it must be split. Pure."""
        ...

    def send(self, parcel: Parcel, way: Way) -> Receipt:
        """Carry it. Blocking, for a thread of its own; never raises for what a network or a server does."""
        ...
