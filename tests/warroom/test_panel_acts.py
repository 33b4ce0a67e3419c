"""Acts about causes, tasks, risks, decisions and command, in rooms on a real disk."""

from pathlib import Path
from typing import Any

import pytest

from tests.warroom.live_rooms import Hands, joined, new_room
from warroom.clock import to_stamp
from warroom.errors import Ambiguous, BadInput, NotFound, WarroomError
from warroom.events import Event
from warroom.room import Room
from warroom.state.board import board, by_due, load, missing_of, reviews_due, risks_by_weight, to_review
from warroom.state.cause_rules import balance, claim, evidence_of, why_chain
from warroom.state.conflicts import conflicts
from warroom.state.duty import long_on_duty, offers, taken_from
from warroom.state.owners import Plan
from warroom.state.record import Record
from warroom.state.snapshot import snapshot
from warroom.state.task_clock import call_outs, ends_at


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
async def room(tmp_path: Path, hands: Hands) -> Room:
    return await new_room(tmp_path / "data", hands)


def texts(records: Any) -> list[str]:
    return [one.now.text for one in records]


def last_line(room: Room, event: Event) -> str:
    return room.state.timeline.entries[event.eid].text


# -- causes ----------------------------------------------------------------------------------------------------------


async def test_a_hypothesis_from_idea_to_confirmed(room: Room) -> None:
    idea = await room.causes.propose("certificate expired", confidence=40, actor="bob", via="spoken")
    entry = await room.log("handshake fails since 13:48")
    await room.causes.set_state(idea.ref, "testing")
    await room.causes.add_evidence(idea.ref, "against", entry.ref, "another service works")
    await room.causes.add_evidence(idea.ref, "for", entry.ref)
    await room.causes.set_confidence(idea.ref, 90)
    confirmed = await room.causes.set_state(idea.ref, "confirmed", "openssl says so")
    one = room.causes.hypothesis(idea.ref)
    assert (one.who, one.author, one.now.confidence, one.now.state) == ("bob", "ana", 90, "confirmed")
    assert one.why("state") == "openssl says so"
    pieces = evidence_of(room.state.causes, room.state.timeline, one.eid)
    assert balance(pieces) == (1, 0)
    assert pieces[0].evidence.now.text == "another service works"
    assert last_line(room, confirmed) == "certificate expired: testing to confirmed (openssl says so)"
    assert claim(room.state.causes).may_name == (one,)


async def test_reasons_are_required_and_the_same_again_is_refused(room: Room) -> None:
    idea = await room.causes.propose("DNS")
    before = len(room.state)
    for wrong in (
        room.causes.set_state(idea.ref, "ruled_out", "  "),
        room.causes.tried("flush the cache", "failed"),
        room.causes.propose("  "),
        room.causes.propose("@ana"),
        room.causes.factor("trigger", "ana"),
        room.causes.edit(idea.ref, text="ana's fault"),
        room.causes.edit(idea.ref, text=" "),
        room.causes.propose("x", confidence=101),
        room.causes.set_state("ZZZZZ", "testing"),
        room.causes.add_evidence(idea.ref, "for", "ZZZZZ"),
    ):
        with pytest.raises(BadInput):
            await wrong
    with pytest.raises(WarroomError, match="open already"):
        await room.causes.set_state(idea.ref, "open")
    with pytest.raises(WarroomError, match="nothing differs"):
        await room.causes.edit(idea.ref, text="DNS")
    assert len(room.state) == before


async def test_unknown_letters_name_what_there_is(room: Room) -> None:
    with pytest.raises(NotFound, match="there is none yet"):
        room.causes.find("K7QXM")
    idea = await room.causes.propose("DNS")
    with pytest.raises(NotFound, match=f"there are {idea.ref} DNS"):
        room.causes.find("ZZZZZ")
    assert room.causes.find(f"#{idea.ref.lower()}").eid == idea.eid


