"""Import and export: files in, all or nothing; a summary or the whole room out."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from warroom.cli import bringing, taking_in
from warroom.cli.bringing import Wishes
from warroom.cli.failures import tell
from warroom.cli.ground import Ground, command, ground, json_option
from warroom.cli.printing import out, out_json
from warroom.cli.progress import Bar
from warroom.clock import system_clock
from warroom.errors import BadInput
from warroom.importers.reading import FORMATS, Reading
from warroom.importers.table import read_mapping
from warroom.text import clean


@command(
    "import",
    "Reads a room's own JSON export, incident reports (Markdown), chat (Slack export, IRC, WeeChat), alerts "
    "(Alertmanager, PagerDuty), status pages, mails (.eml), CSV and plain text with times. "
    "FILE '-' is standard input. Without --room every file makes a room (a Slack export one for each channel), whose "
    "reference is printed. All or nothing: a line that can't be read is named with its number, and nothing comes in. "
    "The same import again adds nothing.",
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--from", "format_", type=click.Choice(FORMATS), help="The files' format; found out when left out.")
@click.option("--room", metavar="ROOM", help="Import into this room.")
@click.option("--tz", metavar="ZONE", help="The zone of times that name none; the room's or this machine's else.")
@click.option("--date", "day", metavar="DAY", help="The day of times before the first day in the file: 2026-11-22.")
@click.option("--map", "mapping", metavar="MAP", help="A table's columns: 'time=When,text=What,actor=Who,kind=Type'.")
@click.option("--only", multiple=True, metavar="NAME", help="Of several rooms in a file, this one (channel, incident).")
@click.option("--encoding", default="utf-8", show_default=True, metavar="NAME", help="gb18030, utf-16, latin-1 ...")
@click.option("--owner", default="", metavar="NAME", help="The owner that a mail is from.")
@click.option("--profile", metavar="NAME", help="The words of a room that is made: service or project.")
@click.option("--dry-run", is_flag=True, help="Show what would come in and how it is read; nothing is stored.")
@json_option
def import_(files: tuple[Path, ...], dry_run: bool, as_json: bool, **given: Any) -> None:
    """``warroom import``."""
    here = ground()
    wishes = Wishes(
        files=files,
        format=given["format_"],
        room=given["room"],
        zone=given["tz"],
        day=_day(given["day"]),
        mapping=read_mapping(given["mapping"]) if given["mapping"] is not None else {},
        only=given["only"],
        encoding=given["encoding"],
        owner=clean(given["owner"]),
        profile=given["profile"],
    )
    now = system_clock()
    with Bar(sys.stderr, as_json=as_json) as bar:
        try:
            readings = bringing.read_files(here, wishes, now, bar.reading)
        except KeyboardInterrupt:
            bar.clear()
            tell("stopped: nothing was imported")
            raise
        bar.clear()
        for reading in readings:
            for line in bringing.mapping_lines(reading):
                tell(f"{reading.source}: {line}")
            for remark in reading.remarks:
                tell(f"{reading.source}: {remark}")
        taken = [taking_in.foreseen(one) for one in readings] if dry_run else _stored(here, readings, bar)
    if as_json:
        out_json([{**one, "dry_run": dry_run} for one in taken])
    else:
        _report(readings, taken, dry_run, now)


def _stored(here: Ground, readings: list[Reading], bar: Bar) -> list[taking_in.Taken]:
    """Store what was read; who stops it is told what is in."""
    there = taking_in.there(here, readings)
    try:
        return bar.storing(here, readings)
    except KeyboardInterrupt:
        bar.clear()
        tell(taking_in.stopped(readings, there, taking_in.there(here, readings)))
        raise


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


COMMANDS = {"import": import_}
