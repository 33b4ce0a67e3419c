"""Mails: an owner's message with its questions, in the room and the thread that it answers."""

import pytest

from tests.warroom.importing import remarks, state_of, take_all
from warroom.errors import BadInput
from warroom.importers.detect import detect
from warroom.importers.reading import Ground, KnownMail

MAIL = """\
From: Li Wei <li@acme.example>
To: ana@example.org
Subject: Checkout
Date: Sun, 22 Nov 2026 14:12:00 +0800
Message-ID: <m1@acme.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Good morning,
1. Are refunds affected?
2. When is it over?

--
Li Wei
"""
REPLY = MAIL.replace("<m1@", "<m2@").replace(
    "Subject: Checkout", "Subject: Re: Checkout\nIn-Reply-To: <m1@acme.example>"
)
ROOM = "01936b3c-9e00-7000-8000-00000000cafe"
GROUND = Ground(
    owners=("Acme Retail", "Globex"),
    addresses={"li@acme.example": "Acme Retail"},
    mails={"<m1@acme.example>": KnownMail("01936b3c-9e00-7000-8000-0000000000aa", "Acme Retail")},
)


def test_a_mail_makes_a_room_with_its_owner_and_its_questions() -> None:
    assert detect(MAIL.encode(), "x.txt") == "eml"
    (reading,) = take_all(MAIL, "mail.eml")
    assert reading.title == "Checkout"
    state = state_of(reading)
    (message,) = state.owners.messages.values()
    assert (message.owner_id, message.direction, message.actor) == ("Li Wei", "in", "Li Wei")
    assert message.text == "Good morning,\n1. Are refunds affected?\n2. When is it over?"
    assert message.message_id == "<m1@acme.example>"
    assert [one.now.text for one in state.questions.unanswered("Li Wei")] == [
        "Are refunds affected?",
        "When is it over?",
    ]
    assert {one.now.message for one in state.questions.unanswered("Li Wei")} == set(state.owners.messages)
    assert state.owners.plan("Li Wei").contacts[0].contact == "li@acme.example"
    assert {one.occurred_at for one in reading.drafts} == {"2026-11-22T06:12:00.000000Z"}
    assert "the owner 'Li Wei' is attached" in remarks(reading)


def test_a_mail_into_a_room_finds_its_owner_and_its_thread() -> None:
    (reading,) = take_all(REPLY, "r.eml", room=ROOM, ground=GROUND)
    assert [one.kind for one in reading.drafts] == ["owner.message", "question.asked", "question.asked"]
    message = reading.drafts[0].payload
    assert message["owner_id"] == "Acme Retail"
    assert message["reply_to"] == GROUND.mails["<m1@acme.example>"].eid
    (by_address,) = take_all(MAIL, "m.eml", room=ROOM, ground=GROUND)
    assert by_address.drafts[0].payload["owner_id"] == "Acme Retail" and "reply_to" not in by_address.drafts[0].payload
    stranger = MAIL.replace("li@acme.example", "who@else.example")
    with pytest.raises(BadInput, match=r"which owner who@else.example belongs to: name it with --owner NAME"):
        take_all(stranger, "m.eml", room=ROOM, ground=GROUND)
    (named,) = take_all(stranger, "m.eml", room=ROOM, ground=GROUND, owner="glo")
    assert named.drafts[0].payload["owner_id"] == "Globex"


def test_a_mail_that_was_handed_on_is_nobodys_before_a_person_says_so() -> None:
    ground = Ground(owners=GROUND.owners, addresses={"li@acme.example": "Globex"}, mails=GROUND.mails)
    with pytest.raises(BadInput, match=r"it answers what went to Acme Retail, but li@acme\.example is of Globex"):
        take_all(REPLY, "r.eml", room=ROOM, ground=ground)
    (named,) = take_all(REPLY, "r.eml", room=ROOM, ground=ground, owner="glo")
    assert named.drafts[0].payload["owner_id"] == "Globex" and "reply_to" not in named.drafts[0].payload


def test_the_same_mail_under_another_file_name_is_the_same() -> None:
    one, two = (take_all(MAIL, name)[0] for name in ("a.eml", "b.txt"))
    assert [draft.eid for draft in one.drafts] == [draft.eid for draft in two.drafts] and one.room == two.room


@pytest.mark.parametrize(
    ("data", "what"),
    [
        ("hello", "no mail"),
        (MAIL.replace("MIME-Version", "Auto-Submitted: auto-replied\nMIME-Version"), "written by a machine"),
        (MAIL.partition("\n\n")[0] + "\n\n", "no text"),
    ],
)
def test_what_is_no_mail_is_refused(data: str, what: str) -> None:
    with pytest.raises(BadInput, match=what) as refused:
        take_all(data, "m.eml", format="eml")
    assert "nothing was imported" in str(refused.value)


def test_a_chinese_mail_in_its_own_encoding() -> None:
    body = "请问退款受影响吗？".encode("gb18030")
    head = MAIL.partition("\n\n")[0].replace("charset=utf-8", "charset=gb2312").encode()
    (reading,) = take_all(head + b"\nContent-Transfer-Encoding: 8bit\n\n" + body, "m.eml")
    assert reading.kinds["question.asked"] == 1
    assert next(one for one in reading.drafts if one.kind == "owner.message").payload["text"] == "请问退款受影响吗？"
