"""Times to come as people type them: ``16:00``, ``fri 9:00``, ``27 Nov``, ``下周三下午3点半``. Pure; clock passed in.

Which moment is meant, besides what ``warroom.times`` says
- A weekday is the next one (today's, while the time is still to come); ``this`` and 本 mean this week's, ``next``
  and 下 the following week's, weeks beginning on Monday.
- A day without a clock time is the end of that working day; ``Moment.note`` says so, and every echo shows it.
- A day followed by a number that is no clock time (``fri 9``) is refused: it could be an hour or a part of the text.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from warroom.clock import offset_label
from warroom.errors import BadInput
from warroom.grammar.marks import fold_width, shortened
from warroom.times import (
    CLOCK,
    DAY,
    DAY_WORDS,
    ENDS,
    FLAGS,
    JOIN,
    MONTH_NAMES,
    Moment,
    clock_of,
    date_parts,
    distance,
    moment_at,
    same_day,
    take_folded,
    take_zone,
    whole,
)  # fmt: skip
from warroom.working_time import DayEnd

DUE_FORMS: Final = "30m, 16:00, fri 9:00, tomorrow, 27 Nov or 2026-11-27 12:00, perhaps with a zone (UTC+8)"
ROOMS_DAY: Final = DayEnd()
"""The end of a working day where no owner's hours count."""
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_WEEKDAY: Final = (
    "mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
)
_ZH_WEEKDAYS: Final = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_WEEKS: Final[Mapping[str, int]] = {"this": 0, "本": 0, "这": 0, "这个": 0, "next": 1, "下": 1, "下个": 1, "下下": 2}
_EVENINGS: Final = {"今早": (0, 0), "今晚": (0, 12), "明早": (1, 0), "明晚": (1, 12)}
"""Words for a day and a half of it: days from today, hours that are added to those of the half."""
_ANY_DAY: Final = rf"""
  (?: (?:(?P<check>{_WEEKDAY})\b\.?,?\s)?(?:大(?P<far>后天)|{DAY})
    | (?P<evening>{"|".join(_EVENINGS)})
    | (?:(?P<week>this|next)\s)?(?P<weekday>{_WEEKDAY})\b\.?
    | (?P<zh_week>下下|下个|下|这个|这|本)?(?:周|星期|礼拜)(?P<zh_weekday>[{"".join(_ZH_WEEKDAYS)}])
  )
"""
_ZH_NUMBER: Final = "二十[一二三四]?|十[一二三四五六七八九]?|[零一两二三四五六七八九]"
_ZH_MINUTE: Final = "[二三四五]?十[一二三四五六七八九]?|零[一二三四五六七八九]"
_WORDY: Final = rf"""
    (?P<ap_hour>[0-9]{{1,2}})\s?(?P<ap>[ap])\.?m\b\.?
  | (?:(?P<zh_part>凌晨|早上|上午|中午|下午|傍晚|晚上)\s?)?
    (?P<zh_hour>{_ZH_NUMBER}|[0-9]{{1,2}})点(?:(?P<zh_30>半)|整|(?P<zh_15>[一三])刻|(?P<zh_min>{_ZH_MINUTE}|[0-9]{{1,2}})分?)?
"""
_AFTER_DAY: Final = rf"(?: {JOIN} | (?<=[一二三四五六日天号晚早])\s* )"
_DUE: Final = re.compile(
    rf"(?: {_ANY_DAY} (?: {_AFTER_DAY} (?: (?P<digits>{CLOCK}) | (?P<wordy>{_WORDY}) ) )? )",
    FLAGS,
)
_CLOCK_ALONE: Final = re.compile(_WORDY, FLAGS)
_NUMBER_NEXT: Final = re.compile(r",?\s*(?:at\s+)?[0-9]")
_ZH_DIGITS: Final = {word: number for number, word in enumerate("零一二三四五六七八九")} | {"两": 2}


def read_due(
    text: str, *, now: datetime, zone: ZoneInfo, bare_digits: bool = False, ends: DayEnd = ROOMS_DAY
) -> Moment:
    """Until when something should be done: ``DUE_FORMS``, with or without ``>`` before it. Raises ``BadInput``.

    ``ends`` says when the working day ends of a day without a clock time.
    """
    folded = fold_width(text).lstrip()
    body = text.lstrip()[1:] if folded.startswith(">") else text

    def take(folded: str, start: int) -> Moment | None:
        return take_due(folded, start, now=now, zone=zone, bare_digits=bare_digits, ends=ends)

    moment = whole(body, now, take)
    if moment is None:
        raise BadInput(f"'{shortened(text)}' is not a due time; write {DUE_FORMS}")
    return moment


