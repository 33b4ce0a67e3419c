"""Every clock rule, with a clock passed in: working hours, weekends, holidays, make-up days, summer time, pauses."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from store.rooms import RoomsFolder
from tests.warroom.importing import take
from tests.warroom.live_rooms import Hands, joined, new_room
from tests.warroom.state_histories import EIDS, event
from warroom.cadence import Span, minutes
from warroom.clock import to_stamp
from warroom.clocks import Due
from warroom.countdowns import due, has_faded, on_card, worst_elsewhere
from warroom.errors import BadInput, NotFound, WarroomError
from warroom.owner_clocks import calendar_of
from warroom.room import Room
from warroom.state.owners import Hours, Plan
from warroom.state.room_state import fold
from warroom.working_time import Calendar, after, out_of_quiet

OFFICE = Hours(days=(1, 2, 3, 4, 5), start="09:00", end="18:00", holidays=("2026-12-25",), workdays=("2026-12-26",))
BERLIN = ZoneInfo("Europe/Berlin")
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "span", "ends"),
    [
        ("2026-11-20T17:00", minutes(30), "2026-11-20T17:30"),
        ("2026-11-20T17:45", minutes(30), "2026-11-23T09:15"),  # over the weekend
        ("2026-11-21T11:00", minutes(60), "2026-11-23T10:00"),  # begun on a Saturday
        ("2026-11-23T03:00", minutes(60), "2026-11-23T10:00"),  # begun before work
        ("2026-12-24T17:30", minutes(60), "2026-12-26T09:30"),  # a holiday, then a Saturday that is worked
        ("2026-11-23T09:00", minutes(540), "2026-11-23T18:00"),
        ("2026-11-23T10:00", Span(working_days=0), "2026-11-23T18:00"),
        ("2026-11-23T19:00", Span(working_days=0), "2026-11-24T18:00"),
        ("2026-11-20T10:00", Span(working_days=1), "2026-11-23T18:00"),
        ("2026-11-21T10:00", Span(working_days=1), "2026-11-23T18:00"),
        ("2026-12-23T10:00", Span(working_days=2), "2026-12-26T18:00"),
        ("2027-03-26T17:00", minutes(120), "2027-03-29T10:00"),  # summer time begins that weekend
        ("2026-10-23T17:00", minutes(120), "2026-10-26T10:00"),  # and ends that one
    ],
)
def test_working_time_counts_working_hours_alone(start: str, span: Span, ends: str) -> None:
    assert after(at(start), span, Calendar(OFFICE, BERLIN), any_hour=False) == at(ends)


def test_a_night_shift_over_the_end_of_summer_time_is_an_hour_longer() -> None:
    night = Calendar(Hours(days=(1, 2, 3, 4, 5, 6, 7), start="22:00", end="06:00"), BERLIN)
    assert after(at("2026-10-24T22:00"), minutes(9 * 60), night, any_hour=False) == at("2026-10-25T06:00")
    assert after(at("2026-10-31T22:00"), minutes(8 * 60), night, any_hour=False) == at("2026-11-01T06:00")


def test_without_agreed_hours_or_at_any_hour_every_minute_counts() -> None:
    start = at("2026-11-21T03:00")
    assert after(start, minutes(30), Calendar(Hours(), BERLIN), any_hour=False) == start + timedelta(minutes=30)
    assert after(start, minutes(30), Calendar(OFFICE, BERLIN), any_hour=True) == start + timedelta(minutes=30)


def test_a_calendar_without_any_working_day_counts_every_hour() -> None:
    never = Calendar(Hours(start="09:00", end="09:30", days=(8,)), BERLIN)
    start = at("2026-11-21T03:00")
    assert after(start, minutes(30), never, any_hour=False) == start + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("moment", "moved"),
    [("21:59", "21:59"), ("22:00", "07:00+1"), ("23:30", "07:00+1"), ("06:59", "07:00"), ("07:00", "07:00")],
)
def test_quiet_hours_are_waited_for(moment: str, moved: str) -> None:
    quiet = Calendar(Hours(quiet_start="22:00", quiet_end="07:00"), SHANGHAI)
    clock, _, day = moved.partition("+")
    wanted = at(f"2026-11-{22 + int(day or 0)}T{clock}", SHANGHAI)
    assert out_of_quiet(at(f"2026-11-22T{moment}", SHANGHAI), quiet) == wanted


# -- a room's clocks -------------------------------------------------------------------------------------------------


async def room_with(folder: Path, hands: Hands, **plan: object) -> Room:
    room = await new_room(folder, hands)
    await room.set_severity("SEV2")
    await room.take_role("incident_commander", "wei")
    await room.owners.attach(Plan(owner_id="Acme", **plan))  # type: ignore[arg-type]
    return room


def clock(room: Room, kind: str) -> Due | None:
    found = [one for one in due(room.state, room.clock()) if one.kind == kind]
    assert len(found) <= 1
    return found[0] if found else None


def left(room: Room, kind: str) -> float | None:
    """Minutes that a clock still has."""
    found = clock(room, kind)
    return found.left(room.clock()).total_seconds() / 60 if found else None


async def test_first_notice_then_updates_and_the_promised_time_always_wins(tmp_path: Path) -> None:
    hands = Hands()
    room = await room_with(tmp_path, hands)
    assert left(room, "first_notice") == 30
    hands.move(20.9)
    assert clock(room, "first_notice").standing == "ahead"
    hands.move(0.2)
    assert clock(room, "first_notice").standing == "warning"  # at 70 %
    hands.move(8.9)
    assert clock(room, "first_notice").standing == "due"
    await room.owners.tell("Acme")
    assert clock(room, "first_notice") is None
    assert left(room, "next_update") == 60
    assert "first_notice" in room.state.timeline.passed()
    await room.owners.tell("Acme", text="more soon", next_update=to_stamp(hands.now + timedelta(minutes=200)))
    assert left(room, "next_update") == 200
    await room.set_status("monitoring")
    assert left(room, "next_update") == 200
    hands.move(5)
    await room.owners.tell("Acme", text="it holds")
    assert left(room, "next_update") == 120  # the monitoring interval of SEV2
    await room.set_severity("SEV4")
    assert clock(room, "next_update") is None  # no cadence unless the plan sets one


async def test_an_unknown_severity_is_treated_as_the_worst(tmp_path: Path) -> None:
    hands = Hands()
    room = await new_room(tmp_path, hands)
    await room.owners.attach(Plan(owner_id="Acme"))
    assert left(room, "first_notice") == 15


@pytest.mark.parametrize(("named", "meant"), [("", "Asia/Shanghai"), ("Nowhere/Here", "Asia/Shanghai"),
                                               ("Europe/Berlin", "Europe/Berlin")])  # fmt: skip
def test_an_owners_hours_are_meant_in_their_zone_else_in_the_rooms(named: str, meant: str) -> None:
    state = fold(
        [event(EIDS[0], "incident.opened", {"title": "地下室渗水", "profile": "project", "zone": "Asia/Shanghai"})]
    )
    found = calendar_of(Plan(owner_id="Acme", zone=named, hours=OFFICE), state)
    assert found == Calendar(OFFICE, ZoneInfo(meant))


async def test_the_plan_and_its_hours_win_over_the_default_but_sev1_waits_for_no_morning(tmp_path: Path) -> None:
    hands = Hands()  # a Sunday, 14:00 UTC
    room = await room_with(tmp_path, hands, hours=OFFICE, zone="Europe/Berlin")
    assert clock(room, "first_notice").at == at("2026-11-23T09:30")
    await room.set_severity("SEV1")
    assert left(room, "first_notice") == 15
    await room.owners.set_plan("Acme", always=(), cadence={"SEV1": {"first_notice": {"minutes": 5}}})
    assert clock(room, "first_notice").at == at("2026-11-23T09:05")


async def test_a_changed_interval_and_long_mode_hold_until_the_plans_is_back(tmp_path: Path) -> None:
    hands = Hands()
    room = await room_with(tmp_path, hands)
    await room.owners.tell("Acme")
    await room.owners.set_cadence("acme", 20, "they asked for it")
    assert left(room, "next_update") == 20
    await room.owners.set_cadence("acme", 0, "announced", long_mode=True)
    assert left(room, "next_update") == 120
    await room.owners.set_cadence("acme", 0, "as before")
    assert left(room, "next_update") == 60
    with pytest.raises(BadInput):
        await room.owners.set_cadence("acme", 20, " ")


async def test_pause_and_snooze_rest_with_a_reason_and_end(tmp_path: Path) -> None:
    hands = Hands()
    room = await room_with(tmp_path, hands)
    await room.owners.pause("Acme", "the client sleeps", until=to_stamp(hands.now + timedelta(minutes=40)))
    found = clock(room, "first_notice")
    assert (found.standing, found.reason) == ("paused", "the client sleeps")
    hands.move(39)
    assert clock(room, "first_notice").standing == "paused"
    assert on_card(room.state)["next_due"]["at"] == to_stamp(hands.now + timedelta(minutes=1))
    hands.move(2)
    assert clock(room, "first_notice").standing == "due"  # it was due all the time
    await room.owners.snooze("first_notice:Acme", to_stamp(hands.now + timedelta(minutes=5)), "on the phone now")
    assert clock(room, "first_notice").standing == "paused"
    hands.move(6)
    assert clock(room, "first_notice").standing == "due"
    await room.owners.pause("Acme", "agreed")
    hands.move(60 * 24 * 365)
    assert clock(room, "first_notice").standing == "paused"
    assert on_card(room.state)["next_due"] is None
    await room.owners.resume("Acme")
    assert clock(room, "first_notice").standing == "due"
    with pytest.raises(BadInput):
        await room.owners.pause("Acme", "")
    with pytest.raises(NotFound):
        await room.owners.snooze("nothing", to_stamp(hands.now + timedelta(minutes=5)), "why")


async def test_promises_warn_at_70_percent_and_are_renegotiated_in_time_or_late(tmp_path: Path) -> None:
    hands = Hands()
    room = await room_with(tmp_path, hands)
    early = await room.promises.make("Acme", "report", to_stamp(hands.now + timedelta(minutes=100)), kind="report")
    late = await room.promises.make("Acme", "refund", to_stamp(hands.now + timedelta(minutes=100)))
    hands.move(69)
    assert {one.standing for one in due(room.state, hands.now) if one.kind == "commitment"} == {"ahead"}
    hands.move(1)
    assert {one.standing for one in due(room.state, hands.now) if one.kind == "commitment"} == {"warning"}
    await room.promises.move(early.eid, to_stamp(hands.now + timedelta(minutes=100)), "the vendor is slow")
    hands.move(31)
    assert [one.eid for one in due(room.state, hands.now) if one.kind == "commitment" and one.standing == "due"] == [
        late.eid
    ]
    assert [one.how for one in room.owners.not_told("Acme") if one.fact.topic == "promise"] == ["contradicted"]
    await room.promises.move(late.eid, to_stamp(hands.now + timedelta(minutes=10)), "too late to say so")
    await room.promises.keep(early.eid)
    await room.promises.keep(late.eid)
    score = room.promises.score("acme")
    assert (score.kept, score.late, score.percent) == (1, 1, 50)
    gone = await room.promises.make("Acme", "visit", to_stamp(hands.now + timedelta(minutes=10)))
    await room.promises.withdraw(gone.eid, "not wanted any more")
    assert room.promises.score("acme").with_notice == 1
    with pytest.raises(WarroomError):
        await room.promises.keep(gone.eid)


async def test_a_promised_next_update_is_kept_by_the_next_telling(tmp_path: Path) -> None:
    hands = Hands()
    room = await room_with(tmp_path, hands)
    await room.owners.tell("Acme", next_update=to_stamp(hands.now + timedelta(minutes=30)))
    hands.move(29)
    await room.owners.tell("Acme", text="still on it", next_update=to_stamp(hands.now + timedelta(minutes=30)))
    hands.move(31)
    assert room.promises.score("Acme")[:2] == (1, 1)
    assert clock(room, "next_update").standing == "due"
    assert room.owners.owed("Acme") == ["Acme: next update"]


async def test_questions_estimates_reports_feedback_and_contacts(tmp_path: Path) -> None:
    hands = Hands()
    room = await room_with(tmp_path, hands)
    asked = await room.questions.ask("Acme", "Are refunds affected?", due=to_stamp(hands.now + timedelta(minutes=25)))
    assert left(room, "question") == 25
    other = await room.questions.ask("Acme", "And cards?")
    assert sorted(
        round(one.left(hands.now).total_seconds() / 60) for one in due(room.state, hands.now) if one.kind == "question"
    ) == [25, 60]
    await room.questions.answer(asked.eid, "no")
    await room.questions.answer(other.eid, "yes", told=True)
    assert clock(room, "question") is None
    await room.expectations.expect("eta", owner="Acme", high=to_stamp(hands.now + timedelta(minutes=45)))
    assert clock(room, "eta") is None  # nobody told them
    await room.owners.tell("Acme", ["eta"])
    assert left(room, "eta") == 45
    later = to_stamp(hands.now + timedelta(minutes=90))
    await room.expectations.expect("eta", owner="Acme", high=later, reason="the replay")
    assert left(room, "eta") == 45  # until they hear of the later one, this is what they wait for
    hands.move(1)
    await room.owners.tell("Acme", ["eta"])
    assert left(room, "eta") == 89
    await room.undo()
    assert left(room, "eta") == 44
    await room.set_status("resolved")
    assert clock(room, "eta") is None
    assert left(room, "resolved_notice") == 30
    hands.move(1)
    await room.owners.tell("Acme")
    assert clock(room, "resolved_notice") is None
    assert clock(room, "report").at == datetime(2026, 11, 27, 18, tzinfo=UTC)  # five working days from a Sunday
    await room.owners.tell("Acme", ["report"])
    assert clock(room, "report") is None
    await room.set_status("closed")
    assert left(room, "feedback") == 24 * 60
    assert sorted(one.id for one in due(room.state, hands.now) if one.kind == "contact") == [
        f"contact:Acme:{days}" for days in (30, 60, 90)
    ]
    await room.expectations.feedback("Acme", 4, 5, "clear and quick")
    assert clock(room, "feedback") is None
    await room.owners.note("Acme", "all is well", direction="out", follow_up=30)
    hands.move(60 * 24 * 61)
    await room.owners.note("Acme", "still well", direction="in")
    assert [one.id for one in due(room.state, hands.now) if one.kind == "contact"] == ["contact:Acme:90"]


async def test_what_is_missing_nags_five_times_and_stops(tmp_path: Path) -> None:
    hands = Hands()
    room = await new_room(tmp_path, hands)
    assert [left(room, kind) for kind in ("no_commander", "no_severity")] == [2, 5]
    hands.move(3)
    assert clock(room, "no_commander").standing == "due"
    hands.move(8)
    assert clock(room, "no_commander").standing == "due"  # the fifth
    hands.move(2)
    assert clock(room, "no_commander") is None
    assert clock(room, "no_severity") is not None
    await room.set_severity("SEV3")
    assert clock(room, "no_severity") is None
    await room.set_status("resolved")
    assert clock(room, "no_commander") is None


async def test_work_has_clocks_too_and_the_most_urgent_stands_first(tmp_path: Path) -> None:
    hands = Hands()
    room = await room_with(tmp_path, hands)
    await room.tasks.add("roll back", assignee="bob", time_box=10)
    await room.decisions.make("stay on v411", review_at=to_stamp(hands.now + timedelta(minutes=20)))
    hands.move(11)
    found = due(room.state, hands.now)
    assert [(one.kind, one.standing) for one in found[:2]] == [("task", "due"), ("decision", "ahead")]


async def test_the_worst_clock_elsewhere_comes_from_the_cards(tmp_path: Path) -> None:
    hands = Hands()
    here, there = await room_with(tmp_path, hands), await room_with(tmp_path, hands)
    await there.owners.tell("Acme", next_update=to_stamp(hands.now + timedelta(minutes=7)))
    cards = [here.card(), there.card(), {"room": "broken", "problem": "x"}]
    worst = worst_elsewhere(cards, hands.now, here.room)
    assert (worst.room, worst.at, worst.rooms) == (there.room, hands.now + timedelta(minutes=7), 1)
    assert worst_elsewhere(cards[:1], hands.now, here.room) is None


async def test_two_people_move_one_promise_and_one_of_them_picks(tmp_path: Path) -> None:
    hands = Hands()
    room = await room_with(tmp_path, hands)
    made = await room.promises.make("Acme", "report", to_stamp(hands.now + timedelta(minutes=60)))
    other = await joined(tmp_path, room, hands, "bob")
    await room.promises.move(made.eid, to_stamp(hands.now + timedelta(minutes=90)), "ana's reason")
    await other.promises.move(made.eid, to_stamp(hands.now + timedelta(minutes=80)), "bob's reason")
    await room.refresh()
    assert len(room.card()["conflicts"]) == 1  # type: ignore[arg-type]
    assert left(room, "commitment") == 80
    await room.promises.move(made.eid, to_stamp(hands.now + timedelta(minutes=90)), "agreed")
    assert room.card()["conflicts"] == []
    assert left(room, "commitment") == 90


# -- what was imported -------------------------------------------------------------------------------------------------


async def imported(folder: Path, hands: Hands, text: str, name: str = "2024-01-01.md") -> Room:
    """A room that a report made, with an owner attached by hand."""
    reading = take(text, name, now=hands())
    room = Room(RoomsFolder(folder).create_with(reading.room, reading.drafts), me="ana", clock=hands)
    await room.load()
    await room.owners.attach(Plan(owner_id="Acme"))
    return room


PAST = "# Incident on 2024-01-01\n\n- **Key events**\n"
PAST += "  - Incident declared 2024-01-01 09:00\n  - Repaired 2024-01-01 10:00\n"
OVER = PAST + "  - Resolved 2024-01-01 11:00\n"


@pytest.mark.parametrize("report", [PAST, OVER])
async def test_a_past_incident_that_was_imported_starts_no_clocks(tmp_path: Path, report: str) -> None:
    hands = Hands()
    room = await imported(tmp_path, hands, report)
    for minutes_ in (0, 60, 60 * 24 * 40):
        hands.move(minutes_)
        assert due(room.state, hands(), room.cadences) == []
    card = on_card(room.state, room.cadences) | {"room": "x", "ref": "x", "status": room.state.incident.status.value}
    assert worst_elsewhere([card], hands()) is None
    # What is promised by hand is owed all the same.
    await room.promises.make("Acme", "a call", to_stamp(hands.now + timedelta(hours=1)))
    assert [one.kind for one in due(room.state, hands(), room.cadences)] == ["commitment"]


async def test_an_imported_incident_that_is_opened_again_is_live_from_then_on(tmp_path: Path) -> None:
    hands = Hands()
    room = await imported(tmp_path, hands, OVER)
    await room.set_severity("SEV1")
    hands.move(60)
    await room.set_status("investigating", "it is back")
    assert left(room, "first_notice") == 15
    await room.owners.tell("Acme", text="It is back.")
    hands.move(5)
    await room.set_status("resolved")
    assert {one.kind for one in due(room.state, hands(), room.cadences)} >= {"resolved_notice", "report"}


async def test_an_imported_incident_that_goes_on_counts_from_its_import(tmp_path: Path) -> None:
    hands = Hands()
    today = PAST.replace("2024-01-01", f"{hands.now:%Y-%m-%d}")
    room = await imported(tmp_path, hands, today, "today.md")
    assert left(room, "first_notice") == 15
    assert clock(room, "first_notice").standing == "ahead"


async def test_whoever_joins_after_the_end_is_owed_no_first_notice(tmp_path: Path) -> None:
    hands = Hands()
    room = await new_room(tmp_path, hands)
    await room.set_status("resolved")
    hands.move(10)
    await room.owners.attach(Plan(owner_id="Acme"))
    assert clock(room, "first_notice") is None
    await room.set_status("investigating", "not over")
    assert clock(room, "first_notice") is not None


async def test_a_room_that_ended_long_ago_is_quiet_in_other_rooms(tmp_path: Path) -> None:
    hands = Hands()
    room = await new_room(tmp_path, hands)
    await room.owners.attach(Plan(owner_id="Acme", contact_days=(30,)))
    await room.owners.tell("Acme")
    await room.set_status("resolved")
    hands.move(60 * 24 * 5)

    def elsewhere() -> bool:
        card = {**on_card(room.state, room.cadences), "room": "x", "ref": "x", "status": "resolved"}
        assert any(one.standing == "due" for one in due(room.state, hands(), room.cadences))
        return worst_elsewhere([card], hands()) is not None

    assert elsewhere()
    hands.move(60 * 24 * 60)
    assert not elsewhere()
    assert all(has_faded(room.state, one, hands()) for one in due(room.state, hands(), room.cadences))
    await room.promises.make("Acme", "a call", to_stamp(hands.now + timedelta(hours=1)))
    hands.move(60 * 24 * 60)
    assert elsewhere()  # a promise is owed until it is kept


async def test_telling_of_a_past_incident_is_no_first_notice_of_it(tmp_path: Path) -> None:
    room = await imported(tmp_path, Hands(), OVER)
    await room.owners.tell("Acme", text="It is over.")
    assert "first_notice" not in room.state.timeline.passed()
    assert room.state.updates.told("Acme")
