"""Acts of the engine that sends: a try begins, what it came to, and what follows when an owner has it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from warroom import making
from warroom.acts.recording import Acts, change
from warroom.acts.telling import Occasion, consequences, derived, ids_of, telling_id
from warroom.clock import from_stamp, to_stamp
from warroom.errors import NotFound
from warroom.events import Event
from warroom.state.deliveries import ARRIVED, BOUNCE, Delivery, Row, Sending, named
from warroom.state.incident import MilestoneSet
from warroom.state.kinds import Payload
from warroom.state.owners import Means
from warroom.state.timeline import Retract
from warroom.state.updates import Told
from warroom.text import clean
from warroom.updates.numbering import next_number


class Trying(Acts):
    """What is recorded of tries. No undo meets it: nobody unsends."""

    async def settle_number(self, draft: str) -> None:
        """Give a draft another number when somebody else queued one with the same number a moment before."""
        rows = self._state.deliveries.of(draft)
        number = self._state.deliveries.number(draft)
        if not number or any(row.reached for row in rows) or not self.clashes(draft):
            return
        owner = queued(rows[0]).owner_id
        new = next_number(self._state, owner)
        anew = [
            msgspec.structs.replace(said, number=new, attempt=0, after=row.last)
            for row in rows
            if (said := row.queued) and row.held
        ]
        ids = [derived(draft, "number", one.key, str(number)) for one in anew]
        await self._record(list(zip(anew, ids, strict=True)))

    def clashes(self, draft: str) -> bool:
        """Whether another update to the same owner has the number of this one, and had it first."""
        number = self._state.deliveries.number(draft)
        mine = min(row.steps[0].stamp for row in self._state.deliveries.of(draft))
        owner = next((row.queued.owner_id for row in self._state.deliveries.of(draft) if row.queued), "")
        if any(one.said.number == number and one.said.update != draft for one in self._state.updates.told(owner)):
            return True
        others = (row for row in self._state.deliveries if row.held and row.queued is not None)
        return any(
            (said.owner_id, said.number) == (owner, number)
            and said.draft != draft
            and (row.reached or row.steps[0].stamp < mine)
            for row in others
            if (said := row.queued) is not None
        )

    async def begin(self, key: str, message_id: str = "") -> Sending | None:
        """Record, durably, that a try begins; None when something else was recorded of it just before that.

        What others stored until then is known when this returns: whoever cancelled it, or began it, was first.
        """
        row = self._state.deliveries.get(key)
        if row is None or row.state != "queued" or row.queued is None or row.queued.by_hand:
            return None
        said = msgspec.structs.replace(
            row.queued, attempt=row.attempt + 1, resent=row.resent, message_id=row.queued.message_id or message_id,
            after=row.last, actor="", via="key",
        )  # fmt: skip
        (event,) = await self._record([(said, "")])
        row = self._state.deliveries.get(key)
        return said if row is not None and row.last == event.eid else None

    async def came(self, key: str, said: Delivery, at: datetime) -> None:
        """Record what a try came to and when; with the first that arrived, that the owner was told and all of it."""
        row = self._state.deliveries.get(key)
        if row is None:
            raise NotFound("that delivery is not in this room; nothing was recorded")
        people = [name for one in (row.queued,) if one is not None and (name := one.name)]
        await self._record(self._with_telling(row, named(said, row), to_stamp(at), "update", people), to_stamp(at))

    async def bounced(
        self, key: str, *, code: str = "", text: str = "", server: str = "", report: str = "", at: str | None = None
    ) -> list[Event]:
        """Record that a delivery came back after their server had accepted it (a bounce).

        When nobody of the owner's is left who has the update, they were not told after all: their clocks run on.
        The same bounce (``report``: what its mail is known by) again records nothing, nor does any when a person said
        that they have it: what a mail server couldn't do says nothing about a telephone call.
        """
        row = self._state.deliveries.get(key)
        if row is None:
            raise NotFound("that delivery is not in this room; nothing was recorded")
        if row.came_back or row.state == "manual_confirmed" or report in row.reports:
            return []
        said = self._delivery(row, state="dead", stage=BOUNCE, code=code, text=text, server=server, report=report,
                              reason="nobody there has it: telephone them")  # fmt: skip
        return await self._record([(said, ""), *self._not_told_after_all(row, said)], at)

    def _not_told_after_all(self, row: Row, said: Delivery) -> list[tuple[Payload, str]]:
        others = [one for one in self._state.deliveries.of(said.draft) if one.key != row.key]
        telling = self._state.updates.carried(said.draft)
        if telling is None or telling.said.means != "update" or any(one.state in ARRIVED for one in others):
            return []
        number = telling.said.number
        found: list[Payload] = [
            Told(owner_id=said.owner_id, text=f"update #{number} came back", taken_back=telling.eid)
        ]
        first = derived(said.draft, telling.eid, MilestoneSet.__name__, "1")
        if first in self._state.timeline.entries:
            found.append(Retract(target=first, retracted=True, reason=f"update #{number} came back"))
        return [(one, derived(said.draft, telling.eid, "back", type(one).__name__)) for one in found]

    def _with_telling(
        self, row: Row, said: Delivery, at: str, means: Means, people: Sequence[str]
    ) -> list[tuple[Payload, str]]:
        """What is recorded of a delivery, each with its id (empty: a new one); it is all or nothing."""
        draft = self._state.revisions.get(said.draft)
        if said.state not in ARRIVED or draft is None or self._state.updates.carried(draft.eid) is not None:
            return [(said, "")]
        names = [name for one in people if (name := clean(one).strip())]
        how = Occasion(
            means, names, said.actor, at, queued(row).revision, said.via, queued(row).number if row.held else 0
        )
        eid = telling_id(self._state, draft.eid)
        follows = consequences(self._state, draft, eid, how, from_stamp(at))
        return [(said, ""), *zip(follows, ids_of(follows, draft.eid, eid), strict=True)]

    @staticmethod
    def _delivery(row: Row, **fields: Any) -> Delivery:
        said = queued(row)
        came = Delivery(owner_id=said.owner_id, draft=said.draft, key=row.key, attempt=row.attempt, **fields)
        return named(came, row)

    async def _record(self, payloads: Sequence[tuple[Payload, str]], at: str | None = None) -> list[Event]:
        """As ``Room.do``, but nothing that a person's undo would meet: nobody unsends."""
        now = self._room.clock()
        return await self._room.record(
            [making.draft(*change(one), self._room.me, now, at, eid) for one, eid in payloads]
        )


def queued(row: Row) -> Sending:
    """What was queued; raises ``NotFound`` while that is not here."""
    said = row.queued
    if said is None:
        raise NotFound("what was queued under that key is not here yet; nothing was changed")
    return said
