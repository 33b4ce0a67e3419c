"""CSV with times: a row is an entry; the header row says which column is what."""

import csv
import re
from collections.abc import Iterator
from typing import Final, NamedTuple, get_args

from warroom.errors import BadInput
from warroom.importers.lines import decode
from warroom.importers.moments import Found, Moment, find
from warroom.importers.reading import Drafting, Options, Reading, Remark, refuse, zone_remark
from warroom.state.timeline import EntryKind, Log

COLUMNS: Final = {
    "moment": (
        "time",
        "timestamp",
        "datetime",
        "date time",
        "at",
        "when",
        "occurred at",
        "occurred",
        "created at",
        "start time",
    ),
    "day": ("date", "day"),
    "text": (
        "text",
        "message",
        "note",
        "notes",
        "description",
        "event",
        "entry",
        "summary",
        "details",
        "what",
        "content",
    ),
    "kind": ("kind", "type"),
    "actor": ("actor", "who", "user", "author", "by", "name", "person"),
}
"""Header names, to what their column means; case, spaces and underscores don't matter."""

_DELIMITERS: Final = (",", ";", "\t", "|")
_FIELD_LIMIT: Final = 1 << 24
_KINDS: Final[tuple[EntryKind, ...]] = get_args(EntryKind)


class _Row(NamedTuple):
    line: int
    cells: list[str]


class _Head(NamedTuple):
    columns: dict[str, int]
    others: dict[int, str]
    """Columns that mean nothing to us, by place; their cells stay in the text."""
    width: int


def read(data: bytes, options: Options) -> Reading:
    """Read a table. Raises ``BadInput`` without the needed columns, or naming every row whose time can't be read."""
    text, remarks = decode(data, options.source)
    rows, head = _table(text, options.source)
    faults: list[Remark] = []
    read_rows: list[tuple[_Row, Moment]] = []
    for row in rows:
        moment = _moment(row, head, options)
        if len(row.cells) > head.width:
            faults.append(Remark(row.line, f"{len(row.cells)} cells, and the header names {head.width} columns"))
        elif isinstance(moment, str):
            faults.append(Remark(row.line, moment))
        else:
            read_rows.append((row, moment))
    refuse(faults, options.source)
    if not read_rows:
        raise BadInput(f"{options.source}: nothing was imported, there is no row below the header")
    first = min((moment for _, moment in read_rows), key=lambda moment: moment.naive)
    drafting = Drafting("csv", options, options.source, first.naive)
    drafting.remarks += remarks
    drafting.open_room(first, any(moment.offset is None for _, moment in read_rows))
    for name in head.others.values():
        drafting.remark(1, f"column '{name}' is kept in the text of its entries")
    for row, moment in read_rows:
        drafting.add("timeline.log", _log(row, head, drafting), "\x1f".join(row.cells), moment)
        if remark := zone_remark(moment, options.zone):
            drafting.remark(row.line, remark)
    return drafting.reading()


def header_of(line: str) -> str | None:
    """The delimiter of a header row that names a time and a text; None for any other line."""
    for delimiter in _DELIMITERS:
        try:
            cells = next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            continue
        columns = _head(cells).columns
        if "text" in columns and ("moment" in columns or "day" in columns):
            return delimiter
    return None


def _table(text: str, source: str) -> tuple[list[_Row], _Head]:
    first = next((line for line in text.split("\n") if line.strip()), "")
    delimiter = header_of(first.rstrip("\r"))
    if delimiter is None:
        raise BadInput(
            f"{source}: nothing was imported, the first row must name a time column (time, timestamp, date, at, when) "
            f"and a text column (text, message, note, description, event); it says: {first[:80].rstrip()}"
        )
    rows = list(_rows(text, delimiter, source))
    return rows[1:], _head(rows[0].cells)


def _rows(text: str, delimiter: str, source: str) -> Iterator[_Row]:
    """The rows that hold anything, with the number of the line each begins on."""
    # A bare CR is no line end here, but the csv module takes it for one: it is taken out of its sight.
    spare = next(chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in text)
    hidden = re.sub("\r(?!\n)", spare, text)
    pieces = hidden.split("\n")
    lines = [f"{piece}\n" for piece in pieces[:-1]] + ([pieces[-1]] if pieces[-1] else [])
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _Row(begins, [cell.replace(spare, "\r").replace("\r\n", "\n") for cell in cells])
            begins = reader.line_num + 1
    except csv.Error as error:
        refuse(
            [Remark(begins, f"the row that begins here can't be read: {error} (quotes inside a cell are doubled)")],
            source,
        )


def _head(cells: list[str]) -> _Head:
    columns: dict[str, int] = {}
    others: dict[int, str] = {}
    for place, cell in enumerate(cells):
        name = " ".join(re.sub(r"[_\-]+", " ", cell.strip().lower()).split())
        meaning = next((meaning for meaning, names in COLUMNS.items() if name in names), None)
        if meaning is None or meaning in columns:
            others[place] = cell.strip() or f"column {place + 1}"
        else:
            columns[meaning] = place
    return _Head(columns, others, len(cells))


def _cell(row: _Row, head: _Head, meaning: str) -> str:
    place = head.columns.get(meaning)
    return row.cells[place].strip() if place is not None and place < len(row.cells) else ""


def _moment(row: _Row, head: _Head, options: Options) -> Moment | str:
    """When a row happened, or what is wrong with it."""
    written = " ".join(filter(None, (_cell(row, head, "day"), _cell(row, head, "moment"))))
    if not written:
        return "no time"
    found = find(written, loose=True) or Found(0, 0)
    if found.fault:
        return found.fault
    if found.end < len(written) or found.clock is None:
        return f"'{written}' is no time; write it as 2023-07-25 14:05 or 2023-07-25T14:05:00Z"
    moment = found.moment(options.day)
    return moment if moment is not None else f"'{written}' has no day (--date gives one)"


def _log(row: _Row, head: _Head, drafting: Drafting) -> Log:
    place = head.columns["text"]
    texts = [row.cells[place] if place < len(row.cells) else ""]
    kind = _cell(row, head, "kind").lower()
    if kind and kind not in _KINDS:
        texts.append(f"kind: {_cell(row, head, 'kind')}")
        drafting.remark(row.line, f"kind '{kind}' is none of ours: read as an observation, the word stays in the text")
    texts += [
        f"{name}: {row.cells[at]}" for at, name in head.others.items() if at < len(row.cells) and row.cells[at].strip()
    ]
    known = kind if kind in _KINDS else "observation"
    text = "\n".join(part for part in texts if part)
    return Log(known, text, _cell(row, head, "actor"), "written", source=drafting.at_line(row.line))
