"""What was read from files comes into rooms: new ones complete or not at all, others in one transaction each."""

import tempfile
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TypedDict

import msgspec

from store.room_log import RoomLog
from store.rooms import RoomsFolder
from warroom import clock, seal
from warroom.cli import access
from warroom.cli import shown as texts
from warroom.cli.folder import open_folder
from warroom.cli.ground import Ground
from warroom.clock import to_stamp
from warroom.errors import NotSaved
from warroom.events import Draft, Event, from_document
from warroom.importers.reading import Reading, Remark
from warroom.state.room_state import RoomState, fold

_FORESEEN = "0" * 16
"""The origin of events that are only shown."""


class Taken(TypedDict):
    """What came of one file, as ``import --json`` prints it (docs/command-line.md)."""

    source: str
    format: str
    room: str
    ref: str
    title: str
    made: bool
    """Whether the import made the room."""
    events: int
    """Events that the file says."""
    added: int
    """Those of them that were not in the room before."""
    kinds: dict[str, int]
    remarks: list[dict[str, object]]


def with_profile(reading: Reading, profile: str) -> Reading:
    """The reading whose room, when it is made, has ``profile``."""
    drafts = [
        msgspec.structs.replace(draft, payload={**draft.payload, "profile": profile})
        if draft.kind == "incident.opened"
        else draft
        for draft in reading.drafts
    ]
    return msgspec.structs.replace(reading, drafts=drafts)


def store(here: Ground, readings: list[Reading]) -> list[Taken]:
    """Store what was read, all in the room that was named or each in its own, in the order given.

    Raises ``NotSaved`` naming the files that did come in.
    """
    folder = open_folder(here.folder)
    taken: list[Taken] = []
    try:
        if readings and not readings[0].new:
            return _into_one(folder, readings)
        for reading in readings:
            taken.append(_into_own(folder, reading))  # noqa: PERF401 - those before a failure are named
    except NotSaved as error:
        came = ", ".join(f"{one['source']} ({one['ref']})" for one in taken) or "none of the files"
        raise type(error)(
            f"{error} Imported before that: {came}. The same import again adds what is missing."
        ) from error
    return taken


def _into_one(folder: RoomsFolder, readings: list[Reading]) -> list[Taken]:
    """All files into the room that was named, in one transaction."""
    log = folder.open(readings[0].room)
    try:
        access.tell_health(log)
        drafts = [draft for one in readings for draft in one.drafts]
        stored = _add(log, drafts, [], {})
        return [_taken(one, made=False, stored=stored) for one in readings]
    finally:
        access.keep_card(log)
        log.close()


def _into_own(folder: RoomsFolder, reading: Reading) -> Taken:
    """A file into the room that it makes, or made before."""
    made = not folder.exists(reading.room)
    if made:
        log = folder.create_with(reading.room, reading.drafts, reading.sealed)
        stored = {event.eid for event in log.load()}
        stored |= _add(log, [], [], reading.attachments)
    else:
        log = folder.open(reading.room)
        stored = _add(log, reading.drafts, reading.sealed, reading.attachments)
    access.tell_health(log)
    access.keep_card(log)
    log.close()
    return _taken(reading, made=made, stored=stored)


def _add(log: RoomLog, drafts: list[Draft], sealed: list[Event], files: dict[str, bytes]) -> set[str]:
    """Files first, so that no event names one that isn't here; the ids that were not there before."""
    before = {event.eid for event in log.load()}
    for content in files.values():
        with tempfile.NamedTemporaryFile(prefix="warroom-") as file:
            file.write(content)
            file.flush()
            log.attach(Path(file.name))
    stored = log.receive(sealed) if sealed else []
    stored += log.append(drafts) if drafts else []
    return {event.eid for event in stored} - before


def foreseen(reading: Reading) -> Taken:
    """What would come of a file in a room that has nothing of it yet."""
    return _taken(reading, made=reading.new, stored=_ids(reading))


def _ids(reading: Reading) -> set[str]:
    return {one.eid for one in reading.drafts} | {one.eid for one in reading.sealed}


def _taken(reading: Reading, *, made: bool, stored: set[str]) -> Taken:
    kinds = Counter([one.kind for one in reading.drafts] + [one.kind for one in reading.sealed])
    return Taken(
        source=reading.source,
        format=reading.format,
        room=reading.room,
        ref=seal.room_ref(reading.room),
        title=reading.title,
        made=made,
        events=len(reading.drafts) + len(reading.sealed),
        added=len(_ids(reading) & stored),
        kinds=dict(sorted(kinds.items())),
        remarks=[_remark(remark) for remark in reading.remarks],
    )


def _remark(remark: Remark) -> dict[str, object]:
    return {"line": remark.line, "text": remark.text}


def shown(reading: Reading, now: datetime) -> str:
    """What would come in, as ``warroom show`` would show it."""
    state = _folded(reading)
    opened = state.incident.opened
    return texts.state(
        state, reading.room, clock.zone(opened.zone if opened else "UTC"), to_stamp(now), access.labels(state)
    )


def _folded(reading: Reading) -> RoomState:
    documents = [
        seal.seal(msgspec.structs.asdict(draft), room=reading.room, origin=_FORESEEN, oseq=number, lam=number)
        for number, draft in enumerate(reading.drafts, 1)
    ]
    return fold([*reading.sealed, *map(from_document, documents)])
