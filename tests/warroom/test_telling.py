"""What a telling carries: words alone stop no clock and keep no promise; where no fact is named, all is told."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.warroom.live_rooms import Hands, new_room
from tests.warroom.shell import Shell
from warroom.clock import to_stamp
from warroom.countdowns import due
from warroom.doing import do_line, read
from warroom.errors import WarroomError
from warroom.room import Room
from warroom.state.owners import Plan


async def room_of(folder: Path, hands: Hands) -> Room:
    room = await new_room(folder, hands)
    await room.set_severity("SEV2")
    await room.set_field("impact", "card payments fail")
    await room.owners.attach(Plan(owner_id="Acme"))
    hands.move(2)
    return room


async def line(room: Room, text: str) -> str:
    now = room.clock()
    return (await do_line(room, read(text, now=now, zone=room.zone, members=()), pane="timeline")).said


def kinds(room: Room) -> set[str]:
    return {one.kind for one in due(room.state, room.clock()) if one.owner == "Acme"}


async def test_words_without_facts_named_tell_all_that_was_not_told_and_say_so(tmp_path: Path) -> None:
    room = await room_of(tmp_path, hands := Hands())
    assert "first_notice" in kinds(room)
    said = await line(room, "/told Acme: called them, they know how bad it is")
    assert said == "Acme was told: impact, severity, status"
    assert room.owners.not_told("Acme") == []
    assert "first_notice" not in kinds(room) and "next_update" in kinds(room)
    hands.move(1)
    await room.set_severity("SEV1")
    assert await line(room, "/told Acme: x; facts: impact") == "Acme was told: impact; not told: severity"


async def test_words_alone_stop_no_clock_and_keep_no_promise(tmp_path: Path) -> None:
    room = await room_of(tmp_path, hands := Hands())
    promise = await room.promises.make(
        "Acme", "next update", to_stamp(hands.now + timedelta(minutes=20)), kind="next_update"
    )
    hands.move(1)
    before = kinds(room)
    said = await line(room, "/told Acme: hello; facts: none")
    assert said == "Acme heard words and no fact: no notice by that; not told: impact, severity, status"
    assert kinds(room) == before
    assert "first_notice" not in room.state.timeline.passed()
    assert room.state.updates.last("Acme") is None and len(room.state.updates.told("Acme")) == 1
    hands.move(30)
    assert room.promises.score("Acme").late == 1  # of a promise that only words came by
    assert room.state.commitments.made.get(promise.eid) is not None
    with pytest.raises(WarroomError):
        await line(room, "/told Acme; facts: none")  # neither facts nor words


async def test_no_news_tells_the_status_anew_and_keeps_the_promise(tmp_path: Path) -> None:
    room = await room_of(tmp_path, hands := Hands())
    await room.owners.tell("Acme", next_update=to_stamp(hands.now + timedelta(minutes=20)))
    hands.move(5)
    assert await line(room, "/told Acme: still on it") == "Acme was told: status"
    assert room.promises.score("Acme").kept == 1
    with pytest.raises(WarroomError, match="knows everything"):
        await line(room, "/told Acme")


async def test_an_undone_telling_is_none(tmp_path: Path) -> None:
    room = await room_of(tmp_path, Hands())
    await line(room, "/told Acme: all of it")
    await room.undo()
    assert "first_notice" in kinds(room)
    assert len(room.owners.not_told("Acme")) == 3


def test_the_shell_says_what_was_told(warroom: Shell) -> None:
    ref = warroom("new", "Checkout", "--sev", "SEV2", "--owner", "Acme").strip()
    assert "Acme was told: severity, status" in warroom.both("told", ref, "Acme", "called", "them").err
    assert "no notice by that" in warroom.both("told", ref, "Acme", "hello", "--facts", "none").err
