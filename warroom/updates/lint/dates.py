"""Rules of days (T06, T07, T08): a zone, a day and a date that can be read in one way only."""

import re
from collections.abc import Iterator
from typing import Final

from warroom.updates.lint.finding import Example, Finding, Ground, Replace, Rule
from warroom.updates.lint.folding import Prepared
from warroom.updates.lint.moments import DATE, Clock, clocks
from warroom.updates.lint.table import TextRule

T06: Final = Rule(
    id="T06",
    severity="warn",
    title="ambiguous zone",
    why="CST is China and Chicago, IST is India, Israel and Ireland, BST is Britain and Bangladesh: hours apart.",
    source="the zone letters themselves; catalogue T06",
    examples=(
        Example("en", "15:30 CST", "15:30 UTC+8"),
        Example("zh", "15:30 CST前答复", "15:30 UTC+8前答复"),
        Example("en", "Next update at 3 pm EST.", "Next update at 3 pm EDT."),
        Example("en", "Next update at 09:00 IST.", "Next update at 09:00 IST (UTC+5:30)."),
        Example("en", "Started 10:00 (BST).", "Started 10:00 UTC+1."),
        Example("en", "All times PST.\n10:00 started", "All times UTC-8.\n10:00 started"),
        Example("en", "Restored at 8:15 pm AST", "Restored at 20:15 UTC-4"),
        Example("en", "CST 15:30", "The CST department answers at 15:30 UTC."),
        Example("zh", "预计16:00(CST)恢复", "预计16:00(北京时间)恢复"),
        Example("zh", "以下时间均为CST。15:30 发现", "以下时间均为北京时间。15:30 发现"),
        Example("zh", "CST 15:30 再次通报", "北京时间 15:30 再次通报"),
    ),
)
_TWICE: Final = {
    "CST": (("UTC+8", "China"), ("UTC-6", "US Central")),
    "IST": (("UTC+5:30", "India"), ("UTC+2", "Israel"), ("UTC+1", "Ireland")),
    "BST": (("UTC+1", "Britain"), ("UTC+6", "Bangladesh")),
    "AST": (("UTC-4", "Atlantic"), ("UTC+3", "Arabia")),
    "EST": (("UTC-5", "US Eastern"), ("UTC+10", "Eastern Australia")),
    "PST": (("UTC-8", "US Pacific"), ("UTC+8", "Philippines")),
}
_AMBIGUOUS: Final = re.compile(
    r"(?:\d\s?(?:[apAP]\.?[mM]\.?)?[ \t]?\(?|(?:[Tt]imes?|时间)[^.。\n]{0,16}?\b)(?P<zone>CST|IST|BST|AST|EST|PST)\b"
    r"|(?::\d\d|[apAP][mM])[ \t]?(?P<small>cst|ist|bst|ast|est|pst)\b"
    r"|\b(?P<before>CST|IST|BST|AST|EST|PST)[ \t]?(?:时间)?[ \t]?(?=\d{1,2}[:点时])",
    re.ASCII,
)
_EXPLAINED: Final = re.compile(r"^[ \t]?[(,=/]?[ \t]?(?:utc|gmt|北京|中国|china|india|britain|us )")


def ambiguous_zone(text: Prepared, ground: Ground) -> Iterator[Finding]:
    """T06: a clock whose zone letters stand for several zones."""
    for match in _AMBIGUOUS.finditer(text.prose):
        name = match.lastgroup or "zone"
        start, end = match.span(name)
        if _EXPLAINED.search(text.lower[end : end + 16]):
            continue
        first, last = text.span(start, end)
        fixes = tuple(Replace(f"{place}: {label}", first, last, label) for label, place in _TWICE[match[name].upper()])
        yield text.finding(T06, start, end, f"{match[name]} is more than one zone: write it as UTC with hours", fixes)


T07: Final = Rule(
    id="T07",
    severity="warn",
    title="date missing over midnight",
    why="When an incident passes midnight, 00:20 alone is today to one reader and yesterday to the next.",
    source="catalogue T07; fires when the incident spans a date change, and on a span of clocks that runs past midnight",
    examples=(
        Example("en", "Logins failed from 23:40 to 00:20 UTC.", "Logins failed from 21 Nov 23:40 to 22 Nov 00:20 UTC."),
        Example("en", "down 23:50 UTC - 01:15 UTC", "down 2026-11-21 23:50 UTC - 2026-11-22 01:15 UTC"),
        Example("en", "between 11 pm and 2 am UTC", "between 11 pm UTC on Saturday and 2 am UTC on Sunday"),
        Example("en", "Next update at 01:30 UTC.", "Next update at 01:30 UTC tomorrow, 22 Nov."),
        Example("en", "Restored at 00:20 UTC.", "Restored on Sunday, 22 November, 00:20 UTC."),
        Example("zh", "23:40至00:20(北京时间)登录失败", "11月21日23:40至11月22日00:20(北京时间)登录失败"),
        Example("zh", "23:40至00:20(北京时间)登录失败", "23:40至次日00:20(北京时间)登录失败"),
        Example("zh", "01:30(北京时间)再次通报", "11月22日01:30(北京时间)再次通报"),
        Example("zh", "23点50分到1点10分(北京时间)停电", "昨晚23点50分到今天1点10分(北京时间)停电"),
        Example("zh", "晚上11点30分到1点(北京时间)停电", "周六晚上11点30分到周日1点(北京时间)停电"),
        Example("zh", "00:20(北京时间)恢复", "周日00:20(北京时间)恢复"),
    ),
)
_BETWEEN: Final = re.compile(r"[^\d\n]{0,20}?(?:-|~|to|and|until|till|到|至)[^\d\n]{0,8}")