async def test_what_was_tried_waits_for_its_outcome(room: Room) -> None:
    idea = await room.causes.propose("DNS")
    tried = await room.causes.tried("flush the cache", cause=idea.ref, actor="bob", via="spoken")
    outcome = await room.causes.set_outcome(tried.ref, "failed", "same answers")
    record: Record[Any] = room.causes.find(tried.ref)
    assert (record.now.outcome, record.why("outcome"), record.who) == ("failed", "same answers", "bob")
    assert last_line(room, outcome) == "tried flush the cache: failed (same answers)"


async def test_the_chain_of_whys_goes_on_at_its_end(room: Room) -> None:
    idea = await room.causes.propose("certificate expired")
    first = await room.causes.why(idea.ref, "nobody renewed it")
    await room.causes.why(idea.ref, "no alert on expiry")
    chain = why_chain(room.state.causes, idea.eid)
    assert [(line.depth, line.why.now.text) for line in chain] == [(0, "nobody renewed it"), (1, "no alert on expiry")]
    await room.causes.why(first.ref, "renewal was by hand")
    with pytest.raises(Ambiguous, match="2 ends"):
        await room.causes.why(idea.ref, "and so on")
    assert all(line.branches for line in why_chain(room.state.causes, idea.eid) if line.depth == 1)


async def test_one_factor_is_primary(room: Room) -> None:
    one = await room.causes.factor("trigger", "certificate expired", primary=True)
    two = await room.causes.factor("systemic", "no inventory of certificates")
    await room.causes.set_primary(two.ref)
    assert room.state.causes.primary_factor == two.eid
    with pytest.raises(WarroomError):
        await room.causes.set_primary(two.ref)
    assert "as it was" in await room.undo()
    assert room.state.causes.primary_factor == one.eid
    await room.causes.withdraw(one.ref, "a symptom")
    assert room.state.causes.primary_factor == ""
    with pytest.raises(WarroomError, match="withdrawn"):
        await room.causes.set_primary(one.ref)


async def test_concurrent_states_are_a_conflict_until_somebody_picks(tmp_path: Path, hands: Hands, room: Room) -> None:
    idea = await room.causes.propose("DNS")
    other = await joined(tmp_path / "data", room, hands, "bob")
    await room.causes.set_state(idea.ref, "confirmed")
    await other.causes.set_state(idea.ref, "ruled_out", "it answers")
    await room.refresh()
    for one in (room, other):
        assert one.causes.hypothesis(idea.ref).conflict("state") == ("confirmed", "ruled_out")
        assert conflicts(one.state) == ["cause DNS: confirmed or ruled out"]
    await room.causes.set_state(idea.ref, "testing")
    await other.refresh()
    assert conflicts(room.state) == conflicts(other.state) == []


async def test_two_who_take_one_task_are_a_conflict(tmp_path: Path, hands: Hands, room: Room) -> None:
    made = await room.tasks.add("roll back")
    other = await joined(tmp_path / "data", room, hands, "bob")
    await room.tasks.assign(made.ref, "ana")
    await other.tasks.assign(made.ref, "bob")
    await room.refresh()
    assert conflicts(room.state) == ["task roll back, for whom: ana or bob"]
    await room.tasks.assign(made.ref, "bob")
    assert conflicts(room.state) == []


# -- tasks -----------------------------------------------------------------------------------------------------------


async def test_a_task_from_open_to_done(room: Room, hands: Hands) -> None:
    due = to_stamp(hands.now.replace(hour=16))
    made = await room.tasks.add("roll back", assignee="bob", due=due, effect="errors stop", fallback="restore")
    assert last_line(room, made) == "task for bob: roll back"
    assert room.state.timeline.entries[made.eid].said.due == due
    assert "bob" in room.state.people
    await room.tasks.set_state(made.ref, "in_progress")
    with pytest.raises(BadInput, match="what blocks it"):
        await room.tasks.set_state(made.ref, "blocked")
    await room.tasks.set_state(made.ref, "blocked", "no access")
    assert texts(board(room.state.tasks)["blocked"]) == ["roll back"]
    done = await room.tasks.set_state(made.ref, "done")
    assert last_line(room, done) == "task done: roll back"
    assert by_due(room.state.tasks) == []
    assert texts(board(room.state.tasks)["done"]) == ["roll back"]
    assert "blocked" in await room.undo()
    assert room.tasks.task(made.ref).now.state == "blocked"


