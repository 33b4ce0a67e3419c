"""Does what the commands about drafts say, on the entry line and on the command line: approving one, telling it."""

import re
from collections.abc import Mapping
from typing import Final

from warroom import times
from warroom.clock import to_stamp
from warroom.doing_owners import Did
from warroom.errors import BadInput
from warroom.grammar.owner_orders import OwnerOrder
from warroom.room import Room
from warroom.state.owners import MEANS, Means
from warroom.updates.approval import Verdict

_COMMA: Final = re.compile(r"\s*[,，、;；\s]\s*")
_NAMES: Final = re.compile(r"\s*[,，、;；]\s*")
_YES: Final = frozenset({"yes", "y", "1", "true", "是"})


def is_about_update(order: OwnerOrder) -> bool:
    """Whether an order is about a draft, not about an owner as such."""
    return order.verb == "approve" or "update" in order.parts


async def do_update(room: Room, order: OwnerOrder) -> Did:
    """Do what an order says. Raises ``WarroomError`` with what to do when it can't be done; nothing is changed then."""
    if order.verb == "approve":
        return await _approve(room, order)
    if order.verb != "told":
        raise BadInput(f"nothing here does {order.verb} with an update; nothing was recorded")
    return await _tell(room, order)


async def _approve(room: Room, order: OwnerOrder) -> Did:
    parts = order.parts
    by = parts.get("by", "")
    if _yes(parts, "back"):
        event = await room.updates.unapprove(order.name, order.text, by=by)
        return Did("the approval is taken back", (event,))
    event = await room.updates.approve(
        order.name,
        by=by,
        via="written" if parts.get("means") else "spoken" if by else "key",
        reason=order.text,
        alone=_yes(parts, "alone"),
        break_glass=_yes(parts, "glass"),
        legal=_yes(parts, "legal"),
        overrides=[one for one in _COMMA.split(parts.get("override", "").strip()) if one],
        occurred_at=_when(room, parts),
    )
    return Did(stands(room.updates.verdict(str(event.payload["draft"]))), (event,))


async def _tell(room: Room, order: OwnerOrder) -> Did:
    parts = order.parts
    if order.text or "facts" in parts or "next" in parts:
        raise BadInput("an update says its own facts, words and next time; leave them out; nothing was recorded")
    draft = room.updates.find(parts["update"])
    if order.name and room.owners.named(order.name) != draft.owner:
        raise BadInput(f"draft {draft.ref} is for {draft.owner}, not for {order.name}; nothing was recorded")
    events = await room.updates.tell(
        draft.eid,
        means=_means(parts.get("means", "")),
        people=[one for one in _NAMES.split(parts.get("people", "").strip()) if one],
        actor=parts.get("by", ""),
        occurred_at=_when(room, parts),
    )
    left = len(room.owners.not_told(draft.owner))
    number = events[0].payload["number"]
    return Did(f"{draft.owner} was told update #{number}" + (f"; {left} not told" if left else ""), tuple(events))


def stands(held: Verdict) -> str:
    """How a draft stands, in words."""
    flags = f" ({', '.join(held.flags)})" if held.flags else ""
    hints = f"; {len(held.hints)} new facts that need not be in it" if held.hints else ""
    match held.state:
        case "told":
            return f"told{flags}"
        case "approved":
            return f"approved{flags}; it may be told{hints}"
        case "stale" if held.edited:
            return "stale: the text was changed after it was approved"
        case "stale":
            said = ", ".join(f"{one.topic} {one.text or 'no longer so'}".strip() for one in held.changed)
            return f"stale, since it was approved: {said}"
    return f"{'approved in part' if held.by else 'not approved'}: it needs {' and '.join(held.missing)}"


def _when(room: Room, parts: Mapping[str, str]) -> str | None:
    text = parts.get("at")
    return to_stamp(times.read_time(text, now=room.clock(), zone=room.zone).at) if text else None


def _means(text: str) -> Means:
    plain = text.strip().casefold()
    found: list[Means] = [one for one in MEANS if one == plain] or [
        one for one in MEANS if plain and one.startswith(plain)
    ]
    if plain and len(found) != 1:
        raise BadInput(f"'{text}' is no means; it is one of {', '.join(MEANS)}; nothing was recorded")
    return found[0] if found else "phone"


def _yes(parts: Mapping[str, str], name: str) -> bool:
    return parts.get(name, "").strip().casefold() in _YES
