"""Due times as people type them: days without a clock time, weekdays, Chinese; what was taken for granted is said."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warroom.due_times import WEEKDAYS, read_due, read_range, say_due, take_due
from warroom.errors import BadInput
from warroom.state.owners import Hours
from warroom.times import MONTH_NAMES
from warroom.working_time import Calendar, DayEnd

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONDON = ZoneInfo("Europe/London")
ACME = DayEnd(Calendar(Hours(days=(1, 2, 3, 4, 5), start="09:00", end="17:30"), LONDON), "Acme")
FULL_WIDTH = {code - 0xFEE0: code for code in range(0xFF01, 0xFF5F)} | {0x20: 0x3000}


def local(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


NOW = local("2026-11-22 14:10")  # a Sunday


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("fri 9:00", "2026-11-27 09:00"),
        ("Friday 9:00", "2026-11-27 09:00"),
        ("fri, 9:00", "2026-11-27 09:00"),
        ("fri at 9:00", "2026-11-27 09:00"),
        ("fri 9am", "2026-11-27 09:00"),
        ("9 pm", "2026-11-22 21:00"),
        ("sun 9:00", "2026-11-29 09:00"),  # this morning has passed
        ("sun 15:00", "2026-11-22 15:00"),
        ("this fri 9:00", "2026-11-20 09:00"),
        ("next wed 9:00", "2026-11-25 09:00"),
        ("next sunday 9:00", "2026-11-29 09:00"),
        ("周五 9点", "2026-11-27 09:00"),
        ("周五9点", "2026-11-27 09:00"),
        ("星期五 9:00", "2026-11-27 09:00"),
        ("礼拜五上午9点", "2026-11-27 09:00"),
        ("本周五 9点", "2026-11-20 09:00"),
        ("下周三下午3点半", "2026-11-25 15:30"),
        ("下下周一 9:00", "2026-11-30 09:00"),
        ("周日 15点", "2026-11-22 15:00"),
        ("明天下午3点半", "2026-11-23 15:30"),
        ("明天下午三点半", "2026-11-23 15:30"),
        ("后天十点一刻", "2026-11-24 10:15"),
        ("大后天 9:00", "2026-11-25 09:00"),
        ("今晚8点", "2026-11-22 20:00"),
        ("今晚12点", "2026-11-23 00:00"),
        ("明早九点", "2026-11-23 09:00"),
        ("晚上十一点四十五分", "2026-11-22 23:45"),
        ("11月27日下午3点", "2026-11-27 15:00"),
        ("27 Nov 9am", "2026-11-27 09:00"),
        ("27 Nov 9:00 UTC", "2026-11-27 17:00"),
        ("Fri 27 Nov 18:00 UTC+8", "2026-11-27 18:00"),
        ("ｆｒｉ　９：００", "2026-11-27 09:00"),
        ("周五　９点", "2026-11-27 09:00"),
    ],
)
def test_days_with_a_clock_time(typed: str, meant: str) -> None:
    moment = read_due(f">{typed}", now=NOW, zone=SHANGHAI)
    assert (moment.at, moment.note) == (local(meant), "")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("27 Nov", "2026-11-27"),
        ("Nov 27", "2026-11-27"),
        ("27th November 2026", "2026-11-27"),
        ("11月27日", "2026-11-27"),
        ("11月27号", "2026-11-27"),
        ("2026年11月27日", "2026-11-27"),
        ("１１月２７日", "2026-11-27"),
        ("2026-11-27", "2026-11-27"),
        ("2026/11/27", "2026-11-27"),
        ("２０２６－１１－２７", "2026-11-27"),
        ("1 Jan", "2027-01-01"),
        ("29 Feb", "2028-02-29"),
        ("today", "2026-11-22"),
        ("22 Nov", "2026-11-22"),
        ("tomorrow", "2026-11-23"),
        ("明天", "2026-11-23"),
        ("后天", "2026-11-24"),
        ("大后天", "2026-11-25"),
        ("friday", "2026-11-27"),
        ("Fri", "2026-11-27"),
        ("周五", "2026-11-27"),
        ("下周三", "2026-11-25"),
        ("next wed", "2026-11-25"),
        ("周日", "2026-11-22"),
        ("Fri 27 Nov", "2026-11-27"),
        ("2025-01-01", "2025-01-01"),
    ],
)
def test_a_day_alone_is_the_end_of_that_working_day_and_says_so(typed: str, day: str) -> None:
    for text in (typed, f">{typed}", f"＞{typed}"):
        moment = read_due(text, now=NOW, zone=SHANGHAI)
        assert (moment.at, moment.note) == (local(f"{day} 18:00"), "end of the working day")
        assert "18:00 UTC+8 (end of the working day)" in say_due(moment.at, moment.note, now=NOW, zone=SHANGHAI)


def test_an_owners_day_ends_in_their_zone_and_a_day_off_is_named() -> None:
    moment = read_due("27 Nov", now=NOW, zone=SHANGHAI, ends=ACME)
    assert (moment.at, moment.note) == (local("2026-11-27 17:30", LONDON), "end of Acme's working day")
    assert say_due(moment.at, moment.note, now=NOW, zone=SHANGHAI) == (
        "Sat 28 Nov 01:30 UTC+8 (end of Acme's working day), in 5 d"
    )
    moment = read_due("saturday", now=NOW, zone=SHANGHAI, ends=ACME)
    assert moment.note == "end of Acme's working day, which is none of theirs"


def test_a_weekday_after_work_is_next_weeks_and_a_date_after_work_is_past() -> None:
    evening = local("2026-11-27 19:00")
    assert read_due("friday", now=evening, zone=SHANGHAI).at == local("2026-12-04 18:00")
    today = read_due("27 Nov", now=evening, zone=SHANGHAI)
    assert today.at == local("2026-11-27 18:00")
    assert say_due(today.at, today.note, now=evening, zone=SHANGHAI).endswith("already past")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("fri 9", "followed by a number"),
        ("周五 3台设备", "followed by a number"),
        ("31 Nov", "no calendar"),
        ("fri 25:00", "hours go to 23"),
        ("周五25点", "hours go to 23"),
        ("fri 13pm", "am and pm go with 1 to 12"),
        ("Thu 27 Nov", "27 Nov 2026 is a Fri"),
        ("11-27", "is not a due time"),
        ("2026.11.27", "is not a due time"),
        ("yesterday", "is not a due time"),
        ("昨天", "is not a due time"),
        ("今晚", "is not a due time"),
        ("friends", "is not a due time"),
        ("sat-nav", "is not a due time"),
        ("sun.example.com", "is not a due time"),
        ("soon", "is not a due time"),
        ("friday noonish", "because of 'noonish'"),
    ],
)
def test_what_is_no_due_time_says_why(typed: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        read_due(typed, now=NOW, zone=SHANGHAI)


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("16:00-17:00", "2026-11-22 16:00", "2026-11-22 17:00"),
        ("16:00 - 17:30", "2026-11-22 16:00", "2026-11-22 17:30"),
        ("16:00 to 17:30", "2026-11-22 16:00", "2026-11-22 17:30"),
        ("１６：００－１７：００", "2026-11-22 16:00", "2026-11-22 17:00"),
        ("16:00至17:00", "2026-11-22 16:00", "2026-11-22 17:00"),
        ("14:00-15:00", "2026-11-22 14:00", "2026-11-22 15:00"),  # begun ten minutes ago
        ("23:00-1:00", "2026-11-22 23:00", "2026-11-23 01:00"),
        ("2h-4h", "2026-11-22 16:10", "2026-11-22 18:10"),
        ("2026-11-23 09:00 - 2026-11-23 12:00", "2026-11-23 09:00", "2026-11-23 12:00"),
        ("fri 9:00 to mon", "2026-11-27 09:00", "2026-11-23 18:00"),
        ("周五到下下周三", "2026-11-27 18:00", "2026-12-02 18:00"),
        ("27 Nov-29 Nov", "2026-11-27 18:00", "2026-11-29 18:00"),
        ("16:00", "2026-11-22 16:00", "2026-11-22 16:00"),
        ("2026-11-27", "2026-11-27 18:00", "2026-11-27 18:00"),
    ],
)
def test_a_range_is_read_from_both_of_its_ends(typed: str, low: str, high: str) -> None:
    first, last = read_range(typed, now=NOW, zone=SHANGHAI)
    assert (first.at, last.at) == (local(low), local(high))


def test_a_range_that_is_none_says_how_one_is_written() -> None:
    with pytest.raises(BadInput, match=r"16:00-17:30 or 16:00 to 17:30"):
        read_range("16:00..17:00", now=NOW, zone=SHANGHAI)


ZONES = st.sampled_from([SHANGHAI, LONDON, ZoneInfo("America/New_York"), ZoneInfo("Pacific/Apia"), ZoneInfo("UTC")])
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))


def written(day: date) -> list[str]:
    name = MONTH_NAMES[day.month - 1]
    return [
        f"{day.day} {name} {day.year}",
        f"{name} {day.day}, {day.year}",
        f"{day.year}年{day.month}月{day.day}日",
        day.isoformat(),
        f"{WEEKDAYS[day.weekday()]} {day.day} {name} {day.year}",
    ]


@given(now=MOMENTS, zone=ZONES, day=DAYS, wide=st.booleans())
def test_a_day_in_any_form_is_the_end_of_that_day(now: datetime, zone: ZoneInfo, day: date, wide: bool) -> None:
    end = datetime.combine(day, time(18), tzinfo=zone).astimezone(UTC)
    for text in written(day):
        typed = text.translate(FULL_WIDTH) if wide else text
        moment = read_due(f">{typed}", now=now, zone=zone)
        assert (moment.at, moment.note) == (end, "end of the working day")


@given(now=MOMENTS, zone=ZONES, day=DAYS, hour=st.integers(0, 23), minute=st.integers(0, 59), wide=st.booleans())
def test_a_day_and_a_clock_in_any_form(
    now: datetime, zone: ZoneInfo, day: date, hour: int, minute: int, wide: bool
) -> None:
    at = datetime.combine(day, time(hour, minute), tzinfo=zone).astimezone(UTC)
    for text in (*(f"{one} {hour}:{minute:02}" for one in written(day)), f"{written(day)[2]}{hour}点{minute}分"):
        typed = text.translate(FULL_WIDTH) if wide else text
        assert read_due(typed, now=now, zone=zone).at == at


@given(now=MOMENTS, zone=ZONES, number=st.integers(0, 6), hour=st.integers(0, 23))
def test_a_weekday_is_the_next_one_in_both_languages(now: datetime, zone: ZoneInfo, number: int, hour: int) -> None:
    english = read_due(f"{WEEKDAYS[number]} {hour}:00", now=now, zone=zone).at
    for prefix in ("周", "星期", "礼拜"):
        assert read_due(f"{prefix}{'一二三四五六日'[number]}{hour}点", now=now, zone=zone).at == english
    assert now < english <= now + timedelta(days=7, hours=26)
    alone = read_due(WEEKDAYS[number], now=now, zone=zone)
    assert now < alone.at and alone.at.astimezone(zone).weekday() == number


@given(now=MOMENTS, zone=ZONES, day=DAYS, hour=st.integers(4, 23), minute=st.integers(0, 59))
def test_what_the_echo_says_reads_back(now: datetime, zone: ZoneInfo, day: date, hour: int, minute: int) -> None:
    at = datetime.combine(day, time(hour, minute), tzinfo=zone).astimezone(UTC)
    said = say_due(at, "", now=now, zone=zone).rpartition(",")[0]
    if at > now or str(at.astimezone(zone).year) in said:
        assert read_due(said, now=now, zone=zone).at == at


ALPHABET = "0123456789:-+> fri mon nov apm next周一五日下本明天今晚点半月号年三十刻：－１／."


@given(text=st.text(alphabet=ALPHABET, max_size=16))
def test_no_text_breaks_the_reading(text: str) -> None:
    try:
        moment = take_due(text, now=NOW, zone=SHANGHAI)
        read_range(text, now=NOW, zone=SHANGHAI)
    except BadInput as error:
        assert str(error)
    else:
        assert moment is None or (0 < moment.end <= len(text) and moment.at.tzinfo is UTC)
