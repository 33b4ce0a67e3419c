"""Rules of our own language (P01, P02, P12): words the owner knows, and none that they don't want to hear."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from warroom.updates.lint.finding import Example, Finding, Fix, Ground, Replace, Rule
from warroom.updates.lint.folding import Prepared, fold
from warroom.updates.lint.glosses import GLOSSES
from warroom.updates.lint.patterns import Words
from warroom.updates.lint.table import TextRule

P01: Final = Rule(
    id="P01",
    severity="hint",
    title="jargon",
    why="The owner reads what they see, not how we are built. Use their word, or say in brackets what it means, once.",
    source="plainlanguage.gov: keep a list of own terms; GOV.UK Statuspage guide; 59 % of real updates, so a hint",
    examples=(
        Example("zh", "触发熔断", "熔断(自动停止调用)"),
        Example("en", "We started a failover.", "We started a failover (a switch to the spare system)."),
        Example("en", "The service is degraded.", "The service is slower than usual."),
        Example("en", "The impact is mitigated.", "The effects are smaller: 2 % of payments fail."),
        Example("en", "We did a rollback at 14:20 UTC.", "We went back to the previous version at 14:20 UTC."),
        Example("en", "Replication lag grew.", "The spare copy (replica) was 10 minutes behind."),
        Example("en", "Latency is high.", "Pages take 8 seconds."),
        Example("en", "A load balancer dropped packets.", "Part of the network dropped 3 % of the data."),
        Example("en", "We deployed a hotfix.", "We put a repair in place."),
        Example("en", "The cluster lost two nodes.", "Two of five servers stopped."),
        Example("zh", "正在回滚。", "正在退回上一版本。"),
        Example("zh", "已限流。", "已限流(限制请求数量)。"),
        Example("zh", "灰度发布中", "先在少量用户中发布"),
        Example("zh", "主从切换已完成。", "已切换到备用数据库。"),
        Example("zh", "集群脑裂", "两组服务器各自为政"),
        Example("zh", "扩容两个节点", "增加两台服务器"),
        Example("zh", "服务降级", "暂停部分次要功能"),
    ),
)
_WORDS: Final = sorted(GLOSSES, key=len, reverse=True)
_JARGON: Final = Words(*(rf"\b{re.escape(word)}\b" if word.isascii() else word for word in _WORDS))
_GLOSSED: Final = re.compile(
    r"[a-z]{0,3}[\"'”」]? ?(?:\(|,? (?:that is|meaning|i\.e\.|which means)\b|[,:]?(?:即|也就是|指|意思是))", re.ASCII
)


def jargon(text: Prepared, ground: Ground) -> Iterator[Finding]:
    """P01: a word of our trade at its first place, unless a gloss follows or the owner knows it."""
    known = {fold(word).lower(): other for word, other in ground.glossary.items()}
    seen: set[str] = set()
    for start, end, word, other in _ours(text, known):
        if word in seen:
            continue
        seen.add(word)
        if word in known and not other:
            continue
        if _is_glossed(text.lower, start, end):
            continue
        gloss = other or GLOSSES.get(word, "")
        yield text.finding(
            P01,
            start,
            end,
            f"“{text.folded[start:end]}” is our word: use the owner's, or say what it means",
            _glosses(text, start, end, gloss, bool(other)),
        )


def _ours(text: Prepared, known: Mapping[str, str]) -> Iterator[tuple[int, int, str, str]]:
    """Words of ours in place order: built-in ones, and those that the owner's plan gives another word for."""
    spans = [(match.start(), match.end(), match[0]) for match in _JARGON.over(text)]
    named = tuple(
        sorted((word for word, other in known.items() if other and other.lower() != word), key=len, reverse=True)
    )
    if named:
        spans += [(match.start(), match.end(), match[0]) for match in _any_of(named).finditer(text.lower)]
    for start, end, word in sorted(set(spans)):
        yield start, end, word, known.get(word, "") if known.get(word, "").lower() != word else ""


def _glosses(text: Prepared, start: int, end: int, gloss: str, theirs: bool) -> tuple[Fix, ...]:
    if not gloss:
        return ()
    first, last = text.span(start, end)
    if theirs:
        return (Replace(f"The owner's word: {gloss}", first, last, gloss),)
    said = f"({gloss})" if gloss[0] > "\u2e7f" else f" ({gloss})"
    return (Replace(f"Say what it means:{said if said[0] == ' ' else ' ' + said}", last, last, said),)


def _is_glossed(lower: str, start: int, end: int) -> bool:
    """Whether a gloss in brackets follows, or the word itself is the gloss: ``a switch (failover)``."""
    return _GLOSSED.match(lower, end) is not None or (lower[start - 1 : start] == "(" and lower[end : end + 1] == ")")


