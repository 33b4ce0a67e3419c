"""X01 to X07: whether a draft contradicts the room, and whether it owns up to what has changed since it was told."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from warroom import countdowns
from warroom.state.incident import ENDED
from warroom.state.record import called
from warroom.state.revisions import Body
from warroom.updates.lint.finding import Example, Finding, Go, Rule
from warroom.updates.lint.sight import FROM_RESOLVED, DraftRule, Sight, parts, prepared, said

_SOURCE: Final = "owner-updates.md 2.3"
_AT_FRONT: Final = ("opening", "news", "status", "broken", "free", "apology")
"""The sections in which one owns up to something, whatever it is about."""

# -- X01 ---------------------------------------------------------------------------------------------------------------

X01: Final = Rule(
    id="X01",
    severity="block",
    title="status contradiction",
    why="A text that says resolved while the room does not is believed; taking it back costs more than waiting.",
    source=_SOURCE,
    examples=(
        Example("en", "The issue has been resolved.", "Error rates appear normal and we are monitoring."),
        Example("en", "All services are back to normal.", "We expect all services to be back to normal by 16:00 UTC."),
        Example("zh", "故障已恢复。", "预计16:00(北京时间)恢复正常。"),
        Example("zh", "问题已解决，服务恢复正常", "问题尚未解决，仍在处理"),
    ),
)
_RESOLVED: Final = re.compile(
    r"\b(?:is|are|was|were|been|now|fully|completely|successfully)\s+(?:now |fully |completely |successfully |all )*"
    r"(?:resolved|fixed|restored|recovered|back to normal|fully operational|over)\b"
    r"|^\W*(?:resolved|fixed|restored|recovered)\b|\b(?:has|have) (?:now |fully |completely )*recovered\b"
    r"|\b(?:all|everything)\b[^.,;]{0,40}\b(?:operating|working|running|functioning) (?:normally|as (?:normal|usual|expected))\b"
    r"|\b(?:have|has|'ve) (?:now |fully |successfully )*(?:resolved|fixed) (?:the|this) (?:issue|incident|problem|outage)s?\b"
    r"|\breturned to normal\b|\bincident (?:closed|over)\b"
    r"|已(?:经)?(?:全部|完全|全面|彻底|基本)?(?:恢复|解决|修复|排除|消除)|恢复(?:了)?正常|(?:故障|问题)(?:已)?(?:排除|消除)|全部恢复|运行正常",
    re.ASCII,
)
_NOT_YET: Final = re.compile(
    r"\b(?:appears?|seems?|looks?|expect\w*|should|will|would|once|until|when|if|before|after|monitor\w*|not|n't|never|partial\w*|"
    r"some|most(?:ly)?|majority|many|wait\w*|await\w*|almost|nearly|gradually|other|while|part of|verif\w*|confirm(?:ing)?|validat\w*|working to|aim|to be|being|estimated?)\b"
    r"|预计|有望|部分|若|如果?|待|后将|后会|将|观察|监测|监控|正在|尚|未|没有|不能|初步|似乎|力争|争取|之前|直到|一旦|陆续|逐步",
    re.ASCII,
)


def _contradiction(sight: Sight) -> Iterator[Finding]:
    status = sight.state.incident.status.value or "investigating"
    if status in ENDED:
        return
    for body in sight.bodies:
        for part in parts(body):
            text = prepared(part.text)
            for sentence in text.sentences:
                match = _RESOLVED.search(text.lower, sentence.start, sentence.end)
                if match is not None and not _NOT_YET.search(text.lower, sentence.start, sentence.end):
                    start, end = text.span(match.start(), match.end())
                    message = f"'{part.text[start:end].strip()}', but the room says {status}: set the status first, or say that it seems so"
                    yield Finding("X01", "block", start, end, part.text[start:end], message, (), part.field, body.lang)


# -- X02, X03: changed, and not said --------------------------------------------------------------------------------

X02: Final = Rule(
    id="X02",
    severity="block",
    title="severity or impact changed silently",
    why="An owner who was told one thing and now reads another has to work out themselves that it changed.",
    source=_SOURCE,
)
X03: Final = Rule(
    id="X03",
    severity="block",
    title="estimate changed silently",
    why="Previously X, now Y, because Z: a moved estimate that says so costs less trust than one that does not.",
    source=f"{_SOURCE}; 1.4",
)
_CHANGE: Final = re.compile(
    r"\b(?:raised|lowered|upgraded|downgraded|escalated|de-?escalated|reclassified|changed?|changes|revised|previous(?:ly)?|"
    r"increased|decreased|risen|fallen|grown|widened|narrowed|no longer|more than (?:we|first)|instead of|moved|postponed|"
    r"earlier than|later than|corrected|was (?:first |previously |sev)|up from|down from|before this)\b"
    r"|上调|下调|升级|降级|升为|降为|升至|降至|升到|降到|调整|变更|变化|改为|修正|更正|此前|之前|先前|原(?:为|定|先|来|告知|预计)"
    r"|增至|减至|增加到|减少到|扩大|缩小|不再|提前|推迟|延后|由.{1,20}(?:变|调|升|降|改|至|为)",
    re.ASCII,
)
_REASON: Final = re.compile(
    r"\b(?:because|since (?:the|we|it|a)|due to|as (?:we|the|it)|reason|after (?:we|the|a)|owing to|so that|needs?|takes?)\b"
    r"|因|由于|原因|鉴于|为了|需要",
    re.ASCII,
)
_FIGURE: Final = re.compile(r"\d+(?:[.,]\d+)*")


def _changed(sight: Sight) -> Iterator[Finding]:
    for key, field in (("severity", "status"), ("impact", "impact")):
        last, fact = sight.known.get(key), sight.facts.get(key)
        if last is None or not last.fact.was or fact is None or last.fact.was == fact.value:
            continue
        before = last.fact.text or last.fact.was
        for body in sight.bodies:
            if not _says_change(sight, body, key, field, before):
                message = f"{key} was told as '{_short(before)}' and is '{_short(fact.text)}' now: say so"
                yield sight.finding(X02, message, body=body, field=field)


def _says_change(sight: Sight, body: Body, key: str, field: str, before: str) -> bool:
    """Whether a text states the fact as it is now, and that it was otherwise before."""
    fact = sight.facts[key]
    stated = any(one.key == key and one.was == fact.value for part in parts(body) for one in part.facts)
    text = said(body, field, *_AT_FRONT)
    if not stated and prepared(fact.text).lower not in said(body):
        return False
    if key == "impact" and not _more_or_less(before, fact.value):
        return True
    return bool(_CHANGE.search(text)) or prepared(before).lower in text


def _more_or_less(before: str, now: str) -> bool:
    """Whether both name figures and they differ; other words of the same impact are no change to point out."""
    old, new = set(_FIGURE.findall(before)), set(_FIGURE.findall(now))
    return bool(old) and bool(new) and old != new


def _estimate(sight: Sight) -> Iterator[Finding]:
    last, fact = sight.known.get("eta"), sight.facts.get("eta")
    value = fact.value if fact is not None else ""
    if last is None or not last.fact.was or last.fact.was == value or sight.phase in FROM_RESOLVED:
        return
    for body in sight.bodies:
        text = said(body, "eta", *_AT_FRONT)
        if not (_CHANGE.search(text) and _REASON.search(text)):
            now = fact.text if fact is not None else "no longer given"
            message = f"the estimate was told as '{_short(last.fact.text or last.fact.was)}' and is '{_short(now)}': say what it was, what it is, and why"
            yield sight.finding(X03, message, body=body, field="eta")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"


# -- X04 to X06: owed --------------------------------------------------------------------------------------------------

X04: Final = Rule(
    id="X04",
    severity="warn",
    title="late, and does not say so",
    why="The owner has watched the clock; an update that ignores it says that nobody here did.",
    source=f"{_SOURCE}; guide B 一.2: say in time what can't be kept",
)
_LATE: Final = re.compile(
    r"\b(?:late|later than|delay(?:ed)?|overdue|missed|sooner|should have (?:told|updated|reached|heard)|behind|kept you waiting|"
    r"did not keep|not kept)\b|迟|晚于|晚了|延误|超时|未能?按时|逾期|耽搁|滞后|未能?兑现|久等",
    re.ASCII,
)
_CLOCKS: Final = ("first_notice", "next_update", "resolved_notice")


def _late(sight: Sight) -> Iterator[Finding]:
    mine = [
        one
        for one in countdowns.clocks(sight.state, sight.cadences)
        if one.owner == sight.owner and one.kind in _CLOCKS and one.at < sight.now
    ]
    late = [one for one in countdowns.standings(sight.state, mine, sight.now) if one.kind in _CLOCKS]
    late = [one for one in late if one.standing == "due"]
    if not late or sight.content.withdraws:
        return
    for body in sight.bodies:
        if not _LATE.search(said(body, *_AT_FRONT, "next_update")):
            minutes = max(1, int((sight.now - min(one.at for one in late)).total_seconds()) // 60)
            yield sight.finding(X04, f"this update is {minutes} min late: say so", body=body, field="broken")


X05: Final = Rule(
    id="X05",
    severity="warn",
    title="question unanswered",
    why="A question that is passed over is asked again, louder. Blocks from resolved on.",
    source=f"{_SOURCE}; guide A 二: answer every question",
)


def _questions(sight: Sight) -> Iterator[Finding]:
    severity: Final = "block" if sight.phase in FROM_RESOLVED else "warn"
    for question in sight.state.questions.of(sight.owner):
        answer = sight.state.questions.answer(question.eid)
        if f"answer:{question.eid}" in sight.stated or (answer is not None and answer.value.told):
            continue
        if answer is not None and (last := sight.known.get(f"answer:{question.eid}")) is not None and last.fact.was:
            continue
        how = "is answered, but not in this text" if answer is not None else "has no answer yet"
        yield sight.finding(X05, f"'{called(question, 60)}' {how}", field="answers", severity=severity)


X06: Final = Rule(
    id="X06",
    severity="warn",
    title="promise due or broken, and unmentioned",
    why="The owner kept count; what was not kept has to be owned up to before anything is promised anew.",
    source=f"{_SOURCE}; guide A 十",
)


def _promises(sight: Sight) -> Iterator[Finding]:
    for one in sight.promises:
        key = f"promise:{one.record.eid}"
        fact = sight.facts.get(key)
        last = sight.known.get(key)
        told = last is not None and fact is not None and last.fact.was == fact.value
        if fact is None or told or key in sight.stated or one.record.now.kind == "next_update":
            continue
        words = called(one.record, 60) or one.record.now.kind
        how = "was not kept in time" if one.standing == "late" else "was not kept"
        yield sight.finding(X06, f"'{words}' {how}: say so, and what happens now", field="broken")


# -- X07 ---------------------------------------------------------------------------------------------------------------

X07: Final = Rule(
    id="X07",
    severity="warn",
    title="says the same as the last update",
    why="PagerDuty: do not reissue the same message; say done since the last, still doing, next.",
    source=f"{_SOURCE}: difflib ratio above 0.90",
)
_SAME: Final = 0.90
_LONG: Final = 3000
"""From here on whole words are compared: letters would take too long (quadratic)."""
_WORD: Final = re.compile(r"[A-Za-z0-9]+|[^\sA-Za-z0-9]")


def _same_again(sight: Sight) -> Iterator[Finding]:
    if sight.sent is None or sight.content.corrects:
        return
    for body in sight.bodies:
        before = next((one for one in sight.sent.bodies if one.lang == body.lang), None)
        if before is not None and alike(_whole(before), _whole(body)) > _SAME:
            message = (
                "nearly the same text as the last update: say what was done since, what is being done, what is next"
            )
            yield sight.finding(X07, message, body=body, fixes=(Go("go to the news", "news"),))


def _whole(body: Body) -> str:
    return "\n".join(one.text for one in body.sections if one.text.strip())


def alike(one: str, other: str) -> float:
    """How much two texts agree, 0 to 1 (``difflib``); no more than an upper bound when that is low already."""
    if not one.strip() or not other.strip():
        return 0.0
    matcher: SequenceMatcher[str] = SequenceMatcher(None, one, other, autojunk=False)
    if max(len(one), len(other)) > _LONG:
        matcher = SequenceMatcher(None, _WORD.findall(one), _WORD.findall(other), autojunk=False)
    for bound in (matcher.real_quick_ratio, matcher.quick_ratio):
        if (ratio := float(bound())) <= _SAME:
            return ratio
    return float(matcher.ratio())


RULES: Final[tuple[DraftRule, ...]] = (
    DraftRule(X01, _contradiction),
    DraftRule(X02, _changed),
    DraftRule(X03, _estimate),
    DraftRule(X04, _late),
    DraftRule(X05, _questions),
    DraftRule(X06, _promises),
    DraftRule(X07, _same_again),
)
ENTRIES: Final = tuple(one.rule for one in RULES)
"""Every rule of the family, for ``lint --explain``."""
