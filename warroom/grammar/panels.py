"""Slash commands about causes, tasks, risks, decisions and command, read into orders. Raises ``BadInput``."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from warroom.due_times import read_due
from warroom.errors import BadInput
from warroom.grammar import panel_orders as orders
from warroom.grammar import words
from warroom.grammar.context import Context, choice, first, needed, read_ref, with_ref
from warroom.grammar.marks import fold_width, shortened
from warroom.grammar.panel_orders import PanelOrder, Verb, Whom
from warroom.grammar.panel_words import (
    DECISION_PARTS,
    FACTOR_WORDS,
    FOLLOW_UP_PARTS,
    FOLLOW_UP_WORDS,
    LEVEL_WORDS,
    OUTCOME_WORDS,
    RISK_PARTS,
    SIDE_WORDS,
    TASK_PARTS,
)
from warroom.grammar.parts import Line, Mark, Misread, due_mark, marks_in, take_actor
from warroom.state.cause_rules import read_confidence
from warroom.times import Moment

_CAUSE: Final = re.compile(r"(?<!\S)#([0-9A-Za-z]{5,12})(?!\S)")
_PERCENT: Final = re.compile(r"\s+(\d{1,3})\s*%$")
_OWNERS: Final = re.compile(r"@?(?P<name>[^():@]+?)\s*\(\s*(?P<owner>[^()]+?)\s*\)\s*(?P<end>:?)\s*")
_FROM_TO: Final = re.compile(r"\s+to\s+|\s*->\s*|\s*交给\s*", re.IGNORECASE)
_PAST_DEPUTY: Final = re.compile(r"past[- ]deputy[\s:,]+", re.IGNORECASE)


class _Task(NamedTuple):
    """What stands anywhere in a text: who gets it, until when, for how long, the cause that it is about."""

    text: str
    whom: Whom
    due: Moment | None
    time_box: int | None
    cause: str


def _line(text: str, context: Context, owner: str = "") -> Line:
    return Line(text, fold_width(text), context.now, context.zone, context.members, context.day_end(owner))


def _actor(rest: str, context: Context) -> tuple[str, str]:
    """The person whose name and colon ``rest`` begins with, or none, and what follows."""
    taken = take_actor(_line(rest, context), 0)
    return (taken[0], rest[taken[1] :].strip()) if taken else ("", rest)


def _split(rest: str, keys: Mapping[str, str]) -> tuple[str, dict[str, list[str]]]:
    """The text before the first ``; key:``, and what stands behind each key."""
    names = "|".join(sorted(map(re.escape, keys), key=len, reverse=True))
    marks = list(re.finditer(rf"\s*;\s*({names})\s*[:=]\s*", fold_width(rest), re.IGNORECASE))
    ends = [*(mark.start() for mark in marks), len(rest)]
    parts: dict[str, list[str]] = {}
    for number, mark in enumerate(marks):
        value = rest[mark.end() : ends[number + 1]].strip()
        if value:
            parts.setdefault(keys[mark[1].lower()], []).append(value)
    return rest[: ends[0]].strip(), parts


def _cause_in(text: str) -> tuple[str, str]:
    """The first ``#REF`` of a text, and the text without it."""
    mark = _CAUSE.search(fold_width(text))
    if mark is None:
        return "", text
    return read_ref(mark[1]), " ".join(f"{text[: mark.start()]}{text[mark.end() :]}".split(" ")).strip()


def _assigned(rest: str, context: Context) -> _Task:
    """A text with the marks of a task: its person in front (or the first ``@name``), ``~15m``, ``>16:00``, ``#REF``."""
    cause, rest = _cause_in(rest)
    whom, rest = _owners_person(rest)
    line = _line(rest, context, whom.owner)
    due: Moment | None = None
    box: int | None = None
    named: Mark | None = None
    cuts: list[tuple[int, int]] = []
    for mark in marks_in(line, 0):
        if mark.escaped:
            cuts.append((mark.first, mark.first + 1))
            continue
        match mark.says:
            case str() if not whom.name and named is None:
                named = mark
            case Misread(why):
                raise BadInput(f"{why}; \\> keeps it as text")
            case Moment() as at if due is None:
                due = at
                cuts.append((mark.at, mark.end))
            case int() as minutes if box is None:
                box = minutes
                cuts.append((mark.at, mark.end))
    if named is not None:
        whom = Whom(str(named.says))
        # In front or at the end it only says whose the task is; within the text it stays a part of the sentence.
        if not _cut(rest, 0, named.at, cuts).strip() or not _cut(rest, named.end, len(rest), cuts).strip():
            cuts.append((named.at, named.end))
    rest = _cut(rest, 0, len(rest), cuts)
    return _Task(rest.strip().lstrip(":：").strip(), whom, due, box, cause)


