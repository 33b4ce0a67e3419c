"""CSV with times: a row is an entry; the header row says which column is what."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple, get_args

from warroom.errors import BadInput
from warroom.importers.content import Content
from warroom.importers.json_input import time_of
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

MEANINGS: Final = {"time": "moment", "date": "day", "text": "text", "kind": "kind", "actor": "actor"}
"""What ``--map`` and people call a column's meaning, to what it is called here."""
KEPT: Final = "kept in the text"
_NAMED: Final = {meaning: name for name, meaning in MEANINGS.items()}
_DELIMITERS: Final = (",", ";", "\t", "|")
_FIELD_LIMIT: Final = 1 << 24
_KINDS: Final[tuple[EntryKind, ...]] = get_args(EntryKind)
_ISO: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-]0[0-9]:?[0-9]{2})?)"
)
"""The form in which most programs write a time; others are read by ``moments.find``, which takes six times as long."""
_PRIVATE: Final = re.compile("[\ue000-\uf8ff]")


class _Row(NamedTuple):
    line: int
    cells: list[str]


class _Head(NamedTuple):
    columns: dict[str, int]
    others: dict[int, str]
    """Columns that mean nothing to us, by place; their cells stay in the text."""
    names: list[str]
    delimiter: str


def read(content: Content, options: Options) -> Reading:
    """Read a table. Raises ``BadInput`` without the needed columns, or naming every row whose time can't be read.

    Goes through the file three times, so that no more than a row is in memory: what is in it, the first time, the rows.
    """
    head, spare = _begin(content, options)
    first, zoneless = _first(content, options, head, spare)
    drafting = Drafting("csv", options, options.source, first.naive)
    drafting.open_room(first, zoneless)
    for name in head.others.values():
        drafting.remark(1, f"column '{name}' is {KEPT} of its entries")
    for row in _body(content, options, head, spare):
        moment = _moment(row, head, options)
        assert isinstance(moment, Moment)  # the pass before found no fault
        drafting.add("timeline.log", _log(row, head, drafting), "\x1f".join(row.cells), moment)
        if remark := zone_remark(moment, options.zone):
            drafting.remark(row.line, remark)
    drafting.remarks += content.remarks
    reading = drafting.reading()
    reading.mapping = mapping_of(head.names, head.columns)
    return reading


