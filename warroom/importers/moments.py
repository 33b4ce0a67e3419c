"""Days and times as people write them: what is meant, where it ends, and what about it was a guess."""

import re
from datetime import date, datetime, time, timedelta, timezone
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2999
"""Years outside are slips of the finger, and not every computer can hold them."""


class Moment(NamedTuple):
    """A time as a file has it: what its clock showed, and the zone if the file names one."""

    naive: datetime
    offset: timezone | None = None

    def aware(self, zone: ZoneInfo) -> datetime:
        """The time in the world; ``zone`` counts when the file names none."""
        return self.naive.replace(tzinfo=self.offset or zone)


class Found(NamedTuple):
    """A day, a time or both, found in a text between ``start`` and ``end``."""

    start: int
    end: int
    day: date | None = None
    clock: time | None = None
    offset: timezone | None = None
    notes: tuple[str, ...] = ()
    fault: str = ""
    """Why it can be no time (31 February, 25:10); the other fields then mean nothing."""

    def moment(self, day: date | None = None) -> Moment | None:
        """The whole time; ``day`` is taken when none is written. None when a part is missing."""
        on = self.day or day
        if self.clock is None or on is None or self.fault:
            return None
        return Moment(datetime.combine(on, self.clock), self.offset)


MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\b"
_DAY = re.compile(
    rf"(?:{_WEEKDAY}[.,]?\s+)?(?:"
    r"(?P<y>[0-9]{4})(?P<sep>[-/.])(?P<m>[0-9]{1,2})(?P=sep)(?P<d>[0-9]{1,2})(?![0-9])"
    r"|(?P<a>[0-9]{1,2})(?P<s2>[-/.])(?P<b>[0-9]{1,2})(?P=s2)(?P<y2>[0-9]{4})(?![0-9])"
    r"|(?P<a3>[0-9]{1,2})/(?P<b3>[0-9]{1,2})/(?P<y3>[0-9]{2})(?![0-9/])"
    rf"|(?P<d4>[0-9]{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m4>{_MONTH})(?:,?\s+(?P<y4>[0-9]{{4}})(?![0-9:]))?"
    rf"|(?P<m5>{_MONTH})\s+(?P<d5>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9:])(?:,?\s+(?P<y5>[0-9]{{4}})(?![0-9:]))?"
    rf")(?:\s?\({_WEEKDAY}\.?\)|,?\s{_WEEKDAY}(?=\s*$|\s+[0-9]))?",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?:(?P<h>[0-9]{1,2}):(?P<mi>[0-9]{2})(?::(?P<s>[0-9]{2})(?:[.,](?P<us>[0-9]{1,9}))?)?(?:\s?(?P<ap>[ap])\.?m\b\.?|\s?(?:hrs?|h)\b)?"
    r"|(?P<h2>[0-9]{1,2})\s?(?P<ap2>[ap])\.?m\b\.?)(?![0-9])",
    re.IGNORECASE,
)
_FOUR = re.compile(r"(?P<h>[0-9]{2})(?P<mi>[0-9]{2})(?![0-9])(?:\s?(?:hrs|hours|h)\b)?(?![:/.][0-9])", re.IGNORECASE)
_DOTTED = re.compile(r"(?P<h>[0-9]{2})\.(?P<mi>[0-9]{2})(?![0-9])")
_BETWEEN = re.compile(r"T(?=[0-9])|\s*[,@|]\s*|\s+[-–—]\s+|\s*[–—]\s*|:\s+|\s+at\s+|\s+", re.IGNORECASE)
_BETWEEN_BACK = re.compile(r"\s*,\s*|\s+on\s+|\s+", re.IGNORECASE)
_ZONE = re.compile(
    r"\s?(?:(?P<z>Z|UTC|GMT)(?P<zs>[+-][0-9]{1,2}(?::?[0-9]{2})?)?(?![\w])|(?P<plus>\+[0-9]{2}:?[0-9]{2})(?![0-9])"
    r"|\((?P<b>UTC|GMT)\))"
)
_MINUS = re.compile(r"(?P<minus>-[0-9]{2}:?[0-9]{2})(?![0-9])")
_ZONE_WORD = re.compile(r"\s?\(?(BST|CET|CEST|EST|EDT|CST|CDT|MST|MDT|PST|PDT|IST|JST|AEST|AEDT|HKT|SGT)\b")


