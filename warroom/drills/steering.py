"""Steering a drill: pause, go on, skip to what comes next, another speed, the end. Each is one event of its room."""

from typing import Final, Literal

from warroom import making
from warroom.clock import to_stamp
from warroom.errors import BadInput, WarroomError
from warroom.events import Event
from warroom.room import Room
from warroom.state.drill import Drill, DrillClock, DrillEnded
from warroom.state.kinds import Payload

Action = Literal["pause", "go", "skip", "end", "speed"]
ACTIONS: Final[tuple[Action, ...]] = ("pause", "go", "skip", "end", "speed")
SPEED: Final = 60
FASTEST: Final = 86_400
"""A day in a second."""
HOW: Final = "/drill pause, go, skip, end, or speed and a number"


def checked_speed(speed: float) -> int:
    """A speed as it is stored; raises ``BadInput``."""
    if not 1 <= speed <= FASTEST:
        raise BadInput(
            f"a speed is 1 (as it really was) to {FASTEST}; 60 plays an hour in a minute. Nothing was changed"
        )
    return round(speed)


def read_speed(text: str) -> int:
    """A speed as it is typed, ``60`` or ``60x``; raises ``BadInput``."""
    try:
        return checked_speed(float(text.strip().removesuffix("x")))
    except ValueError:
        raise BadInput(f"how fast? 60 plays an hour in a minute, 1 is as it really was, not '{text.strip()}'") from None


def going(room: Room) -> Drill:
    """The room's drill while it goes on; raises ``WarroomError``."""
    drill = room.state.drill
    if drill.begun is None:
        raise WarroomError("this room replays nothing; 'warroom drill' lists the drills. Nothing was changed")
    if drill.ended_at is not None:
        raise WarroomError("the drill is over; d on screen 6 shows how it went. Nothing was changed")
    return drill


async def steer(room: Room, action: Action, speed: int = 0) -> tuple[str, Event]:
    """Do it; what was done in words, and its event. Raises ``WarroomError`` when there is nothing to do."""
    drill = going(room)
    now = room.clock()
    position = drill.position(now)
    match action:
        case "pause":
            if not drill.speed:
                raise WarroomError("the drill rests already; /drill go goes on")
            return "the drill rests; /drill go goes on", await _turn(room, DrillClock(
                position=to_stamp(position), speed=0, reason="paused"))  # fmt: skip
        case "go":
            if drill.speed:
                raise WarroomError("the drill runs already; /drill pause lets it rest")
            speed = drill.last_speed
            return f"the drill goes on, {speed} times as fast", await _turn(room, DrillClock(
                position=to_stamp(position), speed=speed, reason="resumed"))  # fmt: skip
        case "skip":
            following = drill.next_time(now)
            if following is None:
                raise WarroomError("everything has come in; /drill end ends it")
            passed = int((following - position).total_seconds()) // 60
            return f"skipped {passed} min of the incident", await _turn(room, DrillClock(
                position=to_stamp(following), speed=drill.last_speed, reason="skipped"))  # fmt: skip
        case "speed":
            wanted = checked_speed(speed)
            return f"the drill runs {wanted} times as fast", await _turn(room, DrillClock(
                position=to_stamp(position), speed=wanted, reason="speed"))  # fmt: skip
        case "end":
            return "the drill is over; d on screen 6 shows how it went", await ended(room, "ended by hand")
    raise BadInput(f"'{action}' is nothing to do with a drill; {HOW}")


async def ended(room: Room, reason: str) -> Event:
    """Record the end of the drill."""
    return await _set(room, "drill.ended", DrillEnded(reason=reason))


async def _turn(room: Room, payload: DrillClock) -> Event:
    return await _set(room, "drill.clock", payload)


async def _set(room: Room, kind: str, payload: Payload) -> Event:
    """Record it beside what ``z`` takes back: the drill is not the incident."""
    made = await room.record([making.draft(kind, payload, room.me, room.clock())])
    return made[-1]
