"""Rules of when (T01, T02, T05): a time that the reader can use, wherever and whenever they read it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from warroom.clock import zone
from warroom.errors import WarroomError
from warroom.updates.lint.finding import Example, Finding, Fix, Ground, Replace, Rule
from warroom.updates.lint.folding import Prepared
from warroom.updates.lint.moments import (
    CLOCK,
    DATE,
    SPAN,
    clocks,
    reader_label,
    span_length,
    zone_for_all,
)
from warroom.updates.lint.patterns import Words
from warroom.updates.lint.table import TextRule, quoted

T01: Final = Rule(
    id="T01",
    severity="warn",
    title="vague time",
    why="“Shortly” means ten minutes to who writes it and a broken promise to who reads it. A time can be kept, and seen to be.",
    source="PagerDuty, GitLab and Statuspage guides: name the time of the next update; real updates: 1.3 %",
    examples=(
        Example("en", "fixed ASAP", "by 15:30 UTC"),
        Example("zh", "稍后通知", "15:30(北京时间)前"),
        Example("en", "We will share more shortly.", "We will share more at 15:30 UTC."),
        Example("en", "Service will be back soon.", "We expect service back by 16:00 UTC."),
        Example("en", "An update follows as soon as possible.", "The restore starts as soon as the copy has finished."),
        Example("en", "We will publish a report in due course.", "We will publish a report by 30 Nov 18:00 UTC."),
        Example("en", "The fix will be live momentarily.", "The fix goes live at 14:45 UTC."),
        Example("en", "You will hear from us by EOD.", "You will hear from us by 18:00 UTC today."),
        Example("en", "More news by close of business.", "Soon after 14:02 UTC errors rose to 12 %."),
        Example("en", "We will update you when we have more information.", "It is too soon to say what the cause is."),
        Example("en", "Updates to follow.", "Next update 15:30 UTC+8 or earlier."),
        Example(
            "en", "We will let you know once we know more.", "Shortly after the change at 14:02 UTC, logins failed."
        ),
        Example("en", "Service returns later today.", "Service returns today by 18:00 UTC."),
        Example("zh", "我们会尽快修复。", "我们预计16:00(北京时间)前修复。"),
        Example("zh", "将尽早答复您。", "将于今日18:00(北京时间)前答复您。"),
        Example("zh", "近期会有结果。", "11月25日18:00(北京时间)前会有结果。"),
        Example("zh", "有进展后通知您。", "15:30(北京时间)再次通报。"),
        Example("zh", "我们会第一时间告知。", "我们在14:10(北京时间)告知了您。"),
        Example("zh", "下班前给您答复。", "18:00(北京时间)前给您答复。"),
        Example("zh", "后续进展将另行通知。", "下次通报:15:30(北京时间)。"),
        Example("zh", "服务很快恢复。", "14:05(北京时间)告警,随后我们回滚了版本。"),
        Example("zh", "随后会通知您。", "近期的一次变更已撤回。"),
        Example("zh", "请耐心等待,马上就好。", "请等待至15:30(北京时间)。"),
    ),
)
_VAGUE: Final = Words(
    r"\b(?:shortly|soon)\b(?! (?:after|before|afterwards|thereafter))(?<!too soon)(?<!how soon)(?<!as soon)(?<!as shortly)",
    r"\ba\.?s\.?a\.?p\b",
    r"\bas (?:soon|quickly|fast) as (?:(?:is )?reasonably )?(?:possible|practicable|practical|feasible|we (?:can|have|know|learn)|it is|they are|more|(?:one|it|an (?:update|eta|answer)|details) (?:is|are|becomes?))\b",
    r"\bmomentarily\b|\bin due (?:course|time)\b|\bbefore (?:too )?long\b|\bin (?:the near future|a (?:little )?while|a bit)\b",
    r"\b(?:eod|eob|cob)\b|\b(?:end of (?:the )?(?:business )?day|close of (?:business|play))\b|\bany (?:minute|moment|time) now\b|\bany minute\b|\bat some point\b|\bsometime (?:today|tomorrow|later|soon|this|next)\b|\b(?:check|come) back later\b|\bin a timely (?:manner|fashion)\b|\bwhen available\b|\bin (?:a moment|no time)\b",
    r"\bin a (?:few|couple of) (?:moments|minutes|hours|days)\b|\bin the coming (?:minutes|hours|days|weeks)\b|\bstay tuned\b|\bkeep (?:you|everyone|users|customers) posted\b|\bat a later (?:date|time|stage|point)\b|\b(?:updates?|more|details|news) later\b(?! than)|\blater (?:today|this (?:week|morning|afternoon|evening)|tonight)\b",
    r"\b(?:when|once) (?:we|i) (?:have (?:more|further|any|an update|news)|know more|learn more|get more)\b",
    r"\b(?:once|when) (?:more|further) (?:information|details?|news) (?:is|are|becomes?)\b",
    r"\b(?:updates?|more|details|news) (?:to follow|will follow)\b(?! (?:at|by)\b)|\buntil further notice\b|\bat (?:the|our) earliest (?:convenience|opportunity)\b",
    r"尽快|尽早|尽速|稍后|稍候|稍等|晚些时候|晚点|下班前|下班之前|另行通知|另行告知|择日|进一步(?:的)?通知|适时(?!间)|(?:适当|合适)(?:的)?(?:时候|时机|时间)|近日(?!来)|改日|不日(?=恢|修|完|发|公|通)|届时(?:会|将|再)?(?:通知|告知|公布|通报)|(?:时间)?待定|(?<![未已能])(?<!没有)及时(?:向您|给您)?(?:通知|告知|通报|更新|同步|公布|反馈|答复)|过(?:一会|几天|段时间|些天)|回头(?:再|会|给)",
    r"第一时间|(?:有|一有|待有|如有)(?:新|最新|任何|了|进一步的?)?(?:的)?(?:进展|消息|结果)(?:之)?(?:后|时|会|将|,|立即|马上|就)",
    r"近期(?!的|变更|发布|上线|多次|出现|发生|曾|频繁|反复|有过)|(?:马上|很快|不久(?:后|之后)?|即将)(?!.{0,8}(?:了|过期|到期|用尽|耗尽|满))",
    r"随后(?!.{0,14}了)(?=.{0,10}(?:通知|告知|通报|公布|发布|提供|答复|回复|反馈|更新|恢复|说明|同步|联系|给出|会|将))",
    r"后续有(?:新|任何)?(?:的)?(?:进展|消息|情况)|后续(?:的)?(?:进展|情况|消息|结果|安排)?(?:,)?(?:我们)?(?:会|将|再|另)?(?:及时|随时|继续|持续)?(?:通知|告知|通报|公布|更新|同步|答复)",
)
_NAMED: Final = 25
"""A time named this close after the vague word makes it exact: ``shortly (15:30 UTC)``."""


def vague_time(text: Prepared, ground: Ground) -> Iterator[Finding]:
    """T01: a word for a time that nobody can check, with no time right behind it."""
    for match in _VAGUE.over(text):
        start, end = match.span()
        stop = text.sentence_at(start).end
        if CLOCK.search(text.lower, end, min(max(stop, end), end + _NAMED)):
            continue
        said = quoted(text, match)
        yield text.finding(T01, start, end, f"“{said}” is no time: say by when, with the zone")


T02: Final = Rule(
    id="T02",
    severity="warn",
    title="no zone",
    why="Owners read in other zones, and forward to others still: 14:02 is one moment only with its zone.",
    source="PagerDuty template “Time (UTC)”; real updates: 0.5 %",
    examples=(
        Example("en", "began at 14:02", "14:02 UTC+8"),
        Example("zh", "故障于14:02开始", "故障于14:02(北京时间)开始"),
        Example("en", "Next update at 3 pm.", "Next update at 3 pm UTC."),
        Example("en", "Next update at 3:30pm.", "Next update at 3:30pm London time."),
        Example("en", "We expect an answer by 9 a.m. tomorrow.", "We expect an answer by 9 a.m. BST tomorrow."),
        Example("en", "Between 09:10 and 10:40 logins failed.", "Between 09:10 and 10:40 UTC logins failed."),
        Example("en", "Logins failed from 14:02.", "All times are in UTC.\n14:02 logins failed\n15:30 logins work"),
        Example("en", "14:02 detected\n14:20 rolled back", "Time (UTC+8)\n14:02 detected\n14:20 rolled back"),
        Example("en", "2026-11-22 14:02:00", "2026-11-22T14:02:00Z"),
        Example("en", "The restore ended at 15:30.", "The ratio of reads to writes is 3:1."),
        Example("en", "at 14:02 local time", "at 14:02 Asia/Shanghai"),
        Example("zh", "3点半前答复。", "北京时间3点半前答复。"),
        Example("zh", "下午3点恢复。", "下午3点(北京时间)恢复。"),
        Example("zh", "15时30分再次通报。", "15时30分(UTC+8)再次通报。"),
        Example("zh", "下午三点半恢复供电。", "预计2小时后(北京时间16:00)恢复供电。"),
        Example("zh", "14:02 发现\n14:20 回滚", "以下时间均为北京时间。\n14:02 发现\n14:20 回滚"),
        Example("zh", "14:02至15:30期间", "14:02至15:30(UTC+8)期间"),
        Example("zh", "已于16:00恢复", "说明如下3点建议。"),
    ),
)


def no_zone(text: Prepared, ground: Ground) -> Iterator[Finding]:
    """T02: a time of the day without a zone near it, in a text that names none for all its times."""
    found = [clock for clock in clocks(text) if not clock.zoned]
    if not found or zone_for_all(text):
        return
    for clock in found:
        lang = ground.lang or text.sentence_at(clock.start).lang
        label = reader_label(ground, ground.now, lang)
        fixes: tuple[Fix, ...] = ()
        if label:
            place = text.span(clock.start, clock.end)[1]
            fixes = (Replace(f"Write the zone:{label if lang != 'zh' else ' ' + label}", place, place, label),)
        yield text.finding(
            T02, clock.start, clock.end, "A time without a zone: write it, UTC+8 or UTC, for readers elsewhere", fixes
        )


T05: Final = Rule(
    id="T05",
    severity="hint",
    title="relative time only",
    why="A forwarded mail loses its “now”: half an hour from when?",
    source="real updates: 1.6 %",
    examples=(
        Example("en", "in 30 minutes", "in 30 minutes (15:30 UTC)"),
        Example("zh", "30分钟内答复", "30分钟内(15:30北京时间前)答复"),
        Example(
            "en", "We will update you within the next hour.", "We will update you within the next hour, by 15:30 UTC."
        ),
        Example(
            "en", "Within 2 hours you will have an answer.", "At 15:30 UTC, within 2 hours, you will have an answer."
        ),
        Example("en", "Expect news in half an hour.", "Expect news at 15:30 UTC, in half an hour."),
        Example("en", "Expect the list within 2 hours.", "The fault was detected within 4 minutes."),
        Example("en", "in about 45 mins", "In the last 30 minutes 12 % of payments failed."),
        Example(
            "en", "The next notice comes 20 minutes from now.", "We answered within 15 minutes of the first alert."
        ),
        Example("zh", "半小时内恢复。", "半小时内(16:00北京时间前)恢复。"),
        Example("zh", "预计2小时后恢复。", "预计16:00(北京时间,约2小时后)恢复。"),
        Example("zh", "一小时内再次通报。", "15:30(北京时间)前再次通报。"),
        Example("zh", "24小时内提交报告。", "系统在5分钟内恢复了正常。"),
        Example("zh", "20分钟后再次通报。", "过去30分钟内12%的支付失败。"),
    ),
)
_PAST: Final = re.compile(r"(?:过去|最近|近|前|此前|之前|发生后|发现后|告警后|曾在|每)(?:的)?$")
_WAS: Final = re.compile(r"\b(?:was|were|had|been) (?:\w{2,12} )?\w{2,14} $")
_DONE: Final = re.compile(r"^.{0,12}(?:了|已)")
_APART: Final = 30


def relative_only(text: Prepared, ground: Ground) -> Iterator[Finding]:
    """T05: a time counted from now, with no time of the day or date near it."""
    lower = text.lower
    for match in SPAN.over(text):
        start, end = match.span()
        if "few" in match[0] or "couple" in match[0] or _WAS.search(lower, max(0, start - 30), start):
            continue  # the first two are vague (T01), and what was done within an hour lost no “now”
        if _PAST.search(lower, max(0, start - 6), start) or (
            match[0][-1] > "\u2e7f" and _DONE.search(lower[end : end + 14])
        ):
            continue
        near = slice(max(0, start - _APART), end + _APART)
        if CLOCK.search(lower[near]) or DATE.search(lower[near]):
            continue
        fixes = _absolute(text, ground, start, end, span_length(match))
        yield text.finding(T05, start, end, "A forwarded text loses its “now”: add the time of the day", fixes)


def _absolute(text: Prepared, ground: Ground, start: int, end: int, length: timedelta | None) -> tuple[Fix, ...]:
    """The fix that writes the absolute time behind a relative one; none without a now and a zone."""
    if ground.now is None or not ground.zone or length is None:
        return ()
    try:
        at = (ground.now + length).astimezone(zone(ground.zone))
    except (WarroomError, OverflowError):
        return ()
    lang = ground.lang or text.sentence_at(start).lang
    date = "" if length < timedelta(hours=24) else (f"{at.month}月{at.day}日" if lang == "zh" else f"{at.day} {at:%b} ")
    label = reader_label(ground, at, "en")
    said = f"({date}{at:%H:%M}{label})"
    place = text.span(start, end)[1]
    return (Replace(f"Write the time: {said}", place, place, said if lang == "zh" else " " + said),)


RULES: Final = (TextRule(T01, vague_time), TextRule(T02, no_zone), TextRule(T05, relative_only))
