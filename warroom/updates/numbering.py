"""Which number an update has: fixed when it is queued or told, never given twice once it may have reached anybody."""

from warroom.state.room_state import RoomState


def next_number(state: RoomState, owner: str) -> int:
    """The number of the next update to an owner, as far as is known now."""
    told = max((one.said.number for one in state.updates.told(owner)), default=0)
    return 1 + max(told, state.deliveries.taken(owner))


def number_of(state: RoomState, draft: str, owner: str) -> int:
    """The number of a draft (an id): that under which it was told or is on its way, else the next one."""
    telling = state.updates.carried(draft)
    if telling is not None:
        return telling.said.number
    return state.deliveries.number(draft) or next_number(state, owner)
