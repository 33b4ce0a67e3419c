"""Times as people type and read them: ``-5m``, ``14:05``, ``yesterday 23:50``. Pure; the clock is passed in.

Which moment is meant
- A bare clock time is the nearest past one: 23:50 typed at 00:10 is yesterday's. A time at most ``AHEAD`` ahead of the
  clock still counts as now (14:05 typed at 14:04:58). As a due time it is the nearest future one.
- A date without a year is the nearest past one too, but may lie ``DATE_AHEAD`` ahead: who names a day means that day.
- A day that is named in full is taken as typed, even when it lies ahead.
- A clock time that daylight saving skips is pushed forward by the skipped hour; one that comes twice is the first.
- Full-width digits and marks mean the same as ASCII ones.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from warroom.errors import BadInput
from warroom.grammar.marks import fold_width, shortened

AHEAD: Final = timedelta(minutes=2)
"""How far ahead of the clock a bare time may lie and still be meant as now: watches differ, people round up."""
DATE_AHEAD: Final = timedelta(days=1)
"""How far ahead a date without a year may lie before the year before is meant."""

PAST_FORMS: Final = "-5m, -1h30m, 14:05, yesterday 23:50, 22 Nov 14:05 or 2026-11-22 14:05, perhaps with a zone (UTC+8)"

_UNIT_SECONDS: Final = {"d": 86400, "天": 86400, "h": 3600, "小": 3600, "m": 60, "分": 60, "s": 1, "秒": 1}
_UNITS: Final = "(?:days?|d|天|hours?|hrs?|h|小时|minutes?|mins?|m|分钟|分|seconds?|secs?|s|秒)"
_PART: Final = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)\s?(" + _UNITS + ")", re.IGNORECASE)
_SPAN: Final = re.compile(rf"(?:[0-9]{{1,6}}(?:\.[0-9]{{1,3}})?{_UNITS})+", re.IGNORECASE)
_AGO: Final = re.compile(rf"(?:[0-9]{{1,6}}(?:\.[0-9]{{1,3}})?\s?{_UNITS}\s?)+(?:ago|以?前)", re.IGNORECASE)

DAY_WORDS: Final = {
    "前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2,
    "yesterday": -1, "today": 0, "tomorrow": 1,
}  # fmt: skip
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_NAMES: Final = tuple(name.capitalize() for name in _MONTHS)
_MONTH: Final = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_TH: Final = "(?:st|nd|rd|th)?"
DAY: Final = rf"""
    (?P<word>{"|".join(DAY_WORDS)})
  | (?P<y1>[0-9]{{4}})(?P<sep>[-/.])(?P<m1>[0-9]{{1,2}})(?P=sep)(?P<d1>[0-9]{{1,2}})
  | (?P<m2>[0-9]{{1,2}})-(?P<d2>[0-9]{{1,2}})
  | (?P<d3>[0-9]{{1,2}}){_TH}\s(?P<m3>{_MONTH})\b\.?(?:,?\s(?P<y3>[0-9]{{4}}))?
  | (?P<m4>{_MONTH})\b\.?\s(?P<d4>[0-9]{{1,2}}){_TH}(?:,?\s(?P<y4>[0-9]{{4}}))?
  | (?:(?P<y5>[0-9]{{4}})年)?(?P<m5>[0-9]{{1,2}})月(?P<d5>[0-9]{{1,2}})[日号]
"""
_HALF: Final = {"凌晨": 0, "早上": 0, "上午": 0, "中午": 12, "下午": 12, "晚上": 12}
CLOCK: Final = rf"""
    (?:(?P<half>{"|".join(_HALF)})\s?)?
    (?P<hour>[0-9]{{1,2}})
    (?: :(?P<minute>[0-9]{{2}})(?::(?P<second>[0-9]{{2}})(?:[.,](?P<fraction>[0-9]{{1,6}}))?)?
      | 点(?:(?P<zh_minute>[0-9]{{1,2}})分?|(?P<zh_half>半)|整) )
    (?:\s?(?P<noon>[ap])\.?m\b\.?)?
