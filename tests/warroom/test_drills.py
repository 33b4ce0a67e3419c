"""Drills: what comes in, how its clock runs, that a kill loses nothing, and the debrief beside the real incident."""

import json
import signal
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.warroom.shell import Shell, command
from warroom.clock import from_stamp, to_stamp
from warroom.drills import debrief, opening, original, shipped, steering
from warroom.errors import BadInput, WarroomError
from warroom.grammar import orders
from warroom.grammar.reading import Fault
from warroom.grammar.slash import Context, read_command
from warroom.making import draft
from warroom.state.drill import DrillClock, DrillEnded
from warroom.state.incident import StatusSet
from warroom.state.room_state import RoomState, fold
from warroom.state.updates import Told, ToldFact

DATA = Path(__file__).parents[1] / "data"
NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
ROOM = "01936b3c-9e00-7000-8000-00000000beef"


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path / "data", capsys)


def until(ready: Callable[[], Any], seconds: float = 30.0) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := ready()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.05)
    return found


def begun(name: str, speed: int = 60, *more: Any) -> RoomState:
    one = shipped.of_shipped(shipped.named(name), NOW)
    drafts = opening.opening(one, me="ana", now=NOW, speed=speed, sha256="0" * 64)
    return fold(original.sealed([*drafts, *more], ROOM))


@pytest.mark.parametrize("name", ["ingress", "webhooks"])
def test_the_drills_that_come_with_the_program_are_real_and_say_where_they_are_from(name: str) -> None:
    one = shipped.named(name)
    incident = shipped.of_shipped(one, NOW)
    found = original.comings(incident.state)
    assert len(found) > 5
    assert [coming.at for coming in found] == sorted(coming.at for coming in found)
    assert "MIT" in one.source and incident.source == one.source
    assert any(path.name.startswith("LICENSE") for path in (shipped.FOLDER / "incidents").iterdir())
    assert [telling for owner in incident.state.updates.owners for telling in incident.state.updates.told(owner)]


@pytest.mark.parametrize("report", sorted((DATA / "moj-cloud-platform").glob("2*.md")), ids=lambda path: path.stem)
def test_every_report_can_be_drilled_or_says_why_not(report: Path) -> None:
    one = shipped.of_file(report.read_bytes(), report.name, NOW)
    drafts = opening.opening(one, me="ana", now=NOW, speed=60, sha256="0" * 64)
    state = fold(original.sealed(drafts, ROOM))
    assert state.drill.begun is not None and state.incident.opened is not None and state.incident.opened.drill
    assert "declared" not in state.timeline.passed() and "resolved" not in state.timeline.passed()
    found = debrief.debrief(state, one, NOW + timedelta(minutes=1))
    assert debrief.page(found)


def test_a_status_page_of_many_incidents_asks_which() -> None:
    data = (DATA / "github-status" / "incidents-2022-2024.jsonl").read_bytes()
    with pytest.raises(BadInput, match="--incident"):
        shipped.of_file(data, "incidents.jsonl", NOW)
    one = shipped.of_file(data, "incidents.jsonl", NOW, only=("20081184",))
    assert len(original.comings(one.state)) == 9


def test_the_record_comes_back_as_it_was_kept() -> None:
    one = shipped.of_shipped(shipped.named("ingress"), NOW)
    again = original.read(original.kept(one), one.source)
    assert again.events == one.events
    with pytest.raises(BadInput):
        original.read(b"{}")


def test_the_clock_of_the_incident_runs_rests_and_skips() -> None:
    start = from_stamp("2024-02-26T18:47:00.000000Z")

    def turn(position: datetime, speed: int, seconds: int) -> Any:
        payload = DrillClock(position=to_stamp(position), speed=speed)
        at = NOW + timedelta(seconds=seconds)
        return draft("drill.clock", payload, "ana", at)

    paused = turn(start + timedelta(minutes=10), 0, 10)
    resumed = turn(start + timedelta(minutes=10), 60, 100)
    skipped = turn(start + timedelta(minutes=50), 60, 110)
    ended = draft("drill.ended", DrillEnded(), "ana", NOW + timedelta(seconds=120))
    drill = begun("webhooks", 60, paused, resumed, skipped, ended).drill
    at = [drill.position(NOW + timedelta(seconds=second)) - start for second in (0, 5, 10, 60, 105, 110, 120, 999)]
    assert [one.total_seconds() / 60 for one in at] == [0, 5, 10, 10, 15, 50, 60, 60]
    assert drill.came(NOW) == (1, 9) and drill.came(NOW + timedelta(seconds=115)) == (9, 9)


