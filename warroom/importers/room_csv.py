"""A room of our own CSV export, read back without loss: the sealed event in a row's last cell is what counts.

Who changes the cells beside it in a spreadsheet means something by it, and an event can't be changed; so a row whose
cells say something else than its event is named and nothing comes in, instead of dropping the change in silence.
"""

import csv
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

from warroom.clock import from_stamp
from warroom.errors import BadInput
from warroom.events import Event
from warroom.importers.content import Content
from warroom.importers.reading import Options, Reading, Remark, refuse
from warroom.importers.room_json import event_of, reading_of
from warroom.state.room_state import fold
from warroom.summary.as_csv import COLUMNS, readable

_HEADER: Final = ",".join(COLUMNS)
_QUOTED: Final = ",".join(f'"{name}"' for name in COLUMNS)
_FIELD_LIMIT: Final = 1 << 24


class _Row(NamedTuple):
    line: int
    time: str
    who: str
    text: str
    event: str


def is_header(line: str) -> bool:
    """Whether a first line is that of our own table; a spreadsheet may have put every cell in quotes."""
    plain = line.lstrip("\ufeff").rstrip("\r\n")
    return plain in (_HEADER, _QUOTED)


def is_ours(content: Content) -> bool:
    """Whether a file is our own table."""
    first = content.head(1024).decode("utf-8", "replace").partition("\n")[0]
    return is_header(first)


def read(content: Content, options: Options) -> Reading:
    """Read an export. Raises ``BadInput`` naming every row that isn't what its seal says, or says something else."""
    faults: list[Remark] = []
    events: list[Event] = []
    rows: dict[str, _Row] = {}
    room = ""
    for row in _rows(content, options.source):
        document = _document(row.event)
        if isinstance(document, str):
            faults.append(Remark(row.line, document))
            continue
        room = room or str(document.get("room", ""))
        event = event_of(document, room)
        if isinstance(event, str):
            faults.append(Remark(row.line, f"the file was changed after its export, or damaged: {event}"))
            continue
        events.append(event)
        rows.setdefault(event.eid, row)
    faults += _changed(events, rows) if not faults else []
    refuse(faults, options.source)
    if not events:
        raise BadInput(f"{options.source}: nothing was imported, there is no event below the header")
    remarks = [*content.remarks]
    files = sum(event.kind == "incident.attached" for event in events)
    if files:
        remarks.append(Remark(0, f"a table can't hold the {files} attached files; a JSON export does"))
    return reading_of(events, room, options, {}, remarks)


def _rows(content: Content, source: str) -> Iterator[_Row]:
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader((f"{piece}\n" for piece in content.pieces()), strict=True)
    begins = 1
    try:
        for cells in reader:
            if begins > 1 and any(map(str.strip, cells)):
                cells += [""] * (len(COLUMNS) - len(cells))
                yield _Row(begins, cells[1], cells[4], cells[5], cells[6])
            begins = reader.line_num + 1
    except csv.Error as error:
        refuse([Remark(begins, f"the row that begins here can't be read: {error}")], source)


def _document(cell: str) -> dict[str, Any] | str:
    """The event of a row as it was sealed, or what is wrong with it."""
    try:
        plain = json.loads(cell)
    except (ValueError, RecursionError):
        return "its last cell is no event any more: was it cut, or the row added by hand? (warroom log adds entries)"
    return plain if isinstance(plain, dict) else "its last cell is no event"


def _changed(events: list[Event], rows: dict[str, _Row]) -> list[Remark]:
    """The rows whose cells say something else than their events do."""
    found = []
    for event, who, text in readable(fold(events)):
        row = rows[event.eid]
        for name, cell, said in (("text", row.text, text), ("who", row.who, who)):
            if _plain(cell) != _plain(said):
                found.append(
                    Remark(row.line, f"its {name} was changed to '{cell[:40]}'; change the entry in the room (e), "
                                     "a table only shows it")
                )  # fmt: skip
        if (at := _moment(row.time)) is not None and at != from_stamp(event.at).replace(microsecond=0):
            found.append(Remark(row.line, f"its time was changed to '{row.time}'; change the entry in the room (e)"))
    return sorted(found)


def _plain(cell: str) -> str:
    """A cell without what spreadsheets do to line ends."""
    return cell.replace("\r\n", "\n").replace("\r", "\n").strip()


def _moment(cell: str) -> datetime | None:
    """The time in a cell; None for a form that some program made of it."""
    try:
        at = datetime.fromisoformat(cell)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
