"""Text of people inside Markdown: shown as it was typed, whatever it looks like."""

import re
from typing import Final

from warroom.text import safe

_MARKS: Final = re.compile(r"[\\`*_{}\[\]<>|~&$#]")
_LINK: Final = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)
"""Where GitHub finds bare links; escaped there, or the link's own escapes would be shown."""
_START: Final = re.compile(r"^(?:([-+=])|([0-9]{1,9})([.)]))")
_SPACES: Final = re.compile(r"(?<= ) |^ ", re.MULTILINE)


def literal(text: str) -> str:
    """``text`` as one line of Markdown that GitHub shows as typed: no markup, links or HTML; line ends are ``<br>``.

    Safe inside a table cell, a paragraph, a list item and a heading. Controls are shown as their pictures.
    """
    shown = _MARKS.sub(r"\\\g<0>", safe(text))
    shown = _LINK.sub(r"\\\g<0>", shown)
    shown = _START.sub(lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}", shown)
    return _SPACES.sub("&nbsp;", shown).replace("\n", "<br>")