def test_the_debrief_measures_both_in_the_incidents_own_time() -> None:
    def later(seconds: int) -> datetime:
        return NOW + timedelta(seconds=seconds)

    told = draft(
        "update.told",
        Told(owner_id="Status page", facts=(ToldFact("status", "investigating"),), text="we look into it"),
        "ana",
        later(5),
    )
    resolved = draft("incident.status_set", StatusSet("resolved"), "ana", later(40))
    state = begun("webhooks", 60, told, resolved)
    one = shipped.of_shipped(shipped.named("webhooks"), NOW)
    found = debrief.debrief(state, one, later(60))
    named = {each.name: each for each in found.metrics}
    assert named["time to first notice"].yours == "5 min"
    assert named["time to first notice"].real == "0 s"
    assert named["resolved after detection"].yours == "40 min"
    assert named["resolved after detection"].real == "50 min"
    mine = [each for each in found.told if each.yours]
    assert [(each.after, each.text) for each in mine] == [(timedelta(minutes=5), "we look into it")]
    page = debrief.page(found)
    assert "+0:05  YOU   we look into it" in page and "REAL" in page and "MIT" in page


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pause", orders.SteerDrill("pause")),
        ("go", orders.SteerDrill("go")),
        ("skip", orders.SteerDrill("skip")),
        ("end", orders.SteerDrill("end")),
        ("speed 30", orders.SteerDrill("speed", 30)),
    ],
)
def test_the_entry_line_steers(typed: str, meant: orders.SteerDrill) -> None:
    context = Context(now=NOW, zone=UTC)  # type: ignore[arg-type]
    assert read_command("drill", typed, context) == meant


@pytest.mark.parametrize("typed", ["", "fly", "speed", "speed fast", "pause now"])
def test_the_entry_line_says_what_it_does_not_know(typed: str) -> None:
    context = Context(now=NOW, zone=UTC)  # type: ignore[arg-type]
    assert isinstance(read_command("drill", typed, context), Fault)


@pytest.mark.parametrize("speed", [0, 0.5, 86_401])
def test_a_speed_that_cannot_be_is_refused(speed: float) -> None:
    with pytest.raises(BadInput):
        steering.checked_speed(speed)


def test_the_shell_begins_steers_and_ends_a_drill(shell: Shell) -> None:
    assert "ingress" in shell("drill")
    ref = shell("drill", "webhooks", "--no-open").strip()
    assert [card["drill"] for card in shell.json("rooms", "--json")] == [True]
    shell("drill", ref, "pause")
    shell("drill", ref, "pause", code=1)
    shell("drill", ref, "speed", "600")
    shell("drill", ref, "skip")
    assert "going on" in shell("drill", ref, "report")
    shell("drill", ref, "end")
    assert "DRILL over" in shell("drill", ref, "report")
    shell("drill", ref, "go", code=1)
    shell("drill", "nothing-is-called-so", code=2)


def test_a_drill_survives_kill_9_goes_on_and_brings_nothing_twice(shell: Shell) -> None:
    ref = shell("drill", "webhooks", "--no-open", "--speed", "120").strip()

    def entries() -> list[str]:
        said = shell.json("show", ref, "--json")
        return [one["text"] for one in said["timeline"] if one["author"] == "team"]

    def player() -> "subprocess.Popen[bytes]":
        return subprocess.Popen(command("drill", ref, "play"), env=shell.env(), stdout=subprocess.PIPE)

    first = player()
    until(lambda: len(entries()) >= 2)
    first.send_signal(signal.SIGKILL)
    first.wait()
    held = entries()
    second = player()
    shell("status", ref, "resolved")
    shell("drill", ref, "speed", "86400")
    until(lambda: len(entries()) == 9)
    out, _ = second.communicate(timeout=30)
    assert entries()[: len(held)] == held and len(set(entries())) == 9
    assert b"DRILL over" in out


def test_what_is_no_replay_is_not_steered(shell: Shell) -> None:
    ref = shell("new", "Checkout", "--drill").strip()
    shell("drill", ref, "skip", code=1)
    with pytest.raises(WarroomError):
        steering.going(_bare())


def _bare() -> Any:
    class Bare:
        state = fold([])

    return Bare()


def test_json_of_the_state_tells_of_the_replay(shell: Shell) -> None:
    ref = shell("drill", "ingress", "--no-open").strip()
    said = json.loads(shell("show", ref, "--json"))
    assert said["replay"]["count"] == 17 and said["drill"] is True
