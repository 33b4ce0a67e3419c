"""What the acts ask of the room they belong to, and the events that begin, change and withdraw a record."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from warroom import seal
from warroom.cadence import Cadences
from warroom.clock import Clock
from warroom.errors import Ambiguous, BadInput, NotFound, WarroomError
from warroom.events import Draft as Drafted
from warroom.events import Event
from warroom.making import Change
from warroom.state.erasure import SPOKEN
from warroom.state.kinds import Payload
from warroom.state.record import Record, Recorded, Records, called
from warroom.state.room_state import KINDS, Applied, RoomState
from warroom.state.timeline import Via
from warroom.text import clean

if TYPE_CHECKING:
    from warroom.profiles import Profile

R = TypeVar("R", bound=Recorded)
P = TypeVar("P", bound=Payload)

KIND_OF: dict[type[Payload], str] = {kind.payload: name for name, kind in KINDS.items()}
"""The event kind of a payload."""


class Recorder(Protocol):
    """The room, as its acts see it."""

    me: str
    clock: Clock
    state: RoomState

    @property
    def zone(self) -> ZoneInfo:
        """The room's time zone."""
        ...

    @property
    def profile(self) -> "Profile":
        """What the room's people call things."""
        ...

    @property
    def cadences(self) -> Cadences:
        """How soon and how often owners hear from us by the room's profile."""
        ...

    async def do(
        self, changes: Sequence[tuple[Change, str | None]], first: str = "", ids: Sequence[str] = ()
    ) -> list[Event]:
        """Record changes of mine, each with when it happened (UTC text) or None: all or none, undone as one.

        ``first`` is the id of the first one, where the others name it; ``ids`` those of all, where the same may be
        recorded by two processes at once and must be there once.
        """
        ...

    def subscribe(self, subscriber: Callable[[Applied], None]) -> Callable[[], None]:
        """Have ``subscriber`` called after every change of the state; returns the way out."""
        ...

    async def record(self, drafts: Sequence[Drafted]) -> list[Event]:
        """Store events all or none; undo knows nothing of them."""
        ...


class Acts:
    """The acts of one panel of a room."""

    def __init__(self, room: Recorder) -> None:
        self._room = room

    @property
    def _state(self) -> RoomState:
        return self._room.state

    async def _do(self, payload: Payload, occurred_at: str | None = None) -> Event:
        return (await self._room.do([(change(payload), occurred_at)]))[0]


def change(payload: Payload) -> Change:
    """The event that says ``payload``, its texts as they are stored."""
    return KIND_OF[type(payload)], cleaned(payload)


def cleaned(payload: P) -> P:
    """``payload`` with every text as it is stored."""
    texts = {
        name: clean(value).strip()
        for name in payload.__struct_fields__
        if isinstance(value := getattr(payload, name), str)
    }
    lists = {
        name: tuple(
            stripped
            for one in value
            if (stripped := clean(one).strip() if isinstance(one, str) else one) not in ("", None)
        )
        for name in payload.__struct_fields__
        if isinstance(value := getattr(payload, name), tuple)
    }
    return msgspec.structs.replace(payload, **texts, **lists)


def changed(
    record: Record[R],
    fields: Mapping[str, object],
    *,
    reason: str = "",
    actor: str = "",
    via: Via = "key",
    as_one: bool = False,
) -> R:
    """A change of the fields that differ from what ``record`` says, or that people disagree on.

    With ``as_one`` all of them are set when one differs: a name means nothing without the side that it is on.
    What was erased takes no words again (its times and states may change: it is still to be done, or is).
    Raises ``WarroomError`` when nothing differs, ``BadInput`` for a value that a field can't have.
    """
    if record.erased and SPOKEN & set(fields):
        raise WarroomError("its words were erased for good; write a new one; its time and state can be changed")
    differing = {
        name: value
        for name, value in fields.items()
        if value != getattr(record.now, name) or record.conflict(name) or name in record.shape.gathered
    }
    if not differing:
        raise WarroomError("nothing differs; it stays as it is")
    if not str(differing.get("text", "words")).strip():
        raise BadInput("it needs words; nothing was changed")
    if as_one:
        differing = dict(fields)
    beside: dict[str, object] = {
        "target": record.eid,
        "sets": tuple(differing),
        "title": called(record),
        "reason": why_kept(record, reason),
        "actor": actor,
        "via": via,
        "bases": record.bases(*differing),
    }
    try:
        return msgspec.convert({**beside, **differing}, record.shape)
    except msgspec.ValidationError as error:
        raise BadInput(f"that can't be: {error}; nothing was changed") from error


def why_kept(record: Record[Any], reason: str) -> str:
    """The words that go with a change of ``record``: none once it is erased, nobody could read them there."""
    return "" if record.erased else reason


def withdrawn(record: Record[R], reason: str, *, withdrawn: bool = True) -> R:
    """The withdrawal of a record, or its end; it stays readable in the history."""
    if record.now.withdrawn == withdrawn and not record.conflict("withdrawn"):
        raise WarroomError("it is withdrawn already" if withdrawn else "it isn't withdrawn")
    return changed(record, {"withdrawn": withdrawn}, reason=reason)


def find(collections: Iterable[Records[Any]], ref: str, what: str) -> Record[Any]:
    """The record that ``ref`` (its letters, or its whole id) names; ``NotFound`` or ``Ambiguous`` with what to type."""
    wanted = ref.strip().lstrip("#").upper().translate(str.maketrans("OIL", "011"))
    records = [record for records in collections for record in records]
    matches = [one for one in records if wanted and (one.eid == ref or seal.letters(one.eid).startswith(wanted))]
    if not matches:
        near = ", ".join(f"{one.ref} {called(one, 24)}" for one in records[-4:] if one.stands)
        raise NotFound(f"no {what} is called '{ref}'" + (f"; there are {near}" if near else "; there is none yet"))
    if len(matches) > 1:
        names = ", ".join(sorted(seal.letters(one.eid)[: len(wanted) + 3] for one in matches[:5]))
        raise Ambiguous(f"'{ref}' names {len(matches)} of them ({names}); type more letters")
    return matches[0]
