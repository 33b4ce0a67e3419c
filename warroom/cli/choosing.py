"""Which targets of a proposed update ``warroom send`` takes, what holds the others back, and how that is said. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from shlex import quote
from typing import Final, NamedTuple

import msgspec

from warroom.delivery.outbox import Proposal
from warroom.delivery.parcel import Target
from warroom.delivery.superseded import for_good, in_place_of, is_gone
from warroom.delivery.words import row_words, whom
from warroom.errors import BadInput
from warroom.room import Room
from warroom.seal import room_ref
from warroom.state.deliveries import FAILED, STOPPED, Delivery, Row
from warroom.state.revisions import Draft
from warroom.text import safe
from warroom.updates import approval
from warroom.updates.channels import channel

EMAIL: Final = "email"


class Choice(NamedTuple):
    """What goes of one update, and what does not."""

    proposal: Proposal
    targets: tuple[Target, ...]
    held: tuple[str, ...] = ()
    """Why other things of it that were asked for don't go, each in words."""
    notes: tuple[str, ...] = ()
    """What of the plan can't be used, where something else of it goes."""

    @property
    def goes(self) -> bool:
        """Whether anything of it goes."""
        return bool(self.targets)


class Wish(NamedTuple):
    """What was asked for on the command line."""

    to: tuple[str, ...] = ()
    """People, addresses, destinations; empty: as the plan says."""
    channels: tuple[str, ...] = ()
    by_hand: str = ""
    """``clipboard``, ``file`` or ``eml``; empty: the channels carry it."""


def chosen(proposals: Sequence[Proposal], wish: Wish) -> list[Choice]:
    """What goes of each; raises ``BadInput`` for a person or channel that no plan of theirs has."""
    for sought, has in ((wish.to, _is_to), (wish.channels, _is_by)):
        for one in sought:
            if not any(has(target, one) for proposal in proposals for target in proposal.targets):
                there = ", ".join(dict.fromkeys(says(target) for one in proposals for target in one.targets))
                raise BadInput(f"'{one}' is no way of these updates; there are {there or 'none'}; nothing was sent")
    return [_of(one, wish) for one in proposals]


def _of(proposal: Proposal, wish: Wish) -> Choice:
    if proposal.why:
        return Choice(proposal, (), (proposal.why,))
    wanted = [one for one in proposal.targets if _fits(one, wish)]
    waiting = [row for row in proposal.rows if row.state == "queued" and row.queued and not row.queued.by_hand]
    if waiting and not (wish.to or wish.channels or wish.by_hand):
        return _left(proposal, waiting)
    if wish.by_hand:
        return _by_hand(proposal, wanted, wish)
    if wish.to and not wish.channels and any(one.way for one in wanted):
        wanted = [one for one in wanted if one.way]  # of what goes to a person, not what somebody would have to carry
    faults: tuple[str, ...] = ()
    if not wish.to and not wish.channels:
        first = next((place for place, one in enumerate(wanted) if one.chosen), len(wanted))
        faults = tuple(_fault(one) for one in wanted[:first] if one.fault)
        wanted = [one for one in wanted if one.chosen]
        if not wanted or (faults and not any(one.way for one in wanted)):
            # What a person has to carry instead is never taken for them: they may not be at the telephone.
            return Choice(proposal, (), (*faults, "carry it yourself with --by-hand file, or --channel phone"))
    why = {one: one.fault or standing(proposal, one) for one in wanted}
    taken = tuple(one for one in wanted if not why[one])
    held = tuple(f"{says(one)}: {why[one]}" for one in wanted if why[one])
    return Choice(proposal, taken, held or (() if taken else ("nothing of it was asked for",)), faults)


def _left(proposal: Proposal, waiting: Sequence[Row]) -> Choice:
    """What somebody let go before, and what never went: that goes on, not what the plan would choose now."""
    known = {row.key: one for one in proposal.targets for row in waiting if row is row_of(waiting, one)}
    gone = tuple(f"{whom(row)} waits, and {_gone(row, known)}" for row in waiting if _gone(row, known))
    return Choice(proposal, tuple(one for one in known.values() if not one.fault), gone)


def _gone(row: Row, known: Mapping[str, Target]) -> str:
    target = known.get(row.key)
    if target is None:
        return f"is in their plan no more: warroom outbox ROOM {row.key[:8]} --cancel"
    return target.fault


def _by_hand(proposal: Proposal, wanted: Sequence[Target], wish: Wish) -> Choice:
    """One text for a person to carry: of a mail to the first address, else by the first way of the plan."""
    mails = [one for one in wanted if one.channel == EMAIL and one.contact]
    if wish.by_hand == "eml":
        found = mails if wish.to or wish.channels else mails[:1]
    else:
        first = [one for one in wanted if one.chosen] or list(wanted)
        found = list(wanted) if wish.to or wish.channels else first[:1]
    free = [one for one in found if not standing(proposal, one)]
    if not free:
        why = "they have no mail address in their plan" if wish.by_hand == "eml" and not mails else "it is on its way"
        return Choice(proposal, (), (why,))
    return Choice(proposal, tuple(msgspec.structs.replace(one, way="", fault="") for one in free))


