"""Text with control characters inside a TextArea: kept as data, one visible cell each, never obeyed.

TextArea splits lines at every Unicode line end, and the terminal obeys what is drawn. So the editor holds one
private-use character for each unsafe one, and draws a picture of it. Both ways keep the length of the text.
"""

import re
from typing import Final

from warroom.text import clean

_UNSAFE: Final = (
    *range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, 0x2028, 0x2029,
    *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF,
)  # fmt: skip
_FIRST: Final = 0x10FE00
"""The end of the last private plane, which no font is known to use: what is typed there itself is not kept apart."""
_HOLD: Final = {code: _FIRST + number for number, code in enumerate(_UNSAFE)}
_FREE: Final = {held: code for code, held in _HOLD.items()}
_PICTURES: Final = {
    held: 0x2400 + code if code < 0x20 else 0x2421 if code == 0x7F else 0xFFFD for held, code in _FREE.items()
}
_LINE_END: Final = re.compile("\r\n|\r")


def hold(text: str) -> str:
    """``text`` as the editor holds it; line ends become ``\\n`` (terminals paste them as ``\\r``)."""
    if "\r" in text:
        text = _LINE_END.sub("\n", text)
    return text if text.isascii() and text.isprintable() else clean(text).translate(_HOLD)


def free(held: str) -> str:
    """What was typed or pasted: the opposite of ``hold``."""
    return held if held.isascii() else held.translate(_FREE)


def pictured(held: str) -> str:
    """One visible cell for each control: ESC as ␛, what has no picture as �."""
    return held if held.isascii() else held.translate(_PICTURES)
