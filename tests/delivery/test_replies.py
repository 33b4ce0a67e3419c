"""What comes back: replies find their update and become messages with questions, bounces mark their delivery."""

from email.utils import format_datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.lease import RoomLease
from tests.delivery.returns import old_report, reply, report
from tests.delivery.sending_kit import Post, approved, attach, chosen, done, outbox, room_to_send, row_to, states
from tests.delivery.smtp_server import SmtpServer
from tests.warroom.live_rooms import Hands
from warroom import seal
from warroom.clock import from_stamp
from warroom.delivery import bounces
from warroom.delivery.book import Book, Destination
from warroom.delivery.mail.carrier import CARRIER
from warroom.delivery.mail.settings import address
from warroom.delivery.mail.threading import marks_in, message_id, plus_address
from warroom.delivery.outbox import Outbox
from warroom.delivery.replies import may_concern, take_in
from warroom.errors import BadInput
from warroom.room import Room


@pytest.fixture
def hands() -> Hands:
    return Hands()


async def told_room(folder: Path, hands: Hands) -> Room:
    """A room whose first update to Acme was accepted for Mr Li and Ms Wu."""
    room = await room_to_send(folder, hands)
    draft = await approved(room)
    box = outbox(room, folder, Post())
    await box.send({draft.eid: chosen(room, draft)})
    await done(box)
    assert set(states(room).values()) == {"accepted"}
    return room


def sent_to(room: Room, contact: str = "li@acme.example") -> str:
    said = row_to(room, contact).queued
    assert said is not None
    return said.message_id


def thread(room: Room, owner: str = "Acme") -> list[str]:
    return [entry.text for entry in room.state.owners.threads[owner].entries.values()]


async def test_a_reply_is_a_message_of_its_owner_with_its_questions(tmp_path: Path, hands: Hands) -> None:
    room = await told_room(tmp_path, hands)
    telling = room.state.updates.told("Acme")[-1]
    text = "Thank you.\n\n1. Are refunds affected?\n2. When is it over?"
    came = await take_in(room, reply(sent_to(room), text=text))
    assert (came.kind, came.owner, came.number) == ("reply", "Acme", 1)
    assert "update #1" in came.said and "2 questions" in came.said
    (eid,) = room.state.owners.messages
    said = room.state.owners.messages[eid]
    assert (said.text, said.actor, said.title, said.means, said.direction) == (
        text, "Mr Li", "Re: Card payments", "email", "in",
    )  # fmt: skip
    assert said.reply_to == telling.eid
    assert room.state.event(eid).at.startswith("2026-11-22T13:59:00")  # type: ignore[union-attr]
    assert [one.now.text for one in room.state.questions.of("Acme")] == ["Are refunds affected?", "When is it over?"]
    assert "> " not in said.text


async def test_the_same_mail_comes_in_once(tmp_path: Path, hands: Hands) -> None:
    room = await told_room(tmp_path, hands)
    for data in (reply(sent_to(room)), reply(sent_to(room), Message_ID="", text="Another one")):
        assert (await take_in(room, data)).kind == "reply"
        before = len(room.state)
        assert (await take_in(room, data)).kind == "known"
        assert len(room.state) == before
    assert len(room.state.owners.messages) == 2


async def test_a_reply_to_a_reply_finds_its_owner(tmp_path: Path, hands: Hands) -> None:
    room = await told_room(tmp_path, hands)
    await take_in(room, reply(sent_to(room)))
    (first,) = room.state.owners.messages
    came = await take_in(room, reply("<r1@acme.example>", Message_ID="<r2@acme.example>"))
    assert (came.kind, came.owner) == ("reply", "Acme")
    assert [one.reply_to for one in room.state.owners.messages.values() if one.message_id == "<r2@acme.example>"] == [
        first
    ]


async def test_whose_program_forgets_the_thread_is_found_by_the_address(tmp_path: Path, hands: Hands) -> None:
    room = await told_room(tmp_path, hands)
    row = row_to(room, "wu@acme.example")
    back = plus_address(address("incidents@warroom.example"), row.key, seal.room_ref(room.room)).spec
    for number, name in enumerate(("To", "Cc", "Delivered-To")):
        fields = {name: back.upper() if number else back, "Message-ID": f"<{number}@x.example>"}
        came = await take_in(room, reply(From="Somebody else <x@y.example>", **fields))
        assert (came.kind, came.owner, came.number) == ("reply", "Acme", 1), name