def _cut(text: str, start: int, end: int, cuts: list[tuple[int, int]]) -> str:
    """A stretch of a text without the cuts in it; a mark leaves one space, a backslash nothing."""
    kept, at = "", start
    for first_cut, last_cut in sorted(cut for cut in cuts if start <= cut[0] and cut[1] <= end):
        mark = last_cut - first_cut > 1
        before = text[at:first_cut]
        kept += f"{before.rstrip()} " if mark else before
        at = last_cut
        while mark and at < end and text[at].isspace():
            at += 1
    return kept + text[at:end]


def _owners_person(rest: str) -> tuple[Whom, str]:
    """``Mr Li (Acme): text`` or ``@Mr Li (Acme) text``: a person of an owner, and the text."""
    match = _OWNERS.match(fold_width(rest))
    if match is None or not (match["end"] or fold_width(rest).startswith("@")):
        return Whom(), rest
    return Whom(rest[slice(*match.span("name"))].strip(), rest[slice(*match.span("owner"))].strip()), rest[
        match.end() :
    ]


def _at(due: Moment | None) -> tuple[datetime | None, str]:
    """A due time, and what was taken for granted of it."""
    return (due.at, due.note) if due else (None, "")


def _whom(text: str) -> Whom:
    """One person: ``bob``, ``@bob``, ``Mr Li (Acme)``, or ``-`` for nobody."""
    plain = text.strip().removeprefix("@").removeprefix("＠")
    if fold_width(plain) == "-":
        return Whom()
    match = _OWNERS.fullmatch(fold_width(plain))
    if match is not None:
        return Whom(plain[slice(*match.span("name"))].strip(), plain[slice(*match.span("owner"))].strip())
    return Whom(plain.strip())


# -- causes ----------------------------------------------------------------------------------------------------------


def _cause(rest: str, context: Context) -> PanelOrder:
    actor, text = _actor(needed(rest, "/cause and what may have caused it"), context)
    mark = _PERCENT.search(fold_width(text))
    percent = int(mark[1]) if mark else None
    text = text[: mark.start()] if mark else text
    return orders.Propose(needed(text.strip(), "/cause and what may have caused it"), percent, actor)


def _standing(verb: Verb) -> Callable[[str, Context], PanelOrder]:
    def read(rest: str, _: Context) -> PanelOrder:
        return orders.SetStanding(verb, *with_ref(rest, verb))

    return read


def _confidence(rest: str, _: Context) -> PanelOrder:
    ref, value = with_ref(rest, "confidence")
    return orders.SetConfidence(ref, _percent(needed(value, f"/confidence {ref} 70%")))


def _percent(value: str) -> int | None:
    if fold_width(value).strip() == "-":
        return None
    number = read_confidence(fold_width(value))
    if number is None:
        raise BadInput(f"'{shortened(value)}' is no confidence; it is 0 to 100 percent, low, medium or high")
    return number


def _evidence(rest: str, _: Context) -> PanelOrder:
    example = "/evidence REF for ENTRY and perhaps words: the letters of the cause, then those of the entry"
    ref, more = with_ref(rest, "evidence")
    side, more = choice(more, SIDE_WORDS, "side", example)
    entry, text = first(needed(more, example))
    return orders.AddEvidence(ref, "for" if side == "for" else "against", read_ref(entry), text)


def _tried(rest: str, context: Context) -> PanelOrder:
    example = "/tried restarted the pods = failed, it came back"
    actor, text = _actor(needed(rest, example), context)
    cause, text = _cause_in(text)
    for mark in reversed(list(re.finditer(r"\s*=\s*", fold_width(text)))):
        taken = words.take_word(text[mark.end() :], OUTCOME_WORDS)
        if taken is not None:
            outcome: Any = taken[0]
            reason = text[mark.end() + taken[1] :].lstrip(" ,，:：、").strip()
            tried = needed(text[: mark.start()].strip(), example)
            return orders.Try(tried, outcome, reason, cause, actor)
    return orders.Try(needed(text, example), cause=cause, actor=actor)


