"""The rules that need a room, each on a draft that breaks it and on one that does not."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tests.warroom.live_rooms import Hands
from tests.warroom.updating import GOOD, draft_of, room_with_owner, saying
from warroom.acts.recording import change
from warroom.clock import to_stamp
from warroom.room import Room
from warroom.state.owners import Contact
from warroom.state.revisions import (
    PHASES,
    Approved,
    Body,
    Content,
    Enclosed,
    Ignored,
    NewPromise,
    Phase,
    Section,
    content_digest,
)
from warroom.state.updates import ToldFact
from warroom.updates.lint import placeholders
from warroom.updates.lint.check import check_text
from warroom.updates.lint.draft import DRAFT_RULES, ENTRIES, text_findings
from warroom.updates.lint.figures import figures
from warroom.updates.lint.finding import Finding, Ground, Replace
from warroom.updates.lint.folding import Prepared
from warroom.updates.lint.state_rules import alike

WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
async def room(tmp_path: Path, hands: Hands) -> Room:
    return await room_with_owner(tmp_path, hands)


def found(room: Room, content: Content, **more: object) -> list[Finding]:
    """What the check finds in a content for Acme."""
    return room.updates.check("Acme", content, **more)  # type: ignore[arg-type]


def of(findings: list[Finding], rule: str) -> set[str]:
    """How hard a rule fires."""
    return {one.severity for one in findings if one.rule == rule}


def test_every_rule_of_the_catalogue_that_needs_a_room_is_there_once() -> None:
    wanted = {*(f"S{number:02}" for number in range(1, 14)), *(f"X{number:02}" for number in range(1, 15))}
    ids = [one.id for one in ENTRIES]
    assert sorted(ids) == sorted({*wanted, "C08", "T03", "T04"})
    assert {one.rule.id for one in DRAFT_RULES} <= set(ids)
    assert all(one.title and one.why and one.source for one in ENTRIES)


async def test_the_good_first_notice_has_nothing_against_it(room: Room) -> None:
    assert found(room, draft_of(room)) == []


# -- structure ---------------------------------------------------------------------------------------------------------

PREVENTION = "- The platform team alerts at 80 % disk use by 30 Nov; done when a drill has triggered it."
STRUCTURE: list[tuple[str, Phase, str, str, str, str]] = [
    # rule, phase, section, bad, good, severity
    ("S01", "first_notice", "impact", "", GOOD["impact"], "block"),
    (
        "S01",
        "investigating",
        "impact",
        "We are investigating.",
        "Card payments fail; how many is not yet known.",
        "block",
    ),
    (
        "S01",
        "investigating",
        "impact",
        "The impact is not known yet.",
        "Not known yet; we will say by 14:20 UTC.",
        "block",
    ),
    ("S01", "identified", "impact", "影响正在核实。", "部分刷卡支付失败,比例14:20(UTC)前告知", "block"),
    ("S03", "investigating", "actions", "", GOOD["actions"], "block"),
    ("S03", "identified", "actions", "问题处理中", "两名工程师正在把流量切到备用库,预计步骤20分钟", "block"),
    (
        "S03",
        "fixing",
        "actions",
        "We are working on it.",
        "We are moving the traffic to the standby database.",
        "block",
    ),
    ("S04", "investigating", "owner_action", "", "Nothing is needed from you.", "warn"),
    ("S05", "first_notice", "cause", "", GOOD["cause"], "warn"),
    ("S05", "investigating", "cause", "", "原因尚未确定,正在排查数据库与网络两条线索", "warn"),
    ("S05", "identified", "cause", "", "A certificate is suspected; we will confirm it by 14:20 UTC.", "block"),
    ("S05", "resolved", "cause", "", "The cause is not known yet.", "block"),
    ("S06", "investigating", "data_safety", "", "Whether data was lost is being checked.", "warn"),
    ("S06", "resolved", "data_safety", "", "No order was lost.", "block"),
    ("S07", "identified", "times", "", "It began at 13:48 UTC.", "warn"),
    ("S08", "identified", "scope", "", "Card payments in the EU.", "warn"),
    ("S10", "identified", "contact", "", "Ask our liaison.", "warn"),
    ("S11", "first_notice", "apology", "", GOOD["apology"], "warn"),
    ("S11", "resolved", "apology", "We apologise if this affected you.", GOOD["apology"], "warn"),
    (
        "S11",
        "closure",
        "apology",
        "We are sorry.",
        "我们为今天上午12%的支付失败向您道歉，保障支付可用是我们的责任",
        "block",
    ),
    ("S12", "closure", "prevention", "", PREVENTION, "block"),
    ("S12", "closure", "prevention", "加强监控", "11月30日前,平台组:磁盘>80%报警并自动扩容;验收=演练触发一次", "block"),
    ("S12", "closure", "prevention", f"{PREVENTION}\n- We will improve monitoring.", PREVENTION, "block"),
]


@pytest.mark.parametrize(("rule", "phase", "section", "bad", "good", "severity"), STRUCTURE)
async def test_what_an_update_has_to_say(
    room: Room, rule: str, phase: Phase, section: str, bad: str, good: str, severity: str
) -> None:
    assert of(found(room, draft_of(room, phase=phase, **{section: bad})), rule) == {severity}
    assert of(found(room, draft_of(room, phase=phase, **{section: good})), rule) == set()
    assert of(found(room, draft_of(room, phase=phase, **{section: bad.translate(WIDE)})), rule) == {severity}
    assert of(found(room, draft_of(room, phase=phase, **{section: good.translate(WIDE)})), rule) == set()


async def test_the_first_notice_need_not_say_what_is_done(room: Room) -> None:
    assert of(found(room, draft_of(room, actions="")), "S03") == set()


async def test_data_safety_of_a_small_incident_only_warns(room: Room) -> None:
    await room.set_severity("SEV3")
    assert of(found(room, draft_of(room, phase="resolved", data_safety="")), "S06") == {"warn"}


@pytest.mark.parametrize("phase", PHASES)
async def test_every_phase_promises_the_next_update(room: Room, phase: Phase) -> None:
    content = draft_of(room, phase=phase)
    assert of(found(room, content), "S02") == set()
    assert of(found(room, msgspec.structs.replace(content, next_update=None)), "S02") == {"block"}


async def test_the_promised_time_has_to_stand_in_the_text(room: Room) -> None:
    content = draft_of(room, next_update="")
    assert of(found(room, content), "S02") == {"warn"}
    assert of(found(room, saying(content, contact="Ask our liaison; we write again at 14:20 UTC.")), "S02") == set()


async def test_the_report_stands_for_the_next_update_when_it_is_over(room: Room, hands: Hands) -> None:
    due = to_stamp(hands.now + timedelta(days=1))
    content = msgspec.structs.replace(
        draft_of(room, phase="resolved", next_update="The report follows by 23 Nov."),
        next_update=None,
        promises=(NewPromise("the report", "report", due),),
    )
    assert of(found(room, content), "S02") == set()
    content = msgspec.structs.replace(content, promises=())
    assert of(found(room, content), "S02") == {"block"}
    await room.promises.make("Acme", "the report", due, kind="report")
    assert of(found(room, content), "S02") == set()


async def test_an_update_without_a_number_is_noticed(room: Room) -> None:
    content = draft_of(room, opening="Card payments.")
    assert of(found(room, content), "S09") == set()  # it stands in the subject
    body = msgspec.structs.replace(content.bodies[0], title="Card payments")
    assert of(found(room, msgspec.structs.replace(content, bodies=(body,))), "S09") == {"warn"}


async def test_a_short_form_may_leave_out_what_the_long_one_says(room: Room) -> None:
    content = draft_of(room, times="", scope="", contact="")
    assert {one.rule for one in found(room, content)} >= {"S07", "S08", "S10"}
    short = msgspec.structs.replace(content, form="short")
    assert not {one.rule for one in found(room, short)} & {"S07", "S08", "S10"}


@pytest.mark.parametrize(
    ("channel", "text", "fits"),
    [
        ("sms", "x" * 1000, False),
        ("sms", "付" * 100, True),
        ("短信", "付" * 500, False),
        ("wecom", "付" * 700, False),  # three bytes each
        ("wecom", "x" * 1500, True),
        ("teams", "x" * 3100, False),
        ("discord", "x" * 2100, False),
        ("email", "x" * 50_000, True),
        ("carrier pigeon", "x" * 50_000, True),
    ],
)
async def test_a_text_has_to_fit_its_channels(room: Room, channel: str, text: str, fits: bool) -> None:
    content = Content(bodies=(Body("en", "", (Section("impact", text),)),), channels=(channel,))
    assert of(found(room, content), "S13") == (set() if fits else {"warn"})


async def test_a_second_language_is_looked_at_on_its_own(room: Room) -> None:
    content = draft_of(room)
    second = Body("zh", "通报", (Section("impact", "12%的刷卡支付失败。"),))
    both = found(room, msgspec.structs.replace(content, bodies=(*content.bodies, second)))
    assert {(one.rule, one.lang) for one in both if one.rule in ("S01", "S10")} == {("S10", "zh")}


# -- placeholders ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("example", placeholders.X08.examples)
def test_what_is_left_to_fill_in_is_found_and_what_looks_like_it_is_not(example: object) -> None:
    (rule,) = placeholders.RULES
    assert isinstance(example, type(placeholders.X08.examples[0]))
    for text, wanted in ((example.bad, True), (example.bad.translate(WIDE), True), (example.good, False)):
        hits = list(rule.look(Prepared(text), Ground()))
        assert bool(hits) == wanted, text
        assert all(text[one.start : one.end] == one.text for one in hits)


async def test_a_placeholder_blocks_in_the_section_and_in_the_subject(room: Room) -> None:
    content = draft_of(room, scope="Sites: 【待补充】")
    body = msgspec.structs.replace(content.bodies[0], title="[TBD] update #⟦seq⟧")
    hits = [one for one in found(room, msgspec.structs.replace(content, bodies=(body,))) if one.rule == "X08"]
    assert [(one.field, one.text) for one in hits] == [("title", "[TBD]"), ("scope", "【待补充】")]


# -- state -------------------------------------------------------------------------------------------------------------

Step = Callable[[Room], Awaitable[object]]


async def first(room: Room) -> None:
    """The first notice went out."""
    eid = (await room.updates.begin("Acme", draft_of(room))).eid
    await room.updates.approve(eid, by="wei", via="spoken")
    await room.updates.tell(eid, means="email")


def second(room: Room, **sections: str) -> Content:
    """The update after it, in other words."""
    said = {
        "opening": "This is update #⟦seq⟧ on 1122-K7Q.",
        "actions": "The standby database takes the traffic of one region; the others follow.",
        "cause": "The cause is not known yet; the network is ruled out, the database is being checked.",
        "apology": "We are sorry for the wait.",
        **sections,
    }
    return draft_of(room, phase="investigating", **said)


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("The issue has been resolved.", True),
        ("All services are back to normal.", True),
        ("Payments are fully restored.", True),
        ("故障已恢复。", True),
        ("问题已解决，服务恢复正常", True),
        ("Error rates appear to be back to normal and we are monitoring.", False),
        ("We expect payments to be restored by 14:20 UTC.", False),
        ("The issue is not resolved.", False),
        ("预计14:20(UTC)恢复正常", False),
        ("问题尚未解决", False),
        ("部分支付已恢复，其余正在处理", False),
        ("We restored one region; the others follow.", False),
        ("We have resolved this issue.", True),
        ("All systems are operating normally.", True),
        ("Webhooks is operating normally.", False),  # one part of it, as real updates say
        ("All other services are operating normally.", False),
        ("Packages has almost fully recovered.", False),
    ],
)
async def test_resolved_is_not_said_before_it_is(room: Room, text: str, fires: bool) -> None:
    hits = [one for one in found(room, draft_of(room, news=text)) if one.rule == "X01"]
    assert bool(hits) == fires
    assert all(one.text in text and one.field == "news" and one.severity == "block" for one in hits)
    assert bool(of(found(room, draft_of(room, news=text.translate(WIDE))), "X01")) == fires
    await room.set_status("resolved")
    assert of(found(room, draft_of(room, news=text)), "X01") == set()


async def test_a_changed_severity_or_impact_is_said(room: Room) -> None:
    await first(room)
    assert of(found(room, second(room)), "X02") == set()
    await room.set_severity("SEV2")
    quiet = second(room, status="We are investigating this as a SEV2 incident.")
    assert of(found(room, quiet), "X02") == {"block"}
    assert of(found(room, saying(quiet, status="This is now SEV2; it was SEV1 before.")), "X02") == set()
    assert of(found(room, saying(quiet, status="级别由SEV1下调为SEV2。")), "X02") == set()
    await room.set_severity("SEV1")
    await room.set_field("impact", "14 % of your card payments fail.")
    content = second(room, impact="14 % of your card payments fail.")
    assert of(found(room, content), "X02") == {"block"}
    said = "14 % of your card payments fail, up from the 12 % that we told you before."
    assert of(found(room, saying(content, impact=said)), "X02") == set()
    await room.set_field("impact", "Your card payments fail in part.")
    content = second(room, impact="Your card payments fail in part.")
    assert of(found(room, content), "X02") == set()  # other words, no other figure


async def test_a_moved_estimate_says_what_it_was_and_why(room: Room, hands: Hands) -> None:
    await room.expectations.expect("eta", owner="Acme", low=to_stamp(hands.now + timedelta(hours=2)))
    await first(room)
    await room.owners.tell("Acme", ["eta"])
    await room.expectations.expect("eta", owner="Acme", low=to_stamp(hands.now + timedelta(hours=3)), reason="slow")
    content = second(room, eta="We expect the end at 17:00 UTC.")
    assert of(found(room, content), "X03") == {"block"}
    said = "Previously 16:00 UTC, now 17:00 UTC, because the copy is slower than planned."
    assert of(found(room, saying(content, eta=said)), "X03") == set()
    assert (
        of(found(room, saying(content, eta="预计时间由16:00(UTC)推迟到17:00(UTC)，原因是复制较慢。")), "X03") == set()
    )


async def test_a_late_update_says_so(room: Room, hands: Hands) -> None:
    await first(room)
    hands.move(15)
    content = msgspec.structs.replace(second(room), next_update=to_stamp(hands.now + timedelta(minutes=30)))
    assert of(found(room, content), "X04") == set()
    hands.move(10)
    content = msgspec.structs.replace(content, next_update=to_stamp(hands.now + timedelta(minutes=25)))
    assert of(found(room, content), "X04") == {"warn"}
    late = saying(content, opening="This update, #⟦seq⟧, is 5 minutes late; we are sorry.")
    assert of(found(room, late), "X04") == set()
    await room.owners.pause("Acme", "they sleep")
    assert of(found(room, content), "X04") == set()


async def test_open_questions_are_answered(room: Room) -> None:
    question = await room.questions.ask("Acme", "Are refunds affected?")
    assert of(found(room, draft_of(room)), "X05") == {"warn"}
    assert of(found(room, draft_of(room, phase="resolved")), "X05") == {"block"}
    await room.questions.answer(question.ref, "No.")
    assert of(found(room, draft_of(room)), "X05") == {"warn"}  # written, and not in the text
    content = draft_of(room)
    answer = Section("answers", "Refunds are not affected.", (ToldFact(f"answer:{question.eid}", "No.", "No."),))
    body = msgspec.structs.replace(content.bodies[0], sections=(*content.bodies[0].sections, answer))
    assert of(found(room, msgspec.structs.replace(content, bodies=(body,))), "X05") == set()
    await room.questions.answer(question.ref, "No.", told=True)
    assert of(found(room, draft_of(room)), "X05") == set()


async def test_a_promise_that_was_not_kept_is_owned_up_to(room: Room, hands: Hands) -> None:
    promise = await room.promises.make("Acme", "the log files", to_stamp(hands.now + timedelta(minutes=5)))
    assert of(found(room, draft_of(room)), "X06") == set()
    hands.move(6)
    assert of(found(room, draft_of(room)), "X06") == {"warn"}
    content = draft_of(room)
    broken = Section("broken", "The log files are late.", (ToldFact(f"promise:{promise.eid}", "late", "late"),))
    body = msgspec.structs.replace(content.bodies[0], sections=(*content.bodies[0].sections, broken))
    assert of(found(room, msgspec.structs.replace(content, bodies=(body,))), "X06") == set()
    await room.owners.tell("Acme", [f"promise:{promise.eid}"])
    assert of(found(room, draft_of(room)), "X06") == set()


async def test_the_same_text_again_is_noticed(room: Room) -> None:
    await first(room)
    assert of(found(room, draft_of(room, phase="investigating")), "X07") == {"warn"}
    assert of(found(room, second(room, impact="Card payments of one customer in eight fail.")), "X07") == set()


def test_likeness_is_that_of_difflib_and_quick_for_long_texts() -> None:
    assert alike("", "") == 0.0
    assert alike("a b c", "a b c") == 1.0
    assert alike("支付失败", "恢复正常") < 0.5
    report = "The certificate of the payment database expired at noon and nobody had been told. " * 100
    assert alike(report, report.replace("noon", "night")) > 0.9


# -- figures -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("It began at 13:48 UTC.", ""),
        ("It began at 13:48.", ""),
        ("It began at 21:48 (UTC+8).", ""),
        ("21:48（北京时间）开始", ""),
        ("It began at 13:58 UTC.", "13:58"),
        ("It began at 13:48 UTC+8.", "13:48"),
        ("12 % of your card payments fail.", ""),
        ("12% of your card payments fail.", ""),
        ("１２％的支付失败", ""),
        ("14 % of your card payments fail.", "14 %"),
        ("14％的支付失败", "14％"),
        ("We re-run them by 17:00 UTC.", ""),
        ("As of 14:00 UTC nothing has changed.", ""),
    ],
)
async def test_times_and_shares_come_from_the_record(room: Room, text: str, strange: str) -> None:
    hits = [one for one in found(room, draft_of(room, news=text)) if one.rule == "C08"]
    assert [one.text for one in hits] == ([strange] if strange else [])
    assert all(one.severity == "block" and text[one.start : one.end] == one.text for one in hits)


@pytest.mark.parametrize(
    ("en", "zh", "agree"),
    [
        ("12 % since 15:30 on 22 Nov", "11月22日下午3点半起12%", True),
        ("1,957 customers", "1957家客户", True),
        ("12,000 orders", "1.2万笔订单", True),
        ("two engineers", "2名工程师", True),
        ("2 engineers", "两名工程师", True),
        ("the third update", "第3次通报", True),
        ("ticket 1122-K7Q at 9:05", "1122-K7Q，09:05", True),
        ("on 2026-11-30 at 3 pm", "11月30日15时", True),
        ("15:30 UTC", "23:30（北京时间）", True),
        ("1. one\n2. two", "1、一\n2、二", True),
        ("SEV1 in eu-west-1", "eu-west-1 的 SEV1", True),
        ("12 %", "21%", False),
        ("at 15:30", "15:20", False),
        ("on 22 Nov", "11月23日", False),
        ("ABC-12", "ABC-13", False),
        ("30 minutes", "半小时", False),
    ],
)
async def test_two_languages_say_the_same_figures(room: Room, en: str, zh: str, agree: bool) -> None:
    content = draft_of(room)
    bodies = (Body("en", "", (Section("news", en),)), Body("zh", "", (Section("news", zh),)))
    hits = of(found(room, msgspec.structs.replace(content, bodies=bodies)), "X09")
    assert hits == (set() if agree else {"warn"}), (figures(en), figures(zh))


# -- agreement ---------------------------------------------------------------------------------------------------------


async def test_the_next_update_is_to_come_and_within_what_was_agreed(room: Room, hands: Hands) -> None:
    content = draft_of(room)
    for minutes, past, beyond in (
        (-1, {"block"}, set()),
        (0, {"block"}, set()),
        (30, set(), set()),
        (31, set(), {"warn"}),
    ):
        at = to_stamp(hands.now + timedelta(minutes=minutes))
        hits = found(room, msgspec.structs.replace(content, next_update=at))
        assert (of(hits, "T03"), of(hits, "T04")) == (past, beyond), minutes
    far = msgspec.structs.replace(content, next_update=to_stamp(hands.now + timedelta(minutes=50)))
    assert of(found(room, msgspec.structs.replace(far, long_mode=True)), "T04") == set()
    assert of(found(room, msgspec.structs.replace(far, phase="monitoring")), "T04") == set()  # every hour then
    await room.owners.set_cadence("Acme", 10, "they asked")
    assert of(found(room, content), "T04") == {"warn"}


async def test_a_changed_fact_makes_the_text_stale_until_it_is_read_again(room: Room) -> None:
    content = draft_of(room)
    eid = (await room.updates.begin("Acme", content)).eid
    draft = room.updates.find(eid)
    assert of(found(room, content, draft=draft), "X10") == set()
    await room.set_field("impact", "14 % of your card payments fail.")
    (hit,) = [one for one in found(room, content, draft=draft) if one.rule == "X10"]
    assert (hit.severity, hit.field, hit.text) == ("block", "impact", GOOD["impact"])
    fix = hit.fixes[0]
    assert isinstance(fix, Replace)
    assert (fix.start, fix.end, fix.text) == (0, len(GOOD["impact"]), "14 % of your card payments fail.")
    await room.updates.write(eid, "impact", "en", fix.text)
    await room.updates.reread(eid)
    assert of(found(room, draft.head.said.content, draft=draft), "X10") == set()


async def test_a_new_fact_makes_it_stale_until_it_was_seen(room: Room) -> None:
    entry = await room.log("payments of one shop were charged twice")
    eid = (await room.updates.begin("Acme", draft_of(room))).eid
    draft = room.updates.find(eid)
    await room.expectations.promote(room.find(entry.ref), "One shop was charged twice.")
    content = draft.head.said.content
    assert of(found(room, content, draft=draft), "X10") == {"block"}
    assert of(found(room, content, draft=draft, reread=True), "X10") == set()
    await room.updates.approve(eid, by="wei", via="spoken")  # who approves has seen it
    assert of(found(room, content, draft=draft), "X10") == set()
    assert of(found(room, content), "X10") == set()  # a text that was not saved has no base


async def test_resolved_without_monitoring_is_asked_about(room: Room) -> None:
    assert of(found(room, draft_of(room, phase="resolved")), "X11") == {"warn"}
    await room.set_status("monitoring")
    assert of(found(room, draft_of(room, phase="resolved")), "X11") == set()
    assert of(found(room, draft_of(room)), "X11") == set()


async def test_language_channel_and_people_are_those_agreed(room: Room) -> None:
    content = draft_of(room)
    await room.owners.set_plan("Acme", lang="zh", channels=["email"], contacts=[Contact("Mr Li")])
    hits = [one.message for one in found(room, content) if one.rule == "X12"]
    assert hits == ["Acme reads zh: that language comes first"]
    await room.owners.set_plan("Acme", lang="en")
    other = msgspec.structs.replace(content, channels=("email", "sms"), people=("Mr Li", "Mr Wu"))
    hits = sorted(one.message for one in found(room, other) if one.rule == "X12")
    assert hits == ["Mr Wu is no contact in Acme's plan", "sms is no channel agreed with Acme (email)"]


async def test_an_approval_by_its_author_counts_for_nothing(room: Room) -> None:
    """Such an event comes from another program: this one refuses to make it."""
    content = draft_of(room)
    eid = (await room.updates.begin("Acme", content)).eid
    draft = room.updates.find(eid)
    given = Approved(draft=eid, revision=eid, digest=content_digest(content))
    await room.do([(change(given), None)])
    assert of(found(room, content, draft=draft), "X13") == {"block"}
    await room.set_severity("SEV3")
    assert of(found(room, draft.head.said.content, draft=draft), "X13") == set()
    await room.set_severity("SEV1")
    await room.updates.approve(eid, by="wei", via="spoken")
    assert of(found(room, content, draft=draft), "X13") == set()


# -- the check as a whole ----------------------------------------------------------------------------------------------


async def test_what_was_looked_at_is_not_shown_again_but_what_blocks_is(room: Room) -> None:
    content = draft_of(room, scope="Card payments. We will fix it ASAP.")
    (hit,) = [one for one in found(room, content) if one.rule == "T01"]
    assert hit.field == "scope"
    seen = msgspec.structs.replace(content, ignored=(Ignored("T01", hit.text, "they know"), Ignored("S01", "", "x")))
    assert of(found(room, seen), "T01") == set()
    assert of(found(room, saying(seen, impact="")), "S01") == {"block"}
    assert of(found(room, saying(seen, scope="We will fix it shortly.")), "T01") == {"warn"}  # other words


def test_findings_of_the_text_stand_in_their_section() -> None:
    body = Body(
        "en",
        "Fixed ASAP?",
        (
            Section("opening", "All times are UTC."),
            Section("free", ""),
            Section("times", "It began at 13:48."),
            Section("cause", "It was human error, fixed ASAP."),
        ),
    )
    hits = list(text_findings(body, Ground(lang="en")))
    for one in hits:
        text = body.title if one.field == "title" else body.section(one.field).text  # type: ignore[union-attr]
        assert text[one.start : one.end] == one.text
        for fix in one.fixes:
            if isinstance(fix, Replace):
                assert 0 <= fix.start <= fix.end <= len(text)
    where = {(one.rule, one.field) for one in hits}
    assert {("T01", "title"), ("T01", "cause"), ("C06", "cause")} <= where
    assert "T02" not in {one.rule for one in hits}  # the first section says the zone for all
    assert "T02" in {one.rule for one in check_text("It began at 13:48.", Ground(lang="en"))}


async def test_a_time_that_was_corrected_in_the_timeline_stands_in_the_record_no_more(room: Room) -> None:
    entry = await room.log("switched back", occurred_at="2026-11-22T03:17:00.000000Z")
    content = saying(draft_of(room), status="It was switched back at 03:17 UTC.")
    assert of(found(room, content), "C08") == set()
    await room.edit(entry.eid, occurred_at="2026-11-22T03:19:00.000000Z")
    assert of(found(room, content), "C08") == {"block"}
    twice = await room.log("seen by bob too", occurred_at="2026-11-22T03:17:30.000000Z")
    assert of(found(room, content), "C08") == set()
    await room.retract(twice.eid)
    assert of(found(room, content), "C08") == set()  # struck, and still readable


# -- X14: files --------------------------------------------------------------------------------------------------------


async def test_a_file_that_goes_along_is_warned_of_until_somebody_lets_it_stand(room: Room, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"a photo")
    event = await room.attach(photo)
    held = room.state.incident.attachments[event.eid]
    content = msgspec.structs.replace(draft_of(room), files=(Enclosed(held.name, held.sha256, held.size),))
    assert of(found(room, content), "X14") == {"warn"}
    said = next(one for one in found(room, content) if one.rule == "X14")
    assert said.text == "photo.jpg" and "INTERNAL" in said.message
    let_stand = msgspec.structs.replace(content, ignored=(Ignored("X14", "photo.jpg", "looked at it", "wei"),))
    assert of(found(room, let_stand), "X14") == set()
    other = msgspec.structs.replace(let_stand, files=(*content.files, Enclosed("notes.txt", "0" * 64)))
    assert of(found(room, other), "X14") == {"block"}, "what is not in the room can't go"


async def test_what_an_owner_was_sent_already_is_not_warned_of_again(room: Room, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"a photo")
    event = await room.attach(photo)
    held = room.state.incident.attachments[event.eid]
    content = msgspec.structs.replace(draft_of(room), files=(Enclosed(held.name, held.sha256, held.size),))
    (eid,) = await room.updates.open_round({"Acme": content})
    await room.updates.approve(eid, by="wei", via="spoken")
    await room.updates.tell(eid, means="email")
    assert of(found(room, content), "X14") == set()
