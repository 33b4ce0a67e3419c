"""A draft before it leaves: exactly as a channel will show it, how long it is, what changed since the last. Pure."""

import re
from difflib import SequenceMatcher
from typing import Final, Literal, NamedTuple

from warroom.state.revisions import SECTIONS, Content
from warroom.text import safe
from warroom.updates.channels import Unit, channel, measure
from warroom.updates.rendering import rendered

_WORD: Final = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+(?:[-'’.:][^\W\u3400-\u9fff]+)*")
_END: Final = re.compile(r"(?<=[。！？；])|(?<=[.!?;])[ \t]+|\n")

Mark = Literal[" ", "-", "+"]


class Preview(NamedTuple):
    """What arrives by one channel."""

    channel: str
    label: str
    subject: str
    text: str
    used: int
    limit: int
    """In ``unit``; 0: none that matters."""
    unit: Unit
    words: int
    known: bool = True
    """Whether the channel's limits are known; a name of the plan that is none of ours has none."""

    @property
    def over(self) -> bool:
        """Whether it is longer than the channel takes (S13)."""
        return 0 < self.limit < self.used


class Piece(NamedTuple):
    """A piece of a section that stayed, went or came."""

    mark: Mark
    text: str


class Change(NamedTuple):
    """What became of one section."""

    field: str
    pieces: tuple[Piece, ...]

    @property
    def same(self) -> bool:
        """Whether nothing of it changed."""
        return all(one.mark == " " for one in self.pieces)


def preview(content: Content, name: str, lang: str = "", number: int = 0) -> Preview:
    """A draft as the channel called ``name`` will show it; the subject is the first line where it has no place."""
    found = channel(name)
    made = rendered(content, lang, number, found.dialect if found is not None else "text")
    beside = found is None or found.subject
    text = made.text if beside or not made.subject else f"{made.subject}\n{made.text}"
    unit: Unit = found.unit if found is not None else "characters"
    return Preview(
        found.name if found is not None else name,
        found.label if found is not None else safe(name),
        made.subject if beside else "",
        text,
        measure(text, unit),
        found.limit if found is not None else 0,
        unit,
        words(text),
        found is not None,
    )


def words(text: str) -> int:
    """How many words a text has; each Chinese character is one."""
    return sum(1 for _ in _WORD.finditer(text))


def changes(before: Content, now: Content, lang: str = "") -> list[Change]:
    """What a draft changes of the one before it, section by section in the order of the new one, then what is gone.

    Sections are compared by sentences and lines; their texts are safe to draw.
    """
    old = {one.field: one.text for one in before.body(lang).sections if one.text.strip()}
    new = {one.field: one.text for one in now.body(lang).sections if one.text.strip()}
    gone = [field for field in SECTIONS if field in old and field not in new]
    return [Change(field, _compared(old.get(field, ""), new.get(field, ""))) for field in (*new, *gone)]


def _compared(old: str, new: str) -> tuple[Piece, ...]:
    left, right = _pieces(old), _pieces(new)
    found: list[Piece] = []
    for kind, start, end, low, high in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [Piece(" ", one) for one in left[start:end]]
        else:
            found += [Piece("-", one) for one in left[start:end]] + [Piece("+", one) for one in right[low:high]]
    return tuple(found)


def _pieces(text: str) -> list[str]:
    """A text as its sentences and lines, without the spaces around them."""
    return [piece for found in _END.split(safe(text)) if (piece := found.strip())]
