"""Acts on what was noted about owners in the wrong place: struck, or moved to the owner whose it is."""

from collections.abc import Callable
from typing import Any, Final

from warroom import making
from warroom.acts.owners import named
from warroom.acts.recording import Acts, change, changed, withdrawn
from warroom.acts.telling import refuse_delivered
from warroom.errors import BadInput, NotFound, WarroomError
from warroom.events import Event
from warroom.making import Change
from warroom.state.expectations import FeedbackFiled
from warroom.state.feed import Entry
from warroom.state.filing import Filed
from warroom.state.owners import MessageFiled
from warroom.state.questions import Asked
from warroom.state.record import Record
from warroom.state.register import Register
from warroom.state.room_state import RoomState
from warroom.state.updates import Told
from warroom.text import clean

FILED: Final[dict[str, type[Filed]]] = {"owner.message": MessageFiled, "feedback.given": FeedbackFiled}
"""What puts right a message (call, meeting) or feedback, by the kind of its event."""
STRIKABLE: Final = frozenset({*FILED, "question.asked", "update.told"})


class FilingActs(Acts):
    """What people do about what an owner said that stands in the wrong place. Refusals change nothing."""

    async def strike(self, eid: str, reason: str = "", *, back: bool = False) -> list[Event]:
        """Strike what was noted by mistake (it stays readable), or bring it ``back``.

        A message takes its open questions along. A telling that is struck did not happen; it can't be brought back.
        """
        event = self._found(eid)
        if event.kind == "update.told":
            return await self._room.do([(change(self._untold(event, reason, back)), None)])
        if event.kind == "question.asked":
            question = self._question(eid)
            return await self._room.do([(change(withdrawn(question, reason, withdrawn=not back)), None)])
        payload = filed(self._state, event, reason=reason, withdrawn=not back)
        asked = self._asked_in(eid, lambda one: one.now.withdrawn == back and self._open(one))
        also = [withdrawn(one, reason, withdrawn=not back) for one in asked]
        return await self._room.do([(change(one), None) for one in (payload, *also)])

    async def refile(self, eid: str, owner: str, reason: str = "") -> list[Event]:
        """Move a message, meeting, question or feedback to the owner whose it is; a message with its questions."""
        event = self._found(eid)
        owner = named(self._state, owner)
        if event.kind == "update.told":
            raise BadInput("a telling can't be moved: strike it, and note what the other owner was told")
        if event.kind == "question.asked":
            return await self._room.do([(self._to(self._question(eid), owner, reason), None)])
        payload = filed(self._state, event, owner=owner, reason=reason)
        asked = self._asked_in(eid, lambda one: one.stands and one.now.owner_id != owner)
        also = [self._to(one, owner, reason) for one in asked]
        return await self._room.do([(one, None) for one in (change(payload), *also)])

    def is_struck(self, entry: Entry) -> bool:
        """Whether what an entry of the timeline says is struck; one that was moved to another owner is not."""
        if entry.event.kind not in STRIKABLE:
            return entry.retracted
        if entry.event.kind == "question.asked":
            return self._question(entry.eid).now.withdrawn
        if entry.event.kind == "update.told":
            return entry.eid not in {one.eid for one in self._state.updates.told(str(entry.event.payload["owner_id"]))}
        register = register_of(self._state, entry.event)
        return register is not None and register.value is not None and register.value.withdrawn

    def _to(self, question: Record[Asked], owner: str, reason: str) -> Change:
        if question.now.owner_id == owner:
            raise WarroomError(f"it is {owner}'s already; nothing was changed")
        return change(changed(question, {"owner_id": owner}, reason=reason))

    def _untold(self, event: Event, reason: str, back: bool) -> Told:
        if back:
            raise WarroomError("that telling was taken back; note anew what they were told: /told")
        reason = making.needed(reason, "why were they not told after all?")
        refuse_delivered(self._state, event.eid)
        return Told(owner_id=str(event.payload["owner_id"]), text=clean(reason), taken_back=event.eid)

    def _found(self, eid: str) -> Event:
        event = self._state.event(eid)
        if event is None or event.kind not in STRIKABLE:
            raise NotFound("that is no message, meeting, question or feedback of an owner; nothing was changed")
        return event

    def _question(self, eid: str) -> Record[Asked]:
        question = self._state.questions.asked.get(eid)
        if question is None or question.now.target:
            raise NotFound("that is a change of a question, not the question; nothing was changed")
        return question

    def _asked_in(self, eid: str, wanted: Callable[[Record[Asked]], bool]) -> list[Record[Asked]]:
        return [one for one in self._state.questions.asked if one.now.message == eid and wanted(one)]

    def _open(self, question: Record[Asked]) -> bool:
        return self._state.questions.answer(question.eid) is None


def filed(state: RoomState, event: Event, *, owner: str = "", reason: str = "", withdrawn: bool = False) -> Filed:
    """What puts a message or feedback right; no ``owner``: the one under whom it stands.

    Raises ``WarroomError`` when nothing changes.
    """
    event = state.event(event.eid) or event  # without its words once it is erased
    register = register_of(state, event)
    held = register.value if register else None
    first = str(event.payload["owner_id"])
    now = (held.owner_id if held else "") or first
    was_struck = held is not None and held.withdrawn
    if not owner and was_struck == withdrawn:
        raise WarroomError("it is struck already" if withdrawn else "it isn't struck; nothing was changed")
    if owner and owner == now:
        raise WarroomError(f"it is {owner}'s already; nothing was changed")
    owner = owner or now
    return FILED[event.kind](
        target=event.eid,
        owner_id="" if owner == first else owner,
        withdrawn=withdrawn,
        reason=reason,
        title=_title(event),
        bases=register.bases if register else [],
    )


def register_of(state: RoomState, event: Event) -> Register[Any] | None:
    """Where a message or feedback was put later; None when it stands as it was noted."""
    by_target: Any = state.owners.filed if event.kind == "owner.message" else state.expectations.filed
    register: Register[Any] | None = by_target.get(event.eid)
    return register


def _title(event: Event) -> str:
    words = " ".join(str(event.payload.get("text", "")).split())
    return words if len(words) <= 80 else words[:79].rstrip() + "…"
