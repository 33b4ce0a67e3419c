"""Two people on one draft: what only one of them changed is taken, what both changed differently is shown."""

from itertools import permutations
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warroom.state_histories import EIDS, event
from warroom.events import Event
from warroom.state.kinds import to_payload
from warroom.state.revisions import Body, Content, Draft, NewPromise, Revised, Section
from warroom.state.room_state import fold
from warroom.updates.merging import Place, differences, joined, merge, picked, with_bases

BASE = Content(
    bodies=(
        Body("en", "Update", (Section("impact", "payments fail"), Section("cause", "not known yet"))),
        Body("zh", "通报", (Section("impact", "支付失败"),)),
    ),
    channels=("email",),
)


def saying(content: Content, text: str, field: str = "impact", lang: str = "en") -> Content:
    """``content`` with other words in one section."""
    bodies = []
    for body in content.bodies:
        sections = [msgspec.structs.replace(one, text=text) if one.field == field else one for one in body.sections]
        bodies.append(msgspec.structs.replace(body, sections=tuple(sections)) if body.lang == lang else body)
    return msgspec.structs.replace(content, bodies=tuple(bodies))


def revision(number: int, content: Content, *bases: int, who: str = "ana") -> Event:
    """The revision ``number`` of the draft that number 0 began."""
    said = Revised(
        owner_id="Acme", draft=EIDS[0] if number else "", content=content, bases=[EIDS[one] for one in bases]
    )
    return event(EIDS[number], "update.revision", to_payload(said), stamp=(number + 1, who[0], number + 1), author=who)


def draft_of(*events: Event) -> Draft:
    draft = fold(events).revisions.get(EIDS[0])
    assert draft is not None
    return draft


def test_changes_of_different_sections_join() -> None:
    ours, theirs = saying(BASE, "12 % of payments fail"), saying(BASE, "the certificate expired", "cause")
    merged, conflicts = merge(BASE, ours, theirs)
    assert conflicts == []
    assert merged == saying(ours, "the certificate expired", "cause")
    assert merge(BASE, theirs, ours) == (merged, [])


def test_a_section_changed_differently_by_both_is_a_conflict_and_is_not_mixed() -> None:
    ours, theirs = saying(BASE, "12 % of payments fail"), saying(BASE, "14 % of payments fail")
    merged, conflicts = merge(BASE, ours, theirs, ("ana", "bob"))
    assert merged == theirs
    (conflict,) = conflicts
    assert conflict.place == Place("impact", "en")
    assert (conflict.ours.text, conflict.theirs.text, conflict.base.text) == (
        "12 % of payments fail",
        "14 % of payments fail",
        "payments fail",
    )
    assert conflict.by == ("ana", "bob")


def test_the_same_section_in_two_languages_is_two_parts() -> None:
    ours, theirs = saying(BASE, "12 % fail"), saying(BASE, "12% 支付失败", lang="zh")
    assert merge(BASE, ours, theirs)[1] == []


def test_a_section_taken_out_is_gone_unless_the_other_side_changed_it() -> None:
    body = BASE.bodies[0]
    without = msgspec.structs.replace(
        BASE, bodies=(msgspec.structs.replace(body, sections=body.sections[:1]), BASE.bodies[1])
    )
    merged, conflicts = merge(BASE, without, saying(BASE, "12 % fail"))
    assert (merged.bodies[0].section("cause"), conflicts) == (None, [])
    merged, conflicts = merge(BASE, without, saying(BASE, "the certificate", "cause"))
    assert [one.place for one in conflicts] == [Place("cause", "en")]


def test_other_fields_join_and_lists_take_in_what_each_side_adds() -> None:
    ours = msgspec.structs.replace(BASE, next_update="2026-11-22T15:00:00.000000Z", channels=("email", "wecom"))
    theirs = msgspec.structs.replace(BASE, form="short", channels=("email", "sms"), promises=(NewPromise("report"),))
    merged, conflicts = merge(BASE, ours, theirs)
    assert conflicts == []
    assert merged.next_update == ours.next_update
    assert merged.form == "short"
    assert set(merged.channels) == {"email", "wecom", "sms"}
    assert merged.promises == theirs.promises
    later = msgspec.structs.replace(BASE, next_update="2026-11-22T15:30:00.000000Z")
    assert [one.place for one in merge(BASE, ours, later)[1]] == [Place("next_update")]


def test_a_new_section_keeps_its_place() -> None:
    body = BASE.bodies[0]
    sections = (body.sections[0], Section("scope", "EU"), body.sections[1])
    wider = msgspec.structs.replace(BASE, bodies=(msgspec.structs.replace(body, sections=sections), BASE.bodies[1]))
    merged, _ = merge(BASE, saying(BASE, "12 % fail"), wider)
    assert [one.field for one in merged.bodies[0].sections] == ["impact", "scope", "cause"]
    merged, _ = merge(BASE, wider, saying(BASE, "12 % fail"))
    assert [one.field for one in merged.bodies[0].sections] == ["impact", "scope", "cause"]


