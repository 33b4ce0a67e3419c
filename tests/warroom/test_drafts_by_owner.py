"""A draft by its owner's name: the whole name of one owner is never a beginning of another's."""

from pathlib import Path

import pytest

from tests.delivery.sending_kit import attach
from tests.warroom.live_rooms import Hands
from tests.warroom.updating import draft_of, room_with_owner
from warroom.errors import Ambiguous, NotFound


@pytest.fixture
def hands() -> Hands:
    return Hands()


async def test_a_whole_name_never_falls_through_to_another_owner(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    await attach(room, "Acme Nord")
    nord = room.updates.find((await room.updates.begin("Acme Nord", draft_of(room, "Acme Nord"))).eid)
    for name in ("Acme", "acme", " ACME "):
        with pytest.raises(NotFound, match=f"Acme has no open draft; there are {nord.ref} for Acme Nord"):
            room.updates.find(name)
        with pytest.raises(NotFound):
            await room.updates.approve(name, by="wei")
    assert room.updates.find("acme n").eid == nord.eid
    mine = room.updates.find((await room.updates.begin("Acme", draft_of(room))).eid)
    assert room.updates.find("Acme").eid == mine.eid
    assert room.updates.find("Acme Nord").eid == nord.eid
    with pytest.raises(Ambiguous):
        room.updates.find("Acm")


async def test_a_name_that_is_the_letters_of_anothers_draft_goes_to_nobody_by_chance(
    tmp_path: Path, hands: Hands
) -> None:
    room = await room_with_owner(tmp_path, hands)
    draft = room.updates.find((await room.updates.begin("Acme", draft_of(room))).eid)
    await attach(room, draft.ref[:3])
    with pytest.raises(NotFound, match="has no open draft"):
        room.updates.find(draft.ref[:3])
    assert room.updates.find(draft.ref[:4]).eid == draft.eid
    await attach(room, draft.ref)
    await room.updates.begin(draft.ref, draft_of(room, draft.ref))
    with pytest.raises(Ambiguous):
        room.updates.find(draft.ref)
    assert room.updates.find(draft.eid).eid == draft.eid