async def test_by_its_subject_only_somebody_of_theirs_is_believed(tmp_path: Path, hands: Hands) -> None:
    room = await told_room(tmp_path, hands)
    await attach(room, "Globex")
    ref = seal.room_ref(room.room)
    subject = f"Aw: [{ref}] Card payments, update #1"
    came = await take_in(room, reply(Subject=subject))
    assert (came.kind, came.owner, came.number) == ("reply", "Acme", 1)
    before = len(room.state)
    stranger = reply(Subject=subject, From="x@y.example", Message_ID="<s@y.example>")
    came = await take_in(room, stranger)
    assert came.kind == "unplaced" and "--owner" in came.said and len(room.state) == before
    came = await take_in(room, reply(Subject="Lunch?", Message_ID="<l@acme.example>"))
    assert came.kind == "unplaced" and len(room.state) == before
    came = await take_in(room, stranger, "glob")
    assert (came.kind, came.owner) == ("reply", "Globex")


async def test_what_one_owner_writes_never_stands_under_anothers_name(tmp_path: Path, hands: Hands) -> None:
    room = await told_room(tmp_path, hands)
    await attach(room, "Globex")
    before = len(room.state)
    handed_on = reply(sent_to(room), From="Boss <boss@globex.example>")
    came = await take_in(room, handed_on)
    assert came.kind == "unplaced" and "Globex" in came.said and "Acme" in came.said and len(room.state) == before
    came = await take_in(room, handed_on, "Globex")
    assert (came.kind, came.owner, came.number) == ("reply", "Globex", 0)


async def test_a_long_mail_is_cut_and_says_so(tmp_path: Path, hands: Hands) -> None:
    room = await told_room(tmp_path, hands)
    came = await take_in(room, reply(sent_to(room), text="业" * 200_000))
    assert came.kind == "reply"
    (said,) = room.state.owners.messages.values()
    assert len(said.text) < 100_010 and said.text.endswith("业 (…)")


async def test_a_mail_of_another_room_is_not_of_this_one(tmp_path: Path, hands: Hands) -> None:
    room = await told_room(tmp_path, hands)
    other = message_id("0" * 32, "ops@warroom.example")
    assert (await take_in(room, reply(other))).kind == "unplaced"
    assert (await take_in(room, report(other))).kind == "elsewhere"
    assert room.state.owners.messages == {}


@pytest.mark.parametrize(
    "fields",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; x=y"},
        {"Precedence": "auto_reply"},
        {"X_Autoreply": "yes"},
        {"Subject": "Automatic reply: Card payments"},
        {"Subject": "Re: 自动回复: 出差"},
        {"Subject": "Out of Office"},
    ],
)
async def test_what_a_machine_answers_is_nobodys_message(tmp_path: Path, hands: Hands, fields: dict[str, str]) -> None:
    room = await told_room(tmp_path, hands)
    before = len(room.state)
    came = await take_in(room, reply(sent_to(room), **fields))
    assert came.kind == "automatic" and "li@acme.example" in came.said
    assert len(room.state) == before


async def test_a_read_receipt_is_a_machines(tmp_path: Path, hands: Hands) -> None:
    room = await told_room(tmp_path, hands)
    receipt = report(sent_to(room)).replace(b"report-type=delivery-status", b"report-type=disposition-notification")
    assert (await take_in(room, receipt)).kind == "automatic"


async def test_our_own_mail_is_not_their_words(tmp_path: Path, hands: Hands) -> None:
    room = await told_room(tmp_path, hands)
    assert (await take_in(room, reply(Message_ID=sent_to(room)))).kind == "ours"


async def test_a_bounce_marks_its_delivery_alone(tmp_path: Path, hands: Hands) -> None:
    room = await told_room(tmp_path, hands)
    came = await take_in(room, report(sent_to(room)))
    assert (came.kind, came.owner, came.number) == ("bounce", "Acme", 1)
    assert "550 5.1.1" in came.said and "li@acme.example" in came.said
    assert states(room) == {"li@acme.example": "dead", "wu@acme.example": "accepted"}
    said = row_to(room, "li@acme.example").deciding.said
    assert (said.stage, said.code, said.server) == ("bounce", "550 5.1.1", "mx.acme.example")  # type: ignore[union-attr]
    assert len(room.state.updates.told("Acme")) == 1, "Ms Wu has it"
    assert any("came back" in entry.text and "550" in entry.text for entry in room.state.timeline.entries.values())
    before = len(room.state)
    assert (await take_in(room, report(sent_to(room)))).kind == "known"
    assert len(room.state) == before
    await take_in(room, report(sent_to(room, "wu@acme.example")))
    assert room.state.updates.told("Acme") == [], "nobody has it"


