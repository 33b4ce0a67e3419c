"""Acts about the checks of times: that one is really so, or open again."""

import msgspec

from warroom import making
from warroom.acts.recording import Acts, change
from warroom.errors import WarroomError
from warroom.events import Event
from warroom.making import Change
from warroom.state.checks import CheckAcknowledged
from warroom.state.kinds import Payload
from warroom.state.room_state import RoomState
from warroom.state.timeline import Via


class CheckActs(Acts):
    """What people say of a check. Refusals change nothing."""

    async def acknowledge(
        self, rule: str, entry: str, basis: str, text: str, reason: str, *, actor: str = "", via: Via = "key"
    ) -> Event:
        """Say that what a check found is really so, and why; it is open again once the times in ``basis`` change."""
        if (held := self._state.checks.acknowledged(rule, entry, basis)) is not None:
            raise WarroomError(f"{held.who} said that already: {held.said.reason}")
        reason = making.needed(reason, "why is it so all the same? Whoever reads the summary will ask")
        said = CheckAcknowledged(
            rule=rule,
            entry=entry,
            basis=basis,
            text=text,
            reason=reason,
            actor=actor,
            via=via,
            bases=self._state.checks.bases(rule, entry, basis),
        )
        return await self._do(said)

    async def reopen(self, rule: str, entry: str, basis: str, *, reason: str = "", actor: str = "") -> Event:
        """Take back that it is so."""
        held = self._state.checks.acknowledged(rule, entry, basis)
        if held is None:
            raise WarroomError("that check is open already; nothing was changed")
        return await self._do(_opened(held.said, self._state, reason, actor))


def _opened(said: CheckAcknowledged, state: RoomState, reason: str, actor: str) -> CheckAcknowledged:
    bases = state.checks.bases(said.rule, said.entry, said.basis)
    return msgspec.structs.replace(said, withdrawn=True, reason=reason, actor=actor, bases=bases)


def back(event: Event, payload: Payload | None, state: RoomState) -> tuple[Change, str] | None:
    """What takes back an event about a check, and what to tell; None for any other event."""
    if not isinstance(payload, CheckAcknowledged):
        return None
    key = (payload.rule, payload.entry, payload.basis)
    if state.checks.bases(*key) != [event.eid]:
        raise WarroomError("that was changed since by somebody; nothing was undone, set what holds now")
    if not payload.withdrawn:
        return change(_opened(payload, state, "undone", "")), "the check is open again"
    before = [one.value for one in state.checks.held[key].history if one.event.eid in payload.bases]
    last = before[-1] if before else payload
    again = msgspec.structs.replace(last, withdrawn=False, bases=state.checks.bases(*key))
    return change(again), "the check is acknowledged again"
