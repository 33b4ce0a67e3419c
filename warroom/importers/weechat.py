"""WeeChat logs: date and time, a tab, who (or an arrow for joins and parts), a tab, what was said."""

import re
from datetime import datetime
from typing import Final, NamedTuple

from warroom.errors import BadInput
from warroom.importers.content import Content
from warroom.importers.lines import Line
from warroom.importers.moments import Moment, real_day
from warroom.importers.reading import Drafting, Options, Reading, Remark, refuse, zone_remark
from warroom.state.discussion import Say

_LINE: Final = re.compile(
    r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})[ T](?P<t>[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,6})?"
    r"\t(?P<prefix>[^\t]{0,80})\t(?P<text>.*)$",
    re.DOTALL,
)
_MODES: Final = "@+%&~! "
_JOINED: Final = re.compile(r"(?P<nick>\S+)(?: \([^)]*\))? has (?:joined|left|quit)\b")
_RENAMED: Final = re.compile(r"(?P<nick>\S+) is now known as ")
EVENTS: Final = ("-->", "<--", "--", "=!=")
"""Prefixes of what the server said: joins, parts, notices, errors."""


class _Said(NamedTuple):
    line: int
    at: Moment
    nick: str
    text: str
    raw: str
    more: list[str]
    """The lines below that have no time of their own."""


def looks_like(text: str) -> bool:
    """Whether a line is one of WeeChat's logger."""
    return _LINE.match(text) is not None


def read(content: Content, options: Options) -> Reading:
    """Read a log. Raises ``BadInput`` naming every line whose time can't be, or that has none and follows none.

    Joins and parts are left out and counted; a line without a time belongs to the message above it.
    """
    drafting: Drafting | None = None
    faults: list[Remark] = []
    left_out = 0
    open_line: _Said | None = None
    for line in content.lines():
        said = _said(line, faults)
        if said is None:
            open_line = _joined(line, open_line, faults)
            continue
        left_out += open_line is not None and not _draft(open_line, drafting)
        drafting = drafting or _begun(said, options)
        open_line = said
    left_out += open_line is not None and not _draft(open_line, drafting)
    refuse(faults, options.source)
    if drafting is None:
        raise BadInput(
            f"{options.source}: nothing was imported, no line is WeeChat's: '2026-11-22 14:05:09', a tab, the nick, "
            "a tab, the text"
        )
    drafting.remarks += content.remarks
    if left_out:
        drafting.remark(0, f"{left_out} joins and parts are left out")
    return drafting.reading()


def _begun(first: _Said, options: Options) -> Drafting:
    drafting = Drafting("weechat", options, options.source, first.at.naive)
    drafting.open_room(first.at, True)
    return drafting


def _said(line: Line, faults: list[Remark]) -> _Said | None:
    """What a line says; None when it has no time of its own, or one that can't be."""
    match = _LINE.match(line.text)
    if match is None:
        return None
    try:
        day = real_day(int(match["y"]), int(match["m"]), int(match["d"]))
        at = Moment(datetime.fromisoformat(f"{day}T{match['t']}"))
    except ValueError:
        faults.append(Remark(line.number, f"there is no time '{line.text[:19]}'"))
        return None
    prefix = match["prefix"].strip()
    if prefix in EVENTS:
        nick = _JOINED.match(match["text"]) or _RENAMED.match(match["text"])
        return _Said(line.number, at, nick["nick"] if nick else "", f"{prefix} {match['text']}", line.text, [])
    if prefix == "*":
        return _Said(line.number, at, match["text"].partition(" ")[0], f"* {match['text']}", line.text, [])
    return _Said(line.number, at, prefix.lstrip(_MODES), match["text"], line.text, [])


def _joined(line: Line, above: _Said | None, faults: list[Remark]) -> _Said | None:
    """A line without a time is the next line of the message above it."""
    if not line.text.strip() or _LINE.match(line.text):
        return above
    if above is None:
        faults.append(Remark(line.number, "no time, and no line above it that has one"))
        return None
    above.more.append(line.text)
    return above


def _draft(said: _Said, drafting: Drafting | None) -> bool:
    """Add a message; False for a join or part, which says nothing about the incident."""
    if said.text.startswith(("--> ", "<-- ")):
        return False
    assert drafting is not None  # it is made for the first line
    payload = Say("\n".join([said.text, *said.more]), said.nick, "written", source=drafting.at_line(said.line))
    drafting.add("discussion.say", payload, "\n".join([said.raw, *said.more]), said.at)
    if remark := zone_remark(said.at, drafting.options.zone):
        drafting.remark(said.line, remark)
    return True
