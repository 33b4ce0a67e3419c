"""What a document says before it has a format: headings, paragraphs, lists, tables, a picture. Pure data.

The kinds of documents build pages, the formats write them; neither knows the other. All texts are literal: a format
escapes them, so that nothing that people typed is ever taken for markup.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from warroom.summary.lanes import Lanes

Style = Literal["", "strong", "em", "del"]


class Styled(NamedTuple):
    """A piece of a text with how it stands out."""

    text: str
    style: Style = ""


Words = str | Sequence[Styled]
"""A text: plain, or pieces that are set with a space between them."""


class Heading(NamedTuple):
    """A heading; level 2 is a section, level 3 a day in it."""

    text: str
    level: int = 2


class Paragraph(NamedTuple):
    """A text; line ends in it stay."""

    text: Words


class Bullets(NamedTuple):
    """A list."""

    items: Sequence[Words]


class Table(NamedTuple):
    """A table; ``role`` says how it may be shown: two columns of facts, plain, or the rows of a log."""

    head: tuple[str, ...]
    rows: Sequence[tuple[Words, ...]]
    role: Literal["facts", "table", "log"] = "table"


class Picture(NamedTuple):
    """The swimlanes; a format that can't draw leaves them out, because a table says the same."""

    lanes: Lanes
    zone: ZoneInfo


Block = Heading | Paragraph | Bullets | Table | Picture


class Page(NamedTuple):
    """One document."""

    first_line: str
    """For whom it is."""
    title: str
    blocks: Sequence[Block]
    lang: str = "en"


def plain(words: Words) -> str:
    """The words without their styles."""
    return words if isinstance(words, str) else " ".join(piece.text for piece in words if piece.text)


def texts(page: Page) -> list[str]:
    """Every text of a page in reading order: what a gate has to look at."""
    found = [page.first_line, page.title]
    for block in page.blocks:
        match block:
            case Heading():
                found.append(block.text)
            case Paragraph():
                found.append(plain(block.text))
            case Bullets():
                found += [plain(item) for item in block.items]
            case Table():
                found += [*block.head, *(plain(cell) for row in block.rows for cell in row)]
            case Picture():
                found += block.lanes.texts
    return [text for text in found if text]
