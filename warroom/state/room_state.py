"""The state of a room: every panel folded from the same set of events, in whatever order they come."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

import msgspec

from warroom.events import Event, Stamp
from warroom.state import (
    causes,
    checks,
    commitments,
    decisions,
    deliveries,
    discussion,
    drill,
    expectations,
    incident,
    owners,
    questions,
    revisions,
    risks,
    tasks,
    team,
    timeline,
    updates,
)
from warroom.state.causes import Causes
from warroom.state.checks import Checks
from warroom.state.commitments import Commitments
from warroom.state.decisions import Decisions
from warroom.state.deliveries import Deliveries
from warroom.state.discussion import Discussion
from warroom.state.drill import Drill
from warroom.state.erasure import blank
from warroom.state.expectations import Expectations
from warroom.state.feed import Change
from warroom.state.filing import Filed
from warroom.state.incident import Incident
from warroom.state.kinds import Panel, Payload, read
from warroom.state.owners import Owners
from warroom.state.questions import Questions
from warroom.state.record import Records
from warroom.state.revisions import Revisions
from warroom.state.risks import Risks
from warroom.state.tasks import Tasks
from warroom.state.team import Team
from warroom.state.timeline import Erased, Timeline
from warroom.state.updates import Updates

PANELS: dict[str, Panel] = {
    "incident": incident,
    "timeline": timeline,
    "discussion": discussion,
    "team": team,
    "causes": causes,
    "tasks": tasks,
    "risks": risks,
    "decisions": decisions,
    "owners": owners,
    "questions": questions,
    "commitments": commitments,
    "expectations": expectations,
    "updates": updates,
    "revisions": revisions,
    "deliveries": deliveries,
    "drill": drill,
    "checks": checks,
}
"""The panels by the name of their attribute in ``RoomState``: a new module of ``state/`` adds its line here."""

KINDS = {kind: one for panel in PANELS.values() for kind, one in panel.KINDS.items()}
"""The union of all event kinds."""

_PARTS_OF = ("target", "draft", "update")
"""The fields by which an event names the whole that it belongs to: erasing that takes the words of all of them."""
_PANEL_OF = {kind: name for name, panel in PANELS.items() for kind in panel.KINDS}


class Applied(msgspec.Struct, frozen=True):
    """What a call of ``apply`` changed."""

    added: tuple[Event, ...]
    """The events that were not here before, as folded."""
    rebuilt: bool = False
    """Whether everything was folded anew (an erasure, or a lower copy of a known event)."""


class RoomState:
    """A pure function of the set of events: any order, any repetition, one at a time or all at once."""

    def __init__(self) -> None:
        self._events: dict[str, Event] = {}
        """The winning copy of each event as it came: what is kept must not depend on what came after it."""
        self._erasures: dict[str, Event] = {}
        self._blanked: dict[str, Event] = {}
        """The erased ones without their words; these are what others see."""
        self.turns = 0
        """Odd while events are being folded; whoever reads in a thread knows by it what was read in one piece."""
        self.rebuilt = 0
        """How many times everything was folded anew."""
        self.reach: dict[str, int] = {}
        """By origin the last ``oseq`` that is here: what a person can have seen by now."""
        self._clear()

    def _clear(self) -> None:
        self.incident = Incident()
        self.timeline = Timeline()
        self.discussion = Discussion()
        self.team = Team()
        self.causes = Causes()
        self.tasks = Tasks()
        self.risks = Risks()
        self.decisions = Decisions()
        self.owners = Owners()
        self.questions = Questions()
        self.commitments = Commitments()
        self.expectations = Expectations()
        self.updates = Updates()
        self.revisions = Revisions()
        self.deliveries = Deliveries()
        self.drill = Drill()
        self.checks = Checks()
        self.unread: dict[str, int] = {}
        """Kind to count of events that this program can't read: "newer version needed"."""
        self.active_at = ""
        """When something was written down last (UTC text), whatever it was."""
        self._voices: set[str] = set()

    def __len__(self) -> int:
        return len(self._events)

    @property
    def people(self) -> list[str]:
        """Every name of the room: who typed, spoke, was set as a member, holds a role or came (imports aside)."""
        holders = {holder for role in self.team.roles.values() if (holder := role.value)}
        assigned = {one.now.assignee for one in self.tasks.tasks if one.now.assignee}
        return sorted(self._voices | holders | assigned | set(self.team.members) | set(self.team.presence))

    def event(self, eid: str) -> Event | None:
        """An event of the room by its id."""
        return self._blanked.get(eid) or self._events.get(eid)

    @property
    def last_recorded(self) -> str:
        """When something was last recorded here (UTC text); empty while nothing was."""
        return max((event.recorded_at for event in self._events.values()), default="")

    @property
    def events(self) -> list[Event]:
        """All events in fold order."""
        seen = (self._blanked.get(eid, event) for eid, event in self._events.items())
        return sorted(seen, key=_order)

    def came(self, first: int) -> list[Event]:
        """The events as they came, from the ``first``-th on, each as it was when it came."""
        return list(islice(self._events.values(), first, None))

    @property
    def records(self) -> tuple[Records[Any], ...]:
        """What people write down and change later, each kind apart."""
        causes = self.causes
        return (
            causes.hypotheses, causes.evidence, causes.tried, causes.whys, causes.factors,
            self.tasks.tasks, self.tasks.follow_ups, self.risks.risks, self.decisions.made,
            self.questions.asked, self.commitments.made, self.expectations.facts, self.expectations.remedies,
        )  # fmt: skip

    def about(self, eid: str) -> list[Event]:
        """An event of the room and every change of it, in fold order: what erasing it must blank."""
        first = [one for one in (self.event(eid),) if one is not None]
        changes = (one for one in self._events.values() if eid in (one.payload.get(name) for name in _PARTS_OF))
        return first + sorted(
            (self._blanked.get(one.eid, one) for one in changes if one.kind != "entry.erased"), key=_order
        )

    def apply(self, events: Iterable[Event]) -> Applied:
        """Fold ``events``; those already here change nothing."""
        self.turns += 1
        try:
            return self._apply(events)
        finally:
            self.turns += 1

    def _apply(self, events: Iterable[Event]) -> Applied:
        added: list[Event] = []
        rebuild = False
        for event in events:
            known = self._events.get(event.eid)
            if known is not None and _precedence(event) >= _precedence(known):
                continue
            rebuild |= known is not None
            self._events[event.eid] = event
            self.reach[event.origin] = max(event.oseq, self.reach.get(event.origin, 0))
            payload = read(event, KINDS)
            if isinstance(payload, Erased):
                rebuild = True
                self._note_erasure(payload.target, event)
            added.append(event)
            if not rebuild:
                self._fold(event, payload)
        if rebuild:
            self._refold()
        return Applied(tuple(self._blanked.get(event.eid, event) for event in added), rebuild)

    def _note_erasure(self, target: str, event: Event) -> None:
        first = self._erasures.get(target)
        if first is None or _order(event) < _order(first):
            self._erasures[target] = event

    def _refold(self) -> None:
        self.rebuilt += 1
        self._clear()
        self._erasures = {}
        self._blanked = {}
        readings = [(event, read(event, KINDS)) for event in self._events.values()]
        for event, payload in readings:
            if isinstance(payload, Erased):
                self._note_erasure(payload.target, event)
        for event, payload in readings:
            self._fold(event, payload)

    def _fold(self, event: Event, payload: Payload | None) -> None:
        self.active_at = max(self.active_at, event.recorded_at)
        if payload is None:
            self.unread[event.kind] = self.unread.get(event.kind, 0) + 1
            return
        erasure = self._erasures.get(event.eid)
        if erasure is None and not isinstance(payload, Erased):
            wholes = (getattr(payload, name, "") for name in _PARTS_OF)
            erasure = next((self._erasures[whole] for whole in wholes if whole in self._erasures), None)
        if erasure is not None or event.erased is not None:
            event = blank(event, erasure.eid if erasure else event.erased or "")
            self._blanked[event.eid] = event
            payload = read(event, KINDS)
            if payload is None:
                return
        self._voices.add(event.author)
        if (actor := getattr(payload, "actor", "")) and not getattr(payload, "source", ""):
            self._voices.add(actor)
        panel = _PANEL_OF[event.kind]
        getattr(self, panel).fold(event, payload)
        if isinstance(payload, Erased):
            for feed in (self.timeline, self.discussion):
                feed.change(payload.target, Change(event.stamp, event, erased=True, reason=payload.reason))
        if isinstance(payload, Filed):
            struck = Change(event.stamp, event, retracted=payload.strikes_line, reason=payload.reason)
            self.timeline.change(payload.target, struck)
        line = PANELS[panel].line_of(payload)
        if line is not None:
            self.timeline.add_line(event, line, getattr(payload, "source", ""))


def _order(event: Event) -> tuple[Stamp, str]:
    """Fold order; the id parts two events of one stamp, which only a cloned folder makes."""
    return event.stamp, event.eid


def _precedence(event: Event) -> tuple[Stamp, bool, str, str]:
    """Which copy of one event is kept, the least: the lower in fold order, of two equal ones the erased one."""
    return event.stamp, event.erased is None, event.sha, event.erased or ""


def fold(events: Iterable[Event]) -> RoomState:
    """The state that ``events`` make."""
    state = RoomState()
    state.apply(events)
    return state
