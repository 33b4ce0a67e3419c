"""What the keys of screen 2 do: each asks what it must, gives one Room command and says what was done."""

from collections.abc import Callable
from typing import Any

from screens.asking import Ask
from screens.causes.rows import STATE_WORDS, hypothesis_items
from screens.hosting import Host, lettered, needs
from screens.rows import row_maker
from screens.widgets.panels import Item, Layout
from warroom.errors import BadInput, WarroomError
from warroom.state.cause_rules import read_confidence, say_confidence
from warroom.state.causes import (
    EVIDENCE_SIDES,
    FACTOR_KINDS,
    HYPOTHESIS_STATES,
    OUTCOMES,
    Evidence,
    EvidenceSide,
    Factor,
    HypothesisState,
    Outcome,
    Proposed,
    Tried,
    Why,
)
from warroom.state.record import Record, called

ENTRIES = Layout(3, 12)
HYPOTHESES = Layout(9, 8)
UNDOES = "z takes it back"
NO_EVIDENCE = frozenset({"cause", "task", "follow_up", "risk", "role", "presence"})
"""Lines of the timeline that say what people did about the causes, not what they saw."""


def _check_confidence(text: str) -> None:
    _confidence(text)


def _confidence(text: str) -> int | None:
    """Percent, None for nothing."""
    if not text.strip():
        return None
    percent = read_confidence(text)
    if percent is None:
        raise BadInput("how sure: 0 to 100, or low, medium, high; nothing for nobody knows")
    return percent


_WHO = Ask("actor", "Who said so", hint="nothing: you")
_SURE = Ask("confidence", "How sure", hint="0 to 100, or low, medium, high; may be empty", check=_check_confidence)


async def propose(host: Host) -> None:
    """Put up what may be the cause."""
    asks = [
        Ask("text", "What may be the cause", hint="never a person", check=needs("a cause needs words")),
        _SURE,
        _WHO,
    ]
    answers = await host.ask("cause", "New cause", asks)
    if answers is not None:
        event = await host.room.causes.propose(
            answers["text"],
            confidence=_confidence(answers["confidence"]),
            actor=answers["actor"].strip(),
            via="spoken" if answers["actor"].strip() else "key",
        )
        host.tell(f"{event.ref} is put up; s says that it is tested, + and - link what speaks for and against it")


async def set_state(host: Host, record: Record[Any]) -> None:
    """Say where a hypothesis stands, or what came of a try."""
    if isinstance(record.now, Tried):
        await _set_outcome(host, record)
    elif isinstance(record.now, Proposed):
        await _set_hypothesis(host, record)
    else:
        raise BadInput("only a cause and what was tried have a state")


async def _set_hypothesis(host: Host, record: Record[Proposed]) -> None:
    options = lettered([(state, STATE_WORDS[state].lower()) for state in HYPOTHESIS_STATES])
    wanted = await host.choose(f"{called(record, 50)}: it is", options, _now(record.now.state, record))
    if wanted is None:
        return
    state: HypothesisState = next(one for one in HYPOTHESIS_STATES if one == wanted)
    reason = await _reason(host, record, state.replace("_", " "), needed=state == "ruled_out")
    if reason is not None:
        await host.room.causes.set_state(record.eid, state, reason)
        host.tell(f"{record.ref} is {STATE_WORDS[state].lower()}; {UNDOES}")


async def _set_outcome(host: Host, record: Record[Tried]) -> None:
    wanted = await host.choose(
        f"{called(record, 50)}: it", lettered([(one, one) for one in OUTCOMES]), _now(record.now.outcome, record)
    )
    if wanted is None:
        return
    outcome: Outcome = next(one for one in OUTCOMES if one == wanted)
    reason = await _reason(host, record, outcome, needed=outcome == "failed")
    if reason is not None:
        await host.room.causes.set_outcome(record.eid, outcome, reason)
        host.tell(f"{record.ref}: {outcome}; {UNDOES}")


def _now(state: str, record: Record[Any]) -> str:
    conflict = " People disagree: what you choose holds." if record.conflicts else ""
    return f"It is {state.replace('_', ' ')} now.{conflict}"


