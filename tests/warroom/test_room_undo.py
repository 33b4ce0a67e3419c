"""Undo: the opposite of my last change is recorded; what can't be taken back is said, not guessed."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.warroom.rooms import START, new_folder, new_room, opened
from warroom.clock import to_stamp
from warroom.errors import BadInput, WarroomError
from warroom.room import Room


async def test_there_is_nothing_to_undo_at_first(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    with pytest.raises(BadInput, match="nothing of yours"):
        await room.undo()


async def test_an_entry_and_a_message_are_struck_and_stay_readable(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    made = [await room.log("x"), await room.log("y", milestone="mitigated"), await room.say("z")]
    assert await room.undo() == "the message is struck"
    assert await room.undo() == "the entry is struck"
    await room.undo()
    for event in made:
        assert room.find(event.ref).retracted
        assert room.find(event.ref).text
    with pytest.raises(BadInput):
        await room.undo()


async def test_strike_pin_and_edit_are_taken_back(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    entry = await room.log("as it was", occurred_at=to_stamp(START))
    await room.edit(entry.eid, text="changed", kind="decision", actor="bob", occurred_at="2026-11-22T07:00:00.000000Z")
    await room.pin(entry.eid)
    await room.retract(entry.eid)
    await room.retract(entry.eid, retracted=False)
    assert await room.undo() == "it is struck again"
    assert room.find(entry.ref).retracted
    assert await room.undo() == "the strike is taken back"
    assert not room.find(entry.ref).retracted
    assert await room.undo() == "the pin is taken back"
    assert not room.find(entry.ref).pinned
    assert await room.undo() == "the entry reads as before"
    shown = room.find(entry.ref)
    assert (shown.text, shown.kind, shown.actor, shown.at) == ("as it was", "observation", "", to_stamp(START))


async def test_an_edit_of_a_message_is_taken_back(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    message = await room.say("one")
    await room.edit(message.eid, text="two")
    await room.undo()
    assert room.find(message.ref).text == "one"


async def test_what_was_recorded_together_is_taken_back_together(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    await room.arrive([("bob", "staff", ""), ("Mr Li", "owner", "Acme")])
    before = len(room.state)
    assert await room.undo() == "2 changes that were made together"
    assert room.state.team.on_call() == room.state.team.on_call("owner") == []
    assert len(room.state) == before + 2


SETTINGS: dict[
    str, tuple[Callable[[Room], Awaitable[object]], Callable[[Room], Awaitable[object]], Callable[[Room], object]]
] = {
    "severity": (
        lambda room: room.set_severity("SEV3"),
        lambda room: room.set_severity("SEV1"),
        lambda room: room.state.incident.severity.value,
    ),
    "status": (
        lambda room: room.set_status("identified"),
        lambda room: room.set_status("monitoring"),
        lambda room: room.state.incident.status.value,
    ),
    "field": (
        lambda room: room.set_field("impact", "one"),
        lambda room: room.set_field("impact", "two"),
        lambda room: room.state.incident.field("impact"),
    ),
    "component": (
        lambda room: room.set_component("db", "operational"),
        lambda room: room.set_component("db", "major_outage"),
        lambda room: room.state.incident.components["db"].value,
    ),
    "role": (
        lambda room: room.take_role("scribe", "bob"),
        lambda room: room.take_role("scribe", "ana"),
        lambda room: room.state.team.holder("scribe"),
    ),
    "command": (
        lambda room: room.take_role("incident_commander", "bob"),
        lambda room: room.hand_over("incident_commander", "ana", "note", accepted=True),
        lambda room: room.state.team.holder("incident_commander"),
    ),
    "member": (
        lambda room: room.set_member("bob", "Bob", "+1"),
        lambda room: room.set_member("bob", "Robert", "+2"),
        lambda room: repr(room.state.team.members["bob"].value).split("bases")[0],
    ),
    "presence": (
        lambda room: room.come(["Mr Li"], "owner", "Acme"),
        lambda room: room.leave(["Mr Li"]),
        lambda room: room.state.team.on_call("owner"),
    ),
    "side": (
        lambda room: room.come(["li"], "owner", "Acme"),
        lambda room: room.come(["li"]),
        lambda room: (room.state.team.on_call("owner"), room.state.team.on_call()),
    ),
}


@pytest.mark.parametrize("name", SETTINGS)
async def test_a_setting_goes_back_to_what_it_was(tmp_path: Path, name: str) -> None:
    before, change, value = SETTINGS[name]
    room = await new_room(tmp_path)
    await before(room)
    was = value(room)
    await change(room)
    assert value(room) != was
    assert await room.undo() == "it is as it was before"
    assert value(room) == was


@pytest.mark.parametrize("name", [name for name in SETTINGS if name not in ("side", "command")])
async def test_what_somebody_else_set_meanwhile_is_not_undone(tmp_path: Path, name: str) -> None:
    before, change, value = SETTINGS[name]
    folder, uid = new_folder(tmp_path)
    ana, bob = await opened(folder, uid), await opened(folder, uid, "bob")
    await change(ana)
    await bob.refresh()
    await before(bob)
    await ana.refresh()
    held, events = value(ana), len(ana.state)
    with pytest.raises(WarroomError, match="changed since"):
        await ana.undo()
    assert (value(ana), len(ana.state)) == (held, events)


@pytest.mark.parametrize("name", ["severity", "component"])
async def test_the_first_value_of_all_can_not_be_unset(tmp_path: Path, name: str) -> None:
    room = await new_room(tmp_path)
    entry = await room.log("before")
    await SETTINGS[name][0](room)
    with pytest.raises(WarroomError, match=r"^the first [a-z ]+ can't be undone"):
        await room.undo()
    # Said once; the change before it can be taken back then.
    await room.undo()
    assert room.find(entry.ref).retracted


async def test_an_erasure_can_not_be_undone_and_nothing_else_is_undone_in_its_place(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    kept = await room.log("kept")
    gone = await room.log("gone")
    await room.erase(gone.eid, "a password")
    with pytest.raises(WarroomError, match=r"^an erasure can't be undone: the text is gone$"):
        await room.undo()
    assert not room.find(kept.ref).retracted
    with pytest.raises(WarroomError, match="erased"):
        await room.undo()
    assert await room.undo() == "the entry is struck"
    assert room.find(kept.ref).retracted


async def test_an_attachment_can_not_be_undone(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    (tmp_path / "a.txt").write_text("x")
    await room.attach(tmp_path / "a.txt")
    with pytest.raises(WarroomError, match=r"^an attachment can't be undone"):
        await room.undo()


async def test_undo_takes_back_my_changes_only(tmp_path: Path) -> None:
    folder, uid = new_folder(tmp_path)
    ana, bob = await opened(folder, uid), await opened(folder, uid, "bob")
    mine = await ana.log("mine")
    theirs = await bob.log("theirs")
    await ana.refresh()
    await ana.undo()
    assert ana.find(mine.ref).retracted
    assert not ana.find(theirs.ref).retracted
