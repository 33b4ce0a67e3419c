"""A bare text read as a draft, so that the rules that need a room can look at it: which sentence says what. Pure.

Every section is as long as the text, blank where other sentences stand: a place in it is the same place in the text.
A sentence may belong to several sections; one that no cue knows belongs to the free one. It is a guess, good enough to
miss nothing that is said in usual words; a draft in the room has its sections from the start.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

from warroom.clock import to_stamp
from warroom.state.revisions import NUMBER, Body, Content, Phase, Section, SectionId
from warroom.state.updates import ToldFact
from warroom.updates.facts import Fact
from warroom.updates.lint.folding import Prepared, Sentence, fold

_SAYS: Final[Mapping[SectionId, str]] = {
    "status": r"\bupdate\b|\bnotice\b|通报|investigat|identified|monitor|resolved|restored|recovered|sev ?\d|severity|调查|排查|已定位|观察|恢复|级别|事件",
    "impact": r"affect|fail|unable|cannot|can't|could not|slow|error|impact|unavailable|delay|(?:customer|user|order|payment)s?\b"
    r"|影响|失败|无法|不能|缓慢|变慢|中断|报错|延迟|不可用|用户|客户",
    "scope": r"\bregions?\b|\bsites?\b|\bcomponents?\b|\bonly\b|\ball\b|\bin (?:the )?(?:eu|us|uk|north|south|east|west|asia|europe)"
    r"|范围|地区|区域|组件|站点|仅|全部|所有|机房",
    "times": r"began|begun|start|since|from \d|detected|noticed|开始|起|发现|自.{0,12}\d",
    "data_safety": r"\bdata\b|\b(?:lost|leak|exposed)\b|数据|丢失|泄露|泄漏",
    "cause": r"\bcauses?d?\b|because|due to|reason|triggered|原因|由于|导致|引起|引发",
    "actions": r"\bwe(?:'re| are| have| will|'ve| plan|'ll)\b|engineers?|\bteam\b|rolled|rolling|restart|switch|repair|fix|正在|我们|我方"
    r"|工程师|回滚|回退|切换|修复|重启|处理",
    "risk": r"\brisks?\b|fall ?back|风险|备用方案|兜底",
    "owner_action": r"please|\byou (?:can|may|need|should|could|do not|don't|must)|no action|nothing (?:is )?(?:needed|to do)|work ?around"
    r"|无需|不需要您|请您|请勿|请先|您可以|可以先|可改用",
    "eta": r"\bexpect|estimate|\beta\b|预计|预期",
    "answers": r"you asked|your question|\bq:|您(?:问|询问|提出)|关于您的",
    "broken": r"\blate\b|we (?:had )?promised|did not keep|迟|未按时|承诺",
    "apology": r"sorry|apolog|regret|responsib|道歉|抱歉|致歉|歉意|责任",
    "compensation": r"compensat|refund|credit|补偿|赔偿|退款",
    "prevention": r"prevent|avoid|again|measure|improve|预防|避免|措施|改进|整改",
    "next_update": r"next (?:update|report|notice|message)|update (?:you|follows|by|at)|report (?:by|follows|will|is due)"
    r"|下次|下一次|下一份|下期|再次通报|后续(?:更新|通报)|前(?:告知|通报|更新|提供)|报告",
    "contact": r"contact|call us|reach us|\bcall\b|hotline|\S@\S+\.\S|联系|致电|电话|热线|值班",
}  # fmt: skip
_CUES: Final = tuple((field, re.compile(cues, re.IGNORECASE)) for field, cues in _SAYS.items())
_NUMBERED: Final = re.compile(
    r"#\s?\d{1,3}\b|\b(?:update|notice|report|no\.?) ?#?\d{1,3}\b|第\s?[\d一二三四五六七八九十]+\s?次|首报|终报", re.I
)

_CLOCK: Final = re.compile(
    r"(?<!\d)(?<!\d[:.])(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d)|\s?点(?P<half>半)?(?:(?P<minute2>[0-5]?\d)分)?|(?=\s?[ap]\.?m\b))\s?(?P<pm>[ap]\.?m\b)?"
    r"\s*\(?(?:(?:utc|gmt)\s?(?P<sign>[+-])\s?(?P<by>\d{1,2})(?::?(?P<by2>\d{2}))?|(?P<utc>utc|gmt)|(?P<china>北京时间))?",
    re.IGNORECASE,
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY: Final = re.compile(
    r"(?P<year>\d{4})-(?P<m1>\d{1,2})-(?P<d1>\d{1,2})|(?P<m2>\d{1,2})月(?P<d2>\d{1,2})日"
    rf"|(?P<d3>\d{{1,2}})(?:st|nd|rd|th)? (?P<n3>{'|'.join(_MONTHS)})[a-z]*|(?P<n4>{'|'.join(_MONTHS)})[a-z]* (?P<d4>\d{{1,2}})(?!\d|:)",
    re.IGNORECASE,
)
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS_ZH: Final = "一二三四五六日"
_AHEAD: Final = re.compile(
    rf"\b(?P<tomorrow>tomorrow)\b|\b(?P<today>today|tonight)\b|\b(?P<next>next )?(?P<en>{'|'.join(_DAYS)})(?:[a-z]*day)?\b"
    r"|(?P<after>后天)|(?P<ming>明天|明日|次日|明早|明晚)|(?P<jin>今天|今日|今晚)"
    r"|(?P<xia>下)?(?:周|星期|礼拜)(?P<zh>[一二三四五六日天])",
    re.IGNORECASE,
)
_HALF_A_DAY: Final = timedelta(hours=12)


def content_of(
    text: str, *, phase: Phase, lang: str, now: datetime, zone: tzinfo, facts: tuple[Fact, ...] = ()
) -> Content:
    """``text`` as a draft: its sentences in sections, the next update that it names, the ``facts`` whose words it holds."""
    prepared = Prepared(text)
    places: dict[SectionId, list[tuple[int, int]]] = {}
    promised: datetime | None = None
    for sentence in prepared.sentences:
        for field in _fields(sentence):
            places.setdefault(field, []).append(prepared.span(sentence.start, sentence.end))
        if promised is None and "next_update" in _fields(sentence):
            promised = promised_at(sentence.text, now, zone)
    told = tuple(ToldFact(one.key, one.value, one.text) for one in facts if one.text and _holds(prepared, one.text))
    sections = [
        Section(field, _only(text, spans), told if index == 0 else ())
        for index, (field, spans) in enumerate(places.items())
    ]
    return Content(
        phase=phase,
        bodies=(Body(lang or prepared.lang, NUMBER if _NUMBERED.search(prepared.folded) else "", tuple(sections)),),
        next_update=to_stamp(promised) if promised is not None else None,
    )


def _fields(sentence: Sentence) -> list[SectionId]:
    return [field for field, cues in _CUES if cues.search(sentence.text)] or ["free"]


def _holds(prepared: Prepared, words: str) -> bool:
    return fold(words).lower() in prepared.folded_lower


def _only(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with everything blank but ``spans``; line ends stay."""
    parts, done = [], 0
    for first, end in spans:
        start = max(first, done)  # a mark that composes with what stands before it belongs to both sentences
        parts += ["".join(char if char == "\n" else " " for char in text[done:start]), text[start:end]]
        done = end
    return "".join(parts) + "".join(char if char == "\n" else " " for char in text[done:])


