"""Drafts filled from the facts: complete in every phase, free of internal words, new things first."""

from datetime import timedelta
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

import pytest

from tests.warroom.drafts.rooms import BUILT_IN, OWNER, fill, open_room, passed, told, unknown, until
from tests.warroom.live_rooms import Hands
from warroom import making, profiles, seal
from warroom.acts.recording import change
from warroom.clock import to_stamp
from warroom.errors import BadInput, NotFound
from warroom.room import Room
from warroom.state.owners import Plan
from warroom.state.revisions import NUMBER, PHASES, Content
from warroom.state.updates import Told
from warroom.update_drafts import contents, round_of
from warroom.updates.drafting import Drafted
from warroom.updates.lint.check import check_text
from warroom.updates.lint.finding import Ground
from warroom.updates.numbering import next_number
from warroom.updates.rendering import rendered
from warroom.updates.templates.values import VALUES

LANGS = ("en", "zh")
FORMS = ("long", "short")
INTERNAL = ("lb-eu-3", "lbs", "cert v2", "psp", "ledger", "drain", "alarm 30d", "bob", "wei", "ana", "Checkout latency")
"""Words and names of the room that no owner was meant to read."""


def serious(room: Room, made: Drafted) -> list[tuple[str, str, str]]:
    """What blocks or warns in a draft."""
    found = (*made.findings, *room.updates.check(OWNER, made.content))
    return [(one.rule, one.field, one.text or one.message) for one in found if one.severity != "hint"]


def text_of(made: Drafted, lang: str = "") -> str:
    whole = rendered(made.content, lang, 3)
    return f"{whole.subject}\n{whole.text}"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("phase", PHASES)
async def test_a_full_room_gives_a_draft_that_passes_the_check(tmp_path: Path, phase: str, lang: str) -> None:
    room = await until(tmp_path, Hands(), phase, lang)
    for form in FORMS:
        made = fill(room, form=form)
        assert made.content.phase == phase and made.content.template == f"{phase}.{form}.{lang}"
        assert serious(room, made) == []
        text = text_of(made)
        assert not [word for word in INTERNAL if word in text]
        assert "⟦" not in text and "None" not in text and "  " not in text and "{{" not in text
        assert "。。" not in text and ".." not in text and "\n\n\n" not in text


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("form", FORMS)
async def test_a_first_notice_needs_no_typing(tmp_path: Path, lang: str, form: str) -> None:
    room = await open_room(tmp_path, Hands(), lang=lang)
    made = fill(room, form=form)
    assert made.content.phase == "first_notice" and made.lacks == ()
    assert serious(room, made) == []
    held = {one.field for one in made.content.body().sections}
    assert held >= {"opening", "status", "impact", "times", "data_safety", "cause", "actions", "owner_action",
                    "apology", "next_update", "contact"}  # fmt: skip


async def test_a_first_notice_needs_no_typing_in_two_languages(tmp_path: Path) -> None:
    room = await open_room(tmp_path, Hands())
    made = fill(room, langs=("en", "zh"))
    assert [one.lang for one in made.content.bodies] == ["en", "zh"] and serious(room, made) == []


@pytest.mark.parametrize("phase", PHASES)
async def test_two_languages_say_the_same(tmp_path: Path, phase: str) -> None:
    room = await until(tmp_path, Hands(), phase)
    made = fill(room, langs=("en", "zh"))
    assert [found for found in serious(room, made) if found[0] == "X09"] == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("phase", PHASES[1:5])
async def test_rounds_without_news_do_not_repeat_each_other(tmp_path: Path, phase: str, lang: str, form: str) -> None:
    hands = Hands()
    hands.move(-420)
    room = await until(tmp_path, hands, phase, lang)
    texts = []
    for _ in range(6):
        made = fill(room, form=form)
        assert serious(room, made) == []
        texts.append(text_of(made))
        await told(room, made)
        hands.move(10)
    ratios = [SequenceMatcher(None, *two, autojunk=False).ratio() for two in pairwise(texts)]
    assert max(ratios) < 0.9


