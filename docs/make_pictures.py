"""Makes the pictures of docs/screens.md anew: the screens themselves, with a made-up incident and a clock that stands.

python docs/make_pictures.py
"""

import asyncio
import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.screens import rooms_for_pictures as rooms
from tests.screens.kit import Place, as_text, opened, place, shown, until

PICTURES = Path(__file__).resolve().parent / "pictures"
WIDE, NARROW = (120, 36), (80, 24)
SHOTS: dict[str, tuple[tuple[int, int], list[str]]] = {
    "room": (WIDE, []),
    "room-80x24": (NARROW, []),
    "typing": (WIDE, [*"-5m bob: ! drained node 3 ~15m"]),
    "search": (WIDE, ["ctrl+g", "slash", *"chain", "enter"]),
    "detail": (WIDE, ["ctrl+g", "k", "o"]),
    "who": (WIDE, ["f3"]),
    "help": (WIDE, ["f1"]),
    "edit": (WIDE, ["ctrl+g", "e"]),
    "export": (WIDE, ["ctrl+g", "E"]),
}


TEXT = re.compile(
    r'(<text [^>]*?)x="([0-9.]+)"([^>]*?)textLength="([0-9.]+)"([^>]*)>((?:&#160;)*)([^<]*?)((?:&#160;)*)</text>'
)
CELL = 12.2
"""Units of one cell in the pictures that Textual draws."""


def _without_outer_blanks(found: re.Match[str]) -> str:
    """A text moved to its first letter: not every viewer keeps blanks at the ends of a text."""
    start, x, between, length, rest, before, text, after = found.groups()
    left, right = before.count(";"), after.count(";")
    if not text:
        return ""
    x, length = f"{float(x) + left * CELL:.1f}", f"{float(length) - (left + right) * CELL:.1f}"
    return f'{start}x="{x}"{between}textLength="{length}"{rest}>{text}</text>'


def save(app: object, name: str) -> None:
    """Write the screen as SVG."""
    svg: str = app.export_screenshot(title="warroom")  # type: ignore[attr-defined]
    svg = TEXT.sub(_without_outer_blanks, svg)
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
        asyncio.run(other_pictures(place(Path(folder) / "others")))


if __name__ == "__main__":
    main()