LI = "li@acme.example"


async def sent_again(room: Room, folder: Path, hands: Hands) -> None:
    """What came back goes to Mr Li once more, an hour later, and is accepted."""
    hands.move(3600)
    box = outbox(room, folder, Post())
    await box.again(row_to(room, LI).key)
    await done(box)
    assert states(room)[LI] == "accepted"


async def test_a_bounce_of_an_earlier_mail_never_touches_a_later_one(tmp_path: Path, hands: Hands) -> None:
    room = await told_room(tmp_path, hands)
    for contact in (LI, "wu@acme.example"):
        await take_in(room, report(sent_to(room, contact), own=f"one-{contact}"))
    assert room.state.updates.told("Acme") == []
    first, *_ = row_to(room, LI).dates
    await sent_again(room, tmp_path, hands)
    before = len(room.state)
    assert len(room.state.updates.told("Acme")) == 1
    mail_id = sent_to(room)
    earlier = {
        "the same": report(mail_id, own=f"one-{LI}"),
        "another one, by our date": report(
            mail_id, own="two@mx", original_date=rfc(first), date="Tue, 1 Dec 2026 9:00 +0000",
        ),
        "another one, by theirs": report(mail_id, own="three@mx", date=rfc(first)),
    }  # fmt: skip
    for what, data in earlier.items():
        assert (await take_in(room, data)).kind == "known", what
        assert (states(room)[LI], len(room.state)) == ("accepted", before), what
    assert not may_concern(room.state, seal.room_ref(room.room), earlier["the same"])
    last = row_to(room, LI).dates[-1]
    assert last > first
    came = await take_in(room, report(mail_id, own="four@mx", original_date=rfc(last), date=rfc(first)))
    assert came.kind == "bounce" and states(room)[LI] == "dead" and room.state.updates.told("Acme") == []


def rfc(stamp: str) -> str:
    return format_datetime(from_stamp(stamp))


async def test_what_a_person_says_of_it_outlives_every_bounce(tmp_path: Path, hands: Hands) -> None:
    room = await told_room(tmp_path, hands)
    await take_in(room, report(sent_to(room)))
    await room.outbox.confirm(row_to(room, LI).key, "phone", note="he has it")
    before = len(room.state)
    for own in ("20261122140100.4F2A@mx.acme.example", "later@mx.acme.example"):
        came = await take_in(room, report(sent_to(room), own=own))
        assert came.kind == "known" and states(room)[LI] == "manual_confirmed" and len(room.state) == before
    assert "a person said that they have it" in came.said


async def test_a_code_is_told_once(tmp_path: Path, hands: Hands) -> None:
    room = await told_room(tmp_path, hands)
    came = await take_in(room, report(sent_to(room)))
    assert came.said.endswith("CAME BACK: 550 5.1.1 <li@acme.example>: no such user. Telephone them")
    many = bounces.bounce(report(sent_to(room), diagnostic="smtp; 550-5.1.1 no such user"))
    assert many is not None and (many.code, many.text) == ("550 5.1.1", "no such user")
    other = bounces.bounce(report(sent_to(room), status="5.0.0", diagnostic="smtp; 550 5.1.10 unknown"))
    assert other is not None and (other.code, other.text) == ("550 5.0.0", "5.1.10 unknown")


@pytest.mark.parametrize("kind", ["headers", "qmail", "exim", "expired"])
async def test_bounces_of_other_servers(tmp_path: Path, hands: Hands, kind: str) -> None:
    room = await told_room(tmp_path, hands)
    own_id = sent_to(room)
    data = {
        "headers": lambda: report(own_id, headers_only=True),
        "expired": lambda: report(own_id, status="4.4.7", diagnostic="smtp; delivery time expired"),
    }.get(kind, lambda: old_report(kind, own_id))()
    assert (await take_in(room, data)).kind == "bounce"
    assert states(room)["li@acme.example"] == "dead"
    assert room.state.owners.messages == {}


@pytest.mark.parametrize(
    ("action", "kind", "says"),
    [
        ("delayed", "delayed", "is not there yet"),
        ("delivered", "delivered", "was delivered, says their mail server"),
        ("relayed", "delayed", "handed on by their mail server to one that tells nothing"),
        ("expanded", "delayed", "handed on by their mail server to the addresses of a list"),
        ("lost", "delayed", "neither came back nor arrived, as far as a mail server says"),
    ],
)
async def test_what_did_not_come_back_is_told_as_far_as_it_goes(
    tmp_path: Path, hands: Hands, action: str, kind: str, says: str
) -> None:
    room = await told_room(tmp_path, hands)
    before = len(room.state)
    came = await take_in(room, report(sent_to(room), action=action, status="4.4.1", diagnostic="smtp; 450 busy"))
    assert came.kind == kind and says in came.said and len(room.state) == before
    assert states(room)["li@acme.example"] == "accepted"


