"""The incident that a drill replays: its record, and what of it comes in. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from warroom import seal
from warroom.clock import from_stamp, to_stamp
from warroom.errors import BadInput
from warroom.events import Draft, Event, from_document
from warroom.importers.reports import milestone_of
from warroom.making import draft
from warroom.state import discussion, owners, timeline
from warroom.state.feed import Entry
from warroom.state.incident import MilestoneSet
from warroom.state.kinds import Payload
from warroom.state.room_state import RoomState, fold
from warroom.summary.as_json import as_json

TEAM: Final = "team"
"""The member who types what comes in; who said it is named where the record names somebody."""
BY_COMMAND: Final = frozenset({"declared", "acknowledged", "first_notice", "identified", "mitigated", "resolved"})
"""Milestones that somebody in command says: the trainee's business to see, so they don't come in."""
_MERE: Final = 5
"""A line of so many words that says no more than such a milestone ("Incident is resolved") would give it away."""
_SIGNS: Final = {
    "identified": "somebody thinks to know where it comes from",
    "mitigated": "no more errors are reported",
    "resolved": "everything has looked as usual for a while",
}
"""What is seen when a milestone was passed, for a record that holds nothing else."""
BEGUN: Final = frozenset({"impact_started", "detected"})
"""Milestones with which the drill's room begins."""
_WORK: Final = frozenset({"cause", "task", "risk", "follow_up"})
"""Lines of other panels that tell what the people did."""
FEW: Final = 3
"""With fewer entries than this the record is one of updates alone: their words are what the team knows."""


class Coming(msgspec.Struct, frozen=True):
    """One thing that comes in."""

    at: str
    """When it happened in the incident (UTC text)."""
    kind: str
    """An entry's kind, ``message`` for the discussion, ``owner`` for what an owner said."""
    text: str
    actor: str = ""


class Original(msgspec.Struct, frozen=True):
    """A real incident: its events, and what is known of where they come from."""

    room: str
    events: tuple[Event, ...]
    source: str = ""

    @property
    def state(self) -> RoomState:
        """Its state as the record has it."""
        return fold(self.events)

    @property
    def measured(self) -> "Original":
        """The same with a detection where its record names none: its first record counts as one then."""
        state = self.state
        if "detected" in state.timeline.passed():
            return self
        at = starts(state)
        found = draft("incident.milestone_set", MilestoneSet("detected"), TEAM, at, to_stamp(at))
        last = max((event.lam for event in self.events), default=0)
        one = from_document(
            seal.seal(msgspec.structs.asdict(found), room=self.room, origin="drill", oseq=last + 1, lam=last + 1)
        )
        return msgspec.structs.replace(self, events=(*self.events, one))


def sealed(drafts: Iterable[Draft], room: str) -> tuple[Event, ...]:
    """Drafts of an import as the events of a room that is on no disk."""
    return tuple(
        from_document(seal.seal(msgspec.structs.asdict(one), room=room, origin="drill", oseq=number, lam=number))
        for number, one in enumerate(drafts, 1)
    )


def kept(original: Original) -> bytes:
    """The record as a drill's room keeps it: a room's own JSON."""
    return as_json(original.events, original.room)


def read(data: bytes, source: str = "") -> Original:
    """A record that ``kept`` wrote; raises ``BadInput`` for anything else."""
    try:
        plain: dict[str, Any] = msgspec.json.decode(data)
        return Original(plain["room"], tuple(from_document(one) for one in plain["events"]), source)
    except (msgspec.MsgspecError, KeyError, TypeError) as error:
        raise BadInput(f"the record of the drill's incident can't be read: {error}; nothing comes in") from error


def starts(state: RoomState) -> datetime:
    """Where a drill of it begins: when it was detected, else its first record; raises ``BadInput`` without any."""
    passed = state.timeline.passed()
    if "detected" in passed:
        return from_stamp(passed["detected"][0])
    stamps = [entry.at for entry in _entries(state)] + [one.at for one in _tellings(state)]
    if not stamps:
        raise BadInput("nothing with a time is in it, so nothing could come in; no drill was made")
    return from_stamp(min(stamps))