def real_day(year: int, month: int, day: int) -> date:
    """A day of the years that count; raises ``ValueError`` on any other."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the year {year} is out of bounds")
    return date(year, month, day)


def find_day(text: str, at: int, base: date | None = None) -> Found | None:
    """The day written at position ``at``; a day without a year takes that of ``base``."""
    match = _DAY.match(text, at)
    if match is None:
        return None
    part = match.groupdict()
    notes: tuple[str, ...] = ()
    written = match.group().strip()
    if part["y"]:
        year, month, day = int(part["y"]), int(part["m"]), int(part["d"])
    elif part["m4"] or part["m5"]:
        named = part["y4"] or part["y5"]
        if named is None and base is None:
            return None
        year = int(named) if named else (base.year if base else 0)
        month = MONTHS.index((part["m4"] or part["m5"])[:3].lower()) + 1
        day = int(part["d4"] or part["d5"])
        notes = () if named else (f"'{written}' names no year: read as {year}",)
    else:
        day, month = int(part["a"] or part["a3"]), int(part["b"] or part["b3"])
        year = int(part["y2"]) if part["y2"] else 2000 + int(part["y3"])
        order = "day/month/year"
        if month > 12 >= day:
            day, month, order = month, day, "month/day/year"
        notes = (f"'{written}' is read as {order}: {year:04}-{month:02}-{day:02}",)
    try:
        return Found(at, match.end(), day=real_day(year, month, day), notes=notes)
    except ValueError:
        return Found(at, match.end(), fault=f"there is no day '{written}'")


def find_time(text: str, at: int, *, loose: bool = False) -> Found | None:
    """The time of day written at position ``at``, with its zone; ``loose`` takes ``1600`` and ``16.00`` too."""
    match = _TIME.match(text, at)
    notes: tuple[str, ...] = ()
    if match is None and loose:
        match = _FOUR.match(text, at) or _DOTTED.match(text, at)
        if match is not None:
            notes = (f"'{match.group()}' is read as {match['h']}:{match['mi']}",)
    if match is None:
        return None
    part = match.groupdict()
    hour, minute = int(part["h"] or part["h2"]), int(part["mi"] or 0)
    half = part.get("ap") or part.get("ap2")
    if half:
        hour = hour % 12 + (12 if half in "pP" else 0) if 1 <= hour <= 12 else 99
    micro = int((part.get("us") or "0")[:6].ljust(6, "0"))
    try:
        clock = time(hour, minute, int(part.get("s") or 0), micro)
    except ValueError:
        return Found(at, match.end(), fault=f"there is no time '{match.group().strip()}'")
    end, offset, said = _find_zone(text, match.end(), exact=bool(part.get("s")))
    return Found(at, end, clock=clock, offset=offset, notes=notes + said)


def _find_zone(text: str, at: int, *, exact: bool) -> tuple[int, timezone | None, tuple[str, ...]]:
    """Where the zone after a time ends, and what it is. ``-0500`` is one after seconds only: else it's a range."""
    match = _ZONE.match(text, at) or (_MINUS.match(text, at) if exact else None)
    if match is None:
        word = _ZONE_WORD.match(text, at)
        if word is None:
            return at, None, ()
        return at, None, (f"'{word[1]}' is not read as a zone (write +01:00): the time counts in the import's zone",)
    part = match.groupdict()
    written = part.get("zs") or part.get("plus") or part.get("minus") or "+0"
    digits = written[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hours > 14 or minutes > 59:
        return at, None, ()
    shift = timedelta(hours=hours, minutes=minutes)
    return match.end(), timezone(-shift if written[0] == "-" else shift), ()


def find(text: str, at: int = 0, *, base: date | None = None, loose: bool = False) -> Found | None:
    """A day with a time, a day alone, or a time alone, written at position ``at``.

    ``loose`` takes ``1600`` as a time even without a day before it.
    """
    day = find_day(text, at, base)
    if day is None:
        return _time_first(text, at, base, loose)
    if day.fault:
        return day
    between = _BETWEEN.match(text, day.end)
    spaced = between is not None and (between.group() == "T" or not between.group().strip(" T"))
    clock = find_time(text, between.end(), loose=spaced) if between else None
    if clock is None:
        return day
    if clock.fault:
        return clock._replace(start=at) if _TIME.match(text, clock.start) else day
    if between is not None and between.group() == "T" and clock.offset is None:
        end, offset, _ = _find_zone(text, clock.end, exact=True)
        clock = clock._replace(end=end, offset=offset)
    return clock._replace(start=at, day=day.day, notes=day.notes + clock.notes)


def _time_first(text: str, at: int, base: date | None, loose: bool) -> Found | None:
    """A time, and the day if one follows it: ``14:05 on 2023-07-25``."""
    clock = find_time(text, at, loose=loose)
    if clock is None or clock.fault:
        return clock
    between = _BETWEEN_BACK.match(text, clock.end)
    day = find_day(text, between.end(), base) if between else None
    if day is None or day.day is None or (day.notes and "names no year" in day.notes[0]):
        return clock
    return clock._replace(end=day.end, day=day.day, notes=clock.notes + day.notes)


_STARTS = re.compile(rf"(?<![\w/.:+-])(?:[0-9]|(?:{_MONTH})\s+[0-9])", re.IGNORECASE)
_LINKS = re.compile(r"\]\([^()\s]*\)|<?\bhttps?:[^\s>)\]]*|`[^`]*`", re.IGNORECASE)


def find_anywhere(text: str, base: date | None = None) -> Found | None:
    """The first full day with a time in a text, links and code left out of the search; else the first fault or day."""
    plain = _LINKS.sub(lambda match: " " * len(match.group()), text)
    second: Found | None = None
    after = 0
    for match in _STARTS.finditer(plain):
        if match.start() < after:
            continue
        found = find(plain, match.start(), base=base)
        if found is None:
            continue
        if found.day and found.clock:
            return found
        after = found.end
        if second is None and (found.day or (found.fault and ("-" in found.fault or "/" in found.fault))):
            second = found
    return second


def follows_range(text: str, at: int) -> bool:
    """Whether a second time follows at ``at``: ``10:15-10:20`` means a stretch, and its text keeps both."""
    between = re.compile(r"\s*(?:-|–|—|to|until|/)\s*(?=[0-9])").match(text, at)
    return between is not None and find_time(text, between.end()) is not None
