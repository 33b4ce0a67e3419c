"""A draft from the facts: the phase, the templates of its languages, the values, the sections they make. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from warroom import cadence
from warroom.cadence import Cadences
from warroom.clock import to_stamp
from warroom.errors import BadInput, NotFound
from warroom.profiles import Profile, language_of
from warroom.state.promises import moment
from warroom.state.record import called
from warroom.state.revisions import SECTIONS, Body, Content, Form, NewPromise, Phase, RuleSeverity, Section, SectionId
from warroom.state.room_state import RoomState
from warroom.state.updates import ToldFact
from warroom.updates.channels import channel
from warroom.updates.facts import subject_of
from warroom.updates.filling import Filled, fill, next_time
from warroom.updates.lint.drafted import D01, D02, D03
from warroom.updates.lint.finding import Finding, Go
from warroom.updates.phase import phase_of
from warroom.updates.sheet import Case
from warroom.updates.templates.engine import Group, Meter, TemplateFault, check, plain, render
from warroom.updates.templates.form import Template
from warroom.updates.templates.library import Library
from warroom.updates.wordings import Lack, fact_words, missing

_ROUND: Final[tuple[Phase, ...]] = ("investigating", "identified", "fixing", "monitoring")
"""The phases in whose drafts the sections with something new go before the others."""
_FIRST: Final[tuple[SectionId, ...]] = ("opening", "broken", "news")
_LAST: Final[tuple[SectionId, ...]] = ("apology", "next_update", "contact", "feedback", "free", "closing")
_WORK: Final[tuple[frozenset[SectionId], ...]] = (frozenset(), frozenset({"actions", "eta", "owner_action"}))
"""What goes first in updates without news: in every other one the work, so that they don't read the same."""
_ASKED_BY: Final[Mapping[SectionId, tuple[str, ...]]] = {
    "status": ("status", "severity"),
    "scope": ("scope", "components"),
    "actions": ("actions", "done", "doing", "planned", "mitigated"),
    "news": ("changes", "other_news"),
    "impact": ("impact", "schedule", "cost", "quality", "safety"),
}
"""The values that state a section's facts, where they are called otherwise than it."""
_IN_OUR_WORDS: Final = ("cause", "mitigated", "promise:", "component:")
"""The keys of facts that templates word themselves; of all others the words have to stand in the text."""


class Drafted(NamedTuple):
    """A draft with what was found while it was made."""

    content: Content
    findings: tuple[Finding, ...]
    """Of templates (D01: not usable, D03: text too long) and wordings (D02). The check of the text is another's."""
    lacks: tuple[Lack, ...]
    """What nobody wrote in a language of the draft: for the screen to ask, one by one."""


class Order(NamedTuple):
    """What a draft is asked to be; what is left out follows from the state and the plan."""

    phase: Phase | None = None
    form: Form | None = None
    """None: as the first channel of the plan takes it; long without one."""
    langs: tuple[str, ...] = ()
    template: str | None = None
    """A template by its name; it is taken for its language, whatever the order of choice says."""
    next_update: datetime | None = None
    long_mode: bool = False
    channels: tuple[str, ...] = ()