@pytest.mark.parametrize("lang", LANGS)
async def test_a_round_without_news_needs_no_typing_and_does_not_repeat_itself(tmp_path: Path, lang: str) -> None:
    hands = Hands()
    hands.move(-300)  # no midnight between the first and the last of them
    room = await open_room(tmp_path, hands, lang=lang)
    await told(room, fill(room))
    texts = []
    for _ in range(6):
        hands.move(45)
        made = fill(room)
        assert made.content.phase == "investigating" and serious(room, made) == []
        texts.append(text_of(made))
        await told(room, made)
    ratios = [SequenceMatcher(None, *two, autojunk=False).ratio() for two in pairwise(texts)]
    assert max(ratios) < 0.9


@pytest.mark.parametrize("phase", PHASES[:-1])
async def test_what_a_draft_states_is_known_once_it_was_told(tmp_path: Path, phase: str) -> None:
    room = await until(tmp_path, Hands(), phase)
    assert unknown(room)
    await told(room, fill(room))
    assert unknown(room) == []


async def test_what_is_not_told_comes_first(tmp_path: Path) -> None:
    hands = Hands()
    room = await open_room(tmp_path, hands)
    await told(room, fill(room))
    hands.move(20)
    await room.set_field("data_safety", "No order was lost, the list of orders is complete")
    await room.set_severity("SEV1", "more shops")
    order = [one.field for one in fill(room).content.body().sections]
    assert order[:2] == ["opening", "news"]
    assert order.index("status") < order.index("impact") and order.index("data_safety") < order.index("impact")
    news = fill(room).content.body().section("news")
    assert news is not None and "now Critical (SEV1), before Major (SEV2)" in news.text
    assert order[-2:] == ["contact", "closing"]


async def test_the_cause_is_the_owners_words_with_its_label_or_is_asked_for(tmp_path: Path) -> None:
    hands = Hands()
    room = await open_room(tmp_path, hands)
    await told(room, fill(room))
    cause = await room.causes.propose("cert on lb-eu-3 expired")
    assert "Cause: not known yet" in text_of(fill(room))
    await room.causes.set_state(cause.ref, "testing")
    early = fill(room)
    assert "not confirmed yet; we are checking" in text_of(early) and "⟦" not in text_of(early)
    assert [(one.key, one.needed) for one in early.lacks] == [(f"cause:{cause.eid}", False)]
    await room.set_status("identified")
    late = fill(room)
    assert "Cause (suspected, not confirmed): ⟦missing: cause (en)⟧" in text_of(late) and "lb-eu-3" not in text_of(late)
    assert ("X08", "cause") in {(rule, field) for rule, field, _ in serious(room, late)}
    assert "cause" not in {fact.key for fact in late.content.facts}
    fact = await room.expectations.promote(room.find(cause.eid), "An expired certificate", topic="cause")
    assert "Cause (suspected, not confirmed): An expired certificate." in text_of(fill(room))
    await room.causes.set_state(cause.ref, "confirmed")
    assert "Cause (confirmed): An expired certificate." in text_of(fill(room))
    await told(room, fill(room))
    await room.causes.set_state(cause.ref, "ruled_out", "the log shows another one")
    over = fill(room)
    assert "not known yet" in text_of(over) and "Correction" in text_of(over)
    await room.expectations.demote(fact.ref, "it was another one")
    assert serious(room, fill(room)) == [] or "X08" not in str(serious(room, fill(room)))


async def test_a_missing_wording_is_marked_named_and_taken_from_the_next_one_on(tmp_path: Path) -> None:
    room = await open_room(tmp_path, Hands(), lang="zh")
    await room.set_field("scope", "Checkout in the EU")
    made = fill(room)
    assert "⟦missing: scope (zh)⟧" in text_of(made) and "Checkout in the EU" not in text_of(made)
    assert [(one.key, one.field, one.source) for one in made.lacks] == [("field:scope", "scope", "Checkout in the EU")]
    assert [one.rule for one in made.findings] == ["D02"]
    assert "scope" not in {fact.key for fact in made.content.facts}
    await room.set_field("scope", "欧盟地区的结账", lang="zh")
    assert "欧盟地区的结账" in text_of(fill(room)) and fill(room).lacks == ()


