"""The metrics of a room, recomputed from its state: how long things took, how owners were served (docs/metrics.md)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from warroom import cadence
from warroom.cadence import Cadences
from warroom.clock import to_stamp
from warroom.state.promises import promises
from warroom.state.room_state import RoomState
from warroom.summary.between import between
from warroom.summary.measured import Metric, Metrics, words
from warroom.summary.owner_metrics import OwnerSide, everybody
from warroom.summary.passing import Passing


class Length(NamedTuple):
    """A length of time between two milestones."""

    name: str
    start: str
    end: str


UNTIL_NOTICE: Final = (
    Length("time_to_detect", "impact_started", "detected"),
    Length("time_to_acknowledge", "detected", "acknowledged"),
    Length("time_to_declare", "detected", "declared"),
)
FROM_NOTICE: Final = (
    Length("time_to_identify", "detected", "identified"),
    Length("time_to_mitigate", "impact_started", "mitigated"),
    Length("time_to_resolve", "impact_started", "resolved"),
    Length("mitigated_after_detection", "detected", "mitigated"),
    Length("resolved_after_detection", "detected", "resolved"),
    Length("monitoring_time", "mitigated", "resolved"),
)
"""As owner-updates.md 6.3 defines them; the two after detection are for rooms in which nobody knows when it began."""

LAST: Final = frozenset({"mitigated", "resolved"})
"""Milestones of which the last time counts: what was opened again was not over."""


def metrics(state: RoomState, now: datetime, cadences: Cadences = cadence.DEFAULT) -> Metrics:
    """Every metric of a room as it stands at ``now`` (aware): numbers only where the stamps give them.

    ``cadences`` are the profile's, used where an owner's plan says nothing. Whatever the history, nothing is raised
    and nothing recorded is negative.
    """
    passing = Passing(state, now)
    owners = everybody(state)
    owed = promises(state.commitments, state.updates, now)
    return Metrics(
        at=to_stamp(now),
        room=_room(passing, OwnerSide(passing, owners, cadences, owed)),
        owners={owner: _owner(OwnerSide(passing, [owner], cadences, owed), owner) for owner in owners},
        reopened=len(passing.reopenings),
        drill=bool(state.incident.opened and state.incident.opened.drill),
    )


def contradictions(passing: Passing) -> Iterator[Metric]:
    """The lengths of time that are ``invalid``, the room's and each owner's: what the chronology check has to name."""
    owners = everybody(passing.state)
    sides = [OwnerSide(passing, whose, cadence.DEFAULT, ()) for whose in (owners, *([owner] for owner in owners))]
    measured = (
        *(length(passing, one) for one in (*UNTIL_NOTICE, *FROM_NOTICE)),
        *(one for side in sides for one in (side.first_notice(passing.first("first_notice")), side.close())),
    )
    yield from (one for one in measured if one.state == "invalid")


def length(passing: Passing, one: Length) -> Metric:
    """The metric of one length of time: from the first start to the last repair or end, the first of anything else."""
    start_word, end_word = ("last" if name in LAST else "first" for name in (one.start, one.end))
    formula = f"{end_word} {words(one.end)} - {start_word} {words(one.start)}"
    firsts = (passing.first(one.start), passing.first(one.end))
    lasts = tuple(passing.last(name) if name in LAST else passing.first(name) for name in (one.start, one.end))
    return between(passing, one.name, formula, (one.start, one.end), (lasts[0], lasts[1]), firsts)


def _room(passing: Passing, side: OwnerSide) -> tuple[Metric, ...]:
    return (
        *(length(passing, one) for one in UNTIL_NOTICE),
        side.first_notice(passing.first("first_notice")),
        *(length(passing, one) for one in FROM_NOTICE),
        side.close(),
        *side.kept(),
    )


def _owner(side: OwnerSide, owner: str) -> tuple[Metric, ...]:
    found = (side.first_notice(), side.close(), *side.kept())
    return tuple(msgspec.structs.replace(one, owner=owner) for one in found)