def no_date(text: Prepared, ground: Ground) -> Iterator[Finding]:
    """T07: a clock whose day can't be told, in an incident or a span that passes midnight."""
    found = clocks(text)
    for place, clock in enumerate(found):
        if not (ground.over_midnight or _past_midnight(text, found[place : place + 2])):
            continue
        if not _dated(text, clock):
            yield text.finding(T07, clock.start, clock.end, "Midnight lies in between: write the date with this time")


def _past_midnight(text: Prepared, pair: tuple[Clock, ...]) -> bool:
    """Whether two clocks are a span, ``23:40 to 00:20``, that ends on the next day."""
    if len(pair) < 2 or _BETWEEN.fullmatch(text.lower, pair[0].end, pair[1].start) is None:
        return False
    first, second = pair[0].minutes, pair[1].minutes
    if first is None or second is None:
        return False
    halved, plain = (_HALF.search(text.lower, one.start, one.end) is not None for one in pair)
    if halved and not plain and second < 12 * 60:
        second += 12 * 60 if second + 12 * 60 >= first else 0  # 下午1点到3点: the half of the day is that of both
    return second < first and first - second > _NIGHT


_HALF: Final = re.compile(r"[ap]\.?m|[午晚夜]")
_NIGHT: Final = 6 * 60
"""A span that runs backwards by less is a slip of the pen, or 11:40 to 1:20 after noon."""


def _dated(text: Prepared, clock: Clock) -> bool:
    """Whether a day stands in the same sentence, or heads the line or table that the clock is in."""
    sentence = text.sentence_at(clock.start)
    if DATE.search(text.lower, sentence.start, max(sentence.end, clock.end)):
        return True
    line = text.lower.rfind("\n", 0, clock.start) + 1
    return DATE.search(text.lower, line, clock.start) is not None


T08: Final = Rule(
    id="T08",
    severity="warn",
    title="ambiguous date",
    why="03/04 is the third of April in London and the fourth of March in New York.",
    source="catalogue T08; real updates: 0.0 %",
    examples=(
        Example("en", "03/04", "4 Mar"),
        Example("zh", "03/04前答复", "3月4日前答复"),
        Example("en", "The report is due 5/11/2026.", "The report is due 5 Nov 2026."),
        Example("en", "on 12/11 at 14:02 UTC", "on 2026-11-12 at 14:02 UTC"),
        Example("en", "maintenance on 01-02-2027", "maintenance on 2027-02-01"),
        Example("en", "We meet on 6/7.", "3/4 of requests fail; support answers 24/7."),
        Example("en", "due by 10/12/26", "due by 25/12/2026"),
        Example("en", "since 2/3", "step 2/3 is done"),
        Example("zh", "报告将于12/11提交", "报告将于12月11日提交"),
        Example("zh", "自3/4起", "约2/3的请求失败"),
    ),
)
_SLASHED: Final = re.compile(
    r"(?<![\w/.\-])(?P<a>0?[1-9]|1[0-2])(?:/(?P<b>0?[1-9]|1[0-2])(?P<y>/(?:20)?\d\d)?|-(?P<b2>0?[1-9]|1[0-2])(?P<y2>-20\d\d))(?![\w/\-]|\.\d)",
    re.ASCII,
)
_PART: Final = re.compile(
    r"(?:step|part|phase|page|batch|stage|wave|group|about|around|roughly|nearly|almost|only|approximately|over|than|第|约|近|超过|不足)\s?$"
)
_OF: Final = re.compile(
    r"^\s?(?:of\b|的|个|节点|台|副本|步|done|complete|nodes?\b|replicas?\b|pods?\b|hosts?\b|servers?\b|instances?\b|users\b|requests\b|customers\b)"
)
_MONTHS: Final = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def ambiguous_date(text: Prepared, ground: Ground) -> Iterator[Finding]:
    """T08: two numbers that could each be the month."""
    lower = text.lower
    for match in _SLASHED.finditer(lower):
        start, end = match.span()
        first, second = int(match["a"]), int(match["b"] or match["b2"])
        year = (match["y"] or match["y2"] or "")[1:]
        share = not year and (_PART.search(lower[max(0, start - 14) : start]) or _OF.match(lower[end : end + 12]))
        if first == second or share:
            continue
        lang = ground.lang or text.sentence_at(start).lang
        place = text.span(start, end)
        fixes = tuple(
            Replace(said, *place, said) for said in (_said(first, second, year, lang), _said(second, first, year, lang))
        )
        yield text.finding(T08, start, end, "Day and month can be read both ways: write the month as a word", fixes)


def _said(month: int, day: int, year: str, lang: str) -> str:
    full = f"20{year[-2:]}" if year else ""
    if lang == "zh":
        return (f"{full}年" if full else "") + f"{month}月{day}日"
    return f"{day} {_MONTHS[month - 1]}" + (f" {full}" if full else "")


RULES: Final = (TextRule(T06, ambiguous_zone), TextRule(T07, no_date), TextRule(T08, ambiguous_date))
