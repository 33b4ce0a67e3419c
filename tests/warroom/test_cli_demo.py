"""The demo: made from a real report, retimed to now, alive while somebody looks, gone afterwards."""

import asyncio
import contextlib
import itertools
import os
import re
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.terminal.driver import Terminal
from tests.warroom.shell import clean_environment
from warroom import demo, seal
from warroom.cli import member, play
from warroom.cli.folder import open_folder
from warroom.clock import from_stamp
from warroom.countdowns import due
from warroom.events import from_document
from warroom.room import Room
from warroom.state.room_state import fold
from warroom.updates.not_told import not_told

REPORT = demo.FOLDER / "2023-02-02-cjs-dashboard-performance.md"
PATIENCE = 20.0
NOW = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)


def state_of(drafts):
    room = seal.derived_uuid(0, "demo")
    documents = [
        seal.seal({name: getattr(one, name) for name in one.__struct_fields__}, room=room, origin="o", oseq=n, lam=n)
        for n, one in enumerate(drafts, 1)
    ]
    return fold(map(from_document, documents))


def test_what_is_said_to_stand_in_the_report_stands_there():
    told = demo.script()
    report = REPORT.read_text("utf-8")
    quoted = [one for one in [*told.past, *told.live] if one.report]
    assert len(quoted) >= 10
    for one in quoted:
        assert one.text in report
    for one in told.past:
        assert not one.report or f"2023-02-02 {one.at}" in report
    assert told.impact in report
    assert "MIT License" in (demo.FOLDER / "LICENSE").read_text()
    assert "MIT" in demo.SCRIPT.read_text("utf-8").split("title =")[0]


def test_the_room_is_in_full_swing():
    state = state_of(demo.drafts(demo.script(), now=NOW, zone_name="Asia/Shanghai"))
    times = [from_stamp(entry.at) for feed in (state.timeline, state.discussion) for entry in feed]
    assert NOW - timedelta(minutes=30) < min(times) and NOW - timedelta(minutes=5) < max(times) <= NOW
    assert state.incident.is_open and state.incident.severity.value == "SEV2"
    assert state.incident.status.value == "identified"
    assert not state.incident.status.conflict and not state.unread
    assert state.team.holder("incident_commander") == "wei" and state.team.holder("scribe") == "ana"
    assert len(state.team.on_call()) == 3 and state.team.on_call("owner") == ["Mr Li"]
    kinds = {entry.kind for entry in state.timeline}
    assert {"observation", "action", "decision", "milestone", "status", "role", "presence"} <= kinds
    assert len(state.discussion) >= 3
    assert any(entry.said.due for entry in state.timeline) and any(entry.said.time_box for entry in state.timeline)


def test_every_screen_has_something_to_show():
    state = state_of(demo.drafts(demo.script(), now=NOW, zone_name="Europe/London"))
    assert state.owners.names == ["CJS"] and state.owners.plan("CJS").cadence["SEV2"].update
    left = [one.fact.line() for one in not_told(state, "CJS", NOW)]
    assert len(left) == 3 and "severity: SEV2" in left
    answered = [state.questions.answer(one.eid) is not None for one in state.questions.of("CJS")]
    assert sorted(answered) == [False, True]
    causes = [one.now.state for one in state.causes.hypotheses.standing()]
    assert sorted(causes) == ["confirmed", "ruled_out", "testing"]
    assert {one.now.state for one in state.tasks.tasks.standing()} == {"open", "in_progress", "done"}
    clocks = {one.kind: one for one in due(state, NOW)}
    assert NOW < clocks["next_update"].at < NOW + timedelta(minutes=10)
    assert {"task", "decision", "commitment", "question", "eta", "follow_up", "next_update"} <= set(clocks)
    assert any(one.standing == "due" for one in due(state, NOW))


