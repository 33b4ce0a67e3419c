"""Who may release an update, and what voids it: by the owner's plan, how bad it is, who is there, what has changed."""

from pathlib import Path

import msgspec
import pytest

from tests.warroom.live_rooms import Hands
from tests.warroom.updating import at_the_desk_of, draft_of, room_with_owner, saying
from warroom.errors import BadInput, WarroomError
from warroom.room import Room
from warroom.state.incident import Severity
from warroom.state.owners import Approval
from warroom.state.revisions import Draft, Ignored
from warroom.state.room_state import fold
from warroom.updates.approval import author_of


@pytest.fixture
def hands() -> Hands:
    return Hands()


async def ready(folder: Path, hands: Hands, severity: Severity = "SEV1", **plan: str) -> tuple[Room, Draft]:
    """A room and a draft by ana that passes the check."""
    room = await room_with_owner(folder, hands, **plan)
    if severity != "SEV1":
        await room.set_severity(severity)
    (eid,) = await room.updates.open_round({"Acme": draft_of(room, status=f"We are investigating this {severity}.")})
    return room, room.updates.find(eid)


async def commander(room: Room, name: str) -> None:
    """Make somebody the commander."""
    await room.hand_over("incident_commander", name, "take over", accepted=True)


# -- who ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "severity", "author_is_commander", "by", "enough"),
    [
        ("", "SEV1", False, ["wei"], True),
        ("", "SEV2", False, ["wei"], True),
        ("", "SEV1", False, ["bob"], False),
        ("", "SEV1", False, ["bob", "wei"], True),
        ("", "SEV1", True, ["bob"], True),  # who commands wrote it: the second pair of eyes is anybody else's
        ("", "SEV3", False, ["ana"], True),
        ("commander", "SEV4", False, ["bob"], False),
        ("commander", "SEV4", False, ["wei"], True),
        ("commander", "SEV4", True, ["ana"], True),
        ("commander", "SEV1", True, ["bob"], True),
        ("second", "SEV5", False, ["bob"], True),
        ("second", "SEV1", False, ["bob"], True),
        ("self", "SEV1", False, ["ana"], True),
        ("legal", "SEV1", False, ["wei"], False),
        ("legal", "SEV4", False, ["wei"], False),
    ],
)
async def test_whose_word_it_takes(
    tmp_path: Path,
    hands: Hands,
    policy: Approval,
    severity: Severity,
    author_is_commander: bool,
    by: list[str],
    enough: bool,
) -> None:
    room, draft = await ready(tmp_path, hands, severity, approval=policy)
    if author_is_commander:
        await commander(room, "ana")
    for name in by:
        await room.updates.approve(draft.eid, by=name, via="spoken")
    verdict = room.updates.verdict(draft.eid)
    assert verdict.may_go == enough
    assert verdict.state == ("approved" if enough else "waiting")
    assert bool(verdict.missing) != enough


@pytest.mark.parametrize(
    ("policy", "severity"), [("", "SEV1"), ("second", "SEV5"), ("legal", "SEV4"), ("commander", "SEV2")]
)
async def test_the_author_alone_is_refused(tmp_path: Path, hands: Hands, policy: Approval, severity: Severity) -> None:
    room, draft = await ready(tmp_path, hands, severity, approval=policy)
    with pytest.raises(WarroomError, match="ana wrote it, so wei has to approve it"):
        await room.updates.approve(draft.eid)
    assert draft.releases == []


async def test_the_legal_side_is_asked_where_the_plan_says_so(tmp_path: Path, hands: Hands) -> None:
    room, draft = await ready(tmp_path, hands, approval="legal")
    await room.updates.approve(draft.eid, by="wei", via="spoken")
    assert room.updates.verdict(draft.eid).missing == ("the legal or commercial side",)
    await room.updates.approve(draft.eid, by="lena", via="spoken", legal=True)
    assert room.updates.verdict(draft.eid).may_go


async def test_an_approval_said_aloud_keeps_who_said_it_and_who_typed_it(tmp_path: Path, hands: Hands) -> None:
    room, draft = await ready(tmp_path, hands)
    event = await room.updates.approve(draft.eid, by="Wei", via="spoken")
    assert (event.author, event.payload["actor"], event.payload["via"]) == ("ana", "Wei", "spoken")
    (line,) = [one for one in room.state.timeline if one.eid == event.eid]
    assert (line.text, line.actor) == ("draft approved", "Wei")
    with pytest.raises(WarroomError, match="wei approved it already"):
        await room.updates.approve(draft.eid, by="wei")


async def test_who_edits_it_is_its_author_then(tmp_path: Path, hands: Hands) -> None:
    room, draft = await ready(tmp_path, hands)
    wei = await at_the_desk_of(room, tmp_path, hands, "wei")
    await wei.updates.write(draft.eid, "scope", "en", "Card payments in the EU alone.")
    with pytest.raises(WarroomError, match="wei wrote it, so somebody else has to approve it"):
        await wei.updates.approve(draft.eid)
    await wei.updates.approve(draft.eid, by="ana", via="spoken")
    assert wei.updates.verdict(draft.eid).may_go


