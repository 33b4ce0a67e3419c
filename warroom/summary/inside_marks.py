"""Marks of our inside that an owner's export takes out beside what the check of updates finds. Pure.

The check lets these pass because a draft may need them (a mail address to write to); in a document that was made of
many records nobody has looked at each of them: bare hosts of our workspaces and trackers, ids of a chat, numbers of a
service desk, mail addresses that the owner wasn't given, and links whose signs were lost on the way.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from warroom.updates.lint import links

_SERVICES: Final = (
    "slack.com|atlassian.net|jira.com|service-now.com|servicenow.com|pagerduty.com|zendesk.com|freshdesk.com"
    "|freshservice.com|opsgenie.com|grafana.net|sharepoint.com|webex.com|mattermost.com|feishu.cn|larksuite.com"
    "|larkoffice.com|myjetbrains.com|visualstudio.com|datadoghq.com|datadoghq.eu|sentry.io|splunkcloud.com"
    "|statuspage.io|okta.com|ghe.com"
)
_PUBLIC: Final = "status|www|support|help|developers?|api|community|docs|open|blog|trust"
"""The makers' own public places: ``status.slack.com``."""
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})"
_HOST: Final = re.compile(
    r"(?<![A-Za-z0-9_.@-])(?:"
    rf"(?!(?:{_PUBLIC})\.)(?:{_LABEL}\.){{1,4}}(?:{_SERVICES.replace('.', '[.]')})"
    rf"|(?:git|github|ghe|bitbucket|jira|servicenow|itsm|wiki|confluence)[.](?:{_LABEL}[.]){{1,4}}[A-Za-z]{{2,24}}"
    r")(?![A-Za-z0-9_-]|[.][A-Za-z0-9])",
    re.IGNORECASE,
)
_CHAT_ID: Final = re.compile(
    r"(?<![A-Za-z0-9_-])(?:(?![A-Z]+\d+(?![A-Z0-9]))[CDGUWTB](?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{8,10}"
    r"|p\d{16}|\d{10}[.]\d{6})(?![A-Za-z0-9_-])",
    re.ASCII,
)
"""Channels, people and teams of a chat (``C514ETYJX``) and its messages (``p1581508273080900``)."""
_DESK: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:INC|CHG|PRB|TASK|SCTASK|CTASK|RITM|REQ)[ #-]?\d{5,}(?![A-Za-z0-9])", re.ASCII
)
_MAIL: Final = re.compile(
    rf"(?<![A-Za-z0-9._%+-])(?:mailto:)?(?P<mail>[A-Za-z0-9][A-Za-z0-9._%+-]{{0,63}}@(?P<host>(?:{_LABEL}[.])+[A-Za-z]{{2,24}}))"
    r"(?![A-Za-z0-9_-])"
)
_MANGLED: Final = (
    re.compile(rf"<\s*https?:(?!//)[\s/\\]*(?P<host>(?:{_LABEL}[.])+[A-Za-z]{{2,24}})[^<>\n]{{0,500}}>", re.IGNORECASE),
    re.compile(
        rf"\bhttps?:(?!//)[ \t/\\]+(?P<host>(?:{_LABEL}[.])+[A-Za-z]{{2,24}})"
        r"(?:[/ ](?:archives|browse|issues?|wiki|incidents?|d)\b(?:[/ ][A-Za-z0-9-]*\d[A-Za-z0-9-]*){0,3})?"
        r"(?:[/?#][^\s<>]*)?",
        re.IGNORECASE,
    ),
)
_TAIL: Final = re.compile(
    r"(?::\d{2,5})?"
    r"(?:[/?#](?:[A-Za-z0-9._~:/?#@!$&'*+,;=%-]|[^\x00-\x7f\u3000-\u303f\uff00-\uffef\u2018-\u201f\u2026])*)?"
)
"""What of a link stands behind its host: port, path, query and anchor, in letters of any language."""
_FURTHER: Final = re.compile(
    r"(?:[A-Za-z0-9._~:/?#@!$&'*+,;=%-]|[^\x00-\x7f\u3000-\u303f\uff00-\uffef\u2018-\u201f\u2026])+"
)
_JOINED: Final = frozenset("/=#?&-_%.")


def places(text: str, allowed: Sequence[str], mails: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """What stands in ``text`` (start, end) and the rule whose word takes its place; ``mails`` may stand."""
    for pattern in _MANGLED:
        for match in pattern.finditer(text):
            if not links.is_allowed(match["host"], allowed):
                yield match.start(), _trimmed(text, *match.span()), "L04"
    for match in _HOST.finditer(text):
        if not links.is_allowed(match[0], allowed):
            yield *match.span(), "L03"
    for match in _CHAT_ID.finditer(text):
        yield *match.span(), "L06"
    for match in _DESK.finditer(text):
        yield *match.span(), "L06"
    known = " ".join(mails).casefold()
    for match in _MAIL.finditer(text):
        is_known = match["mail"].casefold() in known or links.is_allowed(match["host"], allowed)
        if not is_known:
            yield *match.span(), "L02b"


def whole(text: str, start: int, end: int) -> int:
    """Where the link or host of ``start`` to ``end`` really ends, its path in other letters too (``/页面/故障``).

    Chinese letters right behind a path may be the sentence: only what follows a sign of a path belongs to it.
    """
    place = end
    if "/" in text[start:end].partition("://")[2] or text[end - 1] in _JOINED:
        following = text[end : end + 1]
        is_path = text[end - 1] in _JOINED or following in _JOINED or _runs_on(text, end)
        match = _FURTHER.match(text, end) if is_path else None
    else:
        match = _TAIL.match(text, end)
    if match is not None:
        place = match.end()
    return max(end, _trimmed(text, end, place))


def _runs_on(text: str, end: int) -> bool:
    """Whether letters behind a link lead to another part of its path (``/a页面/b``), or are accented Latin ones."""
    match = _FURTHER.match(text, end)
    return match is not None and ("/" in match[0] or text[end] < "\u2000")


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in ".,;:!?'*_":
        end -= 1
    return end
