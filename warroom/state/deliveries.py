"""The outbox: what was given to which channel for whom, each try of it, and what came of it.

One delivery is one update by one channel to one address, under one key: whoever queues it again finds the first one.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from msgspec import structs

from warroom.events import Event, Stamp
from warroom.state.kinds import Kind, Line, Payload
from warroom.state.owners import Means
from warroom.state.timeline import Via

DeliveryState = Literal[
    "queued", "sending", "accepted", "rejected", "unknown", "dead", "cancelled", "manual_confirmed"
]  # fmt: skip
"""As in owner-updates.md 4.3. ``queued`` also waits for its next try; ``rejected``: refused for good by an answer;
``dead``: nobody is there (550, 551, 553, a bounce) or all tries are used up; ``unknown``: it may have arrived."""

ARRIVED: Final[frozenset[str]] = frozenset({"accepted", "manual_confirmed"})
BOUNCE: Final = "bounce"
"""The stage of a failure that a mail server reports after it had accepted."""
STOPPED: Final = "stopped"
"""The stage of what the program let not go: what was approved held no more, or there was nobody to give it to."""
MAY_HAVE: Final[frozenset[str]] = ARRIVED | {"unknown"}
"""Of a try: it may be there, or is."""
_WORD: Final = frozenset({"manual_confirmed", "cancelled"})
"""A person's word."""
_HAVE_IT: Final = frozenset({"manual_confirmed"})
FAILED: Final[frozenset[str]] = frozenset({"rejected", "dead", "cancelled"})
"""It ended, and its last try was taken over by nobody (an earlier one may have been: ``Row.reached``)."""


class Sending(Payload, kw_only=True):
    """``update.sending``: a delivery is queued (``attempt`` 0), or a try begins: durable before a socket opens."""

    owner_id: str
    draft: str
    revision: str
    """The approved revision whose text goes (an id)."""
    key: str
    """As ``delivery_key`` gives it."""
    number: int
    """The update's number: it is fixed when it is queued, for the text says it."""
    channel: str
    """A name of ``updates.channels``."""
    contact: str
    """The mail address, or the name of the destination in ``channels.toml``; never a secret."""
    name: str = ""
    """The person, where it is somebody's address."""
    attempt: int = 0
    message_id: str = ""
    """Of a mail: the same for every try of it."""
    by_hand: bool = False
    """A person carries it (clipboard, file, telephone); the program waits for their word."""
    resent: bool = False
    """A person sends again what may have arrived: it is marked so."""
    after: str = ""
    """The last step of the delivery that was seen (an id); it is void when another one came in between."""
    actor: str = ""
    via: Via = "key"


class Delivery(Payload, kw_only=True):
    """``update.delivery``: what came of a try, or what a person said of it."""

    owner_id: str
    draft: str
    key: str
    state: DeliveryState
    attempt: int = 0
    stage: str = ""
    """How far it came, as ``delivery.receipt`` names it."""
    code: str = ""
    """Of the answer: ``250``, ``HTTP 429``, ``19024``."""
    server: str = ""
    """Who answered: a host, never a path or a query."""
    text: str = ""
    """What was answered, without secrets."""
    receipt: str = ""
    """Their own number for it: ``Q71F``."""
    parts: int = 0
    """How many parts of a split message were accepted so far; the next try goes on behind them."""
    next_try: str | None = None
    """When the next try begins (UTC text); only with ``queued``."""
    reason: str = ""
    means: Means | None = None
    """Of ``manual_confirmed``: how the person knows, or carried it."""
    after: str = ""
    """Of ``cancelled``: the last step that was seen (an id); it is void when another one came in between."""
    report: str = ""
    """Of a bounce: what its mail is known by, 32 hex digits; the same mail again says nothing new."""
    number: int = 0
    """The update's number, the channel, the address and the person, as they were queued: its line names them."""
    channel: str = ""
    contact: str = ""
    name: str = ""
    actor: str = ""
    via: Via = "key"


