"""Breaking text into lines that fit a number of terminal cells. Pure; time grows linearly with the text.

Widths are those of ``rich.cells``: a Chinese character takes two cells, a combining mark none.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len, split_graphemes

NO_START: Final = frozenset("，。、；：！？）》」』】〕〉〗］｝”’…～·,.;:!?)]}%％‰°℃ーァィゥェォッャュョ々")
"""Characters that should not begin a line after a wide character (closing marks, as Chinese printing has it)."""

NO_END: Final = frozenset("（《「『【〔〈〖［｛“‘([{￥$")
"""Characters that should not end a line before a wide character (opening marks)."""

ELLIPSIS: Final = "…"


class Span(NamedTuple):
    """One line: ``text[start:end]``. Between two spans lie only spaces where the line broke, or one newline."""

    start: int
    end: int


def wrap(text: str, width: int) -> list[Span]:
    """The lines of a text, each at most ``width`` cells, at least one line.

    Breaks after spaces (they hang and are not shown) and beside wide characters, by the rules for marks above when
    they can be kept; a word longer than a line is split. A combining mark stays with its base. Newlines always
    break; other controls must have been made visible before. Only a wide character in a width of one is too wide.
    """
    spans: list[Span] = []
    start = 0
    for paragraph in text.split("\n"):
        if cell_len(paragraph) <= width:
            spans.append(Span(start, start + len(paragraph)))
        else:
            spans.extend(_fold(paragraph, start, max(width, 1)))
        start += len(paragraph) + 1
    return spans


def _fold(paragraph: str, offset: int, width: int) -> list[Span]:
    """The lines of one paragraph that is known to be too wide for a single line."""
    clusters, _ = split_graphemes(paragraph)
    reach = [0]  # reach[i]: cells before cluster i, so that the width of any run is one subtraction
    for _, _, cells in clusters:
        reach.append(reach[-1] + cells)
    spans: list[Span] = []
    first = 0  # cluster that begins the current line
    resume, stop = 0, 0  # the last place to break: where the next line would begin, where this one would end
    inked = 0  # one past the last cluster of this paragraph that is not a space
    for i, (begin, end, _) in enumerate(clusters):
        if paragraph[begin:end] == " ":
            continue  # a space never overflows: it hangs, and its break is taken at the next word
        if i and (inked or reach[i] >= width) and _may_break(paragraph, clusters, i):  # an indent is kept if it fits
            resume, stop = i, inked
        while reach[i + 1] - reach[first] > width and first < i:
            if resume <= first:
                resume = stop = i
            spans.append(_span(clusters, first, max(first, stop), offset))
            first = resume
        inked = i + 1
    end_at = len(clusters) if reach[-1] - reach[first] <= width else inked
    spans.append(_span(clusters, first, max(first, end_at), offset))
    return spans


def _may_break(paragraph: str, clusters: Sequence[tuple[int, int, int]], i: int) -> bool:
    """Whether a new line may begin with cluster ``i`` (not a space)."""
    before, after = clusters[i - 1], clusters[i]
    left = paragraph[before[0]]
    if left == " ":
        return True
    if before[2] < 2 and after[2] < 2:
        return False
    return paragraph[after[0]] not in NO_START and left not in NO_END


def _span(clusters: Sequence[tuple[int, int, int]], first: int, stop: int, offset: int) -> Span:
    """The characters of clusters ``first`` up to ``stop``, counted from the beginning of the whole text."""
    start = clusters[first][0]
    end = clusters[stop - 1][1] if stop > first else start
    return Span(offset + start, offset + end)


def fit(text: str, width: int) -> str:
    """Text made exactly ``width`` cells wide: filled with spaces, or cut with an ellipsis as the last cell."""
    cells = cell_len(text)
    if cells <= width:
        return text + " " * (width - cells)
    if width <= 0:
        return ""
    clusters, _ = split_graphemes(text)
    kept, used = 0, 0
    for _, end, size in clusters:
        if used + size > width - 1:
            break
        kept, used = end, used + size
    return text[:kept] + ELLIPSIS + " " * (width - 1 - used)
