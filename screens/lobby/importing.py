"""Making rooms from a file: which one, how it is read, how far it is, what has to be known about it."""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from textual.app import App

from screens.asking import Answers, Ask
from screens.desk import BroughtIn, Desk, Seen, Wish
from screens.dialogs.form import Form
from warroom.clock import zone
from warroom.errors import BadInput

NOTE: Final = (
    "A report (Markdown), chat (Slack export, IRC, WeeChat), alerts, a status page, a mail, CSV, plain text with "
    "times, or a room's own JSON. All or nothing."
)
EVERY: Final = 0.2
"""Seconds between two looks at how far it is."""
_MOST_SHOWN: Final = 12
"""Columns or rooms in a note: a form has to fit 24 lines."""


class Importing:
    """One import, from the key to the room."""

    def __init__(self, app: App[Any], desk: Desk, kept: Answers, tell: Callable[[str], None]) -> None:
        self._app, self._desk, self._kept, self._tell = app, desk, kept, tell
        self._far = ""
        """How far it is; written by the thread that works, shown by a timer of ours."""

    async def run(self) -> str | None:
        """The room to open; None when the person left. Raises ``WarroomError``, and nothing came in."""
        wish = await self._asked()
        while wish is not None:
            found = await self._bring_in(wish)
            if isinstance(found, BroughtIn):
                await self._remarks(wish, found)
                return found.room
            wish = await self._confirmed(wish, found)
        return None

    async def _asked(self) -> Wish | None:
        asks = [
            Ask("path", "File", hint="its path", check=_file),
            Ask("zone", "Zone of its times", self._desk.zone, "for times that name none", check=zone),
            Ask("day", "First day", hint="2026-11-22; only for a log whose times have no day", check=_day),
        ]
        answers = await self._app.push_screen_wait(Form("Import", asks, note=NOTE, kept=self._kept))
        if answers is None:
            return None
        return Wish(_file(answers["path"]), answers["zone"].strip(), _day(answers["day"]))

    async def _bring_in(self, wish: Wish) -> BroughtIn | Seen:
        timer = self._app.set_interval(EVERY, self._show)
        try:
            return await self._desk.run(partial(self._desk.bring_in, wish, self._note))
        finally:
            timer.stop()
            self._tell("")

    def _note(self, text: str) -> None:
        self._far = text

    def _show(self) -> None:
        self._tell(self._far)

    async def _confirmed(self, wish: Wish, seen: Seen) -> Wish | None:
        """The wish as the person wants it after a look at how the file is read; None when they leave."""
        if seen.columns:
            return await self._mapped(wish, seen)
        listed = ", ".join(seen.rooms[:_MOST_SHOWN]) + (" ..." if len(seen.rooms) > _MOST_SHOWN else "")
        ask = Ask("only", "Only these", hint=f"names, with commas; empty: all {len(seen.rooms)}")
        note = f"{wish.path.name} makes {len(seen.rooms)} rooms: {listed}"
        answers = await self._app.push_screen_wait(Form("Several rooms", [ask], note=note))
        if answers is None:
            return None
        only = tuple(filter(None, (name.strip() for name in re.split("[,，、]", answers["only"]))))
        return wish._replace(only=only, confirmed=True)

    async def _mapped(self, wish: Wish, seen: Seen) -> Wish | None:
        from warroom.importers.table import read_mapping  # a table is rare; the first frame needs none

        width = max(len(name) for name, _ in seen.columns)
        lines = [f"{name.ljust(width)}  ->  {meant}" for name, meant in seen.columns[:_MOST_SHOWN]]
        ask = Ask(
            "mapping",
            "Columns",
            seen.mapping,
            "time= and text= are needed; date= kind= actor= if there are any",
            check=read_mapping,
        )
        note = f"{wish.path.name} is read so:\n\n" + "\n".join(lines)
        answers = await self._app.push_screen_wait(Form("Is the table meant so?", [ask], note=note))
        if answers is None:
            return None
        changed = answers["mapping"].strip()
        same = changed == seen.mapping
        # What was changed is shown once more, so that nothing comes in that nobody has seen.
        return wish._replace(mapping=changed, confirmed=same)

    async def _remarks(self, wish: Wish, made: BroughtIn) -> None:
        if not made.remarks:  # else they are read before the room is: afterwards nobody would look for them
            return
        from screens.dialogs.page import Page  # few imports have remarks; the first frame has no page

        said = "It is imported; esc opens the room. To be known about it:\n\n" + "\n".join(made.remarks)
        await self._app.push_screen_wait(Page(f"Import of {wish.path.name}: {len(made.remarks)} remarks", said))


def _file(text: str) -> Path:
    path = Path(text.strip()).expanduser()
    if not path.is_file():
        raise BadInput(f"there is no file {path}")
    return path


def _day(text: str) -> date | None:
    """The day that a person wrote; None for nothing."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInput(f"'{text.strip()}' is not a day; write it as 2026-11-22") from error
