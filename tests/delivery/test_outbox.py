"""The outbox over channels that do what they are told: what goes, what it comes to, what an owner was told then."""

import asyncio
import threading
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tests.delivery.sending_kit import (
    ACCEPTED,
    BUSY,
    DOWN,
    GONE,
    LOST,
    REFUSED,
    Post,
    approved,
    attach,
    chosen,
    done,
    hung,
    outbox,
    room_to_send,
    row_to,
    states,
    until,
)
from tests.warroom.live_rooms import Hands, joined
from tests.warroom.updating import saying
from warroom.clock import to_stamp
from warroom.delivery.words import counts, row_words
from warroom.errors import WarroomError
from warroom.room import Room
from warroom.updates.preview import preview


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def post() -> Post:
    return Post()


async def test_what_is_accepted_first_is_what_the_owner_was_told(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    box = outbox(room, tmp_path, post)
    (proposal,) = box.propose([draft.eid])
    assert (proposal.owner, proposal.number, proposal.why) == ("Acme", 1, "")
    assert [(one.channel, one.contact, one.name, one.way) for one in proposal.chosen] == [
        ("email", "li@acme.example", "Mr Li", "email:main"),
        ("email", "wu@acme.example", "Ms Wu", "email:main"),
    ]
    assert await box.send({draft.eid: proposal.chosen}) == {draft.eid: ""}
    await done(box)
    assert states(room) == {"li@acme.example": "accepted", "wu@acme.example": "accepted"}
    assert post.contacts() == ["li@acme.example", "wu@acme.example"]
    told = room.state.updates.told("Acme")
    assert [(one.said.number, one.said.update, one.said.means) for one in told] == [(1, draft.eid, "update")]
    assert room.state.timeline.passed()["first_notice"][0] == to_stamp(hands.now)
    assert [one.now.kind for one in room.state.commitments.of("Acme")] == ["next_update"]
    assert row_words(row_to(room, "li@acme.example"), room.zone) == (
        "accepted by mx.example at 14:00:00 UTC, 250 2.0.0 Ok: queued as Q71F"
    )
    assert counts(room.state).words == "2 accepted"
    assert [parcel.number for parcel in post.sent] == [1, 1]
    assert len({parcel.message_id for parcel in post.sent}) == 2
    assert all(parcel.message_id == f"<{parcel.key}@ours.example>" for parcel in post.sent)


async def test_nothing_is_told_while_nobody_took_it(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    post.says = {"li@acme.example": [GONE], "wu@acme.example": [LOST]}
    box = outbox(room, tmp_path, post)
    await box.send({draft.eid: chosen(room, draft)})
    await done(box)
    assert states(room) == {"li@acme.example": "dead", "wu@acme.example": "unknown"}
    assert room.state.updates.told("Acme") == []
    assert "first_notice" not in room.state.timeline.passed()
    assert counts(room.state).words == "1 rejected · 1 unknown"
    assert post.took == {"li@acme.example": 0, "wu@acme.example": 1}
    assert len(post.sent) == 2


async def test_only_what_was_surely_not_taken_is_tried_again(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    post.says = {"li@acme.example": [DOWN, BUSY, ACCEPTED], "wu@acme.example": [DOWN, LOST, ACCEPTED]}
    box = outbox(room, tmp_path, post)
    await box.send({draft.eid: chosen(room, draft)})
    await done(box)
    assert states(room) == {"li@acme.example": "accepted", "wu@acme.example": "unknown"}
    assert sorted(post.contacts()) == ["li@acme.example"] * 3 + ["wu@acme.example"] * 2
    row = row_to(room, "li@acme.example")
    assert [one.said.attempt for one in row.steps] == [0, 1, 1, 2, 2, 3, 3]
    tries = [parcel for parcel in post.sent if parcel.contact == "li@acme.example"]
    assert len({parcel.message_id for parcel in tries}) == 1


async def test_tries_end(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    post.says = {"li@acme.example": [DOWN], "wu@acme.example": [REFUSED]}
    box = outbox(room, tmp_path, post)
    await box.send({draft.eid: chosen(room, draft)})
    await done(box)
    assert states(room) == {"li@acme.example": "dead", "wu@acme.example": "rejected"}
    assert sorted(post.contacts()) == ["li@acme.example"] * 5 + ["wu@acme.example"]
    assert row_words(row_to(room, "li@acme.example"), room.zone) == (
        "not sent at 14:00:00 UTC, connection refused: tried 5 times"
    )
    # nothing of it was taken over by anybody: its text may be mended, and its number is the next one's again
    await room.updates.save(draft.eid, saying(draft.head.said.content, scope="Only card payments in the EU."))
    await room.updates.approve(draft.eid, by="wei", via="spoken")
    post.says = {}
    await box.send({draft.eid: chosen(room, draft)})
    await done(box)
    assert [one.said.number for one in room.state.updates.told("Acme")] == [1]


async def test_a_retry_never_comes_after_the_next_update_is_due(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    hands.move(19.9)  # the next update is promised for 14:20
    post.says = {"li@acme.example": [msgspec.structs.replace(BUSY, retry_after=7.0)], "wu@acme.example": [DOWN]}
    box = outbox(room, tmp_path, post)
    await box.send({draft.eid: chosen(room, draft)})
    await done(box)
    row = row_to(room, "li@acme.example")
    assert row.state == "dead"
    assert "the next update is due" in row_words(row, room.zone)
    assert post.contacts().count("li@acme.example") == 1


async def test_one_target_never_touches_another_and_the_loop_stays_live(
    tmp_path: Path, hands: Hands, post: Post
) -> None:
    room = await room_to_send(tmp_path, hands)
    names = [f"City{number}" for number in range(8)]
    for name in names:
        await attach(room, name)
    drafts = {name: await approved(room, name) for name in ["Acme", *names]}
    let_go = threading.Event()
    for name in names[:7]:
        post.says[f"boss@{name.casefold()}.example"] = [hung(let_go)]
    box = outbox(room, tmp_path, post, "Acme", *names)
    assert set((await box.send({one.eid: chosen(room, one) for one in drafts.values()})).values()) == {""}
    await until(lambda: states(room, "Acme") == {"li@acme.example": "accepted", "wu@acme.example": "accepted"})
    assert box.busy
    assert [one.said.number for one in room.state.updates.told("Acme")] == [1]
    assert room.state.updates.told("City0") == []
    await room.log("the room goes on")
    let_go.set()
    await done(box)
    assert set(states(room).values()) == {"accepted"}
    assert all(count == 1 for count in post.took.values())
    assert not box.busy


async def test_a_refusal_of_one_owner_never_holds_another(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    await attach(room, "City")
    acme, city = await approved(room), await approved(room, "City")
    await room.updates.unapprove(acme.eid)
    box = outbox(room, tmp_path, post, "Acme", "City")
    refused = await box.send({one.eid: chosen(room, one) for one in (acme, city)})
    assert "it needs wei" in refused[acme.eid]
    assert refused[city.eid] == ""
    await done(box)
    assert states(room) == {"boss@city.example": "accepted"}


async def test_what_is_stale_right_before_its_first_try_is_not_sent(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    keys = await room.outbox.queue(draft.eid, chosen(room, draft))
    await room.set_severity("SEV2")
    box = outbox(room, tmp_path, post)
    with pytest.raises(WarroomError, match="severity SEV2"):
        await box.again(keys[0])
    box.go(keys)  # as if it had been let go a moment before
    await done(box)
    assert states(room) == {"li@acme.example": "cancelled", "wu@acme.example": "cancelled"}
    assert "severity SEV2" in row_words(row_to(room, "li@acme.example"), room.zone)
    assert post.sent == []
    await room.set_severity("SEV1")
    await box.again(keys[0])
    await done(box)
    assert states(room)["li@acme.example"] == "accepted"


async def test_an_approval_taken_back_stops_what_has_not_begun(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    keys = await room.outbox.queue(draft.eid, chosen(room, draft))
    await room.updates.unapprove(draft.eid)
    box = outbox(room, tmp_path, post)
    box.go(keys)
    await done(box)
    assert set(states(room).values()) == {"cancelled"}
    assert post.sent == []


async def test_what_a_fact_changed_while_it_was_sent_is_told_all_the_same(
    tmp_path: Path, hands: Hands, post: Post
) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    let_go = threading.Event()
    post.says["li@acme.example"] = [hung(let_go)]
    box = outbox(room, tmp_path, post)
    await box.send({draft.eid: [one for one in chosen(room, draft) if one.name == "Mr Li"]})
    await until(lambda: post.sent)
    await room.set_severity("SEV2")
    hands.move(1)
    let_go.set()
    await done(box)
    (told,) = room.state.updates.told("Acme")
    assert told.at == to_stamp(hands.now)
    assert room.state.updates.known("Acme")["severity"].fact.was == "SEV1"
    assert told.said.people == ["Mr Li"]


async def test_a_draft_that_is_out_keeps_its_text_and_number(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    post.says = {"li@acme.example": [LOST], "wu@acme.example": [LOST]}
    box = outbox(room, tmp_path, post)
    await box.send({draft.eid: chosen(room, draft)})
    await done(box)
    content = draft.head.said.content
    for refused in (
        room.updates.save(draft.eid, saying(content, impact="nothing happened")),
        room.updates.discard(draft.eid),
        room.updates.write(draft.eid, "impact", "en", "nothing"),
    ):
        with pytest.raises(WarroomError, match="on its way as update #1"):
            await refused
    hands.move(5)
    second = await approved(room, next_update=to_stamp(hands.now + timedelta(minutes=15)))
    (proposal,) = box.propose([second.eid])
    assert proposal.number == 2
    # by telephone they say that it is there: it was update #1
    await room.outbox.confirm(row_to(room, "li@acme.example").key, "phone", people=["Mr Li"])
    (told,) = room.state.updates.told("Acme")
    assert (told.said.number, told.said.update, told.said.means) == (1, draft.eid, "phone")
    assert states(room)["li@acme.example"] == "manual_confirmed"


async def test_by_hand(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands, channels=("phone", "email"))
    draft = await approved(room)
    box = outbox(room, tmp_path, post)
    (target,) = chosen(room, draft)
    assert (target.channel, target.way) == ("phone", "")
    assert await box.send({draft.eid: [target]}) == {draft.eid: ""}
    await done(box)
    (row,) = room.state.deliveries
    assert row.state == "queued"
    assert counts(room.state).words == "1 by hand"
    assert row_words(row, room.zone) == "to be carried by hand since 14:00:00 UTC: say when it is done"
    hands.move(3)
    at = to_stamp(hands.now - timedelta(minutes=1))
    await room.outbox.confirm(row.key[:6], "meeting", people=["Mr Li"], actor="bob", occurred_at=at)
    (told,) = room.state.updates.told("Acme")
    assert (told.at, told.said.means, told.said.actor, told.said.people) == (at, "meeting", "bob", ["Mr Li"])
    assert post.sent == []


async def test_two_processes_queue_the_same_draft_and_it_goes_once(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    other = await joined(tmp_path, room, hands, "bob")
    boxes = [outbox(one, tmp_path, post) for one in (room, other)]
    for one, box in zip((room, other), boxes, strict=True):
        assert await box.send({draft.eid: chosen(one, draft)}) == {draft.eid: ""}
    await asyncio.gather(*(done(box) for box in boxes))
    assert post.took == {"li@acme.example": 1, "wu@acme.example": 1}
    assert len(post.sent) == 2
    for one in (room, other):
        await one.refresh()
        assert states(one) == {"li@acme.example": "accepted", "wu@acme.example": "accepted"}
        assert [said.said.number for said in one.state.updates.told("Acme")] == [1]
        assert [row.steps[1].said.attempt for row in one.state.deliveries] == [1, 1]


async def test_two_drafts_queued_at_once_by_two_processes_have_two_numbers(
    tmp_path: Path, hands: Hands, post: Post
) -> None:
    room = await room_to_send(tmp_path, hands)
    first, second = await approved(room), await approved(room)
    other = await joined(tmp_path, room, hands, "bob")
    await room.outbox.queue(first.eid, chosen(room, first))
    await other.outbox.queue(second.eid, chosen(other, second))  # bob has not seen the first one yet
    await room.refresh()
    for one in (room, other):
        assert (one.state.deliveries.number(first.eid), one.state.deliveries.number(second.eid)) == (1, 2)
    # the older one goes first, and the younger one follows it at the same address
    box = outbox(room, tmp_path, post)
    box.go([row.key for row in room.state.deliveries])
    await done(box)
    mine = [parcel.number for parcel in post.sent if parcel.contact == "li@acme.example"]
    assert mine == sorted(mine)
    assert 2 in mine


async def test_the_holder_sends_what_another_process_lets_go(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    await attach(room, "City")
    acme, city = await approved(room), await approved(room, "City")
    other = await joined(tmp_path, room, hands, "bob")
    let_go = threading.Event()
    post.says = {"li@acme.example": [hung(let_go)], "wu@acme.example": [hung(let_go)]}
    holder, waiter = outbox(room, tmp_path, post, "Acme", "City"), outbox(other, tmp_path, post, "Acme", "City")
    await holder.send({acme.eid: chosen(room, acme)})
    await until(lambda: len(post.sent) == 2)
    await waiter.send({city.eid: chosen(other, city)})
    await until(lambda: states(other, "City") == {"boss@city.example": "accepted"})
    assert not waiter.busy
    assert waiter.holder().startswith("ana, process ")
    let_go.set()
    await asyncio.gather(done(holder), done(waiter))
    assert all(count == 1 for count in post.took.values())
    assert holder.holder() == waiter.holder() == ""


async def test_the_number_in_the_text_is_that_of_the_telling(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    await attach(room, "City")
    box = outbox(room, tmp_path, post, "Acme", "City")
    for owner in ("Acme", "City", "Acme", "Acme"):
        draft = await approved(room, owner)
        post.says = {"li@acme.example": [LOST]} if len(post.sent) < 3 else {}
        await box.send({draft.eid: chosen(room, draft)})
        await done(box)
    for parcel in post.sent:
        number = next(
            one.said.number for one in room.state.updates.told(parcel.owner)
            if one.said.update == parcel_draft(room, parcel.key)
        )  # fmt: skip
        assert parcel.number == number
        shown = preview(parcel.content, "email", number=parcel.number)
        assert shown.subject == f"[1122-K7Q] Card payments, update #{number}"
        assert f"This is update #{number} on 1122-K7Q." in shown.text
    assert [one.said.number for one in room.state.updates.told("Acme")] == [1, 2, 3]
    assert [one.said.number for one in room.state.updates.told("City")] == [1]


def parcel_draft(room: Room, key: str) -> str:
    row = room.state.deliveries.get(key)
    assert row is not None
    assert row.queued is not None
    return row.queued.draft
