"""Drafts, their approvals and tellings fold in any order: what comes before what it names waits for it."""

from itertools import permutations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warroom.state_histories import EIDS, TIMES, event
from tests.warroom.test_owner_fold import NOW, everything
from warroom.events import Event
from warroom.state.kinds import to_payload
from warroom.state.revisions import Approved, Body, Content, Revised, Section, content_digest
from warroom.state.room_state import RoomState, fold
from warroom.state.updates import Told, ToldFact
from warroom.updates.approval import verdict
from warroom.updates.numbering import next_number

FIRST, OURS, THEIRS, JOINED, YES, TOLD, AGAIN, FIXED = EIDS[:8]


def content(text: str, corrects: str = "") -> Content:
    facts = (ToldFact("severity", "SEV1", "SEV1"),)
    return Content(bodies=(Body("en", "", (Section("impact", text, facts),)),), corrects=corrects)


def of_draft(eid: str, number: int, said: Any, who: str = "ana") -> Event:
    kind = {Revised: "update.revision", Approved: "update.approved", Told: "update.told"}[type(said)]
    stamp = (number, who[0], number)
    return event(eid, kind, to_payload(said), stamp=stamp, author=who, recorded_at=TIMES[min(number, 4)])


def history() -> list[Event]:
    """A draft that two people changed, joined, approved, told by two people at once, and corrected."""
    one, other, both = content("12 %"), content("14 %"), content("12 to 14 %")
    said = (ToldFact("severity", "SEV1", "SEV1"),)
    return [
        of_draft(FIRST, 1, Revised(owner_id="Acme", content=content("some"))),
        of_draft(OURS, 2, Revised(owner_id="Acme", draft=FIRST, content=one, bases=[FIRST])),
        of_draft(THEIRS, 2, Revised(owner_id="Acme", draft=FIRST, content=other, bases=[FIRST]), "bob"),
        of_draft(JOINED, 3, Revised(owner_id="Acme", draft=FIRST, content=both, bases=[OURS, THEIRS])),
        of_draft(YES, 4, Approved(draft=FIRST, revision=JOINED, digest=content_digest(both)), "bob"),
        of_draft(TOLD, 5, Told(owner_id="Acme", facts=said, update=FIRST, revision=JOINED, number=1)),
        of_draft(AGAIN, 5, Told(owner_id="Acme", facts=said, update=FIRST, revision=JOINED, number=1), "bob"),
        of_draft(FIXED, 6, Told(owner_id="Acme", facts=(ToldFact("severity", "SEV2"),), corrects=TOLD, number=2)),
    ]


@settings(max_examples=200, deadline=None)
@given(order=st.permutations(history()), again=st.lists(st.sampled_from(history()), max_size=3))
def test_a_whole_life_of_a_draft_folds_in_any_order(order: list[Event], again: list[Event]) -> None:
    wanted = everything(fold(history()))
    assert everything(fold(order + again)) == wanted
    one_by_one = RoomState()
    for one in again + order:
        one_by_one.apply([one])
    assert everything(one_by_one) == wanted


def test_two_heads_stay_two_until_somebody_joins_them() -> None:
    for order in permutations(history()[:3]):
        draft = fold(order).revisions.get(FIRST)
        assert draft is not None
        assert [one.eid for one in draft.heads] == [OURS, THEIRS]
        assert draft.disputed
    draft = fold(history()[:4]).revisions.get(FIRST)
    assert draft is not None
    assert ([one.eid for one in draft.heads], draft.disputed) == ([JOINED], False)


def test_an_approval_waits_for_the_revision_that_it_names() -> None:
    first, *_, joined, yes = history()[:5]
    state = fold([yes])
    assert state.revisions.get(FIRST) is None
    assert state.revisions.drafts == []
    state.apply([first])
    draft = state.revisions.get(FIRST)
    assert draft is not None
    assert verdict(state, draft, NOW).state == "stale"  # of another text, which is not here yet
    state.apply([joined])
    assert [one.who for one in verdict(state, draft, NOW).by] == ["bob"]


def test_a_draft_begins_with_its_first_revision_and_belongs_to_that_owner() -> None:
    events = history()[:3]
    state = fold(events[1:])
    assert (state.revisions.get(FIRST), state.revisions.drafts, state.revisions.of("Acme")) == (None, [], [])
    stray = of_draft(EIDS[8], 2, Revised(owner_id="City", draft=FIRST, content=content("x"), bases=[FIRST]), "cyd")
    draft = fold([*events, stray]).revisions.get(FIRST)
    assert draft is not None
    assert draft.owner == "Acme"


def test_two_people_who_told_it_both_are_both_kept_and_one_carries_it() -> None:
    state = fold(history())
    assert [one.said.number for one in state.updates.told("Acme")] == [1, 1, 2]
    carried = state.updates.carried(FIRST)
    assert carried is not None
    assert carried.eid == TOLD
    assert next_number(state, "Acme") == 3
    assert [one.eid for one in state.updates.corrections(TOLD)] == [FIXED]
    assert state.updates.known("Acme")["severity"].fact.was == "SEV2"


def test_heads_that_say_the_same_are_no_dispute() -> None:
    twice = [
        of_draft(OURS, 2, Revised(owner_id="Acme", draft=FIRST, content=content("12 %"), bases=[FIRST])),
        of_draft(THEIRS, 2, Revised(owner_id="Acme", draft=FIRST, content=content("12 %"), bases=[FIRST]), "bob"),
    ]
    draft = fold([history()[0], *twice]).revisions.get(FIRST)
    assert draft is not None
    assert (len(draft.heads), draft.disputed) == (2, False)


def test_revisions_that_name_each_other_in_a_circle_end_nowhere() -> None:
    circle = [
        of_draft(OURS, 2, Revised(owner_id="Acme", draft=FIRST, content=content("a"), bases=[THEIRS])),
        of_draft(THEIRS, 3, Revised(owner_id="Acme", draft=FIRST, content=content("b"), bases=[OURS])),
    ]
    first = of_draft(FIRST, 1, Revised(owner_id="Acme", content=content("c"), bases=[THEIRS]))
    draft = fold([*circle, first]).revisions.get(FIRST)
    assert draft is not None
    assert draft.ancestry(THEIRS) == {OURS, THEIRS}
    assert draft.heads