_BETWEEN: Final = re.compile(r"\s+(?:to|until)\s+|\s*[-~至到]\s*", re.IGNORECASE)


def read_range(text: str, *, now: datetime, zone: ZoneInfo, ends: DayEnd = ROOMS_DAY) -> tuple[Moment, Moment]:
    """From when until when: ``16:00-17:00``, ``16:00 to 17:30``, ``周五至下周三``; one time is both.

    Raises ``BadInput``.

    Of clock times alone the first may have passed already: ``16:00-17:00`` typed at 16:20 is today's.
    """

    def read(one: str) -> Moment:
        return read_due(one, now=now, zone=zone, ends=ends)

    for mark in _BETWEEN.finditer(fold_width(text)):
        try:
            low, high = read(text[: mark.start()]), read(text[mark.end() :])
        except BadInput:
            continue
        earlier = msgspec.structs.replace(low, at=low.at - timedelta(days=1))
        return (earlier if earlier.at <= high.at < low.at and not low.note else low), high
    try:
        whole_text = read(text)
    except BadInput as error:
        raise BadInput(f"{error}; a range is 16:00-17:30 or 16:00 to 17:30, and 'unknown' is an answer too") from error
    return whole_text, whole_text


def take_due(
    folded: str,
    start: int = 0,
    *,
    now: datetime,
    zone: ZoneInfo,
    bare_digits: bool = False,
    ends: DayEnd = ROOMS_DAY,
) -> Moment | None:
    """The time to come that begins at ``start`` of a folded text, whatever follows; None when none stands there.

    Raises ``BadInput`` for what looks like one but can't be meant as it stands.
    """
    taken = take_folded(folded, start, now=now, zone=zone, bare_digits=bare_digits, future=True)
    if taken is not None:
        return taken
    match = _DUE.match(folded, start)
    if match is not None:
        return _dated(match, folded, start, now, zone, ends)
    match = _CLOCK_ALONE.match(folded, start)
    if match is None or ENDS.match(folded, match.end()) is None:
        return None
    clock, today = _wordy_clock(match), now.astimezone(zone).date()
    around = [moment_at(today + timedelta(days=shift), clock, zone) for shift in range(3)]
    return _moment(next(one for one in around if one > now), now, start, match.end())


def _dated(match: re.Match[str], folded: str, start: int, now: datetime, zone: ZoneInfo, ends: DayEnd) -> Moment | None:
    """The moment of a day, with a clock time or without."""
    if match["digits"] is None and match["wordy"] is None:
        return _whole_day(match, folded, start, now, zone, ends)
    given, end = take_zone(folded, match.end(), dated=match["y1"] is not None)
    if ENDS.match(folded, end) is None:
        return None
    clock, extra = (_wordy_clock(match), False) if match["wordy"] else clock_of(match, folded[start:end])
    if (evening := match["evening"]) and clock.hour <= 12:
        hour = clock.hour + _EVENINGS[evening][1]
        clock, extra = clock.replace(hour=hour % 24), hour == 24
    there = given or zone
    days = _days(match, now.astimezone(there).date(), folded[start:end])
    moments = [moment_at(day + timedelta(days=extra), clock, there) for day in days]
    return _moment(next((one for one in moments if one > now), moments[-1]), now, start, end)


def _whole_day(
    match: re.Match[str], folded: str, start: int, now: datetime, zone: ZoneInfo, ends: DayEnd
) -> Moment | None:
    """A day alone. Month and day in digits alone (``11-27``) are none: that is a range as often as a date."""
    end = match.end()
    typed = folded[start:end]
    if match["m2"] or match["sep"] == "." or match["evening"] or DAY_WORDS.get((match["word"] or "").lower(), 0) < 0:
        return None
    if ENDS.match(folded, end) is None:
        return None
    if _NUMBER_NEXT.match(folded, end):
        raise BadInput(
            f"'{typed}' is followed by a number that is no clock time; write '{typed} 9:00', or put the due day last"
        )
    here = ends.calendar.zone if ends.calendar else zone
    days = _days(match, now.astimezone(here).date(), typed)
    found = [ends.of(day, zone) for day in days]
    if match["weekday"] or match["zh_weekday"]:
        at, note = next((one for one in found if one[0] > now), found[-1])
    else:  # who names a date means that date, though its working day may be over
        at, note = found[0]
    return _moment(at, now, start, end, note)


