"""From a name on the command line to an open room."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from store import resolve, summary_file
from store.directory import OwnerDirectory
from store.rooms import RoomsFolder
from warroom import as_of, profiles, seal, times
from warroom.cli import lint_settings
from warroom.cli.failures import tell
from warroom.cli.folder import open_folder
from warroom.cli.ground import Ground
from warroom.clock import to_stamp
from warroom.errors import Ambiguous, BadInput, NotFound, WarroomError
from warroom.grammar.marks import shortened
from warroom.grammar.words import take_word
from warroom.ports import EventLog, RoomCard
from warroom.profiles import Profile
from warroom.room import Room
from warroom.state.incident import SEVERITIES, Severity
from warroom.state.labels import Labels
from warroom.state.room_state import RoomState, fold
from warroom.state.snapshot import card

T = TypeVar("T")


def resolved(folder: Path, name: str) -> str:
    """The UUID of the room called ``name``; raises ``NotFound`` or ``Ambiguous``.

    A slug can only be found in a summary; where one is missing or old, summaries are made anew before giving up.
    """
    try:
        return resolve.resolve(os.fspath(folder), name)
    except (NotFound, Ambiguous):
        cards(folder)
        return resolve.resolve(os.fspath(folder), name)


def only_open(folder: Path) -> str | None:
    """The UUID of the only open room, or None when there are several or none. Folds nothing: it is asked at start."""
    open_folder(folder)
    try:
        return resolve.resolve(os.fspath(folder), ".")
    except (NotFound, Ambiguous):
        return None


def cards(folder: Path) -> list[dict[str, object]]:
    """Every room's card, newest first; those whose cached one no longer fits are folded, and it is kept then."""
    here = open_folder(folder)
    return [_card(here, found) for found in here.cards()]


def _card(here: RoomsFolder, found: RoomCard) -> dict[str, object]:
    beside: dict[str, object] = {"events": found.events, "changed_at": found.changed_at}
    if found.problem is None and found.summary is not None:
        return {**found.summary, **beside}
    problem = found.problem
    if problem is None:
        try:
            return {**_folded(here, found.room), **beside}
        except WarroomError as error:
            problem = str(error)
    unknown = {"title": None, "severity": None, "status": None, "opened_at": None}
    return {"ref": found.ref, "room": found.room, **unknown, **beside, "problem": problem}


def _folded(here: RoomsFolder, room: str) -> dict[str, object]:
    log = here.open(room)
    try:
        return keep_card(log)
    finally:
        log.close()


def keep_card(log: EventLog) -> dict[str, object]:
    """The card of a room, folded and kept for the lobby, the header and names on the command line."""
    state = fold(log.load())
    opened = state.incident.opened
    made = card(state, log.room, profiles.cadences_of(opened.profile if opened else "service"))
    log.save_summary(made)
    return made


def in_room(here: Ground, name: str, work: Callable[[Room], Awaitable[T]]) -> T:
    """Open and read the room called ``name``, do ``work`` in it, close it; what people must know is told."""
    return in_log(here, name, lambda room, _: work(room))


def in_log(here: Ground, name: str, work: Callable[[Room, EventLog], Awaitable[T]]) -> T:
    """As ``in_room``, for work that needs the room's files too."""

    async def whole() -> T:
        me = here.me  # a name that is refused must leave nothing open
        log = open_folder(here.folder).open(resolved(here.folder, name))
        room = Room(log, me=me)
        room.directory = OwnerDirectory(here.folder)
        room.updates.read_settings = lambda: lint_settings.load(here.folder)
        try:
            await room.load()
            tell_health(log)
            return await work(room, log)
        finally:
            await room.close()

    return asyncio.run(whole())


def tell_health(log: EventLog) -> None:
    """Say on standard error what people must know about a room's store."""
    health = log.health
    for sentence in (*filter(None, (health.readonly,)), *health.notices):
        tell(sentence)


def moment(room: Room, text: str | None) -> str | None:
    """A typed time of the past as events hold it, in the room's zone; raises ``BadInput``."""
    if text is None:
        return None
    return to_stamp(past(text, room.clock(), room))


def state_at(room: Room, at: str | None, by: as_of.By) -> tuple[RoomState, datetime]:
    """The state now or as of a typed time, and that time; raises ``BadInput`` before the room was there."""
    now = room.clock()
    if at is None:
        return room.state, now
    when = past(at, now, room)
    state = as_of.as_of(room.state.events, to_stamp(when), by)
    if state.incident.opened is None:
        raise BadInput(
            f"nothing was recorded here before {when:%Y-%m-%d %H:%M} UTC; --by occurred shows what had happened by then"
        )
    return state, when


def attached(state: RoomState, log: EventLog) -> tuple[dict[str, bytes], list[str]]:
    """The files that are here, a drill's incident too, by their sha256; and the names of those that can't be read."""
    found, lost = {}, []
    wanted = [(one.name, one.sha256) for one in state.incident.attachments.values()]
    if state.drill.begun is not None:
        wanted.append(("the incident of the drill", state.drill.begun.sha256))
    for name, sha256 in wanted:
        try:
            found[sha256] = log.attachment(sha256).read_bytes()
        except (NotFound, OSError):
            lost.append(name)
    return found, lost


def zone_of(here: Ground, room: str) -> str:
    """The zone of a room (its UUID), by name: it never changes, so a cached card of any age says it."""
    kept = summary_file.read(resolve.room_folder(os.fspath(here.folder), room))
    if kept is not None and isinstance(known := kept[0].get("zone"), str):
        return known

    async def named(one: Room) -> str:
        return one.zone.key

    return in_room(here, room, named)


def profile(name: str | None) -> Profile:
    """The profile that was asked for by name, the user's own files included; raises ``BadInput``.

    None: nobody asked, so ``service`` holds. Own files that can't be read are said to be left out.
    """
    folder = profiles.own_folder()
    if name is not None and (why := profiles.shut(folder)):
        tell(why)
    return profiles.load(name or "service", folder)


def severity(text: str, words: Profile) -> Severity:
    """A severity as ``/sev`` takes it: ``SEV2``, ``2`` or the profile's label; raises ``BadInput``."""
    taken = take_word(text.strip(), words.severity_words())
    if taken is None or taken[1] != len(text.strip()):
        raise BadInput(f"'{shortened(text, 20)}' is no severity; it is one of {', '.join(SEVERITIES)}")
    meant: Severity = msgspec.convert(taken[0], Severity)
    return meant


def labels(state: RoomState) -> Labels:
    """What the room's profile calls things."""
    incident = state.incident
    return profiles.of_room(incident.opened.profile if incident.opened else "service").labels(
        profiles.language_of(incident.title)
    )


def past(text: str, now: datetime, room: Room) -> datetime:
    """The aware moment that ``text`` means in the room's zone."""
    return times.read_time(text, now=now, zone=room.zone).at


def fresh_room(here: RoomsFolder, unix_ms: int) -> str:
    """A new room's UUID, whose reference no other room of the folder has."""
    taken = {seal.room_ref(room) for room in resolve.room_ids(os.fspath(here.folder))}
    while seal.room_ref(room := seal.new_uuid(unix_ms)) in taken:
        continue
    return room
