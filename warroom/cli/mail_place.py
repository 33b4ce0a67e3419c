"""Where an imported mail belongs: the room that holds the mail it answers, and the owners there."""

import mmap
import os
from pathlib import Path

from store import journal, resolve
from store.rooms import RoomsFolder
from warroom.delivery.placing import to_row
from warroom.errors import BadInput
from warroom.importers.content import Content
from warroom.importers.reading import Ground, KnownMail
from warroom.owner_mail import read_mail
from warroom.state.room_state import fold


def answered(folder: RoomsFolder, content: Content) -> str | None:
    """The room that holds a mail which this one answers, the nearest first; None when no room does."""
    try:
        mail = read_mail(content.whole())
    except BadInput:
        return None  # reading it again says why
    rooms = resolve.room_ids(os.fspath(folder.folder))[::-1]
    for reference in reversed(mail.references):
        for room in rooms:
            if _mentions(folder, room, reference) and reference in known(folder, room).mails:
                return room
    return None


def _mentions(folder: RoomsFolder, room: str, text: str) -> bool:
    """Whether a room's files hold a text at all: most don't, and then they need not be read."""
    where = Path(resolve.room_folder(os.fspath(folder.folder), room))
    return any(_holds(where / name, text.encode("utf-8", "replace")) for name in (journal.JOURNAL, journal.BASE))


def _holds(path: Path, wanted: bytes) -> bool:
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return data.find(wanted) >= 0
    except (OSError, ValueError):
        return False  # not there, or empty


def known(folder: RoomsFolder, room: str) -> Ground:
    """The owners of a room, their addresses, and the mails it holds."""
    log = folder.open(room)
    try:
        state = fold(log.load())
    finally:
        log.close()
    names = tuple(state.owners.names)
    addresses = {
        one.contact.casefold(): name for name in names for one in state.owners.plan(name).contacts if "@" in one.contact
    }
    mails = {
        one.message_id: KnownMail(eid, one.owner_id) for eid, one in state.owners.messages.items() if one.message_id
    }
    for row in state.deliveries:
        if row.queued is not None and row.queued.message_id:
            mails[row.queued.message_id] = KnownMail(to_row(state, row, "").answers, row.queued.owner_id)
    return Ground(owners=names, addresses=addresses, mails=mails)