def _moment(at: datetime, now: datetime, start: int, end: int, note: str = "") -> Moment:
    return Moment(at=at, how=distance(at, now), start=start, end=end, note=note)


def _days(match: re.Match[str], today: date, typed: str) -> list[date]:
    """The days that a match may mean, the nearest first, none before today where the year or week is left open."""
    if match["weekday"] or match["zh_weekday"]:
        return _weekdays(match, today)
    try:
        days = _dates(match, today)
    except (ValueError, OverflowError) as error:
        raise BadInput(f"'{typed}' names a day that no calendar has") from error
    if (check := match["check"]) and days[0].weekday() != _weekday(check):
        day = days[0]
        raise BadInput(f"'{typed}': {day.day} {MONTH_NAMES[day.month - 1]} {day.year} is a {WEEKDAYS[day.weekday()]}")
    return days


def _weekday(name: str) -> int:
    return [one.lower() for one in WEEKDAYS].index(name[:3].lower())


def _weekdays(match: re.Match[str], today: date) -> list[date]:
    zh = match["zh_weekday"]
    wanted = _ZH_WEEKDAYS[zh] if zh else _weekday(match["weekday"])
    week = match["week"] or match["zh_week"]
    if week:
        monday = today - timedelta(days=today.weekday())
        return [monday + timedelta(days=wanted, weeks=_WEEKS[week.lower()])]
    first = today + timedelta(days=(wanted - today.weekday()) % 7)
    return [first, first + timedelta(days=7)]


def _dates(match: re.Match[str], today: date) -> list[date]:
    if evening := match["evening"]:
        return [today + timedelta(days=_EVENINGS[evening][0])]
    if match["far"]:
        return [today + timedelta(days=3)]
    if word := match["word"]:
        return [today + timedelta(days=DAY_WORDS[word.lower()])]
    month, day, year = date_parts(match)
    if year:
        return [date(year, month, day)]
    days = [one for one in same_day(today.year, month, day) if one >= today]
    if not days:
        raise ValueError("no such day")
    return days


def _wordy_clock(match: re.Match[str]) -> time:
    """``9am``, ``下午三点半``. Raises ``BadInput``."""
    if match["ap"]:
        hour = int(match["ap_hour"])
        if not 1 <= hour <= 12:
            raise BadInput(f"'{match['ap_hour']}{match['ap']}m' is no time of day; am and pm go with 1 to 12")
        return time(hour % 12 + (12 if match["ap"].lower() == "p" else 0))
    hour, part = _zh_number(match["zh_hour"]), match["zh_part"] or ""
    if part in ("下午", "傍晚", "晚上") and hour < 12:
        hour += 12
    if part == "中午" and hour < 6:
        hour += 12
    minute = 30 if match["zh_30"] else _zh_number(match["zh_15"]) * 15 if match["zh_15"] else 0
    minute = _zh_number(match["zh_min"]) if match["zh_min"] else minute
    if hour > 23 or minute > 59:
        raise BadInput(f"'{match['zh_hour']}点' is no time of day; hours go to 23, minutes to 59")
    return time(hour, minute)


def _zh_number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return _ZH_DIGITS[text[-1]]
    return (_ZH_DIGITS[tens] if tens else 1) * 10 + (_ZH_DIGITS[ones] if ones else 0)


def say_due(at: datetime, note: str = "", *, now: datetime, zone: ZoneInfo) -> str:
    """A due time in full: ``Fri 27 Nov 18:00 UTC+8 (end of the working day), in 5 d``; the year when it isn't this one.

    ``read_due`` reads its first part back.
    """
    local, here = at.astimezone(zone), now.astimezone(zone)
    year = "" if local.year == here.year else f" {local.year}"
    day = f"{WEEKDAYS[local.weekday()]} {local.day} {MONTH_NAMES[local.month - 1]}{year}"
    seconds = f":{local:%S}" if local.second else ""
    taken = f" ({note})" if note else ""
    late = "already past" if at <= now else distance(at, now)
    return f"{day} {local:%H:%M}{seconds} {offset_label(local)}{taken}, {late}"
