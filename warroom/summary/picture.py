"""The swimlanes as one SVG: no script, no font, nothing from elsewhere. The same lanes give the same bytes.

Key events carry numbers, and a list beneath says what they are: labels inside a picture run over each other as soon
as things happen, and colour alone says nothing to some.
"""

from collections.abc import Iterator, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from warroom.summary.drawing import Canvas, cells, wrapped
from warroom.summary.lanes import Bar, Lane, Lanes, Mark, seconds
from warroom.summary.scale import Scale
from warroom.summary.times import Times
from warroom.updates.saying import Words, pick

WIDTH: Final = 1000
_LEFT, _RIGHT = 150, 980
_TOP: Final = 46
_NUMBER_STEP: Final = 22
"""From one row of numbered marks to the next, and the least distance between two in a row."""
_BAR_STEP: Final = 9
_BARS: Final = 14
"""Bars of tasks that are told apart; of more, only how many there were at a time is drawn."""
_SINGLE: Final = 80
"""Marks that are drawn one by one; more of them become columns."""
_COLUMN: Final = 6
_LIST_CELLS: Final = 112
_COLOURS: Final = {
    "milestone": "#1f2937", "told": "#0f766e", "reply": "#7c3aed", "observation": "#9ca3af", "action": "#2563eb",
    "decision": "#1f2937", "cause": "#b45309", "open": "#b45309", "kept": "#15803d", "late": "#b91c1c",
    "broken": "#b91c1c", "withdrawn": "#6b7280", "done": "#15803d", "in_progress": "#2563eb", "blocked": "#b91c1c",
    "cancelled": "#9ca3af",
}  # fmt: skip
_STATES: Final[dict[str, Words]] = {
    "open": ("open", "进行中"), "kept": ("kept", "已完成"), "late": ("late", "已逾期"),
    "broken": ("broken", "未兑现"), "withdrawn": ("withdrawn", "已撤回"),
}  # fmt: skip
_SIGNS: Final[tuple[tuple[str, str, Words], ...]] = (
    ("milestone", "ring", ("key event", "关键事件")),
    ("observation", "dot", ("observation", "观察")),
    ("action", "disc", ("action", "行动")),
    ("decision", "square", ("decision", "决定")),
    ("cause", "cause", ("about a cause", "原因")),
    ("told", "round", ("told", "通报")),
    ("reply", "flag", ("reply, question", "来信、提问")),
    ("promise", "diamond", ("promise", "承诺")),
)
_SHAPES: Final = {kind: shape for kind, shape, _ in _SIGNS}


def picture(lanes: Lanes, zone: ZoneInfo, first_line: str = "") -> str:
    """The picture as an ``svg`` element; ``first_line`` says in it for whom it is, where it stands on its own."""
    canvas = Canvas(WIDTH)
    scale = lanes.scale
    y: float = _TOP + (24 if first_line else 0)
    if first_line:
        canvas.text(10, 18, first_line, size=13, weight="bold")
    top = y
    for number, lane in enumerate(lanes.lanes):
        height = _height(lane, scale)
        if number % 2 == 0:
            canvas.box(0, y, WIDTH, height, "#f3f4f6")
        for line, words in enumerate(wrapped(lane.label, 20)):
            canvas.text(10, y + 17 + 14 * line, words, weight="bold")
        if (count := _unnumbered(lane)) > _SINGLE:
            canvas.text(10, y + 33, f"{count:,}", colour="#6b7280", size=11)
        _draw(canvas, lane, scale, y, height)
        y += height
    _axis(canvas, lanes, zone, top, y)
    y = _signs(canvas, lanes, y + 20)
    y = _list(canvas, lanes, Times(zone), y + 10)
    return canvas.svg(y + 6)


def _x(scale: Scale, stamp: str) -> float:
    return _LEFT + scale.place(seconds(stamp)) * (_RIGHT - _LEFT)


def _unnumbered(lane: Lane) -> int:
    return sum(not mark.number for mark in lane.marks)


def _height(lane: Lane, scale: Scale) -> int:
    """How high a lane is: its rows of numbered marks, its bars, its other marks."""
    numbered = max((row for _, row in _rows(lane, scale)), default=-1) + 1
    bars = (14 if lane.name == "impact" else min(len(lane.bars), _BARS) * _BAR_STEP) if lane.bars else 0
    others = _unnumbered(lane)
    rest = 0 if not others else 34 if others > _SINGLE else 18
    words = 14 * len(wrapped(lane.label, 20)) + 10
    return max(words, 34, 10 + numbered * _NUMBER_STEP + bars + rest)


def _rows(lane: Lane, scale: Scale) -> list[tuple[Mark, int]]:
    """The numbered marks, each in the first row in which it covers no other."""
    ends: list[float] = []
    found = []
    for mark in sorted((one for one in lane.marks if one.number), key=lambda one: one.number):
        x = _x(scale, mark.at)
        row = next((row for row, end in enumerate(ends) if x - end >= _NUMBER_STEP), len(ends))
        if row == len(ends):
            ends.append(x)
        ends[row] = x
        found.append((mark, row))
    return found


def _draw(canvas: Canvas, lane: Lane, scale: Scale, top: float, height: float) -> None:
    y = top + 5
    if lane.name == "impact":
        for bar in lane.bars:
            _impact(canvas, bar, scale, top, height)
    rows = _rows(lane, scale)
    for mark, row in rows:
        x = _x(scale, mark.at)
        canvas.sign(_SHAPES[mark.kind], x, y + 11 + row * _NUMBER_STEP, _colour(mark), _title(mark), str(mark.number))
    y += (max((row for _, row in rows), default=-1) + 1) * _NUMBER_STEP
    others = [mark for mark in lane.marks if not mark.number]
    if len(others) > _SINGLE:
        _columns(canvas, others, scale, y + 30)
        y += 34
    elif others:
        for mark in others:
            canvas.sign(_SHAPES[mark.kind], _x(scale, mark.at), y + 9, _colour(mark), _title(mark))
        y += 18
    if lane.name != "impact":
        _tasks(canvas, lane.bars, scale, y)


