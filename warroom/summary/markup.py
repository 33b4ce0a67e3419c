"""Text of people inside Markdown: shown as it was typed, whatever it looks like."""

import re
from typing import Final

from warroom.text import safe

_MARKS: Final = "\\`*_{}[]<>|~&$#"
"""The backslash first: the others bring new ones."""
_LINK: Final = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)
"""Where GitHub finds bare links; escaped there, or the link's own escapes would be shown."""
_START: Final = re.compile(r"^(?:([-+=])|([0-9]{1,9})([.)]))")
_STARTS: Final = frozenset("-+=0123456789")
_SPACES: Final = re.compile(r"(?<= ) |^ ", re.MULTILINE)


def literal(text: str) -> str:
    """``text`` as one line of Markdown that GitHub shows as typed: no markup, links or HTML; line ends are ``<br>``.

    Safe inside a table cell, a paragraph, a list item and a heading. Controls are shown as their pictures.
    """
    # Each step looks first whether there is anything to do: most texts need none of them, and there are thousands.
    shown = safe(text)
    for mark in _MARKS:
        if mark in shown:
            shown = shown.replace(mark, "\\" + mark)
    if "//" in shown or "www." in shown.lower():
        shown = _LINK.sub(r"\\\g<0>", shown)
    if shown[:1] in _STARTS:
        shown = _START.sub(lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}", shown)
    if "  " in shown or "\n " in shown or shown[:1] == " ":
        shown = _SPACES.sub("&nbsp;", shown)
    return shown.replace("\n", "<br>")
