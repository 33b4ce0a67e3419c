"""A page as a Slack message in mrkdwn: no tables there, so a row is a line."""

import re
from collections.abc import Iterator
from typing import Final

from warroom.summary.page import Block, Bullets, Heading, Page, Paragraph, Picture, Styled, Table, Words
from warroom.text import safe

_ENTITIES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_MARKS: Final = re.compile(r"(?<![^\W_])[*_~`](?=\S)|(?<=\S)[*_~`](?![^\W_])")
_UNSEEN: Final = "\u2060"
_STYLES: Final = {"strong": "*", "em": "_", "del": "~"}
_AT: Final = re.compile(r"@(?=here|channel|everyone)")


def rendered(page: Page) -> str:
    """A page as one message; every text in it is shown as it was typed, and nobody is called by it."""
    parts = [f"*{literal(page.first_line)}*", f"*{literal(' '.join(page.title.split())) or 'untitled'}*"]
    parts += [text for block in page.blocks if (text := "\n".join(_block(block)))]
    return "\n\n".join(parts) + "\n"


def literal(text: str) -> str:
    """A text that Slack shows as it was typed: a mark at the edge of a word gets an unseen letter beside it."""
    shown = _MARKS.sub(lambda match: f"{_UNSEEN}{match[0]}{_UNSEEN}", safe(text))
    return _AT.sub(f"@{_UNSEEN}", shown).translate(_ENTITIES)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text):
            yield f"*{literal(text)}*"
        case Paragraph(text):
            yield _words(text)
        case Bullets(items):
            yield from (f"• {_line(item)}" for item in items)
        case Table(head, rows, role):
            for row in rows:
                yield _row(head, row, role)
        case Picture():
            return


def _row(head: tuple[str, ...], row: tuple[Words, ...], role: str) -> str:
    first, *rest = row
    if role == "log":
        time, kind, who, what = (first, *rest) if len(row) == 4 else (first, "", "", " · ".join(map(_line, rest)))
        return " ".join(filter(None, (f"`{_line(time)}`", _line(kind), f"{_line(who)}:" if who else "", _line(what))))
    if role == "facts":
        return f"*{_line(first)}*  " + " · ".join(_line(cell) for cell in rest)
    said = [
        f"{literal(name).lower()}: {_line(cell)}" if number > 1 and name else _line(cell)
        for number, (name, cell) in enumerate(zip(head[1:], rest, strict=False), 1)
        if _line(cell)
    ]
    return f"• {_line(first)}" + "".join(f" · {one}" for one in said)


def _line(words: Words) -> str:
    return " ".join(_words(words).split())


def _words(words: Words) -> str:
    if isinstance(words, str):
        return literal(words)
    return " ".join(_piece(piece) for piece in words if piece.text.strip())


def _piece(piece: Styled) -> str:
    mark = _STYLES.get(piece.style, "")
    return f"{mark}{literal(' '.join(piece.text.split()) if mark else piece.text)}{mark}"
