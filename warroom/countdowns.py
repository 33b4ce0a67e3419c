"""What is due and when: one engine for every countdown, compared with a passed-in clock. Nothing acts by itself."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from warroom import cadence, room_clocks
from warroom.brought_in import brought_in
from warroom.cadence import Cadences
from warroom.clock import to_stamp
from warroom.clocks import JUST_PASSED, Due, Standing
from warroom.drills.replaying import in_its_own_time
from warroom.owner_clocks import OwnerClocks
from warroom.owner_clocks import calendar_of as calendar_of  # where a due day ends, other parts ask here
from warroom.state.drill import Drill
from warroom.state.promises import moment, promises
from warroom.state.room_state import RoomState

_URGENCY: Final[dict[Standing, int]] = {"due": 0, "warning": 1, "ahead": 2, "paused": 3}
_HINTS: Final = frozenset({"action", "entry", "duty"})
"""What the card keeps apart from its nearest clock: it ends by itself, or is no more than a hint."""
FADING: Final = frozenset(
    {"first_notice", "next_update", "resolved_notice", "report", "preliminary", "eta", "feedback", "contact"}
)
"""What the end of an incident leaves to be done for an owner, beside what was promised."""
FADED_AFTER: Final = timedelta(days=30)
"""How late such a clock may be for other rooms and for ``warroom due`` to speak of it: then nobody waits any more."""
MOST_TIMES: Final = 20
"""Of those, how many times a card keeps."""


def due(state: RoomState, now: datetime, cadences: Cadences = cadence.DEFAULT) -> list[Due]:
    """Every countdown of the room by urgency: what is due, what will be soon, the rest, and what rests.

    ``cadences`` are the profile's, used where an owner's plan says nothing.
    """
    return standings(state, clocks(state, cadences), now, cadences)


def standings(state: RoomState, found: Iterable[Due], now: datetime, cadences: Cadences = cadence.DEFAULT) -> list[Due]:
    """How ``clocks`` that were found earlier stand at ``now``, by urgency, with what is missing called out too.

    A tick of the clock costs a comparison each; the state need not be gone through again.
    """
    seen = (one for one in (*found, *_by_itself(state, now, cadences)) if room_clocks.still(one, now))
    pause = _pause if state.owners.pauses else _no_pause
    rests = _drill_rests(state)
    stood = [rests(one) or _standing(pause(state, one), one, now) for one in seen]
    # Of one time those that began first stand first, as they were found: ids are random.
    return sorted(stood, key=lambda one: (_URGENCY[one.standing], one.at))


def changes_at(state: RoomState, found: Iterable[Due], now: datetime, cadences: Cadences = cadence.DEFAULT) -> datetime:
    """The next moment after ``now`` at which ``standings`` may say something else; until then its answer holds."""
    moments = [*_turns(state, now, cadences), datetime.max.replace(tzinfo=UTC)]
    for one in found:
        moments += [one.warn_at, one.at]
        if one.kind in ("action", "entry"):
            moments.append(one.at + JUST_PASSED + timedelta(microseconds=1))
    moments += [until for until in _ends_of_pauses(state) if until is not None]
    return min(moment for moment in moments if moment > now)


def clocks(state: RoomState, cadences: Cadences = cadence.DEFAULT) -> list[Due]:
    """The countdowns of the room whatever the time is, in no order that matters; pauses aside.

    In a drill they run as fast as the incident's own clock, and are told in the room's.
    """
    if not state.drill.runs:
        return _clocks(state, cadences)
    return [_on_the_wall(one, state.drill) for one in _clocks(in_its_own_time(state), cadences)]


def _clocks(state: RoomState, cadences: Cadences) -> list[Due]:
    owed = promises(state.commitments, state.updates, datetime.max.replace(tzinfo=UTC))
    origin = brought_in(state)
    on_duty = () if origin.past else room_clocks.duty(state, cadences)
    found = [*room_clocks.work(state), *on_duty, *room_clocks.owed_clocks(owed)]
    for owner in state.owners.names:
        theirs = [one for one in owed if one.record.now.owner_id == owner]
        found += OwnerClocks(state, owner, cadences, theirs, origin).clocks()
    return found


# -- a drill's own time ----------------------------------------------------------------------------------------------


def _on_the_wall(one: Due, drill: Drill) -> Due:
    return one._replace(at=drill.wall(one.at), warn_at=drill.wall(one.warn_at))


def _by_itself(state: RoomState, now: datetime, cadences: Cadences) -> Iterator[Due]:
    if not state.drill.runs:
        yield from room_clocks.by_itself(state, now, cadences)
        return
    for one in room_clocks.by_itself(in_its_own_time(state), state.drill.position(now), cadences):
        yield _on_the_wall(one, state.drill)


def _turns(state: RoomState, now: datetime, cadences: Cadences) -> Iterator[datetime]:
    if not state.drill.runs:
        yield from room_clocks.turns(state, now, cadences)
        return
    for moment_ in room_clocks.turns(in_its_own_time(state), state.drill.position(now), cadences):
        yield state.drill.wall(moment_)


def _drill_rests(state: RoomState) -> Callable[[Due], Due | None]:
    """What makes a countdown of a drill rest with it; nothing of one that goes on."""
    drill = state.drill
    if not drill.runs or drill.speed:
        return lambda one: None
    since = drill.ended_at or moment(drill.turns[-1].at)
    reason = "the drill is over" if drill.ended_at is not None else "the drill rests"

    def resting(one: Due) -> Due | None:
        return one._replace(standing="paused", reason=reason) if since is not None and one.at > since else None

    return resting


def on_card(state: RoomState, cadences: Cadences = cadence.DEFAULT) -> dict[str, Any]:
    """What a room's card says of its clocks, for other rooms and for ``warroom due``; no words of the room are in it.

    ``next_due`` is the nearest that stays until somebody sees to it: when it calls out, what kind, which owner; None
    without any. ``times`` are the newest of the others (kind and time): entries, which end by themselves, duty, and
    what the end of an incident left to be done, which fades (``has_faded``).
    """
    lasting: list[tuple[datetime, Due]] = []
    times: list[tuple[datetime, Due]] = []
    for one in clocks(state, cadences):
        rests, until, _ = _pause(state, one)
        if rests and until is None:
            continue
        at = max(one.at, until or one.at)
        passes = one.kind in _HINTS or (one.kind in FADING and not state.incident.is_open)
        (times if passes else lasting).append((at, one))
    nearest = min(lasting, key=lambda pair: (pair[0], pair[1].id), default=None)
    newest = sorted(times, key=lambda pair: (pair[0], pair[1].id))[-MOST_TIMES:]
    return {
        "next_due": {"at": to_stamp(nearest[0]), "kind": nearest[1].kind, "owner": nearest[1].owner}
        if nearest is not None
        else None,
        "times": [{"at": to_stamp(at), "kind": one.kind} for at, one in newest],
        "active_at": state.active_at or None,
    }


def nearest(card: Mapping[str, object], now: datetime) -> datetime | None:
    """When the room of a card calls out next, or did: its nearest clock, or an entry's time that still counts."""
    lasting = card.get("next_due")
    found = [moment(str(lasting.get("at")))] if isinstance(lasting, Mapping) else []
    times = card.get("times")
    for one in times if isinstance(times, list) else ():
        kind = str(one.get("kind")) if isinstance(one, Mapping) else "duty"
        at = moment(str(one.get("at"))) if kind != "duty" else None
        if at is not None and at + (FADED_AFTER if kind in FADING else JUST_PASSED) >= now:
            found.append(at)
    return min((at for at in found if at is not None), default=None)


