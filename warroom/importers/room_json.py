"""A room of our own JSON export, read back without loss (docs/export-json.md)."""

import base64
import binascii
import hashlib
import json
import re
from datetime import datetime
from typing import Any, Final

import msgspec

from warroom import seal
from warroom.errors import BadInput
from warroom.events import Event, from_document, is_intact, to_document
from warroom.importers.content import Content
from warroom.importers.reading import MAX_FAULTS, Options, Reading, Remark
from warroom.state.room_state import KINDS, fold
from warroom.summary.as_json import FORMAT, VERSION

_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_STAMP: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_BIGGEST: Final = 1 << 53
"""Counters stay where every JSON program can hold them."""


class _Attachment(msgspec.Struct):
    name: str
    sha256: str
    size: int
    data: str | None = None


class _Export(msgspec.Struct):
    format: str
    version: int
    room: str
    events: list[dict[str, Any]]
    audience: str = ""
    exported_by_version: str = ""
    attachments: list[_Attachment] = []


def read(content: Content, options: Options) -> Reading:
    """Read an export. Raises ``BadInput`` naming every event that isn't what its seal says."""
    export = _export(content, options.source)
    faults: list[str] = []
    events: list[Event] = []
    for number, document in enumerate(export.events, 1):
        event = event_of(document, export.room)
        if isinstance(event, str):
            faults.append(f"  event {number} ({name_of(document)}): {event}")
        else:
            events.append(event)
    attachments, remarks, wrong = _attachments(export.attachments)
    faults += wrong
    refuse_events(faults, options.source)
    return reading_of(events, export.room, options, attachments, remarks)


def refuse_events(faults: list[str], source: str) -> None:
    """Raise ``BadInput`` naming every event that is wrong, if there is one; nothing is imported then."""
    if faults:
        shown = faults[:MAX_FAULTS] + ([f"  and {len(faults) - MAX_FAULTS} more"] if len(faults) > MAX_FAULTS else [])
        raise BadInput(
            f"{source}: nothing was imported; the file was changed after its export, or damaged:\n" + "\n".join(shown)
        )


def reading_of(
    events: list[Event], room: str, options: Options, attachments: dict[str, bytes], remarks: list[Remark]
) -> Reading:
    """The reading of a room's own events; raises ``BadInput`` when they are meant for another room."""
    if options.room is not None and options.room != room:
        raise BadInput(
            f"{options.source} is an export of room {seal.room_ref(room)} and can't go into another: "
            "import it without --room"
        )
    state = fold(events)
    for kind, count in sorted(state.unread.items()):
        remarks.append(Remark(0, f"{count} of kind {kind} need a newer version of warroom: kept, not shown"))
    return Reading(
        format="room",
        source=options.source,
        room=room,
        new=options.room is None,
        title=state.incident.title or seal.room_ref(room),
        sealed=events,
        attachments=attachments,
        remarks=remarks,
    )


def _export(content: Content, source: str) -> _Export:
    text = content.document()
    try:
        plain = json.loads(text)
        if not isinstance(plain, dict) or plain.get("format") != FORMAT:
            raise BadInput(
                f'{source}: nothing was imported, this JSON is no export of a room (no "format": "{FORMAT}")'
            )
        version = plain.get("version")
        if isinstance(version, int) and version > VERSION:
            raise BadInput(f"{source}: nothing was imported, version {version} of the export needs a newer warroom")
        if plain.get("audience") not in (None, "internal"):
            raise BadInput(f"{source}: nothing was imported, only an internal export holds the whole room")
        export = msgspec.convert(plain, _Export)
    except json.JSONDecodeError as error:
        raise BadInput(f"{source}: nothing was imported, line {error.lineno} is no JSON: {error.msg}") from error
    except RecursionError as error:
        raise BadInput(f"{source}: nothing was imported, the JSON is nested too deeply to be an export") from error
    except msgspec.ValidationError as error:
        raise BadInput(f"{source}: nothing was imported, the export isn't complete: {error}") from error
    except ValueError as error:  # a whole number of thousands of digits
        raise BadInput(f"{source}: nothing was imported, this is no export of a room: {error}") from error
    if export.version != VERSION:
        raise BadInput(f"{source}: nothing was imported, there is no version {export.version} of the export")
    if not _UUID.fullmatch(export.room):
        raise BadInput(f"{source}: nothing was imported, '{export.room}' is no room")
    if not export.events:
        raise BadInput(f"{source}: nothing was imported, the export holds no event")
    return export


def event_of(document: dict[str, Any], room: str) -> Event | str:
    """The event of a document, or what is wrong with it."""
    try:
        event = from_document(document)
        seal.canonical(to_document(event))
        intact = is_intact(event)
    except msgspec.ValidationError as error:
        return str(error)
    except (TypeError, ValueError, RecursionError):
        return "it holds what no event may hold (a fraction, or half a character)"
    if event.room != room:
        return "it belongs to another room"
    times = [event.recorded_at, event.occurred_at]
    if event.kind in KINDS and event.erased is None:
        times += [event.payload.get("occurred_at"), event.payload.get("due")]
    if not (_UUID.fullmatch(event.eid) and all(map(_is_stamp, times))):
        return "its id or a time of it has not the form that events have"
    if not (0 <= event.lam < _BIGGEST and 0 <= event.oseq < _BIGGEST):
        return "its counters are out of bounds"
    if not intact:
        return f"its content does not fit its seal (sha {event.sha[:12]})"
    return event


def _is_stamp(text: object) -> bool:
    """Whether a time has the one form, in a year that every zone can show; None is no time and fits."""
    if text is None:
        return True
    try:
        return isinstance(text, str) and bool(_STAMP.fullmatch(text)) and 1 < datetime.fromisoformat(text).year < 9999
    except ValueError:
        return False


def name_of(document: dict[str, Any]) -> str:
    """How a refusal calls an event."""
    eid = document.get("eid")
    return eid if isinstance(eid, str) and _UUID.fullmatch(eid) else "no id"


def _attachments(listed: list[_Attachment]) -> tuple[dict[str, bytes], list[Remark], list[str]]:
    """Contents by sha256, what was noticed, and what is wrong."""
    contents: dict[str, bytes] = {}
    remarks: list[Remark] = []
    faults: list[str] = []
    for one in listed:
        if one.data is None:
            remarks.append(Remark(0, f"the export does not hold the file '{one.name}'"))
            continue
        try:
            content = base64.b64decode(one.data, validate=True)
        except (binascii.Error, ValueError):
            content = b""
        if hashlib.sha256(content).hexdigest() != one.sha256 or len(content) != one.size:
            faults.append(f"  the file '{one.name}' is not the one that was attached")
        contents[one.sha256] = content
    return contents, remarks, faults
