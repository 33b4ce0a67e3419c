"""Room commands on a real folder: the event each makes, its effect, and what is refused."""

from pathlib import Path

import pytest

from tests.warroom.rooms import START, Broken, new_folder, new_room, opened
from warroom.clock import to_stamp
from warroom.errors import Ambiguous, BadInput, NotFound, NotSaved, OutcomeUnknown, WarroomError
from warroom.room import Room
from warroom.state.room_state import Applied


async def test_an_entry_is_stored_folded_and_told(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    told: list[Applied] = []
    stop = room.subscribe(told.append)
    event = await room.log(
        " rolled back \n", kind="action", actor="bob", via="spoken", due=to_stamp(START), time_box=15
    )
    assert event.kind == "timeline.log"
    assert event.author == "ana"
    assert event.occurred_at is None
    entry = room.state.timeline.entries[event.eid]
    assert (entry.text, entry.kind, entry.who, entry.said.time_box) == ("rolled back", "action", "bob", 15)
    assert [one.added for one in told] == [(event,)]
    stop()
    await room.say("and now?")
    assert len(told) == 1


async def test_a_message_is_no_timeline_entry(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    before = len(room.state.timeline)
    event = await room.say("could it be the cert?", occurred_at=to_stamp(START), actor="bob")
    assert event.kind == "discussion.say"
    assert room.state.discussion.entries[event.eid].who == "bob"
    assert len(room.state.timeline) == before


async def test_a_named_milestone_is_that_key_event(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    event = await room.log("mitigated by rollback", milestone="mitigated", occurred_at=to_stamp(START))
    assert event.kind == "incident.milestone_set"
    assert room.state.timeline.entries[event.eid].said.milestone == "mitigated"


@pytest.mark.parametrize("text", ["", "  ", "\n\t"])
async def test_no_text_is_no_entry(tmp_path: Path, text: str) -> None:
    room = await new_room(tmp_path)
    before = len(room.state)
    for command in (room.log, room.say):
        with pytest.raises(BadInput, match="nothing was recorded"):
            await command(text)
    assert len(room.state) == before


async def test_text_is_kept_as_it_is_and_lone_surrogates_do_no_harm(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    odd = "[red]x[/] \x1b[31m \x00 \u202e 中文 🔥"
    event = await room.log(odd, actor="b\ud83dob")
    entry = room.state.timeline.entries[event.eid]
    assert (entry.text, entry.actor) == (odd, "b\ufffdob")


async def test_an_edit_names_what_its_author_saw(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    entry = await room.log("eror rate 4 %")
    first = await room.edit(entry.eid, text="error rate 4 %")
    second = await room.edit(entry.eid, kind="action", actor="bob", occurred_at=to_stamp(START))
    assert first.payload.get("bases") is None
    assert second.payload["bases"] == [first.eid]
    assert "text" not in second.payload
    shown = room.state.timeline.entries[entry.eid]
    assert (shown.text, shown.kind, shown.who, shown.at) == ("error rate 4 %", "action", "bob", to_stamp(START))
    assert (shown.versions, shown.conflict) == (3, False)
    with pytest.raises(WarroomError, match="nothing differs"):
        await room.edit(entry.eid, text="error rate 4 %")
    with pytest.raises(BadInput, match="needs text"):
        await room.edit(entry.eid, text="  ")


async def test_two_edits_that_did_not_see_each_other_are_a_shown_conflict_until_the_next(tmp_path: Path) -> None:
    folder, uid = new_folder(tmp_path)
    ana, bob = await opened(folder, uid), await opened(folder, uid, "bob")
    entry = await ana.log("x")
    await bob.refresh()
    await ana.edit(entry.eid, text="from ana")
    await bob.edit(entry.eid, text="from bob")
    await ana.refresh()
    for one in (ana, bob):
        assert one.state.timeline.entries[entry.eid].conflict
    await ana.edit(entry.eid, text="from both")
    assert not ana.state.timeline.entries[entry.eid].conflict


async def test_strike_and_its_end(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    for made in (await room.log("x"), await room.say("y")):
        await room.retract(made.eid, "wrong room")
        entry = room.find(made.ref)
        assert (entry.retracted, entry.retracted_why, entry.text) == (True, "wrong room", made.payload["text"])
        await room.retract(made.eid, retracted=False)
        assert not room.find(made.ref).retracted


async def test_pin_and_its_end(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    entry = await room.log("x")
    await room.pin(entry.eid)
    assert room.find(entry.ref).pinned
    await room.pin(entry.eid, pinned=False)
    assert not room.find(entry.ref).pinned
    message = await room.say("y")
    with pytest.raises(NotFound, match="only timeline entries"):
        await room.pin(message.eid)


async def test_a_line_that_says_what_the_room_is_can_not_be_struck_or_reworded(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    severity = await room.set_severity("SEV2", "checkout")
    came = (await room.come(["bob"]))[0]
    for event in (severity, came):
        with pytest.raises(WarroomError, match="nothing was changed"):
            await room.retract(event.eid, "no")
        with pytest.raises(WarroomError, match="nothing was changed"):
            await room.edit(event.eid, text="SEV5")
    await room.edit(severity.eid, occurred_at=to_stamp(START))
    assert room.find(severity.ref).at == to_stamp(START)
    assert room.state.incident.severity.value == "SEV2"


async def test_erased_text_is_gone_from_state_and_disk(tmp_path: Path) -> None:
    folder, uid = new_folder(tmp_path)
    room, other = await opened(folder, uid), await opened(folder, uid, "bob")
    secret = "hunter2-" + uid[:8]
    entry = await room.log(f"password is {secret}")
    await room.edit(entry.eid, text=f"the password: {secret}")
    await other.refresh()
    with pytest.raises(BadInput, match="needs a reason"):
        await room.erase(entry.eid, " ")
    assert holding(tmp_path, secret)
    event = await room.erase(entry.eid, "a password")
    await other.refresh()
    fresh = await opened(folder, uid)
    for one in (room, other, fresh):
        shown = one.state.timeline.entries[entry.eid]
        assert shown.erased
        assert (shown.text, shown.erased_by, shown.erased_why) == ("", "ana", "a password")
        assert secret not in repr([one.state.events, shown])
        with pytest.raises(WarroomError, match="erased"):
            await one.edit(entry.eid, text="again")
    assert event.kind == "entry.erased"
    await room.close()
    assert holding(tmp_path, secret) == []


def holding(folder: Path, text: str) -> list[Path]:
    """The files beneath a folder that hold a text."""
    return [file for file in folder.rglob("*") if file.is_file() and text.encode() in file.read_bytes()]


async def test_severity_status_and_their_reasons(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    first = await room.set_severity("SEV2")
    second = await room.set_severity("SEV1", "EU is down", actor="bob", via="spoken")
    assert second.payload["was"] == "SEV2"
    assert second.payload["bases"] == [first.eid]
    assert room.find(second.ref).text == "SEV2 to SEV1: EU is down"
    with pytest.raises(WarroomError, match="SEV1 already"):
        await room.set_severity("SEV1")
    await room.set_status("identified")
    assert "identified" in room.card()["status"]  # type: ignore[operator]
    await room.set_status("closed")
    for reason in ("", " "):
        with pytest.raises(BadInput, match="reopening needs a reason"):
            await room.set_status("monitoring", reason)
    await room.set_status("resolved")
    await room.set_status("investigating", "it is back")
    assert room.state.incident.is_open


async def test_two_severities_at_once_are_shown_until_somebody_sets_one(tmp_path: Path) -> None:
    folder, uid = new_folder(tmp_path)
    ana, bob = await opened(folder, uid), await opened(folder, uid, "bob")
    await ana.set_severity("SEV3")
    await bob.refresh()
    await ana.set_severity("SEV2")
    await bob.set_severity("SEV1")
    await ana.refresh()
    for one in (ana, bob):
        assert set(one.state.incident.severity.conflict) == {"SEV1", "SEV2"}
    now = ana.state.incident.severity.value
    assert now is not None
    await ana.set_severity(now)  # the same value again is what ends it
    await bob.refresh()
    for one in (ana, bob):
        assert one.state.incident.severity.conflict == ()
        assert one.state.incident.severity.value == now


async def test_fields_components_and_members(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    await room.set_field("impact", " card payments fail ")
    await room.set_field("impact", "支付失败", "zh")
    again = await room.set_field("impact", "card payments fail in the EU")
    assert len(again.payload["bases"]) == 1
    incident = room.state.incident
    assert incident.field("impact") == "card payments fail in the EU"
    assert incident.field("impact", "zh") == "支付失败"
    await room.set_component("checkout", "partial_outage")
    await room.set_component("checkout", "major_outage", "all regions")
    assert incident.components["checkout"].value == "major_outage"
    with pytest.raises(WarroomError, match="already"):
        await room.set_component("checkout", "major_outage")
    with pytest.raises(BadInput, match="needs a name"):
        await room.set_component(" ", "operational")
    await room.set_member("bob", "Robert Li", "+44", "Europe/London")
    await room.set_member("bob", contact="+44 20")
    bob = room.state.team.members["bob"].value
    assert bob is not None
    assert (bob.name, bob.contact, bob.zone) == ("Robert Li", "+44 20", "Europe/London")
    with pytest.raises(BadInput, match="no time zone"):
        await room.set_member("bob", zone="Mars/Olympus")


async def test_roles_are_taken_laid_down_and_handed_over_with_a_word(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    await room.take_role("incident_commander", "ana")
    with pytest.raises(WarroomError, match="ana already"):
        await room.take_role("incident_commander", "ana")
    await room.hand_over("incident_commander", "bob", "db is down, v411 holds", accepted=False)
    assert room.state.team.holder("incident_commander") == "ana"
    await room.hand_over("incident_commander", "bob", "db is down, v411 holds", accepted=True)
    assert room.state.team.holder("incident_commander") == "bob"
    await room.take_role("incident_commander", "")
    assert room.state.team.holder("incident_commander") == ""
    with pytest.raises(WarroomError, match="nobody holds"):
        await room.hand_over("incident_commander", "ana", "", accepted=True)
    with pytest.raises(WarroomError):
        await room.take_role("scribe", "")


async def test_who_is_on_the_call(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    made = await room.arrive([("bob", "staff", ""), ("Mr Li", "owner", "Acme")])
    assert [event.kind for event in made] == ["presence.in", "presence.in"]
    assert room.state.team.on_call() == ["bob"]
    assert room.state.team.on_call("owner") == ["Mr Li"]
    again = await room.come(["bob", "ana"])
    assert [event.payload["actor"] for event in again] == ["ana"]  # bob is here already
    with pytest.raises(WarroomError, match="bob is on the call already"):
        await room.come(["bob"])
    await room.leave(["bob", "Mr Li"])
    assert room.state.team.on_call("owner") == []
    with pytest.raises(WarroomError, match="bob is off the call already"):
        await room.leave(["bob"])
    with pytest.raises(BadInput, match="who joined"):
        await room.come([" "])


async def test_a_file_is_copied_and_recorded(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    source = tmp_path / "crack 中文.txt"
    source.write_bytes(b"0123456789")
    event = await room.attach(source, "north wall")
    attachment = room.state.incident.attachments[event.eid]
    assert (attachment.name, attachment.size, attachment.note) == ("crack 中文.txt", 10, "north wall")
    before = len(room.state)
    for missing in (tmp_path / "none", tmp_path):
        with pytest.raises(BadInput, match="Nothing was changed"):
            await room.attach(missing)
    assert len(room.state) == before


async def test_entries_are_found_by_their_letters(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    made = [await room.log(str(number)) for number in range(40)]
    assert room.find(made[7].ref.lower()).eid == made[7].eid
    with pytest.raises(NotFound, match="no entry is called"):
        room.find("UUUUU")
    firsts = [event.ref[0] for event in made]
    shared = next(letter for letter in firsts if firsts.count(letter) > 1)
    with pytest.raises(Ambiguous, match="type more letters"):
        room.find(shared)
    with pytest.raises(NotFound):
        await room.edit("0190-none", text="x")


@pytest.mark.parametrize("error", [NotSaved("the disk is full"), OutcomeUnknown("look before repeating")])
async def test_a_store_that_fails_leaves_the_state_as_it_was(tmp_path: Path, error: NotSaved) -> None:
    folder, uid = new_folder(tmp_path)
    log = Broken(folder.open(uid), error)
    log.broken = False
    room = Room(log, me="ana")  # type: ignore[arg-type]  # the rest is the real log's
    await room.load()
    entry = await room.log("kept")
    before, told = room.state.events, list[Applied]()
    room.subscribe(told.append)
    log.broken = True
    works = (
        room.log("x"), room.say("x"), room.edit(entry.eid, text="x"), room.pin(entry.eid), room.retract(entry.eid),
        room.erase(entry.eid, "x"), room.set_severity("SEV1"), room.set_status("identified"), room.come(["bob"]),
        room.take_role("scribe", "bob"), room.set_field("impact", "x"), room.undo(),
    )  # fmt: skip
    for work in works:
        with pytest.raises(type(error)):
            await work
    assert room.state.events == before
    assert told == []
    log.broken = False
    assert await room.undo() == "the entry is struck"  # the failed ones are not on the list


async def test_what_others_stored_comes_with_ones_own_entry(tmp_path: Path) -> None:
    folder, uid = new_folder(tmp_path)
    ana, bob = await opened(folder, uid), await opened(folder, uid, "bob")
    theirs = await bob.log("from bob")
    mine = await ana.log("from ana")
    assert ana.find(theirs.ref).author == "bob"
    assert mine.lam > theirs.lam


async def test_a_preview_agrees_with_the_whole_room(tmp_path: Path) -> None:
    folder, uid = new_folder(tmp_path)
    first = await opened(folder, uid)
    for number in range(20):
        await first.log(str(number))
    await first.close()
    room = Room(folder.open(uid), me="ana")
    await room.preview(5)
    assert [entry.text for entry in room.state.timeline][-5:] == ["15", "16", "17", "18", "19"]
    shown, total = room.card(), room.total
    await room.load()
    assert (room.card(), len(room.state)) == (shown, total)
