"""A file's bytes as numbered lines, with nothing lost and nothing guessed in silence."""

import re
from typing import NamedTuple

from warroom.errors import BadInput
from warroom.importers.reading import Remark

BOM = b"\xef\xbb\xbf"
_END = re.compile("\r?\n")


class Line(NamedTuple):
    """One line without its end; ``number`` counts from 1."""

    number: int
    text: str


def decode(data: bytes, source: str) -> tuple[str, list[Remark]]:
    """The text of a file: UTF-8, a byte order mark at its start left out.

    Bytes that are no UTF-8 become U+FFFD and their lines are named. Raises ``BadInput`` on an empty file and on
    UTF-16, which a text editor can save as UTF-8.
    """
    body = data.removeprefix(BOM)
    if not body.strip():
        raise BadInput(f"{source} is empty: nothing was imported")
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise BadInput(f"{source} is UTF-16 text: nothing was imported; save it as UTF-8 and import it again")
    try:
        return body.decode(), []
    except UnicodeDecodeError:
        remarks = [
            Remark(number, "some bytes are not UTF-8: they are shown as \ufffd")
            for number, raw in enumerate(body.split(b"\n"), 1)
            if not _is_utf8(raw)
        ]
        return body.decode(errors="replace"), remarks


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def split(text: str) -> list[Line]:
    """The lines of ``text``. A line ends at LF or CR LF only: other characters belong to what people wrote."""
    pieces = _END.split(text)
    if pieces and not pieces[-1]:
        pieces.pop()
    return [Line(number, piece) for number, piece in enumerate(pieces, 1)]