def test_a_draft_with_two_heads_reads_as_one_in_any_order_of_arrival() -> None:
    events = [
        revision(0, BASE),
        revision(1, saying(BASE, "12 % fail"), 0),
        revision(2, saying(BASE, "the certificate", "cause"), 0, who="bob"),
    ]
    for order in permutations(events):
        draft = draft_of(*order)
        assert [one.eid for one in draft.heads] == [EIDS[1], EIDS[2]]
        assert draft.disputed
        joint = joined(draft)
        assert joint.is_clean
        assert joint.content == saying(saying(BASE, "12 % fail"), "the certificate", "cause")
        assert joint.bases == (EIDS[1], EIDS[2])
    assert not draft_of(*events, revision(3, joint.content, 1, 2)).disputed


def test_three_heads_and_a_conflict_between_two_of_them() -> None:
    draft = draft_of(
        revision(0, BASE),
        revision(1, saying(BASE, "12 % fail"), 0),
        revision(2, saying(BASE, "the certificate", "cause"), 0, who="bob"),
        revision(3, saying(BASE, "14 % fail"), 0, who="cyd"),
    )
    joint = joined(draft)
    assert [one.place for one in joint.conflicts] == [Place("impact", "en")]
    ours = picked(joint, {Place("impact", "en"): True})
    assert ours.is_clean
    assert ours.content == saying(saying(BASE, "12 % fail"), "the certificate", "cause")
    assert picked(joint, {Place("impact", "en"): False}).content == joint.content
    assert picked(joint, {}) == joint


def test_what_was_written_meanwhile_joins_what_i_save() -> None:
    draft = draft_of(revision(0, BASE), revision(1, saying(BASE, "the certificate", "cause"), 0, who="bob"))
    joint = with_bases(draft, [EIDS[0]], saying(BASE, "12 % fail"), "ana")
    assert joint.is_clean
    assert joint.bases == (EIDS[0], EIDS[1])
    assert joint.content == saying(saying(BASE, "12 % fail"), "the certificate", "cause")
    clash = with_bases(draft, [EIDS[0]], saying(BASE, "unknown", "cause"), "ana")
    assert [one.place for one in clash.conflicts] == [Place("cause", "en")]
    assert with_bases(draft, [EIDS[1]], BASE, "ana").bases == (EIDS[1],)


def test_heads_without_a_common_revision_are_compared_with_nothing() -> None:
    draft = draft_of(revision(0, BASE), revision(2, saying(BASE, "12 % fail"), 1))  # number 1 is not here yet
    joint = joined(draft)
    assert Place("impact", "en") in [one.place for one in joint.conflicts]
    assert Place("cause", "en") not in [one.place for one in joint.conflicts]


def test_differences_name_the_parts() -> None:
    other = msgspec.structs.replace(saying(BASE, "12 % fail"), next_update="2026-11-22T15:00:00.000000Z")
    assert differences(BASE, other) == [Place("next_update"), Place("impact", "en")]
    assert differences(BASE, BASE) == []


_TEXTS = st.sampled_from(["a", "b", "c", ""])
_SECTIONS = st.lists(
    st.builds(Section, st.sampled_from(["impact", "cause", "scope"]), _TEXTS),
    max_size=3,
    unique_by=lambda one: one.field,
)
_CONTENTS = st.builds(
    Content,
    bodies=st.lists(
        st.builds(Body, st.sampled_from(["en", "zh"]), _TEXTS, _SECTIONS.map(tuple)),
        max_size=2,
        unique_by=lambda one: one.lang,
    ).map(tuple),
    next_update=st.sampled_from([None, "2026-11-22T15:00:00.000000Z"]),
    channels=st.lists(st.sampled_from(["email", "sms"]), max_size=2, unique=True).map(tuple),
)


@settings(max_examples=300, deadline=None)
@given(base=_CONTENTS, ours=_CONTENTS, theirs=_CONTENTS)
def test_no_word_of_either_side_is_lost_without_being_shown(base: Content, ours: Content, theirs: Content) -> None:
    merged, conflicts = merge(base, ours, theirs)
    shown = {one.place for one in conflicts}
    for side in (ours, theirs):
        for place in differences(base, side):
            if place.field in ("channels",):
                continue
            assert place in shown or value(merged, place) == value(side, place), place
    assert {one.place for one in merge(base, theirs, ours)[1]} == shown
    assert merge(base, base, theirs)[1] == merge(base, ours, base)[1] == []


def value(content: Content, place: Place) -> Any:
    """What stands at a place."""
    if not place.lang:
        return getattr(content, place.field)
    body = next((one for one in content.bodies if one.lang == place.lang), Body(place.lang))
    return body.title if place.field == "title" else body.section(place.field)


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_one_side_alone_is_taken_as_it_is(side: str) -> None:
    changed = saying(BASE, "12 % fail")
    pair = (changed, BASE) if side == "ours" else (BASE, changed)
    assert merge(BASE, *pair) == (changed, [])
