"""Records fold in any order: fields apart, conflicts shown, nothing of an erased text left."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warroom.live_rooms import Hands
from tests.warroom.state_histories import EIDS, event, payloads
from warroom import cadence
from warroom.events import Event, to_document
from warroom.handover import handover_note
from warroom.seal import canonical
from warroom.state import cause_rules, causes, decisions, risks, tasks
from warroom.state.board import board, by_due, load
from warroom.state.conflicts import conflicts, found
from warroom.state.duty import declines, long_on_duty, notices, offers
from warroom.state.room_state import RoomState, fold
from warroom.state.snapshot import card, snapshot
from warroom.state.task_clock import call_outs
from warroom.state.team import ROLES

RECORDS = {**causes.KINDS, **tasks.KINDS, **risks.KINDS, **decisions.KINDS}
_FEW = EIDS[:4]
_PAYLOADS = payloads(RECORDS)


@st.composite
def _records(draw: st.DrawFn) -> Event:
    kind = draw(st.sampled_from([*_PAYLOADS, "entry.erased"]))
    if kind == "entry.erased" and draw(st.integers(0, 3)):
        kind = "cause.factor"
    payload: dict[str, Any] = {"target": draw(st.sampled_from(_FEW)), "reason": "gone"}
    if kind != "entry.erased":
        payload = draw(_PAYLOADS[kind])
        for name in ("target", "cause", "entry", "answers"):
            if name in payload:
                payload[name] = draw(
                    st.sampled_from(["", *_FEW] if name != "target" or "state_set" not in kind else _FEW)
                )
    return event(
        draw(st.sampled_from(EIDS)),
        kind,
        payload,
        stamp=(draw(st.integers(1, 5)), draw(st.sampled_from("ab")), draw(st.integers(1, 3))),
        author=draw(st.sampled_from(["ana", "bob"])),
    )


def facts(state: RoomState) -> bytes:
    documents = sorted((to_document(one) for one in state.events), key=lambda one: str(one["eid"]))
    return canonical([snapshot(state), card(state, EIDS[0], cadence.DEFAULT), documents])


@settings(max_examples=600, deadline=None)
@given(history=st.lists(_records(), max_size=10), data=st.data())
def test_records_fold_in_any_order(history: list[Event], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(history + history[:3]))
    wanted = fold(history)
    one_by_one = RoomState()
    for one in shuffled:
        one_by_one.apply([one])
    assert facts(fold(shuffled)) == facts(wanted) == facts(one_by_one)


@settings(max_examples=300, deadline=None)
@given(history=st.lists(_records(), max_size=12))
def test_every_view_can_be_drawn_of_any_history(history: list[Event]) -> None:
    state, now = fold(history), Hands().now
    columns = board(state.tasks)
    assert sum(map(len, columns.values())) == len(state.tasks.tasks.standing())
    assert len(by_due(state.tasks, ended=True)) == len(state.tasks.tasks.standing())
    for lang in ("en", "zh"):
        assert handover_note(state, now, ZoneInfo("Asia/Shanghai"), lang)
    assert len(declines(state.team)) + len(offers(state.team)) <= len(ROLES)
    assert all(notices(state.team, "ana", now))
    assert all(conflict.order(side) for conflict in found(state) for side in conflict.sides)
    for hypothesis in [*state.causes.hypotheses, *state.causes.evidence]:
        chain = cause_rules.why_chain(state.causes, hypothesis.eid)
        mine = [one for one in state.causes.whys.standing() if one.now.cause == hypothesis.eid]
        assert sorted(line.why.eid for line in chain) == sorted(one.eid for one in mine)
        cause_rules.balance(cause_rules.evidence_of(state.causes, state.timeline, hypothesis.eid))
    cause_rules.claim(state.causes)
    call_outs(state.tasks, now), load(state.team, state.tasks, now), long_on_duty(state.team, now), offers(state.team)


# -- what a history of a few events must say ------------------------------------------------------------------------


def proposed(number: int, text: str, stamp: tuple[int, str, int] = (1, "a", 1), **more: Any) -> Event:
    return event(EIDS[number], "cause.proposed", {"text": text, **more}, stamp=stamp)


def stated(number: int, state: str, stamp: tuple[int, str, int], *bases: int, target: int = 0, **more: Any) -> Event:
    payload = {"target": EIDS[target], "state": state, "bases": [EIDS[base] for base in bases], **more}
    return event(EIDS[number], "cause.state_set", payload, stamp=stamp)


def test_states_set_side_by_side_are_a_conflict_until_somebody_picks() -> None:
    history = [
        proposed(0, "certificate expired"),
        stated(1, "confirmed", (2, "a", 2), 0),
        stated(2, "ruled_out", (2, "b", 1), 0, reason="it is valid"),
    ]
    state = fold(history)
    one = state.causes.hypotheses.get(EIDS[0])
    assert one is not None
    assert one.conflict("state") == ("confirmed", "ruled_out")
    assert conflicts(state) == ["cause certificate expired: confirmed or ruled out"]
    assert cause_rules.claim(state.causes)[::2] == ("unknown", True)
    state.apply([stated(3, "confirmed", (3, "a", 3), 1, 2)])
    assert conflicts(state) == []
    assert cause_rules.claim(state.causes).state == "confirmed"


def test_two_assignees_are_a_conflict_and_two_fields_are_none() -> None:
    def change(number: int, stamp: tuple[int, str, int], **fields: Any) -> Event:
        payload = {"target": EIDS[0], "sets": list(fields), "bases": [EIDS[0]], **fields}
        return event(EIDS[number], "task.set", payload, stamp=stamp)

    first = event(EIDS[0], "task.set", {"text": "roll back"})
    state = fold([first, change(1, (2, "a", 2), assignee="bob"), change(2, (2, "b", 1), effect="errors stop")])
    task = state.tasks.tasks.get(EIDS[0])
    assert task is not None
    assert (task.now.assignee, task.now.effect, task.conflicts) == ("bob", "errors stop", {})
    state.apply([change(3, (2, "c", 1), assignee="li")])
    assert task.conflict("assignee") == ("bob", "li")
    assert conflicts(state) == ["task roll back, for whom: bob or li"]


def test_primaries_set_side_by_side_are_a_conflict_and_a_later_one_moves_it() -> None:
    def factor(number: int, stamp: tuple[int, str, int], *bases: int) -> Event:
        payload = {"text": f"factor {number}", "primary": True, "bases": [EIDS[base] for base in bases]}
        return event(EIDS[number], "cause.factor", payload, stamp=stamp)

    state = fold([factor(0, (1, "a", 1)), factor(1, (1, "b", 1))])
    assert state.causes.primary_conflict == (EIDS[0], EIDS[1])
    assert conflicts(state) == ["primary factor: factor 0 or factor 1"]
    state.apply([factor(2, (2, "a", 2), 0, 1)])
    assert state.causes.primary_conflict == ()
    assert state.causes.primary_factor == EIDS[2]
    payload = {"target": EIDS[2], "sets": ["withdrawn"], "withdrawn": True}
    state.apply([event(EIDS[3], "cause.factor", payload, stamp=(3, "a", 3))])
    assert state.causes.primary_factor == ""


def test_objections_of_two_stand_both() -> None:
    def objection(number: int, stamp: tuple[int, str, int], words: str) -> Event:
        payload = {"target": EIDS[0], "sets": ["objections"], "objections": [words], "bases": [EIDS[0]]}
        return event(EIDS[number], "decision.made", payload, stamp=stamp)

    made = event(EIDS[0], "decision.made", {"text": "stay on v411", "objections": ["li: cold cache"]})
    state = fold([objection(2, (2, "b", 1), "wei: risky"), objection(1, (2, "a", 2), "bob: too early"), made])
    decision = state.decisions.made.get(EIDS[0])
    assert decision is not None
    assert decision.now.objections == ("li: cold cache", "bob: too early", "wei: risky")
    assert decision.conflicts == {}


SECRET = "hunter2"


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]])
def test_erasing_a_hypothesis_takes_every_version_and_every_reason(order: list[int]) -> None:
    history = [
        proposed(0, f"the password {SECRET} leaked"),
        event(EIDS[1], "cause.proposed", {"target": EIDS[0], "sets": ["text"], "text": SECRET, "title": SECRET}),
        stated(2, "ruled_out", (2, "a", 2), 0, reason=f"{SECRET} is old", title=f"the password {SECRET}"),
        event(EIDS[3], "entry.erased", {"target": EIDS[0], "reason": "a password"}, stamp=(4, "a", 4)),
    ]
    state = fold([history[number] for number in order])
    assert SECRET.encode() not in facts(state)
    one = state.causes.hypotheses.get(EIDS[0])
    assert one is not None and one.erased and one.now.state == "ruled_out"
