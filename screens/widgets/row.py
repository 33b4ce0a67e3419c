"""What one entry shows, and how it is set in columns: words and roles, no colours and no terminal yet.

Everything in a row is data from people, pipes and files: it is made safe here and never read as markup.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple

from rich.cells import cell_len, get_character_cell_size

from screens.widgets.wrap import Span, fit, wrap
from warroom.text import safe

TONES: Final = ("plain", "action", "decision", "milestone", "system", "owner", "internal")
"""What a row's ``tone`` may be; the mark says the same in a word, so colour is never the only sign."""

Role = Literal["text", "time", "tone", "note", "struck", "hit", "day"]
"""What a piece of a line is; ``tone`` takes the row's own colour."""


_UNSTEADY: Final = {0x200D: None, 0xFE0E: None, 0xFE0F: None}


class Row(NamedTuple):
    """One entry in words, made by the caller of the list."""

    key: str
    """The event's id."""
    day: str
    """Its day as it is shown; a line with it stands wherever it changes."""
    time: str
    """Five cells: 14:05."""
    mark: str
    """Three cells: obs act DEC MIL sev."""
    tone: str
    """One of ``TONES``; an unknown one is drawn plain."""
    who: str
    """Who said it, and who typed it when that is another: "bob (by ana)"."""
    text: str
    note: str = ""
    """Shown dim and in brackets after the text: "edited", "added 14:20 for 09:41"."""
    pinned: bool = False
    struck: bool = False
    flag: str = ""
    """One or two cells at the right edge, as ">" for what was promoted."""
    marked: tuple[tuple[int, int], ...] = ()
    """Places in ``text`` (start, end) that are marked as what was searched is."""
    ref: str = ""
    """The five letters by which people name it on a call."""


class Run(NamedTuple):
    """A piece of a drawn line."""

    text: str
    role: Role


class Columns(NamedTuple):
    """The cells that each part of a row gets. Between two parts stands one blank."""

    width: int
    mark: int
    who: int
    indent: int
    """Where the text begins, on every line of it."""
    text: int
    flag: int
    ref: int = 0
    """The letters, behind the time; none where they would leave the text too little."""


GUTTER, TIME, MARK, WHO, FLAG, REF = 1, 5, 3, 12, 2, 5
LETTERED: Final = 68
"""Cells of a list from which its rows can show their letters: thirty-six are left for the text."""