def drafted(
    state: RoomState,
    owner: str,
    now: datetime,
    order: Order,
    library: Library,
    *,
    ref: str = "",
    profile: Profile | None = None,
    cadences: Cadences = cadence.DEFAULT,
) -> Drafted:
    """A draft for ``owner``. Raises ``NotFound`` for a template that isn't there, ``BadInput`` for one of another kind.

    ``ref`` is the room's reference; ``profile`` and ``cadences`` are those of the room.
    """
    plan = state.owners.plan(owner)
    named = library.named(order.template) if order.template else None
    phase = order.phase or (named.phase if named else phase_of(state, owner))
    langs = order.langs or ((named.lang,) if named else (plan.lang or language_of(state.incident.title),))
    wanted = order.channels or plan.channels
    form = named.form if named else order.form or _form_of(wanted)
    if named is not None and (named.phase != phase or named.lang not in langs):
        raise BadInput(f"template {named.name} is for {named.phase} in {named.lang}; nothing was drafted")
    channels = tuple(one for one in wanted if _form_of((one,)) == form) or wanted
    bodies: list[Body] = []
    findings: list[Finding] = []
    lacks: list[Lack] = []
    used = ""
    at = order.next_update
    for lang in dict.fromkeys(langs):
        case = Case(
            state=state, owner=owner, now=now, phase=phase, lang=lang, form=form, ref=ref, next_update=at,
            long_mode=order.long_mode, profile=profile, cadences=cadences,
        )  # fmt: skip
        at = at or next_time(case)
        filled = fill(case)
        chosen = [named] if named is not None and named.lang == lang else []
        made = _made([*chosen, *library.candidates(phase, lang, form, owner, channels)], filled, case)
        broken = [_unusable(one.message, lang) for one in library.broken_for(phase, lang, owner)]
        findings += [*broken, *made.findings, *(_unworded(one) for one in filled.lacks)]
        lacks += filled.lacks
        bodies.append(made.body)
        used = used or made.template
    content = Content(
        phase=phase,
        form=form,
        template=used,
        bodies=tuple(bodies),
        next_update=to_stamp(at) if at is not None else None,
        long_mode=order.long_mode,
        channels=channels,
        promises=tuple(_promises(state, owner, now, at, phase, langs[0])),
    )
    return Drafted(content, tuple(findings), tuple(lacks))


def _form_of(channels: Sequence[str]) -> Form:
    """The form that the first of the channels takes; a name that is none of ours carries a long one."""
    found = channel(channels[0]) if channels else None
    return found.form if found is not None else "long"


def draft_for(
    state: RoomState,
    owner: str,
    now: datetime,
    *,
    library: Library,
    phase: Phase | None = None,
    form: Form | None = None,
    langs: Sequence[str] = (),
    template: str | None = None,
    ref: str = "",
    profile: Profile | None = None,
    cadences: Cadences = cadence.DEFAULT,
) -> Content:
    """As ``drafted``, the content alone."""
    order = Order(phase=phase, form=form, langs=tuple(langs), template=template)
    return drafted(state, owner, now, order, library, ref=ref, profile=profile, cadences=cadences).content


# -- one language ------------------------------------------------------------------------------------------------------


class _Made(NamedTuple):
    body: Body
    template: str
    findings: list[Finding]


def _made(candidates: Sequence[Template], filled: Filled, case: Case) -> _Made:
    """The body that the first template that works makes; those before it that don't are findings."""
    findings: list[Finding] = []
    for template in candidates:
        try:
            body = _filled(template, plain(filled.values), filled, case)
        except TemplateFault as fault:
            line = f", line {fault.line}" if fault.line else ""
            findings.append(_unusable(f"{template.where or template.path}{line}: {fault}", case.lang))
            continue
        letters = sum(len(one.text) for one in body.sections)
        if 0 < template.max_chars < letters:
            why = f"{letters} letters where template {template.name} allows {template.max_chars}: shorten it"
            findings.append(Finding(D03.id, D03.severity, 0, 0, "", why, lang=case.lang))
        return _Made(body, template.name, findings)
    raise NotFound(f"there is no template for {case.phase} in '{case.lang}' ({case.form}); write it in en or zh")


def _filled(template: Template, values: Group, filled: Filled, case: Case) -> Body:
    meter = Meter()
    sources = (template.subject, *(part.source for part in template.parts))
    asked = frozenset().union(*(check(source) for source in sources))
    new = frozenset(section for section in filled.new if asked & set(_ASKED_BY.get(section, (section,))))
    if case.last is not None:
        values["no_news"] = not new  # what this template doesn't tell is no news of it
    title = " ".join(_rendered(template.subject, 1, values, meter).split())
    texts: dict[SectionId, str] = {}
    for part in template.parts:
        texts[part.field] = _tidy(_rendered(part.source, part.line, values, meter))
    for name in template.requires:
        if name not in values and not any(f"missing: {name}" in text for text in texts.values()):
            field: SectionId = next((one for one in SECTIONS if one == name), "free")
            texts[field] = f"{texts.get(field, '')}\n{missing(name)}".strip()
    told = _placed(template, texts, filled)
    sections = [Section(field, text, told.get(field, ())) for field, text in texts.items() if text]
    if case.phase in _ROUND:
        sections.sort(key=lambda one: _order(one.field, new or _WORK[filled.quiet % 2]))
    return Body(case.lang, title, tuple(sections))


