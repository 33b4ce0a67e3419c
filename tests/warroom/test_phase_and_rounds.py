"""Which phase an update is in, and which owners a round is for."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tests.warroom.live_rooms import Hands
from tests.warroom.updating import draft_of, room_with_owner
from warroom.clock import to_stamp
from warroom.state.incident import Status
from warroom.state.owners import Plan
from warroom.state.revisions import Body, Phase, Section
from warroom.updates.phase import phase_of
from warroom.updates.rounds import owners_due


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.mark.parametrize(
    ("status", "phase"),
    [
        ("investigating", "investigating"),
        ("identified", "identified"),
        ("monitoring", "monitoring"),
        ("resolved", "resolved"),
        ("closed", "closure"),
    ],
)
async def test_the_phase_follows_from_the_status_once_they_were_told(
    tmp_path: Path, hands: Hands, status: Status, phase: Phase
) -> None:
    room = await room_with_owner(tmp_path, hands)
    if status != "investigating":
        await room.set_status(status)
    assert phase_of(room.state, "Acme") == "first_notice"
    telling = await room.owners.tell("Acme")
    assert phase_of(room.state, "Acme") == phase
    await room.owners.not_after_all(telling[0].eid, "a slip")
    assert phase_of(room.state, "Acme") == "first_notice"


async def test_a_task_that_mends_a_cause_makes_it_fixing(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    await room.owners.tell("Acme")
    cause = await room.causes.propose("a full disk")
    tasks = [await room.tasks.add("write it down"), await room.tasks.add("free the disk", cause=cause.ref)]
    for task in tasks:
        await room.tasks.set_state(task.ref, "in_progress")
    assert phase_of(room.state, "Acme") == "investigating"
    await room.set_status("identified")
    assert phase_of(room.state, "Acme") == "fixing"
    await room.tasks.set_state(tasks[1].ref, "done")
    assert phase_of(room.state, "Acme") == "identified"


async def test_a_round_is_for_those_who_are_due(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    await room.owners.attach(Plan(owner_id="City"))
    assert set(owners_due(room.state, hands.now)) == {"Acme", "City"}  # nobody was told yet
    await room.owners.tell("Acme", next_update=to_stamp(hands.now + timedelta(minutes=30)))
    await room.owners.tell("City", next_update=to_stamp(hands.now + timedelta(minutes=60)))
    hands.move(1)
    assert owners_due(room.state, hands.now) == ["Acme"]  # it will be next
    hands.move(24)
    assert owners_due(room.state, hands.now) == ["Acme"]
    hands.move(40)
    assert owners_due(room.state, hands.now) == ["Acme", "City"]
    await room.owners.pause("Acme", "they sleep")
    assert owners_due(room.state, hands.now) == ["City"]


async def test_a_round_is_also_for_those_who_do_not_know_what_has_to_be_told(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    await room.owners.attach(Plan(owner_id="City"))
    for owner in ("Acme", "City"):
        await room.owners.tell(owner, next_update=to_stamp(hands.now + timedelta(minutes=30)))
    hands.move(1)
    assert len(owners_due(room.state, hands.now)) == 1, "nobody is due and nothing is new: the one that is next"
    await room.set_status("identified")
    assert set(owners_due(room.state, hands.now)) == {"Acme", "City"}
    await room.owners.tell("City", next_update=to_stamp(hands.now + timedelta(minutes=30)))
    assert owners_due(room.state, hands.now) == ["Acme"]
    await room.owners.pause("Acme", "they sleep")
    assert "Acme" not in owners_due(room.state, hands.now), "who sleeps is not woken by a round"
    assert "Acme" in owners_due(room.state, hands.now, shown="Acme"), "but the owner in sight is drafted for"


async def test_an_update_in_another_language_than_the_plan_s_tells_the_same_facts(tmp_path: Path, hands: Hands) -> None:
    room = await room_with_owner(tmp_path, hands)
    await room.set_field("impact", "12%的刷卡支付失败。", "zh")
    await room.owners.set_plan("Acme", lang="zh")
    content = draft_of(room)  # its facts are worded in English
    assert [one.was for one in content.facts if one.key == "impact"] == ["12 % of your card payments fail."]
    content = msgspec.structs.replace(content, bodies=(content.bodies[0], Body("zh", "", (Section("free", ""),))))
    eid = (await room.updates.begin("Acme", content)).eid
    blocking = {one.rule for one in room.updates.check("Acme", content) if one.severity == "block"}
    await room.updates.approve(eid, by="wei", via="spoken", overrides=sorted(blocking), reason="no time")
    await room.updates.tell(eid)
    assert room.state.updates.known("Acme")["impact"].fact.was == "12%的刷卡支付失败。"
    assert "impact" not in {one.fact.key for one in room.owners.not_told("Acme")}
