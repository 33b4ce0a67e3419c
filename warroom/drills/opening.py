"""The room of a drill as it begins: what is known at that moment, and the trainee in command. Pure."""

from datetime import datetime
from typing import Final

from warroom.clock import from_stamp, to_stamp
from warroom.drills import original
from warroom.drills.original import Original
from warroom.errors import BadInput
from warroom.events import Draft
from warroom.making import draft
from warroom.state.drill import DrillBegun, DrillClock
from warroom.state.incident import MilestoneSet, Opened, StatusSet
from warroom.state.owners import Plan
from warroom.state.team import RoleTaken

OWNER: Final = "Service users"
"""Whom the trainee tells when the record names no owner."""


def owner_of(one: Original) -> str:
    """Whom the trainee tells."""
    names = one.state.owners.names
    return names[0] if names else OWNER


def opening(one: Original, *, me: str, now: datetime, speed: int, sha256: str, owner: str = "") -> list[Draft]:
    """The events of the room at its beginning; the incident's clock begins with them. Raises ``BadInput``."""
    state = one.state
    start, found = original.starts(state), original.comings(state)
    if not found:
        raise BadInput("nothing in it can come in: it has no entry, message or update with a time. No drill was made")
    opened = state.incident.opened
    title = state.incident.title
    begun = DrillBegun(
        title=title,
        source=one.source,
        sha256=sha256,
        starts=to_stamp(start),
        ends=to_stamp(original.ends(state)),
        times=[coming.at for coming in found],
    )
    made = [
        draft("incident.opened", Opened(title, zone=opened.zone if opened else "UTC", drill=True), me, now),
        draft("incident.milestone_set", MilestoneSet("detected"), me, now, to_stamp(now)),
        draft("incident.status_set", StatusSet("investigating"), me, now),
        draft("role.taken", RoleTaken("incident_commander", me), me, now),
        draft("owner.plan_set", Plan(owner_id=owner or owner_of(one)), me, now),
        draft("drill.begun", begun, me, now),
        draft("drill.clock", DrillClock(position=to_stamp(start), speed=speed, reason="begun"), me, now),
    ]
    impact = state.timeline.passed().get("impact_started")
    if impact is not None and from_stamp(impact[0]) < start:
        before = to_stamp(now - (start - from_stamp(impact[0])) / speed)
        made.insert(1, draft("incident.milestone_set", MilestoneSet("impact_started"), me, now, before))
    return made
