"""The questions in a message of an owner's, split one from another, for a person to confirm: English and Chinese."""

import re
from typing import Final

_ITEM: Final = re.compile(
    r"^\s*(?:[(（]?\d{1,2}[.)）、．:：]|[(（][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]|[①-⑳]|第[一二三四五六七八九十]+[,，、])\s*"
)
"""The number before a point of a list: ``1.`` ``(2)`` ``3、`` ``（四）`` ``五、`` ``⑥``."""
_INLINE: Final = re.compile(r"(?<=[\s;；。,，:：])(?=(?:[(（]\d{1,2}[)）]|\d{1,2}[)）、]|[①-⑳])\s*\S)")
"""Where a list goes on within one line."""
_END: Final = re.compile(r"[?？]+[”\"')）]*(?=\s|$|[^\x00-\x7f]|[A-Z])|(?<=[。！!；;])|(?<=[.])\s+(?=[A-Z])")
_ASKS: Final = re.compile(
    r"""？|[?](?=[\s?!"')”）]|$|[^\x00-\x7f]|[A-Z])|请问|吗[。.!！]?$|呢[。.!！]?$|能否|是否|什么时候|多久|为什么|为何"""
)
_LIST_OF: Final = re.compile(
    r"question|please (?:answer|clarify|confirm)|问题|请(?:回答|答复|说明|确认|问)", re.IGNORECASE
)
_LONGEST: Final = 2000


def questions(text: str) -> list[str]:
    """Each question of ``text`` on its own, in order, without its number; quoted lines (``>``) are left out.

    A point of a list is a question when it asks something, or when the message announces a list of them.
    """
    lines = [line for line in text.splitlines() if not line.lstrip().startswith((">", "＞"))]
    announced = any(_LIST_OF.search(line) for line in lines if not _ITEM.match(line))
    found: list[str] = []
    for line in lines:
        for piece in _INLINE.split(line):
            item = _ITEM.match(piece)
            body = piece[item.end() :] if item else piece
            asked = [one for one in _sentences(body) if _ASKS.search(one)]
            if item and not asked and announced and body.strip():
                asked = [body.strip()]
            found += asked
    return list(dict.fromkeys(one[:_LONGEST] for one in found))


def _sentences(text: str) -> list[str]:
    sentences, start = [], 0
    for match in _END.finditer(text):
        sentences.append(text[start : match.end()].strip())
        start = match.end()
    return [one for one in (*sentences, text[start:].strip()) if one]
