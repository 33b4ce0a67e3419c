"""Slack's mrkdwn as people read it: names for ids, links as they are, nothing escaped."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Final

_MARK: Final = re.compile(r"<([@#!][^<>\n]{1,4000}|[A-Za-z][A-Za-z0-9+.-]{0,20}:[^<>\n]{1,4000})>")
_ESCAPED: Final = re.compile(r"&(?:amp|lt|gt);")


def plain(text: str, users: Mapping[str, str], channels: Mapping[str, str]) -> str:
    """``text`` with ``<@U1>`` as ``@name``, ``<#C1|n>`` as ``#n``, ``<url|words>`` as ``words (url)``.

    Unknown ids stay as they are; only ``&amp;``, ``&lt;`` and ``&gt;`` are escaped in mrkdwn, all else is the writer's.
    """
    marked = _MARK.sub(lambda match: _said(match[1], users, channels), text)
    return _ESCAPED.sub(lambda match: unescape(match[0]), marked)


def _said(inner: str, users: Mapping[str, str], channels: Mapping[str, str]) -> str:
    target, bar, words = inner.partition("|")
    if target.startswith("@"):
        return "@" + (users.get(target[1:]) or words or target[1:])
    if target.startswith("#"):
        return "#" + (words or channels.get(target[1:]) or target[1:])
    if target.startswith("!"):
        name = target[1:].partition("^")[0]
        return words or (f"@{name}" if name in ("here", "channel", "everyone") else f"&lt;{inner}&gt;")
    if not bar or words == target or target in (f"mailto:{words}", f"http://{words}", f"https://{words}"):
        return words if target.startswith("mailto:") and words else target
    return f"{words} ({target})"