async def test_by_due_puts_time_boxes_and_due_times_in_one_order(room: Room, hands: Hands) -> None:
    await room.tasks.add("later", due=to_stamp(hands.now.replace(hour=16)))
    await room.tasks.add("some time")
    await room.tasks.add("soon", time_box=10)
    assert texts(by_due(room.state.tasks)) == ["soon", "later", "some time"]


async def test_the_owners_person_has_a_task_that_is_nobodys_load(room: Room, hands: Hands) -> None:
    await room.tasks.add("keep the old system off", assignee="Mr Li", side="owner", owner="Acme")
    await room.tasks.add("roll back", assignee="bob", time_box=5)
    await room.take_role("scribe", "bob")
    hands.move(6)
    carried = {one.name: one for one in load(room.state.team, room.state.tasks, hands.now)}
    assert "Mr Li" not in carried
    assert (carried["bob"].roles, texts(carried["bob"].tasks), carried["bob"].overdue) == (
        ("scribe",),
        ["roll back"],
        1,
    )


async def test_an_ended_time_box_calls_once_and_then_every_five_minutes(room: Room, hands: Hands) -> None:
    made = await room.tasks.add("check", assignee="bob", time_box=15)
    hands.move(14.9)
    assert call_outs(room.state.tasks, hands.now) == []
    with pytest.raises(WarroomError, match="not up"):
        await room.tasks.acknowledge(made.ref)
    seen = []
    for _ in range(11):
        hands.move(1.1)
        seen += [one.number for one in call_outs(room.state.tasks, hands.now)]
    assert list(dict.fromkeys(seen)) == [1, 2, 3]
    await room.tasks.acknowledge(made.ref)
    hands.move(60)
    assert call_outs(room.state.tasks, hands.now) == []
    await room.tasks.edit(made.ref, time_box=10)
    assert call_outs(room.state.tasks, hands.now) == []
    hands.move(10)
    assert [one.number for one in call_outs(room.state.tasks, hands.now)] == [1]
    await room.tasks.set_state(made.ref, "done")
    assert call_outs(room.state.tasks, hands.now) == []


async def test_a_time_box_runs_anew_when_work_begins(room: Room, hands: Hands) -> None:
    made = await room.tasks.add("check", time_box=15)
    hands.move(10)
    await room.tasks.set_state(made.ref, "in_progress")
    ends = ends_at(room.tasks.task(made.ref))
    assert ends is not None and (ends - hands.now).total_seconds() == 15 * 60


async def test_a_follow_up_says_what_it_still_needs(room: Room, hands: Hands) -> None:
    factor = await room.causes.factor("systemic", "no alert on expiry")
    made = await room.tasks.follow_up("alert on expiry", "detective", cause=factor.ref)
    record = room.tasks.find(made.ref)
    assert missing_of(record) == ("assignee", "date", "criterion")
    await room.tasks.edit(made.ref, due=to_stamp(hands.now), criterion="a test certificate rings")
    await room.tasks.assign(made.ref, "li")
    assert missing_of(record) == ()
    with pytest.raises(BadInput, match="never blocked"):
        await room.tasks.set_state(made.ref, "blocked", "x")
    done = await room.tasks.set_state(made.ref, "done")
    assert last_line(room, done) == "follow-up done: alert on expiry"