async def test_alone_in_the_room_takes_a_reason_and_stays_visible(tmp_path: Path, hands: Hands) -> None:
    room, draft = await ready(tmp_path, hands)
    with pytest.raises(WarroomError, match="you are not alone: ask wei"):
        await room.updates.approve(draft.eid, alone=True, reason="night")
    await commander(room, "ana")
    await room.come(["bob"])
    with pytest.raises(WarroomError, match="you are not alone: ask bob"):
        await room.updates.approve(draft.eid, alone=True, reason="night")
    await room.leave(["bob"])
    with pytest.raises(BadInput, match="why can nobody else look at it"):
        await room.updates.approve(draft.eid, alone=True)
    event = await room.updates.approve(draft.eid, alone=True, reason="nobody else is awake")
    verdict = room.updates.verdict(draft.eid)
    assert (verdict.state, verdict.flags) == ("approved", ("alone",))
    assert [one.text for one in room.state.timeline if one.eid == event.eid] == [
        "draft approved (alone): nobody else is awake"
    ]
    await room.updates.tell(draft.eid)
    assert room.updates.verdict(draft.eid).flags == ("alone",)


async def test_break_glass_is_for_a_first_notice_within_its_interval(tmp_path: Path, hands: Hands) -> None:
    room, draft = await ready(tmp_path, hands)
    hands.move(14)
    await room.updates.approve(draft.eid, break_glass=True)
    assert (room.updates.verdict(draft.eid).state, room.updates.verdict(draft.eid).flags) == (
        "approved",
        ("break-glass",),
    )
    await room.updates.unapprove(draft.eid, "too early")
    assert room.updates.verdict(draft.eid).state == "unapproved"
    hands.move(2)  # SEV1: 15 minutes from the declaration
    with pytest.raises(WarroomError, match="only a first notice within its interval"):
        await room.updates.approve(draft.eid, break_glass=True)
    other = await room.updates.begin("Acme", draft_of(room, phase="investigating"))
    with pytest.raises(WarroomError, match="only a first notice within its interval"):
        await room.updates.approve(other.eid, break_glass=True)


async def test_what_blocks_is_overridden_by_a_second_person_with_a_reason_alone(tmp_path: Path, hands: Hands) -> None:
    room, draft = await ready(tmp_path, hands)
    await room.updates.write(draft.eid, "cause", "en", "The failure was caused by a full disk.")
    with pytest.raises(WarroomError, match=r"C02 .*; mend the text, or let a second person override it with a reason"):
        await room.updates.approve(draft.eid, by="wei", via="spoken")
    with pytest.raises(WarroomError, match="ana wrote it: somebody else has to let C02 pass"):
        await room.updates.approve(draft.eid, overrides=["C02"], reason="sure", alone=True)
    with pytest.raises(BadInput, match="why may C02 pass"):
        await room.updates.approve(draft.eid, by="wei", via="spoken", overrides=["c02"])
    await room.updates.approve(draft.eid, by="wei", via="spoken", overrides=["c02", "S01"], reason="seen by three")
    verdict = room.updates.verdict(draft.eid)
    assert verdict.may_go
    assert verdict.flags == ("in spite of C02",)  # S01 doesn't fire, so nothing was let pass
    await room.updates.tell(draft.eid)


async def test_legal_words_go_past_a_second_person_whatever_the_plan(tmp_path: Path, hands: Hands) -> None:
    room, draft = await ready(tmp_path, hands, "SEV4", approval="self")
    await room.updates.write(draft.eid, "apology", "en", "We are liable for it, and sorry; it is our responsibility.")
    assert "C11" in {one.rule for one in draft.head.said.findings}
    with pytest.raises(WarroomError, match="ana wrote it"):
        await room.updates.approve(draft.eid)
    await room.updates.approve(draft.eid, by="bob", via="spoken")
    assert room.updates.verdict(draft.eid).may_go


# -- what voids it -----------------------------------------------------------------------------------------------------


async def approved(folder: Path, hands: Hands) -> tuple[Room, Draft]:
    room, draft = await ready(folder, hands)
    await room.updates.approve(draft.eid, by="wei", via="spoken")
    return room, draft


async def test_an_edit_voids_it_and_an_ignored_finding_does_not(tmp_path: Path, hands: Hands) -> None:
    room, draft = await approved(tmp_path, hands)
    content = draft.head.said.content
    ignored = (Ignored("P02", "EU", "they say so", "ana"),)
    await room.updates.save(draft.eid, msgspec.structs.replace(content, ignored=ignored))
    assert room.updates.verdict(draft.eid).may_go
    await room.updates.save(draft.eid, saying(content, scope="Germany."))
    verdict = room.updates.verdict(draft.eid)
    assert (verdict.state, verdict.edited, verdict.changed) == ("stale", True, ())
    await room.undo()
    assert room.updates.verdict(draft.eid).may_go  # the approved text again


