"""``/`` finds lines on every screen as it does on the timeline: marked while one types, up and down go through them."""

import pytest

from tests.screens import panel_rooms, rooms_with_owners
from tests.screens.kit import Place, as_text, entry, opened, shown, the_room, until
from warroom.grammar.filters import Filter


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
@pytest.mark.parametrize(
    ("key", "room", "word", "finds"),
    [
        ("2", "causes", "13", ["cause 13"]),
        ("3", "tasks", "certificate", ["get a new certificate issued"]),
        ("5", "owners", "is branch 77", ["Is branch 77 hit too?"]),
    ],
)
async def test_slash_searches_the_pane_in_sight(
    where: Place, key: str, room: str, word: str, finds: list[str], size: tuple[int, int]
) -> None:
    made = {
        "causes": lambda: panel_rooms.big(8, 20),
        "tasks": panel_rooms.english,
        "owners": lambda: rooms_with_owners.large(90, 9),
    }
    where.create(made[room]())
    async with shown(where, size=size) as (app, pilot):
        screen = the_room(app)
        await pilot.press("ctrl+g", key)
        await until(pilot, lambda: screen.body is not None)
        await pilot.press("slash")
        await until(pilot, lambda: bool(screen.query("SearchLine")))
        await pilot.press(*("space" if letter == " " else letter for letter in word))
        body = screen.body
        assert body is not None
        pane = body.current_list
        await until(pilot, lambda: f"/{word}: 1 of {len(finds)}" in as_text(app))
        seen = []
        for _ in finds:
            await pilot.press("down")
            await pilot.pause()
            assert pane.current is not None
            seen.append(next(text for text in finds if text in pane.current.row.text))
        assert sorted(seen) == sorted(finds)
        await pilot.press("enter")
        await until(pilot, lambda: not screen.query("SearchLine") and pane.has_focus)
        assert pane.words
        await pilot.press("escape")
        await until(pilot, lambda: f"/{word}" not in as_text(app))
        assert screen.body is body  # nothing but the search ended


async def test_find_and_a_search_without_a_match_say_so(where: Place) -> None:
    where.create(panel_rooms.english())
    async with shown(where) as (app, pilot):
        screen = the_room(app)
        await pilot.press("ctrl+g", "3", "slash", *"zzz")
        await until(pilot, lambda: "/zzz: 0 of 0" in as_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: not screen.query("SearchLine"))
        await pilot.press("i", *"/find", "space", *"bank")
        await pilot.press("enter")
        await until(pilot, lambda: "1 found" in as_text(app))
        assert screen.body is not None and screen.body.current_list.current is not None
        assert "ask the bank" in screen.body.current_list.current.row.text


async def test_a_filter_by_name_asks_who_said_it_not_who_typed_it(where: Place) -> None:
    where.create([*opened(), entry(1, "by bob", at="14:01", actor="bob"), entry(2, "by ana", at="14:02")])
    async with shown(where) as (app, _):
        screen = the_room(app)
        screen.timeline.narrow(Filter(people=("ana",)))
        assert [one.text for one in screen.timeline._shown if one.text.startswith("by ")] == ["by ana"]
        screen.timeline.narrow(Filter(people=("Bob",)))
        assert [one.text for one in screen.timeline._shown] == ["by bob"]


async def test_up_edits_what_i_wrote_and_nothing_that_i_imported(where: Place) -> None:
    where.create([*opened(), entry(1, "mine", at="14:01"), entry(2, "of a file", at="14:02", source="chat.txt:7")])
    async with shown(where) as (app, pilot):
        await pilot.press("up")
        await until(pilot, lambda: the_room(app).line.text.endswith(" mine"))
