"""The closure report for an owner: the draft of the phase closure, with the key events and the picture beside it."""

from warroom import cadence, seal
from warroom.errors import BadInput, WarroomError
from warroom.summary.audience import first_line
from warroom.summary.kinds import for_owner
from warroom.summary.kinds.timeline import picture
from warroom.summary.page import Block, Bullets, Heading, Page, Paragraph
from warroom.summary.request import Request
from warroom.updates.numbering import next_number
from warroom.updates.rendering import numbered


def refuse(asked: Request) -> Page:
    """There is no closure report for our own people."""
    names = asked.state.owners.names
    there = f"--for {names[0]}" if names else "attach an owner first (/owner attach NAME)"
    raise BadInput(f"a closure report is for an owner: {there}; for your own people there is --kind review")


def closure(asked: Request) -> Page:
    """The report; raises ``WarroomError`` naming what nobody wrote in the owner's language yet."""
    from warroom.updates.drafting import Order, drafted  # with it comes jinja2

    made = drafted(
        asked.state, asked.owner, asked.moment, Order(phase="closure", form="long", langs=(asked.lang,)), asked.library,
        ref=seal.room_ref(asked.room), profile=asked.profile, cadences=asked.cadences or cadence.DEFAULT,
    )  # fmt: skip
    body = made.content.body(asked.lang)
    number = next_number(asked.state, asked.owner)
    lacks = [f"  {one.key.partition(':')[0].replace('_', ' ')}: {one.source[:80]}" for one in made.lacks if one.needed]
    marked = [section.field for section in body.sections if "⟦missing" in section.text]
    if lacks or marked:
        raise WarroomError(
            f"nothing was written: the closure report for {asked.owner} lacks words in '{asked.lang}'.\n"
            + "\n".join(lacks or [f"  {field.replace('_', ' ')}" for field in marked])
            + "\nWrite them in the draft (screen 4, or 'warroom draft'), then export again."
        )
    blocks: list[Block] = []
    for section in body.sections:
        blocks += _section(numbered(section.text, number))
    blocks += for_owner.lengths(asked) + picture(asked)
    return Page(first_line(asked.audience, asked.lang), for_owner.title_of(asked), blocks, asked.lang)


def _section(text: str) -> list[Block]:
    """A section of the draft as blocks: its lists stay lists, its headings headings."""
    blocks: list[Block] = []
    for line in text.split("\n"):
        last = blocks[-1] if blocks else None
        if line.startswith("#"):
            blocks.append(Heading(line.lstrip("#").strip()))
        elif line.startswith("- "):
            item = _bare(line.removeprefix("- "))
            if isinstance(last, Bullets):
                blocks[-1] = Bullets([*last.items, item])
            else:
                blocks.append(Bullets([item]))
        elif line.strip():
            blocks.append(Paragraph(_bare(line)))
    return blocks


def _bare(line: str) -> str:
    """A line without the marks of emphasis that a mail would show."""
    return line.replace("**", "")