async def test_a_fact_that_it_states_voids_it_and_is_named(tmp_path: Path, hands: Hands) -> None:
    room, draft = await approved(tmp_path, hands)
    await room.set_field("impact", "14 % of your card payments fail.")
    verdict = room.updates.verdict(draft.eid)
    assert verdict.state == "stale"
    assert [(one.key, one.text, one.stated) for one in verdict.changed] == [
        ("impact", "14 % of your card payments fail.", True)
    ]
    with pytest.raises(WarroomError, match="X10 impact is '14 %"):
        await room.updates.approve(draft.eid, by="wei", via="spoken")
    await room.updates.write(draft.eid, "impact", "en", "14 % of your card payments fail.")
    await room.updates.reread(draft.eid)
    await room.updates.approve(draft.eid, by="wei", via="spoken")
    assert room.updates.verdict(draft.eid).may_go


async def test_who_reads_it_again_against_the_facts_has_not_written_it(tmp_path: Path, hands: Hands) -> None:
    room, draft = await approved(tmp_path, hands)
    author = draft.head.who
    await room.set_field("impact", "14 % of your card payments fail.")
    await room.updates.write(draft.eid, "impact", "en", "14 % of your card payments fail.")
    wei = await at_the_desk_of(room, tmp_path, hands, "wei")
    await wei.updates.reread(draft.eid)
    head = wei.updates.find(draft.eid)
    assert (head.head.who, author_of(head)) == ("wei", author)
    await wei.updates.approve(draft.eid)
    assert wei.updates.verdict(draft.eid).may_go, "wei only read it: a second person is wei"


async def test_a_new_fact_that_the_phase_must_tell_is_asked_for_alone(tmp_path: Path, hands: Hands) -> None:
    room, draft = await approved(tmp_path, hands)
    task = await room.tasks.add("move the traffic", cause=(await room.causes.propose("disk")).ref)
    await room.tasks.set_state(task.ref, "in_progress")
    verdict = room.updates.verdict(draft.eid)
    assert verdict.state == "stale"
    assert [(one.topic, one.stated) for one in verdict.changed] == [("mitigation", False)]
    await room.updates.approve(draft.eid, by="wei", via="spoken")  # once more, to what is new
    assert room.updates.verdict(draft.eid).may_go


async def test_a_new_fact_that_the_phase_need_not_tell_is_a_hint(tmp_path: Path, hands: Hands) -> None:
    room, draft = await approved(tmp_path, hands)
    question = await room.questions.ask("Acme", "Are refunds affected?")
    await room.questions.answer(question.ref, "No.")
    verdict = room.updates.verdict(draft.eid)
    assert verdict.may_go
    assert [one.topic for one in verdict.hints] == ["answer"]


async def test_the_start_of_the_impact_voids_it(tmp_path: Path, hands: Hands) -> None:
    room, draft = await approved(tmp_path, hands)
    await room.log("first errors", milestone="impact_started", occurred_at="2026-11-22T13:30:00.000000Z")
    assert [one.key for one in room.updates.verdict(draft.eid).changed] == ["time:impact_started"]


async def test_each_approval_is_judged_by_what_its_giver_saw(tmp_path: Path, hands: Hands) -> None:
    room, draft = await ready(tmp_path, hands)
    await room.updates.approve(draft.eid, by="bob", via="spoken")
    await room.log("first errors", milestone="impact_started", occurred_at="2026-11-22T13:30:00.000000Z")
    await room.updates.approve(draft.eid, by="wei", via="spoken")
    verdict = room.updates.verdict(draft.eid)
    assert (verdict.state, [one.who for one in verdict.by]) == ("approved", ["wei"])


async def test_an_approval_is_taken_back_by_who_gave_it(tmp_path: Path, hands: Hands) -> None:
    room, draft = await approved(tmp_path, hands)
    await room.updates.approve(draft.eid, by="bob", via="spoken")
    with pytest.raises(WarroomError, match="cyd didn't approve it"):
        await room.updates.unapprove(draft.eid, by="cyd")
    await room.updates.unapprove(draft.eid, "a doubt", by="wei")
    assert room.updates.verdict(draft.eid).missing == ("wei, who is in command",)
    await room.updates.unapprove(draft.eid)
    with pytest.raises(WarroomError, match="isn't approved"):
        await room.updates.unapprove(draft.eid)


async def test_an_approval_of_a_revision_that_is_not_here_yet_waits_for_it(tmp_path: Path, hands: Hands) -> None:
    room, draft = await approved(tmp_path, hands)
    events = room.state.events
    without = fold(one for one in events if one.kind != "update.revision")
    assert without.revisions.drafts == []
    without.apply(events)
    again = without.revisions.get(draft.eid)
    assert again is not None
    assert [one.who for one in again.releases] == ["wei"]
