"""Whom an update may go to and by what, and what is handed to a channel then."""

from email import message_from_bytes
from pathlib import Path

import msgspec
import pytest

from screens.outbox.carrying import mail_is_written, mail_of
from store.rooms import RoomsFolder
from tests.delivery.sending_kit import (
    LOST,
    Post,
    approved,
    attach,
    book,
    by,
    chosen,
    done,
    outbox,
    room_to_send,
    row_to,
)
from tests.warroom import updating
from tests.warroom.live_rooms import Hands
from tests.warroom.updating import draft_of
from warroom import making, seal
from warroom.delivery.addresses import addresses
from warroom.delivery.book import Book, Destination
from warroom.delivery.carrier import Fault
from warroom.delivery.packing import LONGEST_THREAD, parcel
from warroom.delivery.parcel import Target
from warroom.delivery.targets import targets, way_of
from warroom.errors import NotFound, WarroomError
from warroom.room import Room
from warroom.state.owners import Contact, Plan
from warroom.state.revisions import Enclosed

LI, WU = "li@acme.example", "wu@acme.example"


@pytest.fixture
def hands() -> Hands:
    return Hands()


def of(room: Room, known: Book, owner: str = "Acme", **changes: object) -> list[Target]:
    content = msgspec.structs.replace(draft_of(room, owner), **{"channels": (), **changes})
    return targets(room.state, owner, content, known)


def shown(found: list[Target]) -> list[tuple[str, str, str, bool]]:
    return [(one.channel, one.contact, one.way, one.chosen) for one in found]


async def test_everything_of_the_plan_is_offered_and_the_first_that_works_is_chosen(
    tmp_path: Path, hands: Hands
) -> None:
    room = await room_to_send(tmp_path, hands)
    assert shown(of(room, book("Acme"))) == [
        ("email", LI, "email:main", True),
        ("email", WU, "email:main", True),
        ("slack", "acme-slack", "slack:acme-slack", False),
        ("feishu", "acme-feishu", "feishu:acme-feishu", False),
        ("phone", LI, "", False),
    ]
    # without a mail server the next one is
    without = Book(book("Acme").destinations[1:])
    found = of(room, without)
    assert [(one.channel, one.chosen) for one in found if not one.fault] == [
        ("slack", True), ("feishu", False), ("phone", False),
    ]  # fmt: skip
    assert {one.fault for one in found if one.channel == "email"} == {
        "channels.toml has no mail server for them: [email.NAME]"
    }
    # with nothing at all somebody carries it
    found = of(room, Book())
    assert [(one.channel, one.way) for one in found if one.chosen] == [("phone", "")]
    assert "[slack.NAME] with owners" in next(one.fault for one in found if one.channel == "slack")


async def test_no_owner_is_ever_given_what_is_another_ones(tmp_path: Path, hands: Hands) -> None:
    room = await room_to_send(tmp_path, hands, channels=("slack", "email"))
    await attach(room, "City", "slack", "feishu:shared", "email")
    shared = Destination(name="shared", channel="feishu")  # names nobody: only a plan opens it
    theirs = Destination(name="main", channel="email", owners=("City",), settings={"from": "a@b.example"})
    known = Book((*book("City").destinations[1:], shared, theirs))
    assert [one for one in of(room, known) if one.way] == []
    assert [one.way for one in of(room, known, "City") if one.way] == [
        "slack:city-slack", "feishu:shared", "email:main",
    ]  # fmt: skip
    # nor by a word that somebody typed into a draft of theirs
    for word in ("slack:city-slack", "feishu:shared", "email:main", "feishu", "slack"):
        assert [one for one in of(room, known, channels=(word,)) if one.way] == []
    plan = room.state.owners.plan("Acme")
    for channel, contact in (("slack", "city-slack"), ("feishu", "shared"), ("email", LI)):
        assert "any more" in str(way_of(known, plan, channel, contact))
    way = way_of(known, room.state.owners.plan("City"), "feishu", "shared")
    assert isinstance(way, Destination)


async def test_a_destination_that_is_taken_out_before_it_goes_gets_nothing(tmp_path: Path, hands: Hands) -> None:
    room = await room_to_send(tmp_path, hands, channels=("slack",))
    draft = await approved(room)
    post = Post()
    box = outbox(room, tmp_path, post)
    keys = await room.outbox.queue(draft.eid, by(room, draft, "slack"))
    box.book = book("City")
    box.go(keys)
    await done(box)
    (row,) = room.state.deliveries
    assert row.state == "dead"
    assert post.sent == []
    assert not room.state.deliveries.out(draft.eid)


