"""What people write down and change later: a hypothesis, a task, a risk. Every field is a register of its own.

So two people who change different fields of a task agree, and two who give it to different people are shown
as a conflict. A record is named by the id of the event that began it.
"""

from bisect import insort
from collections.abc import Iterator
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar

import msgspec

from warroom import seal
from warroom.events import Event, Stamp
from warroom.state.kinds import Payload
from warroom.state.register import Register, Setting
from warroom.state.timeline import Via

_BESIDE = frozenset({"target", "sets", "title", "via", "bases"})
"""What an event says about itself, not about the record."""


class Recorded(Payload, kw_only=True):
    """The payload of a record: the whole of it when it begins, later the fields that ``sets`` names."""

    gathered: ClassVar[frozenset[str]] = frozenset()
    """Lists that only grow: what two people add at the same time stands both."""
    apart: ClassVar[frozenset[str]] = frozenset()
    """Fields that the panel keeps itself, because they are about several records."""

    text: str = ""
    target: str = ""
    """The record that is changed (the id of its first event); empty when it begins."""
    sets: tuple[str, ...] = ()
    """The fields that a change sets."""
    title: str = ""
    """The record's words as the author of a change saw them, for the timeline."""
    withdrawn: bool = False
    reason: str = ""
    """Why: a withdrawal, a state, an outcome."""
    actor: str = ""
    via: Via = "key"
    bases: list[str] = []


class Step(Payload, kw_only=True):
    """What happens to a record by an event of its own kind: a state, another time, an end."""

    target: str
    """The record (the id of its first event)."""
    title: str = ""
    """Its words as the author saw them, for the timeline."""
    actor: str = ""
    via: Via = "key"
    bases: list[str] = []


R = TypeVar("R", bound=Recorded)


class Record(Generic[R]):
    """One record as it stands and everything that led to it."""

    __slots__ = ("eid", "fields", "first", "now", "shape", "unsettled")

    def __init__(self, shape: type[R], eid: str) -> None:
        self.eid = eid
        self.first: Event | None = None
        """The event that began it; None while only later ones are here."""
        self.fields: dict[str, Register[Any]] = {}
        self.now: R = shape()
        """The record's fields as they hold (provisionally, where there is a conflict)."""
        self.shape = shape
        self.unsettled: set[str] = set()
        """The fields with several heads; only these can hold a conflict."""

    def fold(self, event: Event, payload: R) -> None:
        """Fold its first event or a change."""
        if not payload.target:
            self.first = event
        names = payload.sets if payload.target else self.shape.__struct_fields__
        for name in names:
            if name in self.shape.__struct_fields__ and name not in _BESIDE | self.shape.apart:
                self.set(name, event, getattr(payload, name), payload.bases)

    def set(self, name: str, event: Event, value: Any, bases: list[str]) -> None:
        """Fold one setting of one field."""
        register = self.fields.setdefault(name, Register())
        register.set(event, value, bases)
        (self.unsettled.add if len(register.heads) > 1 else self.unsettled.discard)(name)
        held = register.value
        if name in self.shape.gathered:
            held = tuple(dict.fromkeys(item for one in register.history for item in one.value))
        self.now = msgspec.structs.replace(self.now, **{name: held})

    def setting(self, name: str) -> Setting[Any] | None:
        """The setting of a field that holds: who set it, when, with which event."""
        register = self.fields.get(name)
        return register.current if register else None

    def why(self, name: str) -> str:
        """The reason given with the setting of a field that holds."""
        setting = self.setting(name)
        return str(setting.event.payload.get("reason", "")) if setting else ""

    def conflict(self, name: str) -> tuple[Any, ...]:
        """The differing values of a field that wait for somebody to pick one."""
        register = self.fields.get(name)
        return register.conflict if register and name not in self.shape.gathered else ()

    @property
    def conflicts(self) -> dict[str, tuple[Any, ...]]:
        """Every field that was set differently by people who didn't see each other."""
        return {name: values for name in sorted(self.unsettled) if (values := self.conflict(name))}

    def bases(self, *names: str) -> list[str]:
        """The heads that a change of these fields replaces."""
        return list(dict.fromkeys(base for name in names if name in self.fields for base in self.fields[name].bases))

    @property
    def ref(self) -> str:
        """The five letters people say."""
        return self.first.ref if self.first else ""

    @property
    def author(self) -> str:
        """The member who typed it first."""
        return self.first.author if self.first else ""

    @property
    def who(self) -> str:
        """Who said it: the actor, else the author."""
        return self.now.actor or self.author

    @property
    def at(self) -> str:
        """When it began (UTC text)."""
        return self.first.at if self.first else ""

    @property
    def changed_at(self) -> str:
        """When its holding words or state were set last (UTC text)."""
        return max((one.event.at for register in self.fields.values() if (one := register.current)), default="")

    @property
    def erased(self) -> bool:
        """Whether its text was taken away for good."""
        return self.first is not None and self.first.erased is not None

    @property
    def stands(self) -> bool:
        """Whether it is to be shown as valid: begun, not withdrawn."""
        return self.first is not None and not self.now.withdrawn

    @property
    def place(self) -> tuple[Stamp, str]:
        """Its place among others: in the order in which they began."""
        assert self.first is not None
        return self.first.stamp, self.eid


class Records(Generic[R]):
    """The records of one kind by id, and in the order in which they began. Changes may come first; they wait."""

    def __init__(self, shape: type[R]) -> None:
        self.shape = shape
        self._all: dict[str, Record[R]] = {}
        self._order: list[Record[R]] = []

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[Record[R]]:
        return iter(self._order)

    def fold(self, event: Event, payload: R) -> None:
        """Fold a first event or a change."""
        record = self.named(payload.target or event.eid)
        record.fold(event, payload)
        if not payload.target:
            insort(self._order, record, key=lambda one: one.place)

    def named(self, eid: str) -> Record[R]:
        """The record of that id, an empty one to fold into when it isn't here yet."""
        if eid not in self._all:
            self._all[eid] = Record(self.shape, eid)
        return self._all[eid]

    def get(self, eid: str) -> Record[R] | None:
        """The record of that id once it has begun."""
        record = self._all.get(eid)
        return record if record is not None and record.first is not None else None

    def standing(self) -> list[Record[R]]:
        """Those that nobody withdrew, in the order in which they began."""
        return [record for record in self._order if record.stands]

    def disputed(self) -> list[Record[R]]:
        """Those of them with fields of several heads; asked after every event, and most rooms have none."""
        return [record for record in self._order if record.unsettled and record.stands]


ERASED: Final = "(erased)"
"""What stands for the words of a record that was erased."""


def words_of(record: Record[Any]) -> str:
    """A record's words as they hold, or that they are erased."""
    return ERASED if record.erased else str(record.now.text)


def called(record: Record[Any], width: int = 80) -> str:
    """A record's words in at most ``width`` letters, on one line: what a change carries as ``title``."""
    words = " ".join(words_of(record).split())
    return words if len(words) <= width else words[: width - 1].rstrip() + "…"


class _Names(Protocol):
    """A payload that changes a record."""

    title: str
    target: str


def words_or_letters(payload: _Names) -> str:
    """How a line calls the record that ``payload`` changes: by its words, else (erased, not carried) its letters."""
    if payload.title:
        return payload.title
    try:
        return seal.entry_ref(payload.target)
    except ValueError:  # an event of another program may name anything
        return "?"
