"""What an owner does not know yet, in both languages; promotion, questions split from messages, mails."""

from pathlib import Path

import pytest

from tests.warroom.exporting import OWNER, draft, owned
from tests.warroom.importing import NOW, REPORTS
from tests.warroom.live_rooms import Hands, new_room
from warroom.asking import questions
from warroom.clock import to_stamp
from warroom.errors import BadInput, WarroomError
from warroom.owner_mail import new_words, read_mail
from warroom.room import Room
from warroom.state.owners import Plan
from warroom.updates.facts import facts
from warroom.updates.lint.ground import may_know
from warroom.updates.wordings import field_words, missing


async def room_of(folder: Path, hands: Hands) -> Room:
    room = await new_room(folder, hands)
    await room.set_severity("SEV2")
    await room.owners.attach(Plan(owner_id="Acme"))
    await room.owners.attach(Plan(owner_id="华星", lang="zh"))
    return room


def lines(room: Room, owner: str) -> list[str]:
    return [one.line(room.state.owners.plan(owner).lang or "en") for one in room.owners.not_told(owner)]


async def test_the_list_in_both_languages_and_per_owner(tmp_path: Path) -> None:
    hands = Hands()
    room = await room_of(tmp_path, hands)
    await room.set_field("impact", "card payments fail for 1 in 8")
    await room.set_field("impact", "每八笔支付有一笔失败", "zh")
    assert lines(room, "Acme") == [
        "impact: card payments fail for 1 in 8 (new)",
        "severity: SEV2 (new)",
        "status: investigating (new)",
    ]
    assert lines(room, "华星") == ["影响：每八笔支付有一笔失败 (新)", "级别：SEV2 (新)", "状态：调查中 (新)"]
    await room.owners.tell("Acme", ["status", "severity"])
    assert lines(room, "Acme") == ["impact: card payments fail for 1 in 8 (new)"]
    assert len(lines(room, "华星")) == 3
    await room.owners.tell("华星")
    hands.move(12)
    await room.set_severity("SEV1")
    hands.move(12)
    assert lines(room, "华星") == ["级别：SEV1 (有变化, SEV2)"]
    [changed] = room.owners.not_told("华星")
    assert (changed.age.total_seconds(), changed.last.fact.was) == (720, "SEV2")


async def test_what_comes_undone_contradicts_what_was_told(tmp_path: Path) -> None:
    hands = Hands()
    room = await room_of(tmp_path, hands)
    cause = await room.causes.propose("the certificate")
    assert not [one for one in room.owners.not_told("Acme") if one.fact.topic == "cause"]  # an idea is not told
    await room.causes.set_state(cause.eid, "testing")
    await room.set_status("resolved")
    await room.set_field("data_safety", "being checked")
    await room.expectations.expect("eta", high=to_stamp(hands.now.replace(hour=16)))
    await room.owners.tell("Acme")
    hands.move(1)
    assert room.owners.not_told("Acme") == []
    await room.causes.set_state(cause.eid, "ruled_out", "it was renewed")
    await room.set_status("investigating", "it is back")
    await room.set_field("data_safety", "214 orders were charged twice")
    await room.expectations.expect("eta", high=to_stamp(hands.now.replace(hour=17)), reason="it is back")
    assert {one.fact.key: one.how for one in room.owners.not_told("Acme")} == {
        "cause": "contradicted",
        "status": "contradicted",
        "data_safety": "changed",
        "eta": "contradicted",
    }
    await room.owners.tell("Acme")
    hands.move(1)
    await room.set_field("data_safety", "no order was charged twice")
    await room.expectations.expect("eta", high=to_stamp(hands.now.replace(hour=15)), reason="it goes well")
    assert {one.fact.key: one.how for one in room.owners.not_told("Acme")} == {
        "data_safety": "contradicted",
        "eta": "changed",
    }


async def test_a_step_forward_is_a_change(tmp_path: Path) -> None:
    hands = Hands()
    room = await room_of(tmp_path, hands)
    cause = await room.causes.propose("the certificate")
    await room.causes.set_state(cause.eid, "testing")
    task = await room.tasks.add("renew it", assignee="bob", cause=cause.eid)
    await room.tasks.set_state(task.eid, "in_progress")
    await room.owners.tell(
        "Acme", ["cause", "status", "severity", "mitigation"], text="We suspect a certificate and renew it."
    )
    hands.move(1)
    await room.causes.set_state(cause.eid, "confirmed")
    await room.set_status("identified")
    await room.tasks.set_state(task.eid, "done")
    assert {one.fact.topic: one.how for one in room.owners.not_told("Acme")} == {
        "cause": "changed",
        "status": "changed",
        "mitigation": "changed",
    }