def test_it_is_the_same_each_time_and_names_what_it_says():
    told = demo.script()
    made = [demo.drafts(told, now=NOW, zone_name="UTC") for _ in range(2)]
    assert made[0] == made[1]
    refs = {seal.entry_ref(draft.eid) for draft in made[0]}
    assert len(refs) == len(made[0])
    names = [name for past in told.past for name in past.name.split()]
    assert len(set(names)) == len(names) and {demo.ref(name) for name in names} <= refs


def test_the_second_member_moves_a_task_and_asks(tmp_path):
    data, room = tmp_path, play.build(tmp_path)

    async def live_once():
        one = Room(open_folder(data).open(room), me=demo.LIVE_MEMBER)
        await one.load()
        told = demo.script()
        for coming in itertools.islice(demo.live(told), len(told.live)):
            await member.play(one, coming)
        await member.play(one, demo.Coming("", "", f"/done {demo.ref('nodes80')}", "observation"))
        state = one.state
        await one.close()
        return state

    state = asyncio.run(live_once())
    states = {one.now.text: one.now.state for one in state.tasks.tasks.standing()}
    assert states["raise the autoscaling group to 80"] == "done"
    assert sum(state.questions.answer(one.eid) is None for one in state.questions.of("CJS")) == 2


def test_in_a_pipe_it_says_how_to_open_it(warroom, tmp_path):
    said = warroom.both("demo", "--keep", str(tmp_path / "kept"))
    assert re.fullmatch(r"\d{4}-[0-9A-Z]{3}\n", said.out)
    assert "no terminal" in said.err and f"--data {tmp_path / 'kept'} {said.out.strip()}" in said.err
    warroom.data = tmp_path / "kept"
    assert "CJS dashboard" in warroom("show", said.out.strip())
    assert "MIT licence" in " ".join(warroom("demo", "--help").split())


def demo_terminal(tmp_path, *argv):
    # What is checked is a person's screen: an own temporary folder shows what is left behind.
    (tmp_path / "tmp").mkdir()
    own = {"TMPDIR": str(tmp_path / "tmp"), "WARROOM_USER": "you", "WARROOM_DATA": str(tmp_path / "none")}
    env = {**clean_environment(), **own}
    return Terminal([sys.executable, "-m", "warroom", "demo", "--every", "0.2", *argv], env=env, columns=120, rows=36)


def members(folder):
    """The processes of second members that work in ``folder``."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            words = file.read_bytes()
            found += [file] if b"warroom.cli.member" in words and os.fsencode(folder) in words else []
    return found


def until(true, what):
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.02)


def test_a_newcomer_sees_it_live_and_nothing_is_left(tmp_path):
    with demo_terminal(tmp_path) as terminal:
        terminal.wait_for("CJS dash", PATIENCE)
        terminal.wait_for("of 80 nodes ready", PATIENCE)
        terminal.wait_for("new nodes are joining", PATIENCE)
        assert len(members(tmp_path)) == 1
        terminal.press("ctrl+q")
        assert terminal.wait_exit(PATIENCE) == 0
    until(lambda: not members(tmp_path), "the second member is gone")
    assert list((tmp_path / "tmp").glob("warroom-demo-*")) == []
    assert not (tmp_path / "none").exists(), "the person's own data folder is not touched"


def test_killed_it_leaves_no_second_member_and_no_folder(tmp_path):
    with demo_terminal(tmp_path) as terminal:
        terminal.wait_for("of 80 nodes ready", PATIENCE)
        terminal.kill(signal.SIGKILL)
        until(lambda: not members(tmp_path), "the second member is gone")
    until(lambda: not list((tmp_path / "tmp").glob("warroom-demo-*")), "the folder is gone")


def test_kept_it_stays_and_is_whole(tmp_path, warroom):
    kept = tmp_path / "kept"
    with demo_terminal(tmp_path, "--keep", str(kept)) as terminal:
        terminal.wait_for("of 80 nodes ready", PATIENCE)
        terminal.press("ctrl+q")
        terminal.wait_exit(PATIENCE)
    warroom.data = Path(kept)
    assert "of 80 nodes ready" in warroom("show", ".")
    assert warroom("doctor") == ""
