"""Every value of a draft from the state, the owner's plan and the time: only what this owner may read. Pure.

docs/templates.md lists the values; a test says that both agree.
"""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

import msgspec

from warroom.owner_clocks import contact_from, next_update_from, report_from
from warroom.state.expectations import Topic
from warroom.state.incident import Field
from warroom.state.promises import moment, promises
from warroom.state.revisions import NUMBER, SectionId
from warroom.state.updates import ToldFact
from warroom.updates import filling_work
from warroom.updates.not_told import NotTold
from warroom.updates.saying import MILESTONES, ROLES, pick
from warroom.updates.sheet import Case, Sheet
from warroom.updates.templates.engine import Value
from warroom.updates.wordings import Lack, fact_words, field_words, owner_facts, reads
from warroom.updates.words import PHRASES, TOPICS, say

_TEXTS: Final[tuple[tuple[Field, SectionId, Topic | None], ...]] = (
    ("impact", "impact", "impact"),
    ("scope", "scope", "scope"),
    ("data_safety", "data_safety", "data_safety"),
    ("owner_action", "owner_action", "owner_action"),
    ("contact", "contact", None),
    ("schedule", "impact", None),
    ("cost", "impact", None),
    ("quality", "impact", None),
    ("safety", "impact", None),
)
_STEP: Final = timedelta(minutes=5)
"""A promised time is said to five minutes, and earlier rather than later."""
_SECTION: Final[dict[str, SectionId]] = {
    "status": "status", "severity": "status", "impact": "impact", "scope": "scope", "component": "scope",
    "data_safety": "data_safety", "cause": "cause", "mitigation": "actions", "eta": "eta",
    "owner_action": "owner_action", "answer": "answers", "promise": "broken", "other": "news",
}  # fmt: skip
"""The section in which news of a topic stands."""


class Filled(NamedTuple):
    """The values, and what is behind them."""

    values: dict[str, Value]
    told: dict[SectionId, tuple[ToldFact, ...]]
    """By section, the facts that it states."""
    new: frozenset[SectionId]
    """The sections in which something stands that this owner doesn't know."""
    lacks: tuple[Lack, ...]
    """What nobody wrote in their language."""
    quiet: int = 0
    """How many updates before this one brought nothing new either, 0 to 3 and round again."""


def fill(case: Case) -> Filled:
    """The values for one owner in one language."""
    if case.next_update is None:
        at = next_time(case)
        case = _with_next(case, at) if at is not None else case
    sheet = Sheet(case)
    _about(sheet)
    _standing(sheet)
    _texts(sheet)
    _components(sheet)
    _times(sheet)
    for part in (
        filling_work.cause, filling_work.actions, filling_work.risk, filling_work.prevention, filling_work.eta,
        filling_work.answers, filling_work.broken, filling_work.compensation,
    ):  # fmt: skip
        part(sheet)
    _news(sheet)
    _next(sheet)
    told = {section: tuple(found.values()) for section, found in sheet.told.items()}
    new = frozenset(section for section, found in told.items() if any(one.key in case.news for one in found))
    sheet.put(no_news=not new and case.last is not None)
    return Filled(sheet.values, told, new, tuple(sheet.lacks), _quiet(case))


def _with_next(case: Case, at: datetime) -> Case:
    return msgspec.structs.replace(case, next_update=at)


# -- what it is about --------------------------------------------------------------------------------------------------


def _about(sheet: Sheet) -> None:
    case = sheet.case
    opened = case.state.incident.opened
    own = field_title(case)
    last = case.last
    at = moment(last.at) if last is not None else None
    drill = opened is not None and opened.drill
    sheet.put(
        ref=case.ref,
        seq=NUMBER,
        title=own,
        owner=case.owner,
        phase=case.phase,
        form=case.form,
        drill=drill,
        project=case.profile is not None and case.profile.name != "service",
        today=case.speech.day(case.now),
        now=case.speech.time(case.now),
        detail=case.plan.detail,
        previous=None
        if last is None or at is None
        else {"at": case.speech.time(at), "seq": last.said.number or None, "quiet": _quiet(case)},
    )


def field_title(case: Case) -> str | None:
    """The public title in the owner's language; the internal one never. None: nobody gave one that they can read."""
    opened = case.state.incident.opened
    public = opened.public_title if opened is not None else ""
    return public if public and reads(public, case.lang) else None


def _quiet(case: Case) -> int:
    """How many tellings in a row brought nothing new, 0 to 3 and round again: each says so in other words."""
    known: dict[str, str] = {}
    quiet = -1
    for telling in case.state.updates.told(case.owner):
        brought = {fact.key: fact.was for fact in telling.said.facts}
        quiet = quiet + 1 if brought.items() <= known.items() else 0
        known |= brought
    return max(quiet, 0) % 4


def _standing(sheet: Sheet) -> None:
    case = sheet.case
    incident = case.state.incident
    status = incident.status.value or "investigating"
    severity = incident.severity.value
    sheet.put(status=case.status(status), severity=case.severity(severity) if severity else None)
    sheet.tell("status", "status", case.status(status))
    sheet.tell("status", "severity", case.severity(severity) if severity else "")
    held = [role for role in ROLES if case.state.team.holder(role) and role != "scribe"]
    team = [pick(ROLES[role], case.lang) for role in held]
    sheet.put(
        roles=list(team),
        commander=pick(ROLES["incident_commander"], case.lang) if "incident_commander" in held else None,
        liaison=pick(ROLES["customer_liaison"], case.lang) if "customer_liaison" in held else None,
        people=len(case.state.team.on_call()) or None,
        emergency=case.plan.emergency_channel or None,
    )


