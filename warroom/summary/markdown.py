"""A page in GitHub's Markdown."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from warroom.state.labels import PLAIN, Labels
from warroom.state.room_state import RoomState
from warroom.summary.kinds.timeline import timeline
from warroom.summary.markup import literal
from warroom.summary.mermaid import mermaid
from warroom.summary.page import Block, Bullets, Heading, Page, Paragraph, Picture, Styled, Table, Words
from warroom.summary.request import INTERNAL, Request

_MARKS = {"strong": ("**", "**"), "em": ("*", "*"), "del": ("<del>", "</del>"), "": ("", "")}
_known = lru_cache(maxsize=2048)(literal)
"""Times, kinds and names come again and again; the words of an entry don't."""


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
            yield "| " + " | ".join(_known(cell) for cell in head) + " |"
            yield "|" + "---|" * len(head)
            for row in rows:
                *front, last = row
                # The last cell is the one with the words of people.
                yield (
                    "| "
                    + " | ".join([_known(c) if isinstance(c, str) else _words(c) for c in front])
                    + (f" | {_words(last)} |")
                )
        case Picture(lanes, zone):
            yield mermaid(lanes, zone)


def _words(words: Words) -> str:
    if isinstance(words, str):
        return literal(words)
    return " ".join(_piece(piece) for piece in words if piece.text)


def _piece(piece: Styled) -> str:
    opening, closing = _MARKS[piece.style]
    text = literal(piece.text.strip(" ") if piece.style in ("strong", "em") else piece.text)
    return f"{opening}{text}{closing}"
