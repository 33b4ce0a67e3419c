"""Makes the pictures of docs/screens.md anew: the screens themselves, with a clock that stands.

The incident is a made-up one; of the whole room, screens 2 to 6, F4, F12 and the room as it was it is the demo's
(warroom/demo/demo.toml).

python docs/make_pictures.py
"""

import asyncio
import html
import re
import sys
import tempfile
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rich.cells import cell_len
from textual.pilot import Pilot

from screens.app import WarroomApp
from screens.update.body import UpdateBody
from screens.update.working import WorkingCopy
from tests.delivery.smtp_server import drop, late
from tests.screens import rooms_for_pictures as rooms
from tests.screens import rooms_to_send as sendable
from tests.screens.kit import NOW, Place, as_text, opened, place, shown, the_room, until
from tests.screens.test_sending import all_are, asks, outbox, ready
from warroom import demo

PICTURES = Path(__file__).resolve().parent / "pictures"
WIDE, NARROW = (120, 36), (80, 24)
SHOTS: dict[str, tuple[tuple[int, int], list[str]]] = {
    "typing": (WIDE, [*"-5m bob: ! drained node 3 ~15m"]),
    "search": (WIDE, ["ctrl+g", "slash", *"chain", "enter"]),
    "detail": (WIDE, ["ctrl+g", "k", "o"]),
    "who": (WIDE, ["f3"]),
    "help": (WIDE, ["f1"]),
    "edit": (WIDE, ["ctrl+g", "e"]),
    "export": (WIDE, ["ctrl+g", "E"]),
}
DEMO_SHOTS: dict[str, list[str]] = {
    "room": [],
    "causes": ["alt+2", "escape"],
    "team": ["alt+3", "escape"],
    "owner": ["alt+5", "escape"],
    "summary": ["alt+6", "escape"],
    "past": ["escape", "a", *"-8m", "enter"],
    "past-update": ["escape", "a", *"-1m", "enter", "4"],
    "due": ["f4"],
    "present": ["f12", "1"],
}
"""Each of these in both sizes."""


TEXT = re.compile(r'(<text [^>]*?)x="([0-9.]+)"([^>]*?)textLength="([0-9.]+)"([^>]*)>([^<]*)</text>')
PIECE = re.compile(r"(?:(?!\xa0\xa0).)*[^\xa0]")
CELL = 12.2
"""Units of one cell in the pictures that Textual draws."""


def _in_pieces(found: re.Match[str]) -> str:
    """A text cut where two blanks or more stand, each piece at its own cell.

    Not every viewer keeps blanks at the ends of a text, nor the width of one that has letters of two widths.
    """
    start, x, between, _, rest, text = found.groups()
    text = html.unescape(text)
    pieces = []
    for piece in PIECE.finditer(text):
        words = piece[0].lstrip("\xa0")
        at = float(x) + cell_len(text[: piece.end() - len(words)]) * CELL
        length = f'textLength="{cell_len(words) * CELL:.1f}"'
        pieces.append(f'{start}x="{at:.1f}"{between}{length}{rest}>{_escaped(words)}</text>')
    return "".join(pieces)


def _escaped(words: str) -> str:
    return html.escape(words, quote=False).replace("\xa0", "&#160;")


def save(app: WarroomApp, name: str) -> None:
    """Write the screen as SVG."""
    svg = app.export_screenshot(title="warroom")
    svg = TEXT.sub(_in_pieces, svg)
    (PICTURES / f"{name}.svg").write_text(svg, encoding="utf-8")
    print(f"{name}.svg")


async def room_pictures(folder: Path) -> None:
    """The room, in each of the states of ``SHOTS``."""
    for name, (size, keys) in SHOTS.items():
        here = place(folder / name)
        here.create(rooms.english())
        async with shown(here, size=size) as (app, pilot):
            await pilot.press(*keys)
            await pilot.pause()
            save(app, name)
        here.writer.close()


