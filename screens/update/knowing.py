"""The left side of screen 4: what our side knows that an owner could be told."""

from datetime import datetime
from typing import TYPE_CHECKING

from screens.update import rows
from screens.update.working import WorkingCopy
from screens.widgets.panels import Item
from warroom.room import Room
from warroom.state.revisions import Content
from warroom.updates.facts import facts

if TYPE_CHECKING:
    from screens.owner.sight import OwnerSight


def known_side(copy: WorkingCopy, room: Room, sight: "OwnerSight", now: datetime) -> tuple[list[Item], int]:
    """Its lines, what is not told first, and how much that is."""
    owner = copy.owner
    glance = sight.watch.glance(owner)
    unknown = glance.unknown if glance is not None else ()
    held = facts(room.state, owner, now, room.state.owners.plan(owner).lang or "en")
    items = [
        *rows.known_items(unknown, held, copy.content, room.zone, now),
        *rows.question_items(room.state, owner, room.zone, now),
        *rows.promise_items(room.state, owner, room.zone, now),
        *rows.sent_items(room.state.updates.last(owner), sent(room, owner), copy.body.lang, room.zone, now),
    ]
    return items, len(unknown)


def sent(room: Room, owner: str) -> Content | None:
    """The text of the last update that an owner was told; None when there is none."""
    telling = room.state.updates.last(owner)
    draft = room.state.revisions.get(telling.said.update) if telling is not None else None
    saved = draft.revisions.get(telling.said.revision) if draft is not None and telling is not None else None
    return saved.said.content if saved is not None else None
