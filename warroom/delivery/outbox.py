"""The engine that sends: one process at a time for a room, each try in a thread of its own, nothing sent twice.

What a person confirmed in this session goes, and nothing else. A try is on disk before its socket opens; what it came
to is on disk before anything follows from it. What is in doubt is ``unknown``, and stays so until a person looked.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from warroom.delivery import channels
from warroom.delivery.book import Book
from warroom.delivery.carrier import Carrier
from warroom.delivery.courier import Courier, ended_as
from warroom.delivery.parcel import Target
from warroom.delivery.retrying import DELAYS
from warroom.delivery.superseded import is_gone
from warroom.delivery.targets import targets
from warroom.errors import NotSaved, WarroomError
from warroom.ports import Lease
from warroom.room import Room
from warroom.state.deliveries import FAILED, Delivery, Row
from warroom.state.promises import moment
from warroom.state.room_state import Applied
from warroom.updates.numbering import number_of

AT_ONCE: Final = 8
"""Tries that are under way at the same time, but those that hang."""
HANGS: Final = 20.0
"""Seconds after which a try hangs, and holds nobody else's place any more."""
LOOK: Final = 0.5
"""Seconds between two looks at what other processes stored, while something is to be done."""
FRESH: Final = timedelta(minutes=2)
"""What another process queued longer ago than that waits for a person: who confirmed it may be gone."""
PATIENCE: Final = 900.0
"""Seconds after which a try without an outcome is called unknown; a later outcome is recorded all the same."""
_ANOTHER_MACHINES: Final = timedelta(hours=1)
"""After this long, a try that another machine began and whose end nobody recorded is called unknown here."""


class Proposal(NamedTuple):
    """What sending a draft would do."""

    draft: str
    """Its id."""
    ref: str
    owner: str
    number: int
    targets: tuple[Target, ...]
    why: str = ""
    """Why it may not go, and what to do; empty: it may."""
    rows: tuple[Row, ...] = ()
    """What was queued of it already."""

    @property
    def chosen(self) -> tuple[Target, ...]:
        """Where it goes unless somebody says otherwise."""
        return tuple(one for one in self.targets if one.chosen)


