"""``warroom drill``: list, begin, go on with, steer and read the debrief of drills."""

import hashlib
import tempfile
from pathlib import Path

import click
import msgspec

from warroom import seal
from warroom.cli import access
from warroom.cli.failures import tell
from warroom.cli.folder import open_folder
from warroom.cli.ground import Ground, command, ground, json_option
from warroom.cli.printing import on_terminal, out, out_json, table
from warroom.clock import system_clock
from warroom.drills import debrief as debriefs
from warroom.drills import opening, original, shipped, steering
from warroom.drills.original import Original
from warroom.errors import BadInput, NotFound, WarroomError
from warroom.ports import EventLog
from warroom.room import Room

REPORT = "report"
PLAY = "play"


@command(
    "drill",
    "A real incident comes in again as from other people, you are in command; at the end its metrics and updates stand "
    "beside yours. DRILL is a file (a report, a status page's incident, a room's own export), the name of one of the "
    "drills that come with the program, or the room of a drill to go on with, after a break or a crash. ACTION is "
    "pause, go, skip, end, speed NUMBER, report, or play (without the terminal interface, until the end). A drill "
    "counts in no statistics.",
)
@click.argument("which", metavar="[DRILL]", required=False, default="")
@click.argument("action", metavar="[ACTION]", required=False, default="")
@click.argument("number", metavar="[NUMBER]", required=False, default="")
@click.option("--speed", type=float, default=steering.SPEED, show_default=True, help="Seconds of it in one of yours.")
@click.option("--incident", metavar="NAME", help="Which one, of a file that tells of several.")
@click.option("--owner", metavar="NAME", default="", help="Whom you tell; the record's own when left out.")
@click.option("--no-open", is_flag=True, help="Only make the room; print its reference.")
@json_option
def drill(
    which: str, action: str, number: str, speed: float, incident: str | None, owner: str, no_open: bool, as_json: bool
) -> int:
    """``warroom drill``."""
    here = ground()
    if not which:
        if as_json:
            out_json([{"name": one.name, "title": one.title} for one in shipped.shipped()])
            return 0
        out(table([("NAME", "INCIDENT"), *((one.name, one.title) for one in shipped.shipped())]))
        tell("begin one: warroom drill NAME; any report, status incident or room export: warroom drill FILE")
        return 0
    room = _room(here, which)
    if room is None:
        if action not in ("", PLAY):
            raise BadInput(f"'{which}' is no room yet, so it can't be told to {action}. Nothing was changed")
        room = begin(here, incident_of(which, incident), steering.checked_speed(speed), owner)
        if as_json:
            out_json({"ref": seal.room_ref(room), "room": room})
        else:
            out(seal.room_ref(room))
    elif action and action != PLAY:
        return _act(here, room, action, number, as_json)
    if action == PLAY:
        return _play(here, room)
    if no_open:
        return 0
    return _open(here, room)


def _room(here: Ground, which: str) -> str | None:
    """The room of that name, unless a drill or a file is called so."""
    if any(one.name == which for one in shipped.shipped()) or Path(which).is_file():
        return None
    try:
        return access.resolved(here.folder, which)
    except NotFound as error:
        raise NotFound(
            f"'{which}' is no file, no room and no drill; the drills are "
            + ", ".join(one.name for one in shipped.shipped())
        ) from error


def incident_of(which: str, incident: str | None) -> Original:
    """The incident of a drill, of one that comes with the program or of a file; raises ``BadInput``."""
    now = system_clock()
    if any(one.name == which for one in shipped.shipped()):
        return shipped.of_shipped(shipped.named(which), now)
    path = Path(which)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} can't be read: {error.strerror}; no drill was made") from error
    return shipped.of_file(data, str(path), now, only=(incident,) if incident else ())


def begin(here: Ground, one: Original, speed: int, owner: str = "") -> str:
    """Make the room of a drill; its UUID."""
    now = system_clock()
    record = original.kept(one)
    drafts = opening.opening(
        one, me=here.me, now=now, speed=speed, sha256=hashlib.sha256(record).hexdigest(), owner=owner
    )
    folder = open_folder(here.folder)
    room = access.fresh_room(folder, int(now.timestamp() * 1000))
    log = folder.create_with(room, drafts)
    try:
        _keep(log, record)
        access.keep_card(log)
    finally:
        log.close()
    return room


def _keep(log: EventLog, record: bytes) -> None:
    """Put the record of the incident into the room's folder."""
    with tempfile.TemporaryDirectory(prefix="warroom-drill-") as folder:
        path = Path(folder) / "incident.json"
        path.write_bytes(record)
        log.attach(path)


def _act(here: Ground, room: str, action: str, number: str, as_json: bool) -> int:
    """Steer a drill, or print how it goes."""

    async def steered(one: Room) -> str:
        words: dict[str, steering.Action] = {name: name for name in steering.ACTIONS}
        if action not in words:
            raise BadInput(f"'{action}' is nothing to do with a drill: pause, go, skip, end, speed N, report or play")
        if action == "speed" and not number.isdigit():
            raise BadInput("how fast? warroom drill ROOM speed 60")
        said, _ = await steering.steer(one, words[action], int(number) if number.isdigit() else 0)
        return said

    if action == REPORT:
        made = _report(here, room)
        if as_json:
            out_json(msgspec.to_builtins(made))
        else:
            out(debriefs.page(made))
        return 0
    said = access.in_room(here, room, steered)
    if as_json:
        out_json({"said": said})
    else:
        tell(said)
    return 0


def _report(here: Ground, room: str) -> debriefs.Debrief:
    async def work(one: Room, log: EventLog) -> debriefs.Debrief:
        begun = one.state.drill.begun
        if begun is None:
            raise WarroomError("this room replays no incident; 'warroom drill' lists the drills")
        record = original.read(log.attachment(begun.sha256).read_bytes(), begun.source)
        return debriefs.debrief(one.state, record, one.clock())

    return access.in_log(here, room, work)


def _play(here: Ground, room: str) -> int:
    """Play without the screens until the end or ctrl+c."""
    import asyncio

    from warroom.cli.drill_player import play

    tell(f"playing {seal.room_ref(room)}; ctrl+c lets it rest, 'warroom drill {seal.room_ref(room)}' goes on")
    if asyncio.run(play(here.folder, room, lambda: False)):
        out(debriefs.page(_report(here, room)))
    return 0


def _open(here: Ground, room: str) -> int:
    """Open the room, where the incident comes in; print the debrief when the person leaves."""
    ref = seal.room_ref(room)
    if not on_terminal():
        tell(f"this is no terminal; open it in one: warroom drill {ref}")
        return 0
    from warroom.cli import app

    code = app.run_app(here.folder, here.me, room)
    out(debriefs.page(_report(here, room)))
    tell(f"the drill is kept. Go on: warroom drill {ref}; how it went: warroom drill {ref} report")
    return code


COMMANDS = {"drill": drill}
