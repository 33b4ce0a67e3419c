"""A room: commands in, one event each, stored, folded, subscribers told (DESIGN 2)."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar
from zoneinfo import ZoneInfo

from warroom import clock as clocks
from warroom import making
from warroom.acts.causes import CauseActs
from warroom.acts.checking import CheckActs
from warroom.acts.deciding import DecisionActs, RiskActs
from warroom.acts.expecting import ExpectationActs
from warroom.acts.filing import STRIKABLE, FilingActs
from warroom.acts.owners import OwnerActs
from warroom.acts.promises import PromiseActs, QuestionActs
from warroom.acts.sending import SendingActs
from warroom.acts.tasks import TaskActs
from warroom.acts.team import TeamActs
from warroom.acts.updates import UpdateActs
from warroom.cadence import Cadences
from warroom.clock import Clock, system_clock
from warroom.errors import BadInput, NotFound
from warroom.events import Draft, Event
from warroom.making import Change
from warroom.ports import Directory, EventLog, Health
from warroom.seen import Look, as_seen, present_look
from warroom.state.duty import why_not_give
from warroom.state.erasure import blank
from warroom.state.feed import Entry, Feed
from warroom.state.incident import ComponentImpact, Field, Milestone, Severity, Status
from warroom.state.kinds import Payload
from warroom.state.room_state import Applied, RoomState, fold
from warroom.state.snapshot import card, facts
from warroom.state.team import Role, Side
from warroom.state.timeline import EntryKind, Via
from warroom.text import clean
from warroom.undoing import CanNeverBeUndone, inverse_of_all, not_undone

if TYPE_CHECKING:
    from warroom.profiles import Profile

T = TypeVar("T")
Subscriber = Callable[[Applied], None]


class Runner(Protocol):
    """Runs blocking work of the store: at once for a script, in the one writer thread for the screens."""

    def __call__(self, work: Callable[[], T], /) -> Awaitable[T]:
        """The result of ``work``."""
        ...


async def at_once(work: Callable[[], T]) -> T:
    """The runner of scripts: the caller waits for the disk."""
    return work()


class Room:
    """One room as one member sees it. Every method that changes something returns when it is on disk.

    A failed command changes nothing and raises ``NotSaved``; the text stays with the caller.
    """

    def __init__(self, log: EventLog, *, me: str, clock: Clock = system_clock, run: Runner = at_once) -> None:
        self.me = me
        self.clock = clock
        self.state = RoomState()
        self._log = log
        self._run = run
        self._subscribers: list[Subscriber] = []
        self._mine: list[list[Event]] = []
        self._own: set[str] = set()
        """What was recorded here (ids): who did it knows it, however long a dialog was open."""
        self.loaded = False
        """Whether the state is the whole room; until then it holds the newest entries only."""
        self.total = 0
        """How many events the room held when it was opened."""
        self.storing = 0
        """How many commands wait for the disk now."""
        self._summary: dict[str, object] | None = None
        self.directory: Directory | None = None
        """The owners of all rooms, where one is at hand: their plans are copied from it."""
        self.causes = CauseActs(self)
        self.tasks = TaskActs(self)
        self.risks = RiskActs(self)
        self.decisions = DecisionActs(self)
        self.team = TeamActs(self)
        self.owners = OwnerActs(self)
        self.questions = QuestionActs(self)
        self.promises = PromiseActs(self)
        self.expectations = ExpectationActs(self)
        self.updates = UpdateActs(self)
        self.outbox = SendingActs(self, self.updates)
        self.filing = FilingActs(self)
        self.checks = CheckActs(self)

    # -- what the room knows ------------------------------------------------------------------

    @property
    def room(self) -> str:
        """The room's UUID."""
        return self._log.room

    @property
    def origin(self) -> str:
        """This folder copy's random name: what was recorded here has it."""
        return self._log.origin

    @property
    def health(self) -> Health:
        """What people must know about the store now."""
        return self._log.health

    @property
    def zone(self) -> ZoneInfo:
        """The room's time zone."""
        opened = self.state.incident.opened
        return clocks.zone(opened.zone if opened else "UTC")

    @property
    def profile(self) -> "Profile":
        """What the room's people call things; its file is read the first time."""
        from warroom import profiles  # its tables and tomllib would be paid for before the first frame

        opened = self.state.incident.opened  # not from the card, which costs a look at every clock: keys ask this
        cached = None if self.loaded else (self._summary or {}).get("profile")
        return profiles.of_room(str(cached or (opened.profile if opened else "") or "service"))

    @property
    def cadences(self) -> Cadences:
        """How soon and how often owners hear from us by the room's profile, where their plan says nothing."""
        from warroom import profiles  # as for the profile

        opened = self.state.incident.opened
        return profiles.cadences_of(opened.profile if opened else "service")

    def card(self) -> dict[str, object]:
        """The room's few facts for the header, the lobby and ``rooms --json``; cached ones until it is loaded."""
        if not self.loaded and self._summary is not None:
            return self._summary
        return card(self.state, self.room, self.cadences)

    def facts(self) -> dict[str, object]:
        """The card without the room's clocks, which its own screens know better; as cheap as in an empty room."""
        if not self.loaded and self._summary is not None:
            return self._summary
        return facts(self.state, self.room)

    def find(self, ref: str) -> Entry:
        """The entry that ``ref`` (five letters, or more when those are shared) names; ``NotFound``, ``Ambiguous``."""
        feeds: tuple[Feed, ...] = (self.state.timeline, self.state.discussion)
        return making.find_entry(feeds, ref)

    def look(self) -> Look:
        """What there is to see now, for ``seen.as_of`` when a command that somebody begins now is recorded later."""
        return Look(dict(self.state.reach))

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Have ``subscriber`` called after every change of the state; returns the way out."""
        self._subscribers.append(subscriber)
        return lambda: self._subscribers.remove(subscriber)

    # -- reading ------------------------------------------------------------------------------

    async def preview(self, limit: int = 500) -> None:
        """Show the newest entries and the cached card; ``load`` follows and agrees with them (DESIGN 4)."""
        seen = await self._run(lambda: self._log.preview(limit))
        self._summary, self.total = seen.summary, seen.total
        self.receive(seen.events)

    async def load(self) -> None:
        """Read and fold the whole room, both in the runner, then put it in place of what was there."""
        self.state = await self._run(lambda: fold(self._log.load()))
        self.loaded = True
        self.total = len(self.state)
        self._tell(Applied((), rebuilt=True))

    async def refresh(self) -> None:
        """Fold what other processes stored meanwhile."""
        self.receive(await self._run(self._log.refresh))

    def receive(self, events: Iterable[Event]) -> None:
        """Fold events that are on disk already and tell the subscribers."""
        applied = self.state.apply(events)
        if applied.added:
            self._tell(applied)

    def _tell(self, applied: Applied) -> None:
        for subscriber in tuple(self._subscribers):
            subscriber(applied)

    # -- recording ----------------------------------------------------------------------------

    async def on_disk(self, work: Callable[[], T]) -> T:
        """The result of other blocking work, done where the room's own is."""
        return await self._run(work)

    async def _storing(self, work: Callable[[], T]) -> T:
        self.storing += 1
        try:
            return await self._run(work)
        finally:
            self.storing -= 1

    async def record(self, drafts: Sequence[Draft]) -> list[Event]:
        """Store ``drafts`` all or none, fold them, and return them sealed."""
        stored = await self._storing(lambda: self._log.append(drafts))
        self.receive(stored)
        ids = {draft.eid for draft in drafts}
        self._own |= ids
        return [event for event in stored if event.eid in ids]

    async def do(
        self, changes: Sequence[tuple[Change, str | None]], first: str = "", ids: Sequence[str] = ()
    ) -> list[Event]:
        """Record changes of mine, each with when it happened (UTC text) or None: all or none, undone as one.

        ``first`` is the id of the first one, where the others name it; ``ids`` those of all, where the same may be
        recorded by two processes at once and must be there once. A change carries the heads that were seen when
        its command was begun (``seen.as_of``), else those that hold now.
        """
        now = self.clock()
        ids = ids or [first, *("" for _ in changes[1:])]
        drafts = (
            [
                making.draft(kind, self._as_seen(payload), self.me, now, at, eid)
                for ((kind, payload), at), eid in zip(changes, ids, strict=True)
            ]
            if changes
            else []
        )
        made = await self.record(drafts)
        self._mine.append(made)
        return made

    def _as_seen(self, payload: Payload) -> Payload:
        look = present_look()
        if look is None:
            return payload
        return as_seen(payload, self.state, lambda event: look.saw(event) or event.eid in self._own)

    async def _do(self, kind: str, payload: Payload, occurred_at: str | None = None) -> Event:
        return (await self.do([((kind, payload), occurred_at)]))[0]

    async def log(
        self,
        text: str,
        *,
        kind: EntryKind = "observation",
        occurred_at: str | None = None,
        actor: str = "",
        via: Via = "key",
        milestone: Milestone | None = None,
        due: str | None = None,
        time_box: int | None = None,
        mentions: Sequence[str] = (),
    ) -> Event:
        """Put one entry on the timeline; a named ``milestone`` makes it that key event."""
        change = making.logged(
            text, kind=kind, actor=actor, via=via, milestone=milestone, due=due, time_box=time_box, mentions=mentions
        )
        return await self._do(*change, occurred_at)

    async def say(
        self, text: str, *, occurred_at: str | None = None, actor: str = "", via: Via = "key", reply_to: str = ""
    ) -> Event:
        """Say something in the internal discussion."""
        return await self._do(*making.said(text, actor, via, reply_to), occurred_at)

    async def edit(
        self,
        eid: str,
        *,
        text: str | None = None,
        kind: EntryKind | None = None,
        actor: str | None = None,
        occurred_at: str | None = None,
    ) -> Event:
        """Change words, kind, actor or time of an entry or message; the older version stays readable."""
        feed, entry = self._entry(eid)
        change = making.edit(feed is self.state.discussion, entry, text, kind, actor, occurred_at)
        return await self._do(*change)

    async def retract(self, eid: str, reason: str = "", *, retracted: bool = True) -> Event:
        """Strike an entry or message (it stays readable), or take the strike back."""
        feed, entry = self._entry(eid)
        if entry.event.kind in STRIKABLE:
            return (await self.filing.strike(eid, clean(reason), back=not retracted))[0]
        making.refuse_if_fact(entry)
        return await self._do(*making.retract(feed is self.state.discussion, eid, retracted, clean(reason)))

    async def pin(self, eid: str, *, pinned: bool = True) -> Event:
        """Mark a timeline entry that matters, or unmark it."""
        if eid not in self.state.timeline.entries:
            raise NotFound("only timeline entries can be pinned; nothing was changed")
        return await self._do(*making.pin(eid, pinned))

    async def erase(self, eid: str, reason: str) -> Event:
        """Take the text of an entry, a hypothesis, a task ... away for good, on disk too, with every change of it.

        It is the one rewrite of history, and it is recorded.
        """
        about = self.state.about(eid)
        if not about or about[0].eid != eid:
            raise NotFound("that entry is not in this room; nothing was changed")
        erasure = making.erasure(about[0], clean(reason), self.me, self.clock())
        targets = [blank(event, erasure.eid) for event in about]
        self.receive(await self._storing(lambda: self._log.erase(targets, erasure)))
        event = self.state.event(erasure.eid)
        assert event is not None
        self._mine.append([event])
        return event

    def _entry(self, eid: str) -> tuple[Feed, Entry]:
        for feed in (self.state.timeline, self.state.discussion):
            entry = feed.entries.get(eid)
            if entry is not None:
                return feed, entry
        raise NotFound("that entry is not in this room; nothing was changed")

    # -- the incident -------------------------------------------------------------------------

    async def set_severity(
        self, severity: Severity, reason: str = "", *, actor: str = "", via: Via = "key", occurred_at: str | None = None
    ) -> Event:
        """Set how bad it is; ends a shown conflict about it."""
        payload = making.severity(self.state.incident, severity, clean(reason), actor, via)
        return await self._do("incident.severity_set", payload, occurred_at)

    async def set_status(
        self, status: Status, reason: str = "", *, actor: str = "", via: Via = "key", occurred_at: str | None = None
    ) -> Event:
        """Set where it stands; reopening needs a reason."""
        payload = making.status(self.state.incident, status, clean(reason), actor, via)
        return await self._do("incident.status_set", payload, occurred_at)

    async def set_field(self, field: Field, text: str, lang: str = "") -> Event:
        """Write one of the texts that describe the incident (impact, scope, title ...)."""
        return await self._do("incident.field_set", making.field(self.state.incident, field, clean(text), lang))

    async def set_component(self, component: str, impact: ComponentImpact, reason: str = "") -> Event:
        """Say how hard a component is hit."""
        name = making.needed(clean(component), "a component needs a name")
        payload = making.component(self.state.incident, name, impact, clean(reason))
        return await self._do("incident.component_set", payload)

    async def attach(self, source: Path, note: str = "", entry: str = "") -> Event:
        """Copy a file into the room and record it; it stays internal."""
        sha256, size = await self._storing(lambda: self._log.attach(source))
        return await self._do(
            "incident.attached", making.attached(clean(source.name), sha256, size, clean(note), entry)
        )

    # -- the team -----------------------------------------------------------------------------

    async def take_role(self, role: Role, holder: str, reason: str = "") -> Event:
        """Give a role to ``holder``; an empty name lays it down.

        Command that somebody holds goes over with ``team.hand_over`` or ``team.take_command`` alone.
        """
        if role == "incident_commander" and (refusal := why_not_give(self.state.team, clean(holder).strip())):
            raise BadInput(f"{refusal}; nothing was changed")
        return await self._do("role.taken", making.role_taken(self.state.team, role, clean(holder), clean(reason)))

    async def hand_over(self, role: Role, receiver: str, note: str, *, accepted: bool, via: Via = "spoken") -> Event:
        """Hand a role over with the receiver's word (``accepted``) and a note; without it, it is an offer only."""
        payload = making.role_transferred(self.state.team, role, clean(receiver), clean(note), accepted, via)
        return await self._do("role.transferred", payload)

    async def come(self, names: Sequence[str], side: Side = "staff", owner: str = "") -> list[Event]:
        """Note who joined the call."""
        return await self.arrive([(name, side, owner) for name in names])

    async def arrive(self, people: Sequence[tuple[str, Side, str]]) -> list[Event]:
        """Note who joined the call, each with a side and, on an owner's, the owner."""
        return await self.do([(change, None) for change in making.all_who_came(self.state.team, people)])

    async def leave(self, names: Sequence[str]) -> list[Event]:
        """Note who left the call."""
        return await self.do([(change, None) for change in making.all_who_left(self.state.team, names)])

    async def set_member(self, member: str, name: str = "", contact: str = "", zone: str = "") -> Event:
        """Write a member's display name, contact and time zone."""
        return await self._do("member.set", making.member(self.state.team, member, clean(name), clean(contact), zone))

    # -- undo ---------------------------------------------------------------------------------

    async def undo(self) -> str:
        """``take_back``, and what was undone in words."""
        return (await self.take_back())[0]

    def remember(self) -> None:
        """What I did before this session and did not undo is mine to undo: a shell opens the room for each command."""
        self._mine = not_undone(self.state.events, self.me)

    def mine_last(self) -> list[Event]:
        """What ``take_back`` would take back."""
        return self._mine[-1] if self._mine else []

    async def take_back(self) -> tuple[str, list[Event]]:
        """Record the opposite of my last change in this session (before it too, after ``remember``); says what.

        Raises ``WarroomError`` when there is no opposite or somebody changed it since; nothing is recorded then.
        """
        if not self._mine:
            raise BadInput("nothing of yours is there to undo")
        now = self.clock()
        try:
            changes, said = inverse_of_all(self._mine[-1], self.state, now)
        except CanNeverBeUndone:
            self._mine.pop()  # said once; the next undo takes back what was before it
            raise
        made = await self.record([making.draft(*change, self.me, now, eid=eid) for change, eid in changes])
        self._mine.pop()
        return said, made

    def attachment(self, sha256: str) -> Path:
        """Where a file of the room's folder lies; raises ``NotFound``. Blocking."""
        return self._log.attachment(sha256)

    def follow(self, on_change: Callable[[], None]) -> Callable[[], None]:
        """Have ``on_change`` called from a thread when other processes stored something; then ``refresh``."""
        return self._log.follow(on_change)

    async def save_summary(self) -> None:
        """Cache the room's card for the next first frame and for the lobby."""
        if not self.loaded:
            return
        facts = self.card()
        await self._run(lambda: self._log.save_summary(facts))

    async def close(self) -> None:
        """Keep the card and let go of the files."""
        await self.save_summary()
        await self._run(self._log.close)
