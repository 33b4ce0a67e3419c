"""The Markdown that reports are made of: front matter, fences, headings, bold names, list marks, table rows."""

import re
from bisect import bisect_right
from typing import Final, NamedTuple

from warroom.importers.lines import Line

_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*)$")
_LEAD = re.compile(
    r"(?P<indent>[ \t]*)(?P<quote>(?:>[ \t]?)*)(?P<mark>(?:[-*+•]|[0-9]{1,3}[.)])[ \t]+)?(?:\[[ xX]\][ \t]+)?"
)
_BOLD = re.compile(r"(?:\*\*|__)(?P<name>[^*_\n][^*\n]{0,78}?)(?:\*\*|__)\s*(?P<colon>:?)\s*(?P<rest>.*)$")
_FENCE = re.compile(r"[ \t>]*(?:[-*+•][ \t]+)?(?P<fence>`{3,}|~{3,})(?P<rest>.*)$")
_RULE = re.compile(r"\s*(?:-\s*){3,}$|\s*(?:\*\s*){3,}$|\s*(?:_\s*){3,}$|\s*={3,}\s*$")
_KEY = re.compile(r"([A-Za-z_][\w -]*):(?:\s+(.*))?$")
TAB_CELLS: Final = 4
MAX_ABOVE: Final = 10
"""Lines above the front matter that somebody may have added."""
MAX_FENCE: Final = 20
"""Longer fences are closed by nothing: they are lines drawn by hand."""


class Lead(NamedTuple):
    """Where a line's own words begin."""

    indent: int
    """Columns before the list mark, or before the text."""
    is_item: bool
    content: str


class Name(NamedTuple):
    """A line that names a part of the report, as in ``- **Impact**: text``."""

    name: str
    rest: str
    strong: bool
    """Whether bold or a heading marks it; else only words that reports are known to use count."""


def front_matter(lines: list[Line]) -> tuple[dict[str, str], list[Line]]:
    """The settings between two ``---`` lines at the start, and all other lines; few lines may stand above them."""
    start = next((index for index, line in enumerate(lines[:MAX_ABOVE]) if line.text.rstrip() == "---"), None)
    if start is None:
        return {}, lines
    fields: dict[str, str] = {}
    for index in range(start + 1, len(lines)):
        text = lines[index].text.rstrip()
        if text in ("---", "..."):
            return fields, lines[:start] + lines[index + 1 :] if fields else lines
        if match := _KEY.match(text):
            fields[match[1].strip().lower()] = _unquote(match[2] or "")
        elif text and not text[0].isspace():
            break
    return {}, lines


def _unquote(value: str) -> str:
    value = value.strip()
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def fenced(lines: list[Line]) -> tuple[set[int], list[int]]:
    """Numbers of the lines of fenced code, and of fences that nothing closes: those are ordinary text."""
    ends = _fence_ends(lines)
    inside: set[int] = set()
    unclosed: list[int] = []
    index = 0
    while index < len(lines):
        opening = _FENCE.match(lines[index].text)
        if opening is None or (opening["fence"][0] == "`" and "`" in opening["rest"]):
            index += 1
            continue
        closing = ends.get(opening["fence"], [])
        place = bisect_right(closing, index)
        if place == len(closing):
            unclosed.append(lines[index].number)
            index += 1
            continue
        inside.update(line.number for line in lines[index : closing[place] + 1])
        index = closing[place] + 1
    return inside, unclosed


def _fence_ends(lines: list[Line]) -> dict[str, list[int]]:
    """For each fence, the indices of the lines that can close it: as long or longer, and nothing after it."""
    ends: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        match = _FENCE.match(line.text)
        if match and not match["rest"].strip():
            for length in range(3, min(len(match["fence"]), MAX_FENCE) + 1):
                ends.setdefault(match["fence"][:length], []).append(index)
    return ends


def heading(text: str) -> tuple[int, str] | None:
    """Level and words of a heading line, bold marks around the words left out."""
    match = _HEADING.match(text)
    if match is None:
        return None
    return len(match[1]), match[2].rstrip().rstrip("#").strip().strip("*_").strip().rstrip(":")


def lead(text: str) -> Lead:
    """A line's indent, whether it is a list item, and its words."""
    match = _LEAD.match(text)
    assert match is not None  # every part of it is optional
    indent = len(match["indent"].expandtabs(TAB_CELLS))
    return Lead(indent, bool(match["mark"]), text[match.end() :].rstrip(" \t"))


def is_rule(text: str) -> bool:
    """Whether a line only draws a line."""
    return bool(_RULE.match(text))


def bold_name(content: str) -> Name | None:
    """``**Name**: rest``, ``**Name:** rest`` or ``Name: rest``."""
    match = _BOLD.match(content)
    if match is not None:
        return Name(match["name"].strip().rstrip(":").strip(), match["rest"], True)
    name, colon, rest = content.partition(":")
    if (colon or not rest) and len(name) <= 40:
        return Name(name.strip(), rest.strip(), False)
    return None


def cells(text: str) -> list[str] | None:
    """The cells of a table row that begins with a pipe; None for any other line."""
    row = text.strip()
    if not row.startswith("|") or len(row) < 2:
        return None
    found = re.split(r"(?<!\\)\|", row[1:])
    if not found[-1].strip():
        found.pop()
    return [cell.strip().replace("\\|", "|") for cell in found] if found else None


def is_separator(row: list[str]) -> bool:
    """Whether a table row is the line between head and body."""
    return all(re.fullmatch(r":?-+:?", cell) for cell in row)
