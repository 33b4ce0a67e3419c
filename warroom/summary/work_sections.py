"""The sections about causes, decisions, work and risks, for our own people. Pure: state in, blocks out."""

from typing import Any

from warroom.state.board import follow_ups_by_due, risks_by_weight
from warroom.state.cause_rules import claim
from warroom.state.causes import UNSAID
from warroom.state.record import Record, called
from warroom.state.tasks import TASK_ENDED
from warroom.summary.measured import words
from warroom.summary.page import Block, Bullets, Heading, Paragraph, Table, Words
from warroom.summary.request import Request
from warroom.summary.sections import section
from warroom.summary.times import Times

ERASED = "erased"


def said(record: Record[Any]) -> str:
    """The words of a record, or that they were taken away."""
    return ERASED if record.erased else str(record.now.text)


def causes(asked: Request) -> list[Block]:
    """How far the cause is known, what was thought and tried, and what contributed."""
    held = asked.state.causes
    if not (len(held.hypotheses) or len(held.factors) or len(held.tried)):
        return []
    known = claim(held)
    disputed = " (disputed)" if known.disputed else ""
    blocks: list[Block] = [Heading("Causes"), Paragraph(f"The cause is {known.label()}{disputed}.")]
    rows: list[tuple[Words, ...]] = []
    for one in held.hypotheses.standing():
        sure = "" if one.now.confidence == UNSAID else f"{one.now.confidence} %"
        rows.append((said(one), words(one.now.state), sure, one.why("state")))
    if rows:
        blocks.append(Table(("Possible cause", "State", "Confidence", "Why"), rows))
    factors: list[tuple[Words, ...]] = [
        (said(one), one.now.factor, "primary" if one.eid == held.primary_factor else "")
        for one in held.factors.standing()
    ]
    if factors:
        blocks.append(Table(("Contributing factor", "Kind", ""), factors))
    tried: list[tuple[Words, ...]] = [
        (asked.times.when(one.at), said(one), one.now.outcome, one.why("outcome"), one.who)
        for one in held.tried.standing()
    ]
    if tried:
        blocks.append(Table(("When", "Tried", "Outcome", "Why", "Who"), tried))
    return blocks


def cause(asked: Request) -> list[Block]:
    """In short reports: how far the cause is known, and the possible ones that nobody confirmed yet."""
    held = asked.state.causes
    known = claim(held)
    named = "; ".join(called(one) for one in known.may_name)
    named_ids = {one.eid for one in known.may_name}
    unproven = [
        f"Unconfirmed: {called(one, 200)}"
        for one in held.hypotheses.standing()
        if one.now.state in ("open", "testing") and one.eid not in named_ids and not one.erased
    ]
    blocks: list[Block] = [Heading("Cause"), Paragraph(f"{known.label().capitalize()}{f': {named}' if named else ''}")]
    return [*blocks, Bullets(unproven)] if unproven else blocks


def decisions(asked: Request) -> list[Block]:
    """What was decided, by whom, between what, against whose objections."""
    rows: list[tuple[Words, ...]] = []
    for one in asked.state.decisions.made.standing():
        now = one.now
        text = said(one) + (f"\nof: {' / '.join(now.options)}" if now.options else "")
        text += f"\nobjections: {' / '.join(now.objections)}" if now.objections else ""
        review = asked.times.when(now.review_at) if now.review_at else ""
        rows.append((asked.times.when(one.at), text, now.decided_by or one.who, now.executor, now.state, review))
    return section("Decisions", ("When", "Decision", "Decided by", "Done by", "State", "Review"), rows)


def due(stamp: str | None, times: Times) -> str:
    """A due time, or nothing."""
    return times.when(stamp) if stamp else ""


def tasks(asked: Request, *, ended: bool | None = None) -> list[Block]:
    """The tasks by state; ``ended`` chooses those that are over, or those that are not."""
    rows: list[tuple[Words, ...]] = [
        (said(one), one.now.assignee, words(one.now.state), due(one.now.due, asked.times), one.why("state"))
        for one in asked.state.tasks.tasks.standing()
        if ended is None or (one.now.state in TASK_ENDED) == ended
    ]
    title = "Tasks" if ended is None else "Done" if ended else "Open tasks"
    return section(title, ("Task", "Assignee", "State", "Due", "Why"), rows)


def follow_ups(asked: Request) -> list[Block]:
    """The work that outlives the incident: who, until when, by what one sees that it is done."""
    rows: list[tuple[Words, ...]] = [
        (
            said(one), one.now.kind, one.now.assignee or "nobody yet", due(one.now.due, asked.times) or "no date yet",
            one.now.criterion, words(one.now.state),
        )
        for one in follow_ups_by_due(asked.state.tasks, ended=True)
    ]  # fmt: skip
    return section("Follow-ups", ("Follow-up", "Kind", "Assignee", "Due", "Done when", "State"), rows)


def risks(asked: Request) -> list[Block]:
    """What may go wrong yet, the heaviest first."""
    rows: list[tuple[Words, ...]] = [
        (said(one), one.now.probability, one.now.impact, one.now.countermeasure, one.now.assignee, one.now.state)
        for one in risks_by_weight(asked.state.risks)
    ]
    return section("Risks", ("Risk", "Probability", "Impact", "Countermeasure", "Watched by", "State"), rows)