class Outbox:
    """The outbox of a room at work. One for each room and process; use it in the event loop alone."""

    def __init__(
        self,
        room: Room,
        lease: Lease,
        book: Book,
        *,
        carrier: Callable[[str], Carrier] = channels.carrier,
        delays: tuple[float, ...] = DELAYS,
        at_once: int = AT_ONCE,
        patience: float = PATIENCE,
        look: float = LOOK,
    ) -> None:
        self._room = room
        self._lease = lease
        self.book = book
        """The destinations; may be replaced while it works."""
        self._courier = Courier(room, lambda: self.book, carrier, delays, patience, look)
        self._at_once = at_once
        self._look = look
        self._confirmed: dict[str, None] = {}
        """Keys that a person let go in this session, or in another process while this one sends."""
        self._due = self._courier.due
        self._flying: dict[str, asyncio.Task[None]] = {}
        self._since: dict[str, float] = {}
        """When they began, by the loop's clock."""
        self._taking = False
        """Whether it is only learning what was stored before it had the lease."""
        self._awake = asyncio.Event()
        self._engine: asyncio.Task[None] | None = None
        self._closing = False

    # -- what a person asks for -----------------------------------------------------------------------------------

    def propose(self, refs: Iterable[str]) -> list[Proposal]:
        """What sending these drafts would do, each by itself: one that may not go never holds the others."""
        found = []
        for ref in refs:
            draft = self._room.updates.find(ref)
            state = self._room.state
            content = draft.head.said.content
            found.append(
                Proposal(
                    draft.eid,
                    draft.ref,
                    draft.owner,
                    number_of(state, draft.eid, draft.owner),
                    tuple(targets(state, draft.owner, content, self.book)),
                    self._room.outbox.why_not(draft),
                    tuple(state.deliveries.of(draft.eid)),
                )
            )
        return found

    async def send(self, wanted: Mapping[str, Sequence[Target]]) -> dict[str, str]:
        """Queue drafts for their targets and begin; by draft, why it was not queued (empty: it was).

        Only after a person confirmed each owner, channel and address. Nothing waits for a network here.
        """
        refused: dict[str, str] = {}
        for ref, chosen in wanted.items():
            try:
                fault = next((one.fault for one in chosen if one.fault and one.way), "")
                if fault:
                    raise WarroomError(f"{fault}; nothing was queued")
                keys = await self._room.outbox.queue(ref, chosen)
            except WarroomError as error:  # one owner's refusal never holds the others
                refused[ref] = str(error)
                continue
            refused[ref] = ""
            self.go(keys)
        return refused

    async def again(self, key: str, *, resend: bool = False) -> str:
        """Let one delivery go again (``requeue``, or ``resend`` of what may have arrived) and begin; its key."""
        acts = self._room.outbox
        row = acts.find(key)
        if row.state in FAILED and is_gone(self._room.state, row) and row.queued is not None:
            said = row.queued
            raise WarroomError(
                f"{said.contact} is not in their plan any more: warroom send ROOM '{said.owner_id}' goes to "
                "whoever is; nothing was queued"
            )
        key = await (acts.resend(key) if resend else acts.requeue(key))
        self.go([key])
        return key

    def go(self, keys: Iterable[str]) -> None:
        """Let deliveries that wait go, on a person's word; what is carried by hand or does not wait stays as it is."""
        for key in keys:
            self._let_go(key)
        self.start()

    def _let_go(self, key: str) -> None:
        row = self._room.state.deliveries.get(key)
        if row is not None and _is_open(row) and row.state == "queued":
            self._confirmed[key] = None
            self._due.pop(key, None)

    # -- how it goes ----------------------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether a try is under way, or its outcome is not on disk yet: leaving now makes it ``unknown``."""
        return bool(self._flying)

    @property
    def trouble(self) -> str:
        """What keeps it from working on (the disk), in words; empty: nothing."""
        return self._courier.trouble

    @property
    def waiting(self) -> int:
        """How many deliveries that were let go here have not ended; leaving now leaves them queued for a person."""
        rows = (self._room.state.deliveries.get(key) for key in self._confirmed if key not in self._flying)
        return sum(1 for row in rows if row is not None and row.state == "queued")

    def works(self, key: str) -> bool:
        """Whether a delivery was let go here and has not ended: it is being sent, or goes by itself."""
        return key in self._flying or key in self._confirmed

    def holder(self) -> str:
        """Which other process sends for this room now; empty when none does."""
        return "" if self._lease.held else self._lease.holder()

    async def recover(self) -> int:
        """Call ``unknown`` what a process that is gone was sending; how many.

        Does nothing while another sends, nor in a room that can only be read. Raises ``NotSaved``.
        """
        held = self._lease.held
        if self._room.health.readonly is not None or not self._lease.take():
            return 0
        try:
            await self._room.refresh()
            return await self._recover()
        finally:
            if not held and not self._flying and not self._running:
                self._lease.release()

    def start(self) -> None:
        """Work on in the background until everything that was let go has ended."""
        self._closing = False
        self._awake.set()
        if not self._running:
            self._engine = asyncio.get_running_loop().create_task(self._work(), name="outbox")

    @property
    def _running(self) -> bool:
        return self._engine is not None and not self._engine.done()

    async def run(self) -> None:
        """Work until everything that was let go here has ended, retries too. Cancelling it leaves the work alone."""
        self.start()
        while self._running:
            assert self._engine is not None
            await asyncio.wait([self._engine])
        if self._engine is not None and not self._engine.cancelled():
            self._engine.result()

    async def drain(self, patience: float) -> bool:
        """Begin nothing more and wait for the tries that are under way, ``patience`` seconds at most.

        Whether none is left. What waits for its next try stays queued, and asks a person the next time.
        """
        self._closing = True
        self._awake.set()
        if self._flying:
            await asyncio.wait(list(self._flying.values()), timeout=patience)
        if not self._flying:
            if self._engine is not None:
                await asyncio.wait([self._engine], timeout=patience)
            self._lease.release()
        return not self._flying

    # -- the work -------------------------------------------------------------------------------------------------

    async def _work(self) -> None:
        stop = self._room.subscribe(self._newly_queued)
        try:
            while not self._closing or self._flying:
                self._forget_ended()
                try:
                    if not self._confirmed and not self._flying:
                        if self._lease.held:
                            await self._recover()
                        return
                    if await self._may_send() and not self._closing:
                        self._begin_due()
                except WarroomError as error:
                    self._courier.trouble = str(error)
                self._awake.clear()
                await self._rest()
                with contextlib.suppress(WarroomError):  # said by ``trouble`` the next time round
                    await self._room.refresh()
        finally:
            stop()
            if not self._flying:
                self._lease.release()

    async def _rest(self) -> None:
        """Until something happened, or it is time to look."""
        # Not wait_for: in Python 3.11 it may swallow that the program ends, and the program would wait for us.
        waiting = asyncio.get_running_loop().create_task(self._awake.wait())
        try:
            await asyncio.wait([waiting], timeout=self._pause())
        finally:
            waiting.cancel()

    def _pause(self) -> float:
        now = asyncio.get_running_loop().time()
        due = [self._due.get(key, now) - now for key in self._confirmed if key not in self._flying]
        return max(0.02, min([self._look, *(one for one in due if one > 0)]))

    def _forget_ended(self) -> None:
        for key in list(self._confirmed):
            row = self._room.state.deliveries.get(key)
            if key not in self._flying and (row is None or not _is_open(row)):
                self._confirmed.pop(key, None)
                self._due.pop(key, None)

    def _newly_queued(self, applied: Applied) -> None:
        """What somebody lets go in another process while this one sends goes too: there it has to wait."""
        self._awake.set()
        if not self._lease.held or self._taking:
            return
        now = self._room.clock()
        for event in applied.added:
            if event.kind == "update.sending" and event.origin == self._room.origin and event.erased is None:
                queued = moment(event.recorded_at)
                if queued is not None and abs(now - queued) <= FRESH:
                    self._let_go(str(event.payload.get("key", "")))

    async def _may_send(self) -> bool:
        """Whether this process sends now; with the lease comes what the one before it left behind."""
        if not self._lease.held:
            if not self._lease.take():
                return False
            self._taking = True
            try:
                await self._room.refresh()
            finally:
                self._taking = False
        await self._recover()
        return True

    async def _recover(self) -> int:
        found = [row for row in self._room.state.deliveries if row.state == "sending" and row.key not in self._flying]
        now = self._room.clock()
        ended = [row for row in found if self._left(row, now)]
        for row in ended:
            said = ended_as(row, "unknown", reason="the program ended while it was being sent")
            await self._room.outbox.came(row.key, said, now)
        return len(ended)

    def _left(self, row: Row, now: datetime) -> bool:
        begun = row.deciding
        began = moment(begun.at)
        return begun.event.origin == self._room.origin or began is None or abs(now - began) > _ANOTHER_MACHINES

    def _begin_due(self) -> None:
        """Begin what is due, the older update first; an address gets one at a time, so that none overtakes another."""
        loop = asyncio.get_running_loop()
        rows = [row for key in self._confirmed if (row := self._room.state.deliveries.get(key)) is not None]
        rows = [row for row in rows if _is_open(row) and row.state == "queued" and row.key not in self._flying]
        rows.sort(key=lambda row: (row.queued.number if row.queued else 0, row.steps[0].stamp))
        taken = {_box(row) for key in self._flying if (row := self._room.state.deliveries.get(key)) is not None}
        going = sum(1 for since in self._since.values() if loop.time() - since < HANGS)
        for row in rows:
            if going >= self._at_once:
                return
            if _box(row) in taken or not self._is_due(row, loop.time()):
                continue
            taken.add(_box(row))
            going += 1
            self._since[row.key] = loop.time()
            self._flying[row.key] = loop.create_task(self._fly(row.key), name=f"try {row.key[:8]}")

    def _is_due(self, row: Row, now: float) -> bool:
        """By the loop's clock, or by the wall's when that has got there (a laptop that slept).

        What a later update overtook is due at once: it is cancelled then.
        """
        due = self._due.get(row.key)
        if due is None or due <= now:
            return True
        draft = self._room.state.revisions.get(row.queued.draft) if row.queued is not None else None
        if draft is not None and self._room.outbox.overtaken(draft):
            return True
        last = row.deciding.said
        when = moment(last.next_try) if isinstance(last, Delivery) else None
        return when is not None and when <= self._room.clock()

    async def _fly(self, key: str) -> None:
        """One try, from the look whether it may go to its outcome on disk."""
        try:
            await self._courier.carry(key)
        except NotSaved as error:  # nothing was begun; it is looked at again, as long as somebody waits for it
            self._courier.trouble = str(error)
            self._due[key] = asyncio.get_running_loop().time() + self._look
        except Exception as error:  # noqa: BLE001 - a fault of ours with one delivery never holds the others
            self._courier.trouble = f"a delivery could not be worked on ({type(error).__name__}); look at it"
            self._confirmed.pop(key, None)
        finally:
            self._since.pop(key, None)
            self._flying.pop(key, None)
            self._awake.set()


def _is_open(row: Row) -> bool:
    """Whether a program has to do with it yet."""
    return row.state in ("queued", "sending") and row.queued is not None and not row.queued.by_hand


def _box(row: Row) -> tuple[str, str]:
    return (row.queued.channel, row.queued.contact.casefold()) if row.queued is not None else ("", row.key)
