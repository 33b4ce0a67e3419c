"""How times are written: clocks, zones, dates and spans in a text, English and Chinese. For the rules of times."""

import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from warroom.clock import offset_label, zone
from warroom.errors import WarroomError
from warroom.updates.lint.finding import Ground
from warroom.updates.lint.folding import Prepared
from warroom.updates.lint.patterns import Words

_HALVES: Final = r"(?:上午|下午|凌晨|清晨|早上|早晨|今早|明早|中午|傍晚|晚上|晚间|今晚|明晚|夜里)"
_NUMBER: Final = r"[零〇一二两三四五六七八九十]"
_MARKED: Final = (
    rf"{_HALVES}(?:\d{{1,2}}|{_NUMBER}{{1,3}})[点时](?:半|整|[一三]刻|(?:\d{{1,2}}|{_NUMBER}{{1,3}})分?)?"
    rf"|{_NUMBER}{{1,3}}点(?:半|整|钟|[一三]刻|{_NUMBER}{{1,3}}分)"
)
CLOCK: Final = Words(
    r"(?=\d)(?<!\d)(?<!\d[.,:])(?<!\d{4}-)(?:"
    r"(?P<h>[01]?\d|2[0-4]):(?P<m>[0-5]\d)(?::[0-5]\d(?:[.,]\d{1,9})?)?(?![\d:])(?:\s?(?P<half>[ap])\.?m\b\.?)?"
    r"|(?P<h2>1[0-2]|0?[1-9])(?:\.(?P<m2>[0-5]\d))?\s?(?P<half2>[ap])(?:m\b|\.m\.?(?![\w]))"
    r"|(?P<h5>1[0-2]|[1-9]) o'clock\b"
    r"|(?P<h6>[01]?\d|2[0-3])h(?P<m6>[0-5]\d)\b)",
    r"\b(?:by|at|before|until|till|around|after|since|from) (?:noon|midday|midnight)\b",
    r"\b(?:at|since|until|till|by|from) (?:[01]\d|2[0-3])"
    r"(?:\.[0-5]\d\b(?! ?(?:%|s\b|ms\b|[gmk]b\b|per\b|\.))|[0-5]\d ?(?:hrs|hours|h)\b)",
    _MARKED,
    r"(?=\d)(?<![\d第小])(?<!\d[.:])(?:"
    r"(?P<h3>[01]?\d|2[0-4])点(?:半|整|钟|[一三]刻|[0-5]?\d分?)?(?![需要建说原措意内结注提以经问情])(?!五|改|调)"
    r"|(?P<h4>[01]?\d|2[0-4])时(?:整|半|[0-5]?\d分?)?(?![间候段长效常刻]))",
)
"""A time of the day, in small letters. ``h:m``, ``3 pm``, ``3点半``, ``15时30分``, ``下午三点``."""

_CITIES: Final = (
    "北京|上海|中国|香港|台北|澳门|新加坡|东京|日本|首尔|韩国|伦敦|英国|纽约|美东|美西|美国东部|美国西部|太平洋|巴黎|柏林|"
    "德国|欧洲中部|中欧|莫斯科|迪拜|悉尼|格林尼治|格林威治|世界协调|协调世界|印度"
)
_PLACES: Final = (
    "beijing|shanghai|china|hong kong|singapore|tokyo|japan|seoul|korea|london|uk|new york|us eastern|us pacific|"
    "eastern|pacific|central|mountain|central european|eastern european|paris|berlin|german|moscow|dubai|sydney|"
    "greenwich|india|indian|brussels|madrid|rome|amsterdam|zurich|swiss|oslo|stockholm|warsaw|athens|istanbul|british summer"
)
ZONE: Final = Words(
    r"\b(?:utc|gmt)(?:\s?[+-]\s?\d{1,2}(?::?\d\d)?)?(?![a-z])"
    r"|(?<=\d)\s?z\b|(?<=\d)\s?[+-]\d\d:?\d\d(?!\d)"
    rf"|(?:{_CITIES})(?:标准|夏令)?(?:时间|时)|世界时|东[一二三四五六七八九十]+区|西[一二三四五六七八九十]+区"
    rf"|\b(?:{_PLACES})(?: standard| daylight| summer)? time\b"
    r"|\b(?:europe|asia|america|africa|australia|pacific|atlantic)/[a-z]{3,20}(?:_[a-z]{2,12}){0,3}",
)
"""A named zone, in small letters."""
SHORT: Final = re.compile(
    r"\b(?:CES?T|EES?T|WES?T|JST|KST|SGT|HKT|MSK|NZ[SD]T|A[ECW][SD]T|P[SD]T|E[SD]T|C[SD]T|M[SD]T|A[SD]T|BST|IST|AKST|HST"
    r"|PKT|WIB|PHT|ICT|GST|TRT|PT|ET|CT|MT)\b",
    re.ASCII,
)
"""A zone by its letters, as written: in small ones they are words (met, et, ist)."""
_FOR_ALL: Final = Words(
    r"\b(?:all|the) times\b|\btimes? (?:are |is |shown |given |stated |below |above )*(?:in|as)\b|\btime ?zone\b|\btimes? ?\("
    r"|(?:以下|上述|所有|全部|文中|本文|下列|上文)(?:的)?时间|时间(?:均|都|皆|统一)|时区|时间 ?\(",
)