@pytest.mark.parametrize("more", [{"due": "soon"}, {"time_box": 0}, {"time_box": 20_000}, {"cause": "ZZZZZ"}])
async def test_a_task_that_can_not_be_is_refused(room: Room, more: dict[str, Any]) -> None:
    before = len(room.state)
    with pytest.raises(BadInput):
        await room.tasks.add("x", **more)
    assert len(room.state) == before


async def test_fields_are_checked(room: Room) -> None:
    made = await room.risks.add("cold cache")
    with pytest.raises(BadInput, match="that can't be"):
        await room.risks.edit(made.ref, probability="perhaps")
    with pytest.raises(BadInput, match="that can't be"):
        await room.risks.set_state(made.ref, "gone")  # type: ignore[arg-type]


# -- risks and decisions ---------------------------------------------------------------------------------------------


async def test_risks_by_weight(room: Room) -> None:
    await room.risks.add("small", "low", "low")
    big = await room.risks.add("cold cache", "high", "medium", countermeasure="warm it", assignee="li")
    await room.risks.add("middle", "medium", "medium")
    assert texts(risks_by_weight(room.state.risks)) == ["cold cache", "middle", "small"]
    with pytest.raises(BadInput, match="no risk any more"):
        await room.risks.set_state(big.ref, "closed")
    happened = await room.risks.set_state(big.ref, "happened", "at 14:20")
    assert texts(risks_by_weight(room.state.risks)) == ["middle", "small", "cold cache"]
    assert last_line(room, happened) == "risk happened: cold cache: at 14:20"


async def test_a_decision_with_the_owner_objections_and_a_review(room: Room, hands: Hands) -> None:
    with pytest.raises(BadInput, match="which person"):
        await room.decisions.make("stay", side="owner", owner="Acme")
    made = await room.decisions.make(
        "stay on v411",
        options=["stay", "forward"],
        decided_by="Mr Li",
        side="owner",
        owner="Acme",
        executor="bob",
        review_at=to_stamp(hands.now.replace(hour=16)),
    )
    line = last_line(room, made)
    assert line == "stay on v411; of stay / forward; decided by Mr Li (Acme); done by bob"
    await room.decisions.add_objection(made.ref, "cold cache", who="li")
    await room.decisions.add_objection(made.ref, "too early")
    decision = room.decisions.find(made.ref)
    assert decision.now.objections == ("li: cold cache", "ana: too early")
    assert reviews_due(room.state.decisions, hands.now) == []
    hands.move(130)
    assert reviews_due(room.state.decisions, hands.now) == [decision]
    await room.decisions.review(made.ref)
    assert to_review(room.state.decisions) == []
    with pytest.raises(BadInput):
        await room.decisions.reverse(made.ref, "")
    reversed_ = await room.decisions.reverse(made.ref, "it broke")
    assert last_line(room, reversed_) == "reversed: stay on v411: it broke"
    assert "as it was" in await room.undo()
    assert decision.now.state == "stands"


# -- withdrawing, undoing, erasing -----------------------------------------------------------------------------------


async def test_everything_can_be_withdrawn_brought_back_and_undone(room: Room) -> None:
    idea = await room.causes.propose("DNS")
    entry = await room.log("it answers")
    makers: list[tuple[Any, Any]] = [
        (room.causes, room.causes.add_evidence(idea.ref, "for", entry.ref)),
        (room.causes, room.causes.tried("flush")),
        (room.causes, room.causes.why(idea.ref, "because")),
        (room.causes, room.causes.factor("trigger", "expiry")),
        (room.tasks, room.tasks.add("check")),
        (room.tasks, room.tasks.follow_up("alert")),
        (room.risks, room.risks.add("cold")),
        (room.decisions, room.decisions.make("stay")),
    ]
    for acts, making in makers:
        made = await making
        record = acts.find(made.ref)
        await acts.withdraw(made.ref, "a mistake")
        assert not record.stands
        with pytest.raises(WarroomError):
            await acts.withdraw(made.ref)
        await acts.withdraw(made.ref, back=True)
        assert record.stands
        await room.undo()
        assert not record.stands
        await room.undo()
        assert record.stands
        await room.undo()
        assert not record.stands


