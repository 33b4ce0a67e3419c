"""What waits goes only to whom the plan and the room still have; nobody is written to by a word that isn't theirs."""

from pathlib import Path

import pytest

from tests.delivery.sending_kit import (
    ACCEPTED,
    DOWN,
    Post,
    approved,
    attach,
    chosen,
    done,
    outbox,
    room_to_send,
    row_to,
    until,
)
from tests.warroom.live_rooms import Hands
from warroom.errors import WarroomError
from warroom.state.owners import Contact

LI, WU = "li@acme.example", "wu@acme.example"


@pytest.fixture
def hands() -> Hands:
    return Hands()


async def test_nothing_that_waits_goes_to_whom_the_plan_or_the_room_no_longer_has(tmp_path: Path, hands: Hands) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    post = Post()
    post.says[LI], post.says[WU] = [DOWN], [DOWN]
    box = outbox(room, tmp_path, post, delays=(0.02,) * 500)
    box.go(await room.outbox.queue(draft.eid, chosen(room, draft)))
    await until(lambda: len(post.sent) >= 2)
    await room.owners.set_plan(
        "Acme", contacts=(Contact("Ms Wu", contact="WU@acme.example"), Contact("N", contact="n@x.example"))
    )
    post.says[LI] = post.says[WU] = [ACCEPTED]
    await done(box)
    assert (row_to(room, LI).state, row_to(room, WU).state) == ("cancelled", "accepted")
    assert row_to(room, LI).deciding.said.reason == f"{LI} is not in the plan of Acme any more"  # type: ignore[union-attr]
    assert (post.took[LI], post.took[WU]) == (0, 1)


async def test_an_owner_who_was_detached_gets_nothing(tmp_path: Path, hands: Hands) -> None:
    room = await room_to_send(tmp_path, hands)
    await attach(room, "City")
    draft, waiting = await approved(room, "City"), await approved(room)
    keys = await room.outbox.queue(waiting.eid, chosen(room, waiting))
    await room.owners.detach("Acme")
    await room.owners.detach("City")
    with pytest.raises(WarroomError, match="City no longer belongs to this room"):
        await room.outbox.queue(draft.eid, chosen(room, draft))
    post = Post()
    box = outbox(room, tmp_path, post)
    box.go(keys)
    await done(box)
    assert {row.state for row in room.state.deliveries} == {"cancelled"}
    assert post.sent == []
    with pytest.raises(WarroomError, match="Acme no longer belongs"):
        await box.again(keys[0])
