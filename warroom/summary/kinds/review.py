"""The post-incident review: blameless, in a template that is chosen or one's own.

A template is a text: lines that begin with ``#`` are headings, ``- `` lists, ``{{name}}`` alone on a line is a section
that is filled from the room; everything else stays as it was written. People are called by their roles.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from warroom.errors import BadInput
from warroom.summary import gate, metric_sections, owner_sections, sections, work_sections
from warroom.summary.kinds.briefs import titled
from warroom.summary.kinds.timeline import picture
from warroom.summary.page import Block, Bullets, Heading, Page, Paragraph, Styled
from warroom.summary.request import Request
from warroom.updates.lint import blame, people
from warroom.updates.lint.finding import Ground
from warroom.updates.lint.folding import Prepared
from warroom.updates.lint.ground import roster

_STANDARD: Final = """\
{{facts}}
{{picture}}
{{fields}}
{{milestones}}
{{durations}}
{{causes}}
# What went well
- …
# What went badly
- …
# Where we were lucky
- …
{{decisions}}
{{owners}}
{{follow_ups}}
{{timeline}}
{{blame}}
{{problems}}
"""
_SHORT: Final = """\
{{facts}}
{{picture}}
{{fields}}
{{causes}}
{{follow_ups}}
{{key_events}}
{{blame}}
{{problems}}
"""
_NARRATIVE: Final = """\
{{facts}}
# What happened
Tell it as people saw it at the time: what each knew, what they expected, what surprised them.
{{picture}}
{{timeline}}
# What we learned
- …
{{causes}}
{{decisions}}
# Questions that stay open
- …
{{follow_ups}}
{{blame}}
{{problems}}
"""
TEMPLATES: Final[Mapping[str, str]] = {"standard": _STANDARD, "short": _SHORT, "narrative": _NARRATIVE}
"""Those that come with the program: after the SRE book, a page, after the Howie guide."""

_PLACE: Final = re.compile(r"\{\{\s*(\w+)\s*\}\}")


def review(asked: Request) -> Page:
    """The review; raises ``BadInput`` for a template that asks for a section that isn't there."""
    text = TEMPLATES.get(asked.template or "standard", asked.template)
    if asked.template and asked.template not in TEMPLATES and "\n" not in text and "{{" not in text:
        raise BadInput(f"there is no review template '{text}'; there are {', '.join(TEMPLATES)}, or give a file")
    blocks: list[Block] = [Paragraph([Styled(_RULE, "em")])]
    for number, line in enumerate(text.splitlines(), 1):
        place = _PLACE.fullmatch(line.strip())
        if place is None:
            blocks += _written(line)
        elif place[1] not in SECTIONS:
            raise BadInput(
                f"line {number} of the template asks for '{place[1]}'; there are {', '.join(sorted(SECTIONS))}"
            )
        else:
            made = SECTIONS[place[1]](asked)
            blocks += made if place[1] in _NAMED else _by_role(made, asked)
    return titled("Post-incident review", asked, _joined(blocks))


def _by_role(blocks: list[Block], asked: Request) -> list[Block]:
    """The blocks with a role wherever one of our people is named, in texts too."""
    held = gate.roles(asked.state, "en")
    ground = Ground(lang="en", roster=roster(asked.state))

    def change(text: str) -> str:
        for one in sorted(people.look_roster(Prepared(text), ground), key=lambda one: -one.start):
            role = held.get(one.text.casefold(), "a responder")
            text = text[: one.start] + role + text[one.end :]
        return text

    return list(gate.mapped(Page("", "", blocks), change).blocks)


_RULE: Final = "This review is blameless: it asks how, not who. People are called by their roles."
_NAMED: Final = frozenset({"follow_ups", "tasks", "roles"})
"""The sections in which people are named: work without somebody to do it isn't done."""


def _written(line: str) -> list[Block]:
    if line.startswith("#"):
        return [Heading(line.lstrip("#").strip())]
    if line.startswith("- "):
        return [Bullets([line.removeprefix("- ")])]
    return [Paragraph(line)] if line.strip() else []


def _joined(blocks: list[Block]) -> list[Block]:
    """Lists and paragraphs that were written line by line as one each."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if isinstance(block, Bullets) and isinstance(last, Bullets):
            joined[-1] = Bullets([*last.items, *block.items])
        else:
            joined.append(block)
    return joined


def _blame(asked: Request) -> list[Block]:
    """Entries whose words blame somebody, or say what should have been: to be said anew before the review is shared."""
    found = []
    ground = Ground()
    for entry in asked.state.timeline:
        if entry.retracted or entry.erased:
            continue
        prepared = Prepared(entry.text)
        for rule in blame.RULES:
            found += [f"{entry.ref}: '{one.text}': {one.message}" for one in rule.look(prepared, ground)]
    return [Heading("Words to look at before this is shared"), Bullets(found)] if found else []


def _key_events(asked: Request) -> list[Block]:
    return sections.milestones(asked)


SECTIONS: Final[Mapping[str, Callable[[Request], list[Block]]]] = {
    "facts": sections.facts,
    "picture": picture,
    "fields": sections.fields,
    "milestones": sections.milestones,
    "key_events": _key_events,
    "durations": metric_sections.lengths,
    "causes": work_sections.causes,
    "decisions": work_sections.decisions,
    "tasks": work_sections.tasks,
    "follow_ups": work_sections.follow_ups,
    "risks": work_sections.risks,
    "roles": sections.roles,
    "owners": owner_sections.owners_told,
    "timeline": sections.timeline,
    "discussion": lambda asked: sections.discussion(msgspec.structs.replace(asked, discussion=True)),
    "attachments": sections.attachments,
    "blame": _blame,
    "problems": sections.problems,
}
"""What a template can ask for."""