def _texts(sheet: Sheet) -> None:
    """The describing texts: those of the incident, then what was promoted about the same."""
    case = sheet.case
    for name, section, topic in _TEXTS:
        texts = [sheet.words(field_words(case.state, name, case.lang, section))]
        sheet.tell(section, name, texts[0])
        for fact in owner_facts(case.state, case.owner, [topic]) if topic is not None else ():
            words = sheet.words(fact_words(fact, case.lang, section))
            sheet.tell(section, f"fact:{fact.eid}", words)
            texts.append(words)
        sheet.put(**{name: case.speech.sentences(list(dict.fromkeys(texts)))})


def _components(sheet: Sheet) -> None:
    case = sheet.case
    rows: list[Value] = []
    for fact in case.facts.values():
        if fact.topic != "component" or (fact.value == "operational" and fact.key not in case.news):
            continue
        rows.append(fact.text)
        sheet.tell("scope", fact.key, fact.text)
    sheet.put(components=rows)


def _times(sheet: Sheet) -> None:
    case = sheet.case
    said = case.speech.time
    started, detected = case.first("impact_started"), case.first("detected")
    start = started or detected or case.first("")
    mitigated = moment(passed[1]) if (passed := case.milestones.get("mitigated")) else None
    over = mitigated or case.ended
    rows: list[Value] = []
    if case.phase in ("resolved", "closure"):
        found = sorted((at, name) for name in MILESTONES if (at := case.first(name)) is not None)
        rows = [{"at": said(at), "text": pick(MILESTONES[name], case.lang)} for at, name in found]
    sheet.put(
        started=said(started) if started else None,
        detected=said(detected) if detected else None,
        opened=said(start) if start and not started and not detected else None,
        mitigated=said(mitigated) if mitigated else None,
        resolved=said(case.ended) if case.ended else None,
        duration=case.speech.length(over - start) if start and over and over > start else None,
        so_far=case.speech.length(case.now - start) if start and case.now > start else None,
        milestones=rows,
    )


# -- what is new, what comes next ------------------------------------------------------------------------------------


def _news(sheet: Sheet) -> None:
    """``changes`` since they were told last, in which something told before has to be taken back or moved."""
    case = sheet.case
    changes: list[Value] = []
    for key, one in case.news.items():
        if one.last is None or one.fact.topic in ("promise", "answer", "eta", "mitigation"):
            continue
        row = _change(sheet, key, one)
        if row is not None:
            changes.append(row)
    others = [
        (fact, sheet.words(fact_words(fact, case.lang, "news")))
        for fact in owner_facts(case.state, case.owner, ["other", "status", "severity", "answer", "promise"])
        if f"fact:{fact.eid}" in case.news and not _stated(sheet, f"fact:{fact.eid}")
    ]
    for fact, words in others:
        sheet.tell("news", f"fact:{fact.eid}", words)
    again = [one.fact.topic for one in case.news.values() if one.last is not None]
    changed: dict[str, Value] = {_SECTION[topic]: True for topic in again if topic in _SECTION}
    sheet.put(changes=changes, other_news=[case.speech.sentence(words) for _, words in others], changed=changed)


def _stated(sheet: Sheet, key: str) -> bool:
    return any(key in found for found in sheet.told.values())


def _change(sheet: Sheet, key: str, one: NotTold) -> dict[str, Value] | None:
    """One change: what it is about, what was told, what holds now. None: its own section says it all."""
    case = sheet.case
    was = _as_read(case, key, one)
    gone = not one.fact.value
    if key == "status" and case.phase in ("resolved", "closure"):
        return None  # the whole text says so
    if key not in ("status", "severity") and not gone and one.how != "contradicted":
        return None
    if gone:
        now = say(PHRASES, "no_longer", case.lang)
        sheet.told.setdefault("news", {})[key] = ToldFact(key=key, was="", text=now)
    else:
        now = {"status": case.status, "severity": case.severity}.get(key, lambda _: "")(one.fact.value)
    at = moment(one.last.telling.at) if one.last is not None else None
    return {
        "what": say(TOPICS, one.fact.topic, case.lang),
        "was": was,
        "now": now,
        "told": case.speech.time(at) if at else None,
        "correction": one.how == "contradicted" and key not in ("status", "severity"),
    }


def _as_read(case: Case, key: str, one: NotTold) -> str | None:
    """What was told before in the words of this language; None when it was told in others only."""
    told = one.last.fact if one.last is not None else ToldFact(key)
    if key in ("status", "severity"):
        return (case.status(told.was) if key == "status" else case.severity(told.was)) if told.was else None
    return told.text if told.text and reads(told.text, case.lang) else None


def next_time(case: Case) -> datetime | None:
    """When this owner hears again: the cadence, after the end the report, after the report the first contact."""
    state, owner, now = case.state, case.owner, case.now
    if case.phase == "closure":
        return contact_from(state, owner, now)
    if case.phase == "resolved":
        owed = promises(state.commitments, state.updates, now, owner)
        promised = [one.due for one in owed if one.record.now.kind == "report" and one.is_owed and one.due]
        return min(promised, default=None) or report_from(state, owner, now, case.cadences)
    at = next_update_from(state, owner, now, case.cadences, long_mode=case.long_mode)
    if at is None:
        return None
    whole = at - timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
    return whole if whole - now >= 2 * _STEP else at


def _next(sheet: Sheet) -> None:
    case = sheet.case
    at = case.next_update
    said = None if at is None else case.speech.due(at) if case.phase == "resolved" else case.speech.time(at)
    if at is not None and case.phase == "closure":
        said = case.speech.day(at)
    sheet.put(next_update=said, long_mode=case.long_mode)


def lacking(case: Case) -> tuple[Lack, ...]:
    """What this owner can't be told because nobody wrote it in their language: for the screen to ask, one by one."""
    return fill(case).lacks
