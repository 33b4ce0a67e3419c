"""The state is a pure function of the set of events: any order, any repetition, one at a time or in batches."""

from bisect import bisect_left
from collections import Counter
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warroom.state_histories import (
    DISPUTES,
    EIDS,
    PAYLOADS,
    TIMES,
    Dispute,
    disputes,
    event,
    histories,
    settings_of,
)
from warroom import cadence
from warroom.events import Event, to_document
from warroom.seal import canonical
from warroom.state.conflicts import conflicts
from warroom.state.erasure import blank
from warroom.state.feed import Feed
from warroom.state.room_state import KINDS, RoomState, fold
from warroom.state.snapshot import card, snapshot


def facts(state: RoomState) -> bytes:
    """All that the state says, and the events as it would hand them on."""
    documents = sorted((to_document(one) for one in state.events), key=lambda one: str(one["eid"]))
    return canonical([snapshot(state), card(state, EIDS[0], cadence.DEFAULT), documents])


def in_batches(events: list[Event], sizes: list[int]) -> RoomState:
    state = RoomState()
    at = 0
    for size in sizes:
        state.apply(events[at : at + size])
        at += size
    state.apply(events[at:])
    return state


@settings(max_examples=1000, deadline=None)
@given(history=histories(), data=st.data())
def test_any_order_and_any_repetition_give_the_same_state(history: list[Event], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(history), max_size=4)) if history else []
    shuffled = data.draw(st.permutations(history + again))
    sizes = data.draw(st.lists(st.integers(0, 4), max_size=6))
    wanted = facts(fold(history))
    for feed in (fold(shuffled).timeline, fold(shuffled).discussion):
        assert feed.clock_times == Counter(one.at[11:16] for one in feed)
    assert facts(fold(shuffled)) == wanted
    assert facts(in_batches(shuffled, [1] * len(shuffled))) == wanted
    assert facts(in_batches(shuffled, sizes)) == wanted


@settings(max_examples=300, deadline=None)
@given(history=histories())
def test_folding_what_a_state_hands_on_gives_that_state_again(history: list[Event]) -> None:
    state = fold(history)
    assert facts(fold(state.events)) == facts(state)
    assert [one.stamp for one in state.events] == sorted(one.stamp for one in state.events)
    before = facts(state)
    state.apply(state.events)
    assert state.apply(state.events).added == ()
    assert facts(state) == before


@settings(max_examples=300, deadline=None)
@given(
    history=histories(), moments=st.lists(st.sampled_from([*TIMES, "", "2026-11-22T14:02:30.000000Z", "9"]), max_size=3)
)
def test_the_index_of_a_feed_agrees_with_counting(history: list[Event], moments: list[str]) -> None:
    state = RoomState()
    for one in history:
        state.apply([one])
        for feed in (state.timeline, state.discussion):
            check_index(feed, moments)


def check_index(feed: Feed, moments: list[str]) -> None:
    order = list(feed)
    assert len(feed) == len(order) == len(feed.entries)
    assert {entry.eid for entry in order} == set(feed.entries)
    assert [entry.at for entry in order] == sorted(entry.at for entry in order)
    for index, entry in enumerate(order):
        assert feed.index_of(entry.eid) == index
    assert feed.index_of("not here") is None
    for moment in moments:
        assert feed.index_at(moment) == sum(entry.at < moment for entry in order)
        assert feed.index_at(moment) == bisect_left([entry.at for entry in order], moment)


@settings(max_examples=200, deadline=None)
@given(history=histories())
def test_every_event_is_kept_and_the_unread_are_counted(history: list[Event]) -> None:
    state = fold(history)
    assert len(state) == len({one.eid for one in history})
    assert all(state.event(one.eid) is not None for one in history)
    unknown = {one.eid for one in state.events if one.kind not in KINDS}
    assert sum(count for kind, count in state.unread.items() if kind not in KINDS) == len(unknown)


# -- the conflicts that have a name -----------------------------------------------------------------------------------


@settings(max_examples=400, deadline=None)
@given(history=disputes(), data=st.data())
def test_conflicts_are_the_same_in_any_order(history: list[Event], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(history))
    wanted = facts(fold(history))  # the card in it holds the conflicts' words
    assert facts(fold(shuffled)) == wanted
    assert facts(in_batches(shuffled, [1] * len(shuffled))) == wanted


