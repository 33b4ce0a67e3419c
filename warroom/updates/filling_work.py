"""The values about the work: cause, actions, risk, prevention, estimate, answers, promises, compensation. Pure."""

from datetime import datetime

from warroom.state.cause_rules import claim
from warroom.state.expectations import ExpectationSet, OwnerFactSet
from warroom.state.promises import moment, promises
from warroom.state.record import Record, called
from warroom.state.tasks import FollowUpSet
from warroom.updates.facts import subject_of
from warroom.updates.saying import CONFIDENCE, PROMISES, REMEDIES, REMEDY_STATES, pick
from warroom.updates.sheet import NAMED_FROM, Case, Sheet
from warroom.updates.templates.engine import Value
from warroom.updates.wordings import Lack, Worded, fact_words, missing, owner_facts, reads, unworded_tasks


def cause(sheet: Sheet) -> None:
    """``cause``: its state, and its words when an owner may read them: those of the facts, never a hypothesis's."""
    case = sheet.case
    said = claim(case.state.causes)
    state = said.state
    found = [one for one in owner_facts(case.state, case.owner, ["cause"]) if not _ruled_out(case, one)]
    texts = [sheet.words(fact_words(one, case.lang, "cause")) for one in found]
    if texts and state == "unknown":
        state = "suspected"  # somebody told the owner's words for it, and nobody showed that it is so
    if state != "unknown" and not texts:
        source = "; ".join(called(one) for one in said.may_name)
        needed = case.phase in NAMED_FROM
        eid = said.may_name[0].eid if said.may_name else ""
        sheet.words(Worded("", Lack(f"cause:{eid}", "cause", case.lang, source, needed)))
        texts = [missing("cause", case.lang)] if needed else []
    text = case.speech.sentences(texts)
    before = case.news.get("cause")
    was = before.last.fact.text if before is not None and before.last is not None and before.last.fact.was else ""
    sheet.put(cause={"state": state, "text": text, "was": was if reads(was, case.lang) else ""})
    for one, words in zip(found, texts, strict=False):
        sheet.tell("cause", f"fact:{one.eid}", words)
    if text or state == "unknown":
        sheet.tell("cause", "cause", text or said.label("zh" if case.lang == "zh" else "en"))


def _ruled_out(case: Case, fact: Record[OwnerFactSet]) -> bool:
    hypothesis = case.state.causes.hypotheses.get(subject_of(case.state, fact))
    return hypothesis is not None and hypothesis.now.state == "ruled_out"


def actions(sheet: Sheet) -> None:
    """``actions``, ``done``, ``doing``, ``planned``: what somebody made an owner fact of, with how the task stands."""
    case = sheet.case
    rows: list[dict[str, Value]] = []
    for fact in owner_facts(case.state, case.owner, ["mitigation"]):
        text = sheet.words(fact_words(fact, case.lang, "actions"))
        keys = (f"fact:{fact.eid}", f"task:{subject_of(case.state, fact)}")
        new = any(key in case.news for key in keys)
        rows.append({**_standing(case, fact), "text": case.speech.sentence(text), "new": new})
        for key in keys:
            sheet.tell("actions", key, text)
    if "mitigated" in case.facts and case.phase in ("monitoring", "resolved", "closure"):
        sheet.tell("actions", "mitigated", case.facts["mitigated"].text)
    sheet.put(
        actions=rows,
        done=[row for row in rows if row["state"] == "done"],
        doing=[row for row in rows if row["state"] == "doing"],
        planned=[row for row in rows if row["state"] == "planned"],
    )
    sheet.lacks += unworded_tasks(case.state, case.owner, case.lang)


