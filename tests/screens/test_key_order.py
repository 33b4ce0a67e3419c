"""Keys faster than the screens: a place or a mode that one key asks for is where the very next key goes.

Every burst is handed over at once, before the application has looked at its first key, and on places that were never
in sight, which have to be mounted first.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual.pilot import Pilot

from screens.app import WarroomApp
from screens.dialogs.form import Form
from screens.lobby.screen import LobbyScreen
from screens.update.body import UpdateBody
from tests.screens import rooms_with_owners as rooms
from tests.screens.kit import ROOM, Place, as_text, is_whole, the_room, until
from tests.screens.person import Person


@asynccontextmanager
async def present(where: Place, *, whole: bool = True) -> AsyncIterator[tuple[WarroomApp, Pilot[None], Person]]:
    where.create(rooms.english())
    desk = where.desk()
    start = desk.enter(where.rooms.open(ROOM))
    await start.preview()
    app = WarroomApp(desk, start)
    async with app.run_test(size=(120, 36)) as pilot:
        if whole:
            await until(pilot, lambda: is_whole(app))
        yield app, pilot, Person(app, pilot)


def burst(person: Person, *keys: str) -> None:
    """All keys at once; a text of several letters that is no key's name is typed."""
    for key in keys:
        for one in key[1:] if key.startswith("=") else (key,):
            person._presses("space" if one == " " else one)


def asks_for_whom(app: WarroomApp) -> bool:
    return "for whom" in as_text(app).casefold() and app.screen is not the_room(app)


@pytest.mark.parametrize(
    "keys",
    [("alt+6", "ctrl+g", "E"), ("ctrl+g", "6", "E"), ("ctrl+g", "2", "6", "E"), ("ctrl+g", "6", "tab", "k", "E")],
)
async def test_a_key_behind_the_way_to_a_place_is_that_places_key(where: Place, keys: tuple[str, ...]) -> None:
    async with present(where) as (app, pilot, person):
        burst(person, *keys)
        await until(pilot, lambda: asks_for_whom(app))
        assert the_room(app).line.text == "", "no key was typed into the line"


async def test_a_section_is_edited_in_the_same_burst_that_drafts_the_round(where: Place) -> None:
    async with present(where) as (app, pilot, person):
        burst(person, "f2", "j", "j", "j", "e", "= It is slow.", "escape", "s")
        await until(pilot, lambda: "It is slow." in as_text(app) and "rev 2" in as_text(app))
        body = the_room(app).body
        assert isinstance(body, UpdateBody) and body.copy is not None
        assert body.copy.text("impact").endswith(" It is slow.")
        assert the_room(app).line.text == ""


async def test_keys_before_the_room_is_there_are_obeyed_in_order(where: Place) -> None:
    async with present(where, whole=False) as (app, pilot, person):
        burst(person, "=half a line", "ctrl+g", "6", "E")
        await until(pilot, lambda: asks_for_whom(app))
        assert the_room(app).line.text == "half a line"


async def test_words_behind_the_search_key_are_searched_for(where: Place) -> None:
    async with present(where) as (app, pilot, person):
        burst(person, "ctrl+g", "/", "=rolled", "enter", "i", "=back")
        await until(pilot, lambda: the_room(app).line.text == "back")
        assert "/rolled: 1 of 1" in as_text(app)


async def test_a_form_takes_what_is_typed_behind_the_key_that_opens_it(where: Place) -> None:
    async with present(where) as (app, pilot, person):
        burst(person, "ctrl+g", "3", "n", "=look at the certificate", "tab")
        await until(pilot, lambda: isinstance(app.screen, Form) and "look at the certificate" in as_text(app))
        assert the_room(app).line.text == ""


async def test_a_paste_keeps_its_place_among_the_keys(where: Place) -> None:
    async with present(where) as (app, pilot, person):
        burst(person, "ctrl+g", "i", "a")
        assert app._driver is not None
        app._driver.send_message(events.Paste("-pasted-"))
        burst(person, "z")
        await until(pilot, lambda: the_room(app).line.text == "a-pasted-z")


async def test_what_is_typed_behind_a_line_that_goes_elsewhere_goes_there(where: Place) -> None:
    async with present(where) as (app, pilot, person):
        burst(person, "=/export", "enter")
        await until(pilot, lambda: asks_for_whom(app))
        burst(person, "escape", "ctrl+g", "i", "=typed")
        await until(pilot, lambda: the_room(app).line.text == "typed")


async def test_the_lobby_takes_a_whole_room_in_one_burst(where: Place) -> None:
    where.create(rooms.english())
    app = WarroomApp(where.desk())
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, LobbyScreen) and "1 open of 1" in as_text(app))
        person = Person(app, pilot)
        burst(person, "enter", "=seen", "ctrl+g", "6", "E")
        await until(pilot, lambda: app.screen_stack[0] is not None and not isinstance(app.screen_stack[0], LobbyScreen))
        await until(pilot, lambda: asks_for_whom(app))
        assert the_room(app).line.text == "seen"


async def ended(app: WarroomApp) -> None:
    """Wait until the application has been left."""
    async with asyncio.timeout(10):
        while app.return_code is None:  # noqa: ASYNC110 - Textual tells nobody
            await asyncio.sleep(0.01)


async def test_the_way_out_goes_on_whatever_keys_wait_for(where: Place) -> None:
    async with present(where) as (app, _, person):
        with app.keys.hold(the_room(app)):
            burst(person, "=kept", "ctrl+q")
            await ended(app)
        assert app.return_code == 0


async def test_a_slow_command_lets_keys_go_on(where: Place) -> None:
    async with present(where) as (app, pilot, person):
        never = asyncio.Event()
        with app.keys.busy(never.is_set):
            burst(person, "=typed")
            await until(pilot, lambda: the_room(app).line.text == "typed")
