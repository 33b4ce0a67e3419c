"""The short reports for people above and beside: conditions, actions, needs; and the executive report."""

from warroom.brief import brief
from warroom.clock import to_stamp
from warroom.state.promises import promises
from warroom.state.record import called
from warroom.summary import sections, work_sections
from warroom.summary.audience import first_line
from warroom.summary.kinds.timeline import picture
from warroom.summary.measured import words
from warroom.summary.page import Block, Bullets, Heading, Page, Paragraph, Table, Words
from warroom.summary.request import Request

_LISTED = 5
"""How many things of a kind a short report names; the rest it counts."""


def can(asked: Request) -> Page:
    """Conditions, actions, needs: what the brief says aloud, as a page."""
    blocks: list[Block] = [*standing(asked)]
    for line in brief(asked.state, now=asked.moment, zone=asked.zone).split("\n"):
        name, _, text = line.partition(": ")
        blocks += [Heading(name), Paragraph(text)]
    blocks += [*work_sections.tasks(asked, ended=False), *sections.problems(asked)]
    return titled("CAN report", asked, blocks)


def titled(what: str, asked: Request, blocks: list[Block]) -> Page:
    """A page for our own people that says what it is beside the incident's title."""
    title = sections.one_line(asked.state.incident.title) or "untitled"
    return Page(first_line(asked.audience), f"{what}: {title}", blocks)


def standing(asked: Request) -> list[Block]:
    """Severity, status, impact and command, in a table of two columns."""
    state = asked.state
    rows: list[tuple[Words, ...]] = [
        ("Severity", asked.labels.severity(state.incident.severity.value) or "not set"),
        ("Status", asked.labels.status(state.incident.status.value) or "not set"),
    ]
    if impact := state.incident.field("impact"):
        rows.append(("Impact", impact))
    rows.append(("In command", state.team.holder("incident_commander") or "nobody"))
    rows.append(("As of", asked.times.at(asked.moment)))
    return [Table(("", ""), rows, "facts"), *sections.checks_note(asked)]


def executive(asked: Request) -> Page:
    """Half a page for who decides and pays: what is hit, since when, what we do, what owners were told, what we owe."""
    state = asked.state
    passed = state.timeline.passed()
    rows: list[tuple[Words, ...]] = [(words(name).capitalize(), asked.times.when(passed[name][1])) for name in passed]
    blocks: list[Block] = [*standing(asked), *picture(asked)]
    blocks += sections.fields(asked, "scope", "data_safety", "owner_action")
    blocks += [Heading("Key times"), Table(("Milestone", "Time"), rows)] if rows else []
    blocks += work_sections.cause(asked)
    blocks += short("What we do", doing(asked))
    blocks += short("What owners were told last", told_last(asked))
    blocks += short("What we owe", owed(asked))
    blocks += short("Decisions", [called(one, 200) for one in state.decisions.made.standing()])
    open_risks = [one for one in state.risks.risks.standing() if one.now.state == "open"]
    blocks += short("Risks", [called(one, 200) for one in open_risks])
    return titled("Executive report", asked, [*blocks, *sections.problems(asked)])


def short(title: str, items: list[str]) -> list[Block]:
    """A list of the first few things under a heading; nothing when there are none."""
    if not items:
        return []
    more = [f"and {len(items) - _LISTED} more"] if len(items) > _LISTED else []
    return [Heading(title), Bullets([*items[:_LISTED], *more])]


def doing(asked: Request) -> list[str]:
    """The tasks under way or open, each with who has it and until when."""
    found = []
    for one in asked.state.tasks.tasks.standing():
        if one.now.state in ("open", "in_progress", "blocked") and not one.erased:
            until = f", until {asked.times.when(one.now.due)}" if one.now.due else ""
            found.append(f"{one.now.assignee or 'nobody'}: {called(one, 200)} ({words(one.now.state)}{until})")
    return found


def told_last(asked: Request) -> list[str]:
    """For each owner, when they were told something last and what."""
    found = []
    for owner in asked.state.owners.names:
        last = asked.state.updates.last(owner)
        if last is None:
            found.append(f"{owner}: nothing yet")
        else:
            text = last.said.text or "; ".join(one.text for one in last.said.facts if one.text)
            found.append(f"{owner}, {asked.times.when(last.at)}: {sections.one_line(text)}")
    return found


def owed(asked: Request) -> list[str]:
    """The promises that are still to be kept, nearest first, and the questions without an answer."""
    state = asked.state
    found = []
    for one in promises(state.commitments, state.updates, asked.moment):
        if one.is_owed and not one.record.erased:
            until = f" until {asked.times.when(to_stamp(one.due))}" if one.due else ""
            late = ", LATE" if one.standing == "late" else ""
            made = one.record.now
            found.append(f"{made.owner_id}: {called(one.record, 200) or words(made.kind)}{until}{late}")
    asked_by = state.questions.unanswered()
    return found + [f"{one.now.owner_id} asks: {called(one, 200)}" for one in asked_by if not one.erased]
