"""A parcel as a mail that nobody has sent yet (``.eml``): a person opens it in a mail program and sends it there."""

from warroom.delivery.mail import mime
from warroom.delivery.mail.addresses import Address, address
from warroom.delivery.mail.message import Sender, enclosed, letter
from warroom.delivery.mail.threading import message_id
from warroom.delivery.parcel import Parcel
from warroom.errors import BadInput

_NOBODY = Address("unsent", "warroom.invalid")


def own_id(key: str) -> str:
    """The Message-ID of a delivery's mail that nobody has sent yet."""
    return message_id(key, _NOBODY.spec)


def unsent(parcel: Parcel, sender: str = "") -> bytes:
    """The mail with its files, marked as a draft. Blocking; raises ``BadInput`` in words for what can't be written.

    ``sender``: who it is from; else the mail program says so. Its Message-ID is that of the delivery, for programs that
    keep it, so that replies find their update.
    """
    try:
        who = Sender(address(sender) if sender else _NOBODY)
        made = letter(parcel, who, enclosed(parcel)).data
    except ValueError as error:
        raise BadInput(f"no mail was written: {error}") from error
    if not sender:
        made = made.replace(f"From: {mime.mailbox(_NOBODY.name, _NOBODY.spec)}\r\n".encode(), b"", 1)
    return b"X-Unsent: 1\r\n" + made  # Outlook and others open it as a draft then