def _standing(case: Case, fact: Record[OwnerFactSet]) -> dict[str, Value]:
    """How what a fact tells of stands: a task's state, time and role; of any other entry, that it was done then."""
    task = case.state.tasks.tasks.get(subject_of(case.state, fact))
    if task is None:
        entry = case.state.timeline.entries.get(fact.now.entry)
        at = moment(entry.at) if entry is not None else None
        return {"state": "done", "at": case.speech.time(at) if at else None, "by": None, "due": None}
    state = {"done": "done", "in_progress": "doing"}.get(task.now.state, "planned")
    setting = task.setting("state")
    at = moment(setting.event.at) if setting is not None and state == "done" else None
    due = moment(task.now.due) if state != "done" else None
    return {
        "state": state,
        "at": case.speech.time(at) if at else None,
        "by": case.owner if task.now.side == "owner" else _ours(case, task.now.assignee),
        "due": case.speech.time(due) if due is not None and due > case.now else None,
    }


def _ours(case: Case, name: str) -> str:
    """Somebody of ours by role; empty when they hold none: names don't go out."""
    role = case.role(name)
    return role and (f"我方{role}" if case.lang == "zh" else f"our {role}")


def risk(sheet: Sheet) -> None:
    """``risk``: what was promoted from a risk."""
    case = sheet.case
    found = owner_facts(case.state, case.owner, ["other", "mitigation"])
    about = [one for one in found if case.state.risks.risks.get(subject_of(case.state, one)) is not None]
    texts = [sheet.words(fact_words(one, case.lang, "risk")) for one in about]
    sheet.put(risk=case.speech.sentences(texts))
    for one, text in zip(about, texts, strict=True):
        sheet.tell("risk", f"fact:{one.eid}", text)


def prevention(sheet: Sheet) -> None:
    """``prevention``: each follow-up that an owner may read of, with who, until when, and by what one sees it."""
    case = sheet.case
    worded = {subject_of(case.state, one): one for one in case.state.expectations.facts_for(case.owner)}
    rows: list[Value] = []
    for one in case.state.tasks.follow_ups.standing():
        if one.now.state == "cancelled":
            continue
        fact = worded.get(one.eid)
        if fact is None:
            text = missing("prevention", case.lang)
            sheet.words(Worded(text, Lack(f"follow_up:{one.eid}", "prevention", case.lang, called(one))))
        else:
            text = sheet.words(fact_words(fact, case.lang, "prevention"))
            sheet.tell("prevention", f"fact:{fact.eid}", text)
        rows.append({**_follow_up(sheet, one), "text": case.speech.sentence(text)})
    sheet.put(prevention=rows if case.phase == "closure" else None)


def _follow_up(sheet: Sheet, one: Record[FollowUpSet]) -> dict[str, Value]:
    case, lang = sheet.case, sheet.case.lang
    due = moment(one.now.due)
    our_team = "我方团队" if lang == "zh" else "our team"
    by = case.owner if one.now.side == "owner" else _ours(case, one.now.assignee) or our_team
    criterion = one.now.criterion
    if criterion and not reads(criterion, lang):
        needs = Lack(f"criterion:{one.eid}", "prevention", lang, criterion)
        criterion = sheet.words(Worded(missing("criterion", lang), needs))
    return {
        "by": by if one.now.assignee else missing("by", lang),
        "due": case.speech.day(due) if due is not None else missing("due", lang),
        "criterion": criterion or missing("criterion", lang),
        "done": one.now.state == "done",
    }


def eta(sheet: Sheet) -> None:
    """``eta``: the estimate, from identified on, and what was told before when that was another one."""
    case = sheet.case
    setting = case.state.expectations.expected("eta", case.owner)
    fact, news = case.facts.get("eta"), case.news.get("eta")
    before = _told_estimate(case, news.last.fact.was) if news is not None and news.last is not None else ""
    if setting is None or fact is None or not (case.phase in NAMED_FROM[:3] or before):
        sheet.put(eta=None)
        return
    text = _estimate(case, setting.value)
    reason = setting.value.reason
    if before and reason and not reads(reason, case.lang):
        reason = sheet.words(Worded(missing("reason", case.lang), Lack("eta", "eta", case.lang, reason)))
    sheet.put(
        eta={
            "text": text or sheet.words(Worded(missing("eta", case.lang), Lack("eta", "eta", case.lang, fact.text))),
            "confidence": pick(CONFIDENCE[setting.value.confidence], case.lang) if setting.value.confidence else None,
            "was": before,
            "reason": (reason or missing("reason", case.lang)) if before else None,
        }
    )
    sheet.tell("eta", "eta", text)


