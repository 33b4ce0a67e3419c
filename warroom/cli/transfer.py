"""Import and export: files in, all or nothing; a summary or the whole room out."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import get_args

import click

from warroom import as_of, clock
from warroom.cli import access, taking_in
from warroom.cli.failures import tell
from warroom.cli.ground import command, ground, json_option, room_argument
from warroom.cli.printing import escaped, out, out_json
from warroom.cli.written import write_file
from warroom.cli.zones import local_zone
from warroom.clock import system_clock
from warroom.errors import BadInput, WarroomError
from warroom.importers.detect import read
from warroom.importers.reading import FORMATS, Reading
from warroom.ports import EventLog
from warroom.room import Room
from warroom.summary.as_json import as_json as room_json
from warroom.summary.audience import file_name
from warroom.summary.markdown import markdown


@command(
    "import",
    "Reads a room's own JSON export, incident reports (Markdown), IRC logs, CSV and plain text with times. "
    "FILE '-' is standard input. Without --room every file makes a room, whose reference is printed. All or nothing: "
    "a line that can't be read is named with its number, and nothing comes in. The same import again adds nothing.",
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--from", "format_", type=click.Choice(FORMATS), help="The files' format; found out when left out.")
@click.option("--room", metavar="ROOM", help="Import into this room.")
@click.option("--tz", metavar="ZONE", help="The zone of times that name none; the room's or this machine's else.")
@click.option("--date", "day", metavar="DAY", help="The day of times before the first day in the file: 2026-11-22.")
@click.option("--profile", metavar="NAME", help="The words of a room that is made: service or project.")
@click.option("--dry-run", is_flag=True, help="Show what would come in; nothing is stored.")
@json_option
def import_(
    files: tuple[Path, ...],
    format_: str | None,
    room: str | None,
    tz: str | None,
    day: str | None,
    profile: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """``warroom import``."""
    here = ground()
    into = access.resolved(here.folder, room) if room else None
    zone = clock.zone(tz or (access.zone_of(here, into) if into else local_zone()))
    now, first = system_clock(), _day(day)
    readings = []
    for file in files:
        reading = read(
            _content(file),
            source="stdin" if str(file) == "-" else str(file),
            zone=zone,
            now=now,
            author=here.me,
            day=first,
            room=into,
            format=format_,
        )
        readings.append(taking_in.with_profile(reading, access.profile(profile).name) if profile else reading)
    for reading in readings:
        for remark in reading.remarks:
            tell(f"{reading.source}: {remark}")
    taken = [taking_in.foreseen(one) for one in readings] if dry_run else taking_in.store(here, readings)
    if as_json:
        out_json([{**one, "dry_run": dry_run} for one in taken])
    else:
        _report(readings, taken, dry_run, now)


def _report(readings: list[Reading], taken: list[taking_in.Taken], dry_run: bool, now: datetime) -> None:
    """Say what came in: references to standard output, the rest beside it."""
    for reading, one in zip(readings, taken, strict=True):
        if dry_run:
            out(taking_in.shown(reading, now))
            tell(f"{one['source']}: {one['events']} events would come in; nothing was stored")
            continue
        if one["made"] or reading.new:
            out(one["ref"])
        if one["added"] == 0:
            tell(f"{one['source']}: imported before into {one['ref']}; nothing was added")
        else:
            tell(f"{one['source']} ({one['format']}): {one['added']} events added to {one['ref']}")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"'{text}' is not a day; write it as 2026-11-22") from error


def _content(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file} can't be read: {error.strerror}; nothing was imported") from error


@command(
    "export",
    "Markdown for people, JSON for programs and 'warroom import' (lossless). The audience stands in the first line "
    "and in the file's name; without --for it is INTERNAL.",
)
@room_argument
@click.option("--format", "format_", type=click.Choice(("md", "json")), default="md", show_default=True)
@click.option("--for", "audience", metavar="AUDIENCE", help="Who reads it: internal, or an owner. Left out: INTERNAL.")
@click.option("--at", metavar="TIME", help="The room as of this time: -1h, 14:05, '2026-11-22 14:05'.")
@click.option("--by", type=click.Choice(get_args(as_of.By)), default="recorded", show_default=True, help="As in show.")
@click.option("--discussion", is_flag=True, help="Markdown with the messages, too.")
@click.option(
    "-o", "target", metavar="FILE", type=click.Path(path_type=Path), help="Write FILE (0600), or into a folder."
)
def export(
    room: str, format_: str, audience: str | None, at: str | None, by: as_of.By, discussion: bool, target: Path | None
) -> None:
    """``warroom export``."""
    if audience not in (None, "internal"):
        raise WarroomError(
            f"'--for {audience}' was refused: an export that is safe for an owner is built from owner records, which "
            "this version can't make yet. Nothing was written; --for internal is for your own people."
        )

    async def work(one: Room, log: EventLog) -> tuple[str, bytes]:
        state, moment = access.state_at(one, at, by)
        if format_ == "json":
            contents, lost = access.attached(state, log)
            for name in lost:
                tell(f"the attached file '{name}' can't be read; the export names it without its content")
            data = room_json(state.events, one.room, contents)
        else:
            made = markdown(
                state,
                one.room,
                zone=one.zone,
                generated_at=moment,
                discussion=discussion,
                labels=access.labels(state),
            )
            data = made.encode("utf-8", "replace")
        return file_name(one.room, format_), data

    name, data = access.in_log(ground(), room, work)
    if target is None or str(target) == "-":
        if audience is None:
            tell("this export is INTERNAL, for your own people: --for names who reads it")
        if format_ == "json" and sys.stdout.isatty():
            data = escaped(data.decode()).encode()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    if target.is_dir():
        target = target / name
    write_file(target, data)
    tell(f"{target} is written; it is INTERNAL")


COMMANDS = {"import": import_, "export": export}
