"""Times as people type them: which moment is meant, and how it is said back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warroom.due_times import read_due
from warroom.errors import BadInput
from warroom.times import distance, length_words, read_minutes, read_time, say_time, take_time

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONDON = ZoneInfo("Europe/London")
NEW_YORK = ZoneInfo("America/New_York")


def local(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


NOW = local("2026-11-22 14:10")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("-5m", "2026-11-22 14:05"),
        ("-1h30m", "2026-11-22 12:40"),
        ("-90s", "2026-11-22 14:08:30"),
        ("-2d", "2026-11-20 14:10"),
        ("-1.5h", "2026-11-22 12:40"),
        ("5 min ago", "2026-11-22 14:05"),
        ("5分钟前", "2026-11-22 14:05"),
        ("now", "2026-11-22 14:10"),
        ("14:05", "2026-11-22 14:05"),
        ("14:05:30", "2026-11-22 14:05:30"),
        ("9:41", "2026-11-22 09:41"),
        ("15:00", "2026-11-21 15:00"),
        ("24:00", "2026-11-22 00:00"),
        ("2:05 pm", "2026-11-22 14:05"),
        ("12:30 am", "2026-11-22 00:30"),
        ("下午2:05", "2026-11-22 14:05"),
        ("上午9点半", "2026-11-22 09:30"),
        ("yesterday 23:50", "2026-11-21 23:50"),
        ("昨天 23:50", "2026-11-21 23:50"),
        ("昨天23:50", "2026-11-21 23:50"),
        ("今天 9:00", "2026-11-22 09:00"),
        ("today 9:00", "2026-11-22 09:00"),
        ("today 23:00", "2026-11-22 23:00"),
        ("2026-11-22 14:05", "2026-11-22 14:05"),
        ("22 Nov 14:05", "2026-11-22 14:05"),
        ("Nov 22 14:05", "2026-11-22 14:05"),
        ("22nd November 2025 14:05", "2025-11-22 14:05"),
        ("11-22 14:05", "2026-11-22 14:05"),
        ("11-22 18:00", "2026-11-22 18:00"),
        ("12-31 14:05", "2025-12-31 14:05"),
        ("29 Feb 14:05", "2024-02-29 14:05"),
        ("11月22日 14:05", "2026-11-22 14:05"),
        ("2025年11月22日14:05", "2025-11-22 14:05"),
        ("14:05 北京时间", "2026-11-22 14:05"),
        ("14:05+8", "2026-11-22 14:05"),
        ("14:05+08:00", "2026-11-22 14:05"),
        ("14:05 UTC+8", "2026-11-22 14:05"),
        ("14:05 Asia/Shanghai", "2026-11-22 14:05"),
        ("06:05Z", "2026-11-22 14:05"),
        ("6:05 UTC", "2026-11-22 14:05"),
        ("6:05 Europe/London", "2026-11-22 14:05"),
        ("2026-11-22T06:05Z", "2026-11-22 14:05"),
        ("2026-11-22T03:05:00-03:00", "2026-11-22 14:05"),
        ("2026-11-22T14:05:00.250+08:00", "2026-11-22 14:05:00.250"),
        ("－５ｍ", "2026-11-22 14:05"),
        ("１４：０５", "2026-11-22 14:05"),
        ("１４：０５＋８", "2026-11-22 14:05"),
        ("昨天　２３：５０", "2026-11-21 23:50"),
        ("  14:05  ", "2026-11-22 14:05"),
    ],
)
def test_a_time_that_something_happened(typed: str, meant: str) -> None:
    moment = read_time(typed, now=NOW, zone=SHANGHAI)
    assert moment.at == local(meant)
    assert moment.at.tzinfo is UTC
    assert typed[moment.start : moment.end] == typed.strip()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (">16:00", "2026-11-22 16:00"),
        ("16:00", "2026-11-22 16:00"),
        (">12:00", "2026-11-23 12:00"),
        (">14:10", "2026-11-23 14:10"),
        (">30m", "2026-11-22 14:40"),
        (">+1h30m", "2026-11-22 15:40"),
        (">tomorrow 9:00", "2026-11-23 09:00"),
        (">明天 9:00", "2026-11-23 09:00"),
        (">2026-11-23 12:00", "2026-11-23 12:00"),
        (">1 Jan 9:00", "2027-01-01 09:00"),
        (">22 Nov 9:00", "2027-11-22 09:00"),
        ("＞１６：００", "2026-11-22 16:00"),
        (">16:00 UTC", "2026-11-23 00:00"),
    ],
)
def test_a_due_time_is_the_nearest_future_one(typed: str, meant: str) -> None:
    assert read_due(typed, now=NOW, zone=SHANGHAI).at == local(meant)


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "14", "1405", "-5", "14:5", "14:05 CST", "14:05-14:10", "08:05-09:30", "14:05x", "yesterday", "-5 m"],
)
def test_what_is_no_time_says_which_forms_work(typed: str) -> None:
    with pytest.raises(BadInput, match=r"-5m, -1h30m, 14:05|a zone is written as"):
        read_time(typed, now=NOW, zone=SHANGHAI)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("14:75", "hours go to 23"),
        ("25:00", "hours go to 23"),
        ("13:00 pm", "mixes am or pm"),
        ("2026-02-30 9:00", "no calendar"),
        ("31 Nov 9:00", "no calendar"),
        ("14:05+15", "offsets go from"),
        ("-999999d", "beyond the calendar"),
    ],
)
def test_an_impossible_time_says_why(typed: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        read_time(typed, now=NOW, zone=SHANGHAI)


def test_four_bare_digits_are_a_time_only_where_the_caller_says_so() -> None:
    assert read_time("1405", now=NOW, zone=SHANGHAI, bare_digits=True).at == local("2026-11-22 14:05")
    assert read_time("22 Nov 1405", now=NOW, zone=SHANGHAI, bare_digits=True).at == local("2026-11-22 14:05")
    with pytest.raises(BadInput):
        read_time("2575", now=NOW, zone=SHANGHAI, bare_digits=True)


def test_a_bare_time_just_after_midnight_is_yesterdays() -> None:
    now = local("2026-11-22 00:10")
    assert read_time("23:50", now=now, zone=SHANGHAI).at == local("2026-11-21 23:50")
    assert read_time("00:05", now=now, zone=SHANGHAI).at == local("2026-11-22 00:05")


def test_a_time_up_to_two_minutes_ahead_of_the_clock_is_still_meant_as_now() -> None:
    now = local("2026-11-22 14:04:58")
    assert read_time("14:05", now=now, zone=SHANGHAI).at == local("2026-11-22 14:05")
    assert read_time("14:06:58", now=now, zone=SHANGHAI).at == local("2026-11-22 14:06:58")
    assert read_time("14:07", now=now, zone=SHANGHAI).at == local("2026-11-21 14:07")
    assert read_time("00:00", now=local("2026-11-21 23:59"), zone=SHANGHAI).at == local("2026-11-22 00:00")


def test_the_nearest_past_is_that_of_the_zone_that_was_typed() -> None:
    now = local("2026-11-22 07:00")  # 23:00 on the 21st in London
    assert read_time("22:50 Europe/London", now=now, zone=SHANGHAI).at == local("2026-11-22 06:50")
    assert read_time("yesterday 22:50 Europe/London", now=now, zone=SHANGHAI).at == local("2026-11-21 06:50")


def test_a_time_that_summer_time_skips_is_pushed_forward() -> None:
    now = local("2026-03-29 12:00", LONDON)
    assert read_time("01:30", now=now, zone=LONDON).at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # 02:30 BST
    assert say_time(datetime(2026, 3, 29, 1, 30, tzinfo=UTC), now=now, zone=LONDON).startswith("02:30 today")
    late = local("2026-03-08 12:00", NEW_YORK)
    assert read_time("2:15", now=late, zone=NEW_YORK).at == datetime(2026, 3, 8, 7, 15, tzinfo=UTC)  # 03:15 EDT


def test_a_time_that_comes_twice_is_the_first() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 01:30 BST; 01:30 GMT is an hour later
    for now in (first + timedelta(minutes=20), first + timedelta(minutes=70), first + timedelta(hours=9)):
        assert read_time("01:30", now=now, zone=LONDON).at == first
    assert read_time("01:30 UTC", now=first + timedelta(hours=9), zone=LONDON).at == first + timedelta(hours=1)
    before = first - timedelta(hours=1)
    assert read_time("01:30", now=before, zone=LONDON).at == first - timedelta(days=1)
    assert read_due("01:30", now=before, zone=LONDON).at == first


def test_what_follows_a_time_decides_whether_it_is_one() -> None:
    def taken(text: str) -> str | None:
        moment = take_time(text, now=NOW, zone=SHANGHAI)
        return text[moment.start : moment.end] if moment else None

    assert taken("14:05 restarted") == "14:05"
    assert taken("14:05重启") == "14:05"
    assert taken("14:05, restarted") == "14:05"
    assert taken("14:05 dev/null is full") == "14:05"
    assert taken("14:05 Europe/London is down") == "14:05 Europe/London"
    assert taken("14:05-14:10 outage") is None
    assert taken("14:05ms") is None
    assert taken("-5m/s wind") is None
    assert taken("10.20.30.40 is down") is None


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-22 14:10", "14:10 today, now"),
        ("2026-11-22 14:05", "14:05 today, 5 min ago"),
        ("2026-11-22 14:09:15", "14:09:15 today, 45 s ago"),
        ("2026-11-22 11:40", "11:40 today, 2 h 30 min ago"),
        ("2026-11-21 23:50", "23:50 yesterday, 14 h 20 min ago"),
        ("2026-11-21 11:10", "11:10 yesterday, 1 d 3 h ago"),
        ("2026-11-19 14:05", "19 Nov 14:05, 3 d ago"),
        ("2025-11-22 14:05", "22 Nov 2025 14:05, 365 d ago"),
        ("2026-11-22 16:00", "16:00 today, in 1 h 50 min"),
        ("2026-11-23 09:00", "09:00 tomorrow, in 18 h 50 min"),
        ("2026-12-01 09:00", "1 Dec 09:00, in 8 d"),
    ],
)
def test_how_a_time_is_said(at: str, said: str) -> None:
    assert say_time(local(at), now=NOW, zone=SHANGHAI) == said


def test_lengths() -> None:
    assert read_minutes("15m") == 15
    assert read_minutes("1h30m") == 90
    assert read_minutes("90s") == 2
    assert read_minutes("１５ｍ") == 15
    assert [read_minutes(text) for text in ("15", "0m", "m", "15m later")] == [None] * 4
    assert length_words(timedelta(days=1)) == "1 d"
    assert distance(NOW + timedelta(minutes=3), NOW) == "in 3 min"


ZONES = st.sampled_from(
    [SHANGHAI, LONDON, NEW_YORK, ZoneInfo("UTC"), ZoneInfo("Pacific/Apia"), ZoneInfo("Asia/Kolkata")]
)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


@given(now=MOMENTS, zone=ZONES, hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_the_nearest_past_and_future_lie_within_a_day_and_a_skipped_hour(
    now: datetime, zone: ZoneInfo, hour: int, minute: int
) -> None:
    clock = f"{hour}:{minute:02}"
    past = read_time(clock, now=now, zone=zone).at
    assert now - timedelta(hours=25) <= past <= now + timedelta(minutes=2)
    due = read_due(clock, now=now, zone=zone).at
    assert now < due <= now + timedelta(hours=25)


@given(now=MOMENTS, zone=ZONES, at=MOMENTS)
def test_a_full_time_with_its_offset_is_read_back(now: datetime, zone: ZoneInfo, at: datetime) -> None:
    assert read_time(at.astimezone(zone).isoformat(), now=now, zone=zone).at == at


@given(text=st.text(alphabet="0123456789:-+>~ TZaghmsd昨天月日点：－１年/", max_size=20), future=st.booleans())
def test_no_text_breaks_the_reading(text: str, future: bool) -> None:
    try:
        moment = take_time(text, now=NOW, zone=SHANGHAI, future=future)
    except BadInput as error:
        assert str(error)
    else:
        assert moment is None or (0 < moment.end <= len(text) and moment.at.tzinfo is UTC)
