"""What is handed to a channel: one text for one address, with everything that a carrier needs. Pure."""

from pathlib import Path

import msgspec

from warroom.state.revisions import Content


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """Where an update may go."""

    owner: str
    channel: str
    """A name of ``updates.channels``."""
    contact: str
    """The mail address, or the name of the destination in ``channels.toml``."""
    name: str = ""
    """The person, where it is somebody's address."""
    way: str = ""
    """The destination in ``channels.toml`` that carries it (for a mail: the mail server); empty: by hand."""
    chosen: bool = True
    """Whether it goes there unless somebody says otherwise: the first channel of the plan that can be used."""
    fault: str = ""
    """Why it can't be used now, and what to do; empty: it can."""


class Enclosure(msgspec.Struct, frozen=True, kw_only=True):
    """A file that goes along."""

    name: str
    path: Path
    media_type: str = "application/octet-stream"


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """One update on its way to one address."""

    key: str
    """The delivery's key; also the idempotency key."""
    room: str
    """The room's reference, ``1122-K7Q``."""
    owner: str
    channel: str
    contact: str
    name: str = ""
    number: int
    phase: str = ""
    langs: tuple[str, ...] = ("en",)
    content: Content
    """As approved; a carrier renders it in its dialect with ``updates.rendering.rendered``."""
    message_id: str = ""
    in_reply_to: str = ""
    """The mail before it in the thread with this address."""
    references: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    resent: bool = False
    """It may have arrived before: the subject says so."""
    test: bool = False
    """A test message: marked as one, belongs to no incident."""
    parts: int = 0
    """How many parts of it they have already."""
    made_at: str = ""
    """When the delivery was queued, or a person sent it again (UTC text): the mail's date, one for all its tries."""