def columns(width: int, ref: int = 0) -> Columns:
    """The columns for a list of ``width`` cells: under 60 names shrink, under 36 they go, under 24 the mark too."""
    who = WHO if width >= 60 else max(4, width // 6) if width >= 36 else 0
    mark = MARK if width >= 24 else 0
    flag = FLAG if width >= 24 else 0
    indent = GUTTER + sum(part + 1 for part in (TIME, ref, mark, who) if part)
    return Columns(width, mark, who, indent, max(2, width - indent - flag), flag, ref)


def lettered(width: int) -> Columns:
    """The same with the letters by which people name a row, where there is room for them."""
    return columns(width, REF if width >= LETTERED else 0)


class Block:
    """One row set for one width: its lines, the day's line first when the day begins with this row."""

    __slots__ = ("__weakref__", "_body", "_hits", "_note_at", "_spans", "columns", "day", "row")

    def __init__(self, row: Row, cols: Columns, day: bool, words: Sequence[str] = ()) -> None:
        self.row = row
        self.columns = cols
        self.day = day
        text = _line_text(row.text)
        note = _line_text(row.note)
        self._note_at = len(text)
        self._body = f"{text}  ({note})" if note else text
        self._spans: list[Span] = wrap(self._body, cols.text)
        self._hits = find(self._body, words)
        if row.marked:
            self._hits = _joined([*self._hits, *_marked(row)])

    @property
    def height(self) -> int:
        """Lines of the row, the day's line included."""
        return len(self._spans) + self.day

    def line(self, number: int) -> list[Run]:
        """The pieces of one line, together exactly as wide as the list."""
        if self.day:
            if number == 0:
                return [Run(fit(f"-- {_one_line(self.row.day)} --", self.columns.width), "day")]
            number -= 1
        runs = self._head() if number == 0 else [Run(" " * self.columns.indent, "text")]
        runs.extend(self._text(number))
        if self.columns.flag:
            flag = fit(_one_line(self.row.flag), self.columns.flag).rstrip(" ") if number == 0 else ""
            runs.append(Run(" " * (self.columns.flag - cell_len(flag)) + flag, "text"))
        return runs

    def _head(self) -> list[Run]:
        """Everything before the text, on the first line."""
        row, cols = self.row, self.columns
        letters = (
            fit(_one_line(row.ref), cols.ref) + " " if cols.ref else ""
        )  # of the time's style: one run on the wire
        runs = [Run(("*" if row.pinned else " ") + fit(_one_line(row.time), TIME) + " " + letters, "time")]
        if cols.mark:
            runs.append(Run(fit(_one_line(row.mark), cols.mark), "tone"))
            runs.append(Run(" ", "text"))
        if cols.who:
            runs.append(Run(fit(_one_line(row.who), cols.who) + " ", "text"))
        return runs

    def _text(self, number: int) -> list[Run]:
        """One line of the text and its note, filled to the text's column."""
        start, end = self._spans[number]
        role: Role = "struck" if self.row.struck else "text"
        hits = self._hits[bisect_right(self._hits, start, key=_end) : bisect_left(self._hits, end, key=_start)]
        runs: list[Run] = []
        for piece, found in _split(start, end, hits):
            for part, shown_as in _parts(piece, self._note_at, role):
                runs.append(Run(self._body[part.start : part.end], "hit" if found else shown_as))
        runs.append(Run(" " * (self.columns.text - cell_len(self._body[start:end])), "text"))
        return runs


def _split(start: int, end: int, hits: Iterable[Span]) -> Iterator[tuple[Span, bool]]:
    """``start`` to ``end`` in pieces, each with whether it is a hit; the hits come in order."""
    for hit in hits:
        left, right = max(hit.start, start), min(hit.end, end)
        if left > start:
            yield Span(start, left), False
        if right > left:
            yield Span(left, right), True
        start = max(start, right)
    if end > start:
        yield Span(start, end), False


def _parts(piece: Span, note_at: int, role: Role) -> Iterator[tuple[Span, Role]]:
    """A piece, divided where the note begins."""
    if piece.start < note_at:
        yield Span(piece.start, min(piece.end, note_at)), role
    if piece.end > note_at:
        yield Span(max(piece.start, note_at), piece.end), "note"


def find(text: str, words: Sequence[str]) -> list[Span]:
    """Where any of the words stands in the text, whatever its case; a mark that combines stays with its base."""
    wanted = [re.escape(_line_text(word)) for word in words if word]
    if not wanted:
        return []
    hits = re.finditer("|".join(sorted(wanted, key=len, reverse=True)), text, re.IGNORECASE)
    return [Span(_cluster_start(text, hit.start()), _cluster_end(text, hit.end())) for hit in hits]


def _marked(row: Row) -> Iterator[Span]:
    """The marked places as the list draws its text, in which a control takes another number of letters."""
    for start, end in row.marked:
        yield Span(len(_line_text(row.text[:start])), len(_line_text(row.text[:end])))


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that meet as one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        elif span.end > span.start:
            found.append(span)
    return found


def _cluster_start(text: str, place: int) -> int:
    """``place``, or the base before it when a combining character stands there."""
    while place > 0 and get_character_cell_size(text[place]) == 0 and text[place - 1] != "\n":
        place -= 1
    return place


def _cluster_end(text: str, place: int) -> int:
    """``place``, or behind the combining characters that stand there."""
    while place < len(text) and text[place] != "\n" and get_character_cell_size(text[place]) == 0:
        place += 1
    return place


def _line_text(text: str) -> str:
    """Text as a list can draw it in the same cells on every terminal.

    Joiners and emoji variation marks go: terminals disagree on the width of what they join, and one cell of
    difference breaks every column behind it. A family is shown as its members.
    """
    return safe(text).translate(_UNSTEADY)


def _one_line(text: str) -> str:
    """Text for a single-line cell."""
    return _line_text(text).replace("\n", " ")


def _start(span: Span) -> int:
    return span.start


def _end(span: Span) -> int:
    return span.end
