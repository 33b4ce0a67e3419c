"""What a report consists of: named sections with their undated text, and dated entries."""

import re
import textwrap
from typing import Final

import msgspec

from warroom.importers import blocks
from warroom.importers.moments import Moment

KNOWN: Final = frozenset(
    {
        "key events",
        "key event",
        "identified",
        "impact",
        "context",
        "background",
        "resolution",
        "review actions",
        "actions following review",
        "context/resolution/review actions",
        "summary",
        "root cause",
        "cause",
        "causes",
        "lessons learned",
        "follow-up actions",
        "next steps",
        "action items",
    }
)
FIGURE: Final = re.compile(r"time to (\w+)$")
"""Sections that state how long something took."""


class Section(msgspec.Struct):
    """A named part of the report and the text of it that is not dated."""

    name: str
    line: int
    indent: int = -1
    rest: str = ""
    lines: list[str] = []

    @property
    def key(self) -> str:
        """The name as words to compare."""
        return " ".join(self.name.lower().split())

    @property
    def is_key_events(self) -> bool:
        """Whether it lists the report's milestones."""
        return self.key in ("key events", "key event", "key dates", "key times")

    @property
    def figure(self) -> str:
        """``time_to_repair`` of "Time to repair"; empty for other sections."""
        return self.key.replace(" ", "_") if FIGURE.match(self.key) else ""

    @property
    def text(self) -> str:
        """All of its undated text, without the indent that all lines share."""
        body = textwrap.dedent("\n".join(self.lines)).strip("\n").rstrip()
        return f"{self.rest}\n{body}".strip("\n").rstrip() if self.rest else body


class Entry(msgspec.Struct):
    """One dated line with the lines that continue it."""

    line: int
    at: Moment
    text: str
    raw: str
    is_key: bool
    section: int
    """The index of its section: disorder is looked for within one."""
    more: list[str] = []

    @property
    def whole(self) -> str:
        """Its text, continued lines without the indent they share."""
        more = textwrap.dedent("\n".join(self.more)).rstrip(" \t\n")
        whole = f"{self.text}\n{more}".strip("\n") if more.strip("\n") else self.text
        return whole or blocks.lead(self.raw).content

    @property
    def source_text(self) -> str:
        """Exactly what the file says, for the id."""
        return "\n".join([self.raw, *self.more]).rstrip(" \t\n")
