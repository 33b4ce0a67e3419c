"""A person is never a cause; what may be said of the cause; the chain of whys."""

from pathlib import Path

import pytest

from tests.warroom.live_rooms import Hands, new_room
from tests.warroom.state_histories import EIDS, event
from warroom.errors import BadInput
from warroom.events import Event
from warroom.state.blame import person_as_cause
from warroom.state.cause_rules import (
    balance,
    claim,
    ends_of,
    evidence_of,
    read_confidence,
    why_chain,
)
from warroom.state.owners import Contact, Plan
from warroom.state.room_state import RoomState, fold

PEOPLE = ("ana", "bob", "Robert Li", "李工", "王 伟")


@pytest.mark.parametrize(
    "text",
    [
        "bob", "@bob", "Bob.", "＠bob", "@whoever", "bob and ana", "@bob, @li", "Robert  Li", "bob's fault",
        "Bob’s mistake", "bob broke it", "ana + bob", "李工", "@李工", "李工的错", "李工和bob", "李工的失误。",
        "(bob)", "human error", "Human error.", "a simple human error during the deploy", "operator error",
        "Operator mistake", "user error", "ｈｕｍａｎ　ｅｒｒｏｒ", "it was human error, not the network",
        "caused by human error", "it was bob", "It was Bob.", "that was @whoever again", "it's bob",
        "bob made a mistake", "Bob made a big mistake", "Robert made an error in the config", "ｂｏｂ made a mistake",
        "somebody made a mistake", "the operator forgot it", "the new intern messed up",
        "the intern forgot to renew it", "bob forgot to renew the certificate", "bob did this",
        "bob messed up the config", "bob was careless", "bob is to blame", "bob caused the outage", "blame bob",
        "caused by bob", "due to ana and bob", "because of Robert Li.", "bob's typo in the config", "their mistake",
        "bob did not check the backup", "it was not the network, it was bob", "bob broke the build",
        "they screwed up", "误操作", "人为失误", "人为原因", "操作失误。", "某某的失误", "运维误操作",
        "工程师误操作导致宕机", "施工人员操作不当", "李工误操作", "李工忘了续期", "是李工干的", "就是李工的错",
        "都怪bob", "因为李工", "王 伟搞错了配置", "bob的失误导致中断", "人为因素造成", "李工的疏忽造成停机",
        "有人手滑", "实习生弄错了参数", "（李工的失误）", "李工，操作失误！",
    ],
)  # fmt: skip
def test_a_person_is_never_a_cause(text: str) -> None:
    chinese = any("\u4e00" <= letter <= "\u9fff" for letter in text)
    wanted = "人不是原因：请写" if chinese else "never a cause: write what made it possible"
    assert wanted in person_as_cause(text, PEOPLE)


@pytest.mark.parametrize(
    "text",
    [
        "bob could push without review", "the certificate expired", "bobsled firmware", "证书过期",
        "李工没有权限说明文档", "no alert on expiry", "@payments-api timed out", "", "...", "cache and queue",
        "证书的问题", "bob's deploy script", "bob's deploy script broke the build", "it was bob's deploy script",
        "bob's error handler",
        "the rollback that bob did at 14:02", "bob rolled v411 out", "bobcat made a mistake", "user error rate rose",
        "user errors 500 in the EU", "the kubernetes operator error loop", "the manual has errors in step 4",
        "human error was possible: nothing asked for confirmation", "bob did not get an alert", "bob had no access",
        "the runbook made it easy to mix up staging and production",
        "operator error: the console lacked a second look", "the script forgot to close its handles",
        "the parser made a mistake", "it was DNS", "it was the certificate", "caused by bob's old cron job",
        "due to a full disk", "because of the deploy by bob at 14:00", "an error in v411",
        "the contractor portal timed out", "they could not reach the site", "somebody could deploy without review",
        "没有防误操作的确认", "界面容易引起误操作", "自动化脚本误操作", "断路器误操作", "非人为原因", "操作手册不清",
        "李工的部署脚本", "李工的变更没有复核", "李工误操作：控制台没有二次确认", "人员权限过大", "测试环境的问题",
        "开发分支的错误配置", "误删保护缺失", "李工的脚本出错", "是李工的脚本", "因为李工的旧脚本", "运维平台的问题",
    ],
)  # fmt: skip
def test_what_happened_may_name_people(text: str) -> None:
    assert person_as_cause(text, PEOPLE) == ""


