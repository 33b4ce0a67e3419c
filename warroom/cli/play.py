"""``warroom demo``: a room in full swing, with a second member who keeps logging."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

import warroom
from warroom import demo as demos
from warroom import seal
from warroom.cli import access
from warroom.cli.failures import tell
from warroom.cli.folder import open_folder
from warroom.cli.ground import command, ground
from warroom.cli.printing import on_terminal, out
from warroom.cli.zones import local_zone
from warroom.clock import system_clock

EVERY = 4.0
"""Seconds between two entries of the second member: alive, and slow enough to read."""
MADE_FROM = (
    "Made from the incident report of 2023-02-02 of the Cloud Platform team, UK Ministry of Justice "
    "(github.com/ministryofjustice/cloud-platform, MIT licence, (c) 2018 Ministry of Justice), retimed to today; "
    "the discussion and the names are made up."
)


@command("demo", f"{MADE_FROM} It lives in a temporary folder that goes when you leave.")
@click.option("--keep", metavar="DIR", type=click.Path(path_type=Path, file_okay=False), help="Keep the room in DIR.")
@click.option("--no-live", is_flag=True, help="Without the second member who keeps logging.")
@click.option("--every", type=click.FloatRange(0.05, 3600), default=EVERY, hidden=True)
def demo(keep: Path | None, no_live: bool, every: float) -> int:
    """``warroom demo``."""
    here = ground()
    folder = keep.absolute() if keep else Path(tempfile.mkdtemp(prefix="warroom-demo-"))
    room = build(folder)
    ref = seal.room_ref(room)
    if not on_terminal():
        tell(f"this is no terminal; the demo room is kept. Open it: warroom --data {folder} {ref}")
        out(ref)
        return 0
    from warroom.cli import app

    try:
        with _second_member(folder, room, every, temporary=keep is None, wanted=not no_live):
            return app.run_app(folder, here.me, room)
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            tell(f"the demo room is kept. Open it again: warroom --data {folder} {ref}")


def build(folder: Path) -> str:
    """Make the demo room in a data folder; returns its UUID."""
    rooms = open_folder(folder)
    now = system_clock()
    room = access.fresh_room(rooms, int(now.timestamp() * 1000))
    log = rooms.create_with(room, demos.drafts(demos.script(), now=now, zone_name=local_zone()))
    access.keep_card(log)
    log.close()
    return room


@contextmanager
def _second_member(folder: Path, room: str, every: float, *, temporary: bool, wanted: bool) -> Iterator[None]:
    """The second member's process for as long as the body runs; it ends when its standard input or we do."""
    if not wanted:
        yield
        return
    home = str(Path(warroom.__file__).parent.parent)
    lifetime = "temporary" if temporary else "kept"
    path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
    told = [str(folder), room, str(every), lifetime, str(os.getpid())]
    member = subprocess.Popen(
        # -P: a folder called 'store' where the person happens to be must not stand in for ours.
        [sys.executable, "-P", "-m", "warroom.cli.member", *told],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # what the terminal sends when it closes must not end it before it has cleared away
        env={**os.environ, "PYTHONPATH": path},
    )
    try:
        yield
    finally:
        assert member.stdin is not None
        member.stdin.close()
        try:
            member.wait(5)
        except subprocess.TimeoutExpired:
            member.kill()
            member.wait()


COMMANDS = {"demo": demo}