@pytest.mark.parametrize("dispute", DISPUTES.values(), ids=list(DISPUTES))
def test_a_conflict_is_named_until_somebody_who_saw_both_sides_picks(dispute: Dispute) -> None:
    history = settings_of(dispute)
    sides = history[-2:]
    for kind, payload in dispute.sides:
        bases = [one.eid for one in sides]
        half = event(EIDS[8], kind, {**payload, "bases": bases[:1]}, stamp=(3, "c", 1))
        settled = event(EIDS[9], kind, {**payload, "bases": bases}, stamp=(3, "c", 2))
        for order in permutations(history):
            state = fold(order)
            assert len(conflicts(state)) == 1
            assert card(state, EIDS[0], cadence.DEFAULT)["conflicts"] == conflicts(state)
            state.apply([settled])
            assert conflicts(state) == []
        assert len(conflicts(fold([*history, half]))) == (1 if _says(half) != _says(sides[1]) else 0)
        assert conflicts(fold([settled, *history])) == []


def _says(one: Event) -> Any:
    return one.kind, {name: value for name, value in one.payload.items() if name != "bases"}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_is_generated_of_a_kind_is_of_that_kind(kind: str) -> None:
    """Else the permutations would go over events that no fold takes in."""

    @settings(max_examples=20, deadline=None)
    @given(payload=PAYLOADS[kind])
    def check(payload: dict[str, Any]) -> None:
        assert fold([event(EIDS[5], kind, payload)]).unread == {}

    check()


# -- what a history of a few events must say ------------------------------------------------------------------------


def log(eid: str, text: str, **more: Any) -> Event:
    return event(eid, "timeline.log", {"kind": "observation", "text": text}, **more)


def severity(number: int, value: str, stamp: tuple[int, str, int], *bases: int) -> Event:
    payload = {"severity": value, "bases": [EIDS[base] for base in bases]}
    return event(EIDS[number], "incident.severity_set", payload, stamp=stamp)


def test_severities_set_side_by_side_are_both_shown_until_somebody_names_both() -> None:
    first = severity(0, "SEV3", (1, "a", 1))
    ours = severity(1, "SEV1", (2, "a", 2), 0)
    theirs = severity(2, "SEV2", (2, "b", 1), 0)
    state = fold([first, ours, theirs])
    assert state.incident.severity.conflict == ("SEV1", "SEV2")
    assert state.incident.severity.value == "SEV2"  # provisionally the last in fold order
    assert state.incident.severity.bases == [EIDS[1], EIDS[2]]
    assert conflicts(state) == ["severity: SEV1 or SEV2"]
    state.apply([severity(3, "SEV1", (3, "a", 3), 1)])
    assert state.incident.severity.conflict == ("SEV2", "SEV1")
    state.apply([severity(4, "SEV1", (4, "b", 2), 2, 3)])
    assert state.incident.severity.conflict == ()
    assert state.incident.severity.value == "SEV1"
    assert [one.value for one in state.incident.severity.history] == ["SEV3", "SEV1", "SEV2", "SEV1", "SEV1"]


def test_the_same_value_set_side_by_side_is_no_conflict() -> None:
    state = fold([severity(1, "SEV1", (2, "a", 2)), severity(2, "SEV1", (2, "b", 1))])
    assert state.incident.severity.conflict == ()
    assert len(state.incident.severity.heads) == 2


def test_two_commanders_are_shown_and_an_offer_moves_nothing() -> None:
    taken = [
        event(EIDS[0], "role.taken", {"role": "incident_commander", "actor": "ana"}, stamp=(1, "a", 1)),
        event(EIDS[1], "role.taken", {"role": "incident_commander", "actor": "bob"}, stamp=(1, "b", 1)),
    ]
    offer = {"role": "incident_commander", "actor": "wei", "was": "ana", "accepted": False, "bases": list(EIDS[:2])}
    state = fold([*taken, event(EIDS[2], "role.transferred", offer, stamp=(2, "a", 2))])
    assert conflicts(state) == ["incident commander: ana or bob"]
    state.apply([event(EIDS[3], "role.transferred", {**offer, "accepted": True}, stamp=(3, "a", 3))])
    assert conflicts(state) == []
    assert state.team.holder("incident_commander") == "wei"


def test_two_edits_side_by_side_are_a_conflict_and_the_last_holds() -> None:
    edit = {"target": EIDS[0], "text": "ours"}
    state = fold(
        [
            log(EIDS[0], "first"),
            event(EIDS[1], "timeline.edit", edit, stamp=(2, "a", 2)),
            event(EIDS[2], "timeline.edit", {**edit, "text": "theirs"}, stamp=(2, "b", 1)),
        ]
    )
    entry = state.timeline.entries[EIDS[0]]
    assert (entry.text, entry.versions, entry.conflict) == ("theirs", 3, True)
    settled = {"target": EIDS[0], "text": "both", "bases": [EIDS[1], EIDS[2]]}
    state.apply([event(EIDS[3], "timeline.edit", settled, stamp=(3, "a", 3))])
    assert (entry.text, entry.conflict) == ("both", False)


def test_an_edit_before_its_entry_waits_for_it() -> None:
    edit = event(EIDS[1], "timeline.edit", {"target": EIDS[0], "text": "after"}, stamp=(2, "a", 2))
    state = fold([edit])
    assert len(state.timeline) == 0
    state.apply([log(EIDS[0], "before")])
    assert state.timeline.entries[EIDS[0]].text == "after"


