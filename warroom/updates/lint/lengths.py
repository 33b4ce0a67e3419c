"""Rules of length (P03, P04): a sentence that can be read once, an update that is read at all."""

import re
from collections.abc import Iterator
from typing import Final

from warroom.updates.lint.finding import Example, Finding, Ground, Rule
from warroom.updates.lint.folding import Prepared
from warroom.updates.lint.table import TextRule

_LONG_EN: Final = (
    "We are aware that some customers in the northern region may be unable to complete card payments in the shop because the "
    "payment service answers more slowly than it usually does on weekday mornings."
)
_LONG_ZH: Final = (
    "我们注意到北部地区的部分客户在门店使用银行卡支付时无法完成付款并且支付服务的响应时间明显长于工作日上午的正常水平目前两名工程师正在把流量"
    "切换到备用系统以便恢复服务。"
)
P03: Final = Rule(
    id="P03",
    severity="hint",
    title="long sentence",
    why="Past 25 words readers lose the beginning; on a phone, earlier. Cut it in two.",
    source="plain language guides: 25 words (GOV.UK); 60 Chinese characters by analogy; 12.1 % of real updates",
    examples=(
        Example("en", _LONG_EN, "Some card payments fail. The payment service answers slowly."),
        Example("zh", _LONG_ZH, "部分刷卡支付失败。支付服务响应变慢,正在切换到备用系统。"),
        Example(
            "en",
            "Two engineers are moving the traffic to the spare database, which takes about twenty minutes, after which we will "
            "compare all of the orders of today with the bank's list.",
            "- Two engineers are moving the traffic to the spare database.\n- It takes about 20 minutes.\n- Then we compare "
            "all orders of today with the bank's list.",
        ),
        Example(
            "zh",
            "两名工程师正在把流量切换到备用数据库整个过程预计需要二十分钟左右完成之后我们会把今天的全部订单与银行的清单逐条进行核对并在核对完成后把结果告诉您。",
            "两名工程师正在把流量切换到备用数据库,预计20分钟。之后我们将核对今天的全部订单。",
        ),
    ),
)
_MOST: Final = {"en": 25, "zh": 60}
_UNIT: Final = {"en": "words", "zh": "characters"}
_COUNTED: Final = {
    "en": re.compile(r"[\w][\w'’.,:/%+-]*|[\u3400-\u9fff]"),
    "zh": re.compile(r"[\u3400-\u9fff]|[A-Za-z0-9_][\w.:%/+-]*", re.ASCII),
}
"""A Chinese text counts its characters, and a Latin word or number as one; an English one its words."""


def long_sentence(text: Prepared, ground: Ground) -> Iterator[Finding]:
    """P03: more than 25 words in an English sentence, 60 characters in a Chinese one."""
    for sentence in text.sentences:
        most = _MOST[sentence.lang]
        if len(sentence.text) <= most or sentence.text.startswith("|"):
            continue  # too short to hold so many, or a row of a table
        count = sum(1 for _ in _COUNTED[sentence.lang].finditer(sentence.text))
        if count > most:
            message = f"{count} {_UNIT[sentence.lang]} in one sentence, more than {most}: cut it in two"
            yield text.finding(P03, sentence.start, sentence.end, message)


P04: Final = Rule(
    id="P04",
    severity="hint",
    title="too long",
    why="Half of the real updates are 14 words or fewer, nine of ten at most 81. What is new drowns in what is not.",
    source="measured on real updates: median 14 words, p90 81; 150 words or 300 characters, 600 in a closure report",
    examples=(
        Example("en", "Payments fail for some. " * 40, "Payments fail for some. " * 30),
        Example("zh", "部分支付失败。" * 55, "部分支付失败。" * 45),
    ),
)
_LIMITS: Final = {"en": 150, "zh": 300}
_CLOSURE: Final = 600


def too_long(text: Prepared, ground: Ground) -> Iterator[Finding]:
    """P04: more words than an update may have; a closure report may have 600. Found at the first word too many."""
    lang = text.lang
    limit = _CLOSURE if ground.phase == "closure" else _LIMITS[lang]
    if len(text.prose) <= limit:
        return
    over: re.Match[str] | None = None
    count = 0
    for match in _COUNTED[lang].finditer(text.prose):
        count += 1
        if count == limit + 1:
            over = match
    if over is not None:
        message = f"{count} {_UNIT[lang]}, more than {limit}: keep what is new, leave what was told"
        yield text.finding(P04, over.start(), over.end(), message)


RULES: Final = (TextRule(P03, long_sentence), TextRule(P04, too_long))