async def test_answers_wait_until_they_are_told(tmp_path: Path) -> None:
    hands = Hands()
    room = await room_of(tmp_path, hands)
    asked = await room.questions.ask("Acme", "Are refunds affected?")
    await room.owners.tell("Acme")
    await room.questions.answer(asked.eid, "no refund is")
    assert lines(room, "Acme") == ["answer: Are refunds affected? → no refund is (new)"]
    await room.questions.answer(asked.eid, "no refund is", told=True)
    assert lines(room, "Acme") == []
    hands.move(1)
    await room.questions.answer(asked.eid, "three are")
    assert [one.how for one in room.owners.not_told("Acme")] == ["contradicted"]


async def test_promotion_asks_for_the_owners_words_and_is_for_those_named(tmp_path: Path) -> None:
    hands = Hands()
    room = await room_of(tmp_path, hands)
    for owner in room.state.owners.names:
        await room.owners.tell(owner)
    entry = room.find((await room.log("db-01 is full")).eid)
    with pytest.raises(WarroomError, match="word for word"):
        await room.expectations.promote(entry, "db-01 is full")
    fact = await room.expectations.promote(
        entry, "A disk is full", owners=["华星"], topic="cause", wordings={"zh": "一块磁盘已满"}
    )
    assert lines(room, "华星") == ["原因：一块磁盘已满 (新)"]
    assert lines(room, "Acme") == []
    await room.owners.tell("华星")
    hands.move(1)
    await room.expectations.demote(fact.eid, "it was another disk")
    assert lines(room, "华星") == ["原因：不再成立 (与已告知的不符, 一块磁盘已满)"]
    assert await room.undo()
    assert lines(room, "华星") == []


async def test_telling_can_be_taken_back(tmp_path: Path) -> None:
    hands = Hands()
    room = await room_of(tmp_path, hands)
    before = lines(room, "Acme")
    events = await room.owners.tell("Acme")
    assert lines(room, "Acme") == []
    await room.owners.not_after_all(events[0].eid, "nobody picked up")
    assert lines(room, "Acme") == before
    await room.owners.tell("Acme")
    await room.undo()
    assert lines(room, "Acme") == before


async def test_compensation_is_authorised_before_it_is_offered(tmp_path: Path) -> None:
    room = await room_of(tmp_path, Hands())
    remedy = await room.expectations.remedy("Acme", "5 % of November", kind="credit")
    with pytest.raises(WarroomError, match="authorised"):
        await room.expectations.remedy_state(remedy.eid, "offered")
    for state in ("authorised", "offered", "accepted", "fulfilled"):
        await room.expectations.remedy_state(remedy.eid, state, actor="the director")
    [one] = room.state.expectations.remedies
    assert (one.now.state, len(one.fields["state"].history)) == ("fulfilled", 5)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Are refunds affected? When is it back?", ["Are refunds affected?", "When is it back?"]),
        ("退款受影响吗？什么时候恢复？谢谢。", ["退款受影响吗？", "什么时候恢复？"]),
        (
            "Please answer:\n1. the scope\n2) Is data lost?\n(3) who is on it",
            ["the scope", "Is data lost?", "who is on it"],
        ),
        ("请回答以下问题：\n一、影响范围\n二、原因是什么？\n③ 谁负责", ["影响范围", "原因是什么？", "谁负责"]),
        ("1. Reboot\n2. Wait", []),
        ("see https://example.com/?a=b and say no more", []),
        ("> Is this quoted?\nNo. It is not.", []),
        ("Why?? Why?!", ["Why??", "Why?!"]),
        ("请问目前恢复到哪一步了", ["请问目前恢复到哪一步了"]),
        ("1) Is it fixed? 2) Is data safe?", ["Is it fixed?", "Is data safe?"]),
        ("", []),
    ],
)
def test_a_message_with_several_questions_splits(text: str, found: list[str]) -> None:
    assert questions(text) == found


