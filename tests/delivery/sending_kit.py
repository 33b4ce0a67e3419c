"""Rooms with approved drafts, channels that do what a test tells them to, and an outbox over both."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from store.lease import RoomLease
from tests.warroom.live_rooms import Hands, joined
from tests.warroom.updating import draft_of, room_with_owner
from warroom import owner_mail  # noqa: F401 - the parser of mails is not timed by a test
from warroom.delivery.book import Book, Destination
from warroom.delivery.carrier import Carrier, Fault, Way
from warroom.delivery.outbox import Outbox
from warroom.delivery.parcel import Parcel, Target
from warroom.delivery.receipt import Receipt
from warroom.delivery.targets import targets
from warroom.room import Room
from warroom.state.deliveries import Row
from warroom.state.owners import Contact, Plan
from warroom.state.revisions import Draft

PATIENCE = 20.0
"""Seconds within which something has to happen; a test that waits longer has failed."""
ACCEPTED = Receipt(outcome="accepted", stage="answer", code="250", text="2.0.0 Ok: queued as Q71F", server="mx.example",
                   reference="Q71F")  # fmt: skip
REFUSED = Receipt(outcome="rejected", stage="recipient", code="554", text="5.7.1 not from you", server="mx.example")
GONE = Receipt(outcome="rejected", stage="recipient", code="550", text="5.1.1 no such mailbox", gone=True)
DOWN = Receipt(outcome="not_sent", stage="connect", text="connection refused", again=True)
BUSY = Receipt(outcome="rejected", stage="recipient", code="452", text="4.2.2 mailbox full", again=True)
LOST = Receipt(outcome="unknown", stage="data", text="the connection broke after the final dot")

Answer = Receipt | Callable[[Parcel], Receipt] | Exception


class Post:
    """A channel of every name; ``says[contact]`` are its next answers, the last one for ever."""

    def __init__(self) -> None:
        self.says: dict[str, list[Answer]] = {}
        self.sent: list[Parcel] = []
        self.took: Counter[str] = Counter()
        """By address, how often something was accepted there (or may have been)."""
        self.way: list[Way] = []
        self._lock = threading.Lock()

    def carrier(self, name: str) -> Carrier:
        return Channel(self, name)

    def send(self, parcel: Parcel, way: Way) -> Receipt:
        with self._lock:
            self.sent.append(parcel)
            self.way.append(way)
            answers = self.says.get(parcel.contact, [ACCEPTED])
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        receipt = answer if isinstance(answer, Receipt) else answer(parcel)
        with self._lock:
            self.took[parcel.contact] += receipt.outcome in ("accepted", "unknown")
        return receipt

    def contacts(self) -> list[str]:
        return [one.contact for one in self.sent]


class Channel:
    """One channel of a ``Post``."""

    def __init__(self, post: Post, name: str) -> None:
        self.channel = name
        self.secret_settings: frozenset[str] = frozenset()
        self._post = post

    def faults(self, where: str, settings: Mapping[str, object]) -> list[Fault]:
        return []

    def parts(self, parcel: Parcel) -> list[str]:
        return [parcel.content.body().title]

    def send(self, parcel: Parcel, way: Way) -> Receipt:
        return self._post.send(parcel, way)


def hung(until: threading.Event, then: Receipt = ACCEPTED) -> Callable[[Parcel], Receipt]:
    """An answer that comes when ``until`` is set."""

    def wait(_: Parcel) -> Receipt:
        assert until.wait(PATIENCE)
        return then

    return wait


def book(*owners: str) -> Book:
    """A mail server for everybody, and a chat group for each owner."""
    mail = Destination(name="main", channel="email", settings={"from": "War room <noc@ours.example>"})
    chats = tuple(
        Destination(name=f"{owner.casefold()}-{channel}", channel=channel, owners=(owner,))
        for owner in owners
        for channel in ("slack", "feishu", "webhook")
    )
    return Book((mail, *chats))


CONTACTS = (Contact("Mr Li", contact="li@acme.example"), Contact("Ms Wu", contact="+86 21 5555, wu@acme.example"))


async def room_to_send(folder: Path, hands: Hands, **plan: Any) -> Room:
    """A room with Acme, who is written to by mail and chat."""
    return await room_with_owner(
        folder, hands, **{"contacts": CONTACTS, "channels": ("email", "slack", "feishu", "phone"), **plan}
    )


async def attach(room: Room, owner: str, *channels: str) -> None:
    """Another owner with one mail address."""
    contact = Contact(f"Boss of {owner}", contact=f"boss@{owner.casefold()}.example")
    await room.owners.attach(
        Plan(owner_id=owner, lang="en", zone="UTC", contacts=(contact,), channels=channels or ("email",))
    )


async def approved(room: Room, owner: str = "Acme", **changes: Any) -> Draft:
    """A draft for an owner that may go."""
    content = msgspec.structs.replace(draft_of(room, owner), channels=(), **changes)
    draft = room.updates.find((await room.updates.begin(owner, content)).eid)
    await room.updates.approve(draft.eid, by="wei", via="spoken")
    return room.updates.find(draft.eid)


def outbox(room: Room, folder: Path, post: Post, *owners: str, **how: Any) -> Outbox:
    """An outbox at work with delays that a test can wait for."""
    lease = RoomLease(folder / "rooms" / room.room, room.me)
    return Outbox(
        room, lease, book(*(owners or ("Acme",))), carrier=post.carrier,
        **{"delays": (0.01, 0.01, 0.01, 0.01), "look": 0.02, **how},
    )  # fmt: skip


def chosen(room: Room, draft: Draft, known: Book | None = None) -> list[Target]:
    """Where a draft goes unless somebody says otherwise."""
    found = targets(room.state, draft.owner, draft.head.said.content, known or book(draft.owner))
    return [one for one in found if one.chosen]


def by(room: Room, draft: Draft, channel: str) -> list[Target]:
    """The targets of one channel."""
    found = targets(room.state, draft.owner, draft.head.said.content, book(draft.owner))
    return [one for one in found if one.channel == channel]


def states(room: Room, owner: str = "") -> dict[str, str]:
    """By address, how its delivery stands."""
    rows = [row for row in room.state.deliveries if row.queued is not None and owner in ("", row.queued.owner_id)]
    return {row.queued.contact: row.state for row in rows if row.queued is not None}


def row_to(room: Room, contact: str) -> Row:
    """The delivery to an address."""
    return next(row for row in room.state.deliveries if row.queued is not None and row.queued.contact == contact)


async def until(holds: Callable[[], object], why: str = "it never came to that") -> None:
    """Wait until something holds."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, why
        await asyncio.sleep(0.005)


async def done(box: Outbox) -> None:
    """Let an outbox work until it has nothing more to do."""
    await asyncio.wait_for(box.run(), PATIENCE)


__all__ = ["joined"]