def _estimate(case: Case, said: ExpectationSet) -> str:
    low, high = moment(said.low or said.high), moment(said.high or said.low)
    if low is not None and high is not None:
        return case.speech.span(low, high)
    return said.text if reads(said.text, case.lang) else ""


def _told_estimate(case: Case, was: str) -> str:
    """An estimate as it was told, from how ``facts`` compares it: ``LOW/HIGH/CONFIDENCE`` or words."""
    parts = was.split("/")
    low, high = (moment(parts[0]), moment(parts[1])) if len(parts) == 3 else (None, None)
    if low is not None and high is not None:
        return case.speech.span(low, high)
    return was if reads(was, case.lang) else ""


def answers(sheet: Sheet) -> None:
    """``answers`` to what they asked and were not told yet, and the ``questions`` that are still open."""
    case = sheet.case
    ready: list[Value] = []
    for one in case.state.questions.of(case.owner):
        key = f"answer:{one.eid}"
        answer = case.state.questions.answer(one.eid)
        if answer is None or key not in case.news:
            continue
        text = answer.value.text
        if not reads(text, case.lang):
            lack = Lack(key, "answers", case.lang, text)
            text = sheet.words(Worded(missing("answer", case.lang), lack))
        ready.append({"question": called(one, 200), "text": case.speech.sentence(text), "who": one.now.actor})
        sheet.tell("answers", key, text)
    waiting: list[Value] = []
    for one in case.state.questions.unanswered(case.owner):
        due = moment(one.now.due)
        ends = [at for at in (due, case.next_update) if at is not None and at > case.now]
        until = case.speech.time(min(ends)) if ends else None
        waiting.append({"question": called(one, 200), "due": until, "who": one.now.actor})
    sheet.put(answers=ready, questions=waiting)


def broken(sheet: Sheet) -> None:
    """``broken``: the promises that were not kept and not owned up to yet; ``owed``: those still to be kept."""
    case = sheet.case
    unkept: list[Value] = []
    owed: list[Value] = []
    for one in promises(case.state.commitments, case.state.updates, case.now, case.owner):
        made, key = one.record.now, f"promise:{one.record.eid}"
        what = pick(PROMISES[made.kind], case.lang)
        words = made.text if made.kind != "next_update" and reads(made.text, case.lang) else ""
        row: dict[str, Value] = {
            "kind": made.kind,
            "what": what,
            "text": words,
            "due": _due(case, one.due),
            "late": one.standing == "late",
            "done": bool(one.done_at),
        }
        if key in case.news:
            unkept.append(row)
            sheet.tell("broken", key, f"{what} {words}".strip())
        elif one.is_owed and made.kind != "next_update" and one.standing == "open":
            owed.append(row)
    sheet.put(broken=unkept, owed=owed)


def compensation(sheet: Sheet) -> None:
    """``compensation``: what was offered or more; what is proposed or authorised stays inside until somebody offers."""
    case = sheet.case
    rows: list[Value] = []
    for one in case.state.expectations.remedies.standing():
        if one.now.owner_id != case.owner or one.now.state in ("proposed", "authorised", "declined"):
            continue
        text = one.now.text if reads(one.now.text, case.lang) else pick(REMEDIES[one.now.kind], case.lang)
        amount = one.now.note if reads(one.now.note, case.lang) else missing("amount", case.lang)
        state = pick(REMEDY_STATES[one.now.state], case.lang)
        rows.append({"text": text, "amount": amount, "due": _due(case, moment(one.now.due)), "state": state})
    sheet.put(compensation=rows)


def _due(case: Case, at: datetime | None) -> str | None:
    return case.speech.due(at) if at is not None else None
