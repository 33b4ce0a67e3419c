"""Drafts of a room that is open: what ``drafting`` needs beside the state comes from it. Screens and shell use this."""

from warroom import seal
from warroom.cadence import Cadence
from warroom.room import Room
from warroom.state.revisions import Content
from warroom.updates.drafting import Drafted, Order, drafted
from warroom.updates.rounds import owners_due
from warroom.updates.templates.library import Library


def draft_of(room: Room, owner: str, library: Library, order: Order = Order()) -> Drafted:  # noqa: B008 - immutable
    """A draft for ``owner`` (any unique beginning of a name; empty: the only one) from the room as it is now.

    Raises ``NotFound`` or ``Ambiguous`` for the owner, and as ``drafting.drafted`` does.
    """
    profile = room.profile
    return drafted(
        room.state,
        room.owners.named(owner),
        room.clock(),
        order,
        library,
        ref=seal.room_ref(room.room),
        profile=profile,
        cadences={name: words.cadence for name, words in profile.severities.items()},
    )


def round_of(room: Room, library: Library) -> dict[str, Drafted]:
    """A draft for each owner that is due, the most urgent first; ``UpdateActs.open_round`` takes their contents."""
    cadences: dict[str, Cadence] = {name: words.cadence for name, words in room.profile.severities.items()}
    return {owner: draft_of(room, owner, library) for owner in owners_due(room.state, room.clock(), cadences)}


def contents(drafts: dict[str, Drafted]) -> dict[str, Content]:
    """What ``open_round`` takes."""
    return {owner: made.content for owner, made in drafts.items()}
