"""Slash commands about owners, questions, promises and expectations, read into orders. Raises ``BadInput``."""

import re
from collections.abc import Callable, Mapping
from typing import Final, Literal

import msgspec

from warroom.clock import to_stamp
from warroom.due_times import take_due
from warroom.errors import BadInput
from warroom.grammar.context import Context, first, needed, with_ref
from warroom.grammar.marks import fold_width, shortened
from warroom.grammar.parts import Line, due_mark
from warroom.times import Moment

OwnerVerb = Literal[
    "attach", "plan", "refresh", "detach", "from", "to", "asked", "answer", "told", "promise", "moved", "kept",
    "broken", "withdrawn", "pause", "resume", "snooze", "cadence", "promote", "eta", "expect", "remedy", "feedback",
    "approve", "refile",
]  # fmt: skip

PARTS: Final[Mapping[str, str]] = {
    "by": "by", "由": "by", "means": "means", "方式": "means",
    "at": "at", "时间": "at", "due": "due", "期限": "due",
    "next": "next", "下次": "next", "facts": "facts", "事实": "facts",
    "with": "people", "参加": "people", "kind": "kind", "类型": "kind",
    "until": "until", "至": "until", "because": "because", "原因": "because",
    "basis": "basis", "依据": "basis", "confidence": "confidence", "把握": "confidence",
    "topic": "topic", "关于": "topic", "for": "for", "给": "for",
    "zh": "zh", "en": "en", "amount": "amount", "金额": "amount",
    "agreed": "agreed", "同意": "agreed", "told": "told", "已告知": "told",
    "assignee": "assignee", "负责": "assignee", "lang": "lang", "zone": "zone",
    "channels": "channels", "emergency": "emergency", "avoid": "avoid", "detail": "detail",
    "approval": "approval", "contacts": "contacts", "hours": "hours", "days": "days",
    "quiet": "quiet", "holidays": "holidays", "concerns": "concerns", "contact-days": "contact-days",
    "preset": "preset", "after": "after", "questions": "questions", "问题": "questions",
    "glossary": "glossary", "workdays": "workdays", "question": "question",
    "update": "update", "通报": "update", "override": "override", "放行": "override",
    "alone": "alone", "独自": "alone", "glass": "glass", "紧急": "glass", "legal": "legal", "法务": "legal",
    "back": "back", "撤回": "back",
}  # fmt: skip
"""What may stand behind ``;`` with a colon, in English and Chinese."""

_PERSON: Final = re.compile(r"\s*(?P<name>[^():]+?)\s*\(\s*(?P<owner>[^()]+?)\s*\)\s*(?::|$)\s*")
_BECAUSE: Final = re.compile(r"\s*(?:\bbecause\b|因为|[:：])\s*", re.IGNORECASE)


ONLY: Final = "-"
"""What the only owner of a room is called where none is named."""


class OwnerOrder(msgspec.Struct, frozen=True, tag=True):
    """``/VERB OWNER: TEXT; part: value`` or ``/VERB REF TEXT; part: value``."""

    verb: OwnerVerb
    name: str = ""
    """The owner or the five letters; empty: the only owner."""
    text: str = ""
    parts: dict[str, str] = {}
    """Values by the names on the right of ``PARTS``; times as people type them, ``due`` of a mark as events hold it."""


def split_parts(rest: str) -> tuple[str, dict[str, str]]:
    """The text before the first ``; key:``, and what stands behind each key."""
    names = "|".join(sorted(map(re.escape, PARTS), key=len, reverse=True))
    marks = list(re.finditer(rf"\s*;\s*({names})\s*[:=]\s*", fold_width(rest), re.IGNORECASE))
    ends = [*(mark.start() for mark in marks), len(rest)]
    parts = {PARTS[mark[1].lower()]: rest[mark.end() : ends[number + 1]].strip() for number, mark in enumerate(marks)}
    return rest[: ends[0]].strip(), {name: value for name, value in parts.items() if value}


