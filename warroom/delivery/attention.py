"""Which deliveries want a person's eyes, and until when: what the header, the banner and the tabs call out. Pure.

What failed or is unknown is called out until somebody has decided about it (sent it again, told them by another way,
let it be), or a later update has reached that owner: then they know more than that one said.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from warroom.clock import from_stamp
from warroom.delivery.superseded import in_place_of
from warroom.state.deliveries import ARRIVED, BOUNCE, STOPPED, Delivery, Row
from warroom.state.owners import Contact, Plan
from warroom.state.room_state import RoomState
from warroom.updates.channels import channel

FRESH: Final = timedelta(minutes=5)
"""So long what was accepted is said after all of its update was; it is good news that somebody waits for."""
_LATEST: Final = datetime.max.replace(tzinfo=UTC)
_TELEPHONE: Final = re.compile(r"\+?\d[\d\s()/.-]{4,}\d")


class Attention(NamedTuple):
    """The deliveries to be called out, each in the order in which they were queued."""

    accepted: tuple[Row, ...] = ()
    """Taken over by their server lately, or beside another one of the same update that is below."""
    sending: tuple[Row, ...] = ()
    """Somebody's process works on it: it is being sent, or its next try comes by itself."""
    waiting: tuple[Row, ...] = ()
    """Queued, and nobody sends, or the program let it not go: a person has to say so again."""
    failed: tuple[Row, ...] = ()
    """Refused, or nobody is at that address."""
    unknown: tuple[Row, ...] = ()
    """It may have arrived: somebody has to look."""
    by_hand: tuple[Row, ...] = ()
    """A person carries it, and has not said yet that it is done."""

    @property
    def calls(self) -> bool:
        """Whether somebody has to do something."""
        return bool(self.waiting or self.failed or self.unknown or self.by_hand)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not any(self)


def attention(state: RoomState, now: datetime, works: Callable[[str], bool]) -> Attention:
    """What is to be called out at ``now``; ``works``: whether some process works on the delivery of a key."""
    found: dict[str, list[Row]] = {name: [] for name in Attention._fields}
    drafts: dict[str, list[Row]] = {}
    for row in state.deliveries:
        drafts.setdefault(draft_of(row), []).append(row)
    reached = _reached(state)
    for rows in drafts.values():
        kinds = {row.key: _kind(row, works(row.key)) for row in rows}
        open_ones = [row for row in rows if kinds[row.key] and not _is_settled(state, row, kinds[row.key], reached)]
        for row in open_ones:
            found[kinds[row.key]].append(row)
        for row in rows:
            if row.state == "accepted" and (open_ones or now - moment(row) < FRESH):
                found["accepted"].append(row)
    return Attention(**{name: tuple(rows) for name, rows in found.items()})


def on_card(state: RoomState) -> dict[str, object]:
    """How many deliveries are open, for a room's card: ``{"unknown": 1}``; counts and a time, no words of the room.

    A card is read while nobody knows which process works: ``sending`` is what a try was begun of, the oldest of them
    ``since`` (UTC text); ``waiting`` what is queued.
    """
    begun_of = {row.key for row in state.deliveries if row.state == "sending"}
    seen = attention(state, _LATEST, begun_of.__contains__)._replace(accepted=())
    found: dict[str, object] = {name: len(rows) for name, rows in seen._asdict().items() if rows}
    if seen.sending:
        found["since"] = min(row.deciding.at for row in seen.sending)
    return found


def is_open(state: RoomState, row: Row) -> bool:
    """Whether a delivery that failed still wants somebody's eyes."""
    return row.state in ("rejected", "dead") and not _is_settled(state, row, "failed", _reached(state))


def came_back(row: Row) -> bool:
    """Whether it stands as a mail that came back after their server had accepted it."""
    return isinstance(row.deciding.said, Delivery) and row.deciding.said.stage == BOUNCE


def draft_of(row: Row) -> str:
    """The draft that a delivery carries (an id)."""
    return row.steps[0].said.draft


