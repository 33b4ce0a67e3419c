"""Bindings, footer, help and palette say what the one table says; no key stands twice, all of them arrive."""

from collections import Counter
from typing import Any

import pytest
from textual.binding import Binding

from screens.app import WarroomApp
from screens.causes.body import CausesBody
from screens.dialogs.words import help_words
from screens.keys import action_of, bindings, fitted, hints, sign
from screens.lobby.screen import LobbyScreen, RoomList
from screens.palette import TableCommands
from screens.past.screen import PastScreen
from screens.room.screen import RoomScreen
from screens.summary.body import SummaryBody
from screens.team.body import TeamBody
from screens.update.body import UpdateBody
from screens.widgets.entry_line import EntryLine
from screens.widgets.feed_pane import FeedPane
from screens.widgets.panels import PanelList
from tests.screens.kit import Place, opened, shown
from warroom.commands import COMMANDS, with_keys
from warroom.commands import Place as Where

NEVER_ARRIVE = {"ctrl+h", "ctrl+i", "ctrl+m", "ctrl+[", "ctrl+left_square_bracket", "ctrl+/", "ctrl+space"}
TOGETHER: list[tuple[Where, ...]] = [
    ("anywhere", "line", "typing"),
    ("anywhere", "line", "room", "feed", "list"),
    ("anywhere", "line", "room", "causes", "list"),
    ("anywhere", "line", "room", "team", "list"),
    ("anywhere", "line", "room", "summary", "list"),
    ("anywhere", "past", "list"),
    ("anywhere", "line", "room", "update", "list"),
    ("anywhere", "lobby", "list"),
]


def bound(owner: Any) -> dict[str, set[str]]:
    """The keys of each binding id that an owner binds itself."""
    found: dict[str, set[str]] = {}
    for one in owner.BINDINGS:
        assert isinstance(one, Binding)
        found.setdefault(one.id or "", set()).update(one.key.split(","))
    return found


def wanted(*places: Where) -> dict[str, set[str]]:
    return {command.id: set(command.keys) for command in with_keys(*places)}


@pytest.mark.parametrize("places", TOGETHER)
def test_no_key_stands_twice_where_places_are_one(places: tuple[Where, ...]) -> None:
    keys = Counter(key for command in with_keys(*places) for key in command.keys)
    assert [key for key, count in keys.items() if count > 1] == []


def test_every_command_has_an_id_of_its_own() -> None:
    assert [one for one, count in Counter(command.id for command in COMMANDS).items() if count > 1] == []


def test_no_key_is_one_that_terminals_do_not_deliver() -> None:
    assert {key for command in COMMANDS for key in command.keys} & NEVER_ARRIVE == set()


def test_the_screens_bind_what_the_table_says() -> None:
    assert bound(WarroomApp) == wanted("anywhere")
    assert bound(LobbyScreen) == wanted("lobby")
    assert bound(RoomScreen) == wanted("line", "room", "feed")
    assert bound(CausesBody) == wanted("causes")
    assert bound(TeamBody) == wanted("team")
    assert bound(SummaryBody) == wanted("summary")
    assert bound(PastScreen) == wanted("past")
    assert bound(UpdateBody) == wanted("update")


@pytest.mark.parametrize("owner", [FeedPane, PanelList, RoomList])
def test_the_lists_bind_what_the_table_says(owner: Any) -> None:
    assert bound(owner) == wanted("list")


def test_the_entry_line_binds_its_part_of_the_table() -> None:
    table = wanted("line", "typing")
    assert bound(EntryLine).items() <= table.items()


@pytest.mark.parametrize(
    ("owner", "places"),
    [
        (WarroomApp, ("anywhere",)),
        (LobbyScreen, ("lobby",)),
        (RoomScreen, ("line", "room", "feed")),
        (CausesBody, ("causes",)),
        (TeamBody, ("team",)),
        (SummaryBody, ("summary",)),
        (PastScreen, ("past",)),
        (UpdateBody, ("update",)),
    ],
)
def test_every_key_has_something_that_does_it(owner: Any, places: tuple[Where, ...]) -> None:
    missing = [one.id for one in with_keys(*places) if not hasattr(owner, f"action_{action_of(one)}")]
    assert missing == []


@pytest.mark.parametrize("places", TOGETHER)
def test_help_shows_every_command_of_its_places(places: tuple[Where, ...]) -> None:
    text = help_words(places)
    in_one_line = " ".join(text.split())
    for command in with_keys(*places):
        assert command.help in in_one_line
        assert sign(command.keys[0]) in text


def test_the_footer_begins_with_help_and_never_cuts_a_hint() -> None:
    for places in TOGETHER:
        wanted_hints = hints(places)
        assert wanted_hints[0] == "F1 help"
        for width in range(10, 130):
            line = fitted(wanted_hints, width)
            assert len(line) <= width
            assert [part for part in line.strip().split("  ") if part not in wanted_hints] == []


async def test_the_palette_offers_the_table(where: Place) -> None:
    where.create(opened())
    async with shown(where) as (app, _):
        offered = {command.id for command, _ in TableCommands(app.screen)._offered()}
    expected = {one.id for one in with_keys("anywhere", "line", "room", "feed", "causes", "team", "summary")}
    expected |= {one.id for one in with_keys("update")}
    assert expected | {one.id for one in COMMANDS if one.slash and one.place in ("shell", "owner")} == offered


def test_the_bindings_can_be_remapped_by_the_commands_ids() -> None:
    assert {one.id for one in bindings("room")} == {command.id for command in with_keys("room")}
