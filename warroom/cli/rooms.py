"""Rooms: open a new one, list them, show one now or as of a time."""

from functools import partial
from typing import get_args

import click

from warroom import as_of, clock, making, seal, times
from warroom.cli import access, shown
from warroom.cli.failures import tell
from warroom.cli.folder import open_folder
from warroom.cli.ground import command, ground, json_option, room_argument, words_argument
from warroom.cli.printing import out, out_json
from warroom.cli.zones import local_zone
from warroom.clock import system_clock, to_stamp
from warroom.doing_owners import do_owner
from warroom.grammar.owner_orders import OwnerOrder
from warroom.room import Room
from warroom.state.snapshot import snapshot
from warroom.text import clean


@command("new", "Prints the room's reference alone.")
@words_argument("title", "TITLE")
@click.option("--sev", "severity", metavar="SEV", help="How bad it is: SEV1 to SEV5, 1 to 5 or the profile's word.")
@click.option("--impact", metavar="TEXT", default="", help="Who is hit, what they see and how much.")
@click.option("--owner", "owners", metavar="NAME", multiple=True, help="For whom it runs; may be given again.")
@click.option("--detected", metavar="TIME", help="When it was noticed: -5m, 14:05, 'yesterday 23:50'.")
@click.option("--profile", metavar="NAME", help="Its words: service (when left out) or project.")
@click.option("--zone", metavar="ZONE", help="The room's time zone; this machine's own when left out.")
@click.option("--public-title", metavar="TEXT", default="", help="What owners may see; the title never is.")
@click.option("--drill", is_flag=True, help="Mark the room as an exercise.")
@json_option
def new(
    title: str,
    severity: str | None,
    impact: str,
    owners: tuple[str, ...],
    detected: str | None,
    profile: str | None,
    zone: str | None,
    public_title: str,
    drill: bool,
    as_json: bool,
) -> None:
    """``warroom new``."""
    here = ground()
    now = system_clock()
    named = zone or local_zone()
    moment = times.read_time(detected, now=now, zone=clock.zone(named)) if detected else None
    words = access.profile(profile)
    drafts = making.opening(
        clean(title),
        author=here.me,
        now=now,
        profile=words.name,
        zone_name=named,
        severity=access.severity(severity, words) if severity is not None else None,
        impact=clean(impact),
        detected=to_stamp(moment.at) if moment else None,
        public_title=clean(public_title),
        drill=drill,
    )
    folder = open_folder(here.folder)
    room = access.fresh_room(folder, int(now.timestamp() * 1000))
    log = folder.create_with(room, drafts)
    try:
        access.tell_health(log)
        access.keep_card(log)
    finally:
        log.close()
    for owner in owners:
        order = OwnerOrder("attach", clean(owner))
        access.in_room(here, room, partial(do_owner, order=order))
    if zone is None:
        tell(f"times are in {named} (--zone names another)")
    if as_json:
        out_json(access.in_room(here, room, _card))
    else:
        out(seal.room_ref(room))


async def _card(room: Room) -> dict[str, object]:
    return room.card()


@command("rooms")
@json_option
def rooms(as_json: bool) -> None:
    """``warroom rooms``."""
    cards = access.cards(ground().folder)
    if as_json:
        out_json(cards)
    elif cards:
        print(shown.rooms(cards), flush=True)
    else:
        tell(f"there is no room in {ground().folder} yet. Make one: warroom new TITLE")


@command("show")
@room_argument
@click.option("--at", metavar="TIME", help="The state as of this time: -1h, 14:05, '2026-11-22 14:05'.")
@click.option(
    "--by",
    type=click.Choice(get_args(as_of.By)),
    default="recorded",
    show_default=True,
    help="With --at: what was recorded by then, or what had happened by then as known today.",
)
@json_option
def show(room: str, at: str | None, by: as_of.By, as_json: bool) -> None:
    """``warroom show``."""

    async def work(one: Room) -> None:
        state, moment = access.state_at(one, at, by)
        if as_json:
            out_json({"ref": seal.room_ref(one.room), "room": one.room, **snapshot(state)})
        else:
            print(shown.state(state, one.room, one.zone, to_stamp(moment), access.labels(state)), flush=True)

    access.in_room(ground(), room, work)


COMMANDS = {"new": new, "rooms": rooms, "show": show}