_MONTHS: Final = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
_DAYS: Final = r"(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?"
DATE: Final = Words(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTHS}|\b{_MONTHS} \d{{1,2}}(?!\d|:)|\b\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}"
    r"|(?<![\d/])\d{1,2}/\d{1,2}(?:/\d{2,4})?(?![\d/])"
    r"|\d{1,2}月\d{1,2}[日号]?|\d{1,2}[日号](?!志)|\d{4}年\d{1,2}月"
    rf"|\b(?:{_DAYS})\b(?!-)|\b(?:today|tonight|tomorrow|yesterday|overnight)\b|\bthe (?:next|following|same|previous) (?:day|morning)\b"
    r"|(?:今|明|昨|后|次|当|翌|前)(?:天|日|晚|早)|凌晨|(?:周|星期|礼拜)[一二三四五六日天末]|元旦|春节|国庆",
)
"""A day, in small letters: a date, a weekday, or one counted from today."""

_COUNTED: Final = r"(?:\d{1,4}(?:\s?(?:-|to)\s?\d{1,4})?|an?|one|two|three|four|five|six|eight|ten|twelve|fifteen|twenty|thirty|forty|sixty|half an|few|a few|couple of|a couple of)"
SPAN: Final = Words(
    r"\b(?:in|within)(?: (?:about|around|approximately|roughly|under|less than|up to|the next|another|at most|approx\.?))?(?:\s?~)?"
    rf"\s(?P<n>{_COUNTED})[\s-](?:more |further |business |working )?(?P<unit>min(?:ute)?s?|hours?|hrs?|h|days?|weeks?)\b(?! (?:of|after|from (?!now)|before|prior))"
    rf"|\b(?P<n2>{_COUNTED})[\s-](?P<unit2>min(?:ute)?s?|hours?|hrs?|days?) from now\b"
    r"|\b(?:in|within) the (?:next |coming )?(?P<unit4>hour|half[ -]hour|day)\b"
    r"|(?:未来|约|大约|预计|预估)?(?P<n3>\d{1,3}(?:[-~到至]\d{1,3})?|半|[一二两三四五六七八九十]{1,3}) ?(?:个)?(?P<unit3>分钟|小时|工作日|天|星期|周)"
    r"(?:之|以)?(?:内|后)(?!的)",
)
"""A time counted from now, in small letters: ``in 30 minutes``, ``30分钟内``."""


class Clock(NamedTuple):
    """A time of the day as it stands in a text (offsets of the folded text)."""

    start: int
    end: int
    minutes: int | None
    """Since midnight; None where only its place is known."""
    zoned: bool


@lru_cache(maxsize=4)
def clocks(text: Prepared) -> tuple[Clock, ...]:
    """The times of the day in a text, in order, and whether each has a zone near it. Several rules ask."""
    after: Clock | None = None
    found = list(CLOCK.over(text))
    zones = zoned_places(text) if found else []
    backwards = []
    for match in reversed(found):
        start, end = match.span()
        end -= len(match[0]) - len(match[0].rstrip())
        near = any(first < end + _AFTER and last > start - _BEFORE for first, last in zones)
        if not near and after is not None and after.zoned:
            near = _LINKED.fullmatch(text.lower, end, after.start) is not None
        after = Clock(start, end, _minutes(match), near)
        backwards.append(after)
    return tuple(reversed(backwards))