def promised_at(words: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The time that a sentence names, in its own zone or ``zone``; without a day the next or the one just passed."""
    words = fold(words)
    clock = _CLOCK.search(words)
    day = _DAY.search(words)
    ahead = _AHEAD.search(words) if day is None else None
    if clock is None and day is None and ahead is None:
        return None
    where = _zone(clock, zone) if clock is not None else zone
    here = now.astimezone(where)
    try:
        hour, minute = _hour(clock) if clock is not None else (23, 59)
        at = here.replace(hour=hour, minute=minute, second=0, microsecond=0)
        if day is not None:
            year, month, date = _date(day, here)
            at = at.replace(year=year, month=month, day=date)
        elif ahead is not None:
            at += timedelta(days=_days_ahead(ahead, here))
        elif here - at > _HALF_A_DAY:
            at += timedelta(days=1)
    except ValueError:  # 31 February, 24:30
        return None
    return at


def _hour(clock: re.Match[str]) -> tuple[int, int]:
    hour = int(clock["hour"]) % 24
    if clock["pm"]:
        hour = hour % 12 + (12 if clock["pm"].lower().startswith("p") else 0)
    minute = clock["minute"] or clock["minute2"] or ("30" if clock["half"] else "0")
    return hour, int(minute)


def _zone(clock: re.Match[str], zone: tzinfo) -> tzinfo:
    if clock["china"]:
        return timezone(timedelta(hours=8))
    if clock["sign"]:
        shift = timedelta(hours=int(clock["by"]), minutes=int(clock["by2"] or 0))
        return timezone(-shift if clock["sign"] == "-" else shift)
    return UTC if clock["utc"] else zone


def _days_ahead(ahead: re.Match[str], here: datetime) -> int:
    """How many days from today a word means; a day of the week is the next one of that name."""
    if ahead["tomorrow"] or ahead["ming"]:
        return 1
    if ahead["after"]:
        return 2
    if ahead["today"] or ahead["jin"]:
        return 0
    weekday = _DAYS.index(ahead["en"].lower()) if ahead["en"] else _DAYS_ZH.index(ahead["zh"].replace("天", "日"))
    if ahead["xia"]:
        return 7 - here.weekday() + weekday
    return (weekday - here.weekday()) % 7 or (7 if ahead["next"] else 0)


def _date(day: re.Match[str], here: datetime) -> tuple[int, int, int]:
    if day["year"]:
        return int(day["year"]), int(day["m1"]), int(day["d1"])
    if day["m2"]:
        month, date = int(day["m2"]), int(day["d2"])
    else:
        month = _MONTHS.index((day["n3"] or day["n4"]).lower()) + 1
        date = int(day["d3"] or day["d4"])
    return here.year + (month < here.month - 6), month, date
