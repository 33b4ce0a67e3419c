"""``warroom export``: the room, or what an owner may have of it, as a file."""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import get_args

import click

from warroom import as_of, template_files
from warroom.cli import access, lint_settings
from warroom.cli.failures import tell
from warroom.cli.ground import Ground, command, ground, room_argument
from warroom.cli.printing import escaped
from warroom.cli.written import write_file
from warroom.errors import BadInput
from warroom.ports import EventLog
from warroom.room import Room
from warroom.state.room_state import RoomState
from warroom.summary.exporting import FORMATS, KINDS, Made, export
from warroom.summary.request import INTERNAL, Request


@command(
    "export",
    "The audience is asked for, stands in the first line and in the file's name: --for internal is for your own "
    "people, --for NAME for an owner, who gets nothing but what was promoted, told or promised, past the leak rules. "
    "json and csv of your own are read back by 'warroom import' without loss.",
)
@room_argument
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="md", show_default=True)
@click.option("--kind", type=click.Choice(list(KINDS)), default="timeline", show_default=True, help="What document.")
@click.option("--for", "audience", metavar="AUDIENCE", help="internal, or an owner: any unique beginning of a name.")
@click.option("--at", metavar="TIME", help="The room as of this time: -1h, 14:05, '2026-11-22 14:05'.")
@click.option("--by", type=click.Choice(get_args(as_of.By)), default="recorded", show_default=True, help="As in show.")
@click.option("--discussion", is_flag=True, help="With the messages, too.")
@click.option("--template", metavar="NAME|FILE", default="", help="Of a review: standard, short, narrative, or a file.")
@click.option(
    "-o", "target", metavar="FILE", type=click.Path(path_type=Path), help="Write FILE (0600), or into a folder."
)
def export_(
    room: str, format_: str, kind: str, audience: str | None, at: str | None, by: as_of.By, discussion: bool,
    template: str, target: Path | None,
) -> None:  # fmt: skip
    """``warroom export``."""
    here = ground()
    text = _template(template)

    async def work(one: Room, log: EventLog) -> tuple[str, Made, str]:
        whom = _audience(one, audience)
        state, moment = access.state_at(one, at, by)
        contents, lost = access.attached(state, log) if format_ == "json" else ({}, [])
        for name in lost:
            tell(f"the attached file '{name}' can't be read; the export names it without its content")
        asked = request(here, one, state, whom, moment if at else None, discussion=discussion, template=text)
        return whom, export(asked, kind=kind, format=format_, contents=contents), asked.looked.counted

    whom, made, checks = access.in_log(here, room, work)
    if checks:
        tell(
            f"{checks}: 'warroom export {room} --for internal' names them at its end, 'warroom check {room}' lists them"
        )
    _give(made, format_, target, audience, whom)


def request(
    here: Ground, one: Room, state: RoomState, audience: str, moment: datetime | None, *, discussion: bool,
    template: str = "",
) -> Request:  # fmt: skip
    """What an export of a room is made from: its state, words, templates and settings."""
    return Request(
        state=state,
        room=one.room,
        zone=one.zone,
        audience=audience,
        as_of=moment,
        discussion=discussion,
        labels=access.labels(state),
        profile=one.profile,
        cadences={severity: words.cadence for severity, words in one.profile.severities.items()},
        settings=lint_settings.load(here.folder),
        library=template_files.library(template_files.own_folder()),
        template=template,
    )


def _audience(one: Room, named: str | None) -> str:
    """For whom it is: as named, else asked where somebody sits, else our own people, and that is said."""
    if named is None and sys.stdin.isatty() and sys.stderr.isatty():
        names = ", ".join([INTERNAL, *one.state.owners.names])
        named = click.prompt(f"For whom is it ({names})?", err=True, prompt_suffix=" ").strip()
    if named is None:
        tell("this export is INTERNAL, for your own people: --for names who reads it")
        return INTERNAL
    if named.strip().casefold() == INTERNAL:
        return INTERNAL
    if not named.strip():
        raise BadInput("for whom? --for internal, or --for an owner of the room; nothing was written")
    return one.owners.named(named)


def _template(named: str) -> str:
    """A template's name, or what the file of that name says."""
    if not named or not (os.sep in named or Path(named).is_file()):
        return named
    try:
        return Path(named).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"the template {named} can't be read ({error}); nothing was written") from error


def _give(made: Made, format_: str, target: Path | None, named: str | None, whom: str) -> None:
    """To standard output, or into a file that nobody else can read."""
    if target is None or str(target) == "-":
        data = made.data
        if sys.stdout.isatty():
            if format_ == "pdf":
                raise BadInput("PDF is no text to look at here: -o FILE writes it; nothing was shown")
            data = escaped(data.decode("utf-8", "replace")).encode() if format_ in ("json", "csv") else data
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    if target.is_dir():
        target = target / made.name
    write_file(target, made.data)
    tell(f"{target} is written; it is {'INTERNAL' if whom == INTERNAL else f'for {whom}'}")


COMMANDS = {"export": export_}
