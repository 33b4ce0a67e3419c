"""A page in Jira's wiki markup: Markdown isn't rendered there."""

import re
from collections.abc import Iterator
from typing import Final

from warroom.summary.page import Block, Bullets, Heading, Page, Paragraph, Picture, Styled, Table, Words
from warroom.text import safe

_MARKS: Final = re.compile(r"[\\{}\[\]|*_+^~?!@#&]|(?<![\w ])-|-(?![\w ])|(?<= )-(?=\w)|(?<=\w)-(?= )")
_STYLES: Final = {"strong": "*", "em": "_", "del": "-"}
_HEADING: Final = re.compile(r"^(h[1-6]|bq)\.", re.MULTILINE)


def rendered(page: Page) -> str:
    """A page as wiki markup; every text in it is shown as it was typed."""
    parts = [f"*{literal(page.first_line)}*", f"h1. {literal(' '.join(page.title.split())) or 'untitled'}"]
    parts += [text for block in page.blocks if (text := "\n".join(_block(block)))]
    return "\n\n".join(parts) + "\n"


def literal(text: str) -> str:
    """A text that Jira shows as it was typed; line ends become forced ones, so that a table's row stays one."""
    shown = _MARKS.sub(r"\\\g<0>", safe(text))
    shown = _HEADING.sub(r"\1\\.", shown.replace("://", ":\\//"))
    return shown.replace("\n", " \\\\ ")


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"h{level}. {literal(text)}"
        case Paragraph(text):
            yield _words(text)
        case Bullets(items):
            yield from (f"* {_words(item)}" for item in items)
        case Table(head, rows):
            if any(head):
                yield "||" + "||".join(literal(cell) or " " for cell in head) + "||"
            for row in rows:
                mark = "||" if not any(head) else "|"
                first, *rest = (_words(cell).strip() or " " for cell in row)
                yield f"{mark}{first}|" + "".join(f"{cell}|" for cell in rest)
        case Picture():
            return


def _words(words: Words) -> str:
    if isinstance(words, str):
        return literal(words)
    return " ".join(_piece(piece) for piece in words if piece.text.strip())


def _piece(piece: Styled) -> str:
    mark = _STYLES.get(piece.style, "")
    return f"{mark}{literal(piece.text.strip())}{mark}"