def _subject(text: str, *, alone: bool) -> tuple[str, str, str]:
    """Owner, their person, and the text: ``Acme: text``, ``Mr Li (Acme): text``. ``alone``: no colon needed."""
    folded = fold_width(text)
    person = _PERSON.match(folded)
    if person is not None:
        return (
            text[slice(*person.span("owner"))].strip(),
            text[slice(*person.span("name"))].strip(),
            text[person.end() :],
        )
    colon = folded.find(":")
    if colon >= 0 and (colon + 1 == len(folded) or folded[colon + 1].isspace() or text[colon] == "："):
        return text[:colon].strip(), "", text[colon + 1 :].strip()
    return (text.strip(), "", "") if alone else ("", "", text.strip())


def _by_owner(verb: OwnerVerb, example: str, *, alone: bool = False) -> Callable[[str, Context], OwnerOrder]:
    def read(rest: str, context: Context) -> OwnerOrder:
        text, parts = split_parts(rest)
        owner, person, text = _subject(text, alone=alone)
        if person:
            parts.setdefault("by", person)
        if verb in ("asked", "promise", "remedy"):
            line = Line(
                text, fold_width(text), context.now, context.zone, context.members, context.day_end(owner or ONLY)
            )
            text, due = due_mark(line)
            if due is not None and "due" not in parts:
                parts |= _until("due", due)
        if not alone:
            needed(text.strip(), example)
        return OwnerOrder(verb, owner, text.strip(), parts)

    return read


def _by_ref(verb: OwnerVerb, example: str = "") -> Callable[[str, Context], OwnerOrder]:
    def read(rest: str, _: Context) -> OwnerOrder:
        text, parts = split_parts(rest)
        ref, text = with_ref(text, verb)
        if example:
            needed(text.strip(), f"/{verb} {ref} {example}")
        return OwnerOrder(verb, ref, text.strip(), parts)

    return read


def _until(part: str, due: Moment) -> dict[str, str]:
    """A time to come as a part of an order, with what was taken for granted of it."""
    return {part: to_stamp(due.at), **({"due_note": due.note} if due.note else {})}


def _time_first(text: str, context: Context, example: str, whose: str = "") -> tuple[Moment, str]:
    """The time to come that a text begins with, and what follows, without ``because``."""
    folded = fold_width(text)
    start = 1 if folded.startswith(">") else 0
    taken = take_due(folded, start, now=context.now, zone=context.zone, ends=context.day_end(whose))
    if taken is None:
        raise BadInput(f"'{shortened(text, 20)}' begins with no time to come; type {example}")
    rest = text[taken.end :].strip()
    because = _BECAUSE.match(rest)
    return taken, rest[because.end() :] if because else rest


def _moved(rest: str, context: Context) -> OwnerOrder:
    example = "/moved REF 17:00 because and the reason"
    text, parts = split_parts(rest)
    ref, text = with_ref(needed(text, example), "moved")
    due, reason = _time_first(needed(text, example), context, example, f"#{ref}")
    return OwnerOrder("moved", ref, reason or parts.get("because", ""), {**parts, **_until("due", due)})


def _snooze(rest: str, context: Context) -> OwnerOrder:
    example = "/snooze CLOCK 15m and the reason; CLOCK is five letters or a name such as next_update:Acme"
    clock, text = first(needed(rest, example))
    until, reason = _time_first(needed(text, example), context, example)
    return OwnerOrder("snooze", clock, reason, _until("until", until))


def _owner(rest: str, _: Context) -> OwnerOrder:
    example = "/owner attach Acme; kind: client; lang: zh"
    verbs: Mapping[str, OwnerVerb] = {"attach": "attach", "plan": "plan", "refresh": "refresh", "detach": "detach"}
    word, more = first(needed(rest, example))
    if word.lower() not in verbs:
        raise BadInput(f"'{shortened(word, 20)}' is nothing to do with an owner; it is one of {', '.join(verbs)}")
    text, parts = split_parts(more)
    return OwnerOrder(verbs[word.lower()], text.strip().rstrip(":："), "", parts)


def _remedy(rest: str, context: Context) -> OwnerOrder:
    word, more = first(needed(rest, "/remedy Acme: 5 % of November; kind: credit, or /remedy REF offered"))
    if re.fullmatch(r"#?[0-9A-Za-z]{5,12}", word) and first(more)[0].lower() in _REMEDY_STATES:
        state, reason = first(more)
        return OwnerOrder("remedy", word.lstrip("#").upper(), reason, {"state": state.lower()})
    return _by_owner("remedy", "/remedy Acme: what; kind: credit")(rest, context)


