"""Checks of times that somebody looked at and found to be really so: until what they rest on changes."""

from collections import defaultdict
from typing import NamedTuple

from warroom.events import Event
from warroom.state.kinds import Kind, Line, Payload
from warroom.state.register import Register
from warroom.state.timeline import Via


class CheckAcknowledged(Payload, kw_only=True):
    """``check.acknowledged``: somebody says that what a check of the times found is really so, or takes that back."""

    rule: str
    """Which check: ``far``, ``milestones`` ..."""
    entry: str = ""
    """The entry that it is about (an id); empty where it is about none."""
    basis: str
    """The times that it rests on; with others it is another finding, and open again."""
    text: str = ""
    """What it said."""
    reason: str = ""
    """Why it is so all the same."""
    withdrawn: bool = False
    """Whether it is open again."""
    actor: str = ""
    via: Via = "key"
    bases: list[str] = []


KINDS = {"check.acknowledged": Kind(CheckAcknowledged)}


def line_of(payload: Payload) -> Line | None:
    """Nothing: it is about the record, not about the incident; exports name it beside the checks."""
    return None


class Acknowledged(NamedTuple):
    """That something is really so."""

    said: CheckAcknowledged
    who: str
    """Who said it: the actor, else the author."""
    at: str
    """When (UTC text)."""
    eid: str


class Checks:
    """What was acknowledged, as it stands."""

    def __init__(self) -> None:
        self.held: defaultdict[tuple[str, str, str], Register[CheckAcknowledged]] = defaultdict(Register)
        """By rule, entry and what it rests on."""

    def fold(self, event: Event, payload: Payload) -> None:
        """Fold one of ``KINDS``."""
        if isinstance(payload, CheckAcknowledged):
            self.held[payload.rule, payload.entry, payload.basis].set(event, payload, payload.bases)

    def bases(self, rule: str, entry: str, basis: str) -> list[str]:
        """What a new word on it replaces."""
        register = self.held.get((rule, entry, basis))
        return register.bases if register is not None else []

    def acknowledged(self, rule: str, entry: str, basis: str) -> Acknowledged | None:
        """Who said that exactly this is so; None while nobody did, or it was taken back."""
        register = self.held.get((rule, entry, basis))
        current = register.current if register is not None else None
        if current is None or current.value.withdrawn:
            return None
        said, event = current.value, current.event
        return Acknowledged(said, said.actor or event.author, event.recorded_at, event.eid)
