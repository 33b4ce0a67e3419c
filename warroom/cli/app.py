"""The terminal interface put together: data folder, writer, screens. The only place that knows all three."""

import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.directory import OwnerDirectory
from store.drafts import RoomDrafts
from store.lease import RoomLease
from store.resolve import room_folder
from store.rooms import RoomsFolder
from warroom import config
from warroom.cli.failures import complain
from warroom.cli.guard import Guard
from warroom.cli.quick_log import LOCK_TIMEOUT
from warroom.cli.writer import Writer
from warroom.cli.zones import local_zone
from warroom.clock import system_clock
from warroom.room import Room

if TYPE_CHECKING:
    from screens.desk import BroughtIn, Seen, Wish, Written
    from warroom.delivery.book import Book
    from warroom.updates.lint.settings import Settings


def run_app(folder: Path, me: str, room: str | None = None) -> int:
    """Show ``room`` (its UUID) or the lobby until the person leaves; the exit code."""
    with Guard() as _:
        # Collecting garbage while everything is imported and built costs a tenth of the start, and finds none.
        gc.disable()
        try:
            return _run(folder, me, room)
        finally:
            gc.enable()


def _run(folder: Path, me: str, room: str | None) -> int:
    from screens.app import WarroomApp
    from screens.desk import Desk
    from warroom.cli import playing

    rooms = RoomsFolder(folder, lock_timeout=LOCK_TIMEOUT)
    writer = Writer()
    desk = Desk(
        me=me,
        rooms=rooms,
        run=writer,
        clock=system_clock,
        zone=local_zone(),
        open_drafts=lambda one: RoomDrafts(Path(room_folder(os.fspath(folder), one)), me, lock_timeout=LOCK_TIMEOUT),
        export=lambda wanted: exported(rooms, wanted, Path.cwd()),
        bring_in=lambda wish, tell: brought_in(folder, me, wish, tell),
        begin_drill=lambda which, speed: begun_drill(folder, me, which, speed),
        play=lambda one: playing.player(folder, one),
        directory=OwnerDirectory(folder, lock_timeout=LOCK_TIMEOUT),
        lint_settings=lambda: _lint_settings(folder),
        open_lease=lambda one: RoomLease(Path(room_folder(os.fspath(folder), one)), me),
        book=lambda: _book(folder),
        write_out=lambda name, data: written_out(Path.cwd(), name, data),
        call_out=config.call_out(),
    )
    try:
        app = WarroomApp(desk, _previewed(desk, room) if room else None, drawn=_collect_again)
        app.run()
    finally:
        writer.close()
    if app.fault is not None:
        _report(folder, app.fault)
        return 1
    return app.return_code or 0


def _lint_settings(folder: Path) -> "Settings":
    from warroom.cli import lint_settings  # no text is checked before the first frame

    return lint_settings.load(folder)


def _book(folder: Path) -> "Book":
    from warroom.delivery import book  # nothing is sent before the first frame

    return book.load(book.files(folder))


def written_out(target: Path, name: str, data: bytes) -> Path:
    """Write what a person carries by hand into the folder ``target``, private; where it is."""
    from warroom.cli.written import write_file

    path = target / name
    write_file(path, data)
    return path


def _previewed(desk: Any, room: str) -> Room:
    """The room with what its first frame shows, read before there is an event loop to wait on."""
    one: Room = desk.enter(desk.rooms.open(room))
    steps = one.preview()
    try:
        steps.send(None)  # the writer works at once as long as no loop runs, so this is the only step
    except StopIteration:
        return one
    raise AssertionError("the preview waited for an event loop")


def _collect_again() -> None:
    """After the first frame: what lives by now stays, so it need never be looked at again."""
    gc.freeze()
    gc.enable()


def exported(rooms: RoomsFolder, wanted: "Written", target: Path) -> Path:
    """Write an export into the folder ``target``, named for its audience; where it is."""
    from warroom.cli import access, exporting
    from warroom.cli.ground import Ground
    from warroom.cli.written import write_file
    from warroom.past import PastLog
    from warroom.state.room_state import fold
    from warroom.summary.exporting import export

    here = Ground()
    here.named_data = os.fspath(rooms.folder)
    one = Room(PastLog(wanted.room, wanted.events), me="")
    one.state, one.loaded = fold(wanted.events), True
    contents = {}
    if wanted.format == "json":
        log = rooms.open(wanted.room)
        try:
            contents = access.attached(one.state, log)[0]
        finally:
            log.close()
    asked = exporting.request(here, one, one.state, wanted.audience, None, discussion=True, template=wanted.template)
    made = export(asked, kind=wanted.kind, format=wanted.format, contents=contents)
    path = target / made.name
    write_file(path, made.data)
    return path


def brought_in(folder: Path, me: str, wish: "Wish", tell: Callable[[str], None]) -> "BroughtIn | Seen":
    """Make the rooms of a file, all or nothing; a table and a file of several rooms are shown first."""
    from screens.desk import BroughtIn, Seen
    from warroom.cli import bringing, taking_in
    from warroom.cli.ground import Ground
    from warroom.cli.progress import told
    from warroom.importers.table import MEANINGS, read_mapping

    here = Ground()
    here.named_data, here.named_me = os.fspath(folder), me
    wishes = bringing.Wishes(
        files=(wish.path,), zone=wish.zone, day=wish.day, only=wish.only, mapping=read_mapping(wish.mapping)
    )
    if not wish.confirmed and (columns := bringing.columns(wishes)):
        mapping = ", ".join(f"{meant}={name}" for name, meant in columns if meant in MEANINGS)
        return Seen(columns=tuple(columns), mapping=mapping)
    readings = bringing.read_files(here, wishes, system_clock(), told("reading", tell))
    if not wish.confirmed and len(readings) > 1:
        return Seen(rooms=tuple(one.title for one in readings))
    total = sum(len(one.drafts) + len(one.sealed) for one in readings)
    taken = taking_in.store(here, readings, taking_in.counted(total, told("storing", tell)))
    remarks = [str(remark) for one in readings for remark in one.remarks]
    return BroughtIn(taken[0]["room"], tuple(remarks))


def begun_drill(folder: Path, me: str, which: str, speed: str) -> str:
    """Make the room of a drill; its UUID. Raises ``WarroomError``, and nothing was made."""
    from warroom.cli import drill
    from warroom.cli.ground import Ground
    from warroom.drills import steering

    here = Ground()
    here.named_data, here.named_me = os.fspath(folder), me
    pace = steering.read_speed(speed)
    return drill.begin(here, drill.incident_of(which, None), pace)


def _report(folder: Path, fault: Exception) -> None:
    """Say what happened and where the record is; keep where in the program it was, without a word of the room."""
    from warroom.cli import crash

    kept = crash.keep(fault, os.fspath(folder))
    where = f"A report without any of the room's content is in {kept}." if kept else "No report could be kept."
    complain(
        f"warroom failed ({type(fault).__qualname__}): a fault of the program. Every entry that it confirmed is on "
        f"disk in {folder}; start it again to go on. {where}"
    )
