"""What a line does: every command of the table, entries on both panes, pastes all or none."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.warroom.rooms import START, Broken, new_folder, new_room, opened
from warroom.clock import to_stamp
from warroom.commands import COMMANDS, slash_commands
from warroom.doing import Done, Meaning, Pane, do_line, do_many, read, read_lines
from warroom.errors import BadInput, NotSaved, WarroomError
from warroom.grammar import orders
from warroom.grammar.owner_orders import OWNER_PARSERS
from warroom.grammar.panels import PANEL_PARSERS
from warroom.grammar.reading import Fault
from warroom.room import Room


def meaning(room: Room, line: str, pane: Pane = "timeline") -> Meaning:
    return read(line, now=room.clock(), zone=room.zone, members=("ana", "bob", "李工"), pane=pane)


async def do(room: Room, line: str, pane: Pane = "timeline") -> Done:
    return await do_line(room, meaning(room, line, pane), pane=pane)


EXAMPLES = {
    "say": "/say could it be the cert?",
    "note": "/note could it be the cert?",
    "sev": "/sev 2 EU is down",
    "status": "/status identified bad config",
    "role": "/role ic bob",
    "in": "/in bob, Mr Li (Acme)",
    "out": "/out bob",
    "title": "/title Checkout is slow",
    "impact": "/impact zh: 支付失败",
    "scope": "/scope EU only",
    "summary": "/summary a bad config",
    "component": "/component payments api down since 13:48",
    "attach": '/attach "{file}" a photo',
    "member": '/member bob name="Robert Li" zone=Europe/London',
    "edit": "/edit {ref} new words",
    "time": "/time {ref} -5m",
    "pin": "/pin {ref}",
    "retract": "/retract {ref} wrong room",
    "erase": "/erase {ref} a password",
    "undo": "/undo",
}
"""A line for every command that changes the room."""
FOR_THE_SCREEN = {
    "help": "/help",
    "quit": "/quit",
    "find": "/find cert",
    "pick": "/pick",
    "filter": "/filter action @bob",
    "jump": "/jump 05:30",
    "brief": "/brief",
    "since": "/since",
    "export": "/export",
    "at": "/at 05:30",
}
FOR_A_DRILL = {"drill"}
"""Steers a drill: tested with the drills."""


def test_every_command_of_the_table_is_done_or_left_to_the_screen() -> None:
    words = {command.slash[1:].split()[0] for command in COMMANDS if command.slash}
    assert words == set(slash_commands())
    assert words == set(EXAMPLES) | set(FOR_THE_SCREEN) | set(PANEL_PARSERS) | set(OWNER_PARSERS) | FOR_A_DRILL
    assert not set(EXAMPLES) & set(FOR_THE_SCREEN)


@pytest.mark.parametrize("word", EXAMPLES)
async def test_a_command_changes_the_room_and_says_so(tmp_path: Path, word: str) -> None:
    room = await new_room(tmp_path)
    entry = await room.log("some words")
    (tmp_path / "a photo.jpg").write_bytes(b"x")
    before = len(room.state)
    done = await do(room, EXAMPLES[word].format(ref=entry.ref, file=tmp_path / "a photo.jpg"))
    assert done.said
    assert done.asked is None
    assert len(room.state) > before
    assert word == "undo" or all(room.state.event(event.eid) for event in done.events)


@pytest.mark.parametrize("word", FOR_THE_SCREEN)
async def test_a_command_of_the_screen_comes_back_to_it(tmp_path: Path, word: str) -> None:
    room = await new_room(tmp_path)
    before = len(room.state)
    done = await do(room, FOR_THE_SCREEN[word])
    assert done.asked is not None
    assert (done.said, done.events, len(room.state)) == ("", (), before)


async def test_what_the_commands_record(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    for word in ("sev", "status", "role", "in", "title", "impact", "component", "member"):
        await do(room, EXAMPLES[word])
    incident, team = room.state.incident, room.state.team
    assert (incident.severity.value, incident.status.value) == ("SEV2", "identified")
    assert (incident.title, incident.field("impact", "zh")) == ("Checkout is slow", "支付失败")
    assert incident.components["payments api"].value == "major_outage"
    assert team.holder("incident_commander") == "bob"
    assert (team.on_call(), team.on_call("owner")) == (["bob"], ["Mr Li"])
    assert [entry.text for entry in room.state.timeline if entry.kind == "severity"] == ["SEV2: EU is down"]


async def test_a_role_is_taken_by_the_typist_and_laid_down(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    assert (await do(room, "/role scribe")).said == "scribe: ana"
    assert (await do(room, "/role scribe -")).said == "scribe: nobody"
    with pytest.raises(WarroomError, match="nobody holds scribe"):
        await do(room, "/role scribe -")


async def test_the_commands_about_an_entry(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    event = await room.log("eror")
    entry = room.state.timeline.entries[event.eid]
    await do(room, f"/edit {entry.ref} error")
    assert entry.text == "error"
    await do(room, f"/time {entry.ref.lower()} 05:30")
    assert entry.at == to_stamp(START - timedelta(minutes=30))
    assert (await do(room, f"/pin {entry.ref}")).said == f"{entry.ref} is pinned"
    assert (await do(room, f"/pin {entry.ref}")).said == f"{entry.ref} is no longer pinned"
    assert (await do(room, f"/retract {entry.ref} wrong")).said == f"{entry.ref} is struck"
    assert entry.retracted_why == "wrong"
    assert (await do(room, f"/retract {entry.ref}")).said == f"{entry.ref} is no longer struck"
    asked = await do(room, f"/edit {entry.ref}")
    assert asked.asked == orders.EditEntry(entry.ref, "")
    await do(room, f"/erase {entry.ref} a password")
    assert room.find(entry.ref).erased
    for line in ("/edit UUUUU x", "/pin ZZZZZ", "/edit ZZZZZ"):
        with pytest.raises(BadInput, match=r"reference|no entry"):
            await do(room, line)


async def test_an_entry_says_where_it_went(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    done = await do(room, "05:50 bob: ! restarted @李工 ~15m >07:00")
    (event,) = done.events
    assert done.said == f"logged {event.ref} at 05:50"
    said = room.state.timeline.entries[event.eid].said
    assert (said.kind, said.text, said.actor, said.via) == ("action", "restarted @李工", "bob", "spoken")
    assert (said.time_box, said.mentions) == (15, ("李工",))
    assert said.due == to_stamp(START + timedelta(hours=1))
    assert event.occurred_at == to_stamp(START - timedelta(minutes=10))
    done = await do(room, "05:50 bob: ! restarted", "discussion")
    (event,) = done.events
    assert done.said == f"said {event.ref} at 05:50"
    message = room.state.discussion.entries[event.eid]
    assert (message.text, message.who, message.at) == ("! restarted", "bob", to_stamp(START - timedelta(minutes=10)))


async def test_ones_own_name_is_no_hearsay(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    (event,) = (await do(room, "ana: rebooted")).events
    assert event.payload.get("via", "key") == "key"


async def test_a_milestone_by_name_and_one_of_no_known_name(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    (named,) = (await do(room, "* mitigated by rollback")).events
    assert (named.kind, named.payload["milestone"]) == ("incident.milestone_set", "mitigated")
    (free,) = (await do(room, "* half the fleet is back")).events
    assert (free.kind, free.payload["kind"]) == ("timeline.log", "milestone")


async def test_a_kept_moment_goes_to_the_entry_that_names_none(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    kept = START - timedelta(minutes=3)
    for line, expected in (("x", kept), ("05:00 x", START - timedelta(hours=1))):
        one = read(line, now=room.clock(), zone=room.zone, members=(), kept=kept)
        (event,) = (await do_line(room, one, pane="timeline")).events
        assert event.occurred_at == to_stamp(expected)


@pytest.mark.parametrize(
    "line", ["-5m", "bob:", "!", "/sev", "/sev 9", "/nope x", "14:75 x", "/status", "/in", "/erase K7QXM"]
)
async def test_what_can_not_be_done_says_why_and_changes_nothing(tmp_path: Path, line: str) -> None:
    room = await new_room(tmp_path)
    before = len(room.state)
    with pytest.raises(BadInput) as refusal:
        await do(room, line)
    assert len(str(refusal.value)) > 20
    assert len(room.state) == before


@pytest.mark.parametrize("pane", ["timeline", "discussion"])
async def test_pasted_lines_are_stored_in_one_transaction(tmp_path: Path, pane: Pane) -> None:
    folder, uid = new_folder(tmp_path)
    room = await opened(folder, uid)
    texts = ["05:50 one", "/sev 1", "bob: ! three"]
    entries = read_lines(texts, now=room.clock(), zone=room.zone, members=("bob",), pane=pane)
    done = await do_many(room, entries, pane=pane)
    assert done.said == "logged 3 entries; z takes them back"
    assert [event.oseq for event in done.events] == list(range(done.events[0].oseq, done.events[0].oseq + 3))
    assert [event.payload["text"] for event in done.events][:2] == ["one", "/sev 1"]
    assert room.state.incident.severity.value is None
    assert await room.undo() == "3 changes that were made together"
    assert all(room.find(event.ref).retracted for event in done.events)


async def test_a_paste_with_a_bad_line_stores_none_and_names_it(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    before = len(room.state)
    with pytest.raises(BadInput, match="line 2: '14:75'"):
        read_lines(["fine", "14:75 x"], now=room.clock(), zone=room.zone, members=())
    entries = read_lines(["fine", "-5m"], now=room.clock(), zone=room.zone, members=())
    with pytest.raises(BadInput, match="line 2: an entry needs text"):
        await do_many(room, entries, pane="timeline")
    assert len(room.state) == before


async def test_a_paste_that_can_not_be_stored_changes_nothing(tmp_path: Path) -> None:
    folder, uid = new_folder(tmp_path)
    log = Broken(folder.open(uid), NotSaved("the disk is full"))
    room = Room(log, me="ana")  # type: ignore[arg-type]  # the rest is the real log's
    await room.load()
    before = room.state.events
    entries = read_lines(["one", "two"], now=room.clock(), zone=room.zone, members=())
    with pytest.raises(NotSaved):
        await do_many(room, entries, pane="timeline")
    assert room.state.events == before


async def test_a_fault_is_never_done(tmp_path: Path) -> None:
    room = await new_room(tmp_path)
    with pytest.raises(BadInput, match="why it is one"):
        await do_line(room, Fault(message="why it is one"), pane="timeline")


async def test_an_attached_path_may_begin_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "log.txt").write_text("x")
    room = await new_room(tmp_path)
    assert (await do(room, "/attach ~/log.txt")).said == "log.txt is attached; it stays internal"
    with pytest.raises(BadInput, match="no file"):
        await do(room, "/attach ~/missing.txt")
