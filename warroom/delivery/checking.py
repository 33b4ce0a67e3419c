"""Whether owners can be reached as their plans say: what ``channels check`` finds beside the file's own faults.

Pure. Only ``secret_faults`` looks anything up: it opens the secrets, and says what can't be opened.
"""

import ssl
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from warroom.delivery import channels, secrets
from warroom.delivery.addresses import addresses
from warroom.delivery.book import BY_ADDRESS, Book, Destination
from warroom.delivery.carrier import Fault
from warroom.grammar.marks import shortened
from warroom.state.owners import Plan
from warroom.updates.channels import CHANNELS
from warroom.updates.channels import channel as meant

_CERTIFICATES: Final = ("ca", "ca_file", "imap_ca")
"""The settings that name a file of certificates."""


def plan_faults(plan: Plan, book: Book, where: str) -> list[Fault]:
    """What keeps an owner from being reached as their plan says; ``where``: ``1122-K7Q: plan of Acme``."""
    if not plan.channels:
        text = (
            f"it names no channel; say how they are reached: warroom owner plan ROOM {plan.owner_id} --channels email"
        )
        return [Fault(where, text)]
    return [Fault(f"{where}: {shortened(word)}", text) for word in plan.channels for text in _word(word, plan, book)]


def unnamed(book: Book, plans: Iterable[Plan]) -> list[Fault]:
    """The destinations that nobody can be reached by: they name no owner, and no plan names them."""
    named = {id(one) for plan in plans for word in plan.channels for one in book.for_owner(plan.owner_id, word)}
    return [
        Fault(
            f"{one.source}: {one.channel}.{one.name}",
            f'it names no owner, and no plan names it: add owners = ["NAME"], or {one.called} to the owner\'s channels',
        )
        for one in book.destinations
        if not one.owners and one.channel not in BY_ADDRESS and id(one) not in named
    ]


def strangers(book: Book, owners: Iterable[str]) -> list[Fault]:
    """The names in the file that are nearly those of an owner: a letter is wrong, and nothing would ever go there.

    A name that is like none is somebody who has no room now.
    """
    known = sorted(set(owners))
    found = []
    for one in book.destinations:
        for name in one.owners:
            near = get_close_matches(name, known, n=1, cutoff=0.8)
            if near and not any(_alone(one, name).serves(owner) for owner in known):
                text = f"'{shortened(name)}' is no owner of an open room or of the directory; did you mean '{near[0]}'?"
                found.append(Fault(one.where("owners"), text))
    return found


def secret_faults(destination: Destination, patience: float = secrets.PATIENCE) -> list[Fault]:
    """The secrets, and files of certificates, of a destination that can't be opened now.

    Blocking: it reads files and runs commands. A setting that has a fault already is not opened.
    """
    told = {fault.where.rpartition(": ")[2] for fault in destination.faults}
    found = [
        (key, text)
        for key, reference in _references(destination.settings)
        if key.partition(".")[0] not in told and (text := _refusal(reference, patience))
    ]
    found += [(key, text) for key in _CERTIFICATES if key not in told and (text := _no_ca(destination.settings, key))]
    return [Fault(destination.where(key.partition(".")[0]), text) for key, text in found]


def _no_ca(settings: Mapping[str, object], key: str) -> str:
    file = settings.get(key)
    if not isinstance(file, str) or not file or secrets.is_reference(file):
        return ""
    try:
        ssl.create_default_context(cafile=file)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) if not isinstance(error, ssl.SSLError) else "it holds no certificate"
        return f"'{key}': {file} can't be read as certificates ({why or 'no file has such a name'})"
    return ""


def _references(settings: object, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(settings, str):
        if secrets.is_reference(settings):
            yield key, settings
    elif hasattr(settings, "items"):
        for name, value in settings.items():
            yield from _references(value, f"{key}.{name}" if key else name)
    elif isinstance(settings, list | tuple):
        for value in settings:
            yield from _references(value, key)


def _refusal(reference: str, patience: float) -> str:
    try:
        secrets.resolve(reference, patience)
    except secrets.NoSecret as error:
        return str(error)
    return ""


def _word(word: str, plan: Plan, book: Book) -> Iterator[str]:
    base, _, wanted = word.replace("：", ":").partition(":")
    found = meant(base)
    channel = found.name if found is not None else base.strip().casefold()
    if channel not in channels.NAMES:
        if found is None:
            yield _no_channel(base)
        return  # a person carries it
    ways = book.for_owner(plan.owner_id, word)
    if not ways:
        yield _no_way(channel, wanted.strip(), plan.owner_id, book)
    if channel == "email":
        yield from _addresses(plan)


def _no_channel(word: str) -> str:
    known = [*CHANNELS, *(name for name in channels.NAMES if name not in CHANNELS)]
    near = get_close_matches(word.strip().casefold(), known, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(known)}"
    return f"it is no channel that warroom knows, so a person would carry it; {hint}"


def _no_way(channel: str, wanted: str, owner: str, book: Book) -> str:
    of_it = [one for one in book.destinations if one.channel == channel]
    if channel == "email":
        return "no mail server serves them: add one to channels.toml ([email.NAME], docs/channels.md)"
    others = [one for one in of_it if one.name.casefold() == wanted.casefold()]
    if others:
        return (
            f"{others[0].called} is for {', '.join(others[0].owners)} alone: add {owner} to its owners, or take it out "
            "of this plan"
        )
    if wanted:
        near = get_close_matches(wanted, [one.name for one in of_it], n=1)
        hint = f"did you mean '{channel}:{near[0]}'?" if near else f"add [{channel}.{wanted}] to channels.toml"
        return f"channels.toml has no {channel} destination called '{shortened(wanted)}'; {hint}"
    return f'nothing in channels.toml serves them: add [{channel}.NAME] with owners = ["{owner}"] (docs/channels.md)'


def _addresses(plan: Plan) -> Iterator[str]:
    if not plan.contacts:
        how = f"warroom owner plan ROOM '{plan.owner_id}' --contacts 'Li Wei li@acme.example'"
        yield f"nobody's address is known: {how}"
        return
    nowhere = [one.name for one in plan.contacts if not one.contact.strip()]
    for name in nowhere:
        yield f"{shortened(name)} has no address at all: add it to the plan's contacts, or take them out"
    if not any(addresses(one) for one in plan.contacts) and len(nowhere) < len(plan.contacts):
        yield "no contact has a mail address; add one to the plan's contacts"


def _alone(one: Destination, name: str) -> Destination:
    return Destination(name=one.name, channel=one.channel, owners=(name,))
