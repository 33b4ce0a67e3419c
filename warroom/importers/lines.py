"""A text as numbered lines."""

import re
from typing import NamedTuple

_END = re.compile("\r?\n")


class Line(NamedTuple):
    """One line without its end; ``number`` counts from 1."""

    number: int
    text: str


def split(text: str) -> list[Line]:
    """The lines of ``text``. A line ends at LF or CR LF only: other characters belong to what people wrote."""
    pieces = _END.split(text)
    if pieces and not pieces[-1]:
        pieces.pop()
    return [Line(number, piece) for number, piece in enumerate(pieces, 1)]