def standing(proposal: Proposal, target: Target) -> str:
    """Why a target must not get it once more, in words; empty: it may."""
    row = row_of(proposal.rows, target)
    if row is None or row.state in FAILED or (row.state == "queued" and not (row.queued and row.queued.by_hand)):
        return ""
    if row.state == "unknown":
        return f"it may have arrived: look there, then warroom outbox ROOM {row.key[:8]} --resend or --confirm MEANS"
    if row.state == "queued":
        return f"it waits for you to carry it: warroom outbox ROOM {row.key[:8]} --confirm MEANS"
    return "it is being sent" if row.state == "sending" else "they have it already"


def left_alone(room: Room, draft: Draft) -> str:
    """Why a draft that nobody named stays, in words; empty: it goes.

    What somebody decided not to send, or was refused for good, goes on a word of theirs: its name, a new approval, a
    mended address. So does what is older than what they were told meanwhile.
    """
    state, rows = room.state, room.state.deliveries.of(draft.eid)
    released = max((one.event.recorded_at for one in approval.binding(draft, draft.head)), default="")
    told = max((one.said.number for one in state.updates.told(draft.owner) if one.at > released), default=0)
    send = f"warroom send {room_ref(room.room)} {quote(draft.owner)} sends it all the same"
    if rows and told:
        return f"update #{told} to them is newer: {send}"
    for row in rows:
        if row.deciding.event.recorded_at <= released or in_place_of(state, row) is not None or is_gone(state, row):
            continue
        if row.state == "cancelled" and not _stopped(row):
            return f"{whom(row)} was cancelled: {send}"
        if for_good(row) or (row.reached and row.state in FAILED):
            return f"{whom(row)}: {row_words(row, room.zone)}; telephone them, or mend what is wrong: {send}"
    return ""


def _stopped(row: Row) -> bool:
    return isinstance(row.deciding.said, Delivery) and row.deciding.said.stage == STOPPED


def row_of(rows: Sequence[Row], target: Target) -> Row | None:
    """What was queued for a target of the revision that goes."""
    found = [
        row
        for row in rows
        if row.queued is not None
        and (row.queued.channel, row.queued.contact.casefold()) == (target.channel, target.contact.casefold())
    ]
    return found[-1] if found else None


def says(one: Target) -> str:
    """A target in words: ``E-mail to Mr Li <li@acme.example>``."""
    known = channel(one.channel)
    label = known.label if known is not None else safe(one.channel)
    whom = f"{safe(one.name)} <{safe(one.contact)}>" if one.name and one.contact else safe(one.name or one.contact)
    return f"{label} to {whom}" if whom else label


def lines(choices: Sequence[Choice]) -> Iterator[str]:
    """Everything that is going to happen: a line for each owner, and one for each thing that stays."""
    for one in choices:
        update = f"{one.proposal.owner}  update #{one.proposal.number} ({one.proposal.ref})"
        if one.goes:
            yield f"{update}: {', '.join(map(_way, one.targets))}"
        yield from (f"{update}: HELD BACK: {safe(why)}" for why in one.held)
        yield from (f"{update}: not by {safe(why)}" for why in one.notes)
        said = " ".join(one.held)
        for row in one.proposal.rows:
            if row.state == "unknown" and row.key[:8] not in said:
                yield f"{update}: {whom(row)} may have arrived ({row.key[:8]}): look there first"


def count_words(choices: Sequence[Choice]) -> str:
    """``Sends 3 messages to 2 owners: Acme 2 by E-mail, City Council 1 by Slack; 1 by hand.``"""
    total = sum(len(one.targets) for one in choices)
    owners = list(dict.fromkeys(one.proposal.owner for one in choices if one.goes))
    by_hand = sum(not target.way for one in choices for target in one.targets)
    parts = [f"{one.proposal.owner} {_counted(one.targets)}" for one in choices if one.goes]
    several = "messages" if total > 1 else "message"
    also = f"; you carry {by_hand} of them by hand" if by_hand else ""
    return f"{total} {several} to {len(owners)} owner{'s' if len(owners) > 1 else ''}: {', '.join(parts)}{also}."


def _counted(targets: Sequence[Target]) -> str:
    counts: dict[str, int] = {}
    for one in targets:
        known = channel(one.channel)
        label = known.label if known is not None else one.channel
        counts[label] = counts.get(label, 0) + 1
    return ", ".join(f"{count} by {safe(label)}" for label, count in counts.items())


def _way(one: Target) -> str:
    if not one.way:
        return f"{says(one)} BY HAND"
    return says(one) if one.way.partition(":")[2] == one.contact else f"{says(one)} through {one.way}"


def _fault(one: Target) -> str:
    return f"{says(one)}: {one.fault}"


def _fits(one: Target, wish: Wish) -> bool:
    to = not wish.to or any(_is_to(one, sought) for sought in wish.to)
    return to and (not wish.channels or any(_is_by(one, sought) for sought in wish.channels))


def _is_to(one: Target, sought: str) -> bool:
    plain = sought.strip().casefold()
    return plain in {one.contact.casefold(), one.name.casefold(), one.way.casefold()} - {""}


def _is_by(one: Target, sought: str) -> bool:
    known = channel(sought)
    return one.channel == (known.name if known is not None else sought.strip().casefold())