def _impact(canvas: Canvas, bar: Bar, scale: Scale, top: float, height: float) -> None:
    """The time of the impact, behind everything else in its lane; one that lasts has an open end."""
    left, right = _x(scale, bar.start), _x(scale, bar.end)
    canvas.box(left, top + 3, max(2.0, right - left), height - 6, "#fecaca", title=bar.text)
    if bar.state == "open":
        canvas.line(right, top + 3, right, top + height - 3, "#b91c1c", dashed=True)


def _tasks(canvas: Canvas, bars: Sequence[Bar], scale: Scale, y: float) -> None:
    for number, bar in enumerate(bars[:_BARS]):
        left, right = _x(scale, bar.start), _x(scale, bar.end)
        colour = _COLOURS.get(bar.state, "#6b7280")
        canvas.box(left, y + 2 + number * _BAR_STEP, max(3.0, right - left), _BAR_STEP - 3, colour, title=bar.text)


def _columns(canvas: Canvas, marks: Sequence[Mark], scale: Scale, bottom: float) -> None:
    """How much happened at a time: light what was seen, dark what was done and decided."""
    seen: dict[int, int] = {}
    done: dict[int, int] = {}
    for mark in marks:
        column = int((_x(scale, mark.at) - _LEFT) // _COLUMN)
        seen[column] = seen.get(column, 0) + 1
        if mark.kind != "observation":
            done[column] = done.get(column, 0) + 1
    most = max(seen.values())
    for column, count in sorted(seen.items()):
        x = _LEFT + column * _COLUMN
        full = max(1.0, 26 * count / most)
        dark = 26 * done.get(column, 0) / most
        canvas.box(x, bottom - full, _COLUMN - 1, full, _COLOURS["observation"], title=str(count))
        if dark:
            canvas.box(x, bottom - dark, _COLUMN - 1, dark, _COLOURS["action"])


def _colour(mark: Mark) -> str:
    return _COLOURS[mark.state if mark.kind == "promise" else mark.kind]


def _title(mark: Mark) -> str:
    return f"{mark.text} ({mark.state})" if mark.state else mark.text


def _axis(canvas: Canvas, lanes: Lanes, zone: ZoneInfo, top: float, bottom: float) -> None:
    """The times above the lanes; the day where it changes, the zone at the left, long idle times as folds."""
    scale = lanes.scale
    for fold in scale.folds:
        left, right = (_LEFT + place * (_RIGHT - _LEFT) for place in (fold.left, fold.right))
        canvas.box(left, top - 4, right - left, bottom - top + 4, "#ffffff", opacity=0.7)
        for x in (left, right):
            canvas.line(x, top - 4, x, bottom, "#6b7280", dashed=True)
        canvas.text((left + right) / 2, top - 10, _length(fold.end - fold.start, lanes.lang), anchor="middle", size=10)
    day, last = "", -100.0
    for tick in scale.ticks(zone, 10):
        x = _LEFT + tick.place * (_RIGHT - _LEFT)
        if x - last < 62 or any(fold.left - 0.03 < tick.place < fold.right + 0.03 for fold in scale.folds):
            continue
        last = x
        canvas.line(x, top - 4, x, bottom, "#d1d5db")
        canvas.text(x, top - 8, f"{tick.at:%H:%M}", anchor="middle", size=11)
        if f"{tick.at:%Y-%m-%d}" != day:
            day = f"{tick.at:%Y-%m-%d}"
            canvas.text(x, top - 22, day, anchor="middle", size=11, weight="bold")
    label = Times(zone).when(lanes.first).rpartition(" ")[2]
    canvas.text(10, top - 8, label, size=11, colour="#6b7280")


def _length(length: float, lang: str) -> str:
    minutes = int(length) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    units = ("天", "小时", "分") if lang == "zh" else (" d", " h", " min")
    parts = [f"{count}{unit}" for count, unit in zip((days, hours, rest), units, strict=True) if count]
    return " ".join(parts[:2]) or f"<1{units[2]}"


def _signs(canvas: Canvas, lanes: Lanes, y: float) -> float:
    """What the signs mean, those that are in the picture."""
    kinds = {mark.kind for lane in lanes.lanes for mark in lane.marks}
    x = 18.0
    for kind, shape, words in _SIGNS:
        if kind in kinds:
            canvas.sign(shape, x, y, _COLOURS.get(kind, _COLOURS["open"]))
            label = pick(words, lanes.lang)
            canvas.text(x + 12, y + 4, label, size=11)
            x += 34 + 6.4 * cells(label)
    if lanes.scale.folds:
        words = ("between dashes: nothing happened, shortened", "虚线之间无记录，已压缩")
        canvas.text(x, y + 4, pick(words, lanes.lang), size=11, colour="#6b7280")
    return y + 12


def _list(canvas: Canvas, lanes: Lanes, times: Times, y: float) -> float:
    """The key events by their numbers."""
    for mark in lanes.keys:
        y += 18
        canvas.text(34, y, str(mark.number), anchor="end", weight="bold")
        canvas.text(46, y, times.when(mark.at))
        for number, line in enumerate(_lines(mark, lanes.lang)):
            y += 15 if number else 0
            canvas.text(210, y, line)
    return y


def _lines(mark: Mark, lang: str) -> Iterator[str]:
    state = f" ({pick(_STATES[mark.state], lang)})" if mark.state in _STATES else ""
    yield from wrapped(mark.text + state, _LIST_CELLS)