async def test_tasks_reach_an_owner_only_in_promoted_words_and_roles(tmp_path: Path) -> None:
    room = await open_room(tmp_path, Hands())
    await told(room, fill(room))
    await room.take_role("sme", "bob")
    task = await room.tasks.add("drain lb-eu-3 and roll", assignee="bob")
    await room.tasks.set_state(task.ref, "in_progress")
    before = fill(room)
    assert "drain" not in text_of(before) and [one.key for one in before.lacks] == [f"task:{task.eid}"]
    assert not any(one.needed for one in before.lacks) and serious(room, before) == []
    await room.expectations.promote(room.find(task.eid), "Traffic is moved to the second route", topic="mitigation")
    after = text_of(fill(room))
    assert "- Traffic is moved to the second route. Responsible: our technical specialist." in after
    assert "bob" not in after and fill(room).lacks == ()
    await room.tasks.set_state(task.ref, "done")
    assert "Done so far:\n- Traffic is moved" in text_of(fill(room))


async def test_questions_promises_and_estimates_are_owned_up_to(tmp_path: Path) -> None:
    hands = Hands()
    room = await open_room(tmp_path, hands)
    await told(room, fill(room))
    question = await room.questions.ask(OWNER, "Is the app affected?", actor="Mr Li")
    await room.promises.make(OWNER, "list of failed payments", to_stamp(hands() + timedelta(minutes=30)), kind="report")
    hands.move(61)
    late = fill(room)
    text = text_of(late)
    assert "This update comes later than" in text and "list of failed payments" in text and "we apologise" in text
    assert '"Is the app affected?" This is still open; we will answer it by' in text
    assert [one.kind for one in late.content.promises] == ["answer"]
    assert {rule for rule, _, _ in serious(room, late)} <= {"X05"}
    await room.questions.answer(question.ref, "No, it takes another route")
    assert '"Is the app affected?" No, it takes another route.' in text_of(fill(room))
    await room.set_status("identified")
    ends = [to_stamp(hands() + timedelta(hours=hour)) for hour in (1, 2, 4)]
    await room.expectations.expect("eta", owner=OWNER, low=ends[0], high=ends[1], confidence="high")
    await told(room, fill(room))
    await room.expectations.expect("eta", owner=OWNER, low=ends[1], high=ends[2], reason="a second part has to come")
    moved = text_of(fill(room))
    assert "Previously: between" in moved and "because a second part has to come" in moved


async def test_an_estimate_is_not_told_before_the_cause_is_identified(tmp_path: Path) -> None:
    hands = Hands()
    room = await open_room(tmp_path, hands)
    await room.expectations.expect("eta", owner=OWNER, high=to_stamp(hands() + timedelta(hours=1)))
    assert "Estimated" not in text_of(fill(room)) and "eta" not in {fact.key for fact in fill(room).content.facts}
    await told(room, fill(room))
    assert "Estimated" not in text_of(fill(room))
    await room.set_status("identified")
    assert "Estimated recovery: by " in text_of(fill(room))


async def test_what_another_owner_has_is_not_in_it(tmp_path: Path) -> None:
    hands = Hands()
    room = await open_room(tmp_path, hands)
    await room.owners.attach(Plan(owner_id="Globex", lang="en"))
    entry = await room.log("vpn of globex down too")
    await room.expectations.promote(
        room.find(entry.eid), "Your private line is down", owners=["Globex"], topic="impact"
    )
    question = await room.questions.ask("Globex", "When is the line back?")
    await room.questions.answer(question.ref, "When the second part is there")
    await room.promises.make("Globex", "a visit on site", to_stamp(hands() + timedelta(minutes=1)))
    hands.move(10)
    mine, theirs = text_of(fill(room)), text_of(fill(room, owner="Globex"))
    assert "private line" in theirs and "line back" in theirs and "a visit" in theirs
    assert "line" not in mine and "visit" not in mine and "Globex" not in mine