def _rendered(source: str, line: int, values: Group, meter: Meter) -> str:
    try:
        return render(source, values, meter).text
    except TemplateFault as fault:
        raise TemplateFault(str(fault), line + fault.line - 1 if fault.line else 0) from fault


def _tidy(text: str) -> str:
    """What conditions left behind taken away: spaces at line ends, more than one empty line, those at both ends."""
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def _order(field: SectionId, new: frozenset[SectionId]) -> tuple[int, int]:
    """What is not told comes first; each part keeps the order of the template."""
    if field in _FIRST:
        return 0, _FIRST.index(field)
    return (3, _LAST.index(field)) if field in _LAST else (1, 0) if field in new else (2, 0)


def _placed(
    template: Template, texts: Mapping[SectionId, str], filled: Filled
) -> dict[SectionId, tuple[ToldFact, ...]]:
    """The facts by the section that states them: the one of their name, else the first that asks for their value."""
    asked = {part.field: check(part.source) for part in template.parts}
    placed: dict[SectionId, list[ToldFact]] = {}
    for section, facts in filled.told.items():
        names = set(_ASKED_BY.get(section, (section,)))
        found = [field for field, wanted in asked.items() if names & wanted and texts.get(field)]
        for field in (section,) if section in found else found[:1]:
            stated = [fact for fact in facts if _stands_in(fact, texts[field])]
            placed.setdefault(field, []).extend(stated)
    return {field: tuple(facts) for field, facts in placed.items()}


def _stands_in(fact: ToldFact, text: str) -> bool:
    return not fact.was or fact.key.startswith(_IN_OUR_WORDS) or _flat(fact.text).casefold() in _flat(text).casefold()


def _flat(text: str) -> str:
    return " ".join(text.split())


def _unusable(message: str, lang: str) -> Finding:
    why = f"a template of your own can't be used, the next one that fits was: {message}"
    return Finding(D01.id, D01.severity, 0, 0, "", why, lang=lang)


def _unworded(lack: Lack) -> Finding:
    """The mark in the text blocks (X08); this says what is to be written, and where."""
    what = lack.key.partition(":")[0].replace("_", " ")
    words = (
        f"nobody wrote this {what} in '{lack.lang}' for the owner"
        if what in ("field", "fact", "answer")
        else (f"this {what} has no words for the owner in '{lack.lang}': promote it")
    )
    severity: RuleSeverity = D02.severity if lack.needed else "hint"
    fixes = (Go("write it", lack.field),)
    return Finding(D02.id, severity, 0, 0, "", f"{words}: {lack.source[:80]}", fixes, lack.field, lack.lang)


def _promises(
    state: RoomState, owner: str, now: datetime, next_update: datetime | None, phase: Phase, lang: str
) -> Iterator[NewPromise]:
    """What the text promises beside the next update: an answer to each open question; after the end, the measures."""
    promised = {one.now.question for one in state.commitments.of(owner)}
    for one in state.questions.unanswered(owner):
        ends = [at for at in (moment(one.now.due), next_update) if at is not None and at > now]
        if ends and one.eid not in promised:
            yield NewPromise(called(one), "answer", to_stamp(min(ends)))
    if phase == "closure":
        known = {one.now.text for one in state.commitments.of(owner)}
        for fact in state.expectations.facts_for(owner):
            step = state.tasks.follow_ups.get(subject_of(state, fact))
            words = fact_words(fact, lang, "prevention")
            due = moment(step.now.due) if step is not None and step.stands else None
            if step is None or due is None or step.now.state not in ("open", "in_progress"):
                continue
            if words.lack is None and words.text not in known:
                yield NewPromise(words.text, "action", to_stamp(due))
