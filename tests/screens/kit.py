"""Rooms on real folders for the screens' tests, a frozen clock, and screens as text."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from screens.app import WarroomApp
from screens.desk import Desk
from screens.room.screen import RoomScreen
from store.directory import OwnerDirectory
from store.drafts import RoomDrafts
from store.lease import RoomLease
from store.resolve import room_folder
from store.rooms import RoomsFolder
from warroom import making
from warroom.cli import app as composing
from warroom.cli.writer import Writer
from warroom.delivery.book import NAME, load
from warroom.events import Draft
from warroom.state.feed import Entry

NOW = datetime(2026, 11, 22, 14, 14, 0, tzinfo=UTC)
ROOM = "01936b3c-9e00-7000-8000-00000000beef"


class FrozenClock:
    """A clock that stands until a test moves it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Place:
    """A data folder with what the screens need to work on it."""

    folder: Path
    clock: FrozenClock
    rooms: RoomsFolder
    writer: Writer

    def desk(self, me: str = "ana") -> Desk:
        return Desk(
            me=me,
            rooms=self.rooms,
            run=self.writer,
            clock=self.clock,
            zone="UTC",
            open_drafts=lambda room: RoomDrafts(Path(room_folder(str(self.folder), room)), me),
            export=lambda wanted: composing.exported(self.rooms, wanted, self.folder),
            bring_in=lambda wish, tell: composing.brought_in(self.folder, me, wish, tell),
            begin_drill=lambda which, speed: composing.begun_drill(self.folder, me, which, speed),
            directory=OwnerDirectory(self.folder),
            open_lease=lambda room: RoomLease(Path(room_folder(str(self.folder), room)), me),
            book=lambda: load([self.folder / NAME]),
            write_out=lambda name, data: composing.written_out(self.folder, name, data),
        )

    def create(self, drafts: Sequence[Draft], room: str = ROOM) -> None:
        self.rooms.create_with(room, drafts).close()


def place(folder: Path) -> Place:
    return Place(folder, FrozenClock(), RoomsFolder(folder), Writer())


def eid(number: int) -> str:
    """A fixed id: references are the same in every run."""
    return f"01936b3c-{number:04x}-7000-8000-{number * 0x9E3779B97F4B % (1 << 48):012x}"


def opened(
    title: str = "Checkout latency", *, severity: str | None = "SEV2", zone: str = "UTC", **more: Any
) -> list[Draft]:
    drafts = making.opening(
        title, author="wei", now=NOW - timedelta(minutes=42, seconds=17), severity=severity, zone_name=zone, **more
    )
    return [fixed(draft, number) for number, draft in enumerate(drafts, start=1)]


def fixed(draft: Draft, number: int) -> Draft:
    import msgspec

    return msgspec.structs.replace(draft, eid=eid(number))


def entry(number: int, text: str, *, at: str, by: str = "ana", says: str = "observation", **more: Any) -> Draft:
    """A timeline entry of ``2026-11-22 {at}`` UTC."""
    stamp = f"2026-11-22T{at}:00.000000Z"
    payload = {"kind": says, "text": text, **more}
    return Draft(kind="timeline.log", payload=payload, author=by, recorded_at=stamp, eid=eid(number + 100))


@asynccontextmanager
async def shown(
    where: Place, room: str | None = ROOM, *, size: tuple[int, int] = (120, 36), me: str = "ana"
) -> AsyncIterator[tuple[WarroomApp, Pilot[None]]]:
    """The application in a terminal of ``size``; for a room, whole and with its entry line."""
    desk = where.desk(me)
    start = None
    if room is not None:
        start = desk.enter(where.rooms.open(room))
        await start.preview()
    app = WarroomApp(desk, start)
    async with app.run_test(size=size) as pilot:
        if room is not None:
            await until(pilot, lambda: is_whole(app))
        else:
            await until(pilot, lambda: bool(app.screen.query("#rooms")))
        yield app, pilot


def is_whole(app: WarroomApp) -> bool:
    screen = app.screen
    return isinstance(screen, RoomScreen) and screen.furnished and screen.room.loaded


async def until(pilot: Pilot[Any], ready: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until ``ready``, looking often; fails with the screen when it never is."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        await pilot.pause()
        if ready():
            return
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError("it did not come; the screen was:\n" + as_text(pilot.app))
        await asyncio.sleep(0.01)


async def still(pilot: Pilot[Any], looks: int = 5, seconds: float = 10.0) -> None:
    """Wait until the screen shows the same ``looks`` times in a row: what a key began may open its page a bit later."""
    deadline = asyncio.get_running_loop().time() + seconds
    shown, same = "", 0
    while same < looks and asyncio.get_running_loop().time() < deadline:
        await pilot.pause()
        await asyncio.sleep(0.02)
        text = as_text(pilot.app)
        same = same + 1 if text == shown else 0
        shown = text


def as_text(app: Any) -> str:
    """What is on the screen, in lines, trailing blanks cut."""
    width, height = app.size
    app.screen._compositor.full_map  # noqa: B018 - brings the map up to date
    lines = app.screen._compositor.render_strips(app.size)
    assert len(lines) <= height and width
    return "\n".join("".join(segment.text for segment in line).rstrip() for line in lines)


def the_room(app: WarroomApp) -> RoomScreen:
    screen = app.screen_stack[0]
    assert isinstance(screen, RoomScreen)
    return screen


def texts(app: WarroomApp) -> list[str]:
    """The texts of the timeline, in order."""
    return [one.text for one in the_room(app).room.state.timeline]


def find(app: WarroomApp, text: str) -> Entry:
    room = the_room(app).room
    feeds = (room.state.timeline, room.state.discussion)
    return next(one for feed in feeds for one in feed if text in one.text)


async def type_line(app: WarroomApp, pilot: Pilot[None], text: str) -> None:
    """Type a line and wait until it is stored."""
    screen = the_room(app)
    before = len(screen.room.state)
    screen.line._area.line = text
    await pilot.press("enter")
    await until(pilot, lambda: len(screen.room.state) > before and not screen.line.busy and not screen.behind)
