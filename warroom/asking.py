"""The questions in a message of an owner's, split one from another, for a person to confirm: English and Chinese."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_HAN_NUMBERS: Final = [*"一二三四五六七八九十", *(f"十{one}" for one in "一二三四五六七八九"), "二十"]
_NUMBER: Final = r"\d{1,2}|" + "|".join(sorted(_HAN_NUMBERS, key=len, reverse=True))
_MARK: Final = re.compile(
    rf"[(（]\s*(?P<round>{_NUMBER})\s*[)）]|(?P<circled>[①-⑳])|第(?P<ordinal>{_NUMBER})[,，、:：]|"
    rf"(?<![\d.])(?P<stop>{_NUMBER})(?:、|[.．](?!\d)|[)）])"
)
"""The number before a point of a list: ``(2)`` ``（四）`` ``⑥`` ``第二，`` ``1.`` ``3、`` ``4)``."""
_FIRST: Final = re.compile(rf"\s*(?:{_MARK.pattern}|\d{{1,2}}[:：](?!\d))\s*")
"""The same where a line begins, where ``2:`` is a number too and no time of day."""
_ENDED: Final = re.compile(r"[?？!！。；;:：…”\"')）]\s*\Z|[.]\s+\Z")
"""What a point of a list may follow whatever its number."""
_NEAR: Final = 8
"""Letters before a number that are looked at."""
_PARTED: Final = re.compile(r"[\s,，、]\Z")
_END: Final = re.compile(r"[?？]+[”\"')）]*(?=\s|$|[^\x00-\x7f]|[A-Z])|(?<=[。！!；;])|(?<=[.])\s+(?=[A-Z])")
_ASKS: Final = re.compile(
    r"""？|[?](?=[\s?!"')”）]|$|[^\x00-\x7f]|[A-Z])|请问|吗[。.!！]?$|呢[。.!！]?$|能否|是否|什么时候|多久|为什么|为何"""
)
_LIST_OF: Final = re.compile(
    r"question|please (?:answer|clarify|confirm)|问题|请(?:回答|答复|说明|确认|问)", re.IGNORECASE
)
_LEADS_IN: Final = re.compile(r"[^?？]*[:：]\s*")
"""What may only announce the questions behind it: ``请问：``, ``能否说明以下几点：``."""


class _Mark(NamedTuple):
    at: int
    style: str
    number: int
    free: bool
    """Whether what stands before it is the end of something, so that it needs no other number to be one."""
    parted: bool


def questions(text: str) -> list[str]:
    """Each question of ``text`` on its own, in order, without its number; quoted lines (``>``) are left out.

    A point of a list is a question when it asks something, or when the message announces a list of them. Points may
    stand in one line, without spaces: ``1、退款吗？2、何时恢复？``.
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith((">", "＞"))]
    announced = any(_LIST_OF.search(points(line)[0]) for line in lines if not _FIRST.match(line))
    found: list[str] = []
    for line, behind in zip(lines, (*lines, "")[1:], strict=True):
        pieces = points(line)
        for number, piece in enumerate(pieces):
            item = _FIRST.match(piece) if number or _FIRST.match(line) else None
            body = piece[item.end() :] if item else piece
            asked = [one for one in _sentences(body) if _ASKS.search(one)]
            if asked and not item and _announces(asked[-1], (*pieces, behind)[number + 1], listed=announced):
                asked.pop()
            if item and not asked and announced and body.strip():
                asked = [body.strip()]
            found += asked
    return list(dict.fromkeys(found))


def _announces(sentence: str, behind: str, *, listed: bool) -> bool:
    """Whether a sentence only announces what follows (``请问：``), so that it is no question of its own."""
    if not _LEADS_IN.fullmatch(sentence):
        return False
    if _FIRST.match(behind):
        return listed or _ASKS.search(behind) is not None
    return _ASKS.search(behind) is not None and not _ASKS.search(sentence.replace("请问", ""))


def points(line: str) -> list[str]:
    """A line cut before each point of a list in it; put together again it is the line, letter by letter."""
    cuts = [at for at in _begins(line) if line[:at].strip()]
    return [line[start:end] for start, end in zip([0, *cuts], [*cuts, len(line)], strict=True)]


def _begins(line: str) -> Iterator[int]:
    """Where points begin: behind the end of a sentence, or as the next number of the same kind."""
    marks = list(_marks(line))
    seconds = {one.style: one.at for one in marks if one.number == 2 and one.parted}
    last: dict[str, int] = {}
    for mark in marks:
        goes_on = mark.number > 1 and last.get(mark.style) == mark.number - 1
        starts = mark.number == 1 and seconds.get(mark.style, 0) > mark.at
        if mark.free or (goes_on and (mark.parted or mark.style != "stop")) or (starts and mark.parted):
            last[mark.style] = mark.number
            yield mark.at


def _marks(line: str) -> Iterator[_Mark]:
    begin, end = len(line) - len(line.lstrip()), len(line.rstrip())
    for match in _MARK.finditer(line):
        style = match.lastgroup or ""
        before = line[max(0, match.start() - _NEAR) : match.start()]
        if match.end() < end:
            free = match.start() <= begin or _ENDED.search(before) is not None
            yield _Mark(match.start(), style, _value(match[style]), free, free or _PARTED.search(before) is not None)


def _value(word: str) -> int:
    if word.isdecimal():
        return int(word)
    return _HAN_NUMBERS.index(word) + 1 if word in _HAN_NUMBERS else ord(word) - ord("①") + 1


def _sentences(text: str) -> list[str]:
    sentences, start = [], 0
    for match in _END.finditer(text):
        sentences.append(text[start : match.end()].strip())
        start = match.end()
    return [one for one in (*sentences, text[start:].strip()) if one]
