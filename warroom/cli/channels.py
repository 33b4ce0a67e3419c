"""``warroom channels``: the ways out that ``channels.toml`` names, whether they work, and a test message by one."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import click
import msgspec

from store.directory import OwnerDirectory
from warroom import seal
from warroom.cli import access
from warroom.cli.asking import agreed
from warroom.cli.failures import DONE, FINDING, INTERRUPTED, tell
from warroom.cli.folder import open_folder
from warroom.cli.ground import Ground, command, ground, json_option
from warroom.cli.printing import out, out_json, table
from warroom.cli.zones import local_zone
from warroom.clock import in_zone, offset_label, system_clock, to_stamp, zone
from warroom.delivery import book, channels, checking, doubled
from warroom.delivery.book import Book, Destination
from warroom.delivery.carrier import Fault
from warroom.delivery.carrying import carried
from warroom.delivery.mail.addresses import address
from warroom.delivery.parcel import Parcel
from warroom.delivery.receipt import Receipt
from warroom.errors import Ambiguous, BadInput, NotFound, WarroomError
from warroom.state.owners import Plan
from warroom.state.revisions import Body, Content, Section
from warroom.state.room_state import fold

LIST: Final = "list"
CHECK: Final = "check"
TEST: Final = "test"
_TEXT: Final = {
    "en": ("Test message", "This is a test of the way by which updates will reach you. Nothing has happened."),
    "zh": ("测试消息", "这是一条测试消息,用来确认今后的通报能送到您这里。没有发生任何事件。"),
}


@command(
    "channels",
    "list (or nothing): the destinations of channels.toml, and whom each serves. check: a message for each thing that "
    "is wrong, there and in the owners' plans; exit code 1 when there is one. test NAME: send a message marked as a "
    "test by one destination, and say exactly what is known of it. docs/channels.md shows the file.",
)
@click.argument("action", metavar="[ACTION]", type=click.Choice((LIST, CHECK, TEST)), default=LIST)
@click.argument("name", metavar="[NAME]", default="")
@click.option("--to", "to", metavar="ADDRESS", default="", help="The mail address that a test goes to.")
@click.option("--lang", type=click.Choice(tuple(_TEXT)), default="en", help="The language of a test.")
@click.option("--no-secrets", is_flag=True, help="Check without opening secrets: no file is read, no command run.")
@click.option("--yes", is_flag=True, help="Send a test without asking.")
@json_option
def run(action: str, name: str, to: str, lang: str, no_secrets: bool, yes: bool, as_json: bool) -> int:
    """``warroom channels``."""
    here = ground()
    known = book.load(book.files(here.folder))
    if action != TEST and (to or yes):
        raise BadInput("--to and --yes belong to a test: warroom channels test NAME --to ADDRESS")
    if action == LIST:
        return _list(_chosen(known, name), as_json, len(known.faults))
    if action == CHECK:
        return _check(here, known, name, not no_secrets, as_json)
    if not name:
        raise BadInput("which one? warroom channels test NAME; warroom channels lists them")
    return _test(known, name, to, lang, yes, as_json)


# -- list -------------------------------------------------------------------------------------------------------------


def _list(found: Iterable[Destination], as_json: bool, faults: int) -> int:
    rows = list(found)
    if as_json:
        out_json([_as_json(one) for one in rows])
    elif rows:
        out(table([(one.called, _whom(one), one.source, _state(one)) for one in rows]))
    else:
        tell("no destination yet; docs/channels.md shows channels.toml. Clipboard, file and telephone need none")
    if faults:
        tell(f"{faults} fault{'s' if faults > 1 else ''}: warroom channels check")
    return DONE


def _as_json(one: Destination) -> dict[str, Any]:
    return {
        "name": one.called,
        "channel": one.channel,
        "owners": list(one.owners),
        "source": one.source,
        "faults": [fault.text for fault in one.faults],
    }


def _whom(one: Destination) -> str:
    if one.owners:
        return ", ".join(one.owners)
    return "every owner, to their addresses" if one.channel in book.BY_ADDRESS else "owners whose plan names it"


def _state(one: Destination) -> str:
    return "ready" if not one.faults else f"{len(one.faults)} fault{'s' if len(one.faults) > 1 else ''}"


def _chosen(known: Book, name: str) -> list[Destination]:
    return known.named(name) if name else list(known.destinations)


# -- check ------------------------------------------------------------------------------------------------------------


def _check(here: Ground, known: Book, name: str, with_secrets: bool, as_json: bool) -> int:
    if name:
        found = _chosen(known, name)
        if not found:
            raise NotFound(_none(known, name))
        faults = [fault for one in found for fault in one.faults]
    else:
        found = list(known.destinations)
        plans = _plans(here)
        owners = [plan.owner_id for _, plan in plans]
        faults = [*known.faults, *checking.unnamed(known, (plan for _, plan in plans))]
        faults += checking.strangers(known, owners)
        faults += [fault for where, plan in plans for fault in checking.plan_faults(plan, known, where)]
        rooms: dict[str, list[Plan]] = {
            where.partition(": plan of ")[0]: [] for where, _ in plans if not where.startswith("directory: ")
        }
        for where, plan in plans:
            rooms.get(where.partition(": plan of ")[0], []).append(plan)
        faults += [*doubled.doubled(found), *doubled.shared_pages(known, rooms)]
    if with_secrets:
        faults += [fault for one in found for fault in checking.secret_faults(one)]
    _say(faults, as_json)
    if not faults:
        looked = "" if with_secrets else "; secrets were not opened"
        tell(f"{len(found)} destination{'s' if len(found) != 1 else ''}, no fault{looked}")
    return FINDING if faults else DONE


def _say(faults: list[Fault], as_json: bool) -> None:
    if as_json:
        out_json([{"where": one.where, "text": one.text} for one in faults])
        return
    for one in faults:
        out(f"{one.where}: {one.text}")


def _plans(here: Ground) -> list[tuple[str, Plan]]:
    """The plans that count: those of the open rooms, and those that the next room would copy; each with its place."""
    if not here.folder.is_dir():
        return []
    kept = OwnerDirectory(here.folder)
    found = []
    for name in kept.names():
        plan = msgspec.convert({**kept.plan(name), "owner_id": name}, Plan)
        found.append((f"directory: plan of {name}", plan))
    rooms = open_folder(here.folder)
    for card in access.cards(here.folder):
        if card.get("problem") or card.get("status") in ("closed", None):
            continue
        room = str(card["room"])
        log = rooms.open(room)
        try:
            owners = fold(log.load()).owners
        finally:
            log.close()
        found += [(f"{seal.room_ref(room)}: plan of {name}", owners.plan(name)) for name in owners.names]
    return found


# -- test -------------------------------------------------------------------------------------------------------------


def _test(known: Book, name: str, to: str, lang: str, yes: bool, as_json: bool) -> int:
    one = _one(known, name)
    if one.faults:
        raise WarroomError(f"{one.called} has faults; nothing was sent. {one.faults[0].where}: {one.faults[0].text}")
    by_address = one.channel in book.BY_ADDRESS
    if by_address and not _is_address(to):
        raise BadInput("a test by e-mail needs an address: --to you@example.com; nothing was sent")
    if not by_address and to:
        raise BadInput(f"{one.called} goes to one place alone, so it takes no --to; nothing was sent")
    readers = ", ".join(one.owners) or "whoever its plan names"
    whom = f"to {to.strip()}" if to else f"to where {readers} read{'s' if len(one.owners) == 1 else ''} it"
    agreed(f"A message marked as a test goes by {one.called} {whom}.", yes=yes)
    try:
        receipt = carried(channels.carrier, one, _parcel(one, to.strip() or one.name, lang))
    except KeyboardInterrupt:
        tell("stopped: nobody knows whether the test went; look there before you send another")
        return INTERRUPTED
    at = system_clock()
    words = words_of(receipt, at, local_zone())
    if as_json:
        out_json({"name": one.called, "at": to_stamp(at), "said": words, **msgspec.to_builtins(receipt)})
    else:
        out(words)
    return DONE if receipt.outcome == "accepted" else FINDING


def _is_address(text: str) -> bool:
    try:
        address(text)
    except ValueError:
        return False
    return True


def _one(known: Book, name: str) -> Destination:
    found = known.named(name)
    if not found:
        raise NotFound(_none(known, name))
    if len(found) > 1:
        raise Ambiguous(f"which one? {', '.join(one.called for one in found)}; nothing was sent")
    return found[0]


def _none(known: Book, name: str) -> str:
    there = ", ".join(one.called for one in known.destinations[:12])
    where = "" if there else "; there is no channels.toml with one (docs/channels.md)"
    return f"no destination is called '{name}'" + (f"; there are {there}" if there else where)


def _parcel(one: Destination, contact: str, lang: str) -> Parcel:
    title, text = _TEXT[lang]
    return Parcel(
        key=seal.new_uuid(int(system_clock().timestamp() * 1000)).replace("-", ""),
        room="",
        owner="",
        channel=one.channel,
        contact=contact,
        number=0,
        langs=(lang,),
        content=Content(bodies=(Body(lang=lang, title=title, sections=(Section(field="free", text=text),)),)),
        test=True,
        made_at=to_stamp(system_clock()),
    )


def words_of(receipt: Receipt, at: datetime, zone_name: str) -> str:
    """Exactly what is known: ``accepted by mx.example at 14:10:03 UTC+8, 250 queued as Q71F``."""
    local = in_zone(at, zone(zone_name))
    by = f" by {receipt.server}" if receipt.server else ""
    known = [receipt.code, receipt.text]
    if receipt.reference and receipt.reference not in receipt.text:
        known.append(f"({receipt.reference})")
    answer = " ".join(filter(None, known))
    when = f"at {local:%H:%M:%S} {offset_label(local)}" + (f", {answer}" if answer else "")
    match receipt.outcome:
        case "accepted" | "rejected":
            return f"{receipt.outcome}{by} {when}"
        case "not_sent":
            return f"not sent {when}"
    return f"unknown {when}: it may have arrived; look there"


COMMANDS = {"channels": run}
