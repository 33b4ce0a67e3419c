"""The check of a draft: the rules of the text over each of its languages, and the rules that need the room. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

import msgspec

from warroom import cadence
from warroom.cadence import Cadences
from warroom.state.revisions import Body, Content, Draft, RuleSeverity
from warroom.state.room_state import RoomState
from warroom.updates.lint import agreement, enclosed, figures, placeholders, state_rules, structure
from warroom.updates.lint.check import check_text
from warroom.updates.lint.finding import Finding, Fix, Ground, Replace, Rule
from warroom.updates.lint.folding import Prepared
from warroom.updates.lint.ground import ground_of
from warroom.updates.lint.internal import RoomIndex
from warroom.updates.lint.settings import Settings
from warroom.updates.lint.sight import DraftRule, Part, Sight, parts

DRAFT_RULES: Final[tuple[DraftRule, ...]] = (
    *structure.RULES,
    *state_rules.RULES,
    *figures.RULES,
    *agreement.RULES,
    *enclosed.RULES,
)
"""All rules that look at a draft in its room: structure (S), state (X), C08, T03, T04."""
ENTRIES: Final[tuple[Rule, ...]] = (
    *structure.ENTRIES,
    *state_rules.ENTRIES,
    placeholders.X08,
    *figures.ENTRIES,
    *agreement.ENTRIES,
    *enclosed.ENTRIES,
)
"""Their entries in the catalogue, for ``lint --explain``."""
_NO_SETTINGS: Final = Settings()
_GAP: Final = "\n\n"
_ORDER: Final[dict[RuleSeverity, int]] = {"block": 0, "warn": 1, "hint": 2}


def check_draft(
    state: RoomState,
    owner: str,
    content: Content,
    now: datetime,
    *,
    settings: Settings = _NO_SETTINGS,
    index: RoomIndex | None = None,
    draft: Draft | None = None,
    cadences: Cadences = cadence.DEFAULT,
    reread: bool = False,
) -> list[Finding]:
    """Every place of a draft that breaks a rule, what blocks first, then as it is read; what was ignored is left out.

    ``draft``: the one that ``content`` is kept in, once it was saved. ``index``: of the room's internal words, kept by
    whoever checks often. ``reread``: who asks has the present facts before them, so that new ones are no stale base.
    """
    sight = Sight(state=state, owner=owner, content=content, now=now, draft=draft, cadences=cadences, reread=reread)
    found = dict.fromkeys(finding for one in DRAFT_RULES for finding in one.look(sight))
    ground = ground_of(state, owner, content, now, settings, index)
    for body in content.bodies:
        found |= dict.fromkeys(text_findings(body, msgspec.structs.replace(ground, lang=body.lang)))
    order = {"title": -1} | {
        one.field: number for body in content.bodies[:1] for number, one in enumerate(body.sections)
    }
    left = [one for one in found if not is_ignored(one, content)]
    return sorted(
        left,
        key=lambda one: (_ORDER[one.severity], order.get(one.field, 99), one.lang, one.start, one.rule, one.message),
    )


def is_ignored(finding: Finding, content: Content) -> bool:
    """Whether somebody looked at a finding and let it stand; what blocks needs a second person, who overrides it."""
    if finding.severity == "block":
        return False
    return any(one.rule == finding.rule and one.text == finding.text for one in content.ignored)


def text_findings(body: Body, ground: Ground) -> Iterator[Finding]:
    """What the rules of the text find in one language, each in its section.

    They read the whole at once: a line that says ``all times UTC`` holds for every section.
    """
    told = [one for one in parts(body) if one.field != "title"]
    text = _GAP.join(one.text for one in told)
    rules = [
        *check_text(text, ground),
        *(one for rule in placeholders.RULES for one in rule.look(Prepared(text), ground)),
    ]
    yield from (_placed(one, told, body.lang) for one in rules)
    title = [*check_text(body.title, ground)] if body.title.strip() else []
    title += [one for rule in placeholders.RULES for one in rule.look(Prepared(body.title), ground)]
    # A subject is read before the text: what a hint says of its wording is said of no sentence.
    yield from (one._replace(field="title", lang=body.lang) for one in title if one.severity != "hint")


def _placed(finding: Finding, told: Sequence[Part], lang: str) -> Finding:
    """A finding of the whole text in the section in which it begins; one about all of it belongs to none."""
    start = 0
    for one in told:
        end = start + len(one.text)
        if start <= finding.start < end or (finding.start == end and finding.end == end):
            if finding.end > end + len(_GAP):
                return finding._replace(start=0, end=0, text="", fixes=(), lang=lang)
            fixes = tuple(_moved(fix, start) for fix in finding.fixes)
            last = min(finding.end, end)
            return finding._replace(
                start=finding.start - start,
                end=last - start,
                text=one.text[finding.start - start : last - start],
                fixes=fixes,
                field=one.field,
                lang=lang,
            )
        start = end + len(_GAP)
    return finding._replace(start=0, end=0, fixes=(), lang=lang)


def _moved(fix: Fix, by: int) -> Fix:
    return fix._replace(start=fix.start - by, end=fix.end - by) if isinstance(fix, Replace) else fix
