"""The timeline summary for our own people: everything, and what does not add up."""

from warroom.summary import metric_sections, sections, work_sections
from warroom.summary.audience import first_line
from warroom.summary.lanes import lanes
from warroom.summary.owner_sections import owners_told
from warroom.summary.page import Block, Page, Picture
from warroom.summary.request import Request


def timeline(asked: Request) -> Page:
    """The summary of a whole room."""
    blocks: list[Block] = [
        *sections.facts(asked),
        *picture(asked),
        *sections.milestones(asked),
        *metric_sections.lengths(asked),
        *sections.fields(asked),
        *work_sections.causes(asked),
        *owners_told(asked),
        *work_sections.decisions(asked),
        *work_sections.tasks(asked),
        *work_sections.follow_ups(asked),
        *work_sections.risks(asked),
        *sections.roles(asked),
        *sections.attachments(asked),
        *sections.timeline(asked),
        *sections.discussion(asked),
        *sections.problems(asked),
    ]
    return Page(first_line(asked.audience), asked.state.incident.title, blocks)


def picture(asked: Request) -> list[Block]:
    """The swimlanes, where there is something to see."""
    made = lanes(asked.state, asked.moment, owner=asked.owner, lang=asked.tongue, labels=asked.labels)
    marks = sum(len(lane.marks) + len(lane.bars) for lane in made.lanes)
    return [Picture(made, asked.zone)] if marks > 1 else []
