"""``warroom lint``: check a text before it goes to an owner."""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from warroom import cadence
from warroom.cadence import Cadences
from warroom.cli import access, lint_settings
from warroom.cli.failures import DONE, FINDING, tell
from warroom.cli.ground import ROOM, command, ground, json_option
from warroom.cli.printing import one_line, out, out_json
from warroom.clock import system_clock, zone
from warroom.errors import BadInput
from warroom.room import Room
from warroom.state.room_state import RoomState
from warroom.updates.facts import facts
from warroom.updates.lint import placeholders
from warroom.updates.lint.catalogue import catalogue
from warroom.updates.lint.check import check_text
from warroom.updates.lint.draft import DRAFT_RULES
from warroom.updates.lint.finding import Finding, Rule
from warroom.updates.lint.folding import Prepared
from warroom.updates.lint.ground import ground_of, ground_of_text
from warroom.updates.lint.reading import content_of
from warroom.updates.lint.settings import Settings
from warroom.updates.lint.sight import Sight
from warroom.updates.phase import phase_of

LARGEST: Final = 1_000_000
"""Bytes; the longest report of the real ones has a hundredth of it."""
FAMILIES: Final = "STCLPXD"
"""Structure, times, claims, leaks, prose, state, drafting: the order of the catalogue."""
_SHOWN: Final = 60
"""Letters of a finding's words that its line shows."""


@command(
    "lint",
    "FILE '-' or none is standard input, UTF-8. Each finding is a line: LINE:COLUMN SEVERITY RULE \"words\" message. "
    "With --room the text is checked for that room's owner: against what is recorded, what is internal there, and the "
    "names that must not be said. Exit code 1 when a finding blocks. docs/lint.md lists the rules and lint.toml.",
)
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option("--room", metavar="ROOM", type=ROOM, help="The room that the text speaks of.")
@click.option("--owner", metavar="NAME", help="For which owner; may be left out where a room has one.")
@click.option(
    "--lang", type=click.Choice(("en", "zh")), help="The text's language; found out per sentence when left out."
)
@click.option("--explain", metavar="RULE", help="Say what a rule looks for, why, and whose advice that is.")
@json_option
def lint(
    file: Path | None, room: str | None, owner: str | None, lang: str | None, explain: str | None, as_json: bool
) -> int:
    """``warroom lint``."""
    if explain is not None:
        rule = named_rule(explain)
        out_json(_as_json(rule)) if as_json else out(explained(rule))
        return DONE
    here = ground()
    settings = lint_settings.load(here.folder)
    text = read_text(file)
    if room is None:
        found = check_text(text, ground_of_text(settings, lang=lang or "", owner=owner or "", now=system_clock()))
    else:

        async def work(one: Room) -> list[Finding]:
            cadences: Cadences = {severity: words.cadence for severity, words in one.profile.severities.items()}
            return checked(one.state, text, settings, one.clock(), owner=owner, lang=lang or "", cadences=cadences)

        found = access.in_room(here, room, work)
    if as_json:
        out_json([_finding(one) for one in found])
    else:
        _print(text, found)
    return FINDING if any(one.severity == "block" for one in found) else DONE


def checked(
    state: RoomState,
    text: str,
    settings: Settings,
    now: datetime,
    *,
    owner: str | None = None,
    lang: str = "",
    cadences: Cadences = cadence.DEFAULT,
) -> list[Finding]:
    """What the check finds in ``text`` as an update to an owner of a room, by place; what is missing comes first."""
    whose = _owner(state, owner)
    plan = state.owners.plan(whose)
    opened = state.incident.opened
    content = content_of(
        text,
        phase=phase_of(state, whose),
        lang=lang or plan.lang,
        now=now,
        zone=zone(plan.zone or (opened.zone if opened else "UTC")),
        facts=tuple(facts(state, whose, now, lang or plan.lang or "en")),
    )
    known = msgspec.structs.replace(ground_of(state, whose, content, now, settings), lang=lang)
    sight = Sight(state=state, owner=whose, content=content, now=now, cadences=cadences, reread=True)
    found = {_bare(one) for rule in DRAFT_RULES for one in rule.look(sight)}
    found |= {one for rule in placeholders.RULES for one in rule.look(Prepared(text), known)}
    found.update(check_text(text, known))
    return sorted(found, key=lambda one: (one.start, one.end, one.rule, one.message))


