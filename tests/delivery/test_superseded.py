"""What took the place of a delivery that failed: nobody gets one update twice, and no old text follows the new one."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.delivery.sending_kit import (
    DOWN,
    REFUSED,
    Post,
    approved,
    chosen,
    done,
    outbox,
    room_to_send,
    until,
)
from tests.delivery.shells import PASSWORD, TOKEN, Ways, mails_to, room_of
from tests.delivery.smtp_server import SmtpServer
from tests.warroom.live_rooms import Hands
from tests.warroom.shell import Shell
from tests.warroom.updating import saying
from warroom.clock import to_stamp
from warroom.delivery.attention import attention, next_try
from warroom.delivery.receipt import Receipt
from warroom.delivery.superseded import in_place_of
from warroom.delivery.words import counts, row_words
from warroom.errors import WarroomError
from warroom.room import Room
from warroom.state.owners import Contact
from warroom.state.revisions import Draft

LI = "li@acme.example"


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def post() -> Post:
    return Post()


async def edited(room: Room, draft: Draft) -> Draft:
    """The draft with another text, approved again."""
    await room.updates.save(
        draft.eid, saying(draft.head.said.content, impact="12 % of your card payments fail. Still.")
    )
    await room.updates.approve(draft.eid, by="wei", via="spoken")
    return room.updates.find(draft.eid)


async def test_a_refused_one_is_replaced_by_the_newer_text(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    post.says[LI] = [REFUSED]
    draft = await approved(room)
    box = outbox(room, tmp_path, post)
    await box.send({draft.eid: [one for one in chosen(room, draft) if one.contact == LI]})
    await done(box)
    (old,) = room.state.deliveries
    draft = await edited(room, draft)
    with pytest.raises(WarroomError, match=r"its text was changed since; .* warroom send ROOM 'Acme'"):
        await box.again(old.key)
    post.says.clear()
    await box.send({draft.eid: [one for one in chosen(room, draft) if one.contact == LI]})
    await done(box)
    newer = in_place_of(room.state, old)
    assert newer is not None and newer.key != old.key and newer.state == "accepted"
    assert counts(room.state).words == "1 accepted"
    assert not attention(room.state, room.clock(), lambda _: False).failed
    with pytest.raises(WarroomError, match="they have update #1 in a newer text since 14:00"):
        await box.again(old.key)
    await done(box)
    assert post.contacts() == [LI, LI] and post.took[LI] == 1


async def test_the_same_text_read_again_is_one_delivery(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    post.says[LI] = [DOWN]
    draft = await approved(room)
    box = outbox(room, tmp_path, post, delays=(60.0,))
    targets = [one for one in chosen(room, draft) if one.contact == LI]
    await room.outbox.queue(draft.eid, targets)
    (key,) = await room.outbox.queue(draft.eid, targets)
    assert [row.key for row in room.state.deliveries] == [key]
    box.go([key])
    await box.drain(0.1)


async def test_a_mended_address_takes_the_place_of_the_old_one(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands, contacts=(Contact("Mr Li", contact=LI),))
    post.says[LI] = [REFUSED]
    draft = await approved(room)
    box = outbox(room, tmp_path, post)
    await box.send({draft.eid: chosen(room, draft)})
    await done(box)
    (old,) = room.state.deliveries
    await room.owners.set_plan("Acme", contacts=(Contact("Mr Li", contact="li2@acme.example"),))
    with pytest.raises(WarroomError, match=r"li@acme.example is not in their plan any more: warroom send ROOM 'Acme'"):
        await box.again(old.key)
    await box.send({draft.eid: chosen(room, draft)})
    await done(box)
    assert post.contacts() == [LI, "li2@acme.example"]
    assert counts(room.state).words == "1 accepted"


async def test_nothing_was_there_before_it_was_queued(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands, channels=("phone",))
    draft = await approved(room)
    (key,) = await room.outbox.queue(draft.eid, chosen(room, draft))
    early = to_stamp(room.clock() - timedelta(hours=5))
    with pytest.raises(WarroomError, match="it was queued at 14:00, so it can't have been there before"):
        await room.outbox.confirm(key, "phone", occurred_at=early)
    assert room.state.updates.told("Acme") == []
    await room.outbox.confirm(key, "phone", occurred_at=to_stamp(room.clock() - timedelta(seconds=40)))
    assert room.state.timeline.passed()["first_notice"][0] == to_stamp(hands.now)


async def test_what_of_a_split_message_never_went_is_no_repeat(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    part = Receipt(
        outcome="rejected", stage="answer", code="45009", text="2 of 3 messages were taken; then: no", parts=2
    )
    post.says[LI] = [part]
    draft = await approved(room)
    box = outbox(room, tmp_path, post)
    await box.send({draft.eid: [one for one in chosen(room, draft) if one.contact == LI]})
    await done(box)
    (row,) = room.state.deliveries
    assert row.state == "rejected"
    assert row_words(row, room.zone).startswith("partly taken: they have the first 2, the rest not, at 14:00:00")
    post.says.clear()
    await box.again(row.key)
    await done(box)
    assert [(one.parts, one.resent) for one in post.sent] == [(0, False), (2, False)]


async def test_a_try_begins_only_while_its_approval_holds(tmp_path: Path, hands: Hands, post: Post) -> None:
    room = await room_to_send(tmp_path, hands)
    post.says[LI] = [DOWN]
    draft = await approved(room)
    box = outbox(room, tmp_path, post, delays=(0.2, 0.2, 0.2, 0.2))
    await box.send({draft.eid: [one for one in chosen(room, draft) if one.contact == LI]})
    await until(lambda: any(next_try(row) for row in room.state.deliveries))
    await room.updates.unapprove(draft.eid)
    await done(box)
    (row,) = room.state.deliveries
    tried = [one.said.attempt for one in row.steps if type(one.said).__name__ == "Sending"]
    assert row.state == "cancelled" and len(post.sent) == max(tried)
    assert attention(room.state, room.clock(), lambda _: False).waiting == (row,), "nobody decided that"


# -- in a shell --------------------------------------------------------------------------------------------------------


@pytest.fixture
def mail() -> Iterator[SmtpServer]:
    server = SmtpServer(login=("ops", PASSWORD))
    yield server
    server.stop()


@pytest.fixture
def shell(tmp_path, capsys, monkeypatch) -> Shell:
    monkeypatch.setenv("WARROOM_USER", "ana")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path / "data", capsys)


@pytest.fixture
def room(tmp_path, shell, mail, monkeypatch) -> str:
    Ways(tmp_path, shell.data, monkeypatch).write(mail.port, f"http://127.0.0.1:1/services/{TOKEN}", monkeypatch)
    found = room_of(shell)
    shell("owner", "plan", found, "Acme", "--contacts", "Mr Li li@acme.example")
    shell("approve", found, "Beta", "--back")
    return found


def test_an_approved_update_is_never_forgotten(shell, room, mail):
    mail.at("rcpt", "554 5.7.1 spam", to="li@", times=1)
    shell.both("send", room, "--yes", code=1)
    said = shell.both("send", room, "--yes", code=1).err
    assert "HELD BACK" in said and "warroom send" in said and "554" in said, "refused for good: a person says so"
    shell("do", room, "/impact Reports are late for some sites")
    shell("updates", room, "Acme", "--reread")
    shell("approve", room, "Acme")
    (old,) = shell.json("outbox", room, "--json")
    assert "now goes with: warroom send" in shell.both("outbox", room, old["key"], "--retry", "--yes", code=1).err
    assert "accepted" in shell("send", room, "--yes")
    assert mails_to(mail) == [LI]
    seen = shell.both("outbox", room)
    assert "1 accepted" in seen.err and "rejected ·" not in seen.err and "--retry" not in seen.err
    assert "took its place" in seen.out
    assert "they have update #1" in shell.both("outbox", room, old["key"], "--retry", "--yes", code=1).err
    assert mails_to(mail) == [LI]


def test_what_somebody_cancelled_is_named_and_goes_by_its_name_alone(shell, room, mail):
    mail.at("rcpt", "554 5.7.1 spam", to="li@", times=1)
    (update,) = json.loads(shell.both("send", room, "--yes", "--json", code=1).out)
    shell("outbox", room, update["deliveries"][0]["key"], "--cancel", "--reason", "they called us")
    assert "was cancelled: warroom send" in shell.both("send", room, "--yes", code=1).err
    assert not mail.mails
    assert "accepted" in shell("send", room, "Acme", "--yes")
    assert mails_to(mail) == [LI]
