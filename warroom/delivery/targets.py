"""Where an update to an owner may go: every channel of their plan, each person's address, what can't be used and why.

Pure. An owner is only ever given destinations that name them, or that their plan names; there is no fallback.
"""

from collections.abc import Sequence
from shlex import quote
from typing import Final

import msgspec

from warroom.delivery import channels
from warroom.delivery.addresses import addresses
from warroom.delivery.book import Book, Destination
from warroom.delivery.doubled import PAGE, same_place, why_not_page
from warroom.delivery.parcel import Target
from warroom.state.owners import Contact, Plan
from warroom.state.revisions import Content
from warroom.state.room_state import RoomState
from warroom.updates.channels import channel as meant

EMAIL: Final = "email"
PHONE: Final = "phone"
DRILL: Final = "this is a drill, and nothing of it leaves the room; carry it by hand to whoever plays the owner"
DEMO: Final = (
    "this is the demo's room, its owners and their addresses are made up, and nothing of it leaves the room; "
    "carry it by hand to see how that goes"
)


def targets(state: RoomState, owner: str, content: Content, book: Book) -> list[Target]:
    """Everywhere that an update to an owner may go, in the order of their plan; the first way that works is chosen.

    With it comes one by hand, for when nothing works. ``fault`` of a target says why it can't be used.
    """
    plan = state.owners.plan(owner)
    words = [*(content.channels or plan.channels or (EMAIL,)), plan.emergency_channel]
    found: list[Target] = []
    for word in dict.fromkeys(one for one in words if one.strip()):
        found += _by(word, owner, plan, content, book)
    found += _of_another_form(owner, plan, content, book)
    if not any(not one.way for one in found):
        found.append(Target(owner=owner, channel=PHONE, contact=_called(plan, content), name=_first(plan, content)))
    if stays := why_nothing_leaves(state):
        found = [msgspec.structs.replace(one, fault=stays) if one.way else one for one in found]
    found = [_once(one, found[:place], state, plan, book) for place, one in enumerate(found)]
    seen: dict[tuple[str, str], Target] = {}
    for one in found:
        seen.setdefault((one.channel, one.contact.casefold()), one)
    return _chosen(list(seen.values()))


def _once(one: Target, before: Sequence[Target], state: RoomState, plan: Plan, book: Book) -> Target:
    """A target, with its fault where its place has another name too, or another owner's updates already."""
    if one.fault or not one.way or one.channel == EMAIL:
        return one
    ways = {each.called: each for each in book.destinations}
    mine, others = ways.get(one.way), [ways[each.way] for each in before if each.way in ways and each.way != one.way]
    twice = next((each for each in others if mine is not None and same_place(each, mine)), None)
    if twice is not None:
        return msgspec.structs.replace(one, fault=f"{twice.called} has the same address, and nobody gets it twice")
    if one.channel != PAGE:
        return one
    names = state.owners.names
    first = names[: names.index(one.owner)] if one.owner in names else []
    why = why_not_page(one.way, plan, [state.owners.plan(name) for name in first], book)
    return msgspec.structs.replace(one, fault=why) if why else one


def why_nothing_leaves(state: RoomState) -> str:
    """Why nothing of a room may ever reach anybody, in words; empty for a real incident's.

    The owners of a drill may be real people's, the addresses of the demo may be anybody's.
    """
    opened = state.incident.opened
    if opened is None:
        return ""
    return DRILL if opened.drill else DEMO if opened.demo else ""


def way_of(book: Book, plan: Plan, channel: str, contact: str) -> Destination | str:
    """The destination that carries a delivery to an owner, or why none may now.

    It is looked up again before each try: an owner whose destination was taken out gets nothing through it.
    """
    words = [word for word in (*plan.channels, plan.emergency_channel) if _name(word) == channel] or [channel]
    found = [one for word in words for one in _theirs(book, plan, word)]
    if channel != EMAIL:
        found = [one for one in found if one.name == contact]
    usable = [one for one in found if not one.faults]
    if usable:
        return usable[0]
    if found:
        return f"{found[0].called} has faults: {found[0].faults[0].text}"
    return f"no destination for {plan.owner_id} by {channel} is in channels.toml any more"


def why_not_theirs(plan: Plan, channel: str, contact: str) -> str:
    """Why what waits may no longer go to an owner, or to an address of theirs, in words; empty when it may.

    Looked at before each try, as the way is: a plan may change while something waits for its next try.
    """
    if plan.detached:
        return f"{plan.owner_id} no longer belongs to this room"
    mine = {address.casefold() for one in plan.contacts for address in addresses(one)}
    if channel == EMAIL and contact.casefold() not in mine:
        return f"{contact} is not in the plan of {plan.owner_id} any more"
    return ""


