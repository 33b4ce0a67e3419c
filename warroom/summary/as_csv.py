"""The room as CSV: readable in a spreadsheet, safe there, and read back without loss by ``warroom import``.

The first cells of a row are for people: when, what kind, who, what. The last one holds the sealed event itself, so
that nothing is lost; it is the one that counts when the file is read back. The header's first cell says for whom the
file is, because the first line of a table has to be its header.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec

from warroom.events import Event, to_document
from warroom.seal import ENTRY_LETTERS, letters
from warroom.state.room_state import RoomState
from warroom.summary.audience import INTERNAL_LINE
from warroom.summary.page import Heading, Page, Table, plain
from warroom.summary.times import Times
from warroom.text import safe

COLUMNS: Final = (INTERNAL_LINE, "time", "recorded", "kind", "who", "text", "event")
"""The header of a room's table; what is read back is known by it."""
BOM: Final = "\ufeff"
"""So that a spreadsheet reads Chinese."""
_FORMULA: Final = re.compile(r"^[=+\-@\t\r\n＝＋－＠]")
_WORDS: Final = ("text", "title", "reason", "note", "name", "severity", "status", "milestone", "actor", "owner_id")
"""The fields of a payload that say the most of it, the best first."""
_encoder: Final = msgspec.json.Encoder(order="sorted")


def as_csv(state: RoomState, times: Times) -> bytes:
    """The table of a whole room, a row per event in order of time. The same state gives the same bytes."""
    return _written(COLUMNS, _rows(state, times))


def page_as_csv(page: Page) -> bytes:
    """The log of a page as a table: what an owner gets, who never gets the events themselves."""
    head: tuple[str, ...] = (page.first_line, "", "", "")
    rows: list[tuple[str, ...]] = []
    date = zone = ""
    for block in page.blocks:
        if isinstance(block, Table) and block.role == "log":
            head = (page.first_line, *block.head[1:])
            rows += [(f"{date} {plain(row[0])} {zone}".strip(), *map(plain, row[1:])) for row in block.rows]
        elif isinstance(block, Heading) and block.level == 3:
            day, _, zone = block.text.partition(", ")
            date = day[:10]
    return _written(head, ([safed(safe(cell)) for cell in row] for row in rows))


def safed(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _written(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    stream = io.StringIO(newline="")
    stream.write(BOM)
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8", "replace")


def _rows(state: RoomState, times: Times) -> Iterator[tuple[str, ...]]:
    for event, who, text in readable(state):
        yield (
            letters(event.eid)[:ENTRY_LETTERS],
            times.iso(event.at),
            times.iso(event.recorded_at),
            event.kind,
            who,
            text,
            _encoder.encode(to_document(event)).decode(),
        )


def readable(state: RoomState) -> Iterator[tuple[Event, str, str]]:
    """Every event in order of time, with who and what as its row says it to people: an entry as it stands now."""
    now = {entry.eid: entry for feed in (state.timeline, state.discussion) for entry in feed}
    for event in sorted(state.events, key=lambda one: (one.at, one.stamp, one.eid)):
        entry = now.get(event.eid)
        text, who = (entry.text, entry.who) if entry is not None else (_said(event.payload), event.author)
        yield event, safed(safe(who)), safed(safe(text))


def _said(payload: dict[str, Any]) -> str:
    """The words of an event that is no entry, as far as it has any."""
    return next((value for name in _WORDS if isinstance(value := payload.get(name), str) and value), "")