KINDS = {"update.sending": Kind(Sending), "update.delivery": Kind(Delivery)}


def delivery_key(draft: str, revision: str, channel: str, contact: str) -> str:
    """What a delivery is known by everywhere: 32 hex digits; an address is one in whatever case it is written."""
    return hashlib.sha256("\x1f".join((draft, revision, channel, contact.strip().casefold())).encode()).hexdigest()[:32]


def line_of(payload: Payload) -> Line | None:
    """What the internal timeline shows of an event of this panel; a first try follows its queueing at once."""
    match payload:
        case Sending(attempt=0):
            how = "to be carried by hand" if payload.by_hand else "queued"
            how = "written as a mail, to be carried by hand" if payload.by_hand and payload.message_id else how
            text = f"update #{payload.number} to {payload.owner_id}: {how}, {_way(payload.channel, payload)}"
            return Line("update", text, payload.actor, payload.via)
        case Sending() if payload.attempt > 1:
            again = "sent again on a person's word" if payload.resent else f"try {payload.attempt}"
            text = f"update #{payload.number} to {payload.owner_id}: {again}, {_way(payload.channel, payload)}"
            return Line("update", text, payload.actor, payload.via)
        case Delivery():
            number = f"update #{payload.number}" if payload.number else "update"
            whom = _way(payload.channel, payload) if payload.channel else ""
            text = f"{number} to {payload.owner_id}{f', {whom}' if whom else ''}: {_came_to(payload)}"
            return Line("update", text, payload.actor, payload.via)
    return None


def _way(channel: str, payload: Sending | Delivery) -> str:
    return f"{channel} {payload.name or payload.contact}".strip()


def _came_to(said: Delivery) -> str:
    """What came of a try in words, without a clock time: a line knows no zone."""
    by = f" by {said.server}" if said.server else ""
    answer = " ".join(filter(None, (said.code, said.text))) or said.reason
    why = f": {answer}" if answer else ""
    match said.state:
        case "queued":
            return f"not taken over{by}{why}" + ("; tried again by itself" if said.next_try else "; it waits")
        case "unknown":
            return f"unknown{why}; it may have arrived"
        case "dead" if said.stage == BOUNCE:
            return f"came back{f' from {said.server}' if said.server else ''}{why}"
        case "dead":
            return f"not delivered{f', says {said.server}' if said.server else ''}{why}"
        case "manual_confirmed":
            return f"they have it{f', by {said.means}' if said.means else ''}, as a person says{why}"
    return f"{said.state}{by}{why}"


def named(said: Delivery, row: "Row") -> Delivery:
    """What came of a delivery, with the number, the way and the person that were queued, as its line says them."""
    to = row.queued
    if to is None:
        return said
    return structs.replace(said, number=to.number, channel=to.channel, contact=to.contact, name=to.name)


class Try(NamedTuple):
    """One step of a delivery, in the order of the fold."""

    stamp: Stamp
    event: Event
    said: Sending | Delivery

    @property
    def at(self) -> str:
        """When (UTC text)."""
        return self.event.occurred_at or self.event.recorded_at


def _standing(found: list[Try]) -> list[Try]:
    """The steps that count: who lets something go, begins or cancels it has to have seen what came before.

    Of two who do so at once the first does it. What became of a try counts whatever was seen; one and the same mail of
    a mail server counts once, also where another computer read it after it was sent again.
    """
    kept: list[Try] = []
    reports: set[str] = set()
    for one in found:
        if isinstance(one.said, Delivery) and one.said.report:
            if one.said.report in reports:
                continue
            reports.add(one.said.report)
        needs = isinstance(one.said, Sending) or one.said.after
        if not needs or one.said.after == (kept[-1].event.eid if kept else ""):
            kept.append(one)
    return kept


