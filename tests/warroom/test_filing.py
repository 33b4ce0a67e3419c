"""What was noted under the wrong owner is struck or moved, in any order; erasing names what still holds the words."""

import json
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest

from tests.warroom.live_rooms import Hands, joined, new_room
from tests.warroom.shell import Shell
from tests.warroom.test_owner_fold import everything
from warroom.clock import to_stamp
from warroom.countdowns import due
from warroom.doing import do_line, read
from warroom.errors import BadInput, NotFound, WarroomError
from warroom.room import Room
from warroom.seal import entry_ref
from warroom.state.owners import Plan
from warroom.state.room_state import RoomState, fold


async def room_of(folder: Path, hands: Hands) -> Room:
    room = await new_room(folder, hands)
    await room.set_severity("SEV2")
    for name in ("Acme", "City"):
        await room.owners.attach(Plan(owner_id=name))
    return room


def said(room: Room, owner: str) -> list[tuple[str, bool]]:
    return [(one.text, one.retracted) for one in room.state.owners.threads.get(owner) or ()]


def open_questions(room: Room, owner: str) -> list[str]:
    return [one.now.text for one in room.state.questions.unanswered(owner)]


async def line(room: Room, text: str) -> str:
    now = room.clock()
    return (await do_line(room, read(text, now=now, zone=room.zone, members=()), pane="timeline")).said


async def test_a_message_moves_with_its_questions_and_back(tmp_path: Path) -> None:
    room = await room_of(tmp_path, Hands())
    await line(room, "/from Mr Li (Acme): Is it down? When is it back?; questions: yes")
    [entry] = room.state.owners.threads["Acme"]
    moved = await line(room, f"/refile {entry.ref} City; because: wrong thread")
    assert moved == f"{entry.ref} is City's now, with 2 questions"
    assert said(room, "Acme") == [] and said(room, "City") == [("Is it down? When is it back?", False)]
    assert open_questions(room, "Acme") == [] and len(open_questions(room, "City")) == 2
    assert room.state.timeline.entries[entry.eid].retracted  # its line said that it was Acme's
    assert not [one for one in due(room.state, room.clock()) if one.kind == "question" and one.owner == "Acme"]
    with pytest.raises(WarroomError, match="already"):
        await line(room, f"/refile {entry.ref} City")
    await line(room, "/undo")
    assert said(room, "City") == [] and len(open_questions(room, "Acme")) == 2
    assert "City" not in room.state.owners.threads
    assert not room.state.timeline.entries[entry.eid].retracted


async def test_a_message_is_struck_with_its_open_questions_and_stands_again(tmp_path: Path) -> None:
    room = await room_of(tmp_path, Hands())
    await line(room, "/from Acme: Is it down? When is it back?; questions: yes")
    [entry] = room.state.owners.threads["Acme"]
    first = room.state.questions.of("Acme")[0]
    await room.questions.answer(first.eid, "yes")
    await line(room, f"/retract {entry.ref} it was a test")
    assert said(room, "Acme") == [("Is it down? When is it back?", True)]
    assert open_questions(room, "Acme") == [] and len(room.state.questions.of("Acme")) == 1  # the answered one stays
    await line(room, f"/retract {entry.ref}")
    assert said(room, "Acme") == [("Is it down? When is it back?", False)]
    assert len(open_questions(room, "Acme")) == 1


async def test_undo_takes_back_messages_meetings_questions_feedback_and_tellings(tmp_path: Path) -> None:
    room = await room_of(tmp_path, hands := Hands())
    await line(room, "/from Acme: Is it down?; questions: yes")
    assert "2 changes" in await line(room, "/undo")
    assert said(room, "Acme") == [("Is it down?", True)] and open_questions(room, "Acme") == []
    await line(room, "/from Acme: we met; means: meeting; with: Mr Li")
    await line(room, "/undo")
    assert [struck for _, struck in said(room, "Acme")] == [True, True]
    await line(room, "/asked Acme: why?")
    await line(room, "/undo")
    assert open_questions(room, "Acme") == []
    await room.set_status("closed")
    await line(room, "/feedback Acme: 4 5 fine")
    await line(room, "/undo")
    assert room.state.expectations.feedback == {}
    hands.move(1)
    await line(room, "/told Acme")
    await line(room, "/undo")
    assert room.state.updates.told("Acme") == []


async def test_feedback_and_questions_move_and_a_telling_does_not(tmp_path: Path) -> None:
    room = await room_of(tmp_path, Hands())
    asked = await room.questions.ask("Acme", "why?")
    await room.set_status("closed")
    given = await room.expectations.feedback("Acme", 4, 5, "fine")
    told = (await room.owners.tell("Acme"))[0]
    await line(room, f"/refile {asked.ref} City")
    await line(room, f"/refile {given.ref} City")
    assert open_questions(room, "City") == ["why?"] and list(room.state.expectations.feedback) == ["City"]
    with pytest.raises(BadInput, match="can't be moved"):
        await line(room, f"/refile {told.ref} City")
    with pytest.raises(BadInput, match="not told after all"):
        await line(room, f"/retract {told.ref}")  # a reason is needed
    await line(room, f"/retract {told.ref} the line was bad")
    assert room.state.updates.told("Acme") == []
    with pytest.raises(WarroomError, match="taken back"):
        await line(room, f"/retract {told.ref} again")
    await line(room, f"/retract {given.ref} a test")
    assert room.state.expectations.feedback == {}
    entry = await room.log("a plain line")
    with pytest.raises(NotFound, match="no message"):
        await line(room, f"/refile {entry.ref} City")


