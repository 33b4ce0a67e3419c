"""Drafts in a room on a real disk: rounds, saving, two people, approving, telling, correcting, undoing, erasing."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tests.warroom.live_rooms import Hands
from tests.warroom.updating import at_the_desk_of, draft_of, room_with_owner, saying
from warroom.acts.recording import change
from warroom.clock import to_stamp
from warroom.errors import Ambiguous, NotFound, WarroomError
from warroom.room import Room
from warroom.state.owners import Plan
from warroom.state.promises import promises
from warroom.state.revisions import Draft, NewPromise, content_digest
from warroom.state.updates import Told, ToldFact
from warroom.updates.merging import Place
from warroom.updates.not_told import as_told
from warroom.updates.phase import phase_of


@pytest.fixture
def hands() -> Hands:
    return Hands()


async def begun(room: Room, **sections: str | None) -> Draft:
    """A draft for Acme."""
    (eid,) = await room.updates.open_round({"Acme": draft_of(room, **sections)})
    return room.updates.find(eid)


# -- rounds and saving ---------------------------------------------------------------------------------------------


async def test_a_round_opens_a_draft_for_each_owner_once(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    await room.owners.attach(Plan(owner_id="City"))
    contents = {name: draft_of(room, name) for name in ("Acme", "City")}
    first = await room.updates.open_round(contents)
    assert [room.updates.find(eid).owner for eid in first] == ["Acme", "City"]
    assert await room.updates.open_round(contents) == first
    await room.updates.discard(first[0])
    again = await room.updates.open_round(contents)
    assert again[0] != first[0]
    assert again[1] == first[1]
    assert [one.owner for one in room.state.revisions.drafts] == ["Acme", "City", "Acme"]


async def test_a_save_is_a_revision_with_its_findings_and_the_same_again_is_none(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    draft = await begun(room)
    assert draft.head.said.findings == ()
    event = await room.updates.save(draft.eid, saying(draft.head.said.content, impact=""), draft.bases)
    assert [one.eid for one in draft.history] == [draft.eid, event.eid]
    assert ("S01", "block", 1) in [(one.rule, one.severity, one.count) for one in draft.head.said.findings]
    assert await room.updates.save(draft.eid, draft.head.said.content) == event
    assert len(draft.history) == 2


async def test_two_people_on_different_sections_are_joined_when_the_second_saves(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    draft = await begun(room)
    bob = await at_the_desk_of(room, tmp_path, hands, "bob")
    seen, content = draft.bases, draft.head.said.content
    await bob.updates.save(draft.eid, saying(content, cause="The cause is unknown; we check the certificate."), seen)
    await room.refresh()
    await room.updates.save(draft.eid, saying(content, scope="Only card payments in the EU."), seen)
    joint = room.updates.find(draft.eid)
    assert not joint.disputed
    assert len(joint.heads) == 1
    body = joint.head.said.content.bodies[0]
    assert [body.section(field).text for field in ("cause", "scope")] == [  # type: ignore[union-attr]
        "The cause is unknown; we check the certificate.",
        "Only card payments in the EU.",
    ]


async def test_a_section_that_both_changed_waits_for_a_pick(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    draft = await begun(room)
    bob = await at_the_desk_of(room, tmp_path, hands, "bob")
    seen, content = draft.bases, draft.head.said.content
    await bob.updates.save(draft.eid, saying(content, scope="All of the EU."), seen)
    await room.updates.save(draft.eid, saying(content, scope="Germany."), seen)
    await room.refresh()
    draft = room.updates.find(draft.eid)
    assert draft.disputed
    place = Place("scope", "en")
    assert [one.place for one in room.updates.joined(draft.eid).conflicts] == [place]
    assert any("draft" in one for one in room.card()["conflicts"])  # type: ignore[attr-defined]
    for refused in (room.updates.approve(draft.eid, by="wei"), room.updates.tell(draft.eid)):
        with pytest.raises(WarroomError, match=r"two texts of it, by (?:ana and bob|bob and ana)"):
            await refused
    with pytest.raises(WarroomError, match="two texts of it"):
        await room.updates.save(draft.eid, content)  # which of both it was made from isn't said
    with pytest.raises(WarroomError, match="pick a side first: scope en"):
        await room.updates.settle(draft.eid)
    theirs = room.updates.joined(draft.eid).conflicts[0]
    await room.updates.settle(draft.eid, {place: True})
    draft = room.updates.find(draft.eid)
    assert not draft.disputed
    assert draft.head.said.content.bodies[0].section("scope") == theirs.ours
    with pytest.raises(WarroomError, match="one text of it already"):
        await room.updates.settle(draft.eid)


async def test_a_draft_is_named_by_letters_or_by_its_owner(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    with pytest.raises(NotFound, match="there is none yet"):
        room.updates.find("Acme")
    draft = await begun(room)
    assert room.updates.find(draft.ref) is room.updates.find("acme") is draft
    await room.updates.begin("Acme", draft_of(room))
    with pytest.raises(Ambiguous, match="2 drafts"):
        room.updates.find("Acme")


async def test_where_somebody_writes_is_recorded_once_per_section(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    draft = await begun(room)
    assert await room.updates.writing(draft.eid) is None
    assert await room.updates.writing(draft.eid, "impact", "en") is not None
    assert await room.updates.writing(draft.eid, "impact", "en") is None
    bob = await at_the_desk_of(room, tmp_path, hands, "bob")
    await bob.updates.writing(draft.eid, "cause", "en")
    await room.refresh()
    assert {who: said.field for who, (_, _, said) in draft.writing.items()} == {"ana": "impact", "bob": "cause"}
    await room.updates.writing(draft.eid)
    assert draft.writing["ana"][2].field == ""


async def test_a_discarded_draft_comes_back_with_its_words(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    draft = await begun(room)
    content = draft.head.said.content
    await room.updates.discard(draft.eid)
    assert draft.discarded
    assert room.updates.open_draft("Acme") is None
    with pytest.raises(WarroomError, match="discarded"):
        await room.updates.approve(draft.eid, by="wei")
    await room.updates.discard(draft.eid, back=True)
    assert not draft.discarded
    assert draft.head.said.content == content


async def test_a_section_is_written_anew_and_keeps_its_facts(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    draft = await begun(room)
    before = draft.head.said.content.bodies[0].section("impact")
    await room.updates.write(draft.eid, "impact", "", "12 % of all card payments fail.")
    after = draft.head.said.content.bodies[0].section("impact")
    assert before is not None
    assert after == msgspec.structs.replace(before, text="12 % of all card payments fail.")
    with pytest.raises(NotFound, match="no section 'risk'"):
        await room.updates.write(draft.eid, "risk", "en", "none")


# -- telling ---------------------------------------------------------------------------------------------------------


async def test_telling_takes_everything_into_the_ledgers_at_once(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    question = await room.questions.ask("Acme", "Are refunds affected?", actor="Mr Li")
    await room.questions.answer(question.ref, "No, refunds work.")
    content = draft_of(room, answers="Refunds are not affected: no, refunds work.")
    draft = await begun(room)
    (answer,) = [as_told(one.fact) for one in room.owners.not_told("Acme") if one.fact.topic == "answer"]
    body = content.bodies[0]
    parts = tuple(
        msgspec.structs.replace(one, facts=(answer,)) if one.field == "answers" else one for one in body.sections
    )
    report = NewPromise("a written report", "report", to_stamp(hands.now + timedelta(hours=26)))
    content = msgspec.structs.replace(
        content, bodies=(msgspec.structs.replace(body, sections=parts),), promises=(report,)
    )
    await room.updates.save(draft.eid, content)
    await room.updates.approve(draft.eid, by="wei", via="spoken")
    hands.move(1)
    events = await room.updates.tell(draft.eid, means="email", people=["Mr Li"], actor="bob")
    telling = room.state.updates.carried(draft.eid)
    assert telling is not None
    assert [one.kind for one in events] == [
        "update.told", "incident.milestone_set", "commitment.made", "commitment.made", "question.answered",
    ]  # fmt: skip
    assert (telling.said.number, telling.said.revision, telling.said.means) == (1, draft.head.eid, "email")
    made = [(one.now.kind, one.now.due, one.now.message) for one in room.state.commitments.of("Acme")]
    assert made == [("next_update", content.next_update, telling.eid), ("report", report.due, telling.eid)]
    answered = room.state.questions.answer(question.eid)
    assert answered is not None
    assert (answered.value.told, answered.value.by) == (True, telling.eid)
    assert phase_of(room.state, "Acme") == "investigating"
    assert {one.fact.topic for one in room.owners.not_told("Acme")} == {"data_safety", "owner_action"}
    assert room.updates.verdict(draft.eid).state == "told"


async def test_numbers_count_up_per_owner_and_promises_are_not_made_twice(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    report = NewPromise("a written report", "report", to_stamp(hands.now + timedelta(hours=26)))
    for number in (1, 2):
        content = msgspec.structs.replace(
            draft_of(room, phase=phase_of(room.state, "Acme")),
            promises=(report,),
            next_update=to_stamp(room.clock() + timedelta(minutes=20)),
        )
        content = saying(content, next_update=f"Next update: {(room.clock() + timedelta(minutes=20)):%H:%M} UTC.")
        draft = room.updates.find((await room.updates.begin("Acme", content)).eid)
        await room.updates.approve(draft.eid, by="wei", via="spoken")
        await room.updates.tell(draft.eid)
        carried = room.state.updates.carried(draft.eid)
        assert carried is not None
        assert carried.said.number == number
        hands.move(5)
    assert [one.now.kind for one in room.state.commitments.of("Acme")] == ["next_update", "report", "next_update"]
    made = promises(room.state.commitments, room.state.updates, hands.now, "Acme")
    assert [one.standing for one in made if one.record.now.kind == "next_update"] == ["kept", "open"]


async def test_what_was_told_never_changes_again(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    draft = await begun(room)
    await room.updates.approve(draft.eid, by="wei", via="spoken")
    await room.updates.tell(draft.eid)
    content = draft.head.said.content
    for refused in (
        room.updates.save(draft.eid, saying(content, impact="nothing happened")),
        room.updates.discard(draft.eid),
        room.updates.approve(draft.eid, by="wei"),
        room.updates.unapprove(draft.eid),
        room.updates.tell(draft.eid),
    ):
        with pytest.raises(WarroomError, match="never changes again"):
            await refused
    assert content_digest(draft.head.said.content) == content_digest(content)


async def test_nothing_is_told_that_is_unapproved_stale_or_blocked(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    draft = await begun(room)
    with pytest.raises(WarroomError, match="it needs wei, who is in command; nothing was recorded"):
        await room.updates.tell(draft.eid)
    await room.updates.approve(draft.eid, by="wei", via="spoken")
    await room.updates.save(draft.eid, saying(draft.head.said.content, scope="Germany."))
    with pytest.raises(WarroomError, match="changed after it was approved"):
        await room.updates.tell(draft.eid)
    await room.updates.approve(draft.eid, by="wei", via="spoken")
    await room.set_severity("SEV2")
    with pytest.raises(WarroomError, match="this has changed: severity SEV2"):
        await room.updates.tell(draft.eid)
    await room.set_severity("SEV1")  # as it was when it was approved
    assert room.updates.verdict(draft.eid).may_go
    hands.move(21)  # past the time that it promises
    with pytest.raises(WarroomError, match="T03"):
        await room.updates.tell(draft.eid)
    assert room.state.updates.told("Acme") == []
    await room.updates.tell(draft.eid, occurred_at=to_stamp(hands.now - timedelta(minutes=15)))
    assert len(room.state.updates.told("Acme")) == 1


async def test_what_came_after_it_was_told_does_not_keep_it_from_being_recorded(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    draft = await begun(room)
    await room.updates.approve(draft.eid, by="wei", via="spoken")
    hands.move(5)
    at = to_stamp(hands.now)
    hands.move(3)
    await room.set_severity("SEV2")
    with pytest.raises(WarroomError, match="severity SEV2"):
        await room.updates.tell(draft.eid)
    await room.updates.tell(draft.eid, occurred_at=at)
    assert room.state.updates.known("Acme")["severity"].fact.was == "SEV1"


async def test_the_long_interval_that_a_text_announces_holds_from_then_on(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    draft = await begun(room)
    await room.updates.save(draft.eid, msgspec.structs.replace(draft.head.said.content, long_mode=True))
    await room.updates.approve(draft.eid, by="wei", via="spoken")
    await room.updates.tell(draft.eid)
    interval = room.state.owners.interval("Acme")
    assert interval is not None
    assert interval.long_mode
    assert interval.reason == "announced in update #1"


async def test_a_closure_report_keeps_the_promise_of_the_report(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    await room.promises.make("Acme", "the report", to_stamp(hands.now + timedelta(days=2)), kind="report")
    await room.owners.tell("Acme", ["status"], means="phone")
    for status in ("monitoring", "resolved", "closed"):
        await room.set_status(status)  # type: ignore[arg-type]
    content = draft_of(
        room,
        phase="closure",
        cause="The cause is not known for certain; we keep looking.",
        prevention="- The platform team alerts on expiry by 30 Nov; done when a drill has triggered it.",
    )
    draft = room.updates.find((await room.updates.begin("Acme", content)).eid)
    await room.updates.approve(draft.eid, by="wei", via="spoken")
    await room.updates.tell(draft.eid, means="email")
    assert [one.now.state for one in room.state.commitments.of("Acme") if one.now.kind == "report"] == ["kept"]
    assert "report" in room.state.updates.known("Acme")
    assert all(one.fact.topic != "report" for one in room.owners.not_told("Acme"))


# -- corrections -------------------------------------------------------------------------------------------------------


async def told(room: Room) -> tuple[Draft, str]:
    """A draft that was told, and the telling."""
    draft = await begun(room)
    await room.updates.approve(draft.eid, by="wei", via="spoken")
    events = await room.updates.tell(draft.eid, means="email")
    return draft, events[0].eid


async def test_a_correction_is_a_new_draft_that_names_the_old_and_strikes_it_when_told(
    tmp_path: Path, hands: Hands
) -> None:
    room = await room_with_owner(tmp_path, hands)
    old, telling = await told(room)
    hands.move(2)
    await room.set_field("impact", "14 % of your card payments fail.")
    event = await room.updates.correct(telling)
    draft = room.updates.find(event.eid)
    content = draft.head.said.content
    opening = content.bodies[0].section("opening")
    assert (content.corrects, content.phase, content.withdraws) == (telling, "investigating", False)
    assert opening is not None
    assert opening.text.startswith("Correction of update #1: ")
    assert {"X08", "X10"} <= {one.rule for one in room.updates.check("Acme", content, draft) if one.severity == "block"}
    with pytest.raises(WarroomError, match="X08"):
        await room.updates.approve(draft.eid, by="wei", via="spoken")
    mended = saying(
        content,
        opening="Correction of update #1: the impact was stated as 12 % and is 14 %, because a region was left out.",
        impact="14 % of your card payments fail; we first said 12 %, which is corrected.",
    )
    await room.updates.save(draft.eid, mended)
    await room.updates.reread(draft.eid)
    await room.updates.approve(draft.eid, by="wei", via="spoken")
    await room.updates.tell(draft.eid)
    assert [one.said.corrects for one in room.state.updates.corrections(telling)] == [telling]
    assert room.state.updates.known("Acme")["impact"].fact.was == "14 % of your card payments fail."
    assert old.head.said.content.bodies[0].section("impact").text == "12 % of your card payments fail."  # type: ignore[union-attr]


async def test_a_correction_counts_even_when_it_is_noted_for_an_earlier_time(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    _, telling = await told(room)
    said = Told(owner_id="Acme", facts=(ToldFact("severity", "SEV2", "SEV2"),), corrects=telling)
    await room.do([(change(said), to_stamp(hands.now - timedelta(hours=1)))])
    assert room.state.updates.known("Acme")["severity"].fact.was == "SEV2"
    assert room.state.updates.known("Acme")["status"].telling.eid == telling


async def test_a_withdrawn_telling_no_longer_counts(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    _, telling = await told(room)
    event = await room.updates.withdraw(telling)
    draft = room.updates.find(event.eid)
    text = "We withdraw update #1: a test alert was taken for a real one. You need not do anything. We are sorry."
    await room.updates.save(draft.eid, saying(draft.head.said.content, opening=text))
    assert {
        one.rule for one in room.updates.check("Acme", draft.head.said.content, draft) if one.severity == "block"
    } == set()
    await room.updates.approve(draft.eid, by="wei", via="spoken")
    await room.updates.tell(draft.eid)
    assert {one.fact.was for one in room.state.updates.known("Acme").values()} == {""}
    assert {one.how for one in room.owners.not_told("Acme") if one.fact.key == "severity"} == {"changed"}
    assert room.state.commitments.of("Acme")[-1].now.kind == "next_update"
    again = await room.updates.correct(room.state.updates.carried(draft.eid).eid)
    assert not room.updates.find(again.eid).head.said.content.withdraws, "it was an incident after all"


async def test_a_telling_without_a_text_can_be_corrected_too(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    (event, *_) = await room.owners.tell("Acme", ["severity"], means="phone")
    draft = room.updates.find((await room.updates.correct(event.ref)).eid)
    sections = {one.field: one.text for one in draft.head.said.content.bodies[0].sections}
    assert sections["opening"].startswith("Correction of what we told you at 2026-11-22 14:00 UTC: ")
    assert sections["news"] == "SEV1"
    with pytest.raises(NotFound, match="nothing told is called 'ZZZZZ'"):
        await room.updates.correct("ZZZZZ")


# -- undoing and erasing -----------------------------------------------------------------------------------------------


async def test_undo_takes_back_an_approval_a_save_and_a_telling(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    draft = await begun(room)
    content = draft.head.said.content
    await room.updates.save(draft.eid, saying(content, scope="Germany."))
    await room.undo()
    assert content_digest(draft.head.said.content) == content_digest(content)
    assert len(draft.heads) == 1
    await room.updates.approve(draft.eid, by="wei", via="spoken")
    await room.undo()
    assert room.updates.verdict(draft.eid).state == "unapproved"
    await room.updates.approve(draft.eid, by="wei", via="spoken")
    await room.updates.tell(draft.eid)
    await room.undo()
    assert room.state.updates.told("Acme") == []
    assert room.state.commitments.of("Acme") == []
    assert "first_notice" not in room.state.timeline.passed()
    assert room.updates.verdict(draft.eid).state == "approved"
    await room.updates.tell(draft.eid)
    carried = room.state.updates.carried(draft.eid)
    assert carried is not None
    assert carried.said.number == 1


async def test_undo_of_a_round_discards_its_drafts(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    draft = await begun(room)
    await room.undo()
    assert draft.discarded
    await begun(room)
    await room.updates.save(room.updates.open_draft("Acme").eid, draft_of(room, scope="Germany."))  # type: ignore[union-attr]
    bob = await at_the_desk_of(room, tmp_path, hands, "bob")
    await bob.updates.save(bob.updates.open_draft("Acme").eid, draft_of(room, scope="France."))  # type: ignore[union-attr]
    await room.refresh()
    with pytest.raises(WarroomError, match="changed since by somebody"):
        await room.undo()


async def test_erasing_a_draft_takes_its_words_everywhere_and_on_disk(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    draft = await begun(room, opening="The password is hunter2, update #⟦seq⟧.")
    await room.updates.write(draft.eid, "scope", "en", "hunter2 again")
    late = await at_the_desk_of(room, tmp_path, hands, "bob")
    await room.erase(draft.eid, "a password")
    await late.updates.write(draft.eid, "impact", "en", "hunter2 once more")  # by somebody who has not seen that
    await room.refresh()
    assert "hunter2" not in str([one.payload for one in room.state.events])
    fresh = await at_the_desk_of(room, tmp_path, hands, "cyd")
    assert "hunter2" not in str([one.payload for one in fresh.state.events])
    head = fresh.updates.find(draft.eid).head
    assert all(not part.text for body in head.said.content.bodies for part in body.sections)
    with pytest.raises(WarroomError, match=r"S0[12]"):
        await fresh.updates.approve(draft.eid, by="wei")


async def test_another_process_sees_the_same_drafts(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    draft, telling = await told(room)
    other = await at_the_desk_of(room, tmp_path, hands, "bob")
    again = other.updates.find(draft.eid)
    assert [one.eid for one in again.history] == [one.eid for one in draft.history]
    assert other.state.updates.carried(draft.eid).eid == telling  # type: ignore[union-attr]
    assert other.updates.verdict(draft.eid) == room.updates.verdict(draft.eid)


async def test_the_leak_guard_knows_what_was_logged_since_and_forgets_what_was_erased(
    tmp_path: Path, hands: Hands
) -> None:
    room = await room_with_owner(tmp_path, hands)
    text = "the second replica of the ledger lost nine minutes of writes"

    def leaks() -> bool:
        return "L10" in {one.rule for one in room.updates.check("Acme", draft_of(room, news=f"We saw that {text}."))}

    assert not leaks()
    entry = await room.log(text)
    assert leaks()
    await room.erase(entry.eid, "not for the record")
    assert not leaks()
    bob = await at_the_desk_of(room, tmp_path, hands, "bob")
    await bob.log(text)
    await room.refresh()
    assert leaks()