class Row:
    """One delivery as it stands."""

    __slots__ = ("_all", "key", "steps")

    def __init__(self, key: str) -> None:
        self.key = key
        self._all: list[Try] = []
        self.steps: list[Try] = []
        """The steps that count, in the order of the fold; empty while only later ones of it are here."""

    def add(self, one: Try) -> None:
        """Take another step in."""
        self._all.append(one)
        self._all.sort(key=lambda one: (one.stamp, one.event.eid))
        self.steps = _standing(self._all)

    @property
    def last(self) -> str:
        """The id of its last step: what somebody who does something about it has seen."""
        return self.steps[-1].event.eid if self.steps else ""

    @property
    def queued(self) -> Sending | None:
        """What goes: as its last try began, while that may have reached somebody, else as it was queued last.

        None while only later events of it are here.
        """
        said: Sending | None = None
        begun = False
        for one in self.steps:
            if isinstance(one.said, Sending):
                if one.said.attempt or not begun:
                    said = one.said
                begun |= one.said.attempt > 0
            elif one.said.state in MAY_HAVE or one.said.parts:
                return said
            else:
                begun = False
        return said

    @property
    def reached(self) -> bool:
        """Whether anything of it may ever have reached somebody, whatever came later.

        A receiver that takes one message only once is asked again after an HTTP 5xx, though it may have taken it.
        """
        came = (one.said for one in self.steps if isinstance(one.said, Delivery))
        return self.state == "sending" or any(
            one.state in MAY_HAVE or one.parts or one.code.startswith("HTTP 5") for one in came
        )

    @property
    def in_doubt(self) -> bool:
        """Whether what is left of it may be with somebody: all but the parts that were surely taken and no more."""
        came = (one.said for one in self.steps if isinstance(one.said, Delivery))
        return self.state == "sending" or any(one.state in MAY_HAVE or one.code.startswith("HTTP 5") for one in came)

    @property
    def held(self) -> bool:
        """Whether it may reach somebody or may have: its text and its number never change again."""
        return self.state not in FAILED or self.reached

    @property
    def resent(self) -> bool:
        """Whether a person sends again what may have arrived."""
        return any(isinstance(one.said, Sending) and one.said.resent for one in self.steps)

    @property
    def reports(self) -> frozenset[str]:
        """The reports of mail servers about it that were taken in."""
        return frozenset(one.said.report for one in self._all if isinstance(one.said, Delivery)) - {""}

    @property
    def dates(self) -> list[str]:
        """When it was queued first and each time that a person sent it again (UTC texts): the dates of its mails."""
        again = (
            one.at for one in self.steps[1:]
            if isinstance(one.said, Sending) and one.said.resent and not one.said.attempt
        )  # fmt: skip
        return [*(one.at for one in self.steps[:1]), *again]

    @property
    def deciding(self) -> Try:
        """The step that says how it stands: the last, but that it arrived outlives all but a bounce.

        A bounce outlives all but the word of a person, and that they have it outlives a bounce that comes later. What a
        person sends again is looked at from there on.
        """
        again = (place for place, one in enumerate(self.steps) if isinstance(one.said, Sending) and one.said.resent)
        steps = self.steps[max(again, default=0) :]
        came = [one for one in steps if isinstance(one.said, Delivery)]
        bounced = [one for one in came if isinstance(one.said, Delivery) and one.said.stage == BOUNCE]
        arrived = [one for one in came if isinstance(one.said, Delivery) and one.said.state in ARRIVED]
        if bounced:
            last = came.index(bounced[-1])
            words = (
                one for place, one in enumerate(came) if isinstance(one.said, Delivery)
                and one.said.state in (_WORD if place > last else _HAVE_IT)
            )  # fmt: skip
            return [*bounced, *words][-1]
        return (arrived or steps)[-1]

    @property
    def came_back(self) -> bool:
        """Whether it stands as a mail server reported after it had accepted: nobody there has it."""
        return isinstance(self.deciding.said, Delivery) and self.deciding.said.stage == BOUNCE

    @property
    def state(self) -> DeliveryState:
        """How it stands."""
        said = self.deciding.said
        if isinstance(said, Delivery):
            return said.state
        return "sending" if said.attempt else "queued"

    @property
    def attempt(self) -> int:
        """How many tries were begun."""
        return max((one.said.attempt for one in self.steps), default=0)

    @property
    def tries(self) -> int:
        """How many tries were begun since it was queued last."""
        queued = (
            place for place, one in enumerate(self.steps) if isinstance(one.said, Sending) and not one.said.attempt
        )
        since = self.steps[max(queued, default=0) :]
        return sum(1 for one in since if isinstance(one.said, Sending) and one.said.attempt)

    @property
    def parts(self) -> int:
        """How many parts of a split message they have."""
        return max((one.said.parts for one in self.steps if isinstance(one.said, Delivery)), default=0)

    @property
    def last_answer(self) -> Try | None:
        """The last thing that came of it."""
        return next((one for one in reversed(self.steps) if isinstance(one.said, Delivery)), None)