async def test_faults_of_a_destination_are_faults_of_its_targets(tmp_path: Path, hands: Hands) -> None:
    room = await room_to_send(tmp_path, hands, channels=("slack", "phone"))
    broken = Destination(
        name="acme-ops", channel="slack", owners=("Acme",), faults=(Fault("channels.toml: url", "'url' is missing"),)
    )
    (slack, phone) = of(room, Book((broken,)))
    assert (slack.fault, slack.chosen) == ("'url' is missing", False)
    assert phone.chosen
    draft = await approved(room)
    box = outbox(room, tmp_path, Post())
    box.book = Book((broken,))
    refused = await box.send({draft.eid: [slack]})
    assert "'url' is missing; nothing was queued" in refused[draft.eid]
    assert "has faults" in str(way_of(Book((broken,)), room.state.owners.plan("Acme"), "slack", "acme-ops"))


async def test_people_are_those_of_the_text_else_all_but_those_for_emergencies(tmp_path: Path, hands: Hands) -> None:
    contacts = (
        Contact("Mr Li", contact=f"office {LI}; home: li@home.example."),
        Contact("Ms Wu", contact="+86 21 5555"),
        Contact("Night desk", contact="night@acme.example", emergency=True),
    )
    room = await room_to_send(tmp_path, hands, contacts=contacts, channels=("email",))
    assert [one.contact for one in of(room, book("Acme")) if one.way] == [LI, "li@home.example"]
    assert [one.contact for one in of(room, book("Acme"), people=("night desk",)) if one.way] == ["night@acme.example"]
    (wu, hand) = of(room, book("Acme"), people=("Ms Wu",))
    assert wu.fault == "their plan has no mail address of Ms Wu; write it with the contact"
    assert (hand.channel, hand.contact, hand.chosen) == ("phone", "+86 21 5555", True)


async def test_a_plan_without_channels_means_mail(tmp_path: Path, hands: Hands) -> None:
    room = await room_to_send(tmp_path, hands, channels=(), emergency_channel="slack")
    assert [(one.channel, one.chosen) for one in of(room, book("Acme"))] == [
        ("email", True), ("email", True), ("slack", False), ("phone", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("li@acme.example", ["li@acme.example"]),
        ("电话：+86 21 5555，邮件：李@例子.中国。", ["李@例子.中国"]),
        ("<li@acme.example>, LI@acme.example", ["li@acme.example", "LI@acme.example"]),
        ("@wechat", []),
        ("a@b@c", []),
        ("", []),
    ],
)
def test_addresses_are_found_among_what_people_write(text: str, found: list[str]) -> None:
    assert addresses(Contact("x", contact=text)) == found


async def test_one_address_gets_it_once_however_it_is_written(tmp_path: Path, hands: Hands) -> None:
    contacts = (Contact("Mr Li", contact=LI), Contact("Li again", contact="LI@ACME.example"))
    room = await room_to_send(tmp_path, hands, contacts=contacts, channels=("email",))
    draft = await approved(room)
    assert [one.contact for one in chosen(room, draft)] == [LI]
    twice = [*chosen(room, draft), msgspec.structs.replace(chosen(room, draft)[0], contact="Li@Acme.Example")]
    keys = await room.outbox.queue(draft.eid, twice)
    assert len(keys) == len(set(keys)) == 1
    assert len(list(room.state.deliveries)) == 1


