"""Clocks of machines that differ: found where an event must have been made after one that its clock puts later.

A machine that records has seen every event below its Lamport number: of number N it made after one of number N - 1.
"""

from collections.abc import Iterator
from datetime import timedelta

from warroom.clock import from_stamp
from warroom.errors import BadInput
from warroom.events import Event
from warroom.state.room_state import RoomState
from warroom.summary.finding import Finding, Fix
from warroom.summary.measured import spell
from warroom.summary.passing import FORGIVEN


def skews(state: RoomState) -> list[Finding]:
    """For each machine whose clock ran behind one that it had heard from: by how much at least, and where it shows."""
    worst: dict[tuple[str, str], tuple[timedelta, Event, Event]] = {}
    for before, after in _followed(state.events):
        if before.recorded_at <= after.recorded_at:  # as texts: nearly all of them, and reading a time costs more
            continue
        try:
            behind = from_stamp(before.recorded_at) - from_stamp(after.recorded_at)
        except BadInput:  # an event of another program may hold another form
            continue
        pair = before.origin, after.origin
        if behind > FORGIVEN and (pair not in worst or behind > worst[pair][0]):
            worst[pair] = behind, before, after
    return [_finding(state, *found) for _, found in sorted(worst.items())]


def _followed(events: list[Event]) -> Iterator[tuple[Event, Event]]:
    """Pairs of which the second was surely recorded after the first; events come in fold order, by their number."""
    lam, earliest = -1, None
    here: list[Event] = []
    below: list[Event] = []
    for event in events:
        if event.lam != lam:
            below = here if event.lam == lam + 1 else []
            # Which of several of one number it had seen is not known: the earliest proves least.
            earliest = below[0] if len(below) == 1 else min(below, key=lambda one: one.recorded_at, default=None)
            here, lam = [], event.lam
        here.append(event)
        if earliest is not None:
            yield earliest, event


def _finding(state: RoomState, behind: timedelta, before: Event, after: Event) -> Finding:
    length = spell(behind.total_seconds() // 60 * 60)
    if before.origin == after.origin:
        text = f"the clock of {after.author}'s machine was set back by {length} before {after.ref}"
    else:
        text = (
            f"the clock of {after.author}'s machine is at least {length} behind {before.author}'s: "
            f"{after.ref} was recorded after {before.ref}, and its time is before it"
        )
    movable = after.occurred_at is None and after.eid in state.timeline.entries
    at = before.recorded_at if movable else ""
    act = Fix("edit_time", after.eid, at=at, text=f"give {after.ref} the time of {before.ref}") if movable else None
    basis = f"{before.eid} {before.recorded_at} {after.recorded_at}"
    return Finding("skew", after.eid, text, act or Fix("look", after.eid, text=f"look at {after.ref}"), basis)