async def test_a_struck_contact_after_closing_is_none(tmp_path: Path) -> None:
    room = await room_of(tmp_path, hands := Hands())
    await room.set_status("closed")
    hands.move(1)
    noted = (await room.owners.note("Acme", "all well", follow_up=30))[0]

    def days() -> set[str]:
        return {one.id for one in due(room.state, hands.now) if one.kind == "contact" and one.owner == "Acme"}

    assert "contact:Acme:30" not in days()
    await room.filing.strike(noted.eid, "it was City's")
    assert "contact:Acme:30" in days()


async def test_any_order_of_the_events_gives_the_same_room(tmp_path: Path) -> None:
    room = await room_of(tmp_path, hands := Hands())
    await room.set_status("closed")
    before = len(room.state)
    [message] = await room.owners.note("Acme", "it is down")
    given = await room.expectations.feedback("Acme", 4, 5, "fine")
    other = await joined(tmp_path, room, hands, "bob")
    await room.filing.refile(message.eid, "City", "wrong")
    await room.filing.refile(given.eid, "City")
    await other.filing.strike(message.eid, "a test")  # without seeing that it was moved
    await room.refresh()
    await room.erase(message.eid, "a password")
    events = room.state.events
    wanted = everything(fold(events))
    for order in permutations(events[before:]):
        state = RoomState()
        for one in (*order, *events[:before]):
            state.apply([one])
        assert everything(state) == wanted


async def test_undoing_after_an_erasure_brings_no_words_back(tmp_path: Path) -> None:
    room = await room_of(tmp_path / "data", Hands())
    [message] = await room.owners.note("Acme", "the key is hunter2")
    moved = await room.filing.refile(message.eid, "City")
    assert moved
    await room.erase(message.eid, "a password")
    with pytest.raises(WarroomError, match="erasure"):
        await room.undo()
    await room.undo()  # the move
    await room.undo()  # the note itself
    await room.close()
    for path in (tmp_path / "data").rglob("*"):
        assert not path.is_file() or b"hunter2" not in path.read_bytes(), path


async def test_the_erase_notice_names_what_still_holds_the_words(tmp_path: Path) -> None:
    room = await room_of(tmp_path, hands := Hands())
    await line(room, "/from Acme: Is the key hunter2 safe?; questions: yes")
    [entry] = room.state.owners.threads["Acme"]
    [question] = room.state.questions.of("Acme")
    await room.questions.answer(question.eid, "it is", told=True)
    telling = room.state.updates.told("Acme")[0]
    note = await line(room, f"/erase {entry.ref} a password")
    assert note.startswith(f"the text of {entry.ref} is gone for good; words of it still stand in ")
    assert f"question {question.ref}" in note and f"telling {entry_ref(telling.eid)}" in note
    assert "telling" in await line(room, f"/erase {question.ref} a password")
    assert await line(room, f"/erase {entry_ref(telling.eid)} a password") == (
        f"the text of {entry_ref(telling.eid)} is gone for good"
    )
    assert "hunter2" not in str([one.payload for one in room.state.events])
    logged = await room.log("the pool ran dry at hunter2 level")
    fact = await room.expectations.promote(room.find(logged.ref), "a pool ran dry")
    assert f"owner fact {fact.ref}" in await line(room, f"/erase {logged.ref} a password")
    plain = await room.log("nothing else says this")
    assert await line(room, f"/erase {plain.ref} x") == f"the text of {plain.ref} is gone for good"
    await room.promises.make("Acme", "a report", to_stamp(hands.now + timedelta(hours=1)))


def test_the_shell_strikes_and_moves(warroom: Shell) -> None:
    room = warroom("new", "Checkout", "--owner", "Acme").strip()
    warroom("owner", "attach", room, "City")
    message = warroom("from", room, "Acme", "Is", "it", "down?", "--questions").split()[0]
    assert f"{message} is City's now, with 1 question" in warroom.both("refile", room, message, "City").err
    threads = json.loads(warroom("from", room, "--json"))
    assert [one["text"] for one in threads["City"]["thread"]] == ["Is it down?"]
    warroom("do", room, "/retract", message, "a", "test")
    assert json.loads(warroom("from", room, "--json"))["City"]["thread"][0]["retracted"] is True
    warroom("do", room, "/undo")
    assert json.loads(warroom("from", room, "--json"))["City"]["thread"][0]["retracted"] is False
    assert "there are Acme, City" in warroom.both("refile", room, message, "Nobody", code=2).err
