"""A person is never a cause; what may be said of the cause; the chain of whys."""

import pytest

from tests.warroom.state_histories import EIDS, event
from warroom.events import Event
from warroom.state.cause_rules import (
    balance,
    claim,
    ends_of,
    evidence_of,
    person_as_cause,
    read_confidence,
    why_chain,
)
from warroom.state.room_state import RoomState, fold

PEOPLE = ("ana", "bob", "Robert Li", "李工", "王 伟")


@pytest.mark.parametrize(
    "text",
    [
        "bob", "@bob", "Bob.", "＠bob", "@whoever", "bob and ana", "@bob, @li", "Robert  Li", "bob's fault",
        "Bob’s mistake", "bob broke it", "ana + bob", "李工", "@李工", "李工的错", "李工和bob", "李工的失误。", "(bob)",
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
        "李工没有权限说明文档",
        "no alert on expiry", "@payments-api timed out", "", "...", "cache and queue", "证书的问题",
    ],
)  # fmt: skip
def test_what_happened_may_name_people(text: str) -> None:
    assert person_as_cause(text, PEOPLE) == ""


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
