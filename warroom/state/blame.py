"""A person is never a cause: statements that only name somebody, or only blame, are told from those that say why. Pure.

Refused is what ends the search with a person ("human error", "bob forgot it", 李工的失误); what a person's doing says
about the system is not ("bob's deploy script", "bob could push without review", 没有防误操作的确认).
"""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from typing import Final

_PARTING: Final = re.compile(r"\s*(?:[,、;/&+]|\band\b|[和与及]|\s-\s)\s*", re.IGNORECASE)
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")

_ROLES: Final = (
    "engineer|operator|developer|dev|intern|trainee|admin|administrator|sysadmin|dba|technician|contractor|on-?call|"
    "worker|employee|colleague|junior|manager|tester|person|guy|team member"
)
_SOMEBODY: Final = rf"(?:someone|somebody|he|she|they|we|i|you|(?:an?|the|our|one|some|new|their)\s+(?:{_ROLES}))"
_SOMEBODY_ZH: Final = (
    "某某|某人|有人|个人|他|她|我们|我|运维|开发|测试|工程师|操作员|操作人员|值班人员|值班员|维护人员|技术人员|施工人员|设计人员|"
    "管理人员|管理员|工作人员|人员|员工|工人|实习生|同事|新人"
)
_FAULT: Final = "fault|mistakes?|errors?|negligence|carelessness|oversight|blunder|slip-?up|screw-?up|typo|doing|slip"
_FAULT_ZH: Final = (
    "误操作|操作失误|操作错误|操作不当|人为失误|失误|过错|过失|错误?|疏忽|疏漏|大意|粗心|责任|失职|手误|手滑|锅|问题"
)
_AFTER: Final = (
    r"(?=\s*(?:$|[.,;:!?()]|(?:in|on|at|by|when|while|during|with|that|which|and|to|again|who|of|as|caused?|led|broke|"
    r"took|made|is|was|has|had)\b|[\u4e00-\u9fff]))"
)
"""What may stand behind blame; a noun may not, else it is about a thing: ``bob's error handler``."""
_CARE: Final = (
    "check|verify|test|notice|update|renew|follow|review|tell|inform|read|think|care|pay attention|back up|close|remove"
)
_BLUNDERED: Final = (
    r"(?:made|making|makes|had made)\s+(?:an?|the|some|his|her|their|another|\w+)?\s*(?:\w+\s+)?"
    r"(?:mistakes?|errors?|typo)\b|"
    r"(?:messed|screwed|mucked|cocked)\s+(?:it\s+|this\s+|things\s+)?up|messed\s+\w+\s+up|forgot\b|botched\b|mistyped\b|"
    r"fat-?fingered\b|slipped\b|(?:was|were|is)\s+(?:careless|negligent|sloppy|inattentive|wrong)\b|"
    rf"(?:failed\s+to|did\s+not|didn't|never|neglected\s+to)\s+(?:{_CARE})\b"
)
_DID: Final = (
    r"(?:did\s+(?:it|this|that)\b|broke\b|caused\b|(?:is|was|are|were)\s+(?:to\s+blame|at\s+fault|responsible|guilty|the\s+"
    r"(?:(?:root|real|only)\s+)?cause)\b)"
)
_BLUNDERED_ZH: Final = (
    "搞砸|弄错|搞错|做错|犯错|犯了|忘了|忘记|漏了|失误|出错|弄坏|搞坏|误操作|操作失误|操作不当|手滑|手误|粗心|大意|疏忽"
)
_BUT_NOT: Final = re.compile(
    r"\bno\b(?!\s+(?:root|other|known|further|doubt|idea)\b)|\bnobody\b|\bnothing\b|\bwithout\b|\bmissing\b|\black(?:s|ed|ing)?\b|"
    r"\ballow(?:s|ed)?\b|\blets?\b|\bcould\b|\bpossible\b|\bprevent(?:s|ed)?\b|\bunclear\b|\beasy\b|\bunreviewed\b|\bunprotected\b|"
    r"\b(?:did|does|do|has|had|would)(?:n't|\s+not)\b|\b(?:was|were|is|are)(?:n't|\s+not)\s+\w+(?:ed|en|able)\b|"
    "没有|没能|无(?:法|人|任何|二次|确认|复核|审核|保护|提示|校验|备份|监控|告警|限制|需)|缺[少乏失]|"
    "未(?:设|做|经|被|配|加|能|对|及时|限制|启用|有)|容易|易于|允许|可以|能够|不足|不清|不完善|不明|不全|防误|防呆",
    re.IGNORECASE,
)
"""Words that say what was missing or made it possible; beside blame they make a statement one about the system."""
_FACELESS: Final = re.compile(
    r"\b(?:human|pilot|people|personnel|staff|employee|(?<!kubernetes )(?<!k8s )operator|operating|"
    r"administrator|technician|manual|user)(?:['’]s|s['’])?\s+(?:error|mistake|fault|negligence|carelessness|oversight|blunder)s?\b"
    + _AFTER
    + r"|(?<!非)(?<!不是)(?<!并非)人为(?:失误|错误|因素|原因|疏忽|过失|责任|误操作|操作|造成|导致|的)?|"
    "(?<![脚本序统器阀备护动置机])(?:误操作|操作失误|操作不当|操作错误|手误|手滑)",
    re.IGNORECASE,
)
"""Blame that names nobody. What a script, a system, a device did wrong isn't a person's."""