def owner_of(row: Row) -> str:
    """Whom a delivery is for."""
    return row.steps[0].said.owner_id


def moment(row: Row) -> datetime:
    """When it came to stand as it does."""
    return from_stamp(row.deciding.at)


def _kind(row: Row, works: bool) -> str:
    """The field of ``Attention`` that it may belong to; empty: to none."""
    by_hand = row.queued is not None and row.queued.by_hand
    match row.state:
        case "queued":
            return "by_hand" if by_hand else "sending" if works else "waiting"
        case "sending":
            return "sending" if works else "unknown"  # whoever sent it is gone
        case "rejected" | "dead":
            return "failed"
        case "unknown":
            return "unknown"
        case "cancelled" if isinstance(row.deciding.said, Delivery) and row.deciding.said.stage == STOPPED:
            return "waiting"  # nobody decided that: what was to go did not
    return ""


def _reached(state: RoomState) -> dict[str, int]:
    """By owner, the highest number of an update that has reached them."""
    found = {owner: max((one.said.number for one in state.updates.told(owner)), default=0) for owner in
             state.updates.owners}  # fmt: skip
    for row in state.deliveries:
        if row.state in ARRIVED and row.queued is not None:
            found[owner_of(row)] = max(found.get(owner_of(row), 0), row.queued.number)
    return found


def _is_settled(state: RoomState, row: Row, kind: str, reached: dict[str, int]) -> bool:
    """Whether nobody has to look at it any more."""
    if kind == "sending":
        return False
    draft = state.revisions.get(draft_of(row))
    if in_place_of(state, row) is not None or (row.state == "cancelled" and draft is not None and draft.discarded):
        return True
    number = row.queued.number if row.queued is not None else 0
    if reached.get(owner_of(row), 0) > number > 0:
        return True
    telling = state.updates.carried(draft_of(row))
    # Somebody told them by hand after it had failed: that is what a failed delivery asks for.
    return telling is not None and telling.said.means != "update" and telling.at > row.deciding.at


# -- what else reaches them --------------------------------------------------------------------------------------------


def next_way(state: RoomState, row: Row) -> str:
    """What else reaches them when this one can't: ``slack``, ``phone Mr Li +86 138 0000 0000``; empty: nothing known.

    The next channel of their plan that this update was not given to, with whom to call where it is the telephone.
    """
    owner = owner_of(row)
    plan, person = state.owners.plan(owner), row.queued.name if row.queued is not None else ""
    used = {one.queued.channel for one in state.deliveries.of(draft_of(row)) if one.queued is not None}
    words = [one.strip() for one in (*plan.channels, plan.emergency_channel) if one.strip()]
    left = [one for one in words if _meant(one) not in used]
    if not left or _meant(left[0]) == "phone":
        return _call(plan, person)
    return left[0]


def _meant(word: str) -> str:
    """The channel that a word of a plan means: ``slack`` of ``slack:acme-ops``."""
    name = word.partition(":")[0]
    known = channel(name)
    return known.name if known is not None else name.strip().casefold()


def _call(plan: Plan, person: str) -> str:
    """Whom to call: the same person, else who is there for emergencies, else anybody with a number."""
    with_number = [one for one in plan.contacts if _number(one)]
    order = sorted(with_number, key=lambda one: (one.name != person, not one.emergency))
    if order:
        return f"phone {order[0].name} {_number(order[0])}"
    return f"phone {person}".strip() if person else "phone"


def _number(contact: Contact) -> str:
    found = _TELEPHONE.search(contact.contact)
    return found[0].strip() if found else ""


def begun(row: Row) -> datetime | None:
    """When the try that is under way began; None while none is."""
    said = row.deciding.said
    return moment(row) if not isinstance(said, Delivery) and said.attempt else None


def next_try(row: Row) -> datetime | None:
    """When it is tried again by itself; None when nothing is planned."""
    said = row.deciding.said
    return (
        from_stamp(said.next_try) if isinstance(said, Delivery) and said.state == "queued" and said.next_try else None
    )
