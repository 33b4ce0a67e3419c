"""Undo for drafts: a save is set back, a new draft discarded, an approval taken back. What was told is a telling's."""

import msgspec

from warroom.acts.recording import change
from warroom.errors import WarroomError
from warroom.events import Event
from warroom.making import Change
from warroom.state.deliveries import Delivery, Row, Sending, named
from warroom.state.kinds import Payload
from warroom.state.revisions import Approved, Draft, Revised, content_digest
from warroom.state.room_state import RoomState


def back(event: Event, payload: Payload | None, state: RoomState) -> tuple[Change, str] | None:
    """What takes back an event about a draft, and what to tell; None when there is no opposite.

    Raises ``WarroomError`` when somebody changed it since, or the owner was told.
    """
    match payload:
        case Revised():
            draft = state.revisions.get(payload.draft or event.eid)
            return _save_back(event, payload, draft, state) if draft is not None else None
        case Approved(withdrawn=False):
            taken = msgspec.structs.replace(payload, withdrawn=True, facts=(), overrides=(), reason="undone")
            return change(taken), "the approval is taken back" + _already(payload.draft, state)
        case Sending(attempt=0):
            return _queueing_back(payload, state)
    return None


def _already(draft: str, state: RoomState) -> str:
    """What taking an approval back changes nothing about, and what it stops, in words; empty while nothing was sent."""
    rows = [row for row in state.deliveries.of(draft) if row.queued is not None and not row.queued.by_hand]
    flying, there = (sum(row.state in some for row in rows) for some in (("sending",), ("accepted", "unknown")))
    waiting = len(waiting_of(draft, state))
    parts = (
        f"{flying} already on the way can't be stopped" if flying else "",
        f"{there} already went" if there else "",
        f"{waiting} that waited is cancelled" if waiting == 1 else f"{waiting} that waited are cancelled" if waiting
        else "",
    )  # fmt: skip
    said = ", ".join(filter(None, parts))
    return f"; {said}" if said else ""


def waiting_of(draft: str, state: RoomState) -> list[Row]:
    """The deliveries of a draft that have not begun, or wait for their next try."""
    return [row for row in state.deliveries.of(draft) if row.state == "queued" and row.queued is not None]


def stopped_with(payload: Payload | None, state: RoomState) -> list[tuple[str, Change]]:
    """What waits is cancelled with the approval that is taken back; each with the queueing that it takes back (id)."""
    if not isinstance(payload, Approved) or payload.withdrawn:
        return []
    found = []
    for row in waiting_of(payload.draft, state):
        queueing = next(
            one.event.eid for one in reversed(row.steps) if isinstance(one.said, Sending) and not one.said.attempt
        )
        said = Delivery(
            owner_id=row.steps[0].said.owner_id, draft=payload.draft, key=row.key, state="cancelled",
            attempt=row.attempt, reason="the approval was taken back", after=row.last,
        )  # fmt: skip
        found.append((queueing, change(named(said, row))))
    return found


def _queueing_back(payload: Sending, state: RoomState) -> tuple[Change, str] | None:
    """What waits does not go; None for what has begun: nobody unsends."""
    row = state.deliveries.get(payload.key)
    if row is None or row.state != "queued" or row.reached or row.tries:
        return None
    cancelled = Delivery(
        owner_id=payload.owner_id, draft=payload.draft, key=payload.key, state="cancelled", attempt=row.attempt,
        reason="undone",
    )  # fmt: skip
    return change(named(cancelled, row)), "it is not sent"


def _save_back(event: Event, payload: Revised, draft: Draft, state: RoomState) -> tuple[Change, str] | None:
    if state.updates.carried(draft.eid) is not None:
        raise WarroomError("the owner was told it: its text never changes again; correct it by a new one")
    if state.deliveries.out(draft.eid):
        raise WarroomError("it is on its way to the owner: its text stays as it is; say more in a new update")
    heads = {(content_digest(one.said.content), one.said.discarded) for one in draft.heads}
    # By value: behind it may stand what I undid just now, which says the same again.
    if heads != {(content_digest(payload.content), payload.discarded)}:
        raise WarroomError("that was changed since by somebody; nothing was undone, write what holds now")
    again = Revised(owner_id=draft.owner, draft=draft.eid, content=payload.content, bases=draft.bases)
    if not payload.draft:
        return change(msgspec.structs.replace(again, discarded=True)), "the draft is discarded"
    before = [draft.revisions[one].said for one in payload.bases if one in draft.revisions]
    if len(before) != 1:
        return None  # it joined two texts: no single one stood before
    said = msgspec.structs.replace(
        again, content=before[0].content, findings=before[0].findings, discarded=before[0].discarded
    )
    return change(said), "the draft reads as before"