async def test_whoever_writes_as_postmaster_is_a_person_unless_it_is_a_report(tmp_path: Path, hands: Hands) -> None:
    room = await told_room(tmp_path, hands)
    text = "We see error 550 5.7.1 in your shop. What is that?"
    came = await take_in(room, reply(sent_to(room), text=text, From="postmaster@acme.example"))
    assert came.kind == "reply" and states(room)["li@acme.example"] == "accepted"


async def test_files_of_a_reply_are_named_and_stay_out(tmp_path: Path, hands: Hands) -> None:
    from email import message_from_bytes, policy

    room = await told_room(tmp_path, hands)
    mail: Any = message_from_bytes(reply(sent_to(room)), policy=policy.SMTP)
    mail.add_attachment(b"x", maintype="image", subtype="jpeg", filename="现场.jpg")
    came = await take_in(room, mail.as_bytes())
    assert came.kind == "reply" and "现场.jpg" in came.said
    assert room.state.incident.attachments == {}


async def test_what_is_no_mail_is_refused(tmp_path: Path, hands: Hands) -> None:
    room = await told_room(tmp_path, hands)
    before = len(room.state)
    for data in (b"", b"hello", b"\0\xff" * 500, b"Subject: x\n\ny"):
        with pytest.raises(BadInput):
            await take_in(room, data)
    assert len(room.state) == before


async def test_two_updates_thread_and_the_reply_to_the_second_finds_it(tmp_path: Path, hands: Hands) -> None:
    room = await room_to_send(tmp_path, hands, channels=("email",))
    with SmtpServer() as server:
        way = server.settings(reply_to="incidents@warroom.example", plus=True)
        known = Book((Destination(name="main", channel="email", settings=way),))
        box = Outbox(room, RoomLease(tmp_path / "rooms" / room.room, room.me), known, carrier=lambda _: CARRIER)
        for phase in ("first_notice", "investigating"):
            draft = await approved(room, phase=phase)
            await box.send({draft.eid: chosen(room, draft)})
            await done(box)
        assert set(states(room).values()) == {"accepted"}
        mails = [one.message for one in server.mails if one.recipients == ("li@acme.example",)]
    assert len(mails) == 2 and len(server.mails) == 4
    ids = [str(one["Message-ID"]) for one in mails]
    assert mails[0]["In-Reply-To"] is None
    assert mails[1]["In-Reply-To"] == mails[1]["References"] == mails[0]["Message-ID"]
    assert "wu@" not in mails[0].as_string() + mails[1].as_string(), "nobody sees who else gets it"
    came = await take_in(room, reply(ids[1], references=" ".join(ids)))
    assert (came.kind, came.number) == ("reply", 2)
    (mark,) = marks_in(str(mails[1]["Reply-To"]))
    assert str(mails[1]["Message-ID"]).startswith(f"<{mark}")


PIECES = [b"", b"\n", b"\xff\xfe", b"=?utf-8?B?!?=", b";", b'"', b"--4F2A/mx.acme.example", b"\r\n\r\n"]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_report_breaks_the_reader(data: st.DataObject) -> None:
    """Whatever a mail server or somebody who pretends to be one writes."""
    sample = data.draw(st.sampled_from([
        report("<00000000000000000000000000000000@x.example>"), old_report("qmail", "<0@x>"), reply("<0@x>"),
    ]))  # fmt: skip
    edited = bytearray(sample)
    for _ in range(data.draw(st.integers(0, 20))):
        place = data.draw(st.integers(0, max(0, len(edited) - 1)))
        piece = data.draw(
            st.sampled_from(
                [b"", b"\n", b"\xff\xfe", b"=?utf-8?B?!?=", b";", b'"', b"--4F2A/mx.acme.example", b"\r\n\r\n"]
            )
        )
        edited[place : place + data.draw(st.integers(0, 40))] = piece
    found = bounces.bounce(bytes(edited))
    assert found is None or len(found.text) <= 300
    bounces.automatic(bytes(edited))


def test_nothing_of_a_report_is_obeyed() -> None:
    found = bounces.bounce(report("<0@x>", diagnostic="smtp; 550 \x1b[2J\u202e" + "x" * 5000))
    assert found is not None and len(found.text) <= 300 and found.text.isprintable()
    assert msgspec.json.encode(found._asdict())
