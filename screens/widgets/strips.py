"""Runs of a row as styled strips, and how little of a strip has to be sent again."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from screens.widgets.row import TONES, Role, Run

HIT_IN_CURSOR: Final = Style(bold=True, underline=True)
STRUCK: Final = Style(strike=True)


class Tones(dict[str, Style]):
    """The style of each tone, looked up when a row first has it: most panes show two or three, and each costs 1 ms."""

    def __init__(self, named: Callable[[str], Style]) -> None:
        super().__init__()
        self._named = named

    def __missing__(self, tone: str) -> Style:
        if tone not in TONES:
            raise KeyError(tone)
        style = self[tone] = self._named(f"entry-list--{tone}")
        return style


class Palette(NamedTuple):
    """The styles of a list as its theme has them now."""

    roles: dict[Role, Style]
    """For all roles but ``tone``."""
    tones: dict[str, Style]
    cursor: Style
    """The cursor's row while the list has the focus."""
    resting: Style
    """The same while it has not."""
    bar: Style
    marker: Style

    def style(self, role: Role, tone: str) -> Style:
        """The style of a run in a row of that tone."""
        if role == "tone":
            try:
                return self.tones[tone]
            except KeyError:
                return self.roles["text"]
        return self.roles[role]


def paint(runs: Iterable[Run], tone: str, palette: Palette, cursor: Style | None, bar: bool) -> Strip:
    """One line, closed by a cell of the position bar; ``cursor`` is the style of the cursor's row or nothing.

    Neighbours of one style become one segment: each segment costs about 40 bytes on the wire.
    """

    def style_of(run: Run) -> Style:
        if cursor is None or run.role == "day":
            return palette.style(run.role, tone)
        return _in_cursor(run.role, cursor)

    segments = [
        Segment("".join(run.text for run in group), style)
        for style, group in groupby((run for run in runs if run.text), key=style_of)
    ]
    segments.append(Segment(" ", palette.bar if bar else palette.roles["text"]))
    return Strip(segments)


def _in_cursor(role: Role, cursor: Style) -> Style:
    """The style of a run in the cursor's row: one for all, so that moving the cursor sends little."""
    if role == "hit":
        return cursor + HIT_IN_CURSOR
    if role == "struck":
        return cursor + STRUCK
    return cursor


def changed_cells(old: Strip, new: Strip) -> tuple[int, int] | None:
    """The first cell that differs and one past the last, or nothing when the strips look the same.

    Both strips must be equally wide. Blanks that stay blank at the end of a text are most of a page's cells.
    """
    if old is new or old == new:
        return None
    before, after = list(old), list(new)
    left = _same_cells(before, after, _same_beginning)
    before.reverse()
    after.reverse()
    return (left, max(new.cell_length - _same_cells(before, after, _same_blanks), left + 1))


def _same_cells(before: Sequence[Segment], after: Sequence[Segment], within: Callable[[str, str], int]) -> int:
    """The cells that both have in common from the first segment on; ``within`` looks into the one that differs."""
    cells = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            return cells + (within(one.text, other.text) if one.style == other.style else 0)
        cells += one.cell_length
    return cells


def _same_beginning(one: str, other: str) -> int:
    """The ASCII characters with which both begin, each a cell; not the last when a mark may combine with it."""
    length = min(len(one), len(other))
    end = next((n for n in range(length) if one[n] != other[n] or not one[n].isascii()), length)
    follows = one[end : end + 1] + other[end : end + 1]
    return end if follows.isascii() else max(0, end - 1)


def _same_blanks(one: str, other: str) -> int:
    """The blanks with which both end; one fewer behind a mark that combines, or a cut there would lose the mark."""
    words = one.rstrip(" "), other.rstrip(" ")
    blanks = min(len(one) - len(words[0]), len(other) - len(words[1]))
    return blanks if all(word[-1:].isascii() for word in words) else max(0, blanks - 1)
