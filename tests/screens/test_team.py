"""Screen 3: roles, tasks and what stands one key deeper; every key gives one Room command."""

from datetime import timedelta

import pytest
from textual.pilot import Pilot

from screens.app import WarroomApp
from screens.team.acting import read_person
from screens.team.body import TeamBody
from screens.team.duty_acting import read_roles
from screens.team.rows import length_words
from tests.screens import panel_rooms as rooms
from tests.screens.hands import go
from tests.screens.kit import NOW, Place, as_text, eid, opened, shown, the_room, until
from warroom.clock import to_stamp
from warroom.errors import BadInput
from warroom.state.room_state import RoomState
from warroom.state.tasks import TaskSet


def state(app: WarroomApp) -> RoomState:
    return the_room(app).room.state


def body(app: WarroomApp) -> TeamBody:
    return the_room(app).query_one(TeamBody)


def task(app: WarroomApp, number: int) -> TaskSet:
    return state(app).tasks.tasks.named(eid(number)).now


async def on_team(pilot: Pilot[None], app: WarroomApp, number: int = 0) -> None:
    """Screen 3 in key mode, on a task."""
    await go(pilot, "ctrl+g", "3")
    if number:
        assert body(app).tasks.move_to(eid(number))
        await pilot.pause()


async def told(app: WarroomApp, pilot: Pilot[None], words: str) -> None:
    await until(pilot, lambda: words in " ".join(as_text(app).split()))


async def test_a_task_is_given_with_everything_that_belongs_to_it(where: Place) -> None:
    where.create(opened())
    async with shown(where) as (app, pilot):
        await on_team(pilot, app)
        assert "Nothing is to be done yet" in as_text(app)
        await go(pilot, "n", "=drain node 3", "tab", "=Mr Li (Acme)", "tab", "=14:40", "tab", "=15", "tab")
        await go(pilot, "=quiet", "tab", "=slow", "tab", "=old pool", "enter")
        await until(pilot, lambda: len(state(app).tasks.tasks) == 1)
        made = next(iter(state(app).tasks.tasks)).now
        assert (made.text, made.assignee, made.side, made.owner) == ("drain node 3", "Mr Li", "owner", "Acme")
        assert (made.due, made.time_box) == (to_stamp(NOW + timedelta(minutes=26)), 15)
        assert (made.effect, made.risk, made.fallback) == ("quiet", "slow", "old pool")
        await told(app, pilot, "OWNER SIDE Acme")


async def test_a_form_that_is_left_keeps_what_was_typed_and_says_what_cant_be(where: Place) -> None:
    where.create(opened())
    async with shown(where) as (app, pilot):
        await on_team(pilot, app)
        await go(pilot, "n", "=drain", "tab", "tab", "=some day", "enter")
        await told(app, pilot, "is not a due time")
        await go(pilot, "ctrl+g", "n")
        assert "some day" in as_text(app) and "drain" in as_text(app)
        assert not state(app).tasks.tasks


