"""A round: which owners are due, and a draft from the facts for each. Made in a thread, where jinja2 is imported."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from screens.update.beside import beside
from warroom.errors import BadInput
from warroom.room import Room

if TYPE_CHECKING:
    from warroom.updates.drafting import Drafted
    from warroom.updates.wordings import Lack


class Begun(NamedTuple):
    """What a round begins with."""

    drafts: Mapping[str, str]
    """The draft of each owner (ids), the most urgent owner first."""
    lacks: "Mapping[str, tuple[Lack, ...]]"
    """By owner, what has no words in their language."""
    remarks: tuple[str, ...]
    """What is wrong with templates of one's own."""


async def begin(room: Room, shown: str = "") -> Begun:
    """Open a draft for each owner that is due, ``shown`` being the one in sight; who has an open one keeps it.

    Raises ``BadInput`` without an owner.
    """
    due, made = await beside(room, lambda: _drafted(room, shown))
    if not due:
        raise BadInput("no owner is named in this room: P on screen 5 attaches one, then F2 drafts their update")
    opened = await room.updates.open_round({owner: one.content for owner, one in made.items()})
    held = dict(zip(made, opened, strict=True))
    held |= {owner: draft.eid for owner in due if owner not in held and (draft := room.updates.open_draft(owner))}
    remarks = (one.message for drafted in made.values() for one in drafted.findings if one.rule == "D01")
    return Begun(
        {owner: held[owner] for owner in due if owner in held},
        {owner: one.lacks for owner, one in made.items()},
        tuple(dict.fromkeys(remarks)),
    )


def _drafted(room: Room, shown: str) -> "tuple[list[str], dict[str, Drafted]]":
    """In the thread: who is due, and the drafts of those who have none yet, from the facts as they are now."""
    from warroom import template_files
    from warroom.update_drafts import draft_of
    from warroom.updates.rounds import owners_due

    due = owners_due(room.state, room.clock(), room.updates.cadences, shown)
    library = template_files.library(template_files.own_folder())
    return due, {owner: draft_of(room, owner, library) for owner in due if room.updates.open_draft(owner) is None}
