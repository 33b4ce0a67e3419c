"""The handover: what the next one on duty must know, the most urgent first."""

from itertools import islice

from warroom.state.duty import long_on_duty
from warroom.summary import sections, work_sections
from warroom.summary.kinds.briefs import owed, standing, titled
from warroom.summary.measured import words
from warroom.summary.page import Block, Bullets, Heading, Page, Paragraph, Words
from warroom.summary.request import Request

_LATEST = 15
"""Entries that show what happened just before."""


def handover(asked: Request) -> Page:
    """The page that is handed over with command or at the end of a shift."""
    due = owed(asked)
    blocks: list[Block] = [*standing(asked)]
    blocks += [Heading("We owe"), Bullets(due) if due else Paragraph("Nothing that is written down.")]
    blocks += [*work_sections.tasks(asked, ended=False)]
    blocks += work_sections.cause(asked)
    blocks += [*work_sections.risks(asked), *_reviews(asked), *sections.roles(asked), *_tired(asked)]
    blocks += [*_latest(asked), *sections.problems(asked)]
    return titled("Handover", asked, blocks)


def _reviews(asked: Request) -> list[Block]:
    rows: list[tuple[Words, ...]] = [
        (asked.times.when(one.now.review_at or ""), work_sections.said(one), one.now.decided_by)
        for one in asked.state.decisions.made.standing()
        if one.now.review_at and one.now.state == "stands"
    ]
    return sections.section("Decisions to review", ("Review", "Decision", "Decided by"), rows)


def _tired(asked: Request) -> list[Block]:
    tired = long_on_duty(asked.state.team, asked.moment)
    if not tired:
        return []
    items = [f"{one.name}, since {asked.times.at(one.since)}" for one in tired]
    return [Heading("On duty for long"), Bullets(items)]


def _latest(asked: Request) -> list[Block]:
    """The last entries, the newest first."""
    rows: list[tuple[Words, ...]] = [
        (asked.times.when(entry.at), words(entry.kind), entry.who, entry.text)
        for entry in islice((one for one in reversed(asked.state.timeline.order) if not one.erased), _LATEST)
        if not entry.retracted
    ]
    return sections.section("Latest entries, the newest first", ("Time", "Kind", "Who", "What"), rows)