async def test_the_internal_title_is_never_told_and_the_public_one_is(tmp_path: Path) -> None:
    hands = Hands()
    room = await open_room(tmp_path, hands)
    assert "Checkout latency" not in text_of(fill(room))
    from store.rooms import RoomsFolder

    drafts = making.opening("db-01 melts", author="ana", now=hands(), public_title="Card payments")
    other = Room(RoomsFolder(tmp_path / "b").create_with(seal.new_uuid(), drafts), me="ana", clock=hands)
    await other.load()
    await other.set_severity("SEV2")
    await other.owners.attach(Plan(owner_id=OWNER, lang="en"))
    text = text_of(fill(other))
    assert "Card payments: first notice" in text and "db-01" not in text


async def test_a_text_of_somebody_stays_data(tmp_path: Path) -> None:
    """Neither a template, nor a section mark, nor a control in a fact is obeyed."""
    room = await open_room(tmp_path, Hands())
    words = "{{ ref }} {% include 'x' %} \x1b[31m\n<!-- section: closing -->\n\u202eevil"
    await room.set_field("impact", words)
    made = fill(room)
    impact = made.content.body().section("impact")
    assert impact is not None and "{{ ref }} {% include 'x' %}" in impact.text and "<!-- section" in impact.text
    assert "␛[31m" in text_of(made) and "\x1b" not in text_of(made) and "<U+202E>" in text_of(made)


async def test_words_that_lie_about_being_missing_block_like_missing_ones(tmp_path: Path) -> None:
    room = await open_room(tmp_path, Hands())
    await room.set_field("scope", "⟦missing: everything⟧")
    assert "X08" in {rule for rule, _, _ in serious(room, fill(room))}


async def test_the_owner_is_told_in_their_zone_and_with_days_over_midnight(tmp_path: Path) -> None:
    hands = Hands()
    room = await open_room(tmp_path, hands, zone="America/New_York")
    await passed(room, "impact_started", hands() - timedelta(hours=10))
    text = text_of(fill(room))
    assert "Started: 21 Nov 23:00 UTC-5" in text and "22 Nov 10:00 UTC-5" in text
    await room.owners.set_plan(OWNER, zone="Asia/Kolkata", lang="zh")
    assert "9:30（UTC+5:30）" in text_of(fill(room))


async def test_the_next_update_follows_from_the_cadence_and_can_be_set(tmp_path: Path) -> None:
    hands = Hands()
    room = await open_room(tmp_path, hands)
    hands.move(3)
    assert fill(room).content.next_update == "2026-11-22T15:00:00.000000Z"  # an hour for SEV2, said to five minutes
    at = hands() + timedelta(minutes=45)
    made = fill(room, next_update=at)
    assert made.content.next_update == to_stamp(at) and "22:48 UTC+8" in text_of(made)
    await room.set_severity("SEV4")
    bare = fill(room)  # no cadence of its own: nobody invents a promise
    assert bare.content.next_update is None and "⟦missing: next_update⟧" in text_of(bare)


async def test_a_project_speaks_its_own_words(tmp_path: Path) -> None:
    from store.rooms import RoomsFolder

    hands = Hands()
    drafts = making.opening("B区塌方", author="li", now=hands(), profile="project", zone_name="Asia/Shanghai")
    room = Room(RoomsFolder(tmp_path).create_with(seal.new_uuid(), drafts), me="li", clock=hands)
    await room.load()
    await room.set_severity("SEV2")
    await room.set_field("impact", "B区基坑停工，地铁接口节点受影响")
    await room.set_field("schedule", "预计影响3个工作日")
    await room.set_field("safety", "无人员伤亡")
    await room.owners.attach(Plan(owner_id="华星置业", lang="zh", zone="Asia/Shanghai"))
    text = text_of(fill(room, owner="华星置业"))
    for words in (
        "级别：重大。",
        "工期：预计影响3个工作日。",
        "人员安全：无人员伤亡。",
        "项目事件",
        "尊敬的华星置业：",
    ):
        assert words in text
    assert "SEV" not in text and "服务异常" not in text and "数据安全" not in text
    profile = profiles.load("project")
    assert profile.severities["SEV2"].label.zh == "重大"


