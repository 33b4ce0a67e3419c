"""An owner reads times in their own zone, named, with the date where it is not today's; long told lines are cut."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warroom.live_rooms import Hands, new_room
from warroom.clock import to_stamp
from warroom.room import Room
from warroom.state.owners import Plan
from warroom.state.room_state import RoomState
from warroom.updates.local_times import owner_zone, say_span

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")


def at(day: int, hour: int, minute: int = 0, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("low", "high", "en", "zh"),
    [
        (at(22, 8), at(22, 9), "16:00 to 17:00 UTC+8", "16:00 至 17:00 UTC+8"),
        (at(22, 8), at(22, 8), "16:00 UTC+8", "16:00 UTC+8"),
        (at(23, 8), at(23, 9), "23 Nov 16:00 to 17:00 UTC+8", "11月23日 16:00 至 17:00 UTC+8"),
        (at(22, 15), at(22, 17), "23:00 to 23 Nov 01:00 UTC+8", "23:00 至 11月23日 01:00 UTC+8"),
        (at(21, 8), at(22, 8), "21 Nov 16:00 to 22 Nov 16:00 UTC+8", "11月21日 16:00 至 11月22日 16:00 UTC+8"),
        (at(3, 8, 30, 1, 2027), at(3, 8, 30, 1, 2027), "3 Jan 2027 16:30 UTC+8", "2027年1月3日 16:30 UTC+8"),
    ],
)
def test_a_span_in_the_owners_zone(low: datetime, high: datetime, en: str, zh: str) -> None:
    assert say_span(low, high, NOW, SHANGHAI) == en
    assert say_span(low, high, NOW, SHANGHAI, "zh") == zh


def test_a_span_over_a_change_of_the_clocks_names_both_zones() -> None:
    low, high = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 2, 30, tzinfo=UTC)
    assert say_span(low, high, low, BERLIN) == "02:30 UTC+2 to 03:30 UTC+1"


@given(
    low=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),
    hours=st.integers(0, 1000),
    zone=st.sampled_from([SHANGHAI, BERLIN, ZoneInfo("Asia/Kolkata"), ZoneInfo("America/St_Johns")]),
    lang=st.sampled_from(["en", "zh"]),
)
def test_every_span_names_its_zone_and_both_clock_times(low: datetime, hours: int, zone: ZoneInfo, lang: str) -> None:
    begin = low.replace(tzinfo=UTC)
    end = begin + timedelta(hours=hours)
    said = say_span(begin, end, NOW, zone, lang)
    for one in (begin, end):
        assert f"{one.astimezone(zone):%H:%M}" in said
    assert "UTC" in said


async def room_of(folder: Path, hands: Hands) -> Room:
    room = await new_room(folder, hands)
    await room.owners.attach(Plan(owner_id="Acme", zone="Asia/Shanghai"))
    await room.owners.attach(Plan(owner_id="City", zone="", lang="zh"))
    await room.expectations.expect(
        "eta", low=to_stamp(hands.now), high=to_stamp(hands.now + timedelta(hours=1)), confidence="low"
    )
    return room


async def test_each_owner_is_told_the_estimate_in_its_own_zone(tmp_path: Path) -> None:
    room = await room_of(tmp_path, Hands())
    await room.owners.tell("Acme", ["eta"])
    await room.owners.tell("City", ["eta"])
    assert room.state.updates.known("Acme")["eta"].fact.text == "22:00 to 23:00 UTC+8 (low confidence)"
    assert room.state.updates.known("City")["eta"].fact.text == "14:00 至 15:00 UTC (把握较低)"


def test_a_zone_that_is_not_here_is_passed_over() -> None:
    assert owner_zone(RoomState(), "Acme") is UTC


async def test_what_was_told_before_is_cut_at_a_word(tmp_path: Path) -> None:
    room = await room_of(tmp_path, Hands())
    await room.set_field(
        "impact", "card payments fail for one customer in eight and nobody knows for how long it will last"
    )
    await room.owners.tell("Acme")
    await room.set_field("impact", "none")
    [one] = room.owners.not_told("Acme")
    assert one.line() == "impact: none (changed, card payments fail for one customer in eight and nobody…)"
    await room.set_field("impact", "支付失败" * 40)
    await room.owners.tell("Acme")
    await room.set_field("impact", "none")
    [one] = room.owners.not_told("Acme")
    assert one.line().endswith("支付失败支付失…)") and len(one.line()) < 90
