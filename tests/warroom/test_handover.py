"""Handing over: the note says everything with times that mean the same tomorrow; an offer is accepted or declined."""

from pathlib import Path

import pytest

from store.rooms import RoomsFolder
from tests.warroom.live_rooms import Hands, joined, new_room
from warroom import making, seal
from warroom.clock import to_stamp
from warroom.countdowns import due
from warroom.doing import do_line, read
from warroom.errors import BadInput, WarroomError
from warroom.room import Room
from warroom.state.duty import declines, notices, offers
from warroom.state.owners import Plan


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
async def room(tmp_path: Path, hands: Hands) -> Room:
    return await new_room(tmp_path / "data", hands)


async def says(room: Room, line: str) -> str:
    meaning = read(line, now=room.clock(), zone=room.zone, members=room.state.people, profile=room.profile)
    return (await do_line(room, meaning, pane="timeline")).said


async def fill(room: Room, hands: Hands) -> None:
    """A room in the midst of it: late and not late, told and not told, agreed and not."""
    await room.set_severity("SEV2")
    await room.set_field("impact", "1 in 8 cards fail")
    await room.owners.attach(Plan(owner_id="Acme"))
    await room.tasks.add("roll back", assignee="bob", time_box=10)
    await room.tasks.add("keep the old system off", assignee="Mr Li", side="owner", owner="Acme")
    await room.promises.make("Acme", "a report", to_stamp(hands.now.replace(hour=14, minute=5)), assignee="li")
    await room.promises.make("Acme", "a visit", to_stamp(hands.now.replace(day=24, hour=9)))
    await room.questions.ask("Acme", "Are refunds hit?", actor="Mr Li", due=to_stamp(hands.now.replace(hour=15)))
    hands.move(20)


async def test_the_note_says_it_all_with_days_zones_and_what_is_late(room: Room, hands: Hands) -> None:
    await fill(room, hands)
    note = room.team.note()
    lines = note.splitlines()
    assert lines[0].startswith("SEV2 investigating, 2 open tasks (1 LATE), 2 promises (1 LATE), 1 open question")
    for said in (
        "As of: 2026-11-22 14:20 UTC",
        "Impact: 1 in 8 cards fail",
        "Cause: not known yet",
        "- Acme, due 2026-11-22 14:30 UTC",
        "- bob: roll back, due 2026-11-22 14:10 UTC LATE",
        "- Mr Li (Acme): keep the old system off",
        "- Acme: a report (li), due 2026-11-22 14:05 UTC LATE",
        "- Acme: a visit, due 2026-11-24 09:00 UTC",
        "- Acme, Mr Li: Are refunds hit?, answer due 2026-11-22 15:00 UTC",
        "- Acme: severity: SEV2 (new)",
        "Conflicts, nobody has picked: none",
    ):
        assert said in lines, f"{said} is not in\n{note}"
    assert "ago" not in note and "tomorrow" not in note


async def test_a_conflict_stands_in_the_note(tmp_path: Path, room: Room, hands: Hands) -> None:
    other = await joined(tmp_path / "data", room, hands, "bob")
    await room.set_severity("SEV1")
    await other.set_severity("SEV3")
    assert "- severity: SEV1 or SEV3" in other.team.note()


async def test_a_chinese_room_has_a_chinese_note(tmp_path: Path, hands: Hands) -> None:
    drafts = making.opening("支付延迟", author="wei", now=hands(), profile="project", zone_name="Asia/Shanghai")
    log = RoomsFolder(tmp_path / "zh").create_with(seal.new_uuid(), drafts)
    room = Room(log, me="wei", clock=hands)
    await room.load()
    await fill(room, hands)
    note = room.team.note()
    assert "截至: 2026-11-22 22:20 UTC+8" in note
    assert "- bob: roll back, 截止 2026-11-22 22:10 UTC+8 已逾期" in note
    assert "2项未完成任务 (1 已逾期)" in note.splitlines()[0]
    for english in ("Impact", "Cause", "Open tasks", "LATE", "not known"):
        assert english not in note
    assert "尚未告知:" in note and "待答复的问题:" in note


async def test_slash_and_several_roles_at_once_carry_one_note(room: Room, hands: Hands) -> None:
    await fill(room, hands)
    for role in ("incident_commander", "scribe", "customer_liaison"):
        await room.take_role(role, "ana")  # type: ignore[arg-type]
    await says(room, "/handover bob: ic, scribe = I have both")
    team = room.state.team
    assert (team.holder("incident_commander"), team.holder("scribe")) == ("bob", "bob")
    assert team.holder("customer_liaison") == "ana"
    notes = [one.value.note for register in team.transfers.values() for one in register.history]
    assert len([note for note in notes if note]) == 1, "the note goes with the first role"
    (note,) = [note for note in notes if note]
    assert "- Acme: a visit, due 2026-11-24 09:00 UTC" in note and note.endswith("bob: I have both")


