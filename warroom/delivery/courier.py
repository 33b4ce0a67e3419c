"""One try: from the last look whether it may go, over its beginning on disk, to its outcome on disk."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from datetime import datetime

from warroom import seal
from warroom.delivery.book import Book, Destination
from warroom.delivery.carrier import Carrier
from warroom.delivery.carrying import carried
from warroom.delivery.mail.threading import message_id
from warroom.delivery.packing import parcel
from warroom.delivery.parcel import Parcel
from warroom.delivery.receipt import Receipt
from warroom.delivery.retrying import after, at
from warroom.delivery.standing import why_not_now
from warroom.delivery.targets import EMAIL, way_of, why_not_theirs
from warroom.errors import NotFound, NotSaved, WarroomError
from warroom.room import Room
from warroom.state.deliveries import STOPPED, Delivery, DeliveryState, Row, Sending
from warroom.state.promises import moment


class Courier:
    """Carries one delivery at a time for each of its tasks; knows nothing of leases and turns."""

    def __init__(
        self,
        room: Room,
        book: Callable[[], Book],
        carrier: Callable[[str], Carrier],
        delays: tuple[float, ...],
        patience: float,
        look: float,
    ) -> None:
        self._room = room
        self._book = book
        self._carrier = carrier
        self._delays = delays
        self._patience = patience
        self._look = look
        self.due: dict[str, float] = {}
        """When the next try of a key begins, by the loop's clock: the wall's may jump."""
        self.trouble = ""
        """What keeps outcomes from the disk, in words; empty: nothing."""
        self._late: set[asyncio.Task[None]] = set()

    async def carry(self, key: str) -> None:
        """One try of a delivery that waits. Raises ``NotSaved`` when its beginning is not on disk: nothing was sent."""
        room, loop = self._room, asyncio.get_running_loop()
        row = room.state.deliveries.get(key)
        if row is None or row.queued is None or row.state != "queued":
            return
        await room.outbox.settle_number(row.queued.draft)
        refusal, way = self._refusal(key)
        if refusal is not None or way is None:
            said = refusal or ended_as(row, "cancelled")
            await room.outbox.came(key, said, room.clock())
            return
        begun = await self._begun(key, way)
        if begun is None:
            return
        row = room.state.deliveries.get(key)
        assert row is not None
        packed = await self._packed(row)
        if isinstance(packed, Receipt):
            await self._landed(key, begun, packed, room.clock())
            return
        future: asyncio.Future[Receipt] = loop.create_future()
        self._launch(packed, way, future)
        await asyncio.wait([future], timeout=self._patience)
        if future.done():
            receipt = future.result()
        else:
            receipt = Receipt(outcome="unknown", stage="request", text="no end of it within the time that it has")
            future.add_done_callback(lambda late: self._after_all(key, begun, late))
        await self._landed(key, begun, receipt, room.clock())

    async def _begun(self, key: str, way: Destination) -> Sending | None:
        """The try as it is on disk; None when it may not go after all, by what others stored until then."""
        acts = self._room.outbox
        try:
            begun = await acts.begin(key, _message_id(key, way))
        except NotSaved:
            await self._not_begun(key, "the disk failed before anything was sent")
            raise
        if begun is None:
            return None
        refusal, _ = self._refusal(key)
        if refusal is not None:
            await acts.came(key, refusal, self._room.clock())
            return None
        if acts.clashes(begun.draft):
            await self._not_begun(key, "another update had its number a moment before")
            return None
        return begun

    async def _not_begun(self, key: str, why: str) -> None:
        """A try that is on disk, perhaps, and from which nothing followed: it waits again."""
        with contextlib.suppress(WarroomError):  # it is ``sending`` then, and unknown to whoever looks next
            await self._room.refresh()
            row = self._room.state.deliveries.get(key)
            if row is not None and row.state == "sending":
                await self._room.outbox.came(key, ended_as(row, "queued", reason=why), self._room.clock())

    async def _packed(self, row: Row) -> Parcel | Receipt:
        """What is handed over; a file that isn't there any more keeps it from going."""
        room = self._room
        try:
            return await room.on_disk(lambda: parcel(room.state, row, seal.room_ref(room.room), room.attachment))
        except WarroomError as error:
            return Receipt(outcome="not_sent", stage="settings", text=str(error))

    def _launch(self, packed: Parcel, way: Destination, future: "asyncio.Future[Receipt]") -> None:
        """Carry it in a thread of its own, which no program waits for at its end."""
        loop, carrier = asyncio.get_running_loop(), self._carrier

        def fly() -> None:
            receipt = carried(carrier, way, packed)
            with contextlib.suppress(RuntimeError):  # the program ends: what is on disk says ``sending``
                loop.call_soon_threadsafe(land, receipt)

        def land(receipt: Receipt) -> None:
            if not future.done():
                future.set_result(receipt)

        threading.Thread(target=fly, name=f"send {packed.key[:8]}", daemon=True).start()

    def _after_all(self, key: str, begun: Sending, future: "asyncio.Future[Receipt]") -> None:
        """An outcome after its time: that it was accepted outlives that nobody knew."""
        if future.cancelled() or future.result().outcome != "accepted":
            return
        landing = self._landed(key, begun, future.result(), self._room.clock())
        task = asyncio.get_running_loop().create_task(landing, name=f"late {key[:8]}")
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    async def _landed(self, key: str, begun: Sending, receipt: Receipt, when: datetime) -> None:
        """Put an outcome on disk, however long the disk refuses: while it isn't there, the delivery is ``sending``."""
        while True:
            row = self._room.state.deliveries.get(key)
            if row is None:
                return
            follows = after(receipt, row.tries, when, self._until(begun), self._delays)
            said = Delivery(
                owner_id=begun.owner_id, draft=begun.draft, key=key, state=follows.state, attempt=begun.attempt,
                stage=receipt.stage, code=receipt.code, server=receipt.server, text=receipt.text,
                receipt=receipt.reference, parts=max(receipt.parts, row.parts), reason=follows.reason,
                next_try=at(when, follows.wait) if follows.state == "queued" else None,
            )  # fmt: skip
            self.due[key] = asyncio.get_running_loop().time() + follows.wait
            try:
                await self._room.outbox.came(key, said, when)
                self.trouble = ""
            except NotSaved as error:
                self.trouble = str(error)
                await asyncio.sleep(self._look)
                with contextlib.suppress(WarroomError):
                    await self._room.refresh()
                continue
            return

    def _until(self, begun: Sending) -> datetime | None:
        """When the next update is due by this one's own words."""
        draft = self._room.state.revisions.get(begun.draft)
        saved = draft.revisions.get(begun.revision) if draft is not None else None
        return moment(saved.said.content.next_update) if saved is not None else None

    def _refusal(self, key: str) -> tuple[Delivery | None, Destination | None]:
        """Why a delivery may not begin after all, as it is recorded; else the way by which it goes."""
        state, now = self._room.state, self._room.clock()
        row = state.deliveries.get(key)
        if row is None or row.queued is None:
            return None, None
        said, plan = row.queued, state.owners.plan(row.queued.owner_id)
        why = why_not_theirs(plan, said.channel, said.contact) or why_not_now(state, row, now, self._room.outbox)
        if why:
            return ended_as(row, "cancelled", reason=why, stage=STOPPED), None
        way = way_of(self._book(), plan, said.channel, said.contact)
        return (ended_as(row, "dead", stage="settings", reason=way), None) if isinstance(way, str) else (None, way)


def ended_as(row: Row, how: DeliveryState, *, reason: str = "", stage: str = "") -> Delivery:
    """How a delivery stands without an answer of anybody."""
    said = row.queued
    if said is None:
        raise NotFound("what was queued under that key is not here yet; nothing was changed")
    return Delivery(
        owner_id=said.owner_id, draft=said.draft, key=row.key, state=how, attempt=row.attempt, reason=reason,
        stage=stage, after=row.last if how == "cancelled" else "",
    )  # fmt: skip


def _message_id(key: str, way: Destination) -> str:
    """A mail's id: of the delivery, so that it is the same for every try, at the sender's domain."""
    if way.channel != EMAIL:
        return ""
    return message_id(key, str(way.settings.get("from", "")))