async def test_an_edit_is_undone_unless_somebody_changed_it_since(tmp_path: Path, hands: Hands, room: Room) -> None:
    made = await room.tasks.add("chekc", effect="none")
    await room.tasks.edit(made.ref, text="check", effect="errors stop")
    await room.undo()
    assert (room.tasks.task(made.ref).now.text, room.tasks.task(made.ref).now.effect) == ("chekc", "none")
    await room.tasks.edit(made.ref, text="check")
    other = await joined(tmp_path / "data", room, hands, "bob")
    await other.tasks.edit(made.ref, text="check it")
    await room.refresh()
    with pytest.raises(WarroomError, match="changed since"):
        await room.undo()


SECRET = "hunter2"


async def test_erasing_a_task_leaves_nothing_of_it_on_disk(tmp_path: Path, hands: Hands, room: Room) -> None:
    made = await room.tasks.add(f"use {SECRET}", assignee="bob", effect=SECRET)
    await room.tasks.edit(made.ref, text=f"use the password {SECRET}")
    await room.tasks.set_state(made.ref, "blocked", SECRET)
    why = await room.causes.why((await room.causes.propose("x")).ref, f"{SECRET} leaked")
    await room.erase(made.eid, "a password")
    await room.erase(why.eid, "a password")
    assert SECRET not in str(snapshot(room.state))
    await room.close()
    for path in (tmp_path / "data").rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path
    again = await joined(tmp_path / "data", room, hands, "bob")
    assert again.tasks.task(made.ref).erased
    assert SECRET not in str(snapshot(again.state))
    with pytest.raises(WarroomError, match="erased"):
        await again.tasks.edit(made.ref, text="x")


# -- command ---------------------------------------------------------------------------------------------------------


async def test_command_goes_over_with_the_receivers_word_and_a_note(room: Room, hands: Hands) -> None:
    await room.take_role("incident_commander", "ana")
    await room.take_role("scribe", "ana")
    await room.set_severity("SEV2")
    await room.set_field("impact", "1 in 8 card payments fail")
    await room.tasks.add("roll back", assignee="bob", time_box=5)
    await room.decisions.make("stay on v411", review_at=to_stamp(hands.now.replace(hour=16)))
    hands.move(10)
    with pytest.raises(BadInput, match="goes over with bob's word"):
        await room.take_role("incident_commander", "bob")
    await room.team.hand_over("bob")
    assert room.state.team.holder("incident_commander") == "ana"
    assert [(one.role, one.to) for one in offers(room.state.team, "bob")] == [
        ("incident_commander", "bob"),
        ("scribe", "bob"),
    ]
    with pytest.raises(BadInput, match="needs their word"):
        await room.team.accept("bob")
    events = await room.team.accept("bob", word="I have command")
    assert room.state.team.holder("incident_commander") == room.state.team.holder("scribe") == "bob"
    assert offers(room.state.team) == []
    note = events[0].payload["note"]
    assert note.splitlines()[0].startswith("SEV2 investigating, 1 open task (1 LATE), 0 promises, 0 open questions")
    for part in (
        "Impact: 1 in 8",
        "- bob: roll back, due 2026-11-22 14:05 UTC LATE",
        "- stay on v411, due 2026-11-22 16:00 UTC",
        "bob: I have command",
    ):
        assert part in note
    assert "note" not in events[1].payload or not events[1].payload["note"]
    assert "\n" not in last_line(room, events[0])
    await room.undo()
    assert room.state.team.holder("incident_commander") == "ana"


