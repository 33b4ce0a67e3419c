"""Lines, boxes, texts and signs of an SVG, with texts measured in cells so that wide letters fit. Pure."""

import re
import unicodedata
from typing import Final

from warroom.text import safe

_FONT: Final = "system-ui,'Noto Sans','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif"


_NO_XML: Final = re.compile("[\ufffe\uffff]")
"""What no XML may hold, however it is written."""
_CLOSING: Final = frozenset("，。、；：！？）」』》】〉”’,.;:!?)")


def cells(text: str) -> int:
    """How many columns of a terminal a text takes: two for a wide letter, none for a mark upon one."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of at most ``width`` columns, broken between words, and between letters where there is no gap."""
    lines: list[str] = []
    line, taken = "", 0
    for word in _parts(" ".join(text.split()), width):
        size = cells(word)
        if line and taken + cells(word.rstrip()) > width:
            lines.append(line.rstrip())
            line, taken = "", 0
        line += word
        taken += size
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _parts(text: str, width: int) -> list[str]:
    """What stays together: a word with the blank behind it, a wide letter, a piece of what is too long for a line."""
    parts: list[str] = []
    word = ""
    for letter in text:
        if letter in _CLOSING and parts and not word:
            parts[-1] += letter  # no line begins with one of these
            continue
        wide = cells(letter) == 2
        if word and (wide or cells(word) >= width):
            parts.append(word)
            word = ""
        word += letter
        if wide or letter == " ":
            parts.append(word)
            word = ""
    return [*parts, word] if word else parts


def escaped(text: str) -> str:
    """A text inside markup: shown as it was typed, controls as their pictures."""
    shown = safe(text)
    if not shown.isascii():
        shown = _NO_XML.sub("\ufffd", shown)
    return shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _form(shape: str, x: float, y: float, size: float) -> tuple[str, str]:
    """The element of a sign and what places it."""
    if shape in ("diamond", "cause"):
        reach = size * (1.25 if size > 5 else 1.1)
        right, left = _n(reach), _n(-reach)
        return "path", f'd="M{_n(x)} {_n(y - reach)}l{right} {right}l{left} {right}l{left} {left}z"'
    if shape in ("square", "flag"):
        tall = size * (0.7 if shape == "flag" else 1)
        corner = ' rx="2"' if shape == "square" else ""
        return "rect", f'x="{_n(x - size)}" y="{_n(y - tall)}" width="{_n(2 * size)}" height="{_n(2 * tall)}"{corner}'
    return "circle", f'cx="{_n(x)}" cy="{_n(y)}" r="{_n(size * 0.75 if shape == "dot" else size)}"'


class Canvas:
    """Gathers the elements of a picture in the order in which they are painted."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._parts: list[str] = []

    def box(
        self, x: float, y: float, width: float, height: float, colour: str, *, title: str = "", opacity: float = 1
    ) -> None:
        """A filled rectangle; ``title`` is shown when a pointer rests on it."""
        faint = f' opacity="{_n(opacity)}"' if opacity < 1 else ""
        shape = f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" fill="{colour}"{faint}'
        self._parts.append(f"{shape}><title>{escaped(title)}</title></rect>" if title else f"{shape}/>")

    def line(self, x: float, y: float, to_x: float, to_y: float, colour: str, *, dashed: bool = False) -> None:
        """A thin line."""
        dash = ' stroke-dasharray="4 3"' if dashed else ""
        self._parts.append(f'<line x1="{_n(x)}" y1="{_n(y)}" x2="{_n(to_x)}" y2="{_n(to_y)}" stroke="{colour}"{dash}/>')

    def text(
        self, x: float, y: float, text: str, *, size: int = 12, weight: str = "", anchor: str = "", colour: str = ""
    ) -> None:
        """A line of text; ``y`` is its foot."""
        given = (("font-size", str(size) if size != 12 else ""), ("font-weight", weight), ("text-anchor", anchor))
        styles = "".join(f' {name}="{value}"' for name, value in (*given, ("fill", colour)) if value)
        self._parts.append(f'<text x="{_n(x)}" y="{_n(y)}"{styles}>{escaped(text)}</text>')

    def sign(self, shape: str, x: float, y: float, colour: str, title: str = "", number: str = "") -> None:
        """A sign around a point; with a number in it, it is large."""
        name, form = _form(shape, x, y, 9.5 if number else 4.5)
        hollow = shape in ("ring", "dot")
        paint = f'fill="#fff" stroke="{colour}" stroke-width="2"' if hollow else f'fill="{colour}"'
        self._parts.append(f"<{name} {form} {paint}><title>{escaped(title)}</title></{name}>")
        if number:
            ink = colour if shape == "ring" else "#fff"
            self.text(x, y + 3.5, number, size=10, weight="bold", anchor="middle", colour=ink)

    def svg(self, height: float) -> str:
        """The whole picture."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self._width} {_n(height)}" width="{self._width}" '
            f'height="{_n(height)}" font-family="{_FONT}" font-size="12" fill="#111827" role="img">'
        )
        back = f'<rect width="{self._width}" height="{_n(height)}" fill="#fff"/>'
        return "\n".join([head, back, *self._parts, "</svg>"])