def person_as_cause(text: str, people: Collection[str]) -> str:
    """What to say when ``text`` only names or blames people; empty when it says what made it possible.

    ``people`` are handles and display names. The answer is in the language of the text.
    """
    folded = unicodedata.normalize("NFKC", text).replace("’", "'")
    if not _names_only(folded, people) and not _blames(folded, people):
        return ""
    if _HAN.search(text):
        return "人不是原因：请写是什么让这件事得以发生，例如“发布没有第二人复核”。没有记录任何内容"
    return (
        "a person is never a cause: write what made it possible, or what was missing, "
        "such as 'the deploy had no second pair of eyes'; nothing was recorded"
    )


def _names_only(text: str, people: Collection[str]) -> bool:
    known = {_plain(one) for one in people}
    whole = _bare(text)
    parts = [whole] if _is_person(whole, known) else [part for part in _PARTING.split(whole) if part]
    return bool(parts) and all(_is_person(part, known) for part in parts)


def _is_person(part: str, known: set[str]) -> bool:
    name = _bare(_ENDS.sub("", part))
    return _plain(name) in known or (name[:1] == "@" and len(name) > 1 and not re.search(r"\s", name))


_ENDS: Final = re.compile(
    rf"(?:'s?\s*(?:{_FAULT})|\s+(?:did it|broke it|messed (?:it )?up)|的?(?:{_FAULT_ZH}))$", re.IGNORECASE
)


def _blames(text: str, people: Collection[str]) -> bool:
    for pattern in (_FACELESS, _blame_of(frozenset(people))):
        for match in pattern.finditer(text):
            if not _BUT_NOT.search(f"{text[: match.start()]} {text[match.end() :]}"):
                return True
    return False


@lru_cache(64)
def _blame_of(people: frozenset[str]) -> re.Pattern[str]:
    """Blame of somebody of the room, of a handle, or of somebody who isn't named."""
    plain = sorted({name for one in people for name in _called(one)}, key=lambda name: (-len(name), name))
    latin = "|".join([r"\s+".join(map(re.escape, name.split())) for name in plain if name] + [r"@[^\s,;:.'()@]+"])
    named = rf"(?<![A-Za-z0-9_.@-])@?(?:{latin})(?![A-Za-z0-9_-])"
    anybody = rf"(?:{named}|\b{_SOMEBODY}\b)"
    named_zh = rf"(?:{named}|{_SOMEBODY_ZH})"
    return re.compile(
        rf"{named}'s?\s*(?:{_FAULT})\b{_AFTER}|"
        rf"\b(?:(?:someone|somebody|his|her|their|the\s+(?:{_ROLES}))(?:'s)?)\s+(?:{_FAULT})\b{_AFTER}|"
        rf"{anybody}\s+(?:probably\s+|just\s+|simply\s+|again\s+|had\s+|has\s+|accidentally\s+)*(?:{_BLUNDERED})|"
        rf"{named}\s+(?:probably\s+|just\s+|simply\s+|accidentally\s+)*{_DID}|"
        rf"\b(?:it|that|this)(?:\s+(?:was|is|must\s+(?:have\s+been|be))|'s)\s+(?:probably\s+|all\s+)?{named}"
        rf"(?=\s*(?:$|[.,;!?]|who\b|again\b))|"
        rf"\b(?:blame|caused\s+by|due\s+to|because\s+of|thanks\s+to|fault\s+of|mistake\s+(?:of|by))\s+{named}(?:\s*(?:,|&|and)\s*{named})*(?=\s*(?:$|[.,;!?]))|"
        rf"{named_zh}\s*(?:的)?(?:{_FAULT_ZH})(?=\s*(?:$|[.,;:!?。]|导致|引起|造成|所致|了))|"
        rf"{named_zh}\s*(?:{_BLUNDERED_ZH})|"
        rf"(?:就?是|都?怪|因为|由于|归咎于|怨)\s*{named}\s*(?:的|干|弄|搞|做|造成|导致|引起|所致)*(?=\s*(?:$|[.,;!?。了]))",
        re.IGNORECASE,
    )


def _called(name: str) -> list[str]:
    """A name as it may be said: whole, and of ``Robert Li`` the first name too."""
    whole = " ".join(unicodedata.normalize("NFKC", name).replace("’", "'").lstrip("@").split())
    first = whole.split(" ")[0]
    short = first if " " in whole and len(first) > 2 and first[:1].isupper() and first.isalpha() else ""
    return [one for one in (whole, short) if one]


def _bare(text: str) -> str:
    return text.strip().strip(".。!?:'\"“”()").strip()


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).lstrip("@").casefold().split())
