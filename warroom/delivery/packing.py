"""From a delivery to what is handed to its channel: the approved text, its number, its place in the thread. Pure."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from warroom.delivery.parcel import Enclosure, Parcel
from warroom.errors import NotFound
from warroom.state.deliveries import Row, Sending
from warroom.state.revisions import Content, Enclosed
from warroom.state.room_state import RoomState

LONGEST_THREAD: Final = 20
"""Mails that a mail names as those before it: the first, and the last of them."""
_TYPES: Final = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "svg": "image/svg+xml",
    "pdf": "application/pdf", "txt": "text/plain", "log": "text/plain", "md": "text/markdown", "csv": "text/csv",
    "json": "application/json", "html": "text/html", "zip": "application/zip", "ics": "text/calendar",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


def parcel(
    state: RoomState, row: Row, room_ref: str, file: Callable[[str], Path] | None = None, message_id: str = ""
) -> Parcel:
    """What goes by a delivery. ``file`` gives the path of an attached file's sha256; it may raise ``NotFound``.

    Raises ``NotFound`` when the text is not here, or was erased.
    """
    said = row.queued
    draft = state.revisions.get(said.draft) if said is not None else None
    saved = draft.revisions.get(said.revision) if draft is not None and said is not None else None
    if said is None or draft is None or saved is None or saved.event.erased is not None:
        raise NotFound("its text is not here any more; nothing was sent")
    content = saved.said.content
    before = thread(state, row)
    return Parcel(
        key=row.key,
        room=room_ref,
        owner=said.owner_id,
        channel=said.channel,
        contact=said.contact,
        name=said.name,
        number=said.number,
        phase=content.phase,
        langs=tuple(one.lang for one in content.bodies) or ("en",),
        content=content,
        message_id=said.message_id or message_id,
        in_reply_to=before[-1] if before else "",
        references=tuple(before),
        enclosures=enclosures(content, file),
        resent=row.resent,
        parts=row.parts,
        made_at=row.dates[-1],
    )


def thread(state: RoomState, row: Row) -> list[str]:
    """The ids of the mails of this room that may be at the same address already, in the order in which they went."""
    said = row.queued
    if said is None:
        return []
    found = [
        other.message_id
        for one in state.deliveries
        if one.key != row.key and one.reached and one.steps[0].stamp < row.steps[0].stamp
        and (other := one.queued) is not None and other.message_id and _same_box(other, said)
    ]  # fmt: skip
    return found if len(found) <= LONGEST_THREAD else [found[0], *found[1 - LONGEST_THREAD :]]


def _same_box(one: Sending, other: Sending) -> bool:
    return (one.owner_id, one.channel, one.contact.casefold()) == (
        other.owner_id, other.channel, other.contact.casefold(),
    )  # fmt: skip


def enclosures(content: Content, file: Callable[[str], Path] | None) -> tuple[Enclosure, ...]:
    """The files that the update names."""
    if file is None:
        return ()
    return tuple(Enclosure(name=one.name, path=file(one.sha256), media_type=media_type(one)) for one in content.files)


def media_type(file: Enclosed) -> str:
    """What a file is by its name's ending; a table of our own, for that of the machine differs from place to place."""
    return _TYPES.get(file.name.rpartition(".")[2].casefold(), "application/octet-stream")