def _theirs(book: Book, plan: Plan, word: str) -> list[Destination]:
    """The destinations that a word means, where they name the owner or the owner's own plan names them.

    A word that only a draft says opens no way to a group that is somebody else's.
    """
    found = book.for_owner(plan.owner_id, word)
    named = word in plan.channels or word == plan.emergency_channel
    return [one for one in found if named or one.channel == EMAIL or one.serves(plan.owner_id)]


def _name(word: str) -> str:
    """The channel of a plan's word: ``slack`` of ``slack:acme-ops``."""
    plain = word.partition(":")[0].partition("：")[0].strip()
    found = meant(plain)
    return found.name if found is not None else plain.casefold()


def _by(word: str, owner: str, plan: Plan, content: Content, book: Book) -> list[Target]:
    """The targets that a word of the plan means."""
    name = _name(word)
    if name not in channels.NAMES:
        return [Target(owner=owner, channel=name, contact=_called(plan, content), name=_first(plan, content))]
    found = _theirs(book, plan, word)
    if name == EMAIL:
        return _mails(owner, plan, content, found)
    if not found:
        named = word.partition(":")[2].strip()
        wanted = f"[{name}.{named or 'NAME'}] with owners = [{_quoted(owner)}]"
        return [Target(owner=owner, channel=name, contact=named, fault=f"channels.toml has no {wanted}")]
    return [Target(owner=owner, channel=name, contact=one.name, way=one.called, fault=_faults(one)) for one in found]


def _of_another_form(owner: str, plan: Plan, content: Content, book: Book) -> list[Target]:
    """The ways of the plan that a draft left out, for they take the other form: each says how it would go by them."""
    left = [word for word in plan.channels if content.channels and word.strip() and word not in content.channels]
    found = []
    for word in left:
        known = meant(_name(word))
        if known is None or known.form == content.form or known.name not in channels.NAMES:
            continue  # a person who carries it reads out what there is
        why = (
            f"this text is {content.form} and {known.label} takes the {known.form} form: "
            f"warroom draft ROOM --owner {quote(owner)} --form {known.form} --save, and have that approved"
        )
        found += [
            msgspec.structs.replace(one, fault=why) for one in _by(word, owner, plan, content, book) if not one.fault
        ]
    return found


def _mails(owner: str, plan: Plan, content: Content, servers: Sequence[Destination]) -> list[Target]:
    usable = next((one for one in servers if not one.faults), None)
    way = usable or (servers[0] if servers else None)
    fault = "channels.toml has no mail server for them: [email.NAME]" if way is None else _faults(way)
    people = [one for one in _people(plan, content) if addresses(one)]
    if not people:
        whom = f" of {', '.join(content.people)}" if content.people else ""
        return [
            Target(
                owner=owner, channel=EMAIL, contact="", way=way.called if way else "",
                fault=f"their plan has no mail address{whom}; write it with the contact",
            )
        ]  # fmt: skip
    return [
        Target(owner=owner, channel=EMAIL, contact=address, name=one.name, way=way.called if way else "", fault=fault)
        for one in people
        for address in addresses(one)
    ]


def _people(plan: Plan, content: Content) -> list[Contact]:
    """Whom it is for: whom the text names, else all of the plan but those for emergencies alone."""
    if content.people:
        wanted = {one.strip().casefold() for one in content.people}
        return [one for one in plan.contacts if one.name.strip().casefold() in wanted]
    return [one for one in plan.contacts if not one.emergency] or list(plan.contacts)


def _first(plan: Plan, content: Content) -> str:
    return next((one.name for one in _people(plan, content)), "")


def _called(plan: Plan, content: Content) -> str:
    """How they are reached by hand: what the plan has of the first person."""
    return next((one.contact or one.name for one in _people(plan, content)), plan.owner_id)


def _faults(destination: Destination) -> str:
    return destination.faults[0].text if destination.faults else ""


def _quoted(owner: str) -> str:
    return '"' + owner.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _chosen(found: list[Target]) -> list[Target]:
    """The first channel that can be used, with everybody on it."""
    first = next((one for one in found if not one.fault), None)
    kept = (first.channel, first.way) if first is not None else None
    return [msgspec.structs.replace(one, chosen=not one.fault and (one.channel, one.way) == kept) for one in found]
