"""The timeline: what happened, when, who did or said it; edits, strikes, pins and erasures."""

from typing import Literal

from typing_extensions import override

from warroom.events import Event
from warroom.state.feed import Change, Entry, Feed, Said
from warroom.state.kinds import Kind, Line, Payload

EntryKind = Literal["observation", "action", "decision", "milestone"]
Via = Literal["key", "spoken", "written"]
"""How it came to the typist: own hand, heard on the call, read somewhere (DESIGN 3)."""


class Log(Payload):
    """``timeline.log``: one thing that happened."""

    kind: EntryKind
    text: str
    actor: str = ""
    """Who did or said it, when that isn't the author: a member or a free name."""
    via: Via = "key"
    milestone: str = ""
    due: str | None = None
    """When it should be done (UTC text), from ``>16:00``."""
    time_box: int | None = None
    """Minutes given to it, from ``~15m``."""
    mentions: list[str] = []
    source: str = ""
    """File and line it was imported from."""


class Edit(Payload):
    """``timeline.edit``: new words, kind, actor or time of an entry; what is None stays."""

    target: str
    text: str | None = None
    kind: EntryKind | None = None
    actor: str | None = None
    occurred_at: str | None = None
    bases: list[str] = []


class Retract(Payload):
    """``timeline.retract``: strikes an entry (still readable), or takes the strike back."""

    target: str
    retracted: bool
    reason: str = ""


class Pin(Payload):
    """``timeline.pin``: marks an entry that matters, or unmarks it."""

    target: str
    pinned: bool


class Erased(Payload):
    """``entry.erased``: takes the text of an entry of any feed away for good, with all its versions."""

    target: str
    reason: str = ""


KINDS = {
    "timeline.log": Kind(Log),
    "timeline.edit": Kind(Edit),
    "timeline.retract": Kind(Retract),
    "timeline.pin": Kind(Pin),
    "entry.erased": Kind(Erased),
}


def line_of(payload: Payload) -> Line | None:
    """None: the events of this panel are its entries themselves."""
    return None


class Timeline(Feed):
    """The room's entries in the order in which they happened."""

    def __init__(self) -> None:
        super().__init__()
        self._milestones: list[Entry] = []
        self._timed: list[Entry] = []

    @override
    def add(self, event: Event, said: Said) -> None:
        """Fold the first event of an entry; key events are remembered apart, so that asking for them is cheap."""
        super().add(event, said)
        if said.milestone:
            self._milestones.append(self.entries[event.eid])

    def milestones(self) -> list[Entry]:
        """The key events that were passed, in order of time; struck and erased ones don't count."""
        standing = (entry for entry in self._milestones if not entry.retracted and not entry.erased)
        return sorted(standing, key=lambda one: one.place)

    @property
    def timed(self) -> list[Entry]:
        """The entries that people gave a due time or a time-box; struck and erased ones don't count."""
        return [entry for entry in self._timed if not entry.retracted and not entry.erased]

    def passed(self) -> dict[str, tuple[str, str]]:
        """First and last time (UTC text) of each milestone that was passed; struck and erased ones don't count.

        First and last differ for an incident that was reopened (field.md 3.1).
        """
        times: dict[str, tuple[str, str]] = {}
        for entry in self.milestones():
            name = entry.said.milestone
            times[name] = (times.get(name, (entry.at,))[0], entry.at)
        return times

    def fold(self, event: Event, payload: Payload) -> None:
        """Fold one of ``KINDS``."""
        match payload:
            case Log():
                self.add(
                    event,
                    Said(
                        payload.kind,
                        payload.text,
                        payload.actor,
                        payload.via,
                        payload.milestone,
                        payload.due,
                        payload.time_box,
                        tuple(payload.mentions),
                        payload.source,
                    ),
                )
                if payload.due or payload.time_box:
                    self._timed.append(self.entries[event.eid])
            case Edit():
                self.change(
                    payload.target,
                    Change(
                        event.stamp,
                        event,
                        text=payload.text,
                        kind=payload.kind,
                        actor=payload.actor,
                        occurred_at=payload.occurred_at,
                        bases=tuple(payload.bases),
                    ),
                )
            case Retract():
                self.change(
                    payload.target,
                    Change(event.stamp, event, retracted=payload.retracted, reason=payload.reason),
                )
            case Pin():
                self.change(payload.target, Change(event.stamp, event, pinned=payload.pinned))

    def add_line(self, event: Event, line: Line, source: str = "") -> None:
        """Show an event of another panel as an entry: severity, status, roles, who came and went."""
        self.add(
            event,
            Said(
                line.kind,
                line.text,
                line.actor,
                line.via,
                line.milestone,
                line.due or None,
                line.time_box,
                source=source,
            ),
        )