async def _reason(host: Host, record: Record[Any], state: str, *, needed: bool) -> str | None:
    """The reason of a change, None when the form was left."""
    ask = Ask(
        "reason",
        "Why",
        hint="needed: somebody tries it again else" if needed else "may be empty",
        check=needs("say why: else somebody goes through it again") if needed else None,
    )
    answers = await host.ask(f"{state} {record.eid}", f"{record.ref} is {state}", [ask], record.now.text)
    return answers["reason"].strip() if answers is not None else None


async def set_confidence(host: Host, record: Record[Proposed]) -> None:
    """Say how sure people are."""
    ask = _SURE._replace(hint=f"now {say_confidence(record.now.confidence) or 'unsaid'}; empty takes it back")
    answers = await host.ask(f"sure {record.eid}", f"How sure: {record.ref}", [ask], record.now.text)
    if answers is not None:
        percent = _confidence(answers["confidence"])
        await host.room.causes.set_confidence(record.eid, percent)
        host.tell(f"{record.ref}: {'nobody says how sure' if percent is None else f'{percent} % sure'}; {UNDOES}")


# -- evidence ------------------------------------------------------------------------------------------------------


async def add_evidence(host: Host, record: Record[Proposed], side: EvidenceSide) -> None:
    """Pick timeline entries that speak for or against a hypothesis."""
    state = host.room.state
    linked = {one.now.entry: one.now.side for one in state.causes.evidence.standing() if one.now.cause == record.eid}
    make = row_maker(host.room.zone)
    items = []
    for entry in state.timeline.order:
        if not entry.retracted and not entry.erased and entry.kind not in NO_EVIDENCE:
            row = make(entry)
            known = {"for": "+", "against": "-"}.get(linked.get(entry.eid, ""), "")
            items.append(Item(row._replace(flag=known), entry.eid))
    picked = await host.pick(
        f"Which entries speak {side.upper()} it: {called(record, 60)}", items, ENTRIES, several=True, at_end=True
    )
    added = 0
    for eid in picked:
        if linked.get(eid) != side:
            await host.room.causes.add_evidence(record.eid, side, eid)
            added += 1
    if picked:
        host.tell(f"{added} linked {side} {record.ref}; {UNDOES}" if added else f"they speak {side} it already")


async def link_entry(host: Host, entry: str) -> None:
    """Link one timeline entry to a hypothesis that is picked."""
    items = [one for one in hypothesis_items(host.room.state) if one.record]
    if not items:
        raise WarroomError("no cause is put up yet: 2 shows the causes, n there puts one up")
    picked = await host.pick("To which cause does it speak", items, HYPOTHESES)
    if not picked:
        return
    record = host.room.causes.hypothesis(picked[0])
    side = await host.choose(called(record, 60), lettered([(one, one) for one in EVIDENCE_SIDES]), "The entry speaks")
    if side is not None:
        chosen: EvidenceSide = "for" if side == "for" else "against"
        await host.room.causes.add_evidence(record.eid, chosen, entry)
        host.tell(f"linked {side} {record.ref}; {UNDOES}")


# -- what was tried, why, what contributed -------------------------------------------------------------------------


async def note_tried(host: Host, cause: Record[Proposed] | None) -> None:
    """Note what was tried; a failure needs its reason."""
    outcome = await host.choose(
        "What was tried", lettered([("helped", "helped"), ("failed", "failed"), ("pending", "not known yet")])
    )
    if outcome is None:
        return
    chosen: Outcome = next(one for one in OUTCOMES if one == outcome)
    why = needs("why did it fail? A failure needs its reason, else somebody tries it again")
    asks = [
        Ask("text", "What was tried", check=needs("what was tried?")),
        Ask("actor", "By whom", hint="nothing: you"),
        Ask("reason", "Why", hint="needed" if chosen == "failed" else "", check=why if chosen == "failed" else None),
    ]
    about = f"Tests {cause.ref}: {cause.now.text}" if cause is not None else "About no cause in particular"
    answers = await host.ask(f"tried {chosen}", f"Tried: {chosen}", asks, about)
    if answers is not None:
        await host.room.causes.tried(
            answers["text"],
            chosen,
            answers["reason"].strip(),
            cause=cause.eid if cause is not None else "",
            actor=answers["actor"].strip(),
            via="spoken" if answers["actor"].strip() else "key",
        )
        host.tell(f"noted: {chosen}; {UNDOES}")


