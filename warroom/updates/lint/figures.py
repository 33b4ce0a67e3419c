"""C08 and X09: the times, shares and numbers of a draft against the record, and of one language against the other."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final, NamedTuple

from warroom.clock import to_stamp
from warroom.state.promises import moment
from warroom.state.record import Records
from warroom.state.revisions import NUMBER, Body
from warroom.updates.lint.finding import Example, Finding, Go, Rule
from warroom.updates.lint.folding import Prepared, fold
from warroom.updates.lint.ground import may_know
from warroom.updates.lint.moments import CLOCK, ZONE, clocks
from warroom.updates.lint.sight import DraftRule, Sight, parts, prepared

C08: Final = Rule(
    id="C08",
    severity="block",
    title="time or share that is nowhere in the record",
    why="A time or percentage that nobody recorded was never agreed; once an owner has read it, it is a promise.",
    source="owner-updates.md 2.2",
)
X09: Final = Rule(
    id="X09",
    severity="warn",
    title="the languages differ in their figures",
    why="Two readers compare their mails; every time, number and reference has to be in both.",
    source="owner-updates.md 2.3, 1.6",
    examples=(
        Example("en", "12 % since 15:30 on 22 Nov", "11月22日下午3点半起12%"),
        Example("zh", "1957家客户受影响", "1,957 customers are hit"),
    ),
)

_SHARE: Final = re.compile(
    r"(?<![\d.,])(\d+(?:[.,]\d+)?)\s?(?:%|percent\b|per cent\b|个百分点)|百分之(\d+(?:\.\d+)?)", re.ASCII
)
_OFFSET: Final = re.compile(r"\s?\(?(?:utc|gmt)(?:\s?([+-])\s?(\d{1,2})(?::?(\d\d))?)?(?![a-z\d])", re.ASCII)
_BEIJING: Final = "北京时间"
_HOURS: Final = re.compile(r"\d\d:\d\d", re.ASCII)


# -- C08 ---------------------------------------------------------------------------------------------------------------


def _unapproved(sight: Sight) -> Iterator[Finding]:
    known = _Record(sight)
    for body in sight.bodies:
        for part in parts(body):
            text = prepared(part.text)
            for start, end in [*known.strange_times(text), *known.strange_shares(text)]:
                first, last = text.span(start, end)
                words = part.text[first:last].strip()
                message = f"'{words}' stands in no field of the record: correct it, or record it first"
                yield Finding("C08", "block", first, last, part.text[first:last], message, (), part.field, body.lang)


class _Record:
    """Every time and share that the record of a room holds for one owner; looked up only when a text names any."""

    def __init__(self, sight: Sight) -> None:
        self.sight = sight
        self._moments: set[int] | None = None
        self._texts: Prepared | None = None

    def strange_times(self, text: Prepared) -> Iterator[tuple[int, int]]:
        for one in clocks(text):
            if one.minutes is None:
                continue
            offset = offset_at(text.lower, one.start, one.end)
            wanted = {one.minutes} if offset is None else {(one.minutes - offset) % 1440}
            if not wanted & (self.local if offset is None else self.moments) and one.minutes not in self.spoken:
                yield one.start, one.end

    def strange_shares(self, text: Prepared) -> Iterator[tuple[int, int]]:
        for match in _SHARE.finditer(text.lower):
            if _number(match[1] or match[2]) not in self.numbers:
                yield match.span()

    @property
    def moments(self) -> set[int]:
        """The recorded times as minutes of the day in UTC."""
        if self._moments is None:
            self._moments = set(_moments(self.sight))
        return self._moments

    @property
    def local(self) -> set[int]:
        """The same in the zones that the reader may mean."""
        shifts = {minutes_ahead(zone, self.sight.now) for zone in self.sight.zones}
        return {(minutes + shift) % 1440 for minutes in self.moments for shift in shifts}

    @property
    def texts(self) -> Prepared:
        """Every text of the record that this owner may know, and those of the work."""
        if self._texts is None:
            self._texts = Prepared("\n".join(_texts(self.sight)))
        return self._texts

    @property
    def spoken(self) -> set[int]:
        """The times of day in those texts."""
        return {one.minutes for one in clocks(self.texts) if one.minutes is not None}

    @property
    def numbers(self) -> set[float]:
        """The numbers in those texts."""
        return {_number(match[0]) for match in _FIGURE.finditer(self.texts.lower)}


def _moments(sight: Sight) -> Iterator[int]:
    """Every time that is recorded as minutes of the day in UTC, and those at which the draft was made."""
    # The timeline counts its own as it grows: a long room has ten thousand, and every pause in typing asks for them.
    clock_times = {stamp[11:16] for stamp in _stamps(sight) if stamp}.union(sight.state.timeline.clock_times)
    yield from (int(one[:2]) * 60 + int(one[3:]) for one in clock_times if _HOURS.fullmatch(one))
    made = [at for one in (sight.draft.history if sight.draft else ()) if (at := moment(one.event.recorded_at))]
    for at in (sight.now, *made):  # "as of 14:32" is the minute at which it was written
        minutes = at.hour * 60 + at.minute
        yield from ((minutes + by) % 1440 for by in (-1, 0, 1))


def _stamps(sight: Sight) -> Iterator[str | None]:
    state, content = sight.state, sight.content
    yield content.next_update
    yield from (one.due for one in content.promises)
    yield state.incident.opened_at
    yield from (time for passed in state.timeline.passed().values() for time in passed)
    yield from (fact.since for fact in sight.facts.values())
    yield from (to_stamp(one.due) for one in sight.promises if one.due is not None)
    yield from (value for one in sight.promises for value in (one.done_at, one.record.at))
    yield from (one.at for one in state.updates.told(sight.owner))
    yield from (at for one in state.questions.of(sight.owner) for at in (one.at, one.now.due))
    for held in (
        register.value for (_, whose), register in state.expectations.held.items() if whose in ("", sight.owner)
    ):
        yield from (held.low, held.high) if held is not None else ()
    worked: tuple[Records[Any], ...] = (state.tasks.tasks, state.tasks.follow_ups, state.expectations.remedies)
    for record in (one for records in worked for one in records.standing()):
        yield record.now.due
        yield record.changed_at
    told = sight.known.get("eta")
    yield from told.fact.was.split("/") if told is not None else ()


def _texts(sight: Sight) -> Iterator[str]:
    state = sight.state
    yield from may_know(state, sight.owner)
    yield from (fact.text for fact in sight.facts.values())
    yield from (one.text for one in sight.content.promises)
    for task in state.tasks.tasks.standing():
        yield from (task.now.text, task.now.effect)
    for one in state.tasks.follow_ups.standing():
        yield from (one.now.text, one.now.criterion)
    yield from (
        remedy.now.note for remedy in state.expectations.remedies.standing() if remedy.now.owner_id == sight.owner
    )


# -- X09 ---------------------------------------------------------------------------------------------------------------

_FIGURE: Final = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_SCALED: Final = re.compile(
    r"(?<![\w.])(\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?"
    r"(万|亿|千|百(?!分)|million\b|thousand\b|billion\b|k\b)?(?:st|nd|rd|th|am|pm|mins?|m|hrs?|h|secs?|s|ms|x|d|[kmgt]b)?(?![a-z\d])",
    re.ASCII,
)
_TIMES: Final = {"万": 1e4, "亿": 1e8, "千": 1e3, "百": 1e2, "million": 1e6, "thousand": 1e3, "billion": 1e9, "k": 1e3}
_REFERENCE: Final = re.compile(
    r"(?<![\w-])(?:(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]+|[a-z\d]{2,})(?:-(?=[a-z\d]*)[a-z\d]+)+(?![\w-])", re.ASCII
)
_NAMED: Final = re.compile(r"(?<![\w-])(?=[a-z]+[\d.])[a-z]{1,10}\d[\w.]*(?<!\.)", re.ASCII)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DATES: Final = (
    re.compile(r"(?:(?P<y>\d{4})年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]?"),
    re.compile(r"\b(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)", re.ASCII),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? (?P<y>\d{{4}}))?(?![a-z])", re.ASCII),
    re.compile(rf"\b{_MONTH} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:)(?:,? (?P<y>\d{{4}}))?", re.ASCII),
)
_HALF_DAY: Final = re.compile(
    r"(?P<half>上午|下午|凌晨|清晨|早上|早晨|中午|傍晚|晚上|晚间|今晚|明晚|今早|明早|夜里)?"
    r"(?P<h>\d{1,2}|[零〇一二两三四五六七八九十]{1,3})[点时](?:(?P<half_hour>半)|(?P<quarter>[一三])刻|(?P<m>\d{1,2}|[零〇一二两三四五六七八九十]{1,3})分?)?"
)
_AFTERNOON: Final = ("下午", "傍晚", "晚上", "晚间", "今晚", "明晚", "夜里", "中午")
_DIGITS: Final = "零一二三四五六七八九"
_EN: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_WORDS: Final = {
    **{word: number for number, word in enumerate(_EN)},
    **{word: number for number, word in enumerate(_ORDINALS, 1)},
    "both": 2, "twice": 2, "half": 0.5, "dozen": 12, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
    "八": 8, "九": 9, "十": 10, "半": 0.5,
}  # fmt: skip
_WORD: Final = re.compile(rf"\b(?:{'|'.join(word for word in _WORDS if word.isascii())})\b|[一二两三四五六七八九十半]")
_ITEM: Final = re.compile(r"^[ \t]*\(?\d{1,2}[.)、](?=\s|[^\d\s])", re.M)


class Figures(NamedTuple):
    """The figures of a text: by how they are named in a message, whatever way they are written."""

    named: dict[str, str]
    """By the value (``at 930``, ``on 11-22``, ``12``, ``ops-42``) the words."""
    words: frozenset[float]
    """Numbers in letters: they stand for a digit in the other language, and are asked for by none."""


def figures(text: str, *, zone: int | None = None) -> Figures:
    """The times, dates, numbers and references of a text. ``zone``: minutes that an unlabelled clock is ahead of UTC."""
    lower = fold(Prepared(text.replace(NUMBER, " ")).lower)
    named: dict[str, str] = {}
    taken: list[tuple[int, int]] = [match.span() for match in _ITEM.finditer(lower)]

    def take(start: int, end: int, value: str) -> None:
        if not any(start < last and end > first for first, last in taken):
            named.setdefault(value, lower[start:end].strip())
            taken.append((start, end))

    for pattern in _DATES:
        for match in pattern.finditer(lower):
            take(*match.span(), f"on {_month(match)}-{int(match['d'])}")
    for match in CLOCK.finditer(lower):
        end = match.end() - len(match[0]) + len(match[0].rstrip())
        minutes = _minutes(lower, match)
        if minutes is not None:
            offset = offset_at(lower, match.start(), end)
            shift = offset if offset is not None else zone or 0
            take(match.start(), end, f"at {(minutes - shift) % 1440}")
    taken += [match.span() for match in ZONE.finditer(lower)]
    for pattern in (_REFERENCE, _NAMED):
        for match in pattern.finditer(lower):
            if any(letter.isdigit() for letter in match[0]):
                take(*match.span(), match[0])
    for match in _SCALED.finditer(lower):
        value = _number(match[1]) * _TIMES.get(match[2] or "", 1)
        take(match.start(), match.end(1), f"{value:g}")
    spelled = frozenset(_WORDS[match[0]] for match in _WORD.finditer(lower))
    return Figures(named, spelled)


def _minutes(lower: str, match: re.Match[str]) -> int | None:
    """A clock of the day in minutes, the Chinese forms too."""
    half_day = _HALF_DAY.fullmatch(match[0].rstrip("整钟"))
    if half_day is None:
        found = next((one for one in clocks(Prepared(match[0].strip())) if one.minutes is not None), None)
        return found.minutes if found is not None else None
    hour = _spelled(half_day["h"])
    if half_day["half"] in _AFTERNOON and hour < 12 and not (half_day["half"] == "中午" and hour == 11):
        hour += 12
    quarter = {"一": 15, "三": 45}.get(half_day["quarter"] or "", 0)
    minute = 30 if half_day["half_hour"] else quarter or _spelled(half_day["m"] or "0")
    return (hour * 60 + minute) % 1440


def _spelled(text: str) -> int:
    """Chinese or Arabic numerals up to 99."""
    if text.isdigit():
        return int(text)
    plain = text.replace("〇", "零").replace("两", "二").lstrip("零") or "零"
    tens, ten, ones = plain.partition("十")
    if not ten:
        return _DIGITS.find(plain[-1])
    return (_DIGITS.find(tens) if tens else 1) * 10 + (_DIGITS.find(ones) if ones else 0)


def _month(match: re.Match[str]) -> int:
    groups = match.groupdict()
    return int(groups["m"]) if groups.get("m") else _MONTHS.index(groups["month"]) + 1


def offset_at(lower: str, start: int, end: int) -> int | None:
    """The zone that is written at a clock, in minutes ahead of UTC; None when none is."""
    match = _OFFSET.match(lower, end)
    if match is not None:
        minutes = int(match[2] or 0) * 60 + int(match[3] or 0)
        return -minutes if match[1] == "-" else minutes
    if _BEIJING in lower[max(0, start - 6) : start] or lower[end : end + 7].lstrip(" (").startswith(_BEIJING):
        return 480
    return None


def _number(text: str) -> float:
    whole, comma, rest = text.partition(",")
    if comma and len(rest) != 3 and rest.isdigit():  # 12,5 % is how half of Europe writes it
        return float(f"{whole}.{rest}")
    return float(text.replace(",", ""))


def _differing(sight: Sight) -> Iterator[Finding]:
    if len(sight.content.bodies) < 2:
        return
    first, *others = sight.content.bodies
    zone = minutes_ahead(sight.zones[0], sight.now)
    for body in others:
        here, there = only_in(first, body, zone=zone)
        for one, other, left in ((first, body, here), (body, first, there)):
            if left:
                words = ", ".join(f"'{said}'" for said in left[:6])
                field = _where(one, left[0])
                message = f"{words} only in {one.lang}: {other.lang} has to say the same"
                yield sight.finding(X09, message, body=other, fixes=(Go(f"go to {field}", field),))


def minutes_ahead(zone: tzinfo, now: datetime) -> int:
    """How many minutes a zone's clocks are ahead of UTC."""
    return int((zone.utcoffset(now.replace(tzinfo=None)) or timedelta()).total_seconds()) // 60


def only_in(first: Body, other: Body, *, zone: int) -> tuple[list[str], list[str]]:
    """The figures that only one of two bodies has, as they are written there, folded and in small letters."""
    mine, theirs = (figures(_all(one), zone=zone) for one in (first, other))
    return _lacking(mine, theirs), _lacking(theirs, mine)


def _lacking(full: Figures, lacking: Figures) -> list[str]:
    left = [value for value in full.named if value not in lacking.named and not _in_words(value, lacking.words)]
    return [full.named[value] for value in left]


def _in_words(value: str, words: Iterable[float]) -> bool:
    try:
        return float(value) in words
    except ValueError:
        return False


def _all(body: Body) -> str:
    return "\n".join(one.text for one in parts(body))


def _where(body: Body, words: str) -> str:
    return next((one.field for one in parts(body) if words in fold(one.text).lower()), "opening")


RULES: Final[tuple[DraftRule, ...]] = (DraftRule(C08, _unapproved), DraftRule(X09, _differing))
ENTRIES: Final = (C08, X09)
"""Both rules, for ``lint --explain``."""