async def test_a_drill_sends_nothing(tmp_path: Path, hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    async def drill(folder: Path, clock: Hands) -> Room:
        drafts = making.opening("Checkout latency", author="ana", now=clock(), drill=True)
        room = Room(RoomsFolder(folder).create_with(seal.new_uuid(), drafts), me="ana", clock=clock)
        await room.load()
        return room

    monkeypatch.setattr(updating, "new_room", drill)
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    found = of(room, book("Acme"))
    assert all("drill" in one.fault for one in found if one.way)
    assert [(one.channel, one.way) for one in found if one.chosen] == [("phone", "")]
    # and were it queued by whatever way, it would not go
    target = msgspec.structs.replace(found[0], fault="")
    keys = await room.outbox.queue(draft.eid, [target])
    post = Post()
    box = outbox(room, tmp_path, post)
    box.go(keys)
    await done(box)
    assert post.sent == []
    assert [row.state for row in room.state.deliveries] == ["cancelled"]


async def test_mails_to_one_address_are_one_thread(tmp_path: Path, hands: Hands) -> None:
    room = await room_to_send(tmp_path, hands)
    await attach(room, "City")
    post = Post()
    box = outbox(room, tmp_path, post, "Acme", "City")
    for place in range(3):
        draft = await approved(room)
        post.says = {LI: [LOST]} if place == 1 else {}
        await box.send({draft.eid: chosen(room, draft)})
        await done(box)
        hands.move(1)
    city = await approved(room, "City")
    await box.send({city.eid: chosen(room, city)})
    await done(box)
    mine = [one for one in post.sent if one.contact == LI]
    assert [one.in_reply_to for one in mine] == ["", mine[0].message_id, mine[1].message_id]
    assert [list(one.references) for one in mine] == [[], [mine[0].message_id], [one.message_id for one in mine[:2]]]
    other = next(one for one in post.sent if one.contact == "boss@city.example")
    assert (other.in_reply_to, other.references) == ("", ())
    assert LONGEST_THREAD >= 3


async def test_a_parcel_carries_the_approved_text_and_its_files(tmp_path: Path, hands: Hands) -> None:
    room = await room_to_send(tmp_path, hands)
    picture = tmp_path / "现场 photo.PNG"
    picture.write_bytes(b"\x89PNG")
    attached = await room.attach(picture)
    file = Enclosed(name=picture.name, sha256=str(attached.payload["sha256"]), size=4)
    draft = await approved(room, files=(file,))
    await room.outbox.queue(draft.eid, chosen(room, draft))
    made = parcel(room.state, row_to(room, LI), "1122-K7Q", room.attachment)
    (enclosed,) = made.enclosures
    assert (enclosed.name, enclosed.media_type, enclosed.path.read_bytes()) == (picture.name, "image/png", b"\x89PNG")
    assert (made.number, made.phase, made.langs) == (1, "first_notice", ("en",))
    assert made.content == draft.head.said.content
    enclosed.path.unlink()
    post = Post()
    box = outbox(room, tmp_path, post)
    box.go([row.key for row in room.state.deliveries])
    await done(box)
    assert {row.state for row in room.state.deliveries} == {"dead"}
    assert post.sent == []


async def test_what_was_erased_can_not_be_packed(tmp_path: Path, hands: Hands) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    (key, _) = await room.outbox.queue(draft.eid, chosen(room, draft))
    await room.erase(draft.eid, "a password")
    row = room.state.deliveries.get(key)
    assert row is not None
    with pytest.raises(NotFound, match="its text is not here"):
        parcel(room.state, row, "1122-K7Q")


async def test_nobody_gets_what_is_another_owners_draft(tmp_path: Path, hands: Hands) -> None:
    room = await room_to_send(tmp_path, hands)
    await attach(room, "City")
    acme, city = await approved(room), await approved(room, "City")
    with pytest.raises(WarroomError, match="it is for Acme, not for City"):
        await room.outbox.queue(acme.eid, chosen(room, city))
    assert list(room.state.deliveries) == []
    assert Plan(owner_id="x").channels == ()


async def test_later_mails_answer_one_that_a_person_carried(tmp_path: Path, hands: Hands) -> None:
    room = await room_to_send(tmp_path, hands)
    draft = await approved(room)
    by_hand = [msgspec.structs.replace(one, way="", fault="") for one in chosen(room, draft) if one.contact == LI]
    (key,) = await room.outbox.queue(draft.eid, by_hand)
    mail = await mail_of(room, row_to(room, LI))
    carried = str(message_from_bytes(mail)["Message-ID"]).strip()
    for _ in range(2):
        await mail_is_written(room, row_to(room, LI))
    row = room.state.deliveries.get(key)
    assert row is not None and row.queued is not None and len(row.steps) == 2
    assert row.queued.message_id == carried == f"<{key}@warroom.invalid>"
    assert "written as a mail" in room.state.timeline.order[-1].text
    assert await mail_of(room, row) == mail
    await room.outbox.confirm(key, "email")
    await mail_is_written(room, row)  # it is there: nothing more is recorded
    assert len(row.steps) == 3
    hands.move(1)
    post = Post()
    box = outbox(room, tmp_path, post, "Acme")
    later = await approved(room)
    await box.send({later.eid: chosen(room, later)})
    await done(box)
    (mine,) = [one for one in post.sent if one.contact == LI]
    assert (mine.in_reply_to, mine.references) == (carried, (carried,))
