"""Erasing takes words and nothing else: clocks, scores and what is told stay; lists say that the words are gone."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.warroom.importing import state_of, take
from tests.warroom.live_rooms import Hands, joined, new_room
from warroom.clock import to_stamp
from warroom.countdowns import due
from warroom.errors import BadInput, WarroomError
from warroom.room import Room
from warroom.seal import canonical
from warroom.state.conflicts import conflicts
from warroom.state.owners import Plan
from warroom.state.promises import promises, score
from warroom.state.record import ERASED, called
from warroom.state.room_state import RoomState
from warroom.state.snapshot import snapshot
from warroom.state.tasks import FollowUpSet
from warroom.summary.as_json import as_json
from warroom.updates.facts import facts

SECRET = "hunter2"


async def room_with_duties(folder: Path, hands: Hands) -> tuple[Room, list[str]]:
    """A room in which everything with a time of its own speaks of the secret, and their ids."""
    room = await new_room(folder, hands)
    await room.set_severity("SEV2")
    await room.owners.attach(Plan(owner_id="Acme"))

    def at(minutes: int) -> str:
        return to_stamp(hands.now + timedelta(minutes=minutes))

    cause = await room.causes.propose("the pool")
    made = [
        await room.promises.make("Acme", f"report on {SECRET}", at(60), kind="report", assignee="ana"),
        await room.promises.make("Acme", f"call about {SECRET}", at(5)),
        await room.questions.ask("Acme", f"is {SECRET} safe?", due=at(30)),
        await room.tasks.add(f"change {SECRET}", due=at(20), time_box=15, cause=cause.eid),
        await room.decisions.make(f"keep {SECRET}", review_at=at(40)),
        await room.expectations.expect("eta", low=at(50), high=at(90), basis=SECRET, reason=SECRET),
        await room.expectations.remedy("Acme", f"credit for {SECRET}", due=at(70)),
    ]
    await room.promises.move(made[0].ref, at(80), f"because of {SECRET}")
    await room.tasks.set_state(made[3].ref, "in_progress")
    await room.causes.set_state(cause.eid, "testing", "a look")
    made.append(await room.owners.pause("Acme", f"until {SECRET} is known", until=at(10)))
    heard = "a change is under way"
    made.append((await room.owners.tell("Acme", ["eta", "severity", "status", "mitigation"], text=heard))[0])
    hands.move(7)
    return room, [one.eid for one in made]


def clocks(state: RoomState, now: datetime) -> list[tuple[object, ...]]:
    return [(one.id, one.at, one.warn_at, one.standing, one.resumes_at) for one in due(state, now)]


def scores(state: RoomState, now: datetime) -> object:
    standing = [one[1:] for one in promises(state.commitments, state.updates, now)]
    return standing, score(state.commitments, state.updates, now, "Acme")


async def test_no_clock_no_score_and_no_duty_changes_when_words_go(tmp_path: Path) -> None:
    hands = Hands()
    room, eids = await room_with_duties(tmp_path / "data", hands)
    moments = [hands.now + timedelta(minutes=minutes) for minutes in (0, 10, 45, 100)]
    before = [(clocks(room.state, now), scores(room.state, now)) for now in moments]
    unknown = {one.fact.key for one in room.owners.not_told("Acme")}
    for eid in eids:
        await room.erase(eid, "a password")
    assert [(clocks(room.state, now), scores(room.state, now)) for now in moments] == before
    assert SECRET not in str(snapshot(room.state)) + str(due(room.state, hands.now))
    # Nothing is news to the owner because words are gone: an erased task is not told, a late promise still is.
    assert {one.fact.key for one in room.owners.not_told("Acme")} <= unknown
    assert not any(one.how == "contradicted" and one.fact.topic != "promise" for one in room.owners.not_told("Acme"))
    await room.close()
    for path in (tmp_path / "data").rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path
    again = await joined(tmp_path / "data", room, hands, "bob")
    assert [(clocks(again.state, now), scores(again.state, now)) for now in moments] == before


async def test_what_is_erased_is_called_so_in_every_list(tmp_path: Path) -> None:
    hands = Hands()
    room, eids = await room_with_duties(tmp_path / "data", hands)
    for eid in eids:
        await room.erase(eid, "a password")
    found = {one.kind: one.text for one in due(room.state, hands.now)}
    for kind in ("commitment", "question", "task", "decision", "remedy"):
        assert ERASED in found[kind], kind
    note = room.team.note()
    assert note.count(ERASED) == 5  # the task, two promises, the question and the decision
    assert f"Acme: {ERASED}" in room.owners.owed("Acme")
    assert all(called(one) == ERASED for one in room.state.commitments.made)
    assert not any(ERASED in one.text for one in facts(room.state, "Acme", hands.now))  # owners read no "(erased)"


async def test_an_erased_export_comes_back_with_its_times(tmp_path: Path) -> None:
    hands = Hands()
    room, eids = await room_with_duties(tmp_path / "data", hands)
    for eid in eids:
        await room.erase(eid, "a password")
    data = as_json(room.state.events, room.room)
    assert SECRET.encode() not in data
    back = state_of(take(data, "room.json"))
    assert canonical(snapshot(back)) == canonical(snapshot(room.state))
    assert clocks(back, hands.now) == clocks(room.state, hands.now)
    assert as_json(back.events, room.room) == data


async def test_what_is_erased_can_still_be_done_but_takes_no_words(tmp_path: Path) -> None:
    hands = Hands()
    room, eids = await room_with_duties(tmp_path / "data", hands)
    for eid in eids:
        await room.erase(eid, "a password")
    report, call, question, task, decision, *_ = (room.state.event(eid).ref for eid in eids)  # type: ignore[union-attr]
    await room.promises.move(report, to_stamp(hands.now + timedelta(hours=3)), "later")
    await room.promises.keep(report, "sent")
    await room.promises.withdraw(call, "no longer needed")
    await room.tasks.set_state(task, "done")
    await room.decisions.review(decision)
    stored = [str(event.payload) for event in room.state.events]
    assert not any("later" in one or "no longer needed" in one for one in stored)
    assert {one.now.state for one in room.state.commitments.made} == {"kept", "withdrawn"}
    with pytest.raises(BadInput, match="told: yes"):
        await room.questions.answer(question, "yes")
    await room.questions.answer(question, "yes", told=True)
    assert room.state.questions.unanswered() == []
    for edit in (
        room.promises.edit(report, text="anew"),
        room.tasks.edit(task, effect="none"),
        room.decisions.edit(decision, executor="bob"),
    ):
        with pytest.raises(WarroomError, match="erased"):
            await edit
    await room.undo()  # the answer


async def test_two_times_of_an_erased_promise_are_still_a_conflict(tmp_path: Path) -> None:
    hands = Hands()
    room, [report, *_] = await room_with_duties(tmp_path / "data", hands)
    other = await joined(tmp_path / "data", room, hands, "bob")
    ref = room.state.event(report).ref  # type: ignore[union-attr]
    await room.promises.move(ref, to_stamp(hands.now + timedelta(hours=3)), "x")
    await other.promises.move(ref, to_stamp(hands.now + timedelta(hours=4)), "y")
    await room.refresh()
    assert len(conflicts(room.state)) == 1
    await room.erase(report, "a password")
    assert [one.partition(":")[0] for one in conflicts(room.state)] == [f"promise to Acme, {ERASED}"]


async def test_an_erased_follow_up_keeps_its_day(tmp_path: Path) -> None:
    room = await new_room(tmp_path, hands := Hands())
    made = await room.tasks.follow_up(f"rotate {SECRET}", kind="preventative", due=to_stamp(hands.now))
    await room.erase(made.eid, "a password")
    [one] = room.state.tasks.follow_ups
    assert isinstance(one.now, FollowUpSet)
    assert (one.now.due, called(one)) == (to_stamp(hands.now), ERASED)
    assert [item.text for item in due(room.state, hands.now) if item.kind == "follow_up"] == [f"follow-up: {ERASED}"]
