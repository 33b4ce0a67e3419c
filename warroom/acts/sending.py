"""Acts of the outbox: what is queued for whom, how each try went, and what a person says of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from warroom import making
from warroom.acts.recording import Acts, Recorder, change
from warroom.acts.releasing import Releasing
from warroom.acts.telling import Occasion, consequences, derived, ids_of, telling_id
from warroom.clock import from_stamp, to_stamp
from warroom.delivery.parcel import Target
from warroom.errors import Ambiguous, NotFound, WarroomError
from warroom.events import Event
from warroom.state.deliveries import ARRIVED, FAILED, Delivery, Row, Sending, delivery_key
from warroom.state.kinds import Payload
from warroom.state.owners import Means
from warroom.state.revisions import Draft
from warroom.state.timeline import Via
from warroom.text import clean
from warroom.updates.numbering import next_number, number_of


class SendingActs(Acts):
    """What is done about deliveries: by people (``key`` may be its first letters), and by the engine that sends."""

    def __init__(self, room: Recorder, updates: Releasing) -> None:
        super().__init__(room)
        self._updates = updates

    # -- by people ------------------------------------------------------------------------------------------------

    async def queue(self, ref: str, targets: Sequence[Target], *, actor: str = "", via: Via = "key") -> list[str]:
        """Queue a draft for its targets, all or none; their keys. It fixes the update's number.

        What is queued already, on its way or there is left as it is; what failed goes again. Refuses what may not go.
        """
        draft = self._updates.find(ref)
        refusal = self.why_not(draft)
        if refusal:
            raise WarroomError(f"{refusal}; nothing was queued")
        if not targets:
            raise WarroomError("nobody was chosen to get it; nothing was queued")
        wrong = next((one.owner for one in targets if one.owner != draft.owner), None)
        if wrong is not None:
            raise WarroomError(f"it is for {draft.owner}, not for {wrong}; nothing was queued")
        revision, number = self._revision(draft), number_of(self._state, draft.eid, draft.owner)
        wanted: dict[str, Sending] = {}
        for target in targets:
            key = self._key(draft, revision, target)
            row = self._state.deliveries.get(key)
            if row is None or row.state in FAILED:
                wanted[key] = Sending(
                    owner_id=draft.owner, draft=draft.eid, revision=revision, key=key, number=number,
                    channel=target.channel, contact=target.contact, name=target.name, by_hand=not target.way,
                    resent=row is not None and row.reached, actor=actor, via=via,
                )  # fmt: skip
        await self._queue(list(wanted.values()))
        return list(dict.fromkeys(self._key(draft, revision, target) for target in targets))

    def why_not(self, draft: Draft) -> str:
        """Why a draft may not be queued now, in words; empty when it may."""
        telling = self._state.updates.carried(draft.eid)
        if telling is not None:
            corrections = self._state.updates.corrections(telling.eid)
            if corrections:
                done = "withdrawn" if any(one.said.withdraws for one in corrections) else "corrected"
                return f"update #{telling.said.number} was {done}"
            return self.overtaken(draft)
        if draft.discarded or draft.disputed:
            return "it was discarded" if draft.discarded else "there are two texts of it; join them first"
        return self.overtaken(draft) or self._updates.why_not_go(draft)

    def overtaken(self, draft: Draft) -> str:
        """Which later update to the same owner is out already, in words; empty while none is."""
        mine = self._state.deliveries.number(draft.eid)
        telling = self._state.updates.carried(draft.eid)
        mine = telling.said.number if telling is not None else mine
        if not mine:
            return ""
        begun = [
            row.queued.number for row in self._state.deliveries
            if row.queued is not None and row.queued.owner_id == draft.owner and (row.reached or row.state == "sending")
        ]  # fmt: skip
        told = [one.said.number for one in self._state.updates.told(draft.owner)]
        later = max([*begun, *told], default=0)
        return f"update #{later} to {draft.owner} followed it" if later > mine else ""

    async def cancel(self, ref: str, reason: str = "", *, actor: str = "", via: Via = "key") -> Event:
        """Let a delivery that waits not go; of one that may have arrived, say that it did not, and how you know."""
        row = self.find(ref)
        if row.state not in ("queued", "unknown"):
            raise WarroomError(f"it is {in_words(row)}; only what waits can be cancelled; nothing was changed")
        if row.state == "unknown":
            making.needed(reason, "how do you know that it did not arrive?")
        said = self._delivery(row, state="cancelled", reason=reason, actor=actor, via=via)
        return (await self._room.do([(change(said), None)]))[0]

    async def confirm(
        self,
        ref: str,
        means: Means = "phone",
        *,
        people: Sequence[str] = (),
        note: str = "",
        actor: str = "",
        via: Via = "key",
        occurred_at: str | None = None,
    ) -> list[Event]:
        """Say that it is there: carried by hand, or found to have arrived. The owner was told then, if not before."""
        row = self.find(ref)
        if row.state not in ("queued", "unknown"):
            raise WarroomError(f"it is {in_words(row)}; nothing was changed")
        now = self._room.clock()
        at = min(from_stamp(occurred_at), now) if occurred_at else now
        said = self._delivery(row, state="manual_confirmed", means=means, reason=note, actor=actor, via=via)
        made = self._with_telling(row, said, to_stamp(at), means, people)
        when = to_stamp(at) if occurred_at else None
        return await self._room.do([(change(one), when) for one, _ in made], ids=[eid for _, eid in made])

    async def resend(self, ref: str, *, actor: str = "", via: Via = "key") -> str:
        """Send again what may have arrived: it is marked so for its reader. The key."""
        row = self.find(ref)
        if not row.reached or row.state in ("queued", "sending"):
            raise WarroomError(f"it is {in_words(row)}; nothing was changed")
        return await self._again(row, True, actor, via)

    async def requeue(self, ref: str, *, actor: str = "", via: Via = "key") -> str:
        """Let go what waits since a program ended, or what failed; the key. What may have arrived needs ``resend``."""
        row = self.find(ref)
        if row.state not in ("queued", *FAILED):
            raise WarroomError(
                f"it is {in_words(row)}: look there first; what may have arrived can be sent again, marked so"
            )
        return await self._again(row, row.reached, actor, via)

    def find(self, ref: str) -> Row:
        """The delivery that a key or its first letters name; ``NotFound``, ``Ambiguous``."""
        wanted = ref.strip().casefold()
        found = [one for one in self._state.deliveries if wanted and one.key.startswith(wanted) and one.queued]
        if not found:
            raise NotFound(f"no delivery is called '{ref}'; warroom outbox ROOM lists them; nothing was changed")
        if len(found) > 1:
            raise Ambiguous(f"'{ref}' names {len(found)} deliveries; type more letters")
        return found[0]

    async def _again(self, row: Row, resent: bool, actor: str, via: Via) -> str:
        said = _queued(row)
        draft = self._state.revisions.get(said.draft)
        refusal = self.why_not(draft) if draft is not None and not resent else ""
        if draft is None or refusal:
            raise WarroomError(f"{refusal or 'its draft is not here'}; nothing was queued")
        number = said.number if row.held else number_of(self._state, draft.eid, draft.owner)
        await self._queue(
            [msgspec.structs.replace(said, attempt=0, number=number, resent=resent, actor=actor, via=via)]
        )
        return row.key

    async def _queue(self, wanted: Sequence[Sending]) -> None:
        """Record that they wait; two processes that do so at once record it once."""
        made = []
        for one in wanted:
            row = self._state.deliveries.get(one.key)
            made.append(derived(one.draft, "queued", one.key, str(len(row.steps) if row is not None else 0)))
        if wanted:
            await self._room.do([(change(one), None) for one in wanted], ids=made)
            await self.settle_number(wanted[0].draft)

    def _key(self, draft: Draft, revision: str, target: Target) -> str:
        """The key of a target; an address is known in whatever case it is written."""
        wanted = (revision, target.channel, target.contact.casefold())
        for row in self._state.deliveries.of(draft.eid):
            said = row.queued
            if said is not None and (said.revision, said.channel, said.contact.casefold()) == wanted:
                return row.key
        return delivery_key(draft.eid, revision, target.channel, target.contact)

    def _revision(self, draft: Draft) -> str:
        """The revision that goes: the one that they were told, while others get it too, else the one that stands."""
        telling = self._state.updates.carried(draft.eid)
        return telling.said.revision if telling is not None else draft.head.eid

    # -- by the engine that sends ---------------------------------------------------------------------------------

    async def settle_number(self, draft: str) -> None:
        """Give a draft another number when somebody else queued one with the same number a moment before."""
        rows = self._state.deliveries.of(draft)
        number = self._state.deliveries.number(draft)
        if not number or any(row.attempt for row in rows) or not self._clashes(draft, number):
            return
        owner = _queued(rows[0]).owner_id
        new = next_number(self._state, owner)
        anew = [msgspec.structs.replace(said, number=new) for row in rows if (said := row.queued) and row.held]
        ids = [derived(draft, "number", one.key, str(number)) for one in anew]
        await self._record(list(zip(anew, ids, strict=True)))

    def _clashes(self, draft: str, number: int) -> bool:
        mine = min(row.steps[0].stamp for row in self._state.deliveries.of(draft))
        owner = next((row.queued.owner_id for row in self._state.deliveries.of(draft) if row.queued), "")
        if any(one.said.number == number and one.said.update != draft for one in self._state.updates.told(owner)):
            return True
        others = (row for row in self._state.deliveries if row.held and row.queued is not None)
        return any(
            (said.owner_id, said.number) == (owner, number)
            and said.draft != draft
            and (row.attempt > 0 or row.steps[0].stamp < mine)
            for row in others
            if (said := row.queued) is not None
        )

    async def begin(self, key: str, message_id: str = "") -> Sending | None:
        """Record, durably, that a try begins; None when another process began it first or it doesn't wait any more."""
        row = self._state.deliveries.get(key)
        if row is None or row.state != "queued" or row.queued is None:
            return None
        said = msgspec.structs.replace(
            row.queued, attempt=row.attempt + 1, resent=row.resent, message_id=row.queued.message_id or message_id,
            actor="", via="key",
        )  # fmt: skip
        (event,) = await self._record([(said, "")])
        row = self._state.deliveries.get(key)
        begun = [one for one in row.steps if one.said.attempt == said.attempt] if row is not None else []
        first = next((one for one in begun if isinstance(one.said, Sending)), None)
        return said if first is not None and first.event.eid == event.eid else None

    async def came(self, key: str, said: Delivery, at: datetime) -> None:
        """Record what a try came to and when; with the first that arrived, that the owner was told and all of it."""
        row = self._state.deliveries.get(key)
        if row is None:
            raise NotFound("that delivery is not in this room; nothing was recorded")
        people = [name for one in (row.queued,) if one is not None and (name := one.name)]
        await self._record(self._with_telling(row, said, to_stamp(at), "update", people), to_stamp(at))

    def _with_telling(
        self, row: Row, said: Delivery, at: str, means: Means, people: Sequence[str]
    ) -> list[tuple[Payload, str]]:
        """What is recorded of a delivery, each with its id (empty: a new one); it is all or nothing."""
        draft = self._state.revisions.get(said.draft)
        if said.state not in ARRIVED or draft is None or self._state.updates.carried(draft.eid) is not None:
            return [(said, "")]
        names = [name for one in people if (name := clean(one).strip())]
        how = Occasion(means, names, said.actor, at, _queued(row).revision, said.via, _queued(row).number)
        eid = telling_id(self._state, draft.eid)
        follows = consequences(self._state, draft, eid, how, from_stamp(at))
        return [(said, ""), *zip(follows, ids_of(follows, draft.eid, eid), strict=True)]

    @staticmethod
    def _delivery(row: Row, **fields: Any) -> Delivery:
        said = _queued(row)
        return Delivery(owner_id=said.owner_id, draft=said.draft, key=row.key, attempt=row.attempt, **fields)

    async def _record(self, payloads: Sequence[tuple[Payload, str]], at: str | None = None) -> list[Event]:
        """As ``Room.do``, but nothing that a person's undo would meet: nobody unsends."""
        now = self._room.clock()
        return await self._room.record(
            [making.draft(*change(one), self._room.me, now, at, eid) for one, eid in payloads]
        )


def in_words(row: Row) -> str:
    """A delivery's state."""
    return row.state.replace("_", " ")


def _queued(row: Row) -> Sending:
    said = row.queued
    if said is None:
        raise NotFound("what was queued under that key is not here yet; nothing was changed")
    return said
