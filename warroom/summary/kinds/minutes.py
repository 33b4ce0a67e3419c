"""The minutes of the call: who was there, what was decided, who does what, what stayed open."""

from warroom.summary import sections, work_sections
from warroom.summary.kinds.briefs import owed, short, titled
from warroom.summary.page import Block, Page, Table, Words
from warroom.summary.request import Request


def minutes(asked: Request) -> Page:
    """The page that goes to everybody who was there."""
    opened = asked.state.incident.opened_at
    rows: list[tuple[Words, ...]] = [("Began", asked.times.when(opened))] if opened else []
    rows += [("As of", asked.times.at(asked.moment)), ("Times", f"in {asked.zone.key}")]
    blocks: list[Block] = [Table(("", ""), rows, "facts"), *sections.checks_note(asked), *_present(asked)]
    blocks += [*sections.roles(asked), *work_sections.decisions(asked), *work_sections.tasks(asked)]
    blocks += [*work_sections.follow_ups(asked), *short("Still open with owners", owed(asked))]
    blocks += [*sections.timeline(asked), *sections.problems(asked)]
    return titled("Minutes", asked, blocks)


def _present(asked: Request) -> list[Block]:
    """Everybody who was on the call, on whose side, from when until when."""
    rows: list[tuple[Words, ...]] = []
    for name, register in sorted(asked.state.team.presence.items()):
        side, since = "", ""
        for one in register.history:
            if one.value.here:
                side = (one.value.owner or "owner") if one.value.side == "owner" else "our side"
                since = since or one.value.since
            elif since:
                rows.append((name, side, asked.times.when(since), asked.times.when(one.value.since)))
                since = ""
        if since:
            rows.append((name, side, asked.times.when(since), "still there"))
    return sections.section("Present", ("Who", "Side", "From", "Until"), rows)