def mapping_of(names: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    """What each column is read as, in the words of ``--map``."""
    meant = {place: _NAMED[meaning] for meaning, place in columns.items()}
    return {name or f"column {place + 1}": meant.get(place, KEPT) for place, name in enumerate(names)}


def looked_at(content: Content, mapping: Mapping[str, str]) -> dict[str, str]:
    """What each column would be read as, also where a needed one is not known yet; nothing for an empty file."""
    first = next((piece.rstrip("\r") for piece in content.pieces() if piece.strip()), "")
    heads = [(_columns(cells, mapping), cells) for _, cells in _candidates(first)]
    columns, names = max(heads, key=lambda head: ("text" in head[0], len(head[0]), len(head[1])))
    if mapping and not columns:
        raise BadInput(_no_header(content.source, mapping, first, names))
    return mapping_of([name.strip() for name in names], columns)


def _first(content: Content, options: Options, head: _Head, spare: str) -> tuple[Moment, bool]:
    """The earliest time, and whether any names no zone; raises ``BadInput`` naming every row that can't be read."""
    faults: list[Remark] = []
    first: Moment | None = None
    zoneless = False
    for row in _body(content, options, head, spare):
        moment = _moment(row, head, options)
        if len(row.cells) > len(head.names):
            faults.append(Remark(row.line, f"{len(row.cells)} cells, and the header names {len(head.names)} columns"))
        elif isinstance(moment, str):
            faults.append(Remark(row.line, moment))
        else:
            zoneless |= moment.offset is None
            first = moment if first is None or moment.naive < first.naive else first
    refuse(faults, options.source)
    if first is None:
        raise BadInput(f"{options.source}: nothing was imported, there is no row below the header")
    return first, zoneless


def header_of(line: str) -> str | None:
    """The delimiter of a header row that names a time and a text; None for any other line."""
    for delimiter in _DELIMITERS:
        columns = _columns(_split(line, delimiter))
        if "text" in columns and ("moment" in columns or "day" in columns):
            return delimiter
    return None


def read_mapping(text: str) -> dict[str, str]:
    """What ``--map`` says: ``time=When, text=What happened``; raises ``BadInput`` for a meaning that there is not."""
    mapping: dict[str, str] = {}
    for part in filter(str.strip, re.split(r"[,，;；](?=\s*\w+\s*=)", text)):
        name, equals, column = part.partition("=")
        name = name.strip().lower()
        if not equals or name not in MEANINGS or not column.strip() or name in mapping:
            raise BadInput(
                f"'{part.strip()}' maps no column; write time=NAME, text=NAME, and if there are any "
                "date=NAME, kind=NAME, actor=NAME (NAME is the column's name or its number)"
            )
        mapping[name] = column.strip()
    return mapping


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _begin(content: Content, options: Options) -> tuple[_Head, str]:
    """The header, and a letter that stands nowhere in the file."""
    first = ""
    private: set[str] = set()
    for piece in content.pieces():
        first = first or (piece.rstrip("\r") if piece.strip() else "")
        if not piece.isascii():
            private.update(_PRIVATE.findall(piece))
    spare = next((chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in private), "")
    heads = [_Head(_columns(cells, options.mapping), {}, cells, mark) for mark, cells in _candidates(first)]
    for head in heads:
        if "text" in head.columns and ("moment" in head.columns or "day" in head.columns):
            meant = set(head.columns.values())
            others = {at: name.strip() or f"column {at + 1}" for at, name in enumerate(head.names) if at not in meant}
            return head._replace(others=others, names=[name.strip() for name in head.names]), spare
    widest = max(heads, key=lambda head: len(head.names))
    raise BadInput(_no_header(options.source, options.mapping, first, widest.names))


def _candidates(line: str) -> list[tuple[str, list[str]]]:
    return [(delimiter, _split(line, delimiter)) for delimiter in _DELIMITERS]


def _no_header(source: str, mapping: Mapping[str, str], first: str, names: list[str]) -> str:
    if mapping:
        said = ", ".join(f"{name}={column}" for name, column in mapping.items())
        told = f"--map says {said}, and the columns are: {', '.join(name.strip() for name in names)}"
    else:
        told = (
            "the first row must name a time column (time, timestamp, date, at, when) and a text column (text, message, "
            "note, description, event), or --map says which they are (--map 'time=NAME,text=NAME'); it says: "
            + first[:80]
        )
    return f"{source}: nothing was imported, {told}"


def _body(content: Content, options: Options, head: _Head, spare: str) -> Iterator[_Row]:
    """The rows below the header that hold anything, with the number of the line each begins on."""
    rows = _rows(content, head.delimiter, spare, options.source)
    next(rows, None)
    return rows


def _rows(content: Content, delimiter: str, spare: str, source: str) -> Iterator[_Row]:
    # A bare CR is no line end here, but the csv module takes it for one: it is taken out of its sight.
    def lines() -> Iterator[str]:
        before: str | None = None
        for piece in content.pieces():
            if before is not None:
                yield re.sub("\r(?!$)", spare, before) + "\n" if "\r" in before else before + "\n"
            before = piece
        if before:
            yield before.replace("\r", spare)

    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(lines(), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield _Row(begins, [_cell_text(cell, spare) for cell in cells])
            begins = reader.line_num + 1
    except csv.Error as error:
        refuse(
            [Remark(begins, f"the row that begins here can't be read: {error} (quotes inside a cell are doubled)")],
            source,
        )


def _cell_text(cell: str, spare: str) -> str:
    if spare in cell or "\r" in cell:
        return cell.replace(spare, "\r").replace("\r\n", "\n")
    return cell


def _columns(cells: Sequence[str], mapping: Mapping[str, str] = {}) -> dict[str, int]:
    """The place of each meaning: where ``mapping`` says, else where the header has a name that is known."""
    names = [" ".join(re.sub(r"[_\-]+", " ", cell.strip().lower()).split()) for cell in cells]
    columns: dict[str, int] = {}
    for name, column in mapping.items():
        place = _place(column, cells, names)
        if place is None or place in columns.values():
            return {}
        columns[MEANINGS[name]] = place
    for place, name in enumerate(names):
        meaning = next((meaning for meaning, known in COLUMNS.items() if name in known), None)
        if meaning is not None and meaning not in columns and place not in columns.values():
            columns[meaning] = place
    return columns


def _place(column: str, cells: Sequence[str], names: Sequence[str]) -> int | None:
    """Where a column stands that a person named, by its name or its number from 1."""
    exact = [cell.strip() for cell in cells]
    if column in exact:
        return exact.index(column)
    plain = " ".join(re.sub(r"[_\-]+", " ", column.lower()).split())
    if plain in names:
        return names.index(plain)
    return int(column) - 1 if column.isdecimal() and len(column) < 5 and 0 < int(column) <= len(cells) else None


def _cell(row: _Row, head: _Head, meaning: str) -> str:
    place = head.columns.get(meaning)
    return row.cells[place].strip() if place is not None and place < len(row.cells) else ""


def _moment(row: _Row, head: _Head, options: Options) -> Moment | str:
    """When a row happened, or what is wrong with it."""
    written = " ".join(filter(None, (_cell(row, head, "day"), _cell(row, head, "moment"))))
    if not written:
        return "no time"
    if exact := _ISO.fullmatch(written):
        moment = time_of(f"{exact[1]}T{exact[2]}")
        if moment is not None:
            return moment
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
