"""The metrics of a room, those of its owners, and the figures of its source, for our own people. Pure: blocks out."""

from warroom import cadence
from warroom.summary.measured import Metric, shown, words
from warroom.summary.metrics import metrics
from warroom.summary.page import Block, Heading, Table, Words
from warroom.summary.request import Request
from warroom.summary.stated import given_by, stated

OWNER_SIDE = frozenset(
    {
        "time_to_first_notice", "time_to_close", "cadence_adherence", "longest_silence", "coverage", "answer_time",
        "promises_kept", "eta_error", "corrections",
    }
)  # fmt: skip
"""Metrics that say nothing while nobody is told anything."""


def lengths(asked: Request) -> list[Block]:
    """Every metric with its formula; where there is no number, why. Nothing at all for a room without milestones."""
    state = asked.state
    made = metrics(state, asked.moment, asked.cadences or cadence.DEFAULT)
    if not (state.timeline.passed() or made.owners or state.incident.figures):
        return []
    wanted = [one for one in made.room if made.owners or one.value is not None or one.name not in OWNER_SIDE]
    title = "Metrics, of a drill" if made.drill else "Metrics"
    blocks: list[Block] = [Heading(title), Table(("Measure", "Value", "Formula"), [_row(one) for one in wanted])]
    if len(made.owners) > 1:
        rows: list[tuple[Words, ...]] = [(owner, *_row(one)) for owner, theirs in made.owners.items() for one in theirs]
        blocks += [Heading("Metrics by owner"), Table(("Owner", "Measure", "Value", "Formula"), rows)]
    return blocks + _figures(asked)


def _row(one: Metric) -> tuple[Words, ...]:
    return words(one.name), shown(one), one.formula


def _figures(asked: Request) -> list[Block]:
    """What the source says of itself, and the pair of stamps that gives it."""
    rows: list[tuple[Words, ...]] = [
        (words(one.figure), one.text, given_by(one, asked.state, asked.times))
        for one in stated(asked.state, asked.moment)
    ]
    head = ("Figure", "As the source states it", "Which stamps give it")
    return [Heading("Figures of the source"), Table(head, rows)] if rows else []