def comings(state: RoomState) -> list[Coming]:
    """What comes in, in order of time; what happened before the drill begins is there at once, with its time."""
    start = to_stamp(starts(state))
    found = list(_of_entries(state))
    if len(found) < FEW:
        found += [Coming(one.at, "observation", one.said.text) for one in _tellings(state) if one.said.text]
    found += _of_owners(state)
    found = found or list(_of_milestones(state, start))
    found.sort(key=lambda one: one.at)
    return [one if one.at >= start else _earlier(one, start) for one in found]


def ends(state: RoomState) -> datetime:
    """The moment of the incident's last record."""
    stamps = [one.at for one in comings(state)] + [last for _, last in state.timeline.passed().values()]
    return from_stamp(max(stamps + [one.at for one in _tellings(state)]))


def _earlier(one: Coming, start: str) -> Coming:
    return msgspec.structs.replace(one, at=start, text=f"(before, {one.at[:16].replace('T', ' ')} UTC) {one.text}")


def _tellings(state: RoomState) -> list[Any]:
    return sorted((one for name in state.updates.owners for one in state.updates.told(name)), key=lambda one: one.at)


def _entries(state: RoomState) -> Iterator[Entry]:
    for feed in (state.timeline, state.discussion):
        yield from (entry for entry in feed if not entry.retracted and not entry.erased and entry.text.strip())


def _of_entries(state: RoomState) -> Iterator[Coming]:
    texts: set[str] = set()
    for entry in _entries(state):
        kind = entry.kind
        if kind == "milestone":
            if entry.said.milestone in BY_COMMAND | BEGUN:
                continue
            kind = "observation"
        elif kind in _WORK:
            kind = "observation"
        if kind not in ("observation", "action", "decision", "message") or entry.text in texts or _gives_away(entry):
            continue
        texts.add(entry.text)
        yield Coming(entry.at, kind, entry.text, _name(entry))


def _gives_away(entry: Entry) -> bool:
    """Whether a line says nothing but that a milestone was passed which the trainee has to see."""
    if len(entry.text.split()) > _MERE:
        return False
    return milestone_of(entry.text) in BY_COMMAND


def _of_milestones(state: RoomState, start: str) -> Iterator[Coming]:
    """Of a record without any line of its own: who is hit, then its key events as somebody reports them."""
    words = state.incident.field("impact") or state.incident.field("summary") or state.incident.title
    yield Coming(start, "observation", words)
    for entry in _entries(state):
        if entry.kind == "milestone" and entry.said.milestone in _SIGNS:
            yield Coming(entry.at, "observation", _SIGNS[entry.said.milestone])


def _name(entry: Entry) -> str:
    """Who said it, where the record knows; an importer's name is not one."""
    return entry.actor or ("" if entry.said.source else entry.author)


def _of_owners(state: RoomState) -> Iterator[Coming]:
    for thread in state.owners.threads.values():
        for entry in thread:
            message = state.owners.messages.get(entry.eid)
            if message is not None and message.direction == "in" and not entry.erased:
                yield Coming(entry.at, "owner", entry.text, entry.said.actor)
    for asked in state.questions.asked.standing():
        if not asked.now.message and not asked.erased:
            yield Coming(asked.at, "owner", asked.now.text, asked.now.actor)


def drafted(one: Coming, number: int, room: str, now: datetime, owner: str) -> Draft:
    """The event by which the ``number``-th thing comes into the drill's room; the same thing has the same id."""
    eid = seal.derived_uuid(int(from_stamp(one.at).timestamp() * 1000), room, "drill", str(number))
    kind, payload = _payload(one, owner)
    return draft(kind, payload, TEAM, now, None, eid)


def _payload(one: Coming, owner: str) -> tuple[str, Payload]:
    match one.kind:
        case "message":
            return "discussion.say", discussion.Say(text=one.text, actor=one.actor, via="spoken")
        case "owner":
            said = owners.Message(owner_id=owner, direction="in", text=one.text, actor=one.actor, means="chat")
            return "owner.message", said
    kind: timeline.EntryKind = msgspec.convert(one.kind, timeline.EntryKind)
    return "timeline.log", timeline.Log(kind=kind, text=one.text, actor=one.actor, via="spoken")


def eids(found: Sequence[Coming], room: str) -> list[str]:
    """The ids of all that comes in, in order."""
    return [
        seal.derived_uuid(int(from_stamp(one.at).timestamp() * 1000), room, "drill", str(number))
        for number, one in enumerate(found)
    ]
