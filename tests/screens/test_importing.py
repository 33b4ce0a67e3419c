"""Importing on screen: a table is shown as it would be read before anything comes in; several rooms are asked about."""

import json
import zipfile

import pytest

from screens.dialogs.form import Form
from screens.dialogs.page import Page
from screens.lobby.screen import LobbyScreen
from screens.room.screen import RoomScreen
from screens.widgets.field import Field
from tests.screens.kit import Place, as_text, shown, until

TABLE = "When,What happened,Who\n2026-11-22 14:01,error rate 4 %,ana\n2026-11-22 14:09,rolled back,bob\n"


async def write_form(app, pilot, **answers: str) -> None:  # type: ignore[no-untyped-def]
    await until(pilot, lambda: isinstance(app.screen, Form) and all(app.screen.query(f"#ask-{one}") for one in answers))
    for name, text in answers.items():
        app.screen.query_one(f"#ask-{name}", Field).line = text
    await pilot.press("enter")


async def test_a_table_is_shown_before_it_is_used_and_asks_until_it_fits(where: Place) -> None:
    where.folder.mkdir(mode=0o700, exist_ok=True)
    table = where.folder / "events.csv"
    table.write_text(TABLE)
    async with shown(where, None) as (app, pilot):
        await until(pilot, lambda: isinstance(app.screen, LobbyScreen))
        await pilot.press("m")
        await write_form(app, pilot, path=str(table))
        await until(pilot, lambda: "Is the table meant so?" in as_text(app))
        text = as_text(app)
        assert "What happened  ->  kept in the text" in text and "When           ->  time" in text
        assert where.rooms.cards() == []  # shown, and nothing is used yet
        await write_form(app, pilot, mapping="time=When, text=What happened")
        await until(pilot, lambda: "What happened  ->  text" in as_text(app))
        assert where.rooms.cards() == []  # what was changed is shown once more
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Page) and "remarks" in as_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RoomScreen) and app.screen.furnished)
        await until(pilot, lambda: "rolled back" in as_text(app) and "bob" in as_text(app))


async def test_a_table_can_be_left(where: Place) -> None:
    where.folder.mkdir(mode=0o700, exist_ok=True)
    table = where.folder / "events.csv"
    table.write_text(TABLE)
    async with shown(where, None) as (app, pilot):
        await until(pilot, lambda: isinstance(app.screen, LobbyScreen))
        await pilot.press("m")
        await write_form(app, pilot, path=str(table))
        await until(pilot, lambda: "Is the table meant so?" in as_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, LobbyScreen))
    assert where.rooms.cards() == []


async def test_a_file_of_several_rooms_asks_which(where: Place) -> None:
    where.folder.mkdir(mode=0o700, exist_ok=True)
    export = where.folder / "export.zip"
    with zipfile.ZipFile(export, "w") as archive:
        archive.writestr("users.json", '[{"id": "U1", "name": "ana"}]')
        archive.writestr("channels.json", '[{"id": "C1", "name": "incident"}, {"id": "C2", "name": "lunch"}]')
        for name in ("incident", "lunch"):
            message = {"type": "message", "user": "U1", "text": f"about {name}", "ts": "1763816400.000100"}
            archive.writestr(f"{name}/2025-11-22.json", json.dumps([message]))
    async with shown(where, None) as (app, pilot):
        await until(pilot, lambda: isinstance(app.screen, LobbyScreen))
        await pilot.press("m")
        await write_form(app, pilot, path=str(export))
        await until(pilot, lambda: "makes 2 rooms: #incident, #lunch" in as_text(app))
        assert where.rooms.cards() == []
        await write_form(app, pilot, only="incident")
        await until(pilot, lambda: isinstance(app.screen, RoomScreen) and app.screen.furnished)
        await until(pilot, lambda: "about incident" in as_text(app))
    assert len(where.rooms.cards()) == 1


async def test_a_long_import_shows_how_far_it_is(where: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []  # a look at the screen now and then may come between two of them
    tell = LobbyScreen.tell
    monkeypatch.setattr(LobbyScreen, "tell", lambda screen, text: (said.append(text), tell(screen, text))[1])
    where.folder.mkdir(mode=0o700, exist_ok=True)
    log = where.folder / "long.log"
    clock = ((number // 3600, number // 60 % 60, number % 60) for number in range(60_000))
    log.write_text("".join(f"[2026-11-22 {h:02}:{m:02}:{s:02}] <ana> error rate\n" for h, m, s in clock))
    async with shown(where, None) as (app, pilot):
        await until(pilot, lambda: isinstance(app.screen, LobbyScreen))
        await pilot.press("m")
        await write_form(app, pilot, path=str(log))
        await until(pilot, lambda: isinstance(app.screen, Page), 60.0)
    assert any(text.startswith(("reading [", "storing [")) for text in said), said
    assert [card.events for card in where.rooms.cards()] == [60_001]