async def test_tasks_move_between_states_with_keys(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await on_team(pilot, app, 321)
        await go(pilot, ">")
        await until(pilot, lambda: task(app, 321).state == "in_progress")
        assert body(app).tasks.cursor_key == eid(321), "the cursor goes with the task"
        await go(pilot, ">")
        await until(pilot, lambda: task(app, 321).state == "done")
        await go(pilot, ">")
        await told(app, pilot, "there is no state behind that")
        await go(pilot, "<")
        await until(pilot, lambda: task(app, 321).state == "in_progress")
        await go(pilot, "z")
        await until(pilot, lambda: task(app, 321).state == "done")


async def test_blocking_asks_why(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await on_team(pilot, app, 321)
        await go(pilot, "s", "b", "enter")
        await told(app, pilot, "say why")
        await go(pilot, "=no answer", "enter")
        await until(pilot, lambda: task(app, 321).state == "blocked")
        assert state(app).tasks.tasks.named(eid(321)).why("state") == "no answer"


async def test_board_and_list_show_the_same_tasks(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await on_team(pilot, app)
        assert "-- in progress: 1 --" in as_text(app)
        await go(pilot, "v")
        text = as_text(app)
        assert "-- time is up --" in text and "-- today --" in text and "-- no time set --" in text
        assert body(app).tasks.cursor_key
        await go(pilot, "v")
        assert "-- in progress: 1 --" in as_text(app)


async def test_an_expired_time_box_is_called_out_until_somebody_heard(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await on_team(pilot, app, 320)
        await told(app, pilot, "TIME IS UP for 7m: roll back payments-api in the")
        await go(pilot, "A")
        await until(pilot, lambda: bool(state(app).tasks.acknowledged))
        await until(pilot, lambda: "TIME IS UP" not in as_text(app))
        await go(pilot, "A")
        assert len(state(app).tasks.acknowledged[eid(320)]) >= 1


async def test_the_clock_moves_what_is_left(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await on_team(pilot, app)
        assert "20m" in as_text(app)
        where.clock.now += timedelta(minutes=3)
        await until(pilot, lambda: "17m" in as_text(app))


async def test_a_task_is_assigned_and_changed(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await on_team(pilot, app, 321)
        await go(pilot, "a", "ctrl+u", "=bob", "enter")
        await until(pilot, lambda: task(app, 321).assignee == "bob")
        due = task(app, 321).due
        await go(pilot, "e", "tab", "tab", "tab", "=20", "enter")
        await until(pilot, lambda: task(app, 321).time_box == 20)
        assert task(app, 321).due == due, "what was not touched stays"
        await go(pilot, "x", "=mistaken", "enter")
        await until(pilot, lambda: not state(app).tasks.tasks.named(eid(321)).stands)


async def test_follow_ups_risks_and_decisions_are_one_key_deeper(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await on_team(pilot, app)
        await go(pilot, "u")
        await told(app, pilot, "needs date, criterion")
        await go(pilot, "n", "=alert on expiry", "tab", "ctrl+u", "=detective", "tab", "=li", "enter")
        await until(pilot, lambda: len(state(app).tasks.follow_ups) == 2)
        await go(pilot, "r")
        await told(app, pilot, "against it: renew both")
        await go(pilot, "n", "=bank holiday", "tab", "ctrl+u", "=high", "enter")
        await until(pilot, lambda: len(state(app).risks.risks) == 2)
        await go(pilot, "d")
        await told(app, pilot, "objections: li: the cache is cold")
        await go(pilot, "n", "=no deploys", "tab", "=none / some", "tab", "=Mr Li (Acme)", "tab", "=bob", "tab")
        await go(pilot, "=wei: too strict", "tab", "=16:00", "enter")
        await until(pilot, lambda: len(state(app).decisions.made) == 2)
        made = list(state(app).decisions.made)[-1].now
        assert (made.options, made.decided_by, made.side, made.owner) == (("none", "some"), "Mr Li", "owner", "Acme")
        assert (made.executor, made.objections) == ("bob", ("wei: too strict",))
        assert made.review_at == to_stamp(NOW.replace(hour=16, minute=0))
        await go(pilot, "t")
        assert "Tasks by state" in as_text(app)


async def test_a_decision_is_objected_to_reviewed_and_reversed(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await on_team(pilot, app)
        await go(pilot, "d", "s", "o", "=not tested", "tab", "=bob", "enter")
        made = state(app).decisions.made.named(eid(332))
        await until(pilot, lambda: "bob: not tested" in made.now.objections)
        await go(pilot, "s", "s", "enter")
        await until(pilot, lambda: made.now.review_at is None)
        await go(pilot, "s", "r", "=v413 is out", "enter")
        await until(pilot, lambda: made.now.state == "reversed")
        await go(pilot, "s", "a")
        await until(pilot, lambda: made.now.state == "stands")


async def test_a_risk_is_closed_with_its_reason(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await on_team(pilot, app)
        await go(pilot, "r", "s", "c", "=renewed", "enter")
        await until(pilot, lambda: state(app).risks.risks.named(eid(331)).now.state == "closed")


# -- command ------------------------------------------------------------------------------------------------------


async def test_command_is_handed_over_with_a_note_and_the_receivers_word(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where, me="wei") as (app, pilot):
        await on_team(pilot, app)
        await go(pilot, "h", "=bob", "tab", "tab", "=call the bank", "enter")
        await told(app, pilot, "Handover of incident commander: wei to bob")
        await told(app, pilot, "4 open tasks (1 LATE)")
        await told(app, pilot, "call the bank")
        assert state(app).team.holder("incident_commander") == "wei", "nothing is recorded before it is read"
        await go(pilot, "=I have it", "enter")
        await until(pilot, lambda: state(app).team.holder("incident_commander") == "bob")
        last = state(app).team.transfers["incident_commander"].history[-1].value
        assert last.accepted and last.note.endswith("bob: I have it") and "call the bank" in last.note


async def test_without_a_word_it_is_an_offer_that_the_receiver_accepts(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where, me="wei") as (app, pilot):
        await on_team(pilot, app)
        await go(pilot, "h", "=bob", "enter")
        await told(app, pilot, "What did bob say?")
        await go(pilot, "enter")
        await told(app, pilot, "offered to bob")
        assert state(app).team.holder("incident_commander") == "wei"
        await go(pilot, "y")
        await told(app, pilot, "Who takes over")
        await go(pilot, "1", "enter")
        await told(app, pilot, "Taking over needs their word")
        await go(pilot, "=mine", "enter")
        await until(pilot, lambda: state(app).team.holder("incident_commander") == "bob")


async def test_several_roles_go_at_once_and_what_was_mistyped_is_asked_again(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await on_team(pilot, app)
        await go(pilot, "h", "=li", "tab", "ctrl+u", "=scribe, captain", "enter")
        await told(app, pilot, "'captain' is no role")
        await go(pilot, "ctrl+u", "=scribe, customer", "enter")
        await told(app, pilot, "Handover of scribe, customer liaison")
        await go(pilot, "=ok", "enter")
        await until(pilot, lambda: state(app).team.holder("customer_liaison") == "li")
        assert state(app).team.holder("scribe") == "li"


async def test_command_is_taken_when_its_holder_is_gone_the_deputy_first(where: Place) -> None:
    gone = rooms.english()
    gone.append(rooms.said(50, rooms.PresenceOut("wei"), "wei", 5))
    gone.append(rooms.said(51, rooms.RoleTaken("deputy", "li"), "wei", 20))
    where.create(gone)
    async with shown(where) as (app, pilot):
        await on_team(pilot, app)
        await go(pilot, "c")
        await told(app, pilot, "li is the deputy and comes first")
        await go(pilot, "a")
        assert state(app).team.holder("incident_commander") == "wei"
        await go(pilot, "c", "p", "enter")
        await told(app, pilot, "taking command needs the reason")
        await go(pilot, "=li is asleep", "enter")
        await until(pilot, lambda: state(app).team.holder("incident_commander") == "ana")


async def test_command_is_not_taken_from_somebody_on_the_call(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await on_team(pilot, app)
        await go(pilot, "c")
        await told(app, pilot, "is on the call")
        assert state(app).team.holder("incident_commander") == "wei"


async def test_a_role_is_given_and_laid_down(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where) as (app, pilot):
        await on_team(pilot, app)
        await go(pilot, "shift+tab", "j", "R", "=li", "enter")
        await until(pilot, lambda: state(app).team.holder("deputy") == "li")
        await go(pilot, "R", "ctrl+u", "enter")
        await until(pilot, lambda: state(app).team.holder("deputy") == "")


async def test_who_is_on_for_too_long_is_said(where: Place) -> None:
    where.create(rooms.english())
    async with shown(where, size=(160, 40)) as (app, pilot):
        await on_team(pilot, app)
        text = " ".join(as_text(app).split())
        assert "time to hand over" in text


async def test_disputed_assignees_and_command_wait_for_a_pick(where: Place) -> None:
    where.create(rooms.disputed())
    async with shown(where) as (app, pilot):
        await on_team(pilot, app)
        assert state(app).tasks.tasks.named(eid(320)).conflict("assignee")
        await go(pilot, "C", "1")
        await until(pilot, lambda: not state(app).tasks.tasks.named(eid(320)).conflict("assignee"))
        await go(pilot, "shift+tab", "C", "2")
        await until(pilot, lambda: not state(app).team.roles["incident_commander"].conflict)


async def test_hostile_text_is_shown_and_never_obeyed(where: Place) -> None:
    where.create(rooms.hostile())
    async with shown(where) as (app, pilot):
        await on_team(pilot, app)
        for key in ("v", "u", "r", "d", "t", "e", "ctrl+g", "a", "ctrl+g", "o"):
            await go(pilot, key)
            assert not set(as_text(app)) & {"\x1b", "\x07", "\x00", "\u202e"}
        assert "[red]not red[/red]" in as_text(app)


# -- what is read and said -------------------------------------------------------------------------------------------


def test_persons_and_roles_are_read_as_people_write_them() -> None:
    assert read_person("李经理（甲方）") == ("李经理", "owner", "甲方")
    assert read_person(" @bob ") == ("bob", "staff", "")
    assert read_roles("ic, customer") == ("incident_commander", "customer_liaison")
    assert read_roles("scribe，SME") == ("scribe", "sme")
    assert read_roles("") == ()
    with pytest.raises(BadInput):
        read_roles("s")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0m"), (20, "20m"), (99, "99m"), (100, "1h40"), (-7, "-7m"), (-700, "-11h"), (3000, "2d")],
)
def test_a_length_fits_its_five_cells(minutes: int, words: str) -> None:
    assert length_words(timedelta(minutes=minutes)) == words


async def test_a_due_day_in_a_form_is_told_in_full(where: Place) -> None:
    where.create(opened("checkout is slow"))
    async with shown(where) as (app, pilot):
        await go(pilot, "ctrl+g", "3", "n", "=drain node 3", "tab", "tab", "=2030-11-29", "enter")
        await until(pilot, lambda: "due Fri 29 Nov 2030 18:00 UTC" in as_text(app))