def _bare(one: Finding) -> Finding:
    """A finding of a draft as one of its text: its sections are ours, nobody can go to them."""
    return one._replace(fixes=(), field="", lang="")


def _owner(state: RoomState, named: str | None) -> str:
    names = state.owners.names
    if named is None:
        if len(names) > 1:
            raise BadInput(f"which owner is it for? --owner NAME; there are {', '.join(names)}")
        return names[0] if names else ""
    for name in names:
        if name.casefold() == named.casefold():
            return name
    near = f"; there are {', '.join(names)}" if names else ": this room has none"
    raise BadInput(f"no owner is called '{named}'{near}")


def read_text(file: Path | None) -> str:
    """The text of a file or of standard input, its line ends as they are; raises ``BadInput`` for what is no text."""
    called = "standard input" if file is None or str(file) == "-" else str(file)
    try:
        if file is None or str(file) == "-":
            if sys.stdin.isatty():
                tell("checking what you type or paste here; ctrl+d on a line of its own ends it")
            content = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with file.open("rb") as stream:
                content = stream.read(LARGEST + 1)
    except OSError as error:
        raise BadInput(f"{called} can't be read ({error.strerror}); nothing was checked") from error
    if len(content) > LARGEST:
        raise BadInput(f"{called} is longer than {LARGEST:,} bytes, which no update is; nothing was checked")
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        raise BadInput(f"{called} is no text (line {line} holds a zero byte); export it as plain text in UTF-8")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadInput(f"{called} is no UTF-8 (line {line}); save it as UTF-8 and check it again") from error


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "severity": one.severity,
        "start": one.start,
        "end": one.end,
        "text": one.text,
        "message": one.message,
    }


def _print(text: str, found: list[Finding]) -> None:
    lines = list(report(text, found))
    if lines:
        out("\n".join(lines))
    counts = [(kind, sum(one.severity == kind for one in found)) for kind in ("block", "warn", "hint")]
    said = ", ".join(f"{count} {kind}" for kind, count in counts if count)
    tell(said or "nothing found")


def report(text: str, found: list[Finding]) -> Iterator[str]:
    """A line for each finding; lines and columns count from 1, a column is a character."""
    starts = [0, *(place + 1 for place, char in enumerate(text) if char == "\n")]
    for one in found:
        line = bisect_right(starts, one.start) - 1
        column = one.start - starts[line] + (0 if line == 0 and text.startswith("\ufeff") else 1)
        words = " ".join(one.text.split())
        words = words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
        quoted = f'"{words}" ' if words else ""
        yield one_line(f"{line + 1}:{max(column, 1)} {one.severity} {one.rule} {quoted}{one.message}")


def named_rule(name: str) -> Rule:
    """The rule that a person names; raises ``BadInput`` with those that are near."""
    rules = catalogue()
    spelled = re.sub(r"^([a-z])(\d)(?!\d)", r"\g<1>0\2", name.strip().casefold())
    found = {rule_id.casefold(): rule for rule_id, rule in rules.items()}.get(spelled)
    if found is None:
        near = get_close_matches(name.strip().upper(), rules, n=3, cutoff=0.5)
        hint = f"did you mean {', '.join(near)}?" if near else "docs/lint.md lists them all"
        raise BadInput(f"there is no rule '{name[:20]}'; {hint}")
    return found


def explained(rule: Rule) -> str:
    """A rule for people: what, why, whose advice, and its examples."""
    lines = [f"{rule.id} {rule.title} ({rule.severity})", "", rule.why, f"Source: {rule.source}"]
    for example in rule.examples:
        lines += ["", f"  {example.lang}  not   {_indented(example.bad)}", f"      but   {_indented(example.good)}"]
    return "\n".join(lines)


def _indented(text: str) -> str:
    return text.replace("\n", "\n            ")


def _as_json(rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "severity": rule.severity,
        "title": rule.title,
        "why": rule.why,
        "source": rule.source,
        "examples": [{"lang": one.lang, "bad": one.bad, "good": one.good} for one in rule.examples],
    }


COMMANDS = {"lint": lint}
