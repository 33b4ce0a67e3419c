"""Causes, tasks, risks and decisions as text for people: literal, aligned in cells, in the room's zone."""

from collections.abc import Iterable, Sequence

from warroom.cli.printing import table
from warroom.room import Room
from warroom.state.board import by_due, follow_ups_by_due, missing_of, risks_by_weight
from warroom.state.cause_rules import balance, claim, evidence_of, say_confidence, why_chain
from warroom.state.record import Record, words_of
from warroom.state.task_clock import ends_at, time_or_none
from warroom.state.tasks import FollowUpSet, TaskSet
from warroom.times import say_clock


def _clock(room: Room, stamp: str | None) -> str:
    at = time_or_none(stamp or "")
    return say_clock(at, now=room.clock(), zone=room.zone) if at else "-"


def _whose(record: Record[TaskSet] | Record[FollowUpSet]) -> str:
    names = record.conflict("assignee") or (record.now.assignee,)
    who = " or ".join(name or "nobody" for name in names)
    return f"{who} ({record.now.owner})" if record.now.side == "owner" else who


def _state(record: Record[TaskSet] | Record[FollowUpSet]) -> str:
    return " or ".join(record.conflict("state") or (record.now.state,)).replace("_", " ")


def _rows(rows: Iterable[Sequence[str]]) -> str:
    found = list(rows)
    return table(found) if found else ""


def causes_shown(room: Room) -> str:
    """The hypotheses with their evidence, tries and whys, then the factors; first what may be said of the cause."""
    causes = room.state.causes
    lines = [f"cause: {claim(causes).state}"]
    rows, whys = [], []
    for one in causes.hypotheses.standing():
        pro, contra = balance(evidence_of(causes, room.state.timeline, one.eid))
        states = " or ".join(one.conflict("state") or (one.now.state,)).replace("_", " ")
        sure = say_confidence(one.now.confidence)
        rows.append((one.ref, states, sure or "-", f"+{pro} -{contra}", words_of(one)))
        chain = why_chain(causes, one.eid)
        whys.append([f"    {'  ' * line.depth}{line.why.ref} why: {words_of(line.why)}" for line in chain])
    for row, chain_lines in zip(_rows(rows).splitlines(), whys, strict=True):
        lines += [row, *chain_lines]
    for tried in causes.tried.standing():
        why = f" ({tried.why('outcome')})" if tried.why("outcome") else ""
        lines.append(_rows([(tried.ref, "tried", tried.now.outcome, tried.who, words_of(tried) + why)]))
    for factor in causes.factors.standing():
        primary = "primary" if factor.eid in (causes.primary_factor, *causes.primary_conflict) else "-"
        lines.append(_rows([(factor.ref, factor.now.factor, primary, words_of(factor))]))
    return "\n".join(lines)


def tasks_shown(room: Room) -> str:
    """The tasks that aren't done by when their time is up, then the others."""
    going = by_due(room.state.tasks)
    ended = [one for one in room.state.tasks.tasks.standing() if one not in going]
    rows = []
    for one in [*going, *ended]:
        ends = ends_at(one)
        until = say_clock(ends, now=room.clock(), zone=room.zone) if ends else "-"
        over = "!" if ends and ends <= room.clock() and one in going else ""
        rows.append((one.ref, _state(one), _whose(one), until + over, words_of(one)))
    return _rows(rows)


def follow_ups_shown(room: Room) -> str:
    """The follow-ups by date; what one still needs is named."""
    return _rows(
        (
            one.ref,
            _state(one),
            one.now.kind,
            _whose(one),
            _clock(room, one.now.due),
            words_of(one) + (f" (needs {', '.join(missing_of(one))})" if missing_of(one) else ""),
        )
        for one in follow_ups_by_due(room.state.tasks, ended=True)
    )


def risks_shown(room: Room) -> str:
    """The risks, the heaviest first."""
    return _rows(
        (one.ref, one.now.state, f"{one.now.probability}/{one.now.impact}", one.now.assignee or "-", words_of(one))
        for one in risks_by_weight(room.state.risks)
    )


def decisions_shown(room: Room) -> str:
    """The decisions in the order in which they were made."""
    return _rows(
        (
            one.ref,
            one.now.state,
            one.now.decided_by + (f" ({one.now.owner})" if one.now.side == "owner" else ""),
            one.now.executor or "-",
            _clock(room, one.now.review_at),
            words_of(one),
        )
        for one in room.state.decisions.made.standing()
    )