def test_a_chinese_mail_is_read_without_history_and_signature() -> None:
    body = "您好：\r\n1. 数据是否丢失？\r\n2. 何时恢复？\r\n\r\n发自我的iPhone\r\n\r\n"
    body += "在 2026年11月22日，ana 写道：\r\n> 旧的内容"
    mail = (
        b"From: =?gb2312?B?wO65pA==?= <li@huaxing.example>\r\nSubject: =?utf-8?B?5pWF6Zqc?=\r\n"
        b"Date: Sun, 22 Nov 2026 22:05:00 +0800\r\nMessage-ID: <a1@huaxing.example>\r\nIn-Reply-To: <ours@x>\r\n"
        b"Content-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + body.encode("gb18030")
    )
    read = read_mail(mail)
    assert (read.sender, read.address, read.subject) == ("李工", "li@huaxing.example", "故障")
    assert (read.at, read.message_id, read.references) == (
        "2026-11-22T14:05:00.000000Z",
        "<a1@huaxing.example>",
        ("<ours@x>",),
    )
    assert questions(read.text) == ["数据是否丢失？", "何时恢复？"]
    assert "旧的内容" not in read.text
    assert "iPhone" not in read.text


@pytest.mark.parametrize(
    "mail", [b"", b"no mail at all", b"From: a@b\r\nAuto-Submitted: auto-replied\r\n\r\nI am away"]
)
def test_what_is_no_mail_or_comes_from_a_machine_is_refused(mail: bytes) -> None:
    with pytest.raises(BadInput, match="nothing was recorded"):
        read_mail(mail)


def test_html_mail_is_read_as_its_words_and_all_history_leaves_all_of_it() -> None:
    mail = b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n"
    mail += b"<style>x{}</style><p>Is it <b>fixed</b>?</p><p>On Monday?</p>"
    assert questions(read_mail(mail).text) == ["Is it fixed?", "On Monday?"]
    assert new_words("On Sunday, ana wrote:\n> text") == "On Sunday, ana wrote:\n> text"


async def test_words_that_are_ours_are_never_told_for_them(tmp_path: Path) -> None:
    hands = Hands()
    room = await room_of(tmp_path, hands)
    cause = await room.causes.propose("bob forgot the certificate on db01")
    await room.causes.set_state(cause.eid, "confirmed")
    task = await room.tasks.add("restart db01 as bob says", cause=cause.eid)
    await room.tasks.set_state(task.eid, "in_progress")
    before = {one.fact.topic for one in room.owners.not_told("Acme")}
    assert before >= {"cause", "mitigation"}
    told = (await room.owners.tell("Acme", text="We are mending it."))[0]
    said = {fact["key"].partition(":")[0]: fact.get("text", "") for fact in told.payload["facts"]}
    assert said["cause"] == "confirmed"
    assert "task" not in said and "db01" not in str(said)
    assert [one.fact.topic for one in room.owners.not_told("Acme")] == ["mitigation"]
    with pytest.raises(BadInput, match="in words for owners yet, and ours stay here"):
        await room.owners.tell("Acme", ["mitigation"])
    # Whoever says which words tell it has it told, in those words; ours are in no fact.
    told = (await room.owners.tell("Acme", ["mitigation"], text="A restart is under way."))[0]
    assert [fact.get("text", "") for fact in told.payload["facts"]] == [""]
    assert room.owners.not_told("Acme") == []
    # What somebody wrote for them is told in those words.
    await room.expectations.promote(room.find(task.eid), "We restart a database.", topic="mitigation")
    await room.tasks.set_state(task.eid, "done")
    told = (await room.owners.tell("Acme"))[0]
    assert {fact["text"] for fact in told.payload["facts"]} == {
        "We restart a database.",
        "We restart a database. (done)",
    }


@pytest.mark.parametrize("lang", ["", "en"])
def test_an_impact_that_was_imported_is_ours_until_somebody_says_it_for_owners(lang: str) -> None:
    report = next(path for path in REPORTS if "Impact" in path.read_text("utf-8"))
    _, state = owned(report)
    assert state.incident.field("impact")
    (fact,) = [one for one in facts(state, OWNER, NOW) if one.key == "impact"]
    assert fact.text == state.incident.field("impact") and not fact.said
    assert field_words(state, "impact", "en", "impact").text == missing("impact", "en")
    assert state.incident.field("impact") not in list(may_know(state, OWNER))
    _, state = owned(report, draft("incident.field_set", field="impact", text="Pages are slow.", lang=lang))
    (fact,) = [one for one in facts(state, OWNER, NOW) if one.key == "impact"]
    assert fact.said == "Pages are slow." == field_words(state, "impact", "en", "impact").text