def _same_address(one: Sending, other: Sending) -> bool:
    return one.channel == other.channel and one.contact.strip().casefold() == other.contact.strip().casefold()


class Deliveries:
    """Everything that was given to a channel."""

    def __init__(self) -> None:
        self._rows: dict[str, Row] = {}
        self._of: defaultdict[str, set[str]] = defaultdict(set)
        """By draft, the keys."""

    def fold(self, event: Event, payload: Payload) -> None:
        """Fold one of ``KINDS``."""
        if isinstance(payload, Sending | Delivery):
            self._rows.setdefault(payload.key, Row(payload.key)).add(Try(event.stamp, event, payload))
            self._of[payload.draft].add(payload.key)

    def __iter__(self) -> Iterator[Row]:
        """Every delivery, in the order in which they were queued."""
        rows = (one for one in self._rows.values() if one.steps)
        return iter(sorted(rows, key=lambda one: (one.steps[0].stamp, one.key)))

    def get(self, key: str) -> Row | None:
        """The delivery of a key."""
        row = self._rows.get(key)
        return row if row is not None and row.steps else None

    def of(self, draft: str) -> list[Row]:
        """The deliveries of a draft, in the order in which they were queued."""
        rows = (self._rows[key] for key in self._of.get(draft, ()))
        return sorted((one for one in rows if one.steps), key=lambda one: (one.steps[0].stamp, one.key))

    def newer(self, row: Row) -> Row | None:
        """What took the place of a delivery: a later revision of the draft to the same address; None: nothing."""
        said = row.queued
        if said is None:
            return None
        later = (one for one in self.of(said.draft) if one.steps[0].stamp > row.steps[0].stamp)
        return next((one for one in later if one.queued is not None and _same_address(one.queued, said)), None)

    def at_address(self, draft: str, channel: str, contact: str) -> Row | None:
        """The delivery of a draft to an address that may be there, or get there; None: there is none."""
        return next(
            (
                one for one in self.of(draft)
                if one.held and one.queued is not None and one.queued.channel == channel
                and one.queued.contact.strip().casefold() == contact.strip().casefold()
            ),
            None,
        )  # fmt: skip

    def out(self, draft: str) -> bool:
        """Whether a draft was given to a channel and may reach somebody, or has: its text never changes again."""
        return any(one.held for one in self.of(draft))

    def arrived(self, draft: str) -> bool:
        """Whether somebody has a draft, as far as is known: it was accepted, or a person said so."""
        return any(one.state in ARRIVED for one in self.of(draft))

    def number(self, draft: str) -> int:
        """The number under which a draft may reach somebody, or has; 0: it can't have reached anybody."""
        return max((one.queued.number for one in self.of(draft) if one.queued is not None and one.held), default=0)

    def taken(self, owner: str) -> int:
        """The highest number under which an update may reach an owner, or has; 0: there is none."""
        rows = (one for one in self if one.queued is not None and one.queued.owner_id == owner)
        return max((one.queued.number for one in rows if one.queued and one.held), default=0)
