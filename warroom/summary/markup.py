"""Text of people inside Markdown: shown as it was typed, whatever it looks like."""

import re
from collections.abc import Sequence
from typing import Final

from warroom.text import safe

_MARKS: Final = "\\`*_{}[]<>|~&$#"
"""The backslash first: the others bring new ones."""
_BEGIN: Final = "\x00"
"""Stands before each of several texts; no text that is ``safe`` holds it."""
_KEPT: Final = "\x01"
"""Stands for a space that a page would drop; no text that is ``safe`` holds it."""
_WWW: Final = re.compile(r"\.(?<=www\.)", re.IGNORECASE)
_START: Final = re.compile(f"{_BEGIN}(?:([-+=])|([0-9]{{1,9}})([.)]))")


def literal(text: str) -> str:
    """``text`` as one line of Markdown that GitHub shows as typed: no markup, links or HTML; line ends are ``<br>``.

    Safe inside a table cell, a paragraph, a list item and a heading. Controls are shown as their pictures.
    """
    return literals([text])[0]


def literals(texts: Sequence[str]) -> list[str]:
    """Each text as ``literal`` writes it; thousands of them at once take half the time."""
    shown = "".join([_BEGIN + safe(text) for text in texts])
    for mark in _MARKS:
        shown = shown.replace(mark, "\\" + mark)
    # Where GitHub finds bare links; escaped there, or the link's own escapes would be shown.
    shown = shown.replace("://", "\\://")
    shown = _START.sub(_start, _WWW.sub(r"\\.", shown))
    # At the start of a line, and all but the first of several: the last step finds what stands between two kept ones.
    for spaces, kept in ((f"{_BEGIN} ", _BEGIN + _KEPT), ("\n ", "\n" + _KEPT), ("  ", " " + _KEPT)):
        shown = shown.replace(spaces, kept)
    shown = shown.replace(f"{_KEPT} ", 2 * _KEPT).replace(_KEPT, "&nbsp;")
    return shown.replace("\n", "<br>").split(_BEGIN)[1:]


def _start(match: re.Match[str]) -> str:
    """What would begin a list or a rule at the start of a text."""
    return f"{_BEGIN}\\{match[1]}" if match[1] else f"{_BEGIN}{match[2]}\\{match[3]}"
