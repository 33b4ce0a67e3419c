"""The owner side folds in any order; promises in conflict are shown; not told is emptied by telling."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warroom.state_histories import EIDS, TIMES, event, payloads
from warroom import cadence
from warroom.countdowns import due
from warroom.events import Event, to_document
from warroom.seal import canonical
from warroom.state import (
    causes,
    commitments,
    expectations,
    incident,
    owners,
    questions,
    revisions,
    tasks,
    timeline,
    updates,
)
from warroom.state.conflicts import conflicts
from warroom.state.kinds import to_payload
from warroom.state.promises import promises, score
from warroom.state.room_state import RoomState, fold
from warroom.state.snapshot import card, snapshot
from warroom.state.updates import Told
from warroom.updates.approval import verdict
from warroom.updates.facts import facts
from warroom.updates.merging import joined
from warroom.updates.not_told import as_told, not_told
from warroom.updates.numbering import next_number
from warroom.updates.phase import phase_of

OWN = {
    **owners.KINDS, **questions.KINDS, **commitments.KINDS, **expectations.KINDS, **updates.KINDS, **revisions.KINDS,
}  # fmt: skip
BESIDE = {
    name: kind
    for name, kind in {**incident.KINDS, **causes.KINDS, **tasks.KINDS, **timeline.KINDS}.items()
    if name not in ("entry.erased", "incident.reported_figure", "incident.attached")
}
_PAYLOADS = payloads({**OWN, **BESIDE})
_FEW = EIDS[:4]
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


@st.composite
def _events(draw: st.DrawFn) -> Event:
    kind = draw(st.sampled_from([*OWN, *OWN, *BESIDE, "entry.erased"]))
    payload: dict[str, Any] = {"target": draw(st.sampled_from(_FEW)), "reason": "gone"}
    if kind != "entry.erased":
        payload = draw(_PAYLOADS[kind])
        if kind == "update.revision":
            payload["draft"] = draw(st.sampled_from(["", "", *_FEW]))
        elif "draft" in payload:
            payload["draft"] = draw(st.sampled_from(_FEW))
        if "update" in payload and kind == "update.told":
            payload["update"] = draw(st.sampled_from(["", *_FEW]))
        if "target" in payload:
            free = kind in ("commitment.made", "question.asked", "owner_fact.set", "remedy.set")
            payload["target"] = draw(st.sampled_from(["", "", *_FEW] if free else _FEW))
    return event(
        draw(st.sampled_from(EIDS)),
        kind,
        payload,
        stamp=(draw(st.integers(1, 5)), draw(st.sampled_from("ab")), draw(st.integers(1, 3))),
        author=draw(st.sampled_from(["ana", "bob"])),
        recorded_at=draw(st.sampled_from(TIMES)),
        occurred_at=draw(st.sampled_from([None, *TIMES])),
    )


def everything(state: RoomState) -> bytes:
    """State, and all that is computed from it."""
    documents = sorted((to_document(one) for one in state.events), key=lambda one: str(one["eid"]))
    computed = [
        [
            [str(one) for one in not_told(state, owner, NOW, lang)]
            for owner in ("Acme", "City")
            for lang in ("en", "zh")
        ],
        [str(one) for one in due(state, NOW)],
        [str(one[1:]) for one in promises(state.commitments, state.updates, NOW)],
        [str(score(state.commitments, state.updates, NOW, owner)) for owner in ("Acme", "City")],
        [[phase_of(state, owner), next_number(state, owner)] for owner in ("Acme", "City")],
        [
            [one.eid, one.disputed, one.discarded, str(joined(one)), str(verdict(state, one, NOW)[2:])]
            for one in state.revisions.drafts
        ],
        [
            [row.key, row.state, row.attempt, row.tries, row.parts, row.held, row.reached, str(row.queued)]
            + [one.event.eid for one in (row.deciding, row.last_answer) if one is not None]
            for row in state.deliveries
        ],
        [
            [one, state.deliveries.out(one), state.deliveries.number(one), state.deliveries.arrived(one)]
            + [row.key for row in state.deliveries.of(one)]
            for one in ("", *EIDS[:3])
        ],
        [
            [one.eid, [correction.eid for correction in state.updates.corrections(one.eid)]]
            for owner in ("Acme", "City")
            for one in state.updates.told(owner)
        ],
    ]
    return canonical([snapshot(state), card(state, EIDS[0], cadence.DEFAULT), documents, computed])


@settings(max_examples=150, deadline=None)
@given(history=st.lists(_events(), max_size=12), data=st.data())
def test_the_owner_side_folds_in_any_order(history: list[Event], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(history + history[:3]))
    wanted = everything(fold(history))
    assert everything(fold(shuffled)) == wanted
    one_by_one = RoomState()
    for one in shuffled:
        one_by_one.apply([one])
    assert everything(one_by_one) == wanted


def telling(state: RoomState, owner: str, number: int = 90) -> Event:
    """The event by which an owner is told everything that they did not know."""
    heard = Told(owner_id=owner, facts=tuple(as_told(one.fact) for one in not_told(state, owner, NOW)))
    eid = EIDS[0][:-4] + f"{number:04x}"
    at = "2026-11-22T14:59:00.000000Z"
    return event(eid, "update.told", to_payload(heard), stamp=(50 + number, "c", number), recorded_at=at)


@settings(max_examples=150, deadline=None)
@given(history=st.lists(_events(), max_size=12, unique_by=lambda one: one.eid))
def test_telling_everything_leaves_nothing_untold_and_only_for_that_owner(history: list[Event]) -> None:
    state = fold(history)
    other = [str(one) for one in not_told(state, "City", NOW)]
    state.apply([telling(state, "Acme")])
    assert not_told(state, "Acme", NOW) == []
    assert [str(one) for one in not_told(state, "City", NOW)] == other


@settings(max_examples=150, deadline=None)
@given(history=st.lists(_events(), max_size=8), later=st.lists(_events(), max_size=8))
def test_what_was_told_otherwise_is_never_merely_new(history: list[Event], later: list[Event]) -> None:
    state = fold(history)
    state.apply([telling(state, "Acme")])
    state.apply([msgspec.structs.replace(one, lam=one.lam + 200) for one in later])
    known = state.updates.known("Acme")
    for one in not_told(state, "Acme", NOW):
        told = known.get(one.fact.key)
        assert one.fact in facts(state, "Acme", NOW, state.owners.plan("Acme").lang or "en")
        if told is not None and told.fact.was:
            assert one.how != "new"
            assert one.last == told
        if not one.fact.value:
            assert one.how == "contradicted"
        assert one.age >= timedelta()


def made(number: int, lam: int, **fields: Any) -> Event:
    return event(
        EIDS[number], "commitment.made", {"text": "report", "owner_id": "Acme", **fields}, stamp=(lam, "a", lam)
    )


def test_two_times_for_one_promise_are_a_shown_conflict_until_somebody_picks() -> None:
    promise = made(0, 1, kind="report", due=TIMES[3])
    ours = event(
        EIDS[1], "commitment.moved", {"target": EIDS[0], "due": TIMES[4], "bases": [EIDS[0]]}, stamp=(2, "a", 2)
    )
    theirs = event(
        EIDS[2],
        "commitment.moved",
        {"target": EIDS[0], "due": "2026-11-22T16:00:00.000000Z", "bases": [EIDS[0]]},
        stamp=(2, "b", 1),
    )
    for order in ([promise, ours, theirs], [theirs, ours, promise]):
        state = fold(order)
        assert conflicts(state) == ["promise to Acme, report: 2026-11-22 14:04 UTC or 2026-11-22 16:00 UTC"]
        [one] = promises(state.commitments, state.updates, NOW)
        assert one.due == datetime(2026, 11, 22, 14, 4, tzinfo=UTC)  # the clock runs for the earlier one
    picked = {"target": EIDS[0], "due": "2026-11-22T16:00:00.000000Z", "bases": [EIDS[1], EIDS[2]]}
    state.apply([event(EIDS[3], "commitment.moved", picked, stamp=(3, "a", 3))])
    assert conflicts(state) == []


def test_kept_and_broken_side_by_side_are_shown_and_count_as_broken() -> None:
    state = fold(
        [
            made(0, 1, due=TIMES[4]),
            event(EIDS[1], "commitment.kept", {"target": EIDS[0], "bases": [EIDS[0]]}, stamp=(2, "a", 2)),
            event(EIDS[2], "commitment.broken", {"target": EIDS[0], "bases": [EIDS[0]]}, stamp=(2, "b", 1)),
        ]
    )
    assert conflicts(state) == ["promise to Acme, report: kept or broken"]
    assert promises(state.commitments, state.updates, NOW)[0].standing == "broken"


def test_erasing_a_message_takes_its_words_from_thread_and_snapshot() -> None:
    said = {"owner_id": "Acme", "direction": "in", "text": "the password is hunter2", "actor": "Mr Li"}
    state = fold(
        [
            event(EIDS[0], "owner.message", said),
            event(EIDS[1], "entry.erased", {"target": EIDS[0], "reason": "secret"}, stamp=(2, "a", 2)),
        ]
    )
    assert b"hunter2" not in everything(state)
    [entry] = state.owners.threads["Acme"]
    assert entry.erased


def test_a_promoted_fact_says_when_its_source_changed() -> None:
    entry = event(EIDS[0], "timeline.log", {"kind": "observation", "text": "one disk"}, stamp=(1, "a", 1))
    fact = {"text": "A disk is full", "entry": EIDS[0], "owners": ["Acme"], "topic": "cause"}
    state = fold([entry, event(EIDS[1], "owner_fact.set", fact, stamp=(2, "a", 2))])
    record = state.expectations.facts.named(EIDS[1])
    assert expectations.source_changed(record.now, state.timeline.entries[EIDS[0]]) == ""
    state.apply([telling(state, "Acme")])
    state.apply([event(EIDS[2], "timeline.edit", {"target": EIDS[0], "text": "two disks"}, stamp=(200, "a", 3))])
    assert expectations.source_changed(record.now, state.timeline.entries[EIDS[0]]) == "edited"
    assert [(one.how, one.fact.text) for one in not_told(state, "Acme", NOW)] == [("contradicted", "A disk is full")]
    state.apply([event(EIDS[3], "timeline.retract", {"target": EIDS[0], "retracted": True}, stamp=(201, "a", 4))])
    assert expectations.source_changed(record.now, state.timeline.entries[EIDS[0]]) == "retracted"