def _set_outcome(rest: str, _: Context) -> PanelOrder:
    ref, more = with_ref(rest, "outcome")
    outcome: Any
    outcome, reason = choice(more, OUTCOME_WORDS, "outcome", f"/outcome {ref} failed and the reason")
    return orders.SetOutcome(ref, outcome, reason)


def _why(rest: str, _: Context) -> PanelOrder:
    ref, text = with_ref(rest, "why")
    return orders.AnswerWhy(ref, needed(text, f"/why {ref} and the answer"))


def _factor(rest: str, _: Context) -> PanelOrder:
    kind: Any
    kind, text = choice(rest, FACTOR_WORDS, "kind of factor", "/factor trigger and what it was")
    cause, text = _cause_in(text)
    return orders.AddFactor(kind, needed(text, f"/factor {kind} and what it was"), cause)


def _set(rest: str, _: Context) -> PanelOrder:
    example = "/set REF due 16:00"
    ref, more = with_ref(rest, "set")
    field, value = first(needed(more, example))
    return orders.Set(ref, field.lower().rstrip("=:："), needed(value.lstrip("=:： "), example))


# -- tasks -----------------------------------------------------------------------------------------------------------


def _task(rest: str, context: Context) -> PanelOrder:
    text, parts = _split(needed(rest, "/task @bob check the certificate ~15m"), TASK_PARTS)
    task = _assigned(text, context)
    said = {name: "; ".join(values) for name, values in parts.items()}
    step = needed(task.text, "/task @bob and what is to be done")
    due, note = _at(task.due)
    return orders.AddTask(step, task.whom, due, task.time_box, task.cause, due_note=note, **said)


def _assign(rest: str, _: Context) -> PanelOrder:
    ref, name = with_ref(rest, "assign")
    return orders.Assign(ref, _whom(needed(name, f"/assign {ref} bob, or - for nobody")))


def _follow(rest: str, context: Context) -> PanelOrder:
    kind: Any = "corrective"
    taken = words.take_word(needed(rest, "/follow preventative alert on expiry @li >27 Nov 17:00"), FOLLOW_UP_WORDS)
    if taken is not None:
        kind, rest = taken[0], rest[taken[1] :].lstrip(" :：")
    text, parts = _split(rest, FOLLOW_UP_PARTS)
    task = _assigned(text, context)
    step = needed(task.text, "/follow and what is to be done after the incident")
    due, note = _at(task.due)
    criterion = "; ".join(parts.get("criterion", ()))
    return orders.AddFollowUp(step, kind, task.whom, due, criterion, task.cause, due_note=note)


def _risk(rest: str, context: Context) -> PanelOrder:
    text, parts = _split(needed(rest, "/risk the cache is cold = high medium; measure: warm it first"), RISK_PARTS)
    task = _assigned(text, context)
    text, levels = task.text, ["medium", "medium"]
    mark = re.search(r"\s*=\s*([^\s/,=]+)[\s/,]+([^\s/,=]+)$", fold_width(text))
    if mark is not None:
        levels = [LEVEL_WORDS.get(mark[number].lower(), "") for number in (1, 2)]
        if not all(levels):
            raise BadInput(
                f"'{shortened(text[mark.start() :].strip())}' is no '= PROBABILITY IMPACT': low, medium or high"
            )
        text = text[: mark.start()]
    probability: Any
    impact: Any
    probability, impact = levels
    return orders.AddRisk(
        needed(text.strip(), "/risk and what may go wrong"),
        probability,
        impact,
        "; ".join(parts.get("countermeasure", ())),
        task.whom.name,
    )


# -- decisions and command -------------------------------------------------------------------------------------------


def _decide(rest: str, context: Context) -> PanelOrder:
    text, parts = _split(needed(rest, "/decide stay on v411 >16:00; by: wei; do: bob"), DECISION_PARTS)
    text, review = due_mark(_line(text, context))
    at, note = _at(review)
    options = [one.strip() for value in parts.get("options", ()) for one in re.split(r"\s*[/／|、]\s*", value)]
    return orders.Decide(
        needed(text, "/decide and what was decided"),
        tuple(one for one in options if one),
        _whom(parts["by"][-1]) if "by" in parts else Whom(),
        _whom(parts["executor"][-1]).name if "executor" in parts else "",
        tuple(parts.get("objections", ())),
        at,
        due_note=note,
    )