def has_faded(state: RoomState, one: Due, now: datetime) -> bool:
    """Whether a clock of an incident that ended is so late that only its own room still shows it."""
    return one.kind in FADING and not state.incident.is_open and one.at + FADED_AFTER < now


def may_call(card: Mapping[str, object], now: datetime) -> bool:
    """Whether something may be due in the room of a card; what no card says (silence, who is missing) counts as may."""
    is_open = card.get("status") not in ("resolved", "closed")
    last = moment(str(card.get("active_at")))
    silent = last is None or last + room_clocks.STALE_AFTER <= now
    if is_open and (silent or not (card.get("commander") and card.get("severity"))):
        return True
    if "next_due" not in card or "times" not in card:  # the card of another version
        return True
    at = nearest(card, now)
    times = card["times"]
    listed = (one for one in times if isinstance(one, Mapping)) if isinstance(times, list) else ()
    on_duty = (moment(str(one.get("at"))) for one in listed if one.get("kind") == "duty")
    late = any(end is not None and end <= now for end in on_duty)
    return late or (at is not None and at <= now)


class Elsewhere(NamedTuple):
    """The most urgent clock of the other rooms."""

    room: str
    ref: str
    at: datetime
    rooms: int
    """How many other rooms have a clock that is due or runs."""


def worst_elsewhere(cards: list[dict[str, object]], now: datetime, here: str = "") -> Elsewhere | None:
    """The most urgent clock of the rooms of ``cards`` but ``here`` and but drills; None when none runs."""
    found = [
        (at, str(card.get("room")), str(card.get("ref")))
        for card in cards
        if card.get("room") != here and not card.get("drill") and (at := nearest(card, now)) is not None
    ]
    if not found:
        return None
    at, room, ref = min(found)
    return Elsewhere(room, ref, at, len(found))


# -- what rests ------------------------------------------------------------------------------------------------------

_Rest = tuple[bool, datetime | None, str]
"""Whether a clock was put to rest, until when, and why."""


def _standing(rest: _Rest, one: Due, now: datetime) -> Due:
    rests, until, reason = rest
    if rests and (until is None or until > now):
        return one._replace(standing="paused", reason=reason, resumes_at=until)
    standing: Standing = "due" if one.at <= now else "warning" if one.warn_at <= now else "ahead"
    return one if standing == one.standing else one._replace(standing=standing)


def _no_pause(_: RoomState, __: Due) -> _Rest:
    return False, None, ""


def _pause(state: RoomState, one: Due) -> _Rest:
    """Whether a clock was put to rest (by itself or with all of its owner's), until when, and why."""
    settings = [
        setting
        for setting in (state.owners.pause(one.owner, one.id), state.owners.pause(one.owner) if one.owner else None)
        if setting is not None
    ]
    ends = [moment(setting.value.until) for setting in settings]
    reason = settings[0].value.reason if settings else ""
    return bool(settings), None if None in ends else max((end for end in ends if end), default=None), reason


def _ends_of_pauses(state: RoomState) -> Iterator[datetime | None]:
    for register in state.owners.pauses.values():
        if (setting := register.current) is not None:
            yield moment(setting.value.until)
