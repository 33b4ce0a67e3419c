"""A page in GitHub's Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from warroom.state.labels import PLAIN, Labels
from warroom.state.room_state import RoomState
from warroom.summary.kinds.timeline import timeline
from warroom.summary.markup import literal, literals
from warroom.summary.mermaid import mermaid
from warroom.summary.page import Block, Bullets, Heading, Page, Paragraph, Picture, Styled, Table, Words
from warroom.summary.request import INTERNAL, Request

_MARKS = {"strong": ("**", "**"), "em": ("*", "*"), "del": ("<del>", "</del>"), "": ("", "")}


def markdown(
    state: RoomState,
    room: str,
    *,
    zone: ZoneInfo,
    audience: str = INTERNAL,
    generated_at: datetime | None = None,
    discussion: bool = False,
    labels: Labels = PLAIN,
) -> str:
    """The timeline summary of a room as one Markdown text; what people typed is shown literally.

    Times are in ``zone``. ``generated_at`` (aware) is until when it is known. ``discussion`` adds the messages, which
    are counted only else; ``labels`` are those of the room's profile. Raises ``BadInput`` for another audience than
    our own people.
    """
    asked = Request(
        state=state, room=room, zone=zone, audience=audience, as_of=generated_at, discussion=discussion, labels=labels
    )
    return rendered(timeline(asked))


def rendered(page: Page) -> str:
    """A page as Markdown; every text in it is shown as it was typed."""
    parts = [f"**{literal(page.first_line)}**", f"# {literal(' '.join(page.title.split())) or 'untitled'}"]
    parts += [text for block in page.blocks if (text := "\n".join(_block(block)))]
    return "\n\n".join(parts) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"{'#' * level} {literal(text)}"
        case Paragraph(text):
            yield _words(text)
        case Bullets(items):
            for item in items:
                yield f"- {_words(item)}"
        case Table(head, rows):
            yield f"| {' | '.join(literals(head))} |"
            yield "|" + "---|" * len(head)
            for cells in zip(*map(_column, zip(*rows, strict=True)), strict=True):
                yield f"| {' | '.join(cells)} |"
        case Picture(lanes, zone):
            yield mermaid(lanes, zone)


def _column(cells: Sequence[Words]) -> list[str]:
    """The cells of a column; each text is written once, because kinds and names come again and again."""
    texts = list(dict.fromkeys([text for cell in cells for text in _texts(cell)]))
    shown = dict(zip(texts, literals(texts), strict=True))
    return [shown[cell] if isinstance(cell, str) else _joined(cell, shown) for cell in cells]


def _words(words: Words) -> str:
    return _column([words])[0]


def _texts(words: Words) -> Sequence[str]:
    return (words,) if isinstance(words, str) else [_bare(piece) for piece in words]


def _joined(pieces: Sequence[Styled], shown: Mapping[str, str]) -> str:
    return " ".join([_piece(piece, shown[_bare(piece)]) for piece in pieces if piece.text])


def _piece(piece: Styled, shown: str) -> str:
    opening, closing = _MARKS[piece.style]
    return f"{opening}{shown}{closing}"


def _bare(piece: Styled) -> str:
    """The text of a piece, without the blanks at its ends where they would take the marks' meaning away."""
    return piece.text.strip(" ") if piece.style in ("strong", "em") else piece.text