def _object(rest: str, context: Context) -> PanelOrder:
    ref, more = with_ref(rest, "object")
    who, said = _actor(more, context)
    return orders.AddObjection(ref, needed(said, f"/object {ref} and the objection"), who)


def _review(rest: str, context: Context) -> PanelOrder:
    ref, more = with_ref(rest, "review")
    at, note = _at(read_due(more, now=context.now, zone=context.zone, ends=context.day_end("")) if more else None)
    return orders.Review(ref, at, due_note=note)


def _reverse(rest: str, _: Context) -> PanelOrder:
    ref, reason = with_ref(rest, "reverse")
    return orders.Reverse(ref, needed(reason, f"/reverse {ref} and why it no longer holds"))


def _said(rest: str) -> tuple[str, str]:
    """What stands before the first ``=``, and what somebody said behind it (quotes aside)."""
    at = fold_width(rest).find("=")
    if at < 0:
        return rest.strip(), ""
    return rest[:at].strip(), rest[at + 1 :].strip().strip("\"“”'").strip()


def _handover(rest: str, _: Context) -> PanelOrder:
    example = '/handover ana, or /handover wei to ana: ic, liaison = "I have command"'
    who, word = _said(needed(rest, example))
    head, colon, tail = fold_width(who).partition(":")
    roles = tuple(_role(one) for one in re.split(r"[,、，]", who[len(head) + 1 :]) if one.strip()) if colon else ()
    if colon and not tail.strip():
        raise BadInput(f"which roles? Type {example}")
    people = _FROM_TO.split(who[: len(head)].strip(), maxsplit=1)
    giver, receiver = people if len(people) == 2 else ("", people[0])
    return orders.HandOver(needed(_whom(receiver).name, example), roles, _whom(giver).name if giver else "", word)


def _role(text: str) -> str:
    role, more = choice(text.strip(), words.ROLE_WORDS, "role", "/handover ana: ic, liaison")
    if more:
        raise BadInput(f"'{shortened(text)}' is no role; put commas between roles")
    return role


def _accept(rest: str, _: Context) -> PanelOrder:
    who, word = _said(rest)
    return orders.Accept(_whom(who).name if who else "", word)


def _decline(rest: str, _: Context) -> PanelOrder:
    example = '/decline and why, or /decline bob = "on another incident"'
    who, word = _said(needed(rest, example))
    return orders.Decline(needed(word or who, example), _whom(who).name if word else "")


def _take(rest: str, context: Context) -> PanelOrder:
    taker, more = _actor(needed(rest, "/take and why: the one who holds command reads it on coming back"), context)
    mark = _PAST_DEPUTY.match(fold_width(more))
    reason = needed(more[mark.end() if mark else 0 :].strip(), "/take past-deputy and the reason")
    return orders.TakeCommand(reason, mark is not None, taker)


PANEL_PARSERS: Final[Mapping[str, Callable[[str, Context], PanelOrder]]] = {
    "cause": _cause,
    "test": _standing("test"),
    "confirm": _standing("confirm"),
    "ruleout": _standing("ruleout"),
    "confidence": _confidence,
    "evidence": _evidence,
    "tried": _tried,
    "outcome": _set_outcome,
    "why": _why,
    "factor": _factor,
    "primary": lambda rest, _: orders.SetPrimary(with_ref(rest, "primary")[0]),
    "withdraw": lambda rest, _: orders.Withdraw(*with_ref(rest, "withdraw")),
    "set": _set,
    "task": _task,
    "start": _standing("start"),
    "done": _standing("done"),
    "block": _standing("block"),
    "cancel": _standing("cancel"),
    "reopen": _standing("reopen"),
    "assign": _assign,
    "ack": lambda rest, _: orders.Acknowledge(with_ref(rest, "ack")[0]),
    "follow": _follow,
    "risk": _risk,
    "decide": _decide,
    "object": _object,
    "review": _review,
    "reverse": _reverse,
    "handover": _handover,
    "accept": _accept,
    "decline": _decline,
    "take": _take,
}
