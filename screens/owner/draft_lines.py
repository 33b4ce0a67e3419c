"""A draft in a line of the thread with its owner: who wrote it, what the check found, whose word it waits for. Pure."""

from datetime import datetime
from typing import Final

from warroom.state.revisions import Draft
from warroom.state.room_state import RoomState
from warroom.updates import approval

KINDS: Final = {"first_notice": "first notice", "closure": "closure report"}


def draft_text(draft: Draft) -> str:
    """``draft (ana) investigating, en+zh``."""
    content = draft.head.said.content
    kind = KINDS.get(content.phase, content.phase)
    kind = "withdrawal" if content.withdraws else f"correction, {kind}" if content.corrects else kind
    langs = "+".join(one.lang for one in content.bodies)
    return f"draft ({draft.head.who}) {kind}" + (f", {langs}" if langs else "")


def draft_note(state: RoomState, draft: Draft, now: datetime) -> str:
    """``2 findings, 1 BLOCK, needs approval``: of the last revision."""
    if draft.discarded:
        return "discarded"
    found = draft.head.said.findings
    count = sum(one.count for one in found)
    blocking = sum(one.count for one in found if one.severity == "block")
    parts = [
        f"{count} finding{'s' if count > 1 else ''}" if count else "",
        f"{blocking} BLOCK" if blocking else "",
        "TWO TEXTS, pick on screen 4" if draft.disputed else standing(state, draft, now),
    ]
    return ", ".join(one for one in parts if one)


def standing(state: RoomState, draft: Draft, now: datetime) -> str:
    """``needs approval``, ``approved by wei``, ``STALE, needs approval again``."""
    held = approval.verdict(state, draft, now)
    flags = f" ({', '.join(held.flags)})" if held.flags else ""
    match held.state:
        case "told":
            return f"told{flags}"
        case "approved":
            return f"approved by {', '.join(one.who for one in held.by)}{flags}, not told yet"
        case "stale":
            return "STALE, needs approval again"
    return f"needs {' and '.join(held.missing)}"


def waits(state: RoomState, now: datetime) -> bool:
    """Whether a draft that is open waits for somebody: for a word, for a pick, for what blocks it to be mended.

    Of one that is out the outbox says what waits.
    """
    return any(
        one.disputed
        or any(found.severity == "block" for found in one.head.said.findings)
        or not approval.verdict(state, one, now).may_go
        for one in state.revisions.drafts
        if one.begun
        and not one.discarded
        and state.updates.carried(one.eid) is None
        and not state.deliveries.out(one.eid)
    )
