"""Two moments of a room: everything that differs is said, nothing else; and a drill is counted nowhere else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.warroom.shell import Shell
from warroom.clock import to_stamp
from warroom.comparing import differences, page
from warroom.drills.original import sealed
from warroom.errors import ReadOnly
from warroom.events import Draft
from warroom.making import draft, opening
from warroom.past import Past, PastLog
from warroom.room import Room
from warroom.state.causes import Proposed, StateSet
from warroom.state.incident import FieldSet, SeveritySet
from warroom.state.room_state import RoomState, fold
from warroom.state.team import PresenceIn, PresenceOut
from warroom.state.timeline import Edit, Log

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
ROOM = "01936b3c-9e00-7000-8000-00000000beef"


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def drafts() -> list[Draft]:
    entry = draft("timeline.log", Log("observation", "error rate 4 %"), "ana", at(1))
    cause = draft("cause.proposed", Proposed(text="the certificate expired"), "li", at(2))
    confirmed = StateSet(target=cause.eid, state="confirmed", was="open", bases=[cause.eid])
    return [
        *opening("Checkout latency", author="wei", now=NOW, severity="SEV3"),
        entry,
        cause,
        draft("presence.in", PresenceIn("bob"), "bob", at(3)),
        draft("timeline.edit", Edit(target=entry.eid, text="error rate 8 %"), "ana", at(4)),
        draft("cause.state_set", confirmed, "li", at(5)),
        draft("incident.severity_set", SeveritySet("SEV1", "SEV3"), "wei", at(6)),
        draft("incident.field_set", FieldSet("impact", "支付失败"), "wei", at(7)),
        draft("presence.out", PresenceOut("bob"), "bob", at(8)),
        draft("timeline.log", Log("action", "rolled back"), "bob", at(9), to_stamp(at(2))),
    ]  # fmt: skip


EVENTS = sealed(drafts(), ROOM)


def room() -> Room:
    events = EVENTS
    one = Room(PastLog(ROOM, events), me="ana", clock=lambda: at(10))
    one.receive(events)
    one.loaded = True
    return one


def state(minutes: int, by: str = "recorded") -> RoomState:
    return Past(room(), at(minutes), by).room.state  # type: ignore[arg-type]


def lines(earlier: int, later: int) -> list[str]:
    return [f"{one.section}: {one.line}" for one in differences(state(earlier), state(later))]


def test_the_same_moment_differs_in_nothing() -> None:
    for minutes in range(10):
        assert differences(state(minutes), state(minutes)) == []


@pytest.mark.parametrize(
    ("earlier", "later", "said"),
    [
        (0, 1, "Timeline: new"),
        (1, 2, "Causes: new"),
        (2, 3, "On the call: new"),
        (3, 4, "error rate 4 %, text: error rate 4 % -> error rate 8 %"),
        (4, 5, "the certificate expired, state: open -> confirmed"),
        (5, 6, "Incident: changed  severity: SEV3 -> SEV1"),
        (6, 7, "支付失败"),
        (7, 8, "here no"),
        (8, 9, "rolled back"),
    ],
)
def test_every_change_is_said(earlier: int, later: int, said: str) -> None:
    assert any(said in line for line in lines(earlier, later)), lines(earlier, later)


def test_backwards_what_was_new_is_gone() -> None:
    assert any("gone" in line and "rolled back" in line for line in lines(9, 0))


def test_known_then_and_happened_are_two_things() -> None:
    known = [one.text for one in state(3).timeline if one.kind in ("action", "observation")]
    happened = [one.text for one in state(3, "occurred").timeline if one.kind in ("action", "observation")]
    assert known == ["error rate 4 %"]
    assert happened == ["error rate 8 %", "rolled back"]


def test_every_step_is_the_state_of_its_moment() -> None:
    past = Past(room(), at(10))
    events = room().state.events
    while past.step(-1):
        stamp = to_stamp(past.moment)
        assert past.room.state.events == fold(one for one in events if one.recorded_at <= stamp).events
    assert past.moment == past.first == NOW
    steps = 0
    while past.step(1):
        steps += 1
    assert steps == 9 and len(past.room.state) == len(events)


async def test_nothing_is_done_to_the_past() -> None:
    past = Past(room(), at(3))
    with pytest.raises(ReadOnly):
        await past.room.log("too late")
    assert len(past.room.state) == len(state(3))


def test_the_page_names_both_moments_in_the_rooms_zone() -> None:
    found = differences(state(3), state(4))
    text = page(found, at(3), at(4), ZoneInfo("Asia/Shanghai"))
    assert "22:03:00 UTC+8" in text and "22:04:00 UTC+8" in text and "Timeline" in text
    assert "Nothing differs." in page([], NOW, NOW, ZoneInfo("UTC"))


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path / "data", capsys)


def test_the_shell_compares_in_either_order(shell: Shell) -> None:
    ref = shell("new", "Checkout", "--zone", "UTC").strip()
    shell("log", ref, "error rate 4 %")
    forth, back = (shell.json("compare", ref, *times, "--json") for times in (("-1h", "now"), ("now", "-1h")))
    assert forth["differences"] == back["differences"]
    assert any("error rate" in one["what"] for one in forth["differences"])
    assert "error rate 4 %" in shell("compare", ref, "-1h", "now")
    shell("compare", ref, "whenever", "now", code=2)


def test_who_brought_a_report_in_did_not_say_what_is_in_it(shell: Shell, tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    report.write_text("# Incident on 2026-03-30\n\n## Timeline\n\n- 2026-03-30 09:05 the rollback began\n")
    ref = shell("import", str(report)).strip()
    said = shell("compare", ref, "2026-03-30 09:00", "2026-03-30 09:10", "--by", "occurred")
    assert "imported: the rollback began" in said


def test_a_drill_is_counted_nowhere_else(shell: Shell) -> None:
    drill = shell("drill", "webhooks", "--no-open").strip()
    assert shell.json("due", "--json") == []
    assert shell.json("due", "--all", "--json") == []
    assert shell.json("due", drill, "--all", "--json")
    assert shell("show", ".").startswith(drill)
    real = shell("new", "Checkout", "--sev", "SEV2", "--zone", "UTC").strip()
    assert shell("show", ".").startswith(real)
    assert drill not in shell("stats")
