"""The swimlanes as one SVG: no script, no font, nothing from elsewhere. The same lanes give the same bytes.

Key events carry numbers, and a list beneath says what they are: labels inside a picture run over each other as soon
as things happen, and colour alone says nothing to some.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import accumulate, pairwise
from typing import Final
from zoneinfo import ZoneInfo

from warroom.clock import offset_label
from warroom.summary.drawing import Canvas, cells, wrapped
from warroom.summary.lanes import Bar, Lane, Lanes, Mark, seconds
from warroom.summary.scale import Scale, Tick, zone_label
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
_LIST_CELLS: Final = 108
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
    top: float = _TOP + (24 if first_line else 0)
    if first_line:
        canvas.text(10, 18, first_line, size=13, weight="bold")
    places = list(accumulate((_height(lane, scale) for lane in lanes.lanes), initial=top))
    for number, (y, below) in enumerate(pairwise(places)):
        if number % 2 == 0:
            canvas.box(0, y, WIDTH, below - y, "#f3f4f6")
    for lane, (y, below) in zip(lanes.lanes, pairwise(places), strict=True):
        for bar in lane.bars if lane.name == "impact" else ():
            _impact(canvas, bar, scale, y, below - y)
    low = _axis(canvas, lanes, zone, top, places[-1])
    for lane, y in zip(lanes.lanes, places, strict=False):
        _label(canvas, lane, y)
        _draw(canvas, lane, scale, y)
    foot = _signs(canvas, lanes, low + 20)
    return canvas.svg(_list(canvas, lanes, Times(zone), foot + 8) + 10)


def _label(canvas: Canvas, lane: Lane, y: float) -> None:
    for line, words in enumerate(wrapped(lane.label, 20)):
        canvas.text(10, y + 17 + 14 * line, words, weight="bold")
    if (count := _unnumbered(lane)) > _SINGLE:
        canvas.text(10, y + 33, f"{count:,}", colour="#6b7280", size=11)
    if lane.note:
        canvas.text(_LEFT, y + 17, lane.note, colour="#6b7280", size=11)


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


def _draw(canvas: Canvas, lane: Lane, scale: Scale, top: float) -> None:
    y = top + 5
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
    """The time of the impact, behind everything else in its lane; one without an end has an open end."""
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


def _axis(canvas: Canvas, lanes: Lanes, zone: ZoneInfo, top: float, bottom: float) -> float:
    """The times above the lanes; the day where it changes, the zone at the left, long idle times as folds.

    Returns how far down it reaches.
    """
    scale = lanes.scale
    low, behind = bottom, -100.0
    for fold in scale.folds:
        left, right = (_LEFT + place * (_RIGHT - _LEFT) for place in (fold.left, fold.right))
        canvas.box(left, top - 4, right - left, bottom - top + 4, "#ffffff", opacity=0.7)
        for x in (left, right):
            canvas.line(x, top - 4, x, bottom, "#6b7280", dashed=True)
        words = _length(fold.end - fold.start, lanes.lang)
        middle, half = (left + right) / 2, 2.9 * cells(words)
        near = middle - half < behind  # two folds side by side: the second one's words stand beneath the lanes
        canvas.text(middle, bottom + 12 if near else top - 10, words, anchor="middle", size=10)
        low = bottom + 14 if near else low
        behind = behind if near else middle + half + 6
    _ticks(canvas, lanes, zone, top, bottom)
    return low


def _ticks(canvas: Canvas, lanes: Lanes, zone: ZoneInfo, top: float, bottom: float) -> None:
    """Round times, and above them the day and the offset wherever one of them changes."""
    scale, folds = lanes.scale, lanes.scale.folds
    date = pick(("%d %b", "%m-%d"), lanes.lang)
    ticks = [
        tick
        for tick in scale.ticks(zone, 10)
        if not any(fold.left - 0.03 < tick.place < fold.right + 0.03 for fold in folds)
    ] or [Tick(0.0, datetime.fromtimestamp(scale.start, UTC).astimezone(zone))]
    form = date if all(f"{tick.at:%H%M%S}" == "000000" for tick in ticks) else "%H:%M"
    form = "%H:%M:%S" if any(tick.at.second for tick in ticks) else form
    whole = zone_label(scale.start, scale.end, zone)  # of days; a time of day has the offset of its own day
    said, last, written = "", -100.0, -100.0
    if ticks[0].place > 0.18:  # what is left of the first tick has its day, too
        first = datetime.fromtimestamp(scale.start, UTC).astimezone(zone)
        said = f"{first:%Y-%m-%d} {offset_label(first)}"
        canvas.text(_LEFT, top - 24, said, anchor="middle", size=11, weight="bold")
        written = _reach(_LEFT, said)[1] + 8
    # Behind a fold it may be another day, and no tick may come for long.
    ends = [Tick(fold.right, datetime.fromtimestamp(fold.end, UTC).astimezone(zone)) for fold in folds]
    for tick in sorted([*ticks, *(ends if form != date else ())]):
        x = _LEFT + tick.place * (_RIGHT - _LEFT)
        if tick not in ends:
            if x - last < 62:
                continue
            last = x
            canvas.line(x, top - 4, x, bottom, "#d1d5db")
            canvas.text(x, top - 8, f"{tick.at:{form}}", anchor="middle", size=11)
        label = f"{tick.at:%Y} {whole}" if form == date else f"{tick.at:%Y-%m-%d} {offset_label(tick.at)}"
        of_year = said.startswith(f"{tick.at:%Y}")
        short = f"{tick.at:%m-%d}" if of_year else f"{tick.at:%Y-%m-%d}"
        words = label if not (tick in ends and of_year) and _reach(x, label)[0] > written else short
        if label != said and _reach(x, words)[0] > written:
            canvas.text(sum(_reach(x, words)) / 2, top - 22, words, anchor="middle", size=11, weight="bold")
            said, written = label, _reach(x, words)[1] + 8


def _reach(x: float, words: str) -> tuple[float, float]:
    """From where to where a day above the axis reaches; it stays inside of the picture."""
    half = 3.5 * len(words)
    middle = min(x, WIDTH - 4 - half)
    return middle - half, middle + half


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
        note = pick(words, lanes.lang)
        if x + 6.4 * cells(note) > WIDTH:
            x, y = 12, y + 18
        canvas.text(x, y + 4, note, size=11, colour="#6b7280")
    return y + 12


def _list(canvas: Canvas, lanes: Lanes, times: Times, y: float) -> float:
    """The key events by their numbers."""
    for mark in lanes.keys:
        y += 18
        canvas.text(34, y, str(mark.number), anchor="end", weight="bold")
        canvas.text(46, y, times.when(mark.at))
        for number, line in enumerate(_lines(mark, lanes.lang)):
            y += 15 if number else 0
            canvas.text(236, y, line)
    return y


def _lines(mark: Mark, lang: str) -> Iterator[str]:
    state = f" ({pick(_STATES[mark.state], lang)})" if mark.state in _STATES else ""
    yield from wrapped(mark.text + state, _LIST_CELLS)
