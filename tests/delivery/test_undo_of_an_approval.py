"""Undoing an approval after it was sent: what waits is stopped at once, what is on its way is said."""

from pathlib import Path

import pytest

from tests.delivery.sending_kit import approved, chosen, room_to_send
from tests.delivery.test_attention import came
from tests.warroom.live_rooms import Hands
from warroom.delivery.words import row_words
from warroom.errors import WarroomError
from warroom.room import Room


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
async def room(tmp_path: Path, hands: Hands) -> Room:
    return await room_to_send(tmp_path, hands)


async def take_approval_back(room: Room) -> str:
    """As a person's undo whose last change the approval is, though it was sent since."""
    room._mine = [one for one in room._mine if one[0].kind == "update.approved"]
    return await room.undo()


async def test_what_waits_is_cancelled_at_once_and_what_is_under_way_is_said(room: Room) -> None:
    draft = await approved(room)
    keys = await room.outbox.queue(draft.eid, [one for one in chosen(room, draft) if one.channel == "email"])
    assert len(keys) == 2
    await room.outbox.begin(keys[0])
    said = await take_approval_back(room)
    assert said == "the approval is taken back; 1 already on the way can't be stopped, 1 that waited is cancelled"
    rows = [room.state.deliveries.get(key) for key in keys]
    assert [row.state for row in rows if row is not None] == ["sending", "cancelled"]


async def test_an_approval_that_was_not_sent_says_no_more(room: Room) -> None:
    await approved(room)
    assert await take_approval_back(room) == "the approval is taken back"


async def test_what_some_have_goes_to_nobody_more_once_its_approval_was_taken_back(room: Room) -> None:
    draft = await approved(room)
    failed, there = await room.outbox.queue(draft.eid, [one for one in chosen(room, draft) if one.channel == "email"])
    for key in (failed, there):
        await room.outbox.begin(key)
    await came(room, failed, "dead")
    await take_approval_back(room)
    await came(room, there, "accepted")
    with pytest.raises(WarroomError, match=r"its approval was taken back at .*; nothing was queued"):
        await room.outbox.requeue(failed)


async def test_why_nobody_knows_stands_in_the_row(room: Room) -> None:
    draft = await approved(room)
    key = (await room.outbox.queue(draft.eid, [one for one in chosen(room, draft) if one.channel == "email"]))[0]
    await room.outbox.begin(key)
    await came(room, key, "unknown", reason="the program ended while it was being sent")
    row = room.state.deliveries.get(key)
    assert row is not None and ", the program ended while it was being sent: it may have" in row_words(row, room.zone)