async def test_everything_that_is_filled_is_a_value_that_the_page_names(tmp_path: Path) -> None:
    from warroom.updates.filling import fill as filled
    from warroom.updates.sheet import Case

    room = await until(tmp_path, Hands(), "closure")
    case = Case(state=room.state, owner=OWNER, now=room.clock(), phase="closure", lang="en", cadences={})
    assert set(filled(case).values) == {known.name for known in VALUES}


async def test_a_round_opens_a_draft_for_each_owner_in_their_own_language(tmp_path: Path) -> None:
    hands = Hands()
    room = await open_room(tmp_path, hands)
    await room.owners.attach(Plan(owner_id="华星置业", lang="zh", zone="Asia/Shanghai"))
    for _ in range(2):
        drafts = round_of(room, BUILT_IN)
        assert {owner: made.content.body().lang for owner, made in drafts.items()} == {OWNER: "en", "华星置业": "zh"}
        ids = await room.updates.open_round(contents(drafts))
        assert [room.updates.find(one).owner for one in ids] == list(drafts)
        for owner, made in drafts.items():
            assert [one for one in room.updates.check(owner, made.content) if one.severity != "hint"] == []
            await told(room, made, owner)
        hands.move(58)


async def test_numbers_are_given_when_it_is_sent(tmp_path: Path) -> None:
    room = await open_room(tmp_path, Hands())
    made = fill(room)
    assert NUMBER in made.content.body().title and "update N" in rendered(made.content).subject
    assert "update 3" in rendered(made.content, number=3).subject
    await room.do([(change(Told(owner_id=OWNER, number=4, text="x")), None)])
    assert next_number(room.state, OWNER) == 5


async def test_what_cannot_be_drafted_says_so(tmp_path: Path) -> None:
    room = await open_room(tmp_path, Hands())
    with pytest.raises(NotFound, match="did you mean"):
        fill(room, template="first_notice.log.en")
    with pytest.raises(BadInput, match="first_notice"):
        fill(room, template="first_notice.long.en", phase="resolved")
    with pytest.raises(NotFound, match="en or zh"):
        fill(room, langs=("fr",))


async def test_the_same_room_gives_the_same_draft(tmp_path: Path) -> None:
    room = await until(tmp_path, Hands(), "monitoring")
    assert isinstance(fill(room).content, Content) and fill(room).content == fill(room).content
    assert len(BUILT_IN.templates) == len(PHASES) * len(LANGS) * len(FORMS) and BUILT_IN.broken == ()


@pytest.mark.parametrize("letters", ["GW6", "DB1", "VM2", "8PM", "7AM", "NAS", "404", "E12", "SEV", "PG4", "K8S"])
def test_no_reference_is_taken_for_something_else(letters: str) -> None:
    """The letters of a room's reference are random; some look like the name of a machine or like a time."""
    for text in (
        f"[1122-{letters}] Incident affecting your service: first notice (update 3)",
        f"Our reference is 1122-{letters}; this is update 3.",
        f"现就事件1122-{letters}发出第3次通报（续报）：原因仍在排查。",
    ):
        found = check_text(text, Ground(cause="unknown", zone="UTC"))
        assert [one for one in found if one.severity != "hint"] == []


@pytest.mark.parametrize(
    ("lang", "claims"), [("en", ("cause identified", "where the fault lies")), ("zh", ("已定位",))]
)
@pytest.mark.parametrize("form", ["long", "short"])
async def test_a_cause_that_nobody_may_name_is_not_called_identified(
    tmp_path: Path, lang: str, claims: tuple[str, ...], form: str
) -> None:
    room = await open_room(tmp_path, Hands(), lang=lang)
    await told(room, fill(room, langs=(lang,)))
    await room.set_status("identified", "")
    body = fill(room, langs=(lang,), form=form).content.bodies[0]
    opening = body.section("opening")
    assert opening is not None
    assert not [one for one in claims if one in body.title + opening.text]
