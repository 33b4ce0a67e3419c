"""Full-width forms and look-alikes mean the same as the marks they look like. Every fold keeps the text's length."""

from typing import Final

_FOLD: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,  # ideographic space
    0x00A0: 0x20,  # no-break space, as pasted from web pages
    0x2212: 0x2D,  # minus sign
    0x2013: 0x2D,  # en dash, which some keyboards make of a hyphen
    0x301C: 0x7E,  # wave dash, what some input methods give for a full-width tilde
}


def fold_width(text: str) -> str:
    """``text`` with full-width letters, digits and marks as ASCII; positions stay the same, so spans fit both."""
    return text if text.isascii() else text.translate(_FOLD)


def shortened(text: str, most: int = 40) -> str:
    """``text`` for use inside a message: one line, at most ``most`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 3] + "..."
