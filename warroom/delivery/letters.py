"""Letters as a reader sees them: an emoji with its skin and its family, a letter with its accents, a flag.

After UAX #29, by what the standard library knows of characters; where in doubt, two characters are one letter. Pure.
"""

import unicodedata
from collections.abc import Iterator
from typing import Final

LONGEST_LETTER: Final = 64
"""Characters of one letter with all its marks; the longest that mean something are families of emoji, with 11."""


def letters(text: str) -> Iterator[str]:
    """The letters that a reader sees; put together they are the text."""
    start = 0
    for place in range(1, len(text)):
        if place - start >= LONGEST_LETTER or not _joined(text, place):
            yield text[start:place]
            start = place
    if text:
        yield text[start:]


def _joined(text: str, place: int) -> bool:
    """Whether the characters before and at ``place`` are one letter."""
    before, at = text[place - 1], text[place]
    if before < "\u0300" and at < "\u0300":
        return before == "\r" and at == "\n"
    if _is_mark(at) or before == "\u200d" or _is_prefix(before):
        return before not in "\r\n"
    if _is_flag(before) and _is_flag(at):
        return _flags_before(text, place) % 2 == 1
    if unicodedata.combining(before) == 9:  # a virama joins what follows
        return at.isalpha()
    return _is_korean(before) and (_is_tail(at) or (_is_lead(before) and _is_korean(at)))


def _is_mark(one: str) -> bool:
    """Whether a character belongs to the one before it."""
    code = ord(one)
    return (
        unicodedata.category(one) in ("Mn", "Me", "Mc")
        or code in (0x200C, 0x200D, 0xFF9E, 0xFF9F, 0x0E33, 0x0EB3)
        or 0x1F3FB <= code <= 0x1F3FF  # the colour of a skin
        or 0xE0020 <= code <= 0xE007F  # the tags of a flag
    )


def _is_prefix(one: str) -> bool:
    return "\u0600" <= one <= "\u0605" or one in "\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"


def _is_flag(one: str) -> bool:
    return "\U0001f1e6" <= one <= "\U0001f1ff"


def _flags_before(text: str, place: int) -> int:
    start = place
    while start and _is_flag(text[start - 1]):
        start -= 1
    return place - start


def _is_lead(one: str) -> bool:
    """Whether a character is what a Korean syllable begins with."""
    return "\u1100" <= one <= "\u115f" or "\ua960" <= one <= "\ua97c"


def _is_tail(one: str) -> bool:
    """Whether a character is a vowel or a final of a Korean syllable."""
    return "\u1160" <= one <= "\u11ff" or "\ud7b0" <= one <= "\ud7fb"


def _is_korean(one: str) -> bool:
    return "\uac00" <= one <= "\ud7a3" or _is_lead(one) or _is_tail(one)
