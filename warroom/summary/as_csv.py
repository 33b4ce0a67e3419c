"""The room as CSV: readable in a spreadsheet, safe there, and read back without loss by ``warroom import``.

The first cells of a row are for people: when, what kind, who, what. The last one holds the sealed event itself, so
that nothing is lost; it is the one that counts when the file is read back. The header's first cell says for whom the
file is, because the first line of a table has to be its header.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from warroom.events import Event
from warroom.state.room_state import RoomState
from warroom.summary.audience import INTERNAL_LINE
from warroom.summary.page import Heading, Page, Table, plain
from warroom.summary.times import Times
from warroom.text import safe

COLUMNS: Final = (INTERNAL_LINE, "time", "recorded", "kind", "who", "text", "event")
"""The header of a room's table; what is read back is known by it."""
BOM: Final = "\ufeff"
"""So that a spreadsheet reads Chinese."""
_FORMULA: Final = frozenset("=+-@\t\r\n＝＋－＠")
"""First letters by which a spreadsheet takes a cell for a formula."""
_WORDS: Final = ("text", "title", "reason", "note", "name", "severity", "status", "milestone", "actor", "owner_id")
"""The fields of a payload that say the most of it, the best first."""
_ENCODER: Final = msgspec.json.Encoder(order="sorted")


def as_csv(state: RoomState, times: Times) -> bytes:
    """The table of a whole room, a row per event in order of time. The same state gives the same bytes."""
    return _written(_line(COLUMNS), _lines(state, times))


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
            date, zone = block.text[:10], block.text.rpartition(" ")[2]
    return _written(_line(head), (_line([safed(safe(cell)) for cell in row]) for row in rows))


def safed(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in _FORMULA else cell


def _written(head: str, lines: Iterable[str]) -> bytes:
    # Each line by itself: most hold ASCII alone, and one wide letter makes the whole of a text slow to encode.
    return b"\r\n".join([line.encode("utf-8", "replace") for line in (BOM + head, *lines, "")])


def _line(cells: Iterable[str]) -> str:
    return ",".join(map(_cell, cells))


def _cell(cell: str) -> str:
    """A cell as RFC 4180 writes it; by hand, because ``csv`` looks at each letter and takes five times as long."""
    if '"' in cell:
        return '"' + cell.replace('"', '""') + '"'
    return f'"{cell}"' if "," in cell or "\n" in cell or "\r" in cell else cell


def _lines(state: RoomState, times: Times) -> Iterator[str]:
    rows = list(readable(state))
    # An event as JSON holds no line end, so all of them are written and quoted at once.
    sealed = b"\n".join([_ENCODER.encode(event) for event, _, _ in rows]).replace(b'"', b'""').decode().split("\n")
    for (event, who, text), document in zip(rows, sealed, strict=False):
        at = times.iso(event.at)
        recorded = at if event.occurred_at is None else times.iso(event.recorded_at)
        yield f'{event.ref},{at},{recorded},{_cell(event.kind)},{_cell(who)},{_cell(text)},"{document}"'


def readable(state: RoomState) -> Iterator[tuple[Event, str, str]]:
    """Every event in order of time, with who and what as its row says it to people: an entry as it stands now."""
    entries, messages = state.timeline.entries, state.discussion.entries
    people: dict[str, str] = {}  # a few, who say all of it
    for event in sorted(state.events, key=lambda one: one.at):  # they come in fold order, which stays among equals
        entry = entries.get(event.eid) or messages.get(event.eid)
        text, who = (entry.text, entry.who) if entry is not None else (_said(event.payload), event.author)
        shown = people.get(who)
        if shown is None:
            shown = people[who] = safed(safe(who))
        yield event, shown, safed(safe(text))


def _said(payload: dict[str, Any]) -> str:
    """The words of an event that is no entry, as far as it has any."""
    return next((value for name in _WORDS if isinstance(value := payload.get(name), str) and value), "")
