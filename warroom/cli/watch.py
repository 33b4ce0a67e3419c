"""Watching a room from a shell: its events as they come, and the brief to read aloud."""

import select
import signal
import sys
import threading
from collections.abc import Iterable
from types import FrameType

import click

from warroom import brief as briefs
from warroom import seal
from warroom.cli import access
from warroom.cli.failures import tell
from warroom.cli.folder import open_folder
from warroom.cli.ground import command, ground, json_option, room_argument
from warroom.cli.printing import json_line, out, out_json
from warroom.events import Event, to_document
from warroom.ports import EventLog
from warroom.room import Room

LOOK = 0.2
"""Seconds after which it is noticed that nobody reads any more, when nothing is written meanwhile."""


@command("follow", "Begins with the next event; ends with ctrl+c, with SIGTERM or when nobody reads any more.")
@room_argument
@click.option("--from-start", is_flag=True, help="Print the events that are there already, too.")
@json_option
def follow(room: str, from_start: bool, as_json: bool) -> None:
    """``warroom follow``; it prints JSON with ``--json`` and without."""
    del as_json
    here = ground()
    found = access.resolved(here.folder, room)
    log = open_folder(here.folder).open(found)
    try:
        access.tell_health(log)
        _follow(log, from_start)
    finally:
        log.close()


def _follow(log: EventLog, from_start: bool) -> None:
    grown, over = threading.Event(), threading.Event()

    def end(_: int, __: FrameType | None) -> None:
        over.set()
        grown.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    log.follow(grown.set)
    already = log.load()
    if from_start:
        _print(already)
    tell(f"following {seal.room_ref(log.room)}; ctrl+c ends it")
    while not over.is_set():
        _print(log.refresh())
        grown.wait(LOOK)
        grown.clear()
        if _reader_gone():
            return


def _print(events: Iterable[Event]) -> None:
    lines = [json_line({"ref": event.ref, **to_document(event)}) for event in events]
    if lines:
        print("\n".join(lines), flush=True)


def _reader_gone() -> bool:
    """Whether the other end of our output pipe was closed."""
    poller = select.poll()
    poller.register(sys.stdout.fileno(), 0)
    return any(seen & (select.POLLERR | select.POLLNVAL) for _, seen in poller.poll(0))


@command("brief")
@room_argument
@click.option("--since", metavar="TIME", help="What changed since then, too: -1h, 14:05, 'yesterday 23:50'.")
@json_option
def brief(room: str, since: str | None, as_json: bool) -> None:
    """``warroom brief``."""

    async def work(one: Room) -> None:
        now = one.clock()
        begun = None if since is None else access.past(since, now, one)
        said = briefs.brief(one.state, now=now, zone=one.zone, labels=access.labels(one.state))
        changed = briefs.changes(one.state, since=begun, now=now, zone=one.zone) if begun else ""
        if as_json:
            out_json(_as_object(one, said, changed))
            return
        out(said)
        if changed:
            out("\n" + changed)

    access.in_room(ground(), room, work)


def _as_object(room: Room, said: str, changed: str) -> dict[str, object]:
    """The brief's three parts by name, and each line of what changed (none was asked for: null)."""
    parts = {name.lower(): text for name, _, text in (line.partition(": ") for line in said.splitlines())}
    return {"ref": seal.room_ref(room.room), **parts, "changes": changed.splitlines()[1:] if changed else None}


COMMANDS = {"follow": follow, "brief": brief}
