"""A drill's countdowns run with the incident's clock; what comes in gives no milestone away; its record travels."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.warroom.shell import Shell
from tests.warroom.test_drills import DATA, NOW, begun
from warroom.clock import from_stamp, to_stamp
from warroom.clocks import Due
from warroom.countdowns import due
from warroom.drills import original, shipped
from warroom.importers.reports import milestone_of
from warroom.making import draft
from warroom.owner_clocks import next_update_from
from warroom.state.drill import DrillClock
from warroom.state.room_state import RoomState
from warroom.state.updates import Told, ToldFact


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path / "data", capsys)


def clock(state: RoomState, kind: str, seconds: float) -> Due | None:
    found = due(state, NOW + timedelta(seconds=seconds))
    return next((one for one in found if one.kind == kind), None)


def seconds_left(state: RoomState, kind: str, seconds: float) -> float:
    one = clock(state, kind, seconds)
    assert one is not None
    return one.left(NOW + timedelta(seconds=seconds)).total_seconds()


@pytest.mark.parametrize("speed", [1, 60])
def test_a_first_notice_is_due_as_fast_as_the_incident_goes_by(speed: int) -> None:
    state = begun("ingress", speed)
    assert seconds_left(state, "first_notice", 0) == pytest.approx(15 * 60 / speed, abs=0.01)
    late = clock(state, "first_notice", 16 * 60 / speed)
    assert late is not None and late.standing == "due"
    told = draft("update.told", Told(owner_id=state.owners.names[0], facts=(ToldFact("status", "x"),)), "ana", NOW)
    after = begun("ingress", speed, told)
    every = next_update_from(after, after.owners.names[0], NOW)
    assert every is not None
    assert seconds_left(after, "next_update", 0) == pytest.approx((every - NOW).total_seconds(), abs=0.01)
    assert every - NOW == pytest.approx(timedelta(minutes=15 * 60 / 60) / speed, abs=timedelta(minutes=15) / speed)


def test_the_countdowns_rest_with_the_drill_and_go_on_with_it() -> None:
    start = from_stamp(begun("ingress").drill.turns[0].position)

    def turn(minutes: float, speed: int, seconds: int) -> object:
        payload = DrillClock(position=to_stamp(start + timedelta(minutes=minutes)), speed=speed)
        return draft("drill.clock", payload, "ana", NOW + timedelta(seconds=seconds))

    resting = begun("ingress", 60, turn(5, 0, 5))
    for seconds in (6, 600, 86_400):
        one = clock(resting, "first_notice", seconds)
        assert one is not None and (one.standing, one.reason) == ("paused", "the drill rests")
    gone_on = begun("ingress", 60, turn(5, 0, 5), turn(5, 60, 1000))
    assert seconds_left(gone_on, "first_notice", 1000) == pytest.approx(10, abs=0.01)
    slower = begun("ingress", 60, turn(5, 6, 5))
    assert seconds_left(slower, "first_notice", 5) == pytest.approx(100, abs=0.01)
    skipped = begun("ingress", 60, turn(55, 60, 5))
    one = clock(skipped, "first_notice", 5)
    assert one is not None and one.standing == "due"


def test_the_wall_is_the_way_back_from_the_incidents_clock() -> None:
    drill = begun("ingress", 60).drill
    for seconds in (-30, 0, 7, 3600):
        moment = NOW + timedelta(seconds=seconds)
        assert drill.wall(drill.moment_of(moment)) == moment


@pytest.mark.parametrize("report", sorted((DATA / "moj-cloud-platform").glob("2*.md")), ids=lambda path: path.stem)
def test_nothing_that_comes_in_says_that_a_milestone_was_passed(report: Path) -> None:
    one = shipped.of_file(report.read_bytes(), report.name, NOW)
    for coming in original.comings(one.state):
        short = len(coming.text.split()) <= 5
        assert not (short and milestone_of(coming.text) in original.BY_COMMAND), coming.text


def test_the_record_of_the_incident_travels_with_the_rooms_json(shell: Shell, tmp_path: Path) -> None:
    ref = shell("drill", "ingress", "--no-open", "--speed", "60").strip()
    path = tmp_path / "room.json"
    shell("export", ref, "--format", "json", "--for", "internal", "-o", str(path))
    (file,) = json.loads(path.read_text())["attachments"]
    assert file["name"] == "incident.json" and file["size"] > 1000
    other = Shell(tmp_path / "other", shell.capture)
    again = other("import", str(path)).strip()
    assert again == ref
    assert "DRILL" in other("drill", ref, "report")