P02: Final = Rule(
    id="P02",
    severity="hint",
    title="acronym",
    why="An acronym is known to who uses it daily. Write it out the first time.",
    source="GOV.UK Statuspage guide bans internal acronyms; plainlanguage.gov; 8.2 % of real updates",
    examples=(
        Example("en", "The RDS failed.", "The relational database service (RDS) failed."),
        Example("en", "We see errors in BGP.", "We see errors in BGP (the routing between networks)."),
        Example("en", "The NOC has called the CAB.", "Next update 15:30 UTC, as a PDF."),
        Example("en", "The SRE team is looking at it.", "The site reliability engineers are looking at it."),
        Example("en", "WAF rules block logins.", "INC-42 is at SEV1; see the FAQ."),
        Example("en", "Our CMDB is out of date.", "Our list of devices is out of date."),
        Example("zh", "CDN节点异常", "CDN(内容分发网络)异常"),
        Example("zh", "RTO为4小时", "恢复时间目标(RTO)为4小时"),
        Example("zh", "请查看SOP。", "请查看操作步骤。"),
        Example("zh", "BMS离线", "楼宇控制系统离线,详见PDF附件"),
    ),
)
_EVERYDAY: Final = """
UTC GMT ID OK PDF FAQ US USA UK EU UN UAE AM PM CEO CTO CFO SMS URL VPN PC TV IT HTTP HTTPS ATM QR PIN GB MB KB
TB CPU GPU USD CNY RMB EUR GBP JPY HKD VIP APP API WEB WIFI USB SIM SEV INC UPD UTF CSV ZIP HTML JSON XML HR VAT
GDPR ISO ETA SLA DNS IP AI CST IST BST AST EST PST EDT PDT CDT MST MDT CET CEST EET EEST WET JST KST SGT HKT MSK
AEST AEDT NZST NZDT ET PT CT MT JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC MON TUE WED THU FRI SAT SUN ASAP
EOD TBD TODO NB PS RE FW CC NO NOT ALL AND THE FOR ARE YES DO DONT MUST NEW END NOW STOP OUR YOU YOUR WE TO BE
IN ON OF IS IT AS AT BY OR IF SO UP DOWN VERY NEVER ALWAYS PLEASE NOTE WILL HAVE FIXED ALERT URGENT UPDATE CAUSE
STATUS IMPACT NEXT WHAT WHO WHEN HERE I A
"""
_KNOWN: Final = frozenset(_EVERYDAY.split())
"""Capitals that everybody reads: zones, days, money, sizes, and words that somebody shouts (P05)."""
_CAPITALS: Final = re.compile(
    r"(?<![\w/\-.@#&+])(?:[A-Z]{2,4}/[A-Z]{2,4}|[A-Z]{2,6})(?=s?(?![\w\-@#&+]|\.\w|/\w))", re.ASCII
)
_CODE: Final = re.compile(r"`[^`\n]{1,200}`")


def acronym(text: Prepared, ground: Ground) -> Iterator[Finding]:
    """P02: letters in capitals at their first place, unless written out beside or known to the owner."""
    known = {fold(word).upper() for word in ground.glossary}
    prose = text.prose
    quoted = [match.span() for match in _CODE.finditer(prose)] if "`" in prose else []
    seen: set[str] = set()
    for match in _CAPITALS.finditer(prose):
        word, (start, end) = match[0], match.span()
        if word in seen or word in _KNOWN or word in known or _shouted(prose, start, end):
            continue
        seen.add(word)
        if _is_glossed(text.lower, start, end) or any(first <= start < last for first, last in quoted):
            continue
        yield text.finding(P02, start, end, f"Write {word} out, or say in brackets what it is")


_CAPS_BESIDE: Final = re.compile(r"(?:[A-Z]{2,} )$|^(?: [A-Z]{2,})\b", re.ASCII)


def _shouted(prose: str, start: int, end: int) -> bool:
    """Whether its neighbour is in capitals too: then it is P05's, not an acronym."""
    return (
        _CAPS_BESIDE.search(prose[max(0, start - 12) : start]) is not None
        or _CAPS_BESIDE.match(prose[end : end + 12]) is not None
    )


P12: Final = Rule(
    id="P12",
    severity="warn",
    title="a word this owner does not want to hear",
    why="Their plan lists it. The word for it, if any, is in their glossary.",
    source="our rule: the owner's plan",
    examples=(
        Example("en", "We fixed the bug.", "We fixed the fault in the program."),
        Example("en", "Not a Bug but a setting.", "Debugging goes on."),
        Example("en", "It was a User Error message.", "It was a message."),
        Example("zh", "本次故障已恢复。", "本次中断已恢复。"),
        Example("zh", "修复了一个bug。", "修复了一处错误。"),
    ),
)


def unwanted(text: Prepared, ground: Ground) -> Iterator[Finding]:
    """P12: a word on the owner's list of words to avoid, in any width and case."""
    avoid = tuple(sorted({fold(word).lower().strip() for word in ground.avoid} - {""}, key=len, reverse=True))
    if not avoid:
        return
    other = {fold(word).lower(): instead for word, instead in ground.glossary.items()}
    for match in _any_of(avoid).finditer(text.lower):
        instead = other.get(match[0], "")
        place = text.span(*match.span())
        fixes: tuple[Fix, ...] = (Replace(f"Say “{instead}”", *place, instead),) if instead else ()
        yield text.finding(P12, *match.span(), f"This owner does not want to hear “{match[0]}”", fixes)


@lru_cache(maxsize=64)
def _any_of(wanted: tuple[str, ...]) -> re.Pattern[str]:
    """Any of these words; where one begins or ends with a Latin letter or digit, at the edge of a word."""
    return re.compile(
        "|".join(
            ("(?<![a-z0-9])" if word[0].isascii() and word[0].isalnum() else "")
            + re.escape(word)
            + ("(?![a-z0-9])" if word[-1].isascii() and word[-1].isalnum() else "")
            for word in wanted
        )
    )


RULES: Final = (TextRule(P01, jargon), TextRule(P02, acronym), TextRule(P12, unwanted))
