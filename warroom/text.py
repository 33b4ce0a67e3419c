"""Text from people, pipes and files: how it is stored, and how it is shown without being obeyed.

Pure, and the standard library only.
"""

import re
from typing import Final

TAB: Final = "    "

# C0 controls without the newline, DEL, C1 controls, marks and overrides of the writing direction, the byte order
# mark, the two Unicode line ends (a terminal or a copy would break the line there) and lone surrogates.
_UNSAFE: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def safe(text: str) -> str:
    """Text as it may be drawn: nothing in it moves a cursor, changes a colour or turns the writing around.

    Controls become their pictures (ESC is shown as ␛), a tab four spaces, and what has no picture its number, as in
    ``<U+202E>``. The newline stays; everything else is untouched, markup too: that is shown as it was typed.
    """
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(_shown, text)


def _shown(match: re.Match[str]) -> str:
    """The visible form of one unsafe character."""
    code = ord(match.group())
    if code == 0x09:
        return TAB
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return f"<U+{code:04X}>"


def clean(text: str) -> str:
    """Text as it is stored: all of it, but lone surrogates, which UTF-8 can't hold, become U+FFFD."""
    if text.isascii():
        return text
    return _SURROGATE.sub("\ufffd", text)
