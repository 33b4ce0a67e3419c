"""Whether a delivery that waits may still begin: looked at right before each try. Pure."""

from datetime import datetime

from warroom.acts.releasing import why_not
from warroom.acts.sending import SendingActs
from warroom.delivery.targets import why_nothing_leaves
from warroom.state.deliveries import Row
from warroom.state.promises import moment
from warroom.state.revisions import content_digest
from warroom.state.room_state import RoomState
from warroom.updates import approval


def why_not_now(state: RoomState, row: Row, now: datetime, acts: SendingActs) -> str:
    """Why a delivery may not begin now, in words; empty when it may.

    Every try asks whether the approval still holds; what an owner was told by another channel meanwhile goes to the
    others of theirs as it was told, and in no other words.
    """
    said = row.queued
    draft = state.revisions.get(said.draft) if said is not None else None
    if said is None or draft is None:
        return "its draft is not here"
    if stays := why_nothing_leaves(state):
        return stays
    saved = draft.revisions.get(said.revision)
    if saved is None or saved.event.erased is not None:
        return "its words were erased"
    if state.deliveries.newer(row) is not None:
        return "a newer text of it took its place"
    if (overtaken := acts.overtaken(draft)) and not row.resent:
        return overtaken
    content = saved.said.content
    due = moment(content.next_update)
    if due is not None and due <= now and not row.resent:
        return "the time that it promises for the next update has passed"
    telling = state.updates.carried(draft.eid)
    if telling is not None:
        struck = state.updates.corrections(telling.eid)
        if struck:
            return "it was corrected or withdrawn meanwhile"
        told = draft.revisions.get(telling.said.revision)
        same = told is None or content_digest(told.said.content) == content_digest(content)
        return "" if same else "they were told it in other words meanwhile"
    if row.resent or row.parts:
        return ""
    if draft.discarded or draft.disputed or content_digest(draft.head.said.content) != content_digest(content):
        return "its text was changed after it was queued"
    held = approval.verdict(state, draft, now)
    return "" if held.may_go else why_not(held)
