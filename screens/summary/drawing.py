"""The swimlanes of an incident in cells: activity over time, lanes, task bars, promises. Pure; no terminal yet.

Marks are ASCII letters, so that nothing depends on colour or on how wide a terminal draws a symbol; bars have blocks
where the terminal may show them and ``=`` where it may not.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from rich.cells import cell_len

from screens.widgets.wrap import fit
from warroom.clock import from_stamp, offset_label
from warroom.summary.lanes import Bar, Lane, Lanes, Mark
from warroom.text import safe

LETTERS: Final = {
    "observation": ".", "action": "!", "decision": "=", "milestone": "*", "cause": "c", "told": "U", "reply": "R",
}  # fmt: skip
"""What a mark is drawn as; entries as the entry line types them."""
PROMISES: Final = {"kept": "k", "open": "o", "late": "L", "broken": "X", "withdrawn": "w"}
TONES: Final = {
    "action": "action", "decision": "decision", "milestone": "milestone", "told": "owner", "reply": "owner",
    "late": "decision", "broken": "decision", "kept": "milestone", "blocked": "decision", "done": "milestone",
}  # fmt: skip
TASKS: Final = {"done": "=", "in_progress": ">", "blocked": "x", "cancelled": "~", "open": "-"}
LEVELS: Final = " ▁▂▃▄▅▆▇█"
RANK: Final = ("observation", "cause", "action", "decision", "milestone")
"""Of several marks in one cell the last of these is shown."""
ROWS: Final = 3
"""Lines that a lane's numbers may take; what still stands in another's way is in the list beneath."""
MOST_OF_A_YEAR: Final = 300 * 86_400
"""Seconds beyond which a day without its year could be two days."""
LEAST: Final = 36
"""Cells under which nothing could be told apart."""


class Piece(NamedTuple):
    """A piece of a line and its tone."""

    text: str
    tone: str = ""


Line = tuple[Piece, ...]


class Canvas(NamedTuple):
    """Where things are drawn: cells for labels, cells for time, and with which characters."""

    label: int
    width: int
    ascii: bool
    lanes: Lanes

    def column(self, stamp: str) -> int:
        """The cell of a moment."""
        return min(self.width - 1, int(self.lanes.places[stamp] * self.width))

    def line(self, label: str, cells: Sequence[Piece]) -> Line:
        """A line with its label; cells of one tone become one piece."""
        pieces = [Piece(fit(safe(label).replace("\n", " "), self.label - 1) + " ", "")]
        for cell in cells:
            if len(pieces) > 1 and pieces[-1].tone == cell.tone:
                pieces[-1] = Piece(pieces[-1].text + cell.text, cell.tone)
            else:
                pieces.append(cell)
        return tuple(pieces)


def drawn(lanes: Lanes, zone: ZoneInfo, width: int, *, ascii: bool = False) -> list[Line]:
    """The picture in lines of at most ``width`` cells; nothing where there is nothing to draw."""
    if not lanes.lanes or width < LEAST:
        return []
    label = max(12, min(26, width // 4))
    canvas = Canvas(label, width - label, ascii, lanes)
    lines = [*_axis(canvas, zone), _activity(canvas)]
    for lane in lanes.lanes:
        lines += _lane(canvas, lane)
    return [*lines, (Piece(""),), *_promise_words(lanes), *_legend(lanes, width), *_keys(canvas, zone, width)]


def _axis(canvas: Canvas, zone: ZoneInfo) -> Iterator[Line]:
    """The times above, with the day where it changes, and a rule with a sign at each; folds as ``//``."""
    words, rule = [" "] * canvas.width, ["-"] * canvas.width
    day, free = None, 0
    ticks = canvas.lanes.scale.ticks(zone, max(2, canvas.width // 12))
    clock = "%H:%M:%S" if any(tick.at.second for tick in ticks) else "%H:%M"
    date = "%Y-%m-%d" if _spans_years(canvas.lanes) else "%d %b"
    whole = all(f"{tick.at:%H%M%S}" == "000000" for tick in ticks)  # days alone: each is its own date
    for tick in ticks:
        column = min(canvas.width - 1, int(tick.place * canvas.width))
        text = tick.at.strftime(clock if tick.at.date() == day else date if whole else f"{date} {clock}")
        start = min(column, canvas.width - len(text))
        if start >= free:
            words[start : start + len(text)] = text
            rule[column] = "+"
            free, day = start + len(text) + 1, tick.at.date()
    for fold in canvas.lanes.scale.folds:
        middle = min(canvas.width - 2, int((fold.left + fold.right) / 2 * canvas.width))
        rule[middle : middle + 2] = "//"
    yield canvas.line(_zone_words(canvas.lanes, zone), [Piece("".join(words), "system")])
    yield canvas.line("", [Piece("".join(rule), "system")])


def _spans_years(lanes: Lanes) -> bool:
    """Whether the year has to stand beside a day: it isn't the same one, or may not be."""
    return lanes.scale.end - lanes.scale.start > MOST_OF_A_YEAR


def _zone_words(lanes: Lanes, zone: ZoneInfo) -> str:
    return offset_label(datetime.fromtimestamp(lanes.scale.start, zone))


def _activity(canvas: Canvas) -> Line:
    """How much was recorded when: higher, or a greater digit, is more."""
    counts = [0] * canvas.width
    for lane in canvas.lanes.lanes:
        for mark in lane.marks:
            counts[canvas.column(mark.at)] += 1
    most = max(counts, default=0)
    if canvas.ascii:
        cells = "".join(" " if not one else str(one) if one < 10 else "+" for one in counts)
        return canvas.line("Activity", [Piece(cells, "action")])
    top = len(LEVELS) - 1
    cells = "".join(LEVELS[-(-one * top // max(most, 1))] for one in counts)
    return canvas.line(f"Activity (most {most})", [Piece(cells, "action")])


def _lane(canvas: Canvas, lane: Lane) -> Iterator[Line]:
    label = lane.label
    if lane.note:
        yield canvas.line(label, [Piece(fit(lane.note, canvas.width), "system")])
        return
    for bar in lane.bars:
        if lane.name == "impact":
            yield canvas.line(label, _bar(canvas, bar, "=" if canvas.ascii else "█", "decision"))
            label = ""
    if lane.marks or not lane.bars:
        rows = _numbers(canvas, lane) if any(mark.number for mark in lane.marks) else [_marks(canvas, lane)]
        for row in rows:
            yield canvas.line(label, row)
            label = ""
    if lane.name == "actions":
        for bar in sorted(lane.bars, key=lambda one: one.start):
            sign = TASKS.get(bar.state, "-")
            yield canvas.line(f"  {bar.text}", _bar(canvas, bar, sign, TONES.get(bar.state, "")))


def _bar(canvas: Canvas, bar: Bar, sign: str, tone: str) -> list[Piece]:
    start, end = canvas.column(bar.start), canvas.column(bar.end)
    return [Piece(" " * start), Piece(sign * (end - start + 1), tone), Piece(" " * (canvas.width - end - 1))]


def _marks(canvas: Canvas, lane: Lane) -> list[Piece]:
    """One letter for each cell in which something happened."""
    held: dict[int, Mark] = {}
    for mark in lane.marks:
        column = canvas.column(mark.at)
        if column not in held or _rank(mark) >= _rank(held[column]):
            held[column] = mark
    return [
        Piece(_letter(held[column]), _tone(held[column])) if column in held else Piece(" ")
        for column in range(canvas.width)
    ]


def _rank(mark: Mark) -> int:
    return RANK.index(mark.kind) if mark.kind in RANK else len(RANK)


def _letter(mark: Mark) -> str:
    return PROMISES.get(mark.state, "o") if mark.kind == "promise" else LETTERS[mark.kind]


def _tone(mark: Mark) -> str:
    return TONES.get(mark.state if mark.kind == "promise" else mark.kind, "")


def _numbers(canvas: Canvas, lane: Lane) -> list[list[Piece]]:
    """Letters with the number of each key event, on as many lines as keep them apart."""
    rows: list[list[Piece]] = []
    free: list[int] = []
    for mark in sorted(lane.marks, key=lambda one: one.at):
        text = f"{_letter(mark)}{mark.number or ''}"
        column = min(canvas.column(mark.at), canvas.width - len(text))
        place = next((number for number, end in enumerate(free) if end <= column), len(rows))
        if place == len(rows):
            if place == ROWS:
                continue
            rows.append([])
            free.append(0)
        rows[place] += [Piece(" " * (column - max(0, free[place]))), Piece(text, _tone(mark))]
        free[place] = column + len(text)
    for row, end in zip(rows, free, strict=True):
        row.append(Piece(" " * (canvas.width - end)))
    return rows


def _promise_words(lanes: Lanes) -> Iterator[Line]:
    """How many promises were kept or missed."""
    states = [mark.state for lane in lanes.lanes for mark in lane.marks if mark.kind == "promise"]
    if states:
        said = "  ".join(f"{PROMISES[name]} {name} {states.count(name)}" for name in PROMISES if name in states)
        yield (Piece("Promises: ", ""), Piece(said, ""))


def _legend(lanes: Lanes, width: int) -> Iterator[Line]:
    kinds = {mark.kind for lane in lanes.lanes for mark in lane.marks}
    parts = [f"{LETTERS[kind]} {kind}" for kind in LETTERS if kind in kinds]
    states = {bar.state for lane in lanes.lanes if lane.name == "actions" for bar in lane.bars}
    parts += [f"{sign * 3} task {name.replace('_', ' ')}" for name, sign in TASKS.items() if name in states]
    parts += ["// nothing happened for long"] if lanes.scale.folds else []
    line = ""
    for part in parts:
        if line and cell_len(f"{line}  {part}") > width:
            yield (Piece(line, "system"),)
            line = ""
        line = f"{line}  {part}" if line else part
    yield (Piece(line, "system"),)


def _keys(canvas: Canvas, zone: ZoneInfo, width: int) -> Iterator[Line]:
    """The key events by their numbers."""
    found, years = canvas.lanes.keys, _spans_years(canvas.lanes)
    if found:
        yield (Piece(""),)
    for mark in found:
        at = from_stamp(mark.at).astimezone(zone)
        when = f"{at:%Y-%m-%d %H:%M}" if years else f"{at:%d %b %H:%M}"
        text = f"{_letter(mark)}{mark.number:<3} {when}  "
        words = safe(mark.text).replace("\n", " ")
        space = max(8, width - cell_len(text))
        yield (Piece(text, _tone(mark)), Piece(words if cell_len(words) <= space else fit(words, space)))
