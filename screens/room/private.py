"""What one person keeps for herself in a room: the half-typed line, and when she last looked."""

import contextlib
from datetime import datetime

from screens.desk import Desk
from warroom.clock import from_stamp, to_stamp
from warroom.errors import BadInput
from warroom.ports import Drafts

LINE, LOOKED = "line", "looked"


class Private:
    """The person's drafts of one room, opened when they are first needed, in the writer thread."""

    def __init__(self, desk: Desk, room: str) -> None:
        self._desk = desk
        self._room = room
        self._drafts: Drafts | None = None
        self.looked: datetime = desk.clock()
        """When this person last looked at what had changed (aware UTC)."""

    def _opened(self) -> Drafts:
        if self._drafts is None:
            self._drafts = self._desk.open_drafts(self._room)
        return self._drafts

    async def save_draft(self, text: str) -> None:
        """Keep the half-typed line; durable when it returns."""
        await self._desk.run(lambda: self._opened().save(LINE, text))

    async def restore(self) -> str:
        """The line that was half typed when the last process ended; also learns when it last looked."""
        line, looked = await self._desk.run(lambda: (self._opened().restore(LINE), self._opened().restore(LOOKED)))
        with contextlib.suppress(BadInput):  # somebody else's format: "since I opened it" is true as well
            self.looked = from_stamp(looked) if looked else self.looked
        return line

    async def keep(self, key: str, text: str) -> None:
        """Keep another text that is being typed, under its own key, durably; an empty one forgets it."""
        await self._desk.run(lambda: self._opened().save(key, text))

    async def kept(self, key: str) -> str:
        """What a process that is gone kept under ``key``, or an empty text."""
        return await self._desk.run(lambda: self._opened().restore(key))

    async def others(self) -> list[str]:
        """Whose other terminals have this room open on this machine now; nobody's once it is left."""
        drafts = self._drafts
        return [] if drafts is None else await self._desk.run(drafts.others)

    async def look(self) -> datetime:
        """When this person last looked; it is now from here on."""
        before, self.looked = self.looked, self._desk.clock()
        await self._keep_looked()
        return before

    async def _keep_looked(self) -> None:
        stamp = to_stamp(self.looked)
        await self._desk.run(lambda: self._opened().save(LOOKED, stamp))

    async def close(self) -> None:
        """Who leaves has looked until now."""
        if self._drafts is None:
            return
        self.looked = self._desk.clock()
        await self._keep_looked()
        await self._desk.run(self._drafts.close)
        self._drafts = None
