"""Acts of the outbox: what is queued for whom, how each try went, and what a person says of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from warroom import making
from warroom.acts.recording import Recorder, change
from warroom.acts.releasing import Releasing
from warroom.acts.telling import derived
from warroom.acts.trying import Trying, queued
from warroom.clock import from_stamp, to_stamp
from warroom.delivery.parcel import Target
from warroom.errors import Ambiguous, NotFound, WarroomError
from warroom.events import Event
from warroom.state.deliveries import ARRIVED, FAILED, DeliveryState, Row, Sending, delivery_key
from warroom.state.owners import Means
from warroom.state.revisions import Draft, content_digest
from warroom.state.timeline import Via
from warroom.updates.numbering import number_of


class SendingActs(Trying):
    """What is done about deliveries: by people (``key`` may be its first letters), and by the engine that sends."""

    def __init__(self, room: Recorder, updates: Releasing) -> None:
        super().__init__(room)
        self._updates = updates

    # -- by people ------------------------------------------------------------------------------------------------

    async def queue(self, ref: str, targets: Sequence[Target], *, actor: str = "", via: Via = "key") -> list[str]:
        """Queue a draft for its targets, all or none; their keys. It fixes the update's number.

        What is queued already, on its way or there is left as it is, unless it goes by hand now, or no longer; what
        failed goes again. Refuses what may not go.
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
            goes = queued(row).revision if row is not None else revision
            if row is None or row.state in FAILED or _by_another_way(row, target):
                wanted[key] = Sending(
                    owner_id=draft.owner, draft=draft.eid, revision=goes, key=key, number=number,
                    channel=target.channel, contact=target.contact, name=target.name, by_hand=not target.way,
                    resent=row is not None and row.in_doubt, actor=actor, via=via,
                )  # fmt: skip
        await self._queue(list(wanted.values()))
        return list(dict.fromkeys(self._key(draft, revision, target) for target in targets))

    def why_not(self, draft: Draft) -> str:
        """Why a draft may not be queued now, in words; empty when it may."""
        if self._state.owners.plan(draft.owner).detached:
            return f"{draft.owner} no longer belongs to this room"
        telling = self._state.updates.carried(draft.eid)
        if telling is not None:
            corrections = self._state.updates.corrections(telling.eid)
            if corrections:
                done = "withdrawn" if any(one.said.withdraws for one in corrections) else "corrected"
                return f"update #{telling.said.number} was {done}"
            return self.overtaken(draft) or self._taken_back(draft)
        if draft.discarded or draft.disputed:
            return "it was discarded" if draft.discarded else "there are two texts of it; join them first"
        return self.overtaken(draft) or self._updates.why_not_go(draft)

    def _taken_back(self, draft: Draft) -> str:
        """When the last approval of what some have already was taken back, in words; empty while one holds."""
        saved = draft.revisions.get(self._revision(draft))
        if saved is None:
            return ""
        digest = content_digest(saved.said.content)
        given = [one for one in draft.releases if one.said.digest == digest]
        if not given or any(not one.said.withdrawn for one in given):
            return ""
        at = from_stamp(given[-1].event.at).astimezone(self._room.zone)
        return f"its approval was taken back at {at:%H:%M}: say what holds in a new update"

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
        """Let a delivery that waits not go; of one that may have arrived, say that it did not, and how you know.

        Of one that failed: that nothing more is to be done about it, and why.
        """
        row = self.find(ref)
        if row.state in ("sending", "cancelled", *ARRIVED):
            raise WarroomError(f"it is {in_words(row)}; nothing was changed")
        if row.state != "queued":
            making.needed(reason, "how do you know?" if row.state == "unknown" else "why is that all right?")
        said = self._delivery(row, state="cancelled", reason=reason, after=row.last, actor=actor, via=via)
        (event,) = await self._room.do([(change(said), None)])
        self._refuse_overtaken(row.key, event.eid, "cancelled")
        return event

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
        if row.state in ("sending", *ARRIVED):
            raise WarroomError(f"it is {in_words(row)}; nothing was changed")
        now = self._room.clock()
        at = self._there_at(row, occurred_at) if occurred_at else now
        said = self._delivery(row, state="manual_confirmed", means=means, reason=note, actor=actor, via=via)
        made = self._with_telling(row, said, to_stamp(at), means, people)
        when = to_stamp(at) if occurred_at else None
        return await self._room.do([(change(one), when) for one, _ in made], ids=[eid for _, eid in made])

    def _there_at(self, row: Row, occurred_at: str) -> datetime:
        """When it was there, never in the future; raises for a time at which it wasn't queued yet.

        People say a time to the minute, so one within the minute before it is when it was queued.
        """
        at, since = min(from_stamp(occurred_at), self._room.clock()), from_stamp(row.steps[0].at)
        if at < since - timedelta(minutes=1):
            raise WarroomError(
                f"it was queued at {since.astimezone(self._room.zone):%H:%M}, so it can't have been there before; if "
                "they were told by another way then: warroom told; nothing was changed"
            )
        return max(at, since)

    async def written_as_mail(self, ref: str, message_id: str) -> None:
        """Record under which Message-ID a delivery that a person carries was written as a mail, once.

        Later mails to the same address answer it. Of what has ended, or goes by a channel, nothing is recorded.
        """
        row = self.find(ref)
        said = queued(row)
        if row.state == "queued" and said.by_hand and said.message_id != message_id:
            await self._queue([msgspec.structs.replace(said, message_id=message_id, actor="", via="key")])

    async def resend(self, ref: str, *, actor: str = "", via: Via = "key") -> str:
        """Send again what may have arrived: it is marked so for its reader. The key.

        What is known to have arrived goes to nobody twice: a decision may rest on what somebody saw a while ago.
        """
        row = self.find(ref)
        if not row.reached or row.state not in ("unknown", *FAILED):
            raise WarroomError(f"it is {in_words(row)}; nothing was changed")
        return await self._again(row, True, actor, via)

    async def requeue(self, ref: str, *, actor: str = "", via: Via = "key") -> str:
        """Let go what waits since a program ended, or what failed; the key. What may have arrived needs ``resend``."""
        row = self.find(ref)
        if row.state not in ("queued", *FAILED):
            raise WarroomError(
                f"it is {in_words(row)}: look there first; what may have arrived can be sent again, marked so"
            )
        return await self._again(row, row.in_doubt, actor, via)

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
        said = queued(row)
        draft = self._state.revisions.get(said.draft)
        refusal = ""
        if draft is not None:
            refusal = self._replaced(row, draft) or ("" if resent or row.parts else self.why_not(draft))
        if draft is None or refusal:
            raise WarroomError(f"{refusal or 'its draft is not here'}; nothing was queued")
        number = said.number if row.held else number_of(self._state, draft.eid, draft.owner)
        again = msgspec.structs.replace(said, attempt=0, number=number, resent=resent, actor=actor, via=via)
        (eid,) = await self._queue([again])
        self._refuse_overtaken(row.key, eid, "queued")
        return row.key

    def _replaced(self, row: Row, draft: Draft) -> str:
        """Which newer text of it stands in its place, in words; empty: none does.

        The same person never gets the same update twice under two keys, nor an old text after the new one.
        """
        newer = self._state.deliveries.newer(row)
        if newer is not None:
            number = queued(newer).number
            at = from_stamp(newer.deciding.at).astimezone(self._room.zone)
            if newer.state in ARRIVED:
                return f"they have update #{number} in a newer text since {at:%H:%M}"
            return f"a newer text of it took its place: {newer.key[:8]} is {in_words(newer)}"
        changed = f"its text was changed since; what stands now goes with: warroom send ROOM '{draft.owner}'"
        return changed if self.text_changed(row) else ""

    def text_changed(self, row: Row) -> bool:
        """Whether the draft of a delivery that nobody has says something else by now."""
        draft = self._state.revisions.get(queued(row).draft)
        if draft is None or row.held:
            return False
        saved, stands = draft.revisions.get(queued(row).revision), draft.revisions.get(self._revision(draft))
        if saved is None or stands is None:
            return False
        return content_digest(saved.said.content) != content_digest(stands.said.content)

    async def _queue(self, wanted: Sequence[Sending]) -> list[str]:
        """Record that they wait; two processes that do so at once record it once. The ids of what was recorded."""
        rows = {one.key: self._state.deliveries.get(one.key) for one in wanted}
        queued = [
            msgspec.structs.replace(one, after=row.last if (row := rows[one.key]) is not None else "") for one in wanted
        ]
        made = [derived(one.draft, "queued", one.key, one.after) for one in queued]
        if queued:
            await self._room.do([(change(one), None) for one in queued], ids=made)
            await self.settle_number(queued[0].draft)
        return made

    def _refuse_overtaken(self, key: str, eid: str, wanted: DeliveryState) -> None:
        """Raise when somebody did something about a delivery right before: what was recorded as ``eid`` is void.

        Or somebody did the very same, and more has come of it by now.
        """
        row = self._state.deliveries.get(key)
        if row is None or row.state != wanted or not any(one.event.eid == eid for one in row.steps):
            now = in_words(row) if row is not None else "not here"
            raise WarroomError(
                f"something happened to it a moment before: it is {now}; nothing was changed, look again"
            )

    def _key(self, draft: Draft, revision: str, target: Target) -> str:
        there = self._state.deliveries.at_address(draft.eid, target.channel, target.contact)
        if there is not None:  # of whatever revision: the same address never gets one update under two keys
            return there.key
        return delivery_key(draft.eid, revision, target.channel, target.contact)

    def _revision(self, draft: Draft) -> str:
        """The revision that goes: the one that they were told, while others get it too, else the one that stands."""
        telling = self._state.updates.carried(draft.eid)
        return telling.said.revision if telling is not None else draft.head.eid


def _by_another_way(row: Row, target: Target) -> bool:
    """Whether somebody carries what waited to be sent, or the other way round."""
    return row.state == "queued" and row.queued is not None and row.queued.by_hand == bool(target.way)


def in_words(row: Row) -> str:
    """A delivery's state."""
    return row.state.replace("_", " ")
