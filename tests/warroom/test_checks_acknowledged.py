"""A check of times that is really so: said with who and why, open again when its times change, named by exports."""

from pathlib import Path

import pytest

from tests.warroom.exporting import asked
from tests.warroom.importing import REPORTS
from tests.warroom.live_rooms import Hands, new_room
from tests.warroom.test_chronology import EVENING, typed
from tests.warroom.test_metrics import at, passed, room, status
from warroom.errors import BadInput, WarroomError
from warroom.events import Draft
from warroom.room import Room
from warroom.state.room_state import RoomState
from warroom.summary.chronology import checks
from warroom.summary.exporting import FORMATS, export
from warroom.summary.finding import Finding
from warroom.summary.settled import Looked, looked


def acknowledging(found: Finding, clock: str = "19:30", **more: object) -> Draft:
    payload = {"rule": found.rule, "entry": found.key, "basis": found.basis, "reason": "it was a long outage"}
    return at(clock, "check.acknowledged", **payload, **more)


def look(state: RoomState) -> Looked:
    return looked(state, checks(state, EVENING))


HISTORIES = {
    "milestones": [passed("12:30", "mitigated"), passed("12:40", "declared")],
    "far": [passed("12:01", "detected"), typed("13:00", "2025-01-22T13:00:00.000000Z")],
    "future": [typed("13:00", "2026-11-23T13:00:00.000000Z")],
    "missing": [passed("12:01", "detected"), passed("12:10", "mitigated"), status("13:00", "closed")],
    "lines": [
        typed("13:00", "2026-11-22T12:30:00.000000Z", source="a.md:1"),
        typed("13:00", "2026-11-22T12:10:00.000000Z", source="a.md:2"),
    ],
}


@pytest.mark.parametrize("rule", HISTORIES)
def test_it_is_open_no_more_until_the_times_it_rests_on_change(rule: str) -> None:
    drafts = HISTORIES[rule]
    (found,) = [one for one in look(room(*drafts)).open if one.rule == rule]
    assert found.basis
    state = room(*drafts, acknowledging(found))
    assert rule not in [one.rule for one in look(state).open]
    (settled,) = look(state).settled
    assert (settled.finding, settled.by.who, settled.by.said.reason) == (found, "ana", "it was a long outage")
    # Anything else in the room leaves it as it is.
    assert look(room(*drafts, acknowledging(found), at("19:40", "timeline.pin", target=found.key or "x"))).settled
    if rule == "missing":
        moved = status("14:00", "closed")
    else:
        entry = state.timeline.entries[found.key]
        other = entry.at.replace(":00.", ":17.").replace(":00:17", ":01:17")
        moved = at("19:50", "timeline.edit", target=found.key, occurred_at=other)
    again = look(room(*drafts, acknowledging(found), moved))
    assert not again.settled and rule in [one.rule for one in again.open]
    # Taken back it is open, too.
    back = acknowledging(found, "19:45", withdrawn=True, bases=[acknowledging(found).eid])
    assert rule in [one.rule for one in look(room(*drafts, acknowledging(found), back)).open]


async def room_with_a_check(folder: Path, hands: Hands) -> Room:
    room_ = await new_room(folder, hands)
    await room_.log("late", kind="milestone", milestone="declared")
    await room_.log("early", kind="milestone", milestone="mitigated", occurred_at="2026-11-22T13:00:00.000000Z")
    return room_


async def test_acts_refuse_what_says_nothing_and_undo_takes_it_back(tmp_path: Path) -> None:
    hands = Hands()
    one = await room_with_a_check(tmp_path, hands)

    def here() -> Looked:
        return looked(one.state, checks(one.state, hands()))

    (found, *_) = here().open
    key = (found.rule, found.key, found.basis)
    with pytest.raises(WarroomError, match="open already"):
        await one.checks.reopen(*key)
    with pytest.raises(BadInput, match="why is it so"):
        await one.checks.acknowledge(*key, found.text, " ")
    await one.checks.acknowledge(*key, found.text, "the page was late", actor="wei")
    with pytest.raises(WarroomError, match="wei said that already: the page was late"):
        await one.checks.acknowledge(*key, found.text, "again")
    assert not here().open
    await one.undo()
    assert here().open and not here().settled
    await one.checks.acknowledge(*key, found.text, "the page was late")
    hands.move(1)
    await one.checks.reopen(*key, reason="it was not")
    assert here().open
    await one.undo()
    assert [each.by.said.reason for each in here().settled] == ["the page was late"]
    await one.close()


def test_exports_count_open_and_acknowledged_ones_and_say_who_and_why() -> None:
    drafts = HISTORIES["milestones"]
    (found,) = look(room(*drafts)).open
    before, after = room(*drafts), room(*drafts, acknowledging(found, actor="wei"))
    for name in (name for name, one in FORMATS.items() if one.write is not None and name != "pdf"):
        open_ = export(asked(before), format=name).data.decode()
        settled = export(asked(after), format=name).data.decode()
        assert "1 check of the times is open" in open_ and "is acknowledged" not in open_
        assert "1 check is acknowledged" in settled and "is open" not in settled
        assert "really so, says wei" in settled and "it was a long outage" in settled


def test_the_command_lists_acknowledges_and_opens_again(warroom) -> None:
    path = next(path for path in REPORTS if path.name.startswith("2023-01-05"))
    ref = warroom("import", str(path), "--tz", "Europe/London").strip()
    listed = warroom.json("check", ref, "--json")
    assert listed and not any(one["so"] for one in listed)
    first = listed[0]
    assert warroom("check", ref, first["check"], "the year is right", "--rule", first["rule"], "--by", "wei").strip()
    (so,) = [one["so"] for one in warroom.json("check", ref, "--json") if one["so"]]
    assert (so["by"], so["reason"]) == ("wei", "the year is right")
    assert "really so (wei): the year is right" in warroom("check", ref)
    assert "really so (wei): the year is right" in warroom("metrics", ref)
    assert [one["so"] for one in warroom.json("metrics", ref, "--json")["checks"] if one["so"]] == [so]
    warroom("check", ref, first["check"], "--rule", first["rule"], "--open")
    assert not any(one["so"] for one in warroom.json("check", ref, "--json"))
    said = warroom.both("check", ref, "ZZZZZ", "why", code=2)
    assert "no such check is on 'ZZZZZ'" in said.err