async def test_an_owners_person_is_no_cause_either_and_neither_is_one_by_another_way(tmp_path: Path) -> None:
    room = await new_room(tmp_path, Hands())
    await room.owners.attach(Plan(owner_id="Acme", contacts=(Contact("Wang Fang"),)))
    kept = await room.causes.propose("the valve was not labelled")
    for act in (
        room.causes.propose("Wang Fang made a mistake"),
        room.causes.edit(kept.ref, text="it was Wang Fang"),
        room.causes.why(kept.ref, "Wang forgot it"),
        room.causes.factor("contributing", "人为失误"),
    ):
        with pytest.raises(BadInput, match=r"never a cause|人不是原因"):
            await act
    assert [one.now.text for one in room.state.causes.hypotheses] == ["the valve was not labelled"]


@pytest.mark.parametrize(
    ("typed", "percent"),
    [("70", 70), ("70%", 70), ("70 ％", 70), ("high", 75), ("低", 25), ("Medium", 50), ("101", None),
     ("-1", None), ("x", None), ("", None)],
)  # fmt: skip
def test_confidence(typed: str, percent: int | None) -> None:
    assert read_confidence(typed) == percent


def hypothesis(number: int, state: str = "open", withdrawn: bool = False) -> Event:
    payload = {"text": f"cause {number}", "state": state, "withdrawn": withdrawn}
    return event(EIDS[number], "cause.proposed", payload, stamp=(number + 1, "a", number + 1))


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ([], "unknown"),
        (["open"], "unknown"),
        (["ruled_out", "open"], "unknown"),
        (["testing", "open"], "suspected"),
        (["testing", "confirmed", "ruled_out"], "confirmed"),
    ],
)
def test_what_may_be_said_follows_from_the_strongest(states: list[str], said: str) -> None:
    state = fold([hypothesis(number, one) for number, one in enumerate(states)])
    found = claim(state.causes)
    assert found.state == said
    strongest = {"suspected": "testing", "confirmed": "confirmed"}.get(said)
    assert [one.now.state for one in found.may_name] == [one for one in states if one == strongest]


def test_a_withdrawn_cause_is_not_said_and_labels_are_in_two_languages() -> None:
    found = claim(fold([hypothesis(0, "confirmed", withdrawn=True)]).causes)
    assert (found.state, found.may_name, found.label("zh")) == ("unknown", (), "原因待查")
    assert claim(fold([hypothesis(0, "testing")]).causes).label("zh") == "初步判断"
    assert claim(fold([hypothesis(0, "confirmed")]).causes).label() == "confirmed"


def why(number: int, answers: int | None, withdrawn: bool = False) -> Event:
    payload = {
        "text": f"why {number}",
        "cause": EIDS[0],
        "answers": "" if answers is None else EIDS[answers],
        "withdrawn": withdrawn,
    }
    return event(EIDS[number], "cause.why", payload, stamp=(number + 1, "a", number + 1))


def drawn(state: RoomState) -> list[tuple[str, int, bool]]:
    return [(line.why.now.text[4:], line.depth, line.branches) for line in why_chain(state.causes, EIDS[0])]


def test_each_why_stands_beneath_the_one_it_answers_and_branches_are_shown() -> None:
    state = fold([hypothesis(0), why(1, None), why(2, 1), why(3, 2), why(4, 2)])
    assert drawn(state) == [("1", 0, False), ("2", 1, False), ("3", 2, True), ("4", 2, True)]
    assert [one.now.text for one in ends_of(why_chain(state.causes, EIDS[0]))] == ["why 3", "why 4"]


def test_a_withdrawn_why_hands_its_answers_upwards() -> None:
    state = fold([hypothesis(0), why(1, None), why(2, 1, withdrawn=True), why(3, 2)])
    assert drawn(state) == [("1", 0, False), ("3", 1, False)]


def test_whys_that_answer_each_other_are_all_shown() -> None:
    state = fold([hypothesis(0), why(1, 2), why(2, 1), why(3, 1)])
    assert sorted(drawn(state)) == [("1", 0, True), ("2", 0, True), ("3", 1, False)]


def test_evidence_counts_while_its_entry_stands() -> None:
    def evidence(number: int, entry: int, side: str) -> Event:
        payload = {"cause": EIDS[0], "entry": EIDS[entry], "side": side}
        return event(EIDS[number], "cause.evidence", payload, stamp=(number + 1, "a", number + 1))

    log = event(EIDS[1], "timeline.log", {"kind": "observation", "text": "expired at 13:48"})
    history = [hypothesis(0), log, evidence(2, 1, "for"), evidence(3, 1, "against"), evidence(4, 7, "for")]
    state = fold(history)
    assert balance(evidence_of(state.causes, state.timeline, EIDS[0])) == (1, 1)
    state.apply([event(EIDS[5], "timeline.retract", {"target": EIDS[1], "retracted": True}, stamp=(9, "a", 9))])
    pieces = evidence_of(state.causes, state.timeline, EIDS[0])
    assert (len(pieces), balance(pieces)) == (3, (0, 0))
