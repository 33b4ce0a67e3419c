"""The drafts of owner updates as plain JSON: every revision, every approval, where people write."""

from typing import Any

from warroom.state.kinds import to_payload
from warroom.state.revisions import Draft
from warroom.state.room_state import RoomState


def drafts(state: RoomState) -> list[dict[str, Any]]:
    """Every draft that has begun, in the order in which they did."""
    return [_draft(state, one) for one in state.revisions.drafts]


def _draft(state: RoomState, draft: Draft) -> dict[str, Any]:
    telling = state.updates.carried(draft.eid)
    return {
        "eid": draft.eid,
        "ref": draft.ref,
        "owner": draft.owner,
        "heads": [one.eid for one in draft.heads],
        "discarded": draft.discarded,
        "told": telling.eid if telling is not None else None,
        "revisions": [
            {"eid": one.eid, "at": one.event.at, "by": one.event.author, **_plain(to_payload(one.said))}
            for one in draft.history
        ],
        "approvals": [
            {"eid": one.event.eid, "at": one.event.at, "by": one.event.author, **_plain(to_payload(one.said))}
            for one in sorted(draft.approvals.values(), key=lambda one: (one.stamp, one.event.eid))
        ],
        "writing": {
            who: {"at": event.at, "field": said.field, "lang": said.lang}
            for who, (_, event, said) in sorted(draft.writing.items())
        },
    }


def _plain(payload: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name not in ("draft", "owner_id")}