async def test_the_receiver_accepts_from_another_room(tmp_path: Path, hands: Hands, room: Room) -> None:
    await room.take_role("incident_commander", "ana")
    await room.owners.attach(Plan(owner_id="Acme"))
    await room.promises.make("Acme", "a report", to_stamp(hands.now.replace(hour=16)))
    await room.team.hand_over("bob", ["incident_commander"])
    other = await joined(tmp_path / "data", room, hands, "bob")
    assert "- Acme: a report, due 2026-11-22 16:00 UTC" in offers(other.state.team, "bob")[0].note
    await other.team.accept()
    assert other.state.team.holder("incident_commander") == "bob"
    with pytest.raises(WarroomError, match="no role is offered"):
        await other.team.accept()


async def test_handing_over_what_one_does_not_hold_is_refused(room: Room) -> None:
    with pytest.raises(BadInput, match="doesn't hold any role"):
        await room.team.hand_over("bob", word="yes")
    await room.take_role("scribe", "ana")
    with pytest.raises(BadInput, match="doesn't hold deputy"):
        await room.team.hand_over("bob", ["scribe", "deputy"], word="yes")
    with pytest.raises(BadInput, match="can't hand over"):
        await room.team.hand_over("ana", word="yes")


async def test_command_is_taken_when_its_holder_is_gone_and_the_deputy_is_asked_first(room: Room, hands: Hands) -> None:
    await room.take_role("incident_commander", "wei")
    await room.take_role("deputy", "li")
    await room.come(["wei", "li"])
    with pytest.raises(WarroomError, match="wei holds command and is on the call"):
        await room.team.take_command("quicker")
    hands.move(1)
    await room.leave(["wei"])
    with pytest.raises(WarroomError, match="deputy, li, is offered command first"):
        await room.team.take_command("wei dropped off")
    with pytest.raises(BadInput, match="needs the reason"):
        await room.team.take_command(" ", past_deputy=True)
    await room.team.take_command("wei dropped off, li is in the lift", past_deputy=True)
    assert room.state.team.holder("incident_commander") == "ana"
    hands.move(1)
    await room.come(["wei"])
    told = taken_from(room.state.team, "wei")
    assert told is not None and (told.by, told.reason) == ("ana", "wei dropped off, li is in the lift")
    assert taken_from(room.state.team, "li") is None
    with pytest.raises(WarroomError, match="already"):
        await room.team.take_command("again")


async def test_the_deputy_takes_command_without_more(room: Room) -> None:
    await room.take_role("incident_commander", "wei")
    await room.take_role("deputy", "li")
    await room.team.take_command("wei is asleep", taker="li")
    assert room.state.team.holder("incident_commander") == "li"


async def test_six_hours_on_duty_are_told(room: Room, hands: Hands) -> None:
    await room.come(["ana", "bob"])
    await room.take_role("incident_commander", "wei")
    hands.move(5 * 60)
    await room.leave(["bob"])
    await room.come(["bob", "ana"])  # ana is there already: her time goes on
    hands.move(59)
    assert long_on_duty(room.state.team, hands.now) == []
    hands.move(1)
    assert [(one.name, one.roles) for one in long_on_duty(room.state.team, hands.now)] == [
        ("ana", ()),
        ("wei", ("incident_commander",)),
    ]
    await room.leave(["wei", "ana"])
    assert long_on_duty(room.state.team, hands.now) == []


async def test_undo_goes_back_step_by_step(room: Room) -> None:
    await room.set_severity("SEV2")
    await room.set_severity("SEV1")
    await room.come(["bob"])
    await room.leave(["bob"])
    idea = await room.causes.propose("DNS")
    await room.causes.set_state(idea.ref, "testing")
    await room.causes.set_state(idea.ref, "confirmed")
    for wanted in ("testing", "open"):
        await room.undo()
        assert room.causes.hypothesis(idea.ref).now.state == wanted
    await room.undo()
    assert not room.causes.hypothesis(idea.ref).stands
    await room.undo()
    assert room.state.team.on_call() == ["bob"]
    await room.undo()
    assert room.state.team.on_call() == []
    await room.undo()
    assert room.state.incident.severity.value == "SEV2"
