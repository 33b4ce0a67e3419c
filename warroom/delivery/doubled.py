"""Destinations that are one place under two names, or for two owners: what is posted to both is there twice. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from warroom.delivery.book import Book, Destination
from warroom.delivery.carrier import Fault
from warroom.state.owners import Plan

PAGE: Final = "statuspage"
_WHERE: Final = {PAGE: "page"}
"""The setting that says where it goes; of every other channel ``url``."""


def same_place(one: Destination, other: Destination) -> bool:
    """Whether both post to one address, as far as the file says it: the same reference, or the same page."""
    mine, theirs = one.settings, other.settings
    if one.channel != other.channel or _WHERE.get(one.channel, "url") not in mine:
        return False
    return all(mine.get(key) == theirs.get(key) for key in ("url", "page", "headers"))


def doubled(destinations: Sequence[Destination]) -> list[Fault]:
    """The destinations whose address another one before them has: a group would get everything twice."""
    found = []
    for place, one in enumerate(destinations):
        first = next((other for other in destinations[:place] if same_place(other, one)), None)
        if first is not None:
            text = f"it has the address of {first.called}, which would get everything twice: name all owners there"
            found.append(Fault(one.where(_WHERE.get(one.channel, "url")), f"{text}, and take this one out"))
    return found


def shared_pages(book: Book, plans: Mapping[str, Iterable[Plan]]) -> list[Fault]:
    """The status pages that the plans of two owners have; ``plans`` by the room, or the directory, that holds them."""
    return [
        Fault(f"{where}: plan of {plan.owner_id}", text)
        for where, held in plans.items()
        for theirs in (list(held),)
        for place, plan in enumerate(theirs)
        for page in dict.fromkeys(one.called for one in _pages(plan, book))
        if (text := why_not_page(page, plan, theirs[:place], book))
    ]


def why_not_page(called: str, plan: Plan, before: Iterable[Plan], book: Book) -> str:
    """Why an owner's updates don't go to a status page: an owner who was attached before has it; empty: they may."""
    for other in before:
        if other.owner_id != plan.owner_id and any(one.called == called for one in _pages(other, book)):
            return (
                f"{other.owner_id} has {called} too, and the public would see one incident twice there: "
                "take it out of one of the two plans"
            )
    return ""


def _pages(plan: Plan, book: Book) -> Iterator[Destination]:
    for word in (*plan.channels, plan.emergency_channel):
        if word.strip():
            yield from (one for one in book.for_owner(plan.owner_id, word) if one.channel == PAGE)