async def demo_pictures(folder: Path) -> None:
    """The demo's room, each in both sizes."""
    told = demo.drafts(demo.script(), now=NOW, zone_name="Europe/London")
    for size, ending in ((WIDE, ""), (NARROW, "-80x24")):
        for name, keys in DEMO_SHOTS.items():
            here = place(folder / f"{name}{ending}")
            here.create(told)
            async with shown(here, size=size) as (app, pilot):
                before = as_text(app)
                for key in keys:
                    await pilot.press(key)
                    await pilot.pause()
                await until(pilot, partial(_another, app, before if keys else ""))
                save(app, f"{name}{ending}")
            here.writer.close()


async def composer_pictures(folder: Path) -> None:
    """Screen 4 in the demo's room: the draft that F2 makes, its preview, both languages beside each other."""
    told = demo.drafts(demo.script(), now=NOW, zone_name="Europe/London")
    for size, ending in ((WIDE, ""), (NARROW, "-80x24")):
        here = place(folder / f"composer{ending}")
        here.create(told)
        async with shown(here, size=size) as (app, pilot):
            await pilot.press("f2")
            await until(pilot, partial(_languages, app, 1))
            await _settled(app, pilot)
            save(app, f"composer{ending}")
            await pilot.press("v")
            await until(pilot, partial(_dialog, app))
            await pilot.pause()
            save(app, f"composer-preview{ending}")
            await pilot.press("escape", "l", "y")
            await until(pilot, partial(_languages, app, 2))
            await _settled(app, pilot)
            await pilot.press("V")
            await until(pilot, partial(_dialog, app))
            await pilot.pause()
            save(app, f"composer-languages{ending}")
        here.writer.close()


async def sending_pictures(folder: Path) -> None:
    """The send step of screen 4: what goes to whom, how each goes, and the outbox, against a server on this machine."""
    for size, ending in ((WIDE, ""), (NARROW, "-80x24")):
        here = place(folder / f"sending{ending}")
        here.create(sendable.two())
        with sendable.served(here) as server:
            server.at("dot", late(1.0, "250 2.0.0 Ok: queued as Q71F"), to="li@", taken=True)
            server.at("dot", drop, to="wu@")
            async with ready(here, size=size) as (app, pilot):
                await asks(app, pilot)
                save(app, f"send{ending}")
                await pilot.press("enter")
                await until(pilot, partial(all_are, app, "accepted", "sending", "unknown"))
                await pilot.pause()
                save(app, f"sending{ending}")
                await until(pilot, partial(all_are, app, "accepted", "accepted", "unknown"))
                await outbox(app, pilot, "wu@")
                save(app, f"outbox{ending}")
        here.writer.close()


def _another(app: WarroomApp, before: str) -> bool:
    return as_text(app) != before


def _dialog(app: WarroomApp) -> bool:
    return len(app.screen_stack) > 1


def _languages(app: WarroomApp, count: int) -> bool:
    copy = _draft(app)
    return copy is not None and len(copy.content.bodies) == count


def _draft(app: WarroomApp) -> WorkingCopy | None:
    body = the_room(app).body
    return body.copy if isinstance(body, UpdateBody) else None


async def _settled(app: WarroomApp, pilot: Pilot[None]) -> None:
    """Wait until the draft in sight is checked."""

    def checked() -> bool:
        copy = _draft(app)
        return copy is not None and copy.checked == copy.content

    await until(pilot, checked)
    await pilot.pause(0.3)


async def other_pictures(here: Place) -> None:
    """The Chinese room and the lobby."""
    chinese = "01936b3c-9e00-7000-8000-00000000cafe"
    here.create(rooms.english())
    here.create(rooms.chinese(), chinese)
    here.create(opened("Printer on fire", severity="SEV4"), "01936b3c-9e00-7000-8000-00000000face")
    async with shown(here, chinese) as (app, pilot):
        await pilot.pause()
        save(app, "room-zh")
    async with shown(here, None) as (app, pilot):
        await until(pilot, lambda: "3 open" in as_text(app) and "being read" not in as_text(app))
        save(app, "lobby")
    here.writer.close()


def main() -> None:
    """Make all of them."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(room_pictures(Path(folder)))
        asyncio.run(demo_pictures(Path(folder) / "demo"))
        asyncio.run(composer_pictures(Path(folder)))
        asyncio.run(sending_pictures(Path(folder)))
        asyncio.run(other_pictures(place(Path(folder) / "others")))


if __name__ == "__main__":
    main()
