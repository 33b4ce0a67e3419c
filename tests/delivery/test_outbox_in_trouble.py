"""The outbox when the disk, the clock, other people or the end of the program come in between."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.delivery.sending_kit import (
    ACCEPTED,
    BUSY,
    DOWN,
    LOST,
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
from warroom.acts.recording import change
from warroom.clock import to_stamp
from warroom.delivery.words import row_words
from warroom.errors import NotSaved, OutcomeUnknown, WarroomError
from warroom.events import Draft, Event
from warroom.room import Room
from warroom.state.updates import Told


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def post() -> Post:
    return Post()


LI, WU = "li@acme.example", "wu@acme.example"


def to_li(room: Room, draft: Any) -> list[Any]:
    return [one for one in chosen(room, draft) if one.contact == LI]


# -- the disk --------------------------------------------------------------------------------------------------------


class Disk:
    """Refuses what ``refuses`` says of the drafts to store; ``stored``: it refuses after having stored them."""

    def __init__(self, room: Room, refuses: Callable[[Sequence[Draft]], bool], *, stored: bool = False) -> None:
        self.refused = 0
        log: Any = room._log
        append = log.append

        def failing(drafts: Sequence[Draft]) -> list[Event]:
            if not refuses(drafts):
                return list(append(drafts))
            self.refused += 1
            if stored:
                room_events = append(drafts)
                log._pending.extend(room_events)
                raise OutcomeUnknown("the disk failed in the middle")
            raise NotSaved("no space left on the disk")

        log.append = failing


def says(kind: str, **fields: object) -> Callable[[Sequence[Draft]], bool]:
    """Whether one of the drafts is of a kind, with these values in its payload."""
    return lambda drafts: any(
        one.kind == kind and all(one.payload.get(name) == value for name, value in fields.items()) for one in drafts
    )


def first(times: int, matches: Callable[[Sequence[Draft]], bool]) -> Callable[[Sequence[Draft]], bool]:
    left = [times]

    def refuses(drafts: Sequence[Draft]) -> bool:
        if left[0] and matches(drafts):
            left[0] -= 1
            return True
        return False

    return refuses


async def test_what_cannot_be_queued_is_not_sent(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    Disk(room, first(1, says("update.sending")))
    box = outbox(room, tmp_path, post)
    refused = await box.send({draft.eid: to_li(room, draft)})
    assert refused == {draft.eid: "no space left on the disk"}
    await done(box)
    assert states(room) == {}
    assert post.sent == []
    assert await box.send({draft.eid: to_li(room, draft)}) == {draft.eid: ""}
    await done(box)
    assert post.took == {LI: 1}


@pytest.mark.parametrize("stored", [False, True], ids=["not stored", "perhaps stored"])
async def test_a_beginning_that_is_not_on_disk_opens_no_socket(
    tmp_path: Path, hands: Hands, post: Post, stored: bool
) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    disk = Disk(room, first(3, says("update.sending", attempt=1)), stored=stored)
    box = outbox(room, tmp_path, post)
    await box.send({draft.eid: to_li(room, draft)})
    await until(lambda: disk.refused)
    await done(box)
    assert states(room) == {LI: "accepted"}
    assert post.contacts() == [LI]
    assert box.trouble == ""


async def test_an_outcome_waits_for_the_disk_and_is_sent_once(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    disk = Disk(room, first(4, says("update.delivery", state="accepted")))
    box = outbox(room, tmp_path, post)
    await box.send({draft.eid: to_li(room, draft)})
    await until(lambda: disk.refused == 2)
    assert box.busy
    assert box.trouble == "no space left on the disk"
    assert states(room) == {LI: "sending"}
    assert room.state.updates.told("Acme") == []
    await done(box)
    assert states(room) == {LI: "accepted"}
    assert [one.said.number for one in room.state.updates.told("Acme")] == [1]
    assert post.contacts() == [LI]


async def test_a_fault_of_ours_in_a_channel_is_an_unknown_one(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    post.says = {LI: [ValueError("https://hooks.example/T0/secret-token")]}
    box = outbox(room, tmp_path, post)
    await box.send({draft.eid: chosen(room, draft)})
    await done(box)
    assert states(room) == {LI: "unknown", WU: "accepted"}
    said = row_words(row_to(room, LI), room.zone)
    assert "ValueError" in said
    assert "secret-token" not in said


# -- other people ----------------------------------------------------------------------------------------------------


async def test_what_was_cancelled_a_moment_before_does_not_go(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    (key,) = await room.outbox.queue(draft.eid, to_li(room, draft))
    other = await joined(tmp_path, room, hands, "bob")
    box = outbox(room, tmp_path, post)
    begin = room.outbox.begin

    async def late(key: str, message_id: str = "") -> Any:
        await other.outbox.cancel(key, "a slip")  # bob is a moment faster, and this room has not seen it
        return await begin(key, message_id)

    room.outbox.begin = late  # type: ignore[method-assign]
    box.go([key])
    await done(box)
    assert states(room) == {LI: "cancelled"}
    assert post.sent == []
    await other.refresh()
    assert states(other) == {LI: "cancelled"}


async def test_two_people_send_again_at_once_and_it_goes_once(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    post.says = {LI: [LOST, ACCEPTED]}
    box = outbox(room, tmp_path, post)
    await box.send({draft.eid: to_li(room, draft)})
    await done(box)
    other = await joined(tmp_path, room, hands, "bob")
    key = row_to(room, LI).key
    await box.again(key, resend=True)
    await done(box)
    assert states(other) == {LI: "unknown"}  # bob has not seen that it went again, and was accepted
    late = outbox(other, tmp_path, post)
    with pytest.raises(WarroomError, match="a moment before: it is accepted"):
        await late.again(key, resend=True)
    await done(late)
    for one in (room, other):
        await one.refresh()
        assert states(one) == {LI: "accepted"}
    with pytest.raises(WarroomError, match="it is accepted; nothing was changed"):
        await late.again(key, resend=True)
    assert len(post.sent) == 2


async def test_a_cancelling_that_comes_too_late_says_so(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    let_go = threading.Event()
    post.says = {LI: [hung(let_go)]}
    (key,) = await room.outbox.queue(draft.eid, to_li(room, draft))
    other = await joined(tmp_path, room, hands, "bob")
    box = outbox(room, tmp_path, post)
    box.go([key])
    await until(lambda: post.sent)
    with pytest.raises(WarroomError, match="a moment before: it is sending"):
        await other.outbox.cancel(key)
    await until(lambda: states(room) == {LI: "sending"})
    let_go.set()
    await done(box)
    assert states(room) == {LI: "accepted"}


async def test_what_waits_may_be_carried_by_hand_instead(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    post.says = {LI: [DOWN]}
    box = outbox(room, tmp_path, post, delays=(60.0,))
    await box.send({draft.eid: to_li(room, draft)})
    await until(lambda: row_to(room, LI).attempt == 1 and row_to(room, LI).state == "queued")
    by_hand = [msgspec.structs.replace(one, way="") for one in to_li(room, draft)]
    assert await box.send({draft.eid: by_hand}) == {draft.eid: ""}
    await done(box)
    assert row_words(row_to(room, LI), room.zone).startswith("to be carried by hand since")
    post.says = {}
    await box.send({draft.eid: to_li(room, draft)})
    await done(box)
    assert states(room) == {LI: "accepted"}
    assert len(post.sent) == 2


async def test_an_approval_taken_back_a_moment_before_stops_it(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    keys = await room.outbox.queue(draft.eid, to_li(room, draft))
    other = await joined(tmp_path, room, hands, "wei")
    box = outbox(room, tmp_path, post)
    begin = room.outbox.begin

    async def late(key: str, message_id: str = "") -> Any:
        await other.updates.unapprove(draft.eid)
        return await begin(key, message_id)

    room.outbox.begin = late  # type: ignore[method-assign]
    box.go(keys)
    await done(box)
    assert states(room) == {LI: "cancelled"}
    assert "it needs wei" in row_words(row_to(room, LI), room.zone)
    assert post.sent == []


async def test_an_erased_draft_never_goes(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    keys = await room.outbox.queue(draft.eid, chosen(room, draft))
    await room.erase(draft.eid, "a password")
    box = outbox(room, tmp_path, post)
    box.go(keys)
    await done(box)
    assert {row.state for row in room.state.deliveries} == {"cancelled"}
    assert post.sent == []
    for key in keys:
        with pytest.raises(WarroomError):
            await box.again(key)
    assert all(one.contact == "" for row in room.state.deliveries if (one := row.queued) is not None)


async def test_a_newer_update_cancels_what_still_waits(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    first_one = await approved(room)
    post.says = {LI: [BUSY]}
    box = outbox(room, tmp_path, post, delays=(60.0, 60.0))
    await box.send({first_one.eid: to_li(room, first_one)})
    await until(lambda: states(room) == {LI: "queued"} and row_to(room, LI).attempt == 1)
    hands.move(0.5)
    second = await approved(room)
    post.says = {}
    await box.send({second.eid: to_li(room, second)})
    await done(box)
    rows = {row.queued.number: row for row in room.state.deliveries if row.queued is not None}
    assert {number: row.state for number, row in rows.items()} == {1: "cancelled", 2: "accepted"}
    assert "update #2 to Acme followed it" in row_words(rows[1], room.zone)
    assert [parcel.number for parcel in post.sent] == [1, 2]


async def test_what_was_withdrawn_does_not_reach_the_others(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    post.says = {WU: [DOWN]}
    box = outbox(room, tmp_path, post, delays=(60.0,))
    await box.send({draft.eid: chosen(room, draft)})
    await until(lambda: states(room) == {LI: "accepted", WU: "queued"})
    (told,) = room.state.updates.told("Acme")
    key = row_to(room, WU).key
    assert box.waiting == 1
    assert await box.drain(5)
    withdrawal = Told(owner_id="Acme", means="phone", number=2, corrects=told.eid, withdraws=True)
    await room.do([(change(withdrawal), None)])
    with pytest.raises(WarroomError, match="withdrawn"):
        await box.again(key)
    box.go([key])
    await done(box)
    assert states(room)[WU] == "cancelled"
    assert post.contacts().count(WU) == 1


async def test_telling_by_telephone_meanwhile_keeps_the_number(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    let_go = threading.Event()
    post.says = {LI: [hung(let_go)]}
    box = outbox(room, tmp_path, post)
    await box.send({draft.eid: to_li(room, draft)})
    await until(lambda: post.sent)
    await room.updates.tell(draft.eid, means="phone", people=["Mr Li"])
    let_go.set()
    await done(box)
    (told,) = room.state.updates.told("Acme")
    assert (told.said.number, told.said.means) == (1, "phone")
    assert states(room) == {LI: "accepted"}


async def test_two_processes_tell_the_same_draft_at_once(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    post.says = {LI: [LOST]}
    box = outbox(room, tmp_path, post)
    await box.send({draft.eid: to_li(room, draft)})
    await done(box)
    other = await joined(tmp_path, room, hands, "bob")
    key = row_to(room, LI).key
    await room.outbox.confirm(key, "phone")
    await other.outbox.confirm(key, "meeting")  # bob has not seen that ana said so
    for one in (room, other):
        await one.refresh()
        assert len(one.state.updates.told("Acme")) == 1
        assert [said.now.kind for said in one.state.commitments.of("Acme")] == ["next_update"]


# -- the end of the program ------------------------------------------------------------------------------------------


async def test_leaving_while_it_is_sent(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    await attach(room, "City")
    acme, city = await approved(room), await approved(room, "City")
    let_go = threading.Event()
    post.says = {LI: [hung(let_go)], "boss@city.example": [DOWN]}
    box = outbox(room, tmp_path, post, "Acme", "City", delays=(60.0,))
    await box.send({acme.eid: to_li(room, acme), city.eid: chosen(room, city)})
    await until(lambda: states(room) == {LI: "sending", "boss@city.example": "queued"})
    assert box.busy
    assert not await box.drain(0.05)
    assert box.holder() == ""
    let_go.set()
    assert await box.drain(10)
    assert not box.busy
    assert states(room) == {LI: "accepted", "boss@city.example": "queued"}
    # the next process lets go what waits only when a person says so
    other = await joined(tmp_path, room, hands, "bob")
    again = outbox(other, tmp_path, post, "Acme", "City")
    assert await again.recover() == 0
    await done(again)
    assert states(other, "City") == {"boss@city.example": "queued"}
    post.says = {}
    await again.again(next(row.key for row in other.state.deliveries if row.state == "queued"))
    await done(again)
    assert states(other, "City") == {"boss@city.example": "accepted"}


async def test_what_a_process_that_is_gone_was_sending_is_unknown(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    (key,) = await room.outbox.queue(draft.eid, to_li(room, draft))
    assert await room.outbox.begin(key) is not None
    other = await joined(tmp_path, room, hands, "bob")
    box = outbox(other, tmp_path, post)
    assert await box.recover() == 1
    assert states(other) == {LI: "unknown"}
    assert "it may have arrived" in row_words(row_to(other, LI), other.zone)
    assert other.state.updates.told("Acme") == []
    with pytest.raises(WarroomError, match="look there first"):
        await box.again(key)
    await box.again(key, resend=True)
    await done(box)
    assert states(other) == {LI: "accepted"}
    (parcel,) = post.sent
    assert parcel.resent
    assert [one.said.number for one in other.state.updates.told("Acme")] == [1]


async def test_a_person_says_that_it_did_not_arrive(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    post.says = {LI: [LOST, ACCEPTED]}
    box = outbox(room, tmp_path, post)
    await box.send({draft.eid: to_li(room, draft)})
    await done(box)
    key = row_to(room, LI).key
    with pytest.raises(WarroomError, match="how do you know"):
        await room.outbox.cancel(key)
    await room.outbox.cancel(key, "Mr Li looked in both of his folders")
    assert states(room) == {LI: "cancelled"}
    assert room.state.deliveries.out(draft.eid)  # the number may have been seen all the same
    await box.again(key)
    await done(box)
    assert [parcel.resent for parcel in post.sent] == [False, True]
    assert [one.said.number for one in room.state.updates.told("Acme")] == [1]


async def test_a_bounce_means_that_they_were_not_told_after_all(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    box = outbox(room, tmp_path, post)
    await box.send({draft.eid: chosen(room, draft)})
    await done(box)
    hands.move(1)
    assert len(await room.outbox.bounced(row_to(room, LI).key, code="550", text="5.1.1 no such user")) == 1
    assert len(room.state.updates.told("Acme")) == 1  # Ms Wu has it
    await room.outbox.bounced(row_to(room, WU).key, code="550", text="5.1.1 no such user")
    assert await room.outbox.bounced(row_to(room, WU).key, code="550", text="5.1.1 no such user") == []
    assert room.state.updates.told("Acme") == []
    assert "first_notice" not in room.state.timeline.passed()
    assert states(room) == {LI: "dead", WU: "dead"}
    assert row_words(row_to(room, LI), room.zone) == (
        "came back at 14:01:00 UTC, 550 5.1.1 no such user; they do not have it"
    )
    assert room.state.deliveries.number(draft.eid) == 1
    await box.again(row_to(room, LI).key)
    await done(box)
    assert states(room)[LI] == "accepted"
    assert [one.said.number for one in room.state.updates.told("Acme")] == [1]
    assert room.state.timeline.passed()["first_notice"][0] == to_stamp(hands.now)


async def test_undo_never_pretends_to_unsend(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    await room.outbox.queue(draft.eid, to_li(room, draft))
    assert await room.undo() == "it is not sent"
    assert states(room) == {LI: "cancelled"}
    box = outbox(room, tmp_path, post)
    await box.send({draft.eid: to_li(room, draft)})
    await done(box)
    with pytest.raises(WarroomError, match="can't be taken back; say more in a new update"):
        await room.undo()
    assert states(room) == {LI: "accepted"}
    shell = await joined(tmp_path, room, hands, "ana")
    shell.remember()
    with pytest.raises(WarroomError, match=r"they were told|can't be unsent"):
        await shell.undo()
    (told,) = room.state.updates.told("Acme")
    for refused in (room.owners.not_after_all(told.eid, "a slip"), room.filing.strike(told.eid, "a slip")):
        with pytest.raises(WarroomError, match="they have it"):
            await refused


# -- the clock -------------------------------------------------------------------------------------------------------


async def test_a_clock_that_goes_back_holds_no_retry(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    post.says = {LI: [DOWN, ACCEPTED]}
    box = outbox(room, tmp_path, post, delays=(0.2,))
    await box.send({draft.eid: to_li(room, draft)})
    await until(lambda: row_to(room, LI).state == "queued" and row_to(room, LI).attempt == 1)
    hands.move(-300)
    await done(box)
    assert states(room) == {LI: "accepted"}


async def test_a_machine_that_slept_tries_when_it_wakes(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    post.says = {LI: [DOWN, ACCEPTED]}
    box = outbox(room, tmp_path, post, delays=(600.0,))
    await box.send({draft.eid: to_li(room, draft)})
    await until(lambda: row_to(room, LI).state == "queued" and row_to(room, LI).attempt == 1)
    hands.move(15)
    await done(box)
    assert states(room) == {LI: "accepted"}


async def test_a_machine_that_slept_past_the_next_update_does_not_send_it(
    tmp_path: Path, hands: Hands, post: Post
) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    post.says = {LI: [DOWN, ACCEPTED]}
    box = outbox(room, tmp_path, post, delays=(600.0,))
    await box.send({draft.eid: to_li(room, draft)})
    await until(lambda: row_to(room, LI).state == "queued" and row_to(room, LI).attempt == 1)
    hands.move(25)
    await done(box)
    assert states(room) == {LI: "cancelled"}
    assert "the next update has passed" in row_words(row_to(room, LI), room.zone)
    assert len(post.sent) == 1


async def test_a_try_without_an_end_is_unknown_until_it_ends(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    let_go = threading.Event()
    post.says = {LI: [hung(let_go)]}
    box = outbox(room, tmp_path, post, patience=0.1)
    await box.send({draft.eid: to_li(room, draft)})
    await done(box)
    assert states(room) == {LI: "unknown"}
    let_go.set()
    await until(lambda: states(room) == {LI: "accepted"})
    assert [one.said.number for one in room.state.updates.told("Acme")] == [1]
    await asyncio.sleep(0)
    assert post.took == {LI: 1}


async def test_an_old_queue_of_another_process_waits_for_a_person(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    await attach(room, "City")
    acme, city = await approved(room), await approved(room, "City")
    let_go = threading.Event()
    post.says = {LI: [hung(let_go)]}
    box = outbox(room, tmp_path, post, "Acme", "City")
    await box.send({acme.eid: to_li(room, acme)})
    await until(lambda: post.sent)
    other = await joined(tmp_path, room, Hands(), "bob")
    hands.move(5)  # by the holder's clock bob did that five minutes ago: it was stopped meanwhile
    await other.outbox.queue(city.eid, chosen(other, city))
    await until(lambda: states(room, "City") == {"boss@city.example": "queued"})
    let_go.set()
    await done(box)
    assert states(room, "City") == {"boss@city.example": "queued"}
    assert post.contacts() == [LI]


def test_nothing_that_sends_is_imported_before_somebody_sends() -> None:
    script = (
        "import warroom.delivery.outbox, warroom.delivery.words, sys;"
        "print([one for one in ('smtplib', 'http.client', 'email.message', 'apprise') if one in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout.strip() == "[]"
