"""What is sent from one room for as long as the program runs: it outlives the room's screen, and blocks none."""

import asyncio
import contextlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from warroom.errors import BadInput, WarroomError
from warroom.events import Event
from warroom.state.deliveries import Row

if TYPE_CHECKING:
    from screens.desk import Desk
    from warroom.delivery.outbox import Outbox, Proposal
    from warroom.delivery.parcel import Target
    from warroom.room import Room

LAST_WORDS: Final = 2.0
"""Seconds for what is under way when somebody leaves all the same."""


class Post:
    """The outbox of a room, with a copy of the room of its own; opened when somebody first sends.

    The screens' room follows it as it follows any other process's.
    """

    def __init__(self, desk: "Desk", room: str) -> None:
        """``room`` is its UUID."""
        self._desk, self._id = desk, room
        self._room: Room | None = None
        self._outbox: Outbox | None = None
        self._opening = asyncio.Lock()
        self._ending: asyncio.Task[None] | None = None
        self.attached = 0
        """How many screens show it."""
        self.holder = ""
        """Which other process sends for this room, as far as somebody has looked."""
        self._looked = False
        """Whether somebody has looked at all."""
        self._begun: set[str] = set()
        """What was queued or begun elsewhere since somebody looked (keys): who works on it is not known yet."""

    # -- what is known ------------------------------------------------------------------------------------------------

    def works(self, key: str) -> bool:
        """Whether some process works on the delivery of a key, this one or another, or may: nobody has looked yet."""
        if self.holder or not self._looked or key in self._begun:
            return True
        return self._outbox is not None and self._outbox.works(key)

    def note(self, added: Iterable[Event]) -> bool:
        """Take in events that were just folded; whether somebody has to look who works on a delivery."""
        keys = {str(one.payload.get("key", "")) for one in added if one.kind == "update.sending"}
        self._begun |= {one for one in keys if self._outbox is None or not self._outbox.works(one)}
        return bool(self._begun)

    @property
    def under_way(self) -> list[Row]:
        """What is being sent from here: leaving now makes it unknown."""
        return [row for row in self._mine() if row.state == "sending"]

    @property
    def waiting(self) -> list[Row]:
        """What goes from here by itself later: leaving now leaves it to a person."""
        return [row for row in self._mine() if row.state == "queued"]

    def standing(self, keys: Collection[str]) -> list[Row]:
        """How the deliveries of some keys stand in the room that they go from."""
        return [row for row in self._room.state.deliveries if row.key in keys] if self._room is not None else []

    @property
    def is_busy(self) -> bool:
        """Whether anything that was let go here has not ended."""
        return self._outbox is not None and (self._outbox.busy or bool(self._outbox.waiting))

    @property
    def trouble(self) -> str:
        """What keeps it from working on (the disk), in words; empty: nothing."""
        return self._outbox.trouble if self._outbox is not None else ""

    @property
    def faults(self) -> str:
        """What is wrong with ``channels.toml``, in a line; empty: nothing, or nobody has looked."""
        found = self._outbox.book.faults if self._outbox is not None else ()
        if not found:
            return ""
        more = f" (+{len(found) - 1}, warroom channels check lists them)" if len(found) > 1 else ""
        return f"{found[0].where}: {found[0].text}{more}"

    def _mine(self) -> list[Row]:
        if self._room is None or self._outbox is None:
            return []
        return [row for row in self._room.state.deliveries if self._outbox.works(row.key)]

    # -- what a person asks for ---------------------------------------------------------------------------------------

    async def open(self) -> "Outbox":
        """The outbox, with the room and the destinations as they are now. Nothing is sent by it."""
        from warroom.delivery.outbox import Outbox  # with the channels: nobody who sends nothing waits for them

        desk = self._desk
        if desk.open_lease is None or desk.book is None:
            raise BadInput("nothing can be sent from here; warroom send ROOM does it from a shell")
        async with self._opening:
            book = await desk.run(desk.book)
            if self._outbox is None or self._room is None:
                room = desk.enter(await desk.run(lambda: desk.rooms.open(self._id)))
                await room.load()
                self._room, self._outbox = room, Outbox(room, desk.open_lease(self._id), book)
            else:
                await self._room.refresh()
                self._outbox.book = book
        self._look()
        return self._outbox

    async def propose(self, refs: Sequence[str]) -> "list[Proposal]":
        """What sending these drafts would do; the check runs in a thread."""
        from screens.update.beside import beside

        outbox = await self.open()
        assert self._room is not None
        return await beside(self._room, lambda: outbox.propose(refs))

    async def send(self, wanted: "Mapping[str, Sequence[Target]]") -> dict[str, str]:
        """Send what a person confirmed, in the background; by draft, why it was not queued (empty: it was)."""
        outbox = await self.open()
        refused = await outbox.send(wanted)
        self._look()
        return refused

    async def again(self, keys: Iterable[str], *, resend: bool = False) -> None:
        """Let deliveries go (again), as a person confirmed; ``resend``: what may have arrived, marked so."""
        outbox = await self.open()
        for key in keys:
            await outbox.again(key, resend=resend)

    async def recover(self, rows: Iterable[Row]) -> None:
        """Call unknown what a process that is gone was sending; nothing is sent by it."""
        if any(row.state == "sending" for row in rows):
            await (await self.open()).recover()

    async def look(self, rows: Iterable[Row]) -> None:
        """Learn whether another process sends, while anything waits for somebody."""
        begun = set(self._begun)
        try:
            if self._outbox is not None:
                self._look()
            elif not any(row.state in ("queued", "sending") for row in rows):
                self.holder = ""
            elif self._desk.open_lease is not None:
                lease = self._desk.open_lease(self._id)
                self.holder = await self._desk.run(lease.holder)
        finally:  # a folder that can't be looked at is not looked at for ever
            self._looked = True
            self._begun -= begun

    def _look(self) -> None:
        self.holder = self._outbox.holder() if self._outbox is not None else ""

    # -- its end ------------------------------------------------------------------------------------------------------

    async def detach(self, gone: Callable[[], None]) -> None:
        """A screen has left: what is under way goes on, then the room's files are let go and ``gone`` is called."""
        self.attached -= 1
        if self.attached or self._outbox is None:
            return
        if not self.is_busy:
            await self.close(0)
            gone()
        elif self._ending is None:
            self._ending = asyncio.create_task(self._end_later(gone), name="outbox to its end")

    async def _end_later(self, gone: Callable[[], None]) -> None:
        try:
            while self.is_busy and not self.attached:
                assert self._outbox is not None
                await self._outbox.run()
            if not self.attached:
                await self.close(0)
                gone()
        finally:
            self._ending = None

    async def until_through(self) -> None:
        """Return when nothing that was let go here is open."""
        while self.is_busy and self._outbox is not None:
            await self._outbox.run()

    async def close(self, patience: float = LAST_WORDS) -> None:
        """Begin nothing more, give what is under way ``patience`` seconds, let go of the lease and the files."""
        outbox, room, self._outbox, self._room = self._outbox, self._room, None, None
        if outbox is not None:
            await outbox.drain(patience)
        if room is not None:
            with contextlib.suppress(WarroomError):  # its card is kept by the screen's own room
                await room.close()