def test_an_event_that_comes_late_takes_its_place_without_a_rebuild() -> None:
    state = fold([log(EIDS[1], "later", stamp=(2, "a", 2), occurred_at=TIMES[3])])
    applied = state.apply([log(EIDS[0], "earlier", stamp=(1, "b", 1), occurred_at=TIMES[1])])
    assert [entry.text for entry in state.timeline] == ["earlier", "later"]
    assert not applied.rebuilt


def test_an_entry_moves_when_its_time_is_edited() -> None:
    state = fold(
        [
            log(EIDS[number], text, stamp=(number + 1, "a", number + 1), occurred_at=TIMES[number])
            for number, text in enumerate("abc")
        ]
    )
    state.apply([event(EIDS[4], "timeline.edit", {"target": EIDS[2], "occurred_at": TIMES[0]}, stamp=(9, "a", 9))])
    assert [entry.text for entry in state.timeline] == ["a", "c", "b"]


def test_a_cloned_folder_gives_two_events_one_stamp_and_both_are_shown() -> None:
    same = [log(EIDS[0], "ours"), log(EIDS[1], "theirs")]
    assert same[0].stamp == same[1].stamp
    assert facts(fold(same)) == facts(fold(reversed(same)))
    state = fold(same)
    for index, entry in enumerate(state.timeline):
        assert state.timeline.index_of(entry.eid) == index


def test_the_lower_copy_of_an_imported_event_wins_in_silence() -> None:
    copies = [log(EIDS[0], "same", stamp=(5, "a", 5)), log(EIDS[0], "same", stamp=(3, "b", 3))]
    for order in (copies, copies[::-1]):
        state = fold(order)
        assert len(state) == 1
        assert state.events[0].stamp == (3, "b", 3)


SECRET = "hunter2"


def secret_history() -> list[Event]:
    return [
        log(EIDS[0], f"the password is {SECRET}", stamp=(1, "a", 1)),
        event(EIDS[1], "timeline.edit", {"target": EIDS[0], "text": f"it was {SECRET}!"}, stamp=(2, "a", 2)),
        event(EIDS[2], "timeline.retract", {"target": EIDS[0], "retracted": True, "reason": SECRET}, stamp=(3, "a", 3)),
        event(EIDS[3], "entry.erased", {"target": EIDS[0], "reason": "a password"}, stamp=(4, "a", 4), author="bob"),
    ]


@given(order=st.permutations(range(4)))
def test_erasing_takes_every_version_of_a_text_away(order: list[int]) -> None:
    history = secret_history()
    state = fold([history[number] for number in order])
    assert SECRET.encode() not in facts(state)
    entry = state.timeline.entries[EIDS[0]]
    assert (entry.text, entry.erased, entry.erased_by, entry.erased_why) == ("", True, "bob", "a password")
    assert entry.retracted


def test_an_erased_copy_wins_over_the_whole_one_even_before_the_erasure_is_here() -> None:
    whole = secret_history()[0]
    erased = blank(whole, EIDS[3])
    for order in ([whole, erased], [erased, whole]):
        state = fold(order)
        assert SECRET.encode() not in facts(state)
        assert state.timeline.entries[EIDS[0]].erased


def test_a_text_that_comes_after_its_erasure_is_not_shown() -> None:
    *texts, erasure = secret_history()
    state = fold([erasure])
    for one in texts:
        added = state.apply([one]).added
        assert [event.eid for event in added] == [one.eid]
        assert SECRET not in str(added)
        assert SECRET.encode() not in facts(state)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_erased_keeps_a_readable_shape(kind: str) -> None:
    """An erased event must stay readable for its kind, else it would count as one of a newer program."""

    @settings(max_examples=25, deadline=None)
    @given(payload=PAYLOADS[kind])
    def check(payload: dict[str, Any]) -> None:
        one = event(EIDS[5], kind, payload)
        whole = fold([one])
        erased = fold([blank(one, EIDS[6])])
        assert erased.unread == whole.unread

    check()


def test_kinds_and_versions_of_a_newer_program_are_kept_and_counted() -> None:
    newer = [
        event(EIDS[0], "future.kind", {"a": 1}),
        event(EIDS[1], "timeline.log", {"kind": "observation", "text": "x"}, v=2, stamp=(2, "a", 2)),
        event(EIDS[2], "timeline.log", {"kind": "guess", "text": "x"}, stamp=(3, "a", 3)),
        log(EIDS[3], "mine", stamp=(4, "a", 4)),
    ]
    state = fold(newer)
    assert state.unread == {"future.kind": 1, "timeline.log": 2}
    assert [entry.text for entry in state.timeline] == ["mine"]
    assert state.events == newer