async def answer_why(host: Host, record: Record[Any]) -> None:
    """Answer the highlighted why, else the last one of the hypothesis."""
    above = record.now.text
    ask = Ask("text", "Because", hint="never a person", check=needs("an answer needs words"))
    answers = await host.ask(f"why {record.eid}", "Why is that so?", [ask, _WHO], above)
    if answers is not None:
        await host.room.causes.why(record.eid, answers["text"], actor=answers["actor"].strip())
        host.tell(f"the why is answered; {UNDOES}")


async def add_factor(host: Host, cause: Record[Proposed] | None) -> None:
    """Note what contributed."""
    kinds = [
        ("trigger", "trigger: what set it off"),
        ("contributing", "contributing: what let it happen or made it worse"),
        ("systemic", "systemic: what would let it happen again"),
    ]
    wanted = await host.choose("Which kind of factor", lettered(kinds))
    if wanted is None:
        return
    kind = next(one for one in FACTOR_KINDS if one == wanted)
    ask = Ask("text", "What contributed", hint="never a person", check=needs("a factor needs words"))
    about = f"Follows from {cause.ref}: {cause.now.text}" if cause is not None else ""
    answers = await host.ask(f"factor {kind}", f"{kind.capitalize()} factor", [ask, _WHO], about)
    if answers is not None:
        await host.room.causes.factor(
            kind,
            answers["text"],
            cause=cause.eid if cause is not None else "",
            actor=answers["actor"].strip(),
        )
        host.tell(f"noted; P makes it the primary one; {UNDOES}")


async def toggle_primary(host: Host, record: Record[Any]) -> None:
    """Make a factor the primary one, or take that back."""
    if not isinstance(record.now, Factor):
        raise BadInput("only a factor can be primary: tab goes to them, f notes one")
    causes = host.room.state.causes
    primary = causes.primary_factor != record.eid or bool(causes.primary_conflict)
    await host.room.causes.set_primary(record.eid, primary=primary)
    host.tell(f"{record.ref} is {'' if primary else 'no longer '}the primary factor; {UNDOES}")


# -- words, withdrawal, conflicts ----------------------------------------------------------------------------------


async def edit(host: Host, record: Record[Any]) -> None:
    """Change the words, and a factor's kind or a piece of evidence's side."""
    fields = [Ask("text", "Words", record.now.text, check=None if isinstance(record.now, Evidence) else needs("words"))]
    if isinstance(record.now, Evidence):
        fields.append(Ask("side", "Speaks", record.now.side, "for or against", _one_of(EVIDENCE_SIDES)))
    if isinstance(record.now, Factor):
        fields.append(Ask("factor", "Kind", record.now.factor, ", ".join(FACTOR_KINDS), _one_of(FACTOR_KINDS)))
    answers = await host.ask(
        f"edit {record.eid}", f"Edit {record.ref}", fields, "The history keeps what was said before."
    )
    if answers is not None:
        given = {name: text.strip() for name, text in answers.items()}
        if isinstance(record.now, Evidence) and not given["text"]:
            del given["text"]
        await host.room.causes.edit(record.eid, **given)
        host.tell(f"{record.ref} is changed; {UNDOES}")


def _one_of(values: tuple[str, ...]) -> Callable[[str], None]:
    def check(text: str) -> None:
        if text.strip() not in values:
            raise BadInput(f"one of {', '.join(values)}")

    return check


async def withdraw(host: Host, record: Record[Any]) -> None:
    """Take it off the panel, with a reason if there is one."""
    ask = Ask("reason", "Why", hint="may be empty")
    answers = await host.ask(f"withdraw {record.eid}", f"Withdraw {record.ref}", [ask], record.now.text)
    if answers is not None:
        await host.room.causes.withdraw(record.eid, answers["reason"].strip())
        host.tell(f"{record.ref} is withdrawn; {UNDOES}")


def answers_why(record: Record[Any]) -> bool:
    """Whether a highlighted record is a why that can be answered itself."""
    return isinstance(record.now, Why)
