"""The terminal interface put together: data folder, writer, screens. The only place that knows all three."""

import gc
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.directory import OwnerDirectory
from store.drafts import RoomDrafts
from store.resolve import room_folder
from store.rooms import RoomsFolder
from warroom import config
from warroom.cli.failures import complain
from warroom.cli.guard import Guard
from warroom.cli.quick_log import LOCK_TIMEOUT
from warroom.cli.writer import Writer
from warroom.cli.zones import local_zone
from warroom.clock import system_clock
from warroom.errors import BadInput
from warroom.events import Event
from warroom.room import Room

if TYPE_CHECKING:
    from screens.desk import BroughtIn
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

    rooms = RoomsFolder(folder, lock_timeout=LOCK_TIMEOUT)
    writer = Writer()
    desk = Desk(
        me=me,
        rooms=rooms,
        run=writer,
        clock=system_clock,
        zone=local_zone(),
        open_drafts=lambda one: RoomDrafts(Path(room_folder(os.fspath(folder), one)), me, lock_timeout=LOCK_TIMEOUT),
        export=lambda one, events, form: exported(rooms, one, events, form, Path.cwd()),
        bring_in=lambda path, zone_name, day: brought_in(folder, me, path, zone_name, day),
        directory=OwnerDirectory(folder, lock_timeout=LOCK_TIMEOUT),
        lint_settings=lambda: _lint_settings(folder),
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


def exported(rooms: RoomsFolder, room: str, events: Sequence[Event], form: str, target: Path) -> Path:
    """Write an export into the folder ``target``, named for its audience; where it is."""
    from warroom.cli import access
    from warroom.cli.written import write_file
    from warroom.clock import zone
    from warroom.state.room_state import fold
    from warroom.summary.audience import file_name

    state = fold(events)
    if form == "json":
        from warroom.cli.access import attached
        from warroom.summary.as_json import as_json

        log = rooms.open(room)
        try:
            data = as_json(state.events, room, attached(state, log)[0])
        finally:
            log.close()
    else:
        from warroom.summary.markdown import markdown

        opened = state.incident.opened
        named = zone(opened.zone if opened else "UTC")
        data = markdown(
            state, room, zone=named, generated_at=system_clock(), discussion=True, labels=access.labels(state)
        ).encode("utf-8", "replace")
    path = target / file_name(room, form)
    write_file(path, data)
    return path


def brought_in(folder: Path, me: str, path: Path, zone_name: str, day: date | None) -> "BroughtIn":
    """Make a room from a file, all or nothing."""
    from screens.desk import BroughtIn
    from warroom.cli import taking_in
    from warroom.cli.ground import Ground
    from warroom.clock import zone
    from warroom.importers.detect import read

    here = Ground()
    here.named_data, here.named_me = os.fspath(folder), me
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} can't be read: {error.strerror}; nothing was imported") from error
    reading = read(data, source=str(path), zone=zone(zone_name), now=system_clock(), author=me, day=day)
    room = taking_in.store(here, [reading])[0]["room"]
    return BroughtIn(room, tuple(f"line {one.line}: {one.text}" if one.line else one.text for one in reading.remarks))


def _report(folder: Path, fault: Exception) -> None:
    """Say what happened and where the record is; keep where in the program it was, without a word of the room."""
    from warroom.cli import crash

    kept = crash.keep(fault, os.fspath(folder))
    where = f"A report without any of the room's content is in {kept}." if kept else "No report could be kept."
    complain(
        f"warroom failed ({type(fault).__qualname__}): a fault of the program. Every entry that it confirmed is on "
        f"disk in {folder}; start it again to go on. {where}"
    )