_BEFORE: Final = 24
_AFTER: Final = 18
"""How far a zone may stand from its clock, in characters (the catalogue's figures)."""
_LINKED: Final = re.compile(
    r"[^.!?。\n]{0,12}?(?:-|~|to|and|until|till|or|,|、|到|至|和|或|;|/|\|)[^.!?。\n]{0,24}", re.ASCII
)


def zoned_places(text: Prepared) -> list[tuple[int, int]]:
    """Where zones are named, in order."""
    found = [match.span() for match in ZONE.over(text)]
    found += [match.span() for match in SHORT.finditer(text.prose)]
    return sorted(found)


def zone_for_all(text: Prepared) -> bool:
    """Whether a line says which zone all times are in: ``All times UTC``, ``以下时间均为北京时间``."""
    for match in _FOR_ALL.over(text):
        tail = slice(match.end(), match.end() + 30)
        if ZONE.search(text.lower[tail]) or SHORT.search(text.prose[tail]):
            return True
    return False


def reader_label(ground: Ground, at: datetime | None, lang: str) -> str:
    """The reader's zone as it is written after a clock, `` UTC+8`` or ``(北京时间)``; empty when it can't be known."""
    offset = reader_offset(ground, at)
    if not offset:
        return ""
    if lang == "zh":
        return "(北京时间)" if offset == "UTC+8" else f"({offset})"
    return f" {offset}"


def reader_offset(ground: Ground, at: datetime | None) -> str:
    """The reader's zone as an offset, ``UTC+8``. Empty: no zone set, or one with summer time and no moment known."""
    if not ground.zone:
        return ""
    try:
        reader = zone(ground.zone)
    except WarroomError:
        return ""  # a plan of a newer version may name a zone that this machine does not know
    if at is not None:
        return offset_label(at.astimezone(reader))
    labels = {offset_label(datetime(2026, month, 1, tzinfo=reader)) for month in (1, 7)}
    return labels.pop() if len(labels) == 1 else ""


_DIGITS: Final = re.compile(
    r"(?P<late>下午|傍晚|晚上|晚间|今晚|明晚|夜里)?\D*(?P<h>\d{1,2})[点时](?:(?P<half>半)|(?P<m>\d{1,2}))?", re.ASCII
)


def _marked_minutes(said: str) -> int | None:
    """Of ``晚上11点30分``; None of one in Chinese numerals."""
    match = _DIGITS.match(said)
    if match is None:
        return None
    hour = int(match["h"]) + (12 if match["late"] and int(match["h"]) < 12 else 0)
    return (hour * 60 + (30 if match["half"] else int(match["m"] or 0))) % (24 * 60)


def _minutes(match: re.Match[str]) -> int | None:
    parts = match.groupdict()
    hour = next((value for name in ("h", "h2", "h3", "h4", "h5", "h6") if (value := parts.get(name))), None)
    if hour is None:
        return _marked_minutes(match[0])
    minute = int(parts["m"] or parts["m2"] or parts["m6"] or 0)
    half = parts["half"] or parts["half2"]
    hours = int(hour) % 12 + (12 if half == "p" else 0) if half else int(hour)
    return (hours * 60 + minute) % (24 * 60)


_WORDS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10, "twelve": 12,
    "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "sixty": 60, "half an": 0.5, "半": 0.5,
    "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
}  # fmt: skip


def span_length(match: re.Match[str]) -> timedelta | None:
    """How long a span (a match of ``SPAN``) is, the longer end of a range; None for a vague or a working-day one."""
    parts = {name.rstrip("234"): value for name, value in match.groupdict().items() if value}
    said, unit = parts.get("n", "one"), parts["unit"]
    if unit.startswith("half"):
        return timedelta(minutes=30)
    if "business" in match[0] or "working" in match[0] or unit == "工作日":
        return None
    last = re.split(r"\s?(?:-|to|~|到|至)\s?", said)[-1]
    count = float(last) if last.isdigit() else _WORDS.get(last)
    if count is None:
        return None
    match unit[0]:
        case "m" | "分":
            return timedelta(minutes=count)
        case "h" | "小":
            return timedelta(hours=count)
        case "d" | "天":
            return timedelta(days=count)
    return timedelta(weeks=count)
