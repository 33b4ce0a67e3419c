"""What a person carries by hand: the text as that channel shows it, and what its file is called."""

import msgspec

from warroom import seal
from warroom.delivery import packing, saying
from warroom.delivery.addresses import addresses
from warroom.room import Room
from warroom.state.deliveries import Row
from warroom.state.owners import Contact
from warroom.state.room_state import RoomState
from warroom.summary import audience
from warroom.updates.channels import channel


def text_of(state: RoomState, row: Row, room: str) -> str:
    """The text of a delivery in the dialect of its channel, its subject first; raises ``NotFound`` when it is gone."""
    parcel = packing.parcel(state, row, seal.room_ref(room))
    known = channel(parcel.channel)
    text = saying.whole(saying.said(parcel, known.dialect if known is not None else "text"))
    mark = saying.mark(parcel)
    return f"{mark}\n{text}" if mark else text


def file_name(room: str, row: Row, extension: str) -> str:
    """``1122-K7Q.update-2.for-Acme-Retail.txt``."""
    said = row.queued
    number, owner = (said.number, said.owner_id) if said is not None else (0, "owner")
    return audience.file_name(room, extension, owner, f"update-{number}")


async def mail_of(room: Room, row: Row) -> bytes:
    """It as a mail that nobody has sent yet, with its files: what a mail program opens as a draft."""
    from warroom.delivery.mail import eml  # with what reads and writes mails: for whoever writes one

    ref = seal.room_ref(room.room)

    def made() -> bytes:
        parcel = packing.parcel(room.state, row, ref, room.attachment)
        found = addresses(Contact(parcel.name, contact=parcel.contact))
        return eml.unsent(msgspec.structs.replace(parcel, contact=found[0]) if found else parcel)

    return await room.on_disk(made)


async def mail_is_written(room: Room, row: Row) -> None:
    """Remember the Message-ID of the mail that lies in a file now, so that later mails answer it."""
    from warroom.delivery.mail import eml  # likewise

    if room.health.readonly is None:
        await room.outbox.written_as_mail(row.key, eml.own_id(row.key))
