"""A line that begins with a time: which time, and what it says about it."""

import re
from datetime import date
from typing import Final, NamedTuple

from warroom.importers.moments import Found, find, find_time, follows_range

SEPARATOR: Final = re.compile(r"[ \t]*(?:[-–—:,.|>]+(?=\s|$)|[–—:](?=\S))?[ \t]*")
_OPENING = re.compile(r"[*_`(\[]{0,4}")
_CLOSING: Final = {"*": "*", "_": "_", "`": "`", "(": ")", "[": "]"}
_VAGUE = re.compile(
    r"(?:~|≈|c\.\s?|ca\.\s?|circa\s|approx(?:\.|imately)?\s|around\s|about\s|at\s(?:around\s|about\s|approx(?:\.|imately)?\s)?"
    r"|by\s|from\s|@\s?)(?=[0-9])",
    re.IGNORECASE,
)


class Dated(NamedTuple):
    """What a line begins with, and the rest of it."""

    found: Found
    text: str
    separated: bool
    """Whether a mark (``:``, ``-``) stands between the time and the text."""


def leading(content: str, base: date | None = None, *, loose: bool = False, vague: bool = False) -> Dated | None:
    """The day, the time or both that ``content`` begins with; None when it begins otherwise.

    Bold, code marks and brackets around the time are not part of the text. ``loose`` takes ``1600``; ``vague`` takes
    ``at 10:30`` and ``~10:30``, whose text keeps all words. Of a stretch (``10:15-10:20``) the text keeps both ends.
    """
    hedge = _VAGUE.match(content) if vague else None
    opened = "" if hedge else (_OPENING.match(content) or [""])[0]
    start = hedge.end() if hedge else len(opened)
    found = find(content, start, base=base, loose=loose)
    if found is None:
        return None
    if found.fault or hedge or follows_range(content, found.end):
        return Dated(found, content, True)
    rest = content[found.end :]
    shut = _unwrap(opened, rest)
    if shut is None:
        if opened.strip("*_"):
            return Dated(found, content, False)
        separator = _separator(rest)
        rest = opened + rest[separator.end() :]
        return Dated(found, rest, bool(separator.group().strip()))
    marked = ":" in rest[:shut]
    rest = rest[shut:]
    if rest[:1].isalnum():
        return Dated(found, content, True) if found.day and found.clock else None
    separator = _separator(rest)
    return Dated(found, rest[separator.end() :], marked or bool(separator.group().strip()))


def _separator(rest: str) -> re.Match[str]:
    match = SEPARATOR.match(rest)
    assert match is not None  # every part of it is optional
    return match


def _unwrap(opened: str, rest: str) -> int | None:
    """How much of ``rest`` closes what ``opened`` the time; None when it stays open."""
    if not opened:
        return 0
    closing = "".join(_CLOSING[mark] for mark in reversed(opened))
    match = re.match(r"\s*[:\-–—]?\s*" + re.escape(closing), rest)
    return match.end() if match else None


_YEARLIKE = re.compile(r"(?:19[0-9]|20[0-5])[0-9]")
_HOURS = re.compile(r"[0-9]{4}\s?h", re.IGNORECASE)


def maybe_four_digits(content: str) -> Dated | None:
    """``1600 text``, which may be a time or a number."""
    dated = leading(content, loose=True)
    if dated is None or dated.found.clock is None or dated.found.day or not dated.found.notes:
        return None
    return dated


def four_digits(content: str) -> Dated | None:
    """``1600 text`` under a dated line: only where it can hardly be a number or a year."""
    dated = maybe_four_digits(content)
    if dated is None:
        return None
    if dated.separated or not dated.text or _HOURS.match(content.lstrip("*_`([")) or content.startswith("0"):
        return dated
    plain = dated.text.lstrip("*_`(['\"")
    if _YEARLIKE.match(content) or not plain[:1].isupper():
        return None
    return dated


_CLOCK = re.compile(r"(?<![\w:.,/+-])[0-9]{1,2}(?::[0-9]{2}|\s?[ap]m\b)", re.IGNORECASE)
_LAST_FOUR = re.compile(r"(?<![\w:.,/+#-])[0-9]{4}\s*(?:hrs|h)?\s*\.?$", re.IGNORECASE)


def clock_in(text: str, *, loose: bool = False) -> Found | None:
    """The first time of day anywhere in a text, or with ``loose`` the ``1600`` it ends with."""
    for match in _CLOCK.finditer(text):
        found = find_time(text, match.start())
        if found is not None:
            return found
    last = _LAST_FOUR.search(text) if loose else None
    return find_time(text, last.start(), loose=True) if last else None