async def test_who_is_offered_a_role_declines_and_the_giver_sees_why(tmp_path: Path, room: Room, hands: Hands) -> None:
    await room.take_role("incident_commander", "ana")
    await room.take_role("scribe", "ana")
    await room.team.hand_over("bob")
    bob = await joined(tmp_path / "data", room, hands, "bob")
    with pytest.raises(BadInput, match="and why"):
        await says(bob, "/decline")
    assert await says(bob, "/decline I am on another incident") == (
        "bob declines incident commander, scribe; ana still has it"
    )
    await room.refresh()
    for one in (room, bob):
        assert offers(one.state.team) == []
        assert [(no.role, no.by, no.to, no.reason) for no in declines(one.state.team)] == [
            ("incident_commander", "bob", "ana", "I am on another incident"),
            ("scribe", "bob", "ana", "I am on another incident"),
        ]
        assert one.state.team.holder("incident_commander") == "ana"
    assert room.state.timeline.order[-1].text == ("scribe: bob declines, offered by ana: I am on another incident")
    with pytest.raises(WarroomError, match="no role is offered"):
        await says(bob, "/accept")
    with pytest.raises(WarroomError, match="no role is offered"):
        await says(bob, "/decline no")
    await bob.undo()
    assert len(offers(bob.state.team, "bob")) == 2, "undone, the offers stand again"
    await bob.team.accept()
    assert declines(bob.state.team) == []


async def test_somebody_types_for_the_one_who_declines(room: Room) -> None:
    await room.take_role("scribe", "ana")
    await room.team.hand_over("bob")
    await says(room, '/decline bob = "my shift ends"')
    assert declines(room.state.team)[0].by == "bob"
    assert room.state.timeline.order[-1].who == "bob"


async def test_the_giver_takes_an_offer_back(tmp_path: Path, room: Room, hands: Hands) -> None:
    await room.take_role("incident_commander", "ana")
    await room.team.hand_over("bob")
    await room.undo()
    assert offers(room.state.team) == declines(room.state.team) == []
    assert room.state.timeline.order[-1].text == "incident commander: ana takes back the offer to bob"
    await room.team.hand_over("bob")
    bob = await joined(tmp_path / "data", room, hands, "bob")
    await bob.team.accept()
    await room.refresh()
    with pytest.raises(WarroomError, match="answered"):
        await room.undo()
    assert room.state.team.holder("incident_commander") == "bob"


async def test_who_comes_back_is_told_who_took_command_until_they_say_so(
    tmp_path: Path, room: Room, hands: Hands
) -> None:
    await room.take_role("incident_commander", "wei")
    await room.take_role("deputy", "dan")
    await room.come(["wei", "dan"])
    with pytest.raises(WarroomError, match="is on the call"):
        await says(room, "/take wei is silent")
    hands.move(1)
    await room.leave(["wei"])
    with pytest.raises(WarroomError, match="the deputy, dan, is offered command first"):
        await says(room, "/take wei is gone")
    await says(room, "/take past-deputy dan is busy, wei is gone")
    wei = await joined(tmp_path / "data", room, hands, "wei")
    (told,) = notices(wei.state.team, "wei", hands.now)
    assert told.startswith("COMMAND WAS TAKEN from wei by ana: dan is busy, wei is gone")
    assert notices(wei.state.team, "ana", hands.now) == []
    hands.move(1)
    assert "COMMAND WAS TAKEN from wei by ana" in await says(wei, "/in wei")
    assert notices(wei.state.team, "wei", hands.now) == []


async def test_notices_of_offers_declines_and_six_hours(tmp_path: Path, room: Room, hands: Hands) -> None:
    await room.take_role("scribe", "ana")
    await room.come(["ana"])
    await room.team.hand_over("bob")
    bob = await joined(tmp_path / "data", room, hands, "bob")
    (told,) = notices(bob.state.team, "bob", hands.now)
    assert told == "OFFERED to you by ana: scribe; /accept, or /decline and why"
    await bob.team.decline("my shift ends")
    await room.refresh()
    assert notices(room.state.team, "ana", hands.now) == ["DECLINED by bob: scribe: my shift ends; you still have it"]
    hands.move(31)
    assert notices(room.state.team, "ana", hands.now) == []
    hands.move(6 * 60)
    assert notices(room.state.team, "ana", hands.now) == ["ON DUTY for 6 h: time to hand over, /handover NAME"]


async def test_the_note_counts_by_the_profile_of_the_room(tmp_path: Path, hands: Hands) -> None:
    drafts = making.opening("Cracks in wall 3", author="wei", now=hands(), profile="project", severity="SEV2")
    room = Room(RoomsFolder(tmp_path / "site").create_with(seal.new_uuid(), drafts), me="wei", clock=hands)
    await room.load()
    await room.owners._do(Plan(owner_id="Acme"))  # as another program attaches one: with no cadence of its own
    [notice] = [one for one in due(room.state, hands(), room.cadences) if one.kind == "first_notice"]
    assert f"Acme, due {notice.at:%Y-%m-%d %H:%M}" in room.team.note()
    assert notice.at not in [one.at for one in due(room.state, hands()) if one.kind == "first_notice"]