def _approve(rest: str, _: Context) -> OwnerOrder:
    text, parts = split_parts(rest)
    update, reason = first(needed(text, "/approve and the draft's five letters, or the owner's name; by: wei"))
    return OwnerOrder("approve", update.lstrip("#"), reason, parts)


_REMEDY_STATES: Final = ("proposed", "authorised", "offered", "accepted", "fulfilled", "declined")


OWNER_PARSERS: Final[Mapping[str, Callable[[str, Context], OwnerOrder]]] = {
    "owner": _owner,
    "from": _by_owner("from", "/from Mr Li (Acme): what was said"),
    "to": _by_owner("to", "/to Acme: what was said to them; means: phone"),
    "asked": _by_owner("asked", "/asked Mr Li (Acme): the question >16:00"),
    "answer": _by_ref("answer", "and the answer"),
    "told": _by_owner("told", "/told Acme", alone=True),
    "promise": _by_owner("promise", "/promise Acme: what >16:00"),
    "moved": _moved,
    "kept": _by_ref("kept"),
    "broken": _by_ref("broken", "and the reason"),
    "withdrawn": _by_ref("withdrawn", "and the reason"),
    "pause": _by_owner("pause", "/pause Acme: the reason; until: 16:00"),
    "resume": _by_owner("resume", "/resume Acme", alone=True),
    "snooze": _snooze,
    "cadence": _by_owner("cadence", "/cadence Acme: 20m; because: the reason"),
    "promote": _by_ref("promote", "and the owner's wording"),
    "eta": _by_owner("eta", "/eta Acme: 16:00-17:30; confidence: medium; basis: the replay"),
    "expect": _by_owner("expect", "/expect Acme: goal and what it is; agreed: Mr Li"),
    "remedy": _remedy,
    "feedback": _by_owner("feedback", "/feedback Acme: 4 5 and their words"),
    "approve": _approve,
    "refile": _by_ref("refile", "and the owner whose it is"),
}
OWNER_FORMS: Final[Mapping[str, str]] = {
    "owner": "attach, plan, refresh or detach, a name; kind: client; lang: zh; zone: Asia/Shanghai; hours: 09:00-18:00",
    "from": "Mr Li (Acme): what was said; questions: yes; means: phone; at: -5m",
    "to": "Acme: what was said to them; means: meeting; with: Mr Li",
    "asked": "Mr Li (Acme): the question >16:00",
    "answer": "the question's five letters and the answer; told: yes",
    "told": "Acme: words; facts: status, impact (none: only words); means: phone; next: 16:00; or update: REF",
    "promise": "Acme: what >16:00; kind: report",
    "moved": "the promise's five letters, a time and the reason",
    "kept": "the promise's five letters and what shows it",
    "broken": "the promise's five letters and the reason",
    "withdrawn": "the promise's five letters and the reason",
    "pause": "Acme: the reason; until: 16:00",
    "resume": "Acme",
    "snooze": "a clock's five letters or name, a time, and the reason",
    "cadence": "Acme: 20m, long, or plan; because: the reason",
    "promote": "the entry's five letters and the owner's wording; for: Acme; topic: cause; zh: 中文",
    "eta": "Acme: 16:00-17:30; confidence: medium; basis: why so; because: why it moves",
    "expect": "Acme: goal, scope or severity, and what it is; agreed: Mr Li",
    "remedy": "Acme: what; kind: credit; amount: 5 %, or five letters and offered",
    "feedback": "Acme: clear 1 to 5, timely 1 to 5, their words",
    "approve": "the draft's five letters or the owner, and a reason; by: wei (said aloud); alone: yes; override: C02",
    "refile": "the five letters of a message, question or feedback and the owner whose it is; because: why",
}
"""What follows each command, as the entry line's help says it."""
OWNER_REFS: Final = frozenset({"answer", "moved", "kept", "broken", "withdrawn", "promote", "refile"})