"""
JOIN: Final = r"(?: t | ,?\s+(?:at\s+)? | (?<=[天日号])\s* )"
FLAGS: Final = re.IGNORECASE | re.VERBOSE | re.ASCII
_DATED: Final = re.compile(rf"(?:(?:{DAY}){JOIN})?{CLOCK}", FLAGS)
_BARE: Final = re.compile(rf"(?:(?:{DAY}){JOIN})?(?P<hour>[0-9]{{2}})(?P<minute>[0-9]{{2}})", FLAGS)
_ZONE: Final = re.compile(
    r"""
    (?P<zulu>z) | \s?(?P<utc>utc|gmt)(?P<shift>[+-][0-9]{1,2}(?::?[0-9]{2})?)?
  | (?P<offset>[+-][0-9]{1,2}(?::?[0-9]{2})?) | \s(?P<name>[a-z_]+(?:/[a-z0-9_+-]+)+) | \s?\(?(?P<beijing>北京时间)\)?
    """,
    FLAGS,
)
# What may not follow a time: it is then part of a longer word, number, range or path.
ENDS: Final = re.compile(r"(?![A-Za-z0-9_%])(?![.:/+-][A-Za-z0-9])")


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """A time that was read, and which part of the text said it."""

    at: datetime
    """Aware UTC."""
    how: str
    """How far from now: ``5 min ago``, ``in 30 min``, ``now``."""
    start: int
    """First character of the text that was read."""
    end: int
    """First character after it."""
    note: str = ""
    """What was taken for granted where the text leaves it open: ``end of the working day``."""


def read_time(text: str, *, now: datetime, zone: ZoneInfo, bare_digits: bool = False) -> Moment:
    """When ``text`` says that something happened (the forms of ``PAST_FORMS``, and ``now``).

    ``zone`` is that of times which name none; ``bare_digits`` also takes ``1405``. Raises ``BadInput``.
    """

    def take(folded: str, start: int) -> Moment | None:
        return take_folded(folded, start, now=now, zone=zone, bare_digits=bare_digits)

    moment = whole(text, now, take)
    if moment is None:
        raise BadInput(f"'{shortened(text)}' is not a time; write {PAST_FORMS}")
    return moment


def read_minutes(text: str) -> int | None:
    """A length of time (``15m``, ``1h30m``, ``90s``) in minutes, rounded up; None when it is not one, or nought."""
    folded = fold_width(text).strip()
    taken = take_length(folded, 0)
    if taken is None or taken[1] != len(folded):
        return None
    return -(taken[0] // timedelta(minutes=-1)) or None


def take_length(folded: str, start: int) -> tuple[timedelta, int] | None:
    """The length of time that begins at ``start`` of a folded text, and where it ends."""
    match = _SPAN.match(folded, start)
    if match is None or ENDS.match(folded, match.end()) is None:
        return None
    return _length(match.group()), match.end()


def take_time(
    text: str, start: int = 0, *, now: datetime, zone: ZoneInfo, bare_digits: bool = False, future: bool = False
) -> Moment | None:
    """The time that begins at ``start`` of ``text``, whatever follows; None when none stands there.

    ``future`` reads a due time. Raises ``BadInput`` for what looks like a time but can't be one (``14:75``).
    """
    return take_folded(fold_width(text), start, now=now, zone=zone, bare_digits=bare_digits, future=future)


def take_folded(
    folded: str, start: int, *, now: datetime, zone: ZoneInfo, bare_digits: bool = False, future: bool = False
) -> Moment | None:
    """``take_time`` for a text that ``fold_width`` has gone over: a long line is not folded at every mark."""
    taken = _take_relative(folded, start, now, future)
    if taken is None:
        taken = _take_clock(folded, start, now, zone, _DATED, future)
    if taken is None and bare_digits:
        taken = _take_clock(folded, start, now, zone, _BARE, future)
    if taken is None:
        return None
    at, end = taken
    return Moment(at=at, how=distance(at, now), start=start, end=end)


def whole(text: str, now: datetime, take: Callable[[str, int], Moment | None]) -> Moment | None:
    """The moment that all of ``text`` says, ``now`` included; ``take`` reads the one that begins somewhere in a text.

    None when none begins there; raises ``BadInput`` when something stands behind it.
    """
    folded = fold_width(text)
    start, end = len(folded) - len(folded.lstrip()), len(folded.rstrip())
    if folded[start:end].lower() in ("now", "现在"):
        return Moment(at=now.astimezone(UTC), how="now", start=start, end=end)
    moment = take(folded[:end], start)
    if moment is not None and moment.end != end:
        rest = shortened(text[moment.end : end].strip())
        raise BadInput(
            f"'{shortened(text)}' can't be read as a time because of '{rest}'; a zone is written as UTC, UTC+8 or "
            "Europe/London"
        )
    return moment


def _length(text: str) -> timedelta:
    seconds = sum(float(number) * _UNIT_SECONDS[unit[0].lower()] for number, unit in _PART.findall(text))
    return timedelta(seconds=seconds)


def _take_relative(folded: str, start: int, now: datetime, future: bool) -> tuple[datetime, int] | None:
    ago = None if future else _AGO.match(folded, start)
    if ago is not None and ENDS.match(folded, ago.end()):
        return _shifted(now, -_length(ago.group()), folded[start : ago.end()]), ago.end()
    sign = folded[start : start + 1]
    if not future and sign != "-":
        return None
    taken = take_length(folded, start + (sign in ("-", "+") if not future else sign == "+"))
    if taken is None:
        return None
    length, end = taken
    return _shifted(now, length if future else -length, folded[start:end]), end


def _shifted(now: datetime, length: timedelta, typed: str) -> datetime:
    try:
        return now.astimezone(UTC) + length
    except OverflowError as error:
        raise BadInput(f"'{typed}' reaches beyond the calendar; write the date instead: 2026-11-22 14:05") from error


def _take_clock(
    folded: str, start: int, now: datetime, zone: ZoneInfo, pattern: re.Pattern[str], future: bool
) -> tuple[datetime, int] | None:
    match = pattern.match(folded, start)
    if match is None:
        return None
    dated = match.group("y1") is not None
    given, end = take_zone(folded, match.end(), dated)
    if ENDS.match(folded, end) is None:
        return None
    clock, next_day = clock_of(match, folded[start:end])
    at = _pick(match, clock, next_day, given or zone, now, future, folded[start:end])
    return at, end


def take_zone(folded: str, start: int, dated: bool) -> tuple[tzinfo | None, int]:
    """The zone written behind a clock time and where it ends; None and ``start`` when there is none.

    ``08:05-09:30`` is a range of times, so a bare clock takes ``-9`` and ``UTC-9:30``, not ``-09:30``.
    """
    match = _ZONE.match(folded, start)
    if match is None or ENDS.match(folded, match.end()) is None:
        return None, start
    if match.group("beijing"):
        return ZoneInfo("Asia/Shanghai"), match.end()
    if name := match.group("name"):
        try:
            return ZoneInfo(name), match.end()
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None, start
    offset = match.group("offset") or match.group("shift")
    if offset is None:
        return UTC, match.end()
    if match.group("offset") and offset[0] == "-" and ":" in offset and not dated:
        return None, start
    digits = offset[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    shift = timedelta(hours=hours, minutes=minutes) * (-1 if offset[0] == "-" else 1)
    if minutes > 59 or not timedelta(hours=-12) <= shift <= timedelta(hours=14):
        raise BadInput(f"no zone is {offset} from UTC; offsets go from -12 to +14")
    return timezone(shift), match.end()


def clock_of(match: re.Match[str], typed: str) -> tuple[time, bool]:
    """The clock time of a match, and whether it is 24:00, the midnight that ends the day."""
    parts = match.groupdict()
    hour = int(parts["hour"])
    minute = 30 if parts.get("zh_half") else int(parts.get("minute") or parts.get("zh_minute") or 0)
    second = int(parts.get("second") or 0)
    micro = int((parts.get("fraction") or "").ljust(6, "0"))
    noon, half = parts.get("noon"), parts.get("half")
    if noon and not 1 <= hour <= 12:
        raise BadInput(f"'{typed}' mixes am or pm with the hour {hour}; write 1 to 12 with it, or 14:05 without")
    if noon:
        hour = hour % 12 + (12 if noon.lower() == "p" else 0)
    elif half and hour < 12:
        hour += _HALF[half] if half != "中午" or hour < 6 else 0
    if (hour, minute, second, micro) == (24, 0, 0, 0):
        return time(0), True
    try:
        return time(hour, minute, second, micro), False
    except ValueError as error:
        raise BadInput(f"'{typed}' is not a time of day; hours go to 23, minutes and seconds to 59") from error


def _pick(
    match: re.Match[str], clock: time, next_day: bool, zone: tzinfo, now: datetime, future: bool, typed: str
) -> datetime:
    """The moment that a day (or none) and a clock time mean, seen from ``now``."""
    today = now.astimezone(zone).date()
    extra = timedelta(days=next_day)
    try:
        if word := match.group("word"):
            days = timedelta(days=DAY_WORDS[word.lower()])
            return moment_at(today + days + extra, clock, zone)
        month, day, year = date_parts(match)
        if year:
            return moment_at(date(year, month, day) + extra, clock, zone)
        if month:
            days_of_years = same_day(today.year, month, day)
            if not days_of_years:
                raise ValueError("no such day")
            return _nearest([moment_at(one + extra, clock, zone) for one in days_of_years], now, future, DATE_AHEAD)
        around = [today + timedelta(days=shift) for shift in range(-2, 3)]
        return _nearest([moment_at(one, clock, zone) for one in around], now, future, AHEAD)
    except (ValueError, OverflowError) as error:
        raise BadInput(f"'{typed}' names a day that no calendar has") from error


def date_parts(match: re.Match[str]) -> tuple[int, int, int]:
    """Month, day and year of a match; 0 for what was not named."""
    for form in "12345":
        if day := match.group(f"d{form}"):
            named = match.group(f"m{form}")
            month = int(named) if named.isdigit() else 1 + _MONTHS.index(named[:3].lower())
            year = match.group(f"y{form}") if form not in "2" else None
            return month, int(day), int(year or 0)
    return 0, 0, 0


def same_day(year: int, month: int, day: int) -> list[date]:
    """The day in the years around ``year``; 29 February is looked for eight years either way."""
    found: list[date] = []
    for one in range(year - 8, year + 9):
        try:
            found.append(date(one, month, day))
        except ValueError:
            continue
    return found


def moment_at(day: date, clock: time, zone: tzinfo) -> datetime:
    """The moment (aware UTC) of a clock time on a day in a zone."""
    # fold=0 is what makes a skipped time move forward and a doubled one the first (PEP 495).
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def _nearest(candidates: list[datetime], now: datetime, future: bool, ahead: timedelta) -> datetime:
    """Of moments in rising order the first after ``now``, or the last that is not more than ``ahead`` of it."""
    if future:
        return next(one for one in candidates if one > now)
    return [one for one in candidates if one <= now + ahead][-1]


def distance(at: datetime, now: datetime) -> str:
    """How far ``at`` lies from ``now``: ``now``, ``5 min ago``, ``in 1 h 30 min``, ``3 d ago``."""
    behind = now - at
    words = length_words(abs(behind))
    if words == "now":
        return words
    return f"{words} ago" if behind > timedelta() else f"in {words}"


def length_words(length: timedelta) -> str:
    """A length of time in at most two units, cut off, not rounded: ``45 s``, ``1 h 30 min``, ``1 d 3 h``, ``3 d``."""
    seconds = int(length.total_seconds())
    if seconds < 5:
        return "now"
    if seconds < 60:
        return f"{seconds} s"
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if minutes < 60:
        return f"{minutes} min"
    if hours < 24:
        return f"{hours} h {minutes % 60} min" if minutes % 60 else f"{hours} h"
    return f"{days} d {hours % 24} h" if days == 1 and hours % 24 else f"{days} d"


def say_time(at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """A moment as the echo says it: ``14:09 today, 5 min ago``, ``22 Nov 14:05, 3 d ago``, ``09:00 tomorrow, in 17 h``.

    Days are those of ``zone``; the year is said when it isn't this one, seconds when they aren't nought.
    """
    return f"{say_clock(at, now=now, zone=zone, today=' today')}, {distance(at, now)}"


def say_clock(at: datetime, *, now: datetime, zone: ZoneInfo, today: str = "") -> str:
    """The same without the distance; ``today`` is what is put behind a time of today."""
    local, here = at.astimezone(zone), now.astimezone(zone)
    clock = local.strftime("%H:%M:%S" if local.second and abs(now - at) < timedelta(hours=1) else "%H:%M")
    days = (local.date() - here.date()).days
    if days in (-1, 0, 1):
        return clock + {-1: " yesterday", 0: today, 1: " tomorrow"}[days]
    year = "" if local.year == here.year else f" {local.year}"
    return f"{local.day} {MONTH_NAMES[local.month - 1]}{year} {clock}"
